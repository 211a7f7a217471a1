"""Files made from stretches of recordings, side by side, on this machine or on a cluster; each kept by what made it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

from recording import draw, video
from recording.cluster import run_on_cluster
from recording.file import Recording, decode
from recording.inputs import digest, fingerprint
from recording.keep import KEPT_VERSIONS, build_folder, default_jobs, raise_failures
from recording.progress import Progress
from recording.video import WRITERS, Quality
from recording.whole import write_whole
from recording.workers import Failure, Job, Keep, run_jobs


@dataclass(frozen=True)
class Stretch:
    """Frames of a recording, in the order in which they are played, as one file of a ``kind``, such as mp4.

    ``name`` is what progress and errors call it.
    """

    name: str
    recording: Recording
    frames: tuple[int, ...]
    kind: str
    quality: Quality

    @property
    def file(self) -> Path:
        """Where it is kept: under the recording's digest, by all that decides its content."""
        recording = self.recording
        home = _home(recording) / recording.digest[:12]
        made_of = fingerprint(
            frames=self.frames,
            quality=asdict(self.quality),
            code=[digest(Path(module.__file__)) for module in (video, draw) if module.__file__],
            versions={name: metadata.version(name) for name in ("av", "pycairo", "pillow", "numpy")},
        )
        return home / f"{made_of[:16]}.{self.kind}"


def make_stretches(
    stretches: Sequence[Stretch], *, jobs: int | None = None, cluster: str | None = None
) -> dict[str, Path]:
    """The file of every stretch by its name; what is there from an earlier run is not made again.

    ``cluster`` is the address of a Dask scheduler whose workers make them; otherwise it is this machine with ``jobs``
    processes. Raises InputError that names every stretch which failed; the others are kept.
    """
    files = {stretch.name: stretch.file for stretch in stretches}
    lacking = [stretch for stretch in stretches if not files[stretch.name].is_file()]
    work = [
        Job(s.name, _make, (s.recording.data, s.frames, s.kind, s.quality), -(-len(s.frames) // s.recording.fps))
        for s in sorted(lacking, key=lambda s: -len(s.frames))
    ]
    if work:
        logs = build_folder() / "log" / "stretches"
        run = partial(run_on_cluster, cluster, logs) if cluster else partial(_here, jobs or default_jobs(), logs)
        with Progress("pieces", len(work)) as progress:
            failures = run(work, progress, lambda name, content: write_whole(files[name], content))
        for recording in {s.recording.digest: s.recording for s in lacking}.values():
            _prune(recording)
        raise_failures("written", failures, {job.name: job.name for job in work})
    return files


def _here(workers: int, logs: Path, jobs: Sequence[Job], progress: Progress, keep: Keep) -> dict[str, Failure]:
    return run_jobs(jobs, workers=workers, logs=logs, progress=progress, keep=keep)[1]


def _make(data: bytes, frames: Sequence[int], kind: str, quality: Quality, report: Callable[[str], None]) -> bytes:
    """In another process: the content of one file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"stretch.{kind}"
        WRITERS[kind](decode(data), frames, path, quality, report)
        return path.read_bytes()


def _home(recording: Recording) -> Path:
    return build_folder() / "stretches" / f"{recording.scene}-{recording.theme}-{recording.language}"


def _prune(recording: Recording) -> None:
    """Forget what was made of recordings that are no longer kept."""
    folders = sorted(_home(recording).glob("*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[KEPT_VERSIONS:]:
        shutil.rmtree(folder)

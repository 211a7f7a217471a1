"""Record scenes in parallel, and keep the recordings by all that they were made from."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recording.errors import InputError
from recording.file import Recording, load
from recording.inputs import fingerprint, record_inputs, unchanged, versions
from recording.progress import Progress
from recording.whole import write_whole
from recording.workers import Failure, Job, run_jobs

ROOT = Path(__file__).resolve().parent.parent
KEPT_VERSIONS = 3  # of a scene in one theme and language, so that going back to a state does not record again
OURS = (
    "scenes",
    "attn_core",
    "recording.recorder",
    "recording.straight",
    "recording.looks",
    "recording.quick",
    "recording.tracks",
    "recording.file",
)  # what a recording is made by

Recordings = Mapping[str, Mapping[str, Recording]]  # recordings[theme][scene]


@dataclass(frozen=True)
class Words:
    """What a scene is handed to write: title and source line by slide, a language's words by the English ones, and the
    short form of each source by its key.
    """

    language: str = "en"
    slides: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    table: Mapping[str, str] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)


def build_folder() -> Path:
    """Where everything that is made goes: ``build/``, or the folder named by LECTURE_BUILD."""
    return Path(os.environ.get("LECTURE_BUILD") or ROOT / "build").absolute()


def default_jobs() -> int:
    """How many scenes are recorded at a time: one per processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def record_scenes(
    scenes: Mapping[str, Words],
    *,
    themes: Sequence[str] = ("dark",),
    jobs: int | None = None,
    root: Path = ROOT,
    build: Path | None = None,
) -> Recordings:
    """Return every scene recorded in every theme; what is up to date is not recorded again.

    ``root`` holds the packages ``scenes`` and ``attn_core``. Raises InputError that names every scene which failed; the
    others are kept.
    """
    root, build = root.resolve(), (build or build_folder()).resolve()
    for scene in scenes:
        if not (root / "scenes" / f"{scene}.py").is_file():
            raise InputError(f"scene {scene!r} has no file scenes/{scene}.py; write it, or mend lecture.toml")
    home = build / "recordings"
    home.mkdir(parents=True, exist_ok=True)
    wanted = {
        f"{scene}-{theme}-{words.language}": (scene, theme, words)
        for theme in themes
        for scene, words in scenes.items()
    }
    with _only_one(home):
        found = {name: kept for name, (_, _, words) in wanted.items() if (kept := _find_fresh(home, name, words, root))}
        sizes = {name: (root / "scenes" / f"{scene}.py").stat().st_size for name, (scene, _, _) in wanted.items()}
        stale = _longest_first(home, {name: size for name, size in sizes.items() if name not in found})
        work = [
            Job(name, _record, (*wanted[name], home / name, root, build), max(1, len(wanted[name][2].slides)))
            for name in stale
        ]
        if work:
            with Progress("scenes", len(work)) as progress:
                recorded, failures = run_jobs(
                    work, workers=jobs or default_jobs(), logs=build / "log" / "recordings", progress=progress
                )
            found |= {name: load(home / file) for name, file in recorded.items()}
            for name in recorded:
                _prune(home, name)
            raise_failures("recorded", failures, {name: f"scene {scene!r}" for name, (scene, _, _) in wanted.items()})
    return {
        theme: {scene: found[f"{scene}-{theme}-{words.language}"] for scene, words in scenes.items()}
        for theme in themes
    }


def raise_failures(verb: str, failures: Mapping[str, Failure], names: Mapping[str, str]) -> None:
    """One InputError for all jobs that failed, if any did, in the order of ``names``; what is the same in each theme is
    told once.
    """
    told = {(name, failures[job].reason): failures[job] for job, name in names.items() if job in failures}
    if told:
        lines = [f"{name} could not be {verb}: {why}\n  see {f.log}" for (name, why), f in told.items()]
        raise InputError("\n".join(lines))


def _record(
    scene: str, theme: str, words: Words, target: Path, root: Path, build: Path, report: Callable[[str], None]
) -> str:
    """In a fresh process: record one scene, and return the name of its file."""
    started = time.monotonic()
    gc.freeze()  # what was imported stays: no need to look through it again and again
    sys.dont_write_bytecode = True  # a file saved twice in a second could be taken for its older bytecode
    inputs = record_inputs(root, build)
    data, asked, cited = first_party("recording.recorder", root).record_scene(scene, theme, words, report)
    facts: dict[str, Any] = {
        "inputs": dict(inputs),
        "versions": versions(),
        "words": asdict(words) | {"table": _answers(words.table, asked), "citations": _answers(words.citations, cited)},
    }
    file = target.with_name(f"{target.name}-{fingerprint(**facts)[:12]}.rec")
    facts |= {"sha256": hashlib.sha256(data).hexdigest(), "seconds": round(time.monotonic() - started, 2)}
    write_whole(file, data)
    write_whole(_manifest(file), json.dumps(facts, indent=1).encode())  # a recording counts when its manifest is there
    return file.name


def _answers(table: Mapping[str, str], asked: Sequence[str]) -> dict[str, str]:
    """What was looked up, and what was found: the rest of a table may change without a recording being stale."""
    return {key: table.get(key, key) for key in sorted(asked)}


def first_party(module: str, root: Path) -> Any:
    """Import one of the lecture's own modules from ``root``, anew, so that its files are seen being read."""
    for name in list(sys.modules):
        if name.startswith(OURS):
            del sys.modules[name]
    sys.path.insert(0, str(root))
    return importlib.import_module(module)


def _find_fresh(home: Path, name: str, words: Words, root: Path) -> Recording | None:
    """The kept version of a scene of which nothing that it was made from has changed, or None."""
    now = versions()
    for manifest in _manifests(home, name):
        try:
            facts = json.loads(manifest.read_text(encoding="utf-8"))
            made_of = facts["words"]
            tables = {key: _answers(getattr(words, key), list(made_of[key])) for key in ("table", "citations")}
            same = facts["versions"] == now and made_of == json.loads(json.dumps(asdict(words) | tables))
            if not (same and unchanged(facts["inputs"], root)):
                continue
        except (OSError, ValueError, KeyError, TypeError):
            continue
        try:
            recording = load(manifest.with_suffix(".rec"))
            if recording.digest != facts["sha256"]:
                raise InputError(f"{manifest.with_suffix('.rec')}: this is not what was written; it is recorded anew")
        except InputError as error:
            print(error, file=sys.stderr)
            continue
        os.utime(manifest)  # the version in use is the last to be pruned
        return recording
    return None


def _manifest(file: Path) -> Path:
    return file.with_suffix(".json")


def _manifests(home: Path, name: str) -> list[Path]:
    """The manifests of the kept versions, the last used first."""
    found = [path for path in home.glob(f"{name}-*.json") if path.stem.rpartition("-")[0] == name]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _prune(home: Path, name: str) -> None:
    for manifest in _manifests(home, name)[KEPT_VERSIONS:]:
        manifest.unlink()
        manifest.with_suffix(".rec").unlink(missing_ok=True)


def _longest_first(home: Path, sizes: Mapping[str, int]) -> list[str]:
    """The order in which workers finish together, by the time each scene took before; unknown ones first, by size."""

    def seconds(name: str) -> float:
        for manifest in _manifests(home, name):
            try:
                return float(json.loads(manifest.read_text(encoding="utf-8"))["seconds"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return float("inf")

    return sorted(sizes, key=lambda name: (seconds(name), sizes[name]), reverse=True)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold the folder's lock, and remove what interrupted runs left in it: nobody else can be writing there."""
    with (home / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another run is recording into {home}; waiting for it", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in [*home.glob(".*.part"), *(f for f in home.glob("*.rec") if not _manifest(f).exists())]:
            left.unlink(missing_ok=True)
        yield

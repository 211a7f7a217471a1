"""A video a slide, with its end still."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from recording.file import decode
from recording.keep import Recordings, build_folder, default_jobs, raise_failures
from recording.progress import Progress
from recording.video import QUALITIES, write_video
from recording.workers import Job, run_jobs
from slides.script import Cut


def write_videos(cut: Cut, recordings: Recordings, out: Path, *, quality: str, jobs: int | None = None) -> list[Path]:
    """Write ``<slide>-<theme>-<recording>.mp4`` and ``.png`` for every slide, and return the videos in running order.

    What was made from the same recording is not made again. Raises InputError that names every slide which failed.
    """
    videos, work = [], []
    for theme in cut.themes:
        for slide in cut.slides:
            recording = recordings[theme][slide.scene]
            marks = recording.slide(slide.id)
            name = f"{slide.full_id}-{theme}"
            path = out / f"{name}-{recording.digest[:12]}.mp4"
            videos.append(path)
            if not (path.is_file() and path.with_suffix(".png").is_file()):
                seconds = -(-(marks.end - marks.first) // recording.fps)
                work.append(Job(name, _write, (recording.data, slide.id, path, quality), seconds))
    if work:
        work.sort(key=lambda job: -job.steps)
        with Progress("slides", len(work)) as progress:
            made, failures = run_jobs(
                work, workers=jobs or default_jobs(), logs=build_folder() / "log" / "videos", progress=progress
            )
        for name in made:
            for old in {*out.glob(f"{name}-*.mp4"), *out.glob(f"{name}-*.png")}:
                if old.with_suffix(".mp4") not in videos and old.stem.rpartition("-")[0] == name:
                    old.unlink()
        raise_failures("written", failures, {job.name: f"slide {job.name!r}" for job in work})
    return videos


def _write(data: bytes, slide: str, path: Path, quality: str, report: Callable[[str], None]) -> None:
    """In a fresh process: one video."""
    recording = decode(data)
    marks = recording.slide(slide)
    write_video(recording, marks.first, marks.end, path, QUALITIES[quality], report, still=marks.rest)

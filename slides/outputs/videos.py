"""A video a slide, with its end still."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from recording.keep import Recordings
from recording.stretches import Stretch, make_stretches
from recording.video import QUALITIES
from recording.whole import whole
from slides.script import Cut


def write_videos(cut: Cut, recordings: Recordings, out: Path, *, quality: str, jobs: int | None = None) -> list[Path]:
    """Write ``<slide>-<theme>.mp4`` and ``.png`` for every slide, and return the videos in running order.

    What was made from the same recording is not made again. Raises InputError that names every slide which failed.
    """
    stretches = []
    for theme in cut.themes:
        for slide in cut.slides:
            recording = recordings[theme][slide.scene]
            marks = recording.slide(slide.id)
            of_kind = {"mp4": tuple(range(marks.first, marks.end)), "png": (marks.rest,)}
            stretches += [
                Stretch(f"{slide.full_id}-{theme}.{kind}", recording, frames, kind, QUALITIES[quality])
                for kind, frames in of_kind.items()
            ]
    write_stretches(stretches, out, jobs=jobs)
    return [out / stretch.name for stretch in stretches if stretch.kind == "mp4"]


def write_stretches(
    stretches: Sequence[Stretch], out: Path, *, jobs: int | None = None, cluster: str | None = None
) -> None:
    """Make what is not there yet, then put all into a folder under their names; nothing if one fails."""
    for name, made in make_stretches(stretches, jobs=jobs, cluster=cluster).items():
        with whole(out / name) as beside:
            shutil.copyfile(made, beside)

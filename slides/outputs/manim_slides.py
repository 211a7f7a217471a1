"""What `manim-slides` presents and converts: a JSON for each scene, and its videos."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from shlex import quote
from typing import Any

from recording.errors import InputError
from recording.file import Recording
from recording.keep import Recordings
from recording.stretches import Stretch, make_stretches
from recording.video import Quality
from recording.whole import whole, write_whole
from slides.script import Cut

MARKS = re.compile(r"[\\`*_\[\]#~|]|^[-+=]|(?<=\d)[.)](?=\s)", re.MULTILINE)  # what Markdown could take for its own


@dataclass(frozen=True)
class Entry:
    """What is played until the next key, or until its end if it goes on by itself."""

    name: str
    recording: Recording
    frames: range
    loop: bool
    auto_next: bool
    notes: str

    def stretches(self, quality: Quality) -> dict[str, Stretch]:
        """Its videos, by their keys in the JSON."""
        ways = {"file": (self.name, self.frames), "rev_file": (f"{self.name}-reversed", self.frames[::-1])}
        return {
            key: Stretch(f"{name}.mp4", self.recording, tuple(frames), "mp4", quality)
            for key, (name, frames) in ways.items()
        }


def write_manim_slides(
    cut: Cut,
    recordings: Recordings,
    out: Path,
    *,
    size: int = 1080,
    jobs: int | None = None,
    cluster: str | None = None,
) -> list[Path]:
    """Write ``<out>/<cut>/slides/<Scene>.json`` for each scene in the cut's first theme, with videos of ``size`` lines
    beside, and return them in running order. Prints how to present them.

    A slide is a step; one that loops goes on by itself to a second one, the loop. The notes, in Markdown, are what is
    said and what the lecturer noted. What is no longer in the cut goes. Raises InputError where it cannot be written.
    """
    folder, quality = out / cut.name / "slides", Quality.of_height(size)
    scenes = {  # by the names of their classes, as Manim has it
        "".join(part.capitalize() for part in scene.split("_")): list(_entries(cut, recordings[cut.theme][scene]))
        for scene in cut.scenes
    }
    videos = {entry.name: entry.stretches(quality) for entries in scenes.values() for entry in entries}
    wanted = [stretch for of_entry in videos.values() for stretch in of_entry.values()]
    made = make_stretches(wanted, jobs=jobs, cluster=cluster)
    written = {folder / f"{name}.json": _json(entries, videos, quality) for name, entries in scenes.items()}
    try:
        for name, file in made.items():
            with whole(folder / "files" / name) as beside:
                shutil.copyfile(file, beside)
        for path, content in written.items():
            write_whole(path, content)
        kept = {*written, *(folder / "files" / name for name in made)}
        for old in {*folder.glob("*.json"), *folder.glob("files/*")} - kept:
            old.unlink()
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error}") from error
    print(f"cd {quote(str(folder.parent))} && manim-slides present {' '.join(scenes)}")
    return list(written)


def _entries(cut: Cut, recording: Recording) -> Iterator[Entry]:
    for slide in cut.scripts[recording.scene]:
        for number, (said, step) in enumerate(zip(slide.paragraphs, recording.slide(slide.id).steps, strict=True), 1):
            name = f"{slide.full_id}-{number}"
            notes = "\n\n".join(_markdown(text) for text in (said, slide.notes) if text)
            if step.once:
                yield Entry(name, recording, step.once, False, bool(step.again), notes)
            if step.again:
                yield Entry(f"{name}-loop", recording, step.again, True, False, notes)


def _markdown(text: str) -> str:
    """Text that reads as it stands, in Markdown and in the HTML around it."""
    return MARKS.sub(lambda mark: f"\\{mark[0]}", escape(text, quote=False))


def _json(entries: list[Entry], videos: dict[str, dict[str, Stretch]], quality: Quality) -> bytes:
    slides: list[dict[str, Any]] = [
        {key: f"slides/files/{stretch.name}" for key, stretch in videos[entry.name].items()}
        | {"loop": entry.loop, "auto_next": entry.auto_next, "notes": entry.notes}
        for entry in entries
    ]
    resolution, background = (quality.width, quality.height), entries[0].recording.background
    content = {"slides": slides, "resolution": resolution, "background_color": background}
    return json.dumps(content, indent=2).encode()  # ASCII, for it is read in the encoding of the machine

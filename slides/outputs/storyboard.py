"""One contact sheet of a cut: the end of every slide, or the middle and the end of every step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from recording.draw import pixels
from recording.file import Recording, Step
from recording.keep import Recordings
from recording.whole import whole
from slides.outputs.font import font_folder
from slides.script import Cut

STILL = (1280, 720)
TILE = (640, 360)
COLUMNS, GAP, LABEL = 4, 16, 34
PAPER, INK = "#7A7F8A", "#FFFFFF"


def write_storyboard(cut: Cut, recordings: Recordings, out: Path, *, steps: bool = False) -> Path:
    """Write the contact sheet of a cut in its first theme, each picture under the id of its slide."""
    pictures = [
        (f"{slide.full_id} {name}", recording, frame)
        for slide in cut.slides
        for recording in [recordings[cut.theme][slide.scene]]
        for name, frame in _moments(recording, slide.id, steps)
    ]
    columns = min(COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    width, height = TILE[0] + GAP, TILE[1] + LABEL + GAP
    sheet = Image.new("RGB", (columns * width + GAP, rows * height + GAP), PAPER)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(font_folder() / "SourceSansPro-Semibold.otf", 24)
    for n, (name, recording, frame) in enumerate(pictures):
        x, y = GAP + n % columns * width, GAP + n // columns * height
        pen.text((x, y + LABEL - 8), name, fill=INK, font=font, anchor="ls")
        still = Image.fromarray(pixels(recording, frame, *STILL))
        sheet.paste(still.resize(TILE, Image.Resampling.LANCZOS), (x, y + LABEL))
    with whole(out) as beside:
        sheet.save(beside, format="PNG")
    return out


def _moments(recording: Recording, slide_id: str, steps: bool) -> Iterator[tuple[str, int]]:
    """What is drawn of a slide: the frames and their names."""
    marks = recording.slide(slide_id)
    if not steps:
        yield "", marks.rest
        return
    for n, step in enumerate(marks.steps, 1):
        yield f"{n} middle", (step.first + step.end) // 2
        yield from _extremes(n, step)
        yield f"{n} end", step.rest


def _extremes(n: int, step: Step) -> Iterator[tuple[str, int]]:
    if step.dial:
        yield f"{n} {step.dial.name} lowest", step.dial.first
        yield f"{n} {step.dial.name} highest", step.dial.end - 1

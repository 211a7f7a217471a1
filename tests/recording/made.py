"""Recordings made by hand, and how pictures are compared."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from recording.draw import Pixels
from recording.file import Recording, SlideMarks, Step, decode, encode
from recording.tracks import Floats, Frame, Look, Tracks

FRAME = (128 / 9, 8.0)
BACKGROUND = "#11141C"
RED, GREEN, BLUE, WHITE, NOTHING = (
    (0.8, 0.2, 0.1, 1),
    (0.1, 0.7, 0.3, 1),
    (0.2, 0.3, 0.9, 1),
    (1, 1, 1, 1),
    (0, 0, 0, 0),
)
Colour = Sequence[float]


def straight(corners: Iterable[Sequence[float]], *, closed: bool = True) -> Floats:
    """Points as Manim keeps them ``[4 a curve, 3]``: lines from corner to corner."""
    ends = np.array(list(corners), float)
    starts, ends = (ends, np.roll(ends, -1, axis=0)) if closed else (ends[:-1], ends[1:])
    shares = np.array([0, 1 / 3, 2 / 3, 1])[None, :, None]
    flat = (starts[:, None] + shares * (ends - starts)[:, None]).reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])


def rectangle(width: float, height: float, x: float = 0, y: float = 0) -> Floats:
    """A closed path round (x, y)."""
    sides = [(-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2)]
    return straight([(x + a, y + b) for a, b in sides])


def moved(points: Floats, x: float, y: float) -> Floats:
    """The same path elsewhere."""
    return points + np.array([x, y, 0])


def look(
    points: Floats,
    fill: Sequence[Colour] = (RED,),
    stroke: Sequence[Colour] = (NOTHING,),
    width: float = 0,
    *,
    behind: Sequence[Colour] = (),
    behind_width: float = 0,
    join: int = 0,
    cap: int = 0,
    line: Sequence[Sequence[float]] = (),
) -> Look:
    """A look from colours (red, green, blue, alpha); ``line`` is the gradient's, if there is one."""
    fills, strokes, backs, ends = (np.array(numbers, float).tobytes() for numbers in (fill, stroke, behind, line))
    return Look(
        np.array(points, float).tobytes(), fills, strokes, float(width), backs, float(behind_width), join, cap, ends
    )


def recorded(*plays: Sequence[Frame] | tuple[Frame, Sequence[Frame]], **head: Any) -> Recording:
    """The recording of plays, each the frames of what moves, or (what stands, frames); one slide of one step."""
    tracks = Tracks()
    for play in plays:
        standing, moving = play if isinstance(play, tuple) else ([], play)
        tracks.add(standing, moving)
    return finished(tracks, **head)


def finished(tracks: Tracks, slides: Sequence[SlideMarks] | None = None, **head: Any) -> Recording:
    """Tracks as a recording, through its file."""
    step = Step(0, tracks.frames)
    one = SlideMarks("all", "All", "schematic", "", {}, 0, tracks.frames, (step,))
    head = {"scene": "made", "theme": "dark", "language": "en", "words": [], "fps": 60, "frame": FRAME} | head
    head.setdefault("background", BACKGROUND)
    return decode(encode(tracks, [one] if slides is None else slides, **head))


def psnr(one: Pixels | Floats, other: Pixels | Floats) -> float:
    """Peak signal-to-noise ratio in decibels; 99 where nothing differs."""
    difference = np.subtract(one, other, dtype=np.float32).ravel()
    error = float(difference @ difference) / len(difference)
    return 99.0 if error == 0 else min(99.0, 10 * float(np.log10(255**2 / error)))


def photograph(page: Any, width: int, height: int) -> Pixels:
    """What a browser's page shows ``[height, width, 3]``."""
    from PIL import Image

    page.set_viewport_size({"width": width, "height": height})
    with Image.open(io.BytesIO(page.screenshot())) as image:
        return np.asarray(image.convert("RGB"))

"""What is drawn, read back from where it stands: for comparing a picture with its data by a second route."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from manim import ArcBetweenPoints, Line


def of_type(state: Any, kind: type, *, exactly: bool = False) -> list[Any]:
    """The parts of that type on stage, in the order they are drawn."""
    return [m for m in state.stage if (type(m) is kind if exactly else isinstance(m, kind))]


def seen(state: Any, kind: type, *, exactly: bool = False) -> list[Any]:
    """The same, of what is visible."""
    return [m for m in state.visible if (type(m) is kind if exactly else isinstance(m, kind))]


def ink(mobject: Any) -> str:
    """The colour of a line or an outline."""
    return str(mobject.get_stroke_color().to_hex()).upper()


def says(state: Any, text: str) -> Any:
    """The label with these words."""
    [label] = [label for label in state.labels if label.original_text == text]
    return label


def nearest(point: np.ndarray, parts: Sequence[Any]) -> int:
    """Which of the parts stands nearest to a point, sideways."""
    return int(np.argmin([abs(part.get_center()[0] - point[0]) for part in parts]))


def arcs(state: Any, tokens: Sequence[Any]) -> dict[tuple[int, int], float]:
    """The arcs on stage: from which token to which, and how wide."""
    found = {}
    for arc in seen(state, ArcBetweenPoints, exactly=True):
        ends = tuple(nearest(end, tokens) for end in (arc.get_start(), arc.get_end()))
        found[ends] = float(arc.get_stroke_width())
    return found


def struck(label: Any, lines: Iterable[Line]) -> str:
    """The characters of a label that a level line crosses."""
    across = [line for line in lines if abs(line.get_start()[1] - line.get_end()[1]) < 1e-6]
    out = ""
    for char, glyph in zip(label.original_text, label, strict=True):
        x, low, high = glyph.get_center()[0], label.get_bottom()[1], label.get_top()[1]
        if any(line.get_left()[0] < x < line.get_right()[0] and low < line.get_y() < high for line in across):
            out += char
    return out


def inside(part: Any, frame: Any) -> bool:
    """Whether a part lies within the box of another."""
    return bool(
        (part.get_corner((-1, -1, 0)) >= frame.get_corner((-1, -1, 0)))[:2].all()
        and (part.get_corner((1, 1, 0)) <= frame.get_corner((1, 1, 0)))[:2].all()
    )


def apart(part: Any, frame: Any) -> bool:
    """Whether the boxes of two parts do not meet."""
    gap = np.abs(part.get_center() - frame.get_center())[:2]
    return bool((gap > np.array([part.width + frame.width, part.height + frame.height]) / 2).any())

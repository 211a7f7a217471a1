"""Reads from what was drawn: where things lie, what a mark says, which data a point of a chart stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log

import numpy as np
from manim import VMobject

from scenes.mobjects.text import Label, Number
from scenes.theme import theme


def seen(part: VMobject) -> bool:
    """Whether a path leaves ink."""
    if not len(part.points):
        return False
    inked = part.get_stroke_opacity() > 0.02 and part.get_stroke_width() > 0
    return bool(part.get_fill_opacity() > 0.02 or inked)


def parity_of(mark: VMobject) -> int:
    """What a mark says: 0 for a filled circle, 1 for an open square (a circle has more curves, and no corners)."""
    points = mark.points[:, :2] - mark.get_center()[:2]
    radii = np.linalg.norm(points[::4], axis=1)
    far = np.linalg.norm(mark.get_corner([1, 1, 0])[:2] - mark.get_center()[:2])
    is_square = bool(np.isclose(radii.max(), far, rtol=0.02))
    assert is_square == (mark.get_stroke_width() > 0), "a mark is a filled circle or an open square"
    return int(is_square)


def colour(part: VMobject) -> str:
    """The colour of its stroke if it has one, else of its fill, as #RRGGBB."""
    inked = part.get_stroke_width() > 0 and part.get_stroke_opacity() > 0.02
    return str((part.get_stroke_color() if inked else part.get_fill_color()).to_hex()).upper()


class Scale:
    """An axis as it is labelled: the ticks' numbers and where they stand tell what a place means."""

    def __init__(self, ticks: Iterable[Number], axis: int, *, logarithmic: bool = False):
        self.log = logarithmic
        pairs = sorted((self._scaled(t.value), t.get_center()[axis]) for t in ticks)
        (self.low, self.start), (self.high, self.end) = pairs[0], pairs[-1]
        for value, place in pairs:
            expected = self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)
            assert abs(place - expected) < 0.03, "the ticks are not evenly spaced"

    def _scaled(self, value: float) -> float:
        return log(value) if self.log else value

    def value(self, place: float) -> float:
        """Which datum lies at a place."""
        scaled = self.low + (place - self.start) / (self.end - self.start) * (self.high - self.low)
        return exp(scaled) if self.log else scaled


def corners(line: VMobject) -> np.ndarray:
    """The ends of the straight pieces of a line ``[n, 2]``."""
    pieces = line.points.reshape(-1, 4, 3)
    return np.vstack([pieces[:, 0], pieces[-1:, 3]])[:, :2]


def label(labels: Sequence[Label], text: str) -> Label:
    """The one label that says so."""
    [found] = [one for one in labels if one.original_text == text]
    return found


def state_colour() -> str:
    """The colour of what keeps a state."""
    return str(theme.state).upper()

"""What is drawn, read back: the stage at the end of each step, and at some values of each dial."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log
from typing import Any

import numpy as np
import pytest
from manim import ArcBetweenPoints, Line, Mobject, Rectangle, VMobject

from scenes.mobjects.text import Label, Number
from tests.scenes.play import DIALLED, Moment, played


def moments(scene: str, palette: str = "dark", dialled: int = DIALLED) -> list[Moment]:
    """The pictures of a scene; each dial is set to some values, its ends among them."""
    return played(scene, palette, dialled).moments


def at(scene: str, slide: str, step: int) -> Moment:
    """The end of a step."""
    return next(m for m in moments(scene) if (m.slide, m.step, m.value) == (slide, step, None))


def dialled(scene: str, slide: str) -> list[Moment]:
    """The pictures of a slide's dial."""
    return [m for m in moments(scene) if m.slide == slide and m.value is not None]


def outline(mobject: Mobject) -> np.ndarray:
    """All points of a mobject, to be compared with those of another one."""
    return np.concatenate([m.points for m in mobject.get_family() if len(m.points)])


def signed(bar: VMobject, zero: float, unit: float) -> float:
    """What a bar from a zero line stands for; a hollow one is negative, and must hang."""
    low, high = bar.get_bottom()[1], bar.get_top()[1]
    hollow = bar.get_fill_opacity() < 0.01
    assert abs((high if hollow else low) - zero) < 0.01, "the bar does not stand on its zero line"
    return float(low - high if hollow else high - low) / unit


def bars_on_zero(moment: Moment) -> tuple[float, list[Rectangle], list[str]]:
    """The height of the zero line, the bars that stand or hang there from left to right, and the words at them."""
    line, zero = moment.zero, float(moment.zero.get_y())
    touching = [
        m for m in moment.all(Rectangle) if min(abs(m.get_bottom()[1] - zero), abs(m.get_top()[1] - zero)) < 0.02
    ]
    bars = sorted(touching, key=lambda m: float(m.get_x()))
    left, right = line.get_left()[0], line.get_right()[0]
    near = [m for m in moment.all(Label) if abs(m.get_y() - zero) < 0.6 and left < m.get_x() < right]
    names = sorted(near, key=lambda m: float(m.get_x()))
    assert [m.get_x() for m in names] == [pytest.approx(bar.get_x(), abs=0.02) for bar in bars]
    return zero, bars, [name.original_text for name in names]


def of_type(state: Any, kind: type, *, exactly: bool = False) -> list[Any]:
    """The parts of that type on stage, in the order they are drawn."""
    return [m for m in state.stage if (type(m) is kind if exactly else isinstance(m, kind))]


def visible(state: Any, kind: type, *, exactly: bool = False) -> list[Any]:
    """The same, of what can be seen."""
    return [m for m in state.visible if (type(m) is kind if exactly else isinstance(m, kind))]


def ink(mobject: Any) -> str:
    """The colour of a line or an outline."""
    return str(mobject.get_stroke_color().to_hex()).upper()


def says(state: Any, text: str) -> Any:
    """The label with these words."""
    return label(state.labels, text)


def nearest(point: np.ndarray, parts: Sequence[Any]) -> int:
    """Which of the parts stands nearest to a point, sideways."""
    return int(np.argmin([abs(part.get_center()[0] - point[0]) for part in parts]))


def arcs(state: Any, tokens: Sequence[Any]) -> dict[tuple[int, int], float]:
    """The arcs on stage: from which token to which, and how wide."""
    found = {}
    for arc in visible(state, ArcBetweenPoints, exactly=True):
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

"""A chart of the share of right answers over hops, with named curves that can be given other shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    SEMIBOLD,
    Animation,
    Circle,
    Create,
    Dot,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Scene,
    Square,
    VGroup,
    VMobject,
)

from scenes import look
from scenes.mobjects.chart import Chart, Curve, spaced
from scenes.mobjects.text import Label
from scenes.theme import theme

CORNER = np.array([0.75, -1.7, 0])
WIDTH, HEIGHT = 3.05, 3.6
THIN, PLAIN, STRONG = range(3)


def style(which: int) -> tuple[str, float, VMobject]:
    """Colour, stroke width and mark of a curve: all three differ, to be told apart from afar."""
    ring = Circle(0.1, color=theme.series[0], stroke_width=look.LINE).set_fill(theme.background, 1)
    square = Square(0.24, stroke_width=0).set_fill(theme.ink, 1)
    dot = Dot(radius=0.11, color=theme.series[2])
    return (
        (theme.series[0], look.LINE, ring),
        (theme.series[2], look.MARK, dot),
        (theme.ink, look.HEAVY, square),
    )[which]


class HopChart(Chart):
    """Shares over hops by doubling, in the right half of a stage; a curve is on stage when it was drawn."""

    def __init__(self, hops: Sequence[int]):
        self.hops = tuple(hops)
        super().__init__(
            hops, (0, 0.5, 1), x_name="hops", y_name="share right", width=WIDTH, height=HEIGHT, log_x=True,
            size=look.LABEL,
        )  # fmt: skip
        self.shift(CORNER - self.corner.get_center())
        self.curves, self.names = VGroup(), VGroup()

    def series(self, name: str, shares: Sequence[float], which: int) -> None:
        """A curve in one of the styles, with its name, for `draw`."""
        color, width, mark = style(which)
        curve = self.curve(self.hops, shares, color, dots=False)
        curve.line.set_stroke(width=width)
        curve.add(*(mark.copy().move_to(self.point(*value)) for value in curve.values))
        self.curves.add(curve)
        self.names.add(Label(name, look.LABEL, color, SEMIBOLD))
        self.place_names()

    def background(self, name: str, shares: Sequence[Sequence[float]]) -> tuple[VGroup, Label]:
        """Curves, pale, and one name for all of them, beside the middle between their ends."""
        pale = VGroup(*(self.curve(self.hops, row, theme.muted, dots=False) for row in shares))
        ends = [float(curve.line.get_end()[1]) for curve in pale]
        middle = (min(ends) + max(ends)) / 2
        label = Label(name, look.LABEL, theme.muted)
        return pale.set_stroke(width=look.THIN), self._beside(label, middle)

    def set_shares(self, shares: Sequence[Sequence[float] | np.ndarray]) -> None:
        """Move all curves and their names to other shares."""
        for curve, row in zip(self.curves, shares, strict=True):
            curve.values = tuple(zip(self.hops, map(float, row), strict=True))
            points = [self.point(*value) for value in curve.values]
            curve.line.set_points_as_corners(points)
            for dot, point in zip(curve[1:], points, strict=True):
                dot.move_to(point)
        self.place_names()

    def place_names(self) -> None:
        """Each beside its curve's end, apart from the others."""
        low = float(self.corner.get_y())
        ends = [float(curve.line.get_end()[1]) for curve in self.curves]
        for name, y in zip(self.names, spaced(ends, 0.42, low + 0.02, low + HEIGHT), strict=True):
            self._beside(name, y)

    def _beside(self, name: Label, y: float) -> Label:
        return name.align_to(self.axes[0].get_end() + 0.25 * RIGHT, LEFT).centred_on(y)

    def play_axes(self, scene: Scene, axes: Animation | None = None, along: Sequence[Animation] = ()) -> None:
        """Draw the axes, or play what becomes them, and their words."""
        words = (*self.x_numbers, *self.y_numbers, self.x_name, self.y_name)
        scene.play(axes or Create(self.axes), *(GrowFromCenter(word) for word in words), *along, run_time=1.0)
        scene.remove(self.axes, *words)
        scene.add(self)

    def draw(self, scene: Scene, which: int, seconds: float = 1.0) -> None:
        """Draw a curve from left to right, then its name."""
        curve: Curve = self.curves[which]
        dots = LaggedStart(*(GrowFromCenter(dot) for dot in curve[1:]), lag_ratio=0.5)
        scene.play(Create(curve.line), dots, run_time=seconds)
        scene.play(GrowFromEdge(self.names[which], LEFT), run_time=0.3)
        scene.remove(curve.line, *curve[1:])
        scene.add(curve)

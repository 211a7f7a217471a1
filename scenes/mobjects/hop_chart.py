"""A chart of the share of right answers over hops, with named curves that can be given other shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, SEMIBOLD, Animation, Create, GrowFromCenter, GrowFromEdge, LaggedStart, Scene, VGroup

from scenes import look
from scenes.mobjects.chart import Chart, Curve, spaced
from scenes.mobjects.text import Label
from scenes.theme import theme

CORNER = np.array([0.95, -1.75, 0])
HEIGHT = 3.6


class HopChart(Chart):
    """Shares over hops by doubling, in the right half of a stage; a curve is on stage when it was drawn."""

    def __init__(self, hops: Sequence[int], width: float):
        self.hops = tuple(hops)
        super().__init__(hops, (0, 0.5, 1), x_name="hops", y_name="share right", width=width, height=HEIGHT, log_x=True)
        self.shift(CORNER - self.corner.get_center())
        self.curves, self.names = VGroup(), VGroup()

    def series(self, name: str, shares: Sequence[float], color: str) -> None:
        """A curve with its name, for `draw`."""
        self.curves.add(self.curve(self.hops, shares, color))
        self.names.add(Label(name, look.SMALL, color, SEMIBOLD))
        self.place_names()

    def background(self, shares: Sequence[Sequence[float]]) -> VGroup:
        """Curves without a name, pale."""
        pale = VGroup(*(self.curve(self.hops, row, theme.faint, dots=False) for row in shares))
        return pale.set_stroke(width=look.LINE)

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
        for name, y in zip(self.names, spaced(ends, 0.36, low + 0.02, low + HEIGHT), strict=True):
            name.align_to(self.axes[0].get_end() + 0.25 * RIGHT, LEFT).centred_on(y)

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

"""A small chart: two axes, curves, dots; ticks are numbers in the lecture's type."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, PI, RIGHT, SEMIBOLD, UP, Dot, Line, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class Chart(VGroup):
    """Axes over ``x_ticks`` and ``y_ticks``; an axis is logarithmic (base 2 or 10, it does not matter) on request."""

    def __init__(
        self,
        x_ticks: Sequence[float],
        y_ticks: Sequence[float],
        *,
        x_name: str,
        y_name: str,
        width: float = 9.0,
        height: float = 4.0,
        log_x: bool = False,
        log_y: bool = False,
    ):
        super().__init__()
        self.size = np.array([width, height])
        self.log = (log_x, log_y)
        self.range = (self._scaled((x_ticks[0], x_ticks[-1]), 0), self._scaled((y_ticks[0], y_ticks[-1]), 1))
        self.corner = Dot(radius=0.001, fill_opacity=0)
        self.add(self.corner)
        self.axes = VGroup(
            Line(self.point(x_ticks[0], y_ticks[0]), self.point(x_ticks[-1], y_ticks[0])),
            Line(self.point(x_ticks[0], y_ticks[0]), self.point(x_ticks[0], y_ticks[-1])),
        ).set_stroke(theme.muted, 2.5)
        self.x_numbers = VGroup(*(self._tick(x) for x in x_ticks))
        for number, x in zip(self.x_numbers, x_ticks, strict=True):
            number.move_to(self.point(x, y_ticks[0])).on_baseline(self.point(x, y_ticks[0])[1] - 0.42)
        self.y_numbers = VGroup(*(self._tick(y) for y in y_ticks))
        for number, y in zip(self.y_numbers, y_ticks, strict=True):
            place = self.point(x_ticks[0], y)
            number.next_to(place, LEFT, buff=0.2).on_baseline(place[1] - 0.08)
        self.x_name = Label(x_name, look.SMALL, theme.muted).next_to(self.x_numbers, DOWN, buff=0.2)
        self.y_name = Label(y_name, look.SMALL, theme.muted).rotate(PI / 2).next_to(self.y_numbers, LEFT, buff=0.25)
        self.add(self.axes, self.x_numbers, self.y_numbers, self.x_name, self.y_name)

    @staticmethod
    def _tick(value: float) -> Number:
        places = len(f"{value:g}".partition(".")[2])
        return Number(value, places, look.SMALL, theme.muted)

    def _scaled(self, values: Sequence[float], axis: int) -> np.ndarray:
        return np.log(np.asarray(values, float)) if self.log[axis] else np.asarray(values, float)

    def point(self, x: float, y: float) -> np.ndarray:
        """Where the data point (x, y) lies on screen."""
        share = [
            float((self._scaled((v,), a)[0] - self.range[a][0]) / np.ptp(self.range[a])) for a, v in enumerate((x, y))
        ]
        return self.corner.get_center() + share[0] * self.size[0] * RIGHT + share[1] * self.size[1] * UP

    def curve(self, x: Sequence[float], y: Sequence[float], color: str, dots: bool = True) -> VGroup:
        """A line through the points, with a dot on each; the data stay with it as ``values``."""
        points = [self.point(a, b) for a, b in zip(x, y, strict=True)]
        line = VMobject(color=color, stroke_width=look.MARK).set_points_as_corners(points)
        curve = VGroup(line, *(Dot(p, radius=0.075, color=color) for p in points if dots))
        curve.values = tuple(zip(x, y, strict=True))
        return curve

    @staticmethod
    def name_curve(curve: VGroup, text: str, size: float = look.LABEL, lift: float = 0.0) -> Label:
        """The curve's name in its colour beside its end, lifted where two ends meet."""
        color = curve[0].get_stroke_color().to_hex()
        label = Label(text, size, color, SEMIBOLD)
        return label.next_to(curve[0].get_end(), RIGHT, buff=0.25).shift(lift * UP)

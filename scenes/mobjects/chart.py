"""A small chart: two axes, curves, dots; ticks are numbers in the lecture's type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DL, DOWN, LEFT, PI, RIGHT, SEMIBOLD, UP, Dot, Line, Mobject, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label, Number, Values
from scenes.theme import theme


class Curve(VGroup):
    """A line through points of a chart, with a dot on each; ``values`` are its data as (x, y)."""

    def __init__(self, points: Sequence[np.ndarray], values: Sequence[tuple[float, float]], color: str, dots: bool):
        self.line = VMobject(color=color, stroke_width=look.MARK).set_points_as_corners(points)
        self.values = tuple(values)
        super().__init__(self.line, *(Dot(p, radius=look.DOT, color=color) for p in points if dots))


class Chart(VGroup):
    """Axes over ``x_ticks`` and ``y_ticks``; an axis is logarithmic (base 2 or 10, it does not matter) on request."""

    def __init__(
        self,
        x_ticks: Values,
        y_ticks: Values,
        *,
        x_name: str,
        y_name: str,
        width: float = 9.0,
        height: float = 4.0,
        log_x: bool = False,
        log_y: bool = False,
        size: float = look.SMALL,
    ):
        super().__init__()
        self.type_size = size
        self.size = np.array([width, height])
        self.log = (log_x, log_y)
        self.range = (self._scaled((x_ticks[0], x_ticks[-1]), 0), self._scaled((y_ticks[0], y_ticks[-1]), 1))
        self.corner = Dot(radius=0.001, fill_opacity=0)
        self.add(self.corner)
        self.axes = VGroup(
            Line(self.point(x_ticks[0], y_ticks[0]), self.point(x_ticks[-1], y_ticks[0])),
            Line(self.point(x_ticks[0], y_ticks[0]), self.point(x_ticks[0], y_ticks[-1])),
        ).set_stroke(theme.muted, look.THIN)
        self.x_numbers = VGroup(*(self._tick(x) for x in x_ticks))
        for number, x in zip(self.x_numbers, x_ticks, strict=True):
            number.move_to(self.point(x, y_ticks[0])).on_baseline(self.point(x, y_ticks[0])[1] - 0.42)
        self.y_numbers = VGroup(*(self._tick(y) for y in y_ticks))
        for number, y in zip(self.y_numbers, y_ticks, strict=True):
            place = self.point(x_ticks[0], y)
            number.next_to(place, LEFT, buff=0.2).centred_on(place[1])
        self.x_name = Label(x_name, self.type_size, theme.muted).next_to(self.x_numbers, DOWN, buff=0.2)
        self.y_name = Label(y_name, self.type_size, theme.muted).rotate(PI / 2).next_to(self.y_numbers, LEFT, buff=0.25)
        self.add(self.axes, self.x_numbers, self.y_numbers, self.x_name, self.y_name)

    def _tick(self, value: float) -> Number:
        places = len(f"{value:g}".partition(".")[2])
        return Number(value, places, self.type_size, theme.muted, grouped=value >= 10_000)

    def _scaled(self, values: Values, axis: int) -> np.ndarray:
        return np.log(np.asarray(values, float)) if self.log[axis] else np.asarray(values, float)

    def point(self, x: float, y: float) -> np.ndarray:
        """Where the data point (x, y) lies on screen."""
        share = [
            float((self._scaled((v,), a)[0] - self.range[a][0]) / np.ptp(self.range[a])) for a, v in enumerate((x, y))
        ]
        return self.corner.get_center() + share[0] * self.size[0] * RIGHT + share[1] * self.size[1] * UP

    def curve(self, x: Values, y: Values, color: str, dots: bool = True) -> Curve:
        """A line through the data points, with a dot on each."""
        values = list(zip(x, y, strict=True))
        return Curve([self.point(a, b) for a, b in values], values, color, dots)


@dataclass(frozen=True)
class Series:
    """Data of a curve with its name and colour; ``dots`` marks the points that were computed."""

    name: str
    x: Values
    y: Values
    color: str
    dots: bool = True


class CurveChart(Chart):
    """A chart that fills a stage, each curve with its name beside its end; names that would meet are moved apart.

    ``curves[i]`` and ``names[i]`` are the parts of series i; a name that had to move has a line to its curve.
    """

    def __init__(
        self,
        stage: Mobject,
        series: Sequence[Series],
        x_ticks: Values,
        y_ticks: Values,
        *,
        x_name: str,
        y_name: str,
        log_x: bool = False,
        log_y: bool = False,
        name_size: float = look.LABEL,
    ):
        labels = [Label(s.name, name_size, s.color, SEMIBOLD) for s in series]
        bare = Chart(x_ticks, y_ticks, x_name=x_name, y_name=y_name, width=1, height=1, log_x=log_x, log_y=log_y)
        column = 0.4 + max(label.width for label in labels)
        super().__init__(
            x_ticks,
            y_ticks,
            x_name=x_name,
            y_name=y_name,
            log_x=log_x,
            log_y=log_y,
            width=stage.width - (bare.corner.get_x() - bare.get_left()[0]) - column,
            height=stage.height - (bare.corner.get_y() - bare.get_bottom()[1]) - 0.5,
        )
        self.shift(stage.get_corner(DL) + 0.15 * UP - self.get_corner(DL))
        self.curves = VGroup(*(self.curve(s.x, s.y, s.color, s.dots) for s in series))
        self.names = self._beside(labels, name_size)

    def _beside(self, labels: Sequence[Label], size: float) -> VGroup:
        edge, foot = self.axes[0].get_end()[:2]
        ends = [curve.line.get_end() for curve in self.curves]
        heights = spaced([end[1] for end in ends], 1.3 * size / 135, foot, foot + float(self.size[1]))
        names = VGroup()
        for label, end, height in zip(labels, ends, heights, strict=True):
            label.align_to([edge + 0.4, 0, 0], LEFT).centred_on(height)
            moved = abs(height - end[1]) > 0.05 or edge - end[0] > 0.05
            lead = Line(end + 0.12 * RIGHT, [edge + 0.32, height, 0], color=label.color, stroke_width=look.HAIR)
            names.add(VGroup(label, *([lead] if moved else [])))
        return names


def spaced(places: Values, gap: float, low: float, high: float) -> np.ndarray:
    """The places from low to high nearest to the given ones (in the mean square), in their order, ``gap`` apart.

    Of equal places the one that comes first is the highest. Where there is no room for all, they go on below ``low``.
    """
    order = np.argsort(-np.asarray(places, float), kind="stable")
    steps = gap * np.arange(len(order))
    groups: list[list[float]] = []  # places that touch each other, moved together
    for place in np.asarray(places, float)[order] + steps:
        groups.append([float(place)])
        while len(groups) > 1 and np.mean(groups[-2]) < np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    found = np.empty(len(order))
    together = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    found[order] = np.minimum(np.maximum(together, low + steps[-1]), high) - steps
    return found

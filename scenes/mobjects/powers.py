"""Scores as points on the x axis, and on e to the x above it, with the height between them as bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, UP, Dot, Line, Rectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Formula, Label, Number, Values
from scenes.theme import theme

LEFT_END, RIGHT_END = -6.45, 2.2  # of the axis, on screen
ROOF = 2.72  # where the picture ends


class PowerCurve(VGroup):
    """The curve of e to the x over an axis, and a point a score; ``show`` moves the points, or the camera.

    ``bar_width`` is fixed on screen; a point that leaves the picture is not drawn. Parts: ``axis``, ``ticks``,
    ``curve``, ``letter``; a score each in ``feet``, ``dots``, ``bars``, ``names``.
    """

    def __init__(
        self,
        scores: Values,
        names: Sequence[str],
        *,
        zero: float,
        floor: float,
        unit: float,
        height: float,
        bar_width: float = 0.8,
    ):
        super().__init__()
        self.floor, self.unit, self.bar_width = floor, unit, bar_width
        self.zero, self.height_of_one = zero, height
        self.axis = Line([LEFT_END, floor, 0], [RIGHT_END, floor, 0], color=theme.muted, stroke_width=look.THIN)
        self.curve = VMobject(color=theme.ink, stroke_width=look.HEAVY)
        self.letter = Formula("e^x", look.HERO)
        self.ticks = VGroup(*(Number(n, 0, look.SMALL, theme.muted) for n in range(-4, 2)))
        self.feet = VGroup(*(Dot(radius=0.1, color=theme.ink) for _ in scores))
        self.dots = VGroup(*(Dot(radius=0.16, color=theme.ink) for _ in scores))
        self.bars = VGroup(*(Rectangle(width=bar_width, height=1, stroke_width=0) for _ in scores))
        self.bars.set_fill(theme.ink, 0.6)
        self.names = VGroup(*(Label(name, look.LABEL, theme.key, verbatim=True) for name in names))
        self.add(self.axis, self.ticks, self.bars, self.curve, self.letter, self.feet, self.dots, self.names)
        self.show(scores, zero=zero, height=height)

    def at(self, x: float, y: float) -> np.ndarray:
        """Where the point (x, y) lies on screen."""
        return np.array([self.zero + self.unit * x, self.floor + self.height_of_one * y, 0.0])

    def show(self, scores: Values, *, zero: float | None = None, height: float | None = None) -> PowerCurve:
        """Move the points; ``zero`` is where 0 stands on screen, ``height`` how high 1 does: the camera."""
        self.zero = self.zero if zero is None else zero
        self.height_of_one = self.height_of_one if height is None else height
        if zero is not None or height is not None:
            self._draw_curve()
        self.scores = np.asarray(scores, dtype=float)
        with np.errstate(over="ignore"):
            self.powers = np.exp(self.scores)
        for i, (score, power) in enumerate(zip(self.scores, self.powers, strict=True)):
            foot = self.at(score, 0)
            seen = foot[0] >= LEFT_END and power * self.height_of_one <= ROOF - self.floor
            fade = min(max((foot[0] - LEFT_END) / 0.4, 0.0), 1.0) if seen else 0.0
            top = self.at(score, power) if seen else foot
            foot = foot if seen else self.at(0, 0)
            self.feet[i].move_to(foot).set_opacity(fade)
            self.dots[i].move_to(top if seen else foot).set_opacity(fade)
            self.lift(i, 1.0 if seen else 0.0).set_fill(opacity=0.6 * fade)
            self.names[i].set_x(foot[0]).on_baseline(self.floor - 1.1).set_opacity(fade)
        return self

    def lift(self, i: int, share: float) -> Rectangle:
        """Let bar i reach a share of its way up to the curve, its dot on top."""
        low = self.feet[i].get_center()
        height = max(share * float(self.powers[i]) * self.height_of_one, 0.01) if np.isfinite(self.powers[i]) else 0.01
        bar = self.bars[i]
        side, up = self.bar_width / 2 * RIGHT, height * UP
        corners = [low + side + up, low - side + up, low - side, low + side, low + side + up]
        bar.set_points_as_corners(corners)
        self.dots[i].move_to(low + height * UP)
        return bar

    def _draw_curve(self) -> None:
        right = min(RIGHT_END, self.zero + self.unit * np.log((ROOF - self.floor) / self.height_of_one))
        x = np.linspace(LEFT_END, right, 60)
        y = self.floor + self.height_of_one * np.exp((x - self.zero) / self.unit)
        self.curve.set_points_smoothly([np.array([a, b, 0.0]) for a, b in zip(x, y, strict=True)])
        self.letter.move_to([right - 2.6, self.floor + 3.0, 0])
        for tick in self.ticks:
            place = self.zero + self.unit * tick.value
            tick.set_x(place).on_baseline(self.floor - 0.5)
            tick.set_opacity(float(LEFT_END < place < RIGHT_END))

"""A number line with a pointer."""

from __future__ import annotations

import numpy as np
from manim import (
    DL,
    DOWN,
    DR,
    LEFT,
    ORIGIN,
    RIGHT,
    SEMIBOLD,
    UL,
    UP,
    UR,
    Arrow,
    Circle,
    DashedVMobject,
    Dot,
    Line,
    VGroup,
)

from scenes import look
from scenes.mobjects.text import Label, Number, Values
from scenes.theme import theme


class NumberRay(VGroup):
    """The whole numbers from ``low`` to ``high`` on a line, and a pointer with the number it stands at.

    ``axis`` and ``reading`` are its two parts; ``read`` moves the pointer.
    """

    def __init__(
        self, low: int, high: int, value: float, *, places: int = 2, length: float = 11.8, size: float = look.BODY
    ):
        self.line = Line(length / 2 * LEFT, length / 2 * RIGHT, color=theme.muted, stroke_width=look.LINE)
        self.first, self.count = float(low), float(high - low + 1)  # half a unit beyond the numbers at both ends
        whole = range(low, high + 1)
        self.ticks = VGroup(*(Line(self.at(n) + 0.1 * UP, self.at(n) + 0.1 * DOWN) for n in whole))
        self.ticks.set_stroke(theme.muted, look.LINE)
        self.numbers = VGroup(*(Number(n, 0, size, theme.muted).move_to(self.at(n)).on_baseline(-0.8) for n in whole))
        self.axis = VGroup(self.line, self.ticks, self.numbers)
        self.pointer = Arrow(1.1 * UP, ORIGIN, buff=0, color=theme.ink, stroke_width=look.STRONG, tip_length=look.TIP)
        self.number = Number(value, places, look.HERO, weight=SEMIBOLD)
        self.reading = VGroup(self.pointer, self.number)
        super().__init__(self.axis, self.reading)
        self.read(value)

    def at(self, value: float) -> np.ndarray:
        """Where a number lies on screen."""
        return self.line.get_left() + (value - self.first + 0.5) * self.line.width / self.count * RIGHT

    def view(self, first: float, count: float) -> NumberRay:
        """Look at ``count`` whole numbers from ``first`` on, from nearer or further; what lies outside is not seen."""
        self.first, self.count = first, count
        half = self.line.width / 2
        for tick, number in zip(self.ticks, self.numbers, strict=True):
            x = self.at(number.value)[0]
            shown = float(np.clip((half - abs(x - self.line.get_x())) / 0.3, 0, 1))
            tick.set_x(x).set_stroke(opacity=shown)
            number.set_x(x).set_fill(opacity=shown)
        return self

    def read(self, value: float) -> NumberRay:
        """Point at a number and show it."""
        self.pointer.next_to(self.at(value), UP, buff=0.2)
        self.number.set_value(value).next_to(self.pointer, UP, buff=0.2)
        return self

    def dots(self, values: Values, color: str) -> VGroup:
        """A dot at each of the numbers."""
        return VGroup(*(Dot(self.at(value), radius=look.POINT, color=color) for value in values))

    def span(self, low: float, high: float, color: str) -> Line:
        """The stretch between two numbers."""
        return Line(self.at(low), self.at(high), color=color, stroke_width=16).set_opacity(0.45)

    def wanted(self, value: float, word: str) -> VGroup:
        """A place that waits at a number, a word above it, and the cross for the case that nothing comes."""
        ring = Circle(0.3, stroke_width=0).set_fill(theme.background, 1).move_to(self.at(value))
        ring.add(DashedVMobject(Circle(0.3).set_stroke(theme.ink, look.LINE), num_dashes=14).move_to(ring))
        cross, name = self.never(value, word)
        return VGroup(ring, name.set_color(theme.ink), cross)

    def never(self, value: float, word: str) -> VGroup:
        """A number crossed out, with a word above it."""
        cross = VGroup(Line(UL, DR), Line(UR, DL)).set_stroke(theme.wrong, look.HEAVY).scale(0.2)
        name = Label(word, look.BODY, theme.wrong).move_to(self.at(value)).on_baseline(self.line.get_y() + 0.5)
        return VGroup(cross.move_to(self.at(value)), name)

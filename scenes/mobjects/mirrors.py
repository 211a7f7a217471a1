"""The delta rule's pictures: beta on a scale, a state as an arrow or as bars of either sign, and a stack of layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UL,
    UP,
    Circle,
    DashedLine,
    Dot,
    Line,
    Rectangle,
    RoundedRectangle,
    Triangle,
    VGroup,
    VMobject,
)

from scenes import look
from scenes.mobjects.bars import span
from scenes.mobjects.chart import Chart
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.text import Label, Number, Values
from scenes.theme import theme


class BetaScale(VGroup):
    """Beta from 0 to 2, upright, with what it does at 0, 1 and 2; ``show`` moves the pointer and its number.

    ``axis`` is the line with its marks, ``pointer`` and ``reading`` tell where beta stands.
    """

    names = ("keeps", "replaces", "mirrors")

    def __init__(self, value: float, height: float = 3.4):
        self.line = Line(height / 2 * DOWN, height / 2 * UP).set_stroke(theme.program, look.MARK)
        self.marks, self.numbers, self.words = VGroup(), VGroup(), VGroup()
        for beta, name in enumerate(self.names):
            place = self.at(beta)
            self.marks.add(Line(place + 0.13 * LEFT, place + 0.13 * RIGHT).set_stroke(theme.program, look.MARK))
            number = Number(beta, 0, look.LABEL, theme.program, SEMIBOLD).next_to(place, RIGHT, buff=0.25)
            word = Label(name, look.LABEL, theme.muted).next_to(number, RIGHT, buff=0.2)
            self.numbers.add(number.centred_on(place[1]))
            self.words.add(word.centred_on(place[1]))
        self.axis = VGroup(self.line, self.marks, self.numbers, self.words)
        self.pointer = Triangle(stroke_width=0).set_fill(theme.program, 1).scale(0.17).rotate(-np.pi / 2)
        self.reading = Number(value, 2, look.BODY, theme.program, SEMIBOLD, before="β = ")
        super().__init__(self.axis, self.pointer, self.reading)
        self.reading.next_to(self.line, UP, buff=0.3).align_to(self.line.get_left() + 0.35 * LEFT, LEFT)
        self.show(value)

    def at(self, beta: float) -> np.ndarray:
        """Where a value stands on the line."""
        return np.array(self.line.get_bottom() + beta / 2 * self.line.height * UP)

    def show(self, beta: float) -> BetaScale:
        """Point at a value and tell it."""
        left = self.reading.get_left()
        self.pointer.next_to(self.at(beta), LEFT, buff=0.16)
        self.reading.set_value(beta)
        self.reading.shift((left - self.reading.get_left())[0] * RIGHT)
        return self


class StateArrow(VGroup):
    """A state of one row and two keys as an arrow over their directions; what a key reads is the arrow's shadow on it.

    ``reach`` are the ends of both axes. ``axes``, ``names``, ``arrow``, ``drops``, ``shadow`` and ``readings`` are the
    parts; ``show`` gives it another state.
    """

    def __init__(self, state: Values, names: Sequence[VMobject], reach: tuple[float, float, float], unit: float):
        self.plane = VectorPlane(unit=unit, grid=False)
        low, high, top = reach
        self.axes = VGroup(
            self.plane.arrow(np.array([high - low, 0.0]), theme.key, np.array([low, 0.0]), look.LINE),
            self.plane.arrow(np.array([0.0, top]), theme.key, width=look.LINE),
        )
        self.names = VGroup(*names)
        self.names[0].next_to(self.axes[0].get_end(), UP, buff=0.2).shift(0.1 * LEFT)
        self.names[1].next_to(self.axes[1].get_end(), LEFT, buff=0.25)
        self.arrow = self.plane.arrow(np.ones(2), theme.state, width=look.HEAVY)
        self.arrow.shows_state = True
        self.shadow = Line(stroke_width=14)
        self.shadow.set_stroke(theme.state, opacity=0.6).shows_state = True
        self.drops = VGroup(VMobject(), VMobject()).set_stroke(theme.muted, look.THIN)
        self.readings = VGroup(*(Number(value, 0, look.TITLE, weight=SEMIBOLD) for value in state))
        super().__init__(self.axes, self.names, self.shadow, self.drops, self.arrow, self.readings, self.plane)
        self.show(state)

    def show(self, state: Values) -> StateArrow:
        """Turn the arrow to another state ``[2]``."""
        x, y = (float(value) for value in state)
        tip, foot, level = (self.plane.point(np.array(p)) for p in ((x, y), (x, 0.0), (0.0, y)))
        self.arrow.become(self.plane.arrow(np.array([x, y]), theme.state, width=look.HEAVY))
        self.shadow.put_start_and_end_on(self.plane.origin.get_center(), foot + 1e-3 * RIGHT)
        for drop, end in zip(self.drops, (foot, level), strict=True):
            drop.set_points_as_corners([tip, end])
        for reading, value in zip(self.readings, (x, y), strict=True):
            whole = abs(value - round(value)) < 1e-9
            reading.places = 0 if whole else 1
            reading.set_value(value)
        self.readings[0].set_x(foot[0]).centred_on(foot[1] - 0.5)
        self.readings[1].next_to(level, UL, buff=0.14)
        return self


class StateBars(VGroup):
    """The numbers of a state as bars from a zero line, upwards or downwards; ``show`` gives them other values.

    ``values`` are what they show, ``bars`` and ``zero`` the parts; a bar is ``unit`` high for 1.
    """

    shows_state = True

    def __init__(self, values: Values, *, unit: float, width: float, pitch: float):
        self.unit = unit
        half = (len(values) - 1) / 2 * pitch
        self.zero = Line((half + 0.6 * pitch) * LEFT, (half + 0.6 * pitch) * RIGHT).set_stroke(theme.muted, look.LINE)
        self.bars = VGroup(*(Rectangle(width=width, height=1).set_x(i * pitch - half) for i in range(len(values))))
        self.bars.set_stroke(theme.state, look.LINE).set_fill(theme.state_fill, 1)
        super().__init__(self.bars, self.zero)
        self.show(values)

    def show(self, values: Values) -> StateBars:
        """Stretch the bars to other values; one of 0 is hardly there."""
        self.values, foot = np.asarray(values, float), self.zero.get_y()
        for bar, value in zip(self.bars, self.values, strict=True):
            low, high = sorted((foot, foot + self.unit * float(value)))
            span(bar, 1, low, max(high, low + 0.004))
        return self

    def foot(self, i: int) -> np.ndarray:
        """Where bar i stands on the zero line."""
        return np.array([self.bars[i].get_x(), self.zero.get_y(), 0])


@dataclass(frozen=True)
class Margin:
    """How large the number of one beta still is after so many ones, and how many it ``lasts``; infinity: any number."""

    beta: float
    ones: Values
    sizes: Values
    lasts: float


class MarginChart(Chart):
    """Sizes over how many ones were read, both logarithmic, a curve for each beta, and a dot where it has its least.

    ``curves``, ``names``, ``spots`` (a dot and its number) and ``level`` are the parts.
    """

    def __init__(self, margins: Sequence[Margin], ticks: Values, sizes: tuple[float, float, float]):
        super().__init__(ticks, sizes, x_name="ones read", y_name="size", log_x=True, log_y=True,
                         width=10.4, height=3.6, size=look.BODY)  # fmt: skip
        inks = (*theme.series[-len(margins) + 1 :], theme.ink)
        self.curves, self.names, self.spots = VGroup(), VGroup(), VGroup()
        for m, ink in zip(margins, inks, strict=True):
            curve = self.curve(m.ones, m.sizes, ink, dots=False)
            places = len(f"{m.beta:g}".partition(".")[2])
            name = Number(m.beta, places, look.BODY, ink, SEMIBOLD, before="β = ")
            if np.isinf(m.lasts):
                name.next_to(curve.line.get_end(), UP, buff=0.15).shift(0.5 * LEFT)
            else:
                name.next_to(curve.line.get_end(), RIGHT, buff=0.15).shift(0.3 * UP)
                place = self.point(m.lasts, sizes[1])
                count = Number(m.lasts, 0, look.BODY, ink, SEMIBOLD).next_to(place, UP, buff=0.12).shift(0.42 * RIGHT)
                self.spots.add(VGroup(Dot(place, look.DOT * 1.6, color=ink), count))
            self.curves.add(curve)
            self.names.add(name)
        ends = self.point(ticks[0], sizes[1]), self.point(ticks[-1], sizes[1])
        self.level = DashedLine(*ends).set_stroke(theme.muted, look.LINE)
        self.add(self.level, self.curves, self.names, self.spots)


class SwapLadder(VGroup):
    """A list of swaps: a line for each place, the first on top, and from left to right a link for each swap.

    ``rails`` and ``links`` are the parts; ``light`` makes the links up to one of them bright.
    """

    def __init__(self, swaps: Sequence[tuple[int, int]], places: int, width: float = 4.6, height: float = 3.0):
        ys = np.linspace(height / 2, -height / 2, places)
        self.rails = VGroup(*(Line(width / 2 * LEFT, width / 2 * RIGHT).set_y(y) for y in ys))
        self.rails.set_stroke(theme.muted, look.THIN)
        self.numbers = VGroup(*(Number(i + 1, 0, look.LABEL, theme.muted) for i in range(places)))
        for number, rail in zip(self.numbers, self.rails, strict=True):
            number.next_to(rail, LEFT, buff=0.2).centred_on(rail.get_y())
        self.links = VGroup()
        for t, pair in enumerate(swaps):
            ends = [((t + 0.5) / len(swaps) - 0.5) * width * RIGHT + ys[i] * UP for i in pair]
            self.links.add(VGroup(Line(*ends, stroke_width=look.STRONG), *(Dot(end, 0.1) for end in ends)))
        super().__init__(self.rails, self.numbers, self.links)
        self.light(len(swaps))

    def light(self, count: int) -> SwapLadder:
        """So many swaps are done; those to come wait."""
        for t, link in enumerate(self.links):
            link.set_color(theme.program if t < count else theme.faint)
        return self


class LayerStack(VGroup):
    """Layers with the seats of the film, the first at the foot; ``kinds`` says of each whether it has a state.

    A square seat transforms a state, a round one mixes. ``layers`` are the plates with seat and name, ``way`` is the
    line that data go up.
    """

    shows_state = True

    def __init__(self, kinds: Sequence[bool], names: tuple[str, str], width: float = 3.4, height: float = 4.6):
        pitch = height / len(kinds)
        self.layers = VGroup()
        for i, keeps in enumerate(kinds):
            plate = RoundedRectangle(look.SMALL_CORNER, width=width, height=0.84 * pitch)
            plate.set_stroke(theme.state if keeps else theme.weight, look.LINE).set_fill(theme.panel, 1)
            side = 0.56 * pitch
            seat = RoundedRectangle(0.06, width=side, height=side) if keeps else Circle(side / 2)
            seat.set_stroke(theme.state if keeps else theme.weight, look.LINE)
            seat.set_fill(theme.state_fill if keeps else theme.weight_fill, 1)
            seat.move_to(plate.get_left() + 0.55 * pitch * RIGHT)
            name = Label(names[0] if keeps else names[1], look.LABEL, theme.ink)
            name.next_to(seat, RIGHT, buff=0.25).centred_on(plate.get_y())
            self.layers.add(VGroup(plate, seat, name).shift((i + 0.5) * pitch * UP))
        self.way = Line(0.3 * DOWN, (height + 0.3) * UP).set_stroke(theme.muted, look.MARK)
        self.way.set_x(self.layers[0][1].get_x())
        super().__init__(self.way, self.layers)

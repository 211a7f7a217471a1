"""Numbers as bars: shares on one base line, and values of either sign from one zero line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, SEMIBOLD, UP, Line, Rectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label, Number, Values
from scenes.theme import theme

GAP_TO_NAME = 0.25


class WeightBars(VGroup):
    """One bar a weight, its number on top, its key's name below; ``set_weights`` moves them."""

    def __init__(
        self,
        weights: Values,
        names: Sequence[str] = (),
        *,
        height: float = 2.4,
        width: float = 0.9,
        gap: float = 0.9,
        places: int | None = 2,
        size: float = look.BODY,
        full: float = 1.0,
    ):
        super().__init__()
        self.full_height, self.full = height, full
        self.slots = [((width + gap) * (i - (len(weights) - 1) / 2)) * RIGHT for i in range(len(weights))]
        span = (width + gap) * len(weights)
        self.base = Line(span / 2 * np.array([-1, 0, 0]), span / 2 * RIGHT, color=theme.muted, stroke_width=look.THIN)
        self.bars = VGroup(
            *(Rectangle(width=width, height=1, stroke_width=0).set_fill(theme.weight_fill, 1) for _ in weights)
        )
        self.numbers = VGroup(*(Number(w, places, size, theme.weight, SEMIBOLD) for w in weights if places is not None))
        self.names = VGroup(*(Label(name, look.LABEL, theme.key, verbatim=True) for name in names))
        for name, slot in zip(self.names, self.slots, strict=False):
            name.move_to(slot).on_baseline(-0.5)
        self.add(self.base, self.bars, self.numbers, self.names)
        self.set_weights(weights)

    def set_weights(self, weights: Values) -> WeightBars:
        """Give every bar and its number a new weight."""
        self.weights = np.asarray(weights, dtype=float)
        foot = self.base.get_center()
        tops = foot[1] + np.maximum(self.weights / self.full * self.full_height, 0.012)
        for bar, slot, top in zip(self.bars, self.slots, tops, strict=True):
            span(bar, 1, foot[1], top)
            bar.shift((foot + slot - bar.get_center())[0] * RIGHT)
        for bar, number, weight, top in zip(self.bars, self.numbers, self.weights, tops, strict=False):
            number.set_value(weight)
            number.shift((bar.get_x() - number.get_x()) * RIGHT).on_baseline(top + 0.16)
        return self


def span(bar: VMobject, axis: int, low: float, high: float) -> None:
    """Stretch a bar along an axis, so that it reaches from ``low`` to ``high``: quicker than Manim's own ways."""
    along = bar.points[:, axis]
    before = along.min(), along.max()
    bar.points[:, axis] = low + (along - before[0]) * ((high - low) / (before[1] - before[0]))


class SignedBars(VGroup):
    """A bar a row from a common zero line, to the right when its value is positive; ``set_values`` moves them.

    The bars fit values from ``low`` to ``high`` into ``width``; names stand at the left, numbers in a column at the
    right. ``rows[i]`` is a name with its bar and number.
    """

    def __init__(
        self,
        values: Values,
        names: Sequence[VMobject],
        *,
        low: float,
        high: float,
        width: float = 3.5,
        step: float = 0.9,
        places: int = 1,
        size: float = look.BODY,
    ):
        self._unit = width / (high - low)
        heights = [-step * i for i in range(len(values))]
        self.zero = Line(0.6 * step * UP, (heights[-1] - 0.6 * step) * UP, color=theme.muted, stroke_width=look.THIN)
        self.bars = VGroup(*(Rectangle(width=1, height=0.5 * step, stroke_width=0).set_y(y) for y in heights))
        self.numbers = [Number(low, places, size, weight=SEMIBOLD).set_y(y) for y in heights]
        self.names = VGroup(*names)
        for name, y in zip(names, heights, strict=True):
            name.next_to([low * self._unit - GAP_TO_NAME, y, 0], LEFT, buff=0)
            for part in name.get_family():
                if isinstance(part, Label | Number):
                    part.centred_on(y)
        self._right = high * self._unit + GAP_TO_NAME + max(number.width for number in self.numbers)
        self.rows = [VGroup(*parts) for parts in zip(names, self.bars, self.numbers, strict=True)]
        super().__init__(self.zero, *self.rows)
        self.set_values(values)

    def set_values(self, values: Values) -> SignedBars:
        """Give every bar and its number a new value."""
        zero = self.zero.get_x()
        for bar, number, value in zip(self.bars, self.numbers, values, strict=True):
            length = max(abs(value) * self._unit, 0.02)
            span(bar, 0, *((zero, zero + length) if value >= 0 else (zero - length, zero)))
            number.set_value(value).centred_on(bar.get_y()).align_to([zero + self._right, 0, 0], RIGHT)
        return self

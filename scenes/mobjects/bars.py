"""Shares as bars on one base line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, RIGHT, SEMIBOLD, Line, Rectangle, VGroup

from scenes import look
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class WeightBars(VGroup):
    """One bar a weight, its number on top, its key's name below; ``set_weights`` moves them."""

    def __init__(
        self,
        weights: Sequence[float],
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
        self.names = VGroup(*(Label(name, look.LABEL, theme.key) for name in names))
        for name, slot in zip(self.names, self.slots, strict=False):
            name.move_to(slot).on_baseline(-0.5)
        self.add(self.base, self.bars, self.numbers, self.names)
        self.set_weights(weights)

    def set_weights(self, weights: Sequence[float]) -> WeightBars:
        """Give every bar and its number a new weight."""
        self.weights = np.asarray(weights, dtype=float)
        foot = self.base.get_center()
        for i, (bar, weight) in enumerate(zip(self.bars, self.weights, strict=True)):
            bar.stretch_to_fit_height(max(float(weight) / self.full * self.full_height, 0.012))
            bar.move_to(foot + self.slots[i], aligned_edge=DOWN)
        for bar, number, weight in zip(self.bars, self.numbers, self.weights, strict=False):
            number.set_value(weight)
            number.move_to(bar.get_top()).on_baseline(bar.get_top()[1] + 0.16)
        return self

"""A vector that is too long to be read as numbers: a bar for each."""

from __future__ import annotations

import numpy as np
from manim import DOWN, Animation, Line, Rectangle, UpdateFromAlphaFunc, VGroup

from scenes import look
from scenes.mobjects.bars import span
from scenes.theme import theme


class Profile(VGroup):
    """A vector as bars from an upright spine: right and filled where positive, left and hollow where negative.

    ``unit`` is the length of a one. ``bars[i]`` is entry i, from the top; ``set_values`` moves them.
    """

    def __init__(self, values: np.ndarray, color: str, unit: float, top: np.ndarray, height: float):
        self.unit, step = unit, height / len(values)
        self.spine = Line(top, top + height * DOWN, color=theme.faint, stroke_width=look.THIN)
        self.bars = VGroup(*(Rectangle(width=1, height=0.62 * step) for _ in values))
        for i, bar in enumerate(self.bars):
            bar.set_stroke(color, look.HAIR).set_fill(color, 1).move_to(top + (i + 0.5) * step * DOWN)
        super().__init__(self.spine, self.bars)
        self.set_values(values)

    def set_values(self, values: np.ndarray) -> Profile:
        """Give every bar its length and its side."""
        self.values, x = np.asarray(values, dtype=float), self.spine.get_x()
        for bar, value in zip(self.bars, self.values, strict=True):
            length = max(abs(value) * self.unit, 0.005)
            span(bar, 0, *((x, x + length) if value >= 0 else (x - length, x)))
            bar.set_fill(opacity=float(value >= 0))
        return self

    def towards(self, values: np.ndarray) -> Animation:
        """The bars move from the values that they have to others."""
        before, new = self.values, np.asarray(values, dtype=float)
        return UpdateFromAlphaFunc(self, lambda m, share: m.set_values(before + share * (new - before)))

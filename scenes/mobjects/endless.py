"""A tape of symbols that reaches as far as one can see."""

from __future__ import annotations

import numpy as np
from manim import RoundedRectangle, VGroup

from scenes import look
from scenes.theme import theme


class EndlessTape(VGroup):
    """Symbols one behind the other as far as one can see; a one is a filled cell. ``advance`` lets them come nearer.

    Place 0 is the nearest, each further one ``shrink`` times as large as the one before it.
    """

    horizon, near, size, shrink, behind = 6.4, -0.8, 1.15, 0.83, 0.6

    def __init__(self, pattern: tuple[int, ...], y: float, count: int = 24):
        self.y = y
        super().__init__(*(RoundedRectangle(0.1, width=1, height=1) for _ in range(count)))
        for i, cell in enumerate(self):
            cell.set_stroke(theme.ink, look.LINE).set_fill(theme.ink, 0.85 if pattern[i % len(pattern)] else 0)
            cell.flat = cell.points.copy()
        self.solid = [float(cell.get_fill_opacity()) for cell in self]
        self.advance(0)

    def advance(self, steps: float) -> EndlessTape:
        """Let ``steps`` symbols go by; what has been read fades."""
        for i, (cell, solid) in enumerate(zip(self, self.solid, strict=True)):
            scale = self.shrink ** max(i - steps, -1.0)
            cell.points = self.size * scale * cell.flat + self.place(i - steps)
            there = float(np.clip(1 + (i - steps) / self.behind, 0, 1))
            cell.set_stroke(width=look.LINE * min(scale, 1), opacity=there).set_fill(opacity=solid * there)
        return self

    def place(self, steps: float) -> np.ndarray:
        """Where a symbol stands that is read in so many steps."""
        return np.array([self.horizon - (self.horizon - self.near) * self.shrink ** max(steps, -1.0), self.y, 0])

"""Means of words of n bits as stripes, even ones painted: a band for one n, and the fan of all n above it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, Rectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.signs import parity_mark
from scenes.theme import theme

MARKED = 40  # a longer word has no room for marks in its stripes


def edge(k: float, n: float) -> float:
    """Where the stripe of k ones begins: halfway between the means of k - 1 and k ones, within 0 and 1."""
    return float(np.clip((k - 0.5) / n, 0, 1))


class Band(VGroup):
    """The stripes of words of n bits, side by side; ``stripes[i]`` is that of 2 i ones, ``marks[k]`` stands at k/n."""

    height_of_band = 0.8

    def __init__(self, left: float, width: float, most: int):
        self.left, self.wide = left, width
        self.ground = Rectangle(width=width, height=self.height_of_band, stroke_width=0).set_fill(theme.background, 1)
        self.stripes = VGroup(*(VMobject(stroke_width=0).set_fill(theme.value, 1) for _ in range(most // 2 + 1)))
        self.marks = VGroup(
            *(parity_mark(k, 1.0, theme.background if k % 2 == 0 else theme.ink) for k in range(most + 1))
        )
        self.frame = Rectangle(width=width, height=self.height_of_band).set_stroke(theme.ink, look.LINE)
        super().__init__(self.ground, self.stripes, self.marks, self.frame)

    def x(self, mean: float) -> float:
        """Where a mean lies on screen."""
        return self.left + self.wide * mean

    def show(self, n: float, y: float, opening: float = 1.0) -> None:
        """Words of n bits, at height ``y``; ``opening`` below 1 shows each stripe that much narrower."""
        top, foot = y + self.height_of_band / 2, y - self.height_of_band / 2
        self.ground.move_to([self.x(0.5), y, 0])
        self.frame.move_to(self.ground)
        for i, stripe in enumerate(self.stripes):
            a, b = edge(2 * i, n), edge(2 * i + 1, n)
            middle = float(np.clip(2 * i / n, 0, 1))
            a, b = (self.x(middle + opening * (side - middle)) for side in (a, b))
            corners = [[a, foot, 0], [b, foot, 0], [b, top, 0], [a, top, 0], [a, foot, 0]]
            stripe.set_points_as_corners(corners if b > a + 1e-9 else np.zeros((0, 3)))
        radius = min(0.13, 0.3 * self.wide / n) if n <= MARKED else 0.0
        for k, mark in enumerate(self.marks):
            inside = 0 < k < n - 1e-6 and radius > 0
            if inside:
                mark.scale_to_fit_width((2 if k % 2 == 0 else 1.76) * radius).move_to([self.x(k / n), y, 0])
            mark.set_fill(opacity=float(inside and k % 2 == 0)).set_stroke(opacity=float(inside))


class Fan(VGroup):
    """All the stripes from n = ``first`` down to the n that is shown: the trace of a band that slides down.

    ``height(n)`` is where a band for n stands; n is on a logarithmic scale. ``cover`` hides what is still to come.
    """

    def __init__(self, left: float, width: float, top: float, foot: float, first: int, last: int):
        self.top, self.foot, self.first, self.last = top, foot, first, last
        self.stripes = VGroup(*(self._stripe(2 * i, left, width) for i in range(last // 2 + 1)))
        self.cover = Rectangle(width=width + 0.1, height=1, stroke_width=0).set_fill(theme.background, 1)
        self.cover.move_to([left + width / 2, 0, 0])
        super().__init__(self.stripes, self.cover)
        self.show(first)

    def _stripe(self, k: int, left: float, width: float) -> VMobject:
        # A shorter word has no mean of k ones.
        begin = min(max(self.first, k - 0.5), self.last)
        lengths = begin * (self.last / begin) ** np.linspace(0, 1, 48) ** 2  # dense where it bends
        sides = [[[left + width * edge(k + d, n), self.height(n), 0] for n in lengths] for d in (0, 1)]
        stripe = VMobject(stroke_width=0).set_fill(theme.value, 0.2)
        return stripe.set_points_as_corners([*sides[0], *sides[1][::-1], sides[0][0]])

    def height(self, n: float) -> float:
        """Where the band of words of n bits stands."""
        share = np.log(n / self.first) / np.log(self.last / self.first)
        return float(self.top + share * (self.foot - self.top))

    def show(self, n: float) -> None:
        """Uncover the stripes of all lengths up to n."""
        self.cover.stretch_to_fit_height(max(self.height(n) - self.foot + 0.02, 0.001))
        self.cover.align_to([0, self.foot - 0.01, 0], DOWN)

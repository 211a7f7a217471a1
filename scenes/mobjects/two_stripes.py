"""Two neighbouring stripes of a gauge, enlarged: what one bit more does to the needle, and to the answer."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Line, Polygon, Rectangle, VGroup

from scenes import look
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.text import Label
from scenes.theme import theme


class TwoStripes(VGroup):
    """Left the painted stripe of an even number of ones, right the bare one of one more, each with sign and word.

    ``foot`` is the corner at the left below the stripes; ``tips`` are the points of the gauge that are enlarged.
    ``show(share)`` moves the ``needle``: 0 is the even stripe, 1 the odd one.
    """

    side, tall, reach = 1.05, 1.2, 0.6  # of a stripe; of the needle, from below

    def __init__(self, foot: np.ndarray, tips: tuple[np.ndarray, np.ndarray]):
        self.foot = np.array(foot, float)
        self.stripes, self.signs = VGroup(), VGroup()
        for parity, name in enumerate(("even", "odd")):
            middle = self.foot + (parity + 0.5) * self.side * RIGHT
            stripe = Rectangle(width=self.side, height=self.tall, stroke_width=0).move_to(middle, aligned_edge=DOWN)
            self.stripes.add(stripe.set_fill(theme.background if parity else theme.value, 1))
            ink = theme.ink if parity else theme.background
            sign = parity_mark(parity, 0.15, ink).move_to(middle + (self.tall - 0.25) * UP)
            word = Label(name, look.LABEL, ink).set_x(middle[0]).on_baseline(middle[1] + 0.42)
            self.signs.add(VGroup(sign, word))
        self.frame = Rectangle(width=2 * self.side, height=self.tall).set_stroke(theme.ink, look.LINE)
        self.frame.move_to(self.stripes)
        tops = [self.foot + np.array([x, self.tall, 0]) for x in (0, 2 * self.side)]
        self.rays = VGroup(*(Line(tip, top) for tip, top in zip(tips, tops, strict=True)))
        self.rays.set_stroke(theme.muted, look.THIN)
        self.needle = Polygon([0, 0, 0], [0, 1, 0], [1, 0, 0], stroke_width=0).set_fill(theme.ink, 1)
        super().__init__(self.rays, self.stripes, self.signs, self.frame, self.needle)
        self.show(0)

    def show(self, share: float) -> TwoStripes:
        """Move the needle."""
        tip = self.foot + np.array([(share + 0.5) * self.side, 0.28, 0])
        base = tip + self.reach * DOWN
        self.needle.set_points_as_corners([base + 0.12 * RIGHT, tip, base - 0.12 * RIGHT, base + 0.12 * RIGHT])
        return self

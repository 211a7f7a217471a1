"""Pairs as rows of a panel, each with a filled dot, a hollow one and perhaps a ring, somewhere between 0 and 1."""

from __future__ import annotations

import numpy as np
from manim import Circle, Dot, Line, VGroup

from scenes import look
from scenes.theme import theme


class PairRows(VGroup):
    """Level lines from 0 to 1, the first at the top; ``place(row, share)`` is a share's place in a row."""

    step = 0.19

    def __init__(self, count: int, left: float, right: float, top: float):
        self.left, self.right, self.top = left, right, top
        self.lines = VGroup(*(Line(self.place(i, 0), self.place(i, 1)) for i in range(count)))
        self.lines.set_stroke(theme.faint, look.HAIR)
        super().__init__(self.lines)

    def place(self, row: int, share: float) -> np.ndarray:
        """A share's place in a row."""
        return np.array([self.left + share * (self.right - self.left), self.top - row * self.step, 0])


def filled(place: np.ndarray, ink: str, radius: float = 0.075) -> Dot:
    """The dot of the first word."""
    return Dot(place, radius, color=ink)


def hollow(place: np.ndarray, ink: str, radius: float = 0.075) -> Circle:
    """The dot of the second word."""
    return Circle(radius).move_to(place).set_stroke(ink, look.THIN).set_fill(theme.background, 1)


def ring(place: np.ndarray, opacity: float = 1.0) -> Circle:
    """Round where the second word's weight went when a hidden state was copied."""
    return Circle(0.11).move_to(place).set_stroke(theme.weight, look.MARK, opacity)

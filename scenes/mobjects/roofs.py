"""Ceilings: for all words of two letters cell by cell, and for each length as a roof."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DR, LEFT, RIGHT, SEMIBOLD, UL, DashedLine, Line, Rectangle, VGroup

from scenes import look
from scenes.mobjects.bars import span
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class PairField(VGroup):
    """A cell a word of two letters, the first downwards, the second to the right; ``fill`` fills the ``right`` ones."""

    def __init__(self, right: np.ndarray, corner: tuple[float, float] = (-1.4, 1.85), pitch: float = 0.66):
        self.right = np.asarray(right)
        n = len(self.right)
        cells = [Rectangle(width=0.88 * pitch, height=0.88 * pitch) for _ in range(n * n)]
        for k, cell in enumerate(cells):
            cell.move_to([corner[0] + k % n * pitch, corner[1] - k // n * pitch, 0]).set_stroke(theme.muted, look.THIN)
        super().__init__(*cells)
        first, second = (Label(name, look.LABEL, theme.muted) for name in ("first letter", "second letter"))
        first.next_to(self, LEFT, buff=0.4).centred_on(self.get_y())
        second.move_to(self).on_baseline(self.get_bottom()[1] - 0.5)
        self.words = VGroup(first, second)

    def mirror(self) -> DashedLine:
        """The line that parts a word from the one with the same letters the other way round."""
        line = DashedLine(self[0].get_corner(UL), self[-1].get_corner(DR))
        return line.set_stroke(theme.ink, look.LINE)

    def fill(self, share: float) -> int:
        """Go over so much of the field, row by row; how many are right there."""
        done = round(share * len(self))
        for k, cell in enumerate(self):
            cell.set_fill(theme.series[1], float(k < done and self.right.flat[k]))
        return int(self.right.flat[:done].sum())

    def parted(self) -> tuple[VGroup, VGroup]:
        """The cells that are right, and those that are not."""
        flat = self.right.ravel()
        return VGroup(*(c for c, r in zip(self, flat, strict=True) if r)), VGroup(
            *(c for c, r in zip(self, flat, strict=True) if not r)
        )


class Roofs(VGroup):
    """A share for each length 1, 2, ...: a pale bar with a roof that nothing gets through, and its number on it."""

    left, pitch, side = -5.4, 1.52, 1.08
    foot, height = -1.62, 3.6

    def __init__(self, shares: Sequence[float]):
        n = len(shares)
        self.shares = np.asarray(shares, dtype=float)
        self.base = Line(self.place(0.4, 0), self.place(n + 0.38, 0)).set_stroke(theme.muted, look.LINE)
        self.bars = VGroup(*(Rectangle(width=self.side, height=1, stroke_width=0) for _ in shares))
        self.bars.set_fill(theme.series[0], 0.3)
        self.roofs = VGroup(*(Line(LEFT, RIGHT).set_stroke(theme.series[2], look.HEAVY) for _ in shares))
        self.numbers = VGroup(*(Number(0, 3, look.LABEL, theme.series[2], SEMIBOLD) for _ in shares))
        self.lengths = VGroup(*(Number(i + 1, 0, look.LABEL, theme.muted) for i in range(n)))
        for i, number in enumerate(self.lengths, 1):
            number.set_x(self.place(i, 0)[0]).on_baseline(self.foot - 0.42)
        self.caption = Label("letters in the word", look.SMALL, theme.muted).align_to(self.base, RIGHT)
        self.caption.on_baseline(self.foot - 0.88)
        super().__init__(self.bars, self.base, self.roofs, self.numbers, self.lengths, self.caption)
        for i, share in enumerate(self.shares):
            self.show(i, share)

    def place(self, length: float, share: float) -> np.ndarray:
        """Where a share of words of a length lies."""
        return np.array([self.left + (length - 0.5) * self.pitch, self.foot + share * self.height, 0])

    def show(self, i: int, share: float) -> None:
        """Raise or lower a roof."""
        top = self.place(i + 1, share)
        bar = self.bars[i].set_x(top[0])
        span(bar, 1, self.foot, max(top[1], self.foot + 1e-3))
        half = self.side / 2 * RIGHT
        self.roofs[i].put_start_and_end_on(top - half, top + half)
        self.numbers[i].set_value(share).set_x(top[0]).on_baseline(top[1] + 0.21)

    def piece(self, i: int) -> VGroup:
        """What belongs to one length."""
        return VGroup(self.bars[i], self.roofs[i], self.numbers[i], self.lengths[i])

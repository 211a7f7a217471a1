"""A tape that runs past one place: symbols that were read are dark, those to come are bright, and both ends fade."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, Rectangle, VGroup

from scenes import look
from scenes.mobjects.text import Number
from scenes.theme import theme

STREAKS = ((-0.33, 1.6), (0.08, 2.4), (0.31, 1.2), (-0.12, 2.0), (0.4, 1.8), (-0.42, 2.2))  # height in sides, length


class Tape(VGroup):
    """Bits in cells. ``run(position)`` puts symbol ``position``, counted from 0, into the middle of the tape.

    ``blur`` from 0 to 1 turns the cells into streaks, which have gone ``way`` units: for a tape that runs too fast to
    be read. ``cells[i]`` are a place, a divider and a number; which symbol they hold changes while the tape runs.
    At ``reach`` units from its middle the tape has faded.
    """

    period = 14.6  # of the streaks' way

    def __init__(self, word: Sequence[int], side: float = 1.02, reach: float = 6.1):
        self.word, self.side, self.reach = tuple(word), side, reach
        self.position = self.blur = 0.0
        count = 2 * int(np.ceil(self.reach / side)) + 2
        self.cells = [self._cell() for _ in range(count)]
        edges = np.linspace(-self.reach, self.reach, 25)
        self.rails = VGroup(
            *(
                Line([a, y, 0], [b, y, 0], stroke_width=look.LINE, stroke_color=theme.muted).set_stroke(
                    opacity=0.7 * self.fade((a + b) / 2)
                )
                for y in (side / 2, -side / 2)
                for a, b in pairwise(edges)
            )
        )
        self.streaks = VGroup(*(Line(LEFT, RIGHT).set_stroke(theme.muted, look.MARK) for _ in 2 * STREAKS))
        super().__init__(self.rails, *self.cells, self.streaks)
        self.run(0)

    def _cell(self) -> VGroup:
        ground = Rectangle(width=self.side, height=self.side, stroke_width=0)
        divider = Line(self.side / 2 * DOWN, self.side / 2 * UP).set_stroke(theme.muted, look.LINE)
        return VGroup(ground, divider, Number(0, 0, 60))

    def fade(self, x: float) -> float:
        """How much is seen of what stands ``x`` from the middle."""
        return float(max(0.0, 1 - (x / self.reach) ** 2))

    def run(self, position: float, blur: float = 0.0, way: float = 0.0) -> Tape:
        """Show the tape with its symbol ``position`` in the middle; between two whole numbers it is on its way."""
        self.position, self.blur = position, blur
        centre = self.rails.get_center()
        first = int(np.round(position)) - len(self.cells) // 2
        for k in range(first, first + len(self.cells)):
            self._place(self.cells[k % len(self.cells)], k, centre)
        for i, streak in enumerate(self.streaks):
            height, length = STREAKS[i % len(STREAKS)]
            middle = (i * self.period / len(self.streaks) - way) % self.period - self.period / 2
            ends = [centre + np.array([middle + end, height * self.side, 0]) for end in (-length / 2, length / 2)]
            streak.put_start_and_end_on(*ends).set_stroke(opacity=0.55 * blur * self.fade(middle))
        return self

    def _place(self, cell: VGroup, k: int, centre: np.ndarray) -> None:
        ground, divider, number = cell
        there = 0 <= k < len(self.word)
        x = (k - self.position) * self.side
        seen = self.fade(x) * (1 - self.blur) * there
        bit = self.word[k] if there else 0
        if number.value != bit:
            number.set_value(bit)
        for part, at in ((ground, x), (divider, x - self.side / 2), (number, x)):
            part.move_to(centre + at * RIGHT)
        ground.set_fill(theme.faint, 0.8 * bit * seen)
        divider.set_stroke(opacity=0.7 * seen)
        # Read symbols are dark, the one in the middle is bright; where the tape has nearly faded there are none.
        near = max(0.0, 1 - abs(x) / self.side)
        written = float(np.clip(5 - abs(x) / self.side, 0, 1)) * there * (1 - self.blur)
        number.set_opacity(written * max(near, 0.85 if x > 0 else 0.7))

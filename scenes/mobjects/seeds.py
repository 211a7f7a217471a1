"""Seeds of a training as marks that fall into two bins: those that came out right, and the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, SEMIBOLD, UP, Circle, VGroup, VMobject

from scenes import look
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.text import Number
from scenes.theme import theme


class SeedBins(VGroup):
    """Below an icon of so many states a mark for each seed, even or odd as ``says`` has it, in the order of the seeds.

    The marks of seeds in ``right`` lie in the upper bin, the others in the lower one; ``numbers`` counts them.
    ``fall(share)`` shows the seeds on their way from the icon, one after the other.
    """

    columns, pitch, lower = 10, 0.4, 2.35
    edge = -1.98  # between the bins, from the upper one's first row
    trail = 0.75  # the share of the time in which seeds set out

    def __init__(self, right: Sequence[int], says: Sequence[int], states: int):
        self.right = tuple(seed in set(right) for seed in range(len(says)))
        circles = (Circle(0.24).set_stroke(theme.state, look.MARK).set_fill(theme.state_fill, 1) for _ in range(states))
        self.icon = VGroup(*circles).arrange(RIGHT, buff=0.16).move_to(1.15 * UP)
        self.icon.shows_state = True
        self.marks = VGroup()
        filled = [0, 0]
        for is_right, said in zip(self.right, says, strict=True):
            row, column = divmod(filled[is_right], self.columns)
            filled[is_right] += 1
            mark = parity_mark(said, 0.13, theme.ink if is_right else theme.muted)
            x = (column - (self.columns - 1) / 2) * self.pitch
            self.marks.add(mark.move_to([x, -row * self.pitch - (0 if is_right else self.lower), 0]))
        edge = (self.columns + 1) / 2 * self.pitch
        self.numbers = VGroup(*(Number(n, 0, look.TITLE, weight=SEMIBOLD) for n in reversed(filled)))
        for number, y in zip(self.numbers, (-self.pitch, -self.lower - self.pitch), strict=True):
            number.move_to([edge + 0.25, y, 0], aligned_edge=LEFT)
        super().__init__(self.icon, self.marks, self.numbers)

    def fall(self, share: float) -> SeedBins:
        """Marks set out from the icon in turn and fall to their places; the numbers count those that have landed."""
        if not hasattr(self, "slots"):
            self.slots = [mark.get_center() for mark in self.marks]
            self.lefts = [number.get_left()[0] for number in self.numbers]
        top, landed = self.icon.get_bottom(), [0, 0]
        for i, (mark, slot) in enumerate(zip(self.marks, self.slots, strict=True)):
            t = float(np.clip((share - self.trail * i / len(self.slots)) / (1 - self.trail), 0, 1))
            mark.move_to([top[0] + t * (slot[0] - top[0]), top[1] + t * t * (slot[1] - top[1]), 0])
            self._show(mark, float(t > 0))
            landed[not self.right[i]] += t == 1
        for number, count, left in zip(self.numbers, landed, self.lefts, strict=True):
            number.set_value(count).shift((left - number.get_left()[0]) * RIGHT)
        return self

    @staticmethod
    def _show(mark: VMobject, opacity: float) -> None:
        if mark.get_stroke_width() > 0:
            mark.set_stroke(opacity=opacity)
        else:
            mark.set_fill(opacity=opacity)

"""Cards on strands that cross: a letter is a swap, a word is read from left to right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, SEMIBOLD, UP, CubicBezier, RoundedRectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme

Swap = tuple[int, ...]


class Card(VGroup):
    """A card with its name."""

    def __init__(self, name: str, side: float = 0.6):
        self.frame = RoundedRectangle(look.SMALL_CORNER, width=side, height=side)
        self.frame.set_fill(theme.panel, 1).set_stroke(theme.ink, look.LINE)
        self.sign = Label(name, look.LABEL, weight=SEMIBOLD, verbatim=True).move_to(self.frame)
        self.sign.centred_on(self.frame.get_y())
        super().__init__(self.frame, self.sign)

    def pale(self) -> None:
        """It is only where the card was."""
        self.frame.set_fill(theme.background, 1).set_stroke(theme.faint, look.THIN)
        self.sign.set_color(theme.muted)


class Letter(VGroup):
    """A letter with its strands: what stands on strand i before it stands on ``swap[i]`` behind it."""

    def __init__(self, name: str, swap: Swap, width: float, pitch: float):
        self.swap = swap
        rows = (1 - np.arange(len(swap))) * pitch
        self.strands = VGroup(*(self._strand(rows[i], rows[to], width) for i, to in enumerate(swap)))
        self.sign = Label(name, look.BODY, theme.query, SEMIBOLD, verbatim=True)
        self.sign.on_baseline(rows[0] + 0.36)
        super().__init__(self.strands, self.sign)

    @staticmethod
    def _strand(start: float, end: float, width: float) -> CubicBezier:
        a, b = np.array([-width / 2, start, 0]), np.array([width / 2, end, 0])
        bend = 0.45 * width * RIGHT
        return CubicBezier(a, a + bend, b - bend, b).set_stroke(theme.muted, look.MARK)


class Wiring(VGroup):
    """A word of swaps, read from left to right, and the cards before it."""

    pitch, width = 0.7, 2.8

    def __init__(self, names: Sequence[str], letters: Sequence[tuple[str, Swap]], left: float, y: float):
        self.letters = VGroup(*(Letter(name, swap, self.width, self.pitch) for name, swap in letters))
        self.letters.arrange(RIGHT, buff=0)
        for letter in self.letters:
            letter.shift((y - letter.strands.get_y()) * UP)
        self.letters.align_to([left + 0.45, 0, 0], LEFT)
        self.cards = VGroup(*(Card(name) for name in names))
        for i, card in enumerate(self.cards):
            card.move_to([left, y + (1 - i) * self.pitch, 0])
        self.end = self.letters.get_right()[0] + 0.45
        super().__init__(self.letters, self.cards)

    def way(self, i: int) -> VMobject:
        """The way of the card that begins on strand i, from where it stands to behind the last letter."""
        way = VMobject()
        at = self.cards[i].get_center()
        way.start_new_path(at)
        strand = i
        for letter in self.letters:
            piece = letter.strands[strand]
            way.add_line_to(piece.get_start())
            way.add_cubic_bezier_curve_to(*piece.points[1:4])
            strand = letter.swap[strand]
        way.add_line_to(np.array([self.end, way.get_end()[1], 0]))
        return way

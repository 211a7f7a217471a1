"""Readers of brackets: a counter as a bar, a stack as a pile, and all words of a length as a field of cells."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, SEMIBOLD, Line, Rectangle, RoundedRectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.bars import span
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class Counter(VGroup):
    """A bar that is as high as a count, on a line of its own, with the number above and the brackets below it."""

    unit = 1.25

    def __init__(self, name: str, x: float, foot: float):
        self.foot, self.count = foot, 0
        self.bar = Rectangle(width=1.1, height=1, stroke_width=0).set_fill(theme.state, 1).set_x(x)
        self.bar.shows_state = True
        self.base = Line([x - 0.85, foot, 0], [x + 0.85, foot, 0]).set_stroke(theme.muted, look.LINE)
        self.number = Number(0, 0, look.HERO, weight=SEMIBOLD).set_x(x)
        self.kind = Label(name, look.TITLE, theme.muted, verbatim=True).set_x(x).on_baseline(foot - 0.72)
        super().__init__(self.bar, self.base, self.number, self.kind)
        self.show(0)

    def show(self, count: float) -> None:
        """Take another count; between two whole ones the bar is on its way."""
        span(self.bar, 1, self.foot, self.foot + max(1e-3, count * self.unit))
        self.number.set_value(round(count)).on_baseline(self.foot + count * self.unit + 0.2)


class WordField(VGroup):
    """All words of four letters: the first two choose the row, the last two the column; ``show`` lights some.

    A cell is a dot for a word that no reader accepts; the more accept it, the larger and brighter it is.
    """

    pitch, gap = 0.3, 0.1  # of the cells, and between blocks of words that begin (or go on) with the same letter
    sizes = (0.08, 0.15, 0.21, 0.28)

    def __init__(self, words: tuple[tuple[str, int], ...], left: float, middle: float):
        self.words = words
        self.side = round(len(words) ** 0.5)
        self.cells = VGroup()
        block = round(self.side**0.5)
        offsets = [(i + 0.5) * self.pitch + (i // block) * self.gap for i in range(self.side)]
        top = middle + (offsets[0] + offsets[-1]) / 2
        for k in range(len(words)):
            row, column = divmod(k, self.side)
            self.cells.add(self.cell(0).move_to([left + offsets[column], top - offsets[row], 0]))
        self.rows, self.columns = VGroup(), VGroup()
        for i in range(block):
            letter = words[i * block * self.side][0][0]
            place = sum(offsets[i * block : (i + 1) * block]) / block
            row, column = (Label(letter, look.LABEL, theme.muted, verbatim=True) for _ in range(2))
            self.rows.add(row.move_to([left - 0.3, top - place, 0]))
            self.columns.add(column.move_to([left + place, top + 0.3, 0]))
        super().__init__(self.cells, self.rows, self.columns)

    def cell(self, readers: int) -> Rectangle:
        """A cell that so many readers accept."""
        ink = (theme.faint, *theme.series[:1], *theme.series[1:2], theme.series[3])[readers]
        return Rectangle(width=self.sizes[readers], height=self.sizes[readers], stroke_width=0).set_fill(ink, 1)

    def lit(self, least: int) -> list[Rectangle]:
        """The cells that at least so many readers accept."""
        return [cell for cell, (_, readers) in zip(self.cells, self.words, strict=True) if readers >= least]

    def at(self, word: str) -> Rectangle:
        """The cell of a word."""
        found: Rectangle = self.cells[[w for w, _ in self.words].index(word)]
        return found


class Pile(VGroup):
    """An open box in which symbols are piled up."""

    shows_state = True

    def __init__(self, width: float, room: int, side: float):
        self.side = side
        height = room * side + 0.35
        walls = VMobject().set_points_as_corners(
            [[-width / 2, height, 0], [-width / 2, 0, 0], [width / 2, 0, 0], [width / 2, height, 0]]
        )
        self.walls = walls.set_stroke(theme.state, look.STRONG)
        self.held: list[VGroup] = []
        super().__init__(self.walls)

    def plate(self, symbol: str) -> VGroup:
        """A symbol on a plate, at the place where the next one comes to lie."""
        box = RoundedRectangle(look.SMALL_CORNER, width=self.walls.width - 0.4, height=0.9 * self.side)
        box.set_stroke(theme.state, look.LINE).set_fill(theme.state_fill, 1)
        name = Label(symbol, look.HERO, weight=SEMIBOLD, verbatim=True).move_to(box)
        plate = VGroup(box, name)
        plate.shows_state = True
        plate.move_to(self.walls.get_bottom() + (0.15 + (len(self.held) + 0.5) * self.side) * -DOWN)
        return plate


class ReaderTable(VGroup):
    """How many words each reader accepts: a row a reader, a column a length, with the lengths above."""

    places, heights, top = (3.35, 4.2, 5.1, 6.15), (0.7, -0.5, -1.7), 1.6

    def __init__(self, counts: Sequence[Sequence[int]], lengths: Sequence[int]):
        heads = VGroup(Label("length", look.LABEL, theme.muted).align_to([0.45, 0, 0], LEFT).on_baseline(self.top))
        for n, x in zip(lengths, self.places, strict=True):
            heads.add(Number(n, 0, look.LABEL, theme.muted).set_x(x).on_baseline(self.top))
        self.rows = VGroup()
        for row, y in zip(counts, self.heights, strict=True):
            numbers = VGroup(*(Number(count, 0, look.BODY, weight=SEMIBOLD) for count in row))
            for number, x in zip(numbers, self.places, strict=True):
                number.set_x(x).centred_on(y)
            self.rows.add(numbers)
        super().__init__(heads, self.rows)

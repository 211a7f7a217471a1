"""A sentence that an encoder reads, with a column for the hidden state of each of its tokens."""

from __future__ import annotations

from collections.abc import Sequence

from manim import RIGHT, UP, Rectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.tokens import TokenRow
from scenes.theme import theme


def spans(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where the tokens stand in the text, one after the other."""
    found, pen = [], 0
    for token in tokens:
        start = text.lower().index(token, pen)
        pen = start + len(token)
        found.append((start, pen))
    return found


class HiddenState(VMobject):
    """A token's list of numbers, a column of cells: grey, for it is no state that a rule overwrites."""

    cells, cell = 4, (0.27, 0.12)  # how many are drawn says nothing; their width and height

    def __init__(self) -> None:
        super().__init__()
        for i in range(self.cells):
            self.append_points(Rectangle(width=self.cell[0], height=self.cell[1]).shift(i * self.cell[1] * UP).points)
        self.set_stroke(theme.muted, look.THIN, 0.8).set_fill(theme.faint, 1)


class EncoderRun(VGroup):
    """A sentence on a baseline, and above its tokens their hidden states, or below if it ``hangs``: its ``boxes``."""

    def __init__(self, text: str, tokens: Sequence[str], y: float, *, hangs: bool = False):
        self.row = TokenRow(text, spans(text, tokens), size=70, width=12.7)
        self.row.shift((-6.45 - self.row.get_left()[0]) * RIGHT)
        self.row.shift((y - self.row.label.baseline) * UP)
        self.row.label.set_color(theme.muted)
        side = -0.62 if hangs else 0.95
        self.boxes = VGroup()
        for token in self.row.tokens:
            self.boxes.add(HiddenState().move_to([token.get_x(), y + side, 0]))
        super().__init__(self.row, self.boxes)

    def paint(self, query: int, keys: Sequence[int]) -> EncoderRun:
        """The word that looks and those it looks at have their colours; the word that decides has that of ink."""
        self.row.tokens[query].set_color(theme.query)
        for key in keys:
            self.row.tokens[key].set_color(theme.key)
        self.row.tokens[-2].set_color(theme.ink)
        return self

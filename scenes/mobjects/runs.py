"""A sentence that an encoder reads, with a box for the state of each of its tokens."""

from __future__ import annotations

from collections.abc import Sequence

from manim import RIGHT, UP, RoundedRectangle, VGroup

from scenes import look
from scenes.mobjects.tokens import TokenRow
from scenes.theme import theme

BOX = 0.36


def spans(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where the tokens stand in the text, one after the other."""
    found, pen = [], 0
    for token in tokens:
        start = text.lower().index(token, pen)
        pen = start + len(token)
        found.append((start, pen))
    return found


class EncoderRun(VGroup):
    """A sentence on a baseline and a box for the state of each of its tokens, above it or, if it ``hangs``, below."""

    def __init__(self, text: str, tokens: Sequence[str], y: float, *, hangs: bool = False):
        self.row = TokenRow(text, spans(text, tokens), size=70, width=12.7)
        self.row.shift((-6.45 - self.row.get_left()[0]) * RIGHT)
        self.row.shift((y - self.row.label.baseline) * UP)
        self.row.label.set_color(theme.muted)
        side = -0.62 if hangs else 0.95
        self.boxes = VGroup()
        for token in self.row.tokens:
            box = RoundedRectangle(0.07, width=BOX, height=BOX).move_to([token.get_x(), y + side, 0])
            box.set_stroke(theme.state, look.LINE, 0.5).set_fill(theme.state_fill, 1)
            box.shows_state = True
            self.boxes.add(box)
        super().__init__(self.row, self.boxes)

    def paint(self, query: int, keys: Sequence[int]) -> EncoderRun:
        """The word that looks and those it looks at have their colours; the word that decides has that of ink."""
        self.row.tokens[query].set_color(theme.query)
        for key in keys:
            self.row.tokens[key].set_color(theme.key)
        self.row.tokens[-2].set_color(theme.ink)
        return self

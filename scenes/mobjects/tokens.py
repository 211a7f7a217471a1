"""A sentence as tokens, and the lines of attention between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, RIGHT, ArcBetweenPoints, Line, RoundedRectangle, UpdateFromAlphaFunc, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label, Number, Values, symbol
from scenes.theme import theme


class TokenRow(VGroup):
    """A sentence set as one text, so that all words share a baseline, and sliced into tokens.

    ``spans`` are the tokens' (start, end) in ``sentence``; ``self.tokens[i]`` are the characters of token i.
    """

    def __init__(self, sentence: str, spans: Sequence[tuple[int, int]], size: float = look.BODY, width: float = 12.6):
        label = Label(sentence, size, verbatim=True).fit(width)
        super().__init__(label)
        self.label = label
        self.tokens = [label.word(start, end) for start, end in spans]

    def top(self, i: int, buff: float = 0.16) -> np.ndarray:
        """The point above token i where lines of attention end; the same height for all tokens."""
        return np.array([self.tokens[i].get_x(), self.label.baseline + self._height(0.75) + buff, 0])

    def _height(self, ems: float) -> float:
        return ems * self.label.pixels / 135

    def mark(self, i: int, role: str, color: str) -> VGroup:
        """Underline token i in its role's colour and name the role below: never by colour alone."""
        token = self.tokens[i]
        foot = self.label.baseline - self._height(0.3)
        line = Line(
            [token.get_left()[0], foot, 0], [token.get_right()[0], foot, 0], color=color, stroke_width=look.STRONG
        )
        return VGroup(line, Label(role, look.SMALL, color).next_to(line, DOWN, buff=0.16))


def head_facts(head: str) -> dict[str, str]:
    """Where a head sits, for the words: ``"L3H1"`` is layer 3, head 1, counted from 0."""
    layer, number = head.removeprefix("L").split("H")
    return {"layer": layer, "head": number}


def weight_width(weight: float) -> float:
    """The stroke width of a line of attention: as wide as its weight, and never too thin to be seen."""
    return 1.2 + 22 * weight


def set_weight(arc: VMobject, weight: float) -> VMobject:
    """Make a line of attention as wide and as bright as its weight."""
    return arc.set_stroke(width=weight_width(weight), opacity=min(1.0, 0.35 + weight))


def attention_arc(start: np.ndarray, end: np.ndarray, weight: float, bend: float = 2.1) -> ArcBetweenPoints:
    """A line of attention: its width and its opacity are the weight."""
    angle = bend if start[0] > end[0] else -bend
    return set_weight(ArcBetweenPoints(start, end, angle=angle, color=theme.weight), weight)


def weigh(arc: VMobject, number: Number, start: float, end: float) -> UpdateFromAlphaFunc:
    """A line of attention and its number go from one weight to another."""

    def to(share: float) -> None:
        weight = start + share * (end - start)
        set_weight(arc, weight)
        number.set_value(weight)

    return UpdateFromAlphaFunc(VGroup(arc, number), lambda _, t: to(t))


def attention_arcs(row: TokenRow, query: int, weights: Values, least: float = 0.0, bend: float = 2.1) -> VGroup:
    """Arcs from token ``query`` to every other token whose weight is at least ``least``, lightest first."""
    order = [j for j in np.argsort(weights) if j != query and j < len(row.tokens) and weights[j] >= least]
    return VGroup(*(attention_arc(row.top(query), row.top(int(j)), float(weights[j]), bend) for j in order))


class SymbolRow(VGroup):
    """Symbols of a word, each in a box: ``self.boxes`` and ``self.symbols``; a number but 0 has a filled box."""

    def __init__(self, symbols: Sequence[object], side: float = 0.8, buff: float = 0.12, size: float = look.BODY):
        self.boxes = VGroup(*(RoundedRectangle(look.SMALL_CORNER, width=side, height=side) for _ in symbols))
        self.boxes.set_stroke(theme.muted, look.THIN).arrange(RIGHT, buff=buff)
        self.symbols = [
            symbol(value, size, width=0.85 * side).move_to(box) for value, box in zip(symbols, self.boxes, strict=True)
        ]
        for box, drawn in zip(self.boxes, self.symbols, strict=True):
            if isinstance(drawn, Number) and drawn.value:
                box.set_fill(theme.faint, 0.55)
        super().__init__(*(VGroup(box, drawn) for box, drawn in zip(self.boxes, self.symbols, strict=True)))

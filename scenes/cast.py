"""What lives on from scene to scene: made here once, each at one place, so that a crossfade leaves it still."""

from __future__ import annotations

import numpy as np
from manim import DL, DOWN, LEFT, SEMIBOLD, UP, UR, Line, Polygon, VGroup

from attn_core import sentence, toy
from attn_core.attention import Attention, attend
from attn_core.measures import convex_hull
from scenes import look
from scenes.mobjects.bars import WeightBars
from scenes.mobjects.machine import StateBox
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.text import Formula, Number
from scenes.mobjects.tokens import TokenRow, attention_arc, attention_arcs
from scenes.theme import theme

HEAD = "L3H1"  # the head of the famous picture, picked because it shows it: one of 72
ARCH = 2.8  # how far the arcs of the famous picture bend


class FamousPicture(VGroup):
    """The sentence at the foot of the stage, and over it what one head weighs for one word.

    ``row`` is the sentence, ``query`` and ``key`` the numbers in it of the word that looks and of the one it looks at
    most; ``arc`` joins them, ``faint`` are the arcs to all other words, ``number`` is the weight of ``arc``.
    """

    def __init__(self, data: sentence.Sentence | None = None):
        data = data or sentence.load()
        words = data.words
        self.weights = data.attend(HEAD).weights[data.query][words]
        self.row = TokenRow(data.text, [data.spans[w] for w in words], size=64)
        self.row.shift((-2.45 - self.row.label.baseline) * UP)
        self.query = words.index(data.query)
        self.key = int(np.argmax(np.where(np.arange(len(words)) == self.query, -1, self.weights)))
        self.names = data.surface(words[self.query]), data.surface(words[self.key])
        ends = self.row.top(self.query), self.row.top(self.key)
        self.arc = attention_arc(*ends, float(self.weights[self.key]), bend=ARCH)
        others = np.where(np.arange(len(words)) == self.key, -1, self.weights)
        self.faint = attention_arcs(self.row, self.query, others, bend=ARCH)
        self.number = Number(self.weights[self.key], 2, look.HERO, theme.weight, SEMIBOLD)
        self.number.next_to(self.arc, DOWN, buff=0.35).set_y(self.arc.get_top()[1] - 0.75)
        super().__init__(self.row, self.faint, self.arc, self.number)


class ToyPlane(VGroup):
    """The four toy keys from one origin at the left of the stage, with their words, and the query that is followed."""

    def __init__(self) -> None:
        self.plane = VectorPlane(unit=1.7, grid=False).shift(3.36 * LEFT + 1.06 * DOWN)
        self.keys = VGroup(*(self.plane.arrow(key, theme.key, width=look.HEAVY) for key in toy.KEY))
        self.names = VGroup(*(self.plane.tip_name(t, k, theme.key) for t, k in zip(toy.TOKENS, toy.KEY, strict=True)))
        self.query = self.plane.arrow(toy.QUERY[toy.FOLLOWED], theme.query, width=look.HEAVY)
        super().__init__(self.keys, self.names, self.query, self.plane)


class ValueHull(VGroup):
    """The four toy values as points with their words, their hull, and the output of the word that is followed."""

    def __init__(self) -> None:
        self.plane = VectorPlane(unit=1.36, grid=False).shift(0.7 * LEFT + 0.16 * DOWN)
        self.hull: Polygon = self.plane.hull(convex_hull(toy.VALUE), theme.value)
        self.points = VGroup(*(self.plane.dot(value, theme.value) for value in toy.VALUE))
        self.output = toy_row().output[toy.FOLLOWED]
        self.dot = self.plane.dot(self.output, theme.ink, look.POINT * 1.4)
        super().__init__(self.hull, self.points, self.dot)


def toy_row() -> Attention:
    """Attention of the four toy words, divided by the root of d: the same numbers on every slide."""
    return attend(toy.QUERY, toy.KEY, toy.VALUE)


def toy_bars() -> WeightBars:
    """The weights of the toy word that is followed, as bars in the middle of the stage."""
    return WeightBars(toy_row().weights[toy.FOLLOWED], toy.TOKENS, height=3.4, width=1.2, gap=1.0).move_to(0.35 * DOWN)


def state_card(value: object = 0) -> StateBox:
    """The state as a large card, low in the middle of the stage."""
    return StateBox(value, 2.5, 200, marked=True).move_to(1.5 * DOWN)


class HeadFormula(Formula):
    """The formula of a head, in one line or with the paper's fraction, by its parts in the order of reading.

    ``softmax``, ``opening``, ``query``, ``key``, ``over`` (the slash or the fraction's bar), ``root``, ``closing`` and
    ``value``, which have the colours of their roles.
    """

    def __init__(self, size: float, *, fraction: bool = True):
        inner = "(Q K^top) / sqrt(d)" if fraction else "Q K^top med slash med sqrt(d)"
        super().__init__(f'op("softmax") ({inner}) V', size)
        over, root = (14, slice(11, 14)) if fraction else (11, slice(12, 15))
        ruler = self[over]
        ends = (ruler.get_left(), ruler.get_right()) if fraction else (ruler.get_corner(DL), ruler.get_corner(UR))
        self.submobjects[over] = Line(*ends).set_stroke(theme.ink, look.MARK * size / 150)
        self.softmax, self.opening, self.query, self.key = self[:7], self[7], self[8], self[9:11]
        self.over, self.root, self.closing, self.value = self[over], self[root], self[15], self[16]
        for part, ink in (
            (self.softmax, theme.weight), (self.query, theme.query), (self.key, theme.key), (self.value, theme.value),
        ):  # fmt: skip
            part.set_color(ink)

    @property
    def parts(self) -> tuple[VGroup, ...]:
        """All parts, in the order of reading."""
        return (
            self.softmax, self.opening, self.query, self.key, self.over, self.root, self.closing, self.value
        )  # fmt: skip


def small_formula() -> HeadFormula:
    """The formula of a head, low at the left: what all heads have in common."""
    return HeadFormula(40).move_to(6.6 * LEFT + 2.6 * DOWN, aligned_edge=LEFT)

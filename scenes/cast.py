"""What lives on from scene to scene: made here once, each at one place, so that a crossfade leaves it still."""

from __future__ import annotations

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    UR,
    Animation,
    Line,
    Polygon,
    ShowPassingFlash,
    VGroup,
)

from attn_core import sentence, toy
from attn_core.attention import Attention, attend
from attn_core.measures import convex_hull
from scenes import look
from scenes.mobjects.address import AddressBox, MaybeEmpty
from scenes.mobjects.bars import ScoreBars, WeightBars
from scenes.mobjects.machine import StateBox
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.text import Formula, Label, Number
from scenes.mobjects.tokens import TokenRow, attention_arc, attention_arcs
from scenes.theme import theme

HEAD = "L3H1"  # the head of the famous picture, picked because it shows it: one of 72
ARCH = 2.8  # how far the arcs of the famous picture bend, unless its longest would leave the stage
HIGHEST = 3.2  # above the words
OPENING = ("Transformers reason because attention", "lets tokens attend to each other.")


class OpeningSentence(VGroup):
    """The sentence that the lecture opens with and that its end edits: two large lines, or one small one."""

    def __init__(self, *, small: bool = False):
        self.lines = [Label(line, 40 if small else 100) for line in OPENING]
        super().__init__(*self.lines)
        if small:
            self.arrange(RIGHT, buff=0.12).move_to(2.3 * UP)
            for line in self.lines:
                line.on_baseline(2.2)
        else:
            self.arrange(DOWN, buff=0.6, aligned_edge=LEFT).move_to(0.1 * DOWN)
        self.attend, self.reason = self.lines[1].part("attend"), self.lines[0].part("reason")


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
        furthest = max(abs(self.row.top(self.query) - self.row.top(i))[0] for i in range(len(words)))
        bend = min(ARCH, 4 * float(np.arctan(2 * HIGHEST / furthest)))
        self.arc = attention_arc(*ends, float(self.weights[self.key]), bend=bend)
        others = np.where(np.arange(len(words)) == self.key, -1, self.weights)
        self.faint = attention_arcs(self.row, self.query, others, bend=bend)
        self.number = Number(self.weights[self.key], 2, look.HERO, theme.weight, SEMIBOLD)
        self.number.next_to(self.arc, DOWN, buff=0.35).set_y(self.arc.get_top()[1] - 0.75)
        super().__init__(self.row, self.faint, self.arc, self.number)

    def dim_words(self, *, key: bool = False) -> FamousPicture:
        """All words step back but the one that looks, and the one it looks at if ``key``: they have their colours."""
        self.row.label.set_color(theme.muted)
        self.row.tokens[self.query].set_color(theme.query)
        if key:
            self.row.tokens[self.key].set_color(theme.key)
        return self

    def pulse(self, *, asks: bool = False) -> Animation:
        """Light runs along the arc, to the word that looks; or from it, if it ``asks``."""
        light = self.arc.copy() if asks else self.arc.copy().reverse_direction()
        light.set_stroke(theme.query if asks else theme.ink, 1.35 * self.arc.get_stroke_width(), 1)
        return ShowPassingFlash(light, time_width=0.35)


class ToyPlane(VGroup):
    """The four toy keys from one origin at the left of the stage, with their words, and the query that is followed.

    ``query_name`` is the query's word, and that it is a query: two of the arrows are of the same word.
    """

    def __init__(self) -> None:
        self.plane = VectorPlane(unit=1.7, grid=False).shift(3.36 * LEFT + 1.06 * DOWN)
        self.keys = VGroup(*(self.plane.arrow(key, theme.key, width=look.HEAVY) for key in toy.KEY))
        self.names = VGroup(*(Label(token, look.LABEL, theme.key, verbatim=True) for token in toy.TOKENS))
        for name, key in zip(self.names, toy.KEY, strict=True):
            tip = self.plane.point(key)
            name.next_to(tip, RIGHT if key[0] >= 0 else LEFT, buff=0.2).centred_on(tip[1] + 0.1)
        self.query = self.plane.arrow(toy.QUERY[toy.FOLLOWED], theme.query, width=look.HEAVY)
        self.query_name = VGroup(
            Label(toy.TOKENS[toy.FOLLOWED], look.BODY, theme.query, SEMIBOLD, verbatim=True).on_baseline(0.45),
            Label("query", look.SMALL, theme.query).on_baseline(0),
        ).move_to(self.beside(toy.QUERY[toy.FOLLOWED]))
        super().__init__(self.keys, self.names, self.query, self.query_name, self.plane)

    def beside(self, query: np.ndarray) -> np.ndarray:
        """Where a query's name stands: at the left of its tip, and a little further on."""
        ahead = np.array([*query, 0]) / np.linalg.norm(query)
        return self.plane.point(query) + 0.2 * ahead + 0.7 * np.array([-ahead[1], ahead[0], 0])


class ValueHull(VGroup):
    """The four toy values as points, their hull, and the output of the word that is followed as a dot in it."""

    def __init__(self) -> None:
        self.plane = VectorPlane(unit=1.36, grid=False).shift(0.7 * LEFT + 0.16 * DOWN)
        self.hull: Polygon = self.plane.hull(convex_hull(toy.VALUE), theme.value).set_stroke(width=look.MARK)
        self.corners = VGroup(*(self.plane.dot(value, theme.value, look.POINT * 1.2) for value in toy.VALUE))
        self.output = toy_row().output[toy.FOLLOWED]
        self.dot = self.plane.dot(self.output, theme.ink, look.POINT * 1.5)
        super().__init__(self.hull, self.corners, self.dot)


def toy_row() -> Attention:
    """Attention of the four toy words, divided by the root of d: the same numbers on every slide."""
    return attend(toy.QUERY, toy.KEY, toy.VALUE)


def toy_scores() -> ScoreBars:
    """The scores of the toy word that is followed, each over the place of its weight in `toy_bars`."""
    scores = toy_row().scaled[toy.FOLLOWED]
    return ScoreBars(scores, toy.TOKENS, unit=2.0, width=1.2, gap=1.0, size=look.TITLE).shift(0.85 * DOWN)


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
        # Manim's cache of formulas gives a line the width of the first size that it was set in.
        self[root.start + 1].set_stroke(width=look.LINE * size / 150)
        self.softmax, self.opening, self.query, self.key = self[:7], self[7], self[8], self[9:11]
        self.over, self.root, self.closing, self.value = self[over], self[root], self[15], self[16]
        for part, ink in (
            (self.softmax, theme.weight), (self.query, theme.query), (self.key, theme.key), (self.value, theme.value),
        ):  # fmt: skip
            part.set_color(ink)

    @property
    def parts(self) -> tuple[VGroup, ...]:
        """All parts, in the order of reading."""
        inner = (self.query, self.key, self.over, self.root)
        return (self.softmax, self.opening, *inner, self.closing, self.value)


def small_formula() -> HeadFormula:
    """The formula of a head, low at the left: what all heads have in common."""
    return HeadFormula(40).move_to(6.6 * LEFT + 2.6 * DOWN, aligned_edge=LEFT)


def address_box(name: str = "x", value: object = None, place: int = 0) -> AddressBox:
    """The state with an address, in the right half of the stage; a second one has its ``place`` beside it."""
    return AddressBox(name, MaybeEmpty(value, 2.5, 200).move_to((2.05 + 3.2 * place) * RIGHT + 0.95 * DOWN))


def tape_word() -> tuple[int, ...]:
    """The bits that run past the state's head: a few to follow by eye, then random ones, a 1 at the end.

    It has an even number of ones, so that the card is left as it was found.
    """
    followed = (0, 1, 1, 0, 1, 0)
    return (*followed, *np.random.default_rng(3).integers(0, 2, 5993).tolist(), 1)

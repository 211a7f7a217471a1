"""Order: permute the words and the outputs permute; what a net without order can at best say; and what needs none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Arrow,
    Create,
    DashedLine,
    Dot,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Polygon,
    Rectangle,
    RoundedRectangle,
    Transform,
    TransformFromCopy,
    VGroup,
)

from attn_core import toy
from attn_core.attention import attend
from attn_core.groups import Permutation, compose, product
from attn_core.measures import order_blind_ceiling, permutation_error
from attn_core.trained import load
from scenes import look
from scenes.cast import small_formula
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.chart import Chart
from scenes.mobjects.seats import MIXES
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

UNIT = 0.62  # Manim units to one of an output


class Said(VGroup):
    """A word of the row, and its output as an arrow below it."""

    def __init__(self, token: str, output: np.ndarray):
        self.chip = RoundedRectangle(look.CORNER, width=2.2, height=0.8).set_stroke(theme.key, look.LINE)
        self.chip.set_fill(theme.panel, 1)
        self.word = Label(token, look.BODY, theme.key, SEMIBOLD, verbatim=True).centred_on(self.chip.get_y())
        self.origin = Dot(1.9 * DOWN, 0.06, color=theme.muted)
        self.arrow = self.pointing(output)
        super().__init__(self.chip, self.word, self.origin, self.arrow)

    def pointing(self, output: np.ndarray) -> Arrow:
        """The arrow of an output, from its origin."""
        start = self.origin.get_center()
        end = start + UNIT * np.array([*output, 0])
        return Arrow(start, end, buff=0, color=theme.value, stroke_width=look.HEAVY, tip_length=look.TIP)


class Hand(VGroup):
    """Cards on their places; ``swapped`` says where each goes when a letter is read."""

    step = 0.95

    def __init__(self, y: float, left: float):
        self.y, self.left = y, left
        self.cards = [self.card(i + 1).move_to(self.place(i)) for i in range(3)]
        super().__init__(*self.cards)

    @staticmethod
    def card(number: int) -> VGroup:
        """A card with its number: the order of the cards is the state."""
        box = RoundedRectangle(look.SMALL_CORNER, width=0.72, height=0.95)
        box.set_stroke(theme.state, look.MARK).set_fill(theme.state_fill, 1)
        whole = VGroup(box, Number(number, 0, look.BODY, weight=SEMIBOLD).centred_on(0))
        whole.shows_state = True
        box.shows_state = True
        return whole

    def place(self, i: int) -> np.ndarray:
        """Where a card lies."""
        return np.array([self.left + i * self.step, self.y, 0])


class Order(LectureScene):
    """What a mix without positions and mask cannot know, how much that costs, and when it costs nothing."""

    filled = (MIXES,)
    shuffled = (2, 0, 3, 1)
    letters: tuple[Permutation, ...] = ((1, 0, 2), (0, 2, 1))  # swap the left two, swap the right two
    longest = 8

    def construct(self) -> None:
        self.formula = small_formula()
        self.permute_the_words()
        self.let_down_the_mask()
        self.swap_the_cards()
        self.count_the_bag()

    # The words change places: the outputs go along
    def permute_the_words(self) -> None:
        outputs = attend(toy.QUERY, toy.KEY, toy.VALUE).output
        self.said = [Said(token, output) for token, output in zip(toy.TOKENS, outputs, strict=True)]
        for i, said in enumerate(self.said):
            said.move_to([self.x(i), 0, 0]).shift((1.75 - said.chip.get_y()) * UP)
        error = permutation_error(toy.VALUE, self.shuffled)
        assert error < 1e-12
        self.slide(
            "permute", "proved", begin=[self.formula, *(VGroup(s.chip, s.word) for s in self.said)],
            error=f"{error:.0e}",
        )  # fmt: skip
        lines = VGroup(
            *(
                Line(a.chip.get_bottom(), b.origin.get_center()).set_stroke(theme.weight, look.HAIR, 0.6)
                for a in self.said
                for b in self.said
            )
        )
        self.play(LaggedStart(*(Create(line) for line in lines), lag_ratio=0.05), run_time=1.6)
        self.play(
            *(GrowFromCenter(s.origin) for s in self.said),
            *(GrowFromPoint(s.arrow, s.origin.get_center()) for s in self.said),
            run_time=1.2,
        )
        self.play(FadeOut(lines, run_time=0.6))
        self.remove(*(part for s in self.said for part in s))
        self.add(*self.said)

        self.step()
        places = [self.x(self.shuffled.index(i)) for i in range(len(self.said))]
        ghosts = VGroup(*(s.arrow.copy().set_opacity(0.2) for s in self.said))
        self.add(ghosts)
        bent = (1.1, -1.1, 1.1, -1.1)
        moves = [s.animate(path_arc=b).set_x(x) for s, x, b in zip(self.said, places, bent, strict=True)]
        self.play(*moves, run_time=2.4)
        self.play(FadeOut(ghosts), run_time=0.5)

    @staticmethod
    def x(place: int) -> float:
        """Where the words of the row stand."""
        return (place - 1.5) * 3.2

    # A mask comes down: now what comes later is not seen, and the order tells
    def let_down_the_mask(self) -> None:
        self.slide("mask", "proved", keep=[self.formula, *self.said])
        order = list(self.shuffled)
        rows = (toy.QUERY[order], toy.KEY[order], toy.VALUE[order])
        seen = attend(*rows, causal=True).output
        stairs = VGroup()
        by_place = [self.said[i] for i in order]
        for place, said in enumerate(by_place):
            for other in by_place[: place + 1]:
                line = Line(other.chip.get_bottom(), said.origin.get_center())
                stairs.add(line.set_stroke(theme.weight, look.LINE, 0.8))
        self.play(LaggedStart(*(Create(line) for line in stairs), lag_ratio=0.08), run_time=1.6)
        old = VGroup(*(s.arrow.copy().set_opacity(0.22) for s in by_place))
        self.add(old)
        self.bring_to_back(old)
        self.play(
            *(Transform(s.arrow, s.pointing(output)) for s, output in zip(by_place, seen, strict=True)), run_time=1.8
        )
        self.stairs, self.old = stairs, old

    # Three cards: the same letters in two orders are two different hands
    def swap_the_cards(self) -> None:
        ceilings = [order_blind_ceiling(n) for n in range(1, self.longest + 1)]
        runs = load("order")["order-blind"]
        right = runs.curve("by_length")
        words = [self.letters, self.letters[::-1]]
        self.slide(
            "cards", "proved", keep=[self.formula, *(s.chip for s in self.said[:2])], two=f"{ceilings[1]:.2f}",
            last=f"{ceilings[-1]:.2f}", longest=str(self.longest), seeds=str(runs.seeds),
            trained=f"{right[:, -1].mean():.2f}",
            chance=f"{1 / 6:.2f}", exact=str(int((np.abs(right.mean(axis=0) - ceilings) < 5e-4).sum())),
        )  # fmt: skip
        hands = [Hand(y, -5.9) for y in (1.35, -0.65)]
        chips = [s.chip for s in self.said[:2]]
        born = (TransformFromCopy(VGroup(*chips), hand) for hand in hands)
        self.play(*born, *(FadeOut(chip) for chip in chips), run_time=1.0)
        results = []
        for hand, word in zip(hands, words, strict=True):
            at = list(range(3))
            for k, letter in enumerate(word):
                sign = self.letter(letter).move_to([-2.75 + 0.95 * k, hand.y, 0])
                self.play(GrowFromCenter(sign), run_time=0.35)
                places = [letter[place] for place in at]
                self.play(
                    *(
                        card.animate(path_arc=1.4 if new > old else -1.4 if new < old else 0).move_to(hand.place(new))
                        for card, old, new in zip(hand.cards, at, places, strict=True)
                    ),
                    run_time=0.9,
                )
                at = places
                self.signs = [*getattr(self, "signs", []), sign]
            results.append(tuple(at))
        assert results == [product(word, 3) for word in words] and results[0] != results[1]
        assert compose(*words[0]) != compose(*words[1])

        self.step()
        self.draw_the_ceilings(ceilings, right)

    @staticmethod
    def letter(letter: Permutation) -> VGroup:
        """A letter as its picture: two dots change places, one stays."""
        box = RoundedRectangle(look.SMALL_CORNER, width=0.8, height=0.8).set_stroke(theme.program, look.LINE)
        spots = [(i - 1) * 0.22 * RIGHT for i in range(3)]
        lines = VGroup(*(Line(spots[i] + 0.22 * UP, spots[j] + 0.22 * DOWN) for i, j in enumerate(letter)))
        return VGroup(box, lines.set_stroke(theme.program, look.MARK))

    def draw_the_ceilings(self, ceilings: Sequence[float], right: np.ndarray) -> None:
        """Bars of the best that can be said of a bag, and the trained nets as dots on them."""
        ticks = tuple(range(1, self.longest + 1))
        chart = Chart(ticks, (0, 0.5, 1), x_name="letters in the word", y_name="right", width=5.7, height=4.0)
        chart.shift(np.array([0.1, -2.9, 0]) - chart.get_corner(DOWN + LEFT))
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(Create(chart.axes), *(GrowFromCenter(word) for word in words), run_time=1.0)
        self.remove(chart.axes, *words)
        self.add(chart)
        bars = VGroup()
        for n, ceiling in zip(ticks, ceilings, strict=True):
            bar = Rectangle(width=0.5, height=1, stroke_width=0).set_fill(theme.faint, 1).set_x(chart.point(n, 0)[0])
            span(bar, 1, chart.point(n, 0)[1], chart.point(n, ceiling)[1])
            bars.add(bar)
        chance = DashedLine(chart.point(1, 1 / 6) + 0.3 * LEFT, chart.point(self.longest, 1 / 6) + 0.3 * RIGHT)
        chance.set_stroke(theme.muted, look.LINE)
        self.play(LaggedStart(*(GrowFromEdge(bar, DOWN) for bar in bars), lag_ratio=0.15), run_time=2.0)
        numbers = VGroup(*(Number(ceilings[i], 2, look.SMALL, weight=SEMIBOLD) for i in (1, 3, len(ticks) - 1)))
        for number, i in zip(numbers, (1, 3, len(ticks) - 1), strict=True):
            number.set_x(bars[i].get_x()).on_baseline(bars[i].get_top()[1] + 0.14)
        self.play(Create(chance), LaggedStart(*(GrowFromEdge(n, DOWN) for n in numbers), lag_ratio=0.2), run_time=0.8)

        self.step()
        dots = VGroup(
            *(
                Dot(chart.point(n, share) + (seed - 1) * 0.13 * RIGHT, 0.06, color=theme.weight)
                for n in ticks
                for seed, share in enumerate(right[:, n - 1])
            )
        )
        self.play(LaggedStart(*(GrowFromCenter(dot) for dot in dots), lag_ratio=0.06), run_time=2.0)
        self.chart, self.bars, self.dots, self.numbers, self.chance = chart, bars, dots, numbers, chance

    # The bag of bits has all that parity needs
    def count_the_bag(self) -> None:
        runs = load("order-bits")["order-blind"]
        right = runs.curve("by_length")
        self.slide(
            "bag", "measured", keep=[self.formula, self.chart, self.bars, self.dots], seeds=str(runs.seeds),
            least=f"{right.min():.2f}", longest=str(self.longest),
        )  # fmt: skip
        bag = Polygon([-0.95, 0.9, 0], [0.95, 0.9, 0], [1.45, -1.2, 0], [-1.45, -1.2, 0]).round_corners(0.35)
        bag.set_stroke(theme.muted, look.MARK).move_to([-4.1, -0.35, 0])
        bits = [1, 0, 1, 1, 0, 1, 0, 1]
        word = VGroup(*(Number(bit, 0, look.TITLE, weight=SEMIBOLD if bit else "NORMAL") for bit in bits))
        for i, number in enumerate(word):
            number.set_color(theme.ink if bits[i] else theme.muted).set_x(-6.35 + 0.62 * i).on_baseline(1.9)
        self.play(LaggedStart(*(GrowFromEdge(n, UP) for n in word), lag_ratio=0.1), Create(bag), run_time=1.2)
        ones = [i for i, bit in enumerate(bits) if bit]
        spots = [bag.get_center() + np.array([(k % 4 - 1.5) * 0.5, 0.3 - 0.75 * (k // 4), 0]) for k in range(len(bits))]
        order = [*ones, *(i for i in range(len(bits)) if i not in ones)]
        falls = [word[i].animate(path_arc=PI / 3).move_to(spot) for i, spot in zip(order, spots, strict=True)]
        self.play(LaggedStart(*falls, lag_ratio=0.12), run_time=2.2)

        self.step()
        targets = [self.chart.point(n, 1.0)[1] for n in range(1, self.longest + 1)]
        foot = self.chart.point(1, 0)[1]
        grown = [bar.copy() for bar in self.bars]
        for bar, top in zip(grown, targets, strict=True):
            span(bar, 1, foot, top)
        new = [
            Dot(self.chart.point(n, float(share)) + (seed - 1) * 0.13 * RIGHT, 0.06, color=theme.weight)
            for n in range(1, self.longest + 1)
            for seed, share in enumerate(right[:, n - 1])
        ]
        self.play(
            *(Transform(bar, to) for bar, to in zip(self.bars, grown, strict=True)),
            *(Transform(dot, to) for dot, to in zip(self.dots, new, strict=True)),
            run_time=2.0,
        )

"""Order: words change places and take their outputs along; a mask reads order; how far a bag of letters gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    smooth,
)

from attn_core import toy
from attn_core.attention import mix
from attn_core.groups import transposition
from attn_core.measures import attend_in_order, order_blind_ceiling, pairs_right_by_bag
from attn_core.trained import load
from scenes import look
from scenes.cast import small_formula
from scenes.lecture_scene import LectureScene
from scenes.mobjects.flight import born_of
from scenes.mobjects.places import WordsAtPlaces
from scenes.mobjects.roofs import PairField, Roofs
from scenes.mobjects.seats import MIXES
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.mobjects.wiring import Wiring
from scenes.theme import theme


class Order(LectureScene):
    """Without positions and without a mask, a mix does not know who came first."""

    filled = (MIXES,)
    orders = ((3, 2, 1, 0), (1, 3, 0, 2))  # which word stands first, second, ...
    cards, swaps = ("A", "B", "C"), (("s", transposition(0, 1, 3)), ("t", transposition(1, 2, 3)))
    lengths = tuple(range(1, 9))
    letters = 6  # of S3
    edge = 6.6

    def construct(self) -> None:
        self.home = tuple(range(len(toy.TOKENS)))
        self.stand_the_words()
        self.change_places()
        self.let_the_mask_down()
        self.swap_cards()
        self.swap_them_in_the_other_order()
        self.fill_a_bag()
        self.lower_the_ceilings()
        self.train_a_blind_net()

    # Four words, and over each its output
    def stand_the_words(self) -> None:
        self.formula = small_formula()
        self.plain = attend_in_order(toy.QUERY, toy.KEY, toy.VALUE, self.home)
        self.causal = attend_in_order(toy.QUERY, toy.KEY, toy.VALUE, self.home, causal=True)
        self.slide("permute", "proved", begin=[self.formula])
        self.view = WordsAtPlaces(toy.TOKENS, toy.FOLLOWED)
        self.lay(self.home, self.plain.weights * 1e-3, reach=np.full(self.plain.weights.shape, 1e-3))
        captions = self.view.captions()
        self.play(
            LaggedStart(*(GrowFromPoint(name, self.formula.get_center()) for name in self.view.names), lag_ratio=0.2),
            FadeIn(captions[1], target_position=self.formula),
            run_time=1.4,
        )
        self.play(
            LaggedStart(*(GrowFromPoint(d, self.formula.value.get_center()) for d in self.view.discs), lag_ratio=0.2),
            FadeIn(captions[0], target_position=self.formula),
            run_time=1.4,
        )
        self.remove(*self.view.names, *self.view.discs)
        self.add(self.view)

        def gather(_: object, share: float) -> None:
            weights = self.plain.weights
            self.lay(self.home, weights * share, reach=np.full(weights.shape, share))

        self.play(UpdateFromAlphaFunc(self.view, gather), run_time=2.4)

    def lay(
        self,
        order: Sequence[int],
        weights: np.ndarray,
        *,
        before: np.ndarray | None = None,
        reach: np.ndarray | None = None,
        places: np.ndarray | None = None,
        lift: np.ndarray | None = None,
    ) -> None:
        """Words in an order, or at ``places``; every output is the mix of the values by the weights that are shown."""
        n = len(toy.TOKENS)
        places = np.argsort(order) + 1.0 if places is None else places
        lift = np.zeros(n) if lift is None else lift
        self.view.lay(places, lift, weights, mix(weights, toy.VALUE), before, reach)

    def fly(self, order: Sequence[int], to: Sequence[int]) -> Callable[[object, float], None]:
        """A motion from one order into another: who goes right passes above. The weights are those of either order."""
        start, end = np.argsort(order) + 1.0, np.argsort(to) + 1.0
        weights = [attend_in_order(toy.QUERY, toy.KEY, toy.VALUE, o).weights for o in (order, to)]
        height = np.where(end > start, 0.42, np.where(end < start, -0.33, 0.0))

        def move(_: object, share: float) -> None:
            now = (1 - share) * weights[0] + share * weights[1]
            self.lay(to, now, places=(1 - share) * start + share * end, lift=height * np.sin(np.pi * share))
            self.moved.set_value(self.furthest(now, self.plain.output))

        return move

    def furthest(self, weights: np.ndarray, before: np.ndarray) -> float:
        """How far the tip of an output is from where it was, at most."""
        return float(np.linalg.norm(mix(weights, toy.VALUE) - before, axis=1).max())

    # The words change places; every output goes along and stays as it is
    def change_places(self) -> None:
        self.step()
        self.moved = Number(0, 2, look.TITLE, theme.ink, SEMIBOLD).align_to(self.edge * RIGHT, RIGHT).on_baseline(-2.6)
        self.said = Label("furthest that the tip of an output has moved", look.LABEL, theme.muted)
        self.said.next_to(self.moved, LEFT, buff=0.45).shift(0.75 * LEFT).on_baseline(-2.6)
        self.play(FadeIn(self.said, target_position=self.view.discs[-1]), born_of(self.moved, self.view.discs[-1]))
        first, second = self.orders
        self.play(UpdateFromAlphaFunc(self.view, self.fly(self.home, first)), run_time=3)
        self.step()
        self.play(UpdateFromAlphaFunc(self.view, self.fly(first, second)), run_time=2.5)
        with self.loop():
            self.play(UpdateFromAlphaFunc(self.view, self.fly(second, first)), run_time=2.5)
            self.hold()
            self.play(UpdateFromAlphaFunc(self.view, self.fly(first, self.home)), run_time=2.5)
            self.hold()
            self.play(UpdateFromAlphaFunc(self.view, self.fly(self.home, second)), run_time=2.5)
            self.hold()

    # A mask comes down: lines from later words go, and what is left swells
    def let_the_mask_down(self) -> None:
        keep = [self.formula, self.view, self.said, self.moved]
        self.slide("mask", "proved", keep=keep, word=toy.TOKENS[toy.FOLLOWED], first=toy.TOKENS[0])
        self.play(UpdateFromAlphaFunc(self.view, self.fly(self.orders[1], self.home)), run_time=1.6)
        rule = Label("mask: each word sees itself and what stands to its left", look.LABEL, weight=SEMIBOLD)
        rule.align_to(self.view.discs[0], LEFT).on_baseline(2.52)
        hidden = ~self.causal.seen
        plain, causal = self.plain.weights, self.causal.weights

        def cut(_: object, share: float) -> None:
            kept = np.where(hidden, 1 - share, 1.0)
            self.lay(self.home, plain * kept, before=self.plain.output, reach=kept)

        def swell(_: object, share: float) -> None:
            left = np.where(hidden, 0, plain)
            now = (1 - share) * left + share * causal
            self.lay(self.home, now, before=self.plain.output, reach=1.0 - hidden)

        self.play(
            FadeIn(rule, shift=0.3 * DOWN),
            FadeOut(self.said, self.moved, run_time=look.QUICK),
            UpdateFromAlphaFunc(self.view, cut),
            run_time=1.8,
        )
        self.play(UpdateFromAlphaFunc(self.view, swell), run_time=1.8)
        self.step()
        self.swaps_shown = [self.order_with(place) for place in range(1, len(toy.TOKENS) + 1)]
        self.masked = [attend_in_order(toy.QUERY, toy.KEY, toy.VALUE, o, causal=True) for o in self.swaps_shown]
        place = ValueTracker(float(len(toy.TOKENS)))
        self.play(UpdateFromAlphaFunc(self.view, lambda _, s: self.fade_ghosts(1 - s)), run_time=look.QUICK)
        self.stand_masked(place.get_value())
        self.play(FadeIn(self.said, self.moved), run_time=look.QUICK)
        self.view.add_updater(lambda _: self.stand_masked(place.get_value()))
        name = f"place of “{toy.TOKENS[toy.FOLLOWED]}”"
        self.dial(name, place, 4, 1, seconds=6, places=0, whole=1, rest=1)
        self.view.clear_updaters()

    def fade_ghosts(self, share: float) -> None:
        for disc in self.view.discs:
            disc.ghost[0].set_stroke(opacity=0.55 * share)
            disc.ghost[1].set_fill(opacity=0.55 * share)

    def order_with(self, place: int) -> tuple[int, ...]:
        """The sentence's order, with the followed word taken out and put in at a place."""
        others = [i for i in self.home if i != toy.FOLLOWED]
        return (*others[: place - 1], toy.FOLLOWED, *others[place - 1 :])

    def stand_masked(self, place: float) -> None:
        """The followed word on its way to a place, in front of all others at 1; at whole places all is as computed."""
        n = len(toy.TOKENS)
        low = min(int(np.floor(place)), n - 1)
        share = smooth(place - low)
        now, then = self.masked[low - 1], self.masked[low]
        weights = (1 - share) * now.weights + share * then.weights
        seen = (1 - share) * now.seen + share * then.seen
        ends = [np.argsort(self.swaps_shown[k]) + 1.0 for k in (low - 1, low)]
        places = (1 - share) * ends[0] + share * ends[1]
        height = np.where(ends[0] > ends[1], 0.42, np.where(ends[0] < ends[1], -0.33, 0.0))
        self.lay(
            self.home, weights, before=self.causal.output, reach=seen, places=places,
            lift=height * np.sin(np.pi * share),
        )  # fmt: skip
        self.moved.set_value(self.furthest(weights, self.causal.output))

    # Three cards, swapped by the letters of a word
    def swap_cards(self) -> None:
        discs = self.view.discs[: len(self.cards)]
        word = "".join(name for name, _ in self.swaps)
        facts = {"first": word, "second": word[::-1], "s": word[0], "t": word[1]}
        self.slide("cards", "proved", keep=[self.formula, *(disc.rim for disc in discs)], **facts)
        self.rows = [
            Wiring(self.cards, letters, -6.25, y) for letters, y in ((self.swaps, 1.3), (self.swaps[::-1], -0.95))
        ]
        top = self.rows[0]
        self.play(
            *(ReplacementTransform(d.rim, c.frame) for d, c in zip(discs, top.cards, strict=True)),
            *(GrowFromPoint(c.sign, d.rim.get_center()) for d, c in zip(discs, top.cards, strict=True)),
            run_time=1.2,
        )
        for letter in top.letters:
            self.play(
                LaggedStart(*(Create(strand) for strand in letter.strands), lag_ratio=0.1),
                FadeIn(letter.sign, target_position=letter.strands),
                run_time=0.9,
            )
        self.results: list[VGroup] = []
        self.run_cards(top)

    def run_cards(self, row: Wiring) -> None:
        """The cards go along the strands; pale ones stay where they were."""
        went = row.cards.copy()
        self.add(row.letters, row.cards, went)
        for card in row.cards:
            card.pale()
        self.play(*(MoveAlongPath(card, row.way(i)) for i, card in enumerate(went)), run_time=2.4, rate_func=smooth)
        self.results.append(went)

    # The same letters, the other way round
    def swap_them_in_the_other_order(self) -> None:
        self.step()
        top, low = self.rows
        pairs = zip(top.letters, reversed(low.letters.submobjects), strict=True)
        self.play(*(TransformFromCopy(a, b) for a, b in zip(top.cards, low.cards, strict=True)), run_time=0.9)
        self.play(*(TransformFromCopy(a, b, path_arc=0.6) for a, b in pairs), run_time=1.4)
        self.run_cards(low)

    # Both words go into one bag: no answer is right for both
    def fill_a_bag(self) -> None:
        self.step()
        bag = RoundedRectangle(look.CORNER, width=3.3, height=1.75).move_to([4.9, 1.3, 0])
        bag.set_fill(theme.panel, 1).set_stroke(theme.ink, look.MARK)
        title = Label("the bag of letters", look.LABEL, theme.muted).move_to(bag).on_baseline(2.35)
        rows = VGroup()
        for k, (name, _) in enumerate(self.swaps):
            y = bag.get_y() + 0.42 - 0.84 * k
            sign = Label(name, look.TITLE, theme.query, SEMIBOLD, verbatim=True).set_x(bag.get_x() - 0.5)
            count = Number(1, 0, look.TITLE, before="× ").set_x(bag.get_x() + 0.45)
            rows.add(VGroup(sign.on_baseline(y - 0.12), count.on_baseline(y - 0.12)))
        self.play(Create(bag), FadeIn(title, target_position=bag), run_time=look.MOTION)
        for row in self.rows:
            into = {letter.sign.original_text: letter.sign for letter in row.letters}
            fresh = [r[0].copy() for r in rows]
            self.play(
                *(
                    TransformFromCopy(into[name], sign, path_arc=-0.5)
                    for (name, _), sign in zip(self.swaps, fresh, strict=True)
                ),
                run_time=1.4,
            )
            self.remove(*fresh)
            self.add(*(r[0] for r in rows))
            if row is self.rows[0]:
                self.play(*(FadeIn(r[1], target_position=r[0]) for r in rows), run_time=look.QUICK)
        answer = VGroup(*(card.copy() for card in self.results[0]))
        answer.move_to([4.9, -1.45, 0])
        one = Label("one bag, one answer", look.LABEL, theme.muted).move_to(answer).on_baseline(-0.22)
        self.play(
            *(TransformFromCopy(a, b) for a, b in zip(self.results[0], answer, strict=True)),
            FadeIn(one, target_position=bag),
            run_time=1.2,
        )
        verdicts = VGroup(*(Verdict(k == 0) for k in range(2)))
        for verdict, went in zip(verdicts, self.results, strict=True):
            verdict.next_to(went, RIGHT, buff=0.45)
            self.play(GrowFromPoint(verdict, answer.get_center()), run_time=0.8)
        self.bag = bag

    # The best that any function of the bag can do, length by length
    def lower_the_ceilings(self) -> None:
        self.ceilings = [order_blind_ceiling(n) for n in self.lengths]
        pairs = self.letters**2
        facts = {"words": str(pairs), "right": str(round(self.ceilings[1] * pairs)), "letters": str(self.letters)}
        facts |= {"longest": str(self.lengths[-1]), "all": f"{self.letters ** self.lengths[-1]:,}"}
        facts |= {"last": f"{self.ceilings[-1]:.3f}", "second": f"{self.ceilings[1]:.2f}"}
        self.slide("ceiling", "proved", keep=[self.formula, self.bag], **facts)
        self.show_pairs()
        self.step()
        self.chart = chart = Roofs(self.ceilings)
        filled, hollow = self.pairs.parted()
        named = FadeIn(chart.caption, target_position=chart.base)
        self.play(Create(chart.base), named, FadeOut(self.pair_words, hollow), run_time=0.8)
        one, two = chart.piece(0), chart.piece(1)
        self.play(ReplacementTransform(filled, chart.bars[1]), FadeOut(self.count), run_time=1.2)
        for piece in (two, one):
            self.play(
                *([] if piece is two else [TransformFromCopy(chart.bars[1], chart.bars[0])]),
                TransformFromCopy(Line(*chart.base.get_start_and_end()), piece[1]),
                *(born_of(number, piece[0]) for number in piece[2:]),
                run_time=0.8,
            )
        for i in range(2, len(self.lengths)):
            self.sink(i)
        self.remove(*chart)
        self.add(chart)
        chance = 1 / self.letters
        line = DashedLine(chart.place(0.4, chance), chart.place(len(self.lengths) + 0.38, chance), dash_length=0.12)
        self.chance = line.set_stroke(theme.muted, look.LINE)
        self.guess = Label("guessing", look.SMALL, theme.muted)
        self.guess.next_to(line, LEFT, buff=0.06).centred_on(line.get_y())
        self.play(
            Create(line),
            FadeIn(self.guess, target_position=line),
            run_time=look.MOTION,
        )

    def show_pairs(self) -> None:
        """All words of two letters: a word and its mirror image are one bag, and filled ones are answered right."""
        right = pairs_right_by_bag()
        self.pairs, n = PairField(right), len(right)
        self.play(ReplacementTransform(self.bag, self.pairs), run_time=1.2)
        self.pair_words = VGroup(*self.pairs.words, mirror := self.pairs.mirror())
        self.play(
            *(FadeIn(word, target_position=self.pairs) for word in self.pairs.words),
            Create(mirror),
            run_time=look.MOTION,
        )
        # One word and its mirror image: of both, one is right.
        a, b = (int(k) for k in np.argwhere(right & ~right.T)[-1])
        twins = [self.pairs[i * n + j] for i, j in ((a, b), (b, a))]
        marks = [Verdict(k == 0, size=0.22).move_to(cell) for k, cell in enumerate(twins)]
        self.play(*(cell.animate.set_stroke(theme.ink, look.STRONG) for cell in twins), run_time=0.6)
        self.play(Create(marks[0].mark), run_time=0.6)
        self.play(Create(marks[1].mark), run_time=0.6)
        self.play(
            *(cell.animate.set_stroke(theme.muted, look.THIN) for cell in twins),
            *(mark.mark.animate(remover=True).scale(0.1) for mark in marks),
            run_time=0.6,
        )
        words = Label("right", look.LABEL, theme.muted)
        self.count = VGroup(Number(0, 0, look.HERO, weight=SEMIBOLD), Number(n * n, 0, look.LABEL, before="of "), words)
        self.count[0].move_to([4.2, 0.4, 0])
        self.count[1].next_to(self.count[0], RIGHT, buff=0.3).on_baseline(self.count[0].baseline)
        words.next_to(self.count[1], RIGHT, buff=0.2).on_baseline(self.count[0].baseline)
        self.add(self.count)

        def fill(_: object, share: float) -> None:
            self.count[0].set_value(self.pairs.fill(share))

        self.play(UpdateFromAlphaFunc(self.pairs, fill), FadeIn(self.count[1:]), run_time=3)

    def sink(self, i: int) -> None:
        """A roof comes off the one before and sinks to its own height."""
        chart, before, own = self.chart, self.ceilings[i - 1], self.ceilings[i]
        chart.show(i, before)
        last, (bar, roof, number, length) = chart.piece(i - 1), chart.piece(i)
        self.play(
            *(TransformFromCopy(a, b) for a, b in zip(last[:2], (bar, roof), strict=True)),
            *(FadeIn(written, target_position=bar) for written in (number, length)),
            run_time=0.6,
        )
        piece = VGroup(bar, roof, number)
        self.play(UpdateFromAlphaFunc(piece, lambda _, s: chart.show(i, before + s * (own - before))), run_time=0.6)

    # A trained net that sees no order comes up to the roofs; of bits the bag is enough
    def train_a_blind_net(self) -> None:
        runs = {name: load(name)["order-blind"] for name in ("order", "order-bits")}
        right = {name: r.curve("by_length") for name, r in runs.items()}
        facts = {"seeds": str(runs["order"].seeds), "steps": f"{runs['order'].steps:,}"}
        facts |= {"bitsteps": f"{runs['order-bits'].steps:,}", "longest": str(self.lengths[-1])}
        facts |= {"least": str(int(100 * (right["order"] / self.ceilings).min()))}
        facts |= {"fewest": str(int(100 * right["order-bits"].min()))}
        chart = self.chart
        keep = [self.formula, chart, self.chance, self.guess]
        self.slide("trained", "measured", keep=keep, **facts)
        self.name_task("products of cards: order counts")
        self.rise(right["order"])
        self.step()
        self.play(FadeOut(self.chance, self.guess, self.what, *self.dots, chart.numbers), run_time=look.QUICK)
        starts = np.array(self.ceilings)

        def lift(_: object, share: float) -> None:
            for i, start in enumerate(starts):
                chart.show(i, start + share * (1 - start))

        hidden = chart.numbers
        chart.remove(hidden)
        self.play(UpdateFromAlphaFunc(chart, lift), run_time=2)
        self.name_task("bits, odd or even: the bag is enough")
        self.play(*(born_of(number, roof) for number, roof in zip(hidden, chart.roofs, strict=True)), run_time=0.8)
        self.step()
        self.rise(right["order-bits"])

    def name_task(self, words: str) -> None:
        self.what = Label(words, look.LABEL, weight=SEMIBOLD).align_to(self.edge * RIGHT, RIGHT).on_baseline(2.6)
        self.play(GrowFromEdge(self.what, RIGHT), run_time=look.QUICK)

    def rise(self, right: np.ndarray) -> None:
        """A dot a seed, each born at its share: one length after the other."""
        chart, seeds = self.chart, len(right)
        self.dots = VGroup()
        for i, n in enumerate(self.lengths):
            aside = [(k - (seeds - 1) / 2) * 0.3 * RIGHT for k in range(seeds)]
            places = [chart.place(n, float(right[k, i])) + aside[k] for k in range(seeds)]
            self.dots.add(VGroup(*(Dot(place, 0.11, color=theme.ink) for place in places)))
        self.play(LaggedStart(*(GrowFromCenter(group) for group in self.dots), lag_ratio=0.5), run_time=4.5)

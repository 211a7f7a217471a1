"""Mirrors: what a state under the delta rule with no value to write can follow: parity, and five cards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    SEMIBOLD,
    UP,
    ArcBetweenPoints,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
    there_and_back,
)

from attn_core.groups import order, prefixes, transposition
from attn_core.memory import margin, ones_above, parity_by_reflection, random_swaps, reflections, swap_keys
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.mirrors import BetaScale, Margin, MarginChart, StateArrow, StateBars, SwapLadder
from scenes.mobjects.signs import parity_legend, parity_mark
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme


class DeltaMirrors(LectureScene):
    """Two slides of `Delta`: the sign of one number is parity, and five numbers are swapped."""

    mirror = 2.0
    word = (1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1)
    weak, resting, least = (1.5, 1.9, 1.99), 1.9, 0.01  # mirrors that lose size, and the size that is still read
    sizes = (1e-4, 1.0)  # ends of the chart
    swaps = ((0, 3), (1, 4), (2, 3), (0, 1), (3, 4), (1, 2), (0, 4), (2, 3))
    things, lengths, seed, near = 5, (10, 100, 1000, 10_000), 4, 1.99
    beta: ValueTracker
    scale: BetaScale
    arrow: StateArrow

    # One number; each one is a mirror
    def mirror_at_each_one(self) -> None:
        states, ones = parity_by_reflection(self.word, self.mirror), sum(self.word)
        lasts = {
            name: f"{ones_above(b, self.least):g}" for name, b in zip(("low", "mid", "high"), self.weak, strict=True)
        }
        told = {f"{name}_ones": count for name, count in lasts.items()} | {"ones": str(ones)}
        told |= {"mirror": f"{self.mirror:g}", "beta": f"{self.resting:g}", "least": f"{self.least:g}"}
        told |= {"low": f"{self.weak[0]:g}", "high": f"{self.weak[2]:g}"}
        told |= {"left": f"{margin(self.resting, ones):.2f}"}
        arrow = self.arrow.arrow
        self.slide("mirror", "constructed", keep=[arrow, self.scale], **told)
        self.bars = StateBars([1.0, *(0.0 for _ in self.word)], unit=1.3, width=0.5, pitch=0.76)
        self.bars.shift(1.3 * LEFT + 0.1 * UP)
        self.row = SymbolRow(self.word, 0.58, 0.18, look.LABEL).move_to(2.2 * UP)
        for cell, bar in zip(self.row, self.bars.bars[1:], strict=True):
            cell.set_x(bar.get_x())
        self.marks = VGroup()
        for t, bar in enumerate(self.bars.bars):
            self.marks.add(parity_mark(sum(self.word[:t]), 0.13).move_to([bar.get_x(), -1.7, 0]))
        self.legend = parity_legend().scale(look.LABEL / look.SMALL).move_to([-4.9, -2.78, 0])
        self.play(
            ReplacementTransform(arrow, self.bars.bars[0]),
            Create(self.bars.zero),
            LaggedStart(*(GrowFromCenter(cell) for cell in self.row), lag_ratio=0.05),
            GrowFromCenter(self.marks[0]),
            FadeIn(self.legend),
            run_time=1.4,
        )
        self.add(self.bars)
        for t, bit in enumerate(self.word):
            self.read(t, bit, states)

    def read(self, t: int, bit: int, states: Sequence[float]) -> None:
        """The next bar comes out of the last one; a one turns it over, as beta does on its way up."""
        bars, here = self.bars, self.row.boxes[t].copy().set_fill(opacity=0).set_stroke(theme.program, look.STRONG)
        start, goal = (bars.bars[i].get_x() for i in (t, t + 1))

        def lay(share: float) -> None:
            come, turned = min(2 * share, 1.0), max(2 * share - 1, 0.0)
            value = states[t] + turned * (states[t + 1] - states[t])
            bars.show([*states[: t + 1], value, *(0 for _ in self.word[t + 1 :])])
            bars.bars[t + 1].set_x(start + come * (goal - start))

        self.play(
            FadeIn(here, rate_func=there_and_back, remover=True),
            UpdateFromAlphaFunc(bars, lambda _, share: lay(share)),
            GrowFromPoint(self.marks[t + 1], self.bars.foot(t)),
            run_time=0.7 if bit else 0.4,
        )

    # Up to one the sign is wrong; below two it is right and the size fades
    def weaken_the_mirror(self) -> None:
        self.step()
        ones, signs = sum(self.word), parity_by_reflection(self.word, self.mirror)
        left = Number(1, 2, look.TITLE, weight=SEMIBOLD, before="size of the last bar ")
        left.align_to(self.bars.bars[-1], RIGHT).set_y(-2.78)
        self.play(TransformFromCopy(self.bars.bars[-1], left), run_time=0.8)
        crosses = VGroup(*(Verdict(False, size=0.4).next_to(mark, DOWN, buff=0.17) for mark in self.marks))
        moving = VGroup(self.bars, left, self.scale, crosses)
        self.remove(self.bars, left, self.scale)
        self.add(moving)

        def follow(_: object) -> None:
            beta = self.beta.get_value()
            self.scale.show(beta)
            self.bars.show(parity_by_reflection(self.word, beta))
            left.set_value(margin(beta, ones))
            for cross, value, sign in zip(crosses, self.bars.values, signs, strict=True):
                cross.set_stroke(opacity=float(value * sign <= 0))

        moving.add_updater(follow)
        self.dial("beta", self.beta, 0, self.mirror, seconds=7, places=2, rest=self.resting)
        moving.clear_updaters()
        self.remove(crosses)
        self.left = left

    # How long a margin lasts
    def draw_the_margin(self) -> None:
        self.step()
        margins = []
        for beta in (*self.weak, self.mirror):
            last = min(ones_above(beta, self.sizes[0]), self.lengths[-1])
            ones = np.unique(np.geomspace(1, last, 60).round())
            margins.append(Margin(beta, ones, [margin(beta, int(k)) for k in ones], ones_above(beta, self.least)))
        chart = MarginChart(margins, (1, *self.lengths), (self.sizes[0], self.least, self.sizes[1]))
        chart.shift([-4.7, -1.5, 0] - chart.corner.get_center())
        curves, names = chart.curves, chart.names
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(
            ReplacementTransform(self.bars.bars, curves[1]),
            ReplacementTransform(self.bars.zero, chart.axes),
            *(FadeOut(part) for part in (self.row, self.marks, self.legend, self.left, self.scale)),
            *(GrowFromCenter(word) for word in words),
            run_time=1.4,
        )
        self.play(GrowFromEdge(names[1], LEFT), Create(chart.level), run_time=0.8)
        self.play(
            *(Create(curves[i].line) for i in (0, 2)), *(GrowFromEdge(names[i], LEFT) for i in (0, 2)), run_time=1.4
        )
        for dot, count in chart.spots:
            self.play(GrowFromCenter(dot), GrowFromPoint(count, dot.get_center()), run_time=0.6)
        self.play(Create(curves[3].line), GrowFromEdge(names[3], LEFT), run_time=1.4)
        self.add(chart)
        self.curve = curves[3]

    # The mirror at a slant: two numbers change places
    def mirror_a_difference(self) -> None:
        n, pair = self.things, self.swaps[0]
        self.start = np.arange(1.0, n + 1)[None]
        near, longest = f"{self.near:g}", f"{self.lengths[-1]:,}".replace(",", "\N{THIN SPACE}")
        told = {"cards": str(n), "most": str(n - 1), "longest": longest, "near": near}
        self.slide("swaps", "constructed", keep=[self.curve], **told)
        self.bars = StateBars(self.start[0], unit=0.66, width=0.56, pitch=0.9).shift(1.75 * RIGHT + 1.75 * DOWN)
        self.cards = VGroup(*(self.make_card(k, i) for i, k in enumerate(self.start[0])))
        names = [Number(place + 1, 0, look.LABEL, theme.key, SEMIBOLD, before="place ") for place in pair]
        view = StateArrow(self.start[0, list(pair)], names, (0, 4.9, 4.6), 0.9)
        view.shift(np.array([-5.75, -1.95, 0]) - view.plane.origin.get_center())
        names[0].next_to(view.axes[0].get_end(), UP, buff=0.15)
        names[1].next_to(view.axes[1].get_end(), RIGHT, buff=0.25)
        view.remove(view.shadow)
        glass = DashedLine(view.plane.point(np.zeros(2)), view.plane.point(np.full(2, 4.6)), dash_length=0.14)
        glass.set_stroke(theme.program, look.STRONG)
        self.scale.show(0)
        self.play(
            ReplacementTransform(self.curve, self.bars.zero),
            GrowFromCenter(self.scale),
            LaggedStart(*(GrowFromEdge(bar, DOWN) for bar in self.bars.bars), lag_ratio=0.1),
            LaggedStart(*(GrowFromCenter(card) for card in self.cards), lag_ratio=0.1),
            run_time=1.4,
        )
        self.add(self.bars)
        others = [self.bars.bars[i] for i in range(n) if i not in pair]
        self.play(
            *(bar.animate.set_opacity(0.5) for bar in others),
            *(GrowFromPoint(axis, view.plane.origin.get_center()) for axis in view.axes),
            *(GrowFromCenter(name) for name in names),
            run_time=1.0,
        )
        two = VGroup(*(self.bars.bars[i] for i in pair))
        self.play(TransformFromCopy(two, VGroup(view.drops, view.arrow)), FadeIn(view.readings), run_time=1.2)
        self.play(Create(glass), run_time=0.7)
        moving = VGroup(view, self.bars, self.scale)
        self.remove(*view, view.drops, view.arrow, view.readings, self.bars, self.scale)
        self.add(moving)
        key = swap_keys([pair], n)

        def follow(_: object) -> None:
            state = reflections(key, self.start, self.beta.get_value())[-1][0]
            self.scale.show(self.beta.get_value())
            self.bars.show(state)
            view.show(state[list(pair)])

        self.beta.set_value(0)
        moving.add_updater(follow)
        self.dial("beta", self.beta, 0, self.mirror, seconds=6, places=2, rest=self.mirror)
        moving.clear_updaters()
        self.play(*self.swap_cards(pair), *(bar.animate.set_opacity(1) for bar in others), run_time=0.8)
        self.view = VGroup(view, glass)

    def make_card(self, value: float, place: int) -> VGroup:
        """A card with a number, below the bar at a place."""
        box = RoundedRectangle(look.SMALL_CORNER, width=0.56, height=0.56).set_stroke(theme.muted, look.LINE)
        box.set_fill(theme.panel, 1).move_to(self.bars.foot(place) + 0.42 * DOWN)
        return VGroup(box, Number(value, 0, look.LABEL, weight=SEMIBOLD).move_to(box))

    def swap_cards(self, pair: tuple[int, int]) -> list:
        """Two cards change places on arcs; they are kept in the order of their places."""
        i, j = sorted(pair)
        a, b = self.cards[i], self.cards[j]
        moves = [a.animate(path_arc=0.9).move_to(b), b.animate(path_arc=0.9).move_to(a)]
        parts = list(self.cards.submobjects)
        parts[i], parts[j] = parts[j], parts[i]
        self.cards.submobjects = parts
        return moves

    # Five numbers: the bars follow by mirrors what the cards do
    def follow_the_cards(self) -> None:
        self.step()
        keys = swap_keys(self.swaps, self.things)
        states = reflections(keys, self.start, self.mirror)
        ladder = SwapLadder(self.swaps, self.things).move_to([-4.0, 0.2, 0])
        self.play(
            FadeOut(self.view),
            LaggedStart(*(GrowFromEdge(rail, LEFT) for rail in ladder.rails), lag_ratio=0.1),
            LaggedStart(*(GrowFromCenter(number) for number in ladder.numbers), lag_ratio=0.1),
            LaggedStart(*(Create(link) for link in ladder.links), lag_ratio=0.1),
            run_time=1.4,
        )
        self.play(*(link.animate.set_color(theme.faint) for link in ladder.links[1:]), run_time=0.5)
        self.remove(*ladder)
        self.add(ladder, self.bars, self.scale, self.cards)
        for t, pair in enumerate(self.swaps[1:], start=2):
            ends = [self.cards[i].get_bottom() + 0.06 * DOWN for i in sorted(pair)]
            arc = ArcBetweenPoints(*ends, angle=0.9).set_stroke(theme.program, look.STRONG)
            key = keys[t - 1 : t]
            self.play(Create(arc), ladder.links[t - 1].animate.set_color(theme.program), run_time=0.3)
            self.play(
                *self.swap_cards(pair),
                UpdateFromAlphaFunc(
                    self.bars,
                    lambda b, share, key=key, old=states[t - 1]: b.show(
                        reflections(key, old, share * self.mirror)[-1][0]
                    ),
                ),
                FadeOut(arc),
                run_time=0.75,
            )
        self.ladder = ladder
        self.step()
        self.turn_the_list(keys)

    def turn_the_list(self, keys: np.ndarray) -> None:
        """Any beta for the whole list; a line at each card's height tells where its bar should end."""
        levels = VGroup()
        for i, card in enumerate(self.cards):
            y = self.bars.zero.get_y() + self.bars.unit * card[1].value
            levels.add(
                Line(LEFT, RIGHT).set_stroke(theme.ink, look.MARK).set(width=0.8).move_to([self.bars.foot(i)[0], y, 0])
            )
        sample = Line(ORIGIN, 0.6 * RIGHT).set_stroke(theme.ink, look.MARK)
        key = VGroup(sample, Label("as high as the card says", color=theme.muted)).arrange(RIGHT, buff=0.25)
        key.move_to(self.ladder).set_y(-2.3)
        pairs = zip(self.cards, levels, strict=True)
        self.play(
            *(GrowFromPoint(level, card.get_center()) for card, level in pairs), GrowFromCenter(key), run_time=0.9
        )
        moving = VGroup(self.bars, self.scale)
        self.remove(self.bars, self.scale)
        self.add(moving)
        self.bring_to_front(levels)

        def follow(_: object) -> None:
            self.scale.show(self.beta.get_value())
            self.bars.show(reflections(keys, self.start, self.beta.get_value())[-1][0])

        moving.add_updater(follow)
        self.dial("beta", self.beta, 0, self.mirror, seconds=7, places=2, rest=self.mirror)
        moving.clear_updaters()
        self.play(*(FadeOut(part) for part in (*levels, key)), run_time=0.4)

    # Longer lists, and a mirror that is nearly one
    def follow_them_far(self) -> None:
        self.step()
        n, longest = self.things, self.lengths[-1]
        swaps = random_swaps(longest, n, np.random.default_rng(self.seed))
        exact, weak = (reflections(swap_keys(swaps, n), self.start, beta) for beta in (self.mirror, self.near))
        truth = [order(p, self.start[0]) for p in prefixes([transposition(i, j, n) for i, j in swaps], n)]
        outline = StateBars(self.start[0], unit=self.bars.unit, width=0.2, pitch=0.9).move_to(
            self.bars, aligned_edge=DOWN
        )
        outline.bars.set_fill(theme.background, 1).set_stroke(theme.muted, look.LINE).set_x(0)
        for i, bar in enumerate(outline.bars):
            bar.set_x(self.bars.foot(i)[0])
        weaker = (
            VGroup(
                Rectangle(width=0.2, height=0.5).set_fill(theme.background, 1).set_stroke(theme.muted, look.LINE),
                Number(self.near, 2, look.LABEL, theme.muted, before="β = "),
            )
            .arrange(RIGHT, buff=0.2)
            .move_to([-4.3, -2.3, 0])
        )

        def lay(t: int) -> None:
            self.bars.show(exact[t][0])
            outline.show(weak[t][0])
            for card, value in zip(self.cards, truth[t], strict=True):
                card[1].set_value(value)

        lay(0)
        head = Label("swaps", color=theme.muted).align_to(4.1 * LEFT, RIGHT).on_baseline(1.9)
        self.play(
            FadeOut(self.ladder),
            GrowFromEdge(head, UP),
            *(GrowFromEdge(bar, DOWN) for bar in outline.bars),
            GrowFromCenter(weaker),
            run_time=0.9,
        )
        for i, (first, goal) in enumerate(pairwise((0, *self.lengths))):
            number = Number(first, 0, look.TITLE, weight=SEMIBOLD).on_baseline(1.05 - 0.85 * i)

            def run(_: object, share: float, number: Number = number, first: int = first, goal: int = goal) -> None:
                t = round((first + 1) ** (1 - share) * (goal + 1) ** share) - 1
                lay(t)
                number.grouped = t >= 10_000
                number.set_value(t).align_to(4.1 * LEFT, RIGHT)

            moving = VGroup(self.bars, outline.bars, self.cards, number)
            self.play(UpdateFromAlphaFunc(moving, run), rate_func=linear, run_time=2.0)
            right = all(np.allclose(s[0], t, rtol=0, atol=1e-9) for s, t in zip(exact[: goal + 1], truth, strict=False))
            verdict = Verdict(right).next_to(number, RIGHT, buff=0.4)
            self.play(Create(verdict.mark), run_time=0.4)
            self.add(verdict)

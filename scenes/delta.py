"""Delta: an attention with a state; its beta keeps, replaces or mirrors, and what mirrors can follow."""

from __future__ import annotations

from collections.abc import Sequence

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
    Dot,
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
    ShowPassingFlash,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
    there_and_back,
)

from attn_core.groups import order, prefixes, transposition
from attn_core.machines import Assignment
from attn_core.memory import (
    margin,
    ones_above,
    overwrite,
    parity_by_reflection,
    random_swaps,
    reflections,
    swap_keys,
)
from scenes import look
from scenes.cast import address_box
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.chart import Chart
from scenes.mobjects.mirrors import BetaScale, LayerStack, StateArrow, StateBars
from scenes.mobjects.program import Statement
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import parity_legend, parity_mark
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

SCALE_AT = 4.85 * RIGHT


class Delta(LectureScene):
    """A write of the delta rule on a dial; parity and swaps by mirrors; hybrids that were released."""

    filled = (MIXES, TRANSFORMS)
    mirror = 2.0
    writes, other = (3, 5), 2  # of x, one after the other, and of y
    word = (1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1)
    weak, resting, least = (1.5, 1.9, 1.99), 1.9, 0.01  # mirrors that lose size, and the size that is still read
    swaps = ((0, 3), (1, 4), (2, 3), (0, 1), (3, 4), (1, 2), (0, 4), (2, 3))
    things, lengths, seed, near = 5, (10, 100, 1000, 10_000), 4, 1.99
    period = (True, True, True, False)  # layers with a state, and one that mixes
    models = (("Qwen3-Next", "Gated DeltaNet", 1), ("Kimi Linear", "Kimi Delta Attention", 1),
              ("Olmo Hybrid", "Gated DeltaNet", 2))  # fmt: skip

    def construct(self) -> None:
        self.read_an_arrow()
        self.write_once()
        self.turn_what_is_written()
        self.write_nothing()
        self.mirror_at_each_one()
        self.weaken_the_mirror()
        self.draw_the_margin()
        self.mirror_a_difference()
        self.follow_the_cards()
        self.follow_them_far()
        self.stack_layers()
        self.compare_their_betas()

    # Two boxes are one arrow; a key reads its shadow
    def read_an_arrow(self) -> None:
        self.keys = np.eye(2)
        empty = np.zeros((1, 2))
        (first, second), x, y = self.writes, *self.keys
        self.old = overwrite(overwrite(empty, x, np.array([first])), y, np.array([self.other]))
        boxes = [address_box("x", first), address_box("y", self.other, 1)]
        over = overwrite(self.old, x, np.array([second]), self.mirror)[0, 0]
        told = {"first": first, "second": second, "other": self.other, "over": over}
        self.slide("overwrite", "constructed", begin=boxes, **{name: f"{value:g}" for name, value in told.items()})
        names = [Label(name, look.BODY, theme.key, SEMIBOLD) for name in ("x", "y")]
        self.arrow = StateArrow(self.old[0], names, (-3.2, 7.3, 3.0), 0.86)
        self.arrow.shift(2.2 * LEFT + 0.3 * DOWN)
        self.play(
            *(ReplacementTransform(box.tab.label, name) for box, name in zip(boxes, names, strict=True)),
            *(ReplacementTransform(b.card.value, r) for b, r in zip(boxes, self.arrow.readings, strict=True)),
            *(ReplacementTransform(b.card.box, part) for b, part in zip(boxes, self.arrow.drops, strict=True)),
            *(FadeOut(box.tab.plate) for box in boxes),
            *(GrowFromPoint(axis, self.arrow.plane.origin.get_center()) for axis in self.arrow.axes),
            run_time=1.6,
        )
        self.play(GrowFromPoint(self.arrow.arrow, self.arrow.plane.origin.get_center()), run_time=0.8)
        self.play(TransformFromCopy(self.arrow.arrow, self.arrow.shadow), run_time=0.9)
        self.remove(*self.arrow)
        self.add(self.arrow)

    def lay(self, kept: float, written: float) -> None:
        """The arrow reaches along x what was kept and what was written; the strips below tell both."""
        self.arrow.show((kept + written, self.old[0, 1]))
        zero, unit = self.arrow.plane.origin.get_x(), self.arrow.plane.unit
        for strip, start, end in zip(self.strips, (0, kept), (kept, kept + written), strict=True):
            low, high = sorted((zero + unit * start, zero + unit * end))
            span(strip, 0, low, max(high, low + 0.004))

    # The old part is taken out, the new one put in
    def write_once(self) -> None:
        self.step()
        first, second = self.writes
        self.line = Statement(Assignment("x", second), look.TITLE)
        self.line.move_to(6.5 * LEFT + 2.3 * UP, aligned_edge=LEFT)
        self.ghost = self.arrow.arrow.copy().set_opacity(0.3)
        self.strips, self.names = VGroup(), VGroup()
        for name, ink, y in (("kept", theme.state, -1.55), ("written", theme.value, -2.15)):
            strip = Rectangle(width=1, height=0.36, stroke_width=0).set_fill(ink, 1).set_y(y)
            strip.shows_state = ink == theme.state
            self.strips.add(strip)
            self.names.add(Label(name, look.LABEL, theme.muted).align_to(6.5 * LEFT, LEFT).centred_on(y))
        self.play(GrowFromEdge(self.line, LEFT), run_time=0.8)
        self.add(self.ghost)
        self.bring_to_front(self.arrow)
        self.lay(first, 0)
        old, new = self.strips
        self.play(TransformFromCopy(self.arrow.shadow, old), GrowFromEdge(self.names[0], LEFT), run_time=0.9)
        moving = VGroup(self.arrow, self.strips)
        self.play(UpdateFromAlphaFunc(moving, lambda _, t: self.lay((1 - t) * first, 0)), run_time=1.4)
        source = self.line.source.copy()
        self.play(source.animate(path_arc=0.5).move_to(new).scale(0.6), GrowFromEdge(self.names[1], LEFT), run_time=1.0)
        self.play(
            source.animate(remover=True).set_opacity(0),
            UpdateFromAlphaFunc(moving, lambda _, t: self.lay(0, t * second)),
            run_time=1.4,
        )
        self.add(moving)

    def turn(self, beta: ValueTracker, value: float) -> None:
        """What the core writes at this beta, as it is kept and as it is added."""
        x = self.keys[0]
        kept = overwrite(self.old, x, np.zeros(1), beta.get_value())[0, 0]
        whole = overwrite(self.old, x, np.array([value]), beta.get_value())[0, 0]
        self.lay(kept, whole - kept)
        self.scale.show(beta.get_value())

    # Beta says how much
    def turn_what_is_written(self) -> None:
        self.step()
        self.beta = ValueTracker(1.0)
        self.scale = BetaScale(1.0).move_to(SCALE_AT, aligned_edge=LEFT)
        self.play(GrowFromCenter(self.scale), run_time=1.0)
        self.moving = VGroup(self.arrow, self.strips, self.scale)
        self.remove(self.arrow, self.strips, self.scale)
        self.add(self.moving)
        self.moving.add_updater(lambda _: self.turn(self.beta, self.writes[1]))
        self.dial("beta", self.beta, 0, self.mirror, seconds=6, places=2)
        self.moving.clear_updaters()

    # With nothing to write, beta acts on what is there
    def write_nothing(self) -> None:
        self.step()
        gone = (self.line, self.names[1], self.strips[1])
        x = ValueTracker(self.arrow.readings[0].value)
        back = UpdateFromAlphaFunc(self.moving, lambda _, t: self.lay(t * self.writes[0], (1 - t) * x.get_value()))
        self.play(FadeOut(self.line), FadeOut(self.names[1]), back, run_time=1.4)
        self.remove(*gone)
        self.beta.set_value(0)
        origin = self.arrow.plane.origin.get_center()
        self.glass = DashedLine(origin + 0.3 * DOWN, self.arrow.axes[1].get_end() + 0.3 * UP, dash_length=0.14)
        self.glass.set_stroke(theme.program, look.STRONG)
        self.play(Create(self.glass), UpdateFromAlphaFunc(self.scale, lambda s, t: s.show(1 - t)), run_time=0.9)
        self.moving.add_updater(lambda _: self.turn(self.beta, 0))
        self.dial("beta", self.beta, 0, self.mirror, seconds=6, places=2, rest=self.mirror)
        self.moving.clear_updaters()

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
        self.legend = parity_legend().move_to([-5.2, -2.5, 0])
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
            TransformFromCopy(self.marks[t], self.marks[t + 1], rate_func=linear),
            run_time=0.7 if bit else 0.4,
        )

    # Below two the sign is right and the size fades
    def weaken_the_mirror(self) -> None:
        self.step()
        ones = sum(self.word)
        left = Number(1, 2, look.HERO, weight=SEMIBOLD, before="size ").move_to([1.7, -2.5, 0])
        self.play(TransformFromCopy(self.bars.bars[-1], left), run_time=0.8)
        moving = VGroup(self.bars, left, self.scale)
        self.remove(self.bars, left, self.scale)
        self.add(moving)

        def follow(_: object) -> None:
            beta = self.beta.get_value()
            self.scale.show(beta)
            self.bars.show(parity_by_reflection(self.word, beta))
            left.set_value(margin(beta, ones))

        moving.add_updater(follow)
        self.dial("beta", self.beta, 0, self.mirror, seconds=7, places=2, rest=self.resting)
        moving.clear_updaters()
        self.left = left

    # How long a margin lasts
    def draw_the_margin(self) -> None:
        self.step()
        ticks = (1, 10, 100, 1000, 10_000)
        low = 1e-4
        chart = Chart(ticks, (low, self.least, 1), x_name="ones read", y_name="size", log_x=True, log_y=True,
                      width=8.3, height=3.9)  # fmt: skip
        chart.shift([-5.2, -1.75, 0] - chart.corner.get_center())
        betas, inks = (*self.weak, self.mirror), (*theme.series[1:], theme.ink)
        curves, names, spots = VGroup(), VGroup(), VGroup()
        for beta, ink in zip(betas, inks, strict=True):
            last = min(ones_above(beta, low), ticks[-1])
            ones = np.unique(np.geomspace(1, last, 60).round())
            curves.add(chart.curve(ones, [margin(beta, int(k)) for k in ones], ink, dots=False))
            lasts = ones_above(beta, self.least)
            name = Number(beta, 2 if beta == self.weak[2] else 1, look.LABEL, ink, SEMIBOLD, before="β = ")
            if np.isinf(lasts):
                name.places = 0
                name.set_value(beta).next_to(curves[-1].line.get_end(), UP, buff=0.15).shift(0.5 * LEFT)
            else:
                name.move_to(chart.point(ones_above(beta, 0.18), 0.18)).shift(0.85 * LEFT)
                place = chart.point(lasts, self.least)
                count = Number(lasts, 0, look.BODY, ink, SEMIBOLD).next_to(place, UP, buff=0.12).shift(0.42 * RIGHT)
                spots.add(VGroup(Dot(place, look.DOT * 1.6, color=ink), count))
            names.add(name)
        level = DashedLine(chart.point(1, self.least), chart.point(ticks[-1], self.least)).set_stroke(
            theme.muted, look.LINE
        )
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(
            ReplacementTransform(self.bars.bars, curves[1]),
            ReplacementTransform(self.bars.zero, chart.axes),
            *(FadeOut(part) for part in (self.row, self.marks, self.legend, self.left)),
            *(GrowFromCenter(word) for word in words),
            run_time=1.4,
        )
        self.play(GrowFromEdge(names[1], LEFT), Create(level), run_time=0.8)
        self.play(
            *(Create(curves[i].line) for i in (0, 2)), *(GrowFromEdge(names[i], LEFT) for i in (0, 2)), run_time=1.4
        )
        for dot, count in spots:
            self.play(GrowFromCenter(dot), GrowFromPoint(count, dot.get_center()), run_time=0.6)
        self.play(
            Create(curves[3].line),
            GrowFromEdge(names[3], LEFT),
            UpdateFromAlphaFunc(self.scale, lambda s, t: s.show(self.resting + t * (self.mirror - self.resting))),
            run_time=1.4,
        )
        self.chart = VGroup(chart, curves, names, spots, level)
        self.curve = curves[3]

    # The mirror at a slant: two numbers change places
    def mirror_a_difference(self) -> None:
        n, pair = self.things, self.swaps[0]
        self.start = np.arange(1.0, n + 1)[None]
        near, longest = f"{self.near:g}", f"{self.lengths[-1]:,}".replace(",", "\N{THIN SPACE}")
        self.slide(
            "swaps",
            "constructed",
            keep=[self.scale, self.curve],
            cards=str(n),
            most=str(n - 1),
            longest=longest,
            near=near,
        )
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
            LaggedStart(*(GrowFromEdge(bar, DOWN) for bar in self.bars.bars), lag_ratio=0.1),
            LaggedStart(*(GrowFromCenter(card) for card in self.cards), lag_ratio=0.1),
            run_time=1.4,
        )
        self.add(self.bars)
        others = [self.bars.bars[i] for i in range(n) if i not in pair]
        self.play(
            *(bar.animate.set_opacity(0.3) for bar in others),
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
        count = Number(1, 0, look.HERO, weight=SEMIBOLD, before="swaps: ").move_to([-4.2, 0.4, 0])
        self.play(FadeOut(self.view), GrowFromEdge(count, LEFT), run_time=0.8)
        self.add(self.bars, self.scale, self.cards)
        for t, pair in enumerate(self.swaps[1:], start=2):
            ends = [self.cards[i].get_bottom() + 0.06 * DOWN for i in sorted(pair)]
            arc = ArcBetweenPoints(*ends, angle=0.9).set_stroke(theme.program, look.STRONG)
            key = keys[t - 1 : t]
            self.play(Create(arc), run_time=0.25)
            count.set_value(t)
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
        self.count = count
        self.step()
        self.turn_the_word(keys)

    def turn_the_word(self, keys: np.ndarray) -> None:
        """Any beta for the whole word; a line at each card's height tells where its bar should end."""
        levels = VGroup()
        for i, card in enumerate(self.cards):
            y = self.bars.zero.get_y() + self.bars.unit * card[1].value
            levels.add(
                Line(LEFT, RIGHT).set_stroke(theme.ink, look.MARK).set(width=0.8).move_to([self.bars.foot(i)[0], y, 0])
            )
        pairs = zip(self.cards, levels, strict=True)
        self.play(*(GrowFromPoint(level, card.get_center()) for card, level in pairs), run_time=0.9)
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
        self.play(*(FadeOut(level) for level in levels), run_time=0.4)

    # Longer words, and a mirror that is nearly one
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
                Rectangle(width=0.2, height=0.36).set_fill(theme.background, 1).set_stroke(theme.muted, look.LINE),
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
            self.count.set_value(t)

        lay(0)
        self.play(
            self.count.animate.scale(look.TITLE / look.HERO).move_to([-4.3, 2.2, 0]),
            *(GrowFromEdge(bar, DOWN) for bar in outline.bars),
            GrowFromCenter(weaker),
            run_time=0.9,
        )
        moving = VGroup(self.bars, outline.bars, self.cards, self.count)
        rows, done = VGroup(), 0
        for i, length in enumerate(self.lengths):
            goal, first = length, done

            def run(_: object, share: float, first: int = first, goal: int = goal) -> None:
                lay(round((first + 1) ** (1 - share) * (goal + 1) ** share) - 1)

            self.play(UpdateFromAlphaFunc(moving, run), rate_func=linear, run_time=1.8)
            right = bool(np.allclose(exact[length][0], truth[length], rtol=0, atol=1e-9))
            number = Number(length, 0, look.TITLE, weight=SEMIBOLD, grouped=length >= 10_000)
            number.move_to([-3.9, 1.2 - 0.8 * i, 0]).align_to([-3.5, 0, 0], RIGHT)
            row = VGroup(number, Verdict(right).next_to(number, RIGHT, buff=0.4))
            rows.add(row)
            self.play(TransformFromCopy(self.count, number), Create(row[1].mark), run_time=0.7)
            done = length
        self.far = VGroup(outline.bars, weaker, rows, self.count, self.cards)

    # Layers with a state, and one that mixes
    def stack_layers(self) -> None:
        told = {"state": str(sum(self.period)), "mix": str(self.period.count(False))}
        self.slide("ship", "cited", keep=[self.bars.bars, self.scale.axis], **told)
        stack = LayerStack(2 * self.period, ("delta rule", "attention")).move_to([-4.95, -0.15, 0])
        first, rest = stack.layers[: self.things], stack.layers[self.things :]
        self.play(
            *(ReplacementTransform(bar, layer) for bar, layer in zip(self.bars.bars, first, strict=True)),
            LaggedStart(*(GrowFromEdge(layer, DOWN) for layer in rest), lag_ratio=0.3),
            run_time=1.8,
        )
        self.remove(*stack.layers)
        self.add(stack)
        self.play(Create(stack.way), run_time=0.6)
        self.bring_to_back(stack.way)
        self.counts = VGroup()
        for layers in (stack.layers[: sum(self.period)], stack.layers[sum(self.period) : len(self.period)]):
            right = layers.get_right()[0] + 0.15
            side = Line([right, layers.get_bottom()[1], 0], [right, layers.get_top()[1], 0])
            side.set_stroke(theme.muted, look.MARK)
            number = Number(len(layers), 0, look.TITLE, weight=SEMIBOLD).next_to(side, RIGHT, buff=0.15)
            self.counts.add(VGroup(side, number))
        for side, number in self.counts:
            self.play(Create(side), GrowFromEdge(number, LEFT), run_time=0.6)
        self.run_up(stack)

    def run_up(self, stack: LayerStack) -> None:
        """Data go up: each seat lights up as they pass."""
        dot = Dot(stack.way.get_start(), 0.13, color=theme.ink)
        self.add(dot)
        for _, seat, _ in stack.layers:
            self.play(
                dot.animate.move_to(seat),
                seat.animate(rate_func=there_and_back).scale(1.35),
                run_time=0.35,
            )
        self.play(dot.animate(remover=True).move_to(stack.way.get_end()).set_opacity(0), run_time=0.4)

    # Three models, and how far their beta goes
    def compare_their_betas(self) -> None:
        self.step()
        columns = VGroup()
        for (name, kind, _), x in zip(self.models, (-1.55, 0.95, 3.35), strict=True):
            head = Label(name, look.LABEL, weight=SEMIBOLD, verbatim=True).set_x(x).on_baseline(2.4)
            below = Label(kind, look.SMALL, theme.muted, verbatim=True).fit(2.35).set_x(x).on_baseline(-2.55)
            columns.add(VGroup(head, below))
        for column in columns:
            self.play(GrowFromEdge(column[0], DOWN), GrowFromEdge(column[1], UP), run_time=0.9)
        self.step()
        for (_, _, most), column in zip(self.models, columns, strict=True):
            foot, top = self.scale.at(0)[1], self.scale.at(most)[1]
            bar = Rectangle(width=0.7, height=1, stroke_width=0).set_fill(theme.program, 0.85).set_x(column.get_x())
            span(bar, 1, foot, top - 0.06)
            # Up to, and without.
            end = DashedLine(0.6 * LEFT, 0.6 * RIGHT, dash_length=0.1).set_stroke(theme.program, look.MARK)
            end.move_to([column.get_x(), top, 0])
            said = Number(most, 0, look.BODY, theme.program, SEMIBOLD, before="β < ").next_to(end, UP, buff=0.15)
            self.play(GrowFromEdge(bar, DOWN), run_time=1.2)
            self.play(Create(end), GrowFromEdge(said, DOWN), run_time=0.6)

"""Softmax: scores become shares of one; what it ignores, how sharp it is, and that it cannot abstain."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    SEMIBOLD,
    UP,
    BraceBetweenPoints,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Rectangle,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
)

from attn_core import toy
from attn_core.attention import similarity, softmax
from attn_core.measures import entropy
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import WeightBars
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class Softmax(LectureScene):
    """One row of scores, followed through softmax with all its numbers."""

    small_shift, large_shift = 5, 1000
    logits = (2, 1, 0.5, 0, -0.3, -0.5, -1, -2)  # PROPOSITIONS.md, P5
    inverse_temperatures = (0, 1, 8)
    no_match = -9.0

    def construct(self) -> None:
        self.scores = similarity(toy.QUERY, toy.KEY)[toy.FOLLOWED]
        self.turn_scores_into_shares()
        self.shift_all_scores()
        self.change_the_temperature()
        self.fail_to_abstain()

    # Turn scores into shares of one
    def turn_scores_into_shares(self) -> None:
        self.slide("shares", "constructed", query=toy.TOKENS[toy.FOLLOWED])
        powers, shares = np.exp(self.scores), softmax(self.scores)
        bars = WeightBars(shares, toy.TOKENS, height=2.6, gap=1.0, width=1.0).move_to(1.3 * LEFT + 1.35 * DOWN)
        columns = [bar.get_x() for bar in bars.bars]
        score_row = self.make_row("score", self.scores, columns, 2.1, 0)
        power_row = self.make_row("exp", powers, columns, 1.15, 2)
        share_name = Label("share", look.LABEL, theme.muted).align_to(score_row[0], LEFT).on_baseline(-1.2)
        total = Number(powers.sum(), 2, look.BODY, before="sum ", weight=SEMIBOLD)
        total.move_to(4.9 * RIGHT).on_baseline(power_row[1].baseline)

        self.play(FadeIn(bars.names), FadeIn(score_row), run_time=look.MOTION)
        self.play(
            FadeIn(power_row[0]),
            LaggedStart(
                *(TransformFromCopy(s, p) for s, p in zip(score_row[1:], power_row[1:], strict=True)), lag_ratio=0.2
            ),
            run_time=look.SLOW,
        )
        self.step()
        self.play(FadeIn(total, shift=0.3 * RIGHT), run_time=look.QUICK)
        self.hold()
        self.play(FadeIn(share_name), Create(bars.base), run_time=look.QUICK)
        self.play(
            LaggedStart(
                *(TransformFromCopy(p, bar) for p, bar in zip(power_row[1:], bars.bars, strict=True)), lag_ratio=0.2
            ),
            run_time=look.MOTION,
        )
        self.play(FadeIn(bars.numbers), run_time=look.QUICK)
        stack = self.make_stack(bars)
        one = BraceBetweenPoints(stack.get_corner(DOWN + RIGHT), stack.get_corner(UP + RIGHT), color=theme.muted)
        one_number = Number(shares.sum(), 0, look.TITLE, weight=SEMIBOLD).next_to(one, RIGHT, buff=0.2)
        self.play(
            LaggedStart(*(TransformFromCopy(b, s) for b, s in zip(bars.bars, stack, strict=True)), lag_ratio=0.2),
            run_time=look.MOTION,
        )
        self.play(FadeIn(one), FadeIn(one_number), run_time=look.QUICK)

    @staticmethod
    def make_row(name: str, values: np.ndarray, columns: list[float], y: float, places: int) -> VGroup:
        """A row of numbers above the bars, named at the left."""
        label = Label(name, look.LABEL, theme.muted).move_to(6.0 * LEFT).on_baseline(y)
        label.align_to(6.4 * LEFT, LEFT)
        numbers = [Number(v, places, look.BODY).set_x(x).on_baseline(y) for v, x in zip(values, columns, strict=True)]
        return VGroup(label, *numbers)

    @staticmethod
    def make_stack(bars: WeightBars) -> VGroup:
        """The same bars stacked: largest at the foot, together of height one."""
        order = np.argsort(-bars.weights)
        stack = {
            int(i): Rectangle(
                width=1.1, height=max(bars.bars[i].height, 0.01), stroke_width=look.THIN, color=theme.background
            )
            for i in order
        }
        y, opacity = bars.base.get_y(), 1.0
        for i in order:
            stack[int(i)].set_fill(theme.weight_fill, opacity).move_to([4.75, y, 0], aligned_edge=DOWN)
            y, opacity = stack[int(i)].get_top()[1], opacity * 0.68
        return VGroup(*(stack[i] for i in range(len(stack))))

    # Add the same number to all scores
    def shift_all_scores(self) -> None:
        self.slide("shift", "proved")
        bars = WeightBars(softmax(self.scores), toy.TOKENS, height=2.6, gap=1.0, width=1.0)
        bars.move_to(0.2 * LEFT + 1.35 * DOWN)
        columns = [bar.get_x() for bar in bars.bars]
        rows = self.make_row("score", self.scores, columns, 2.1, 0)
        naive = self.make_row("exp", np.exp(self.scores), columns, 1.15, 2)
        share = Label("share", look.LABEL, theme.muted).align_to(rows[0], LEFT).on_baseline(-1.2)
        self.play(FadeIn(rows), FadeIn(naive), FadeIn(bars), FadeIn(share), run_time=look.MOTION)
        shift = ValueTracker(0.0)
        added = Number(0, 0, look.TITLE, weight=SEMIBOLD, before="c = ").move_to(5.0 * RIGHT).on_baseline(2.1)
        self.play(FadeIn(added), run_time=look.QUICK)
        added.add_updater(lambda m: m.set_value(shift.get_value()))
        rows.add_updater(lambda m: self.set_numbers(m, self.scores + shift.get_value()))
        naive.add_updater(lambda m: self.set_numbers(m, np.exp(self.scores + shift.get_value())))
        bars.add_updater(lambda m: m.set_weights(softmax(self.scores + shift.get_value())))
        self.play(shift.animate.set_value(self.small_shift), run_time=look.MOTION)
        self.hold()
        naive.clear_updaters()
        self.play(FadeOut(naive[1:]), run_time=look.QUICK)
        self.play(shift.animate.set_value(self.large_shift), run_time=look.SLOW)
        for moving in (added, rows, bars):
            moving.clear_updaters()
        self.play(FadeIn(self.make_powers(self.scores + self.large_shift, columns, 1.15)), run_time=look.QUICK)

    @staticmethod
    def set_numbers(row: VGroup, values: np.ndarray) -> None:
        for number, value in zip(row[1:], values, strict=True):
            number.set_value(value)

    @staticmethod
    def make_powers(scores: np.ndarray, columns: list[float], y: float) -> VGroup:
        """exp of the scores as double precision gives it, overflow and all."""
        with np.errstate(over="ignore"):
            powers = np.exp(scores)
        return VGroup(
            *(
                (Number(p, 2, look.BODY) if np.isfinite(p) else Label("overflow", look.LABEL, theme.wrong))
                .set_x(x)
                .on_baseline(y)
                for p, x in zip(powers, columns, strict=True)
            )
        )

    # Sharpen from average to lookup
    def change_the_temperature(self) -> None:
        self.slide("temperature", "proved", count=str(len(self.logits)))
        beta = ValueTracker(0.0)
        columns = (4.6 * LEFT, ORIGIN, 4.6 * RIGHT)
        panels: list[VGroup] = []
        for column, name, target in zip(
            columns, ("average", "softmax", "lookup"), self.inverse_temperatures, strict=True
        ):
            panel = self.make_panel(beta.get_value())
            if not panels:
                self.play(FadeIn(panel.shift(column)), run_time=look.MOTION)
            else:
                self.step()
                self.add(panel.move_to(panels[-1]))
                self.play(panel.animate.shift(column - columns[len(panels) - 1]), run_time=look.QUICK)
                panel.add_updater(lambda m: self.set_panel(m, beta.get_value()))
                self.play(beta.animate(rate_func=linear).set_value(target), run_time=look.SLOW)
                if target == self.inverse_temperatures[-1]:
                    self.dial("β", beta, self.inverse_temperatures[0], target, seconds=5)
                panel.clear_updaters()
            head = Label(name, look.TITLE, weight=SEMIBOLD).move_to(column).on_baseline(2.0)
            self.play(FadeIn(head), run_time=look.QUICK)
            panels.append(panel)

    def make_panel(self, beta: float) -> VGroup:
        """Bars of the eight weights over β, the largest share and the entropy."""
        bars = WeightBars(np.ones(len(self.logits)), height=2.5, width=0.34, gap=0.1, places=None).shift(0.75 * DOWN)
        numbers = (
            Number(0, 1, look.BODY, before="β = "),
            Number(0, 4, look.BODY, theme.weight, before="largest "),
            Number(0, 3, look.BODY, theme.muted, after=" bits"),
        )
        for i, number in enumerate(numbers):
            number.on_baseline(-1.6 - 0.6 * i)
        return self.set_panel(VGroup(bars, *numbers), beta)

    def set_panel(self, panel: VGroup, beta: float) -> VGroup:
        """Show the weights at inverse temperature ``beta``."""
        weights = softmax(np.array(self.logits), temperature=1 / beta if beta > 0 else np.inf)
        bars, *numbers = panel
        bars.set_weights(weights)
        for number, value in zip(numbers, (beta, weights.max(), entropy(weights)), strict=True):
            number.set_value(value)
        return panel

    # Give a row nothing to look at
    def fail_to_abstain(self) -> None:
        self.slide("abstain", "proved")
        nothing = np.full(len(toy.TOKENS), self.no_match)
        with_sink = np.append(nothing, 0.0)
        plain = self.make_case(nothing, toy.TOKENS).move_to(3.1 * LEFT + 0.55 * DOWN)
        sink = self.make_case(with_sink, (*toy.TOKENS, "[CLS]")).move_to(3.5 * RIGHT + 0.55 * DOWN)
        sink.shift((plain[0].base.get_y() - sink[0].base.get_y()) * UP)
        heads = VGroup(
            Label("no key fits", look.BODY, weight=SEMIBOLD).set_x(plain.get_x()).on_baseline(2.1),
            Label("with a sink", look.BODY, weight=SEMIBOLD).set_x(sink.get_x()).on_baseline(2.1),
        )
        rows = VGroup(
            Label("score", look.LABEL, theme.muted).on_baseline(plain[1][0].baseline),
            Label("share", look.LABEL, theme.muted).on_baseline(plain[0].numbers[0].baseline),
        )
        for row in rows:
            row.align_to(self.stage, LEFT)
        divider = Line(2.2 * UP, 2.7 * DOWN, color=theme.faint, stroke_width=look.LINE).shift(0.15 * RIGHT)
        self.play(FadeIn(heads[0]), FadeIn(rows), FadeIn(plain[1]), FadeIn(plain[0].names), run_time=look.MOTION)
        self.play(FadeIn(VGroup(plain[0].base, plain[0].bars, plain[0].numbers), shift=0.3 * UP), run_time=look.MOTION)
        self.hold()
        self.play(Create(divider), FadeIn(heads[1]), FadeIn(sink[1]), FadeIn(sink[0].names), run_time=look.MOTION)
        self.play(FadeIn(VGroup(sink[0].base, sink[0].bars, sink[0].numbers), shift=0.3 * UP), run_time=look.MOTION)

    def make_case(self, scores: np.ndarray, names: tuple[str, ...]) -> VGroup:
        bars = WeightBars(softmax(scores), names, height=2.3, width=0.72, gap=0.42, size=look.LABEL)
        numbers = VGroup(
            *(
                Number(s, 0, look.LABEL).set_x(b.get_x()).on_baseline(3.0)
                for s, b in zip(scores, bars.bars, strict=True)
            )
        )
        return VGroup(bars, numbers)

"""Softmax: scores rise on a curve and become shares of one; what it ignores, how sharp it is, and the sink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    PI,
    Rectangle,
    RIGHT,
    SEMIBOLD,
    UP,
    BraceBetweenPoints,
    Create,
    DashedVMobject,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
    smooth,
)

from attn_core import toy
from attn_core.attention import softmax
from attn_core.measures import entropy
from scenes import look
from scenes.cast import toy_row, toy_scores
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import ShareColumn
from scenes.mobjects.flight import Flight, Pose, along
from scenes.mobjects.powers import PowerCurve
from scenes.mobjects.signs import glow
from scenes.mobjects.text import Number, formatted
from scenes.theme import theme


class Softmax(LectureScene):
    """One row of scores, followed through softmax; then what moves the shares, and what does not."""

    shift = (-2.0, 0.0)  # the dial of a constant added to all scores: as far as the picture reaches
    large_shift = 1000.0
    sharpest = 8.0
    no_match = -3.5  # added to all scores: nothing fits
    sink_head = "L4H5"
    corner = (-4.9, 1.9, 0)  # where a dial's value stands

    def construct(self) -> None:
        self.scores = toy_row().scaled[toy.FOLLOWED]
        self.order = np.argsort(self.scores)
        self.shares = softmax(self.scores)
        self.raise_the_scores()
        self.add_a_constant()
        self.change_the_temperature()
        self.fail_to_abstain()

    # Raise the scores on the curve, then share out one
    def raise_the_scores(self) -> None:
        self.bars = toy_scores()
        facts = {"query": toy.TOKENS[toy.FOLLOWED], "total": formatted(float(np.exp(self.scores).sum()), 2)}
        self.slide("curve", "proved", begin=[self.bars], **facts)
        # The axis has the bars' own unit: a bar that lies down is as long as it was.
        self.home = {"zero": -1.25, "height": 1.0}
        self.curve = PowerCurve(self.scores, toy.TOKENS, floor=-1.75, unit=self.bars.unit, **self.home)
        self.lay_down_the_bars()
        self.step()
        self.raise_the_points()
        self.step()
        self.share_out_one()
        self.step()
        self.brace = BraceBetweenPoints(
            self.column.outline.get_corner(UP + LEFT), self.column.outline.get_corner(DOWN + LEFT), color=theme.muted
        )
        self.one = Number(self.shares.sum(), 0, look.HERO, weight=SEMIBOLD).next_to(self.brace, LEFT, buff=0.2)
        whole = self.column.outline.copy()
        self.play(FadeOut(self.fraction), FadeIn(self.brace), TransformFromCopy(whole, self.one))
        self.hold()

    def lay_down_the_bars(self) -> None:
        """Each bar becomes a line as long as it is high, topples on to the axis and leaves a point at its end."""
        bars, curve = self.bars, self.curve
        zero = curve.at(0, 0)
        mark = Line(zero + 0.14 * DOWN, zero + 0.14 * UP, color=theme.muted, stroke_width=look.LINE)
        self.play(TransformFromCopy(bars.zero, curve.axis), TransformFromCopy(bars.zero, mark))
        for i in map(int, self.order[::-1]):
            score, bar = float(self.scores[i]), bars.bars[i]
            end = curve.at(score, 0)
            number, name = bars.numbers[i], bars.names[i]
            self.remove(bar)
            self.play(
                Flight(self.topple(score, bar.get_center(), bar.width), hollow=score <= 0, run_time=1.1),
                number.animate.scale(look.BODY / look.TITLE).set_x(end[0]).on_baseline(curve.floor - 0.6),
                name.animate.set_x(end[0]).on_baseline(curve.floor - 1.1),
            )
            if score < 0:
                curve.feet[i].set_fill(theme.background, 1).set_stroke(theme.ink, look.LINE)
            self.add(curve.feet[i])
        self.play(FadeOut(bars.zero, mark), run_time=look.QUICK)
        curve.names.become(bars.names)
        self.numbers = VGroup(*bars.numbers)
        self.remove(*bars.names, *bars.numbers)
        self.add(curve.axis, curve.names, curve.feet, self.numbers)

    def topple(self, score: float, start: np.ndarray, width: float) -> Callable[[float], Pose]:
        """A bar grows thin and falls over to the right, to the left if it is negative."""
        middle = self.curve.at(score / 2, 0)
        over = [start[0], middle[1], 0] if score == 0 else (start + middle) / 2 + 0.6 * UP
        path, turn = along([start, over, middle]), PI / 2 * (-1 if score >= 0 else 1)

        def pose(t: float) -> Pose:
            thin = width + (0.12 - width) * min(2 * t, 1)
            return Pose(path(t), thin, abs(score) * self.bars.unit, turn * max(2 * t - 1, 0))

        return pose

    def raise_the_points(self) -> None:
        """The curve is drawn; the points rise to it and leave their heights behind as bars."""
        curve = self.curve
        light = glow(curve.curve, theme.ink, 40)
        self.play(Create(curve.curve), FadeIn(curve.letter), run_time=1.5)
        self.add(light, curve.curve)
        curve.dots.set_opacity(1)
        for i in map(int, self.order):
            foot = curve.feet[i]
            self.add(curve.bars[i], curve.curve, foot, curve.dots[i])
            self.play(
                UpdateFromAlphaFunc(curve.bars[i], lambda _, t, i=i: curve.lift(i, t)),
                foot.animate.set_fill(theme.ink, 1),
                run_time=0.8,
            )
        self.powers = VGroup(*(Number(p, 2, look.BODY, weight=SEMIBOLD) for p in curve.powers))
        for power, dot in zip(self.powers, curve.dots, strict=True):
            power.next_to(dot, UP + LEFT, buff=0.02).shift(0.05 * LEFT)
        self.play(*(TransformFromCopy(d, p) for d, p in zip(curve.dots, self.powers, strict=True)), FadeOut(light))

    def share_out_one(self) -> None:
        """Largest first, each bar flies into the column and is divided by the sum on its way."""
        curve, powers = self.curve, self.powers
        order = [int(i) for i in self.order[::-1]]
        self.column_order = order
        self.column = ShareColumn(self.shares[order], [toy.TOKENS[i] for i in order])
        self.column.shift([4.05, curve.floor - self.column.outline.get_bottom()[1], 0])
        self.column.set_shares(self.shares[order])
        total = Number(curve.powers.sum(), 2, look.BODY, weight=SEMIBOLD).move_to([2.75, -1.52, 0])
        line = Line(ORIGIN, 0.85 * RIGHT, color=theme.ink, stroke_width=look.LINE).next_to(total, UP, buff=0.12)
        self.play(TransformFromCopy(powers, total), run_time=1.2)
        self.play(Create(line), Create(self.column.outline), run_time=look.QUICK)
        self.fraction = VGroup(line, total)
        for n, i in enumerate(order):
            bar, piece = curve.bars[i], self.column.pieces[n]
            empty = bar.copy().set_fill(opacity=0).set_stroke(theme.muted, look.THIN)
            above = powers[i].copy()
            self.remove(bar)
            self.add(DashedVMobject(empty, num_dashes=30), curve.curve, curve.feet, curve.dots)
            self.play(
                Flight(self.divide(bar, piece), run_time=2.4 if n == 0 else 1.5),
                above.animate(run_time=0.9).next_to(line, UP, buff=0.12),
            )
            self.add(piece, self.column.outline)
            self.play(
                ReplacementTransform(above, self.column.numbers[n]),
                TransformFromCopy(curve.names[i], self.column.names[n]),
                run_time=0.6,
            )
        self.add(self.column)

    @staticmethod
    def divide(bar: Rectangle, piece: Rectangle) -> Callable[[float], Pose]:
        """A bar flies to its place in the column; half way it has been divided by the sum, and is a share."""
        start, end = bar.get_center(), piece.get_center()
        high = max(0.8, end[1] + 0.4)
        path = along([start, start + 0.2 * UP, [2.5, high, 0], [3.1, high, 0], end])
        sides = np.array([[bar.width, bar.height], [piece.width, piece.height]])

        def pose(t: float) -> Pose:
            share = float(smooth(min(max((t - 0.12) / 0.5, 0.0), 1.0)))
            width, height = (1 - share) * sides[0] + share * sides[1]
            return Pose(path(t), width, height, 0, share)

        return pose

    # Add the same number to all: the points slide, the column stands still
    def add_a_constant(self) -> None:
        curve, column = self.curve, self.column
        curve.bars.set_fill(opacity=0)
        self.add(curve.bars, curve.curve, curve.feet, curve.dots)
        self.slide(
            "shift",
            "proved",
            keep=[curve, column],
            along=[curve.bars.animate.set_fill(opacity=0.6), FadeIn(curve.ticks)],
            large=formatted(self.large_shift, 0),
        )
        c = ValueTracker(0.0)
        reading = Number(0, 1, look.HERO, weight=SEMIBOLD, before="c = ").move_to(self.corner)
        self.play(FadeIn(reading), run_time=look.QUICK)
        self.add(curve, column, reading)

        def read(number: Number) -> None:
            number.places = 1 if abs(c.get_value()) < 100 else 0
            number.set_value(c.get_value())

        curve.add_updater(lambda m: m.show(self.scores + c.get_value()))
        column.add_updater(lambda m: m.set_shares(self.in_column(softmax(self.scores + c.get_value()))))
        reading.add_updater(read)
        self.dial("c", c, *self.shift, seconds=4, places=1)

        # A thousand: the points are gone, and in double precision the shares too
        self.step()
        self.play(c.animate(rate_func=linear).set_value(1.0), run_time=1.2)
        self.play(c.animate(rate_func=lambda t: t**3).set_value(self.large_shift), run_time=1.5)
        with np.errstate(over="ignore", invalid="ignore"):
            naive = np.exp(self.scores + self.large_shift)
            share = float((naive / naive.sum()).max())
        fraction = VGroup(
            Number(naive.max(), 2, look.BODY, weight=SEMIBOLD),
            Line(ORIGIN, 0.85 * RIGHT, color=theme.ink, stroke_width=look.LINE),
            Number(naive.sum(), 2, look.BODY, weight=SEMIBOLD),
        ).arrange(DOWN, buff=0.14)
        fraction.move_to([2.75, column.outline.get_y(), 0])
        lost = Number(share, 2, look.BODY, weight=SEMIBOLD).move_to(column.outline)
        column.clear_updaters()
        self.play(FadeIn(fraction))
        self.play(FadeOut(column.pieces, column.numbers), TransformFromCopy(fraction, lost))

        # Subtract the largest score: it stands at zero, and no power is above one
        self.step()
        self.play(FadeOut(fraction, lost), c.animate(rate_func=lambda t: 1 - (1 - t) ** 3).set_value(1.0), run_time=1.2)
        self.play(c.animate.set_value(-float(self.scores.max())), run_time=look.SLOW)
        column.set_shares(self.in_column(softmax(self.scores + c.get_value())))
        self.play(FadeIn(column.pieces, column.numbers), run_time=look.QUICK)
        self.add(column)
        for moving in (curve, reading):
            moving.clear_updaters()

    def in_column(self, shares: np.ndarray) -> np.ndarray:
        """The shares in the order of the column, the largest score's first."""
        return shares[self.column_order]

    # Multiply the scores: from an average to a lookup
    def change_the_temperature(self) -> None:
        curve, column = self.curve, self.column
        best = self.scores.max()
        gap = best - np.sort(self.scores)[-2]
        beta = ValueTracker(1.0)
        reading = Number(1, 1, look.HERO, weight=SEMIBOLD, before="β = ").move_to(self.corner)
        bits = Number(float(entropy(self.shares)), 2, look.TITLE, theme.muted, after=" bits")
        bits.next_to(reading, DOWN, buff=0.35)
        # The camera goes in, until what is one high has the height of the column's largest before.
        far = np.array([curve.zero, np.log(curve.height_of_one)])
        near = np.array([self.home["zero"] + curve.unit * best, best])

        def zoom(_: object, t: float) -> None:
            zero, height = far + t * (near - far)
            curve.show(self.scores - best, zero=zero, height=float(np.exp(height)))

        self.slide(
            "temperature",
            "proved",
            keep=[curve, column],
            along=[UpdateFromAlphaFunc(curve, zoom)],
            others=str(len(self.scores) - 1),
            gap=formatted(gap, 2),
        )
        self.play(FadeOut(curve.names), FadeIn(reading, bits), run_time=look.QUICK)
        curve.remove(curve.names)
        self.add(curve, column, reading, bits)

        def weights() -> np.ndarray:
            return softmax(self.scores, temperature=1 / beta.get_value() if beta.get_value() > 0 else np.inf)

        curve.add_updater(lambda m: m.show(beta.get_value() * (self.scores - best)))
        column.add_updater(lambda m: m.set_shares(self.in_column(weights())))
        reading.add_updater(lambda m: m.set_value(beta.get_value()))
        bits.add_updater(lambda m: m.set_value(float(entropy(weights()))))
        self.play(beta.animate.set_value(0), run_time=look.SLOW)
        self.hold()

        # At one as before, and on to a lookup
        self.step()
        self.play(beta.animate.set_value(1), run_time=1.2)
        self.hold()
        self.play(beta.animate.set_value(self.sharpest), run_time=2.5)
        self.step()
        self.dial("β", beta, 0, self.sharpest, seconds=5)
        for moving in (curve, column, reading, bits):
            moving.clear_updaters()
        curve.add(curve.names)

    # Let no key match: the row is still one
    def fail_to_abstain(self) -> None:
        curve, column = self.curve, self.column
        best = float(self.scores.max())

        def back(_: object, t: float) -> None:
            beta = self.sharpest + t * (1 - self.sharpest)
            curve.show(beta * (self.scores - best))
            column.set_shares(self.in_column(softmax(beta * self.scores)))

        self.slide("abstain", "proved", keep=[curve, column], along=[UpdateFromAlphaFunc(column, back)])
        c = ValueTracker(-best)
        reading = Number(-best, 1, look.HERO, weight=SEMIBOLD, before="c = ").move_to(self.corner)
        self.play(FadeIn(self.brace, self.one, reading), run_time=look.QUICK)
        self.add(curve, column, reading)
        curve.add_updater(lambda m: m.show(self.scores + c.get_value()))
        column.add_updater(lambda m: m.set_shares(self.in_column(softmax(self.scores + c.get_value()))))
        reading.add_updater(lambda m: m.set_value(c.get_value()))
        self.play(c.animate.set_value(self.no_match), run_time=3)
        column.clear_updaters()

        # One more key, with a score of zero, takes what none of them earned
        self.step()
        sink = ValueTracker(-8.0)
        extra = PowerCurve([sink.get_value()], ["sink"], floor=curve.floor, unit=curve.unit, **self.camera(curve))
        with_sink = ShareColumn(self.with_sink(c, sink), [*(n.original_text for n in column.names), "sink"])
        with_sink.shift(column.outline.get_bottom() - with_sink.outline.get_bottom())
        with_sink.set_shares(self.with_sink(c, sink))
        self.remove(column)
        self.add(with_sink, extra.bars, curve, extra.feet, extra.dots, extra.names)
        extra.add_updater(lambda m: m.show([sink.get_value()]))
        self.add(extra.bars, extra.feet, extra.dots, extra.names)
        with_sink.add_updater(lambda m: m.set_shares(self.with_sink(c, sink)))
        for part in (extra.bars, extra.feet, extra.dots, extra.names):
            part.add_updater(lambda _: extra.show([sink.get_value()]))
        self.play(sink.animate.set_value(0.0), run_time=2.5)
        self.dial("c", c, self.no_match, -best, seconds=4, places=1)
        for moving in (curve, with_sink, reading, extra.bars, extra.feet, extra.dots, extra.names):
            moving.clear_updaters()

        # Built in: it joins the sum, and has no value
        self.step()
        piece = with_sink.pieces[-1]
        hollow = DashedVMobject(piece.copy().set_fill(opacity=0).set_stroke(theme.weight, look.LINE), num_dashes=40)
        left = float(self.with_sink(c, sink)[:-1].sum())
        rest = Number(left, 2, look.HERO, theme.weight, SEMIBOLD)
        foot = with_sink.outline.get_corner(DOWN + LEFT)
        rest.next_to(foot, LEFT, buff=0.25).set_y(foot[1] + left * with_sink.full / 2)
        self.play(FadeOut(piece, with_sink.outline), Create(hollow), FadeOut(with_sink.numbers[-1]))
        self.play(FadeOut(self.brace), ReplacementTransform(self.one, rest))
        self.with_sink_column = VGroup(with_sink, hollow)

    @staticmethod
    def camera(curve: PowerCurve) -> dict[str, float]:
        return {"zero": curve.zero, "height": curve.height_of_one}

    def with_sink(self, c: ValueTracker, sink: ValueTracker) -> np.ndarray:
        """The shares in the order of the column, with one more score."""
        return softmax([*self.in_column(self.scores) + c.get_value(), sink.get_value()])

"""Softmax: scores rise on a curve and become shares of one; what it ignores, how sharp it is, and the sink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    BraceBetweenPoints,
    Create,
    DashedLine,
    DashedVMobject,
    FadeIn,
    FadeOut,
    FadeTransform,
    GrowFromEdge,
    LaggedStart,
    Line,
    ManimColor,
    Rectangle,
    ReplacementTransform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    there_and_back,
)

from attn_core import sentence, toy
from attn_core.attention import softmax
from attn_core.measures import entropy
from scenes import look
from scenes.cast import toy_bars, toy_row, toy_scores
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.bars import ShareColumn
from scenes.mobjects.flight import Flight, Pose, along, born_of
from scenes.mobjects.powers import PowerCurve
from scenes.mobjects.signs import glow
from scenes.mobjects.text import Label, Number, formatted, row_of
from scenes.mobjects.tokens import head_facts
from scenes.theme import theme


class Softmax(LectureScene):
    """One row of scores, followed through softmax; then what moves the shares, and what does not."""

    shift = (-2.0, 0.0)  # the dial of a constant added to all scores: as far as the picture reaches
    large_shift = 1000.0
    sharpest = 8.0
    no_match = -3.0  # added to all scores: nothing fits
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
        self.show_a_real_sink()
        self.keep_four_weights()

    # Raise the scores on the curve, then share out one
    def raise_the_scores(self) -> None:
        self.bars = toy_scores()
        powers, best = np.exp(self.scores), int(self.scores.argmax())
        facts = {
            "query": toy.TOKENS[toy.FOLLOWED],
            "best": toy.TOKENS[best],
            "power": formatted(powers[best], 2),
            "total": formatted(powers.sum(), 2),
            "share": formatted(self.shares[best], 2),
        }
        self.slide("curve", "constructed", begin=[self.bars], **facts)
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
        self.play(FadeOut(self.fraction), FadeIn(self.brace), born_of(self.one, self.column.outline))
        self.hold()

    def lay_down_the_bars(self) -> None:
        """Each bar becomes a line as long as it is high, topples on to the axis and leaves a point at its end."""
        bars, curve = self.bars, self.curve
        zero = curve.at(0, 0)
        mark = Line(zero + 0.14 * DOWN, zero + 0.14 * UP, color=theme.muted, stroke_width=look.LINE)
        self.play(TransformFromCopy(bars.zero, curve.axis), Create(mark))
        falling = sorted(range(len(self.scores)), key=lambda i: (self.scores[i] <= 0, abs(self.scores[i])))
        for i in falling:  # so that none falls over another
            score, bar = float(self.scores[i]), bars.bars[i]
            end = curve.at(score, 0)
            number, name = bars.numbers[i], bars.names[i]
            self.remove(bar)
            self.play(
                Flight(self.topple(score, bar.get_center(), bar.width), hollow=score <= 0, waits=False, run_time=1.1),
                number.animate.scale(look.BODY / look.TITLE).set_x(end[0]).on_baseline(curve.floor - 0.6),
                name.animate(path_arc=-0.5).set_x(end[0]).on_baseline(curve.floor - 1.1),
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
        self.play(*(born_of(p, dot) for p, dot in zip(self.powers, curve.dots, strict=True)), FadeOut(light))

    def share_out_one(self) -> None:
        """Largest first, each bar flies into the column and is divided by the sum on its way."""
        curve, powers = self.curve, self.powers
        order = [int(i) for i in self.order[::-1]]
        self.column_order = order
        self.column = ShareColumn(self.shares[order], [toy.TOKENS[i] for i in order])
        self.column.shift([4.05, curve.floor - self.column.outline.get_bottom()[1], 0])
        self.column.set_shares(self.shares[order])
        total = Number(curve.powers.sum(), 2, look.BODY, weight=SEMIBOLD).move_to([2.85, 2.0, 0])
        line = Line(ORIGIN, 0.85 * RIGHT, color=theme.ink, stroke_width=look.LINE).next_to(total, UP, buff=0.12)
        terms = VGroup(*(Number(curve.powers[i], 2, look.LABEL) for i in order[::-1]))
        signs = [Label(sign, look.LABEL) for sign in "+" * (len(order) - 1) + "="]
        result = Number(curve.powers.sum(), 2, look.LABEL, weight=SEMIBOLD)
        parts = [part for pair in zip(terms, signs, strict=True) for part in pair]
        row_of([*parts, result], buff=0.13).align_to(curve.axis, LEFT).shift(2.3 * UP)
        self.play(*(born_of(t, powers[i]) for t, i in zip(terms, order[::-1], strict=True)), run_time=1.2)
        self.play(FadeIn(*signs), born_of(result, terms), run_time=look.QUICK)
        self.play(born_of(total, result), Create(self.column.outline), run_time=look.MOTION)
        above = VGroup()
        for n, i in enumerate(order):
            bar, piece = curve.bars[i], self.column.pieces[n]
            empty = bar.copy().set_fill(opacity=0).set_stroke(theme.muted, look.THIN)
            before, above = above, powers[i].copy().next_to(line, UP, buff=0.12)
            self.remove(bar)
            self.add(DashedVMobject(empty, num_dashes=30), curve.curve, curve.feet, curve.dots)
            self.play(
                Flight(self.divide(bar, piece), run_time=2.4 if n == 0 else 1.5),
                FadeOut(before, run_time=0.3),
                FadeIn(above, *([] if n else [line]), run_time=0.6),
            )
            self.add(piece, self.column.outline)
            self.play(
                born_of(self.column.numbers[n], above),
                TransformFromCopy(curve.names[i], self.column.names[n]),
                run_time=0.6,
            )
        self.fraction = VGroup(above, line, total)
        self.add(self.column)

    @staticmethod
    def divide(bar: Rectangle, piece: Rectangle) -> Callable[[float], Pose]:
        """A bar flies to its place in the column; half way it has been divided by the sum, and is a share."""
        start, end = bar.get_bottom(), piece.get_bottom()
        path = along([start, [start[0], end[1], 0], [2.4, end[1], 0], end])
        sides = np.array([[bar.width, bar.height], [piece.width, piece.height]])

        def pose(t: float) -> Pose:
            share = float(smooth(min(max((t - 0.02) / 0.5, 0.0), 1.0)))
            width, height = (1 - share) * sides[0] + share * sides[1]
            return Pose(path(t) + height / 2 * UP, width, height, 0, share)

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
        sum_ = Label("scores + c", look.BODY).next_to(reading, DOWN, buff=0.35).align_to(reading, LEFT)
        self.play(FadeIn(reading, sum_), run_time=look.QUICK)
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
        gone = Label("all far to the right →", look.LABEL).align_to(curve.axis, RIGHT).on_baseline(curve.floor + 0.3)
        self.play(FadeIn(fraction, gone))
        self.play(FadeOut(column.pieces, column.numbers), born_of(lost, fraction))

        # Subtract the largest score: it stands at zero, and no power is above one
        self.step()
        subtracted = Label("c = minus the largest", look.BODY).align_to(sum_, LEFT).on_baseline(sum_.baseline)
        column.set_shares(self.in_column(softmax(self.scores + c.get_value())))
        self.play(
            FadeOut(fraction, lost, gone, sum_),
            FadeIn(column.pieces, column.numbers),
            c.animate(rate_func=lambda t: 1 - (1 - t) ** 3).set_value(1.0),
            run_time=1.2,
        )
        self.play(FadeIn(subtracted), c.animate.set_value(-float(self.scores.max())), run_time=look.SLOW)
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
            best=toy.TOKENS[int(self.scores.argmax())],
            others=str(len(self.scores) - 1),
            gap=formatted(gap, 2),
        )
        axis = Label("β × (score − largest)", look.LABEL).align_to(curve.axis, RIGHT).on_baseline(curve.floor - 1.1)
        self.play(FadeOut(curve.names), FadeIn(reading, bits, axis), run_time=look.QUICK)
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

    # Let no key match: the row is still one
    def fail_to_abstain(self) -> None:
        curve, column = self.curve, self.column
        best = float(self.scores.max())

        def back(_: object, t: float) -> None:
            beta = self.sharpest + t * (1 - self.sharpest)
            curve.show(beta * (self.scores - best))
            column.set_shares(self.in_column(softmax(beta * self.scores)))

        rest = np.exp(self.scores + self.no_match).sum()
        self.slide(
            "abstain",
            "proved",
            keep=[curve, column],
            along=[UpdateFromAlphaFunc(column, back)],
            left=formatted(rest / (1 + rest), 2),
        )
        curve.add(curve.names)
        c = ValueTracker(-best)
        reading = Number(-best, 1, look.HERO, weight=SEMIBOLD, before="c = ").move_to(self.corner)
        sum_ = Label("scores + c", look.BODY).next_to(reading, DOWN, buff=0.35).align_to(reading, LEFT)
        self.play(FadeIn(self.brace, self.one, reading, sum_), run_time=look.QUICK)
        self.add(curve, column, reading)
        curve.add_updater(lambda m: m.show(self.scores + c.get_value()))
        column.add_updater(lambda m: m.set_shares(self.in_column(softmax(self.scores + c.get_value()))))
        reading.add_updater(lambda m: m.set_value(c.get_value()))
        self.play(c.animate.set_value(self.no_match), run_time=3)
        column.clear_updaters()

        # One more key, with a score of zero, takes what none of them earned
        self.step()
        sink = ValueTracker(-8.0)

        def shares() -> np.ndarray:
            return softmax([*self.in_column(self.scores) + c.get_value(), sink.get_value()])

        extra = PowerCurve(
            [sink.get_value()],
            ["sink"],
            floor=curve.floor,
            unit=curve.unit,
            zero=curve.zero,
            height=curve.height_of_one,
        )
        point = VGroup(extra.bars, extra.feet, extra.dots)
        names = [name.original_text for name in column.names]
        whole = ShareColumn(shares(), [*names, "sink"])
        whole.shift(column.outline.get_bottom() - whole.outline.get_bottom()).set_shares(shares())
        self.remove(column)
        self.add(point, curve, whole)
        point.add_updater(lambda _: extra.show([sink.get_value()]))
        whole.add_updater(lambda m: m.set_shares(shares()))
        self.play(sink.animate.set_value(0.0), run_time=2.5)
        score = Number(sink.get_value(), 0, look.LABEL, before="score ").next_to(extra.bars, LEFT, buff=0.15)
        score.on_baseline(curve.floor + 0.3)
        self.play(TransformFromCopy(whole.names[-1], extra.names[0]), FadeIn(score), run_time=look.QUICK)
        self.dial("c", c, self.no_match, -best - 0.5, seconds=4, places=1)
        for moving in (curve, whole, reading, point):
            moving.clear_updaters()

        # Built in: it joins the sum, and has no value
        self.step()
        piece, rest = whole.pieces[-1], float(shares()[:-1].sum())
        hollow = DashedVMobject(piece.copy().set_fill(opacity=0).set_stroke(theme.weight, look.LINE), num_dashes=40)
        note = VGroup(Label("no value", look.SMALL), Tag("cited")).move_to(piece)
        note[1].next_to(whole.outline, UP, buff=0.2)
        foot = whole.outline.get_corner(DOWN + LEFT)
        left = Number(rest, 2, look.TITLE, theme.weight, SEMIBOLD).next_to(foot, LEFT, buff=0.2)
        left.centred_on(foot[1] + rest * whole.full / 2)
        self.play(FadeOut(piece, whole.outline, whole.numbers[-1]), Create(hollow), FadeIn(note))
        self.play(FadeOut(self.brace, self.one), run_time=look.QUICK)
        name = Label("left for the words", look.LABEL).align_to(left, LEFT).on_baseline(foot[1] - 0.55)
        self.play(born_of(left, whole.pieces[0]), FadeIn(name))
        self.whole = VGroup(*whole.pieces[:-1], hollow)

    # Show a sink that a trained head has found
    def show_a_real_sink(self) -> None:
        data = sentence.load()
        weights = data.attend(self.sink_head).weights.astype(float)
        shares = weights[:, 0]  # the weight of each row on the first token
        row = data.query
        facts = head_facts(self.sink_head) | {
            "model": data.model, "sink": data.surface(0), "mean": formatted(shares.mean(), 2),
            "least": formatted(shares.min(), 2), "word": data.surface(int(shares.argmin())), "rows": str(len(shares)),
        }  # fmt: skip
        self.slide("sink", "measured", keep=[self.whole], **facts)
        pitch = 12.0 / len(shares)
        self.columns, self.rows = VGroup(), VGroup()
        size = look.SMALL if len(shares) < 16 else look.SMALLEST
        for i, weight in enumerate(weights):
            column = ShareColumn(weight, width=0.72 * pitch, full=4.6, numbers=False)
            column.pieces[1:].set_fill(opacity=0.2)
            column.shift([(i - (len(shares) - 1) / 2) * pitch - 0.5, -2.2 - column.outline.get_bottom()[1], 0])
            column.set_shares(weight)
            word = Label(data.surface(i), size, theme.query, verbatim=True).set_x(column.get_x()).on_baseline(-2.75)
            self.columns.add(column)
            self.rows.add(word)
        if any(word.width > 0.94 * pitch for word in self.rows):
            for word in self.rows:
                word.rotate(PI / 4).next_to([word.get_x(), -2.3, 0], DOWN, buff=0)
        self.play(FadeTransform(self.whole, self.columns[row]), FadeIn(self.rows[row]))
        others = [i for i in range(len(shares)) if i != row]
        self.play(
            LaggedStart(*(TransformFromCopy(self.columns[row], self.columns[i]) for i in others), lag_ratio=0.1),
            LaggedStart(*(FadeIn(self.rows[i]) for i in others), lag_ratio=0.1),
            run_time=3,
        )

        # On average
        self.step()
        foot, full = self.columns[0].outline.get_bottom()[1], self.columns[0].full
        level = foot + full * shares.mean()
        ends = [self.columns.get_left()[0] - 0.1, level, 0], [self.columns.get_right()[0] + 0.15, level, 0]
        line = DashedLine(*ends, dash_length=0.2, color=theme.ink, stroke_width=look.MARK)
        casing = Line(*ends, color=theme.background, stroke_width=3 * look.MARK)
        number = Number(shares.mean(), 2, look.TITLE, theme.weight, SEMIBOLD).next_to(line, RIGHT, buff=0.1)
        name = Label(data.surface(0), look.LABEL, theme.key, verbatim=True).next_to(number, DOWN, buff=0.2)
        dark = min(theme.ink, theme.background, key=lambda ink: sum(ManimColor(ink).to_rgb()))
        owner = Label(data.surface(0), look.LABEL, dark, SEMIBOLD, verbatim=True).rotate(PI / 2)
        bright = [column.pieces[0] for column in self.columns]
        owned = VGroup(*(owner.copy().move_to(p) for p in bright if p.height > 1.5 * owner.height))
        self.play(FadeIn(owned), run_time=look.QUICK)
        self.play(Create(casing), Create(line), born_of(number, self.columns[-1]), FadeIn(name))
        low = int(shares.argmin())
        column = self.columns[low]
        least = Number(shares[low], 2, look.LABEL, theme.weight, SEMIBOLD).set_x(column.get_x())
        least.on_baseline(column.outline.get_top()[1] + 0.12)
        self.play(
            self.rows[low].animate(rate_func=there_and_back).scale(1.3),
            born_of(least, column.pieces[0]),
            run_time=look.MOTION,
        )

    # Go on with the four weights
    def keep_four_weights(self) -> None:
        data = sentence.load()
        best = int(self.shares.argmax())
        facts = {"query": toy.TOKENS[toy.FOLLOWED], "best": toy.TOKENS[best], "share": formatted(self.shares[best], 2)}
        self.slide("weights", "constructed", keep=[self.rows], **facts)
        bars = toy_bars()
        words = [data.surface(i).lower() for i in range(len(data.tokens))]
        first = [words.index(token) if token in words else -1 for token in toy.TOKENS]
        spare = iter([i for i in range(len(words)) if i not in first])
        sources = [i if i >= 0 else next(spare) for i in first]
        self.play(
            FadeOut(*(word for i, word in enumerate(self.rows) if i not in sources)),
            *(ReplacementTransform(self.rows[i], name) for i, name in zip(sources, bars.names, strict=True)),
            Create(bars.base),
            *(GrowFromEdge(bar, DOWN) for bar in bars.bars),
        )
        self.step()
        for i in map(int, self.order[::-1]):
            self.play(born_of(bars.numbers[i], bars.bars[i]), run_time=0.7)
        self.remove(*bars.submobjects)
        self.add(bars)

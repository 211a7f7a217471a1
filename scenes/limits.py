"""Limits: what a head is linear in, what it selects, and what it learns when its queries see the values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Circle,
    Create,
    DashedLine,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    GrowArrow,
    GrowFromCenter,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
)

from attn_core import toy
from attn_core.attention import attend, mix, softmax
from attn_core.measures import superposition_error
from attn_core.trained import Learning, load_sums
from scenes import look
from scenes.cast import small_formula
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.chart import Chart
from scenes.mobjects.eye import Eye
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.seats import MIXES
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

THICK = 26  # stroke width of a weight of one, as in mixing


class AnswerField(VGroup):
    """A cell a pair (a, b), b to the right and a downwards: filled where the answer is right."""

    def __init__(self, right: np.ndarray, side: float = 0.42):
        self.right = np.asarray(right)
        n = len(self.right)
        self.cells = [[Rectangle(width=side, height=side) for _ in range(n)] for _ in range(n)]
        for a, row in enumerate(self.cells):
            for b, cell in enumerate(row):
                cell.move_to([b * 1.15 * side, -a * 1.15 * side, 0]).set_stroke(theme.faint, look.THIN)
        super().__init__(*(cell for row in self.cells for cell in row))

    def mark(self, share: float) -> AnswerField:
        """Fill the right ones, row after row; 1: all are marked."""
        n = len(self.right)
        for a, row in enumerate(self.cells):
            for b, cell in enumerate(row):
                done = share * n * n >= a * n + b + 0.5
                cell.set_fill(theme.ink, float(done and self.right[a, b]))
        return self


class Limits(LectureScene):
    """The fair version of "attention is only mixing": it chooses, then averages."""

    filled = (MIXES,)
    # Two sentences of four words, of small numbers; chosen so that the eye sees what live weights do.
    x = np.array([[0, 0.5], [1.5, -0.5], [-0.5, -1], [1, -1.5]])
    y = np.array([[1, -1], [1, -1], [0, 1], [1, 1.5]])
    named = 2  # the arrow that is called Y for all
    tokens, width, draws, seed = 6, 4, 400, 0  # of the random words
    values = (3.0, 4.0, 9.0, 1.0)
    soft, sharp, hard = 0.02, 2.0, 8.0  # where the dial begins and ends, and beyond
    least = 2.0  # to where one of the numbers is pulled
    pair = (3, 4)
    column = 1.75 * RIGHT  # where the right column begins
    edge = 6.6 * LEFT
    beside_gap = np.array([1.62, 0.45, 0])  # where no line passes
    slogan = "“attention is a linear map”"

    def construct(self) -> None:
        self.quote_the_slogan()
        self.add_with_frozen_weights()
        self.let_the_weights_live()
        self.strike_the_slogan()
        self.sharpen_a_choice()
        self.pull_a_number()
        self.train_two_layers()

    # A slogan, and the picture of a mix that it is about
    def quote_the_slogan(self) -> None:
        self.live = True
        self.formula = small_formula()
        rng = np.random.default_rng(self.seed)
        errors = [superposition_error(*rng.normal(size=(2, self.tokens, self.width))) for _ in range(self.draws)]
        self.misses = [float(np.median([getattr(e, k) for e in errors])) for k in ("frozen", "sum", "double")]
        facts = {"miss": f"{self.miss(1.0):.2f}", "sum": f"{self.misses[1]:.2f}", "double": f"{self.misses[2]:.2f}"}
        facts |= {"draws": str(self.draws), "count": str(self.tokens), "width": str(self.width)}
        self.slide("linear", "proved", begin=[self.formula], **facts)
        self.said = Label(self.slogan, look.BODY).align_to(self.column, LEFT).on_baseline(2.3)
        large = self.formula.copy().scale(1.75).align_to(self.column, LEFT).set_y(0.95)
        self.play(
            ReplacementTransform(self.formula, large), FadeIn(self.said, target_position=self.formula), run_time=1.5
        )
        self.formula = large

        self.plane = VectorPlane(unit=2.05, grid=False).shift(5.0 * LEFT + 0.95 * UP)
        self.t = ValueTracker(0.0)
        self.corners = VGroup(*(self.plane.dot(v, theme.value, look.POINT) for v in self.x))
        self.lines = VGroup(*(Line(LEFT, RIGHT, color=theme.weight) for _ in self.x))
        self.dot = self.plane.dot(self.output(0), theme.ink, look.POINT * 1.3)
        self.first = self.plane.arrow(self.output(0), theme.value)
        self.called = VGroup(*(Label(name, look.LABEL) for name in ("mix of X", "mix of Y", "mix of both")))
        self.called[0].move_to(self.plane.point(self.output(0) * 0.6) + np.array([-0.8, -0.3, 0]))
        self.names = VGroup(*(Label(name, look.LABEL, theme.value, verbatim=True) for name in toy.TOKENS))
        self.ways = VGroup(
            *(
                VGroup(
                    VMobject().set_stroke(theme.muted, look.LINE, 0.7),
                    VMobject(stroke_width=0).set_fill(theme.muted, 1),
                )
                for _ in self.x
            )
        )
        self.ways[self.named].add(Label("Y", look.LABEL, theme.muted, verbatim=True))
        self.lay()
        value = large.value
        self.play(
            GrowFromCenter(self.plane.origin),
            LaggedStart(*(TransformFromCopy(value, corner) for corner in self.corners), lag_ratio=0.2),
            run_time=1.4,
        )
        self.add(self.plane)
        self.play(FadeIn(self.names), *(Create(line) for line in self.lines), run_time=look.MOTION)
        self.play(GrowFromCenter(self.dot), run_time=look.QUICK)
        self.bring_forward()

    def weights(self, t: float) -> np.ndarray:
        """The weights of the followed word: of X + t Y, or of X, if they are frozen."""
        words = self.x + (t if self.live else 0) * self.y
        return attend(words, words, words).weights[toy.FOLLOWED]

    def output(self, t: float) -> np.ndarray:
        return mix(self.weights(t)[None], self.x + t * self.y)[0]

    def expected(self, t: float) -> np.ndarray:
        """What it would be, were it linear: f(X) + t f(Y)."""
        alone = attend(self.y, self.y, self.y).output[toy.FOLLOWED] if self.live else self.weights(0) @ self.y
        return np.asarray(self.output(0) + t * alone)

    def miss(self, t: float) -> float:
        """How far the output is from what is expected, as a share of that."""
        gap = self.output(t) - self.expected(t)
        return float(np.linalg.norm(gap) / np.linalg.norm(self.expected(t)))

    def lay(self) -> None:
        """Everything in the plane, where ``t`` says."""
        t = self.t.get_value()
        words, out = self.x + t * self.y, self.plane.point(self.output(t))
        for corner, line, name, word, weight in zip(
            self.corners, self.lines, self.names, words, self.weights(t), strict=True
        ):
            place = self.plane.point(word)
            corner.move_to(place)
            line.put_start_and_end_on(out, place).set_stroke(width=THICK * weight, opacity=0.85)
            away = (place - out) / np.linalg.norm(place - out)
            name.move_to(place + away * (0.3 + abs(away[0]) * name.width / 2 + abs(away[1]) * 0.15))
            if name.get_left()[0] < self.edge[0]:  # no room beside it
                name.move_to(place + 0.42 * UP).align_to(self.edge, LEFT)
        self.dot.move_to(out)
        for way, word, step in zip(self.ways, self.x, self.y, strict=True):
            self.lay_way(way, self.plane.point(word), self.plane.point(word + t * step))

    @staticmethod
    def lay_way(way: VGroup, start: np.ndarray, end: np.ndarray) -> None:
        """What has been added to a word: an arrow from where it was; one has a name, once it is long enough."""
        shaft, tip, *called = way
        far = max(float(np.linalg.norm(end - start)), 1e-3)
        ahead = (end - start) / far
        across = np.array([-ahead[1], ahead[0], 0])
        end = start + max(far - look.POINT, 1e-3) * ahead
        foot = end - min(0.2, far) * ahead
        shaft.set_points_as_corners([start, foot])
        tip.set_points_as_corners([end, foot + 0.09 * across, foot - 0.09 * across, end])
        for name in called:
            name.move_to(start + 0.35 * (end - start) + 0.26 * across).set_opacity(float(np.clip(far / 0.6 - 1, 0, 1)))
        tip.set_fill(opacity=float(far > 0.3))

    def bring_forward(self) -> None:
        """The mix in the order in which it is drawn: lines, corners, names, dot."""
        self.mixture = VGroup(self.ways, self.lines, self.corners, self.names, self.dot)
        self.remove(*self.mixture)
        self.add(self.mixture)

    @contextmanager
    def moving(self, *more: VMobject) -> Iterator[None]:
        """Inside, what lies in the plane follows ``t``."""
        group = VGroup(*more, self.mixture)
        self.remove(*group)
        self.add(group)
        group.add_updater(lambda _: self.show())
        yield
        group.clear_updaters()
        self.show()

    def show(self) -> None:
        self.lay()
        t = self.t.get_value()
        start, tip = self.plane.point(self.expected(0)), self.plane.point(self.expected(t))
        far = max(float(np.linalg.norm(tip - start)), 1e-3)
        ahead = (tip - start) / far
        head = min(look.TIP, far)
        self.shaft.set_points_as_corners([start, tip - 0.9 * head * ahead])
        across = np.array([-ahead[1], ahead[0], 0])
        foot = tip - head * ahead
        self.tip.set_points_as_corners([tip, foot + head / 2 * across, foot - head / 2 * across, tip])
        out = self.dot.get_center()
        apart = float(np.linalg.norm(out - tip))
        self.gap.set_points_as_corners([tip, out])
        self.gap.set_stroke(opacity=float(np.clip(apart / 0.2 - 1, 0, 1)))
        self.short.set_value(self.miss(t)).move_to((tip + out) / 2 + self.beside_gap)
        self.short.set_opacity(float(np.clip(apart / 0.4 - 1, 0, 1)))
        _, second, both = self.called
        # Where no line to a word passes: below the arrow along which the mix goes, or beside the tip that it left.
        beside = np.array([-0.8, 0.25, 0]) if self.live else (start - tip) / 2 + np.array([0.68, -0.95, 0])
        second.move_to(tip + beside)
        both.next_to(out, RIGHT, buff=0.45)
        for label in (second, both):
            for char, letter in zip(label.original_text, label, strict=True):
                letter.set_opacity(float(np.clip(4 * t - 2.4, 0, 1)) * (char != " "))
        self.reading.set_value(self.miss(t))

    # Frozen weights: the tip and the output stay together
    def add_with_frozen_weights(self) -> None:
        self.step()
        self.live = False
        weights = VGroup(*self.formula[:8], *self.formula[8:16])
        self.ice = RoundedRectangle(look.CORNER, width=weights.width + 0.14, height=weights.height + 0.16)
        self.ice.move_to(weights).set_stroke(theme.ink, look.LINE)
        self.state = Label("weights frozen", look.LABEL, weight=SEMIBOLD)
        self.state.next_to(self.ice, DOWN, buff=0.1).align_to(self.ice, LEFT).on_baseline(
            self.ice.get_bottom()[1] - 0.42
        )
        self.shaft = VMobject().set_stroke(theme.value, look.STRONG)
        self.tip = VMobject(stroke_width=0).set_fill(theme.value, 1)
        self.gap = VMobject().set_stroke(theme.wrong, look.STRONG)
        self.short = Number(0, 2, look.LABEL, theme.wrong, SEMIBOLD, before="missed by ")
        self.reading = Number(0, 2, 120, weight=SEMIBOLD).align_to(self.column, LEFT).on_baseline(-1.75)
        self.missed = Label("missed, as a share of the length", look.LABEL, theme.muted)
        self.missed.align_to(self.column, LEFT).on_baseline(-2.4)
        self.measure = VGroup(self.reading, self.missed)
        self.play(Create(self.ice), FadeIn(self.state, target_position=self.ice), run_time=look.MOTION)
        self.play(GrowArrow(self.first), FadeIn(self.called[0], target_position=self.first), run_time=look.MOTION)
        self.show()
        self.bring_forward()
        self.play(FadeIn(self.measure, target_position=self.dot), run_time=look.QUICK)
        with self.moving(self.first, self.shaft, self.tip, self.gap, self.short, self.reading, self.called):
            self.play(self.t.animate(rate_func=linear).set_value(1), run_time=4)

    # Live weights: the tip misses
    def let_the_weights_live(self) -> None:
        self.step()
        with self.moving(self.first, self.shaft, self.tip, self.gap, self.short, self.reading, self.called):
            self.play(self.t.animate.set_value(0), run_time=look.MOTION)
        self.live = True
        alive = Label("weights live", look.LABEL, weight=SEMIBOLD).move_to(self.state, aligned_edge=LEFT)
        alive.on_baseline(self.state.baseline)
        self.play(FadeOut(self.ice, self.state), FadeIn(alive, target_position=self.ice), run_time=look.QUICK)
        self.state = alive
        with self.moving(self.first, self.shaft, self.tip, self.gap, self.short, self.reading, self.called):
            self.play(self.t.animate(rate_func=linear).set_value(1), run_time=3)
            self.dial("share t of Y", self.t, 0, 1, seconds=4, places=2)

    # The slogan is struck
    def strike_the_slogan(self) -> None:
        self.step()
        left = self.said.part("linear")
        stroke = Line(self.said.get_left(), self.said.get_right()).set_stroke(theme.wrong, look.STRONG)
        stroke.set_y(left.get_y())
        self.play(Create(stroke), run_time=look.MOTION)
        chosen = Label("It chooses, then averages.", look.BODY, weight=SEMIBOLD)
        chosen.align_to(self.said, LEFT).on_baseline(1.72)
        self.play(
            self.said.animate.set_color(theme.muted),
            self.formula.animate.scale(0.75).align_to(self.column, LEFT).set_y(0.85),
            FadeOut(self.state),
            FadeIn(chosen, target_position=self.said),
            run_time=look.MOTION,
        )
        self.chosen = chosen
        rows = self.make_rows()
        self.play(
            self.missed.animate.on_baseline(rows[0][0].baseline + 0.6),
            ReplacementTransform(self.reading, rows[1][2]),
            FadeIn(rows[1][0]),
            run_time=look.MOTION,
        )
        self.play(FadeIn(rows[1][1], target_position=rows[1][2]), run_time=0.3)
        for i in (0, 2, 3):
            label, bar, number = rows[i]
            self.play(
                TransformFromCopy(rows[1][1], bar),
                FadeIn(label, target_position=rows[1][0]),
                FadeIn(number, target_position=rows[1][2]),
                run_time=1.2,
            )

    def make_rows(self) -> list[VGroup]:
        """What is missed, as bars: by frozen weights, by these words, and by typical random ones."""
        frozen, total, double = self.misses
        found = []
        for i, (name, miss) in enumerate(
            (("frozen", frozen), ("these words", self.miss(1.0)), ("random words", total), ("input doubled", double))
        ):
            y = -0.75 - 0.55 * i
            label = Label(name, look.LABEL).align_to(self.column, LEFT).on_baseline(y)
            bar = Rectangle(width=max(1.6 * miss, 0.02), height=0.26, stroke_width=0)
            bar.set_fill(theme.ink, 1).move_to([self.column[0] + 2.75, y + 0.1, 0], aligned_edge=LEFT)
            number = Number(miss, 2, look.LABEL, weight=SEMIBOLD).next_to(bar, RIGHT, buff=0.15).on_baseline(y)
            found.append(VGroup(label, bar, number))
        return found

    # Numbers as their own scores, from the mean to the maximum
    def sharpen_a_choice(self) -> None:
        values = np.array(self.values)
        self.slide(
            "select", "proved", keep=[*self.corners, *self.lines, self.dot, self.chosen],
            mean=f"{values.mean():.2f}", largest=f"{values.max():.0f}", second=f"{np.sort(values)[-2]:.0f}",
            sharp=f"{self.hard:.0f}", pulled=f"{self.least:.0f}", near=f"{self.choice(self.hard, values):.3f}",
            numbers=", ".join(f"{v:.0f}" for v in values),
        )  # fmt: skip
        self.beta, self.third = ValueTracker(0.0), ValueTracker(values[2])
        self.ray = ray = NumberRay(0, 10, 0).shift(0.95 * DOWN)
        ray.remove(ray.reading)
        self.bars = VGroup(*(Rectangle(width=0.5, height=1, stroke_width=0) for _ in values))
        self.bars.set_fill(theme.weight_fill, 1)
        self.marks = VGroup(*(Dot(radius=look.POINT, color=theme.value) for _ in values))
        self.out = Dot(radius=look.POINT * 1.5, color=theme.ink).set_stroke(theme.background, look.LINE)
        self.answer = Number(0, 3, look.HERO, weight=SEMIBOLD)
        self.setting = Number(0, 2, look.HERO, before="β = ").on_baseline(1.2).align_to(6.3 * LEFT, LEFT)
        self.stand()
        self.play(
            *(ReplacementTransform(a, b) for a, b in zip(self.corners, self.marks, strict=True)),
            *(Transform(line, self.upright(bar)) for line, bar in zip(self.lines, self.bars, strict=True)),
            ReplacementTransform(self.dot, self.out),
            self.chosen.animate.align_to(6.3 * LEFT, LEFT).on_baseline(2.3),
            FadeIn(ray),
            run_time=1.8,
        )
        self.remove(*self.lines)
        self.add(self.bars, self.marks, self.out)
        self.play(FadeIn(self.answer, target_position=self.out), FadeIn(self.setting), run_time=look.QUICK)
        self.choosing = VGroup(self.bars, self.marks, self.out, self.answer, self.setting)
        self.remove(*self.choosing)
        self.add(self.choosing)

        # The dial
        self.step()
        self.choosing.add_updater(lambda _: self.stand())
        self.dial("β", self.beta, self.soft, self.sharp, seconds=7, places=2, log=True, rest=self.hard)

    @staticmethod
    def upright(bar: VMobject) -> Line:
        """A line that looks like a bar."""
        return Line(bar.get_bottom(), bar.get_top(), color=theme.weight_fill, stroke_width=100 * bar.width)

    def choice(self, beta: float, values: np.ndarray) -> float:
        """What the head answers: each number is its own score."""
        return float(mix(softmax(beta * values)[None], values[:, None])[0, 0])

    def stand(self) -> None:
        values = np.array([*self.values[:2], self.third.get_value(), self.values[3]])
        weights = softmax(self.beta.get_value() * values)
        base = self.ray.line.get_y() + 0.3
        for bar, mark, value, weight in zip(self.bars, self.marks, values, weights, strict=True):
            place = self.ray.at(value)
            mark.move_to(place)
            bar.set_x(place[0])
            span(bar, 1, base, base + max(2.9 * weight, 0.012))
        out = self.choice(self.beta.get_value(), values)
        self.out.move_to(self.ray.at(out))
        self.answer.set_value(out).set_x(self.out.get_x()).on_baseline(self.ray.line.get_y() - 1.75)
        self.setting.set_value(self.beta.get_value()).align_to(6.3 * LEFT, LEFT)

    # One of the numbers is pulled down: the answer follows, then stays
    def pull_a_number(self) -> None:
        self.step()
        mark = self.marks[2]
        ghost = DashedVMobject(Circle(0.3).set_stroke(theme.muted, look.LINE), num_dashes=14).move_to(mark)
        hold = Circle(0.3).set_stroke(theme.ink, look.MARK).move_to(mark)
        trail = Line(LEFT, RIGHT).set_stroke(theme.value, look.HEAVY)

        def follow(_: VMobject) -> None:
            hold.move_to(mark)
            away = ghost.get_x() - mark.get_x() - 0.6
            trail.set_points_by_ends(hold.get_right(), hold.get_right() + max(away, 0.01) * RIGHT)
            trail.set_stroke(opacity=0.5 * float(away > 0))

        self.play(Create(hold), run_time=look.QUICK)
        self.choosing.add_to_back(ghost, trail).add(hold).add_updater(follow)
        self.remove(hold, self.choosing).add(self.choosing)
        self.play(self.third.animate(rate_func=linear).set_value(self.least), run_time=5)
        self.dial("largest number", self.third, self.least, self.values[2], seconds=6, places=1)
        self.choosing.clear_updaters()

    # The same layer with open and with closed eyes
    def train_two_layers(self) -> None:
        runs = load_sums()
        seeing, blind = runs["seeing"], runs["blind"]
        n = seeing.answers.shape[1]
        truth = np.add.outer(np.arange(n), np.arange(n)) % n
        a, b = self.pair
        count = {name: [int((said == truth).sum()) for said in run.answers] for name, run in runs.items()}
        self.slide(
            "sums", "measured", keep=[*self.marks[:2]], numbers=str(n), pairs=str(n * n), seeds=str(len(seeing.right)),
            steps=f"{seeing.steps[-1]:.0f}", a=str(a), b=str(b), sum=str((a + b) % n), chance=f"{1 / n:.1f}",
            few=str(min(count["blind"])), many=str(max(count["blind"])), parameters=f"{seeing.parameters}",
            mean=f"{blind.right.mean():.2f}", all=str(min(count["seeing"])),
        )  # fmt: skip
        heights = (0.95, -1.75)
        eyes = [Eye(is_open).move_to([-5.75, y + 0.45, 0]) for is_open, y in zip((True, False), heights, strict=True)]
        names = [
            Label(name, look.BODY, ink, SEMIBOLD).set_x(-5.75).on_baseline(y - 0.45)
            for name, ink, y in zip(("seeing", "blind"), (theme.query, theme.muted), heights, strict=True)
        ]
        fields = [
            AnswerField(run.answers[0] == truth).move_to([-2.9, y, 0])
            for run, y in zip((seeing, blind), heights, strict=True)
        ]
        for field in fields:
            field.mark(0)
        hints = [
            Label(text, look.SMALLEST, theme.muted).set_x(-5.75).on_baseline(y - 0.82)
            for text, y in zip(("weights see\nthe numbers", "weights see\nonly places"), heights, strict=True)
        ]
        letters = [
            Label(text, look.SMALL, weight=SEMIBOLD, verbatim=True).next_to(fields[0], side, buff=0.12)
            for text, side in (("a", LEFT), ("b", DOWN))
        ]
        right = VGroup(
            Rectangle(width=0.24, height=0.24, stroke_width=0).set_fill(theme.ink, 1), Label("right", look.SMALL)
        )
        right.arrange(buff=0.15).next_to(fields[1], RIGHT, buff=0.15).align_to(fields[1], DOWN)
        task = Number(n, 0, look.BODY, before="(a + b) mod ", weight=SEMIBOLD).set_x(-2.9).on_baseline(2.35)
        self.play(
            FadeIn(task, target_position=VGroup(*self.marks[:2])),
            *(ReplacementTransform(m, VGroup(*f)) for m, f in zip(self.marks[:2], fields, strict=True)),
            run_time=1.5,
        )
        self.remove(*fields[0], *fields[1])
        self.add(*fields)
        self.play(
            *(FadeIn(m, target_position=task) for m in letters),
            FadeIn(right, target_position=fields[1]),
            run_time=look.QUICK,
        )
        for eye, name, hint in zip(eyes, names, hints, strict=True):
            self.play(Create(eye), FadeIn(name, hint, target_position=eye), run_time=look.MOTION)
        chart = self.chart = Chart(
            (0, 100, 200, 300, 400), (0, 0.5, 1), x_name="training steps", y_name="share of pairs right",
            width=5.2, height=4.4,
        )  # fmt: skip
        chart.shift(np.array([-0.75, -2.9, 0]) - chart.get_corner(DL))
        level = DashedLine(chart.point(0, 1 / n), chart.point(400, 1 / n)).set_stroke(theme.muted, look.LINE)
        chance = Label("chance", look.SMALL, theme.muted).next_to(level, RIGHT, buff=0.15)
        chance.centred_on(level.get_y())
        self.play(
            Create(chart.axes),
            FadeIn(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name),
            run_time=look.MOTION,
        )
        self.remove(*chart)
        self.add(chart)
        self.play(Create(level), FadeIn(chance), run_time=look.QUICK)
        self.learn(seeing, fields[0], theme.query)
        self.learn(blind, fields[1], theme.muted)

    def learn(self, run: Learning, field: AnswerField, ink: str) -> None:
        """A layer's curves, one a seed, and the answers of the first one."""
        self.step()
        curves = VGroup(*(self.chart.curve(run.steps, right, ink, dots=False) for right in run.right))
        self.play(*(Create(curve.line, rate_func=linear) for curve in curves), run_time=4)
        self.remove(*(curve.line for curve in curves))
        self.add(curves)
        self.play(UpdateFromAlphaFunc(field, lambda f, share: f.mark(share)), run_time=look.SLOW)

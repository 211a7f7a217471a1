"""Power: one task, one small transformer; take a part out, train again, and see what it was good for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Arrow,
    Circle,
    Create,
    DashedLine,
    Dot,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from attn_core.guessing import commonest_of, commonest_sum
from attn_core.trained import load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.chart import Chart, Curve, CurveChart, Series
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class Ring(VGroup):
    """Places on a ring, each with a value, and an arrow from each to the place that it points to."""

    size = 0.46  # of a circle, and a little more

    def __init__(self, pointers: Sequence[int], values: Sequence[int], radius: float, centre: np.ndarray):
        n = len(pointers)
        angles = [PI / 2 - 2 * PI * i / n for i in range(n)]
        spots = [centre + radius * np.array([np.cos(a), np.sin(a), 0]) for a in angles]
        self.circles = VGroup(*(Circle(0.42).move_to(spot).set_fill(theme.panel, 1) for spot in spots))
        self.circles.set_stroke(theme.muted, look.LINE)
        self.values = VGroup(
            *(
                Number(value, 0, look.BODY, theme.value, SEMIBOLD).set_x(spot[0]).centred_on(spot[1])
                for value, spot in zip(values, spots, strict=True)
            )
        )
        self.arrows = VGroup(*(self.arrow(spots[i], spots[j]) for i, j in enumerate(pointers)))
        self.spots = spots
        super().__init__(self.arrows, self.circles, self.values)

    @staticmethod
    def arrow(start: np.ndarray, end: np.ndarray) -> Arrow:
        """A pointer, from rim to rim."""
        return Arrow(start, end, buff=Ring.size, stroke_width=look.LINE, tip_length=look.TIP, color=theme.muted)


class Stack(VGroup):
    """Two layers on a residual stream: ``parts`` by name, each of every layer; the stream is the line on the left."""

    names = ("attention", "MLP")

    def __init__(self, foot: np.ndarray):
        self.stream = Line(foot, foot + 4.75 * UP).set_stroke(theme.ink, look.HEAVY)
        self.boxes: list[dict[str, VGroup]] = []
        for layer in range(2):
            row: dict[str, VGroup] = {}
            for k, (name, color) in enumerate(zip(self.names, (theme.weight, theme.ink), strict=True)):
                y = foot[1] + 0.62 + 2.3 * layer + 1.1 * k
                box = RoundedRectangle(look.CORNER, width=2.35, height=0.78).move_to([foot[0] + 1.85, y, 0])
                box.set_stroke(color, look.MARK).set_fill(theme.panel, 1)
                wires = VGroup(*(Line([foot[0], y + d, 0], [foot[0] + 0.68, y + d, 0]) for d in (-0.2, 0.2)))
                wires.set_stroke(theme.muted, look.LINE)
                word = Label(name, look.LABEL, color, SEMIBOLD).move_to(box).centred_on(y)
                row[name] = VGroup(wires, box, word)
            self.boxes.append(row)
        super().__init__(self.stream, *(part for row in self.boxes for part in row.values()))

    def of(self, what: str) -> list[VMobject]:
        """What belongs to a part: attention, MLP, layer (the upper one) or stream."""
        if what == "stream":
            return [self.stream]
        if what == "layer":
            return list(self.boxes[1].values())
        return [row[what] for row in self.boxes]


class Outcome(VGroup):
    """A row of the table: what was taken out, and a bar a number of hops; ``more`` is what longer training adds."""

    width_of_one, height = 1.75, 0.5

    def __init__(self, y: float, title: str, xs: Sequence[float], shares: np.ndarray, longer: np.ndarray | None):
        self.title = Label(title, look.LABEL, weight=SEMIBOLD).align_to([-2.75, 0, 0], LEFT).centred_on(y)
        self.shares, self.longer, self.xs, self.y = shares, longer, xs, y
        self.bars = [Rectangle(width=1, height=self.height, stroke_width=0).set_y(y) for _ in xs]
        self.more = [Rectangle(width=1, height=self.height, stroke_width=0).set_y(y) for _ in xs]
        # Where longer training adds something, the first number stands in its bar, and the second at the end.
        inside = longer is not None
        self.numbers = [Number(0, 2, look.SMALLEST, theme.background if inside else theme.ink, SEMIBOLD) for _ in xs]
        self.afters = [Number(0, 2, look.SMALLEST, theme.muted, SEMIBOLD) for _ in xs] if inside else []
        for bar, extra in zip(self.bars, self.more, strict=True):
            bar.set_fill(theme.ink, 1), extra.set_fill(theme.faint, 1)
        super().__init__(self.title)
        self.show(longer=False)

    def show(self, *, longer: bool) -> None:
        """Set the bars and numbers, with what longer training adds or without."""
        for k, (x, share) in enumerate(zip(self.xs, self.shares, strict=True)):
            end = x + self.width_of_one * max(share, 5e-3)
            span(self.bars[k], 0, x, end)
            top = share if self.longer is None or not longer else max(share, float(self.longer[k]))
            span(self.more[k], 0, end, end + self.width_of_one * max(top - share, 1e-4))
            number, last = self.numbers[k].set_value(share), x + self.width_of_one * top + 0.1
            number.align_to([end - 0.04 if self.afters else last, 0, 0], RIGHT if self.afters else LEFT)
            number.centred_on(self.y)
            if self.afters:
                self.afters[k].set_value(top).align_to([last, 0, 0], LEFT).centred_on(self.y)

    def whole(self) -> Outcome:
        """The row with all its parts, when they are there."""
        self.add(*self.parts)
        return self

    @property
    def parts(self) -> list[VMobject]:
        """All that is drawn but the title."""
        return [*self.more, *self.bars, *self.numbers, *self.afters]


class Power(LectureScene):
    """One task; what is left without attention, a layer, the residual stream, the MLP, data, or pretraining."""

    filled = (MIXES, TRANSFORMS)
    # For the eye: a cycle of eight places and their values.
    pointers, values = (3, 6, 1, 5, 2, 7, 0, 4), (3, 1, 4, 2, 0, 1, 4, 2)
    modulus, hops, start = 5, 2, 0
    columns = (-0.6, 1.8, 4.2)
    pools, pretrained = (64, 256, 1024, 4096), (64, 256, 1024)

    def construct(self) -> None:
        self.models = load("power")
        self.pose_the_task()
        self.take_parts_out()
        self.go_deeper()
        self.take_data_away()

    def mean(self, name: str) -> np.ndarray:
        """Accuracy by number of hops, mean over the seeds."""
        return self.models[name].curve("by_hops").mean(axis=0)

    def all(self, name: str) -> np.ndarray:
        """Accuracy over all hops, by seed."""
        return self.models[name].curve("by_hops").mean(axis=1)

    # Follow one question: two hops, a sum
    def pose_the_task(self) -> None:
        at = [self.start]
        for _ in range(self.hops):
            at.append(self.pointers[at[-1]])
        own, found = self.values[at[0]], self.values[at[-1]]
        self.ring = Ring(self.pointers, self.values, 2.3, np.array([-3.6, -0.2, 0]))
        model = self.models["full"]
        self.slide(
            "task", None, begin=[self.ring], places=str(len(self.values)), own=str(own), found=str(found),
            hops=str(self.hops), answer=str((own + found) % self.modulus), modulus=str(self.modulus),
            parameters=f"{model.parameters:,}".replace(",", " "),
        )  # fmt: skip
        circles, arrows = self.ring.circles, self.ring.arrows
        self.play(circles[at[0]].animate.set_stroke(theme.query, look.STRONG), run_time=0.6)
        mine = Number(own, 0, 150, theme.value, SEMIBOLD).set_x(1.7).on_baseline(-0.2)
        self.play(TransformFromCopy(self.ring.values[at[0]], mine), run_time=1.0)
        first = Line(self.ring.spots[at[0]], self.ring.spots[at[1]], buff=self.ring.size)
        light = Dot(first.get_start(), 0.14, color=theme.query)
        self.play(GrowFromCenter(light), run_time=0.3)
        for i, j in pairwise(at):
            # From rim to rim: no light over a value that is read.
            way = Line(self.ring.spots[i], self.ring.spots[j], buff=self.ring.size)
            self.play(
                arrows[i].animate.set_color(theme.query).set_stroke(width=look.STRONG),
                MoveAlongPath(light, way.copy()),
                run_time=1.7,
            )
            self.play(
                circles[j].animate.set_stroke(theme.query if j != at[-1] else theme.value, look.STRONG), run_time=0.3
            )
        plus, equals = (Label(sign, 110, theme.muted, verbatim=True) for sign in ("+", "="))
        theirs = Number(found, 0, 150, theme.value, SEMIBOLD).set_x(3.5).on_baseline(-0.2)
        result = Number((own + found) % self.modulus, 0, 150, weight=SEMIBOLD).set_x(5.6).on_baseline(-0.2)
        for sign, x in ((plus, 2.6), (equals, 4.55)):
            sign.set_x(x).on_baseline(-0.1)
        mod = Number(self.modulus, 0, look.BODY, theme.muted, before="mod ").set_x(5.6).on_baseline(-1.1)

        self.play(light.animate(remover=True).scale(0.05), run_time=0.3)

        self.step()
        self.play(
            TransformFromCopy(self.ring.values[at[-1]], theirs, path_arc=-0.5), GrowFromCenter(plus), run_time=1.2
        )
        self.play(
            GrowFromCenter(equals),
            *(part.copy().animate(remover=True).move_to(result).scale(0.1) for part in (mine, theirs)),
            run_time=1.0,
        )
        self.play(GrowFromCenter(result), GrowFromEdge(mod, UP), run_time=0.6)
        with self.loop():
            for i, j in pairwise(at):
                way = Line(self.ring.spots[i], self.ring.spots[j], buff=self.ring.size)
                pulse = Dot(way.get_start(), 0.14, color=theme.query)
                self.play(MoveAlongPath(pulse, way), run_time=1.4)
                self.remove(pulse)

    # Take a part out of the machine, train again, and let its bars fall
    def take_parts_out(self) -> None:
        stack = self.stack = Stack(np.array([-6.55, -2.95, 0]))
        chance = 1 / self.modulus
        facts = {f"{n.replace('-', '_')}": f"{self.all(n).mean():.2f}" for n in self.models}
        facts |= {f"{n.replace('-', '_')}_{k}": f"{s:.2f}" for n in self.models for k, s in enumerate(self.mean(n), 1)}
        self.slide(
            "parts", "measured", keep=[self.ring], seeds=str(self.models["full"].seeds), chance=f"{chance:.1f}",
            steps=str(self.models["full"].steps), longer=str(self.models["no-mlp-longer"].steps),
            **{f"left_{n}": f"{commonest_of(n, self.modulus):.2f}" for n in (5, 6)}, **facts,
        )  # fmt: skip
        heads = VGroup(
            *(
                Number(k, 0, look.LABEL, theme.muted, after=" hop" if k == 1 else " hops")
                .set_x(x + Outcome.width_of_one / 2)
                .on_baseline(2.35)
                for k, x in enumerate(self.columns, 1)
            )
        )
        lines = VGroup(
            *(
                DashedLine(
                    [x + chance * Outcome.width_of_one, 2.2, 0],
                    [x + chance * Outcome.width_of_one, -2.9, 0],
                    dash_length=0.1,
                )
                for x in self.columns
            )
        ).set_stroke(theme.muted, look.LINE)
        ys = (1.75, 0.75, -0.25, -1.25, -2.25)
        rows = [
            Outcome(ys[0], "all of it", self.columns, self.mean("full"), None),
            Outcome(ys[1], "no attention", self.columns, self.mean("no-attention"), None),
            Outcome(ys[2], "one layer", self.columns, self.mean("depth-1"), self.mean("depth-1-longer")),
            Outcome(ys[3], "no residual", self.columns, self.mean("no-residual"), self.mean("no-residual-longer")),
            Outcome(ys[4], "no MLP", self.columns, self.mean("no-mlp"), self.mean("no-mlp-longer")),
        ]
        self.rows = rows
        self.play(ReplacementTransform(self.ring, stack), run_time=1.4)
        self.play(
            LaggedStart(*(GrowFromEdge(head, UP) for head in heads), lag_ratio=0.2),
            LaggedStart(*(Create(line) for line in lines), lag_ratio=0.2),
            GrowFromEdge(rows[0].title, LEFT),
            run_time=1.0,
        )
        self.train(rows[0])
        self.lift("attention", rows[1])

        self.step()
        self.lift("layer", rows[2])

        self.step()
        self.lift("stream", rows[3])

        self.step()
        self.lift("MLP", rows[4])

    def train(self, row: Outcome) -> None:
        """The bars of a row grow to where training ends, then have their numbers; then what longer training adds."""
        row.show(longer=False)
        self.play(*(GrowFromEdge(part, LEFT) for part in row.bars), run_time=1.2)
        self.play(*(GrowFromCenter(part) for part in row.numbers), run_time=0.4)
        if row.longer is not None:
            row.show(longer=True)
            self.play(*(GrowFromEdge(part, LEFT) for part in row.more), run_time=0.8)
            self.play(*(GrowFromCenter(part) for part in row.afters), run_time=0.4)
        self.gather(row.whole(), row.title, *row.parts)

    def lift(self, what: str, row: Outcome) -> None:
        """A part leaves the machine, its row falls, and it comes back."""
        parts = VGroup(*self.stack.of(what))
        ghost = VGroup(*(part.copy() for part in parts)).set_opacity(0.18)
        self.add(ghost)
        self.play(parts.animate.shift(0.35 * RIGHT + 0.1 * UP), run_time=0.5)
        self.play(GrowFromPoint(row.title, parts.get_center()), parts.animate.set_opacity(0), run_time=0.9)
        self.train(row)
        back = parts.animate.shift(0.35 * LEFT + 0.1 * DOWN).set_opacity(1)
        self.play(back, run_time=0.5)
        self.remove(ghost)
        for part in parts:
            for box in part.family_members_with_points():
                if isinstance(box, RoundedRectangle):
                    box.set_fill(theme.panel, 1)
                elif isinstance(box, Line):
                    box.set_fill(opacity=0)

    # One to three layers, with the residual and without
    def go_deeper(self) -> None:
        depths = (1, 2, 3)
        kept = ("depth-1", "full", "full-depth-3")
        cut = ("no-residual-depth-1", "no-residual", "no-residual-depth-3")
        longer = ("no-residual-longer", "no-residual-depth-3-longer")
        self.slide(
            "deeper", "measured", keep=[self.stack],
            **{n.replace("-", "_"): f"{self.all(n).mean():.2f}" for n in (*kept, *cut, *longer)},
            seeds=str(self.models["full"].seeds), steps=str(self.models["full"].steps),
            more=str(self.models[longer[0]].steps), bag=f"{commonest_sum(len(self.values), self.modulus):.2f}",
        )  # fmt: skip
        chart = Chart(depths, (0, 0.5, 1), x_name="layers", y_name="share of answers right", width=6.4, height=4.1)
        chart.move_to(0.75 * RIGHT + 0.25 * DOWN)
        chance = 1 / self.modulus
        level = DashedLine(chart.point(1, chance), chart.point(3, chance)).set_stroke(theme.muted, look.LINE)
        said = Label("chance", look.SMALL, theme.muted).next_to(level.get_start(), DOWN, buff=0.1)
        said.align_to(level.get_start() + 0.1 * RIGHT, LEFT)
        self.open_axes(chart)
        self.play(Create(level), GrowFromEdge(said, UP), run_time=0.6)
        self.draw_slope(chart, self.slope(chart, depths, kept, theme.ink), "with residual")

        self.step()
        self.play(self.stack.stream.animate.set_stroke(opacity=0.15), run_time=0.6)
        self.draw_slope(chart, self.slope(chart, depths, cut, theme.series[0]), "without")

        # Longer training brings some of it back
        self.step()
        more = self.slope(chart, depths[1:], longer, theme.series[2])
        self.draw_slope(chart, more, "trained longer")

    def draw_slope(self, chart: Chart, curve: Curve, word: str) -> None:
        """The line between the means, then the seeds and its name."""
        color, end = curve.line.get_color(), curve.line.get_end()
        title = Label(word, look.LABEL, color, SEMIBOLD).next_to(end, RIGHT, buff=0.25).centred_on(end[1])
        self.play(Create(curve.line), run_time=2.0)
        self.play(*(GrowFromCenter(dot) for dot in curve[1:]), GrowFromEdge(title, LEFT), run_time=0.6)
        self.gather(curve, *curve)

    def slope(self, chart: Chart, depths: Sequence[int], names: Sequence[str], color: str) -> Curve:
        """Over the layers: a line between the means, a dot for each seed."""
        curve = chart.curve(depths, [float(self.all(name).mean()) for name in names], color, dots=False)
        for depth, name in zip(depths, names, strict=True):
            curve.add(*(Dot(chart.point(depth, share), 0.09, color=color) for share in self.all(name)))
        return curve

    # Less data, and what practice on something easier is worth
    def take_data_away(self) -> None:
        pools = {
            "from nothing": [f"pool-{p}" for p in self.pools],
            "twice the steps": [f"pool-{p}-longer" for p in self.pretrained],
            "after routing": [f"pretrained-{p}" for p in self.pretrained],
        }
        sizes = (self.pools, self.pretrained, self.pretrained)
        inks = (theme.ink, theme.series[2], theme.series[0])
        self.slide(
            "data", "measured", keep=[self.stack], along=[self.stack.stream.animate.set_stroke(opacity=1)],
            **{n.replace("-", "_"): f"{self.all(n).mean():.2f}" for group in pools.values() for n in group},
            seeds=str(self.models["full"].seeds), few=str(self.pretrained[1]), many=str(self.pools[2]),
            steps=str(self.models["full"].steps), more=str(self.models["pool-256-longer"].steps),
            practice=f"{self.models['pretrained-256'].practised:,}".replace(",", "\N{THIN SPACE}"),
            many_seeds=", ".join(f"{share:.2f}" for share in self.all("pool-1024")),
        )  # fmt: skip
        area = RoundedRectangle(0.01, width=8.8, height=5.4).move_to(2.15 * RIGHT + 0.15 * DOWN)
        chart = CurveChart(
            area,
            [
                Series(title, size, [float(self.all(n).mean()) for n in names], color)
                for (title, names), size, color in zip(pools.items(), sizes, inks, strict=True)
            ],
            self.pools, (0, 0.5, 1), x_name="different inputs in training", y_name="share of answers right", log_x=True,
        )  # fmt: skip
        self.open_axes(chart)
        self.draw(chart, 0)

        self.step()
        self.draw(chart, 1)

        self.step()
        # Its name stands at the left, where the curve is alone.
        practised = chart.names[2][0]
        practised.align_to(chart.point(self.pretrained[0], 1) + 0.1 * RIGHT, LEFT).centred_on(
            chart.point(1024, 0.92)[1]
        )
        chart.names[2].submobjects = [practised]
        self.draw(chart, 2)
        level = float(self.all("pretrained-256").mean())
        ends = [chart.point(n, level) + 0.16 * DOWN for n in (self.pools[2], self.pretrained[1])]
        arrow = Arrow(*ends, buff=0.12, color=theme.muted, stroke_width=look.MARK, tip_length=look.TIP)
        quarter = Label("a quarter", look.SMALL, theme.muted).next_to(arrow, DOWN, buff=0.12)
        quarter.align_to(arrow, LEFT)
        self.play(GrowFromPoint(arrow, ends[0]), GrowFromEdge(quarter, UP), run_time=1.0)

    def draw(self, chart: CurveChart, which: int) -> None:
        """A curve, its dots, its name."""
        line, *dots = chart.curves[which]
        self.play(Create(line), run_time=1.8)
        self.play(*(GrowFromCenter(dot) for dot in dots), GrowFromEdge(chart.names[which], LEFT), run_time=0.6)
        self.gather(chart.curves[which], line, *dots)

    def open_axes(self, chart: Chart) -> None:
        """The axes are drawn, their numbers and names grow at them."""
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(Create(chart.axes), *(GrowFromCenter(word) for word in words), run_time=1.2)
        self.gather(chart, chart.axes, *words)

    def gather(self, whole: VMobject, *parts: VMobject) -> None:
        """What came part by part stands as one."""
        self.remove(*parts)
        self.add(whole)

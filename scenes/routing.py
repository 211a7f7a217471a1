"""Routing: recall by content at any distance, where a list is kept; and what one box of fixed size makes of it."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    DashedLine,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Line,
    RoundedRectangle,
    ShowPassingFlash,
    Square,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VGroup,
)

from attn_core.attention import attend
from attn_core.memory import Recall, recall
from scenes import look
from scenes.cast import small_formula
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, Curve, CurveChart, Series
from scenes.mobjects.seats import MIXES
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import weight_width
from scenes.theme import theme

FIELD = 5.0  # height and width of the list of pairs


class Field(VGroup):
    """Pairs in a square, row after row; each cell is as bright as its weight."""

    def __init__(self, weights: np.ndarray, centre: np.ndarray):
        n = len(weights)
        columns = int(np.ceil(np.sqrt(n)))
        self.columns, self.pitch, self.weights = columns, FIELD / columns, weights
        self.cells = VGroup()
        corner = centre + FIELD / 2 * np.array([-1, 1, 0])
        for i, weight in enumerate(weights):
            place = self.pitch * np.array([i % columns + 0.5, -(i // columns) - 0.5, 0])
            cell = Square(0.86 * self.pitch).move_to(corner + place)
            cell.set_stroke(theme.key, look.HAIR if n > 20 else look.LINE, 0.7)
            cell.set_fill(theme.weight, float(weight))
            self.cells.add(cell)
        super().__init__(self.cells)


class Routing(LectureScene):
    """The message bus at its best, and the one chart where a state loses."""

    filled = (MIXES,)
    width, noise, beta, blunt = 64, 0.3, 8.0, 2.0
    shown = (16, 64, 256)
    lengths = (8, 16, 32, 64, 128, 256, 512, 1024, 2048)
    questions, seed = 2048, 0  # so many for each length, or more

    def construct(self) -> None:
        self.formula = small_formula()
        self.ask_by_content()
        self.write_into_one_box()
        self.draw_the_chart()

    def pairs(self, n: int) -> tuple[np.ndarray, int]:
        """The weights of one noisy question to n random keys, and which key it is about."""
        rng = np.random.default_rng(self.seed)
        keys = rng.normal(size=(n, self.width))
        keys /= np.linalg.norm(keys, axis=1, keepdims=True)
        moved = rng.normal(size=self.width)
        which = int(0.7 * n)
        query = keys[which] + self.noise * moved / np.linalg.norm(moved)
        return attend(query[None], keys, keys, scale=self.beta).weights[0], which

    def measured(self, n: int, beta: float) -> Recall:
        """Recall at one length."""
        rng = np.random.default_rng([self.seed, n])
        return recall(n, beta, width=self.width, noise=self.noise, draws=max(1, self.questions // n), rng=rng)

    # Ask a list of pairs by content: near or far, one step
    def ask_by_content(self) -> None:
        centre = np.array([1.1, -0.15, 0])
        fields = [Field(self.pairs(n)[0], centre) for n in self.shown]
        which = [self.pairs(n)[1] for n in self.shown]
        for field in fields:
            field.cells.set_fill(opacity=0)
        shares = [float(self.pairs(n)[0][w]) for n, w in zip(self.shown, which, strict=True)]
        self.slide(
            "ask", "constructed", begin=[self.formula, fields[0]], few=str(self.shown[0]), many=str(self.shown[-1]),
            width=str(self.width), beta=f"{self.beta:g}", noise=f"{self.noise:g}", first=f"{shares[0]:.2f}",
            last=f"{shares[-1]:.2f}",
        )  # fmt: skip
        ask = VGroup(Square(0.62).set_stroke(theme.query, look.STRONG).set_fill(theme.panel, 1))
        ask.add(Label("?", look.BODY, theme.query, SEMIBOLD, verbatim=True).move_to(ask[0]))
        ask.move_to([-5.6, 1.6, 0])
        number = Number(shares[0], 2, 120, theme.weight, SEMIBOLD).set_x(5.35).on_baseline(0.1)
        name = Label("weight on\nthe right one", look.SMALL, theme.muted).set_x(5.35).on_baseline(-0.75)
        count = Number(self.shown[0], 0, look.BODY, theme.key, SEMIBOLD, after=" pairs").set_x(5.35).on_baseline(1.9)
        self.play(GrowFromCenter(ask), GrowFromEdge(count, UP), run_time=0.8)
        for k, field in enumerate(fields):
            if k == 1:
                self.step()
            if k:
                self.play(
                    FadeOut(self.lines, self.value, number),
                    fields[k - 1].cells.animate.set_fill(opacity=0),
                    run_time=0.4,
                )
                self.lengthen(fields[k - 1], field, count)
            self.look_up(ask, field, which[k], number, shares[k])
            if not k:
                self.play(GrowFromEdge(name, UP), run_time=0.4)
                with self.loop():
                    light = self.lines[-1].copy().set_stroke(theme.ink, opacity=1)
                    self.play(ShowPassingFlash(light, time_width=0.3), run_time=2.0)
        self.field, self.ask, self.number, self.name, self.count = fields[-1], ask, number, name, count

    def lengthen(self, old: Field, new: Field, count: Number) -> None:
        """More pairs come out of those that are there, and all move together."""
        first, last = len(old.cells), len(new.cells)
        cells = [TransformFromCopy(old.cells[min(i, first - 1)], cell) for i, cell in enumerate(new.cells)]
        counted = UpdateFromAlphaFunc(count, lambda m, t: m.set_value(round(first + t * (last - first))))
        self.play(*cells, FadeOut(old), counted, run_time=1.4)
        self.remove(old, *new.cells)
        self.add(new)

    def look_up(self, ask: VGroup, field: Field, which: int, number: Number, share: float) -> None:
        """Lines go to all pairs, each as wide as its weight; cells light up by it."""
        strongest = np.argsort(field.weights)[-12:]
        self.lines = VGroup(
            *(
                Line(ask.get_right(), field.cells[int(i)].get_center()).set_stroke(
                    theme.weight, weight_width(float(field.weights[i])), min(1.0, 0.15 + float(field.weights[i]))
                )
                for i in strongest
            )
        )
        self.play(LaggedStart(*(Create(line) for line in self.lines), lag_ratio=0.03), run_time=0.9)
        lit = [(cell, float(w)) for cell, w in zip(field.cells, field.weights, strict=True) if w > 0.004]
        self.play(
            *(cell.animate.set_fill(theme.weight, w) for cell, w in lit),
            GrowFromCenter(number.set_value(share).set_x(5.35)),
            run_time=0.8,
        )
        value = Square(0.86 * field.pitch).move_to(field.cells[which]).set_fill(theme.value, 1).set_stroke(width=0)
        self.play(value.animate.set(width=0.5).move_to(ask.get_center() + 1.0 * DOWN), run_time=1.1)
        self.value = value

    # The same pairs, written one after the other into one box of fixed size
    def write_into_one_box(self) -> None:
        kept, box_size = 2 * self.width * self.shown[-1], self.width**2
        self.slide(
            "box", "constructed", keep=[self.formula, self.field], width=str(self.width),
            box=f"{box_size:,}".replace(",", " "), kept=f"{kept:,}".replace(",", " "), count=str(self.shown[-1]),
        )  # fmt: skip
        field = self.field
        self.play(field.animate.scale(0.8).move_to([-2.6, 0.25, 0]), run_time=1.6)
        field.cells.set_fill(opacity=0)
        box = RoundedRectangle(look.CORNER, width=2.6, height=2.6).move_to([3.6, 0.25, 0])
        box.set_stroke(theme.state, look.HEAVY).set_fill(theme.state_fill, 1)
        box.shows_state = True
        self.play(GrowFromCenter(box), run_time=1.4)
        left, right = (
            Number(kept, 0, look.BODY, theme.key, SEMIBOLD, grouped=True, after=" numbers").set_x(-2.6),
            Number(box_size, 0, look.BODY, theme.state, SEMIBOLD, after=" numbers").set_x(3.6),
        )
        for number in (left, right):
            number.on_baseline(-2.55)
        right.shows_state = True
        self.play(GrowFromEdge(left, UP), GrowFromEdge(right, UP), run_time=0.7)

        self.step()
        order = list(range(len(field.cells)))
        flying = []
        for i in order[::5]:
            cell = field.cells[i].copy().set_fill(theme.value, 0.8)
            flying.append(cell.animate(path_arc=0.5, remover=True).move_to(box).scale(0.2))
        self.play(LaggedStart(*flying, lag_ratio=0.04), run_time=3.2)
        self.play(box.animate(rate_func=lambda t: np.sin(np.pi * t)).scale(1.08), run_time=0.5)
        self.box, self.left, self.right = box, left, right

    # The share that is recalled, by the number of pairs
    def draw_the_chart(self) -> None:
        found = {n: self.measured(n, self.beta) for n in self.lengths}
        blunt = [self.measured(n, self.blunt).right["softmax"] for n in self.lengths]
        told = {f"{name.split()[0]}_{n}": f"{r.right[name]:.2f}" for n, r in found.items() for name in r.right}
        told |= {f"blunt_{n}": f"{share:.2f}" for n, share in zip(self.lengths, blunt, strict=True)}
        self.slide(
            "recall", "measured", keep=[self.formula, self.box], width=str(self.width), beta=f"{self.beta:g}",
            blunt=f"{self.blunt:g}", questions=str(self.questions), noise=f"{self.noise:g}",
            weight_512=f"{found[512].weight:.2f}", many=str(self.lengths[6]), longest=str(self.lengths[-1]), **told,
        )  # fmt: skip
        kinds = (
            ("a list, asked", "softmax", theme.weight),
            ("box, added up", "additive", theme.state),
            ("box, delta rule", "delta rule", theme.series[1]),
        )
        series = [Series(name, self.lengths, [r.right[k] for r in found.values()], color) for name, k, color in kinds]
        area = RoundedRectangle(0.01, width=12.9, height=4.6).move_to([0.05, 0.42, 0])
        chart = CurveChart(
            area, series, (8, 32, 128, 512, 2048), (0, 0.5, 1), x_name="pairs", y_name="recalled", log_x=True
        )
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(
            self.box.animate.scale(0.25).move_to([3.0, -2.65, 0]), Create(chart.axes),
            *(GrowFromCenter(word) for word in words), run_time=1.2,
        )  # fmt: skip
        self.remove(chart.axes, *words)
        self.add(chart)
        self.draw(chart, 0)

        self.step()
        chart.curves[1].line.shows_state = True
        for part in (*chart.curves[1].get_family(), *chart.names[1].get_family()):
            part.shows_state = True
        self.draw(chart, 1)
        self.draw(chart, 2)
        level = DashedLine(chart.point(self.width, 0), chart.point(self.width, 1)).set_stroke(theme.muted, look.LINE)
        as_wide = Number(self.width, 0, look.SMALL, theme.muted, before="width of the box: ")
        as_wide.next_to(level.get_bottom(), RIGHT, buff=0.15).on_baseline(level.get_bottom()[1] + 0.15)
        self.play(Create(level), GrowFromEdge(as_wide, LEFT), run_time=0.6)

        self.step()
        curve: Curve = Chart.curve(chart, self.lengths, blunt, theme.weight, dots=True)
        curve.line.set_stroke(opacity=0.45)
        for dot in curve[1:]:
            dot.set_opacity(0.45)
        name = Label("the list, asked less sharply", look.SMALL, theme.weight)
        name.next_to(chart.point(512, blunt[6]), RIGHT, buff=0.25).shift(0.35 * UP)
        self.play(Create(curve), run_time=1.8)
        self.play(GrowFromEdge(name, LEFT), run_time=0.5)

    def draw(self, chart: CurveChart, which: int) -> None:
        """A curve with its name."""
        self.play(Create(chart.curves[which]), run_time=2.4)
        self.play(GrowFromEdge(chart.names[which], LEFT), run_time=0.4)

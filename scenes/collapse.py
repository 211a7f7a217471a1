"""Collapse: mixing again and again makes all tokens alike; what holds them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Line,
    Polygon,
    ReplacementTransform,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
)

from attn_core import toy
from attn_core.collapse import LAYERS, SEEDS, TOKENS, WIDTH, Gains, mean_residuals, mix_again, random_net
from attn_core.measured import load
from attn_core.measures import convex_hull
from attn_core.transformer import Layer, Switches
from scenes import look
from scenes.cast import ValueHull
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, Curve, CurveChart, Series, spaced
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.seats import MIXES
from scenes.mobjects.states import StateRows
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

THICK = 26  # stroke width of a weight of one, as in mixing
SWITCHES = {
    "attention alone": Switches(skip=0, mlp=False, norm=False),
    "MLP only": Switches(skip=0, norm=False),
    "LayerNorm only": Switches(skip=0, mlp=False),
    "skips only": Switches(mlp=False, norm=False),
    "the whole block": Switches(pre_norm=True),
}


class Collapse(LectureScene):
    """Points drawn together by mixing; the states of random nets, layer by layer; a trained net and its skips."""

    filled = (MIXES,)
    sharpness, rounds = 0.35, 5
    gain, mlp_gain = 4, 3  # larger weights of attention and of the MLP, which are only told of
    side = 0.3  # of a cell of the states

    def construct(self) -> None:
        self.mix_the_mixes()
        self.stack_random_layers()
        self.turn_the_skips_down()

    # Four points move to their mixes, and again, until they are one
    def mix_the_mixes(self) -> None:
        self.hull = ValueHull()
        self.hull.remove(self.hull.dot)
        found = mix_again(toy.VALUE, self.sharpness, self.rounds)
        points = [toy.VALUE, *(a.output for a in found)]
        shares = [self.spread(x) for x in points]
        self.slide(
            "again", "constructed", begin=[self.hull], rounds=str(self.rounds), sharpness=f"{self.sharpness:g}",
            third=f"{shares[3]:.2f}", last=f"{shares[-1]:.2f}",
        )  # fmt: skip
        corners = self.hull.corners
        self.plane = plane = VectorPlane(unit=1.24, grid=False).shift(3.1 * LEFT + 0.1 * DOWN)
        self.play(
            self.hull.animate.scale(plane.unit / self.hull.plane.unit).move_to(plane.hull(toy.VALUE, theme.value))
        )
        # The word whose weights are the most even is followed: there all that is mixed can be seen.
        weights = found[0].weights
        followed = int(np.argmin(weights.max(axis=1)))
        goal = plane.point(points[1][followed])
        lines = VGroup(
            *(
                Line(goal, plane.point(p)).set_stroke(theme.weight, THICK * float(w), 0.85)
                for p, w in zip(points[0], weights[followed], strict=True)
            )
        )
        self.share = Number(shares[0], 2, 150, weight=SEMIBOLD).set_x(4.75).on_baseline(0.35)
        named = Label("of the spread is left", look.LABEL, theme.muted).set_x(4.75).on_baseline(-0.5)
        self.count = Number(0, 0, look.TITLE, before="round ").set_x(4.75).on_baseline(1.9)
        self.play(GrowFromEdge(self.count, UP), GrowFromCenter(self.share), GrowFromEdge(named, UP), run_time=0.8)
        self.play(LaggedStart(*(Create(line) for line in lines), lag_ratio=0.3), run_time=1.4)
        mark = corners[followed].copy().set_fill(opacity=0).set_stroke(theme.ink, look.MARK)
        self.play(
            mark.animate.move_to(goal),
            *(line.animate(remover=True).scale(0.01, about_point=goal) for line in lines),
            run_time=1.4,
        )
        self.move(points[0], points[1], 1)
        self.play(mark.animate(remover=True).scale(1.8).set_stroke(opacity=0), run_time=0.4)

        self.step()
        for k in range(1, self.rounds):
            self.move(points[k], points[k + 1], k + 1)

    @staticmethod
    def spread(x: np.ndarray) -> float:
        """How far words are from their mean, as a share of what it is for the toy words."""
        far, first = (np.linalg.norm(a - a.mean(axis=0)) for a in (x, toy.VALUE))
        return float(far / first)

    def move(self, old: np.ndarray, new: np.ndarray, times: int) -> None:
        """Every token goes to its mix; the hull that they leave stays as an outline."""
        plane, hull, corners = self.plane, self.hull.hull, self.hull.corners
        ghost = hull.copy().set_fill(opacity=0).set_stroke(theme.value, look.THIN, 0.45)
        self.add(ghost)
        self.bring_to_front(corners)

        def lay(t: float) -> None:
            at = old + t * (new - old)
            for corner, point in zip(corners, at, strict=True):
                corner.move_to(plane.point(point))
            hull.become(Polygon(*(plane.point(p) for p in convex_hull(at))).match_style(hull))
            self.share.set_value(self.spread(at)).set_x(4.75)

        self.count.set_value(times).set_x(4.75)
        moving = VGroup(hull, corners, self.share, self.count)
        self.play(UpdateFromAlphaFunc(moving, lambda _, t: lay(t)), run_time=1.1)

    # Random layers: the states as rows of cells, and how much of them is not shared
    def stack_random_layers(self) -> None:
        kinds = {name: mean_residuals(switches) for name, switches in SWITCHES.items()}
        nets = {name: random_net(switches, 0) for name, switches in SWITCHES.items()}
        large = [
            mean_residuals(SWITCHES[name], gains=Gains(attention=self.gain))[-1]
            for name in ("attention alone", "skips only")
        ]
        slowed = mean_residuals(SWITCHES["MLP only"], 3, gains=Gains(mlp=self.mlp_gain))[-1]
        told = {f"{name.replace(' ', '_')}_{k}": f"{kinds[name][k]:.2f}" for name in kinds for k in (2, 3, LAYERS)}
        self.slide(
            "layers", "measured", keep=[self.hull.corners], tokens=str(TOKENS), width=str(WIDTH),
            layers=str(LAYERS), seeds=str(SEEDS), shown=str(TOKENS), gain=str(self.gain),
            mlp_gain=str(self.mlp_gain), slowed=f"{slowed:.2f}",
            **{f"large_{name}": f"{share:.2f}" for name, share in zip(("alone", "skips"), large, strict=True)}, **told,
        )  # fmt: skip
        first = nets["attention alone"]
        self.rows = StateRows(first[0].input[:, :TOKENS], self.side).move_to(4.1 * LEFT + 0.25 * DOWN)
        self.at = Number(0, 0, look.LABEL, before="layer ").next_to(self.rows, UP, buff=0.2).align_to(self.rows, LEFT)
        area = RoundedRectangle(0.01, width=7.9, height=5.5).move_to(2.65 * RIGHT + 0.15 * DOWN)
        colors = (*theme.series[:4], theme.ink)
        steps = range(LAYERS + 1)
        chart = CurveChart(
            area, [Series(n, steps, list(y), c, dots=False) for (n, y), c in zip(kinds.items(), colors, strict=True)],
            (0, 3, 6, 9, 12), (0, 0.5, 1), x_name="layers", y_name="not shared by all", name_size=look.SMALL,
        )  # fmt: skip
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(
            *(ReplacementTransform(corner, row) for corner, row in zip(self.hull.corners, self.rows[:4], strict=True)),
            LaggedStart(*(GrowFromEdge(row, LEFT) for row in self.rows[4:]), lag_ratio=0.05),
            GrowFromEdge(self.at, DOWN),
            run_time=1.4,
        )
        self.play(Create(chart.axes), *(GrowFromCenter(word) for word in words))
        self.remove(*self.rows)
        self.add(self.rows)
        self.run_through(chart, 0, first)
        for k, net in enumerate(list(nets.values())[1:], start=1):
            self.step()
            self.run_through(chart, k, net)
        self.chart = chart

    def run_through(self, chart: CurveChart, which: int, net: Sequence[Layer]) -> None:
        """The states go through a net, layer by layer, while its curve is drawn; then it has its name."""
        states = [net[0].input, *(layer.output for layer in net)]
        whole = chart.curves[which]
        drawn = Curve([chart.corner.get_center()], [], whole.line.get_color(), dots=False)

        def lay(t: float) -> None:
            at = t * LAYERS
            self.rows.show(states[round(at)][:, :TOKENS])
            self.at.set_value(round(at)).align_to(self.rows, LEFT)
            drawn.line.pointwise_become_partial(whole.line, 0, max(t, 1e-3))

        self.play(UpdateFromAlphaFunc(VGroup(self.rows, self.at), lambda _, t: lay(0)), run_time=0.4)
        moving = VGroup(self.rows, self.at, drawn)
        self.play(UpdateFromAlphaFunc(moving, lambda _, t: lay(t)), rate_func=linear, run_time=4.0)
        self.play(GrowFromEdge(chart.names[which], LEFT), run_time=0.5)
        self.remove(drawn)
        self.add(whole)

    # The trained encoder: what its skips carry is a dial
    def turn_the_skips_down(self) -> None:
        measured = load("collapse")
        own = measured["animal"]
        trained, states = np.array(own["residuals"]), np.array(own["states"])
        most, layers = len(trained) - 1, trained.shape[1] - 1
        shuffled = np.array(own["shuffled"])
        kept = [part["residuals"][-1][-1] for part in measured.values()]
        self.slide(
            "skips", "measured", keep=[self.chart.axes], whole=f"{trained[-1, -1]:.2f}",
            shuffled=f"{shuffled[-1, -1]:.2f}", start=f"{own['start'][-1]:.2f}", first=f"{trained[-1, 0]:.2f}",
            layers=str(layers), seeds=str(own["seeds"]), sentences=str(len(measured)),
            numbers=str(states.shape[2]), width=str(own["width"]), tokens=str(states.shape[1]),
            third=f"{trained[3 * most // 10, -1]:.2f}", least=f"{min(kept):.2f}",
        )  # fmt: skip
        rows = StateRows(states[-1], self.side)
        names = VGroup(*(Label(t, look.SMALLEST, theme.muted, verbatim=True) for t in own["tokens"]))
        rows.move_to(2.95 * LEFT + 0.25 * DOWN)
        for name, row in zip(names, rows, strict=True):
            name.next_to(row, LEFT, buff=0.15).centred_on(row.get_y())
        chart = Chart(
            tuple(range(layers + 1)), (0, 0.5, 1), x_name="layers", y_name="not shared by all", width=4.6, height=4.0
        )
        chart.move_to(2.65 * RIGHT + 0.45 * DOWN)
        reading = Number(most, 0, look.BODY, before="skips carry ", after=" %").next_to(rows, UP, buff=0.15)
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(
            LaggedStart(*(GrowFromEdge(row, LEFT) for row in rows), lag_ratio=0.05),
            LaggedStart(*(GrowFromEdge(name, RIGHT) for name in names), lag_ratio=0.05),
            ReplacementTransform(self.chart.axes, chart.axes),
            *(GrowFromCenter(word) for word in words),
            GrowFromEdge(reading, DOWN),
            run_time=1.4,
        )
        self.remove(*rows, chart.axes, *words)
        self.add(rows, chart)
        percent = ValueTracker(float(most))
        curves = VGroup(
            chart.curve(range(layers + 1), shuffled[-1], theme.series[1], dots=False),
            chart.curve(range(layers + 1), trained[-1], theme.ink, dots=False),
        )
        called = VGroup(
            Label("shuffled", look.LABEL, theme.series[1], SEMIBOLD), Label("trained", look.LABEL, theme.ink, SEMIBOLD)
        )

        def show() -> None:
            at = round(percent.get_value())
            rows.show(states[at])
            reading.set_value(at).set_x(rows.get_x())
            ends = []
            for curve, table in zip(curves, (shuffled, trained), strict=True):
                points = [chart.point(k, y) for k, y in enumerate(table[at])]
                curve.line.set_points_as_corners(points)
                ends.append(points[-1][1])
            for name, y in zip(called, spaced(ends, 0.4, chart.corner.get_y() + 0.1, 9), strict=True):
                name.align_to(chart.point(layers, 0) + 0.2 * RIGHT, LEFT).centred_on(y)

        show()
        self.play(Create(curves[1].line), run_time=1.6)
        self.play(GrowFromEdge(called[1], LEFT), run_time=0.4)

        self.step()
        self.play(Create(curves[0].line), run_time=1.4)
        self.play(GrowFromEdge(called[0], LEFT), run_time=0.4)
        moving = VGroup(rows, curves, called, reading)
        self.remove(rows, *curves, *called, reading)
        self.add(moving)

        self.step()
        moving.add_updater(lambda _: show())
        self.dial("carried by the skips", percent, most, 0, seconds=8, places=0, unit="%", whole=1, rest=0)
        moving.clear_updaters()
        show()

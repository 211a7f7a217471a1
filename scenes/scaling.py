"""Scaling: why scores are divided by the square root of their width."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import DOWN, LEFT, RIGHT, SEMIBOLD, UP, Create, FadeIn, FadeOut, LaggedStart, ReplacementTransform, VGroup

from attn_core.measures import saturation, score_density
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, CurveChart, Series
from scenes.mobjects.text import Formula, Number, Values
from scenes.theme import theme


class Scaling(LectureScene):
    """Spread of q · k by width, with and without the scale, and what it does to the largest weight."""

    widths = (4, 16, 64, 256)
    more_widths = (4, 16, 64, 256, 1024)
    pairs, keys, draws = 20_000, 16, 2000
    seed = 0

    def construct(self) -> None:
        self.spread_the_scores()
        self.divide_by_the_root()
        self.saturate()

    # Widen the vectors, spread the scores
    def spread_the_scores(self) -> None:
        self.slide("spread", "proved", pairs=str(self.pairs))
        self.chart = self.make_chart((-40, -20, 0, 20, 40), (0.0, 0.1, 0.2, 0.3), "score q · k")
        self.curves = self.make_curves(self.chart, scaled=False)
        names = self.make_names(lambda d: float(np.sqrt(d)))
        formula = Formula("sqrt(d)", look.HERO).move_to(5.2 * RIGHT + 1.6 * UP)
        self.play(FadeIn(self.chart), run_time=look.QUICK)
        for curve, name in zip(self.curves, names, strict=True):
            self.play(Create(curve), FadeIn(name), run_time=0.9)
        self.play(FadeIn(formula), run_time=look.QUICK)

    def make_chart(self, x_ticks: Values, y_ticks: Values, x_name: str) -> Chart:
        chart = Chart(x_ticks, y_ticks, x_name=x_name, y_name="density", width=8.0, height=3.9)
        return chart.move_to(self.stage).align_to(self.stage, LEFT)

    def make_curves(self, chart: Chart, *, scaled: bool) -> VGroup:
        """One outline of a histogram a width, its bins as wide as the spread, so that all have as many points."""
        rng = np.random.default_rng(self.seed)
        curves = VGroup()
        for d, color in zip(self.widths, theme.series, strict=True):
            edges = np.linspace(-2.5, 2.5, 26) * (1.0 if scaled else np.sqrt(d))
            density = score_density(d, edges, scaled=scaled, count=self.pairs, rng=rng)
            curves.add(chart.curve((edges[1:] + edges[:-1]) / 2, density, color, dots=False).line)
        return curves

    def make_names(self, spread: Callable[[float], float]) -> VGroup:
        names = VGroup()
        for i, d in enumerate(self.widths):
            color = theme.series[i]
            width = Number(d, 0, look.BODY, color, SEMIBOLD, before="d = ")
            value = Number(spread(d), 1, look.BODY, theme.ink, before="spread ")
            line = VGroup(width.on_baseline(0), value.on_baseline(0))
            width.align_to(2.6 * RIGHT, LEFT)
            value.align_to(4.4 * RIGHT, LEFT)
            names.add(line.shift((0.25 + 0.75 * i) * DOWN))
        return names

    # Divide by the root
    def divide_by_the_root(self) -> None:
        self.slide("divided", "proved", keep=(self.chart, self.curves))
        axis = self.make_chart((-4, -2, 0, 2, 4), (0.0, 0.2, 0.4, 0.6), "score divided by the root")
        axis.shift(self.chart.corner.get_center() - axis.corner.get_center())
        scaled = self.make_curves(axis, scaled=True)
        names = self.make_names(lambda d: 1.0)
        formula = Formula("(q dot.c k) / sqrt(d)", look.HERO).move_to(5.0 * RIGHT + 1.6 * UP)
        self.play(FadeOut(self.chart), FadeIn(axis), FadeIn(formula), run_time=look.QUICK)
        self.play(
            *(ReplacementTransform(a, b) for a, b in zip(self.curves, scaled, strict=True)),
            LaggedStart(*(FadeIn(name) for name in names), lag_ratio=0.3),
            run_time=look.SLOW,
        )

    # Let softmax saturate without it
    def saturate(self) -> None:
        self.slide("saturation", "measured", keys=str(self.keys), draws=str(self.draws))
        rng = np.random.default_rng(self.seed)
        found = {
            scaled: [
                saturation(d, scaled=scaled, keys=self.keys, trials=self.draws, rng=rng).largest
                for d in self.more_widths
            ]
            for scaled in (False, True)
        }
        chart = CurveChart(
            self.stage,
            (
                Series("raw", self.more_widths, found[False], theme.wrong),
                Series("scaled", self.more_widths, found[True], theme.weight),
            ),
            self.more_widths,
            (0.0, 0.25, 0.5, 0.75, 1.0),
            x_name="width d of queries and keys",
            y_name="largest weight",
            log_x=True,
            name_size=look.BODY,
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        for curve, name in zip(chart.curves, chart.names, strict=True):
            self.play(Create(curve), FadeIn(name), run_time=look.SLOW)

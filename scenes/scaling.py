"""Scaling: scores of wider vectors spread further, and why they are divided by the root of their width."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from attn_core import sentence, toy
from attn_core.attention import softmax
from attn_core.measures import Saturation, saturation, score_density, score_walks
from scenes import look
from scenes.cast import toy_bars, toy_row
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import WeightBars, span
from scenes.mobjects.chart import Chart
from scenes.mobjects.flight import born_of
from scenes.mobjects.text import Formula, Label, Number, formatted
from scenes.theme import theme

FLOOR, CLOUD = -1.95, 2.5  # heights on screen of the axis and of where the rain begins
EDGE = 6.35  # where the axis ends on screen
FAR = 4.5  # how many spreads a curve goes to each side


class Bell(VMobject):
    """The exact density of scores of a width over the axis of `Heap`, divided by ``root``."""

    def __init__(self, width: int, color: str):
        super().__init__(color=color, stroke_width=look.MARK)
        self.set_width(width)
        self.root = 1.0

    def set_width(self, width: int) -> None:
        """Take the density of another width."""
        self.width_of_scores, self.spread = width, float(np.sqrt(width))
        self.grid = np.linspace(-FAR, FAR, 301)
        self.density = score_density(width, self.grid * self.spread) * self.spread

    def lay(self, unit: float, high: float) -> Bell:
        """Draw it: a score of one is ``unit`` long, a density of one ``high``."""
        wide = self.spread / self.root * unit
        u = np.linspace(-1, 1, 121) * min(FAR, EDGE / wide)
        y = np.interp(u, self.grid, self.density) * self.root / self.spread * high
        self.set_points_as_corners(np.stack([u * wide, FLOOR + y, 0 * u], axis=1))
        return self


class Scaling(LectureScene):
    """Scores rain into heaps that widen with the width of the vectors; each is squeezed by its own root."""

    widths = (4, 16, 64)
    pairs, drops = 20_000, 44
    unit, zoomed, high = 0.285, 1.75, 8.0  # length of a score of one, before and after the root; of a density of one
    columns = 3.4, 5.3  # left edges of what is said of the three widths
    shown_pair = 253  # whose fall is shown push by push: picked, for they are large enough to be seen
    sharper = 4.0
    dialled = (2, 128)
    keys, draws = 16, 2000
    chart_widths = (8, 16, 32, 64, 128, 256)
    example, full, nudge = 64, 3.6, 1.0
    seed = 0

    def construct(self) -> None:
        self.vectors = np.random.default_rng(self.seed).normal(size=(2, self.pairs, self.dialled[1]))
        self.walks = score_walks(*self.vectors)
        self.spread_the_scores()
        self.divide_by_the_root()
        self.saturate()

    # Let scores rain into a heap
    def spread_the_scores(self) -> None:
        first, last = self.widths[0], self.widths[-1]
        self.spreads = {f"root{i}": f"{np.sqrt(d):.0f}" for i, d in enumerate(self.widths)}
        bars, scores = toy_bars(), toy_row().scaled[toy.FOLLOWED]
        self.slide(
            "spread", "proved", begin=[bars], pairs=f"{self.pairs:,}".replace(",", " "), narrow=str(first),
            wide=str(last), middle=str(self.widths[1]), **self.spreads,
        )  # fmt: skip
        factor = ValueTracker(1.0)
        number = Number(1, 1, look.HERO, weight=SEMIBOLD, before="scores × ").move_to([4.6, 2.2, 0])
        self.play(FadeIn(number, target_position=bars.bars[1]), run_time=look.QUICK)
        bars.add_updater(lambda m: m.set_weights(softmax(factor.get_value() * scores)))
        number.add_updater(lambda m: m.set_value(factor.get_value()))
        for target, seconds in ((self.sharper, 2.5), (0.0, 2.5), (1.0, 1.5)):
            self.play(factor.animate.set_value(target), run_time=seconds)
        bars.clear_updaters()
        number.clear_updaters()

        # Each product pushes the point to its side
        self.step()
        self.make_axis()
        points = VGroup(*(Dot([s * self.unit, FLOOR, 0], 0.06, color=theme.ink) for s in scores))
        self.play(
            FadeOut(number, bars.names, bars.numbers),
            ReplacementTransform(bars.base, self.axis),
            *(ReplacementTransform(bar, point) for bar, point in zip(bars.bars, points, strict=True)),
            run_time=look.MOTION,
        )
        width = Label("d = width", look.LABEL, theme.muted).align_to([self.columns[0], 0, 0], LEFT).on_baseline(2.45)
        self.play(FadeOut(*points), FadeIn(self.ticks, self.axis_name, width), run_time=look.QUICK)
        self.drop_one(first)
        self.bells, self.labels, self.feet = VGroup(), VGroup(), VGroup()
        self.fan, self.heap = VGroup(), self.make_heap(theme.series[1])
        self.rain(first, 0)

        # Four times as wide, twice the spread
        for i, width in enumerate(self.widths[1:], 1):
            self.step()
            self.rain(width, i)

    def make_axis(self) -> None:
        self.axis = Line(EDGE * LEFT, EDGE * RIGHT, color=theme.muted, stroke_width=look.LINE).set_y(FLOOR)
        self.ticks = VGroup(*(Number(n, 0, look.SMALL, theme.muted) for n in (-16, -8, 0, 8, 16)))
        for tick in self.ticks:
            tick.set_x(tick.value * self.unit).on_baseline(FLOOR - 0.45)
        self.axis_name = Label("q · k", look.LABEL).align_to(EDGE * RIGHT, RIGHT).on_baseline(FLOOR - 0.48)

    def make_heap(self, color: str) -> VGroup:
        """As many bars as the axis has whole scores; `pile` gives them their heights."""
        return VGroup(*(Rectangle(width=1, height=1, stroke_width=0) for _ in self.bins)).set_fill(color, 0.55)

    @property
    def bins(self) -> np.ndarray:
        """The middles of the bins, scores a whole number apart."""
        half = int(EDGE / self.unit)
        return np.arange(-half, half + 1)

    def pile(self, scores: np.ndarray, root: float = 1.0, unit: float | None = None) -> None:
        """Heap up scores, divided by a root; the bins are squeezed with them. Its whole area is all pairs."""
        unit = (unit or self.unit) / root
        heights = np.histogram(scores, np.append(self.bins, self.bins[-1] + 1) - 0.5)[0] / self.pairs * root * self.high
        for bar, middle, height in zip(self.heap, self.bins, heights, strict=True):
            span(bar, 0, (middle - 0.5) * unit + 0.005, (middle + 0.5) * unit - 0.005)
            span(bar, 1, FLOOR, FLOOR + max(height, 0.002))

    def path(self, walk: np.ndarray) -> np.ndarray:
        """A walk's points on screen ``[d + 1, 3]``, from the cloud to the floor."""
        y = np.linspace(CLOUD, FLOOR, len(walk))
        return np.stack([walk * self.unit, y, 0 * y], axis=1)

    def drop_one(self, width: int) -> None:
        """One pair of vectors, component by component: their product is the push that its point gets."""
        query, key = self.vectors[:, self.shown_pair, :width]
        walk = self.walks[self.shown_pair, : width + 1]
        way = self.path(walk)
        levels = (way[1:, 1] + way[:-1, 1]) / 2
        columns = VGroup()
        for x, values, color, name in ((-5.6, query, theme.query, "q"), (-3.7, key, theme.key, "k")):
            column = VGroup(Label(name, look.BODY, color, SEMIBOLD, verbatim=True).move_to([x, CLOUD + 0.05, 0]))
            column.add(Line([x, CLOUD - 0.3, 0], [x, FLOOR + 0.2, 0], color=color, stroke_width=look.HAIR))
            for y, value in zip(levels, values, strict=True):
                bar = Rectangle(width=abs(value) * 0.5, height=0.4, color=color, stroke_width=look.LINE)
                bar.set_fill(color, float(value > 0)).move_to([x + value * 0.25, y, 0])
                column.add(bar)
            columns.add(column)
        drop = Dot(way[0], 0.13, color=theme.ink)
        traces = VGroup(*(Line(a, b, color=theme.ink, stroke_width=look.LINE) for a, b in pairwise(way)))
        self.play(FadeIn(columns, shift=0.3 * RIGHT), FadeIn(drop, shift=0.3 * DOWN), run_time=look.QUICK)
        for i in range(width):
            pair = VGroup(columns[0][2 + i], columns[1][2 + i]).copy()
            trace = traces[i]
            self.play(pair.animate.move_to(trace).set_opacity(0), run_time=0.45)
            self.remove(pair)
            self.play(drop.animate(rate_func=linear).move_to(way[i + 1]), Create(trace, rate_func=linear), run_time=0.3)
        self.play(FadeOut(columns), traces.animate.set_stroke(opacity=0.25), run_time=look.QUICK)
        self.play(FadeOut(traces, drop), run_time=0.3)

    def rain(self, width: int, i: int) -> None:
        """Many pairs fall and heap up; the exact curve is drawn behind, and where the spread ends on both sides."""
        color = theme.series[i + 1]
        if i:
            self.play(
                *(bar.animate.stretch_to_fit_height(0.002).set_y(FLOOR) for bar in self.heap),
                FadeOut(self.fan),
                run_time=look.QUICK,
            )
        self.heap.set_fill(color, 0.55)
        seen = [walk for walk in self.walks[: 2 * self.drops, : width + 1] if np.abs(walk).max() * self.unit < EDGE]
        ways = [self.path(walk) for walk in seen[: self.drops]]
        drops = VGroup(*(Dot(way[0], 0.075, color=theme.ink) for way in ways))
        self.fan = VGroup(
            *(VMobject(stroke_color=color, stroke_width=look.HAIR).set_points_as_corners(way) for way in ways)
        ).set_stroke(opacity=0)
        starts = np.sort(np.random.default_rng(self.seed).uniform(0, 0.72, len(ways)))
        fall = 0.28

        def show(_: VGroup, share: float) -> None:
            for way, drop, trace, start in zip(ways, drops, self.fan, starts, strict=True):
                part = min(max((share - start) / fall, 0.0), 1.0)
                at = np.array([np.interp(part * (len(way) - 1), np.arange(len(way)), way[:, a]) for a in range(3)])
                drop.move_to(at).set_fill(opacity=float(0 < part < 1))
                trace.set_stroke(opacity=0.22 * part)
            landed = round(max(share - fall, 0) / (1 - fall) * self.pairs)
            self.pile(self.walks[:landed, width])

        self.add(self.fan, self.heap, drops)
        everything = VGroup(self.fan, self.heap, drops)
        self.play(UpdateFromAlphaFunc(everything, show), rate_func=linear, run_time=4)
        self.remove(everything, drops)
        self.add(self.fan, self.heap)

        bell = Bell(width, color).lay(self.unit, self.high)
        foot = bell.spread * self.unit
        top = FLOOR + float(score_density(width, [bell.spread])[0]) * self.high
        feet = VGroup(*(Line([x, FLOOR, 0], [x, top, 0], color=color, stroke_width=look.MARK) for x in (-foot, foot)))
        middle = (FLOOR + top) / 2
        feet.add(Line([0, middle, 0], [foot, middle, 0], color=color, stroke_width=look.MARK))
        label = VGroup(
            Number(width, 0, look.BODY, color, SEMIBOLD, before="d = "),
            Number(bell.spread, 0, look.BODY, theme.ink, before="spread "),
        )
        for part, left in zip(label, self.columns, strict=True):
            part.align_to([left, 0, 0], LEFT).on_baseline(1.8 - 0.7 * i)
        self.play(Create(bell), run_time=look.MOTION)
        self.play(
            *(Create(line) for line in feet),
            FadeIn(label, target_position=bell),
            self.fan.animate.set_stroke(opacity=0.1),
            run_time=look.QUICK,
        )
        self.bells.add(bell)
        self.labels.add(label)
        self.feet.add(feet)

    # Squeeze each heap by its own root
    def divide_by_the_root(self) -> None:
        low, high = self.dialled
        self.slide(
            "divided", "proved", keep=[self.axis, self.ticks, self.axis_name, self.bells, self.heap],
            low=str(low), high=str(high), **self.spreads,
        )  # fmt: skip
        last = self.widths[-1]
        name = Formula("(q dot.c k) / sqrt(d)", look.BODY).move_to([EDGE - 0.5, FLOOR - 0.55, 0])
        self.roots = VGroup()
        for i, bell in enumerate(self.bells):
            row = VGroup(
                Number(bell.width_of_scores, 0, look.BODY, bell.color.to_hex(), SEMIBOLD, before="d = "),
                Number(bell.spread, 0, look.BODY, before="÷ "),
            )
            for part, left in zip(row, self.columns, strict=True):
                part.align_to([left, 0, 0], LEFT).on_baseline(1.8 - 0.7 * i)
            self.roots.add(row)

            def squeeze(m: VMobject, share: float, bell: Bell = bell) -> None:
                bell.root = 1 + share * (bell.spread - 1)
                bell.lay(self.unit, self.high)
                if bell.width_of_scores == last:
                    self.pile(self.walks[:, last], bell.root)

            moving = VGroup(self.heap, bell) if bell.width_of_scores == last else bell
            self.play(
                FadeIn(row, target_position=bell), UpdateFromAlphaFunc(moving, squeeze), run_time=1.5, rate_func=smooth
            )
        self.play(FadeOut(self.axis_name), FadeIn(name), run_time=look.QUICK)
        self.axis_name = name
        self.come_nearer()
        top = FLOOR + float(score_density(last, [np.sqrt(last)])[0]) * np.sqrt(last) * self.high
        feet = VGroup(*(Line([x, FLOOR, 0], [x, top, 0]) for x in (-self.zoomed, self.zoomed)))
        feet.add(Line([0, FLOOR + 1, 0], [self.zoomed, FLOOR + 1, 0])).set_stroke(theme.ink, look.MARK)
        spread = Number(1, 0, look.BODY, before="spread ").align_to(feet, LEFT).shift((2 * self.zoomed + 0.35) * RIGHT)
        self.play(Create(feet), FadeIn(spread.on_baseline(top - 0.1)), run_time=look.QUICK)

        # Any width: the bell stands
        self.step()
        self.turn_the_width()

    def come_nearer(self) -> None:
        """Stretch the axis, its numbers with it, until a spread of one fills the stage."""
        far = self.ticks
        near = VGroup(*(Number(n, 0, look.SMALL, theme.muted) for n in (-3, -2, -1, 1, 2, 3)))

        def show(_: VGroup, share: float) -> None:
            unit = self.unit * (self.zoomed / self.unit) ** share
            for tick in (*far, *near):
                x = tick.value * unit
                tick.set_x(x).on_baseline(FLOOR - 0.45)
                seen = min(max((EDGE - 1.2 - abs(x)) / 0.5, 0.0), 1.0)
                tick.set_opacity(seen * (share if tick in near.submobjects else 1))
            for bell in self.bells:
                bell.lay(unit, self.high)
            self.pile(self.walks[:, self.widths[-1]], self.bells[-1].root, unit)

        moving = VGroup(far, near, self.heap, self.bells)
        show(moving, 0)
        self.add(moving)
        self.play(UpdateFromAlphaFunc(moving, show), run_time=look.SLOW)
        self.remove(moving, *far)
        self.ticks = VGroup(*far, *near)
        self.add(self.ticks, self.heap, self.bells)

    def turn_the_width(self) -> None:
        """The dial: the heap of scores over their root stands still, while the undivided one runs flat."""
        log = ValueTracker(float(self.widths[-1]))

        def width() -> int:
            return 2 * max(1, round(log.get_value() / 2))

        raw = Bell(width(), theme.muted).lay(self.zoomed, self.high)
        raw.set_stroke(width=look.LINE)
        bell = self.bells[-1]
        number = Number(width(), 0, look.HERO, theme.ink, SEMIBOLD, before="d = ").move_to([-4.4, 1.8, 0])
        whole = Label("undivided", look.LABEL, theme.muted).move_to([-5.3, -0.95, 0])
        self.play(
            FadeOut(self.roots, self.bells[:-1]), FadeIn(number, whole), FadeIn(raw, target_position=bell),
            run_time=look.MOTION,
        )  # fmt: skip

        bins = float(np.sqrt(self.widths[-1]))  # how many bins there are to a spread

        def show(_: VMobject) -> None:
            d = width()
            number.set_value(d)
            if d != bell.width_of_scores:
                raw.set_width(d)
                bell.set_width(d)
            bell.root = bell.spread
            raw.lay(self.zoomed, self.high)
            bell.lay(self.zoomed, self.high)
            self.pile(self.walks[:, d] * bins / bell.spread, bins, self.zoomed)

        moving = VGroup(raw, self.heap, bell, number)
        self.remove(*moving, self.bells)
        self.add(moving)
        moving.add_updater(show)
        self.dial("d", log, *self.dialled, seconds=6, places=0, log=True)
        moving.clear_updaters()
        self.bell = bell

    # Take softmax of some of them, as they are and divided
    def saturate(self) -> None:
        d = self.example
        found = [
            [
                saturation(w, scaled=scaled, keys=self.keys, trials=self.draws, rng=np.random.default_rng(self.seed))
                for w in self.chart_widths
            ]
            for scaled in (False, True)
        ]
        here = [row[self.chart_widths.index(d)] for row in found]
        own = sentence.load().heads["L3H1"][0].shape[-1]
        self.heads = {own: "MiniLM", 64: "Transformer", 128: "GPT-3"}
        facts = {
            f"{name}{i}": formatted(getattr(s, name), 2) for i, s in enumerate(here) for name in ("largest", "jacobian")
        }
        self.slide(
            "saturation", "measured", keep=[self.axis, self.heap, self.bell], keys=str(self.keys), width=str(d),
            draws=str(self.draws), narrow=str(self.chart_widths[0]), wide=str(self.chart_widths[-1]),
            heads=", ".join(self.heads.values()), **facts,
        )  # fmt: skip
        panels, walks = self.widen_two_panels()

        # Nudge the scores: what is saturated does not answer
        self.step()
        turn, shown = self.nudge_the_scores(panels, walks)

        # The same, many times and at the widths of real heads
        self.step()
        self.play(turn.animate.set_value(1.5), FadeOut(shown), FadeIn(self.tops), run_time=look.QUICK)
        for panel in panels:
            panel.clear_updaters()
        self.draw_chart(panels, found, here)

    def widen_two_panels(self) -> tuple[list[WeightBars], np.ndarray]:
        """Weights of one query over some keys, raw at the left and divided at the right, while the vectors widen."""
        d = self.example
        walks = score_walks(np.tile(self.vectors[0, 0], (self.keys, 1)), self.vectors[1, : self.keys])
        walks = walks[np.argsort(walks[:, d])]  # in the order of the width that is shown at the end
        width = ValueTracker(2.0)

        def weights(i: int) -> np.ndarray:
            w = round(width.get_value())
            return softmax(walks[:, w] / (np.sqrt(w) if i else 1))

        panels = [WeightBars(weights(i), height=self.full, width=0.28, gap=0.08, places=None) for i in (0, 1)]
        names = VGroup(Label("undivided", look.BODY, theme.muted), Formula("\u00f7 sqrt(d)", look.BODY))
        reading = Number(2, 0, look.HERO, weight=SEMIBOLD, before="d = ").move_to([1.4, 2.35, 0])
        self.draw = (
            Label("one draw", look.LABEL).align_to(reading, LEFT).shift(2.6 * RIGHT).on_baseline(reading.baseline)
        )
        points = VGroup()
        for i, (panel, x) in enumerate(zip(panels, (-3.4, 3.4), strict=True)):
            panel.shift([x, FLOOR - panel.base.get_y(), 0])
            names[i].move_to([x - 1.0 + i, 1.6, 0])
            points.add(*(Dot([s / np.sqrt(d) * self.zoomed, FLOOR, 0], 0.08, color=theme.ink) for s in walks[:, d]))
        bars = [bar for panel in panels for bar in panel.bars]
        self.play(LaggedStart(*(FadeIn(p, scale=0.2) for p in points[: self.keys]), lag_ratio=0.1), run_time=1)
        self.remove(*points)
        self.play(
            FadeOut(self.heap, self.bell),
            ReplacementTransform(self.axis, panels[0].base),
            TransformFromCopy(self.axis, panels[1].base),
            *(ReplacementTransform(p, bar) for p, bar in zip(points, bars, strict=True)),
            FadeIn(names, reading, self.draw),
            run_time=look.SLOW,
        )
        tops = VGroup(*(Number(p.weights.max(), 2, look.TITLE, theme.weight, SEMIBOLD) for p in panels))

        def show(_: VMobject) -> None:
            reading.set_value(round(width.get_value()))
            for i, (panel, top) in enumerate(zip(panels, tops, strict=True)):
                panel.set_weights(weights(i))
                self.crown(top, panel)

        moving = VGroup(*panels, tops, reading)
        show(moving)
        self.add(moving)
        moving.add_updater(show)
        self.play(width.animate(rate_func=linear).set_value(float(d)), run_time=5)
        moving.clear_updaters()
        self.remove(moving).add(*panels, tops, reading)
        self.names, self.tops, self.reading = names, tops, reading
        return panels, walks

    def nudge_the_scores(self, panels: Sequence[WeightBars], walks: np.ndarray) -> tuple[ValueTracker, VGroup]:
        """One nudge for both: drawn under each key, and what was before stays as an outline; all but the bars is given.

        The tracker counts rounds: at a half and at a whole there is no nudge.
        """
        d, wave = self.example, np.cos(4 * np.pi * np.arange(self.keys) / self.keys)
        turn = ValueTracker(0.0)

        def nudge() -> np.ndarray:
            return np.sin(2 * np.pi * turn.get_value()) * self.nudge * wave

        line, unit = FLOOR - 0.5, 0.35
        ghosts, pushes, words = VGroup(), VGroup(), VGroup(Label("nudge", look.LABEL).set_x(0).centred_on(line))
        for panel, word, name in zip(panels, ("stirs less", "answers"), self.names, strict=True):
            ghosts.add(*(bar.copy().set_fill(opacity=0).set_stroke(theme.ink, look.THIN, 0.7) for bar in panel.bars))
            pushes.add(*(Rectangle(width=0.2, height=1, color=theme.ink).set_x(bar.get_x()) for bar in panel.bars))
            words.add(Label(word, look.BODY, weight=SEMIBOLD).move_to(name).shift(0.75 * DOWN))

        def show(_: VMobject) -> None:
            for push, score in zip(pushes, np.tile(nudge(), 2), strict=True):
                span(push, 1, line + min(score * unit, -0.01), line + max(score * unit, 0.01))
                push.set_fill(opacity=float(score > 0)).set_stroke(width=look.THIN)

        show(pushes)
        pushes.add_updater(show)
        for panel, root in zip(panels, (1, np.sqrt(d)), strict=True):
            panel.add_updater(lambda m, root=root: m.set_weights(softmax(walks[:, d] / root + nudge())))
        self.play(FadeOut(self.tops), FadeIn(pushes, words[0], ghosts), run_time=look.QUICK)
        self.play(turn.animate.set_value(0.25), run_time=look.MOTION)
        self.play(FadeIn(words[1:]), run_time=look.QUICK)
        with self.loop():
            self.play(turn.animate(rate_func=linear).set_value(1.25), run_time=4)
        pushes.clear_updaters()
        return turn, VGroup(ghosts, pushes, words)

    @staticmethod
    def crown(number: Number, panel: WeightBars) -> None:
        """Set the largest weight over its bar."""
        best = panel.bars[int(panel.weights.argmax())]
        number.set_value(panel.weights.max()).set_x(best.get_x()).on_baseline(best.get_top()[1] + 0.15)

    def draw_chart(
        self,
        panels: Sequence[WeightBars],
        found: Sequence[Sequence[Saturation]],
        here: Sequence[Saturation],
    ) -> None:
        """The mean weights by rank; the largest of them go into a chart over widths, at their height."""
        before = [panel.weights for panel in panels]

        def average(_: VMobject, share: float) -> None:
            for panel, was, top, mean in zip(panels, before, self.tops, here, strict=True):
                panel.set_weights((1 - share) * was + share * mean.by_rank)
                self.crown(top, panel)

        moving = VGroup(*panels, self.tops)
        self.remove(*panels, self.tops).add(moving)
        mean = Number(self.draws, 0, look.LABEL, before="mean of ", after=" draws")
        mean.align_to(self.draw, LEFT).on_baseline(self.draw.baseline)
        self.play(FadeOut(self.draw), born_of(mean, self.draw), UpdateFromAlphaFunc(moving, average), run_time=1.5)
        self.hold()
        self.remove(moving).add(*panels, self.tops)
        chart = Chart(
            self.chart_widths,
            (0, 0.5, 1),
            x_name="d",
            y_name="mean largest weight",
            width=9.6,
            height=self.full,
            log_x=True,
            size=look.LABEL,
        )
        chart.shift(np.array([-5.3, FLOOR, 0]) - chart.corner.get_center())
        chart.x_name.next_to(chart.axes[0], RIGHT, buff=0.15)
        marks = VGroup()
        for width, name in self.heads.items():
            foot = chart.point(width, 0)
            marks.add(Label(name, look.SMALL, theme.ink, verbatim=True).set_x(foot[0]).on_baseline(FLOOR - 0.9))
        colors = theme.muted, theme.weight
        curves = [
            chart.curve(self.chart_widths, [s.largest for s in row], color)
            for row, color in zip(found, colors, strict=True)
        ]
        at = self.chart_widths.index(self.example)
        names = VGroup()
        for curve, name in zip(curves, self.names, strict=True):
            names.add(name.copy().next_to(curve.line.get_end(), RIGHT, buff=0.25))
        rest = [bar for panel in panels for bar in panel.bars[:-1]]
        tops = [top.copy().next_to(curve[1 + at], UP, buff=0.12) for top, curve in zip(self.tops, curves, strict=True)]
        place = chart.point(self.example, 0)[0]
        tall = [panel.bars[-1] for panel in panels]
        self.play(
            FadeOut(*rest, self.reading, mean, panels[1].base), ReplacementTransform(panels[0].base, chart.axes),
            FadeIn(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name),
            *(bar.animate.set_x(place) for bar in tall),
            *(Transform(top, goal) for top, goal in zip(self.tops, tops, strict=True)),
            *(Transform(name, goal) for name, goal in zip(self.names, names, strict=True)),
            run_time=look.SLOW,
        )  # fmt: skip
        for bar, curve in zip(tall, curves, strict=True):
            self.add(curve[1 + at])
            self.play(bar.animate.stretch_to_fit_height(0.01).move_to(curve[1 + at]), run_time=0.7)
            self.remove(bar)
        self.play(*(Create(curve.line) for curve in curves), run_time=1.5)
        self.play(
            *(FadeIn(dot) for curve in curves for i, dot in enumerate(curve[1:]) if i != at),
            FadeIn(marks, shift=0.2 * UP),
            run_time=look.QUICK,
        )  # fmt: skip
        self.remove(*(part for curve in curves for part in curve))
        self.add(*curves)

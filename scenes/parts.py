"""Parts: a sheet of everything scenes are built from. In no edition; `invoke storyboard --only parts` draws it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Indicate,
    Mobject,
    Rectangle,
    ValueTracker,
    VGroup,
)

from attn_core import toy
from attn_core.attention import attend, mix, similarity
from attn_core.machines import parity, run
from attn_core.measures import convex_hull
from scenes import look, words
from scenes.lecture_scene import EVIDENCE, LectureScene, Tag
from scenes.mobjects.bars import ScoreBars, ShareColumn, WeightBars
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.machine import AutomatonView, StateBox
from scenes.mobjects.matrix import MatrixView
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.text import Formula, Label, Number
from scenes.mobjects.tokens import SymbolRow, TokenRow, attention_arcs
from scenes.palette import Palette
from scenes.theme import theme


class Parts(LectureScene):
    """Every part once, under its name in the code, with the toy example's numbers."""

    sizes = ("HERO", "TITLE", "BODY", "LABEL", "SMALL", "SMALLEST")
    word = (1, 0, 1, 1)

    def construct(self) -> None:
        self.result = attend(toy.QUERY, toy.KEY, toy.VALUE, scale=1.0)
        self.weights = self.result.weights[toy.FOLLOWED]
        self.show_colors()
        self.show_type()
        self.show_tokens()
        self.show_arrays()
        self.show_bars()
        self.show_a_number_line()
        self.show_a_chart()
        self.run_a_machine()

    def turn_page(self, local_id: str, evidence: str, *parts: Mobject) -> None:
        """The sheet's next page: its parts take the place of the last page's."""
        page, before = VGroup(*parts), getattr(self, "page", None)
        if before is None:
            self.slide(local_id, evidence, begin=[page])
            self.play(Indicate(page[0][0], scale_factor=1.02))
        else:
            self.remove(before).add(before)  # also what was played by itself
            self.slide(local_id, evidence, keep=[before], along=[FadeOut(before), FadeIn(page)])
        self.page = page

    @staticmethod
    def named(name: str, part: Mobject) -> VGroup:
        """A part over its name in the code."""
        return VGroup(part, Label(name, look.SMALL, theme.muted, verbatim=True).next_to(part, DOWN, buff=0.3))

    # Show the colours of the roles
    def show_colors(self) -> None:
        swatches = VGroup()
        for role in (field.name for field in fields(Palette) if field.name != "background"):
            colors = theme.series if role == "series" else (getattr(theme, role),)
            width = 2.0 / len(colors)
            area = VGroup(*(Rectangle(width=width, height=0.7, stroke_width=0).set_fill(c, 1) for c in colors))
            swatches.add(self.named(f"theme.{role}", area.arrange(RIGHT, buff=0)))
        swatches.arrange_in_grid(cols=5, buff=(0.5, 0.5)).move_to(self.stage)
        self.turn_page("colours", "schematic", swatches)

    # Show type, numbers, formulas and tags
    def show_type(self) -> None:
        scale = VGroup(
            *(Label(f"Label(text, look.{size})", getattr(look, size), verbatim=True) for size in self.sizes)
        ).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        others = VGroup(
            self.named("Number", Number(self.weights.max(), 2, look.TITLE, theme.weight, SEMIBOLD, before="weight ")),
            self.named("Formula", Formula("sqrt({{ d : key }})", look.TITLE, key=theme.key)),
            self.named("Tag", VGroup(*map(Tag, EVIDENCE)).arrange_in_grid(cols=2, buff=0.2)),
        ).arrange(DOWN, buff=0.4)
        VGroup(scale, others).arrange(RIGHT, buff=0.9).move_to(self.stage)
        self.turn_page("type", "schematic", scale, others)

    # Show tokens and lines of attention
    def show_tokens(self) -> None:
        starts = np.cumsum([0, *(len(token) + 1 for token in toy.TOKENS)])
        spans = [(int(start), int(start) + len(token)) for start, token in zip(starts, toy.TOKENS, strict=False)]
        row = TokenRow(" ".join(toy.TOKENS), spans, size=look.TITLE).shift(0.9 * UP)
        arcs = attention_arcs(row, toy.FOLLOWED, self.weights)
        mark = row.mark(toy.FOLLOWED, "query", theme.query)
        names = self.named("TokenRow, attention_arcs, mark", VGroup(row, mark))[1]
        symbols = self.named("SymbolRow", SymbolRow((*self.word, "(", "[")).shift(1.4 * DOWN))
        self.turn_page("tokens", "constructed", row, mark, names, symbols)
        self.play(*(Create(arc) for arc in arcs), run_time=look.MOTION)
        self.page.add(arcs)

    # Show a matrix and a plane
    def show_arrays(self) -> None:
        view = MatrixView(
            similarity(toy.QUERY, toy.KEY),
            places=0,
            row_names=toy.TOKENS,
            column_names=toy.TOKENS,
            row_color=theme.query,
            column_color=theme.key,
            cell=0.75,
            name_size=look.SMALL,
        )
        plane = VectorPlane((3, 2), unit=0.85)
        drawn = VGroup(plane, plane.hull(convex_hull(toy.VALUE), theme.value))
        for token, value in zip(toy.TOKENS, toy.VALUE, strict=True):
            drawn.add(plane.arrow(value, theme.value), plane.tip_name(token, value, theme.value, look.SMALL))
        pair = VGroup(self.named("MatrixView", view), self.named("VectorPlane, arrow, tip_name, hull", drawn))
        pair.arrange(RIGHT, buff=1.2, aligned_edge=DOWN).move_to(self.stage)
        self.turn_page("arrays", "constructed", pair)

    # Show bars for shares and for values of either sign
    def show_bars(self) -> None:
        scores = similarity(toy.QUERY, toy.KEY)[toy.FOLLOWED]
        pair = VGroup(
            self.named("WeightBars", WeightBars(self.weights, toy.TOKENS, width=0.7, gap=0.5)),
            self.named("ScoreBars", ScoreBars(scores, toy.TOKENS, unit=0.8, width=0.5, gap=0.5, places=0)),
            self.named("ShareColumn", ShareColumn(self.weights, toy.TOKENS, full=3)),
        ).arrange(RIGHT, buff=0.7, aligned_edge=DOWN)
        self.turn_page("bars", "constructed", pair.move_to(self.stage))

    # Show a number line, with a dial and a loop
    def show_a_number_line(self) -> None:
        share, ends = ValueTracker(0.5), np.array([[3.0], [4.0]])

        def reply() -> float:
            return float(mix(np.array([[1 - share.get_value(), share.get_value()]]), ends)[0, 0])

        ray = NumberRay(0, 6, reply())
        marks = VGroup(ray.span(3, 4, theme.value), ray.dots((3, 4), theme.value), ray.never(5, "never"))
        name = self.named("NumberRay, span, dots, never; self.dial, self.loop", ray.axis)[1]
        self.turn_page("line", "constructed", ray, marks, name)
        ray.reading.add_updater(lambda _: ray.read(reply()))
        self.dial("weight", share, 0, 1, places=2)
        self.step()
        with self.loop():
            for end in (1.0, 0.0, 0.5):
                self.play(share.animate.set_value(end), run_time=look.SLOW)
        ray.reading.clear_updaters()

    # Show a chart that spaces the names of its curves
    def show_a_chart(self) -> None:
        betas = np.array([0.25, 0.5, 1, 2, 4])
        key = toy.TOKENS.index("street")
        weights = np.array([attend(b * toy.QUERY, toy.KEY, toy.VALUE, scale=1.0).weights[:, key] for b in betas])
        colors = (theme.series[0], theme.series[1], theme.series[3], theme.weight)
        chart = CurveChart(
            self.stage,
            [Series(t, betas, weights[:, i], colors[i]) for i, t in enumerate(toy.TOKENS)],
            betas,
            (0, 0.5, 1),
            x_name="sharpness β of the scores",
            y_name=words.say("weight on “{key}”", key=toy.TOKENS[key]),
            log_x=True,
        )
        self.turn_page("chart", "constructed", chart)
        for curve, name in zip(chart.curves, chart.names, strict=True):
            self.play(Create(curve), FadeIn(name), run_time=look.QUICK)
        self.page.add(*chart.curves, *chart.names)

    # Run a machine, with words for its states
    def run_a_machine(self) -> None:
        machine, names = parity(), dict[Hashable, str]({0: "even", 1: "odd"})
        trace = run(machine, self.word)
        rule = {(names[s], x): names[machine.step(s, x)] for s in (0, 1) for x in (0, 1)}
        view = self.named("AutomatonView", AutomatonView(list(names.values()), rule, gap=2.0)).shift(3.4 * LEFT)
        word = SymbolRow(self.word).move_to([3.4, 1.6, 0])
        box = StateBox(names[machine.start])
        self.turn_page("machine", "constructed", view, word, self.named("StateBox", box).move_to([3.4, -0.6, 0]))
        self.step()
        for part, state in zip(word.boxes, trace.states[1:], strict=True):
            self.play(part.animate.set_stroke(theme.program), box.turn_over(names[state]), run_time=look.QUICK)

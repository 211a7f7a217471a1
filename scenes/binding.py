"""Binding: x := 3, y := x, x := 5; what is y?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    ArcBetweenPoints,
    Create,
    FadeIn,
    FadeOut,
    RoundedRectangle,
    SurroundingRectangle,
    VGroup,
)

from attn_core.machines import Assignment, RegisterMachine, parse_program, run
from attn_core.memory import binding_accuracy, lookup, register_answer
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.halves import Halves
from scenes.mobjects.text import Label, Number, row_of, symbol
from scenes.theme import theme


class Binding(LectureScene):
    """A register machine against lookups that follow copies, on three lines and on random programs."""

    program = "x := 3\ny := x\nx := 5"
    asked = "y"
    lengths = (4, 8, 16, 32)
    programs, seed = 4000, 0

    def construct(self) -> None:
        self.lines = parse_program(self.program)
        self.run_the_registers()
        self.follow_the_copies()
        self.lengthen_the_programs()

    # Run the register machine
    def run_the_registers(self) -> None:
        self.slide("registers", "constructed")
        code = self.make_code(self.lines).move_to(4.0 * LEFT)
        names = sorted({a.target for a in self.lines})
        boxes = VGroup(*(self.make_register(name) for name in names)).arrange(RIGHT, buff=1.2).move_to(2.9 * RIGHT)
        question = Label(f"{self.asked} ?", look.HERO, theme.query, SEMIBOLD).next_to(code, DOWN, buff=0.55)
        question.align_to(code, LEFT)
        self.play(FadeIn(code), FadeIn(question), run_time=look.MOTION)
        self.play(FadeIn(boxes), run_time=look.MOTION)
        trace = run(RegisterMachine(), self.lines)
        shown: dict[str, Number] = {}
        for line, (before, after) in zip(code, pairwise(trace.states), strict=True):
            mark = SurroundingRectangle(
                line, color=theme.program, buff=0.16, stroke_width=look.MARK, corner_radius=look.SMALL_CORNER
            )
            self.play(FadeIn(mark), run_time=0.35)
            changed = dict(after).items() - dict(before).items()
            for name, value in changed:
                number = Number(value, 0, look.HERO, weight=SEMIBOLD).move_to(boxes[names.index(name)][0])
                leaving = [FadeOut(shown[name], shift=0.35 * UP)] if name in shown else []
                self.play(*leaving, FadeIn(number, shift=0.35 * UP), run_time=0.7)
                shown[name] = number
            self.wait(0.4)
            self.remove(mark)
        ring = SurroundingRectangle(
            boxes[names.index(self.asked)][0],
            color=theme.query,
            buff=0.12,
            stroke_width=look.STRONG,
            corner_radius=look.CORNER,
        )
        self.play(Create(ring), run_time=look.QUICK)

    @staticmethod
    def make_code(lines: tuple[Assignment, ...]) -> VGroup:
        """The program, a line an assignment; numbers are numbers."""
        code = VGroup()
        for i, a in enumerate(lines):
            left = Label(f"{a.target} :=", look.HERO)
            code.add(row_of([left, symbol(a.source, look.HERO)], buff=0.25, baseline=-0.95 * i).align_to(LEFT, LEFT))
        return code

    @staticmethod
    def make_register(name: str) -> VGroup:
        box = RoundedRectangle(
            corner_radius=look.CORNER, width=1.9, height=1.9, color=theme.state, stroke_width=look.STRONG
        )
        box.set_fill(theme.state_fill, 1)
        return VGroup(box, Label(name, look.TITLE, theme.state, SEMIBOLD).next_to(box, DOWN, buff=0.3))

    # Follow the copies, at the end or as they were written
    def follow_the_copies(self) -> None:
        self.slide("lookup", "constructed")
        halves = Halves("asked at the end", "as it was written", theme.weight)
        self.play(FadeIn(halves), run_time=look.QUICK)
        for causal, place in ((False, halves.left_at(0.45)), (True, halves.right_at(0.45))):
            if causal:
                self.step()
            code = self.make_code(self.lines).scale(0.82).move_to(place).shift(0.3 * LEFT)
            found = lookup(self.lines, self.asked, len(self.lines), causal=causal)
            places = [self.lines.index(a) for a in found.chain]
            question = Label(f"{self.asked} ?", look.TITLE, theme.query, SEMIBOLD)
            question.align_to(code, LEFT).on_baseline(code.get_bottom()[1] - 0.75)
            self.play(FadeIn(code), FadeIn(question), run_time=look.QUICK)
            stops = [question.get_right(), *(code[p].get_right() for p in places)]
            for start, end in pairwise(stops):
                angle = 1.6 if end[1] > start[1] else -1.6
                arc = ArcBetweenPoints(
                    [code.get_right()[0] + 0.2, start[1], 0], [code.get_right()[0] + 0.2, end[1], 0],
                    angle=angle, color=theme.weight, stroke_width=look.HEAVY,
                )  # fmt: skip
                self.play(Create(arc.add_tip(tip_length=look.TIP, tip_width=look.TIP)), run_time=0.8)
            answer = found.answers[-1]
            assert answer is not None, f"{self.program!r} reads a name before it is written"
            right = answer == register_answer(self.lines, self.asked)
            verdict = Label("right" if right else "wrong", look.BODY, theme.value if right else theme.wrong, SEMIBOLD)
            reply = Number(answer, 0, look.HERO, weight=SEMIBOLD, before=f"{self.asked} = ")
            line = row_of([reply, verdict], buff=0.5).set_x(place[0]).shift((-2.45 - reply.baseline) * UP)
            self.play(FadeIn(line), run_time=look.QUICK)

    # Lengthen the programs
    def lengthen_the_programs(self) -> None:
        self.slide("accuracy", "measured", programs=str(self.programs))
        rng = np.random.default_rng(self.seed)
        table = {n: binding_accuracy(n, self.programs, rng) for n in self.lengths}
        hops = theme.series
        readers = (
            ("register", "register", theme.state),
            ("4 causal", "four hops", hops[3]),
            ("2 causal", "two hops", hops[2]),
            ("8 at query time", "eight, at the end", theme.muted),
            ("1 causal", "one hop", hops[0]),
        )
        chart = CurveChart(
            self.stage,
            [Series(name, self.lengths, [table[n][key] for n in self.lengths], color) for key, name, color in readers],
            self.lengths,
            (0.4, 0.6, 0.8, 1.0),
            x_name="lines of the program",
            y_name="share answered right",
            log_x=True,
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        for curve, name in zip(chart.curves, chart.names, strict=True):
            self.play(Create(curve), FadeIn(name), run_time=0.9)

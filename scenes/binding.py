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
from scenes.mobjects.chart import Chart
from scenes.mobjects.halves import Halves
from scenes.mobjects.text import Label, Number, row_of
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
        self.slide(
            "registers",
            "Three lines. What is y?",
            "constructed",
            "A register machine: the state is overwritten, line by line",
        )
        code = self.make_code(self.lines).move_to(4.0 * LEFT)
        names = sorted({a.target for a in self.lines})
        boxes = VGroup(*(self.make_register(name) for name in names)).arrange(RIGHT, buff=1.2).move_to(2.9 * RIGHT)
        question = Label(f"{self.asked} ?", look.HERO, theme.query, SEMIBOLD).next_to(code, DOWN, buff=0.55)
        question.align_to(code, LEFT)
        self.play(FadeIn(code), FadeIn(question), run_time=look.MOTION)
        self.play(FadeIn(boxes), run_time=look.MOTION)
        trace, shown = run(RegisterMachine(), self.lines), {}
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
            right = Number(a.source, 0, look.HERO) if isinstance(a.source, int) else Label(a.source, look.HERO)
            code.add(row_of([left, right], buff=0.25, baseline=-0.95 * i).align_to(LEFT, LEFT))
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
        self.slide(
            "lookup",
            "A lookup must know when, not only what",
            "constructed",
            "Each arc is one hard attention layer: the latest write of a name",
        )
        halves = Halves("asked at the end", "as it was written")
        self.play(FadeIn(halves), run_time=look.QUICK)
        for causal, place in ((False, halves.left_at(0.45)), (True, halves.right_at(0.45))):
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
            right = answer == register_answer(self.lines, self.asked)
            verdict = Label("right" if right else "wrong", look.BODY, theme.value if right else theme.state, SEMIBOLD)
            reply = Number(answer, 0, look.HERO, weight=SEMIBOLD, before=f"{self.asked} = ")
            line = row_of([reply, verdict], buff=0.5).set_x(place[0]).shift((-2.45 - reply.baseline) * UP)
            self.play(FadeIn(line), run_time=look.QUICK)

    # Lengthen the programs
    def lengthen_the_programs(self) -> None:
        self.slide(
            "accuracy", "Every hop helps; a register needs none", "measured",
            f"{self.programs} random programs a length, five names, half copies; idealised layers of hard lookup",
        )  # fmt: skip
        rng = np.random.default_rng(self.seed)
        table = {n: binding_accuracy(n, self.programs, rng) for n in self.lengths}
        chart = Chart(
            self.lengths, (0.4, 0.6, 0.8, 1.0), x_name="lines of the program", y_name="share answered right",
            width=7.6, height=3.9, log_x=True,
        )  # fmt: skip
        chart.move_to(self.stage).shift(1.3 * LEFT)
        readers = (
            ("register", "register", theme.state, 0.16),
            ("4 causal", "four hops", theme.weight, -0.12),
            ("2 causal", "two hops", theme.weight, 0),
            ("8 at query time", "eight, at the end", theme.key, 0.05),
            ("1 causal", "one hop", theme.weight, 0),
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        for key, name, color, lift in readers:
            curve = chart.curve(self.lengths, [table[n][key] for n in self.lengths], color)
            self.play(Create(curve), FadeIn(chart.name_curve(curve, name, lift=lift)), run_time=0.9)

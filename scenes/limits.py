"""Limits: what one head is linear in, how little one token moves it, and that it writes nothing over."""

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
    Dot,
    FadeIn,
    LaggedStart,
    Line,
    Rectangle,
    ValueTracker,
    VGroup,
)

from attn_core.attention import mix, softmax
from attn_core.machines import RegisterMachine, parse_program, run
from attn_core.measures import superposition_error
from attn_core.memory import additive, content_mean, delta_rule
from attn_core.parity import influence, influence_bound
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class Limits(LectureScene):
    """The fair version of "attention is only mixing", and what is left of it."""

    seed, tokens, width = 0, 6, 4
    values = (3.0, 4.0, 9.0, 1.0)
    sharpness = (0, 0.5, 1, 2, 8)
    lengths = (8, 16, 32, 64, 128, 256, 512, 1024)
    writes = (3.0, 5.0)

    def construct(self) -> None:
        self.test_superposition()
        self.select_the_largest()
        self.move_one_token()
        self.write_twice()

    # Test superposition with frozen and live weights
    def test_superposition(self) -> None:
        self.slide(
            "linear",
            "Linear in the values, not in the words",
            "proved",
            "Relative error on a random instance; the frozen case is algebra",
        )
        rng = np.random.default_rng(self.seed)
        error = superposition_error(*rng.normal(size=(2, self.tokens, self.width)))
        rows = (
            ("weights frozen", "f(X + Y) = f(X) + f(Y)", error.frozen, theme.value),
            ("weights live", "f(X + Y) = f(X) + f(Y)", error.sum, theme.state),
            ("weights live", "f(X + X) = f(X) + f(X)", error.double, theme.state),
        )
        group = VGroup()
        for i, (name, law, value, color) in enumerate(rows):
            y = 1.25 - 1.5 * i
            words = Label(name, look.BODY, color, SEMIBOLD).align_to(6.5 * LEFT, LEFT).on_baseline(y)
            formula = Label(law, look.BODY).align_to(2.55 * LEFT, LEFT).on_baseline(y)
            bar = Rectangle(width=max(value * 4.2, 0.03), height=0.5, stroke_width=0).set_fill(color, 1)
            bar.move_to([2.75, y + 0.12, 0], aligned_edge=LEFT)
            number = Number(value, 2, look.BODY, weight=SEMIBOLD).next_to(bar, RIGHT, buff=0.25).on_baseline(y)
            group.add(VGroup(words, formula, bar, number))
        head = Label("error", look.LABEL, theme.muted).align_to(2.75 * RIGHT, LEFT).on_baseline(2.05)
        self.play(FadeIn(head), run_time=look.QUICK)
        for row in group:
            self.play(FadeIn(row[:2]), run_time=look.QUICK)
            self.play(FadeIn(row[2:], shift=0.2 * RIGHT), run_time=look.MOTION)

    # Select the largest of four numbers
    def select_the_largest(self) -> None:
        self.slide(
            "select", "And it can select: a soft maximum", "proved", "Scores β · value: from the mean to the largest"
        )
        line = Line(5.6 * LEFT, 5.6 * RIGHT, color=theme.muted, stroke_width=look.LINE).shift(0.9 * DOWN)

        def at(number: float) -> np.ndarray:
            return line.get_left() + (number / 10) * line.width * RIGHT

        ticks = VGroup(*(Number(n, 0, look.LABEL, theme.muted).move_to(at(n)).on_baseline(-1.7) for n in range(11)))
        values = np.array(self.values)
        dots = VGroup(*(Dot(at(v), radius=0.17, color=theme.value) for v in values))
        beta = ValueTracker(0.0)

        def reply() -> float:
            return float(mix(softmax(beta.get_value() * values)[None], values[:, None])[0, 0])

        pointer = VGroup(Line(UP, DOWN, color=theme.ink, stroke_width=look.HEAVY).set_length(0.9))
        number = Number(reply(), 3, look.HERO, weight=SEMIBOLD)
        setting = Number(0, 1, look.TITLE, theme.weight, before="β = ").on_baseline(1.75)
        pointer.add_updater(lambda m: m.next_to(at(reply()), UP, buff=0.2))
        number.add_updater(lambda m: m.set_value(reply()).next_to(pointer, UP, buff=0.2))
        setting.add_updater(lambda m: m.set_value(beta.get_value()))
        VGroup(pointer, number, setting).update()
        self.play(Create(line), FadeIn(ticks), FadeIn(dots), run_time=look.MOTION)
        self.play(FadeIn(pointer), FadeIn(number), FadeIn(setting), run_time=look.QUICK)
        for target in self.sharpness[1:]:
            self.play(beta.animate.set_value(target), run_time=1.2)
            self.wait(0.4)
        for moving in (pointer, number, setting):
            moving.clear_updaters()

    # Move one token among many
    def move_one_token(self) -> None:
        self.slide(
            "influence",
            "One token among n moves a head by O(1/n)",
            "proved",
            "Bound 4Me^(2B)/n: Hahn 2020. A small margin, not a wrong answer: Chiang, Cholak 2022",
        )
        chart = Chart(
            self.lengths, (0.001, 0.01, 0.1, 1.0), x_name="number n of tokens", y_name="change of the output",
            width=8.6, height=3.9, log_x=True, log_y=True,
        )  # fmt: skip
        chart.move_to(self.stage).shift(0.9 * LEFT)
        bound = chart.curve(self.lengths, [influence_bound(n) for n in self.lengths], theme.muted, dots=False)
        moved = chart.curve(self.lengths, [influence(n) for n in self.lengths], theme.value)
        names = VGroup(
            chart.name_curve(bound, "bound", look.LABEL),
            chart.name_curve(moved, "worst word", look.LABEL),
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        self.play(Create(bound), FadeIn(names[0]), run_time=look.MOTION)
        self.play(Create(moved), FadeIn(names[1]), run_time=look.SLOW)

    # Write twice and read
    def write_twice(self) -> None:
        first, second = self.writes
        self.slide(
            "written",
            "Nothing is written over: old and new are averaged",
            "constructed",
            "One key written twice, then read; delta rule: Schlag, Irie, Schmidhuber 2021",
        )
        key = np.array([1.0, 0.0])
        keys, values = np.array([key, key]), np.array([[first], [second]])
        program = parse_program(f"x := {first:.0f}; x := {second:.0f}")
        answers = (
            ("softmax by content", "averages", float(content_mean(keys, values, key)[0]), theme.weight),
            ("additive memory", "adds", float(additive(keys, values).read(key)[0]), theme.value),
            ("delta rule", "replaces", float(delta_rule(keys, values).read(key)[0]), theme.program),
            ("register", "replaces", float(dict(run(RegisterMachine(), program).final)["x"]), theme.state),
        )
        code = VGroup(
            Number(first, 0, look.HERO, before="x := ").on_baseline(1.0),
            Number(second, 0, look.HERO, before="x := ").on_baseline(0.0),
            Label("x ?", look.HERO, theme.query, SEMIBOLD).on_baseline(-1.25),
        )
        for line in code:
            line.align_to(6.0 * LEFT, LEFT)
        rows = VGroup()
        for i, (name, verb, value, color) in enumerate(answers):
            y = 1.35 - 1.15 * i
            rows.add(
                VGroup(
                    Label(name, look.BODY, color, SEMIBOLD).align_to(1.6 * LEFT, LEFT).on_baseline(y),
                    Label(verb, look.BODY, theme.muted).align_to(2.85 * RIGHT, LEFT).on_baseline(y),
                    Number(value, 0, look.TITLE, weight=SEMIBOLD).align_to(6.2 * RIGHT, RIGHT).on_baseline(y),
                )
            )
        divider = DashedLine(1.9 * UP, 2.6 * DOWN, color=theme.faint, stroke_width=look.LINE).shift(2.4 * LEFT)
        self.play(LaggedStart(*(FadeIn(line, shift=0.2 * UP) for line in code), lag_ratio=0.6), run_time=look.SLOW)
        self.play(Create(divider), run_time=look.QUICK)
        for row in rows:
            self.play(FadeIn(row, shift=0.2 * RIGHT), run_time=0.7)

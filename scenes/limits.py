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
    FadeIn,
    LaggedStart,
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
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.ray import NumberRay
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
        self.slide("linear", "proved")
        rng = np.random.default_rng(self.seed)
        error = superposition_error(*rng.normal(size=(2, self.tokens, self.width)))
        rows = (
            ("weights frozen", "f(X + Y) = f(X) + f(Y)", error.frozen, theme.value),
            ("weights live", "f(X + Y) = f(X) + f(Y)", error.sum, theme.wrong),
            ("weights live", "f(X + X) = f(X) + f(X)", error.double, theme.wrong),
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
        self.slide("select", "proved")
        values = np.array(self.values)
        beta = ValueTracker(0.0)

        def reply() -> float:
            return float(mix(softmax(beta.get_value() * values)[None], values[:, None])[0, 0])

        ray = NumberRay(0, 10, reply(), places=3).shift(0.9 * DOWN)
        dots = ray.dots(self.values, theme.value)
        setting = Number(0, 1, look.TITLE, theme.weight, before="β = ").on_baseline(1.75)
        self.play(FadeIn(ray.axis), FadeIn(dots), run_time=look.MOTION)
        self.play(FadeIn(ray.reading), FadeIn(setting), run_time=look.QUICK)
        ray.reading.add_updater(lambda _: ray.read(reply()))
        setting.add_updater(lambda m: m.set_value(beta.get_value()))
        for target in self.sharpness[1:]:
            self.play(beta.animate.set_value(target), run_time=1.2)
            self.wait(0.4)
        for moving in (ray.reading, setting):
            moving.clear_updaters()

    # Move one token among many
    def move_one_token(self) -> None:
        self.slide("influence", "proved")
        chart = CurveChart(
            self.stage,
            (
                Series("bound", self.lengths, [influence_bound(n) for n in self.lengths], theme.muted, dots=False),
                Series("worst word", self.lengths, [influence(n) for n in self.lengths], theme.value),
            ),
            self.lengths,
            (0.001, 0.01, 0.1, 1.0),
            x_name="number n of tokens",
            y_name="change of the output",
            log_x=True,
            log_y=True,
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        for curve, name, seconds in zip(chart.curves, chart.names, (look.MOTION, look.SLOW), strict=True):
            self.play(Create(curve), FadeIn(name), run_time=seconds)

    # Write twice and read
    def write_twice(self) -> None:
        first, second = self.writes
        self.slide("written", "constructed")
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

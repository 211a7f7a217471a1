"""Parity: the averaging head and the automaton read the same growing word."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Arrow,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    Line,
    RoundedRectangle,
    Square,
    VGroup,
)

from attn_core import machines
from attn_core.parity import average, influence, influence_bound, margin, readout_accuracy
from scenes import theme as look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart
from scenes.mobjects.halves import Halves
from scenes.mobjects.machine import StateBox
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.theme import theme


class Parity(LectureScene):
    """Is the number of ones even? A mean holds the answer ever more finely; a state holds it plainly."""

    word = (1, 0, 1, 1, 0, 1, 0, 1)
    lengths = (4, 8, 16, 32)
    readout_lengths = (4, 8, 16, 32, 64, 128, 256)
    influence_lengths = (8, 16, 32, 64, 128, 256, 512, 1024)

    def construct(self) -> None:
        self.read_the_same_word()
        self.shrink_the_margin()
        self.move_one_token()
        self.read_it_out()

    # Let both read the same growing word
    def read_the_same_word(self) -> None:
        self.slide(
            "word",
            "Is the number of ones even?",
            "proved",
            "Left: uniform attention, best single threshold on the mean. Right: s ← s ⊕ x",
        )
        halves = Halves()
        left, right = self.make_word(halves.left_at(1.6)), self.make_word(halves.right_at(1.6))
        mean = RoundedRectangle(corner_radius=0.14, width=2.5, height=1.15, color=theme.value, stroke_width=5)
        mean.set_fill(theme.background, 1).move_to(halves.left_at(-0.55))
        box = StateBox(machines.parity().start, side=1.35).move_to(halves.right_at(-0.5))
        trace = machines.run(machines.parity(), self.word)
        accounts = self.make_accounts(halves)
        self.play(FadeIn(halves), FadeIn(mean), FadeIn(box), FadeIn(accounts), run_time=look.MOTION)

        lines, mean_number, arrow = VGroup(), None, None
        for n in range(1, len(self.word) + 1):
            head = average(self.word[:n])
            new_lines = self.make_lines(left.boxes[:n], mean, head.weights[0])
            number = Number(head.output[0, 0], 3, look.TITLE, theme.value, look.SEMIBOLD).move_to(mean)
            new_arrow = Arrow(
                right.boxes[n - 1].get_bottom(),
                box.get_top(),
                buff=0.1,
                color=theme.state,
                stroke_width=6,
                tip_length=0.24,
            )
            pace = 1.2 if n <= 2 else 0.9
            self.remove(lines, *([arrow] if arrow else []))
            lines, arrow = new_lines, new_arrow
            accounts[0].set_value(margin(n))
            accounts[1].set_value(100 * readout_accuracy(n))
            self.add(lines[:-1])
            self.play(
                FadeIn(left[n - 1], scale=0.8),
                FadeIn(right[n - 1], scale=0.8),
                Create(lines[-1]),
                *([FadeOut(mean_number, run_time=pace / 2)] if mean_number else []),
                FadeIn(number),
                Create(arrow),
                box.overwrite(trace.states[n]),
                run_time=pace,
            )
            self.add(lines)
            mean_number = number

    def make_word(self, place: np.ndarray) -> SymbolRow:
        return SymbolRow(self.word, side=0.66, buff=0.09, size=look.LABEL).move_to(place)

    @staticmethod
    def make_lines(boxes: VGroup, mean: RoundedRectangle, weights: np.ndarray) -> VGroup:
        """From every symbol to the mean, as wide as its weight."""
        foot = mean.get_top() + 0.04 * UP
        spread = np.linspace(-0.5, 0.5, len(boxes)) if len(boxes) > 1 else np.zeros(1)
        return VGroup(
            *(
                Line(box.get_bottom() + 0.05 * DOWN, foot + s * RIGHT, color=theme.weight, stroke_width=1.2 + 22 * w)
                for box, w, s in zip(boxes, weights, spread, strict=True)
            )
        )

    @staticmethod
    def make_accounts(halves: Halves) -> VGroup:
        """What one bit does, and how often the best simple readout is right, left and right."""
        texts = (("one bit moves it by ", 3, ""), ("right on ", 1, " % of words"))
        group = VGroup()
        for side, values in ((halves.left_at, (1.0, 100.0)), (halves.right_at, (1.0, 100.0))):
            for i, ((before, places, after), value) in enumerate(zip(texts, values, strict=True)):
                places = 0 if side == halves.right_at else places
                number = Number(value, places, look.LABEL, before=before, after=after)
                group.add(number.move_to(side(0)).on_baseline(-1.95 - 0.62 * i))
        return group

    # Shrink the margin
    def shrink_the_margin(self) -> None:
        self.slide(
            "margin",
            "The mean holds the answer, in ever finer stripes",
            "proved",
            "Means of words of n bits: circles even, squares odd",
        )
        width, top, step = 9.6, 1.5, 1.25
        for i, n in enumerate(self.lengths):
            y = top - step * i
            line = Line(width / 2 * LEFT, width / 2 * RIGHT, color=theme.faint, stroke_width=3).move_to([-0.3, y, 0])
            name = Number(n, 0, look.BODY, before="n = ").next_to(line, LEFT, buff=0.4).on_baseline(y - 0.12)
            size = min(0.15, 0.42 * width / n / 2)
            marks = VGroup(
                *(self.make_mark(k, size).move_to(line.get_left() + width * k / n * RIGHT) for k in range(n + 1))
            )
            margin = (
                Number(n, 0, look.BODY, theme.value, before="1/").next_to(line, RIGHT, buff=0.4).on_baseline(y - 0.12)
            )
            if i == 0:
                ends = VGroup(*(Number(v, 0, look.LABEL, theme.muted) for v in (0, 1)))
                for end, x in zip(ends, (line.get_left()[0], line.get_right()[0]), strict=True):
                    end.set_x(x).on_baseline(y + 0.35)
                head = Label("margin", look.LABEL, theme.value).set_x(margin.get_x()).on_baseline(y + 0.5)
                self.play(FadeIn(ends), FadeIn(head), run_time=look.QUICK)
            self.play(FadeIn(line), FadeIn(name), run_time=0.3)
            self.play(FadeIn(marks, lag_ratio=0.5 / n), FadeIn(margin), run_time=look.MOTION)

    @staticmethod
    def make_mark(k: int, size: float) -> VGroup:
        """A count of ones: a filled circle when even, an open square when odd; never by colour alone."""
        if k % 2 == 0:
            return Circle(radius=size, color=theme.value, stroke_width=0).set_fill(theme.value, 1)
        return Square(2 * size * 0.86, color=theme.state, stroke_width=4)

    # Move one token
    def move_one_token(self) -> None:
        self.slide(
            "influence",
            "One token moves a softmax head by O(1/n)",
            "proved",
            "Bound 4Me^(2B)/n: Hahn 2020. A small margin, not a wrong answer: Chiang, Cholak 2022",
        )
        lengths = self.influence_lengths
        chart = Chart(
            lengths,
            (0.001, 0.01, 0.1, 1.0),
            x_name="length n of the word",
            y_name="change of the output",
            width=8.6,
            height=3.9,
            log_x=True,
            log_y=True,
        )
        chart.move_to(self.stage).shift(0.9 * LEFT)
        bound = chart.curve(lengths, [influence_bound(n) for n in lengths], theme.muted, dots=False)
        moved = chart.curve(lengths, [influence(n) for n in lengths], theme.value)
        names = VGroup(
            Label("bound", look.LABEL, theme.muted).next_to(bound[0].get_end(), RIGHT, buff=0.25),
            Label("worst word", look.LABEL, theme.value).next_to(moved[0].get_end(), RIGHT, buff=0.25),
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        self.play(Create(bound), FadeIn(names[0]), run_time=look.MOTION)
        self.play(Create(moved), FadeIn(names[1]), run_time=look.SLOW)

    # Read the answer out of the mean
    def read_it_out(self) -> None:
        self.slide(
            "readout",
            "One threshold on the mean tends to a coin toss",
            "proved",
            "Best single threshold over all words of n bits, by exact counting",
        )
        lengths = self.readout_lengths
        chart = Chart(
            lengths,
            (0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
            x_name="length n of the word",
            y_name="share of words answered right",
            width=8.6,
            height=3.9,
            log_x=True,
        )
        chart.move_to(self.stage).shift(0.9 * LEFT)
        machine = chart.curve(lengths, [self.automaton_accuracy(n) for n in lengths], theme.state)
        head = chart.curve(lengths, [readout_accuracy(n) for n in lengths], theme.weight)
        names = VGroup(
            Label("state", look.BODY, theme.state, look.SEMIBOLD).next_to(machine[0].get_end(), RIGHT, buff=0.25),
            Label("mean", look.BODY, theme.weight, look.SEMIBOLD).next_to(head[0].get_end(), RIGHT, buff=0.25),
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        self.play(Create(machine), FadeIn(names[0]), run_time=look.MOTION)
        self.play(Create(head), FadeIn(names[1]), run_time=look.SLOW)

    @staticmethod
    def automaton_accuracy(n: int) -> float:
        """Share of words of n bits on which the automaton is right, a word for each number of ones."""
        words = [(1,) * k + (0,) * (n - k) for k in range(n + 1)]
        return float(np.mean([machines.run(machines.parity(), w).states[-1] == sum(w) % 2 for w in words]))

"""Parity: the averaging head and the automaton read the same growing word."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    RoundedRectangle,
    Square,
    VGroup,
)

from attn_core import machines
from attn_core.parity import average, margin, readout_accuracy
from attn_core.trained import by_bins, load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.halves import Halves
from scenes.mobjects.machine import StateBox, read_word
from scenes.mobjects.matrix import MatrixView
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow, weight_width
from scenes.theme import theme


class Parity(LectureScene):
    """Is the number of ones even? A mean holds the answer ever more finely; a state holds it plainly."""

    word = (1, 0, 1, 1, 0, 1, 0, 1)
    lengths = (4, 8, 16, 32)
    readout_lengths = (4, 8, 16, 32, 64, 128, 256)
    bins = ((1, 10), (11, 20), (21, 40), (41, 80), (81, 200), (201, 400))
    length = 20

    def construct(self) -> None:
        self.read_the_same_word()
        self.shrink_the_margin()
        self.read_it_out()
        self.train_on_short_words()
        self.count_the_ones()

    # Let both read the same growing word
    def read_the_same_word(self) -> None:
        self.slide("word", "proved")
        halves = Halves()
        left, right = self.make_word(halves.left_at(1.6)), self.make_word(halves.right_at(1.6))
        mean = RoundedRectangle(
            corner_radius=look.CORNER, width=2.5, height=1.15, color=theme.value, stroke_width=look.MARK
        )
        mean.set_fill(theme.background, 1).move_to(halves.left_at(-0.55))
        box = StateBox(machines.parity().start, side=1.35).move_to(halves.right_at(-0.5))
        trace = machines.run(machines.parity(), self.word)
        accounts = self.make_accounts(halves)
        self.play(FadeIn(halves), FadeIn(mean), FadeIn(box), FadeIn(accounts), run_time=look.MOTION)

        heads = [average(self.word[:n]) for n in range(1, len(self.word) + 1)]
        fans = [self.make_lines(left.boxes[:n], mean, head.weights[0]) for n, head in enumerate(heads, 1)]
        means = [Number(h.output[0, 0], 3, look.TITLE, theme.value, SEMIBOLD).move_to(mean) for h in heads]

        def mix_one_more(t: int) -> list[Animation]:
            leaving = [FadeOut(fans[t - 1]), FadeOut(means[t - 1])] if t else []
            accounts[0].set_value(margin(t + 1))
            accounts[1].set_value(100 * readout_accuracy(t + 1))
            symbols = FadeIn(left[t], scale=0.8), FadeIn(right[t], scale=0.8)
            return [*symbols, *leaving, FadeIn(fans[t][:-1]), Create(fans[t][-1]), FadeIn(means[t])]

        read_word(self, box, right, trace.states[1:], pace=0.5, meanwhile=mix_one_more)

    def make_word(self, place: np.ndarray) -> SymbolRow:
        return SymbolRow(self.word, side=0.66, buff=0.09, size=look.LABEL).move_to(place)

    @staticmethod
    def make_lines(boxes: VGroup, mean: RoundedRectangle, weights: np.ndarray) -> VGroup:
        """From every symbol to the mean, as wide as its weight."""
        foot = mean.get_top() + 0.04 * UP
        spread = np.linspace(-0.5, 0.5, len(boxes)) if len(boxes) > 1 else np.zeros(1)
        return VGroup(
            *(
                Line(box.get_bottom() + 0.05 * DOWN, foot + s * RIGHT, color=theme.weight, stroke_width=weight_width(w))
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
        self.slide("margin", "proved")
        width, top, step = 9.6, 1.5, 1.25
        for i, n in enumerate(self.lengths):
            y = top - step * i
            line = Line(width / 2 * LEFT, width / 2 * RIGHT, color=theme.faint, stroke_width=look.LINE).move_to(
                [-0.3, y, 0]
            )
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
        return Square(2 * size * 0.86, color=theme.ink, stroke_width=look.LINE)

    # Read the answer out of the mean
    def read_it_out(self) -> None:
        self.slide("readout", "proved")
        lengths = self.readout_lengths
        chart = CurveChart(
            self.stage,
            (
                Series("state", lengths, [self.automaton_accuracy(n) for n in lengths], theme.state),
                Series("mean", lengths, [readout_accuracy(n) for n in lengths], theme.weight),
            ),
            lengths,
            (0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
            x_name="length n of the word",
            y_name="share of words answered right",
            log_x=True,
            name_size=look.BODY,
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        for curve, name, seconds in zip(chart.curves, chart.names, (look.MOTION, look.SLOW), strict=True):
            self.play(Create(curve), FadeIn(name), run_time=seconds)

    @staticmethod
    def automaton_accuracy(n: int) -> float:
        """Share of words of n bits on which the automaton is right, a word for each number of ones."""
        words = [(1,) * k + (0,) * (n - k) for k in range(n + 1)]
        return float(np.mean([machines.run(machines.parity(), w).states[-1] == sum(w) % 2 for w in words]))

    # Train on short words, test on long ones
    def train_on_short_words(self) -> None:
        runs = load("parity")
        some = runs["elman"]
        self.slide("trained", "measured", bits=str(some.train_length), seeds=str(some.seeds))
        ends = [last for _, last in self.bins]
        models = (
            ("elman", "recurrent", theme.state),
            ("scratchpad", "writes its state", theme.program),
            ("transformer-2", "two layers", theme.series[3]),
            ("transformer-1", "one layer", theme.series[2]),
            ("attention-only", "attention only", theme.series[0]),
        )
        series = []
        for key, name, color in models:
            curve = runs[key].curve("by_length").mean(axis=0)
            bins = [b for b in self.bins if b[1] <= len(curve)]
            series.append(Series(name, [last for _, last in bins], by_bins(curve, bins), color))
        chart = CurveChart(
            self.stage,
            series,
            ends,
            (0.4, 0.6, 0.8, 1.0),
            x_name="words of up to so many bits",
            y_name="answers right",
            log_x=True,
        )
        self.play(FadeIn(chart), run_time=look.QUICK)
        for drawn, label in zip(chart.curves, chart.names, strict=True):
            self.play(Create(drawn), FadeIn(label), run_time=1.1)

    # Count the ones, not the bits
    def count_the_ones(self) -> None:
        runs = load("parity")
        some = runs["elman"]
        facts = {"length": self.length, "bits": some.train_length, "seeds": some.seeds}
        self.slide("ones", "measured", **{name: str(fact) for name, fact in facts.items()})
        strips, names = VGroup(), VGroup()
        for model, name, color in (
            ("elman", "recurrent", theme.state),
            ("transformer-1", "one layer", theme.series[2]),
            ("attention-only", "attention only", theme.series[0]),
        ):
            seeds = runs[model].curve("by_ones", str(self.length))
            strips.add(MatrixView(seeds, cell=0.42, color=color, low=0, high=1))
            names.add(Label(name, look.LABEL, color, SEMIBOLD))
        strips.arrange(DOWN, buff=0.28).move_to(self.stage).align_to(self.stage, RIGHT).shift(0.2 * UP)
        for strip, name in zip(strips, names, strict=True):
            name.align_to(self.stage, LEFT).on_baseline(strip.get_y() - 0.09)
        foot = strips.get_bottom()[1]
        ticks = VGroup(
            *(
                Number(k, 0, look.SMALL, theme.muted).set_x(strips[0].cells[0][k].get_x()).on_baseline(foot - 0.4)
                for k in range(0, self.length + 1, 2)
            )
        )
        axis = Label("number of ones", look.SMALL, theme.muted).align_to(self.stage, LEFT).on_baseline(foot - 0.4)
        self.play(FadeIn(names), FadeIn(ticks), FadeIn(axis), run_time=look.MOTION)
        for strip in strips:
            columns = [VGroup(*strip.column(k)) for k in range(self.length + 1)]
            self.play(LaggedStart(*(FadeIn(column) for column in columns), lag_ratio=0.3), run_time=look.SLOW)

"""Nets that were trained on parity: who goes on beyond the trained length, and what each says by number of ones."""

from __future__ import annotations

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    UR,
    Create,
    DashedLine,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    VGroup,
    linear,
)

from attn_core.machines import parity, run
from attn_core.trained import by_bins, load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.coin import make_coin
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.signs import parity_legend, parity_mark
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme


class ParityNets(LectureScene):
    """The second half of the scene of parity. It keeps ``axes``, those of the chart before."""

    word: tuple[int, ...]
    axes: VGroup
    control = "scratchpad-no-recency-3000"  # the hero without its bias, and trained longer
    counted = 20  # bits of the words that are sorted by their number of ones

    # Train on short words, test on long ones
    def train_on_short_words(self) -> None:
        runs = load("parity")
        bits = runs["elman"].train_length
        self.curves = {key: model.curve("by_length").mean(axis=0) for key, model in runs.items()}
        pad = len(self.curves["scratchpad"])
        facts = {"bits": bits, "seeds": runs["elman"].seeds, "longest": len(self.curves["elman"]), "pad": pad}
        facts["times"] = runs[self.control].steps // runs["scratchpad"].steps
        self.slide("trained", "measured", keep=[self.axes], **{name: str(fact) for name, fact in facts.items()})
        area = Rectangle(width=13.1, height=4.3).move_to([0, -0.85, 0])
        one_pass = (
            ("attention-only", "attention only", theme.series[0]),
            ("transformer-1", "one layer", theme.series[1]),
            ("transformer-2", "two layers", theme.series[2]),
        )
        series = [self.series(*model) for model in (*one_pass, ("elman", "recurrent", theme.state))]
        chart = CurveChart(
            area,
            series,
            (1, 2, 5, bits, 20, 50, 100, 200, 400),
            (0.4, 0.6, 0.8, 1.0),
            x_name="bits of the word",
            y_name="answers right",
            log_x=True,
        )
        # All three end at a coin: their names stand in the order in which they fall.
        falling = sorted(range(len(one_pass)), key=lambda i: self.curves[one_pass[i][0]].sum())
        heights = sorted(chart.names[i][0].get_y() for i in falling)
        for i, y in zip(falling, heights, strict=True):
            name = chart.names[i][0].set_y(y)
            ends = chart.curves[i].line.get_end() + 0.12 * RIGHT, [name.get_left()[0] - 0.08, y, 0]
            chart.names[i].submobjects[1:] = [Line(*ends, color=name.color, stroke_width=look.HAIR)]
        foot, top = chart.point(1, 0.4), chart.point(bits, 1.0)
        seen = Rectangle(width=top[0] - foot[0], height=chart.size[1], stroke_width=0).set_fill(theme.faint, 0.4)
        seen.move_to(foot, aligned_edge=DL)
        seen_name = Label("seen in training", look.SMALL, theme.muted).move_to(seen).on_baseline(foot[1] + 0.2)
        coin_line = DashedLine(chart.point(1, 0.5), chart.point(400, 0.5)).set_stroke(theme.muted, look.LINE)
        coin = make_coin(1).scale(0.6)
        coin_name = Label("a coin", look.SMALL, theme.muted).next_to(coin_line.get_start(), UR, buff=0.1)
        names = VGroup(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name)
        self.bring_to_back(seen)
        moving = [ReplacementTransform(old, new) for old, new in zip(self.axes, chart.axes, strict=True)]
        self.play(*moving, FadeIn(names), GrowFromEdge(seen, LEFT), FadeIn(seen_name), run_time=look.MOTION)
        # The coin of the stripes rolls, and leaves its line.
        rolling = MoveAlongPath(coin, Line(*coin_line.get_start_and_end()))
        self.play(Create(coin_line), rolling, FadeIn(coin_name), run_time=look.MOTION)
        self.play(FadeOut(coin), run_time=0.3)
        for i in range(3):
            self.play(Create(chart.curves[i], rate_func=linear), FadeIn(chart.names[i]), run_time=look.MOTION)

        # The hero: the same kind of net, but it writes
        self.step()
        word = self.word[:6]
        tape = ScratchpadTape(word, run(parity(), word).states[1:]).move_to([-2.3, 2.15, 0])
        tape.shift((2.2 - tape.given.get_y()) * UP + (-6.5 - tape.given.get_left()[0]) * RIGHT)
        about = VGroup(
            Label("also a transformer:", look.LABEL, theme.program, SEMIBOLD),
            Label("it writes its state down", look.LABEL, theme.program, SEMIBOLD),
        )
        for label, line in zip(about, (2.35, 1.9), strict=True):
            label.align_to([3.05, 0, 0], LEFT).on_baseline(line)
        self.play(FadeIn(about), run_time=look.QUICK)
        for t in range(len(word)):
            arrows = [Create(tape.looks[t - 1])] if t else []
            self.play(FadeIn(tape.given[t], shift=0.3 * LEFT), *arrows, run_time=0.4)
            self.play(GrowFromPoint(tape.written[t], tape.given[t].get_center()), run_time=0.3)
        written = self.series("scratchpad", "", theme.program)
        hero = chart.curve(written.x, written.y, written.color, dots=False)
        hero.line.set_stroke(width=look.HEAVY)
        end = Dot(hero.line.get_end(), 0.13, color=theme.program)
        end_name = Label("writes its state", look.LABEL, theme.program, SEMIBOLD)
        end_name.next_to(end, DOWN, buff=0.14).shift(0.6 * LEFT)
        asked = Number(pad, 0, look.SMALL, theme.program, before="asked up to ").next_to(end_name, DOWN, buff=0.14)
        self.play(Create(hero, rate_func=linear), run_time=look.SLOW)
        self.play(GrowFromCenter(end), FadeIn(end_name), FadeIn(asked), run_time=look.QUICK)

        # What it needs besides
        self.step()
        near = tape.fading(len(word) - 1)
        bias = Label("with a fixed bias to what is near", look.SMALL, theme.weight)
        bias.align_to([3.05, 0, 0], LEFT).on_baseline(1.45)
        self.play(FadeOut(tape.looks), *(Create(arc) for arc in near), FadeIn(bias), run_time=look.MOTION)
        without = self.series(self.control, "", theme.program)
        fall = chart.curve(without.x, without.y, without.color, dots=False)
        fall.line.set_stroke(width=look.LINE)
        fall.add(DashedVMobject(fall.line, 90))
        fall.line.set_stroke(opacity=0)
        fall_name = Label("without the bias", look.LABEL, theme.program, SEMIBOLD)
        fall_name.next_to(fall.line.get_end(), UP, buff=0.25)
        self.play(Create(fall, rate_func=linear), FadeIn(fall_name), run_time=look.SLOW)

        # A recurrent net keeps it in itself
        self.step()
        recurrent = chart.curves[3]
        recurrent.shows_state = chart.names[3][0].shows_state = True
        recurrent.line.set_stroke(width=2 * look.HEAVY)
        self.add(recurrent)
        self.bring_to_front(hero, end)
        drawing = Create(recurrent, rate_func=linear, introducer=False)
        self.play(drawing, FadeIn(chart.names[3]), run_time=look.SLOW)
        self.axis = chart.axes[0]
        self.net_names = {name[0].original_text: name[0] for name in chart.names}

    def series(self, key: str, name: str, color: str) -> Series:
        """A curve of right answers: a point a length, and for longer words a mean over lengths next to each other."""
        curve = self.curves[key]
        bins = bins_of(len(curve))
        middles = [(a + b) / 2 for a, b in bins[:-1]]
        return Series(name, [*middles, len(curve)], by_bins(curve, bins), color, dots=False)

    # Count the ones, not the bits
    def count_the_ones(self) -> None:
        runs = load("parity")
        n = self.counted
        models = {
            "elman": "recurrent",
            "transformer-1": "one layer",
            "attention-only": "attention only",
            "transformer-2": "two layers",
        }
        said_odd = {key: runs[key].curve("said_odd", str(n)) for key in models}
        ends = {key: [Ending(seed) for seed in seeds] for key, seeds in said_odd.items()}
        alike = {key: sum(end.kind == seeds[0].kind for end in seeds) for key, seeds in ends.items()}
        last = ("even", "odd")[ends["transformer-1"][0].says[-1]]
        seeds = runs["elman"].seeds
        facts = {"length": n, "bits": runs["elman"].train_length, "seeds": seeds, "last": last}
        shorts = {"elman": "rnn", "transformer-1": "one", "attention-only": "only", "transformer-2": "two"}
        for key, short in shorts.items():
            wrong = [end.right_to + 1 for end in ends[key]]
            facts |= {f"{short}_to": ends[key][0].right_to, f"{short}_alike": alike[key]}
            facts |= {f"{short}_low": min(wrong), f"{short}_high": max(wrong)}
        kept = [self.axis, *self.net_names.values()]
        self.slide("ones", "measured", keep=kept, **{name: str(fact) for name, fact in facts.items()})

        # The truth grows into stripes.
        x, counts = -3.75 + 0.5 * np.arange(n + 1), range(n + 1)
        axis = Line([x[0] - 0.25, -2.42, 0], [x[-1] + 0.25, -2.42, 0]).set_stroke(theme.muted, look.THIN)
        truth = VGroup(*(parity_mark(k, 0.13).move_to([x[k], -2.18, 0]) for k in counts))
        numbers = VGroup(
            *(Number(k, 0, look.SMALL, theme.muted).set_x(x[k]).on_baseline(-2.8) for k in counts if k % 2 == 0)
        )
        stripes = VGroup(*(Rectangle(width=0.5, height=4.7, stroke_width=0) for k in counts if k % 2 == 0))
        for k, stripe in enumerate(stripes.set_fill(theme.value, 0.16)):
            stripe.move_to([x[2 * k], -2.4, 0], aligned_edge=DOWN)
        names = VGroup(Label("the truth", look.SMALL, theme.muted), Label("number of ones", look.SMALL, theme.muted))
        for name, y in zip(names, (-2.25, -2.8), strict=True):
            name.align_to([-6.55, 0, 0], LEFT).on_baseline(y)
        heights = {name: 1.96 - 1.06 * i for i, name in enumerate(models.values())}
        legend = parity_legend().move_to([x[0] - 0.15, 2.62, 0], aligned_edge=LEFT)
        places = [
            net.animate.align_to([-6.55, 0, 0], LEFT).centred_on(heights[name] + 0.12)
            for name, net in reversed(self.net_names.items())
        ]
        lying = ReplacementTransform(self.axis, axis)
        self.play(lying, LaggedStart(*places, lag_ratio=0.35), FadeIn(numbers, names, legend), run_time=1.4)
        rising = [GrowFromPoint(mark, mark.get_center() + 0.25 * DOWN) for mark in truth]
        self.play(LaggedStart(*rising, lag_ratio=0.08), run_time=look.MOTION)
        self.bring_to_back(stripes)
        self.play(*(GrowFromEdge(stripe, DOWN) for stripe in stripes), run_time=look.MOTION)

        for i, (key, name) in enumerate(models.items()):
            if i in (1, 2):
                self.step()
            y, color = heights[name], theme.state if key == "elman" else theme.ink
            row = Answers(ends[key][0].says, x, y, color)
            same = Number(alike[key], 0, look.SMALL, theme.muted, after=f" of {seeds} seeds alike")
            self.play(FadeIn(same.align_to([-6.55, 0, 0], LEFT).centred_on(y - 0.3)), run_time=look.QUICK)
            self.add(row)
            self.play(LaggedStart(*(GrowFromCenter(answer) for answer in row), lag_ratio=0.08), run_time=2.4)
            if (right_to := ends[key][0].right_to) < n:
                place = [x[right_to] + 0.25, y, 0]
                stop = Line(0.3 * DOWN, 0.62 * UP).shift(place).set_stroke(theme.wrong, look.STRONG)
                counted = Number(right_to, 0, look.SMALL, theme.ink, SEMIBOLD, before="counts to ")
                counted.align_to(place + 0.14 * RIGHT, LEFT).centred_on(y + 0.44)
                self.play(GrowFromEdge(stop, UP), GrowFromPoint(counted, stop.get_top()), run_time=look.QUICK)


def bins_of(longest: int) -> list[tuple[int, int]]:
    """Lengths 1, 2, ... in bins that are an eighth as wide as they are long, the short ones alone."""
    bins, first = [], 1
    while first <= longest:
        last = min(first + first // 8, longest)
        bins.append((first, last))
        first = last + 1
    return bins


class Ending:
    """How a net goes on with more and more ones: what it ``says`` of most words, and up to where that is right."""

    def __init__(self, said_odd: np.ndarray):
        self.says = (said_odd > 0.5).astype(int)
        right = self.says == np.arange(len(self.says)) % 2
        self.right_to = (len(right) if right.all() else int(np.argmin(right))) - 1
        self.kind = "right" if right.all() else "one answer" if len(set(self.says[-3:])) == 1 else "other"


class Answers(VGroup):
    """What a net says of words with 0, 1, ... ones: even or odd, and under a wrong answer a cross."""

    def __init__(self, says: np.ndarray, x: np.ndarray, y: float, color: str):
        self.shows_state = color == theme.state
        super().__init__()
        for k, answer in enumerate(says):
            right = answer == k % 2
            mark = parity_mark(int(answer), 0.17, color if right else theme.wrong).move_to([x[k], y, 0])
            cross = Verdict(False, size=0.2).move_to([x[k], y - 0.37, 0])
            self.add(VGroup(mark, *([] if right else [cross])))

"""Scratchpad: a transformer that writes its state into its text, and believes what stands there, a lie too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    DashedLine,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    VGroup,
    linear,
    there_and_back,
)

from attn_core.machines import parity, run
from attn_core.trained import load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

PAIRS = 8  # of symbol and state on the tape


class Scratchpad(LectureScene):
    """A net writes the parity so far after every bit; one is written wrong, and it goes on from there."""

    filled = (MIXES, TRANSFORMS)
    before = 3  # pairs of the tape before the lie

    def construct(self) -> None:
        models = load("scratchpad")
        self.net, self.control = models["scratchpad"], models["no-recency"]
        self.s3 = load("scratchpad-s3")["scratchpad"]
        first = self.net.runs[0]
        self.word, self.said, self.lie = first["first"]["word"], first["first"]["said"], int(first["lie_at"])
        self.true = [int(str(state)) for state in run(parity(), self.word).states[1:]]
        self.facts = {
            "seeds": str(self.net.seeds), "length": str(len(self.word)), "bits": str(self.net.train_length),
            "lie": str(self.lie), "next": str(self.lie + 1), "steps": str(self.net.steps),
        }  # fmt: skip
        self.write_the_state()
        self.tell_a_lie()
        self.take_the_near_look_away()

    # Bit, state, bit, state: the answer so far goes into the text
    def write_the_state(self) -> None:
        tape = self.tape = self.make_tape(0, self.true)
        honest = self.net.curve("without")
        self.slide(
            "writes", "measured", begin=[tape.given[0], tape.written[0]], right=f"{honest.min():.3f}", **self.facts
        )
        for t in range(1, PAIRS):
            self.play(GrowFromEdge(tape.given[t], LEFT), run_time=0.3)
            self.play(Create(tape.looks[t - 1]), run_time=0.4)
            self.play(
                TransformFromCopy(tape.written[t - 1].box, tape.written[t].box),
                GrowFromPoint(tape.written[t].value, tape.given[t].get_center()),
                run_time=0.5,
            )
        self.remove(*tape.looks, *tape.given, *(part for box in tape.written for part in box))
        self.add(tape)

        self.step()
        chart = self.chart = Chart(
            (1, 10, 20, 30, 40, 50, 60), (0, 0.5, 1), x_name="bits of the word", y_name="right", width=11.2, height=1.75
        )
        chart.shift(np.array([-6.5, -2.95, 0]) - chart.get_corner(DOWN + LEFT))
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.coin = DashedLine(chart.point(1, 0.5), chart.point(len(self.word), 0.5)).set_stroke(theme.muted, look.LINE)
        self.play(Create(chart.axes), *(GrowFromCenter(word) for word in words), run_time=1.2)
        self.remove(chart.axes, *words)
        self.add(chart)
        self.curve = self.drawn(honest.mean(axis=0), theme.program)
        self.play(Create(self.coin), run_time=0.4)
        self.play(Create(self.curve, rate_func=linear), run_time=2.4)

    def make_tape(self, first: int, states: Sequence[int]) -> ScratchpadTape:
        """Eight pairs of the word from one place on."""
        last = first + PAIRS
        tape = ScratchpadTape(self.word[first:last], states[first:last], 0.72, 0.085)
        left = tape.given.get_left()[0]
        return tape.shift((1.38 - tape.given.get_y()) * UP + (-6.55 - left) * RIGHT)

    def drawn(self, shares: np.ndarray, color: str, first: int = 0) -> Curve:
        """A curve over the places of a word."""
        places = np.arange(first + 1, first + 1 + len(shares))
        curve = self.chart.curve(places, shares, color, dots=False)
        curve.line.set_stroke(width=look.STRONG)
        return curve

    # One state is written wrong, by hand
    def tell_a_lie(self) -> None:
        start = self.lie - 1 - self.before
        tape, old = self.make_tape(start, self.true), self.tape
        at = self.before
        shares = {name: self.net.curve(name) for name in ("true", "restarted")}
        self.slide(
            "lie", "measured", keep=[old, self.chart, self.coin, self.curve], **self.facts,
            before=f"{shares['true'][:, : self.lie - 1].min():.3f}",
            after=f"{shares['true'][:, self.lie - 1 :].max():.3f}",
            restarted=f"{shares['restarted'][:, self.lie :].min():.3f}",
        )  # fmt: skip
        places = VGroup(*(Number(start + t + 1, 0, look.SMALL, theme.muted) for t in range(PAIRS)))
        for number, given in zip(places, tape.given, strict=True):
            number.set_x(given.get_x()).on_baseline(1.92)
        kept = range(at + 1)
        self.play(
            *(ReplacementTransform(old.given[t], tape.given[t]) for t in kept),
            *(ReplacementTransform(old.written[t], tape.written[t]) for t in kept),
            *(ReplacementTransform(old.looks[t], tape.looks[t]) for t in range(at)),
            *(
                part.animate(remover=True).shift(9 * LEFT)
                for t in range(at + 1, PAIRS)
                for part in (old.given[t], old.written[t], old.looks[t - 1])
            ),
            LaggedStart(*(GrowFromEdge(number, DOWN) for number in places[: at + 1]), lag_ratio=0.1),
            run_time=1.6,
        )
        self.remove(old)
        self.verdicts: list[VGroup] = []
        for t in range(at):
            self.judge(tape, t, start, 0.35)
        box, wrong = tape.written[at], self.said[start + at]
        hand = Label("written by hand", look.LABEL, theme.wrong, SEMIBOLD).set_x(box.get_x()).on_baseline(2.45)
        mark = Line(hand.get_bottom() + 0.08 * DOWN, box.get_top() + 0.08 * UP).set_stroke(theme.wrong, look.STRONG)
        self.play(GrowFromEdge(hand, UP), Create(mark), run_time=0.6)
        self.play(box.turn_over(wrong), run_time=1.2)
        self.judge(tape, at, start, 0.5)

        self.step()
        for t in range(at + 1, PAIRS):
            self.play(GrowFromEdge(tape.given[t], LEFT), GrowFromEdge(places[t], DOWN), run_time=0.3)
            tape.written[t]._replace(self.said[start + t])
            self.play(Create(tape.looks[t - 1]), run_time=0.35)
            self.play(
                TransformFromCopy(tape.written[t - 1].box, tape.written[t].box),
                GrowFromPoint(VGroup(tape.written[t].value, tape.written[t].corners), tape.given[t].get_center()),
                run_time=0.45,
            )
            self.judge(tape, t, start, 0.3)
        self.remove(*tape.looks, *tape.given, *(part for box in tape.written for part in (box, *box)))
        self.add(tape)

        self.step()
        now = shares["true"].mean(axis=0)
        until = self.drawn(now[: self.lie - 1], theme.program)
        after = self.drawn(now[self.lie - 2 :], theme.program, self.lie - 2)
        self.remove(self.curve)
        self.add(until)
        ghost = self.curve.copy().set_stroke(opacity=0.25)
        self.add(ghost)
        edge = DashedLine(self.chart.point(self.lie, 0), self.chart.point(self.lie, 1))
        edge.set_stroke(theme.wrong, look.LINE)
        self.play(Create(edge), run_time=0.5)
        self.play(Create(after, rate_func=linear), run_time=1.6)
        swollen = (verdict.animate(rate_func=there_and_back).scale(1.25) for verdict in self.verdicts[at:])
        self.play(*swollen, run_time=0.8)
        self.parts = [tape, places, *self.verdicts, hand, mark, until, after, ghost, edge]

    def judge(self, tape: ScratchpadTape, t: int, start: int, seconds: float) -> None:
        """The true parity below a state, as its mark, and whether the state is that."""
        box, true = tape.written[t], self.true[start + t]
        said = self.said[start + t]
        mark = parity_mark(true, 0.13, theme.muted).move_to([box.get_x() - 0.22, 0.22, 0])
        tick = Verdict(said == true, size=0.3).move_to([box.get_x() + 0.24, 0.22, 0])
        pair = VGroup(mark, tick)
        self.verdicts.append(pair)
        self.play(GrowFromPoint(pair, box.get_bottom()), run_time=seconds)

    # The same net without the bias to what is near
    def take_the_near_look_away(self) -> None:
        tape = self.parts[0]
        lost = self.control.curve("without")
        s3 = self.s3.curve("restarted")[:, self.lie :]
        self.slide(
            "near", "measured", keep=[tape, self.chart, self.coin, self.parts[-2]], **self.facts,
            lost=f"{lost[:, 39:].mean():.2f}", s3=f"{100 * s3.mean():.1f}", s3_seeds=str(self.s3.seeds),
            s3_steps=str(self.s3.steps),
        )  # fmt: skip
        wide = tape.fading(PAIRS - 1)
        spread = (ReplacementTransform(look, arc) for look, arc in zip(tape.looks, wide, strict=False))
        self.play(LaggedStart(*spread, lag_ratio=0.05), run_time=1.4)
        even = [arc.animate.set_stroke(width=2.2, opacity=0.7) for arc in wide]
        self.play(*even, run_time=1.0)
        colours = theme.series
        curves = [self.drawn(run, colour) for run, colour in zip(lost, colours[1:], strict=False)]
        self.play(LaggedStart(*(Create(curve, rate_func=linear) for curve in curves), lag_ratio=0.3), run_time=4.0)

        self.step()
        area = RoundedRectangle(look.CORNER, width=7.4, height=0.95).move_to([-2.85, 2.32, 0])
        area.set_stroke(theme.program, look.MARK).set_fill(theme.panel, 1)
        number = Number(s3.mean() * 100, 1, look.TITLE, theme.program, SEMIBOLD, after=" %")
        number.align_to(area, LEFT).shift(0.3 * RIGHT).centred_on(area.get_y())
        said = Label("with six states: as if\nrestarted from the lie", look.SMALL).next_to(number, RIGHT, buff=0.4)
        said.set_y(area.get_y())
        self.play(GrowFromCenter(area), run_time=0.5)
        self.play(GrowFromEdge(number, LEFT), GrowFromEdge(said, RIGHT), run_time=2.0)

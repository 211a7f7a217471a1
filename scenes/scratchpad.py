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
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
    linear,
    rush_from,
    rush_into,
    there_and_back,
)

from attn_core.groups import compose, symmetric_group
from attn_core.machines import parity, run
from attn_core.trained import load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.machine import StateBox
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

PAIRS = 6  # of symbol and state on the tape
SIDE, PITCH = 0.94, 0.1  # of a box, and between two


class Scratchpad(LectureScene):
    """A net writes the parity so far after every bit; one is written wrong, and it goes on from there."""

    filled = (MIXES, TRANSFORMS)
    before = 2  # pairs of the tape before the lie

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
        tape = self.tape = self.make_tape(self.word, self.true, 0).shift(1.25 * DOWN)
        honest = self.net.curve("without")
        names = VGroup(*(Label(name, look.BODY, theme.muted) for name in ("bit", "state")))
        for name, token in zip(names, (tape.given[0], tape.written[0]), strict=True):
            name.set_x(token.get_x()).on_baseline(token.get_top()[1] + 0.22)
        self.slide(
            "writes", "measured", begin=[tape.given[0], tape.written[0], *names], right=f"{honest.min():.3f}",
            **self.facts,
        )  # fmt: skip
        looks = Label("looks back at the state", look.BODY, theme.weight)
        looks.align_to(tape.written[0], LEFT).on_baseline(tape.looks[0].get_bottom()[1] - 0.6)
        for t in range(1, PAIRS):
            slow = 1.6 if t == 1 else 1.0
            self.play(GrowFromEdge(tape.given[t], LEFT), run_time=0.35 * slow)
            said = [GrowFromEdge(looks, UP)] if t == 1 else []
            self.play(Create(tape.looks[t - 1]), *said, run_time=0.45 * slow)
            self.play(
                TransformFromCopy(tape.written[t - 1].box, tape.written[t].box),
                GrowFromPoint(tape.written[t].value, tape.given[t].get_center()),
                run_time=0.55 * slow,
            )
        self.remove(*tape.looks, *tape.given, *(part for box in tape.written for part in box))
        self.add(tape)

        self.step()
        chart = self.chart = Chart(
            (1, 10, 20, 30, 40, 50, 60), (0, 0.5, 1), x_name="bits of the word", y_name="right", width=11.2, height=1.65
        )
        chart.shift(np.array([-6.5, -2.95, 0]) - chart.get_corner(DOWN + LEFT))
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.coin = DashedLine(chart.point(1, 0.5), chart.point(len(self.word), 0.5)).set_stroke(theme.muted, look.LINE)
        self.play(VGroup(tape, names).animate.shift(1.25 * UP), looks.animate(remover=True).shift(1.25 * UP).scale(0.2))
        self.play(Create(chart.axes), *(GrowFromCenter(word) for word in words), run_time=1.2)
        self.remove(chart.axes, *words)
        self.add(chart)
        self.show_what_was_trained()
        self.curve = self.drawn(honest.mean(axis=0), theme.program)
        self.play(Create(self.coin), run_time=0.4)
        self.play(Create(self.curve, rate_func=linear), run_time=2.4)

    def show_what_was_trained(self) -> None:
        """The lengths that were trained on, as a pale area of the chart with its name."""
        foot, top = self.chart.point(1, 0), self.chart.point(self.net.train_length, 1)
        area = Rectangle(width=top[0] - foot[0], height=top[1] - foot[1]).move_to((foot + top) / 2)
        area.set_stroke(width=0).set_fill(theme.faint, 0.4)
        edge = Line([top[0], foot[1], 0], top).set_stroke(theme.muted, look.LINE)
        name = Label("trained up to here", look.SMALL, theme.muted).next_to(edge, RIGHT, buff=0.15)
        self.trained = VGroup(area, edge, name.centred_on(self.chart.point(1, 0.25)[1]))
        self.play(GrowFromEdge(area, LEFT), run_time=0.6)
        self.play(Create(edge), GrowFromEdge(name, LEFT), run_time=0.6)

    @staticmethod
    def make_tape(word: Sequence[int], states: Sequence[int], first: int) -> ScratchpadTape:
        """Some pairs of a word from one place on."""
        last = first + PAIRS
        tape = ScratchpadTape(word[first:last], states[first:last], SIDE, PITCH, look.TITLE)
        return tape.shift((1.4 - tape.given.get_y()) * UP + (-6.55 - tape.given.get_left()[0]) * RIGHT)

    def drawn(self, shares: np.ndarray, color: str, first: int = 0) -> Curve:
        """A curve over the places of a word."""
        places = np.arange(first + 1, first + 1 + len(shares))
        curve = self.chart.curve(places, shares, color, dots=False)
        curve.line.set_stroke(width=look.STRONG)
        return curve

    # One state is written wrong, by hand
    def tell_a_lie(self) -> None:
        start = self.lie - 1 - self.before
        tape, old = self.make_tape(self.word, self.true, start), self.tape
        at = self.before
        shares = {name: self.net.curve(name) for name in ("true", "restarted")}
        self.slide(
            "lie", "measured", keep=[old, self.chart, self.coin, self.curve, self.trained], **self.facts,
            before=f"{shares['true'][:, : self.lie - 1].min():.3f}",
            after=f"{shares['true'][:, self.lie - 1 :].max():.3f}",
            restarted=f"{shares['restarted'][:, self.lie :].min():.3f}",
        )  # fmt: skip
        places = self.places(tape, start, "bit")
        self.play(old.animate(remover=True, rate_func=rush_into).shift(14 * LEFT), run_time=1.0)
        arriving = VGroup(*tape.given[: at + 1], *tape.written[: at + 1], *tape.looks[:at], *places[: at + 1])
        arriving.shift(14 * RIGHT)
        self.play(arriving.animate(rate_func=rush_from).shift(14 * LEFT), run_time=1.2)
        truth = Label("truth", look.LABEL, theme.muted).align_to(tape, LEFT).on_baseline(self.row - 0.1)
        self.play(GrowFromEdge(truth, LEFT), run_time=0.4)
        self.verdicts: list[VGroup] = []
        for t in range(at):
            self.judge(tape, t, self.said[start + t], self.true[start + t], 0.4)
        hand = self.written_by_hand(tape.written[at])
        self.play(GrowFromEdge(hand[0], UP), Create(hand[1]), run_time=0.6)
        self.play(tape.written[at].turn_over(self.said[start + at]), run_time=1.2)
        self.judge(tape, at, self.said[start + at], self.true[start + at], 0.5)

        self.step()
        for t in range(at + 1, PAIRS):
            self.play(GrowFromEdge(tape.given[t], LEFT), GrowFromEdge(places[t], DOWN), run_time=0.4)
            tape.written[t]._replace(self.said[start + t])
            self.play(Create(tape.looks[t - 1]), run_time=0.45)
            self.play(
                TransformFromCopy(tape.written[t - 1].box, tape.written[t].box),
                GrowFromPoint(VGroup(tape.written[t].value, tape.written[t].corners), tape.given[t].get_center()),
                run_time=0.55,
            )
            self.judge(tape, t, self.said[start + t], self.true[start + t], 0.4)
        self.remove(*tape.looks, *tape.given, *(part for box in tape.written for part in (box, *box)))
        self.add(tape)

        self.step()
        now = shares["true"].mean(axis=0)
        until = self.drawn(now[: self.lie - 1], theme.program)
        after = self.drawn(now[self.lie - 2 :], theme.program, self.lie - 2)
        self.remove(self.curve)
        self.add(until)
        self.ghost = self.curve.copy().set_stroke(opacity=0.25)
        self.add(self.ghost)
        edge = DashedLine(self.chart.point(self.lie, 0), self.chart.point(self.lie, 1))
        edge.set_stroke(theme.wrong, look.LINE)
        name = Label("the lie", look.SMALL, theme.wrong, SEMIBOLD).next_to(edge, RIGHT, buff=0.15)
        name.centred_on(self.chart.point(1, 0.75)[1])
        self.play(Create(edge), GrowFromEdge(name, LEFT), run_time=0.5)
        self.play(Create(after, rate_func=linear), run_time=1.6)
        swollen = (verdict.animate(rate_func=there_and_back).scale(1.25) for verdict in self.verdicts[at:])
        self.play(*swollen, run_time=0.8)
        self.tape = tape

    row = -0.02  # the middle of the line of digits below the boxes

    @staticmethod
    def places(tape: ScratchpadTape, start: int, name: str) -> VGroup:
        """The places of the symbols in their word, above them."""
        numbers = VGroup(*(Number(start + t + 1, 0, look.SMALL, theme.muted, before=f"{name} ") for t in range(PAIRS)))
        for number, given in zip(numbers, tape.given, strict=True):
            number.set_x(given.get_x()).on_baseline(given.get_top()[1] + 0.15)
        return numbers

    @staticmethod
    def written_by_hand(box: StateBox) -> VGroup:
        """The words above a box that was written by hand, and a line to it."""
        hand = Label("written by hand", look.LABEL, theme.wrong, SEMIBOLD).set_x(box.get_x())
        hand.on_baseline(box.get_top()[1] + 0.66)
        mark = Line(hand.get_bottom() + 0.06 * DOWN, box.get_top() + 0.06 * UP).set_stroke(theme.wrong, look.STRONG)
        return VGroup(hand, mark)

    def judge(self, tape: ScratchpadTape, t: int, said: int, wanted: int, seconds: float) -> None:
        """What should stand in a state's box, in the row below it, and whether it does."""
        box = tape.written[t]
        digit = Number(wanted, 0, look.BODY).set_x(box.get_x() - 0.24).centred_on(self.row)
        tick = Verdict(said == wanted, size=0.34).move_to([box.get_x() + 0.24, self.row, 0])
        pair = VGroup(digit, tick)
        self.verdicts.append(pair)
        self.play(GrowFromPoint(pair, box.get_bottom()), run_time=seconds)

    # The same net without the bias to what is near; and six states, with it
    def take_the_near_look_away(self) -> None:
        tape = self.tape
        lost = self.control.curve("without")
        s3 = self.s3.curve("restarted")[:, self.lie :]
        self.slide(
            "near", "measured", keep=[tape, self.chart, self.coin, self.ghost, self.trained],
            along=[token.animate.set_opacity(0) for token in self.digits(tape)], **self.facts,
            lost=f"{lost[:, 39:].mean():.2f}", s3=f"{100 * s3.mean():.1f}", s3_seeds=str(self.s3.seeds),
            s3_steps=str(self.s3.steps),
        )  # fmt: skip
        wide = tape.fading(PAIRS - 1)
        spread = (ReplacementTransform(look, arc) for look, arc in zip(tape.looks, wide, strict=False))
        self.play(LaggedStart(*spread, lag_ratio=0.05), run_time=1.4)
        even = [arc.animate.set_stroke(width=2.6, opacity=0.8) for arc in wide]
        self.play(*even, run_time=1.0)
        name = Label("without positions, a line a seed", look.SMALL, theme.series[-1])
        name.align_to(self.chart.axes, RIGHT).centred_on(self.chart.point(1, 0.8)[1])
        curves = [self.drawn(run, colour) for run, colour in zip(lost, theme.series[1:], strict=False)]
        self.play(GrowFromEdge(name, RIGHT), run_time=0.5)
        self.play(LaggedStart(*(Create(curve, rate_func=linear) for curve in curves), lag_ratio=0.3), run_time=4.0)

        self.step()
        gone = [*wide, *curves, name, self.chart, self.coin, self.ghost, self.trained]
        self.play(*(FadeOut(m) for m in gone), run_time=0.7)
        self.lie_to_six_states(float(s3.mean()))

    @staticmethod
    def digits(tape: ScratchpadTape) -> list[Number | Label]:
        """What is written in the boxes of a tape."""
        return [*(given.symbols[0] for given in tape.given), *(box.value for box in tape.written)]

    def lie_to_six_states(self, agreeing: float) -> None:
        """The same lie to the net with six states; its answers beside those of an automaton restarted from it."""
        word, said = (self.s3.runs[0]["first"][key] for key in ("word", "said"))
        at, start = self.before, self.lie - 1 - self.before
        tape = self.make_tape(word, said, start)
        self.play(
            *(ReplacementTransform(old, new) for old, new in zip(self.tape.given, tape.given, strict=True)),
            *(ReplacementTransform(old, new) for old, new in zip(self.tape.written, tape.written, strict=True)),
            run_time=1.2,
        )
        looks, places, hand = tape.looks, self.places(tape, start, "letter"), self.written_by_hand(tape.written[at])
        net = Label("another net: six states", look.LABEL, weight=SEMIBOLD).align_to(tape, LEFT)
        net.on_baseline(hand[0].baseline)
        self.play(GrowFromEdge(net, LEFT), LaggedStart(*(Create(arc) for arc in looks), lag_ratio=0.2), run_time=1.2)
        self.play(
            LaggedStart(*(GrowFromEdge(number, DOWN) for number in places), lag_ratio=0.1),
            GrowFromEdge(hand[0], UP),
            Create(hand[1]),
            run_time=0.8,
        )
        restart = Label("restart", look.LABEL, theme.muted).align_to(tape, LEFT).on_baseline(self.row - 0.1)
        self.play(GrowFromEdge(restart, LEFT), run_time=0.4)
        for t, wanted in enumerate(restarted(said[start + at], word[start + at + 1 : start + PAIRS]), at + 1):
            self.judge(tape, t, said[start + t], wanted, 0.6)
        number = Number(agreeing * 100, 1, look.HERO, theme.program, SEMIBOLD, after=" %")
        number.align_to(tape, LEFT).centred_on(-1.75)
        words = Label("of all later states agree with\na restart from the lie", look.BODY)
        words.next_to(number, RIGHT, buff=0.5).set_y(number.get_y())
        self.play(GrowFromPoint(number, self.verdicts[-1].get_center()), run_time=0.8)
        self.play(GrowFromEdge(words, LEFT), run_time=0.6)


def restarted(state: int, letters: Sequence[int]) -> list[int]:
    """The states of the automaton of S3 from one on, after each letter; both are numbers of permutations.

    A letter moves first, as maps are composed.
    """
    group = symmetric_group(3)
    found = [state]
    for letter in letters:
        found.append(group.index(compose(group[letter], group[found[-1]])))
    return found[1:]

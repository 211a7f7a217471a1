"""State: a rule reads one symbol at a time and overwrites one box, however long the word."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Arrow,
    Circle,
    Create,
    Dot,
    FadeIn,
    GrowFromCenter,
    GrowFromPoint,
    LaggedStart,
    Line,
    Mobject,
    MoveAlongPath,
    ReplacementTransform,
    RoundedRectangle,
    ShowPassingFlash,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smootherstep,
    there_and_back,
)

from attn_core.machines import parity, run
from scenes import look
from scenes.cast import state_card, tape_word
from scenes.lecture_scene import LectureScene
from scenes.mobjects.machine import AutomatonView, Turning
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing, glow, parity_legend, parity_mark
from scenes.mobjects.tape import Tape
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow, weight_width
from scenes.theme import theme

TAPE_AT = 1.72 * UP


class Gate(VGroup):
    """What reads and writes: a head round one symbol, the rule below it, and an arrow to the box."""

    def __init__(self, side: float, top_of_box: np.ndarray):
        self.head = RoundedRectangle(look.CORNER, width=side + 0.06, height=side + 0.06).move_to(TAPE_AT)
        self.head.set_stroke(theme.program, look.HEAVY)
        foot = self.head.get_bottom()
        self.ring = RuleRing(0.36).move_to((foot + top_of_box) / 2 + 0.08 * UP)
        self.stem = Line(foot, self.ring.get_top()).set_stroke(theme.program, look.STRONG)
        self.arrow = Arrow(
            self.ring.get_bottom(),
            top_of_box + 0.06 * UP,
            buff=0,
            stroke_width=look.STRONG,
            tip_length=look.TIP,
            max_tip_length_to_length_ratio=1,
            max_stroke_width_to_length_ratio=100,
            color=theme.program,
        )
        self.lines = VGroup()
        for symbol, (words, beside) in enumerate((("leave it", LEFT), ("turn it over", RIGHT))):
            line = VGroup(SymbolRow([symbol], 0.56, size=look.LABEL), Label(words, color=theme.muted)).arrange(buff=0.2)
            line.next_to(self.ring, beside, buff=0.5)
            line[1].centred_on(self.ring.get_y())
            self.lines.add(line)
        super().__init__(self.head, self.stem, self.ring, self.arrow, self.lines)

    def apply(self, symbol: int) -> list[Animation]:
        """The line of the rule that holds lights up; the one for 1 lets the rule write."""
        light = []
        for i, (cell, words) in enumerate(self.lines):
            ink = theme.program if i == symbol else theme.muted
            light += [cell.boxes.animate.set_stroke(ink), words.animate.set_color(ink)]
        if not symbol:
            return light
        way = Line(self.head.get_bottom(), self.arrow.get_end()).set_stroke(theme.ink, look.HEAVY)
        return [*light, self.ring.fire(), ShowPassingFlash(way, time_width=0.5)]


class TwoStates(AutomatonView):
    """The two states wide apart, with long arrows below the card."""

    radius, size, bend, apart, outside, named_at = 0.95, 110, -0.05, 0.17, True, 0.8


class State(LectureScene):
    """A two-state automaton on a long tape: the card that it turns, the states below it, and what it costs."""

    filled = (MIXES,)
    first = 2  # symbols that are read to learn the rule
    stops = (6, 60, 600, 6000)  # where the tape stands still: the first is reached symbol by symbol
    small = 0.55  # the card while the states are shown below it
    most_turns = 26  # of the card between two stops: more could not be seen

    def construct(self) -> None:
        self.word = tape_word()
        self.machine = parity()
        self.trace = run(self.machine, self.word)
        self.card = state_card(self.trace.states[0])
        self.arrows: dict[tuple[Hashable, int], VGroup] = {}
        self.light = VGroup()
        self.symbols = Number(0, 0, 100, weight=SEMIBOLD).on_baseline(0.42)
        self.read_a_symbol()
        self.show_both_states()
        self.run_the_tape()
        self.count_the_steps()

    # Read a symbol, write the box
    def read_a_symbol(self) -> None:
        self.legend = parity_legend(DOWN).next_to(self.card, LEFT, buff=0.5)
        self.slide("box", "constructed", begin=[self.card, self.legend])
        self.tape = Tape((*self.word, *self.word[:9])).shift(TAPE_AT).run(-7)  # it does not end where we stop
        self.gate = Gate(self.tape.side, self.card.box.get_top())
        machinery = [self.gate.arrow, self.gate.ring, self.gate.stem, self.gate.head]
        top = self.card.box.get_top()
        self.play(LaggedStart(*(GrowFromPoint(part, top) for part in machinery), lag_ratio=0.3), run_time=1.4)
        self.behind = VGroup()  # what the card stands before
        self.bring_to_back(self.behind, self.tape)
        self.roll(-1, 1.6)

        self.step()
        self.play(*(GrowFromPoint(line, self.gate.ring.get_center()) for line in self.gate.lines), run_time=look.MOTION)
        for _ in range(self.first):
            self.read(slowly=True)
            self.hold()

        self.step()
        self.play(self.seats.take(TRANSFORMS, self.card.box), run_time=1.4)

    @property
    def count(self) -> int:
        """How many symbols were read."""
        return round(self.tape.position) + 1

    def roll(self, position: float, seconds: float) -> None:
        """The tape moves on."""
        start = self.tape.position

        def run_on(_: object, share: float) -> None:
            self.tape.run(start + share * (position - start))
            self.symbols.set_value(self.count).align_to(6.55 * LEFT, LEFT)

        counting = [self.symbols] if self.symbols in self.mobjects else []
        self.play(*moving(run_on, self.tape, *counting), run_time=seconds)

    def read(self, *, slowly: bool = False, draw: bool = False) -> None:
        """The next symbol comes under the head, and the rule turns the card or does not.

        With ``draw`` the arrow that is taken is drawn for the first time.
        """
        pace = 1.0 if slowly else 0.7
        self.roll(self.tape.position + 1, 0.6 * pace)
        symbol = self.word[self.count - 1]
        before, after = self.trace.states[self.count - 1 : self.count + 1]
        applied = self.gate.apply(symbol)
        if slowly:
            self.play(*applied, run_time=0.8)
            applied = []
        turn = [self.card.turn_over(after)] if before != after else []
        if playing := [*applied, *turn, *self.walk(before, symbol, draw)]:
            self.play(*playing, run_time=pace)
        self.behind.remove(self.light)

    def walk(self, before: Hashable, symbol: int, draw: bool) -> list[Animation]:
        """A light goes along the arrow that is taken, once there are arrows; the state that it reaches lights up."""
        if (before, symbol) not in self.arrows:
            return []
        arrow, name = self.arrows[before, symbol]
        dot = Dot(arrow.get_start(), 0.12, color=theme.ink)
        self.light = VGroup(glow(dot, theme.state, 40), dot)
        self.behind.add(arrow, self.light)
        states = int(str(before)), int(str(self.machine.step(before, symbol)))

        def paint(_: object, share: float) -> None:
            for state in (0, 1):
                self.paint(state, state == states[int(share >= 0.5)])

        return [
            *([Create(arrow, introducer=False), FadeIn(name)] if draw else []),
            MoveAlongPath(self.light, arrow.copy()),
            *moving(paint, *self.view.states.values()),
        ]

    # Let the box show both its states
    def show_both_states(self) -> None:
        self.slide("rule", "constructed", keep=[self.tape, self.gate, self.card])
        rule: dict[tuple[Hashable, int], Hashable] = {(s, x): self.machine.step(s, x) for s in (0, 1) for x in (0, 1)}
        self.view = TwoStates((0, 1), rule, gap=6.3).move_to(1.98 * DOWN)
        self.meaning = VGroup()
        for s, name in enumerate(("even", "odd")):
            circle, number = self.view.states[s]
            number.shift(0.2 * UP)
            words = VGroup(parity_mark(s, 0.09, theme.muted), Label(name, look.SMALL, theme.muted)).arrange(buff=0.12)
            words.set_x(circle.get_x())
            words[1].on_baseline(circle.get_y() - 0.64)
            words[0].set_y(words[1].baseline + 0.08)
            self.meaning.add(words)
        circles = VGroup(*(VGroup(self.view.states[s], self.meaning[s]) for s in (0, 1)))
        for s, circle in enumerate(circles):
            self.paint(s, s == self.trace.states[self.count])
            circle.generate_target()
            circle.move_to(self.card.box)
        self.behind.add(circles)
        self.bring_to_back(self.behind)
        top = self.card.box.get_top()
        self.play(
            *(UpdateFromAlphaFunc(c, travel(c.get_center(), c.target.get_center())) for c in circles),
            self.card.animate.scale(self.small, about_point=top),
            run_time=1.4,
        )

        # The rule is four arrows; each is drawn when the tape first needs it.
        self.step()
        self.arrows = self.view.arrows
        while self.count < self.stops[0]:
            self.read(draw=True)

    def paint(self, state: int, lit: bool) -> None:
        """Show a circle as the state in force, or as the other."""
        circle, number = self.view.states[state]
        circle.set_stroke(theme.state, look.STRONG if lit else look.LINE, 1 if lit else 0.5)
        circle.set_fill(theme.state_fill if lit else theme.background, 1)
        number.set_color(theme.ink if lit else theme.muted)

    # Speed the tape up
    def run_the_tape(self) -> None:
        kept = [self.behind, *(name for _, name in self.arrows.values()), self.tape, self.gate, self.card]
        self.slide("long", "constructed", keep=kept, longest=str(self.stops[-1]))
        self.kinds = Number(len(self.machine.states), 0, 100, weight=SEMIBOLD)
        self.names = VGroup(Label("symbols read", color=theme.muted), Label("states", color=theme.muted))
        for number, name, side in ((self.symbols, self.names[0], LEFT), (self.kinds, self.names[1], RIGHT)):
            for part, line in ((number, 0.42), (name, -0.06)):
                part.align_to(6.55 * side, side).on_baseline(line)
        circles = [c[0].copy().set_fill(opacity=0) for c in self.view.states.values()]
        gather = [c.animate(remover=True).scale(0.1).move_to(self.kinds) for c in circles]
        self.play(*gather, GrowFromCenter(self.kinds), FadeIn(self.names[1]), run_time=look.MOTION)
        born = GrowFromPoint(self.symbols, self.gate.head.get_center())
        self.play(born, FadeIn(self.names[0]), run_time=look.MOTION)
        self.leap(self.stops[1], 2.6)
        self.step()
        for stop in self.stops[2:]:
            self.leap(stop, 3.0)
            self.hold()

    def leap(self, stop: int, seconds: float) -> None:
        """Run to a stop, faster than one can read; the last symbol comes slowly."""
        start = self.count
        before, after = (int(str(self.trace.states[n])) for n in (start, stop - 1))
        turns = min(sum(self.word[start : stop - 1]), self.most_turns)
        turns += (turns + int(before != after)) % 2
        front, back = VGroup(self.card.value, self.card.corners), VGroup(*self.card._written(1 - before))
        self.card.add(back)
        turning = Turning(self.card.box, front, back, both=self.card.box)
        frames = seconds * 60

        def run_on(_: object, share: float) -> None:
            done = float(smootherstep(share))
            speed = 30 * share**2 * (1 - share) ** 2 * (stop - 1 - start) / frames
            self.tape.run(start - 1 + done * (stop - 1 - start), float(np.clip(2 * speed - 0.3, 0, 1)), 40 * done)
            self.symbols.set_value(self.count).align_to(6.55 * LEFT, LEFT)
            turning.show(np.pi * turns * done)
            shown = before if np.cos(np.pi * turns * done) >= 0 else 1 - before
            for state in (0, 1):
                self.paint(state, state == shown)

        changing = self.tape, self.symbols, self.card, *self.view.states.values()
        self.play(*moving(run_on, *changing), rate_func=linear, run_time=seconds)
        self.card.remove(back)
        self.card._replace(after)
        self.read()

    # Count the steps of either half
    def count_the_steps(self) -> None:
        n = self.stops[-1]
        gate = self.gate
        kept = [self.tape, gate.head, gate.stem, gate.ring, gate.arrow, self.card, self.symbols, self.names[0]]
        self.slide("price", "proved", keep=kept, longest=str(n), rounds=str((n - 1).bit_length()))
        mix = Circle(0.85).set_stroke(theme.weight, look.STRONG).set_fill(theme.background, 1).move_to([-4.6, -0.6, 0])
        one = Number(1, 0, 100, weight=SEMIBOLD).set_x(mix.get_x()).on_baseline(-2.25)
        names = Label("step: all at once", look.LABEL), Label("steps: one after the other", look.LABEL)
        names[0].set_x(mix.get_x()).on_baseline(-2.75)
        # The card grows again, and the count of symbols comes to stand beside it.
        self.play(
            self.card.animate.scale(1 / self.small, about_point=self.card.box.get_top()),
            self.symbols.animate.align_to([1.75, 0, 0], LEFT).on_baseline(-1.55),
            self.names[0].animate.align_to([1.75, 0, 0], LEFT).on_baseline(-2.1),
            FadeIn(self.legend),
            run_time=look.MOTION,
        )

        # All symbols leave their places at the same moment, and arrive at the same moment.
        self.play(ReplacementTransform(self.seats.places[MIXES].copy(), mix), run_time=look.MOTION)
        symbols = [cell[2] for cell in self.tape.cells if cell[2].get_fill_opacity() > 0]
        foot = (self.tape.side / 2 + 0.1) * DOWN
        lines = VGroup(*(Line(number.get_center() + foot, mix.get_center()) for number in symbols))
        lines.set_stroke(theme.weight, weight_width(1 / len(symbols)), 0.36)
        self.bring_to_back(lines)
        self.add(mix)
        self.play(*(Create(line, introducer=False) for line in lines), run_time=look.MOTION)
        pulses = [line.copy().set_stroke(width=look.HEAVY, opacity=1) for line in lines]
        self.play(*(ShowPassingFlash(pulse, time_width=0.3) for pulse in pulses), run_time=look.MOTION)
        arriving = mix.animate(rate_func=there_and_back).scale(1.08)
        self.play(GrowFromPoint(one, mix.get_center()), FadeIn(names[0]), arriving, run_time=look.QUICK)

        # Each of the symbols was a step.
        self.step()
        names[1].align_to(self.names[0], LEFT).on_baseline(self.names[0].baseline)
        self.play(self.gate.ring.fire(), ReplacementTransform(self.names[0], names[1]), run_time=look.MOTION)


def travel(start: np.ndarray, end: np.ndarray) -> Callable[[Mobject, float], Mobject]:
    """Move from one place to another."""
    return lambda mobject, share: mobject.move_to(start + share * (end - start))


def moving(act: Callable[[Mobject, float], object], *mobjects: Mobject) -> list[Animation]:
    """One motion that changes several things, each of which stays in its group on stage."""
    rest = [UpdateFromAlphaFunc(mobject, lambda *_: None) for mobject in mobjects[1:]]
    return [UpdateFromAlphaFunc(mobjects[0], act), *rest]

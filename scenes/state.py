"""State: a rule reads one symbol at a time and overwrites one box."""

from __future__ import annotations

from collections.abc import Hashable

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arrow,
    Create,
    FadeIn,
    FadeOut,
    ShowPassingFlash,
    SurroundingRectangle,
    TransformFromCopy,
    VGroup,
)

from attn_core.machines import parity, run
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.machine import AutomatonView, StateBox, read_word
from scenes.mobjects.text import Formula, Label, Number, symbol
from scenes.mobjects.tokens import SymbolRow
from scenes.theme import theme


class State(LectureScene):
    """A two-state automaton on a short word: the box, then the rule behind it."""

    word = (1, 0, 1, 1, 0, 1)

    def construct(self) -> None:
        self.machine = parity()
        self.trace = run(self.machine, self.word)
        self.overwrite_the_state()
        self.walk_the_rule()

    # Read a symbol, overwrite the state
    def overwrite_the_state(self) -> None:
        self.slide("box", "constructed")
        formula = Formula(
            "{{ s : new }} <- {{ f : rule }} ( {{ s : old }} , x )",
            look.HERO,
            new=theme.state,
            old=theme.state,
            rule=theme.program,
        )
        here = Formula("{{ f : rule }} (s, x) = s plus.o x", look.TITLE, theme.muted, rule=theme.program)
        VGroup(formula, here).arrange(DOWN, buff=0.75).move_to(4.3 * RIGHT + 0.2 * UP)
        symbols = SymbolRow(self.word, side=0.95).move_to(1.75 * LEFT + 1.6 * UP)
        box = StateBox(self.trace.states[0], side=1.8).move_to(1.75 * LEFT + 0.7 * DOWN)
        name = Label("state", look.LABEL, theme.state).next_to(box, LEFT, buff=0.35)
        self.play(FadeIn(symbols), FadeIn(box), FadeIn(name), run_time=look.MOTION)
        self.play(FadeIn(formula), FadeIn(here), run_time=look.MOTION)

        trace_name = Label("trace", look.LABEL, theme.muted).on_baseline(-2.65)
        trace = VGroup(*(self.trace_number(t, symbols) for t in range(len(self.trace.states))))
        trace_name.next_to(trace[0], LEFT, buff=0.4).on_baseline(-2.65)
        self.play(FadeIn(trace_name), TransformFromCopy(box.value, trace[0]), run_time=look.QUICK)
        rings = [
            SurroundingRectangle(b, color=theme.ink, buff=0.05, corner_radius=look.SMALL_CORNER) for b in symbols.boxes
        ]

        def frame(t: int) -> list[Animation]:
            return [FadeIn(rings[t]), *([FadeOut(rings[t - 1])] if t else [])]

        read_word(
            self,
            box,
            symbols,
            self.trace.states[1:],
            meanwhile=frame,
            afterwards=lambda t: [TransformFromCopy(box.value, trace[t + 1])],
        )

    def trace_number(self, t: int, symbols: SymbolRow) -> Label | Number:
        """The state after t symbols, below its symbol; the start stands before the first."""
        step = symbols.boxes[1].get_x() - symbols.boxes[0].get_x()
        x = symbols.boxes[0].get_x() + (t - 1) * step
        return symbol(self.trace.states[t], look.BODY, theme.state).set_x(x).on_baseline(-2.65)

    # Walk the rule with the same word
    def walk_the_rule(self) -> None:
        self.slide("rule", "constructed")
        rule: dict[tuple[Hashable, int], Hashable] = {(s, x): self.machine.step(s, x) for s in (0, 1) for x in (0, 1)}
        view = AutomatonView((0, 1), rule).move_to(3.2 * LEFT + 0.25 * DOWN)
        meaning = VGroup(
            Label("even", look.LABEL, theme.muted).next_to(view.states[0], DOWN, buff=0.4),
            Label("odd", look.LABEL, theme.muted).next_to(view.states[1], DOWN, buff=0.4),
        )
        for label in meaning:
            label.on_baseline(meaning[0].baseline)
        table = self.make_rule_table(rule).move_to(3.9 * RIGHT + 0.35 * UP)
        self.play(FadeIn(VGroup(*view.states.values())), FadeIn(meaning), run_time=look.MOTION)
        for key, line in zip(rule, table[1:], strict=True):
            self.play(Create(view.arrows[key][0]), FadeIn(view.arrows[key][1]), FadeIn(line), run_time=0.6)
        self.play(FadeIn(table[0]), run_time=look.QUICK)

        symbols = SymbolRow(self.word, side=0.7, size=look.LABEL).move_to(3.9 * RIGHT + 2.35 * DOWN)
        ring = SurroundingRectangle(
            view.states[0], color=theme.ink, corner_radius=0.85, buff=0.1, stroke_width=look.STRONG
        )
        self.play(FadeIn(symbols), FadeIn(ring), run_time=look.QUICK)
        for t, read in enumerate(self.word):
            before, after = self.trace.states[t : t + 2]
            line = list(rule).index((before, read))
            mark = SurroundingRectangle(table[1 + line], color=theme.program, buff=0.17, stroke_width=look.MARK)
            here = SurroundingRectangle(symbols.boxes[t], color=theme.ink, buff=0.04, stroke_width=look.MARK)
            taken = view.arrows[before, read][0].copy().set_stroke(theme.program, look.HEAVY)
            self.play(
                FadeIn(mark),
                FadeIn(here),
                ShowPassingFlash(taken, time_width=0.8),
                ring.animate.move_to(view.states[after]),
                run_time=0.7,
            )
            if t + 1 < len(self.word):
                self.remove(mark, here)

    @staticmethod
    def make_rule_table(rule: dict) -> VGroup:
        """The transition table, one line a transition, under its heading."""
        lines = VGroup()
        for i, ((state, read), after) in enumerate(rule.items()):
            parts = [
                symbol(state, look.BODY, theme.state),
                symbol(read, look.BODY),
                symbol(after, look.BODY, theme.state),
            ]
            for part, x in zip(parts, (-1.5, 0, 1.9), strict=True):
                part.set_x(x).on_baseline(-0.75 * i)
            arrow = Arrow(LEFT, RIGHT, color=theme.muted, stroke_width=look.MARK, tip_length=look.TIP).scale(0.45)
            lines.add(VGroup(*parts, arrow.move_to([0.95, parts[0].get_y(), 0])))
        head = VGroup(
            *(
                Label(text, look.LABEL, color).set_x(x).on_baseline(0.85)
                for text, color, x in (("s", theme.state, -1.5), ("x", theme.ink, 0), ("f(s, x)", theme.program, 1.9))
            )
        )
        return VGroup(head, *lines)

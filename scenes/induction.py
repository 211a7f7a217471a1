"""Induction: a search writes the rule from examples, shortest first; wrong guesses fit until a counterexample comes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveToTarget,
    RoundedRectangle,
    VGroup,
)

from attn_core.induction import LARGEST, TESTS, Guess, Program, induce, programs
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.expression import Expression
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number, row_of
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

MOD = frozenset({"mod2", "mod3"})
SIDE = 0.62  # of a bit's box
TOP, PITCH = 1.95, 0.9  # of the rows of examples
HEADS = TOP + 0.5  # baseline of their heads
LEFTMOST, TRUTH, SAID = -6.55, -4.0, -2.7  # where words begin, and the middles of the columns of answers
CARD = np.array([2.62, 0.85, 0])  # the middle of the loop's card
GRAVES = -1.25  # height of the guesses that failed


def parity(word: Sequence[int]) -> int:
    """What the examples are examples of."""
    return sum(word) % 2


class Example(VGroup):
    """A word and its true answer; ``said`` is what the program says of it, with a tick or a cross."""

    def __init__(self, word: Sequence[int], answer: int, row: int):
        self.bits, self.answer = tuple(word), answer
        y = TOP - PITCH * row
        if word:
            self.word = SymbolRow(list(word), SIDE, 0.08, look.LABEL)
        else:
            self.word = Label("no bits", look.LABEL, theme.muted)
        self.word.move_to([LEFTMOST, y, 0], aligned_edge=LEFT)
        self.truth = Number(answer, 0, look.BODY).move_to([TRUTH, y, 0])
        super().__init__(self.word, self.truth)

    def says(self, program: Program) -> VGroup:
        """The program's answer and whether it is right, in the last two columns."""
        said = program(self.bits)
        number = Number(said, 0, look.BODY, theme.program).move_to([SAID, self.truth.get_y(), 0])
        verdict = Verdict(said == self.answer, size=0.3).move_to([SAID + 0.62, self.truth.get_y(), 0])
        return VGroup(number, verdict)


class Induction(LectureScene):
    """The rule of parity is found by search; without mod another way; and what was given all along."""

    filled = (MIXES, TRANSFORMS)
    samples = 7  # programs shown of each search

    def construct(self) -> None:
        self.with_mod = induce(parity, np.random.default_rng(0), letters=(0, 1)).guesses
        self.without_mod = induce(parity, np.random.default_rng(0), letters=(0, 1), without=MOD).guesses
        self.guess_and_be_refuted()
        self.take_mod_away()

    # Guess the shortest program that fits, and let a counterexample refute it
    def guess_and_be_refuted(self) -> None:
        self.make_card()
        self.examples = [Example((), 0, 0)]
        self.heads: list[VGroup | Label] = [
            Label("word", look.LABEL, theme.muted).move_to([LEFTMOST, 0, 0], aligned_edge=LEFT),
            Label("parity", look.LABEL, theme.muted).set_x(TRUTH),
            Label("says", look.LABEL, theme.program).set_x(SAID),
        ]
        for head in self.heads:
            head.on_baseline(HEADS)
        found = self.with_mod[-1]
        self.slide(
            "guess", "constructed", begin=[*self.heads, self.examples[0]],
            tried=str(found.number), tests=str(TESTS), rounds=str(len(self.with_mod)),
            **{f"word_{i}": " ".join(map(str, g.counterexample or ())) for i, g in enumerate(self.with_mod)},
        )  # fmt: skip
        box, start, each, sign, gap = self.card
        self.play(Create(box), run_time=1.0)
        self.play(
            LaggedStart(*(FadeIn(part, shift=0.5 * RIGHT) for part in (start, each, sign)), lag_ratio=0.4), run_time=1.6
        )
        self.play(Create(gap), run_time=1.0)

        # Try the shortest first
        self.step()
        self.counter = self.make_counter()
        self.graves = VGroup()
        self.search(self.with_mod[0], before=0)
        self.refute(self.with_mod[0])

        self.step()
        for previous, guess in zip(self.with_mod, self.with_mod[1:-1], strict=False):
            self.search(guess, before=previous.number)
            self.refute(guess)

        self.step()
        self.search(found, before=self.with_mod[-2].number, seconds=2.4)
        self.survive()

    def make_card(self) -> None:
        """The loop, with a gap where its step is to be found."""
        start = row_of(
            [Label("s", look.BODY, theme.state), Label(":=", look.BODY, theme.muted), Number(0, 0, look.BODY)]
        )
        each = Label("for each x:", look.BODY, theme.muted)
        sign = row_of([Label("s", look.TITLE, theme.state), Label(":=", look.TITLE, theme.muted)])
        start[0].shows_state = sign[0].shows_state = True
        self.gap = RoundedRectangle(look.CORNER, width=5.9, height=1.35).set_stroke(theme.program, look.MARK)
        box = RoundedRectangle(look.CORNER, width=7.9, height=3.3).set_stroke(theme.muted, look.THIN).move_to(CARD)
        left = box.get_left()[0] + 0.4
        start.move_to([left, CARD[1] + 1.1, 0], aligned_edge=LEFT)
        each.move_to([left, CARD[1] + 0.4, 0], aligned_edge=LEFT)
        sign.move_to([left, CARD[1] - 0.75, 0], aligned_edge=LEFT)
        self.gap.next_to(sign, RIGHT, buff=0.3)
        self.loop_parts = VGroup(box, start, each, sign)
        self.card = [box, start, each, sign, self.gap]
        self.shown: Expression | None = None

    def make_counter(self) -> VGroup:
        """How many programs were tried."""
        number = Number(0, 0, look.BODY, theme.muted, before="program ", grouped=True)
        return number.move_to([CARD[0] + 3.75, CARD[1] + 1.1, 0], aligned_edge=RIGHT)

    def in_gap(self, text: str, color: str | None = None) -> Expression:
        """A step as it stands in the gap."""
        step = Expression(text, look.TITLE, color or theme.program, SEMIBOLD)
        step.scale(min(1.0, (self.gap.width - 0.4) / step.width)).move_to(self.gap)
        return step

    def search(self, guess: Guess, before: int, seconds: float = 1.4, without: frozenset[str] = frozenset()) -> None:
        """Programs run through the gap, in the order of the search, until the first that fits all examples."""
        tried = list(islice(programs(without=without), before, guess.number))
        for place in np.unique(np.linspace(0, len(tried) - 1, self.samples).astype(int)):
            program, last = tried[place], place == len(tried) - 1
            wrong = None if last else next(e for e in self.examples if program(e.bits) != e.answer)
            self.pass_on(program, before + int(place) + 1, seconds / self.samples, wrong)
        self.answer(guess.program)

    def answer(self, program: Program) -> None:
        """The program says what it makes of each example."""
        for example in self.examples:
            said = example.says(program)
            self.play(GrowFromPoint(said, self.gap.get_left()), run_time=0.35)
            self.remove(said)
            example.add(said)

    def pass_on(self, program: Program, number: int, seconds: float, wrong: Example | None) -> None:
        """The next program comes into the gap from below, and falls on the first example on which it is ``wrong``."""
        step = self.in_gap(program.step.text, theme.muted if wrong else None)
        self.counter.set_value(number)
        self.counter.align_to(self.card[0].get_right() + 0.4 * LEFT, RIGHT)
        self.add(self.counter)
        leaving = [FadeOut(self.shown, shift=0.5 * UP)] if self.shown else []
        self.play(*leaving, FadeIn(step, shift=0.5 * UP), run_time=max(0.5 * seconds, 0.1))
        self.shown = step
        if wrong:
            cross = Verdict(False, size=0.3).move_to([SAID + 0.62, wrong.truth.get_y(), 0])
            self.play(GrowFromPoint(cross, self.gap.get_left()), run_time=max(0.5 * seconds, 0.1))
            self.remove(cross)

    def refute(self, guess: Guess) -> None:
        """A word on which the program is wrong becomes an example, and the program goes to the others that fell."""
        assert guess.counterexample is not None and self.shown is not None
        example = Example(guess.counterexample, parity(guess.counterexample), len(self.examples))
        self.play(GrowFromEdge(example.word, LEFT), run_time=0.5)
        said = example.says(guess.program)
        self.play(GrowFromPoint(said[0], self.gap.get_left()), run_time=0.4)
        self.play(GrowFromPoint(example.truth, example.word.get_right()), run_time=0.4)
        self.play(Create(said[1]), run_time=0.4)
        self.remove(example.word, example.truth, *said)
        self.add(example, said)
        fallen = self.shown.copy()
        fallen.generate_target()
        failed = Label("failed", look.LABEL, theme.wrong).align_to(self.card[0], LEFT).centred_on(GRAVES)
        entering = [] if len(self.graves) else [GrowFromEdge(failed, LEFT)]
        places = CARD[0] + np.array([-2.3, -1.1, 0.1, 1.3])
        fallen.target.scale(0.85).set_color(theme.muted)
        fallen.target.move_to([places[len(self.graves)], GRAVES, 0], aligned_edge=LEFT)
        line = Line(fallen.target.get_left() + 0.08 * LEFT, fallen.target.get_right() + 0.08 * RIGHT)
        line.set_stroke(theme.wrong, look.LINE)
        old = [e.submobjects.pop() for e in self.examples]
        self.remove(self.shown)
        self.play(MoveToTarget(fallen), *(FadeOut(m) for m in (*old, said)), run_time=0.8)
        self.play(Create(line), *entering, run_time=0.3)
        self.graves.add(VGroup(fallen, line))
        self.examples.append(example)
        self.shown = None

    def survive(self) -> None:
        """The random words of the test as dots, each right: no counterexample."""
        assert self.shown is not None
        dots = VGroup(*(RoundedRectangle(0.03, width=0.09, height=0.09) for _ in range(TESTS)))
        dots.set_fill(theme.ink, 0.85).set_stroke(width=0).arrange_in_grid(cols=60, buff=0.04)
        dots.move_to([CARD[0], -2.53, 0])
        self.play(
            LaggedStart(*(GrowFromPoint(dot, self.gap.get_center()) for dot in dots), lag_ratio=0.01), run_time=2.0
        )
        count = Number(len(dots), 0, look.LABEL, after=" random words, all right").align_to(dots, LEFT)
        self.play(GrowFromEdge(count.on_baseline(-2.04), LEFT), run_time=0.4)

    # Take mod away: parity is found another way, and the remainder by three not at all
    def take_mod_away(self) -> None:
        found = self.without_mod[-1]
        self.size = sum(1 for _ in programs(without=MOD))
        self.slide(
            "without", "constructed", keep=[*self.card, *self.heads, *self.examples, self.shown],
            tried=str(found.number), all=f"{self.size:,}".replace(",", "\N{THIN SPACE}"), largest=str(LARGEST),
        )  # fmt: skip
        pieces = self.make_pieces()
        self.play(
            LaggedStart(*(GrowFromPoint(piece, self.gap.get_center()) for piece in pieces), lag_ratio=0.05),
            run_time=1.6,
        )
        mods = VGroup(*(piece for piece in pieces if piece.text in MOD))
        self.play(mods.animate.set_color(theme.wrong), run_time=0.4)
        self.play(mods.animate.shift(2.5 * DOWN).set_opacity(0), FadeOut(self.shown, shift=DOWN), run_time=0.9)
        self.remove(mods, self.shown)
        self.shown = None
        self.add(self.counter)
        old = [example.submobjects.pop() for example in self.examples if len(example) > 2]
        self.play(*(FadeOut(m) for m in old), run_time=0.3)
        self.search(found, before=self.without_mod[-2].number, seconds=2.4, without=MOD)

        # Ask for the remainder by three
        self.step()
        old = [example.submobjects.pop() for example in self.examples]
        assert self.shown is not None
        self.play(*(FadeOut(m) for m in old), FadeOut(self.shown, shift=0.5 * UP), run_time=0.5)
        self.shown = None
        lit = self.ask(3, row_of([Label("mod", look.LABEL, theme.ink), Number(3, 0, look.LABEL)], 0.12, HEADS))
        tried = list(programs(without=MOD))
        for place in np.unique(np.geomspace(1, len(tried), 12).astype(int)) - 1:
            wrong = next(e for e in self.examples if tried[place](e.bits) != e.answer)
            self.pass_on(tried[place], int(place) + 1, 0.4, wrong)
        assert self.shown is not None
        cross = Verdict(False, size=0.9).move_to(self.gap)
        self.play(FadeOut(self.shown, shift=0.5 * UP), GrowFromPoint(cross, self.gap.get_center()), run_time=0.6)

        # The loop and the pieces were given
        self.step()
        given = Label("given", look.BODY, weight=SEMIBOLD).align_to(self.counter, RIGHT)
        given.on_baseline(self.counter.baseline)
        self.play(
            self.card[0].animate.set_stroke(theme.ink, look.STRONG),
            *(part.animate.set_color(theme.ink) for part in (self.card[2], self.card[3][1])),
            Create(self.shelf),
            FadeOut(self.counter, shift=0.3 * UP),
            FadeIn(given, shift=0.3 * UP),
            run_time=1.0,
        )
        step = self.in_gap(found.program.step.text)
        self.play(FadeOut(cross, shift=0.5 * UP), FadeOut(lit), run_time=0.4)
        lit = self.ask(2, row_of([Label("parity", look.LABEL, theme.muted)], 0, HEADS))
        self.play(FadeIn(step, shift=0.5 * UP), FadeOut(lit), run_time=0.8)
        self.answer(found.program)

    def ask(self, base: int, head: VGroup) -> VGroup:
        """The remainder by another base is asked for: its name heads the column, and frames light up what changes."""
        old, self.heads[1] = self.heads[1], head.set_x(TRUTH)
        self.play(FadeOut(old), run_time=0.3)
        self.play(GrowFromEdge(head, LEFT), run_time=0.4)
        changed = [e for e in self.examples if sum(e.bits) % base != e.answer]
        new = [Number(sum(e.bits) % base, 0, look.BODY).move_to(e.truth) for e in changed]
        frame = RoundedRectangle(look.SMALL_CORNER, width=0.7, height=0.7).set_stroke(theme.ink, look.STRONG)
        lit = VGroup(*(frame.copy().move_to(number) for number in new))
        self.play(
            *(FadeOut(e.truth, shift=0.4 * UP) for e in changed), *(FadeIn(n, shift=0.4 * UP) for n in new),
            Create(lit), run_time=0.7,
        )  # fmt: skip
        for example, number in zip(changed, new, strict=True):
            self.remove(example.word, number)
            example.answer, example.truth = sum(example.bits) % base, number
            example.submobjects = [example.word, number]
            self.add(example)
        return lit

    def make_pieces(self) -> VGroup:
        """What programs are made of, in two rows below the card."""
        texts = ("s", "x", "0", "1", "+", "-", "*", ">", "=="), ("max", "min", "neg", "if", "mod2", "mod3")
        rows = [VGroup(*(Expression(text, look.BODY, theme.ink, SEMIBOLD) for text in row)) for row in texts]
        for row, height in zip(rows, (-1.75, -2.55), strict=True):
            row.arrange(RIGHT, buff=0.42).align_to(self.card[0].get_left() + 0.4 * RIGHT, LEFT)
            for piece in row:
                piece.on_baseline(height)
        pieces = VGroup(*rows[0], *rows[1])
        left = VGroup(*(piece for piece in pieces if piece.text not in MOD))
        self.shelf = RoundedRectangle(look.CORNER, width=left.width + 0.8, height=1.75).move_to(left)
        self.shelf.set_stroke(theme.ink, look.STRONG)
        return pieces

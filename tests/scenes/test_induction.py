"""Induction: the guesses on stage are those of a search written anew, and every verdict is a plain count's."""

from __future__ import annotations

import itertools

import numpy as np
from manim import Line, Mobject, RoundedRectangle

from scenes.induction import Example
from scenes.mobjects.expression import Expression
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from tests.scenes.expect import check_numbers, texts
from tests.scenes.play import is_visible
from tests.scenes.readback import Moment, at

# The words as they become examples, and what stands in the gap: the parity of each is counted here.
WORDS = [(), (1,), (1, 0), (0,), (1, 1)]
FELL = ["s", "x", "1", "s + x"]
RULES = {
    "s": lambda s, x: s, "x": lambda s, x: x, "1": lambda s, x: 1, "s + x": lambda s, x: s + x,
    "mod2(s + x)": lambda s, x: (s + x) % 2, "1 - (s == x)": lambda s, x: 1 - (s == x),
}  # fmt: skip


def run(rule: str, word: tuple[int, ...]) -> int:
    state = 0
    for bit in word:
        state = RULES[rule](state, bit)
    return state


def bits() -> list[str]:
    return texts(bit for word in WORDS for bit in word)


def parities(base: int = 2) -> list[str]:
    return texts(sum(word) % base for word in WORDS)


NUMBERS = {
    "guess": lambda: [*bits(), *parities(), *parities(), "0", "1", "2", "program 181", "300 random words, all right"],
    "without": lambda: [*bits(), *parities(), *parities(), "0", "1", "0", "1"],
}


def test_numbers_are_computed(seen):
    check_numbers(seen("induction"), NUMBERS)


def test_each_guess_fits_what_it_had_seen_and_falls_on_the_next_word():
    for known, rule in enumerate(FELL, 1):
        assert all(run(rule, word) == sum(word) % 2 for word in WORDS[:known])
        assert run(rule, WORDS[known]) != sum(WORDS[known]) % 2
    for rule in ("mod2(s + x)", "1 - (s == x)"):
        words = itertools.chain.from_iterable(itertools.product((0, 1), repeat=n) for n in range(9))
        assert all(run(rule, word) == sum(word) % 2 for word in words)


def test_the_words_stand_in_the_order_in_which_they_refuted():
    examples = sorted(at("induction", "guess", 4).all(Example), key=lambda m: -m.truth.get_y())
    assert [m.bits for m in examples] == WORDS
    assert [m.truth.value for m in examples] == [sum(word) % 2 for word in WORDS]


def test_the_struck_programs_are_those_that_fell():
    moment = at("induction", "guess", 3)
    struck = sorted(moment.all(Expression), key=lambda m: float(m.get_x()))
    assert [m.text for m in struck] == FELL
    lines = [m for m in moment.all(Line) if m.height < 1e-6]
    for program in struck:
        assert any(
            line.get_left()[0] < program.get_left()[0] and line.get_right()[0] > program.get_right()[0]
            and abs(line.get_y() - program.get_y()) < 0.1
            for line in lines
        )  # fmt: skip


def test_a_tick_stands_at_each_word_on_which_the_found_program_is_right():
    for slide, step in (("guess", 4), ("without", 1), ("without", 3)):
        moment = at("induction", slide, step)
        ticks = moment.all(Verdict)
        assert len(ticks) == len(WORDS) and all(tick.right for tick in ticks)
        rows = sorted(float(m.truth.get_y()) for m in moment.all(Example))
        assert sorted(round(float(tick.get_y()), 2) for tick in ticks) == [round(y, 2) for y in rows]


def test_a_dot_stands_for_each_random_word_and_their_number_is_written():
    moment = at("induction", "guess", 4)
    dots = [m for m in moment.stage if m.has_points() and abs(m.width - 0.09) < 1e-3 and abs(m.height - 0.09) < 1e-3]
    [number] = [m for m in moment.all(Number) if "random" in m.text]
    assert len(dots) == number.value == 300
    assert number.get_bottom()[1] > max(m.get_top()[1] for m in dots)
    assert "failed" in [m.original_text for m in moment.all(Label)]


def column(moment: Moment) -> tuple[str, dict[tuple[int, ...], float]]:
    """What heads the column of answers, and the answer in the row of each word."""
    [head] = [m for m in moment.all(Label) if m.original_text in ("parity", "mod") and m.get_x() < -2]
    answers = {}
    for row in moment.all(SymbolRow):
        beside = [m for m in moment.all(Number) if abs(m.get_y() - row.get_y()) < 0.05 and abs(m.get_x() + 4) < 0.05]
        [answers[tuple(int(bit.value) for bit in row.symbols)]] = [m.value for m in beside]
    return head.original_text, answers


def test_another_way_stands_in_the_gap_and_then_none():
    shown = [m.text for m in at("induction", "without", 1).all(Expression)]
    assert "1 - (s == x)" in shown and not any("mod" in text for text in shown)
    asked = at("induction", "without", 2)
    assert "1 - (s == x)" not in [m.text for m in asked.all(Expression)]
    assert [verdict.right for verdict in asked.all(Verdict)] == [False]


def test_the_head_says_what_is_asked_for_and_what_changed_is_framed():
    for step, head, base in ((1, "parity", 2), (2, "mod", 3), (3, "parity", 2)):
        moment = at("induction", "without", step)
        assert column(moment) == (head, {word: sum(word) % base for word in WORDS if word})
        frames = [m for m in moment.all(RoundedRectangle) if abs(m.width - 0.7) < 1e-3 and is_visible(m)]
        framed = [m.value for frame in frames for m in moment.all(Number) if close(m, frame)]
        changed = [sum(word) % 3 for word in WORDS if sum(word) % 3 != sum(word) % 2]
        assert framed == (changed if base == 3 else [])


def close(one: Mobject, other: Mobject) -> bool:
    return bool(np.linalg.norm(one.get_center() - other.get_center()) < 0.05)


def test_the_pieces_that_are_left_lie_on_the_shelf():
    moment = at("induction", "without", 3)
    [shelf] = [m for m in moment.all(RoundedRectangle) if abs(m.height - 1.75) < 1e-3]
    within = [m.text for m in moment.all(Expression) if abs(m.get_y() - shelf.get_y()) < shelf.height / 2]
    assert sorted(within) == sorted(["s", "x", "0", "1", "+", "-", "*", ">", "==", "max", "min", "neg", "if"])

"""Machines against arithmetic, a reduction of brackets by hand, and Python's own assignments."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attn_core.machines import (
    DEAD,
    Automaton,
    BracketMachine,
    RegisterMachine,
    counter,
    parity,
    parse_program,
    run,
)

bits = st.lists(st.integers(0, 1), max_size=60)


@given(bits)
def test_parity_is_the_sum_modulo_two_at_every_step(word):
    assert run(parity(), word).states == tuple(sum(word[:t]) % 2 for t in range(len(word) + 1))


@given(bits, st.integers(1, 9))
def test_a_counter_counts_ones(word, modulus):
    assert run(counter(modulus), word).final == sum(word) % modulus
    assert counter(modulus).accepts(word) == (sum(word) % modulus == 0)


def test_any_table_makes_an_automaton():
    ends_in_ab = Automaton(
        0, {(0, "a"): 1, (0, "b"): 0, (1, "a"): 1, (1, "b"): 2, (2, "a"): 1, (2, "b"): 0}, frozenset({2})
    )
    for word in ("".join(w) for n in range(6) for w in product("ab", repeat=n)):
        assert ends_in_ab.accepts(word) == word.endswith("ab")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Automaton(0, {(0, "a"): 1, (1, "b"): 0}), ["missing", "(0, 'b')", "(1, 'a')"]),
        (lambda: Automaton(0, {(0, "a"): 7}), ["missing", "(7, 'a')"]),
        (lambda: Automaton(0, {(0, "a"): 0, (5, "a"): 0}), ["no word reaches", "5"]),
        (lambda: Automaton(0, {(0, "a"): 0}, frozenset({3})), ["accepting", "3"]),
        (lambda: run(parity(), [0, 1, 2]), ["symbol 2", "0, 1"]),
        (lambda: parity().step(9, 1), ["state 9", "0, 1"]),
        (lambda: counter(0), ["modulus", "0"]),
        (lambda: BracketMachine((("(", ")"), ("(", "]"))), ["'('", "more than once"]),
        (lambda: run(BracketMachine(), "(x)"), ["'x'", "'('"]),
    ],
)
def test_what_is_wrong_with_a_machine_is_named(make, words):
    with pytest.raises(ValueError) as error:
        make()
    assert all(word in str(error.value) for word in words), error.value


def reduces_to_nothing(word: str) -> bool:
    """Balanced exactly when deleting adjacent partners ends in the empty word."""
    while (shorter := word.replace("()", "").replace("[]", "")) != word:
        word = shorter
    return word == ""


def test_brackets_are_those_that_reduce_to_nothing():
    for word in ("".join(w) for n in range(9) for w in product("()[]", repeat=n)):
        assert BracketMachine().accepts(word) == reduces_to_nothing(word)


def test_a_stack_keeps_what_is_open_and_dies_of_the_wrong_partner():
    assert run(BracketMachine(), "([)]").states == ((), ("(",), ("(", "["), DEAD, DEAD)


names = st.sampled_from("abc")
lines = st.lists(st.tuples(names, st.one_of(st.integers(-9, 9), names)), max_size=20)


@given(lines)
def test_registers_hold_what_python_would(program):
    text = "\n".join(f"{target} := {source}" for target, source in program)
    expected: dict[str, int] = {}
    try:
        exec(text.replace(":=", "="), {"__builtins__": {}}, expected)
    except NameError:
        with pytest.raises(ValueError, match="before it is set"):
            run(RegisterMachine(), parse_program(text))
    else:
        assert dict(run(RegisterMachine(), parse_program(text)).final) == expected


def test_a_copy_keeps_the_value_that_was_current():
    trace = run(RegisterMachine(), parse_program("x := 3; y := x; x := 5"))
    assert trace.states == ((), (("x", 3),), (("x", 3), ("y", 3)), (("x", 5), ("y", 3)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x := 3\ny = x", ["line 2, column 3", "'= x'", "':='"]),
        ("x := 3; 4 := x", ["line 1, column 9", "'4 := x'"]),
        ("x := ", ["line 1, column 6", "the text ends"]),
        ("x := 3 4", ["line 1, column 8", "'4'"]),
        ("x := 3\n\nz := y", ["line 3, column 6", "'y'", "set so far: x"]),
    ],
)
def test_errors_in_a_program_name_line_and_column(text, words):
    with pytest.raises(ValueError) as error:
        run(RegisterMachine(), parse_program(text))
    assert all(word in str(error.value) for word in words), error.value

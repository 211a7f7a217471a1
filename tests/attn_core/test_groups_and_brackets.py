"""Permutations against composition by hand and SciPy-free enumeration; brackets against the counts of P16."""

from __future__ import annotations

from itertools import product as iterate
from math import ceil, factorial, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attn_core.brackets import PrefixCounters, accepted, by_prefix_counters, by_stack, field, smallest_counterexample
from attn_core.groups import (
    compose,
    identity,
    inverse,
    letters_in,
    order,
    prefixes,
    price,
    product,
    scan,
    symmetric_group,
    transposition,
)
from attn_core.machines import run

five = st.permutations(range(5)).map(tuple)


@given(five, five, five)
def test_composition_is_that_of_matrices_and_associative(a, b, c):
    np.testing.assert_array_equal(np.eye(5)[list(compose(a, b))], np.eye(5)[list(a)] @ np.eye(5)[list(b)])
    assert compose(compose(a, b), c) == compose(a, compose(b, c))


def test_a_symmetric_group_has_an_identity_and_all_products():
    for n in (1, 2, 3, 4):
        group = symmetric_group(n)
        assert (len(group), group[0]) == (factorial(n), identity(n))
        assert {compose(a, b) for a, b in iterate(group, repeat=2)} == set(group)
    assert compose(transposition(0, 1, 3), transposition(1, 2, 3)) != compose(
        transposition(1, 2, 3), transposition(0, 1, 3)
    )


@given(st.lists(five, min_size=1, max_size=40))
def test_a_scan_has_all_prefixes_in_log_rounds(word):
    result = scan(word, compose)
    assert list(result.rounds[-1]) == [product(word[: t + 1], 5) for t in range(len(word))]
    assert result.depth == ceil(log2(len(word)))


@pytest.mark.parametrize(("n", "rounds"), [(8, 3), (100, 7), (1000, 10), (10_000, 14)])
def test_p11_rounds_of_a_scan(n, rounds):
    assert scan(list(range(n)), lambda a, b: a + b).depth == rounds


def test_sizes_that_differ_are_refused():
    with pytest.raises(ValueError, match="one size"):
        compose((0, 1), (0, 1, 2))


@pytest.mark.parametrize(
    ("length", "counts"), [(2, (2, 2, 4)), (4, (8, 10, 36)), (6, (40, 70, 400)), (8, (224, 588, 4900))]
)
def test_p16_how_many_words_each_reader_accepts(length, counts):
    assert tuple(len(words) for words in accepted(length).values()) == counts


def test_p16_the_smallest_word_that_fools_the_counters():
    assert smallest_counterexample() == "([)]"
    assert by_prefix_counters("([)]")
    assert not by_stack("([)]")


def reduced(word: str) -> str:
    """What is left when neighbours that match are struck out again and again: the stack by rewriting."""
    while (shorter := word.replace("()", "").replace("[]", "")) != word:
        word = shorter
    return word


@pytest.mark.parametrize("length", [2, 4, 6])
def test_p16_the_field_of_all_words(length):
    words = field(length)
    assert len(words) == 4**length == len(dict(words))
    for word, readers in words:
        walks = [np.cumsum([(c == a) - (c == b) for c in word]) for a, b in ("()", "[]")]
        level = [not reduced(word), min(map(np.min, walks)) >= 0 and not any(w[-1] for w in walks)]
        assert readers == sum(level) + (word.count("(") == word.count(")") and word.count("[") == word.count("]"))
        assert level[0] <= level[1]


@given(st.text("()[]", max_size=12))
def test_counters_keep_the_balance_of_each_kind_until_one_is_below_zero(word):
    for t, state in enumerate(run(PrefixCounters(), word).states):
        balance = tuple(word[:t].count(a) - word[:t].count(b) for a, b in ("()", "[]"))
        low = min(word[:k].count(a) - word[:k].count(b) for k in range(t + 1) for a, b in ("()", "[]"))
        assert state == (None if low < 0 else balance)


def test_counters_refuse_other_symbols():
    with pytest.raises(ValueError, match="none of the brackets"):
        PrefixCounters().step((0, 0), "x")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=30))
def test_letters_that_swap_places_swap_the_cards_there(swaps):
    cards = list("ABCDE")
    states = prefixes([transposition(i, j, 5) for i, j in swaps], 5)
    assert order(states[0], "ABCDE") == tuple(cards)
    for (i, j), state in zip(swaps, states[1:], strict=True):
        cards[i], cards[j] = cards[j], cards[i]
        assert order(state, "ABCDE") == tuple(cards)
        assert compose(state, inverse(state)) == identity(5)


@given(st.lists(five, min_size=1, max_size=40))
def test_the_price_of_a_scan_is_what_it_combines(word):
    calls = []
    result = scan(word, lambda a, b: calls.append(1) or compose(a, b))
    cost = price(len(word))
    assert (cost.scan_work, cost.scan_rounds) == (len(calls), result.depth)
    assert cost.scan_width == max(len(word) - 1, 0)
    assert (cost.row_steps, cost.row_work) == (len(prefixes(word, 5)) - 1, len(word) - 1)
    assert letters_in(cost.scan_rounds) >= len(word) > letters_in(cost.scan_rounds) // 2


@pytest.mark.parametrize(("n", "work"), [(1, 0), (2, 1), (8, 17), (100, 573), (1000, 8977), (10_000, 123_617)])
def test_p11_combinations_of_a_scan(n, work):
    assert price(n).scan_work == sum(n - 2**r for r in range(ceil(log2(n)))) == work


def test_no_letters_have_no_price():
    with pytest.raises(ValueError, match="at least one"):
        price(0)

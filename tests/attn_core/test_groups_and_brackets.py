"""Permutations against composition by hand and SciPy-free enumeration; brackets against the counts of P16."""

from __future__ import annotations

from itertools import product as iterate
from math import ceil, factorial, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attn_core.brackets import accepted, by_prefix_counters, by_stack, smallest_counterexample
from attn_core.groups import compose, identity, product, scan, symmetric_group, transposition

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

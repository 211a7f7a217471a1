"""Parity by averaging, against enumeration of all words and the figures of P7 and P10."""

from __future__ import annotations

from itertools import pairwise, product
from math import comb

import numpy as np
import pytest

from attn_core.attention import attend
from attn_core.parity import KEYS, VALUES, average, best_cuts, influence, influence_bound, margin, readout_accuracy


def test_a_uniform_head_reports_the_mean():
    for word in product((0, 1), repeat=5):
        head = average(word)
        np.testing.assert_allclose(head.weights, np.full((1, 5), 1 / 5))
        assert head.output[0, 0] == pytest.approx(sum(word) / 5)


def test_neighbouring_counts_lie_one_margin_apart():
    means = sorted({round(float(average(word).output[0, 0]), 12) for word in product((0, 1), repeat=6)})
    np.testing.assert_allclose(np.diff(means), margin(6))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("switches", [0, 1, 2, 5])
def test_readout_accuracy_is_that_of_all_readouts_on_all_words(n, switches):
    words = list(product((0, 1), repeat=n))
    readouts = [r for r in product((0, 1), repeat=n + 1) if sum(a != b for a, b in pairwise(r)) <= switches]
    best = max(sum(r[sum(w)] == sum(w) % 2 for w in words) / len(words) for r in readouts)
    assert readout_accuracy(n, switches) == pytest.approx(best)


def test_p10_figures():
    thresholds = {4: 0.6875, 8: 0.637, 16: 0.598, 32: 0.570, 64: 0.550, 128: 0.535, 256: 0.525}
    assert {n: readout_accuracy(n) for n in thresholds} == pytest.approx(thresholds, abs=6e-4)
    switched = {1: 0.598, 2: 0.696, 4: 0.849, 8: 0.982, 16: 1.0}
    assert {m: readout_accuracy(16, m) for m in switched} == pytest.approx(switched, abs=6e-4)


@pytest.mark.parametrize("n", range(1, 40))
def test_p10_the_best_threshold_is_a_binomial(n):
    assert readout_accuracy(n) == pytest.approx(1 / 2 + comb(n - 1, (n - 1) // 2) / 2**n)


@pytest.mark.parametrize(
    ("n", "switches"), [(1, 1), (2, 1), (8, 1), (8, 5), (9, 4), (16, 3), (32, 1), (32, 31), (64, 64)]
)
def test_a_best_readout_changes_its_answer_in_the_middle(n, switches):
    cuts, answer = best_cuts(n, switches)
    assert len(cuts) == switches
    right = 0
    for k in range(n + 1):
        right += comb(n, k) * (answer == k % 2)
        answer = 1 - answer if k in cuts else answer
    assert right / 2**n == pytest.approx(readout_accuracy(n, switches), abs=1e-15)


def test_one_cut_of_an_even_length_says_odd_first():
    assert [best_cuts(n) for n in (4, 6, 32)] == [(range(1, 2), 1), (range(3, 4), 1), (range(15, 16), 1)]


@pytest.mark.parametrize("bound", [None, 0.0, 1.0, 3.5])
@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_influence_is_the_largest_over_all_words_and_replacements(n, bound):
    keys = KEYS if bound is None else np.array([-bound, bound])

    def output(word):
        letters = list(word)
        return attend(np.ones((1, 1)), keys[letters][:, None], VALUES[letters][:, None], scale=1.0).output[0, 0]

    worst = 0.0
    for word in product((0, 1), repeat=n):
        flipped = (*word[:-1], 1 - word[-1])
        worst = max(worst, abs(output(word) - output(flipped)))
    moved = influence(n) if bound is None else influence(n, bound)
    assert moved == pytest.approx(worst, abs=1e-14)


def test_p7_influence_falls_as_one_over_n_below_its_bound():
    lengths = np.array([8, 16, 32, 64, 128, 256, 512, 1024])
    moved = np.array([influence(int(n)) for n in lengths])
    assert (moved < [influence_bound(int(n)) for n in lengths]).all()
    slope = np.polyfit(np.log(lengths), np.log(moved), 1)[0]
    assert slope == pytest.approx(-1, abs=0.01)


def test_the_bound_is_hahns():
    assert influence_bound(100) == pytest.approx(4 * 1 * np.exp(2 * 0.0615) / 100)
    assert influence_bound(7, 2.0) == pytest.approx(4 * np.e**4 / 7)


@pytest.mark.parametrize(
    "call",
    [lambda: average([0, 2]), lambda: average([]), lambda: margin(0), lambda: influence(1), lambda: best_cuts(4, 5)],
)
def test_bad_arguments_are_refused(call):
    with pytest.raises(ValueError):
        call()

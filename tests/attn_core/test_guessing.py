"""Guesses by hand, and by the definition on random draws."""

from collections import Counter

import numpy as np
import pytest

from attn_core.guessing import commonest_of, commonest_sum


def test_small_cases_by_hand():
    assert commonest_of(1, 5) == 1
    # Of two coins half the pairs are equal: the commonest is 1 of both or 1/2.
    assert commonest_of(2, 2) == 0.75
    # Two draws have one sum.
    assert commonest_sum(2, 3) == 1


def test_random_draws_agree():
    rng = np.random.default_rng(0)
    words = rng.integers(5, size=(4000, 6)).tolist()
    assert commonest_of(6, 5) == pytest.approx(np.mean([max(Counter(w).values()) / 6 for w in words]), abs=0.01)
    shares = []
    for w in words:
        sums = Counter((a + b) % 5 for i, a in enumerate(w) for j, b in enumerate(w) if i != j)
        shares.append(max(sums.values()) / 30)
    assert commonest_sum(6, 5) == pytest.approx(np.mean(shares), abs=0.01)


def test_e9_what_a_layer_too_few_gets_is_a_guess():
    from attn_core.trained import load

    models = load("power")
    six, five = commonest_of(6, 5), commonest_of(5, 5)
    assert models["depth-1"].curve("by_hops")[:, 1:].mean() == pytest.approx(six, abs=0.01)
    assert models["depth-1-longer"].curve("by_hops")[:, 1:].mean() == pytest.approx(five, abs=0.005)
    assert models["no-residual-depth-3"].curve("by_hops").mean() == pytest.approx(commonest_sum(8, 5), abs=0.005)

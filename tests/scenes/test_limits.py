"""What one head can and cannot: superposition, selection, influence, overwriting."""

from itertools import pairwise
from math import exp

import numpy as np
import pytest

from scenes.limits import Limits
from tests.scenes.expect import check_numbers, curves, dot, find, shares, texts, weighted_sum


def superposition() -> list[str]:
    rng = np.random.default_rng(Limits.seed)
    x, y = rng.normal(size=(2, Limits.tokens, Limits.width))

    def f(tokens, values):
        return np.array([weighted_sum(shares([dot(q, k) / Limits.width**0.5 for k in tokens]), values) for q in tokens])

    def relative(one, other):
        return float(np.sqrt(((one - other) ** 2).sum() / (other**2).sum()))

    return texts(
        [
            relative(f(x, x + y), f(x, x) + f(x, y)),
            relative(f(x + y, x + y), f(x, x) + f(y, y)),
            relative(f(2 * x, 2 * x), 2 * f(x, x)),
        ],
        2,
    )


def selected() -> list[str]:
    beta = Limits.sharpness[-1]
    weights = shares([beta * v for v in Limits.values])
    return [*texts(range(11)), *texts([dot(weights, Limits.values)], 3), *texts([beta], 1, "β = ")]


def written() -> list[str]:
    first, second = Limits.writes
    return [*texts([first, second], 0, "x := "), *texts([(first + second) / 2, first + second, second, second])]


NUMBERS = {
    "linear": superposition,
    "select": selected,
    "influence": lambda: [*texts(Limits.lengths), "0.001", "0.01", "0.1", "1"],
    "written": written,
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("limits"), NUMBERS)


def test_the_influence_curve_stays_below_its_bound_and_matches_a_loop(seen):
    bound, moved = curves(find(seen("limits"), "influence"))
    b = 0.0615
    for (n, high), (_, y) in zip(bound, moved, strict=True):
        assert high == pytest.approx(4 * exp(2 * b) / n)
        outputs = [(k * exp(b) - (n - k) * exp(-b)) / (k * exp(b) + (n - k) * exp(-b)) for k in range(n + 1)]
        assert y == pytest.approx(max(abs(p - q) for p, q in pairwise(outputs)))

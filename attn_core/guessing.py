"""What a guess gets that knows values but not which of them is meant (`PROPOSITIONS.md`, E9); exact, by enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np


def commonest_of(draws: int, values: int) -> float:
    """The expected share of the commonest among so many uniform draws from ``values``: it is the best guess of one."""
    return float(_counts(draws, values).max(axis=1).mean() / draws)


def commonest_sum(draws: int, values: int) -> float:
    """The expected share of the commonest sum modulo ``values`` of two different ones of so many uniform draws."""
    counts = _counts(draws, values)
    sums = np.zeros_like(counts)
    for a, b in product(range(values), repeat=2):
        sums[:, (a + b) % values] += counts[:, a] * (counts[:, b] - (a == b))
    return float(sums.max(axis=1).mean() / (draws * (draws - 1)))


def _counts(draws: int, values: int) -> np.ndarray:
    """How often each value occurs, for all words of so many draws: ``[values ** draws, values]``."""
    words = np.stack(np.unravel_index(np.arange(values**draws), (values,) * draws), axis=1)
    return np.stack([(words == value).sum(axis=1) for value in range(values)], axis=1)

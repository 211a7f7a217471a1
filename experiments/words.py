"""Words over a group and their running products: parity (Z2) and S3."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np


@dataclass(frozen=True)
class Group:
    """A finite group by its table: ``table[a, b]`` is the product a b; element 0 is the identity."""

    name: str
    table: np.ndarray

    @property
    def size(self) -> int:
        """Number of elements, which are also the letters."""
        return len(self.table)

    def products(self, words: np.ndarray) -> np.ndarray:
        """Running products ``[batch, n]`` of words ``[batch, n]``: s_t = s_{t-1} x_t."""
        states = np.empty_like(words)
        state = np.zeros(len(words), dtype=words.dtype)
        for t in range(words.shape[1]):
            state = self.table[state, words[:, t]]
            states[:, t] = state
        return states


def _permutation_table(n: int) -> np.ndarray:
    elements = list(permutations(range(n)))
    index = {p: i for i, p in enumerate(elements)}
    return np.array([[index[tuple(a[b[i]] for i in range(n))] for b in elements] for a in elements])


GROUPS = {
    "parity": Group("parity", np.array([[0, 1], [1, 0]])),
    "s3": Group("s3", _permutation_table(3)),
}


def random_words(group: Group, count: int, length: int, rng: np.random.Generator) -> np.ndarray:
    """Uniformly random words ``[count, length]``."""
    return rng.integers(group.size, size=(count, length))


def words_with_ones(count: int, length: int, ones: int, rng: np.random.Generator) -> np.ndarray:
    """Random words of bits ``[count, length]`` with exactly so many ones."""
    order = rng.random((count, length)).argsort(axis=1)
    return (order < ones).astype(np.int64)

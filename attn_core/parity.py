"""Parity by averaging: what a uniform head knows of the number of ones, and how finely it must be read.

`PROPOSITIONS.md`: P7 (one token moves one layer by O(1/n), Hahn 2020), P10 (the mean k/n and its readouts).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

from attn_core.attention import Attention, attend

# Two letters of a one-dimensional head: keys and values by letter; the query is 1. The largest logit is BOUND.
BOUND = 0.0615
KEYS = np.array([-BOUND, BOUND])
VALUES = np.array([-1.0, 1.0])


def average(word: Sequence[int]) -> Attention:
    """A head with equal scores on a word of n bits: weights ``[1, n]`` of 1/n, output ``[1, 1]`` the mean k/n."""
    bits = _bits(word)
    n = len(bits)
    return attend(np.zeros((1, 1)), np.zeros((n, 1)), bits[:, None])


def margin(n: int) -> float:
    """Distance of the means of k and k + 1 ones among n bits, which differ in parity: 1/n."""
    if n < 1:
        raise ValueError(f"n is {n}: a word has at least one bit")
    return 1 / n


def readout_accuracy(n: int, switches: int = 1) -> float:
    """Best share of the 2^n words whose parity is read from the mean with at most ``switches`` changes of answer.

    A readout is a step function of the count k; one switch is a threshold. Exact: a dynamic programme over k keeps, for
    each answer and number of switches used, the most words got right so far. n switches read every word right.
    """
    if n < 1 or switches < 0:
        raise ValueError(f"n is {n} and switches {switches}: they must be at least 1 and 0")
    best = {(answer, 0): 0 for answer in (0, 1)}
    for k in range(n + 1):
        right = {answer: comb(n, k) * (answer == k % 2) for answer in (0, 1)}
        reached = dict(best)
        for (answer, used), words in best.items():
            if k > 0 and used < switches:
                turned = (1 - answer, used + 1)
                reached[turned] = max(reached.get(turned, 0), words)
        best = {(answer, used): words + right[answer] for (answer, used), words in reached.items()}
    return float(max(best.values()) / 2**n)


def best_cuts(n: int, switches: int = 1) -> tuple[range, int]:
    """Where a best readout with ``switches`` changes of answer changes it, and its first answer (0 even, 1 odd).

    It changes after each count of the range: neighbours in the middle, where most words are. Of two that are as good
    the one that says odd first. That no other readout is better is a test's matter (``readout_accuracy``).
    """
    if not 1 <= switches <= n:
        raise ValueError(f"switches is {switches}: it must be from 1 to n, which is {n}")

    def right(first: int, answer: int) -> int:
        answers = [(answer + sum(k > cut for cut in range(first, first + switches))) % 2 for k in range(n + 1)]
        return sum(comb(n, k) for k in range(n + 1) if answers[k] == k % 2)

    middle = (n - switches) // 2
    places = [first for first in (middle - 1, middle, middle + 1) if 0 <= first <= n - switches]
    first, answer = max(((first, answer) for answer in (1, 0) for first in places), key=lambda choice: right(*choice))
    return range(first, first + switches), answer


def influence(n: int, bound: float = BOUND) -> float:
    """Largest change of a head's output when one other token of n is replaced, over all words.

    The head has two letters, of scores -``bound`` and ``bound`` and values -1 and 1, so that its output depends on the
    number of ones only. That grows ever more slowly with each of them: the first one, among zeros, moves it most.
    """
    if n < 2:
        raise ValueError(f"n is {n}: there must be another token to replace")
    one, zeros = np.exp(bound), (n - 1) * np.exp(-bound)
    return float((one - zeros) / (one + zeros) + 1)


def influence_bound(n: int, bound: float = BOUND) -> float:
    """4 M e^(2B) / n with scores of at most B = ``bound`` and values of at most M = 1 in size (Hahn 2020)."""
    return 4 * float(np.abs(VALUES).max()) * float(np.exp(2 * bound)) / n


def _bits(word: Sequence[int]) -> np.ndarray:
    bits = np.asarray(word, dtype=np.float64)
    if bits.ndim != 1 or not len(bits) or not np.isin(bits, (0, 1)).all():
        raise ValueError(f"word is {list(word)!r}: it must be one or more bits 0 and 1")
    return bits

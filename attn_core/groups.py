"""Permutations, words over a group and their product by a scan: log2 n rounds, not n steps (`PROPOSITIONS.md`, P11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVar

Permutation = tuple[int, ...]
T = TypeVar("T")


def identity(n: int) -> Permutation:
    """The permutation that moves nothing."""
    return tuple(range(n))


def compose(first: Permutation, then: Permutation) -> Permutation:
    """First one, then the other: i goes to ``then[first[i]]``. Raises ValueError when their sizes differ."""
    if len(first) != len(then):
        raise ValueError(f"first moves {len(first)} things and then {len(then)}: they must be of one size")
    return tuple(then[i] for i in first)


def transposition(i: int, j: int, n: int) -> Permutation:
    """Swap i and j among n things."""
    swapped = list(identity(n))
    swapped[i], swapped[j] = j, i
    return tuple(swapped)


def symmetric_group(n: int) -> tuple[Permutation, ...]:
    """All n! permutations, the identity first."""
    return tuple(permutations(range(n)))


def product(word: Sequence[Permutation], n: int) -> Permutation:
    """The word problem: compose all, from the first to the last, one step a letter."""
    state = identity(n)
    for letter in word:
        state = compose(state, letter)
    return state


@dataclass(frozen=True)
class Scan:
    """An inclusive scan: ``rounds[r][t]`` combines the letters that end at t, at most 2^r of them."""

    rounds: tuple[tuple[object, ...], ...]

    @property
    def depth(self) -> int:
        """Number of rounds after the letters themselves: the ceiling of log2 n."""
        return len(self.rounds) - 1


def scan(word: Sequence[T], combine: Callable[[T, T], T]) -> Scan:
    """All prefixes of a word at once, for an associative ``combine`` (Hillis and Steele 1986).

    Each round combines every position with the one twice as far back as in the round before.
    """
    row, rounds, reach = tuple(word), [tuple(word)], 1
    while reach < len(row):
        row = tuple(combine(row[t - reach], row[t]) if t >= reach else row[t] for t in range(len(row)))
        rounds.append(row)
        reach *= 2
    return Scan(tuple(rounds))

"""Permutations, words over a group and their product by a scan: log2 n rounds, not n steps (`PROPOSITIONS.md`, P11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Generic, TypeVar

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


def inverse(permutation: Permutation) -> Permutation:
    """The permutation that takes all back."""
    return tuple(permutation.index(i) for i in range(len(permutation)))


def order(permutation: Permutation, cards: Sequence[T]) -> tuple[T, ...]:
    """Cards in a row after each has gone to where the permutation takes its place: ``order[p[i]]`` is ``cards[i]``."""
    return tuple(cards[i] for i in inverse(permutation))


def prefixes(word: Sequence[Permutation], n: int) -> tuple[Permutation, ...]:
    """The states before, between and after the letters, one step a letter."""
    states = [identity(n)]
    for letter in word:
        states.append(compose(states[-1], letter))
    return tuple(states)


@dataclass(frozen=True)
class Price:
    """What the prefixes of n letters cost: in a row, and by a scan. ``work`` counts combinations."""

    row_steps: int
    row_work: int
    scan_rounds: int
    scan_work: int
    scan_width: int


def price(n: int) -> Price:
    """In a row n steps (from the start's state) and n - 1 combinations of letters; by `scan` ceil(log2 n) rounds.

    Round r has n - 2^r combinations, side by side: n ceil(log2 n) - 2^ceil(log2 n) + 1 of them together, at most
    n - 1 at once. Raises ValueError for n below 1.
    """
    if n < 1:
        raise ValueError(f"n is {n}: a word has at least one letter")
    rounds = (n - 1).bit_length()
    return Price(n, n - 1, rounds, n * rounds - 2**rounds + 1, n - 1)


def letters_in(rounds: int) -> int:
    """How many letters this scan combines in so many rounds; another construction may combine more."""
    return int(2**rounds)


@dataclass(frozen=True)
class Scan(Generic[T]):
    """An inclusive scan: ``rounds[r][t]`` combines the letters that end at t, at most 2^r of them."""

    rounds: tuple[tuple[T, ...], ...]

    @property
    def depth(self) -> int:
        """Number of rounds after the letters themselves: the ceiling of log2 n."""
        return len(self.rounds) - 1


def scan(word: Sequence[T], combine: Callable[[T, T], T]) -> Scan[T]:
    """All prefixes of a word at once, for an associative ``combine`` (Hillis and Steele 1986).

    Each round combines every position with the one twice as far back as in the round before.
    """
    row, rounds, reach = tuple(word), [tuple(word)], 1
    while reach < len(row):
        row = tuple(combine(row[t - reach], row[t]) if t >= reach else row[t] for t in range(len(row)))
        rounds.append(row)
        reach *= 2
    return Scan(tuple(rounds))

"""Brackets of several kinds: what a stack accepts and what counters accept (`PROPOSITIONS.md`, P16).

One kind of bracket needs no stack, and transformers can recognise several (Bhattamishra et al. 2020, Yao et al. 2021):
this compares machines, not models.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import product

from attn_core.machines import DEAD, BracketMachine, run

PAIRS = (("(", ")"), ("[", "]"))
Counts = tuple[int, ...]


@dataclass(frozen=True)
class PrefixCounters:
    """A machine with one counter a kind of bracket; the state is their values, DEAD once one would be below zero."""

    pairs: tuple[tuple[str, str], ...] = PAIRS

    @property
    def start(self) -> Counts | None:
        """All counters at zero."""
        return (0,) * len(self.pairs)

    def step(self, state: Counts | None, symbol: str) -> Counts | None:
        """Count up what opens, and down what closes. Raises ValueError for other symbols."""
        if symbol not in "".join(a + b for a, b in self.pairs):
            raise ValueError(f"symbol {symbol!r} is none of the brackets {self.pairs}")
        if state is DEAD:
            return DEAD
        after = tuple(n + (symbol == a) - (symbol == b) for n, (a, b) in zip(state, self.pairs, strict=True))
        return after if min(after) >= 0 else DEAD

    def accepts(self, word: str) -> bool:
        """Whether no counter was below zero on the way, and all are at zero."""
        return run(self, word).final == self.start


def by_stack(word: str) -> bool:
    """Every bracket is closed by its own partner, the last opened first."""
    return BracketMachine(PAIRS).accepts(word)


def by_prefix_counters(word: str) -> bool:
    """One counter a kind: never below zero on the way, zero at the end."""
    return PrefixCounters().accepts(word)


def by_final_counts(word: str) -> bool:
    """As many closed as opened of each kind, in any order."""
    found = Counter(word)
    return all(found[opening] == found[closing] for opening, closing in PAIRS)


READERS = {"stack": by_stack, "prefix counters": by_prefix_counters, "final counts": by_final_counts}


@cache
def accepted(length: int) -> dict[str, tuple[str, ...]]:
    """The words of a length that each reader accepts, by enumeration of all 4^length."""
    words = ["".join(letters) for letters in product("".join(a + b for a, b in PAIRS), repeat=length)]
    return {name: tuple(word for word in words if reads(word)) for name, reads in READERS.items()}


def field(length: int) -> tuple[tuple[str, int], ...]:
    """All 4^length words in the alphabet's order, and how many of the readers accept each.

    What the stack accepts the counters accept, and what these accept has equal numbers: 3, 2, 1 or 0 of them.
    """
    words = ["".join(letters) for letters in product("".join(a + b for a, b in PAIRS), repeat=length)]
    return tuple((word, sum(reads(word) for reads in READERS.values())) for word in words)


def smallest_counterexample() -> str:
    """The shortest word, first in the alphabet's order, that prefix counters accept and a stack does not."""
    for length in range(2, 9):
        found = accepted(length)
        if wrong := [word for word in found["prefix counters"] if word not in set(found["stack"])]:
            return wrong[0]
    raise AssertionError("unreachable: ([)] has length 4")

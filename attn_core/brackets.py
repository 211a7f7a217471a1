"""Brackets of several kinds: what a stack accepts and what counters accept (`PROPOSITIONS.md`, P16).

One kind of bracket needs no stack, and transformers can recognise several (Bhattamishra et al. 2020, Yao et al. 2021):
this compares machines, not models.
"""

from __future__ import annotations

from collections import Counter
from itertools import product

from attn_core.machines import BracketMachine

PAIRS = (("(", ")"), ("[", "]"))


def by_stack(word: str) -> bool:
    """Every bracket is closed by its own partner, the last opened first."""
    return BracketMachine(PAIRS).accepts(word)


def by_prefix_counters(word: str) -> bool:
    """One counter a kind: never below zero on the way, zero at the end."""
    counts = dict.fromkeys(PAIRS, 0)
    for symbol in word:
        for pair in PAIRS:
            counts[pair] += (symbol == pair[0]) - (symbol == pair[1])
        if min(counts.values()) < 0:
            return False
    return not any(counts.values())


def by_final_counts(word: str) -> bool:
    """As many closed as opened of each kind, in any order."""
    found = Counter(word)
    return all(found[opening] == found[closing] for opening, closing in PAIRS)


READERS = {"stack": by_stack, "prefix counters": by_prefix_counters, "final counts": by_final_counts}


def accepted(length: int) -> dict[str, tuple[str, ...]]:
    """The words of a length that each reader accepts, by enumeration of all 4^length."""
    words = ["".join(letters) for letters in product("".join(a + b for a, b in PAIRS), repeat=length)]
    return {name: tuple(word for word in words if reads(word)) for name, reads in READERS.items()}


def smallest_counterexample() -> str:
    """The shortest word, first in the alphabet's order, that prefix counters accept and a stack does not."""
    for length in range(2, 9):
        found = accepted(length)
        if wrong := [word for word in found["prefix counters"] if word not in set(found["stack"])]:
            return wrong[0]
    raise AssertionError("unreachable: ([)] has length 4")

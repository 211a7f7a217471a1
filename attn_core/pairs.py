"""Minimal pairs as they were measured: what one head weighs, and what copied states carry (E12)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from attn_core.attention import Array
from attn_core.measured import DATA, load


@dataclass(frozen=True)
class Pair:
    """Two sentences that differ in their last word, and what heads weigh from *it* on the two things that are named.

    ``weights`` are ``[word, layer, head, thing]``; ``copied`` ``[token, thing]`` those of the head of ``head_of``, in
    the run with the second word, after the state of a token came from that with the first.
    """

    text: str
    things: tuple[str, str]
    words: tuple[str, str]
    tokens: tuple[str, ...]
    weights: Array
    copied: Array

    def sentence(self, which: int) -> str:
        """The sentence with the first word (0) or the second (1)."""
        return f"{self.text} {self.words[which]}."

    @property
    def it(self) -> int:
        """The token that looks."""
        return self.tokens.index("it")


@dataclass(frozen=True)
class Copies:
    """The lecture's own pair: rows of *it* ``[token]``, ``copied[layer, from, token]`` after a state was copied.

    ``others`` ``[layer, token]`` are the rows after those of all tokens but *it* were, ``heads`` after only what that
    layer's heads write at *it* was.
    """

    tokens: tuple[str, ...]
    rows: Array
    copied: Array
    others: Array
    heads: Array

    def carried(self, key: int) -> Array:
        """Of the difference of both runs' weights on a token: the share that each copy carries ``[layer, from]``."""
        one, two = self.rows[:, key]
        return np.asarray((self.copied[:, :, key] - two) / (one - two))


HEAD = (3, 1)  # layer and head, both from 0, of what was copied into


@cache
def load_pairs(folder: Path = DATA) -> tuple[Pair, ...]:
    """All pairs, in the order in which they were written. Raises ValueError as `measured.load`."""
    found = []
    for entry in load("pairs", folder).values():
        text, first, second, one, two = entry["words"]
        weights, copied = (np.array(entry[key]) for key in ("weights", "copied"))
        found.append(Pair(text, (first, second), (one, two), tuple(entry["tokens"]), weights, copied))
    return tuple(found)


@cache
def load_copies(folder: Path = DATA) -> Copies:
    """The first pair, with copies at the input of each layer up to the head's. Raises ValueError as `measured.load`."""
    parts = load("patching", folder)
    first = next(iter(parts.values()))
    copied, others, heads = (np.array([part[key] for part in parts.values()]) for key in ("copied", "others", "heads"))
    return Copies(tuple(first["tokens"][0]), np.array(first["rows"]), copied, others, heads)

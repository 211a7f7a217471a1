"""Minimal pairs: does a head's weight follow the word that decides, and which token carries that? (PAIRS.md; E12)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attn_core.patching import patch, patch_heads
from attn_core.transformer import Encoding
from experiments.encoder import Encoder

LAYER, HEAD = 3, 1  # of the famous picture
# Sentence up to the word that decides; the word for the first thing, and the one for the second.
PAIRS: tuple[tuple[str, str, str, str, str], ...] = (
    ("The animal did not cross the street because it was too", "animal", "street", "tired", "wide"),
    ("The box did not fit on the shelf because it was too", "box", "shelf", "large", "narrow"),
    ("The truck did not pass under the bridge because it was too", "truck", "bridge", "high", "low"),
    ("The boat did not enter the harbor because it was too", "boat", "harbor", "big", "shallow"),
    ("The horse did not jump the fence because it was too", "horse", "fence", "weak", "high"),
    ("The cat did not climb the tree because it was too", "cat", "tree", "fat", "tall"),
    ("The fish did not fit in the bowl because it was too", "fish", "bowl", "long", "small"),
    ("The piano did not go through the door because it was too", "piano", "door", "wide", "narrow"),
    ("The dog did not swim the river because it was too", "dog", "river", "old", "deep"),
    ("The book did not fit in the bag because it was too", "book", "bag", "thick", "full"),
    ("The car did not climb the hill because it was too", "car", "hill", "slow", "steep"),
    ("The plane did not land on the field because it was too", "plane", "field", "fast", "short"),
    ("The bird did not fly over the mountain because it was too", "bird", "mountain", "weak", "high"),
    ("The table did not fit in the room because it was too", "table", "room", "large", "small"),
    ("The knife did not cut the bread because it was too", "knife", "bread", "dull", "hard"),
    ("The nail did not go into the wall because it was too", "nail", "wall", "soft", "hard"),
    ("The sheet did not cover the bed because it was too", "sheet", "bed", "short", "long"),
    ("The ladder did not reach the roof because it was too", "ladder", "roof", "short", "high"),
    ("The rope did not hold the ship because it was too", "rope", "ship", "thin", "heavy"),
    ("The lamp did not light the hall because it was too", "lamp", "hall", "dim", "large"),
    ("The spoon did not fit in the jar because it was too", "spoon", "jar", "big", "small"),
    ("The engine did not pull the train because it was too", "engine", "train", "weak", "heavy"),
    ("The stone did not break the glass because it was too", "stone", "glass", "small", "thick"),
    ("The letter did not fit in the envelope because it was too", "letter", "envelope", "long", "small"),
)


def runs(encoder: Encoder, pair: Sequence[str]) -> tuple[list[tuple[str, ...]], list[Encoding]]:
    """Both sentences of a pair: their tokens, and what is computed of them."""
    text, *things, one, two = pair
    tokens, found = zip(*(encoder.read(f"{text} {word}.") for word in (one, two)), strict=True)
    differ = [i for i, (a, b) in enumerate(zip(*tokens, strict=True)) if a != b]
    if len(differ) != 1 or any(tokens[0].count(thing) != 1 for thing in (*things, "it")):
        raise ValueError(f"{text!r}: its words are not single tokens, or more than the last one differs")
    return list(tokens), list(found)


@dataclass(frozen=True)
class Pairs:
    """For each pair the weights from *it* on both things, of all heads; and what each token carries, for one head."""

    name: str = "pairs"
    recipe: Mapping[str, Any] = field(
        default_factory=lambda: {"layer": LAYER, "head": HEAD, "pairs": [list(pair) for pair in PAIRS]}
    )
    parts: Sequence[str] = tuple(f"{first}-{second}" for _, first, second, _, _ in PAIRS)
    reads_encoder = True

    def measure(self, part: str, encoder: Encoder) -> Any:
        """``weights`` are ``[word][layer][head][thing]``; ``copied[token]`` the weight on both things afterwards."""
        pair = PAIRS[self.parts.index(part)]
        (tokens, _), (one, two) = runs(encoder, pair)
        it, things = tokens.index("it"), [tokens.index(thing) for thing in pair[1:3]]

        def seen(run: Encoding, layer: int = LAYER) -> np.ndarray:
            return np.asarray(run.layers[layer].attention.weights[:, it][:, things])

        copied = [
            seen(patch(two, one, encoder.weights, encoder.heads, LAYER, [token]))[HEAD] for token in range(len(tokens))
        ]
        weights = [[seen(run, layer) for layer in range(encoder.layers)] for run in (one, two)]
        return {
            "words": list(pair),
            "tokens": list(tokens),
            "weights": _rounded(weights),
            "copied": _rounded(copied),
        }


@dataclass(frozen=True)
class Patching:
    """The lecture's own pair: the row of *it* after one token's state was copied, at the input of each layer."""

    name: str = "patching"
    recipe: Mapping[str, Any] = field(default_factory=lambda: {"layer": LAYER, "head": HEAD, "pair": list(PAIRS[0])})
    parts: Sequence[str] = tuple(f"layer-{layer}" for layer in range(LAYER + 1))
    reads_encoder = True

    def measure(self, part: str, encoder: Encoder) -> Any:
        """``copied[t]`` is the row of *it* ``[tokens]`` after the state of token t, ``all`` after that of every one.

        ``others`` after those of all but *it*; ``heads`` after only what the layer's heads write at *it*.
        """
        layer = self.parts.index(part)
        (tokens, other), (one, two) = runs(encoder, PAIRS[0])
        it = tokens.index("it")

        def row(run: Encoding) -> list[float]:
            return list(run.layers[LAYER].attention.weights[HEAD, it])

        def after(which: Sequence[int]) -> list[float]:
            return row(patch(two, one, encoder.weights, encoder.heads, layer, which))

        return {
            "tokens": [list(tokens), list(other)],
            "rows": _rounded([row(one), row(two)]),
            "copied": _rounded([after([token]) for token in range(len(tokens))]),
            "all": _rounded(after(range(len(tokens)))),
            "others": _rounded(after([token for token in range(len(tokens)) if token != it])),
            "heads": _rounded(row(patch_heads(two, one, encoder.weights, encoder.heads, layer, [it]))),
        }


def _rounded(values: Any) -> Any:
    return np.round(np.asarray(values, dtype=float), 4).tolist()

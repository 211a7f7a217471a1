"""The real encoder with what its skips carry turned down: how alike its tokens become (E7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attn_core.collapse import residuals
from attn_core.transformer import Switches, Weights, encode
from experiments.encoder import Encoder

# The lecture's own sentence first; the others to see whether it is only that one.
SENTENCES = (
    "The animal did not cross the street because it was too tired.",
    "A bird sings in the old tree behind the house.",
    "We bought bread, milk and two lemons at the market.",
    "She wrote a letter to her brother, who lives by the sea.",
    "The train to the north leaves every morning at seven.",
    "Rain fell all night, and the river rose slowly.",
    "My neighbour repairs clocks that nobody else can mend.",
)
PERCENT, COLUMNS = 101, 16  # settings of the dial; how many of the state's numbers are kept to be drawn
SEEDS, START = 3, 0.02  # of what is put in place of the trained weights; spread of BERT's usual start


@dataclass(frozen=True)
class Collapse:
    """``residuals[percent][layer]`` with skips at 0 to 100 %; of the first sentence also the last layer's states.

    ``shuffled`` and ``start`` are residuals with other weights: what the trained ones are compared with.
    """

    name: str = "collapse"
    recipe: Mapping[str, Any] = field(
        default_factory=lambda: {
            "sentences": list(SENTENCES),
            "percent": PERCENT,
            "columns": COLUMNS,
            "seeds": SEEDS,
            "start": START,
        }
    )
    parts: Sequence[str] = tuple(text.split()[1] for text in SENTENCES)
    reads_encoder = True

    def measure(self, part: str, encoder: Encoder) -> Any:
        """All settings for the first sentence, 0 and 100 % for the others; ``states`` as shares of the largest."""
        text = SENTENCES[self.parts.index(part)]
        first = text == SENTENCES[0]
        settings = range(PERCENT) if first else (0, PERCENT - 1)
        tokens = encoder.tokens(text)
        runs = [
            encode(tokens.ids, encoder.weights, encoder.heads, switches=Switches(skip=percent / (PERCENT - 1)))
            for percent in settings
        ]
        found = {"tokens": list(tokens.tokens), "residuals": [_short(residuals(run.layers)) for run in runs]}
        if first:
            found["shuffled"] = self.instead(encoder, tokens.ids, "shuffled", _shares())
            found["seeds"], found["width"] = SEEDS, runs[0].output.shape[1]
            [found["start"]] = self.instead(encoder, tokens.ids, "start", [1.0])
            shown = [run.output[:, :COLUMNS] for run in runs]
            found["states"] = [np.round(x.astype(float) / np.abs(x).max(), 3).tolist() for x in shown]
        return found

    @staticmethod
    def instead(encoder: Encoder, ids: Sequence[int], how: str, skips: Sequence[float]) -> list[list[float]]:
        """Residuals with other weights in all layers, mean over seeds, for each share that the skips carry."""
        found = []
        for seed in range(SEEDS):
            weights = other_weights(encoder.weights, how, seed)
            runs = (encode(ids, weights, encoder.heads, switches=Switches(skip=skip)) for skip in skips)
            found.append([residuals(run.layers) for run in runs])
        return [_short(row) for row in np.mean(found, axis=0)]


def other_weights(weights: Weights, how: str, seed: int) -> Weights:
    """An encoder's weights with the matrices of its layers shuffled, each in itself, or drawn as at BERT's start."""
    rng, found = np.random.default_rng(seed), dict(weights)
    for name, weight in weights.items():
        if not name.startswith("encoder.layer") or "LayerNorm" in name:
            continue
        if how == "shuffled":
            found[name] = rng.permuted(weight.ravel()).reshape(weight.shape)
        else:  # biases are 0 there
            found[name] = (rng.normal(size=weight.shape) * START * (weight.ndim > 1)).astype(weight.dtype)
    return found


def _shares() -> list[float]:
    return [percent / (PERCENT - 1) for percent in range(PERCENT)]


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]

"""The real encoder with what its skips carry turned down: how alike its tokens become (E7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attn_core.collapse import residuals
from attn_core.transformer import Switches, encode
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


@dataclass(frozen=True)
class Collapse:
    """``residuals[percent][layer]`` with skips at 0 to 100 %; of the first sentence also the last layer's states."""

    name: str = "collapse"
    recipe: Mapping[str, Any] = field(
        default_factory=lambda: {"sentences": list(SENTENCES), "percent": PERCENT, "columns": COLUMNS}
    )
    parts: Sequence[str] = tuple(text.split()[1] for text in SENTENCES)

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
            shown = [run.output[:, :COLUMNS] for run in runs]
            found["states"] = [np.round(x.astype(float) / np.abs(x).max(), 3).tolist() for x in shown]
        return found


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]

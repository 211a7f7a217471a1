"""Results of trained models (`PROPOSITIONS.md`, E1, E2): curves by seed, read from the JSON of `experiments/`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attn_core.attention import Array

DATA = Path(__file__).parent / "data" / "trained"


@dataclass(frozen=True)
class Runs:
    """All seeds of one model: ``curve(key)`` is ``[seeds, points]``."""

    model: str
    parameters: int
    steps: int
    train_length: int
    runs: tuple[dict[str, Any], ...]

    @property
    def seeds(self) -> int:
        """How many runs there are."""
        return len(self.runs)

    def curve(self, *keys: str) -> Array:
        """One curve a seed, found by a path of keys, as in ``curve("by_ones", "20")``. Raises KeyError without it."""
        found = []
        for run in self.runs:
            value: Any = run
            for key in keys:
                value = value[key]
            found.append(value)
        return np.array(found, dtype=np.float64)


@cache
def load(experiment: str, folder: Path = DATA) -> dict[str, Runs]:
    """The models of an experiment by name. Raises ValueError that names the file when it is missing or broken."""
    path = folder / f"{experiment}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Runs(name, model["parameters"], model["steps"], data["train_length"], tuple(model["runs"].values()))
            for name, model in data["models"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error!r}; make it with `invoke experiment {experiment}`") from error


def by_bins(curve: Array, bins: Sequence[tuple[int, int]]) -> Array:
    """Means of a curve over lengths 1, 2, ... ``[..., n]`` in bins of lengths (first, last): ``[..., bins]``."""
    return np.stack([curve[..., first - 1 : last].mean(axis=-1) for first, last in bins], axis=-1)

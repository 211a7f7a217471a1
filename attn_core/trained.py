"""Results of trained models (`PROPOSITIONS.md`, E1, E2, E8): curves by seed, read from the JSON of `experiments/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attn_core.attention import Array
from attn_core.measured import read

DATA = Path(__file__).parent / "data" / "trained"


@dataclass(frozen=True)
class Runs:
    """All seeds of one model: ``curve(key)`` is ``[seeds, points]``."""

    model: str
    parameters: int
    steps: int
    train_length: int
    runs: tuple[dict[str, Any], ...]
    practised: int = 0  # fresh inputs of an easier task that were seen before

    @property
    def seeds(self) -> int:
        """How many runs there are."""
        return len(self.runs)

    def curve(self, *keys: str) -> Array:
        """One curve a seed, found by a path of keys, as in ``curve("by_ones", "20")``. Raises KeyError without it.

        `parity` has "by_length" (1, 2, ...), and after the last bit of words of "14" and "20" bits, by their number of
        ones (0, 1, ...), "by_ones" (share answered right) and "said_odd" (share called odd).
        """
        found = []
        for run in self.runs:
            value: Any = run
            for key in keys:
                value = value[key]
            found.append(value)
        return np.array(found, dtype=np.float64)


@dataclass(frozen=True)
class Learning:
    """How an adder learned (a + b) mod n, over all n x n pairs, which it is also trained on."""

    parameters: int
    steps: Array  # [points], how many had been made
    right: Array  # [seeds, points], share of the pairs
    loss: Array  # [seeds, points], cross-entropy in nats
    answers: Array  # [seeds, a, b], after the last step

    @property
    def probability(self) -> Array:
        """Of the right answer, geometric mean over the pairs: ``[seeds, points]``. At most 1/n for the blind (E8)."""
        return np.exp(-self.loss)


@cache
def load(experiment: str, folder: Path = DATA) -> dict[str, Runs]:
    """The models of an experiment by name.

    Raises ValueError that names the file when it is missing or broken, or a figure was changed since it was written.
    """
    path = folder / f"{experiment}.json"
    data = read(path, experiment)
    try:
        return {
            name: Runs(
                name,
                model["parameters"],
                model["steps"],
                data["train_length"],
                tuple(model["runs"].values()),
                model.get("before", {}).get("steps", 0) * model.get("batch", data["batch"]),
            )
            for name, model in data["models"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {error!r}; make it with `invoke experiment {experiment}`") from error


def load_sums() -> dict[str, Learning]:
    """The adders "seeing" and "blind": queries and keys are made of numbers and places, or of places alone."""
    return {
        name: Learning(
            runs.parameters,
            np.linspace(0, runs.steps, runs.curve("right_by_step").shape[1]),
            runs.curve("right_by_step"),
            runs.curve("loss_by_step"),
            runs.curve("answers"),
        )
        for name, runs in load("sums").items()
    }


def by_bins(curve: Array, bins: Sequence[tuple[int, int]]) -> Array:
    """Means of a curve over lengths 1, 2, ... ``[..., n]`` in bins of lengths (first, last): ``[..., bins]``."""
    return np.stack([curve[..., first - 1 : last].mean(axis=-1) for first, last in bins], axis=-1)

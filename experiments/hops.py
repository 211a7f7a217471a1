"""Pointer chasing: say where f leads after 1 to 8 hops, f a random cycle (Sanford, Hsu, Telgarsky 2024)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from experiments.models import Hopper, Model
from experiments.task import TEST_WORDS, Recipe, rounded, without

PLACES, MOST_HOPS = 16, 8


@dataclass(frozen=True)
class PointerChasing:
    """Inputs are cycles f ``[count, n]`` over ``places``; labels are f^1 to f^``hops`` of every place."""

    name: str
    places: int
    hops: int
    recipes: tuple[Recipe, ...]
    train_length: int = PLACES
    test_inputs: int = TEST_WORDS

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Random cycles ``[count, n]`` and f^1, f^2, ... of every place ``[count, n, hops]``."""
        order = rng.random((count, self.places)).argsort(axis=1)
        f = np.empty_like(order)
        np.put_along_axis(f, order, np.roll(order, -1, axis=1), axis=1)
        reached = [f]
        for _ in range(self.hops - 1):
            reached.append(np.take_along_axis(f, reached[-1], axis=1))
        return torch.from_numpy(f), torch.from_numpy(np.stack(reached, axis=2))

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """Nothing is noted in training."""
        return {}

    @torch.no_grad()
    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """Accuracy by number of hops, and with one layer's attention knocked out."""
        pointers, targets = self.draw(TEST_WORDS, np.random.default_rng([seed, 2]))

        def by_hops() -> list[float]:
            return rounded((model.answer(pointers) == targets).float().mean(dim=(0, 1)).numpy())

        result: dict[str, Any] = {"by_hops": by_hops(), "without_attention_of_layer": []}
        for block in model.blocks:
            with without([block], "attention"):
                result["without_attention_of_layer"].append(by_hops())
        return result


def _recipe(name: str, layers: int, parts: str = "attention mlp residual") -> Recipe:
    return Recipe(name, partial(Hopper, PLACES, MOST_HOPS, layers, parts), 3000, 2e-3)


HOPS = PointerChasing(
    "hops",
    PLACES,
    MOST_HOPS,
    (
        *(_recipe(f"depth-{layers}", layers) for layers in range(4)),
        _recipe("depth-2-no-mlp", 2, "attention residual"),
        _recipe("depth-2-no-residual", 2, "attention mlp"),
    ),
)

"""Take one out and train again: what attention, depth, residual, MLP, data and pretraining are good for (E9)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from experiments.models import WIDTH, Model
from experiments.pointed import BATCH, PLACES, TEST_INPUTS, VALUES, Stream, asked_of, draw, found
from experiments.task import Before, Recipe, rounded

HOPS, STEPS, RATE = 3, 800, 2e-3


class Asked(Stream):
    """Every token says an answer for one, two and three hops: ``[batch, places, hops, values]``."""

    def __init__(self, layers: int, parts: str = "attention mlp residual") -> None:
        super().__init__(layers, parts)
        self.read = nn.Linear(WIDTH, HOPS * VALUES)

    def forward(self, given: Tensor) -> Tensor:
        return self.read(self.stream(given)).unflatten(-1, (HOPS, VALUES))

    def turn_to_task(self) -> None:
        self.read = nn.Linear(WIDTH, HOPS * VALUES)


@dataclass(frozen=True)
class Sums:
    """Every token says (v_i + v_f^k(i)) mod 5 for k = 1, 2, 3; without ``summed`` v_f^k(i) alone, which is routing."""

    name: str
    recipes: tuple[Recipe, ...] = ()
    summed: bool = True
    train_length: int = PLACES
    test_inputs: int = TEST_INPUTS

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Tokens ``[count, places, 2]`` and answers ``[count, places, hops]``."""
        return self._with_answers(draw(count, rng))

    def _with_answers(self, given: Tensor) -> tuple[Tensor, Tensor]:
        own = given[..., 1] if self.summed else torch.zeros_like(given[..., 1])
        return given, torch.stack([(own + found(given, hops)) % VALUES for hops in range(1, HOPS + 1)], dim=-1)

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """Nothing is noted in training."""
        return {}

    @torch.no_grad()
    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """Accuracy by number of hops."""
        given, wanted = self._with_answers(asked_of(seed))
        return {"by_hops": rounded((model.answer(given) == wanted).double().mean(dim=(0, 1)))}


ROUTING = Sums("routing", summed=False)


def _recipe(name: str, layers: int, parts: str = "attention mlp residual", *, times: int = 1, **more: Any) -> Recipe:
    return Recipe(name, partial(Asked, layers, parts), times * STEPS, RATE, batch=BATCH, **more)


POWER = Sums(
    "power",
    (
        _recipe("full", 2),
        _recipe("full-depth-3", 3),
        _recipe("depth-1", 1),
        _recipe("depth-1-longer", 1, times=3),
        _recipe("no-attention", 2, "mlp residual"),
        _recipe("no-mlp", 2, "attention residual"),
        _recipe("no-mlp-longer", 2, "attention residual", times=3),
        _recipe("no-mlp-depth-4", 4, "attention residual"),
        _recipe("no-residual", 2, "attention mlp"),
        _recipe("no-residual-longer", 2, "attention mlp", times=3),
        _recipe("no-residual-depth-1", 1, "attention mlp"),
        _recipe("no-residual-depth-3", 3, "attention mlp"),
        _recipe("no-residual-depth-3-longer", 3, "attention mlp", times=3),
        *(_recipe(f"pool-{pool}", 2, pool=pool) for pool in (64, 256, 1024, 4096)),
        # As many steps as practice and training together.
        *(_recipe(f"pool-{pool}-longer", 2, pool=pool, times=2) for pool in (64, 256, 1024)),
        *(
            _recipe(f"pretrained-{pool}", 2, pool=pool, before=Before(ROUTING, STEPS, RATE, BATCH))
            for pool in (64, 256, 1024)
        ),
    ),
)

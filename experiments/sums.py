"""Say (a + b) mod 5: can one attention layer do it, and can it when its weights are blind to the numbers?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from experiments.models import Adder, Model
from experiments.task import Recipe, rounded

NUMBERS, WATCHED_EVERY = 5, 10


@dataclass(frozen=True)
class Sums:
    """Pairs (a, b) below ``numbers``. All of them are trained on and asked: it is about what a layer can learn to say,
    not about what it makes of pairs it never saw."""

    name: str
    numbers: int
    recipes: tuple[Recipe, ...]
    train_length: int = 2

    @property
    def test_inputs(self) -> int:
        """All pairs."""
        return self.numbers**2

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Random pairs ``[count, 2]`` and their sums ``[count]``."""
        return self._with_sums(torch.from_numpy(rng.integers(self.numbers, size=(count, 2))))

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """Accuracy and cross-entropy (in nats) over all pairs, every few steps."""
        if step % WATCHED_EVERY:
            return {}
        given, wanted = self._all()
        with torch.no_grad():
            logits = model(given)
        right, loss = (logits.argmax(-1) == wanted).double().mean(), functional.cross_entropy(logits, wanted)
        return dict(zip(("right_by_step", "loss_by_step"), rounded([right, loss]), strict=True))

    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """What the model says to each pair, a row for each a."""
        with torch.no_grad():
            said = model.answer(self._all()[0])
        return {"answers": said.view(self.numbers, self.numbers).tolist()}

    def _all(self) -> tuple[Tensor, Tensor]:
        return self._with_sums(torch.cartesian_prod(*2 * [torch.arange(self.numbers)]))

    def _with_sums(self, pairs: Tensor) -> tuple[Tensor, Tensor]:
        return pairs, pairs.sum(dim=1) % self.numbers


SUMS = Sums(
    "sums",
    NUMBERS,
    (
        Recipe("seeing", partial(Adder, NUMBERS, True), 400, 1e-3),
        Recipe("blind", partial(Adder, NUMBERS, False), 400, 1e-3),
    ),
)

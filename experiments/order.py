"""A net that does not know who came first, on words of a group: how near it comes to the ceiling of all such (E13)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from attn_core.soft_automaton import running_products
from experiments.models import WIDTH, Block, Model
from experiments.task import Recipe, rounded
from experiments.words import PARITY, S3

LONGEST, MOST_WORDS = 8, 20_000


class OrderBlind(Model):
    """Attention without mask and without positions, and the sum over all places: ``[batch, n] -> [batch, states]``."""

    def __init__(self, letters: int, layers: int) -> None:
        super().__init__()
        self.letters = nn.Embedding(letters + 1, WIDTH)  # the last one is BOS, so that letters can be counted
        parts = frozenset(["attention", "mlp", "residual"])
        self.blocks = nn.ModuleList(Block(parts, causal=False) for _ in range(layers))
        self.norm, self.read = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, letters)

    def forward(self, words: Tensor) -> Tensor:
        bos = torch.full_like(words[:, :1], self.letters.num_embeddings - 1)
        x = self.letters(torch.cat([bos, words], dim=1))
        for block in self.blocks:
            x = block(x)
        return self.read(self.norm(x).sum(dim=1))


@dataclass(frozen=True)
class OrderTask:
    """Words of one to eight letters, and their product; ``table[a, b]`` is a b."""

    name: str
    table: Any
    recipes: tuple[Recipe, ...]
    train_length: int = LONGEST
    test_inputs: int = MOST_WORDS

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Words of one length ``[count, n]``, itself random, and their products ``[count]``."""
        length = int(rng.integers(1, LONGEST + 1))
        return self._with_products(rng.integers(len(self.table), size=(count, length)))

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """Nothing is noted in training."""
        return {}

    @torch.no_grad()
    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """Accuracy for one, two, ... letters: over all words while they are few enough, else over random ones."""
        rng, right = np.random.default_rng([seed, 2]), []
        for length in range(1, LONGEST + 1):
            few = len(self.table) ** length <= self.test_inputs
            words = (
                np.array(list(product(range(len(self.table)), repeat=length)))
                if few
                else rng.integers(len(self.table), size=(self.test_inputs, length))
            )
            given, wanted = self._with_products(words)
            said = torch.cat([model.answer(part) for part in given.split(1024)])
            right.append((said == wanted).double().mean())
        return {"by_length": rounded(right)}

    def _with_products(self, words: np.ndarray) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(words), torch.from_numpy(running_products(self.table, words)[:, -1])


ORDER = OrderTask("order", S3.table, (Recipe("order-blind", partial(OrderBlind, 6, 2), 16000, 1e-3, batch=256),))
ORDER_BITS = OrderTask(
    "order-bits", PARITY.table, (Recipe("order-blind", partial(OrderBlind, 2, 2), 2000, 1e-3, batch=256),)
)

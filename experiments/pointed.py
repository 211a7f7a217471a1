"""Tokens that hold (i, f(i), v): f a random cycle over eight places, values v below five. Tasks say what is asked."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from experiments.models import WIDTH, Block, Model

PLACES, VALUES, TEST_INPUTS = 8, 5, 2048
BATCH = 128


def draw(count: int, rng: np.random.Generator) -> Tensor:
    """Random cycles and values, together ``[count, places, 2]``."""
    order = rng.random((count, PLACES)).argsort(axis=1)
    f = np.empty_like(order)
    np.put_along_axis(f, order, np.roll(order, -1, axis=1), axis=1)
    return torch.from_numpy(np.stack([f, rng.integers(VALUES, size=f.shape)], axis=-1))


def found(given: Tensor, hops: int = 1) -> Tensor:
    """The value of f^hops(i) at every place i: ``[count, places, 2] -> [count, places]``."""
    f, values = given.unbind(-1)
    reached = torch.arange(PLACES).expand(f.shape)
    for _ in range(hops):
        reached = f.gather(1, reached)
    return values.gather(1, reached)


class Stream(Model):
    """Tokens and blocks; what a read-out reads is the stream after a norm, ``[batch, places, width]``."""

    def __init__(self, layers: int, parts: str = "attention mlp residual") -> None:
        super().__init__()
        self.source, self.target = nn.Embedding(PLACES, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.value = nn.Embedding(VALUES, WIDTH)
        self.blocks = nn.ModuleList(Block(frozenset(parts.split()), causal=False) for _ in range(layers))
        self.norm = nn.LayerNorm(WIDTH)

    def tokens(self, given: Tensor) -> Tensor:
        """The sum of what each token holds."""
        f, v = given.unbind(-1)
        return self.source(torch.arange(PLACES)) + self.target(f) + self.value(v)

    def stream(self, given: Tensor) -> Tensor:
        """What is there to be read."""
        x = self.tokens(given)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def asked_of(seed: int) -> Tensor:
    """What models are asked: the same for all of a seed."""
    return draw(TEST_INPUTS, np.random.default_rng([seed, 2]))

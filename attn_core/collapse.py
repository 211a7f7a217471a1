"""Mixing again and again: how alike the tokens become, layer by layer (`PROPOSITIONS.md`, P9 and E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attn_core.attention import Array, Attention, attend
from attn_core.measures import rank_residual
from attn_core.transformer import Layer, Switches, random_layers, run_layers

TOKENS, WIDTH, HEADS, LAYERS, SEEDS = 16, 32, 4, 12, 10


def mix_again(x: Array, sharpness: float, rounds: int) -> tuple[Attention, ...]:
    """Attention of tokens ``[n, d]`` to each other, of its output, of that one's, ...

    Queries, keys and values are the tokens themselves, scores the products times ``sharpness``; nothing is added.
    Each output lies in the hull of its input; how fast they draw together hangs on the sharpness.
    """
    found = []
    for _ in range(rounds):
        found.append(attend(x, x, x, scale=sharpness))
        x = found[-1].output
    return tuple(found)


@dataclass(frozen=True)
class Gains:
    """What random weights of attention, and of the MLP, are multiplied with."""

    attention: float = 1.0
    mlp: float = 1.0

    def of(self, name: str, weight: Array) -> Array:
        """One weight of a block, larger; biases and norms as they are."""
        gain = 1.0 if weight.ndim < 2 else self.attention if name.startswith("attention.") else self.mlp
        return np.asarray(weight * gain)


ONE = Gains()


def random_net(switches: Switches, seed: int, layers: int = LAYERS, gains: Gains = ONE) -> tuple[Layer, ...]:
    """Random blocks (`random_layers`) on random normal tokens ``[16, 32]``."""
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=(TOKENS, WIDTH)), random_layers(WIDTH, HEADS, LAYERS, rng)[:layers]
    return run_layers(x, [{n: gains.of(n, w) for n, w in layer.items()} for layer in weights], HEADS, switches)


def residuals(layers: Sequence[Layer]) -> Array:
    """`rank_residual` of what goes into the first layer and of each one's output: ``[layers + 1]``."""
    return np.array([rank_residual(x) for x in (layers[0].input, *(layer.output for layer in layers))])


def mean_residuals(switches: Switches, layers: int = LAYERS, seeds: int = SEEDS, gains: Gains = ONE) -> Array:
    """The mean of `residuals` over random nets: ``[layers + 1]``."""
    nets = (random_net(switches, seed, layers, gains) for seed in range(seeds))
    return np.asarray(np.mean([residuals(net) for net in nets], axis=0))

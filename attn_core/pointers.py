"""Pointer chasing: how far constructed attention layers hop along f (SCIENCE P14).

Tokens hold (i, f(i)). A hop is hard attention: the query is what a token has reached, the key is i, the value what i
has reached. k hops need depth Theta(log k) under a conjecture (Sanford, Hsu, Telgarsky 2024); 2^L is not a ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attn_core.attention import Array, attend

SHARPNESS = 50.0  # logit of a match: others share e^-50


@dataclass(frozen=True)
class Chase:
    """``reached[l][i]`` is where i points after l layers; ``weights[l]`` is the attention ``[n, n]`` of layer l."""

    reached: tuple[tuple[int, ...], ...]
    weights: tuple[Array, ...]


def iterate(f: tuple[int, ...], times: int) -> tuple[int, ...]:
    """f applied so many times, by plain loops: the reference."""
    at = tuple(range(len(f)))
    for _ in range(times):
        at = tuple(f[i] for i in at)
    return at


def _hop(query: Array, value: Array) -> tuple[Array, Array]:
    """One layer: every token looks up the token it names and takes its value; all are one-hot ``[n, n]``."""
    result = attend(query, np.eye(len(query)), value, scale=SHARPNESS)
    return result.weights, result.output.round()


def _one_hot(f: tuple[int, ...]) -> Array:
    if sorted(set(f) | set(range(len(f)))) != list(range(len(f))):
        raise ValueError(f"f is {f}: it must map 0..{len(f) - 1} to themselves")
    return np.eye(len(f))[list(f)]


def chase(f: tuple[int, ...], layers: int, *, doubling: bool) -> Chase:
    """Hop by constructed layers: doubling composes what was reached with itself, f^(2^L); else with f, f^(L+1)."""
    pointers = _one_hot(f)
    reached, weights = [pointers], []
    for _ in range(layers):
        seen, new = _hop(reached[-1], reached[-1] if doubling else pointers)
        weights.append(seen)
        reached.append(new)
    return Chase(tuple(tuple(int(i) for i in r.argmax(axis=1)) for r in reached), tuple(weights))


def window_reach(layers: int) -> int:
    """Hops that L layers resolve with two-sided windows of what predecessors and successors know: (3^L + 1) / 2.

    Counted by merging: after a layer a token knows f over [-m, m] of its own window and those at both its ends.
    """
    back = forward = 0
    for layer in range(layers):
        span = back + forward + 1
        back, forward = (back + span, forward + span) if layer else (1, 1)
    return forward + 1 if layers else 1

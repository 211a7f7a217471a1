"""Pointer chasing: how far constructed attention layers hop along f (`PROPOSITIONS.md`, P14).

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


@dataclass(frozen=True)
class Windows:
    """``known[l][k][i]`` is f^k of token i, for every k from -back to reach that it knows after l layers."""

    known: tuple[dict[int, tuple[int, ...]], ...]

    def reach(self, layer: int) -> int:
        """The most hops that are known after a layer: (3^L + 1) / 2."""
        return max(self.known[layer])


def chase_both_ways(f: tuple[int, ...], layers: int) -> Windows:
    """Widen what every token knows by two heads a layer, ahead and back; f must be a permutation.

    The head ahead looks for the token whose window begins where one's own ends, the head back for the one whose window
    ends where one's own begins; each hands over its whole window.
    """
    if sorted(f) != list(range(len(f))):
        raise ValueError(f"f is {f}: it must be a permutation of 0..{len(f) - 1}")
    n = len(f)
    window = {0: np.eye(n), 1: _one_hot(f)}
    found = [window]
    for _ in range(layers):
        back, reach = min(window), max(window)
        flat = np.concatenate([window[k] for k in sorted(window)], axis=1)
        wider = dict(window)
        for query, key in ((reach, back), (back, reach)):
            seen = attend(window[query], window[key], flat, scale=SHARPNESS).output.round()
            for place, k in enumerate(sorted(window)):
                wider[query - key + k] = seen[:, place * n : (place + 1) * n]
        window = wider
        found.append(window)
    known = ({k: tuple(int(i) for i in w[k].argmax(axis=1)) for k in sorted(w)} for w in found)
    return Windows(tuple(known))

"""How spread out a row of weights is, and what a mix of values can reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from attn_core.attention import Array


def entropy(weights: ArrayLike) -> Array:
    """Shannon entropy in bits of rows of weights: ``[..., n] -> [...]``; 0 log 0 is 0.

    log2(n) for an average of n, 0 for a lookup. Raises ValueError for negative weights.
    """
    w = np.asarray(weights, dtype=np.float64)
    if (w < 0).any():
        raise ValueError(f"weights of shape {w.shape} hold negative numbers")
    logs = np.log2(w, where=w > 0, out=np.zeros_like(w))
    return np.asarray(np.abs((w * logs).sum(axis=-1)))


def convex_hull(points: ArrayLike) -> Array:
    """Corners of the smallest convex area round points of the plane: ``[n, 2] -> [m, 2]``, counter-clockwise.

    Andrew's monotone chain (1979); points on an edge are left out. Raises ValueError for another shape.
    """
    p = np.asarray(points, dtype=np.float64)
    if p.ndim != 2 or p.shape[1] != 2:
        raise ValueError(f"points has shape {p.shape}: it must be [n, 2]")
    ordered = np.unique(p, axis=0)
    if len(ordered) < 3:
        return ordered
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return np.array(lower[:-1] + upper[:-1])


def _chain(ordered: Array) -> list[Array]:
    """The points at which a walk along one side turns left."""
    chain: list[Array] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Array, b: Array, c: Array) -> float:
    """Positive when a, b, c turn left."""
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

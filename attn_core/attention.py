"""Scaled dot-product attention with every intermediate kept (Vaswani et al. 2017, section 3.2.1).

Arrays are ``[..., n, d]``: rows of the result are queries, columns are keys, softmax runs over the last axis. Many
drawings show the transpose. Leading axes (heads, batch) broadcast. float32 stays float32; all else is float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Attention:
    """Every array on the way: scores, weights ``[..., n_q, n_k]`` and the output ``[..., n_q, d_v]``."""

    similarity: Array
    scaled: Array
    masked: Array
    weights: Array
    output: Array


def similarity(query: ArrayLike, key: ArrayLike) -> Array:
    """Dot product of every query with every key: ``[..., n_q, d_k], [..., n_k, d_k] -> [..., n_q, n_k]``.

    Raises ValueError when the widths differ, the leading axes do not broadcast, or a number is not finite.
    """
    q, k = _matrix("query", query), _matrix("key", key)
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(f"query has shape {q.shape} and key {k.shape}: their last axes must be equal")
    _check_leading_axes(query=q, key=k)
    return q @ np.swapaxes(k, -1, -2)


def scale(scores: ArrayLike, factor: float) -> Array:
    """Multiply the scores with a factor; ``attend`` uses 1/sqrt(d_k)."""
    if not np.isfinite(factor):
        raise ValueError(f"scale is {factor}: it must be a finite number")
    s = _floating(scores)
    return s * s.dtype.type(factor)


def causal_mask(n_query: int, n_key: int) -> NDArray[np.bool_]:
    """``[n_q, n_k]``, True where a query may look: query i sees keys 0 to i, as in PyTorch and ONNX.

    Where queries are the last of a longer text the mask of that text, ``causal_mask(n_key, n_key)[-n_query:]``, is
    wanted: the last query sees every key.
    """
    return np.tril(np.ones((n_query, n_key), dtype=bool))


def apply_mask(scores: ArrayLike, mask: ArrayLike | None) -> Array:
    """Scores ``[..., n_q, n_k]`` with minus infinity where a query may not look.

    A boolean ``mask`` is True where it may look; a float one is added, and may hold ``-inf`` but no NaN or ``+inf``.
    It broadcasts to the scores. Integers are refused, for 0 and 1 mean opposite things in the two kinds.
    """
    s = _floating(scores)
    if mask is None:
        return s
    m = np.asarray(mask)
    try:
        np.broadcast_shapes(m.shape, s.shape)
    except ValueError:
        raise ValueError(f"mask has shape {m.shape}, which does not broadcast to the scores' {s.shape}") from None
    if m.dtype == bool:
        return np.where(m, s, s.dtype.type(-np.inf))
    if not np.issubdtype(m.dtype, np.floating):
        raise ValueError(f"mask of shape {m.shape} is {m.dtype}: give booleans (True = may look) or floats to add")
    if np.isnan(m).any() or np.isposinf(m).any():
        raise ValueError(f"mask of shape {m.shape} holds NaN or +inf: an additive mask has finite numbers and -inf")
    return s + m.astype(s.dtype)


def softmax(scores: ArrayLike, temperature: float = 1.0) -> Array:
    """Shares of one over the last axis: ``exp(s / temperature)``, divided by its sum.

    Temperature infinity gives the average of what may be seen, temperature towards 0 a lookup. The largest score is
    subtracted first, which changes nothing and cannot overflow. A score of -inf gets no share; a row of nothing else
    gets zeros, never NaN. Raises ValueError for NaN, +inf, or a temperature that is not positive.
    """
    s = _floating(scores)
    if s.ndim == 0:
        raise ValueError("scores has shape (): softmax needs at least one axis")
    if np.isnan(s).any() or np.isposinf(s).any():
        raise ValueError(f"scores of shape {s.shape} hold NaN or +inf")
    if not temperature > 0:
        raise ValueError(f"temperature is {temperature}: it must be positive")
    top = s.max(axis=-1, keepdims=True, initial=-np.inf)
    # Differences of visible scores are at most 0; what is hidden keeps -inf, also in a row that sees nothing.
    gap = s - np.where(np.isneginf(top), s.dtype.type(0), top)
    hidden = np.isneginf(gap)
    with np.errstate(under="ignore", over="ignore"):
        cooled = np.where(hidden, s.dtype.type(0), gap) / s.dtype.type(temperature)
        powers = np.where(hidden, s.dtype.type(0), np.exp(cooled))
    total = powers.sum(axis=-1, keepdims=True)
    return np.asarray(powers / np.where(total == 0, s.dtype.type(1), total))


def mix(weights: ArrayLike, value: ArrayLike) -> Array:
    """Average the values with the weights: ``[..., n_q, n_k], [..., n_k, d_v] -> [..., n_q, d_v]``."""
    w, v = _matrix("weights", weights), _matrix("value", value)
    if w.shape[-1] != v.shape[-2]:
        raise ValueError(f"weights has shape {w.shape} and value {v.shape}: one weight is needed for each value row")
    _check_leading_axes(weights=w, value=v)
    return w @ v


def attend(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    *,
    mask: ArrayLike | None = None,
    scale: float | None = None,
    causal: bool = False,
) -> Attention:
    """softmax(q kᵀ · scale + mask) v, every step kept: ``[..., n_q, d_k], [..., n_k, d_k], [..., n_k, d_v]``.

    ``scale`` is 1/sqrt(d_k) unless given; ``causal`` hides keys later than the query's own number besides what
    ``mask`` hides; see `causal_mask` for queries that stand at the end. A query that may look nowhere has zero weights
    and a zero output. It has no learned projections, no output matrix and no dropout.
    Raises ValueError that names the argument and its shape for wrong shapes and for numbers that are not finite.
    """
    q, k, v = _matrix("query", query), _matrix("key", key), _matrix("value", value)
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"key has shape {k.shape} and value {v.shape}: they must have as many rows")
    _check_leading_axes(query=q, key=k, value=v)
    scores = similarity(q, k)
    factor = 1 / np.sqrt(q.shape[-1]) if scale is None else scale
    scaled = _scale(scores, float(factor))
    masked = apply_mask(scaled, mask)
    if causal:
        masked = apply_mask(masked, causal_mask(q.shape[-2], k.shape[-2]))
    weights = softmax(masked)
    return Attention(scores, scaled, masked, weights, mix(weights, v))


_scale = scale  # `attend` has an argument of that name


def _floating(array: ArrayLike) -> Array:
    a = np.asarray(array)
    return a if a.dtype == np.float32 else a.astype(np.float64, copy=False)


def _matrix(name: str, array: ArrayLike) -> Array:
    a = _floating(array)
    if a.ndim < 2:
        raise ValueError(f"{name} has shape {a.shape}: it needs at least two axes, [..., n, d]")
    if not np.isfinite(a).all():
        raise ValueError(f"{name} of shape {a.shape} holds numbers that are not finite")
    return a


def _check_leading_axes(**arrays: Array) -> None:
    try:
        np.broadcast_shapes(*(a.shape[:-2] for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in arrays.items())
        raise ValueError(f"the leading axes of {shapes} do not broadcast") from None

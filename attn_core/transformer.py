"""A post-norm transformer encoder (Vaswani et al. 2017; Devlin et al. 2019) that keeps everything it computes.

Weights are a flat mapping of names to arrays, named as in BERT checkpoints; linear maps are stored ``[out, in]``.
Runs all-MiniLM-L6-v2 as it is. No dropout, no pooling, no batching of unequal lengths: one sentence at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from attn_core.attention import Array, Attention, attend

Weights = Mapping[str, Array]


@dataclass(frozen=True)
class Layer:
    """One block: what came in and out ``[n, d]``, and per head q, k, v ``[heads, n, d_head]`` with all of attention."""

    input: Array
    query: Array
    key: Array
    value: Array
    attention: Attention
    mixed: Array  # what attention writes to the stream
    after_attention: Array
    written: Array  # what the MLP writes to it
    output: Array


@dataclass(frozen=True)
class Encoding:
    """Embeddings ``[n, d]`` and the layers above them."""

    embeddings: Array
    layers: tuple[Layer, ...]

    @property
    def output(self) -> Array:
        """The last layer's output, or the embeddings of an encoder without layers."""
        return self.layers[-1].output if self.layers else self.embeddings


def linear(x: Array, weights: Weights, name: str) -> Array:
    """x Wᵀ + b: ``[..., d_in] -> [..., d_out]``."""
    return np.asarray(x @ _get(weights, f"{name}.weight").T + _get(weights, f"{name}.bias"))


def layer_norm(x: Array, gain: Array, bias: Array, epsilon: float = 1e-12) -> Array:
    """Zero mean and unit variance over the last axis, then gain and bias (Ba, Kiros, Hinton 2016)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + x.dtype.type(epsilon)) * gain + bias)


def erf(x: Array) -> Array:
    """The error function, to 1e-15: its Maclaurin series below 2, the continued fraction of erfc above.

    NumPy has none. Abramowitz and Stegun 1964, 7.1.6 and 7.1.14.
    """
    z = np.abs(np.asarray(x, dtype=np.float64))
    small = np.minimum(z, 2.0)
    term = total = small
    for n in range(1, 40):
        term = term * 2 * small**2 / (2 * n + 1)
        total = total + term
    series = 2 / np.sqrt(np.pi) * np.exp(-(small**2)) * total
    large = np.maximum(z, 2.0)
    fraction = large
    for n in range(60, 0, -1):
        fraction = large + n / 2 / fraction
    tail = 1 - np.exp(-(large**2)) / np.sqrt(np.pi) / fraction
    return np.asarray(np.sign(x) * np.where(z < 2, series, tail))


def gelu(x: Array) -> Array:
    """x Φ(x), the exact form (Hendrycks and Gimpel 2016)."""
    return np.asarray(0.5 * x * (1 + erf(x / np.sqrt(2)))).astype(x.dtype)


def split_heads(x: Array, heads: int) -> Array:
    """``[n, heads * d_head] -> [heads, n, d_head]``."""
    if x.shape[-1] % heads:
        raise ValueError(f"x has shape {x.shape}: its width is not a multiple of {heads} heads")
    return np.swapaxes(x.reshape(*x.shape[:-1], heads, -1), -2, -3)


def merge_heads(x: Array) -> Array:
    """``[heads, n, d_head] -> [n, heads * d_head]``."""
    joined = np.swapaxes(x, -2, -3)
    return joined.reshape(*joined.shape[:-2], -1)


@dataclass(frozen=True)
class Switches:
    """Parts of a block. Taking one out of a trained model is off its distribution: it illustrates, no more.

    ``skip`` is what the skips carry on, from all (1) to nothing (0).
    """

    skip: float = 1.0
    mlp: bool = True
    norm: bool = True
    pre_norm: bool = False


WHOLE = Switches()


def block(x: Array, weights: Weights, heads: int, epsilon: float = 1e-12, switches: Switches = WHOLE) -> Layer:
    """Attention, then MLP, each added to its input and normed after: ``[n, d] -> [n, d]``.

    ``weights`` are one layer's, names from ``attention.self.query.weight`` to ``output.LayerNorm.bias``; with
    ``pre_norm`` the norms stand before attention and MLP instead.
    """

    def norm(array: Array, name: str, before: bool) -> Array:
        return _norm(array, weights, name, epsilon) if switches.norm and before == switches.pre_norm else array

    seen = norm(x, "attention.output.LayerNorm", before=True)
    parts = (linear(seen, weights, f"attention.self.{part}") for part in ("query", "key", "value"))
    q, k, v = (split_heads(part, heads) for part in parts)
    attention = attend(q, k, v)
    mixed = linear(merge_heads(attention.output), weights, "attention.output.dense")
    return Layer(x, q, k, v, attention, mixed, *finish(x, mixed, weights, epsilon, switches))


def finish(
    x: Array, mixed: Array, weights: Weights, epsilon: float = 1e-12, switches: Switches = WHOLE
) -> tuple[Array, Array, Array]:
    """The rest of a block after its heads wrote ``mixed``: the stream after attention, what the MLP writes, the output.

    All are ``[n, d]``; ``weights`` as those of ``block``.
    """

    def norm(array: Array, name: str, before: bool) -> Array:
        return _norm(array, weights, name, epsilon) if switches.norm and before == switches.pre_norm else array

    after_attention = norm(_add(x, mixed, switches.skip), "attention.output.LayerNorm", before=False)
    written = np.zeros_like(x)
    output = after_attention
    if switches.mlp:
        seen = norm(after_attention, "output.LayerNorm", before=True)
        written = linear(gelu(linear(seen, weights, "intermediate.dense")), weights, "output.dense")
        output = norm(_add(after_attention, written, switches.skip), "output.LayerNorm", before=False)
    return after_attention, written, output


def _add(x: Array, written: Array, skip: float) -> Array:
    return x * x.dtype.type(skip) + written


def random_layers(width: int, heads: int, layers: int, rng: np.random.Generator) -> tuple[Weights, ...]:
    """Layers for ``block`` with normal weights of variance 1/width in, MLP of 4 widths, no biases, unit norms."""
    sizes = {
        "attention.self.query": (width, width),
        "attention.self.key": (width, width),
        "attention.self.value": (width, width),
        "attention.output.dense": (width, width),
        "intermediate.dense": (4 * width, width),
        "output.dense": (width, 4 * width),
    }
    found = []
    for _ in range(layers):
        own: dict[str, Array] = {}
        for name, (rows, columns) in sizes.items():
            own[f"{name}.weight"] = rng.normal(size=(rows, columns)) / np.sqrt(columns)
            own[f"{name}.bias"] = np.zeros(rows)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            own[f"{name}.weight"], own[f"{name}.bias"] = np.ones(width), np.zeros(width)
        found.append(own)
    return tuple(found)


def run_layers(x: Array, layers: Sequence[Weights], heads: int, switches: Switches = WHOLE) -> tuple[Layer, ...]:
    """Run blocks one on another: ``[n, d]`` and what each computed."""
    found = []
    for weights in layers:
        found.append(block(x, weights, heads, switches=switches))
        x = found[-1].output
    return tuple(found)


def encode(
    token_ids: Sequence[int], weights: Weights, heads: int, epsilon: float = 1e-12, switches: Switches = WHOLE
) -> Encoding:
    """Run the whole encoder on one sentence of n token numbers; all tokens are visible and of segment 0.

    Raises ValueError for a token number outside the vocabulary or a sentence longer than the positions.
    """
    table, places = (_get(weights, f"embeddings.{name}_embeddings.weight") for name in ("word", "position"))
    ids = np.asarray(token_ids)
    if ids.ndim != 1 or not len(ids) or not np.issubdtype(ids.dtype, np.integer):
        raise ValueError(f"token_ids has shape {ids.shape} and type {ids.dtype}: it must be a list of whole numbers")
    if ids.min() < 0 or ids.max() >= len(table):
        raise ValueError(f"token_ids holds {ids.min()} to {ids.max()}: the vocabulary has 0 to {len(table) - 1}")
    if len(ids) > len(places):
        raise ValueError(f"token_ids has {len(ids)} tokens: the model has {len(places)} positions")
    segment = _get(weights, "embeddings.token_type_embeddings.weight")[0]
    x = _norm(table[ids] + places[: len(ids)] + segment, weights, "embeddings.LayerNorm", epsilon)
    embeddings = x
    layers: list[Layer] = []
    while any(name.startswith(prefix := f"encoder.layer.{len(layers)}.") for name in weights):
        own = {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}
        layers.append(block(x, own, heads, epsilon, switches))
        x = layers[-1].output
    return Encoding(embeddings, tuple(layers))


def _norm(x: Array, weights: Weights, name: str, epsilon: float) -> Array:
    return layer_norm(x, _get(weights, f"{name}.weight"), _get(weights, f"{name}.bias"), epsilon)


def _get(weights: Weights, name: str) -> Array:
    if name not in weights:
        raise ValueError(f"weights has no {name!r}; it holds {len(weights)} arrays")
    return weights[name]

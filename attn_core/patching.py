"""Copy a token's state from one run of an encoder into another, and see what follows (`PROPOSITIONS.md`, E12).

Known as activation patching or causal tracing (Vig et al. 2020; Meng et al. 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attn_core.attention import Array
from attn_core.transformer import Encoding, Layer, Weights, block, finish


def patch(run: Encoding, other: Encoding, weights: Weights, heads: int, layer: int, tokens: Sequence[int]) -> Encoding:
    """The run again, with the states of ``tokens`` at the input of ``layer`` those of another run of as many tokens.

    Layers below are as they were. With all tokens it is the other run from there on, with none it is the run itself.
    Raises ValueError for runs of different length, and for a layer or a token that they do not have.
    """
    _check(run, other, layer, tokens)
    x = run.layers[layer].input.copy()
    x[list(tokens)] = other.layers[layer].input[list(tokens)]
    return _onwards(run, x, weights, heads, list(run.layers[:layer]))


def patch_heads(
    run: Encoding, other: Encoding, weights: Weights, heads: int, layer: int, tokens: Sequence[int]
) -> Encoding:
    """The run again, with what all heads of ``layer`` write at ``tokens`` that of another run of as many tokens.

    What the skip carries there stays the run's own. Raises ValueError as ``patch``.
    """
    _check(run, other, layer, tokens)
    here = run.layers[layer]
    mixed = here.mixed.copy()
    mixed[list(tokens)] = other.layers[layer].mixed[list(tokens)]
    after_attention, written, output = finish(here.input, mixed, _own(weights, layer))
    changed = replace(here, mixed=mixed, after_attention=after_attention, written=written, output=output)
    return _onwards(run, output, weights, heads, [*run.layers[:layer], changed])


def _check(run: Encoding, other: Encoding, layer: int, tokens: Sequence[int]) -> None:
    here, there = run.embeddings.shape, other.embeddings.shape
    if here != there:
        raise ValueError(f"run has states of shape {here} and other {there}: they must have as many tokens")
    if not 0 <= layer < len(run.layers):
        raise ValueError(f"layer is {layer}: the encoder has 0 to {len(run.layers) - 1}")
    if bad := [t for t in tokens if not 0 <= t < here[0]]:
        raise ValueError(f"tokens has {bad}: the run has 0 to {here[0] - 1}")


def _own(weights: Weights, layer: int) -> Weights:
    prefix = f"encoder.layer.{layer}."
    return {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}


def _onwards(run: Encoding, x: Array, weights: Weights, heads: int, layers: list[Layer]) -> Encoding:
    """All layers above those that are there, on the states x."""
    for number in range(len(layers), len(run.layers)):
        layers.append(block(x, _own(weights, number), heads))
        x = layers[-1].output
    return Encoding(run.embeddings, tuple(layers))

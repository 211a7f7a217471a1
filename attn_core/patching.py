"""Copy a token's state from one run of an encoder into another, and see what follows (`PROPOSITIONS.md`, E12).

Known as activation patching or causal tracing (Vig et al. 2020; Meng et al. 2022).
"""

from __future__ import annotations

from collections.abc import Sequence

from attn_core.transformer import Encoding, Weights, block


def patch(run: Encoding, other: Encoding, weights: Weights, heads: int, layer: int, tokens: Sequence[int]) -> Encoding:
    """The run again, with the states of ``tokens`` at the input of ``layer`` those of another run of as many tokens.

    Layers below are as they were. With all tokens it is the other run from there on, with none it is the run itself.
    Raises ValueError for runs of different length, and for a layer or a token that they do not have.
    """
    here, there = run.embeddings.shape, other.embeddings.shape
    if here != there:
        raise ValueError(f"run has states of shape {here} and other {there}: they must have as many tokens")
    if not 0 <= layer < len(run.layers):
        raise ValueError(f"layer is {layer}: the encoder has 0 to {len(run.layers) - 1}")
    if bad := [t for t in tokens if not 0 <= t < here[0]]:
        raise ValueError(f"tokens has {bad}: the run has 0 to {here[0] - 1}")
    x = run.layers[layer].input.copy()
    x[list(tokens)] = other.layers[layer].input[list(tokens)]
    layers = list(run.layers[:layer])
    for number in range(layer, len(run.layers)):
        prefix = f"encoder.layer.{number}."
        own = {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}
        layers.append(block(x, own, heads))
        x = layers[-1].output
    return Encoding(run.embeddings, tuple(layers))

"""To the scene `formula`: the causal mask. A query sees its own word and those before it, no others."""

import math

import numpy as np


def specification(scores):
    """Row i is shared out among its first i + 1 scores, ``[n, n] -> [n, n]``."""
    weights = np.zeros_like(scores)
    for i, row in enumerate(scores):
        powers = [math.exp(s) for s in row[: i + 1]]
        weights[i, : i + 1] = [p / sum(powers) for p in powers]
    return weights


def causal_weights(scores):
    """The same without a loop over cells: a score of minus infinity is a share of zero."""
    ...  # the gap: three or four lines


def check(causal_weights=causal_weights):
    """None when it is right, else a hint."""
    scores = np.random.default_rng(1).normal(size=(4, 4))
    with np.errstate(all="ignore"):
        got = causal_weights(scores.copy())
    wanted = specification(scores)
    if got is None:
        return "The gap is still empty: write what causal_weights returns."
    if np.shape(got) != (4, 4):
        return f"A weight for each score, 4 x 4; yours are {np.shape(got)}."
    if np.isnan(got).any():
        return "A row became nan: its query sees nobody. Each word may look at itself, on the diagonal."
    if np.allclose(np.tril(got, -1), 0):
        return (
            "That is the other triangle: your words look ahead. Keys are columns; those after the diagonal come later."
        )
    if not np.allclose(np.sum(got, axis=1), 1):
        return (
            "A row no longer sums to one: you masked after softmax. Mask the scores, and what is left shares out one."
        )
    if not np.allclose(np.triu(got, 1), 0):
        return (
            "Something of what comes later is still seen. A score of zero is a score like any other: e to zero is one."
        )
    return None if np.allclose(got, wanted) else "Compare one row with the specification, by hand."


if __name__ == "__main__":
    print(check() or "Right.")

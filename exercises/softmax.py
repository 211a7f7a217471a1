"""To the scene `softmax`: from scores to shares of one, also for scores that are large."""

import math

import numpy as np


def specification(scores):
    """For scores that are not large: e to each, over the sum of its row, ``[n, m] -> [n, m]``."""
    return np.array([[math.exp(s) / sum(math.exp(t) for t in row) for s in row] for row in scores])


def shares(scores):
    """The same without a loop, and for scores of a thousand, too: only differences count."""
    ...  # the gap: two lines


def check(shares=shares):
    """None when it is right, else a hint."""
    scores = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, 2.0], [1.0, 0.0, 0.0]])
    with np.errstate(all="ignore"):
        got, large = shares(scores), shares(scores + 1000)
    wanted = specification(scores)
    if got is None:
        return "The gap is still empty: write what shares returns."
    if np.shape(got) != (4, 3):
        return f"As many shares as scores, 4 x 3; yours are {np.shape(got)}: keepdims=True keeps a sum beside its row."
    if np.allclose(np.sum(got, axis=0), 1):
        return "Your columns sum to one. A row is a query, and it is each query that shares out one."
    if np.isclose(np.sum(got), 1):
        return "All your shares together make one. Each row has a one of its own to share out."
    if np.allclose(got, scores / scores.sum(axis=1, keepdims=True)):
        return "Where is the exponential? A share must not be negative, whatever the score."
    if not np.allclose(got, wanted):
        return "Compare one row with the specification, by hand."
    if not np.allclose(large, wanted):
        return "At a thousand, e to the score overflows. Subtract each row's largest score first: shares stay."
    return None


if __name__ == "__main__":
    print(check() or "Right.")

"""To the scene `limits`: attention is linear in its values, not in its words. Find two words' worth of proof."""

import numpy as np


def attend(x):
    """A head whose queries, keys and values are the words themselves: ``[n, d] -> [n, d]``."""
    scores = x @ x.T / np.sqrt(x.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True) @ x


def specification(x):
    """How far twice the words are from twice the output, in the worst number. Zero if attention were linear."""
    return np.abs(attend(2 * x) - 2 * attend(x)).max()


def counterexample():
    """Two words of one number each, ``[2, 1]``, each from -10 to 10, with a gap of at least 1."""
    ...  # the gap: one line


def check(counterexample=counterexample):
    """None when it is right, else a hint."""
    x = counterexample()
    if x is None:
        return "The gap is still empty: return an array of two words."
    x = np.asarray(x, float)
    if x.shape != (2, 1):
        return f"Two words of one number each are an array of 2 x 1; yours is {x.shape}."
    if np.abs(x).max() > 10:
        return "A number is beyond 10. The gap grows with the numbers; it can be had with small ones."
    if np.isclose(x[0, 0], x[1, 0]):
        return "Two equal words: whatever the weights, the mix is that word, and nothing shows. Take different ones."
    if np.isclose(specification(x), 0, atol=1e-3):
        return "So far apart that each row is a lookup, before and after: a lookup does not change. Bring them nearer."
    if specification(x) < 1:
        return f"A gap of {specification(x):.2f}: it is there. Where do the weights change most when all words double?"
    return None


if __name__ == "__main__":
    print(check() or "Right.")

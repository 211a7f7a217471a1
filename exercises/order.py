"""To the scene `order`: without positions a head cannot tell who came first. Give it some: one word back."""

import numpy as np


def specification(n):
    """Where each of n words looks: the first at itself, every other at the one before it."""
    return np.array([max(i - 1, 0) for i in range(n)])


def queries_and_keys(n):
    """Queries and keys ``[n, d]`` from positions alone, with which each word gives at least 0.99 of its softmax row,
    q · k / √d, to the word that the specification names. A key may be as simple as a one in its own place.
    """
    ...  # the gap: some three lines


def check(queries_and_keys=queries_and_keys):
    """None when it is right, else a hint."""
    got = queries_and_keys(6)
    if got is None:
        return "The gap is still empty: return queries and keys."
    for n in (3, 6, 20):
        queries, keys = (np.asarray(part, float) for part in queries_and_keys(n))
        if queries.ndim != 2 or queries.shape != keys.shape or len(queries) != n:
            return f"Queries and keys are one row a word, [n, d]; for n = {n} yours are {queries.shape}, {keys.shape}."
        scores = queries @ keys.T / np.sqrt(queries.shape[1])
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        looks = weights.argmax(axis=1)
        wanted = specification(n)
        if np.allclose(weights, 1 / n):
            return "Every word gives all the same: its rows do not differ. Keys must say where they stand."
        if (looks == np.arange(n)).all():
            return "Each word looks at itself. Its query must be the key of the word before: shift the rows by one."
        if (looks[1:-1] == np.arange(2, n)).all():
            return "Each word looks ahead: the shift goes the other way."
        if looks[0] != 0:
            return "The first word has none before it, and looks around the corner at the last. Let it look at itself."
        if (looks != wanted).any():
            return f"For n = {n}, word {int(np.argmax(looks != wanted))} looks elsewhere."
        if weights[np.arange(n), wanted].min() < 0.99:
            least = weights[np.arange(n), wanted].min()
            return (
                f"Right place, but only {least:.2f} of the row with {n} words: make the scores larger, for more others."
            )
    return None


if __name__ == "__main__":
    print(check() or "Right.")

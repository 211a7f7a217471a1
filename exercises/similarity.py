"""To the scene `similarity`: the table of scores, every query against every key, scaled by the root of their width."""

import numpy as np


def specification(queries, keys):
    """One dot product a cell: ``[n_q, d], [n_k, d] -> [n_q, n_k]``."""
    table = np.zeros((len(queries), len(keys)))
    for i, query in enumerate(queries):
        for j, key in enumerate(keys):
            table[i, j] = sum(q * k for q, k in zip(query, key, strict=True)) / len(query) ** 0.5
    return table


def scores(queries, keys):
    """The same without a loop."""
    ...  # the gap: one line


def check(scores=scores):
    """None when it is right, else a hint."""
    rng = np.random.default_rng(0)
    queries, keys = rng.normal(size=(3, 16)), rng.normal(size=(5, 16))
    got, wanted = scores(queries, keys), specification(queries, keys)
    if got is None:
        return "The gap is still empty: write what scores returns."
    if np.shape(got) == (5, 3):
        return "Rows are queries and columns are keys; yours is the other way round."
    if np.shape(got) != (3, 5):
        return f"Three queries and five keys make a table of 3 x 5; yours is {np.shape(got)}."
    if np.allclose(got, 4 * wanted):
        return "The scores are not scaled: their spread grows with the width. Divide by its root."
    if np.allclose(got, wanted / 4):
        return "Divided too much: a sum of d products spreads like the root of d, not like d."
    if np.allclose(got, wanted * 4 / np.sqrt(3)) or np.allclose(got, wanted * 4 / np.sqrt(5)):
        return "You took the root of the number of words; it is the width of a vector that matters."
    return None if np.allclose(got, wanted) else "Compare one cell with the specification, by hand."


if __name__ == "__main__":
    print(check() or "Right.")

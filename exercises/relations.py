"""To the scene `relations`: who is whose ancestor? Facts grow until nothing new follows: a fixpoint."""

import numpy as np


def specification(parents):
    """a is an ancestor of c if a is a parent of c, or of someone who is an ancestor of c."""

    def is_ancestor(a, c):
        return any(parents[a, b] and (b == c or is_ancestor(b, c)) for b in range(len(parents)))

    n = len(parents)
    return np.array([[is_ancestor(a, c) for c in range(n)] for a in range(n)])


def ancestors(parents):
    """The same by growing: from the table of parents, ``[n, n]`` of True and False, add what follows in one step,
    again and again, until nothing new comes. Nobody's parents go round in a circle.
    """
    ...  # the gap: some five lines


def check(ancestors=ancestors):
    """None when it is right, else a hint."""
    chain = np.eye(6, k=1, dtype=bool)  # 0 is the parent of 1, which is the parent of 2, ...
    tree = np.zeros((7, 7), bool)
    tree[[0, 0, 1, 1, 2, 2], [1, 2, 3, 4, 5, 6]] = True
    for parents in (chain, tree, np.zeros((3, 3), bool)):
        got = ancestors(parents.copy())
        if got is None:
            return "The gap is still empty: write what ancestors returns."
        got = np.asarray(got)
        if got.dtype != bool or got.shape != parents.shape:
            return f"True and False for each pair, {parents.shape}; yours is {got.dtype} {got.shape}."
        steps = parents.astype(int)
        if np.diag(got).any():
            return "Someone is their own ancestor. Start from the parents, not from the identity."
        if parents.any() and not got[parents].all():
            return "The parents themselves are lost: add to what is known, do not replace it."
        if len(parents) == 6 and (got == parents).all():
            return (
                "Only the parents: nothing has grown. Join them with themselves: a parent of a parent is an ancestor."
            )
        if len(parents) == 6 and (got == (steps + steps @ steps > 0)).all():
            return "Parents and grandparents: one step, like one layer. Go on until nothing new comes."
        if not (got == specification(parents)).all():
            return "Some ancestors are missing or too many: compare with the specification on the chain of six."
    return None


if __name__ == "__main__":
    print(check() or "Right.")

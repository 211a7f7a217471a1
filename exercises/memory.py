"""To the scene `memory`: x := 3, then x := 5, then x? A memory that can be written over: the delta rule."""

import numpy as np


def specification(old, value, beta):
    """What is read at the key afterwards: the old reading moved by the part beta towards the value."""
    return old + beta * (value - old)


def write(memory, key, value, beta):
    """The memory ``[d_v, d_k]`` after writing the value ``[d_v]`` at a key of length one ``[d_k]``; what is read at
    keys that stand at a right angle to it stays as it was. A memory is read by ``memory @ key``.
    """
    ...  # the gap: one line


def check(write=write):
    """None when it is right, else a hint."""
    rng = np.random.default_rng(2)
    keys = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    memory, value = rng.normal(size=(3, 4)), rng.normal(size=3)
    key, other = keys[0], keys[1]
    got = write(memory.copy(), key, value, 1.0)
    if got is None:
        return "The gap is still empty: write what write returns."
    if np.shape(got) != (3, 4):
        return f"A memory is [d_v, d_k], 3 x 4 here; yours is {np.shape(got)}. np.outer(value, key) has that shape."
    if np.allclose(got @ key, memory @ key + value):
        return "Old and new pile up: that is the additive memory. Take out first what is read at the key."
    if not np.allclose(got @ key, specification(memory @ key, value, 1.0)):
        return "With beta 1 the value replaces what was read at the key."
    if not np.allclose(got @ other, memory @ other):
        return "Another key lost its value: take out only what is read at this key, not a part of the whole memory."
    for beta in (0.0, 0.5, 2.0):
        if not np.allclose(write(memory.copy(), key, value, beta) @ key, specification(memory @ key, value, beta)):
            return f"Beta weighs both, what is taken out and what is put in; it is wrong for beta = {beta:g}."
    return None


if __name__ == "__main__":
    print(check() or "Right.")

"""To the scene `parity`: the mean of n bits holds their parity. Read it; then see how finely it must be read."""

import numpy as np


def specification(bits):
    """1 if the number of ones is odd, by a state that is turned over at each."""
    state = 0
    for bit in bits:
        state ^= bit
    return state


def parity_of_mean(mean, n):
    """The same from the mean of the bits and their number alone; the mean is a floating-point number."""
    ...  # the gap: one line


def check(parity_of_mean=parity_of_mean):
    """None when it is right, else a hint."""
    words = [np.arange(n) < ones for n in (1, 2, 3, 4, 7, 100) for ones in range(n + 1)]
    got = [parity_of_mean(float(np.mean(word)), len(word)) for word in words]
    wanted = [specification(word.astype(int).tolist()) for word in words]
    if None in got:
        return "The gap is still empty: write what parity_of_mean returns."
    if any(answer not in (0, 1) for answer in got):
        return "The answer is 0 or 1: the remainder of a whole number by two."
    wrong = [word for word, answer, right in zip(words, got, wanted, strict=True) if answer != right]
    if wrong and got == [int(word.mean() > 0.5) for word in words]:
        return "One threshold on the mean: that is right for a single bit. The answer changes with every one, n times."
    if wrong and got == [1 - right for right in wanted]:
        return "Odd and even are exchanged: no ones at all is even, 0."
    if wrong and all(len(word) == 100 for word in wrong):
        return "0.29 times 100 is 28.999999999999996, and cutting it off makes 28. Round to the nearest."
    if wrong:
        return f"Wrong for {wrong[0].astype(int)}: how many ones do n bits with this mean have?"
    return None


if __name__ == "__main__":
    print(check() or "Right.")

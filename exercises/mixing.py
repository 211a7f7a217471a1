"""To the scene `mixing`: which weights reach a point? A mix of three values stays in their triangle."""

import numpy as np


def specification(weights, values):
    """What weights of a softmax row make of three values: ``[3], [3, 2] -> [2]``."""
    assert min(weights) >= 0 and np.isclose(sum(weights), 1)
    return sum(w * v for w, v in zip(weights, values, strict=True))


def weights_for(point, values):
    """The other way round: weights ``[3]``, none negative, that sum to one and mix the values ``[3, 2]`` into the point
    ``[2]``; None where there are none. Three unknowns and three equations: two of the point and one of the sum.
    """
    ...  # the gap: some four lines


def check(weights_for=weights_for):
    """None when it is right, else a hint."""
    values = np.array([[0.0, 0.0], [4.0, 0.0], [1.0, 3.0]])
    inside, corner, outside = np.array([2.0, 1.0]), values[1], np.array([4.0, 3.0])
    got = weights_for(inside, values)
    if got is None:
        return "The gap is still empty, or no weights are found for a point inside the triangle."
    if np.shape(got) != (3,):
        return f"Three weights, one a value; yours are {np.shape(got)}."
    if not np.isclose(np.sum(got), 1):
        return "They do not sum to one. That is the third equation: a row of ones under the two of the point."
    if not np.allclose(np.asarray(got) @ values, inside):
        return "They sum to one, but mix to another point. Distances are no weights: solve the three equations."
    got = weights_for(corner, values)
    if got is None or not np.allclose(got, [0, 1, 0], atol=1e-6):
        return "On a corner, one value has all the weight: a weight of zero is allowed, and a rounding error below it."
    got = weights_for(outside, values)
    if got is not None and np.min(got) < -1e-9:
        return "This point needs a negative weight, which softmax does not give: outside the triangle there is None."
    if got is not None:
        return (
            "This point is outside, and no weights reach it: clipping them leads elsewhere. There the answer is None."
        )
    return None


if __name__ == "__main__":
    print(check() or "Right.")

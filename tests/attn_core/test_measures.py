"""Entropy and hull against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull
from scipy.stats import entropy as scipy_entropy

from attn_core.attention import softmax
from attn_core.measures import convex_hull, entropy


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9))
def test_entropy_is_that_of_scipy(scores):
    weights = softmax(scores)
    assert entropy(weights) == pytest.approx(scipy_entropy(weights, base=2), abs=1e-12)


def test_entropy_of_average_and_lookup():
    assert entropy(np.full(8, 1 / 8)) == 3
    assert entropy([0, 1, 0]) == 0


def test_p5_entropy_and_largest_share_by_inverse_temperature():
    # SCIENCE P5, three digits.
    logits = np.array([2, 1, 0.5, 0, -0.3, -0.5, -1, -2])
    table = {0.5: (0.293, 2.765), 1: (0.506, 2.174), 2: (0.818, 0.987), 4: (0.9792, 0.161), 8: (0.99966, 0.0045)}
    for beta, (largest, bits) in table.items():
        weights = softmax(logits, temperature=1 / beta)
        assert weights.max() == pytest.approx(largest, abs=6e-4)
        assert entropy(weights) == pytest.approx(bits, abs=6e-4)


@given(st.integers(3, 20), st.integers(0, 1000))
def test_the_hull_is_that_of_scipy(n, seed):
    points = np.random.default_rng(seed).normal(size=(n, 2))
    corners = convex_hull(points)
    expected = points[ConvexHull(points).vertices]
    start = int(np.argmin(np.abs(expected - corners[0]).sum(axis=1)))
    np.testing.assert_array_equal(corners, np.roll(expected, -start, axis=0))


def test_points_on_an_edge_are_no_corners():
    assert convex_hull([[0, 0], [1, 0], [2, 0], [2, 2], [0, 2], [1, 1]]).tolist() == [[0, 0], [2, 0], [2, 2], [0, 2]]


@pytest.mark.parametrize("points", [[[1, 2]], [[0, 0], [1, 1]], [[1, 1], [1, 1]]])
def test_fewer_than_three_points_are_their_own_hull(points):
    assert convex_hull(points).tolist() == sorted(map(list, {tuple(p) for p in points}))


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="weights"):
        entropy([-0.1, 1.1])
    with pytest.raises(ValueError, match=r"points has shape \(2, 3\)"):
        convex_hull(np.ones((2, 3)))

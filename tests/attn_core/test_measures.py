"""Measures against SciPy, enumeration, differences and the figures of `PROPOSITIONS.md`."""

from __future__ import annotations

from collections import Counter
from itertools import product as iterate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls
from scipy.spatial import ConvexHull
from scipy.special import gammaln, kve
from scipy.stats import entropy as scipy_entropy

from attn_core.attention import softmax
from attn_core.groups import product, symmetric_group
from attn_core.measures import (
    attend_in_order,
    convex_hull,
    entropy,
    half_length,
    hull_distance,
    hull_violation,
    largest_share,
    order_blind_ceiling,
    pairs_right_by_bag,
    permutation_error,
    pulled_scores,
    rank_residual,
    saturation,
    score_density,
    score_parts,
    score_walks,
    superposition_error,
)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9))
def test_entropy_is_that_of_scipy(scores):
    weights = softmax(scores)
    assert entropy(weights) == pytest.approx(scipy_entropy(weights, base=2), abs=1e-12)


def test_entropy_of_average_and_lookup():
    assert entropy(np.full(8, 1 / 8)) == 3
    assert entropy([0, 1, 0]) == 0


def test_p5_entropy_and_largest_share_by_inverse_temperature():
    # P5, three digits.
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


def test_p1_a_mix_never_leaves_the_hull_and_a_point_outside_is_seen():
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(64, 3))
    worst = 0.0
    for _ in range(1000):
        values = rng.normal(size=(6, 3))
        worst = max(worst, hull_violation(softmax(3 * rng.normal(size=(4, 6))) @ values, values, directions))
    assert worst < 1e-13
    assert hull_violation([[5.0]], [[3.0], [4.0]], [[1.0], [-1.0]]) == 1


@pytest.mark.parametrize("hand", [(0.4, 0.2), (5.0, 5.0), (0.5, 9.0), (-30.0, 1.0)])
def test_a_pulled_output_lies_at_the_hand_or_at_the_point_of_the_hull_nearest_to_it(hand):
    values = np.array([[-2, -1], [3, 1], [-1, 2], [1, -2]], dtype=float)
    scores = np.array([-0.7, 1.4, 0.7, 0.0])
    output = softmax(pulled_scores(scores, values, hand, spring=1e-3)) @ values
    grid = np.random.default_rng(0).dirichlet(np.full(4, 0.3), size=200_000) @ values
    nearest = grid[np.linalg.norm(grid - hand, axis=1).argmin()]
    np.testing.assert_allclose(output, nearest, atol=0.1)
    assert hull_distance(output, values) < 1e-9


def test_a_hand_on_the_output_changes_no_score():
    values, scores = np.random.default_rng(1).normal(size=(5, 3)), np.arange(5.0)
    np.testing.assert_allclose(pulled_scores(scores, values, softmax(scores) @ values), scores, atol=1e-6)


def test_p2_order_is_seen_only_through_a_mask():
    rng = np.random.default_rng(1)
    tokens, order = rng.normal(size=(7, 4)), rng.permutation(7)
    assert permutation_error(tokens, order) < 1e-14
    assert permutation_error(tokens, order, causal=True) > 0.1


def test_p2_words_in_an_order_are_attended_to_as_loops_do():
    rng = np.random.default_rng(8)
    query, key, value, order = *rng.normal(size=(3, 5, 2)), rng.permutation(5)
    for causal in (False, True):
        found = attend_in_order(query, key, value, order, causal=causal)
        for place, word in enumerate(order):
            seen = order[: place + 1] if causal else order
            powers = np.array([np.exp(query[word] @ key[j] / np.sqrt(2)) for j in seen])
            np.testing.assert_allclose(found.weights[word, seen], powers / powers.sum(), atol=1e-12)
            np.testing.assert_allclose(found.output[word], powers @ value[seen] / powers.sum(), atol=1e-12)
            assert set(np.flatnonzero(found.seen[word])) == set(seen)
    with pytest.raises(ValueError, match="order is"):
        attend_in_order(query, key, value, [0, 1, 2, 3, 3])


def test_p2_one_answer_for_a_bag_is_wrong_for_one_of_its_orders():
    right, group = pairs_right_by_bag(), symmetric_group(3)
    assert right.mean() == order_blind_ceiling(2) == 27 / 36
    for (i, a), (j, b) in iterate(enumerate(group), repeat=2):
        assert int(right[i, j]) + int(right[j, i]) == 1 + (product([a, b], 3) == product([b, a], 3))


def test_p2_order_blind_ceilings_are_those_of_all_words():
    figures = [1.0, 0.75, 0.634, 0.546, 0.485, 0.439, 0.407, 0.385]
    assert [order_blind_ceiling(n) for n in range(1, 9)] == pytest.approx(figures, abs=6e-4)
    group, bags = symmetric_group(3), {}
    for word in iterate(group, repeat=4):
        bags.setdefault(tuple(sorted(word)), Counter())[product(word, 3)] += 1
    assert order_blind_ceiling(4) == sum(max(b.values()) for b in bags.values()) / 6**4


def test_p3_superposition_holds_for_frozen_weights_only():
    rng = np.random.default_rng(2)
    error = superposition_error(rng.normal(size=(6, 4)), rng.normal(size=(6, 4)))
    assert error.frozen < 1e-14
    assert error.sum > 0.1
    assert error.double > 0.1


def test_p6_saturation_with_and_without_the_scale():
    rng = np.random.default_rng(3)
    figures = {4: (0.431, 0.321), 16: (0.700, 0.268), 64: (0.849, 0.172), 256: (0.922, 0.098)}
    for d_k, (largest, jacobian) in figures.items():
        raw, scaled = (saturation(d_k, scaled=s, rng=rng) for s in (False, True))
        assert raw.spread == pytest.approx(np.sqrt(d_k), rel=0.03)
        assert scaled.spread == pytest.approx(1, rel=0.03)
        assert (raw.largest, raw.jacobian) == (pytest.approx(largest, abs=0.02), pytest.approx(jacobian, abs=0.02))
        assert scaled.largest == pytest.approx(0.245, abs=0.02)


@pytest.mark.parametrize("d", [2, 4, 16, 64, 128, 256])
def test_p6_the_density_is_that_with_a_bessel_function(d):
    s = np.linspace(0.1, 5, 50) * np.sqrt(d)
    order = (d - 1) / 2
    log = order * np.log(s) + np.log(kve(order, s)) - s - gammaln(d / 2) - order * np.log(2) - np.log(np.pi) / 2
    np.testing.assert_allclose(score_density(d, -s), np.exp(log), rtol=1e-9)


def test_p6_a_walk_of_d_steps_spreads_by_its_root():
    walks = score_walks(*np.random.default_rng(5).normal(size=(2, 4000, 64)))
    assert walks.shape == (4000, 65)
    for d in (0, 4, 16, 64):
        assert walks[:, d].std() == pytest.approx(np.sqrt(d), rel=0.04)
    edges = np.linspace(-8, 8, 9)
    counts = np.histogram(walks[:, 16], edges)[0] / 4000
    middle = [np.trapezoid(score_density(16, x := np.linspace(a, b, 99)), x) for a, b in zip(edges, edges[1:])]  # noqa: B905, RUF007
    np.testing.assert_allclose(counts, middle, atol=0.02)


@pytest.mark.parametrize("d", [0, 3])
def test_the_density_of_an_odd_width_is_refused(d):
    with pytest.raises(ValueError, match=f"d_k is {d}"):
        score_density(d, [0.0])


def test_p6_the_jacobian_is_the_derivative_of_softmax():
    scores, step = np.array([0.3, -1.0, 2.0]), 1e-6
    numeric = [(softmax(scores + step * e) - softmax(scores - step * e)) / (2 * step) for e in np.eye(3)]
    a = softmax(scores)
    np.testing.assert_allclose(numeric, np.diag(a) - np.outer(a, a), atol=1e-9)


@pytest.mark.parametrize(("gap", "half"), [(2, 8.4), (5, 149), (10, 22027), (20, 4.9e8)])
def test_p8_the_largest_share_is_a_half_at_the_half_length(gap, half):
    assert half_length(gap) == pytest.approx(half, rel=0.01)
    n = round(half_length(gap))
    assert largest_share(n, gap) == pytest.approx(0.5, abs=0.03)
    assert largest_share(9, gap) == pytest.approx(softmax([gap, *[0.0] * 8])[0])


def test_p9_rank_residual_is_zero_for_equal_rows_and_one_for_centred_ones():
    assert rank_residual(np.ones((4, 3))) == 0
    assert rank_residual([[1, 0], [-1, 0]]) == 1


@given(st.integers(1, 9), st.integers(1, 4), st.floats(0.1, 3), st.integers(0, 1000))
def test_p1_the_distance_to_the_hull_is_that_of_least_squares(n, d, far, seed):
    rng = np.random.default_rng(seed)
    values, point = rng.normal(size=(n, d)), far * rng.normal(size=d)
    # Non-negative least squares with a heavy row that makes the shares sum to 1.
    heavy = 1e6
    system, target = np.vstack([values.T, np.full(n, heavy)]), np.append(point, heavy)
    shares, _ = nnls(system, target)
    assert hull_distance(point, values) == pytest.approx(np.linalg.norm(values.T @ shares - point), abs=1e-5)


def test_p1_five_is_one_away_from_what_three_and_four_can_mix():
    assert hull_distance([5.0], [[3.0], [4.0]]) == pytest.approx(1)
    assert hull_distance([3.8], [[3.0], [4.0]]) == pytest.approx(0, abs=1e-12)


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 99))
def test_the_parts_of_a_score_sum_to_it_and_do_not_depend_on_the_basis(n, m, seed):
    rng = np.random.default_rng(seed)
    query, key, basis = rng.normal(size=(n, 3)), rng.normal(size=(m, 3)), rng.normal(size=(3, 3))
    parts = score_parts(query @ key.T, 1, 0)
    assert parts.sum() == pytest.approx(query[1] @ key[0])
    turned = (query @ basis) @ (key @ np.linalg.inv(basis).T).T
    assert score_parts(turned, 1, 0) == pytest.approx(parts, abs=1e-6)
    # What a row adds is the same for all keys, so softmax does not see it.
    assert [score_parts(query @ key.T, 1, j)[1] for j in range(m)] == pytest.approx([parts[1]] * m)


def test_the_parts_of_a_sum_of_rows_and_columns_leave_nothing_for_the_pair():
    scores = np.add.outer([1.0, 2.0, 6.0], [0.0, 4.0])
    assert score_parts(scores, 2, 1) == pytest.approx([5, 3, 2, 0])

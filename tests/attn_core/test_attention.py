"""Attention against a naive loop, intermediate by intermediate; its laws by random examples (P1 to P5)."""

from __future__ import annotations

from dataclasses import fields
from math import exp, inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attn_core.attention import Attention, apply_mask, attend, causal_mask, mix, similarity, softmax

RNG = np.random.default_rng(7)
scores = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-30, 30))


def naive(query, key, value, mask=None, scale=None, causal=False) -> dict[str, list]:
    """The definition, one number at a time; ``mask[i][j]`` is True, False or a number to add."""
    n_q, n_k, d_k, d_v = len(query), len(key), len(key[0]), len(value[0])
    found: dict[str, list] = {name: [] for name in ("similarity", "scaled", "masked", "weights", "output")}
    for i in range(n_q):
        raw = [sum(query[i][c] * key[j][c] for c in range(d_k)) for j in range(n_k)]
        scaled = [s * (1 / sqrt(d_k) if scale is None else scale) for s in raw]
        masked = []
        for j in range(n_k):
            allowed = True if mask is None else mask[i][j]
            s = scaled[j] if allowed is True else -inf if allowed is False else scaled[j] + allowed
            masked.append(-inf if causal and j > i else s)
        top = max(masked)
        powers = [0.0 if s == -inf else exp(s - top) for s in masked]
        weights = [p / sum(powers) if sum(powers) else 0.0 for p in powers]
        row = [sum(weights[j] * value[j][c] for j in range(n_k)) for c in range(d_v)]
        for name, line in zip(found, (raw, scaled, masked, weights, row), strict=True):
            found[name].append(line)
    return found


def random_case(n_q=3, n_k=4, d_k=2, d_v=5):
    return RNG.normal(size=(n_q, d_k)), RNG.normal(size=(n_k, d_k)), RNG.normal(size=(n_k, d_v))


MASKS = {
    "none": None,
    "boolean": np.array([[True, False, True, True], [True, True, True, False], [False, False, False, True]]),
    "additive": np.array([[0.0, -1.5, 2.0, 0.0], [-inf, 0.0, 1.0, 0.0], [0.5, 0.5, -inf, -inf]]),
    "a row that looks nowhere": np.array([[True] * 4, [False] * 4, [True, False, False, False]]),
}


@pytest.mark.parametrize("name", [f.name for f in fields(Attention)])
@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("options", [{}, {"scale": 0.3}, {"causal": True}], ids=str)
def test_each_intermediate_is_that_of_a_naive_loop(name, mask, options):
    q, k, v = random_case()
    m = MASKS[mask]
    rows = None if m is None else [[bool(x) if m.dtype == bool else float(x) for x in line] for line in m]
    expected = naive(q.tolist(), k.tolist(), v.tolist(), rows, **options)
    np.testing.assert_allclose(getattr(attend(q, k, v, mask=m, **options), name), expected[name], atol=1e-14)


def test_leading_axes_broadcast():
    q, k, v = RNG.normal(size=(5, 1, 3, 2)), RNG.normal(size=(4, 6, 2)), RNG.normal(size=(6, 7))
    result = attend(q, k, v)
    assert result.output.shape == (5, 4, 3, 7)
    one = attend(q[2, 0], k[3], v)
    for f in fields(Attention):
        np.testing.assert_allclose(getattr(result, f.name)[2, 3], getattr(one, f.name), atol=1e-14)


def test_a_row_that_may_look_nowhere_is_zero_and_never_nan():
    q, k, v = random_case()
    result = attend(q, k, v, mask=np.zeros((3, 4), bool))
    assert not result.weights.any()
    assert not result.output.any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(dtype):
    q, k, v = (a.astype(dtype) for a in random_case())
    result = attend(q, k, v, mask=MASKS["additive"], causal=True)
    assert {getattr(result, f.name).dtype for f in fields(Attention)} == {np.dtype(dtype)}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.filterwarnings("error")
def test_scores_of_ten_thousand_are_stable(dtype):
    weights = softmax(np.array([1e4, 1e4 - 1, -1e4, 0], dtype=dtype))
    np.testing.assert_allclose(weights, [1 / (1 + exp(-1)), exp(-1) / (1 + exp(-1)), 0, 0], rtol=1e-6)


@pytest.mark.parametrize(("n_query", "n_key"), [(2, 4), (4, 2), (3, 3)])
def test_query_i_sees_keys_0_to_i(n_query, n_key):
    assert causal_mask(n_query, n_key).tolist() == [[j <= i for j in range(n_key)] for i in range(n_query)]


@pytest.mark.parametrize(("n_query", "n_key"), [(2, 4), (4, 2), (3, 3)])
def test_causal_is_what_pytorch_does(n_query, n_key):
    torch = pytest.importorskip("torch", reason="the extra `experiments` (PyTorch) is not installed")
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(rows, 5)) for rows in (n_query, n_key, n_key))
    theirs = torch.nn.functional.scaled_dot_product_attention(*map(torch.from_numpy, (q, k, v)), is_causal=True)
    np.testing.assert_allclose(attend(q, k, v, causal=True).output, theirs.numpy(), atol=1e-12)


def test_queries_at_the_end_take_the_last_rows_of_the_mask():
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(4, 3)) for _ in range(3))
    whole = attend(q, k, v, causal=True).output
    np.testing.assert_allclose(attend(q[-1:], k, v, mask=causal_mask(4, 4)[-1:]).output, whole[-1:])


def test_known_values_of_softmax():
    np.testing.assert_allclose(
        softmax([2, 1, 0, -1]), [0.6439142599, 0.2368828181, 0.0871443187, 0.0320586033], atol=1e-9
    )


@given(scores)
def test_p1_the_output_stays_in_the_hull(s):
    values = np.random.default_rng(s.size).normal(size=(s.shape[1], 3))
    output = mix(softmax(s), values)
    for direction in np.random.default_rng(1).normal(size=(8, 3)):
        assert (output @ direction <= (values @ direction).max() + 1e-12).all()
    assert (np.linalg.norm(output, axis=1) <= np.linalg.norm(values, axis=1).max() + 1e-12).all()


@given(st.integers(0, 10_000))
def test_p2_permuted_tokens_permute_the_outputs_unless_order_is_masked(seed):
    rng = np.random.default_rng(seed)
    x, order = rng.normal(size=(6, 4)), rng.permutation(6)
    np.testing.assert_allclose(attend(x[order], x[order], x[order]).output, attend(x, x, x).output[order], atol=1e-12)


def test_p2_a_causal_mask_breaks_the_symmetry():
    x, order = RNG.normal(size=(6, 4)), np.arange(6)[::-1]
    causal = attend(x[order], x[order], x[order], causal=True).output
    assert np.abs(causal - attend(x, x, x, causal=True).output[order]).max() > 0.1


def test_p2b_equal_tokens_look_alike_at_every_position_unless_there_is_a_beginning():
    equal = np.tile(RNG.normal(size=4), (6, 1))
    seen = attend(equal, equal, equal, causal=True).output
    np.testing.assert_allclose(seen, np.tile(seen[0], (6, 1)), atol=1e-14)
    begun = np.vstack([RNG.normal(size=4), equal])
    seen = attend(begun, begun, begun, causal=True).output
    assert (np.linalg.norm(np.diff(seen[1:], axis=0), axis=1) > 1e-3).all()


@given(st.integers(0, 10_000))
def test_p3_linear_in_the_values_with_frozen_weights_only(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 5, 3))
    weights = softmax(similarity(x, x))
    np.testing.assert_allclose(mix(weights, x + y), mix(weights, x) + mix(weights, y), atol=1e-12)
    both, alone = attend(x + y, x + y, x + y).output, attend(x, x, x).output + attend(y, y, y).output
    assert np.abs(both - alone).max() > 1e-3


def test_p3_the_weights_can_select_the_largest_value():
    values = np.array([3.0, 4, 9, 1])
    mixed = [float(mix(softmax(beta * values)[None], values[:, None])[0, 0]) for beta in (0, 1, 8)]
    assert mixed == pytest.approx([4.25, 8.949, 9], abs=5e-4)


@given(scores, st.floats(-500, 500))
def test_p4_adding_a_constant_changes_nothing(s, c):
    np.testing.assert_allclose(softmax(s + c), softmax(s), atol=1e-10)


@given(scores)
def test_p4_a_row_cannot_abstain(s):
    np.testing.assert_allclose(softmax(s).sum(axis=-1), 1, atol=1e-12)


@given(scores, st.floats(0.1, 20))
def test_p5_what_is_left_for_the_others_is_bounded_by_the_gap(s, beta):
    for row in s:
        second, best = np.sort(row)[-2:] if len(row) > 1 else (-inf, row[0])
        left = 1 - softmax(row, temperature=1 / beta).max()
        assert left <= (len(row) - 1) * exp(-beta * min(best - second, 700 / beta)) + 1e-12


def test_p5_limits_of_temperature_are_average_and_lookup():
    logits = np.array([2, 1, 0.5, 0, -0.3, -0.5, -1, -2])
    np.testing.assert_allclose(softmax(logits, temperature=inf), np.full(8, 1 / 8))
    np.testing.assert_allclose(softmax(logits, temperature=1e-3), np.eye(8)[0], atol=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: attend(np.ones((2, 3)), np.ones((2, 4)), np.ones((2, 2))), ["query", "(2, 3)", "key", "(2, 4)"]),
        (lambda: attend(np.ones((2, 3)), np.ones((2, 3)), np.ones((4, 2))), ["value", "(4, 2)", "(2, 3)"]),
        (lambda: attend(np.ones(3), np.ones((2, 3)), np.ones((2, 2))), ["query", "(3,)"]),
        (lambda: attend(np.full((2, 3), np.nan), np.ones((2, 3)), np.ones((2, 2))), ["query", "(2, 3)", "finite"]),
        (lambda: attend(np.ones((2, 2, 3)), np.ones((3, 2, 3)), np.ones((2, 2))), ["leading", "(3, 2, 3)"]),
        (lambda: attend(np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 2)), scale=inf), ["scale", "inf"]),
        (lambda: apply_mask(np.ones((2, 3)), np.ones((2, 2), bool)), ["mask", "(2, 2)", "(2, 3)"]),
        (lambda: apply_mask(np.ones((2, 3)), np.ones((2, 3), int)), ["mask", "int", "booleans"]),
        (lambda: apply_mask(np.ones((2, 3)), np.full((2, 3), np.nan)), ["mask", "NaN"]),
        (lambda: softmax([1.0, np.nan]), ["scores", "NaN"]),
        (lambda: softmax([1.0], temperature=0), ["temperature", "0"]),
        (lambda: mix(np.ones((2, 3)), np.ones((2, 3))), ["weights", "(2, 3)", "value"]),
    ],
)
def test_bad_arrays_are_refused_by_name_and_shape(call, words):
    with pytest.raises(ValueError) as error:
        call()
    assert all(word in str(error.value) for word in words), error.value

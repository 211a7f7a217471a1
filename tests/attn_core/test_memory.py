"""Memories against the register machine, the group itself, and the figures of P12, P13, P17."""

from __future__ import annotations

import numpy as np
import pytest

from attn_core.groups import product, transposition
from attn_core.machines import parse_program
from attn_core.memory import (
    additive,
    binding_accuracy,
    by_content,
    content_mean,
    delta_rule,
    lookup,
    margin,
    ones_above,
    overwrite,
    parity_by_reflection,
    permute_by_reflection,
    random_program,
    random_swaps,
    recall,
    reflections,
    register_answer,
    settled,
    swap_keys,
)

KEY = np.array([1.0, 0.0])
TWICE = np.array([KEY, KEY]), np.array([[3.0], [5.0]])  # x := 3; x := 5


def test_p13_overwriting_by_each_memory():
    assert content_mean(*TWICE, KEY) == pytest.approx(4)
    assert additive(*TWICE).read(KEY) == pytest.approx(8)
    assert delta_rule(*TWICE).read(KEY) == pytest.approx(5)
    assert register_answer(parse_program("x := 3; x := 5"), "x") == 5


@pytest.mark.parametrize("bias", [0.0, 1.0, 6.0, 50.0, -50.0])
def test_p13_a_bias_for_what_is_later_shares_by_the_logistic_function(bias):
    found = by_content(*TWICE, KEY, recency=bias)
    new = 1 / (1 + np.exp(-bias))
    assert found.weights[0] == pytest.approx([1 - new, new])
    assert found.output[0, 0] == pytest.approx(3 + 2 * new)


def test_p13_hops_follow_the_law_of_the_generator():
    # 2000 programs: a standard error of 0.011 at most.
    found = binding_accuracy(32, 2000, np.random.default_rng(5), range(1, 9))
    assert [found[f"{h} causal"] for h in range(1, 9)] == pytest.approx(
        [settled(h, 0.5) for h in range(1, 9)], abs=0.04
    )


def test_a_copy_is_resolved_when_written_or_when_asked():
    program = parse_program("x := 3; y := x; x := 5")
    assert register_answer(program, "y") == 3
    assert lookup(program, "y", 2, causal=True).answers == (None, 3)
    assert lookup(program, "y", 2, causal=False).answers == (None, 5)


def test_enough_causal_hops_are_the_register_machine():
    rng = np.random.default_rng(0)
    for _ in range(300):
        program = random_program(16, rng)
        for name in {a.target for a in program}:
            found = lookup(program, name, 16, causal=True)
            assert found.answers[-1] == register_answer(program, name)
            assert found.answers[len(found.chain) - 1] == found.answers[-1]


def test_p13_accuracy_by_hops():
    # P13, length 16; 1500 programs: a standard error of 0.013 at most.
    rng, right = np.random.default_rng(1), np.zeros(4)
    for _ in range(1500):
        program = random_program(16, rng)
        names = sorted({a.target for a in program})
        name = names[int(rng.integers(len(names)))]
        truth = register_answer(program, name)
        causal, asked = (lookup(program, name, 8, causal=c).answers for c in (True, False))
        right += [causal[0] == truth, causal[1] == truth, causal[3] == truth, asked[7] == truth]
    assert right / 1500 == pytest.approx([0.496, 0.761, 0.960, 0.629], abs=0.045)


def test_p12_parity_by_a_mirror_is_exact_at_a_thousand_bits():
    rng = np.random.default_rng(2)
    for _ in range(100):
        word = rng.integers(2, size=1000).tolist()
        trace = parity_by_reflection(word)
        assert [s < 0 for s in trace] == [sum(word[:t]) % 2 == 1 for t in range(1001)]


@pytest.mark.parametrize("beta", [1.5, 1.9, 2.0])
def test_p12_a_weaker_mirror_keeps_the_sign_and_loses_size(beta):
    word = [1, 0, 1, 1, 0, 1]
    ones = np.cumsum([0, *word])
    np.testing.assert_allclose(parity_by_reflection(word, beta), (-1.0) ** ones * (beta - 1) ** ones)


def test_p12_s5_by_mirrors_is_exact_and_beta_one_is_not():
    rng = np.random.default_rng(3)
    for length in (10, 100, 10_000):
        swaps = [tuple(int(i) for i in rng.choice(5, size=2, replace=False)) for _ in range(length)]
        letters = [transposition(i, j, 5) for i, j in swaps]
        state = permute_by_reflection(swaps, 5)
        assert state is not None
        # Mirrors multiply from the right: rows of the state are where each thing went.
        assert state == product(letters, 5)
        assert permute_by_reflection(swaps, 5, beta=1.0) is None


@pytest.mark.parametrize("beta", [0.0, 0.5, 1.0, 2.0])
def test_p12_overwriting_moves_what_the_key_reads_by_beta_and_nothing_else(beta):
    state, key, value = np.array([[3.0, 2.0], [1.0, -4.0]]), np.array([0.6, 0.8]), np.array([5.0, 7.0])
    after = overwrite(state, key, value, beta)
    aside = np.array([-0.8, 0.6])
    for row, old, v in zip(after, state, value, strict=True):
        assert row @ key == pytest.approx((1 - beta) * (old @ key) + beta * v)
        assert row @ aside == pytest.approx(old @ aside)


@pytest.mark.parametrize(("beta", "least"), [(1.5, 0.01), (1.9, 0.01), (1.99, 0.01), (1.5, 0.25), (0.3, 0.001)])
def test_p12_ones_above_is_where_the_margin_falls_below(beta, least):
    ones, size = 0, 1.0
    while size * abs(1 - beta) >= least * (1 - 1e-9):
        ones, size = ones + 1, size * abs(1 - beta)
    assert ones_above(beta, least) == ones
    assert margin(beta, ones) == pytest.approx(size)


def test_p12_at_two_the_margin_stays():
    assert ones_above(2, 0.01) == np.inf and margin(2, 10_000) == 1
    assert ones_above(1, 0.01) == 0
    with pytest.raises(ValueError, match="least is 2"):
        ones_above(1.5, 2)


def test_p12_a_swap_of_beta_gives_half_of_it_to_the_other():
    [_, after] = reflections(swap_keys([(0, 2)], 4), np.array([[1.0, 2.0, 7.0, 4.0]]), 0.5)
    np.testing.assert_allclose(after, [[0.75 * 1 + 0.25 * 7, 2, 0.75 * 7 + 0.25 * 1, 4]])


def test_random_swaps_are_of_two_places_and_of_every_pair():
    found = set(random_swaps(2000, 5, np.random.default_rng(0)))
    assert found == {(i, j) for i in range(5) for j in range(5) if i != j}


def test_p12_rounding_may_hold_a_weak_mirror_at_the_smallest_numbers():
    # So it is not said that finite precision loses the sign: what it loses is its size.
    state = np.float16(1)
    for _ in range(10_000):
        state = np.float16(state * np.float16(1 - 1.9))
    assert 0 < state < 1e-6


def test_delta_rule_keeps_what_is_under_other_keys():
    keys, values = np.eye(3)[[0, 1, 0]], np.array([[1.0], [2.0], [7.0]])
    trace = delta_rule(keys, values)
    assert [trace.read(k)[0] for k in np.eye(3)] == [7, 2, 0]
    assert len(trace.states) == 4


def naive_recall(n, beta, width, noise, draws, rng):
    """The same draws, one query and one pair at a time."""
    right, weight = {"softmax": 0, "additive": 0, "delta rule": 0}, 0.0
    for _ in range(draws):
        keys, values, moved = ([row / np.sqrt(row @ row) for row in rng.normal(size=(n, width))] for _ in range(3))
        delta = np.zeros((width, width))
        for key, value in zip(keys, values, strict=True):
            delta = delta @ (np.eye(width) - np.outer(key, key)) + np.outer(value, key)
        for i in range(n):
            query = keys[i] + noise * moved[i]
            scores = [beta * float(query @ key) for key in keys]
            shares = np.exp(scores) / np.exp(scores).sum()
            weight += shares[i] / (n * draws)
            reads = {
                "softmax": sum(share * value for share, value in zip(shares, values, strict=True)),
                "additive": sum((query @ key) * value for key, value in zip(keys, values, strict=True)),
                "delta rule": delta @ query,
            }
            for name, read in reads.items():
                right[name] += max(range(n), key=lambda j, r=read: float(values[j] @ r)) == i
    return {name: count / (n * draws) for name, count in right.items()}, weight


@pytest.mark.parametrize("beta", [1.0, 8.0])
def test_p17_recall_is_that_of_plain_loops(beta):
    options = {"width": 8, "noise": 0.3, "draws": 3}
    found = recall(20, beta, rng=np.random.default_rng(0), **options)
    right, weight = naive_recall(20, beta, rng=np.random.default_rng(0), **options)
    assert found.right == pytest.approx(right)
    assert found.weight == pytest.approx(weight)


P17 = {  # n: softmax at beta 8, additive, delta rule
    64: (1.0, 1.0, 0.89),
    128: (1.0, 0.975, 0.5),
    256: (1.0, 0.68, 0.245),
    512: (1.0, 0.29, 0.11),
}


@pytest.mark.parametrize("n", P17)
def test_p17_attention_recalls_where_memories_of_fixed_size_fail(n):
    found = recall(n, 8, width=64, noise=0.3, draws=2048 // n, rng=np.random.default_rng(3))
    assert tuple(found.right.values()) == pytest.approx(P17[n], abs=0.05)


def test_p17_it_must_be_sharp_for_that():
    rng = np.random.default_rng(0)
    right = {n: recall(n, 2, width=64, noise=0.3, draws=1024 // n, rng=rng).right["softmax"] for n in (128, 512)}
    assert right[128] == pytest.approx(0.893, abs=0.04)
    assert right[512] < 0.25


def test_p17_orthogonal_keys_are_recalled_by_all():
    keys = np.eye(8)
    for memory in (additive(keys, 2 * keys), delta_rule(keys, 2 * keys)):
        assert all((memory.read(key) == 2 * key).all() for key in keys)


@pytest.mark.parametrize(
    "arrays", [(np.ones((2, 3)), np.ones((2, 1))), (np.eye(2), np.ones((3, 1))), (np.ones(2), np.ones((2, 1)))]
)
def test_bad_keys_are_refused(arrays):
    with pytest.raises(ValueError, match="keys"):
        additive(*arrays)

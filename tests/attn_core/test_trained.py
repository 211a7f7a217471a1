"""The stored results of training, checked without PyTorch: unchanged, consistent by a second route, and what E1, E2 and
E8 say of them. Files that are missing or broken; bins."""

from __future__ import annotations

import json
from math import comb, log

import numpy as np
import pytest

from attn_core.measured import seal
from attn_core.measures import order_blind_ceiling
from attn_core.trained import DATA, by_bins, load, load_sums

EXPERIMENTS = ("parity", "s3", "hops", "sums", "power", "bus", "scratchpad", "scratchpad-s3", "order", "order-bits")
# How many answers a stored share is a share of.
ASKED = {
    "by_length": 512,
    "by_ones": 256,
    "said_odd": 256,
    "knocked_out": 512 * 10,
    "by_hops": 512 * 16,
    "without_attention_of_layer": 512 * 16,
    "right_by_step": 25,
}


def test_bins_are_means_over_lengths_from_one():
    curve = np.arange(1.0, 21.0)
    assert by_bins(curve, ((1, 10), (11, 20), (20, 20))).tolist() == [5.5, 15.5, 20]
    assert by_bins(np.stack([curve, 2 * curve]), ((1, 2),)).tolist() == [[1.5], [3]]


def test_every_stored_curve_has_three_seeds():
    for name in EXPERIMENTS:
        assert all(len({json.dumps(run) for run in runs.runs}) == runs.seeds >= 3 for runs in load(name).values())


@pytest.mark.parametrize("text", [None, "{", '{"train_length": 10, "models": {"elman": {}}}'])
def test_missing_or_broken_results_name_the_file(tmp_path, text):
    if text:
        (tmp_path / "parity.json").write_text(text)
    with pytest.raises(ValueError, match=r"parity\.json.*invoke experiment parity"):
        load("parity", tmp_path)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_figure_that_was_changed_is_refused(tmp_path, name):
    data = json.loads((DATA / f"{name}.json").read_text())
    runs = next(iter(data["models"].values()))["runs"]
    curve = next(value for value in runs["0"].values() if isinstance(value, list))
    curve[0] = 0.7
    (tmp_path / f"{name}.json").write_text(json.dumps(data))
    with pytest.raises(ValueError, match="not those that were measured"):
        load(name, tmp_path)
    (tmp_path / f"{name}.json").write_text(json.dumps(data | {"sha256": seal(data)}))
    load(name, tmp_path)


def numbers(value: object) -> list[float]:
    """All numbers in lists and dictionaries of them."""
    if isinstance(value, dict):
        value = list(value.values())
    return [n for inner in value for n in numbers(inner)] if isinstance(value, list) else [value]


def test_a_share_is_a_whole_number_of_what_was_asked():
    for name in ("parity", "s3", "hops", "sums"):
        for model, runs in load(name).items():
            for run in runs.runs:
                for key in ASKED.keys() & run.keys():
                    shares = np.array(numbers(run[key]))
                    counts = np.round(shares * ASKED[key])
                    np.testing.assert_allclose(
                        counts / ASKED[key], shares, rtol=0, atol=5.1e-5, err_msg=f"{model} {key}"
                    )


@pytest.mark.parametrize("length", [14, 20])
def test_parity_by_number_of_ones_follows_from_what_was_said_and_averages_to_that_by_length(length):
    ones = np.arange(length + 1)
    for model, runs in load("parity").items():
        right, odd = runs.curve("by_ones", str(length)), runs.curve("said_odd", str(length))
        np.testing.assert_allclose(np.where(ones % 2, odd, 1 - odd), right, atol=1.1e-4, err_msg=model)
        # Other words, of the same length: a random one has k ones with probability C(n, k) / 2^n. Four deviations.
        mean = right @ [comb(length, k) / 2**length for k in ones]
        np.testing.assert_allclose(mean, runs.curve("by_length")[:, length - 1], atol=0.1, err_msg=model)


@pytest.mark.parametrize("model", ["transformer-1", "attention-only"])
def test_a_one_layer_net_answers_by_the_number_of_ones_and_the_last_bit(model):
    for length in (14, 20):
        odd = load("parity")[model].curve("said_odd", str(length))
        last_is_one = np.arange(length + 1) / length
        nearest = np.min([odd, 1 - odd, abs(odd - last_is_one), abs(odd - (1 - last_is_one))], axis=0)
        assert nearest.max() < 0.12, model  # four deviations of a share of 256 words


# Mean accuracy at the lengths of BINS.
BINS = ((1, 10), (11, 20), (21, 40), (81, 200))
E1 = {
    ("parity", "elman"): (1, 1, 1, 1),
    ("parity", "scratchpad"): (1, 1, 1, 0.999),
    ("parity", "transformer-1"): (0.999, 0.821, 0.505, 0.499),
    ("parity", "transformer-2"): (1, 0.763, 0.487, 0.501),
    ("parity", "attention-only"): (0.783, 0.505, 0.493, 0.5),
    ("parity", "mlp-only"): (0.55, 0.504, 0.508, 0.5),
    ("parity", "scratchpad-no-recency"): (0.8, 0.603, 0.474, 0.493),
    ("parity", "scratchpad-no-recency-3000"): (0.961, 0.512, 0.512, 0.503),
    ("parity", "transformer-2-recency"): (1, 0.62, 0.497, 0.5),
    ("s3", "elman"): (1, 1, 1, 1),
    ("s3", "scratchpad"): (1, 1, 1, 1),
    ("s3", "transformer-2"): (0.697, 0.221, 0.171, 0.166),
    ("s3", "transformer-4"): (0.846, 0.254, 0.163, 0.165),
}


def test_e1_covers_every_model():
    assert set(E1) == {(name, model) for name in ("parity", "s3") for model in load(name)}


@pytest.mark.parametrize(("name", "model"), E1)
def test_e1_accuracy_by_length(name, model):
    curves = load(name)[model].curve("by_length")
    assert by_bins(curves, BINS).mean(axis=0) == pytest.approx(E1[name, model], abs=0.01)


def test_e1_a_state_lasts_and_all_else_ends_at_chance():
    for name, chance in (("parity", 1 / 2), ("s3", 1 / 6)):
        for model, runs in load(name).items():
            curves = runs.curve("by_length")
            if model in ("elman", "scratchpad"):
                assert curves.min() > 0.99, model
            else:
                assert curves[:, 80:].mean(axis=1) == pytest.approx(chance, abs=0.04), model


def test_e1_where_each_seed_begins_to_err_by_number_of_ones_and_what_it_says_in_the_end():
    first = {"transformer-1": [8, 10, 9], "transformer-2": [9, 6, 1], "attention-only": [2, 4, 4]}
    for model, expected in first.items():
        wrong = load("parity")[model].curve("by_ones", "20") < 0.9
        assert wrong.argmax(axis=1).tolist() == expected
    assert load("parity")["elman"].curve("by_ones", "20").min() == 1
    assert load("parity")["scratchpad"].curve("by_ones", "20").mean() > 0.9999
    assert load("parity")["transformer-1"].curve("said_odd", "20")[:, 10:].tolist() == [[1] * 11, [1] * 11, [0] * 11]
    assert load("parity")["transformer-2"].curve("said_odd", "20")[:, 16:].tolist() == [[0] * 5, [0] * 5, [1] * 5]


@pytest.mark.parametrize(
    ("model", "hops"),
    {
        "depth-0": {1},
        "depth-1": {2},
        "depth-2": {3, 4, 5},
        "depth-3": {8},
        "depth-2-no-mlp": {5},
        "depth-2-no-residual": {2},
    }.items(),
)
def test_e2_hops_that_were_learned(model, hops):
    by_hops = load("hops")[model].curve("by_hops")
    learned = by_hops > 0.99
    assert {int(n) for n in learned.sum(axis=1)} <= hops
    assert (np.diff(learned.astype(int), axis=1) <= 0).all()  # near ones before far ones
    assert by_hops[~learned].max(initial=0) < 0.4
    # Who knows i and f(i) alone guesses among the other 14; with f^2 too it is little better.
    if model == "depth-0":
        np.testing.assert_allclose(by_hops[:, 1:], 1 / 14, atol=0.012)
    if model == "depth-1":
        assert by_hops[:, 2:].max() < 0.11
    # With the attention of any layer taken out, no net knows f^5 or what is farther.
    if model != "depth-0":
        assert load("hops")[model].curve("without_attention_of_layer")[..., 4:].max() < 0.15


def test_e8_the_seeing_adder_learns_the_sum_and_the_blind_one_stays_at_chance():
    seeing, blind = load_sums()["seeing"], load_sums()["blind"]
    assert seeing.parameters == blind.parameters
    assert seeing.right[:, -1].tolist() == [1, 1, 1]
    assert seeing.probability[:, -1].min() > 0.99
    # The blind one is noise about chance: five deviations of a share of 25 pairs, and their mean over the training.
    assert abs(blind.right - 1 / 5).max() <= 0.4
    assert blind.right.mean() == pytest.approx(1 / 5, abs=0.04)
    assert blind.loss.min() >= log(5) - 5e-5
    assert blind.probability.max() < 0.2001


@pytest.mark.parametrize("name", ["seeing", "blind"])
def test_e8_answers_are_right_as_often_as_the_curve_ends(name):
    adder = load_sums()[name]
    a, b = np.indices((5, 5))
    assert adder.right[:, -1].tolist() == pytest.approx((adder.answers == (a + b) % 5).mean(axis=(1, 2)), abs=5e-5)
    assert adder.steps[0] == 0
    assert len(adder.steps) == adder.right.shape[1] == adder.loss.shape[1]


def test_e8_no_score_that_is_a_sum_of_parts_beats_guessing():
    rng = np.random.default_rng(0)
    a, b = np.indices((5, 5))
    for scale in (0.01, 0.1, 1, 10):
        for _ in range(50):
            f, g = scale * rng.standard_normal((2, 5, 5))
            scores = f[:, None, :] + g[None, :, :]
            right = np.take_along_axis(scores, ((a + b) % 5)[..., None], axis=2)[..., 0]
            assert (np.log(np.exp(scores).sum(axis=2)) - right).mean() >= log(5) - 1e-12


def means(name: str, model: str, key: str) -> list[float]:
    return load(name)[model].curve(key).mean(axis=0).tolist()


E9 = {
    "full": (1, 1, 1),
    "full-depth-3": (1, 1, 1),
    "depth-1": (1, 0.43, 0.43),
    "depth-1-longer": (1, 0.46, 0.46),
    "no-attention": (0.2, 0.2, 0.2),
    "no-mlp": (1, 0.99, 0.30),
    "no-mlp-longer": (1, 1, 0.89),
    "no-mlp-depth-4": (1, 1, 0.97),
    "no-residual": (1, 0.68, 0.46),
    "no-residual-longer": (1, 0.94, 0.85),
    "no-residual-depth-1": (1, 0.46, 0.45),
    "no-residual-depth-3": (0.29, 0.29, 0.29),
    "no-residual-depth-3-longer": (1, 0.83, 0.44),
}
LONGER = {"pool-64-longer": 0.22, "pool-256-longer": 0.29, "pool-1024-longer": 0.92}
POOLS = LONGER | {"pool-64": 0.22, "pool-256": 0.29, "pool-1024": 0.89, "pool-4096": 1}
PRETRAINED = {"pretrained-64": 0.38, "pretrained-256": 0.97, "pretrained-1024": 1}


def test_e9_what_is_left_without_a_part():
    assert set(load("power")) == {*E9, *POOLS, *PRETRAINED}
    for model, wanted in E9.items():
        assert means("power", model, "by_hops") == pytest.approx(wanted, abs=0.01), model
    for model, share in (POOLS | PRETRAINED).items():
        assert np.mean(means("power", model, "by_hops")) == pytest.approx(share, abs=0.01), model


def test_e9_shares_are_of_all_that_was_asked():
    for model, runs in load("power").items():
        counts = runs.curve("by_hops") * 2048 * 8
        assert np.abs(counts - counts.round()).max() < 0.9, model  # four digits of one in 16 384


def test_e10_six_programs_read_one_bus_and_the_bus_alone_says_little():
    linear = {"sum": 0.2, "max": 1, "equal": 0.8, "product": 0.52, "difference": 0.56, "greater": 0.98}
    models = load("bus")
    for program, share in linear.items():
        assert models[program].curve("right").min() > 0.999
        assert models[f"{program}-linear"].curve("right").mean() == pytest.approx(share, abs=0.01)
        # Trained together, also without the norms: then nothing but attention is not linear.
        assert models[f"{program}-together"].curve("right").min() > 0.999
        assert models[f"{program}-bare"].curve("right").min() > 0.999
        # It is the same bus for all, by seed.
        assert models[program].curve("weight").tolist() == models["sum"].curve("weight").tolist()
        assert models[program].parameters > models[f"{program}-linear"].parameters
    assert models["sum"].curve("weight").mean() == pytest.approx(0.95, abs=0.01)
    assert models["sum-together"].curve("weight").mean() == pytest.approx(0.62, abs=0.01)


def test_e11_a_lie_is_believed():
    for name in ("scratchpad", "scratchpad-s3"):
        runs = load(name)["scratchpad"]
        lie = int(runs.runs[0]["lie_at"])
        assert runs.curve("without").min() > 0.98
        assert runs.curve("true")[:, lie - 1].max() == 0
        assert runs.curve("restarted")[:, lie:].mean() > 0.998
    control = load("scratchpad")["no-recency"].curve("without")
    assert control[:, 20:].mean(axis=1) == pytest.approx(0.5, abs=0.15)


def test_e13_nets_that_are_blind_to_order_come_up_to_the_ceiling():
    ceilings = [order_blind_ceiling(n) for n in range(1, 9)]
    right = load("order")["order-blind"].curve("by_length")
    assert right[:, :3] == pytest.approx(np.tile(ceilings[:3], (3, 1)), abs=1e-3)
    assert (right <= np.array(ceilings) + 0.01).all()
    assert (right >= np.array(ceilings) - 0.03).all()
    assert load("order-bits")["order-blind"].curve("by_length").min() > 0.96

"""P9 and E7 by second routes: products of weights, nested hulls, singular values."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import Delaunay

from attn_core import toy
from attn_core.collapse import LAYERS, Gains, mean_residuals, mix_again, random_net, residuals
from attn_core.measured import load
from attn_core.transformer import Switches


def test_mixes_of_mixes_are_products_of_weights():
    found = mix_again(toy.VALUE, 0.35, 6)
    product = np.eye(len(toy.VALUE))
    for attention in found:
        scores = np.exp(0.35 * (product @ toy.VALUE) @ (product @ toy.VALUE).T)
        product = (scores / scores.sum(axis=1, keepdims=True)) @ product
        assert attention.output == pytest.approx(product @ toy.VALUE, abs=1e-12)
    assert product.min() > 0 and np.ptp(product @ toy.VALUE, axis=0).max() < 1e-6


def test_each_hull_lies_in_the_one_before_and_is_narrower():
    points = [toy.VALUE, *(attention.output for attention in mix_again(toy.VALUE, 0.35, 4))]
    for old, new in pairwise(points):
        assert (Delaunay(old).find_simplex(new, tol=1e-9) >= 0).all()
        assert (np.ptp(new, axis=0) < np.ptp(old, axis=0)).all()


def test_a_residual_is_what_the_best_equal_rows_leave():
    layers = random_net(Switches(mlp=False, norm=False), 3, 4)
    states = [layers[0].input, *(layer.output for layer in layers)]
    ones = np.ones((len(states[0]), 1)) / np.sqrt(len(states[0]))
    wanted = [np.sqrt(1 - np.linalg.norm(ones.T @ x) ** 2 / np.linalg.norm(x) ** 2) for x in states]
    assert residuals(layers) == pytest.approx(wanted, abs=1e-7)


def test_what_each_part_changes():
    alone = mean_residuals(Switches(skip=0, mlp=False, norm=False))
    assert len(alone) == LAYERS + 1 and alone[3] < 1e-3
    assert mean_residuals(Switches(skip=0, norm=False))[3] < 1e-3
    assert alone[2] < 0.1 < 0.25 < mean_residuals(Switches(skip=0, mlp=False))[2]
    assert 0.1 < mean_residuals(Switches(mlp=False, norm=False))[-1] < 0.3 < mean_residuals(Switches(pre_norm=True))[-1]


def test_less_carried_by_the_skips_is_less_kept_apart():
    last = [mean_residuals(Switches(skip=share), 6, 5)[-1] for share in (0, 0.25, 0.5, 0.75, 1)]
    assert last == sorted(last) and last[0] < 1e-6


def test_the_trained_net_collapses_without_skips_with_every_sentence():
    found = load("collapse")
    assert len(found) == 7
    for part in found.values():
        cut, whole = part["residuals"][0], part["residuals"][-1]
        assert cut[-1] < 1e-6 and 0.77 < whole[-1] < 0.82 and cut[0] == whole[0]
    own = found["animal"]
    assert len(own["residuals"]) == len(own["states"]) == 101
    states = np.array(own["states"])
    assert states.shape[1:] == (len(own["tokens"]), 16)
    assert np.ptp(states[0], axis=0).max() == 0 < 0.5 < np.ptp(states[-1], axis=0).max()
    # Compared with the same weights shuffled, and with the small ones before training.
    assert len(own["shuffled"]) == 101 and own["shuffled"][-1][-1] < 0.3 < own["residuals"][-1][-1] < own["start"][-1]
    assert own["shuffled"][0][-1] < 1e-6


def test_it_hangs_on_the_scale_of_the_weights():
    alone, skips = Switches(skip=0, mlp=False, norm=False), Switches(mlp=False, norm=False)
    large = Gains(attention=4)
    assert mean_residuals(skips, gains=large)[-1] <= mean_residuals(alone, gains=large)[-1] > 0.04
    assert mean_residuals(Switches(skip=0, norm=False), 3, gains=Gains(mlp=3))[-1] > 0.2


def test_gains_are_of_the_part_they_name():
    one = random_net(Switches(skip=0, mlp=False, norm=False), 5, 1)[0]
    large = random_net(Switches(skip=0, mlp=False, norm=False), 5, 1, Gains(attention=2, mlp=7))[0]
    assert large.query == pytest.approx(2 * one.query) and large.value == pytest.approx(2 * one.value)

"""Collapse: points at the mixes of mixes, cells as bright as the states, curves at what is not shared."""

import numpy as np
import pytest
from manim import Dot

from attn_core import toy
from attn_core.collapse import LAYERS, random_net
from attn_core.measured import load
from attn_core.transformer import Switches
from scenes.collapse import Collapse
from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.states import StateRows
from scenes.mobjects.text import Label, Number
from tests.scenes.expect import check_numbers, texts
from tests.scenes.readback import Scale, at, corners, dialled
from tests.scenes.readback import label as said


def unshared(x: np.ndarray) -> float:
    """Row by row: what is left of each after the mean row, over what there was."""
    mean = sum(x) / len(x)
    return float(np.sqrt(sum((r - mean) @ (r - mean) for r in x) / sum(r @ r for r in x)))


def mixed(rounds: int) -> np.ndarray:
    x = [np.array(v, float) for v in toy.VALUE]
    for _ in range(rounds):
        weights = [[np.exp(Collapse.sharpness * float(a @ b)) for b in x] for a in x]
        x = [sum(w * b for w, b in zip(row, x, strict=True)) / sum(row) for row in weights]
    return np.array(x)


def curve_of(switches: Switches, layers: int = LAYERS) -> list[float]:
    nets = [random_net(switches, seed, layers) for seed in range(10)]
    states = [[net[0].input, *(layer.output for layer in net)] for net in nets]
    return [float(np.mean([unshared(net[k]) for net in states])) for k in range(layers + 1)]


def spread(rounds: int) -> float:
    """How far the words are from their mean, as a share of what it was at first."""
    far = [sum(float((p - x.mean(axis=0)) @ (p - x.mean(axis=0))) for p in x) for x in (mixed(rounds), mixed(0))]
    return float(np.sqrt(far[0] / far[1]))


NUMBERS = {
    "again": lambda: [f"round {Collapse.rounds}", *texts([spread(Collapse.rounds)], 2)],
    "layers": lambda: [f"layer {LAYERS}", "0", "3", "6", "9", "12", "0", "0.5", "1"],
    "skips": lambda: ["skips carry 0 %", *map(str, range(7)), "0", "0.5", "1"],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("collapse"), NUMBERS)


@pytest.mark.parametrize(("step", "rounds"), [(1, 1), (2, Collapse.rounds)])
def test_points_lie_at_the_mixes(step, rounds):
    moment = at("collapse", "again", step)
    plane = VectorPlane(unit=1.24, grid=False).shift([-3.1, -0.1, 0])
    dots = [m for m in moment.all(Dot) if 0.3 < m.width < 0.5]
    places = sorted(tuple(dot.get_center()[:2].round(3)) for dot in dots)
    wanted = sorted(tuple(plane.point(v)[:2].round(3)) for v in mixed(rounds))
    np.testing.assert_allclose(places, wanted, atol=0.01)
    assert f"{spread(rounds):.2f}" in [m.text for m in moment.all(Number)]


def check_rows(moment, states: np.ndarray) -> None:
    rows = moment.one(StateRows)
    found = [[float(cell.get_fill_opacity()) for cell in row] for row in rows]
    np.testing.assert_allclose(found, 0.5 + 0.5 * states / np.abs(states).max(), atol=1e-6)


# What a name in the chart promises.
PARTS = {
    "attention alone": {"skip": 0, "mlp": False, "norm": False},
    "MLP only": {"skip": 0, "mlp": True, "norm": False},
    "LayerNorm only": {"skip": 0, "mlp": False, "norm": True},
    "skips only": {"skip": 1, "mlp": False, "norm": False},
    "the whole block": {"skip": 1, "mlp": True, "norm": True, "pre_norm": True},
}


@pytest.mark.parametrize(("step", "name"), list(enumerate(PARTS, start=1)))
def test_random_nets_are_drawn_as_they_are(step, name):
    moment = at("collapse", "layers", step)
    check_rows(moment, random_net(Switches(**PARTS[name]), 0)[-1].output[:, :16])
    curves = moment.all(Curve)
    assert len(curves) == step and name in [m.original_text for m in moment.all(Label)]
    x, y = (Scale([n for n in moment.all(Number) if n.text in told], axis) for axis, told in enumerate(TICKS))
    check_curve(curves[-1].line, x, y, curve_of(Switches(**PARTS[name])))


TICKS = ({"3", "6", "9", "12"}, {"0.5", "1"})


def check_curve(line, x: Scale, y: Scale, values: list[float]) -> None:
    for layer, (corner, value) in enumerate(zip(corners(line), values, strict=True)):
        assert x.value(corner[0]) == pytest.approx(layer, abs=0.03)
        assert y.value(corner[1]) == pytest.approx(value, abs=0.005)


@pytest.mark.parametrize("i", range(5))
def test_the_dial_shows_what_was_measured(i):
    moment = dialled("collapse", "skips")[i]
    measured, percent = load("collapse")["animal"], round(moment.value)
    check_rows(moment, np.array(measured["states"][percent]))
    chart = moment.one(Chart)
    x, y = Scale(chart.x_numbers, 0), Scale(chart.y_numbers, 1)
    shuffled, trained = moment.all(Curve)
    check_curve(trained.line, x, y, measured["residuals"][percent])
    check_curve(shuffled.line, x, y, measured["shuffled"][percent])
    assert f"skips carry {percent} %" in [m.text for m in moment.all(Number)]
    for name, curve in (("shuffled", shuffled), ("trained", trained)):
        end, label = curve.line.get_end(), said(moment.all(Label), name)
        assert label.get_left()[0] > end[0] and abs(label.get_y() - end[1]) < 0.55


def test_words_stand_at_their_rows():
    moment = at("collapse", "skips", 1)
    rows = moment.one(StateRows)
    for token, row in zip(load("collapse")["animal"]["tokens"], rows, strict=True):
        near = [m for m in moment.all(Label) if m.original_text == token and abs(m.get_y() - row.get_y()) < 0.15]
        assert near and near[0].get_right()[0] < row.get_left()[0]

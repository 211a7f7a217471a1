"""Scores by width: their heaps and exact curves, with the root and without it; what softmax makes of them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from manim import Line, Rectangle
from scipy.special import gammaln, kve

from scenes.mobjects.bars import WeightBars
from scenes.mobjects.chart import Curve
from scenes.mobjects.text import Label, Number
from scenes.scaling import FLOOR, Bell, Scaling
from scenes.theme import theme
from tests.scenes.expect import check_numbers, find, plain, shares, texts
from tests.scenes.readback import at, dialled


def density(d: int, scores: np.ndarray) -> np.ndarray:
    """Of a sum of d products of normal numbers, by its Bessel function."""
    s, order = np.maximum(np.abs(scores), 0.002 * d), (d - 1) / 2
    logs = order * np.log(s) + np.log(kve(order, s)) - s - gammaln(d / 2) - order * np.log(2) - np.log(np.pi) / 2
    return np.exp(logs)


def drawn(count: int, d: int) -> list[tuple[float, float]]:
    """Mean largest weight and mean norm of the Jacobian at a width, undivided and divided, one draw at a time."""
    rng = np.random.default_rng(Scaling.seed)
    query, key = rng.normal(size=(count, 1, d)), rng.normal(size=(count, Scaling.keys, d))
    found = []
    for root in (1, d**0.5):
        largest, norms = [], []
        for q, k in zip(query, key, strict=True):
            a = np.array(shares(list((q[0] * k).sum(axis=1) / root)))
            largest.append(a.max())
            # sum over i, j of (a_i [i = j] - a_i a_j)^2
            norms.append(max((a**2).sum() - 2 * (a**3).sum() + (a**2).sum() ** 2, 0) ** 0.5)
        found.append((float(np.mean(largest)), float(np.mean(norms))))
    return found


NUMBERS = {
    "spread": lambda: [
        *texts((-16, -8, 0, 8, 16)),
        *texts(Scaling.widths, 0, "d = "),
        *texts([d**0.5 for d in Scaling.widths], 0, "spread "),
    ],
    "divided": lambda: [*texts((-2, -1, 0, 1, 2)), *texts([Scaling.widths[-1]], 0, "d = "), "spread 1"],
    "saturation": lambda: [
        *texts(Scaling.chart_widths),
        *map(plain, [0, 0.5, 1]),
        *texts([largest for largest, _ in drawn(Scaling.draws, Scaling.example)], 2),
    ],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("scaling"), NUMBERS)


def axis(stage) -> float:
    """How long a score of one is, read from the ticks under the axis."""
    ticks = [m for m in stage if isinstance(m, Number) and m.value and not m.before and m.get_y() < FLOOR]
    units = [m.get_x() / m.value for m in ticks]
    assert units == [pytest.approx(units[0], abs=1e-3)] * len(units)
    return float(units[0])


def heap(stage) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Left, right and height on screen of the bars that stand on the axis, but for those of a `WeightBars`."""
    standing = [m for m in stage if type(m) is Rectangle and abs(m.get_bottom()[1] - FLOOR) < 1e-3]
    sides = [(m.get_left()[0], m.get_right()[0], m.height if m.height > 0.0025 else 0) for m in standing]
    left, right, height = np.array(sides).T
    return left, right, height


def follows(bell: Bell, d: int, root: float, unit: float) -> None:
    """The points of a curve lie on the density of scores of width d over a root, and go to the end of the axis."""
    x, y = bell.points[:, 0] / unit, (bell.points[:, 1] - FLOOR) / Scaling.high
    np.testing.assert_allclose(y, density(d, x * root) * root, atol=0.003)
    for end in (0, -1):
        assert y[end] < 0.01 or abs(bell.points[end, 0]) > 6.3, "the curve stops in mid-air"


def test_curves_are_the_exact_densities_at_their_widths(seen):
    stage = find(seen("scaling"), "spread").stage
    bells = sorted((m for m in stage if isinstance(m, Bell)), key=lambda m: -m.height)
    for bell, d, color in zip(bells, Scaling.widths, theme.series[1:], strict=True):
        follows(bell, d, 1, axis(stage))
        assert bell.get_stroke_color().to_hex() == color


def test_a_curves_label_has_its_colour_and_its_spread_stands_on_both_sides(seen):
    stage = find(seen("scaling"), "spread").stage
    unit = axis(stage)
    for d, color in zip(Scaling.widths, theme.series[1:], strict=True):
        [label] = [m for m in stage if isinstance(m, Number) and m.text == f"d = {d}"]
        assert label.ink == color
        spread = [m for m in stage if isinstance(m, Number) and m.before == "spread " and m.value == d**0.5]
        assert [m.baseline for m in spread] == [pytest.approx(label.baseline)]
        feet = [m for m in stage if isinstance(m, Line) and m.width < 1e-6 and m.get_stroke_color().to_hex() == color]
        assert sorted(m.get_x() / unit for m in feet) == pytest.approx([-(d**0.5), d**0.5], rel=1e-3)


@pytest.mark.parametrize(
    ("slide", "step", "d", "root"),
    [("spread", 2, 4, 1), ("spread", 3, 16, 1), ("spread", 4, 64, 1), ("divided", 1, 64, 8)],
)
def test_the_heap_has_the_shape_of_the_curve(slide, step, d, root):
    stage = at("scaling", slide, step).stage
    unit = axis(stage)
    left, right, height = heap(stage)
    middle, tall = (left + right) / 2 / unit, height / Scaling.high
    np.testing.assert_allclose(tall, density(d, middle * root) * root, atol=0.012 * root + 0.03 * (d == 4))
    assert (tall * (right - left)).sum() / unit == pytest.approx(1, abs=0.06), "the heap is not all of the scores"
    spread = np.sqrt((tall * middle**2).sum() / tall.sum())
    assert spread == pytest.approx(d**0.5 / root, rel=0.04)


def test_at_every_width_of_the_dial_the_divided_heap_stands_and_the_undivided_curve_is_that_width():
    for moment in dialled("scaling", "divided"):
        d = 2 * max(1, round(moment.value / 2))
        unit = axis(moment.stage)
        raw, divided = sorted((m for m in moment.stage if isinstance(m, Bell)), key=lambda m: m.height)
        follows(raw, d, 1, unit)
        follows(divided, d, d**0.5, unit)
        left, right, height = heap(moment.stage)
        spread = np.sqrt((height * ((left + right) / 2 / unit) ** 2).sum() / height.sum())
        assert spread == pytest.approx(1, abs=0.13)  # the axis ends at less than three spreads
        assert f"d = {d}" in [m.text for m in moment.all(Number)]


def test_the_axis_is_named_after_what_it_shows():
    for step, named in ((4, True), (1, False)):
        moment = at("scaling", "spread" if named else "divided", step)
        assert ("q · k" in [m.original_text for m in moment.all(Label)]) == named


def test_the_panels_are_softmax_of_one_query_with_its_keys():
    query, keys = np.random.default_rng(Scaling.seed).normal(size=(2, Scaling.pairs, Scaling.dialled[1]))
    d = Scaling.example
    scores = sorted(sum(a * b for a, b in zip(query[0, :d], k[:d], strict=True)) for k in keys[: Scaling.keys])
    raw, divided = sorted(at("scaling", "saturation", 1).all(WeightBars), key=lambda m: m.get_x())
    for panel, root in ((raw, 1), (divided, d**0.5)):
        heights = [bar.height / Scaling.full for bar in panel.bars]
        np.testing.assert_allclose(heights, shares([s / root for s in scores]), atol=0.004)


def test_the_same_nudge_moves_the_divided_weights_more_and_the_old_ones_stay_as_outlines():
    moment = at("scaling", "saturation", 2)
    raw, divided = sorted(moment.all(WeightBars), key=lambda m: m.get_x())
    drawn_ones = [m for m in moment.all(Rectangle) if type(m) is Rectangle]
    ghosts = [m for m in drawn_ones if abs(m.get_bottom()[1] - FLOOR) < 1e-3 and m.get_fill_opacity() == 0]
    pushes = [m for m in drawn_ones if m.get_top()[1] < FLOOR]
    ends = [[m.get_bottom()[1], m.get_top()[1]] for m in sorted(pushes, key=lambda m: m.get_x())]
    scores = [max((np.array(end) - FLOOR + 0.5) / 0.35, key=abs) for end in ends]
    assert scores[: Scaling.keys] == pytest.approx(scores[Scaling.keys :], abs=1e-3)
    assert max(map(abs, scores)) == pytest.approx(Scaling.nudge, abs=0.02)
    query, keys = np.random.default_rng(Scaling.seed).normal(size=(2, Scaling.pairs, Scaling.dialled[1]))
    d, moved = Scaling.example, []
    own = sorted(float(query[0, :d] @ k[:d]) for k in keys[: Scaling.keys])
    for panel, root in ((raw, 1), (divided, d**0.5)):
        before = shares([s / root for s in own])
        after = shares([s / root + n for s, n in zip(own, scores[: Scaling.keys], strict=True)])
        np.testing.assert_allclose([bar.height / Scaling.full for bar in panel.bars], after, atol=0.02)
        stood = {round(m.get_x(), 3): m.height / Scaling.full for m in ghosts}
        np.testing.assert_allclose([stood[round(bar.get_x(), 3)] for bar in panel.bars], before, atol=0.004)
        moved.append(sum(abs(a - b) for a, b in zip(after, before, strict=True)))
    assert moved[0] < moved[1] / 3
    said = {m.original_text: m.get_x() for m in moment.all(Label)}
    assert said["stirs less"] < 0 < said["answers"]


def test_the_chart_shows_the_means_at_their_widths(seen):
    stage = find(seen("scaling"), "saturation").stage
    raw, divided = (m for m in stage if isinstance(m, Curve))
    assert raw.line.get_stroke_color().to_hex() == theme.muted
    assert divided.line.get_stroke_color().to_hex() == theme.weight
    place = {m.value: m.get_x() for m in stage if isinstance(m, Number) and m.value >= 8 and not m.before}
    for i, d in enumerate(Scaling.chart_widths):
        for curve, (largest, _) in zip((raw, divided), drawn(400, d), strict=True):
            dot = curve[1 + i]
            assert dot.get_x() == pytest.approx(place[d], abs=0.02)
            assert (dot.get_y() - FLOOR) / Scaling.full == pytest.approx(largest, abs=0.03)
            knots = [*curve.line.points[::4], curve.line.points[-1]]
            np.testing.assert_allclose(knots[i], dot.get_center(), atol=0.02)
    names = {m.original_text: m.get_x() for m in stage if isinstance(m, Label)}
    for width, name in {32: "MiniLM", 64: "Transformer", 128: "GPT-3"}.items():
        assert names[name] == pytest.approx(place[width], abs=0.02)


def test_what_is_said_is_what_is_drawn(seen):
    (raw, norm), (divided, kept) = drawn(Scaling.draws, Scaling.example)
    facts = find(seen("scaling"), "saturation").mark.facts
    said = [facts[name] for name in ("largest0", "jacobian0", "largest1", "jacobian1")]
    assert said == texts((raw, norm, divided, kept), 2)
    assert Counter(find(seen("scaling"), "spread").mark.facts.values())["2"] == 1


def test_tags(seen):
    assert [s.mark.evidence for s in seen("scaling")] == ["proved", "proved", "measured"]

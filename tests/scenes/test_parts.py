"""The sheet of parts, and each part by itself: it shows what it is given."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import Rectangle

from attn_core import toy
from scenes.mobjects.bars import ScoreBars, ShareColumn
from scenes.mobjects.chart import CurveChart, Series, spaced
from scenes.mobjects.machine import AutomatonView, StateBox
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.text import Label, Number, symbol
from scenes.parts import Parts
from scenes.theme import theme
from tests.scenes.expect import check_numbers, plain, texts, toy_scores, toy_shares

NUMBERS = {
    "type": lambda: texts([max(toy_shares())], 2, "weight "),
    "tokens": lambda: texts(Parts.word),
    "arrays": lambda: texts(np.ravel(toy_scores())),
    "bars": lambda: [*texts(toy_shares(), 2) * 2, *texts(toy_scores()[toy.FOLLOWED])],
    "line": lambda: [*texts(range(7)), *texts([(3 + 4) / 2], 2)],
    "chart": lambda: [*map(plain, (0.25, 0.5, 1, 2, 4)), *map(plain, (0, 0.5, 1))],
    "machine": lambda: texts([0, 1, 0, 1, *Parts.word]),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("parts"), NUMBERS)


# A number line


@pytest.mark.parametrize("value", [0.0, 2.5, 12.0])
def test_a_pointer_stands_over_its_number(value):
    ray = NumberRay(0, 12, 1.0).shift(np.array([0.3, -0.7, 0])).read(value)
    left, right = (ray.axis[2][n].get_x() for n in (0, 12))
    assert left - ray.line.get_left()[0] == pytest.approx(ray.line.get_right()[0] - right)
    assert ray.pointer.get_x() == pytest.approx(left + value / 12 * (right - left))
    assert ray.number.text == f"{value:.2f}"
    assert ray.number.get_x() == pytest.approx(ray.pointer.get_x(), abs=0.01)
    assert ray.pointer.get_end()[1] > ray.line.get_y()


def test_what_lies_on_a_number_line_lies_at_its_number():
    ray = NumberRay(2, 8, 5)
    assert [dot.get_x() for dot in ray.dots((3, 4), theme.value)] == [ray.axis[2][1].get_x(), ray.axis[2][2].get_x()]
    assert ray.span(3, 4, theme.value).width == pytest.approx(ray.line.width / 7)
    cross, word = ray.never(7, "sum")
    assert cross.get_x() == pytest.approx(ray.axis[2][5].get_x())
    assert {line.get_stroke_color().to_hex() for line in cross} == {theme.wrong}
    assert word.original_text == "sum"


# Bars of either sign


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=2))
def test_score_bars_follow_their_scores(scores):
    bars = ScoreBars([0.0, 0.0], ["a", "b"], unit=0.5).set_scores(scores)
    zero = bars.zero.get_y()
    for bar, number, score in zip(bars.bars, bars.numbers, scores, strict=True):
        assert bar.height == pytest.approx(max(abs(score) * 0.5, 0.01), abs=1e-6) or abs(score) < 0.02
        assert (bar.get_bottom() if score >= 0 else bar.get_top())[1] == pytest.approx(zero, abs=0.006)
        assert bar.get_fill_opacity() == (score > 0)
        assert number.value == score
        assert (number.get_y() > zero) == (score >= 0)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=5))
def test_a_column_of_shares_is_full_when_they_are_one(parts):
    shares = np.array(parts) / sum(parts)
    column = ShareColumn(shares, full=2)
    assert column.pieces.get_top()[1] == pytest.approx(column.outline.get_top()[1], abs=0.01)
    assert [piece.height / 2 for piece in column.pieces] == pytest.approx(list(shares), abs=2e-3)


# The names of curves

places = st.lists(st.floats(-2, 2), min_size=1, max_size=6)


@given(places)
def test_names_are_apart_in_order_and_inside(given_places):
    found = spaced(given_places, 0.5, -2, 2)
    order = np.argsort(-np.array(given_places), kind="stable")
    assert all(a - b >= 0.5 - 1e-9 for a, b in pairwise(found[order]))
    assert found.max() <= 2 + 1e-9
    assert found.min() >= -2 - 1e-9


@given(places)
def test_no_other_places_are_nearer(given_places):
    found = spaced(given_places, 0.5, -9, 9)
    cost = float(((found - np.array(given_places)) ** 2).sum())
    order = np.argsort(-np.array(given_places), kind="stable")
    rng = np.random.default_rng(0)
    for _ in range(50):
        other = np.sort(found[order] + rng.normal(0, 0.1, len(found)))[::-1]
        if all(a - b >= 0.5 for a, b in pairwise(other)):
            assert ((other - np.array(given_places)[order]) ** 2).sum() >= cost - 1e-9


def test_names_that_have_room_stay_beside_their_ends():
    assert list(spaced([1.0, -1.0, 0.0], 0.5, -2, 2)) == [1.0, -1.0, 0.0]
    assert list(spaced([0.0, 0.0], 0.5, -2, 2)) == [0.25, -0.25]


def test_a_chart_fills_its_stage_and_only_moved_names_have_a_line():
    stage = Rectangle(width=12, height=5)
    ends = {"high": 1.0, "low": 0.0, "as low": 0.01}
    series = [Series(name, (1, 2, 4), (0.5, 0.5, y), theme.ink) for name, y in ends.items()]
    chart = CurveChart(stage, series, (1, 2, 4), (0, 1), x_name="n", y_name="share", log_x=True)
    assert chart.get_left()[0] == pytest.approx(stage.get_left()[0], abs=0.01)
    assert chart.names.get_right()[0] <= stage.get_right()[0] + 0.01
    assert [len(name) for name in chart.names] == [1, 1, 2], "a name on the axis stays there, the other moves"
    for curve, (_, y) in zip(chart.curves, ends.items(), strict=True):
        assert curve.line.get_end() == pytest.approx(chart.point(4, y), abs=1e-6)
    heights = {name: label[0].get_y() for name, label in zip(ends, chart.names, strict=True)}
    assert heights["as low"] - heights["low"] > 0.3
    assert chart.names.get_bottom()[1] > chart.axes[0].get_y() - 0.2


# Machines


def test_symbols_are_numbers_or_words():
    assert isinstance(symbol(1), Number)
    assert isinstance(symbol("odd"), Label)
    assert StateBox("odd", side=1.0).value.width <= 0.85 + 1e-6
    view = AutomatonView(("even", "odd"), {("even", "flip"): "odd", ("odd", "keep"): "odd"})
    assert view.states["even"][1].width < 2 * view.radius
    assert view.arrows["even", "flip"][1].original_text == "flip"

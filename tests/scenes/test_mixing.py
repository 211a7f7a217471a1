"""The weighted mean of the values: added up, inside its hull, on a line; and what helps from around."""

from __future__ import annotations

from math import exp, tanh

import numpy as np
import pytest
from manim import Arrow, Circle, Dot, Line, Polygon

from attn_core import toy
from scenes import cast
from scenes.mixing import Mixing
from scenes.mobjects.mixture import FULL, THICKEST, Coefficient, Mixture
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.seats import SIDE
from scenes.mobjects.text import Label, Number
from scenes.theme import theme
from tests.scenes.expect import check_numbers, find, shares, texts, toy_scores, weighted_sum
from tests.scenes.readback import at, dialled, moments

LOW, HIGH = Mixing.two_values
PRODUCT = LOW * HIGH


def weights() -> list[float]:
    """Of the row that is followed, its scores divided by the root of two dimensions."""
    return shares([s / 2**0.5 for s in toy_scores()[toy.FOLLOWED]])


def product(reach: float) -> float:
    return reach * tanh(PRODUCT / reach)


NUMBERS = {
    "add": lambda: texts(weights(), 2),
    "hull": lambda: texts(weights(), 2),
    "line": lambda: [*texts(range(14)), *texts([0.4 * LOW + 0.6 * HIGH], 2)],
    "around": lambda: [
        *texts(range(14)),
        *texts([product(Mixing.reach[1])], 2),
        *texts([-Mixing.reach[1]], 0),
        *texts([Mixing.reach[1]], 0, "+"),
        *texts(shares([0, 2 * PRODUCT / Mixing.reach[1]]), 2),
    ],
    "inside": lambda: texts(weights(), 2),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("mixing"), NUMBERS)


def test_changed_values_change_the_picture(seen, monkeypatch):
    monkeypatch.setattr(toy, "KEY", toy.KEY[::-1] + 0.0)
    check_numbers(seen.fresh("mixing"), NUMBERS)


def test_each_arrow_keeps_its_share_on_its_value():
    arrows = [m for m in at("mixing", "add", 2).all(Arrow) if m.get_stroke_opacity() > 0.1]
    whole = [m for m in arrows if m.get_stroke_opacity() < 0.5]
    parts = [m for m in arrows if m.get_stroke_opacity() > 0.9]
    unit = max(m.get_length() for m in whole) / max(np.hypot(*v) for v in toy.VALUE)
    for value, weight in zip(toy.VALUE, weights(), strict=True):
        assert any(np.allclose(m.get_vector()[:2] / unit, value, atol=0.01) for m in whole)
        [part] = [m for m in parts if np.allclose(m.get_vector()[:2] / unit, weight * value, atol=0.01)]
        np.testing.assert_allclose(part.get_start(), whole[0].get_start(), atol=0.01)


def test_the_parts_are_shares_of_the_values_tip_to_tail_and_end_where_the_output_ends():
    moment = at("mixing", "add", 3)
    seen_arrows = [m for m in moment.all(Arrow) if m.get_stroke_opacity() > 0.3]
    [output] = [m for m in seen_arrows if m.get_stroke_color().to_hex() == theme.ink]
    parts = [m for m in seen_arrows if m.get_stroke_color().to_hex() == theme.value]
    unit = output.get_vector()[0] / weighted_sum(weights(), toy.VALUE)[0]
    origin = output.get_start()
    np.testing.assert_allclose(output.get_vector()[:2] / unit, weighted_sum(weights(), toy.VALUE), atol=1e-2)
    foot = origin
    for i in Mixing.adding:
        [part] = [m for m in parts if np.allclose(m.get_start(), foot, atol=0.02)]
        np.testing.assert_allclose(part.get_vector()[:2] / unit, weights()[i] * toy.VALUE[i], atol=1e-2)
        foot = part.get_end()
        parts.remove(part)
    assert not parts
    np.testing.assert_allclose(foot, output.get_end(), atol=0.02)


class Plane:
    """Where vectors lie on screen, found from the corners that stand there."""

    def __init__(self, moment):
        [self.hull] = [m for m in moment.stage if type(m) is Polygon and m.get_fill_opacity() > 0.1]
        self.corners = self.hull.get_vertices()[:, :2]
        # The lowest and the rightmost value tell unit and origin; all others must agree.
        low, right = toy.VALUE[np.argmin(toy.VALUE[:, 1])], toy.VALUE[np.argmax(toy.VALUE[:, 0])]
        places = self.corners[np.argmin(self.corners[:, 1])], self.corners[np.argmax(self.corners[:, 0])]
        self.unit = (places[1] - places[0])[0] / (right - low)[0]
        self.origin = places[0] - self.unit * low

    def at(self, vector) -> np.ndarray:
        return self.origin + self.unit * np.asarray(vector)

    def vector(self, place) -> np.ndarray:
        return (np.asarray(place)[:2] - self.origin) / self.unit


def inside(place: np.ndarray) -> float:
    """How far within the values' quadrilateral, negative outside: the four edges by hand, counter-clockwise."""
    ring = [toy.VALUE[i] for i in (0, 3, 1, 2)]
    room = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        along = (b - a) / np.hypot(*(b - a))
        room.append(along[0] * (place - a)[1] - along[1] * (place - a)[0])
    return min(room)


def centre(dot) -> np.ndarray:
    """The middle of a dot that may be flat and slanted."""
    return dot.points[:, :2].mean(axis=0)


def dot_of(moment) -> Dot:
    [dot] = [m for m in moment.all(Dot) if m.get_fill_color().to_hex() == theme.ink and m.get_fill_opacity() > 0.9]
    return dot


def check_mixture(moment) -> tuple[np.ndarray, list[float]]:
    """Dot, lines and bars all tell one mix of the values; returns where it lies and its weights, as drawn."""
    plane = Plane(moment)
    drawn = sorted(map(tuple, plane.corners))
    np.testing.assert_allclose(drawn, sorted(map(tuple, plane.at(toy.VALUE))), atol=1e-2)
    bars = {m.word.original_text: m for m in moment.all(Coefficient)}
    shown = []
    for token, value in zip(toy.TOKENS, toy.VALUE, strict=True):
        coefficient = bars[token]
        away = plane.at(toy.VALUE) - coefficient.outline.get_center()[:2]
        nearest = int(np.argmin(np.hypot(*away.T)))
        assert toy.TOKENS[nearest] == token, f"the bar of {token} stands at {toy.TOKENS[nearest]}"
        weight = coefficient.bar.height / FULL
        assert coefficient.bar.get_bottom()[1] == pytest.approx(coefficient.outline.get_bottom()[1], abs=1e-3)
        assert coefficient.number.value == pytest.approx(weight, abs=0.012)
        [line] = [
            m
            for m in moment.all(Line)
            if m.get_stroke_color().to_hex() == theme.weight_fill
            and np.allclose(m.get_end()[:2], plane.at(value), atol=0.02)
        ]
        assert line.get_stroke_width() / THICKEST == pytest.approx(coefficient.number.value, abs=1e-3)
        np.testing.assert_allclose(line.get_start()[:2], centre(dot_of(moment)), atol=0.02)
        shown.append(coefficient.number.value)
    assert sum(shown) == pytest.approx(1)
    place = plane.vector(centre(dot_of(moment)))
    np.testing.assert_allclose(place, weighted_sum(shown, toy.VALUE), atol=0.01)
    return place, shown


@pytest.mark.parametrize(("slide", "step"), [("hull", 1), ("hull", 2), ("hull", 3), ("hull", 4), ("inside", 1)])
def test_at_home_dot_lines_and_bars_tell_the_toy_weights(slide, step):
    _, shown = check_mixture(at("mixing", slide, step))
    assert shown == pytest.approx(weights(), abs=1e-4)


def test_pulled_beyond_the_hull_the_dot_goes_to_its_edge_and_no_further():
    pulled = dialled("mixing", "hull")
    rooms = []
    for moment in pulled:
        place, _ = check_mixture(moment)
        assert inside(place) > -1e-6
        [hand] = [m for m in moment.all(Circle) if type(m) is Circle and m.width == pytest.approx(0.68, abs=0.01)]
        rooms.append((inside(Plane(moment).vector(hand.get_center())), inside(place)))
    assert rooms[0] == pytest.approx([inside(weighted_sum(weights(), toy.VALUE))] * 2, abs=1e-3)
    assert all(hand < -0.2 and dot < 0.02 for hand, dot in rooms[1:]), rooms
    # Two weights hold it on an edge, one in a corner.
    for moment in pulled[1:]:
        assert sum(m.number.text == "0.00" for m in moment.all(Coefficient)) >= 2


def test_the_stroll_is_a_loop_of_its_own(seen):
    steps = find(seen("mixing"), "hull").mark.steps
    assert [s.loop is not None for s in steps] == [False, True, False, False]
    assert [s.dial is not None for s in steps] == [False, False, False, True]


def numbers_on_line(moment):
    """A function from screen to number, read from the numbers under the line; they must be evenly spaced."""
    ticks = [m for m in moment.all(Number) if m.ink == theme.muted and m[0].get_fill_opacity() > 0.9]
    values, places = np.array([(m.value, m.get_x()) for m in ticks]).T
    slope, shift = np.polyfit(places, values, 1)
    np.testing.assert_allclose(slope * places + shift, values, atol=1e-3)
    return lambda x: slope * x + shift


def solid(moment, color):
    return [m for m in moment.all(Dot) if m.get_fill_color().to_hex() == color and m.get_fill_opacity() > 0.9]


@pytest.mark.parametrize("step", [1, 2])
def test_the_hull_of_three_and_four_is_the_stretch_between_them(step):
    moment = at("mixing", "line", step)
    number = numbers_on_line(moment)
    assert sorted(number(m.get_x()) for m in solid(moment, theme.value)) == pytest.approx([LOW, HIGH], abs=0.01)
    [stretch] = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == theme.value]
    assert [number(stretch.get_start()[0]), number(stretch.get_end()[0])] == pytest.approx([LOW, HIGH], abs=0.01)
    [dot], [reading] = solid(moment, theme.ink), [m for m in moment.all(Number) if m.places == 2 and m.ink == theme.ink]
    assert number(dot.get_x()) == pytest.approx(reading.value, abs=0.01)
    assert LOW < reading.value < HIGH


def test_two_words_hold_the_dot_on_the_line():
    moment = at("mixing", "line", 1)
    first, second = Mixing.pair
    scores = [toy_scores()[toy.FOLLOWED][i] / 2**0.5 for i in (first, second)]
    shown = {m.word.original_text: m.number.value for m in moment.all(Coefficient)}
    assert shown == pytest.approx(dict(zip((toy.TOKENS[first], toy.TOKENS[second]), shares(scores), strict=True)))
    assert f"{shares(scores)[0] * LOW + shares(scores)[1] * HIGH:.2f}" in [m.text for m in moment.all(Number)]


def test_crosses_stand_at_the_next_the_sum_and_the_product():
    moment = at("mixing", "line", 2)
    number = numbers_on_line(moment)
    strokes = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == theme.wrong and m.width > 0.1]
    crossed = sorted({round(number(m.get_x()), 2) for m in strokes})
    assert crossed == [HIGH + 1, LOW + HIGH, LOW * HIGH]
    wanted = {"next": HIGH + 1, "sum": LOW + HIGH, "product": LOW * HIGH}
    words = {m.original_text: number(m.get_x()) for m in moment.all(Label) if m.original_text in wanted}
    assert words == pytest.approx(wanted, abs=0.02)


def test_doubled_the_even_mix_stands_at_the_sum():
    moment = at("mixing", "around", 1)
    number = numbers_on_line(moment)
    assert sorted(number(m.get_x()) for m in solid(moment, theme.ink)) == pytest.approx([3.5, 7], abs=0.01)
    strokes = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == theme.wrong and m.width > 0.1]
    assert {round(number(m.get_x())) for m in strokes} == {5, 12}


def test_the_second_head_is_inside_its_own_hull_and_below_the_product():
    for moment in dialled("mixing", "around"):
        number = numbers_on_line(moment)
        [dot] = solid(moment, theme.ink)
        assert number(dot.get_x()) == pytest.approx(product(moment.value), abs=0.02)
        assert number(dot.get_x()) < PRODUCT
        stretches = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == theme.value]
        widest = max(stretches, key=lambda m: m.width)
        assert number(widest.get_end()[0]) == pytest.approx(min(moment.value, 13.5), abs=0.02)
        shown = [m.text for m in moment.all(Number)]
        assert {f"−{moment.value:.0f}", f"+{moment.value:.0f}"} <= set(shown)
        minus, plus = sorted(moment.all(Coefficient), key=lambda m: float(m.outline.get_x()))
        weight = 1 / (1 + exp(-2 * PRODUCT / moment.value))
        assert minus.bar.height / FULL == pytest.approx(1 - weight, abs=0.01)
        assert plus.bar.height / FULL == pytest.approx(weight, abs=1e-3)


def test_the_hull_of_the_scene_is_the_one_that_lives_on():
    moment, lives = at("mixing", "inside", 2), cast.ValueHull()
    drawn = [m.points for m in moment.stage]
    for part in lives.family_members_with_points():
        assert any(p.shape == part.points.shape and np.allclose(p, part.points, atol=1e-3) for p in drawn), part


def test_the_round_seat_is_filled_at_the_end_and_not_before():
    full = []
    for moment in moments("mixing"):
        seats = [m for m in moment.all(Circle) if m.width == pytest.approx(SIDE) and m.get_y() < -3]
        full += [[m.get_fill_color().to_hex() == theme.weight_fill and m.get_fill_opacity() > 0.9 for m in seats]]
    assert full.pop() == [True]
    assert full == [[False]] * len(full)


def test_titles_and_tags(seen):
    states = seen("mixing")
    assert [s.mark.evidence for s in states] == ["constructed", "proved", "proved", "constructed", "proved"]
    assert find(states, "line").mark.title == "Mixing 3 and 4 never gives 5, 7 or 12"
    facts = find(states, "around").mark.facts
    assert (facts["mean"], facts["sum"], facts["product"]) == ("3.5", "7", "12")
    assert facts["near"] == f"{product(200):.2f}"


@pytest.mark.parametrize("nearer", [False, True])
def test_a_ray_from_nearer_has_its_numbers_where_they_belong(nearer):
    ray = NumberRay(0, 12, 1.0)
    if nearer:
        ray.view(2.0, 4.0)
    shown = [n for n in ray.numbers if n.submobjects[0].get_fill_opacity() > 0]
    for number in shown:
        assert number.get_x() == pytest.approx(ray.at(number.value)[0])
    assert len(shown) == (13 if ray.count > 5 else 4)


def test_a_dot_is_squeezed_along_what_it_is_pressed_against():
    dot = Dot(radius=0.2)
    mixture = Mixture(dot, [0.5, 0.5], ["a", "b"], [np.zeros(3), np.ones(3)], [(1, 0), (-1, 0)])
    mixture.show([0.2, 0.8], np.array([1.0, 2.0, 0]), 0.4, np.array([0, 3.0, 0]))
    assert (dot.width, dot.height) == (pytest.approx(0.4 * 1.2), pytest.approx(0.4 * 0.6))
    np.testing.assert_allclose(dot.get_center(), [1, 2, 0], atol=1e-9)

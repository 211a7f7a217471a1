"""What one head is linear in, what it selects, and what it learns with open eyes and with closed ones."""

import json
from math import sqrt
from statistics import median

import numpy as np
import pytest
from manim import DashedLine, Dot, Line, ManimColor, Rectangle, VMobject

from scenes.limits import THICK, AnswerField, Limits
from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.eye import Eye
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.text import Label, Number
from scenes.theme import theme
from tests.scenes.expect import DATA, check_numbers, curves, dot, find, shares, texts, weighted_sum
from tests.scenes.readback import at, dialled

X, Y = Limits.x, Limits.y
ROW = 3  # the word whose mix is followed


def weights_of(words) -> list[list[float]]:
    width = len(words[0])
    return [shares([dot(q, k) / sqrt(width) for k in words]) for q in words]


def head(words) -> np.ndarray:
    return np.array([weighted_sum(row, words) for row in weights_of(words)])


def relative(one, other) -> float:
    return float(np.sqrt(((one - other) ** 2).sum() / (other**2).sum()))


def toy_miss(t: float) -> float:
    return relative(head(X + t * Y)[ROW], (head(X) + t * head(Y))[ROW])


def random_misses() -> tuple[float, float]:
    rng = np.random.default_rng(Limits.seed)
    sums, doubles = [], []
    for _ in range(Limits.draws):
        x, y = rng.normal(size=(2, Limits.tokens, Limits.width))
        sums.append(relative(head(x + y), head(x) + head(y)))
        doubles.append(relative(head(2 * x), 2 * head(x)))
    return median(sums), median(doubles)


def answer(beta: float, third: float = 9.0) -> float:
    values = [3.0, 4.0, third, 1.0]
    return dot(shares([beta * v for v in values]), values)


NUMBERS = {
    "linear": lambda: [*texts([0, toy_miss(1), *random_misses()], 2), *texts([toy_miss(1)], 2, "missed by ")],
    "select": lambda: [*texts(range(11)), *texts([answer(8, 2)], 3), "β = 8.00"],
    "sums": lambda: ["0", "100", "200", "300", "400", "0", "0.5", "1", "(a + b) mod 5"],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("limits"), NUMBERS)


def role(mobject) -> str:
    return mobject.get_fill_color().to_hex()


# --- linear ---


def mix_of(moment) -> tuple[VectorPlane, list[Dot], list[Line], Dot]:
    plane = moment.one(VectorPlane)
    dots = [m for m in moment.all(Dot) if m.width > 0.2]
    corners = [m for m in dots if role(m) == theme.value]
    [out] = [m for m in dots if role(m) == theme.ink]
    lines = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == ManimColor(theme.weight_fill).to_hex()]
    assert len(corners) == len(lines) == 4
    return plane, corners, lines, out


def check_mix(moment, words, weights) -> None:
    """Corners are the words, lines are as wide as the weights, and the dot lies at the mix."""
    plane, corners, lines, out = mix_of(moment)
    place = plane.origin.get_center()[:2] + plane.unit * np.asarray(words)
    for corner, line, here, weight in zip(corners, lines, place, weights, strict=True):
        assert corner.get_center()[:2] == pytest.approx(here, abs=0.01)
        assert line.get_end()[:2] == pytest.approx(here, abs=0.01)
        assert line.get_start()[:2] == pytest.approx(out.get_center()[:2], abs=0.01)
        assert line.get_stroke_width() == pytest.approx(THICK * weight, rel=1e-3)
    mixed = plane.origin.get_center()[:2] + plane.unit * np.array(weighted_sum(weights, words))
    assert out.get_center()[:2] == pytest.approx(mixed, abs=0.01)


def tip_of(moment) -> np.ndarray:
    """Where the second arrow ends: its head is the one green triangle that is no part of an arrow."""
    green = [m for m in moment.stage if type(m) is VMobject and m.get_fill_opacity() == 1 and role(m) == theme.value]
    heads = [m for m in green if len(m.points) == 12]
    [head_of] = heads
    return head_of.points[0][:2]


def test_with_frozen_weights_the_mix_stays_at_the_tip():
    moment = at("limits", "linear", 2)
    frozen = weights_of(X)[ROW]
    check_mix(moment, X + Y, frozen)
    out = mix_of(moment)[3]
    assert tip_of(moment) == pytest.approx(out.get_center()[:2], abs=0.01)
    assert "0.00" in [m.text for m in moment.all(Number)]


@pytest.mark.parametrize("step", [2, 3, 4])
def test_each_of_the_three_mixes_is_named_once_and_what_was_added_too(step):
    moment = at("limits", "linear", step)
    shown = [m for m in moment.all(Label) if any(letter.get_fill_opacity() > 0.5 for letter in m)]
    names = {m.original_text: m.get_center()[:2] for m in shown}
    told = [m.original_text for m in shown if m.original_text == "Y" or m.original_text.startswith("mix of")]
    assert sorted(told) == ["Y", "mix of X", "mix of Y", "mix of both"]
    plane, corners, _, out = mix_of(moment)
    start, tip, out = plane.origin.get_center()[:2], tip_of(moment), out.get_center()[:2]
    first = start + plane.unit * head(X)[ROW]
    for name, (a, b) in {"mix of X": (start, first), "mix of Y": (first, tip)}.items():
        along = [np.linalg.norm(a + t * (b - a) - names[name]) for t in np.linspace(0, 1, 101)]
        assert min(along) < 1.2, name
    assert 0 < names["mix of both"][0] - out[0] < 1.5 and abs(names["mix of both"][1] - out[1]) < 0.2
    ends = [corner.get_center()[:2] for corner in corners]
    ways = [end - plane.unit * y / 2 - names["Y"] for end, y in zip(ends, Y, strict=True)]
    assert min(np.linalg.norm(way) for way in ways) < 0.6


@pytest.mark.parametrize("i", range(5))
def test_with_live_weights_the_mix_leaves_the_arrow(i):
    moment = dialled("limits", "linear")[i]
    words = X + moment.value * Y
    check_mix(moment, words, weights_of(words)[ROW])
    plane, _, _, out = mix_of(moment)
    expected = (head(X) + moment.value * head(Y))[ROW]
    assert tip_of(moment) == pytest.approx(plane.origin.get_center()[:2] + plane.unit * expected, abs=0.01)
    apart = np.linalg.norm(tip_of(moment) - out.get_center()[:2])
    assert apart == pytest.approx(plane.unit * np.linalg.norm(expected) * toy_miss(moment.value), abs=0.02)
    assert apart > 1 or moment.value < 1


def test_what_is_missed_is_drawn_as_bars(seen):
    state = find(seen("limits"), "linear")
    total, double = random_misses()
    expected = {"frozen": 0.0, "these words": toy_miss(1), "random words": total, "input doubled": double}
    bars = [m for m in state.stage if isinstance(m, Rectangle) and m.height == pytest.approx(0.26)]
    assert len(bars) == len(expected)
    for label in (t for t in state.labels if t.original_text in expected):
        bar = min(bars, key=lambda b: abs(b.get_y() - label.get_y()))
        miss = expected.pop(label.original_text)
        assert bar.width == pytest.approx(max(1.6 * miss, 0.02), abs=1e-3), label.original_text
    assert not expected


def test_the_slogan_is_struck_and_nothing_false_is_equated(seen):
    state = find(seen("limits"), "linear")
    [slogan] = [t for t in state.labels if t.original_text == Limits.slogan]
    strokes = [m for m in state.stage if isinstance(m, Line) and m.get_stroke_color().to_hex() == theme.wrong]
    assert any(s.width >= 0.99 * slogan.width and abs(s.get_y() - slogan.get_y()) < 0.1 for s in strokes)
    assert not any("=" in label.original_text for label in state.labels)


# --- select ---


def check_choice(moment, beta: float, third: float) -> None:
    ray = moment.one(NumberRay)
    values = [3.0, 4.0, third, 1.0]
    weights = shares([beta * v for v in values])
    bars = [m for m in moment.all(Rectangle) if m.width == pytest.approx(0.5) and m.get_fill_opacity() == 1]
    marks = [m for m in moment.all(Dot) if role(m) == theme.value and m.width > 0.1]
    [out] = [m for m in moment.all(Dot) if role(m) == theme.ink and m.width > 0.1]
    origin, step = x_of(ray, 0), x_of(ray, 1) - x_of(ray, 0)
    for bar, mark, value, weight in zip(bars, marks, values, weights, strict=True):
        assert bar.get_x() == pytest.approx(origin + value * step, abs=0.01)
        assert mark.get_x() == pytest.approx(origin + value * step, abs=0.01)
        assert bar.height == pytest.approx(max(2.9 * weight, 0.012), abs=0.01)
    assert out.get_x() == pytest.approx(origin + answer(beta, third) * step, abs=0.01)
    shown = {m.text for m in moment.all(Number)}
    assert texts([answer(beta, third)], 3)[0] in shown
    assert texts([beta], 2, "β = ")[0] in shown


def x_of(ray: NumberRay, value: int) -> float:
    """Where a whole number is written on the ray."""
    [number] = [m for m in ray.axis.get_family() if isinstance(m, Number) and m.value == value]
    return float(number.get_x())


def test_the_dial_begins_at_the_mean_and_ends_at_the_largest():
    check_choice(at("limits", "select", 1), 0, 9)
    assert answer(0) == 4.25
    assert f"{answer(Limits.sharp):.3f}" == "9.000"
    sweep = [m for m in dialled("limits", "select") if m.step == 2]
    for moment in sweep:
        check_choice(moment, moment.value, 9)
    assert (sweep[0].value, sweep[-1].value) == (Limits.soft, Limits.sharp)


def test_the_last_part_of_the_dial_still_moves(seen):
    dial = find(seen("limits"), "select").mark.steps[1].dial
    assert dial.values
    late = dial.values[int(0.8 * len(dial.values))]
    assert answer(dial.values[-1]) - answer(late) > 0.05
    assert dial.values[0] == pytest.approx(Limits.soft)


def test_a_number_that_is_pulled_leads_the_answer_until_another_is_larger():
    pulled = [m for m in dialled("limits", "select") if m.step == 3]
    for moment in pulled:
        check_choice(moment, Limits.hard, moment.value)
        assert answer(Limits.hard, moment.value) == pytest.approx(max(moment.value, 4), abs=0.06)
    check_choice(at("limits", "select", 3), Limits.hard, Limits.least)


# --- sums ---


def stored() -> dict:
    return json.loads((DATA / "trained" / "sums.json").read_text())["models"]


def test_curves_are_those_that_were_measured(seen):
    state = find(seen("limits"), "sums")
    runs = [(name, run) for name in ("seeing", "blind") for run in stored()[name]["runs"].values()]
    drawn = curves(state)
    assert len(drawn) == len(runs) == 6
    [chart] = [m for m in state.stage if isinstance(m, Chart)]
    ticks = {m.text: m for m in (*chart.x_numbers, *chart.y_numbers)}
    left, right = ticks["100"].get_x(), ticks["400"].get_x()
    low, high = ticks["0.5"].get_y(), ticks["1"].get_y()
    lines = [m for m in state.stage if isinstance(m, Curve)]
    for curve, (name, run) in zip(lines, runs, strict=True):
        measured = run["right_by_step"]
        steps = [stored()[name]["steps"] * k / (len(measured) - 1) for k in range(len(measured))]
        assert [list(point) for point in curve.values] == [pytest.approx(p) for p in zip(steps, measured, strict=True)]
        corners = [*curve.line.points[::4], curve.line.points[-1]]
        for corner, step, share in zip(corners, steps, measured, strict=True):
            assert corner[0] == pytest.approx(left + (step - 100) / 300 * (right - left), abs=0.02)
            assert corner[1] == pytest.approx(low + (share - 0.5) / 0.5 * (high - low), abs=0.03)
        ink = curve.line.get_stroke_color().to_hex()
        assert ink == (theme.query if name == "seeing" else theme.muted)
    [level] = [m for m in state.stage if isinstance(m, DashedLine) and m.width > 1]
    assert level.get_y() == pytest.approx(low + (1 / 5 - 0.5) / 0.5 * (high - low), abs=0.03)


def test_a_filled_cell_is_a_pair_that_was_answered_right(seen):
    state = find(seen("limits"), "sums")
    fields = sorted((m for m in state.stage if isinstance(m, AnswerField)), key=lambda f: -f.get_y())
    eyes = sorted((m for m in state.stage if isinstance(m, Eye)), key=lambda e: -e.get_y())
    names = sorted((t for t in state.labels if t.original_text in ("seeing", "blind")), key=lambda t: -t.get_y())
    assert [t.original_text for t in names] == ["seeing", "blind"]
    for field, eye, name in zip(fields, eyes, ("seeing", "blind"), strict=True):
        assert abs(field.get_y() - eye.get_y()) < 0.5
        assert any(isinstance(part, Dot) for part in eye) == (name == "seeing"), "the blind one's eye is closed"
        said = stored()[name]["runs"]["0"]["answers"]
        cells = sorted(field, key=lambda c: (-round(c.get_y(), 2), c.get_x()))
        for k, cell in enumerate(cells):
            a, b = divmod(k, 5)
            assert cell.get_fill_opacity() == (said[a][b] == (a + b) % 5), f"{name}: {a} + {b}"


def test_what_is_said_of_the_layers_is_counted(seen):
    facts = find(seen("limits"), "sums").mark.facts
    right = {
        name: [
            sum(said[a][b] == (a + b) % 5 for a in range(5) for b in range(5))
            for said in (run["answers"] for run in stored()[name]["runs"].values())
        ]
        for name in ("seeing", "blind")
    }
    assert set(right["seeing"]) == {25}
    assert (facts["all"], facts["pairs"], facts["seeds"]) == ("25", "25", "3")
    assert (facts["few"], facts["many"]) == (str(min(right["blind"])), str(max(right["blind"])))
    assert max(right["blind"]) < 12, "near chance, as is said"
    assert facts["chance"] == "0.2"

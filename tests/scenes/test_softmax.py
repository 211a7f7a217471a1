"""Scores on the curve, the column of one, what moves it and what does not: read back from the pictures."""

from itertools import pairwise
from math import exp, log2, sqrt

import numpy as np
import pytest
from manim import DashedLine, Dot, Rectangle

from attn_core import toy
from scenes.cast import toy_bars
from scenes.mobjects.bars import ShareColumn, WeightBars
from scenes.mobjects.powers import PowerCurve
from scenes.mobjects.text import Label, Number, formatted
from scenes.softmax import Softmax
from scenes.theme import theme
from tests.scenes.expect import check_numbers, dot, sentence, shares, texts, toy_scores
from tests.scenes.readback import at, dialled, moments, outline

FAR = range(-2, 2)  # the ticks in the first picture


def followed() -> list[float]:
    return [score / sqrt(2) for score in toy_scores()[toy.FOLLOWED]]


def by_size() -> list[int]:
    """The keys, the largest score first."""
    return sorted(range(len(toy.TOKENS)), key=lambda i: -followed()[i])


def column(beta: float = 1.0, c: float = 0.0, sink: bool = False) -> list[float]:
    """The shares from the foot of the column up."""
    return shares([beta * followed()[i] + c for i in by_size()] + [0.0] * sink)


def real_sink() -> list[float]:
    """What each row of the head gives the first token."""
    head = sentence()["heads"][Softmax.sink_head]
    return [shares([dot(q, k) / sqrt(len(q)) for k in head["key"]])[0] for q in head["query"]]


def near() -> list[int]:
    """The ticks in the picture once zero stands where the largest score stood."""
    return [n for n in range(-4, 2) if -6.45 < -1.25 + 2 * (max(followed()) + n) < 2.2]


def bits(weights) -> float:
    return -sum(w * log2(w) for w in weights if w)


def curve() -> list[str]:
    scores, powers = followed(), [exp(s) for s in followed()]
    added = texts([*powers, sum(powers)], 2)
    return [*added, *(formatted(s, 2 if s else 0) for s in scores), *texts(powers, 2), *texts(column(), 2), "1"]


def shift() -> list[str]:
    return [*texts(FAR), *texts(column(), 2), *texts([-max(followed())], 1, "c = ")]


def temperature() -> list[str]:
    weights = column(Softmax.sharpest)
    made = texts([Softmax.sharpest], 1, "β = ") + texts([bits(weights)], 2, after=" bits")
    return [*texts(near()), *texts(weights, 2), *made]


def abstain() -> list[str]:
    weights = column(c=Softmax.no_match, sink=True)
    made = texts([sum(weights[:-1])], 2) + texts([Softmax.no_match], 1, "c = ") + texts([0], 0, "score ")
    return [*texts(near()), *texts(weights[:-1], 2), *made]


NUMBERS = {
    "curve": curve,
    "shift": shift,
    "temperature": temperature,
    "abstain": abstain,
    "sink": lambda: texts([sum(real_sink()) / len(real_sink()), min(real_sink())], 2),
    "weights": lambda: texts(shares(followed()), 2),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("softmax"), NUMBERS)


def test_changed_keys_change_the_numbers(seen, monkeypatch):
    before = {state.mark.id: sorted(n.text for n in state.numbers) for state in seen("softmax")}
    monkeypatch.setattr(toy, "KEY", toy.KEY + np.array([[0, 0.5], [0, -0.5], [0.25, 0], [0, 0.5]]))
    states = seen.fresh("softmax")
    check_numbers(states, NUMBERS)
    changed = {state.mark.id for state in states if sorted(n.text for n in state.numbers) != before[state.mark.id]}
    assert changed == {"curve", "shift", "temperature", "abstain", "weights"}


# The curve


def camera(moment) -> tuple[float, float, float]:
    """Where 0 stands, how far 1 is from it, and the height of the axis, from what is drawn."""
    ticks = [n for n in moment.all(Number) if n.pixels < 31 and n.get_fill_opacity() > 0 and n.places == 0]
    places = {n.value: n.get_x() for n in ticks}
    low, high = min(places), max(places)
    unit = (places[high] - places[low]) / (high - low)
    return places[high] - high * unit, unit, moment.one(PowerCurve).axis.get_y()


def points(moment) -> list[tuple[float, float]]:
    """The big dots as (x, height above the axis), in the toy words' order; only those in the picture."""
    zero, unit, floor = camera(moment)
    dots = moment.one(PowerCurve).dots
    return [((d.get_x() - zero) / unit, d.get_y() - floor) for d in dots if d.get_fill_opacity() > 0.99]


@pytest.mark.parametrize(
    ("slide", "place"),
    [
        ("shift", lambda s, v: s + v),
        ("temperature", lambda s, v: v * (s - max(followed()))),
        ("abstain", lambda s, v: s + v),
    ],
)
def test_every_point_lies_at_its_score_on_the_curve_of_exp(slide, place):
    for moment in dialled("softmax", slide):
        expected = [place(s, moment.value) for s in followed()]
        zero, unit, floor = camera(moment)
        found = points(moment)
        # A point fades at the picture's left end.
        assert [x for x, _ in found] == pytest.approx([x for x in expected if zero + unit * x > -6.05], abs=0.01)
        # One height for all: that of e to the 0.
        ones = [height / exp(x) for x, height in found]
        assert ones == pytest.approx([ones[0]] * len(ones), rel=1e-3)
        drawn = moment.one(PowerCurve).curve.points[::4]
        assert np.log((drawn[:, 1] - floor) / ones[0]) == pytest.approx((drawn[:, 0] - zero) / unit, abs=0.02)
        for bar, dot_ in zip(moment.one(PowerCurve).bars, moment.one(PowerCurve).dots, strict=True):
            if dot_.get_fill_opacity() > 0.99:
                assert (bar.get_bottom()[1], bar.get_top()[1]) == pytest.approx((floor, dot_.get_y()), abs=0.011)


def test_the_bars_of_the_first_slide_are_the_powers_and_then_empty():
    powers = [exp(s) for s in followed()]
    before = at("softmax", "curve", 2)
    bars = [m for m in before.all(Rectangle) if type(m) is Rectangle and m.get_fill_opacity() > 0.5]
    heights = [bar.height for bar in sorted(bars, key=lambda m: m.get_x())]
    assert heights == pytest.approx([p * heights[0] / min(powers) for p in sorted(powers)], rel=1e-3)
    after = at("softmax", "curve", 3)
    left = [m for m in after.all(Rectangle) if type(m) is Rectangle and m.get_fill_opacity() > 0.5]
    assert {m.get_fill_color().to_hex() for m in left} == {theme.weight_fill}


def test_a_negative_score_is_hollow_on_the_axis_and_nothing_is_yellow_before_it_is_a_share():
    for step in (0, 1, 2):
        moment = next(m for m in moments("softmax") if (m.slide, m.step) == ("curve", step))
        assert not yellow(moment)
    axis = [d for d in at("softmax", "curve", 1).all(Dot) if d.width > 0]
    hollow = [d for d in axis if d.get_fill_color().to_hex() == theme.background]
    assert {d.get_x() for d in hollow} == {min(d.get_x() for d in axis)}


def test_a_bar_is_divided_before_it_arrives():
    made = Rectangle(width=0.8, height=4), Rectangle(width=1.2, height=2)
    pose = Softmax.divide(*made)
    assert (pose(0).height, pose(0).share) == (4, 0)
    assert (pose(0.7).height, pose(0.7).share) == (2, 1)
    assert pose(1).middle == pytest.approx(made[1].get_center())


# The column


def pieces(moment) -> tuple[list[float], list[str]]:
    """Shares and words of the column from its foot up, from its pieces' heights."""
    found = moment.one(ShareColumn)
    foot, full = found.outline.get_bottom()[1], found.outline.height
    ends = sorted((p.get_bottom()[1], p.get_top()[1]) for p in found.pieces)
    assert ends[0][0] == pytest.approx(foot, abs=1e-6)
    for below, above in pairwise(ends):
        assert above[0] == pytest.approx(below[1], abs=0.003)
    names = sorted(found.names, key=lambda m: m.get_y())
    return [(high - low) / full for low, high in ends], [name.original_text for name in names]


def yellow(moment) -> list[Rectangle]:
    filled = [m for m in moment.all(Rectangle) if m.get_fill_opacity() > 0.05]
    return [m for m in filled if m.get_fill_color().to_hex() == theme.weight_fill]


WORDS = [toy.TOKENS[i] for i in by_size()]


@pytest.mark.parametrize(
    ("slide", "words", "expected"),
    [
        ("shift", WORDS, lambda v: column()),
        ("temperature", WORDS, lambda v: column(beta=v)),
        ("abstain", [*WORDS, "sink"], lambda v: column(c=v, sink=True)),
    ],
)
def test_the_column_follows_the_dial(slide, words, expected):
    pictures = dialled("softmax", slide)
    assert len(pictures) > 3
    for moment in pictures:
        found, names = pieces(moment)
        assert found == pytest.approx(expected(moment.value), abs=2e-3)
        assert names == words
        numbers = [n.text for n in sorted(moment.one(ShareColumn).numbers, key=lambda m: m.get_y())]
        assert numbers == texts(expected(moment.value), 2)


def test_the_dials_say_their_value():
    for slide, before in (("shift", "c = "), ("temperature", "β = "), ("abstain", "c = ")):
        for moment in dialled("softmax", slide):
            [reading] = [n for n in moment.all(Number) if n.before.endswith("= ")]
            assert reading.text == before + formatted(moment.value, 1)
            if before == "c = ":
                [said] = [m for m in moment.all(Label) if m.original_text == "scores + c"]
                assert 0 < reading.get_bottom()[1] - said.get_top()[1] < 0.6
    for moment in dialled("softmax", "temperature"):
        [shown] = [n for n in moment.all(Number) if n.after == " bits"]
        assert shown.value == pytest.approx(bits(column(beta=moment.value)), abs=1e-6)


def test_the_bound_of_the_temperature_holds_and_is_printed(seen):
    gap = sorted(followed())[-1] - sorted(followed())[-2]
    for moment in dialled("softmax", "temperature"):
        assert 1 - pieces(moment)[0][0] <= 3 * exp(-gap * moment.value) + 2e-3
    [state] = [s for s in seen("softmax") if s.mark.id == "temperature"]
    assert f"3 · exp(−{gap:.2f} β)" in state.mark.source


def test_a_thousand_overflows_and_the_column_comes_back():
    lost = at("softmax", "shift", 2)
    assert sorted(n.text for n in lost.all(Number) if n.text[0] in "in") == ["inf", "inf", "nan"]
    assert not any(
        m.get_fill_color().to_hex() == theme.weight_fill and m.get_fill_opacity() > 0 for m in lost.all(Rectangle)
    )
    assert pieces(at("softmax", "shift", 3))[0] == pytest.approx(column(), abs=2e-3)
    assert max(x for x, _ in points(at("softmax", "shift", 3))) == pytest.approx(0, abs=0.01)


def test_printed_shares_add_up():
    for weights in (column(), column(c=Softmax.no_match, sink=True)):
        assert sum(round(w, 2) for w in weights) == pytest.approx(1)
    left = column(c=Softmax.no_match, sink=True)[:-1]
    assert sum(round(w, 2) for w in left) == pytest.approx(round(sum(left), 2))
    powers = [exp(s) for s in followed()]
    assert sum(round(p, 2) for p in powers) == pytest.approx(round(sum(powers), 2))


def test_what_a_built_in_sink_leaves_is_filled_and_its_own_share_is_not():
    moment = at("softmax", "abstain", 3)
    filled = [
        m
        for m in moment.all(Rectangle)
        if m.get_fill_color().to_hex() == theme.weight_fill and m.get_fill_opacity() > 0.5
    ]
    full = ShareColumn([1.0]).full
    assert sum(m.height for m in filled) / full == pytest.approx(
        sum(column(c=Softmax.no_match, sink=True)[:-1]), abs=3e-3
    )


# The real head, and what goes on


def test_the_columns_of_the_real_head_are_its_rows():
    moment = at("softmax", "sink", 2)
    columns = sorted(moment.all(ShareColumn), key=lambda m: m.get_x())
    for drawn, share in zip(columns, real_sink(), strict=True):
        first = min(drawn.pieces, key=lambda m: m.get_bottom()[1])
        assert first.height / drawn.outline.height == pytest.approx(share, abs=2e-3)
        assert first.get_fill_opacity() > 0.9
    data = sentence()
    spans = zip(data["tokens"], data["spans"], strict=True)
    words = [data["text"][a:b] if b > a else token for token, (a, b) in spans]
    foot = columns[0].outline.get_bottom()[1]
    labels = [m for m in moment.all(Label) if m.get_y() < foot and m.original_text in words]
    assert [m.original_text for m in sorted(labels, key=lambda m: m.get_x())] == words
    line = max(moment.all(DashedLine), key=lambda m: m.width)
    share = (line.get_y() - foot) / columns[0].outline.height
    assert share == pytest.approx(sum(real_sink()) / len(words), abs=2e-3)


def test_the_script_says_the_least_of_the_rows(seen):
    [state] = [s for s in seen("softmax") if s.mark.id == "sink"]
    data, weights = sentence(), real_sink()
    least = weights.index(min(weights))
    assert state.mark.facts["word"] == data["text"][slice(*data["spans"][least])]
    assert state.mark.facts["least"] == formatted(min(weights), 2)


def test_the_scene_ends_with_the_weights_that_go_on():
    last = at("softmax", "weights", 2).one(WeightBars)
    assert np.allclose(outline(last), outline(toy_bars()), atol=1e-6)
    assert [bar.height / last.full_height for bar in last.bars] == pytest.approx(shares(followed()), abs=1e-6)

"""The state as an arrow, as a sign and as five bars under the delta rule, by plain loops; the hybrids as they are."""

from math import log

import numpy as np
import pytest
from manim import Circle, DashedLine, Dot, Line, Rectangle, Triangle

from attn_core.memory import random_swaps
from scenes.delta import Delta
from scenes.mobjects.address import AddressBox
from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.matrix import MatrixCell
from scenes.mobjects.mirrors import BetaScale, LayerStack, StateArrow, StateBars, SwapLadder
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme
from tests.scenes.expect import check_numbers, plain, texts
from tests.scenes.readback import Scale, at, colour, dialled, parity_of

MINUS, SPACE = "\N{MINUS SIGN}", "\N{THIN SPACE}"
SCALE = ["0", "1", "2"]


def lasts(beta, least=0.01):
    """How many ones a mirror reads before its number is smaller than what is needed."""
    ones, size = 0, 1.0
    while size * abs(1 - beta) >= least:
        ones, size = ones + 1, size * abs(1 - beta)
    return ones


def exchanged(swaps, beta):
    """Five numbers; at each swap both give half of beta of themselves to the other."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    for i, j in swaps:
        a, b = values[i], values[j]
        values[i], values[j] = a + beta / 2 * (b - a), b + beta / 2 * (a - b)
    return values


def shuffled(swaps):
    """Cards that change places."""
    cards = [1, 2, 3, 4, 5]
    for i, j in swaps:
        cards[i], cards[j] = cards[j], cards[i]
    return cards


def far(length=None):
    return random_swaps(Delta.lengths[-1], 5, np.random.default_rng(Delta.seed))[:length]


NUMBERS = {
    "overwrite": lambda: [
        *SCALE,
        "β = 2.00",
        *texts([-Delta.writes[0], Delta.other]),
        f"kept {plain(-Delta.writes[0])}",
    ],
    "mirror": lambda: [
        *map(plain, (1, 10, 100, 1000)),
        f"10{SPACE}000",
        *map(plain, (1, 0.01, 0.0001)),
        *(f"β = {beta:g}" for beta in (1.5, 1.9, 1.99, 2)),
        *texts(lasts(beta) for beta in (1.5, 1.9, 1.99)),
    ],
    "swaps": lambda: [*SCALE, "β = 2.00", "β = 1.99", "10", "100", "1000", f"10{SPACE}000", *texts(shuffled(far()))],
    "ship": lambda: [*SCALE, "3", "1", "β < 1", "β < 1", "β < 2"],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("delta"), NUMBERS)


def dial(slide, step):
    return [moment for moment in dialled("delta", slide) if moment.step == step]


def check_scale(moment, beta):
    """The pointer stands at the value that is told."""
    [pointer] = [m for m in moment.all(Triangle) if m.get_fill_color().to_hex() == theme.program]
    scale = moment.one(BetaScale)
    assert Scale(scale.numbers, 1).value(pointer.get_y()) == pytest.approx(beta, abs=0.01)
    assert f"β = {beta:.2f}" in [m.text for m in moment.all(Number)]


def check_arrow(moment, state):
    """The tip stands over the state, in the unit of what the upright key reads; both numbers tell it."""
    view = moment.one(StateArrow)
    tip = view.arrow.get_end()[:2] - view.plane.origin.get_center()[:2]
    np.testing.assert_allclose(tip / view.plane.unit, state, atol=0.02)
    assert [m.text for m in view.readings] == [
        *texts(state[:1], int(state[0] != round(state[0]))),
        *texts(state[1:], int(state[1] != round(state[1]))),
    ]
    assert view.readings[0].get_x() == pytest.approx(view.arrow.get_end()[0], abs=0.1)
    return view


def mirror(moment):
    """The dashed line in the colour of the rule."""
    [glass] = [m for m in moment.all(DashedLine) if len(m) > 1 and colour(m[0]) == theme.program]
    return glass


def test_two_boxes_become_one_arrow():
    first, then = at("delta", "overwrite", 0), at("delta", "overwrite", 1)
    boxes = sorted(first.all(AddressBox), key=lambda box: box.get_x())
    assert [box.tab.label.original_text for box in boxes] == ["x", "y"]
    assert [m.text for m in first.all(Number)] == ["3", "2"]
    assert then.all(AddressBox) == [] and [m.text for m in then.one(StateArrow).readings] == ["3", "2"]


@pytest.mark.parametrize(("step", "state"), [(1, (3, 2)), (2, (5, 2))])
def test_a_write_moves_the_arrow_along_its_key(step, state):
    check_arrow(at("delta", "overwrite", step), state)


@pytest.mark.parametrize("i", range(5))
@pytest.mark.parametrize(("step", "value"), [(3, 5), (4, 0)])
def test_beta_keeps_replaces_or_mirrors(step, value, i):
    moment = dial("overwrite", step)[i]
    beta = moment.value
    kept, written = (1 - beta) * 3, beta * value
    view = check_arrow(moment, (kept + written, 2))
    check_scale(moment, beta)
    strips = [m for m in moment.all(Rectangle) if m.get_fill_opacity() == 1 and m.height == pytest.approx(0.36)]
    zero, unit = view.plane.origin.get_x(), view.plane.unit
    ends = [((s.get_left()[0] - zero) / unit, (s.get_right()[0] - zero) / unit) for s in strips]
    wanted = [sorted((0, kept)), *([sorted((kept, kept + written))] if value else [])]
    np.testing.assert_allclose(ends, wanted, atol=0.02)
    assert [s.get_fill_color().to_hex() for s in strips] == [theme.state, theme.value][: len(strips)]
    read = check_parts(moment, strips, [kept, written])
    assert sum(read) == pytest.approx(float(view.readings[0].text.replace(MINUS, "-")))


def check_parts(moment, strips, values):
    """Each strip has its name and number at its right end; they are told exactly, for they add up to what is read."""
    said = {m.text.partition(" ")[0]: m for m in moment.all(Number) if m.text.partition(" ")[0] in ("kept", "written")}
    assert list(said) == ["kept", "written"][: len(strips)]
    read = []
    for number, strip, value in zip(said.values(), strips, values, strict=False):
        assert number.get_left()[0] - strip.get_right()[0] == pytest.approx(0.2, abs=0.02)
        assert number.get_y() == pytest.approx(strip.get_y(), abs=0.05)
        read.append(float(number.text.partition(" ")[2].replace(MINUS, "-")))
        assert read[-1] == pytest.approx(value)
    return read


def test_what_is_written_at_two_is_told_with_its_sign():
    told = [m.text for m in dial("overwrite", 3)[-1].all(Number)]
    assert {f"kept {MINUS}3", "written +10", "7"} <= set(told)


def test_with_nothing_to_write_the_old_arrow_stands_opposite():
    moment = at("delta", "overwrite", 4)
    view = check_arrow(moment, (-3, 2))
    glass = mirror(moment)
    assert glass.width < 1e-6 and glass.get_x() == pytest.approx(view.plane.origin.get_x())
    assert [m.text for m in moment.all(Number) if "written" in m.text] == []


def heights(bars):
    """What bars show: how far each reaches from the zero line, in its unit."""
    zero = bars.zero.get_y()
    ends = [(bar.get_top()[1] - zero, bar.get_bottom()[1] - zero) for bar in bars.bars]
    return np.array([max(pair, key=abs) for pair in ends]) / bars.unit


def signed(beta):
    size, found = 1.0, [1.0]
    for bit in Delta.word:
        size = size * (1 - beta) if bit else size
        found.append(size)
    return found


def test_each_one_turns_the_bar_over():
    moment = at("delta", "mirror", 1)
    bars = moment.one(StateBars)
    odd = [sum(Delta.word[:t]) % 2 for t in range(len(Delta.word) + 1)]
    np.testing.assert_allclose(heights(bars), [1 - 2 * o for o in odd], atol=0.01)
    by_place = {round(bar.get_x(), 2): o for bar, o in zip(bars.bars, odd, strict=True)}
    marks = [m for m in moment.stage if m.has_points() and m.get_y() == pytest.approx(-1.7) and m.height < 0.3]
    assert {round(mark.get_x(), 2): parity_of(mark) for mark in marks} == by_place


@pytest.mark.parametrize("i", range(5))
def test_beta_shrinks_the_bars(i):
    moment = dial("mirror", 2)[i]
    np.testing.assert_allclose(heights(moment.one(StateBars)), signed(moment.value), atol=0.01)
    check_scale(moment, moment.value)
    assert f"size of the last bar {abs(signed(moment.value)[-1]):.2f}" in [m.text for m in moment.all(Number)]


@pytest.mark.parametrize("i", range(5))
def test_a_cross_is_below_each_bar_of_the_wrong_sign(i):
    moment = dial("mirror", 2)[i]
    bars, ones, wrong = moment.one(StateBars).bars, 0, []
    for bar, bit, value in zip(bars, (0, *Delta.word), signed(moment.value), strict=True):
        ones += bit
        if not (value > 0 if ones % 2 == 0 else value < 0):
            wrong.append(bar.get_x())
    crosses = [m for m in moment.all(Verdict) if m.mark[0].get_stroke_opacity() > 0]
    assert [m.get_x() for m in crosses] == pytest.approx(wrong) and not any(m.right for m in crosses)
    assert all(-2.5 < m.get_y() < -1.9 for m in crosses)
    assert bool(wrong) == (moment.value <= 1)
    assert at("delta", "mirror", 2).all(Verdict) == []


def test_the_scale_leaves_when_the_curves_tell_their_own_beta():
    assert at("delta", "mirror", 3).all(BetaScale) == [] and at("delta", "swaps", 1).one(BetaScale)


def test_margins_are_drawn_as_they_fall():
    moment = at("delta", "mirror", 3)
    chart = moment.one(Chart)
    x, y = Scale(chart.x_numbers, 0, logarithmic=True), Scale(chart.y_numbers, 1, logarithmic=True)
    curves = moment.all(Curve)
    dots = [m for m in moment.all(Dot) if m.width == pytest.approx(0.24)]
    names = {m.text: m for m in moment.all(Number) if m.text.startswith("β")}
    assert len(curves) == 4
    for curve, beta in zip(curves, (1.5, 1.9, 1.99, 2), strict=True):
        points = curve.line.points.reshape(-1, 4, 3)
        for point in (*points[:, 0], points[-1, 3]):
            ones = round(x.value(point[0]))
            assert log(y.value(point[1])) == pytest.approx(ones * log(beta - 1), abs=0.02)
        assert names[f"β = {beta:g}"].ink == curve.line.get_color().to_hex()
    for dot, beta in zip(dots, (1.5, 1.9, 1.99), strict=True):
        assert x.value(dot.get_x()) == pytest.approx(lasts(beta), rel=0.01)
        assert y.value(dot.get_y()) == pytest.approx(0.01, rel=0.01)
        near = min(
            (m for m in moment.all(Number) if m.text == str(lasts(beta))), key=lambda m: abs(m.get_x() - dot.get_x())
        )
        assert abs(near.get_x() - dot.get_x()) < 0.6


@pytest.mark.parametrize("i", range(5))
def test_a_slanted_mirror_swaps_two_numbers(i):
    moment = dial("swaps", 1)[i]
    values = exchanged(Delta.swaps[:1], moment.value)
    np.testing.assert_allclose(heights(moment.one(StateBars)), values, atol=0.01)
    view = check_arrow(moment, [values[k] for k in Delta.swaps[0]])
    glass = mirror(moment)
    run = glass.get_end() - glass.get_start()
    assert run[0] == pytest.approx(run[1]) and np.allclose(glass.get_start(), view.plane.origin.get_center())


def cards(moment, bars):
    """The numbers below the bars, from left to right."""
    below = [
        m for m in moment.all(Number) if m.get_y() < bars.zero.get_y() and abs(m.get_y() - bars.zero.get_y()) < 0.6
    ]
    row = sorted((m for m in below if m.get_x() > bars.bars[0].get_x() - 0.3), key=lambda m: m.get_x())
    for card, bar in zip(row, bars.bars, strict=True):
        assert card.get_x() == pytest.approx(bar.get_x(), abs=0.08)
    return [round(m.value) for m in row]


@pytest.mark.parametrize(("step", "count"), [(1, 1), (2, len(Delta.swaps)), (3, len(Delta.swaps))])
def test_the_bars_follow_the_cards(step, count):
    moment = at("delta", "swaps", step)
    bars = moment.one(StateBars)
    assert cards(moment, bars) == shuffled(Delta.swaps[:count])
    np.testing.assert_allclose(heights(bars), shuffled(Delta.swaps[:count]), atol=0.01)


def test_the_ladder_has_a_link_for_each_swap():
    ladder = at("delta", "swaps", 2).one(SwapLadder)
    rails = [rail.get_y() for rail in ladder.rails]
    found = []
    for link in ladder.links:
        ends = [int(np.argmin(np.abs(np.array(rails) - dot.get_y()))) for dot in link[1:]]
        found.append(tuple(ends))
        assert {round(dot.get_y(), 3) for dot in link[1:]} == {
            round(e[1], 3) for e in (link[0].get_start(), link[0].get_end())
        }
    assert found == list(Delta.swaps)
    assert list(np.diff([link.get_x() for link in ladder.links]) > 0) == [True] * (len(found) - 1)
    assert [round(n.value) for n in ladder.numbers] == [1, 2, 3, 4, 5] and rails == sorted(rails, reverse=True)


@pytest.mark.parametrize("i", range(5))
def test_a_list_of_weak_mirrors_makes_all_alike(i):
    moment = dial("swaps", 3)[i]
    bars = moment.one(StateBars)
    np.testing.assert_allclose(heights(bars), exchanged(Delta.swaps, moment.value), atol=0.01)
    levels = [m for m in moment.all(Line) if m.width == pytest.approx(0.8) and m.get_stroke_opacity() > 0.5]
    told = [(m.get_y() - bars.zero.get_y()) / bars.unit for m in sorted(levels, key=lambda m: m.get_x())]
    np.testing.assert_allclose(told, shuffled(Delta.swaps), atol=0.01)
    [key] = [m for m in moment.all(Label) if m.original_text == "as high as the card says"]
    [sample] = [
        m for m in moment.all(Line) if m.width == pytest.approx(0.6) and m.get_y() == pytest.approx(key.get_y())
    ]
    assert colour(sample) == colour(levels[0]) == theme.ink


def test_mirrors_follow_ten_thousand_swaps_and_weaker_ones_do_not():
    moment = at("delta", "swaps", 4)
    bars = moment.one(StateBars)
    assert cards(moment, bars) == shuffled(far())
    np.testing.assert_allclose(heights(bars), shuffled(far()), atol=0.01)
    for length in Delta.lengths:
        np.testing.assert_allclose(exchanged(far(length), 2), shuffled(far(length)), atol=1e-9)
    assert [m.right for m in moment.all(Verdict)] == [True] * 4
    thin = [m for m in moment.all(Rectangle) if m.width == pytest.approx(0.2) and not isinstance(m, MatrixCell)]
    outlines = sorted((m for m in thin if m.get_x() > bars.bars[0].get_x() - 0.1), key=lambda m: m.get_x())
    tops = [(m.get_top()[1] - bars.zero.get_y()) / bars.unit for m in outlines]
    np.testing.assert_allclose(tops, exchanged(far(), Delta.near), atol=0.02)
    assert np.ptp(tops) < 0.1


def test_three_layers_have_a_state_and_the_fourth_mixes():
    stack = at("delta", "ship", 4).one(LayerStack)
    layers = sorted(stack.layers, key=lambda layer: layer.get_y())
    kinds = [isinstance(seat, Circle) for _, seat, _ in layers]
    assert kinds == [False, False, False, True] * 2
    for (plate, seat, name), mixes in zip(layers, kinds, strict=True):
        assert name.original_text == ("attention" if mixes else "delta rule")
        assert colour(plate) == colour(seat) == (theme.weight if mixes else theme.state)
        assert seat.get_x() == pytest.approx(stack.way.get_x())


# From their modelling code: a sigmoid, and twice a sigmoid.
SHIPPED = {"Qwen3-Next": ("Gated DeltaNet", 1), "Kimi Linear": ("Kimi Delta Attention", 1),
           "Olmo Hybrid": ("Gated DeltaNet", 2)}  # fmt: skip


def test_each_model_has_the_range_of_its_beta():
    moment = at("delta", "ship", 4)
    labels = {m.original_text: m for m in moment.all(Label) if m.original_text in SHIPPED}
    marks = [m for m in moment.all(Number) if m.text in SCALE and m.get_x() > 4]
    y = Scale(marks, 1)
    assert set(labels) == set(SHIPPED)
    for name, (kind, most) in SHIPPED.items():
        x = labels[name].get_x()
        [bar] = [m for m in moment.all(Rectangle) if m.width == pytest.approx(0.7) and abs(m.get_x() - x) < 0.05]
        assert y.value(bar.get_bottom()[1]) == pytest.approx(0, abs=0.01)
        assert most - 0.06 < y.value(bar.get_top()[1]) < most
        lines = [m for m in moment.all(Label) if abs(m.get_x() - x) < 0.05 and m is not labels[name]]
        below = [" ".join(m.original_text for m in sorted(lines, key=lambda m: -m.get_y()))]
        said = [m.text for m in moment.all(Number) if abs(m.get_x() - x) < 0.05]
        assert below == [kind] and said == [f"β < {most}"]

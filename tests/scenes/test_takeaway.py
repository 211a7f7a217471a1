"""The last picture: what the arc does not write, which words are struck, and what stands behind the advice."""

import numpy as np
import pytest
from manim import ArcBetweenPoints, Circle, Dot, Line, Rectangle

from scenes import cast
from scenes.mobjects.runs import HiddenState
from scenes.mobjects.seats import Seats
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Number
from scenes.mobjects.tokens import TokenRow
from scenes.theme import theme
from slides.script import load_script
from tests.scenes import test_representations as representations
from tests.scenes.expect import SLIDES, check_numbers, find, plain, sentence, texts
from tests.scenes.readback import arcs, at, ink, of_type, says, struck, visible
from tests.scenes.test_claim import key, query, weights
from tests.scenes.test_parity import stored

COPIES, IT, KEY = representations.COPIES, representations.IT, representations.KEY
NUMBERS = {
    "read": lambda: texts([COPIES[-1]["copied"][IT][KEY]], 2),
    "lengths": lambda: [
        *(plain(tick) for tick in (1, 10, 100, len(mean_curve("elman")), 0, 0.5, 1)),
        *texts([last_mean(net) for net in NETS], 2),
    ],
}
NETS = ("transformer-1", "scratchpad", "elman")
WITH_ARC = ("arc", "sentence", "end")


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("takeaway"), NUMBERS)


@pytest.mark.parametrize("slide", WITH_ARC)
def test_the_arc_is_that_of_the_first_picture(seen, slide):
    state = find(seen("takeaway"), slide)
    [row] = of_type(state, TokenRow)
    assert arcs(state, row.tokens) == {(query(), key()): pytest.approx(1.2 + 22 * weights()[key()], rel=1e-4)}
    [arc] = visible(state, ArcBetweenPoints, exactly=True)
    assert arc.get_stroke_opacity() == 1


def boxes(state):
    return [m for m in state.visible if ink(m) == theme.state.upper() and m.width == pytest.approx(2.0, abs=0.01)]


def key_word() -> str:
    data = sentence()
    start, end = data["spans"][[i for i, t in enumerate(data["tokens"]) if t not in ("[CLS]", "[SEP]")][key()]]
    return data["text"][start:end]


def test_the_arc_has_written_nothing(seen):
    state = find(seen("takeaway"), "arc")
    [box] = boxes(state)
    assert box.get_fill_opacity() == 0
    assert not of_type(state, RuleRing)
    assert not [m for m in (*state.labels, *state.numbers) if abs(m.get_center() - box.get_center()).max() < 1]


@pytest.mark.parametrize("slide", ["sentence", "end"])
def test_the_rule_has_written(seen, slide):
    state = find(seen("takeaway"), slide)
    [box], [ring], [arc] = boxes(state), of_type(state, RuleRing), visible(state, ArcBetweenPoints, exactly=True)
    assert box.get_fill_opacity() == 1
    assert abs(says(state, key_word()).get_center() - box.get_center()).max() < 0.1
    assert abs(box.get_x() - arc.get_x()) < 0.1
    assert arc.get_bottom()[1] < box.get_y() < arc.get_top()[1]
    wire = next(m for m in visible(state, Line, exactly=True) if ink(m) == theme.program.upper() and m.width > 0.5)
    assert wire.get_left()[0] == pytest.approx(box.get_right()[0], abs=0.01)
    assert wire.get_right()[0] == pytest.approx(ring.get_left()[0], abs=0.05)
    assert 0 < ring.get_bottom()[1] - says(state, "rule").get_top()[1] < 0.3


def test_only_attention_is_left_of_the_opening_sentence(seen):
    state = find(seen("takeaway"), "sentence")
    lines = visible(state, Line, exactly=True)
    first, second = (says(state, line) for line in cast.OPENING)
    assert struck(first, lines).strip() == "Transformers reason because"
    assert struck(second, lines) == cast.OPENING[1]
    said = ("Attention", "mixes.", "Something must still", "write.")
    assert not any(struck(says(state, part), lines) for part in said)
    assert [says(state, part).get_x() for part in said] == sorted(says(state, part).get_x() for part in said)


def test_the_sentence_that_is_edited_is_the_one_of_the_opening(seen):
    for state in (find(seen("claim"), "sentence"), find(seen("takeaway"), "sentence")):
        assert {label.original_text for label in state.labels} >= set(cast.OPENING)
    titles = [load_script(SLIDES, scene)[0] for scene in ("claim", "takeaway")]
    assert titles[0][0].title == titles[1][1].title


@pytest.mark.parametrize("slide", ["read", "lengths", "write", "end"])
def test_the_advice_is_said_to_be_ours_and_has_no_tag(seen, slide):
    state = find(seen("takeaway"), slide)
    assert state.mark.evidence is None
    assert "Our advice" in state.mark.source


@pytest.mark.parametrize(("step", "file", "row"), [(1, "rows", 1), (2, "copied", IT)], ids=["turned", "put back"])
def test_one_copied_state_brings_the_arc_back(step, file, row):
    weight = (COPIES[0] if file == "rows" else COPIES[-1])[file][row][KEY]
    moment = at("takeaway", "read", step)
    [arc], [number] = (m for m in (moment.all(ArcBetweenPoints), moment.all(Number)))
    assert arc.get_stroke_width() == pytest.approx(1.2 + 22 * weight, rel=1e-4)
    assert number.text == f"{weight:.2f}"
    sentence_row = moment.one(TokenRow)
    assert sentence_row.label.original_text.endswith("wide.")
    boxes = moment.all(HiddenState)
    boxes = [m for m in boxes if sentence_row.label.get_top()[1] < m.get_y() < arc.get_bottom()[1]]
    at_it = [m for m in boxes if abs(m.get_x() - sentence_row.tokens[IT - 1].get_x()) < 0.01]
    assert len(at_it) == step, "the kept state lies on that of its word, once it was put back"
    assert len(boxes) == len(sentence_row.tokens) + step - 1


def test_the_lens_leaves_the_arc_for_the_state():
    for step in (1, 2):
        moment = at("takeaway", "read", step)
        [arc], lens = moment.all(ArcBetweenPoints), next(m for m in moment.all(Circle) if ink(m) == theme.ink.upper())
        near = min(np.linalg.norm(arc.point_from_proportion(t) - lens.get_center()) for t in np.linspace(0, 1, 101))
        token = moment.one(TokenRow).tokens[IT - 1]
        on_state = abs(lens.get_x() - token.get_x()) < 0.1 and lens.get_y() < arc.get_bottom()[1]
        assert (near < 0.1, on_state) == ((True, False), (False, True))[step - 1]


def test_the_curves_are_those_of_the_trained_nets(seen):
    state = find(seen("takeaway"), "lengths")
    drawn = {}
    for curve in (m for m in state.stage if hasattr(m, "values")):
        drawn[ink(curve.line)] = drawn.get(ink(curve.line), []) + list(curve.values)
    inks = (theme.series[1].upper(), theme.program.upper(), theme.state.upper())
    assert set(drawn) == set(inks)
    for net, color in zip(NETS, inks, strict=True):
        curve = mean_curve(net)
        found = dict(drawn[color])
        assert list(found) == pytest.approx([(first + last) / 2 for first, last in bins(len(curve))])
        for (first, last), y in zip(bins(len(curve)), found.values(), strict=True):
            assert y == pytest.approx(sum(curve[first - 1 : last]) / (last - first + 1))


def test_each_number_stands_at_the_end_of_its_curve(seen):
    state = find(seen("takeaway"), "lengths")
    marks = [m for m in state.visible if m.width == pytest.approx(0.64, abs=0.01) and type(m) is Dot]
    marks += [m for m in state.visible if m.width == pytest.approx(0.48, abs=0.01) and type(m) is Dot]
    marks += [m for m in state.visible if m.width == pytest.approx(0.3, abs=0.01) and ink(m) == theme.state.upper()]
    glyphs = ((n, n.family_members_with_points()[0]) for n in state.numbers if n.places == 2)
    numbers = {glyph.get_fill_color().to_hex().upper(): n for n, glyph in glyphs}
    for mark, net in zip(marks, NETS, strict=True):
        color = (mark.get_stroke_color() if net == "elman" else mark.get_fill_color()).to_hex().upper()
        assert numbers[color].text == f"{last_mean(net):.2f}"
        assert np.linalg.norm(numbers[color].get_center() - mark.get_center()) < 1.2


def bins(longest: int) -> list[tuple[int, int]]:
    found, first = [], 1
    while first <= longest:
        found.append((first, min(first + first // 8, longest)))
        first = found[-1][1] + 1
    return found


def mean_curve(model: str) -> list[float]:
    seeds = stored(model, "by_length")
    return [sum(values) / len(seeds) for values in zip(*seeds, strict=True)]


def last_mean(model: str) -> float:
    first, last = bins(len(mean_curve(model)))[-1]
    return sum(mean_curve(model)[first - 1 : last]) / (last - first + 1)


def test_what_was_seen_in_training_ends_where_the_first_step_does(seen):
    moment = at("takeaway", "lengths", 1)
    [shade] = [m for m in moment.all(Rectangle) if m.get_fill_opacity() > 0 and type(m) is Rectangle]
    assert all(curve.line.get_right()[0] <= shade.get_right()[0] for curve in moment.stage if hasattr(curve, "values"))
    ticks = {m.text: m.get_x() for m in moment.all(Number)}
    assert shade.get_right()[0] == pytest.approx(ticks["10"], abs=0.02)


def test_three_layers_that_keep_a_state_stand_before_each_one_that_attends(seen):
    state = find(seen("takeaway"), "write")
    boxes = [m for m in state.visible if ink(m) == theme.state.upper() and m.width == pytest.approx(1.1, abs=0.01)]
    discs = [m for m in state.visible if ink(m) == theme.weight.upper() and m.width == pytest.approx(1.1, abs=0.01)]
    order = sorted([(m.get_x(), "box") for m in boxes] + [(m.get_x(), "disc") for m in discs])
    assert [kind for _, kind in order] == 2 * ["box", "box", "box", "disc"]
    assert all(box.get_fill_opacity() == 1 for box in boxes)
    rings = of_type(state, RuleRing)
    assert sorted(ring.get_x() for ring in rings) == pytest.approx(sorted(box.get_x() for box in boxes))


def test_the_seats_are_filled(seen):
    for state in seen("takeaway"):
        [seats] = of_type(state, Seats)
        assert all(place.get_fill_opacity() == 1 for place in seats.places.values())

"""The last picture: what the arc does not write, which words are struck, and what stands behind the advice."""

import pytest
from manim import ArcBetweenPoints, Circle, DashedVMobject, Line, RoundedRectangle

from scenes import cast
from scenes.mobjects.seats import Seats
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label
from scenes.mobjects.tokens import TokenRow
from scenes.takeaway import Takeaway
from scenes.theme import theme
from slides.script import load_script, load_sources
from tests.scenes.expect import SLIDES, check_numbers, find, sentence
from tests.scenes.readback import arcs, at, ink, of_type, says, struck, visible
from tests.scenes.test_claim import key, query, weights

WITH_ARC = ("arc", "sentence", "follows")


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("takeaway"), {})


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


@pytest.mark.parametrize("slide", ["sentence", "follows"])
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


def test_what_we_do_not_say_is_struck_and_what_we_say_is_not(seen):
    state = find(seen("takeaway"), "limits")
    lines, sources = visible(state, Line, exactly=True), load_sources(SLIDES)
    for wrong, right, source in Takeaway.denied:
        assert struck(says(state, wrong), lines) == wrong
        assert not struck(says(state, right), lines)
        by = says(state, sources[source].short)
        assert by.baseline == pytest.approx(says(state, right).baseline)
        assert 0 < says(state, wrong).baseline - by.baseline < 0.8


def test_the_advice_is_said_to_be_ours_and_has_no_tag(seen):
    state = find(seen("takeaway"), "follows")
    assert state.mark.evidence is None
    assert state.mark.source.startswith("Our advice")


def test_the_advice_stands_by_the_part_of_the_picture_that_it_is_about():
    moment = at("takeaway", "follows", 3)
    told = {m.original_text: m for m in moment.all(Label)}
    for who, (first, second) in Takeaway.advice:
        assert told[who].get_x() == pytest.approx(told[first].get_x()) == pytest.approx(told[second].get_x())
        assert told[who].baseline > told[first].baseline > told[second].baseline > told[who].baseline - 1
    lens = max(moment.all(Circle), key=lambda m: m.width if ink(m) == theme.ink.upper() else 0)
    assert abs(lens.get_center() - told[key_word()].get_center()).max() < 0.1
    seen_cells = [m for m in moment.all(RoundedRectangle) if m.get_fill_opacity() > 0.5 and m.width < 0.5]
    seen_cells = [m for m in seen_cells if ink(m) == theme.ink.upper()]
    [new] = moment.all(DashedVMobject)
    assert new.get_left()[0] > max(cell.get_right()[0] for cell in seen_cells) + 0.5


def test_the_seats_are_filled(seen):
    for state in seen("takeaway"):
        [seats] = of_type(state, Seats)
        assert all(place.get_fill_opacity() == 1 for place in seats.places.values())

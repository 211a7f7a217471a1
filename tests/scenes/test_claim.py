"""The opening: the arcs of the famous picture, the empty seats, the definition as a picture."""

from itertools import pairwise

import numpy as np
import pytest
from manim import Circle, DashedVMobject, RoundedRectangle

from scenes import cast, words
from scenes.claim import Claim
from scenes.lecture_scene import EVIDENCE, Tag
from scenes.mobjects.endless import EndlessTape
from scenes.mobjects.machine import StateBox
from scenes.mobjects.seats import MIXES, TRANSFORMS, Seats
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import TokenRow
from scenes.theme import theme
from tests.scenes.expect import check_numbers, find, real_row, sentence, shares, texts, toggled, words_of_sentence
from tests.scenes.readback import apart, arcs, at, inside, nearest, of_type, says


def weights() -> list[float]:
    """What the followed word weighs each word of the sentence, [CLS] and [SEP] taking their part."""
    row = real_row(cast.HEAD, scaled=True)
    every = dict(zip(row, shares(list(row.values())), strict=True))
    return [every[j] for j in words_of_sentence()]


def query() -> int:
    return words_of_sentence().index(sentence()["query"])


def key() -> int:
    return max((w, j) for j, w in enumerate(weights()) if j != query())[1]


NUMBERS = {
    "picture": lambda: texts([weights()[key()]], 2),
    "question": lambda: texts([toggled(Claim.symbols)[-1]]),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("claim"), NUMBERS)


def test_each_arc_joins_its_words_and_is_as_wide_as_its_weight(seen):
    state = find(seen("claim"), "picture")
    [row] = of_type(state, TokenRow)
    drawn = arcs(state, row.tokens)
    assert drawn == {
        (query(), j): pytest.approx(1.2 + 22 * w, rel=1e-4) for j, w in enumerate(weights()) if j != query()
    }


def test_the_number_stands_under_the_arc_that_it_measures(seen):
    state = find(seen("claim"), "picture")
    [row] = of_type(state, TokenRow)
    [number] = of_type(state, Number)
    assert number.value == pytest.approx(weights()[key()], rel=1e-5)
    middle = np.mean([row.tokens[i].get_center() for i in (query(), key())], axis=0)
    assert abs(number.get_x() - middle[0]) < 0.1


def test_the_two_words_have_the_colours_of_their_roles(seen):
    [row] = of_type(find(seen("claim"), "picture"), TokenRow)
    inks = [{glyph.get_fill_color().to_hex().upper() for glyph in token} for token in row.tokens]
    assert inks[query()] == {theme.query.upper()}
    assert inks[key()] == {theme.key.upper()}
    assert all(ink == {theme.muted.upper()} for i, ink in enumerate(inks) if i not in (query(), key()))


def test_the_seats_are_two_empty_shapes_with_their_words(seen):
    for state in seen("claim"):
        [seats] = of_type(state, Seats)
        assert type(seats.places[MIXES]) is Circle
        assert type(seats.places[TRANSFORMS]) is RoundedRectangle
        for name, place in seats.places.items():
            assert place.get_fill_opacity() == 0, f"{state.slide}: the seat {name} is filled"
            assert all(dash.get_stroke_opacity() == 1 for dash in seats.outlines[name])
            label = says(state, name)
            assert nearest(place.get_right(), list(seats.words.values())) == list(seats.words).index(name)
            assert label.get_left()[0] > place.get_right()[0]


def test_the_question_joins_attend_and_reason_in_this_order(seen):
    state = find(seen("claim"), "sentence")
    attend, doubt, reason = (says(state, word) for word in ("attend", "?", "reason"))
    assert attend.get_x() < doubt.get_x() < reason.get_x()


def test_a_light_switch_passes_and_does_not_reason(seen):
    state = find(seen("claim"), "question")
    passes = max(of_type(state, RoundedRectangle), key=lambda m: m.width)
    [reasons] = [m for m in of_type(state, DashedVMobject) if m.width > 1]
    [box], [ring] = of_type(state, StateBox), of_type(state, RuleRing)
    for part in (box, ring, says(state, "a light switch")):
        assert inside(part, passes)
        assert apart(part, reasons)
    assert inside(reasons, passes)
    assert inside(says(state, "reasons"), reasons)
    assert inside(says(state, "passes this test"), passes)
    assert apart(says(state, "passes this test"), reasons)


def test_the_definition_is_said_to_be_ours_necessary_and_not_sufficient(seen):
    source = find(seen("claim"), "question").mark.source
    assert all(word in source for word in ("Definition", "ours", "Necessary", "not sufficient"))


@pytest.mark.parametrize(("word", "role"), [("rule", "program"), ("state", "state")])
def test_the_definition_colours_rule_and_state(seen, word, role):
    label = says(find(seen("claim"), "question"), "A rule updates a state,")
    assert {glyph.get_fill_color().to_hex() for glyph in label.part(word)} == {getattr(theme, role)}


def test_the_machine_of_the_definition_returns_to_its_first_state_so_that_the_tape_can_go_on():
    assert toggled(Claim.symbols)[-1] == toggled(Claim.symbols)[0] == 0
    assert 1 in toggled(Claim.symbols)


def test_the_tape_has_a_filled_cell_for_a_one_and_looks_the_same_after_a_period():
    tape = EndlessTape(Claim.symbols, 0)
    filled = [cell.get_fill_opacity() > 0 for cell in tape]
    assert filled == [Claim.symbols[i % len(Claim.symbols)] == 1 for i in range(len(tape))]
    sizes = [cell.width for cell in tape]
    assert all(b / a == pytest.approx(EndlessTape.shrink) for a, b in pairwise(sizes))
    before = [cell.points.copy() for cell in tape]
    tape.advance(len(Claim.symbols))
    for old, now in zip(before, tape[len(Claim.symbols) :], strict=False):
        assert np.allclose(old, now.points)


def test_each_tag_stands_over_its_meaning():
    moment = at("claim", "picture", 4)
    tags = [tag for tag in moment.all(Tag) if tag.get_y() < 2.7]
    meanings = {
        "proved": "by algebra", "cited": "from a paper", "measured": "our experiment", "constructed": "set by hand",
        "schematic": "a drawing only",
    }  # fmt: skip
    assert [tag.evidence for tag in sorted(tags, key=lambda tag: tag.get_x())] == list(EVIDENCE)
    for tag in tags:
        near = [m for m in moment.all(Label) if abs(m.get_x() - tag.get_x()) < 0.2]
        below = [m for m in near if 0.3 < tag.get_y() - m.get_y() < 0.8]
        assert [m.original_text for m in below] == [meanings[tag.evidence]]


def test_the_rule_stands_between_the_box_and_the_symbol_that_comes_next():
    moment = at("claim", "question", 3)
    ring, box, tape = moment.one(RuleRing), moment.one(StateBox), moment.one(EndlessTape)
    assert box.get_right()[0] < ring.get_x() < tape[0].get_x()
    assert [cell.get_x() for cell in tape] == sorted(cell.get_x() for cell in tape)


GERMAN = {
    "Transformers reason because attention": "Transformer schlussfolgern, weil Attention",
    "reason": "schlussfolgern",
    "lets tokens attend to each other.": "Token aufeinander achten lässt.",
    "attend": "achten",
    "because": "weil",
    "tokens": "Token",
}


def test_the_words_are_lifted_out_in_another_language_too(seen):
    state = find(seen.fresh("claim", table=GERMAN), "sentence")
    assert {"achten", "schlussfolgern"} <= {label.original_text for label in state.labels}
    assert GERMAN.keys() <= words.asked

"""Representations: weights, copies and pairs on stage are those that were measured."""

import json
from collections import Counter

import numpy as np
import pytest
from manim import ArcBetweenPoints, Circle, DashedLine, Dot, Line, Rectangle

from scenes.mobjects.pair_rows import PairRows
from scenes.mobjects.runs import HiddenState
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import weight_width
from scenes.mobjects.verdict import Verdict
from scenes.representations import Representations
from scenes.theme import theme
from tests.scenes.expect import DATA, check_numbers, texts
from tests.scenes.readback import at, dialled, ink

COPIES = list(json.loads((DATA / "measured" / "patching.json").read_text())["parts"].values())
PAIRS = list(json.loads((DATA / "measured" / "pairs.json").read_text())["parts"].values())
TOKENS = COPIES[0]["tokens"][0]
KEY, OTHER, IT = TOKENS.index("animal"), TOKENS.index("street"), TOKENS.index("it")
LAYER, HEAD = 3, 1


def weights(pair: dict) -> list[list[float]]:
    """By word, on both things."""
    return [pair["weights"][word][LAYER][HEAD] for word in (0, 1)]


def share(pair: dict, word: int) -> float:
    one, two = weights(pair)[word]
    return one / (one + two)


def right(pair: dict) -> bool:
    (a, b), (c, d) = weights(pair)
    return a > b and d > c


def nearer(pair: dict) -> bool:
    copied = pair["copied"][pair["tokens"].index("it")][0]
    (one, _), (two, _) = weights(pair)
    return abs(copied - one) < abs(copied - two)


def of_all(row: list[float]) -> float:
    """Of the difference of both runs' weights, what a copy carries."""
    one, two = (COPIES[0]["rows"][word][KEY] for word in (0, 1))
    return (row[KEY] - two) / (one - two)


NUMBERS = {
    "turn": lambda: [
        *texts([COPIES[0]["rows"][1][thing] for thing in (KEY, OTHER)], 2),
        *texts([COPIES[0]["rows"][0][thing] for thing in (KEY, OTHER)], 2, before="was "),
    ],
    "copied": lambda: texts([COPIES[3]["others"][KEY], *(COPIES[0]["rows"][word][KEY] for word in (0, 1))], 2),
    "where": lambda: ["copied: only what the heads of layer 2 add at “it”", *texts([of_all(COPIES[2]["heads"])], 2)],
    "pairs": lambda: [
        f"right for both words: {sum(map(right, PAIRS))} of {len(PAIRS)}",
        f"carried by the copy: {sum(map(nearer, PAIRS))} of {len(PAIRS)}",
        *texts([0, 1]),
    ],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("representations"), NUMBERS)


def widest(moment) -> float:
    return max(float(m.get_stroke_width()) for m in moment.all(ArcBetweenPoints))


@pytest.mark.parametrize(
    ("slide", "step", "weight"),
    [
        ("turn", 0, COPIES[0]["rows"][0][KEY]),
        ("copied", 1, COPIES[0]["rows"][1][KEY]),
        ("copied", 2, COPIES[3]["copied"][IT][KEY]),
        ("copied", 3, COPIES[3]["copied"][IT][KEY]),
        ("copied", 4, COPIES[3]["others"][KEY]),
    ],
)
def test_the_arc_is_as_wide_as_its_weight(slide, step, weight):
    assert widest(at("representations", slide, step)) == pytest.approx(weight_width(weight), abs=0.01)


def upper_boxes(moment) -> list[HiddenState]:
    """The hidden states of the run above, from left to right."""
    boxes = [m for m in moment.all(HiddenState) if m.get_y() == pytest.approx(1.58)]
    return sorted((m for m in boxes if m.get_stroke_opacity() < 0.9), key=lambda m: m.get_x())


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_hidden_state_has_not_the_colour_of_a_state_and_the_copied_one_is_bright(step):
    moment = at("representations", "copied", step)
    hidden = moment.all(HiddenState)
    assert len(hidden) >= 2 * (len(TOKENS) - 2) and not any(getattr(m, "shows_state", False) for m in hidden)
    inks = {ink(m) for m in hidden} | {m.get_fill_color().to_hex().upper() for m in hidden}
    assert inks == {theme.muted.upper(), theme.faint.upper(), theme.ink.upper()}
    copied = [m.get_x() for m in hidden if ink(m) == theme.ink.upper()]
    places = [m.get_x() for m in upper_boxes(moment)]
    assert len(copied) == (1 if step < 4 else len(places) - 1)
    assert all(min(abs(x - place) for place in places) < 0.03 for x in copied)


def test_the_dial_shows_whose_state_was_copied_and_what_follows():
    moments = dialled("representations", "copied")
    assert len(moments) == 5
    for moment in moments:
        token = round(moment.value) + 1
        weight = COPIES[3]["copied"][token][KEY]
        assert widest(moment) == pytest.approx(weight_width(weight), abs=0.01)
        shown = {m.text: m for m in moment.all(Number)}
        assert f"{weight:.2f}" in shown
        caption, boxes = shown[f"{TOKENS[token]}: {weight:.2f}"], upper_boxes(moment)
        empty = [i for i, box in enumerate(boxes) if box.get_fill_opacity() == 0]
        assert len(boxes) == len(TOKENS) - 2 and empty == [token - 1]
        assert abs(caption.get_x() - boxes[token - 1].get_x()) < 0.6


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_both_weights_without_a_copy_stay_for_comparison(step):
    moment = at("representations", "copied", step)
    for word, name in enumerate(("tired", "wide")):
        [number] = [m for m in moment.all(Number) if m.text == f"{COPIES[0]['rows'][word][KEY]:.2f}" and m.get_x() > 5]
        [beside] = [
            m for m in moment.all(Label) if m.original_text == name and abs(m.baseline - number.baseline) < 0.01
        ]
        assert beside.get_right()[0] < number.get_left()[0]


def test_at_last_all_states_but_one_have_fallen():
    boxes = upper_boxes(at("representations", "copied", 4))
    assert [box.get_fill_opacity() > 0 for box in boxes] == [token == "it" for token in TOKENS[1:-1]]


def bars(moment) -> list[float]:
    """Shares as heights of bars, hollow ones that hang are negative."""
    found = sorted((m for m in moment.all(Rectangle) if m.width == pytest.approx(0.5)), key=lambda m: m.get_x())
    below = [m.get_y() < Representations.foot - 1e-3 for m in found]
    assert all(m.get_fill_opacity() == 0 for m, hangs in zip(found, below, strict=True) if hangs)
    return [m.height / Representations.unit * (-1 if hangs else 1) for m, hangs in zip(found, below, strict=True)]


@pytest.mark.parametrize(("step", "layer"), [(1, 0), (2, 2), (3, 3)])
def test_bars_are_the_share_of_the_difference_that_a_copy_carries(step, layer):
    moment = at("representations", "where", step)
    wanted = [of_all(row) for row in COPIES[layer]["copied"]]
    np.testing.assert_allclose(bars(moment), wanted[1:-1], atol=5e-3)
    shown = [m.text for m in moment.all(Number)]
    assert f"copied on entering layer {layer}" in shown
    assert Counter(shown) >= Counter(texts([wanted[IT], wanted[TOKENS.index("tired")]], 2))


def test_only_what_heads_write_at_the_word_that_looks_is_the_last_bar():
    found = bars(at("representations", "where", 4))
    assert found[IT - 1] == pytest.approx(of_all(COPIES[2]["heads"]), abs=5e-3)
    assert max(np.abs(np.delete(found, IT - 1))) < 5e-3


def test_the_dashed_line_is_all_of_the_difference():
    moment = at("representations", "where", 1)
    [line] = [m for m in moment.all(DashedLine) if m.width > 10]
    assert line.get_y() == pytest.approx(Representations.foot + Representations.unit)
    [name] = [m for m in moment.all(Label) if m.original_text == "all of the difference"]
    assert 0 < name.baseline - line.get_y() < 0.3


def test_the_last_word_carries_it_until_the_word_that_looks_does():
    for layer, part in enumerate(COPIES):
        row = [c[KEY] for c in part["copied"]]
        assert TOKENS[int(np.argmax(row))] == ("it" if layer == 3 else "tired")
        assert part["all"] == pytest.approx(part["rows"][0], abs=2e-4)


def order() -> list[dict]:
    return sorted(PAIRS, key=lambda pair: -(share(pair, 0) + share(pair, 1)))


def panels() -> tuple[PairRows, PairRows]:
    left, right = (PairRows(len(PAIRS), *edges) for edges in (Representations.left_panel, Representations.right_panel))
    return left, right


def test_the_large_row_is_the_lectures_own_pair():
    moment = at("representations", "pairs", 1)
    names = {m.original_text: m for m in moment.all(Label)}
    [line] = [m for m in moment.all(Line) if m.width == pytest.approx(11.2)]
    for word, name in enumerate(PAIRS[0]["words"][3:]):
        place = line.get_left()[0] + share(PAIRS[0], word) * line.width
        assert names[f"“{name}”"].get_x() == pytest.approx(place, abs=1e-3)
    first, second = PAIRS[0]["words"][1:3]
    assert names[f"all on “{first}”"].get_right()[0] == pytest.approx(line.get_right()[0])
    assert names[f"all on “{second}”"].get_left()[0] == pytest.approx(line.get_left()[0])
    assert [v.right for v in moment.all(Verdict)] == [right(PAIRS[0])]


def test_dots_of_the_pairs_stand_at_their_shares_and_weights():
    moment = at("representations", "pairs", 3)
    left, far = panels()
    filled = [m.get_center() for m in moment.all(Dot) if 0.1 < m.width < 0.18]  # not those of a text, and of the key
    hollow = [m.get_center() for m in moment.all(Circle) if not isinstance(m, Dot) and m.width < 0.18]
    rings = [m.get_center() for m in moment.all(Circle) if ink(m) == theme.weight.upper() and 0.2 < m.width < 0.25]
    assert len(rings) == len(PAIRS) and len(filled) == len(hollow) == 2 * len(PAIRS)

    def there(point: np.ndarray, among: list) -> bool:
        return min(float(np.linalg.norm(point - m)) for m in among) < 1e-3

    for row, pair in enumerate(order()):
        (one, _), (two, _) = weights(pair)
        assert there(left.place(row, share(pair, 0)), filled) and there(left.place(row, share(pair, 1)), hollow)
        assert there(far.place(row, one), filled) and there(far.place(row, two), hollow)
        assert there(far.place(row, pair["copied"][pair["tokens"].index("it")][0]), rings)


def test_bright_bonds_are_the_pairs_that_are_right_for_both():
    moment = at("representations", "pairs", 2)
    left, _ = panels()
    bright = [m for m in moment.all(Line) if ink(m) == theme.ink.upper() and 0.2 < m.width < 4.3]
    rows = [row for row, pair in enumerate(order()) if right(pair)]
    assert sorted(round((left.top - m.get_y()) / PairRows.step) for m in bright) == rows


def test_ticks_and_crosses_are_at_the_rows_they_are_about():
    moment = at("representations", "pairs", 3)
    for panel, tick, holds in zip(panels(), (True, False), (right, nearer), strict=True):
        marks = [m for m in moment.all(Verdict) if m.right == tick and 0 < m.get_x() - panel.right < 0.5]
        rows = [row for row, pair in enumerate(order()) if holds(pair) == tick]
        assert sorted(round((panel.top - m.get_y()) / PairRows.step) for m in marks) == rows
    missed = [row for row, pair in enumerate(order()) if not nearer(pair)]
    pale = [m for m in moment.all(Circle) if ink(m) == theme.weight.upper() and m.get_stroke_opacity() < 0.9]
    assert sorted(round((panels()[1].top - m.get_y()) / PairRows.step) for m in pale) == missed


def test_both_ends_of_the_left_panel_and_its_signs_are_named():
    moment = at("representations", "pairs", 3)
    left, far = panels()
    names = {m.original_text: m for m in moment.all(Label)}
    assert names["first thing"].get_right()[0] == pytest.approx(left.right)
    assert names["second thing"].get_left()[0] == pytest.approx(left.left)
    assert names["alike"].get_x() == pytest.approx(left.place(0, 0.5)[0])
    ends = {m.text: m.get_x() for m in moment.all(Number) if m.text in "01"}
    assert ends == {"0": pytest.approx(far.left), "1": pytest.approx(far.right)}
    for kind, said in ((Dot, "first word"), (Circle, "second word")):
        beside = [m for m in moment.all(kind) if abs(m.get_y() - names[said].get_y()) < 0.05 and 0.18 < m.width < 0.22]
        assert len(beside) == 1 and beside[0].get_right()[0] < names[said].get_left()[0]

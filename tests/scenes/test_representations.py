"""Representations: weights, copies and pairs on stage are those that were measured."""

import json

import numpy as np
import pytest
from manim import ArcBetweenPoints, Circle, Dot, Line, Rectangle

from scenes.mobjects.text import Number
from scenes.mobjects.tokens import weight_width
from scenes.representations import Rows
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


NUMBERS = {
    "turn": lambda: texts([COPIES[0]["rows"][1][KEY], COPIES[0]["rows"][1][OTHER]], 2),
    "copied": lambda: texts([COPIES[3]["copied"][IT][KEY]], 2),
    "where": lambda: ["copied on entering layer 3"],
    "pairs": lambda: [
        f"right for both words: {sum(map(right, PAIRS))} of {len(PAIRS)}",
        f"carried by the state: {sum(map(nearer, PAIRS))} of {len(PAIRS)}",
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
    ],
)
def test_the_arc_is_as_wide_as_its_weight(slide, step, weight):
    assert widest(at("representations", slide, step)) == pytest.approx(weight_width(weight), abs=0.01)


def test_the_dial_shows_what_the_chosen_words_state_carries():
    moments = dialled("representations", "copied")
    assert len(moments) == 5
    for moment in moments:
        weight = COPIES[3]["copied"][round(moment.value) + 1][KEY]
        assert widest(moment) == pytest.approx(weight_width(weight), abs=0.01)
        assert f"{weight:.2f}" in [m.text for m in moment.all(Number)]


def test_bars_are_the_share_of_the_difference_that_a_copy_carries():
    for moment in dialled("representations", "where"):
        low = min(int(moment.value), 2)
        rows = [
            [(c[KEY] - part["rows"][1][KEY]) / (part["rows"][0][KEY] - part["rows"][1][KEY]) for c in part["copied"]]
            for part in COPIES[low : low + 2]
        ]
        wanted = np.array(rows[0]) + (moment.value - low) * (np.array(rows[1]) - np.array(rows[0]))
        bars = sorted((m for m in moment.all(Rectangle) if m.width == pytest.approx(0.5)), key=lambda m: m.get_x())
        found = [m.height / 1.75 * (1 if m.get_y() > -1.05 else -1) for m in bars]
        np.testing.assert_allclose(found, wanted[1:-1], atol=5e-3)


def test_the_last_word_carries_it_until_the_word_that_looks_does():
    for layer, part in enumerate(COPIES):
        row = [c[KEY] for c in part["copied"]]
        assert TOKENS[int(np.argmax(row))] == ("it" if layer == 3 else "tired")
        assert part["all"] == pytest.approx(part["rows"][0], abs=2e-4)


def order() -> list[dict]:
    return sorted(PAIRS, key=lambda pair: -(share(pair, 0) + share(pair, 1)))


def test_dots_of_the_pairs_stand_at_their_shares_and_weights():
    moment = at("representations", "pairs", 2)
    left, far = (Rows(len(PAIRS), *edges, 2.0) for edges in ((-6.3, -1.2), (0.7, 6.3)))
    filled = [m.get_center() for m in moment.all(Dot) if m.width > 0.1]  # spaces in a text are dots of no size
    hollow = [m.get_center() for m in moment.all(Circle) if not isinstance(m, Dot) and m.width < 0.2]
    rings = [m.get_center() for m in moment.all(Circle) if ink(m) == theme.state.upper() and 0.2 < m.width < 0.3]
    assert len(rings) == len(PAIRS) and len(filled) == 2 * len(PAIRS)

    def there(point: np.ndarray, among: list) -> bool:
        return min(float(np.linalg.norm(point - m)) for m in among) < 1e-3

    for row, pair in enumerate(order()):
        (one, _), (two, _) = weights(pair)
        assert there(left.place(row, share(pair, 0)), filled) and there(left.place(row, share(pair, 1)), hollow)
        assert there(far.place(row, one), filled) and there(far.place(row, two), hollow)
        assert there(far.place(row, pair["copied"][pair["tokens"].index("it")][0]), rings)


def test_bright_bonds_are_the_pairs_that_are_right_for_both():
    moment = at("representations", "pairs", 1)
    bright = [m for m in moment.all(Line) if ink(m) == theme.ink.upper() and 0 < m.width < 5]
    rows = [row for row, pair in enumerate(order()) if right(pair)]
    assert sorted(round((2.0 - m.get_y()) / Rows.step) for m in bright) == rows

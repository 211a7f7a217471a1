"""Dot products: the turned query, the table, the map of a trained head."""

import numpy as np
import pytest

from attn_core import toy
from scenes.mobjects.bars import SignedBars
from scenes.similarity import Similarity
from tests.scenes.expect import check_numbers, dot, find, real_row, texts, toy_scores, words_of_sentence


def table() -> list[str]:
    scores = toy_scores()
    q, k = toy.QUERY[toy.FOLLOWED], toy.KEY[int(np.argmax(scores[toy.FOLLOWED]))]
    cells = [*np.ravel(scores), *np.ravel(toy.QUERY), *np.ravel(toy.KEY)]
    return texts([*cells, q[0], k[0], q[1], k[1], dot(q, k)])


NUMBERS = {
    "turn": lambda: texts(toy_scores()[toy.FOLLOWED], 1),
    "table": table,
    "map": lambda: texts([real_row(Similarity.head, scaled=False)[j] for j in words_of_sentence()], 1),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("similarity"), NUMBERS)


def test_changed_vectors_change_the_numbers(seen, monkeypatch):
    before = [sorted(n.text for n in state.numbers) for state in seen("similarity")]
    monkeypatch.setattr(toy, "KEY", toy.KEY + np.array([[1, 0], [0, 1], [0, 0], [2, 1]]))
    states = seen.fresh("similarity")
    check_numbers(states, NUMBERS)
    after = [sorted(n.text for n in state.numbers) for state in states]
    assert [a != b for a, b in zip(after, before, strict=True)] == [True, True, False]


@pytest.mark.parametrize(
    ("slide", "scores"),
    [
        ("turn", lambda: toy_scores()[toy.FOLLOWED]),
        ("map", lambda: [real_row(Similarity.head, scaled=False)[j] for j in words_of_sentence()]),
    ],
)
def test_a_bar_is_as_long_as_its_score_and_points_its_way(seen, slide, scores):
    [bars] = [m for m in find(seen("similarity"), slide).stage if isinstance(m, SignedBars)]
    unit = max(bar.width for bar in bars.bars) / max(abs(s) for s in scores())
    for bar, score in zip(bars.bars, scores(), strict=True):
        assert bar.width == pytest.approx(max(abs(score) * unit, 0.02), abs=1e-3)
        assert (bar.get_x() > bars.zero.get_x()) == (score >= 0)


def test_the_dial_turns_the_query_once_around(seen):
    [dial] = [step.dial for step in find(seen("similarity"), "turn").mark.steps if step.dial]
    assert (dial.values[0], dial.values[-1], dial.unit) == (-180, 180, "°")

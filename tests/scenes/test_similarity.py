"""Shadows that are scores, the table, the map of a trained head, a score taken apart: read back from the pictures."""

from math import cos, radians, sin, sqrt

import numpy as np
import pytest
from manim import Arrow, Dot, Rectangle

from attn_core import toy
from scenes.cast import ToyPlane
from scenes.cast import toy_scores as made_scores
from scenes.mobjects.bars import ScoreBars
from scenes.mobjects.matrix import MatrixCell
from scenes.mobjects.text import Label, Number, formatted
from scenes.similarity import Similarity
from scenes.theme import theme
from tests.scenes.expect import check_numbers, dot, sentence, texts, toy_scores, words_of_sentence
from tests.scenes.readback import at, bars_on_zero, dialled, moments, outline, signed

ROOT_D = sqrt(2)


def scaled() -> list[list[float]]:
    return [[score / ROOT_D for score in row] for row in toy_scores()]


def followed() -> list[float]:
    return scaled()[toy.FOLLOWED]


def as_scores(values) -> list[str]:
    """Two digits, but a zero is a plain one."""
    return [formatted(v, 2 if v else 0) for v in values]


def real_map() -> list[list[float]]:
    """Scores of all words of the stored sentence with each other, by plain loops."""
    head = sentence()["heads"][Similarity.head]
    words = words_of_sentence()
    return [[dot(head["query"][i], head["key"][j]) / sqrt(len(head["key"][j])) for j in words] for i in words]


def it_row() -> tuple[int, int]:
    """Where the followed word stands among the words, and its best key."""
    row = words_of_sentence().index(sentence()["query"])
    scores = real_map()[row]
    return row, scores.index(max(scores))


def parts() -> list[float]:
    """The mean of the map, of its row and its column beyond it, and what is left."""
    scores, (i, j) = real_map(), it_row()
    n = len(scores)
    mean = sum(map(sum, scores)) / n**2
    row, column = sum(scores[i]) / n - mean, sum(line[j] for line in scores) / n - mean
    return [mean, row, column, scores[i][j] - mean - row - column]


def products() -> list[float]:
    head, words, (_, j) = sentence()["heads"][Similarity.head], words_of_sentence(), it_row()
    query, key = head["query"][sentence()["query"]], head["key"][words[j]]
    return sorted((q * k / sqrt(len(key)) for q, k in zip(query, key, strict=True)), key=abs, reverse=True)


def table() -> list[str]:
    q, scores = toy.QUERY[toy.FOLLOWED], toy_scores()[toy.FOLLOWED]
    best = scores.index(max(scores))
    k = toy.KEY[best]
    made = texts([*np.ravel(toy.QUERY), *np.ravel(toy.KEY), q[0], k[0], q[1], k[1], scores[best], scores[best]])
    return [*made, *as_scores([*np.ravel(scaled()), *followed()])]


NUMBERS = {
    "shadow": lambda: as_scores(followed()),
    "table": table,
    "map": lambda: texts([max(real_map()[it_row()[0]])], 2),
    "apart": lambda: texts([*parts(), sum(products())], 2),
    "four": lambda: as_scores(followed()),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("similarity"), NUMBERS)


def test_changed_vectors_change_the_numbers(seen, monkeypatch):
    before = [sorted(n.text for n in state.numbers) for state in seen("similarity")]
    monkeypatch.setattr(toy, "KEY", toy.KEY + np.array([[1, 0], [0, 1], [0, 0], [2, 1]]))
    states = seen.fresh("similarity")
    check_numbers(states, NUMBERS)
    after = [sorted(n.text for n in state.numbers) for state in states]
    assert [a != b for a, b in zip(after, before, strict=True)] == [True, True, False, False, True]


def test_the_first_picture_has_the_toy_vectors():
    plane = moments("similarity")[0].one(ToyPlane)
    origin, unit = plane.plane.origin.get_center(), plane.plane.unit
    for arrow, vector in zip([*plane.keys, plane.query], [*toy.KEY, toy.QUERY[toy.FOLLOWED]], strict=True):
        assert (arrow.get_end() - origin)[:2] == pytest.approx(unit * vector, abs=1e-6)
    for name, token, arrow in zip(plane.names, toy.TOKENS, plane.keys, strict=True):
        assert name.original_text == token
        others = [a for a in plane.keys if a is not arrow]
        away = np.linalg.norm(name.get_center() - arrow.get_end())
        assert all(away < np.linalg.norm(name.get_center() - other.get_end()) for other in others)


def words_shown() -> list[str]:
    data = sentence()
    return [data["text"][slice(*data["spans"][w])] for w in words_of_sentence()]


@pytest.mark.parametrize(
    ("slide", "step", "words", "scores"),
    [
        ("shadow", 4, lambda: list(toy.TOKENS), followed),
        ("table", 3, lambda: list(toy.TOKENS), followed),
        ("map", 2, words_shown, lambda: real_map()[it_row()[0]]),
        ("four", 2, lambda: list(toy.TOKENS), followed),
    ],
)
def test_a_bar_is_as_long_as_its_score_and_hollow_below_zero(slide, step, words, scores):
    zero, bars, names = bars_on_zero(at("similarity", slide, step))
    assert names == words()
    unit = max(bar.height for bar in bars) / max(map(abs, scores()))
    for bar, score in zip(bars, scores(), strict=True):
        assert (signed(bar, zero, unit) if abs(score) > 0.02 else bar.height) == pytest.approx(score, abs=0.011)


def test_a_bar_has_the_length_of_its_shadow_in_the_plane():
    """Same length, same thing: the unit of the bars is that of the vectors."""
    _, bars, _ = bars_on_zero(at("similarity", "shadow", 4))
    assert max(bar.height for bar in bars) == pytest.approx(ToyPlane().plane.unit * max(followed()), abs=1e-3)


def test_the_dial_turns_the_query_and_its_shadows_keep_being_the_scores():
    pictures = dialled("similarity", "shadow")
    assert [p.value for p in pictures] == pytest.approx(np.linspace(*Similarity.sweep, len(pictures)))
    plane = ToyPlane().plane
    origin, unit = plane.origin.get_center(), plane.unit
    for picture in pictures:
        turned = ROOT_D * np.array([cos(radians(picture.value)), sin(radians(picture.value))])
        tips = [(a.get_end() - origin)[:2] for a in picture.all(Arrow) if a.get_stroke_color().to_hex() == theme.query]
        assert tips == [pytest.approx(unit * turned, abs=1e-6)]
        feet = [d.get_center()[:2] - origin[:2] for d in picture.all(Dot) if d.get_fill_color().to_hex() == theme.ink]
        zero, bars, names = bars_on_zero(picture)
        assert names == list(toy.TOKENS)
        for key, bar in zip(toy.KEY, bars, strict=True):
            score = dot(turned, key) / ROOT_D
            shadow = score * unit * turned / ROOT_D
            assert min(np.linalg.norm(foot - shadow) for foot in feet) < 1e-6
            assert dot(unit * key - shadow, turned) == pytest.approx(0, abs=1e-6)
            if abs(score) > 0.02:
                assert signed(bar, zero, unit) == pytest.approx(score, abs=0.01)


def test_the_map_has_its_queries_in_rows_and_its_keys_in_columns():
    moment = at("similarity", "map", 1)
    cells = [m for m in moment.all(MatrixCell) if m.width > 0.6]
    scores = real_map()
    n = len(scores)
    assert len(cells) == n * n
    rows = sorted(cells, key=lambda m: -m.get_y())
    most = max(abs(s) for line in scores for s in line)
    for i in range(n):
        for j, cell in enumerate(sorted(rows[i * n : (i + 1) * n], key=lambda m: m.get_x())):
            fill, edge = cell.get_fill_opacity(), cell.get_stroke_opacity() * (cell.get_stroke_width() > 0)
            assert (fill - edge) == pytest.approx(scores[i][j] / most, abs=0.01), (i, j)


def test_the_staircase_says_how_many_products_it_has_and_which_pair_it_is_of():
    moment, (row, best) = at("similarity", "apart", 1), it_row()
    said = {m.text for m in moment.all(Number)}
    assert {f"{len(products())} products, largest first", f"largest {products()[0]:.2f}"} < said
    for step in (1, 2):
        moment = at("similarity", "apart", step)
        bars = [m for m in moment.all(Rectangle) if type(m) is Rectangle]
        total, words = max(bars, key=lambda m: m.get_x()), words_shown()
        below = [m for m in moment.all(Label) if abs(m.get_x() - total.get_x()) < 1.2 and -3 < m.get_y() < -1.5]
        told = [m.original_text for m in sorted(below, key=lambda m: m.get_x())]
        assert told == [words[row], "→", words[best]]


def test_each_part_of_a_score_is_named_below_its_step():
    moment, (row, best), words = at("similarity", "apart", 2), it_row(), words_shown()
    bars = sorted((m for m in moment.all(Rectangle) if type(m) is Rectangle), key=lambda m: m.get_x())[:4]
    labels = sorted((m for m in moment.all(Label) if -3 < m.get_y() < -1.5), key=lambda m: m.get_x())
    told = [[m.original_text for m in labels if abs(m.get_x() - bar.get_x()) < 1.2] for bar in bars]
    assert told == [["all pairs"], [f"“{words[row]}”", "asks"], [f"“{words[best]}”", "is asked"], ["this pair"]]


@pytest.mark.parametrize(("step", "terms"), [(1, products), (2, parts)])
def test_the_steps_of_a_score_lead_up_to_it(step, terms):
    moment = at("similarity", "apart", step)
    row, best = it_row()
    score = real_map()[row][best]
    assert sum(terms()) == pytest.approx(score, abs=1e-9)
    bars = sorted((m for m in moment.all(Rectangle) if type(m) is Rectangle), key=lambda m: m.get_x())
    total, zero = bars[-1], moment.zero.get_y()
    unit = total.height / score
    assert len(bars) == len(terms()) + 1
    assert total.get_bottom()[1] == pytest.approx(zero, abs=1e-3)
    height = 0.0
    for bar, term in zip(bars, terms(), strict=False):
        low, high = sorted((zero + unit * height, zero + unit * (height + term)))
        # A step thinner than a hair is drawn as one.
        assert (bar.get_bottom()[1], bar.get_top()[1]) == pytest.approx((low, high), abs=0.012)
        assert (bar.get_fill_opacity() > 0.5) == (term > 0)
        height += term


def test_the_scene_ends_with_the_scores_that_softmax_begins_with():
    last, first = at("similarity", "four", 2).one(ScoreBars), moments("softmax")[0].one(ScoreBars)
    assert np.allclose(outline(last), outline(first), atol=1e-6)
    assert np.allclose(outline(last), outline(made_scores()), atol=1e-6)


def test_the_columns_are_the_keys_and_the_rows_the_queries():
    moment = at("similarity", "table", 3)
    names = [m for m in moment.all(Label) if m.original_text in toy.TOKENS]
    numbers = [m for m in moment.all(Number) if len(m.text) < 3]
    for color, array, axis in ((theme.key, toy.KEY, 0), (theme.query, toy.QUERY, 1)):
        for name in (m for m in names if m.get_color().to_hex() == color and m.get_x() < 0):
            # In a column from the top, in a row from the left: the numbers nearest to the name.
            level = [n for n in numbers if abs((n.get_center() - name.get_center())[axis]) < 0.3]
            near = sorted(level, key=lambda n: abs((n.get_center() - name.get_center())[1 - axis]))[:2]
            assert [n.value for n in near] == array[toy.TOKENS.index(name.original_text)].tolist()

"""From the word to its three lists, the place of a head, and the arrows of the toy: read back from the stage."""

import numpy as np
import pytest
from manim import Arrow, Line, Rectangle

from attn_core import toy
from scenes import cast
from scenes.mobjects.profile import Profile
from scenes.mobjects.text import Formula
from scenes.mobjects.tokens import TokenRow
from scenes.theme import theme
from scenes.vectors import Vectors
from tests.scenes.expect import check_numbers, find, sentence, texts
from tests.scenes.readback import ink, nearest, of_type, says, visible
from tests.scenes.test_claim import key, query, weights

NUMBERS = {"toy": lambda: texts([*np.ravel(toy.KEY), *toy.QUERY[toy.FOLLOWED]])}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("vectors"), NUMBERS)


def test_each_list_is_that_of_the_head_long_to_the_right_and_hollow_to_the_left(seen):
    data = sentence()
    state = find(seen("vectors"), "doors")
    profiles = sorted(of_type(state, Profile), key=lambda m: m.spine.get_x())
    everything = [abs(x) for part in ("query", "key", "value") for row in data["heads"][cast.HEAD][part] for x in row]
    unit = Vectors.width / max(everything)
    for profile, part in zip(profiles, ("query", "key", "value"), strict=True):
        expected = data["heads"][cast.HEAD][part][data["query"]]
        bars = sorted(profile.bars, key=lambda bar: -bar.get_y())
        x = profile.spine.get_x()
        for bar, value in zip(bars, expected, strict=True):
            assert ink(bar) == getattr(theme, part).upper()
            near, far = (
                (bar.get_left()[0], bar.get_right()[0]) if value >= 0 else (bar.get_right()[0], bar.get_left()[0])
            )
            assert near == pytest.approx(x, abs=1e-6)
            assert far - x == pytest.approx(value * unit, abs=6e-3)
            assert bar.get_fill_opacity() == (value >= 0)
        assert nearest(
            profile.spine.get_center(), [says(state, p) for p in ("query", "key", "value")]
        ) == profiles.index(profile)


def test_each_matrix_stands_over_the_door_to_its_list(seen):
    state = find(seen("vectors"), "doors")
    signs = sorted(of_type(state, Formula), key=lambda m: m.get_x())
    profiles = sorted(of_type(state, Profile), key=lambda m: m.spine.get_x())
    for sign, profile in zip(signs, profiles, strict=True):
        assert sign.get_fill_color().to_hex().upper() == ink(profile.bars[0])
        assert sign.get_x() < profile.spine.get_x()


def heads(state) -> list[Rectangle]:
    return [m for m in of_type(state, Rectangle, exactly=True) if m.width == pytest.approx(2.5)]


def test_the_head_stands_at_its_number_among_the_others(seen):
    state = find(seen("vectors"), "block")
    slots = sorted(
        (m for m in of_type(state, Rectangle, exactly=True) if m.width == pytest.approx(2.5)), key=lambda m: m.get_y()
    )
    assert len(slots) == Vectors.heads
    bright = [i for i, slot in enumerate(slots) if ink(slot) == theme.ink.upper()]
    assert bright == [int(cast.HEAD.partition("H")[2])]
    [row] = of_type(state, TokenRow)
    into = [m for m in visible(state, Line, exactly=True) if ink(m) == theme.weight.upper()]
    widest = max(into, key=lambda line: line.get_stroke_width())
    assert nearest(widest.get_start(), row.tokens) == max(range(len(weights())), key=weights().__getitem__) == key()
    assert np.allclose(widest.get_end()[:2], slots[bright[0]].get_bottom()[:2])


def test_heads_and_mlp_come_back_to_the_road(seen):
    state = find(seen("vectors"), "block")
    pluses = sorted(label.get_x() for label in state.labels if label.original_text == "+")
    [combine] = of_type(state, Formula)
    mlp = says(state, "MLP").get_x()
    assert heads(state)[0].get_x() < combine.get_x() < pluses[0] < mlp < pluses[1]


def test_the_toy_arrows_are_the_keys_and_the_query(seen):
    state = find(seen("vectors"), "toy")
    plane = cast.ToyPlane().plane
    origin, unit = plane.origin.get_center()[:2], plane.unit
    drawn = {color: [] for color in (theme.key.upper(), theme.query.upper())}
    for arrow in of_type(state, Arrow):
        assert np.allclose(arrow.get_start()[:2], origin, atol=1e-3)
        drawn[ink(arrow)].append(((arrow.get_end()[:2] - origin) / unit).round(3).tolist())
    assert sorted(drawn[theme.key.upper()]) == sorted(toy.KEY.tolist())
    assert drawn[theme.query.upper()] == [toy.QUERY[toy.FOLLOWED].tolist()]
    for token, vector in zip(toy.TOKENS, toy.KEY, strict=True):
        names = [label for label in state.labels if label.original_text == token]
        tips = [np.linalg.norm(name.get_center()[:2] - origin - unit * vector) for name in names]
        assert min(tips) < 0.8, f"{token} is not at the tip of its key"


def test_each_word_stands_before_its_two_numbers(seen):
    state = find(seen("vectors"), "toy")
    for index, (token, vector) in enumerate([*zip(toy.TOKENS, toy.KEY, strict=True), ("it", toy.QUERY[toy.FOLLOWED])]):
        role = theme.key if index < len(toy.TOKENS) else theme.query
        named = [label for label in state.labels if label.original_text == token and label.get_x() > 2]
        [name] = [label for label in named if label[0].get_fill_color().to_hex() == role]
        beside = sorted((n for n in state.numbers if abs(n.get_y() - name.get_y()) < 0.2), key=lambda n: n.get_x())
        assert [n.value for n in beside] == vector.tolist(), token


def test_the_last_picture_holds_the_plane_that_goes_on(seen):
    state = find(seen("vectors"), "toy")
    there = [np.array([m.points.min(axis=0), m.points.max(axis=0)]) for m in state.visible]
    for part in cast.ToyPlane().family_members_with_points():
        corners = np.array([part.points.min(axis=0), part.points.max(axis=0)])
        assert any(np.allclose(corners, other, atol=2e-3) for other in there), part


def test_the_word_that_looks_is_the_same_at_the_beginning(seen):
    [row] = of_type(find(seen("vectors"), "doors"), TokenRow)
    inks = [{glyph.get_fill_color().to_hex() for glyph in token} for token in row.tokens]
    assert [i for i, found in enumerate(inks) if found == {theme.query}] == [query()]

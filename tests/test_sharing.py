"""How workers share the tests (`tests/conftest.py`)."""

import pytest

from slides.script import load_lecture
from tests.conftest import CLOCKED, group_of

HERE = "tests/scenes/test_what_is_seen.py"


@pytest.mark.parametrize("scene", load_lecture().scenes())
def test_all_tests_that_play_a_scene_are_one_group(scene):
    tests = [
        f"{HERE}::test_no_text_lies_over_text[{scene}-light]",
        f"tests/scenes/test_the_film.py::test_no_frame_shows_less_than_a_title_and_an_object[{scene}]",
        f"tests/recording/test_same_frames.py::test_the_lecture_is_what_manim_draws[{scene}]",
        f"tests/scenes/test_{scene}.py::test_numbers_are_those_of_the_data",
        f"tests/scenes/test_{scene}.py::test_every_row[3-0]",
    ]
    assert {group_of(test) for test in tests} == {scene}


def test_other_tests_are_grouped_by_file():
    for test in (f"{HERE}::test_a_citation_has_authors_and_a_year", "tests/attn_core/test_parity.py::test_it[parity]"):
        assert group_of(test) == test.partition("::")[0]


def test_what_is_clocked_is_one_group_of_tests_that_exist(request):
    assert {group_of(f"tests/slides/{name}.py::test_it[softmax]") for name in CLOCKED} == {"clocked"}
    there = {path.stem for path in (request.config.rootpath / "tests").rglob("test_*.py")}
    assert there >= CLOCKED

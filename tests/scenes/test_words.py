"""A scene shows the words it is handed, in the language it is handed."""

import pytest

from scenes import words
from scenes.mobjects.text import Label, Number


@pytest.fixture(autouse=True)
def without_words():
    words.use()
    yield
    words.use()


def test_without_words_a_scene_says_what_it_has():
    assert words.slide("turn") == words.SlideWords("turn", "")
    assert words.say("a rule overwrites") == "a rule overwrites"
    assert words.cite("hahn2020") == "hahn2020"


def test_words_are_looked_up_with_space_around_them():
    words.use(table={"spread": "Streuung", "bits": "Bit"})
    assert [words.say("spread "), words.say(" bits"), words.say("mean")] == ["Streuung ", " Bit", "mean"]
    assert words.asked == {"spread", "bits", "mean"}


@pytest.mark.parametrize("sign", ["β = ", "×", "f(s, x)", "1/", "x :=", "", " %"])
def test_signs_and_letters_are_the_same_everywhere(sign):
    words.use(table={sign.strip(): "wrong"})
    assert words.say(sign) == sign
    assert not words.asked


def test_what_was_asked_is_forgotten_with_the_words():
    words.say("mean")
    words.use()
    assert not words.asked


def test_data_stand_in_a_phrase_of_either_language():
    assert words.say("“{query}” to “{key}”", query="it", key="animal") == "“it” to “animal”"
    words.use(table={"“{query}” to “{key}”": "„{key}“ von „{query}“"})
    assert words.say("“{query}” to “{key}”", query="it", key="animal") == "„animal“ von „it“"


def test_a_missing_fact_is_named_with_its_place():
    with pytest.raises(ValueError, match=r"slide 'turn' of the script: \{key\} is no fact.*it has query"):
        words.fill("{query} and {key}", {"query": "it"}, "slide 'turn' of the script")


def test_a_source_that_is_not_listed_is_named():
    words.use(citations={"hahn2020": "Hahn 2020"})
    assert words.cite("hahn2020") == "Hahn 2020"
    with pytest.raises(ValueError, match=r"no source 'hahn2021'; sources\.toml has hahn2020"):
        words.cite("hahn2021")


def test_a_label_is_translated_and_a_token_is_not():
    words.use(table={"state": "Zustand", "it": "es"})
    assert Label("state").original_text == "Zustand"
    assert Label("it", verbatim=True).original_text == "it"
    assert Number(2, 0, before="state ").text == "Zustand 2"


def glyphs(label: Label, part) -> str:
    chosen = {id(glyph) for glyph in part}
    return "".join(c for c, glyph in zip(label.original_text, label, strict=True) if id(glyph) in chosen)


def test_part_of_a_label_is_found_in_another_language():
    label = Label("a rule updates a state")
    assert glyphs(label, label.part("state")) == "state"
    words.use(table={"a rule updates a state": "eine Regel ändert einen Zustand", "state": "Zustand"})
    label = Label("a rule updates a state")
    assert glyphs(label, label.part("state")) == "Zustand"
    assert glyphs(label, label.part("rule")) == "eine Regel ändert einen Zustand", "all of it where a part is not known"


def test_glyphs_keep_nothing_that_is_copied_for_nothing():
    assert not any(hasattr(glyph, "path_obj") for glyph in Label("state").get_family())

"""The opening: the number in the famous picture, and the words that are marked."""

import pytest
from manim import Line

from scenes import words
from scenes.claim import Claim
from scenes.theme import theme
from tests.scenes.expect import check_numbers, find, real_row, sentence, shares, texts, words_of_sentence


def picture() -> list[str]:
    row = real_row(Claim.head, scaled=True)
    weights = dict(zip(row, shares(list(row.values())), strict=True))
    return texts([max(weights[j] for j in words_of_sentence() if j != sentence()["query"])], 2)


NUMBERS = {"picture": picture}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("claim"), NUMBERS)


GERMAN = {
    "“Transformers reason because attention": "„Transformer schlussfolgern, weil Attention",
    "reason": "schlussfolgern",
    "lets tokens attend to each other.”": "Token aufeinander achten lässt.“",
    "attend": "achten",
}


def marked(state) -> list[str]:
    """The words over each underline, read from where the glyphs stand."""
    found = []
    for line in (m for m in state.stage if type(m) is Line):
        label = min(
            (text for text in state.labels if text.get_y() > line.get_y()), key=lambda t: t.get_y() - line.get_y()
        )
        over = [line.get_left()[0] - 0.01 < g.get_x() < line.get_right()[0] + 0.01 for g in label]
        found.append("".join(c for c, inside in zip(label.original_text, over, strict=True) if inside).strip())
    return found


def test_the_two_words_are_underlined_in_another_language_too(seen):
    assert marked(find(seen("claim"), "sentence")) == ["reason", "attend"]
    assert marked(find(seen.fresh("claim", table=GERMAN), "sentence")) == ["schlussfolgern", "achten"]
    assert GERMAN.keys() <= words.asked


@pytest.mark.parametrize(("word", "role"), [("rule", "program"), ("state", "state")])
def test_the_definition_colours_rule_and_state(seen, word, role):
    label = next(t for t in find(seen("claim"), "question").labels if word in t.original_text)
    assert {glyph.get_fill_color().to_hex() for glyph in label.part(word)} == {getattr(theme, role)}

"""The contrast once more, and the papers behind the advice."""

from scenes.takeaway import Takeaway
from slides.script import load_sources
from tests.scenes.expect import SLIDES, check_numbers, find, texts

NUMBERS = {
    "contrast": lambda: [
        *texts([*Takeaway.word, *Takeaway.word, sum(Takeaway.word) % 2]),
        *texts([sum(Takeaway.word) / len(Takeaway.word)], 2),
    ],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("takeaway"), NUMBERS)


def test_the_papers_in_the_picture_are_those_of_the_list(seen):
    sources = load_sources(SLIDES)
    for slide, keys in (
        ("limits", [key for _, tag, key in Takeaway.corrections if tag == "cited"]),
        ("follows", [key for *_, key in Takeaway.consequences]),
    ):
        shown = {label.original_text for label in find(seen("takeaway"), slide).labels}
        assert {sources[key].short for key in keys} <= shown

"""A deck of small recordings, presented in the machine's Chromium."""

from pathlib import Path

import pytest

from slides.outputs.deck import build_deck
from tests.browser import stage


@pytest.fixture(scope="session")
def cut(tmp_path_factory):
    return stage.make_cut(tmp_path_factory.mktemp("slides") / "lecture")


@pytest.fixture(scope="session")
def recordings():
    return stage.make_recordings()


@pytest.fixture(scope="session")
def deck(cut, recordings, tmp_path_factory) -> Path:
    return build_deck(cut, recordings, tmp_path_factory.mktemp("deck") / "deck")


@pytest.fixture
def title_page(browser, deck):
    """The deck as it opens."""
    with stage.open_deck(browser, deck) as page:
        yield page


@pytest.fixture
def page(browser, deck):
    """The deck on its first slide, which has just begun."""
    with stage.open_deck(browser, deck, f"#/{stage.IDS[0]}") as page:
        yield page

"""A deck of small real videos, presented in the machine's Chromium."""

from pathlib import Path

import pytest

from slides.deck import build_deck
from slides.script import load_lecture
from tests.browser import stage


@pytest.fixture(scope="session")
def rendered(tmp_path_factory):
    return stage.make_rendered(tmp_path_factory.mktemp("render"))


@pytest.fixture(scope="session")
def lecture(tmp_path_factory):
    return load_lecture(stage.make_lecture(tmp_path_factory.mktemp("slides") / "lecture"))


@pytest.fixture(scope="session")
def deck(lecture, rendered, tmp_path_factory) -> Path:
    return build_deck(lecture, "lecture", rendered, tmp_path_factory.mktemp("deck") / "deck")


@pytest.fixture
def page(browser, deck):
    with stage.open_deck(browser, deck) as page:
        yield page

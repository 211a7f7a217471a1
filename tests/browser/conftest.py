"""A deck of small recordings, presented in the machine's Chromium."""

from contextlib import contextmanager
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


@pytest.fixture(scope="session")
def window(browser, tmp_path_factory):
    """A window for pages that come and go: one in a window of its own takes a browser twice as long."""
    context = browser.new_context(**stage.WINDOW)
    blank = tmp_path_factory.mktemp("window") / "blank.html"
    blank.write_text("<!doctype html><title>Keeps the window open</title>")
    context.new_page().goto(blank.as_uri())
    yield context
    context.close()


@pytest.fixture
def open_in_window(window, deck):
    """Open the deck at an address; at the end nothing of it is left."""

    @contextmanager
    def opened(address: str = ""):
        with stage.open_page(window, deck, address) as page:
            yield page
            blank, *others = window.pages
            for other in others:
                other.close()
            blank.evaluate("localStorage.clear()")

    return opened


@pytest.fixture
def title_page(open_in_window):
    """The deck as it opens."""
    with open_in_window() as page:
        yield page


@pytest.fixture
def page(open_in_window):
    """The deck on its first slide, which has just begun."""
    with open_in_window(f"#/{stage.IDS[0]}") as page:
        yield page

"""Nothing leaves the deck, one file is enough, and memory stays bounded."""

import re
import shutil
import threading

import pytest

from slides.deck import build_deck
from slides.present import make_server
from tests.browser.stage import (
    COLOURS,
    IDS,
    colour_at,
    is_playing,
    near,
    open_deck,
    slide,
    wait_for_end_state,
    wait_until,
)


@pytest.fixture(scope="module")
def one_file(lecture, rendered, tmp_path_factory):
    return build_deck(lecture, "lecture", rendered, tmp_path_factory.mktemp("one") / "deck", one_file=True)


def test_the_deck_plays_wherever_it_is_copied(browser, deck, tmp_path):
    moved = tmp_path / "a folder with späces & signs"
    shutil.copytree(deck.parent, moved)
    with open_deck(browser, moved / "index.html") as page:
        wait_until(lambda: not is_playing(page))
        assert page.evaluate("videoOf(current).error") is None
        wait_for_end_state(page, IDS[0])


def test_one_file_is_the_whole_deck(browser, one_file, tmp_path):
    alone = tmp_path / "alone.html"
    shutil.copy(one_file, alone)
    with open_deck(browser, alone) as page:
        for slide_id in IDS:
            assert slide(page) == slide_id
            wait_until(lambda: page.evaluate("clock()") > 0.3)
            page.keyboard.press("ArrowRight")
            wait_for_end_state(page, slide_id)
            page.keyboard.press("ArrowRight")
        page.keyboard.press("r")
        wait_until(lambda: page.evaluate("clock()") > 0.3)


def test_one_file_has_its_speaker_view(browser, one_file):
    with open_deck(browser, one_file) as page:
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        view = popup.value
        wait_until(lambda: view.inner_text(".next h2") == "The green title")


def test_two_videos_are_loaded_ahead_and_none_is_kept_behind(browser, lecture, rendered, deck):
    loaded = "slides.filter((slide) => videoOf(slide).hasAttribute('src')).map((slide) => slide.id)"
    with open_deck(browser, deck) as page:
        for index in range(len(IDS)):
            wait_until(lambda wanted=IDS[index : index + 3]: page.evaluate(loaded) == wanted)
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        wait_until(lambda: page.evaluate(loaded) == IDS[:3])


@pytest.mark.parametrize("content", [b"", b"this is no video", None])
def test_a_video_that_is_broken_or_missing_shows_the_end_state(browser, deck, tmp_path, content):
    broken = tmp_path / "deck"
    shutil.copytree(deck.parent, broken)
    for video in (broken / "media").glob("*.mp4"):
        video.unlink() if content is None else video.write_bytes(content)
    with open_deck(browser, broken / "index.html", may_report="Failed to load resource") as page:
        for slide_id in IDS:
            wait_for_end_state(page, slide_id)
            page.keyboard.press("ArrowRight")


def test_the_deck_plays_from_the_loopback_server(browser, deck):
    with make_server(deck) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        wait_until(lambda: page.evaluate("current && clock() > 0.3"))
        page.keyboard.press("r")
        wait_until(lambda: near(colour_at(page), COLOURS[IDS[0]]))
        context.close()
        server.shutdown()


def test_a_policy_in_the_page_forbids_every_other_address(browser, deck):
    context = browser.new_context()  # on line: it is the page that refuses
    page = context.new_page()
    page.goto(deck.as_uri())
    policy = page.get_attribute('meta[http-equiv="Content-Security-Policy"]', "content")
    assert "default-src 'none'" in policy
    assert not re.search(r"https?:|\*", policy)
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    context.close()

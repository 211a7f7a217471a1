"""The speaker view: a second window that follows the deck and drives it."""

import pytest

from tests.browser.stage import COLOURS, IDS, colour_at, is_playing, near, slide, wait_for_end_state, wait_until
from tests.browser.test_access import violations


@pytest.fixture
def speaker(page):
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    view = popup.value
    view.set_viewport_size({"width": 1280, "height": 760})
    wait_until(lambda: view.inner_text(".now h2") == "The red title")
    return view


def title(view, part: str) -> str:
    return view.inner_text(f".{part} h2")


def test_it_shows_what_to_say_the_notes_and_the_place(speaker):
    assert speaker.inner_text(".now .say") == "First words of red. Second words, for <red> & more."
    assert speaker.inner_text(".next .hints") == "Hint for red."
    assert speaker.inner_text("#place") == "1 / 5 Beginning"


def test_it_shows_the_next_slides_end_state(speaker):
    assert title(speaker, "next") == "The green title"
    box = speaker.locator(".next .frame").bounding_box()
    x, y = (box["x"] + box["width"] / 2) / 1280, (box["y"] + box["height"] / 2) / 760
    wait_until(lambda: near(colour_at(speaker, x, y), COLOURS[IDS[1]]))


def test_it_follows_the_deck(page, speaker):
    page.keyboard.press("End")
    wait_until(lambda: title(speaker, "now") == "The white title")
    assert title(speaker, "next") == "This is the last slide"
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: title(speaker, "now") == "The yellow title")
    assert title(speaker, "next") == "The white title"


def test_it_shows_the_picture_that_the_audience_sees(page, speaker):
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    box = speaker.locator(".now .frame").bounding_box()
    x, y = (box["x"] + box["width"] / 2) / 1280, (box["y"] + box["height"] / 2) / 760
    wait_until(lambda: near(colour_at(speaker, x, y), COLOURS[IDS[0]]))
    wait_until(lambda: near(colour_at(speaker, x, y), COLOURS[IDS[1]]))


def test_its_keys_and_buttons_drive_the_deck(page, speaker):
    speaker.keyboard.press("PageDown")
    wait_for_end_state(page, IDS[0])
    speaker.click('[data-remote="forward"]')
    wait_until(lambda: slide(page) == IDS[1])
    speaker.keyboard.press("ArrowLeft")
    wait_for_end_state(page, IDS[0])
    speaker.keyboard.press("b")
    wait_until(lambda: page.is_visible("#black"))
    wait_until(lambda: speaker.is_visible("#blacked"))


def test_its_timer_runs_pauses_and_starts_again(speaker):
    wait_until(lambda: speaker.inner_text("#elapsed") == "0:02")
    speaker.click('[data-timer="pause"]')
    stopped = speaker.inner_text("#elapsed")
    speaker.wait_for_timeout(1300)
    assert speaker.inner_text("#elapsed") == stopped
    speaker.click('[data-timer="reset"]')
    assert speaker.inner_text("#elapsed") == "0:00"
    speaker.click('[data-timer="pause"]')
    wait_until(lambda: speaker.inner_text("#elapsed") == "0:01")
    assert speaker.inner_text("#clock")


def test_it_finds_the_deck_again_when_that_is_reloaded(page, speaker):
    page.keyboard.press("End")
    wait_until(lambda: page.evaluate("location.hash") == f"#/{IDS[-1]}")
    page.reload()
    wait_until(lambda: is_playing(page))
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: title(speaker, "now") == "The yellow title")
    speaker.keyboard.press("ArrowLeft")
    wait_for_end_state(page, IDS[-3])


def test_it_shows_the_slide_again_when_it_is_reloaded_itself(page, speaker):
    page.keyboard.press("End")
    wait_until(lambda: title(speaker, "now") == "The white title")
    speaker.reload()
    wait_until(lambda: title(speaker, "now") == "The white title")


def test_it_says_when_the_deck_is_gone(page, speaker):
    page.close()
    wait_until(lambda: "from the deck" in speaker.inner_text("#link"))


def test_pressing_s_again_opens_no_second_view(page, speaker):
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    assert len(page.context.pages) == 2


def test_axe_finds_no_violation_in_the_speaker_view(speaker):
    assert violations(speaker) == []

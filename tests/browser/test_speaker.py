"""The speaker view: a second window that follows the deck and drives it."""

import pytest

from tests.browser.stage import (
    COLOURS,
    DIAL,
    HALFWAY,
    IDS,
    colour_at,
    is_playing,
    near,
    open_deck,
    open_speaker,
    slide,
    step,
    wait_for_end_state,
    wait_until,
)
from tests.browser.test_access import violations


@pytest.fixture
def speaker(page):
    view = open_speaker(page)
    wait_until(lambda: view.inner_text(".now h2") == "The red title")
    return view


def title(view, part: str) -> str:
    return view.inner_text(f".{part} h2")


def picture(view, part: str) -> tuple[int, ...]:
    """The colour in the middle of the picture on the screen, or of the next one."""
    box = view.locator(f".{part} .frame").bounding_box()
    size = view.viewport_size
    return colour_at(
        view, (box["x"] + box["width"] / 2) / size["width"], (box["y"] + box["height"] / 2) / size["height"]
    )


def timer(view) -> str:
    return view.inner_text("#elapsed")


def test_it_shows_what_to_say_the_notes_and_the_place(speaker):
    assert speaker.inner_text(".now .say").strip() == "First words of red. Second words, for <red> & more."
    assert speaker.inner_text(".next .notes") == "Hint for red."
    assert speaker.inner_text("#place") == "1 / 5Beginning"


def test_it_shows_the_next_slides_end_state(speaker):
    assert title(speaker, "next") == "The green title"
    wait_until(lambda: near(picture(speaker, "next"), COLOURS[IDS[1]]))


def test_it_knows_the_title_and_the_end(browser, deck):
    with open_deck(browser, deck) as page:
        view = open_speaker(page)
        wait_until(lambda: title(view, "now") == "A lecture for tests")
        assert title(view, "next") == "The red title"
        view.keyboard.press("PageDown")
        wait_until(lambda: title(view, "now") == "The red title")
        page.keyboard.press("End")
        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        wait_until(lambda: title(view, "now") == "The talk is over")


def test_it_follows_the_deck(page, speaker):
    page.keyboard.press("End")
    wait_until(lambda: title(speaker, "now") == "The white title")
    assert title(speaker, "next") == "The end"
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: title(speaker, "now") == "The yellow title")
    assert title(speaker, "next") == "The white title"


def test_it_follows_the_steps(page, speaker):
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    wait_until(lambda: title(speaker, "now") == "The green title")
    running = '.now [aria-current="step"]'
    wait_until(lambda: speaker.inner_text(running).startswith("First words of green."))
    page.keyboard.press("ArrowRight")
    wait_until(lambda: near(picture(speaker, "now"), HALFWAY))
    page.keyboard.press("ArrowRight")
    wait_until(lambda: speaker.inner_text(running).strip() == "Then the second step.")
    wait_until(lambda: near(picture(speaker, "now"), COLOURS[IDS[1]]))


def test_it_shows_the_picture_that_the_audience_sees(page, speaker):
    page.keyboard.press("ArrowRight")
    wait_until(lambda: near(picture(speaker, "now"), COLOURS[IDS[0]]))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("k")
    wait_until(lambda: near(picture(speaker, "now"), COLOURS[IDS[0]]))
    page.keyboard.press("k")
    wait_until(lambda: near(picture(speaker, "now"), HALFWAY))


def test_it_follows_a_dial(page, speaker):
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    wait_until(lambda: slide(page) == f"beta-{DIAL}" and is_playing(page))
    page.keyboard.press("d")
    page.keyboard.press("End")
    wait_until(lambda: near(picture(speaker, "now"), COLOURS[IDS[2]]))  # the sweep ends before the colour changes


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
    speaker.click('[data-remote="black"]')
    wait_until(lambda: page.is_hidden("#black"))


def test_a_held_key_in_it_does_not_run_through_slides(page, speaker):
    speaker.keyboard.down("PageDown")
    for _ in range(10):
        speaker.keyboard.down("PageDown")
    wait_until(lambda: slide(page) == IDS[0])
    speaker.wait_for_timeout(300)
    assert (slide(page), step(page)) == (IDS[0], 0)


def test_its_timer_starts_when_the_talk_does_pauses_and_starts_again(page, speaker):
    speaker.wait_for_timeout(1300)
    assert timer(speaker) == "0:00"
    page.keyboard.press("PageDown")
    wait_until(lambda: timer(speaker) == "0:02")
    speaker.click('[data-remote="timer-pause"]')
    wait_until(lambda: speaker.inner_text('[data-remote="timer-pause"]') == "Go on")
    stopped = timer(speaker)
    speaker.wait_for_timeout(1300)
    assert timer(speaker) == stopped
    speaker.click('[data-remote="timer-reset"]')
    wait_until(lambda: timer(speaker) == "0:00")
    speaker.click('[data-remote="timer-pause"]')
    wait_until(lambda: timer(speaker) == "0:01")
    assert speaker.inner_text("#clock")


def test_its_timer_outlives_s_pressed_again_and_reloads_of_both_windows(page, speaker):
    page.keyboard.press("PageDown")
    wait_until(lambda: timer(speaker) == "0:02")
    speaker.evaluate("window.mark = 1")
    before = page.context.pages
    page.keyboard.press("s")
    page.wait_for_timeout(500)
    assert page.context.pages == before
    assert speaker.evaluate("window.mark") == 1
    assert timer(speaker) >= "0:02"
    speaker.reload()
    wait_until(lambda: speaker.locator("#elapsed").count() == 1 and timer(speaker) >= "0:02")
    page.reload()
    page.wait_for_timeout(2500)
    wait_until(lambda: timer(speaker) >= "0:05")


def test_it_says_how_much_of_the_target_time_is_left(page, speaker):
    page.keyboard.press("PageDown")
    speaker.fill("#target", "20")
    wait_until(lambda: speaker.inner_text("#left-over").startswith("19:5"))
    assert speaker.inner_text("#left-over").endswith("left")
    speaker.reload()
    wait_until(lambda: speaker.locator("#target").count() == 1 and speaker.input_value("#target") == "20")
    page.evaluate("""() => {
        const state = JSON.parse(sessionStorage.getItem("lecture-timer"));
        sessionStorage.setItem("lecture-timer", JSON.stringify({...state, begun: state.begun - 21 * 60_000}));
    }""")
    page.reload()
    wait_until(lambda: speaker.inner_text("#left-over").startswith("1:0"))
    assert speaker.inner_text("#left-over").endswith("over")


def test_it_finds_the_deck_again_when_that_is_reloaded(page, speaker):
    page.keyboard.press("End")
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
    wait_until(lambda: speaker.locator(".now h2").count() == 1 and title(speaker, "now") == "The white title")


def test_it_says_when_the_deck_is_gone(page, speaker):
    page.close()
    wait_until(lambda: "from the deck" in speaker.inner_text("#link"))


@pytest.mark.parametrize("size", [(1280, 760), (390, 844), (844, 390)])
def test_nothing_of_it_is_cut_off(speaker, size):
    speaker.set_viewport_size({"width": size[0], "height": size[1]})
    speaker.wait_for_timeout(200)
    assert speaker.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in (
        ".now .frame",
        ".next .frame",
        ".now .say",
        ".next .notes",
        "#elapsed",
        "#target",
        '[data-remote="black"]',
    ):
        box = speaker.locator(part).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] + 0.5, part
        assert box["height"] > 10, part


def test_axe_finds_no_violation_in_the_speaker_view(page, speaker):
    assert violations(speaker) == []
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: speaker.inner_text('[aria-current="step"]').strip() == "Then the second step.")
    assert violations(speaker) == []

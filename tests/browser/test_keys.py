"""Every way to move through the deck, as a lecturer uses it."""

import base64
import io
from contextlib import contextmanager
from itertools import groupby

import pytest
from PIL import Image

from tests.browser.stage import (
    COLOURS,
    IDS,
    PAGE,
    colour_at,
    is_playing,
    near,
    open_deck,
    slide,
    wait_for_end_state,
    wait_until,
)


def play_to_the_end(page):
    wait_until(lambda: not is_playing(page))


def test_the_first_slide_plays_by_itself_and_stays_on_its_last_frame(page):
    assert is_playing(page)
    play_to_the_end(page)
    wait_for_end_state(page, IDS[0])
    assert page.get_attribute(f"#{IDS[0]}", "data-shows") == "video"


@pytest.mark.parametrize("key", ["ArrowRight", "Space", "PageDown", "n", "Enter"])
def test_forward_finishes_the_animation_then_goes_on(page, key):
    assert is_playing(page)
    page.keyboard.press(key)
    wait_for_end_state(page, IDS[0])
    page.keyboard.press(key)
    assert slide(page) == IDS[1]
    assert is_playing(page)


@pytest.mark.parametrize("key", ["ArrowLeft", "PageUp", "p", "Shift+Space"])
def test_back_shows_the_end_state_of_the_slide_before(page, key):
    page.keyboard.press("End")
    page.keyboard.press(key)
    assert not is_playing(page)
    wait_for_end_state(page, IDS[-2])
    page.wait_for_timeout(300)
    assert not is_playing(page)


def test_forward_after_back_goes_on_at_once(page):
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert slide(page) == IDS[-1]
    assert is_playing(page)


def test_forward_stays_on_the_last_slide(page):
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[-1])


def test_forward_walks_through_every_slide(page):
    for slide_id in IDS:
        assert slide(page) == slide_id
        page.keyboard.press("PageDown")
        wait_for_end_state(page, slide_id)
        page.keyboard.press("PageDown")


def test_replay_begins_the_animation_again(page):
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[-1])
    page.keyboard.press("r")
    assert is_playing(page)
    wait_until(lambda: near(colour_at(page), COLOURS[IDS[-2]]) or near(colour_at(page), PAGE))
    play_to_the_end(page)
    wait_for_end_state(page, IDS[-1])


def test_replay_works_after_going_back(page):
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    wait_for_end_state(page, IDS[-2])
    page.keyboard.press("r")
    wait_until(lambda: near(colour_at(page), COLOURS[IDS[-3]]))
    play_to_the_end(page)
    wait_for_end_state(page, IDS[-2])


@pytest.mark.parametrize("key", ["b", "."])
def test_black_hides_everything_and_any_key_brings_it_back(page, key):
    page.keyboard.press("ArrowRight")
    page.keyboard.press(key)
    assert colour_at(page) == colour_at(page, 0.01, 0.99) == (0, 0, 0)
    page.keyboard.press("PageDown")
    wait_for_end_state(page, IDS[0])


def test_black_halts_the_animation(page):
    page.keyboard.press("b")
    page.wait_for_timeout(1500)
    page.keyboard.press("b")
    assert is_playing(page)


def test_f5_of_a_clicker_does_not_reload_the_page(page):
    page.keyboard.press("End")
    page.evaluate("window.mark = 1")
    page.keyboard.press("F5")
    page.wait_for_timeout(200)
    assert page.evaluate("window.mark") == 1
    assert slide(page) == IDS[-1]


def test_shortcuts_of_the_browser_are_left_alone(page):
    page.keyboard.press("Control+p")
    page.keyboard.press("Alt+ArrowRight")
    assert slide(page) == IDS[0]
    assert is_playing(page)


def test_a_deep_link_opens_its_slide(browser, deck):
    with open_deck(browser, deck, f"#/{IDS[2]}") as page:
        assert slide(page) == IDS[2]
        assert is_playing(page)


def test_the_address_follows_the_slide(page):
    page.keyboard.press("End")
    wait_until(lambda: page.evaluate("location.hash") == f"#/{IDS[-1]}")


def test_another_deep_link_in_the_same_page_is_followed(page):
    page.evaluate(f"location.hash = '#/{IDS[3]}'")
    wait_until(lambda: slide(page) == IDS[3])


def test_a_deep_link_to_nowhere_opens_the_first_slide(browser, deck):
    with open_deck(browser, deck, "#/no-such-slide") as page:
        assert slide(page) == IDS[0]


def test_a_click_goes_on_and_on_the_left_goes_back(page):
    page.mouse.click(900, 400)
    wait_for_end_state(page, IDS[0])
    page.mouse.click(900, 400)
    assert slide(page) == IDS[1]
    page.mouse.click(100, 400)
    wait_for_end_state(page, IDS[0])


def test_the_tools_work_by_mouse_and_leave_the_space_bar_to_the_slides(page):
    page.mouse.move(600, 500)
    page.click('[data-action="forward"]')
    wait_for_end_state(page, IDS[0])
    page.keyboard.press("Space")
    assert slide(page) == IDS[1]


def test_tap_and_swipe(browser, deck):
    def swipe(page, start, end):
        touch = page.context.new_cdp_session(page)
        for kind, x in (("touchStart", start), ("touchMove", (start + end) / 2), ("touchMove", end)):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 300}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    with open_deck(browser, deck, has_touch=True, viewport={"width": 900, "height": 500}) as page:
        page.touchscreen.tap(700, 250)
        wait_until(lambda: not is_playing(page))
        assert slide(page) == IDS[0]
        swipe(page, 700, 300)
        wait_until(lambda: slide(page) == IDS[1])
        swipe(page, 300, 700)
        wait_for_end_state(page, IDS[0])
        page.touchscreen.tap(700, 250)
        wait_until(lambda: slide(page) == IDS[1])
        page.touchscreen.tap(60, 250)
        wait_for_end_state(page, IDS[0])


@contextmanager
def every_frame(page):
    """The colours in the middle of all the frames that the browser presents meanwhile."""
    seen = []
    cast = page.context.new_cdp_session(page)

    def keep(frame):
        with Image.open(io.BytesIO(base64.b64decode(frame["data"]))) as image:
            seen.append(image.convert("RGB").getpixel((image.width // 2, image.height // 2)))
        cast.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    cast.on("Page.screencastFrame", keep)
    cast.send("Page.startScreencast", {"format": "png"})
    yield seen
    cast.send("Page.stopScreencast")


def test_nothing_flashes_between_slides_of_a_scene(page):
    """A frame shows the old picture or the new one, which begins as the old one ended; never the bare page."""
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[0])
    with every_frame(page) as seen:
        for key in [
            "ArrowRight",
            "ArrowLeft",
            "ArrowRight",
            "ArrowRight",
            "r",
            "ArrowRight",
            "ArrowLeft",
            "ArrowRight",
        ]:
            page.keyboard.press(key)
            page.wait_for_timeout(150)
    assert len(seen) > 8
    assert [colour for colour in seen if not any(near(colour, COLOURS[slide_id]) for slide_id in IDS[:2])] == []


def test_nothing_flashes_while_a_video_is_slow_to_load(page):
    """The old picture stays until the new video's first frame, which here looks as the slide before it ended."""
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[0])
    page.evaluate("""() => {
        const video = videoOf(slides[3]);
        Object.defineProperty(video, "src", {set: (src) => setTimeout(() => video.setAttribute("src", src), 300)});
    }""")
    with every_frame(page) as seen:
        page.evaluate("go(3)")
        page.wait_for_timeout(2500)
    ends = [next((i for i in IDS if near(colour, COLOURS[i])), "the bare page") for colour in seen]
    assert [slide_id for slide_id, _ in groupby(ends)] == [IDS[0], IDS[2], IDS[3]]

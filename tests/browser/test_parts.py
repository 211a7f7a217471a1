"""The jump list: parts of the lecture, by keys and by mouse."""

import pytest

from tests.browser.stage import IDS, is_playing, seconds, slide, wait_until


def test_it_lists_the_parts_with_slides_and_minutes_and_stands_on_the_one_that_is_shown(page):
    page.keyboard.press("j")
    assert page.locator("#parts li").all_inner_texts() == [
        "Beginning\nslides 1–2 · under 1 min",
        "Rest\nslides 3–5 · under 1 min",
    ]
    assert page.evaluate("document.activeElement.innerText").startswith("Beginning")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText").startswith("Rest")


@pytest.mark.parametrize("keys", ["ArrowDown Enter", "End Enter", "2", "ArrowDown ArrowDown ArrowUp ArrowDown Enter"])
def test_a_part_is_chosen_by_keys_and_its_first_slide_plays(page, keys):
    page.keyboard.press("j")
    for key in keys.split():
        page.keyboard.press(key)
    assert page.is_hidden("#parts")
    assert slide(page) == IDS[2]
    wait_until(lambda: is_playing(page))


def test_a_part_is_chosen_by_mouse(page):
    page.keyboard.press("j")
    page.click("#parts >> text=Rest")
    assert slide(page) == IDS[2]


@pytest.mark.parametrize("key", ["j", "Escape", "9"])
def test_other_keys_leave_the_slide(page, key):
    page.keyboard.press("j")
    page.keyboard.press(key)
    assert page.is_hidden("#parts") == (key != "9")
    assert slide(page) == IDS[0]


def test_nothing_moves_under_it(page):
    wait_until(lambda: is_playing(page))
    page.keyboard.press("j")
    at = seconds(page)
    page.wait_for_timeout(400)
    assert seconds(page) == at
    page.keyboard.press("Escape")
    assert is_playing(page)


def test_a_click_beside_it_closes_it_and_goes_nowhere(page):
    page.keyboard.press("j")
    page.mouse.click(20, 20)
    assert page.is_hidden("#parts")
    assert slide(page) == IDS[0]


def test_in_the_reading_view_it_scrolls_to_the_part(page):
    page.keyboard.press("v")
    page.keyboard.press("j")
    page.keyboard.press("2")
    assert page.is_visible("#reader")
    wait_until(lambda: 0 <= page.locator(".part > h2 >> text=Rest").bounding_box()["y"] < 200)

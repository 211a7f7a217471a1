"""The overview, the search, the help, and what else lies around the picture."""

import pytest

from tests.browser.stage import (
    COLOURS,
    IDS,
    colour_at,
    is_open,
    is_playing,
    near,
    open_deck,
    seconds,
    slide,
    wait_for_end_state,
    wait_until,
)


@pytest.mark.parametrize("key", ["o", "Escape"])
def test_the_overview_opens_and_closes(page, key):
    page.keyboard.press("o")
    assert page.is_visible("#overview")
    page.keyboard.press(key)
    assert not is_open(page, "overview")
    assert slide(page) == IDS[0]


def test_the_overview_shows_every_slides_end_state_by_part(page):
    page.keyboard.press("o")
    assert page.locator("#cards h2").all_inner_texts() == ["Beginning", "Rest"]
    for slide_id in IDS:
        box = page.locator(f'#cards a[href="#/{slide_id}"] img').bounding_box()
        x, y = (box["x"] + box["width"] / 2) / 1280, (box["y"] + box["height"] / 2) / 720
        wait_until(lambda x=x, y=y, of=slide_id: near(colour_at(page, x, y), COLOURS[of]))


@pytest.mark.parametrize("panel", ["o", "?", "b"])
def test_nothing_moves_under_what_lies_over_it(page, panel):
    wait_until(lambda: is_playing(page))
    page.keyboard.press(panel)
    at = seconds(page)
    page.wait_for_timeout(500)
    assert seconds(page) == at
    page.keyboard.press("Escape")
    assert is_playing(page)
    wait_for_end_state(page, IDS[0])


def test_a_slide_is_chosen_in_the_overview_by_mouse(page):
    page.keyboard.press("o")
    page.click(f'#cards a[href="#/{IDS[3]}"]')
    assert slide(page) == IDS[3]
    assert not is_open(page, "overview")
    page.keyboard.press("Space")
    wait_for_end_state(page, IDS[3])


def test_a_slide_is_chosen_in_the_overview_by_keyboard(page):
    page.keyboard.press("o")
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "Enter"]:
        page.keyboard.press(key)
    assert slide(page) == IDS[2]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("4", 3), ("gamma-white", 4), ("blue ti", 2), ("BETA", 2), ("hint for green", 1), ("yellow square", 3),
     ("then the second", 1), ("source of white", 4), ("more words blue", 2)],
)  # fmt: skip
def test_a_slide_is_found_by_number_id_or_any_of_its_words(page, typed, found):
    page.keyboard.press("g")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert slide(page) == IDS[found]


def test_what_is_found_in_the_words_is_shown_with_what_stands_around_it(page):
    page.keyboard.press("g")
    page.keyboard.type("second step")
    assert page.inner_text("#cards li:not([hidden]) .snippet") == "Then the second step."
    assert page.inner_text("#cards mark") == "second step"
    page.keyboard.press("Control+a")
    page.keyboard.type("title")
    assert page.locator("#cards li:not([hidden])").count() == len(IDS)
    assert page.locator("#cards mark").count() == 0


def test_what_is_not_found_says_so_and_leaves_the_slide(page):
    page.keyboard.press("g")
    page.keyboard.type("purple")
    assert page.is_visible("text=No slide has")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert slide(page) == IDS[0]


def test_letters_typed_in_the_search_are_no_commands(page):
    page.keyboard.press("g")
    page.keyboard.type("bcs. rof")
    assert page.input_value("#find") == "bcs. rof"
    assert page.is_hidden("#black")


def test_the_help_opens_with_the_question_mark_and_closes_with_escape(page):
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")
    assert not is_open(page, "overview")
    assert is_playing(page)


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (844, 390)])
def test_the_help_begins_at_its_top_and_is_as_wide_as_the_window_lets_it(browser, deck, size):
    with open_deck(browser, deck, viewport={"width": size[0], "height": size[1]}) as page:
        page.keyboard.press("?")
        assert page.evaluate("document.getElementById('help').scrollTop") == 0
        box = page.locator("#help").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
        assert page.evaluate("((help) => help.scrollWidth <= help.clientWidth)(document.getElementById('help'))")


def test_the_number_and_the_part_are_shown(page):
    page.keyboard.press("End")
    assert page.inner_text("#where").split() == ["Rest", "5", "/", "5"]
    assert page.title() == "The white title – A lecture for tests"


@pytest.mark.parametrize("size", [(1000, 400), (400, 800), (1280, 720)])
def test_the_picture_is_whole_and_in_the_middle(browser, deck, size):
    with open_deck(browser, deck, f"#/{IDS[0]}", viewport={"width": size[0], "height": size[1]}) as page:
        box = page.locator("#picture").bounding_box()
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.01)
        assert box["x"] + box["width"] / 2 == pytest.approx(size[0] / 2, abs=1)
        assert box["y"] + box["height"] / 2 == pytest.approx(size[1] / 2, abs=1)
        assert box["width"] == pytest.approx(min(size[0], size[1] * 16 / 9), abs=1)
        page.keyboard.press("ArrowRight")
        wait_until(lambda: near(colour_at(page), COLOURS[IDS[0]]))

"""The overview, the way to any slide, the help, and the handout on paper."""

import re

import pytest

from tests.browser.stage import COLOURS, IDS, colour_at, is_playing, near, open_deck, slide


@pytest.mark.parametrize("key", ["o", "Escape"])
def test_the_overview_opens_and_closes(page, key):
    page.keyboard.press(key)
    assert page.is_visible("#overview")
    page.keyboard.press(key)
    assert not page.evaluate("isOpen(overview)")
    assert slide(page) == IDS[0]


def test_the_overview_shows_every_slides_end_state_by_part(page):
    page.keyboard.press("o")
    assert page.locator("#overview .part h2").all_inner_texts() == ["Beginning", "Rest"]
    for slide_id in IDS:
        box = page.locator(f'#overview a[href="#/{slide_id}"] img').bounding_box()
        x, y = (box["x"] + box["width"] / 2) / 1280, (box["y"] + box["height"] / 2) / 720
        assert near(colour_at(page, x, y), COLOURS[slide_id])


def test_a_slide_is_chosen_in_the_overview_by_mouse(page):
    page.keyboard.press("o")
    page.click(f'#overview a[href="#/{IDS[3]}"]')
    assert slide(page) == IDS[3]
    assert not page.evaluate("isOpen(overview)")


def test_a_slide_is_chosen_in_the_overview_by_keyboard(page):
    page.keyboard.press("o")
    for key in ["ArrowRight", "ArrowRight", "PageDown", "PageUp", "Enter"]:
        page.keyboard.press(key)
    assert slide(page) == IDS[2]


@pytest.mark.parametrize(("typed", "found"), [("4", 3), ("gamma-white", 4), ("blue ti", 2), ("BETA", 2)])
def test_a_slide_is_found_by_number_id_or_words(page, typed, found):
    page.keyboard.press("g")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert slide(page) == IDS[found]


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
    page.keyboard.press("ArrowRight")
    assert is_playing(page)
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")
    assert not page.evaluate("isOpen(overview)")


def test_the_number_and_the_part_are_shown(page):
    page.keyboard.press("End")
    assert page.inner_text("#where").split() == ["Rest", "5", "/", "5"]
    assert page.title() == "The white title – A lecture for tests"


def test_on_paper_every_slide_has_its_end_state_and_words(page):
    page.emulate_media(media="print")
    text = page.inner_text("body")
    for slide_id in IDS:
        name = slide_id.split("-")[1]
        for words in (f"The {name} title", f"First words of {name}.", f"Hint for {name}."):
            assert words in text
        assert page.is_visible(f"#{slide_id} .still")
        assert not page.is_visible(f"#{slide_id} video")
    assert "A lecture for tests" in text
    assert page.is_hidden("#tools")


def test_the_handout_is_a_pdf_of_some_pages_with_all_pictures(browser, deck):
    with open_deck(browser, deck) as page:
        page.keyboard.press("ArrowRight")
        handout = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b", handout)) in (2, 3)
        assert len(set(re.findall(rb"/Subtype /Image\b", handout))) == 1
        assert handout.count(b"/Subtype /Image") >= len(COLOURS)
        assert handout.count(b"/Subtype /Type0") >= 1  # fonts: the words are text

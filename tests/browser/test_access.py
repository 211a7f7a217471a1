"""The deck for those who read it, hear it, search it, or cannot bear motion."""

import pytest
from axe_core_python.sync_playwright import Axe

from slides.deck import build_deck
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

STATES = {
    "playing": [],
    "at the end": ["ArrowRight"],
    "captions": ["c"],
    "whole caption": ["c", "ArrowRight"],
    "overview": ["o"],
    "help": ["?"],
    "black": ["b"],
}


def violations(page) -> list[str]:
    found = Axe().run(page)["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation(page, state):
    for key in STATES[state]:
        page.keyboard.press(key)
    page.mouse.move(600, 600)
    page.wait_for_timeout(400)
    assert violations(page) == []


def test_axe_finds_no_violation_in_the_light_theme(browser, lecture, tmp_path, monkeypatch):
    from tests.browser import stage

    monkeypatch.setattr(stage, "PAGE", (255, 255, 255))
    light = build_deck(lecture, "lecture", stage.make_rendered(tmp_path / "render"), tmp_path / "deck")
    with open_deck(browser, light) as page:
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        for key in ["c", "o", "Escape", "?"]:
            page.keyboard.press(key)
            page.mouse.move(600, 600)
            page.wait_for_timeout(400)
            assert violations(page) == []


def test_less_motion_shows_end_states_at_once(browser, deck):
    with open_deck(browser, deck, reduced_motion="reduce") as page:
        for slide_id in IDS:
            wait_for_end_state(page, slide_id)
            assert page.evaluate("videoOf(current).currentTime") == 0
            page.keyboard.press("ArrowRight")


def test_less_motion_still_replays_on_request(browser, deck):
    with open_deck(browser, deck, reduced_motion="reduce") as page:
        page.keyboard.press("r")
        assert is_playing(page)


def test_less_motion_asked_for_during_an_animation_ends_it(page):
    page.emulate_media(reduced_motion="reduce")
    wait_for_end_state(page, IDS[0])


def test_the_language_is_declared(page):
    assert page.get_attribute("html", "lang") == "en"


def test_a_change_of_slide_is_announced_with_title_and_alternative(page):
    page.keyboard.press("End")
    assert page.inner_text("#announce") == "Slide 5 of 5: The white title. A white square"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#announce") == "Slide 4 of 5: The yellow title. A yellow square"


def test_a_screen_reader_gets_title_and_picture_of_the_slide(page):
    for _ in range(2):  # the animation, then its end state
        tree = page.locator("#stage").aria_snapshot()
        assert 'heading "The red title" [level=2]' in tree
        assert "A red square" in tree
        assert "green" not in tree
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(200)


def test_every_title_is_a_heading_of_the_page(page):
    titles = page.evaluate("[...document.querySelectorAll('.slides h2')].map((title) => title.textContent)")
    assert titles == [f"The {slide_id.split('-')[1]} title" for slide_id in IDS]


def test_the_browsers_own_search_finds_a_title_and_opens_the_overview(browser, deck):
    """A text fragment takes the way of Ctrl-F: the browser looks into what is hidden until found."""
    with open_deck(browser, deck) as page:
        assert page.get_attribute("#overview", "hidden") == "until-found"
    with open_deck(browser, deck, "#:~:text=The%20blue%20title") as page:
        wait_until(lambda: page.evaluate("isOpen(overview)"))
        assert page.is_visible("#overview h3 >> text=The blue title")
        wait_until(lambda: page.evaluate("byId('stage').inert"))
        page.keyboard.press("Escape")
        assert slide(page) == IDS[0]


def test_captions_show_what_is_said_below_the_picture(page):
    page.keyboard.press("c")
    wait_until(lambda: page.inner_text("#caption") == "First words of red.")
    wait_until(lambda: page.inner_text("#caption") == "Second words, for <red> & more.")
    caption = page.locator("#caption").bounding_box()
    picture = page.locator("section.present .frame").bounding_box()
    assert caption["y"] >= picture["y"] + picture["height"]
    assert page.get_attribute('[data-action="captions"]', "aria-pressed") == "true"
    page.keyboard.press("c")
    assert page.is_hidden("#caption")


def test_captions_of_a_skipped_animation_show_all_that_is_said(page):
    page.keyboard.press("c")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: page.inner_text("#caption") == "First words of red. Second words, for <red> & more.")


def test_captions_go_on_after_a_short_animation(page):
    """The video takes 1.2 s, the first of two cues 1.3 s: the second must come with the picture standing still."""
    page.keyboard.press("c")
    wait_until(lambda: not is_playing(page))
    assert page.evaluate("videoOf(current).querySelector('track').track.cues[0].endTime > videoOf(current).duration")
    wait_until(lambda: page.inner_text("#caption").startswith("Second words"))


def test_every_control_has_a_name_and_is_reached_by_keyboard(page):
    names = []
    for _ in range(8):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert names == [
        "Back", "Forward", "Replay the animation", "Captions", "All slides", "Speaker view", "Full screen", "Keys",
    ]  # fmt: skip
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    wait_until(lambda: page.evaluate("getComputedStyle(document.querySelector('#tools')).opacity") == "1")


def test_a_focused_control_is_pressed_by_the_space_bar(page):
    page.focus('[data-action="captions"]')
    page.keyboard.press("Space")
    assert page.is_visible("#caption")
    assert slide(page) == IDS[0]
    assert is_playing(page)


@pytest.mark.parametrize("size", [(1000, 400), (400, 800), (1280, 720)])
def test_the_picture_is_whole_and_in_the_middle(browser, deck, size):
    with open_deck(browser, deck, viewport={"width": size[0], "height": size[1]}) as page:
        box = page.locator("section.present .frame").bounding_box()
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.01)
        assert box["x"] + box["width"] / 2 == pytest.approx(size[0] / 2, abs=1)
        assert box["y"] + box["height"] / 2 == pytest.approx(size[1] / 2, abs=1)
        assert box["width"] == pytest.approx(min(size[0], size[1] * 16 / 9), abs=1)
        page.keyboard.press("ArrowRight")
        wait_until(lambda: near(colour_at(page), COLOURS[IDS[0]]))

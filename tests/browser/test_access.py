"""The deck for those who read it, hear it, search it, or cannot bear motion."""

import pytest
from axe_core_python.sync_playwright import Axe

from slides.outputs.deck import build_deck
from tests.browser import stage
from tests.browser.stage import (
    DIAL,
    HALFWAY,
    IDS,
    LOOP,
    TWO_STEPS,
    colour_at,
    is_open,
    is_playing,
    near,
    open_deck,
    seconds,
    slide,
    state,
    step,
    wait_for_end_state,
    wait_until,
)

STATES = {
    "title": ["Home"],
    "playing": [],
    "at the end": ["ArrowRight"],
    "captions": ["c"],
    "whole caption": ["c", "ArrowRight"],
    "dial": ["4", "Enter", "ArrowRight", "d"],
    "overview": ["o"],
    "search": ["g", "w", "o", "r", "d", "s"],
    "parts": ["j"],
    "help": ["?"],
    "black": ["b"],
    "after the end": ["End", "ArrowRight", "ArrowRight"],
}


def violations(page) -> list[str]:
    found = Axe().run(page)["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.fixture(scope="module")
def light_deck(tmp_path_factory):
    folder = tmp_path_factory.mktemp("light")
    return build_deck(
        stage.make_cut(folder / "l", ("light",)), stage.make_recordings(themes=("light",)), folder / "deck"
    )


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation(page, state):
    for key in STATES[state]:
        page.keyboard.press(key)
    page.mouse.move(600, 600)
    page.wait_for_timeout(400)
    assert violations(page) == []


def test_axe_finds_no_violation_in_the_light_theme(browser, light_deck):
    with open_deck(browser, light_deck, "#/4") as page:
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        for key in ["c", "o", "Escape", "?", "Escape", "End", "ArrowRight", "ArrowRight"]:
            page.keyboard.press(key)
            page.mouse.move(600, 600)
            page.wait_for_timeout(400)
            assert violations(page) == []


def test_axe_finds_no_violation_in_the_document(browser, deck):
    context = browser.new_context()
    context.add_init_script("delete HTMLScriptElement.supports")
    page = context.new_page()
    page.goto(deck.as_uri())
    assert violations(page) == []
    context.close()


def test_less_motion_shows_end_states_at_once_step_by_step(browser, deck):
    with open_deck(browser, deck, f"#/{IDS[0]}", reduced_motion="reduce") as page:
        for slide_id in IDS:
            if slide_id.endswith(TWO_STEPS):
                wait_until(lambda: near(colour_at(page), HALFWAY))
                page.keyboard.press("ArrowRight")
            wait_for_end_state(page, slide_id)
            assert state(page) == "resting"
            page.keyboard.press("ArrowRight")


def test_less_motion_asked_for_during_an_animation_ends_it(page):
    page.emulate_media(reduced_motion="reduce")
    wait_for_end_state(page, IDS[0])


def test_less_motion_stops_a_loop_and_lets_a_dial_turn(browser, deck):
    with open_deck(browser, deck, f"#/beta-{LOOP}", reduced_motion="reduce") as page:
        wait_until(lambda: state(page) == "resting")
        before = page.screenshot()
        page.wait_for_timeout(400)
        assert page.screenshot() == before
        page.keyboard.press("ArrowRight")
        wait_until(lambda: slide(page) == f"beta-{DIAL}" and state(page) == "resting")
        page.keyboard.press("d")
        page.keyboard.press("Home")
        wait_until(lambda: page.get_attribute('#dial [role="slider"]', "aria-valuetext") == "temperature 0.0\xa0K")


def test_the_language_is_declared(page):
    assert page.get_attribute("html", "lang") == "en"


def test_a_change_of_slide_is_announced_with_title_and_alternative(page):
    page.keyboard.press("End")
    assert page.inner_text("#announce") == "Slide 5 of 5: The white title. A white square"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#announce") == "Slide 4 of 5: The yellow title. A yellow square"


def test_a_description_stands_once_in_the_accessibility_tree(page):
    """Through the animation and at its end; what was announced has gone by then."""
    for _ in range(2):
        wait_until(lambda: page.inner_text("#announce") == "")
        tree = page.locator("body").aria_snapshot()
        assert tree.count("A red square") == 1
        assert 'heading "1 The red title" [level=3]' in tree
        assert "green" not in tree
        page.keyboard.press("r")
        page.keyboard.press("ArrowRight")


def test_every_title_is_a_heading_of_the_page(page):
    titles = page.evaluate("[...document.querySelectorAll('section h3 .title')].map((title) => title.textContent)")
    assert titles == [f"The {slide_id.split('-')[1]} title" for slide_id in IDS]


def test_the_browsers_own_search_finds_a_title_and_opens_the_overview(browser, deck):
    """A text fragment takes the way of Ctrl-F: the browser looks into what is hidden until found."""
    with open_deck(browser, deck) as page:
        assert page.get_attribute("#overview", "hidden") == "until-found"
    with open_deck(browser, deck, "#:~:text=The%20blue%20title") as page:
        wait_until(lambda: is_open(page, "overview"))
        assert page.is_visible("#cards h3 >> text=The blue title")
        wait_until(lambda: page.evaluate("document.getElementById('stage').inert"))
        page.keyboard.press("Escape")
        assert slide(page) == "start"


def test_captions_show_what_is_said_below_the_picture(page):
    page.keyboard.press("r")
    page.keyboard.press("c")
    wait_until(lambda: page.inner_text("#caption") == "First words of red.")
    wait_until(lambda: page.inner_text("#caption") == "Second words, for <red> & more.")
    caption = page.locator("#caption").bounding_box()
    picture = page.locator("#picture").bounding_box()
    assert caption["y"] >= picture["y"] + picture["height"] - 1
    assert page.get_attribute('[data-action="captions"]', "aria-pressed") == "true"
    page.keyboard.press("c")
    assert page.is_hidden("#caption")


def test_captions_follow_the_steps(page):
    page.keyboard.press("c")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    wait_until(lambda: page.inner_text("#caption") == "First words of green.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert step(page) == 1
    wait_until(lambda: page.inner_text("#caption") == "Then the second step.")
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: page.inner_text("#caption") == "First words of green. Second words, for <green> & more.")


def test_captions_of_a_skipped_step_show_all_that_is_said(page):
    page.keyboard.press("c")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: page.inner_text("#caption") == "First words of red. Second words, for <red> & more.")


def test_captions_go_on_after_a_short_step(page):
    """The step takes 1.2 s, the first of two cues 1.3 s: the second must come with the picture standing still."""
    page.keyboard.press("r")
    page.keyboard.press("c")
    wait_until(lambda: not is_playing(page))
    assert float(page.get_attribute(".present .say span", "data-end")) > seconds(page)
    wait_until(lambda: page.inner_text("#caption").startswith("Second words"))


def test_captions_stand_while_the_presenter_pauses(page):
    page.keyboard.press("r")
    page.keyboard.press("c")
    page.keyboard.press("k")
    page.wait_for_timeout(2000)
    assert page.inner_text("#caption") == "First words of red."


def test_every_control_has_a_name_and_is_reached_by_keyboard(page):
    names = []
    for _ in range(11):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert names == [
        "Time in this step", "Back", "Pause", "Forward", "Replay the step", "Captions", "All slides", "Read as a page",
        "Speaker view", "Full screen", "Keys",
    ]  # fmt: skip
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    wait_until(lambda: page.evaluate("getComputedStyle(document.querySelector('#panel')).opacity") == "1")


def test_a_focused_control_is_pressed_by_the_space_bar(page):
    page.focus('[data-action="captions"]')
    page.keyboard.press("Space")
    assert page.is_visible("#caption")
    assert slide(page) == IDS[0]
    assert is_playing(page)

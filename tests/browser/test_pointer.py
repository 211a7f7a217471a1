"""Mouse and fingers, on a projector, a tablet and a phone."""

from contextlib import contextmanager

import pytest

from slides.outputs.deck import build_deck
from tests.browser import stage
from tests.browser.stage import (
    COLOURS,
    DIAL,
    IDS,
    SECONDS,
    colour_at,
    is_playing,
    near,
    open_deck,
    seconds,
    slide,
    state,
    wait_for_end_state,
    wait_until,
)

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
LANDSCAPE = PHONE | {"viewport": {"width": 844, "height": 390}}
FIRST = f"#/{IDS[0]}"


def swipe(page, start, end, y=300):
    touch = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", start), ("touchMove", (start + end) / 2), ("touchMove", end)):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def boxes(page, selector: str) -> list[dict]:
    return page.evaluate(
        "(s) => [...document.querySelectorAll(s)].map((e) => e.getBoundingClientRect().toJSON())", selector
    )


def overlap(one: dict, other: dict) -> bool:
    return (
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    )


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
    with open_deck(browser, deck, FIRST, has_touch=True, viewport={"width": 900, "height": 500}) as page:
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


@pytest.mark.parametrize("action", ["captions", "replay", "help", "overview"])
@pytest.mark.parametrize("size", [{"width": 1024, "height": 768}, {"width": 844, "height": 390}])
def test_a_tap_where_hidden_tools_lie_acts_once(browser, deck, size, action):
    with open_deck(browser, deck, f"#/{IDS[1]}", has_touch=True, viewport=size) as page:
        [box] = boxes(page, f'[data-action="{action}"]')
        x, y = box["left"] + box["width"] / 2, min(box["top"] + box["height"] / 2, size["height"] - 4)
        wait_until(lambda: is_playing(page))
        page.touchscreen.tap(x, y)
        wait_until(lambda: not is_playing(page))
        page.wait_for_timeout(400)
        assert not is_playing(page)
        assert page.is_hidden("#caption") and page.is_hidden("#help") and slide(page) == IDS[1]
        assert page.get_attribute("#overview", "hidden") == "until-found"
        [box] = boxes(page, '[data-action="captions"]')  # now the tools are there
        page.touchscreen.tap(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
        wait_until(lambda: page.is_visible("#caption"))


@contextmanager
def pinched(page, scale: float = 2.0):
    """The page as two fingers have zoomed it."""
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setPageScaleFactor", {"pageScaleFactor": scale})
    wait_until(lambda: page.evaluate("visualViewport.scale") == scale)
    yield
    touch.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})


def test_a_zoomed_phone_pans_and_turns_no_page(browser, deck):
    with open_deck(browser, deck, FIRST, **PHONE) as page:
        with pinched(page):
            wait_until(
                lambda: page.evaluate("getComputedStyle(document.getElementById('stage')).touchAction") == "auto"
            )
            wait_until(lambda: not is_playing(page))
            before = page.evaluate("visualViewport.offsetLeft")
            swipe(page, 180, 30)
            wait_until(lambda: page.evaluate("visualViewport.offsetLeft") > before + 20)
            assert slide(page) == IDS[0]
        swipe(page, 330, 60)
        wait_until(lambda: slide(page) == IDS[1])


@pytest.mark.parametrize("options", [PHONE, LANDSCAPE, PHONE | {"viewport": {"width": 320, "height": 568}}])
def test_the_tools_fit_a_phone(browser, deck, options):
    width, height = options["viewport"]["width"], options["viewport"]["height"]
    with open_deck(browser, deck, FIRST, **options) as page:
        page.touchscreen.tap(width * 0.6, height * 0.4)
        wait_until(lambda: page.evaluate("getComputedStyle(document.getElementById('panel')).opacity") == "1")
        buttons = boxes(page, "#tools button:not([data-action=read])")  # that has a place of its own there
        for box in buttons:
            assert box["left"] >= 0 and box["right"] <= width
            assert box["top"] >= 0 and box["bottom"] <= height
            assert min(box["width"], box["height"]) >= 44
        [where] = boxes(page, "#where")
        if page.evaluate("getComputedStyle(document.getElementById('where')).visibility") == "visible":
            assert where["right"] <= width
            assert not any(overlap(where, box) for box in buttons)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("skipped", [False, True])
@pytest.mark.parametrize("options", [PHONE, LANDSCAPE])
def test_long_captions_fit_their_band_on_a_phone(browser, deck, options, skipped):
    """84 characters are the longest cue; a whole paragraph of 330 is what a skipped step may show."""
    with open_deck(browser, deck, f"#/{IDS[1]}" if skipped else FIRST, **options) as page:
        if skipped:
            page.keyboard.press("PageUp")
            wait_for_end_state(page, IDS[0])
        page.evaluate("""() => {
            const [cue] = document.querySelectorAll(".present .say span");
            cue.textContent = "Words of a caption as long as captions are, with a comma, and then some more of them.";
            cue.dataset.end = 1000;
        }""")
        if skipped:
            page.evaluate("document.querySelector('.present .say span').textContent = 'A word or two. '.repeat(22)")
        page.keyboard.press("c")
        wait_until(lambda: len(page.inner_text("#caption")) > 60)
        caption, picture = boxes(page, "#caption")[0], boxes(page, "#picture")[0]
        size = page.evaluate("((box) => [box.scrollHeight, box.clientHeight])(document.getElementById('caption'))")
        assert size[0] <= size[1] + 1
        assert caption["top"] >= picture["bottom"] - 1
        assert caption["bottom"] <= options["viewport"]["height"]
        if options is PHONE:
            page.touchscreen.tap(200, 200)
            wait_until(lambda: page.evaluate("getComputedStyle(document.getElementById('panel')).opacity") == "1")
            [panel] = boxes(page, "#panel")
            assert not overlap(panel, boxes(page, "#caption span")[0])


def test_the_bar_drags_through_the_step(page):
    page.mouse.move(600, 600)
    [box] = boxes(page, "#scrub .slider")
    y = box["top"] + box["height"] / 2
    page.mouse.move(box["left"] + box["width"] * 0.3, y)
    page.mouse.down()
    assert seconds(page) == pytest.approx(0.3 * SECONDS, abs=0.06)
    page.mouse.move(box["left"] + box["width"] * 0.7, y)
    assert seconds(page) == pytest.approx(0.7 * SECONDS, abs=0.06)
    page.mouse.move(box["right"] + 50, y)
    page.mouse.up()
    wait_until(lambda: near(colour_at(page), COLOURS[IDS[0]]))
    assert slide(page) == IDS[0]
    page.keyboard.press("ArrowRight")
    assert slide(page) == IDS[1]


def test_a_dial_turns_by_mouse_and_by_arrow_keys_and_says_its_value(browser, deck):
    with open_deck(browser, deck, f"#/beta-{DIAL}") as page:
        wait_until(lambda: not is_playing(page))
        dial = '#dial [role="slider"]'
        [box] = boxes(page, dial)
        page.mouse.click(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
        assert page.get_attribute(dial, "aria-label") == "temperature"
        assert float(page.get_attribute(dial, "aria-valuenow")) == pytest.approx(1, abs=0.1)
        assert state(page) == "resting"
        page.keyboard.press("d")
        before = float(page.get_attribute(dial, "aria-valuenow"))
        page.keyboard.press("ArrowRight")
        assert float(page.get_attribute(dial, "aria-valuenow")) > before
        assert page.get_attribute(dial, "aria-valuetext").startswith("temperature 1.")
        assert slide(page) == f"beta-{DIAL}"
        page.keyboard.press("PageDown")
        assert slide(page) == IDS[4]


def test_a_dial_of_whole_values_comes_to_rest_where_the_picture_shows_just_that(browser, cut, tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "DIAL_VALUES", tuple(round(2 * value) / 2 for value in stage.DIAL_VALUES))
    deck = build_deck(cut, stage.make_recordings(), tmp_path / "deck")
    with open_deck(browser, deck, f"#/beta-{DIAL}") as page:
        wait_until(lambda: not is_playing(page))
        [box] = boxes(page, "#dial .slider")
        y = box["top"] + box["height"] / 2
        page.mouse.move(box["left"] + box["width"] * 0.5, y)
        page.mouse.down()
        page.mouse.move(box["left"] + box["width"] * 0.59, y)
        place = "Number(document.querySelector('#dial .slider').style.getPropertyValue('--at'))"
        assert page.evaluate(place) > 0.55
        page.mouse.up()
        assert page.evaluate(place) == 0.5
        assert page.get_attribute("#dial .slider", "aria-valuenow") == "1"
        page.keyboard.press("d")
        page.keyboard.press("ArrowRight")
        assert page.get_attribute("#dial .slider", "aria-valuenow") == "1.5"
        assert page.evaluate(place) == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (844, 390), (390, 844)])
def test_the_dial_covers_neither_tools_nor_number(browser, deck, size):
    with open_deck(browser, deck, f"#/beta-{DIAL}", viewport={"width": size[0], "height": size[1]}) as page:
        page.mouse.move(300, 100)
        wait_until(lambda: page.evaluate("getComputedStyle(document.getElementById('panel')).opacity") == "1")
        [dial], others = boxes(page, "#dial"), boxes(page, "#panel, #where b")
        assert not any(overlap(dial, box) for box in others if box["width"])
        assert dial["left"] >= 0 and dial["right"] <= size[0] and dial["bottom"] <= size[1]


def test_a_dial_is_wide_enough_for_a_finger_on_a_phone(browser, deck):
    with open_deck(browser, deck, f"#/beta-{DIAL}", **PHONE) as page:
        wait_until(lambda: state(page) == "resting")
        page.evaluate("document.querySelector('#where span').textContent = 'Attention mixes'")
        assert boxes(page, "#dial .slider")[0]["width"] >= 120
        assert page.is_visible("#where b")

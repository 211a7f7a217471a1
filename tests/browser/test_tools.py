"""The laser and the pen: seen in both windows, kept by slide, and never in the way."""

import pytest

from tests.browser import stage
from tests.browser.stage import colour_at, slide, wait_until


@pytest.fixture
def speaker(page):
    return stage.open_speaker(page)


def dot(page, inside=""):
    return page.evaluate(
        """(inside) => {
            const dot = document.querySelector(`${inside} .marks circle`)
            const place = [dot.getAttribute("cx") / 1600, dot.getAttribute("cy") / 900]
            return getComputedStyle(dot).visibility === "visible" ? place : null
        }""",
        inside,
    )


def strokes(page):
    return page.evaluate("document.querySelectorAll('.marks .line').length")


def draw(page, start=(0.3, 0.4), end=(0.6, 0.5), box="#stage .marks"):
    area = page.locator(box).bounding_box()
    places = [(area["x"] + area["width"] * x, area["y"] + area["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=8)
    page.mouse.up()


def test_the_laser_follows_the_pointer_and_a_click_goes_nowhere(page):
    page.keyboard.press("l")
    page.mouse.move(640, 360)
    page.mouse.move(641, 360)
    wait_until(lambda: dot(page) is not None)
    assert dot(page) == pytest.approx([0.5, 0.5], abs=0.01)
    page.mouse.click(900, 300)
    page.mouse.click(900, 300)
    assert slide(page) == stage.IDS[0]
    page.keyboard.press("l")
    assert dot(page) is None
    page.mouse.click(900, 300)
    page.mouse.click(900, 300)
    wait_until(lambda: slide(page) == stage.IDS[1])


def test_the_laser_points_from_the_speaker_view_and_into_it(page, speaker):
    speaker.locator('[data-remote="laser"]').click()
    wait_until(lambda: page.locator("#stage .marks").get_attribute("data-tool") == "laser")
    area = speaker.locator("#speaker .now .marks").bounding_box()
    speaker.mouse.move(area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.75)
    speaker.mouse.move(area["x"] + area["width"] * 0.25 + 1, area["y"] + area["height"] * 0.75)
    wait_until(lambda: dot(page) == pytest.approx([0.25, 0.75], abs=0.01))
    page.mouse.move(320, 180)
    page.mouse.move(321, 180)
    wait_until(lambda: dot(speaker, "#speaker .now") == pytest.approx([0.25, 0.25], abs=0.01))


def test_the_pen_stays_on_its_slide_through_a_reload_until_it_is_wiped(page):
    page.keyboard.press("w")
    draw(page)
    assert strokes(page) == 1
    line = page.locator(".marks .line").get_attribute("points")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: slide(page) == stage.IDS[1])
    assert strokes(page) == 0
    page.reload()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: slide(page) == stage.IDS[0])
    assert page.locator(".marks .line").get_attribute("points") == line
    page.keyboard.press("x")
    assert strokes(page) == 0


def test_the_pen_draws_where_the_hand_is_in_its_own_colour(page):
    page.keyboard.press("w")
    draw(page, (0.2, 0.2), (0.8, 0.2))
    page.keyboard.press("w")
    weight = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--weight').trim()")
    wanted = tuple(int(weight[i : i + 2], 16) for i in (1, 3, 5))
    assert stage.near(colour_at(page, 0.5, 0.2), wanted)
    assert not stage.near(colour_at(page, 0.5, 0.25), wanted)


def test_the_pen_draws_from_the_speaker_view_in_both_windows(page, speaker):
    speaker.locator('[data-remote="pen"]').click()
    wait_until(lambda: speaker.locator("#speaker .marks").get_attribute("data-tool") == "pen")
    draw(speaker, box="#speaker .now .marks")
    wait_until(lambda: strokes(page) == 1)
    wait_until(lambda: strokes(speaker) == 1)
    speaker.locator('[data-remote="wipe"]').click()
    wait_until(lambda: strokes(page) == strokes(speaker) == 0)


def test_a_finger_draws(browser, deck):
    with stage.open_deck(browser, deck, f"#/{stage.IDS[0]}", has_touch=True) as page:
        page.keyboard.press("w")
        page.evaluate(
            """() => {
                const marks = document.querySelector("#stage .marks")
                const send = (type, x) => marks.dispatchEvent(new PointerEvent(type, {
                    bubbles: true, pointerId: 1, pointerType: "touch", isPrimary: true, button: 0,
                    clientX: x, clientY: 300}))
                marks.setPointerCapture = () => {}
                marks.hasPointerCapture = () => true
                for (const [type, x] of [["pointerdown", 300], ["pointermove", 400], ["pointerup", 400]]) send(type, x)
            }"""
        )
        assert strokes(page) == 1


def test_marks_are_not_printed(page):
    page.keyboard.press("w")
    draw(page)
    page.emulate_media(media="print")
    assert not page.locator("#stage .marks").is_visible()

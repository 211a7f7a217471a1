"""A talk that goes on by itself, its plan, and the times of a rehearsal."""

import csv
import io
import json
import time

import pytest

from slides.pace import speech
from tests.browser import stage
from tests.browser.stage import slide, state, step, wait_until


def seconds_of(page, which):
    return float(page.get_attribute(f"#{which} .say p", "data-seconds"))


def faster(page, share=0.1):
    """Let every step take a part of its time, so that a test does not wait for speech."""
    page.evaluate("(share) => document.querySelectorAll('.say p').forEach((p) => (p.dataset.seconds *= share))", share)


@pytest.fixture
def speaker(page):
    return stage.open_speaker(page)


def test_a_step_takes_its_words_or_its_motion_whichever_is_longer(page, cut, recordings):
    for words in cut.slides:
        marks = recordings["dark"][words.scene].slide(words.id)
        for said, mark, paragraph in zip(
            words.paragraphs, marks.steps, page.locator(f"#{words.full_id} .say p").all(), strict=True
        ):
            wanted = max(speech(said), (mark.end - mark.first) / 60)
            assert float(paragraph.get_attribute("data-seconds")) == pytest.approx(wanted, abs=0.06)


def test_it_goes_on_by_itself_step_by_step_to_the_end_and_stops(page):
    faster(page)
    page.keyboard.press("a")
    wait_until(lambda: slide(page) == stage.IDS[1], 10)
    assert step(page) == 0
    wait_until(lambda: step(page) == 1, 10)
    wait_until(lambda: slide(page) == "end", 30)
    time.sleep(0.5)
    assert slide(page) == "end"


def test_it_waits_for_the_words_and_while_it_is_paused(page):
    page.keyboard.press("a")
    time.sleep(1.6)
    assert state(page) == "resting"  # the motion is over, the words are not
    assert slide(page) == stage.IDS[0]
    assert seconds_of(page, stage.IDS[0]) > 3
    page.keyboard.press("a")
    faster(page, 0.01)
    page.keyboard.press("r")
    page.keyboard.press("a")
    page.keyboard.press("b")  # the screen is black, and time stands
    time.sleep(1.8)
    assert slide(page) == stage.IDS[0]
    page.keyboard.press("b")
    wait_until(lambda: slide(page) == stage.IDS[1])


def test_keys_work_while_it_goes_on_and_a_stops_it(page):
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: slide(page) == stage.IDS[1])
    page.keyboard.press("a")
    faster(page, 0.001)
    time.sleep(2)
    assert slide(page) == stage.IDS[1]


def test_a_hallway_screen_goes_round_with_captions_and_without_tools(browser, deck):
    with stage.open_deck(browser, deck, f"?loop#/{stage.IDS[-1]}") as page:
        assert page.evaluate("document.documentElement.classList.contains('hallway')")
        assert not page.locator("#foot").is_visible()
        assert page.locator("#caption").is_visible()
        faster(page, 0.02)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        wait_until(lambda: slide(page) == "end")
        wait_until(lambda: slide(page) == "start", 8)
        page.keyboard.press("Escape")
        assert page.locator("#foot").is_visible()


def test_the_target_is_the_slot_and_outlives_the_window(page, speaker):
    wait_until(lambda: speaker.input_value("#target") == "5")
    speaker.fill("#target", "42")
    wait_until(lambda: page.evaluate("localStorage.length") > 0)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    wait_until(lambda: page.evaluate("Object.values(localStorage)").count("42") == 1)
    speaker.reload()
    wait_until(lambda: speaker.input_value("#target") == "42")


def test_the_time_survives_a_reload_of_either_window(page, speaker):
    page.keyboard.press("ArrowRight")
    wait_until(lambda: speaker.text_content("#elapsed") == "0:02", 8)
    page.reload()
    speaker.reload()
    wait_until(lambda: speaker.text_content("#elapsed") in ("0:03", "0:04"), 8)


def test_the_pace_line_tells_how_far_one_is_from_the_plan(page, speaker):
    speaker.fill("#target", "0")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: speaker.text_content("#pace") == "on time")
    page.keyboard.press("End")
    before = sum(float(p.get_attribute("data-seconds")) for p in page.locator(".say p").all()[:-1])
    wait_until(lambda: speaker.text_content("#pace").endswith("ahead"))
    minutes, ahead = map(int, speaker.text_content("#pace").split()[0].split(":"))
    assert 60 * minutes + ahead == pytest.approx(before, abs=4)
    shown = speaker.evaluate(
        "['is', 'should'].map((part) => parseFloat(document.querySelector(`#track .${part}`).style.width))"
    )
    assert shown[0] > 60 > 50 > shown[1]
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    speaker.fill("#target", "0.02")
    wait_until(lambda: speaker.text_content("#pace").endswith("behind"), 10)


def spent(page, step: str) -> float:
    """The seconds that the latest rehearsal has for a step."""
    script = "Object.entries(localStorage).find(([key]) => key.includes('rehearsal'))?.[1] ?? '[]'"
    runs = json.loads(page.evaluate(script))
    return runs[-1]["spent"].get(step, 0) if runs else 0


def test_a_rehearsal_is_saved_as_a_table_beside_its_target(page, speaker):
    page.keyboard.press("ArrowRight")
    wait_until(lambda: spent(page, f"{stage.IDS[0]}/0") > 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: slide(page) == stage.IDS[1])
    wait_until(lambda: spent(page, f"{stage.IDS[1]}/0") > 0)
    speaker.locator("#rehearsal summary").click()
    with speaker.expect_download() as saved:
        speaker.click("#save")
    assert saved.value.suggested_filename == "rehearsal.csv"
    head, *rows = csv.reader(io.StringIO(saved.value.path().read_text()))
    assert head[:3] == ["slide", "step", "target seconds"]
    assert [row[:2] for row in rows][:3] == [[stage.IDS[0], "1"], [stage.IDS[1], "1"], [stage.IDS[1], "2"]]
    assert float(rows[0][2]) == pytest.approx(seconds_of(page, stage.IDS[0]), abs=0.1)
    assert 0.9 < float(rows[0][3]) < 4
    assert rows[-1][3] == ""
    page.reload()  # and it is kept
    wait_until(lambda: page.evaluate("Object.keys(localStorage).some((key) => key.includes('rehearsal'))"))
    speaker.locator('[data-remote="forget"]').click()
    wait_until(lambda: "[]" in page.evaluate("Object.values(localStorage)"))


def test_the_speaker_view_on_a_phone_has_its_words_time_and_large_keys(page, speaker):
    for size in ({"width": 390, "height": 844}, {"width": 844, "height": 390}):
        speaker.set_viewport_size(size)
        wait_until(lambda: speaker.locator("#speaker .say p").first.is_visible())
        for name in ("back", "forward"):
            box = speaker.locator(f'#speaker footer [data-remote="{name}"]').bounding_box()
            assert box["height"] >= 44 and box["y"] + box["height"] <= size["height"]
        assert speaker.locator("#elapsed").bounding_box()["y"] < 60
        assert speaker.evaluate("document.documentElement.scrollWidth <= innerWidth")
        said = speaker.locator("#speaker .say p").first.bounding_box()
        assert said["y"] < size["height"] - 120

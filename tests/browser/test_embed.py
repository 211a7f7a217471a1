"""The deck in a frame of another page: the picture alone, which plays when it is seen and hands the keys back."""

import pytest

from slides.outputs.deck import build_deck
from tests.browser.stage import IDS, new_page, wait_until


@pytest.fixture
def host(browser, cut, recordings, tmp_path):
    """A long page with the deck's first slides in a frame far below its beginning."""
    deck = build_deck(cut, recordings, tmp_path / "deck")
    (tmp_path / "host.html").write_text(
        '<!doctype html><body style="margin: 0"><p style="height: 2000px">text</p>'
        f'<iframe src="deck/{deck.name}?embed" style="width: 640px; height: 360px; border: 0"></iframe>'
        '<p style="height: 3000px">more</p>'
    )
    with new_page(browser, viewport={"width": 900, "height": 600}, may_report="Blocked autofocusing") as page:
        page.goto((tmp_path / "host.html").as_uri())
        page.frames[1].wait_for_selector("body[data-shows='motion']", state="attached")
        yield page


def shown(frame) -> tuple[str, str, str]:
    return tuple(
        frame.evaluate(
            "[document.querySelector('.present').id, ...['state', 'step'].map((n) => document.body.dataset[n])]"
        )
    )


def passed(frame) -> float:
    return float(frame.locator('#scrub [role="slider"]').get_attribute("aria-valuenow"))


def test_it_begins_with_the_first_slide_and_shows_the_picture_alone(host):
    frame = host.frames[1]
    assert shown(frame)[0] == IDS[0]
    for hidden in ("#foot", "#start h1", "#caption"):
        box = frame.locator(hidden).bounding_box()
        assert box is None or box["width"] <= 1


def test_it_does_not_play_before_it_is_seen(host):
    frame = host.frames[1]
    host.wait_for_timeout(700)
    assert passed(frame) == 0
    host.evaluate("scrollTo(0, 1900)")
    wait_until(lambda: passed(frame) > 0)
    wait_until(lambda: shown(frame)[1] == "resting")


def test_it_hands_the_keys_back_at_its_ends(host):
    frame = host.frames[1]
    host.evaluate("scrollTo(0, 1900)")
    wait_until(lambda: shown(frame)[1] == "resting")
    frame.evaluate("window.focus()")
    at = host.evaluate("scrollY")
    for _ in range(20):
        if shown(frame) == (IDS[-1], "resting", "0"):
            break
        host.keyboard.press("PageDown")
        host.wait_for_timeout(60)
    assert shown(frame)[0] == IDS[-1]
    assert host.evaluate("scrollY") == at
    host.keyboard.press("PageDown")
    wait_until(lambda: host.evaluate("scrollY") > at)
    assert shown(frame)[0] == IDS[-1]
    host.evaluate("scrollTo(0, 1900)")
    frame.evaluate(f"location.hash = '#/{IDS[0]}'")
    wait_until(lambda: shown(frame)[0] == IDS[0])
    host.wait_for_timeout(300)
    host.keyboard.press("PageUp")
    wait_until(lambda: host.evaluate("scrollY") < 1900)


@pytest.mark.parametrize("key", ["o", "b", "s", "c", "?", "Tab", "F5"])
def test_it_takes_no_key_that_is_not_for_its_picture(host, key):
    frame, before = host.frames[1], host.context.pages
    host.evaluate("scrollTo(0, 1900)")
    frame.evaluate("""() => {
        window.focus();
        window.taken = null;
        addEventListener("keydown", (event) => { taken = event.defaultPrevented; event.preventDefault(); });
    }""")
    host.keyboard.press(key)
    wait_until(lambda: frame.evaluate("taken") is not None)
    assert frame.evaluate("taken") is False
    assert host.context.pages == before
    for hidden in ("#black", "#help", "#caption"):
        assert frame.is_hidden(hidden)


def test_the_whole_deck_in_a_frame_hands_the_keys_back_after_its_end(browser, deck, tmp_path):
    context = browser.new_context(viewport={"width": 900, "height": 600}, offline=True)
    page = context.new_page()
    (tmp_path / "host.html").write_text(
        f'<body style="height: 3000px"><iframe src="{deck.as_uri()}#/{IDS[-1]}" width="640" height="360"></iframe>'
    )
    page.goto((tmp_path / "host.html").as_uri())
    frame = page.frames[1]
    wait_until(lambda: shown(frame)[1] == "resting")
    frame.evaluate("window.focus()")
    page.keyboard.press("PageDown")
    assert shown(frame)[0] == "end"
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("PageDown")
    wait_until(lambda: page.evaluate("scrollY") > 0)
    context.close()

"""Nothing leaves the deck, one file is enough, memory stays bounded, and what is broken shows stills."""

import re
import shutil
import threading

import pytest

from slides.outputs.deck import build_deck
from slides.present import make_server
from tests.browser.stage import (
    COLOURS,
    HALFWAY,
    IDS,
    SCENES,
    TWO_STEPS,
    colour_at,
    is_open,
    is_playing,
    near,
    open_deck,
    slide,
    state,
    wait_for_end_state,
    wait_until,
)

FIRST = f"#/{IDS[0]}"


@pytest.fixture(scope="module")
def one_file(cut, recordings, tmp_path_factory):
    return build_deck(cut, recordings, tmp_path_factory.mktemp("one") / "deck", one_file=True)


def walk(page) -> None:
    """Forward through every step, by the pictures at their ends."""
    for slide_id in IDS:
        if slide_id.endswith(TWO_STEPS):
            page.keyboard.press("PageDown")
            wait_until(lambda: near(colour_at(page), HALFWAY))
            page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        wait_for_end_state(page, slide_id)
        page.keyboard.press("PageDown")
        wait_until(lambda gone=slide_id: slide(page) != gone and (slide(page) == "end" or is_playing(page)))


def test_the_deck_plays_wherever_it_is_copied(browser, deck, tmp_path):
    moved = tmp_path / "a folder with späces & signs"
    shutil.copytree(deck.parent, moved)
    with open_deck(browser, moved / "index.html", FIRST) as page:
        wait_until(lambda: is_playing(page))
        walk(page)


def test_one_file_is_the_whole_deck(browser, one_file, tmp_path):
    alone = tmp_path / "alone.html"
    shutil.copy(one_file, alone)
    with open_deck(browser, alone, FIRST) as page:
        wait_until(lambda: is_playing(page))
        walk(page)
        page.keyboard.press("o")
        for slide_id in IDS:
            assert page.evaluate(
                "(s) => document.querySelector(s).naturalWidth > 0", f'#cards a[href="#/{slide_id}"] img'
            )


def test_one_file_has_its_speaker_view_with_the_picture(browser, one_file):
    with open_deck(browser, one_file, FIRST) as page:
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        view = popup.value
        wait_until(lambda: view.inner_text(".next h2") == "The green title")
        wait_until(lambda: view.get_attribute(".now", "data-shows") == "motion")


def test_no_still_is_loaded_before_somebody_looks_at_it_or_the_first_picture_stands(browser, deck):
    with open_deck(browser, deck) as page:
        loaded = []
        page.on("request", lambda request: loaded.append(request.url))
        page.keyboard.press("PageDown")
        page.wait_for_timeout(800)
        stills = [url for url in loaded if url.endswith(".svg")]
        assert len(stills) <= 1  # the slide's own, to fall back on
        page.keyboard.press("o")
        seen = "[...document.querySelectorAll('#cards img')].every((still) => still.naturalWidth > 0)"
        wait_until(lambda: page.evaluate(seen))


def test_only_the_scenes_around_the_current_one_are_kept_open(browser, deck):
    with open_deck(browser, deck, FIRST) as page:
        loaded = []

        def note(request):
            if request.url.endswith(".js"):  # not the stills, which come when there is time
                loaded.append(request.url.split("/")[-1].split("-")[0])

        page.on("request", note)
        page.wait_for_timeout(600)
        assert "gamma" not in loaded
        page.keyboard.press("End")
        wait_until(lambda: slide(page) == IDS[-1] and is_playing(page))
        page.wait_for_timeout(600)
        assert set(loaded) <= set(SCENES)
        before = loaded.count("alpha")  # of a slow page its first one may be among them
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        wait_until(lambda: loaded.count("alpha") == before + 1)  # it had been given back
        wait_until(lambda: is_playing(page))


@pytest.mark.parametrize(
    "content", [b"", b"this is no script", b"document.currentScript.recording = 'TVJFQwAA';", None]
)
def test_a_recording_that_is_broken_or_missing_shows_stills_says_so_and_goes_on(browser, deck, tmp_path, content):
    broken = tmp_path / "deck"
    shutil.copytree(deck.parent, broken)
    for script in (broken / "media").glob("*.js"):
        script.unlink() if content is None else script.write_bytes(content)
    report = "Unexpected identifier" if content and content.startswith(b"this") else "Failed to load resource"
    with open_deck(browser, broken / "index.html", FIRST, may_report=report) as page:
        for slide_id in IDS:
            wait_until(lambda of=slide_id: slide(page) == of and near(colour_at(page), COLOURS[of]))
            assert page.inner_text("#why").endswith("The end states are shown.")
            page.keyboard.press("PageDown")
        assert slide(page) == "end"
        page.keyboard.press("PageUp")
        wait_until(lambda: near(colour_at(page), COLOURS[IDS[-1]]))
        page.keyboard.press("o")
        assert is_open(page, "overview")


def test_one_broken_recording_leaves_the_others(browser, deck, tmp_path):
    broken = tmp_path / "deck"
    shutil.copytree(deck.parent, broken)
    [script] = (broken / "media").glob("beta-*.js")
    script.unlink()
    with open_deck(browser, broken / "index.html", f"#/{IDS[3]}", may_report="Failed to load") as page:
        wait_until(lambda: near(colour_at(page), COLOURS[IDS[3]]))
        assert "is missing" in page.inner_text("#why")
        page.keyboard.press("PageDown")
        wait_until(lambda: slide(page) == IDS[4] and is_playing(page))
        assert page.inner_text("#why") == ""


def test_a_browser_that_cannot_decode_shows_stills_and_says_so(browser, deck):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script("delete globalThis.DecompressionStream")
    page = context.new_page()
    page.goto(deck.as_uri() + FIRST)
    wait_until(lambda: near(colour_at(page), COLOURS[IDS[0]]))
    assert page.inner_text("#why").endswith("The end states are shown.")
    page.keyboard.press("PageDown")
    wait_until(lambda: near(colour_at(page), COLOURS[IDS[1]]))
    context.close()


def test_a_lost_canvas_shows_stills_until_it_is_back(page):
    wait_until(lambda: not is_playing(page))
    page.evaluate("document.getElementById('picture').dispatchEvent(new Event('contextlost', {cancelable: true}))")
    wait_until(lambda: page.evaluate("document.body.dataset.shows") == "still")
    assert near(colour_at(page), COLOURS[IDS[0]])
    assert page.inner_text("#why").endswith("The end states are shown.")
    page.keyboard.press("PageDown")
    wait_until(lambda: near(colour_at(page), COLOURS[IDS[1]]))
    page.evaluate("document.getElementById('picture').dispatchEvent(new Event('contextrestored'))")
    wait_until(lambda: page.evaluate("document.body.dataset.shows") == "motion")
    assert page.inner_text("#why") == ""
    page.keyboard.press("r")
    assert state(page) == "playing"


def test_the_deck_plays_from_the_loopback_server(browser, deck):
    with make_server(deck) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{FIRST}")
        wait_until(lambda: page.evaluate("document.body.dataset.state") == "playing")
        wait_for_end_state(page, IDS[0])
        context.close()
        server.shutdown()


def test_a_policy_in_the_page_forbids_every_other_address(browser, deck):
    context = browser.new_context()  # on line: it is the page that refuses
    page = context.new_page()
    page.goto(deck.as_uri())
    policy = page.get_attribute('meta[http-equiv="Content-Security-Policy"]', "content")
    assert "default-src 'none'" in policy
    assert not re.search(r"https?:|\*", policy)
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    context.close()


@pytest.mark.parametrize("inside", [False, True])
def test_the_first_picture_stands_within_half_a_second(browser, deck, one_file, inside):
    times = []
    for _ in range(5):  # the machine may have other things to do
        context = browser.new_context()
        context.add_init_script("""
            new MutationObserver(() => {
                if (document.body?.dataset.shows === "motion") globalThis.shownAt ??= performance.now();
            }).observe(document, {subtree: true, childList: true, attributes: true});
        """)
        page = context.new_page()
        page.goto((one_file if inside else deck).as_uri() + FIRST)
        wait_until(lambda page=page: page.evaluate("globalThis.shownAt !== undefined"))
        times.append(page.evaluate("shownAt"))
        context.close()
        if times[-1] < 500:
            break
    assert min(times) < 500  # milliseconds since the page was asked for

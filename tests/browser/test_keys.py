"""Every way to move through the deck by key, as a lecturer and a clicker use it; and the address."""

import base64
import io
from contextlib import contextmanager

import pytest
from PIL import Image

from slides.outputs.deck import build_deck
from tests.browser.stage import (
    COLOURS,
    HALFWAY,
    IDS,
    LOOP,
    PAGE,
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

LAST = "gamma-white"
LOOPING = f"beta-{LOOP}"


def test_nothing_moves_when_the_file_is_opened(title_page):
    assert slide(title_page) == "start"
    for words in ("A lecture for tests", "Nobody", "CC BY 4.0"):
        assert title_page.is_visible(f"#start >> text={words}")
    title_page.evaluate("document.fonts.ready.then(() => true)")
    before = title_page.screenshot()
    title_page.wait_for_timeout(500)
    assert title_page.screenshot() == before


def test_forward_leads_from_the_title_to_the_first_slide(title_page):
    title_page.keyboard.press("PageDown")
    assert slide(title_page) == IDS[0]
    wait_until(lambda: is_playing(title_page))
    title_page.keyboard.press("Home")
    assert slide(title_page) == "start"


def test_a_slide_plays_by_itself_and_stays_on_its_last_frame(page):
    assert is_playing(page)
    wait_until(lambda: not is_playing(page))
    wait_for_end_state(page, IDS[0])


@pytest.mark.parametrize("key", ["ArrowRight", "Space", "PageDown", "n", "Enter"])
def test_forward_finishes_the_step_then_goes_on(page, key):
    assert is_playing(page)
    page.keyboard.press(key)
    wait_for_end_state(page, IDS[0])
    page.keyboard.press(key)
    assert slide(page) == IDS[1]
    assert is_playing(page)


@pytest.mark.parametrize("key", ["ArrowLeft", "PageUp", "p", "Shift+Space"])
def test_back_shows_the_end_of_the_step_before(page, key):
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert (slide(page), step(page)) == (IDS[1], 1)
    page.keyboard.press(key)
    assert (slide(page), step(page)) == (IDS[1], 0)
    wait_until(lambda: near(colour_at(page), HALFWAY))
    page.keyboard.press(key)
    wait_for_end_state(page, IDS[0])
    page.wait_for_timeout(300)
    assert not is_playing(page)


def test_back_leads_to_the_last_step_of_the_slide_before(page):
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.keyboard.press("PageUp")
    wait_for_end_state(page, IDS[1])
    assert step(page) == 1


def test_forward_after_back_goes_on_at_once(page):
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert slide(page) == IDS[-1]
    wait_until(lambda: is_playing(page))


def test_after_the_last_slide_the_screen_is_black_and_says_that_it_was_the_end(page):
    page.keyboard.press("End")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert slide(page) == "end"
    assert page.is_visible("text=End of the talk")
    wait_until(lambda: colour_at(page, 0.1, 0.1) == colour_at(page, 0.99, 0.99) == (0, 0, 0))
    page.keyboard.press("ArrowLeft")
    wait_for_end_state(page, IDS[-1])


def test_forward_walks_through_every_step(title_page):
    seen = []
    for _ in range(40):
        title_page.keyboard.press("PageDown")
        here = slide(title_page)
        if here == "end":
            break
        if not seen or seen[-1] != (here, step(title_page)):
            seen.append((here, step(title_page)))
    assert seen == [(IDS[0], 0), (IDS[1], 0), (IDS[1], 1), (IDS[2], 0), (IDS[3], 0), (IDS[4], 0)]


def test_forward_before_a_picture_is_there_finishes_its_step_and_skips_none(browser, deck):
    with open_deck(browser, deck, f"#/{IDS[0]}") as page:
        page.evaluate(
            "for (const key of ['End', 'PageDown'])"
            " document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))"
        )
        wait_for_end_state(page, IDS[-1])


def test_a_held_key_does_not_run_through_the_slides(page):
    page.keyboard.down("PageDown")
    for _ in range(20):
        page.keyboard.down("PageDown")  # the browser marks these as repeated
    wait_for_end_state(page, IDS[0])
    page.keyboard.up("PageDown")
    page.keyboard.press("PageDown")
    assert slide(page) == IDS[1]


@pytest.mark.parametrize(("typed", "found"), [("4", 3), ("2", 1), ("05", 4)])
def test_a_number_and_enter_lead_to_that_slide(page, typed, found):
    for digit in typed:
        page.keyboard.press(digit)
    assert "Slide" in page.inner_text("#toast")
    page.keyboard.press("Enter")
    assert slide(page) == IDS[found]
    assert page.inner_text("#toast") == ""


def test_a_number_that_no_slide_has_is_said_and_moves_nothing(page):
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    assert page.inner_text("#toast") == "There is no slide 9"
    assert slide(page) == IDS[0]


def test_a_number_is_forgotten_with_escape_or_another_key(page):
    for key in ("Escape", "c"):
        page.keyboard.press("4")
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        assert slide(page) in IDS[:3]
        page.keyboard.press("Home")


def test_replay_begins_the_step_again(page):
    page.keyboard.press("End")
    wait_until(lambda: is_playing(page))
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[-1])
    page.keyboard.press("r")
    assert is_playing(page)
    wait_until(lambda: near(colour_at(page), PAGE["dark"]))
    wait_for_end_state(page, IDS[-1])


def test_pause_and_go_on(page):
    page.keyboard.press("k")
    at = seconds(page)
    page.wait_for_timeout(400)
    assert seconds(page) == at
    assert page.get_attribute('[data-action="pause"]', "aria-pressed") == "true"
    page.keyboard.press("k")
    wait_for_end_state(page, IDS[0])


def test_comma_and_full_stop_go_a_little_back_and_on(page):
    wait_until(lambda: not is_playing(page))
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    page.keyboard.press(",")
    at = seconds(page)
    page.keyboard.press(".")
    page.keyboard.press(".")
    assert seconds(page) == pytest.approx(at + 0.2, abs=0.051)
    page.keyboard.press(",")
    assert seconds(page) == pytest.approx(at + 0.1, abs=0.051)
    assert page.is_hidden("#black")


def test_a_held_full_stop_runs_to_the_end_and_does_not_blacken(page):
    page.keyboard.press(",")
    page.keyboard.down(".")
    for _ in range(30):
        page.keyboard.down(".")
    wait_for_end_state(page, IDS[0])
    assert page.is_hidden("#black")


def test_minus_and_plus_change_the_speed(page):
    page.keyboard.press("-")
    assert page.inner_text("#toast") == "Speed × 0.75"
    for _ in range(3):
        page.keyboard.press("+")
    assert page.inner_text("#toast") == "Speed × 1.5"


def test_a_loop_runs_until_the_next_key(page):
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    wait_until(lambda: is_playing(page))
    page.keyboard.press("PageDown")
    wait_until(lambda: state(page) == "looping")
    page.wait_for_timeout(1500)
    assert state(page) == "looping"
    page.keyboard.press("PageDown")
    assert slide(page) == IDS[3]


@pytest.mark.parametrize("key", ["b", "."])
def test_black_hides_everything_and_any_key_brings_it_back(page, key):
    page.keyboard.press("ArrowRight")
    wait_until(lambda: not is_playing(page))
    page.keyboard.press(key)
    assert colour_at(page) == colour_at(page, 0.01, 0.99) == (0, 0, 0)
    page.keyboard.press("PageDown")
    wait_for_end_state(page, IDS[0])


def test_black_halts_the_motion(page):
    page.keyboard.press("b")
    page.wait_for_timeout(1500)
    page.keyboard.press("b")
    assert is_playing(page)
    wait_for_end_state(page, IDS[0])


@pytest.mark.parametrize("before", ["End", "o", "?"])
def test_f5_of_a_clicker_does_not_reload_the_page(page, before):
    page.keyboard.press(before)
    page.evaluate("window.mark = 1")
    page.keyboard.press("F5")
    page.wait_for_timeout(300)
    assert page.evaluate("window.mark") == 1
    assert not is_open(page, "overview")
    assert page.is_hidden("#help")


def test_escape_opens_nothing_before_the_hall(page):
    page.keyboard.press("f")
    wait_until(lambda: page.evaluate("document.fullscreenElement !== null"))
    page.keyboard.press("Escape")
    wait_until(lambda: page.evaluate("document.fullscreenElement === null"))
    page.keyboard.press("Escape")
    assert not is_open(page, "overview")
    assert slide(page) == IDS[0]


@pytest.mark.parametrize("panel", ["o", "?"])
def test_a_clicker_leaves_what_lies_over_the_picture_and_goes_on(page, panel):
    wait_until(lambda: not is_playing(page))
    page.keyboard.press(panel)
    page.keyboard.press("PageDown")
    assert not is_open(page, "overview")
    assert page.is_hidden("#help")
    assert slide(page) == IDS[1]


def test_letter_keys_can_be_switched_off_and_stay_off(browser, deck, page):
    page.keyboard.press("?")
    page.click("#letters")
    page.keyboard.press("Escape")
    for key in ("b", "n", ".", "o", "?", "4", "c"):
        page.keyboard.press(key)
    assert page.is_hidden("#black") and page.is_hidden("#help") and page.is_hidden("#caption")
    assert not is_open(page, "overview")
    assert slide(page) == IDS[0]
    page.reload()
    wait_until(lambda: is_playing(page))
    page.keyboard.press("b")
    assert page.is_hidden("#black")
    page.keyboard.press("PageDown")
    wait_for_end_state(page, IDS[0])
    page.keyboard.press("F1")
    page.click("#letters")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    assert page.is_visible("#black")


def test_shortcuts_of_the_browser_are_left_alone(page):
    page.keyboard.press("Control+p")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Control+b")
    assert slide(page) == IDS[0]
    assert is_playing(page)


@pytest.mark.parametrize(("address", "found"), [(f"#/{IDS[2]}", 2), ("#/4", 3), ("#4", 3), (f"#{IDS[1]}", 1)])
def test_a_deep_link_opens_its_slide_by_id_or_the_number_that_it_shows(browser, deck, address, found):
    with open_deck(browser, deck, address) as page:
        assert slide(page) == IDS[found]
        assert page.inner_text("#where b") == f"{found + 1} / 5"
        wait_until(lambda: is_playing(page))


@pytest.mark.parametrize("address", ["#/no-such-slide", "#/77", "#/0", "#/%E0%A4%A"])
def test_a_deep_link_to_nowhere_opens_the_title(browser, deck, address):
    with open_deck(browser, deck, address) as page:
        assert slide(page) == "start"


def test_a_reload_right_after_a_move_shows_the_slide_that_was_shown(page):
    page.keyboard.press("End")
    page.reload()
    wait_until(lambda: slide(page) == LAST)


def test_another_deep_link_in_the_same_page_is_followed(page):
    page.evaluate(f"location.hash = '#/{IDS[3]}'")
    wait_until(lambda: slide(page) == IDS[3])
    page.evaluate("location.hash = '#/2'")
    wait_until(lambda: slide(page) == IDS[1])


def test_with_both_themes_a_key_changes_all_and_the_picture_goes_on(browser, tmp_path):
    from tests.browser import stage

    themes = ("dark", "light")
    cut = stage.make_cut(tmp_path / "lecture", themes)
    deck = build_deck(cut, stage.make_recordings(themes=themes), tmp_path / "deck")
    with open_deck(browser, deck, f"#/{LAST}") as page:
        wait_for_end_state(page, LAST)
        assert near(colour_at(page, 0.1, 0.1), PAGE["dark"])
        page.keyboard.press("t")
        wait_until(lambda: near(colour_at(page, 0.1, 0.1), PAGE["light"]))
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert not is_playing(page)
        page.keyboard.press("o")
        assert page.locator("#cards .still:visible").count() == len(IDS)
        page.keyboard.press("Escape")
        page.keyboard.press("t")
        wait_until(lambda: near(colour_at(page, 0.1, 0.1), PAGE["dark"]))


def test_a_theme_whose_recording_is_whole_plays_where_the_other_is_damaged(browser, tmp_path):
    from tests.browser import stage

    themes = ("dark", "light")
    cut = stage.make_cut(tmp_path / "lecture", themes)
    deck = build_deck(cut, stage.make_recordings(themes=themes), tmp_path / "deck")
    for media in deck.parent.glob("media/alpha-dark-*.js"):
        media.write_text(media.read_text().replace('"', '"AAAA', 1))
    with open_deck(browser, deck, f"#/{IDS[0]}", may_report="") as page:
        page.wait_for_selector("body[data-shows=still]")
        page.keyboard.press("t")
        page.wait_for_selector("body[data-shows=motion]")
        assert page.inner_text("#why") == ""


@contextmanager
def every_frame(page):
    """The colours in the middle of all the frames that the browser presents meanwhile."""
    seen = []
    cast = page.context.new_cdp_session(page)

    def keep(frame):
        with Image.open(io.BytesIO(base64.b64decode(frame["data"]))) as image:
            seen.append(image.convert("RGB").getpixel((image.width // 2, image.height // 2)))
        cast.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    cast.on("Page.screencastFrame", keep)
    cast.send("Page.startScreencast", {"format": "png"})
    wait_until(lambda: page.wait_for_timeout(20) or seen)
    seen.clear()  # what was there before anything was pressed; the first may come black
    yield seen
    cast.send("Page.stopScreencast")


def is_mix(colour, one, other):
    """Whether a colour is one, the other, or what is seen while the one fades into the other."""
    mixes = (tuple(a + (b - a) * part / 100 for a, b in zip(one, other, strict=True)) for part in range(101))
    return any(near(colour, mix) for mix in mixes)


def test_nothing_flashes_between_slides(page):
    """A frame shows the old picture, the new one (which may begin as the old one ended) or a mix; never the page."""
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[0])
    keys = ["ArrowRight", "ArrowLeft", "ArrowRight", "ArrowRight", "r", "ArrowRight", "ArrowLeft", "ArrowRight"]
    with every_frame(page) as seen:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(150)
    assert len(seen) > 8
    assert [colour for colour in seen if not is_mix(colour, COLOURS[IDS[0]], HALFWAY)] == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_jump_to_another_scene_and_to_the_title_fades_unless_less_motion_is_asked_for(browser, deck, motion):
    """The last slide begins, and the title is, as dark as the page in the middle; with less motion its end is white."""
    fades = motion == "no-preference"
    red = COLOURS[IDS[0]]
    for keys, new in (("5 Enter", PAGE["dark"] if fades else COLOURS[LAST]), ("Home", PAGE["dark"])):
        with open_deck(browser, deck, f"#/{IDS[0]}", reduced_motion=motion) as page:
            wait_for_end_state(page, IDS[0])
            with every_frame(page) as seen:
                for key in keys.split():
                    page.keyboard.press(key)
                page.wait_for_timeout(500)
        assert [colour for colour in seen if not is_mix(colour, red, new)] == []
        assert any(not near(colour, red) and not near(colour, new) for colour in seen) == fades


SLOW_TO_LOAD = """(milliseconds = 400) => {
    const append = document.head.append.bind(document.head);
    document.head.append = (script) => setTimeout(() => append(script), milliseconds);
}"""


@pytest.mark.parametrize("meanwhile", ["still", "nothing"])
def test_a_picture_that_was_gone_does_not_come_back_to_fade(page, meanwhile):
    """Its still was there for a slide that loads late, or the title."""
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[0])
    page.evaluate(SLOW_TO_LOAD, 2000)
    if meanwhile == "nothing":
        page.keyboard.press("Home")
        page.wait_for_timeout(400)
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"body[data-shows={meanwhile}]")
    page.wait_for_timeout(100)
    with every_frame(page) as seen:
        page.wait_for_selector("body[data-shows=motion]")
        page.wait_for_timeout(400)
    assert [colour for colour in seen if not is_mix(colour, PAGE["dark"], COLOURS[LAST])] == []


def test_forward_while_a_recording_loads_means_the_slide_that_is_awaited(page):
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    wait_until(lambda: near(colour_at(page), HALFWAY))
    page.evaluate(SLOW_TO_LOAD)
    for key in ("5", "Enter", "PageDown"):
        page.keyboard.press(key)
    assert slide(page) == LAST
    page.keyboard.press("PageDown")
    assert slide(page) == "end"


def test_the_old_picture_stays_while_a_recording_is_slow_to_load(page):
    """Here what comes next looks as the slide before it ended."""
    page.keyboard.press("ArrowRight")
    wait_for_end_state(page, IDS[0])
    page.evaluate(SLOW_TO_LOAD)
    with every_frame(page) as seen:
        page.keyboard.press("5")
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
    ends = [near(colour, COLOURS[IDS[0]]) for colour in seen]
    start = ends.index(True)  # the first frame of a screencast may be an older one
    assert ends[start:] == sorted(ends[start:], reverse=True)
    assert not any(near(colour, COLOURS[LAST]) for colour in seen[start : start + ends.count(True)])

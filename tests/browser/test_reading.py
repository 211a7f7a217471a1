"""The reading view: all slides on one page, as a document that scrolls, reflows, and plays a slide in its place."""

from dataclasses import replace

import pytest

from slides.outputs.deck import build_deck
from tests.browser import stage
from tests.browser.stage import COLOURS, DIAL, IDS, PAGE, TWO_STEPS, near, open_deck, slide, wait_until
from tests.browser.test_access import violations

NAMES = [slide_id.split("-")[1] for slide_id in IDS]
STEPPED, DIALLED = f"alpha-{TWO_STEPS}", f"beta-{DIAL}"
STRANGE = "<script>alert(\"1\")</script> שלום 🙂 $a^2$ & 'so'"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A deck of both themes, with strange words on its first slide."""
    folder = tmp_path_factory.mktemp("both")
    themes = ("dark", "light")
    cut = stage.make_cut(folder / "l", themes)
    first = cut.whole["alpha"][0]
    strange = replace(first, title=STRANGE, say=STRANGE, source=STRANGE, notes=STRANGE, alt=STRANGE)
    cut = replace(
        cut,
        whole=dict(cut.whole) | {"alpha": (strange, *cut.whole["alpha"][1:])},
        titles=dict(cut.titles) | {"alpha": STRANGE},
    )
    return build_deck(cut, stage.make_recordings(themes=themes), folder / "deck")


@pytest.fixture
def reader(browser, deck):
    with open_deck(browser, deck, "?read") as page:
        yield page


def in_view(page) -> str:
    """The place that stands at the top of the window, below the tools."""
    return page.evaluate(
        "[...document.querySelectorAll('#start, .part > section')]"
        ".findLast((place) => place.getBoundingClientRect().top < 140).id"
    )


def button(page, slide_id: str) -> str:
    return page.inner_text(f"#{slide_id} .play")


def canvas_colour(page, slide_id: str) -> tuple[int, ...]:
    canvas = f"#{slide_id} canvas"
    if page.locator(canvas).count() == 0:
        return ()
    script = "(c) => [...c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data].slice(0, 3)"
    return tuple(page.eval_on_selector(canvas, script))


def test_every_slide_is_there_with_its_words_in_order(reader):
    text = reader.inner_text("#stage")
    at = 0
    for number, name in enumerate(NAMES, 1):
        for words in (f"{number} The {name} title", f"First words of {name}.", f"schematic · Source of {name}"):
            at = text.index(words, at)
    assert "Hint for" not in text
    assert reader.is_hidden("#foot") and reader.is_hidden("#picture") and reader.is_hidden(".old")


def test_the_notes_come_when_they_are_asked_for(reader):
    reader.check("#read-notes")
    assert reader.inner_text("#stage").count("Hint for") == len(IDS)
    reader.uncheck("#read-notes")
    assert "Hint for" not in reader.inner_text("#stage")


def test_headings_are_in_order_and_every_picture_has_its_description(reader):
    levels = reader.evaluate(
        "[...document.querySelectorAll('h1, h2, h3')].filter((h) => h.getClientRects().length).map((h) => h.tagName)"
    )
    assert levels == ["H1", "H2", "H3", "H3", "H2", "H3", "H3", "H3"]
    assert reader.evaluate("[...document.querySelectorAll('section > .still')].map((one) => one.alt)") == [
        f"A {name} square" for name in NAMES
    ]


def test_the_contents_name_the_parts_with_their_slides_and_lead_there(reader):
    assert reader.locator("#contents li").all_inner_texts() == [
        "Beginning\nslides 1–2 · under 1 min",
        "Rest\nslides 3–5 · under 1 min",
    ]
    reader.click("#contents >> text=Rest")
    wait_until(lambda: in_view(reader) == IDS[2] or reader.is_visible(".part > h2 >> text=Rest"))
    top = reader.locator(".part > h2 >> text=Rest").bounding_box()["y"]
    assert 0 <= top < 200
    reader.click("#reader >> text=Parts")
    wait_until(lambda: 0 <= reader.locator("#contents").bounding_box()["y"] < 200)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("zoom", [1, 2])
def test_it_reflows_at_any_width_and_size_of_letters(browser, both, width, zoom):
    with open_deck(browser, both, "?read", viewport={"width": width, "height": 640}) as page:
        page.evaluate(f"document.documentElement.style.fontSize = '{zoom * 100}%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for slide_id in (STEPPED, DIALLED):
            page.locator(f"#{slide_id} .play").click()
            wait_until(lambda of=slide_id: page.locator(f"#{of} canvas").count() == 1)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        spoken = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.say p')).fontSize)")
        assert spoken == 18 * zoom


def test_a_browser_with_large_letters_is_followed(browser, deck):
    sizes = []
    for root in ("100%", "150%"):
        with open_deck(browser, deck, "?read") as page:
            page.add_style_tag(content=f":root {{ font-size: {root} }}")
            sizes.append(
                page.evaluate(
                    "['h1', 'h2', 'h3', '.say p', '.source', '.play'].map((one) =>"
                    " parseFloat(getComputedStyle(document.querySelector(`#stage ${one}`)).fontSize))"
                )
            )
    assert all(large > 1.2 * small for small, large in zip(*sizes, strict=True))


def test_an_address_leads_to_its_slide(browser, deck):
    with open_deck(browser, deck, f"?read#/{IDS[3]}") as page:
        wait_until(lambda: in_view(page) == IDS[3])
        for said, found in ((f"#/{IDS[1]}", 1), ("#/5", 4), (f"#{IDS[2]}", 2)):
            page.evaluate(f"location.hash = '{said}'")
            wait_until(lambda found=found: in_view(page) == IDS[found])


def test_an_address_is_followed_again_after_scrolling_away(browser, deck):
    with open_deck(browser, deck, f"?read#/{IDS[3]}") as page:
        page.evaluate("scrollTo(0, 0)")
        wait_until(lambda: page.evaluate("location.hash") == "#/start")
        page.evaluate(f"location.hash = '#/{IDS[3]}'")
        wait_until(lambda: in_view(page) == IDS[3])


def test_the_address_follows_the_reader(reader):
    reader.evaluate(f"document.getElementById('{IDS[2]}').scrollIntoView()")
    wait_until(lambda: reader.evaluate("location.search + location.hash") == f"?read#/{IDS[2]}")


@pytest.mark.parametrize("key", ["v", "Escape"])
def test_it_opens_at_the_slide_that_is_shown_and_presents_the_one_in_view(page, key):
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.keyboard.press("v")
    wait_until(lambda: in_view(page) == IDS[2])
    page.keyboard.press(key)
    assert slide(page) == IDS[2]
    assert page.url.endswith(f"/index.html#/{IDS[2]}")
    page.keyboard.press("v")
    page.evaluate(f"document.getElementById('{IDS[4]}').scrollIntoView()")
    page.keyboard.press(key)
    assert slide(page) == IDS[4]
    wait_until(lambda: page.evaluate("document.body.dataset.state") == "playing")
    assert page.is_visible("#picture")


def test_the_tools_open_and_close_it(page):
    page.mouse.move(600, 600)
    page.click('#tools [data-action="read"]')
    wait_until(lambda: in_view(page) == IDS[0])
    page.click("#reader >> text=Present")
    assert page.is_visible("#picture")


def test_keys_that_scroll_are_the_browsers(reader):
    before = reader.evaluate("scrollY")
    for key in ("PageDown", "Space", "ArrowDown", "End"):
        reader.keyboard.press(key)
        wait_until(lambda before=before: reader.evaluate("scrollY") > before)
        reader.wait_for_timeout(200)
        before = reader.evaluate("scrollY")
    for key in ("b", "o", "c", "n", "?", "F1", "4"):
        reader.keyboard.press(key)
    assert reader.evaluate("document.documentElement.className").split() == ["idle", "reading"] or reader.is_visible(
        "#reader"
    )
    assert reader.is_hidden("#black") and reader.is_hidden("#overview") and reader.is_hidden("#help")


def test_a_click_on_the_text_goes_nowhere(reader):
    reader.click(f"#{IDS[1]} .say")
    assert slide(reader) == "start"
    assert reader.is_visible("#reader")


def test_the_browsers_search_finds_the_words_in_the_document(browser, deck):
    with open_deck(browser, deck, "?read#:~:text=Then%20the%20second%20step") as page:
        assert page.is_visible("text=Then the second step.")
        assert not stage.is_open(page, "overview")


def test_a_phone_has_a_button_to_it_on_every_slide_without_a_tap(browser, deck):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    for address in ("", f"#/{IDS[2]}"):
        with open_deck(browser, deck, address, **phone) as page:
            assert page.is_visible("#to-read")
            page.tap("#to-read")
            assert page.is_visible("#reader")
            assert in_view(page) == (IDS[2] if address else "start")


def test_on_a_wide_screen_the_title_alone_has_a_link_to_it(title_page):
    assert title_page.is_visible("#to-read")
    title_page.click("#to-read")
    assert title_page.is_visible("#contents")
    title_page.keyboard.press("Escape")
    title_page.keyboard.press("ArrowRight")
    assert title_page.is_hidden("#to-read")


def test_pictures_far_below_are_not_loaded(browser, deck):
    with open_deck(browser, deck) as page:
        page.add_style_tag(content=".part > section { margin-bottom: 2000px !important; }")
        page.keyboard.press("v")
        loaded = "[...document.querySelectorAll('section > .still')].map((one) => one.naturalWidth > 0)"
        page.wait_for_timeout(4000)
        assert page.evaluate(loaded)[0]
        assert not page.evaluate(loaded)[-1]
        page.evaluate(f"document.getElementById('{IDS[-1]}').scrollIntoView()")
        wait_until(lambda: page.evaluate(loaded)[-1])


def test_a_slide_plays_in_its_place_step_by_step_with_its_paragraph_marked(reader):
    reader.click(f"#{STEPPED} .play")
    wait_until(lambda: button(reader, STEPPED) == "Pause")
    marked = f"#{STEPPED} .say [aria-current]"
    assert reader.inner_text(marked).startswith("First words")
    wait_until(lambda: reader.inner_text(marked) == "Then the second step.")
    wait_until(lambda: button(reader, STEPPED) == "Play again")
    assert near(canvas_colour(reader, STEPPED), COLOURS[STEPPED])


def test_playing_is_paused_and_goes_on(reader):
    play = f"#{IDS[0]} .play"
    reader.click(play)
    wait_until(lambda: button(reader, IDS[0]) == "Pause")
    reader.click(play)
    assert button(reader, IDS[0]) == "Go on"
    reader.wait_for_timeout(1500)
    assert not near(canvas_colour(reader, IDS[0]), COLOURS[IDS[0]])
    reader.click(play)
    wait_until(lambda: button(reader, IDS[0]) == "Play again")


def test_one_slide_plays_at_a_time(reader):
    reader.click(f"#{IDS[0]} .play")
    reader.click(f"#{IDS[1]} .play")
    wait_until(lambda: reader.locator(f"#{IDS[1]} canvas").count() == 1)
    assert reader.locator("section canvas").count() == 1
    assert button(reader, IDS[0]) == "Play"
    reader.keyboard.press("Escape")
    assert reader.locator("section canvas").count() == 0


def test_a_dial_is_turned_in_its_place(reader):
    reader.click(f"#{DIALLED} .play")
    dial = reader.locator(f'#{DIALLED} [role="slider"]')
    wait_until(lambda: button(reader, DIALLED) == "Play again")
    dial.focus()
    for _ in range(2):
        reader.keyboard.press("End")
    assert dial.get_attribute("aria-valuetext") == "temperature 2.0\xa0K"


def test_with_less_motion_steps_stand_and_wait_for_the_reader(browser, deck):
    with open_deck(browser, deck, "?read", reduced_motion="reduce") as page:
        page.click(f"#{STEPPED} .play")
        wait_until(lambda: button(page, STEPPED) == "Next step")
        page.wait_for_timeout(1500)
        assert button(page, STEPPED) == "Next step"
        page.click(f"#{STEPPED} .play")
        assert button(page, STEPPED) == "Play again"


def test_a_recording_that_is_missing_is_said_and_the_picture_stays(browser, cut, recordings, tmp_path):
    deck = build_deck(cut, recordings, tmp_path / "deck")
    next(deck.parent.glob("media/gamma-*.js")).unlink()
    with open_deck(browser, deck, f"?read#/{IDS[-1]}", may_report="ERR_FILE_NOT_FOUND") as page:
        page.click(f"#{IDS[-1]} .play")
        page.wait_for_selector(f"#{IDS[-1]} .why >> text=is missing. The end state is shown.")
        assert page.is_visible(f"#{IDS[-1]} .still") and page.is_hidden(f"#{IDS[-1]} canvas")


def test_a_slide_plays_in_a_deck_of_one_file(browser, cut, recordings, tmp_path):
    deck = build_deck(cut, recordings, tmp_path / "deck", one_file=True)
    with open_deck(browser, deck, "?read") as page:
        page.click(f"#{IDS[0]} .play")
        wait_until(lambda: button(page, IDS[0]) == "Play again")
        assert near(canvas_colour(page, IDS[0]), COLOURS[IDS[0]])


def test_the_theme_changes_pictures_and_what_plays(browser, both):
    with open_deck(browser, both, "?read") as page:
        page.click(f"#{IDS[1]} .play")
        wait_until(lambda: button(page, IDS[1]) == "Pause")
        page.keyboard.press("t")
        wait_until(lambda: near(canvas_colour(page, IDS[1]), COLOURS[IDS[1]]))
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert page.is_visible(f'#{IDS[0]} [data-of="light"]') and page.is_hidden(f'#{IDS[0]} [data-of="dark"]')
        script = "(c) => [...c.getContext('2d').getImageData(5, 5, 1, 1).data].slice(0, 3)"
        assert tuple(page.eval_on_selector(f"#{IDS[1]} canvas", script)) == PAGE["light"]


def test_strange_words_come_out_as_they_are(browser, both):
    with open_deck(browser, both, "?read") as page:
        shown = [*page.locator("#alpha-red .title, #alpha-red .say p, #contents b, .part > h2").all_inner_texts()]
        assert shown.count(STRANGE) == 4
        assert page.inner_text("#alpha-red .source") == f"schematic · {STRANGE}"
        page.keyboard.press("j")
        assert page.inner_text("#parts b >> nth=0") == STRANGE


def test_axe_finds_no_violation_in_both_themes(browser, both):
    with open_deck(browser, both, "?read") as page:
        for theme in ("dark", "light"):
            assert page.get_attribute("html", "data-theme") == theme
            page.check("#read-notes")
            page.click(f"#{DIALLED} .play")
            wait_until(lambda: button(page, DIALLED) == "Play again")
            assert violations(page) == []
            page.keyboard.press("t")
            page.wait_for_timeout(300)


def test_the_speaker_view_brings_the_slides_back(page):
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    speaker.wait_for_selector("#place b")
    page.keyboard.press("v")
    speaker.keyboard.press("PageDown")
    wait_until(lambda: page.is_hidden("#reader"))

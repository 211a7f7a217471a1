"""The page of reference in the deck: a key away, with links to the slides that it names, and the way back."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from slides.exercises import Exercise
from slides.outputs.deck import build_deck
from slides.outputs.transcript import as_html
from slides.reference import Objection, Reference
from slides.script import Source
from tests.browser import stage
from tests.browser.stage import IDS, open_deck, open_speaker, slide, wait_until
from tests.browser.test_access import violations
from tests.browser.test_reading import in_view

WORK = Source("hahn2020", "Hahn 2020", ("Michael Hahn",), 2020, "Limitations", "TACL 8")
PAGE = Reference(
    "Further objections",
    "Not read aloud.",
    tuple(
        Objection(f"one-{n}", f"Objection {n} is raised.", "It is answered at some length. " * 9, ("hahn2020",), shown)
        for n, shown in enumerate((("alpha/green", "beta/yellow"), ("gamma/white",), ("delta/none",)), 1)
    ),
)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A cut of both themes with a page of reference, and an exercise to its first scene."""
    cut = stage.make_cut(tmp_path_factory.mktemp("l") / "l", ("dark", "light"))
    exercise = Exercise(cut.lecture.root / "exercises" / "sum.py", ("alpha",), "add")
    return replace(cut, reference=PAGE, sources={"hahn2020": WORK}, exercises=(exercise,))


@pytest.fixture(scope="module", params=[False, True], ids=["folder", "one file"])
def referring(request, whole, tmp_path_factory):
    recordings = stage.make_recordings(themes=whole.themes)
    return build_deck(whole, recordings, tmp_path_factory.mktemp("deck") / "deck", one_file=request.param)


@pytest.fixture
def talk(browser, referring):
    """The deck on its second slide."""
    with open_deck(browser, referring, f"#/{IDS[1]}") as page:
        yield page


def top(page) -> float:
    """Where the page of reference begins in the window."""
    return page.evaluate("document.getElementById('reference').getBoundingClientRect().top")


def is_shown(page) -> bool:
    return page.is_visible("#reference h2") and 0 <= top(page) < 200


@pytest.mark.parametrize("key", ["q", "Escape", "v"])
def test_a_key_shows_it_and_the_talk_goes_on_where_it_was(talk, key):
    talk.keyboard.press("q")
    wait_until(lambda: is_shown(talk))
    wait_until(lambda: talk.evaluate("location.hash") == "#/reference")
    talk.keyboard.press(key)
    wait_until(lambda: talk.is_hidden("#reference"))
    assert slide(talk) == IDS[1]
    assert talk.evaluate("location.hash") == f"#/{IDS[1]}"


def test_it_is_no_slide(talk):
    assert talk.is_hidden("#reference")
    talk.keyboard.press("End")
    assert slide(talk) == IDS[-1]
    talk.keyboard.press("ArrowRight")
    talk.keyboard.press("ArrowRight")
    assert slide(talk) == "end"
    assert talk.is_hidden("#reference")


def test_a_link_leads_to_its_slide_which_is_then_presented(talk):
    talk.keyboard.press("q")
    wait_until(lambda: is_shown(talk))
    talk.click("#reference >> text=4 The yellow title")
    wait_until(lambda: in_view(talk) == "beta-yellow")
    talk.keyboard.press("Escape")
    assert slide(talk) == "beta-yellow"


def test_from_the_document_it_is_a_link_and_the_key_again_presents(browser, referring):
    with open_deck(browser, referring, "?read") as page:
        page.click("#contents >> text=Further objections")
        wait_until(lambda: is_shown(page))
        page.keyboard.press("q")
        wait_until(lambda: page.is_hidden("#reference"))
        assert slide(page) == "start"


@pytest.mark.parametrize("address", ["#/reference", "?read#/reference", "#reference"])
def test_an_address_leads_to_it(browser, referring, address):
    with open_deck(browser, referring, address) as page:
        wait_until(lambda: is_shown(page))
        page.keyboard.press("Escape")
        assert slide(page) == "start"
        page.evaluate("location.hash = '#/reference'")
        wait_until(lambda: is_shown(page))


def test_it_reads_in_order_and_points_to_shown_slides_only(browser, referring):
    with open_deck(browser, referring, "?read") as page:
        found = page.inner_text("#reference")
        at = 0
        for words in (
            "Further objections", "Not read aloud.", "Objection 1 is raised.", "It is answered", "2 The green title",
            "4 The yellow title", "Hahn 2020", "Objection 2 is raised.", "5 The white title", "Objection 3 is raised.",
        ):  # fmt: skip
            at = found.index(words, at)
        assert page.locator("#reference a").count() == 3
        levels = page.evaluate("[...document.querySelectorAll('#reference :is(h2, h3)')].map((h) => h.tagName)")
        assert levels == ["H2", "H3", "H3", "H3"]


def test_on_a_phone_it_is_two_taps_away_and_fits(browser, referring):
    with open_deck(browser, referring, **PHONE) as page:
        page.tap("#to-read")
        page.tap("#contents >> text=Further objections")
        wait_until(lambda: is_shown(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.tap("#reference >> text=2 The green title")
        wait_until(lambda: in_view(page) == "alpha-green")


def test_axe_finds_no_violation_in_both_themes(talk):
    talk.keyboard.press("q")
    wait_until(lambda: is_shown(talk))
    for _ in range(2):
        assert violations(talk) == []
        talk.keyboard.press("t")
        talk.wait_for_timeout(300)


def test_the_help_has_the_key_and_the_card_is_still_one_page(browser, referring):
    with open_deck(browser, referring, "?card") as page:
        row = page.locator("#help dl > div", has=page.locator("kbd", has_text="Q"))
        assert row.locator("dd").inner_text() == "Questions: objections, answered"
        pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(pdf.pages) == 1
        assert "Questions: objections, answered" in pdf.pages[0].extract_text()


def test_a_deck_without_one_has_neither_key_nor_link(browser, deck):
    with open_deck(browser, deck, f"#/{IDS[0]}") as page:
        page.keyboard.press("q")
        assert page.is_visible("#picture")
        page.keyboard.press("?")
        assert "Questions" not in page.inner_text("#help")
        page.keyboard.press("Escape")
        page.keyboard.press("v")
        assert "objections" not in page.inner_text("#contents")


def test_it_is_printed_after_the_slides_on_a_page_of_its_own(talk):
    pdf = PdfReader(io.BytesIO(talk.pdf(prefer_css_page_size=True)))
    [at] = [n for n, page in enumerate(pdf.pages) if "Not read aloud." in page.extract_text()]
    assert "The white title" not in pdf.pages[at].extract_text().partition("Objection 1")[0]
    before = "".join(page.extract_text() for page in pdf.pages[:at])
    assert all(f"The {slide_id.split('-')[1]} title" in before for slide_id in IDS)


def test_a_frame_has_the_picture_alone(browser, referring):
    with open_deck(browser, referring, "?embed") as page:
        page.keyboard.press("q")
        assert page.is_hidden("#reference")


def test_the_speaker_view_shows_it_to_the_hall(talk):
    view = open_speaker(talk)
    view.wait_for_selector("#place b")
    for back in ("q", "PageDown"):
        view.keyboard.press("q")
        wait_until(lambda: is_shown(talk))
        view.keyboard.press(back)
        wait_until(lambda: talk.is_hidden("#reference"))


def test_axe_finds_no_violation_in_the_transcript(browser, whole, tmp_path):
    times = {slide.full_id: [0.0] * len(slide.paragraphs) for slide in whole.slides}
    (tmp_path / "film.html").write_text(as_html(whole, "film.mp4", times, "WEBVTT"))
    page = browser.new_page()
    page.goto((tmp_path / "film.html").as_uri())
    assert page.is_visible("#reference >> text=Objection 3 is raised.")
    assert violations(page) == []
    page.close()


def test_the_speaker_view_names_the_exercise_among_the_notes(talk):
    view = open_speaker(talk)
    wait_until(lambda: "./run exercise sum" in view.inner_text(".next .notes"))
    assert "Hint for green." in view.inner_text(".next .notes")
    view.keyboard.press("Home")
    view.keyboard.press("PageDown")
    wait_until(lambda: "Hint for red." in view.inner_text(".next .notes"))
    assert "exercise" not in view.inner_text(".next .notes")

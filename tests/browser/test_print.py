"""The handout: what the page is on paper, and in a browser that can do no more."""

import io
import re
import shutil
import subprocess

import pytest
from PIL import Image

from slides.outputs.deck import build_deck
from tests.browser import stage
from tests.browser.stage import IDS, PAGE, near, open_deck

NAMES = [slide_id.split("-")[1] for slide_id in IDS]


@pytest.fixture(scope="module")
def pdf(browser, deck):
    with open_deck(browser, deck, f"#/{IDS[2]}") as page:
        page.keyboard.press("ArrowRight")
        return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)


def streams(pdf: bytes) -> str:
    """The objects of a PDF that are no streams, as text."""
    return re.sub(rb"stream\r?\n.*?endstream", b"", pdf, flags=re.DOTALL).decode("latin-1")


def pages(pdf: bytes) -> list[Image.Image]:
    if shutil.which("pdftoppm") is None:
        pytest.skip("no pdftoppm here: apt-get install poppler-utils")
    ppm = subprocess.run(["pdftoppm", "-r", "50", "-"], input=pdf, capture_output=True, check=True).stdout
    found, at = [], 0
    while at < len(ppm):
        _, size, _ = ppm[at:].split(b"\n", 3)[:3]
        width, height = map(int, size.split())
        end = at + len(b"\n".join(ppm[at:].split(b"\n", 3)[:3])) + 1 + 3 * width * height
        found.append(Image.open(io.BytesIO(ppm[at:end])).convert("RGB"))
        at = end
    return found


def words(pdf: bytes, page: int = 0) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here: apt-get install poppler-utils")
    which = ["-f", str(page), "-l", str(page)] if page else []
    done = subprocess.run(["pdftotext", "-layout", *which, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_on_paper_every_slide_has_its_end_state_and_words(page):
    page.emulate_media(media="print")
    text = page.inner_text("body")
    for number, (slide_id, name) in enumerate(zip(IDS, NAMES, strict=True), 1):
        for said in (f"{number} The {name} title", f"First words of {name}.", f"Source of {name}", "schematic"):
            assert said in text
        assert page.is_visible(f"#{slide_id} .still")
        assert page.is_hidden("#picture")
    assert "A lecture for tests" in text
    for hidden in ("#foot", "#end", "#overview", "#help"):
        assert page.is_hidden(hidden)


def test_the_notes_are_printed_on_request_only(browser, deck, page):
    page.emulate_media(media="print")
    assert "Hint for" not in page.inner_text("body")
    page.emulate_media(media="screen")
    page.keyboard.press("?")
    page.click("#notes")
    page.emulate_media(media="print")
    assert page.inner_text("body").count("Hint for") == len(IDS)
    page.emulate_media(media="screen")
    page.click("#notes")
    page.emulate_media(media="print")
    assert "Hint for" not in page.inner_text("body")
    with open_deck(browser, deck, "?notes") as other:
        other.emulate_media(media="print")
        assert other.inner_text("body").count("Hint for") == len(IDS)


def test_the_outline_has_lecture_parts_and_every_slide(pdf):
    titles = re.findall(r"/Title\s*\(((?:[^()\\]|\\.)*)\)", streams(pdf))
    outline = [title for title in titles if title != "The blue title – A lecture for tests"]
    expected = [
        "A lecture for tests",
        "Beginning",
        "Rest",
        *(f"{n} The {name} title" for n, name in enumerate(NAMES, 1)),
    ]
    assert sorted(title.strip() for title in outline if "\\" not in title) == sorted(expected)


def test_pictures_reach_the_tagged_pdf_with_their_descriptions(pdf):
    text = streams(pdf)
    assert text.count("/Figure") >= len(IDS)
    for name in NAMES:
        assert f"(A {name} square)" in text
    assert text.count("square)") == len(IDS)


def test_pictures_are_vectors(pdf):
    assert b"/Subtype /Image" not in pdf


def test_the_margins_are_white_with_background_graphics_on(pdf):
    for paper in pages(pdf):
        width, height = paper.size
        edge = [paper.getpixel((x, y)) for x in (1, width // 2, width - 2) for y in (1, height - 2)]
        assert set(edge) == {(255, 255, 255)}


def test_pages_and_slides_have_numbers(pdf):
    count = len(pages(pdf))
    assert 2 <= count <= 4
    for number in range(1, count + 1):
        assert f"{number}/{count}" in words(pdf, number).replace(" ", "")


def test_every_slide_is_on_paper_wherever_the_talk_is(pdf):
    text = " ".join(words(pdf).split())
    for name in NAMES:
        assert f"First words of {name}" in text


def test_with_both_themes_paper_gets_the_light_pictures(browser, tmp_path):
    themes = ("dark", "light")
    deck = build_deck(stage.make_cut(tmp_path / "l", themes), stage.make_recordings(themes=themes), tmp_path / "deck")
    with open_deck(browser, deck) as page:
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    for paper in pages(pdf):
        dark = sum(count for count, colour in paper.getcolors(1 << 20) if near(colour, PAGE["dark"]))
        assert dark < 0.01 * paper.width * paper.height  # some of the ink


def test_every_picture_is_on_paper_although_the_screen_has_not_shown_it(browser, tmp_path):
    themes = ("dark", "light")
    deck = build_deck(stage.make_cut(tmp_path / "l", themes), stage.make_recordings(themes=themes), tmp_path / "deck")
    with open_deck(browser, deck) as page:
        light = "[...document.querySelectorAll('.still[data-of=light]')]"
        stage.wait_until(lambda: page.evaluate(f"{light}.every((one) => one.complete && one.naturalWidth > 0)"), 15)
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    seen = {colour for paper in pages(pdf) for _, colour in paper.getcolors(1 << 20)}
    for wanted in stage.COLOURS.values():
        assert any(near(colour, wanted) for colour in seen)


def test_a_print_asks_for_all_pictures_at_once(browser, deck):
    with open_deck(browser, deck) as page:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("[...document.querySelectorAll('.still')].every(({ loading }) => loading === 'eager')")


def test_a_browser_without_import_maps_gets_the_document(browser, deck):
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.add_init_script("delete HTMLScriptElement.supports")
    page = context.new_page()
    page.goto(deck.as_uri())
    assert page.is_visible("text=This browser cannot play the animations")
    for slide_id, name in zip(IDS, NAMES, strict=True):
        assert page.is_visible(f"#{slide_id} .still")
        assert page.is_visible(f"text=First words of {name}.")
    context.close()

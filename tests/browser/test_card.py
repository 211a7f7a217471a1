"""The keys on a card: one small page, with all of them and nothing else."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.stage import open_deck

PRINT = """
    window.printed = 0;
    window.print = () => { printed++; window.card = document.documentElement.className; };
    window.card = "";
"""


def printed(page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


@pytest.fixture
def card(browser, deck):
    with open_deck(browser, deck, "?card") as page:
        yield page


def test_it_is_one_page_of_a6(card):
    pdf = printed(card)
    assert len(pdf.pages) == 1
    width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (148, 105)


def test_it_has_every_key_of_the_help_and_what_it_does(card):
    text = " ".join(printed(card).pages[0].extract_text().split())
    for row in card.locator("#help dl > div").all():
        keys = row.locator("kbd").all_inner_texts()
        assert " ".join(keys) in text or "".join(keys) in text
        assert row.locator("dd").inner_text() in text
    assert "12" in text and "Enter" in text  # a number and Enter


def test_it_has_nothing_else(card):
    text = printed(card).pages[0].extract_text()
    for words in ("Print", "Click or tap", "Letters", "Nobody", "First words"):
        assert words not in text


def test_its_letters_can_be_read(card):
    card.emulate_media(media="print")
    sizes = card.evaluate(
        "[...document.querySelectorAll('#help dd, #help kbd')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 7 * 96 / 72  # 7 pt


def test_the_button_of_the_help_prints_it_and_later_prints_are_the_handout(page):
    page.keyboard.press("?")
    page.evaluate(PRINT)
    page.click("#print-card")
    assert page.evaluate("printed") == 1
    assert "card" in page.evaluate("card").split()
    assert len(printed(page).pages) == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.keyboard.press("Escape")
    pdf = printed(page)
    assert "First words of red." in pdf.pages[0].extract_text()

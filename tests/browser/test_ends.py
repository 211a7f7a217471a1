"""What is no slide: the title before the first one, and the closing slide after the last one."""

import io
import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import segno
from axe_core_python.sync_playwright import Axe
from PIL import Image

from slides.outputs.deck import build_deck
from slides.script import Closing
from tests.browser import stage
from tests.browser.stage import colour_at, open_deck, slide, wait_until

THEMES = ("dark", "light")
SIZES = {"hall": (1280, 720), "phone": (390, 844), "phone on its side": (844, 390)}
PAINT = (180, 30, 60)  # the logo's
LONG = (
    "Department of Computational Linguistics and Theoretical Computer Science, University of Northern Middle Franconia"
)
LINK = "https://example.org/a/talk?b=1&c=<2>"
ABOUT = {
    "short": {
        "institution": "University of <Somewhere>",
        "date": date(2026, 5, 4),
        "closing": Closing("Questions? אב $x$", "ada@example.org", LINK),
    },
    "wordy": {
        "institution": LONG,
        "closing": Closing(
            "Thank you. What would you like to know?",
            "Room 3.14, Long Street 27, 12345 Somewhere, ada.lovelace-byron@department.university.example",
            "https://www.department.university.example/people/lovelace/talks/2026/attention-mixes-information",
        ),
    },
    "bare": {"closing": Closing("Questions?")},
    "plain": {"institution": "Somewhere"},
}


def logo(folder, kind: str):
    """A logo of one colour, twice as wide as high."""
    file = folder / f"logo.{kind}"
    if kind == "png":
        Image.new("RGB", (400, 200), PAINT).save(file)
    else:
        box = f'<rect width="20" height="10" fill="rgb{PAINT}"/>'
        file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{box}</svg>')
    return file


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """Decks in both themes, of whose lecturers more is told."""
    folder = tmp_path_factory.mktemp("ends")
    cut = stage.make_cut(folder / "lecture", THEMES)
    recordings = stage.make_recordings(themes=THEMES, seconds=0.3)
    svg, png = logo(folder, "svg"), logo(folder, "png")

    def build(name: str, one_file: bool = False, **about):
        told = replace(cut, lecture=replace(cut.lecture, **about))
        return build_deck(told, recordings, folder / name, one_file=one_file)

    return {
        "short": build("short", logo=svg, **ABOUT["short"]),
        "wordy": build("wordy", logo=png, **ABOUT["wordy"]),
        "one file": build("one-file", True, logo=png, **ABOUT["short"]),
        "bare": build("bare", **ABOUT["bare"]),
        "plain": build("plain", **ABOUT["plain"]),
    }


@pytest.fixture(scope="module")
def visit(browser, decks):
    """Go to a place of a deck, in a theme and size; motion is off, so that all is there at once."""
    with ExitStack() as stack:
        pages = {}

        def go(deck: str, place: str, theme: str = "dark", size: str = "hall"):
            if deck not in pages:
                pages[deck] = stack.enter_context(open_deck(browser, decks[deck], reduced_motion="reduce"))
            page = pages[deck]
            page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
            page.evaluate("(place) => (location.hash = `#/${place}`)", place)
            wait_until(lambda: slide(page) == place)
            if page.evaluate("document.documentElement.dataset.theme") != theme:
                page.keyboard.press("t")
            wait_until(lambda: page.evaluate("document.documentElement.dataset.theme") == theme)
            return page

        yield go


def seen(page, selector: str = "html") -> np.ndarray:
    with Image.open(io.BytesIO(page.locator(selector).screenshot())) as image:
        return np.array(image.convert("RGB"), int)


def modules(image: np.ndarray, count: int) -> np.ndarray:
    """The grey at the middle of each module of a code, without its margin of four."""
    centres = ((np.arange(4, count + 4) + 0.5) * len(image) / (count + 8)).astype(int)
    return image[np.ix_(centres, centres)].mean(axis=2)


def read(code: np.ndarray) -> str:
    """What the dark modules of a code of version 2 or 3 say, which has one block, in bytes: after ISO/IEC 18004."""
    size = len(code)
    used = np.zeros((size, size), bool)
    used[:9, :9] = used[:9, -8:] = used[-8:, :9] = used[6] = used[:, 6] = used[-9:-4, -9:-4] = True
    number = int("".join(str(int(bit)) for bit in code[8, 2:5]), 2) ^ 0b101
    masks = (
        lambda i, j: (i + j) % 2, lambda i, j: i % 2, lambda i, j: j % 3, lambda i, j: (i + j) % 3,
        lambda i, j: (i // 2 + j // 3) % 2, lambda i, j: i * j % 2 + i * j % 3,
        lambda i, j: (i * j % 2 + i * j % 3) % 2, lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
    )  # fmt: skip
    bits = ""
    for turn, right in enumerate([*range(size - 1, 6, -2), *range(5, 0, -2)]):
        for row in range(size) if turn % 2 else reversed(range(size)):
            for column in (right, right - 1):
                if not used[row, column]:
                    bits += str(int(bool(code[row, column]) ^ (masks[number](row, column) == 0)))
    mode, length = int(bits[:4], 2), int(bits[4:12], 2)
    assert mode == 0b0100
    return bytes(int(bits[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def test_the_title_page_says_who_where_and_when(visit):
    page = visit("short", "start")
    text = page.inner_text("#start")
    for said in ("A lecture for tests", "Nobody", "University of <Somewhere>", "May 4, 2026"):
        assert said in text
    assert page.is_visible("#start .logo")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: slide(page) == stage.IDS[0])
    assert page.is_hidden("#start .logo")
    assert page.is_hidden("#end")


def test_the_closing_slide_follows_the_last_one(visit):
    page = visit("short", stage.IDS[-1])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: slide(page) == "end")
    text = page.inner_text("#end")
    for said in ("Questions? אב $x$", "ada@example.org", LINK, "University of <Somewhere>"):
        assert said in text
    assert page.get_attribute("#end a >> nth=0", "href") == "mailto:ada@example.org"
    assert page.get_attribute("#end a >> nth=1", "href") == LINK
    page.keyboard.press("ArrowRight")
    assert slide(page) == "end"


def test_a_click_on_a_link_does_not_turn_the_page(visit):
    page = visit("short", "end")
    page.evaluate("document.querySelector('#end a').addEventListener('click', (event) => event.preventDefault())")
    link = page.locator("#end a").first
    assert link.bounding_box()["x"] < SIZES["hall"][0] / 4  # where the picture leads back
    link.click(position={"x": 3, "y": 8})
    assert slide(page) == "end"


@pytest.mark.parametrize("theme", THEMES)
def test_a_deck_without_a_closing_ends_in_black(visit, theme):
    page = visit("plain", "end", theme)
    assert colour_at(page, 0.2, 0.2) == (0, 0, 0)
    assert page.inner_text("#end") == "End of the talk"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deck", ["short", "one file"])
def test_the_code_is_read_as_the_link(visit, deck, theme):
    code = modules(seen(visit(deck, "end", theme), ".code"), 29)
    assert read(code < 128) == LINK


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deck", ["short", "wordy"])
def test_the_code_is_dark_on_light_and_large_with_its_margin(visit, deck, theme, size):
    wanted = np.array(segno.make_qr(ABOUT[deck]["closing"].link, error="m", encoding="utf-8").matrix, bool)
    image = seen(visit(deck, "end", theme, size), ".code")
    greys = modules(image, len(wanted))
    assert np.array_equal(greys < 128, wanted)
    assert greys[wanted].max() < 30 and greys[~wanted].min() > 225
    margin = round(3.9 * len(image) / (len(wanted) + 8))
    assert image[10:margin, 10:-10].min() > 225 and image[10:-10, -margin:-10].min() > 225
    assert len(image) / (len(wanted) + 8) > 2.5  # pixels a module


@pytest.mark.parametrize("place", ["start", "end"])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deck", ["short", "wordy", "one file"])
def test_the_logo_is_seen_in_its_shape(visit, deck, theme, place):
    rows, columns = np.nonzero((abs(seen(visit(deck, place, theme)) - PAINT) < 4).all(axis=2))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert height > 40
    assert abs(width / height - 2) < 0.1
    assert len(rows) > 0.97 * height * width


def test_a_logo_lies_in_the_deck_or_in_its_one_file(decks):
    page = decks["short"]
    [file] = (page.parent / "assets").glob("logo-*.svg")
    assert re.findall(r'class="logo" src="([^"]*)', page.read_text()) == [f"assets/{file.name}"] * 2
    inside = re.findall(r'class="logo" src="([^"]{22})', decks["one file"].read_text())
    assert inside == ["data:image/png;base64,"] * 2


@pytest.mark.parametrize("place", ["start", "end"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("deck", ["short", "wordy", "bare"])
def test_nothing_is_cut_off_or_covered(visit, deck, size, place):
    """All that is written stands in the window, and nothing stands on anything else."""
    page = visit(deck, place, size=size)
    boxes = page.evaluate(
        """(place) => [...document.querySelectorAll(`#${place} :is(h1, h2, p, a, img, .code)`)]
            .filter((one) => one.offsetWidth && one.matches(":not(p:has(a))"))
            .map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.top, box.right, box.bottom])""",
        place,
    )
    assert len(boxes) >= 1
    width, height = SIZES[size]
    for n, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
        for x1, y1, x2, y2 in boxes[n + 1 :]:
            assert x2 <= left + 1 or x1 >= right - 1 or y2 <= top + 1 or y1 >= bottom - 1
    assert page.evaluate(
        "(place) => ((one) => one.scrollWidth <= one.clientWidth)(document.getElementById(place))", place
    )


@pytest.mark.parametrize("place", ["start", "end"])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deck", ["short", "bare"])
def test_axe_finds_no_violation(visit, deck, theme, place):
    found = Axe().run(visit(deck, place, theme))["violations"]
    assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == []


def test_the_handout_ends_with_how_to_reach_the_lecturer(visit):
    page = visit("short", stage.IDS[0])
    page.emulate_media(media="print")
    for said in ("ada@example.org", LINK):
        assert said in page.inner_text("#end")
    end, last = (page.locator(selector).bounding_box() for selector in ("#end", f"#{stage.IDS[-1]}"))
    assert end["y"] >= last["y"] + last["height"]
    assert page.locator(".code").bounding_box()["width"] > 100
    page.emulate_media(media="screen")

"""What the deck builder writes: whole, only what changed, and nothing that points outside."""

import base64
import json
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import ImageFont

from recording.errors import InputError
from recording.file import decode
from slides.outputs import deck as builder
from slides.outputs.deck import build_deck
from slides.outputs.font import font_folder, woff
from tests.browser.stage import IDS, SCENES, make_cut, make_recordings

ADDRESS = re.compile(r"""(?:https?:)?//[\w[]|\b(?:src|href)\s*=\s*["'](?!data:|media/|assets/|licences/|[#?])""")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)
BLACK = re.compile(r"#000\b|rgb\(0 0 0 / [0-9.]+\)")


@pytest.fixture(scope="module")
def recordings():
    return make_recordings(seconds=0.3)


@pytest.fixture
def cut(tmp_path):
    return make_cut(tmp_path / "lecture")


@pytest.fixture
def page(cut, recordings, tmp_path) -> Path:
    return build_deck(cut, recordings, tmp_path / "deck")


def files(page: Path) -> dict[str, tuple[int, int]]:
    """Every file of the deck but its page, with what changes when it is written again."""
    found = {path: path.stat() for path in page.parent.rglob("*") if path.is_file() and path != page}
    return {str(path.relative_to(page.parent)): (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def with_words(cut, slide_id: str, **words: str):
    """The cut with other words on one slide."""
    whole = {
        scene: tuple(replace(slide, **words) if slide.full_id == slide_id else slide for slide in script)
        for scene, script in cut.whole.items()
    }
    return replace(cut, whole=whole)


def media(page: Path) -> dict[str, str]:
    """The addresses of the recordings, as the page has them."""
    return json.loads(re.search(r'id="media">(.*?)</script>', page.read_text())[1])


def test_the_page_names_every_slide_in_order(page):
    assert re.findall(r'<section id="([^"]+)" data-number', page.read_text()) == IDS


def test_everything_the_page_refers_to_is_in_the_deck_and_nothing_else(page):
    text = page.read_text()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', text) + re.findall(r'url\("([^"]+)"\)', text)
    local = {address for address in addresses if not address.startswith(("data:", "#", "?"))}
    assert local | set(media(page).values()) == set(files(page))


def test_a_scene_has_one_script_a_theme_that_hands_over_its_recording(page, recordings):
    assert set(media(page)) == {f"{scene}-dark" for scene in SCENES}
    for scene in SCENES:
        address = media(page)[f"{scene}-dark"]
        assert re.fullmatch(rf"media/{scene}-dark-[0-9a-f]{{8}}\.js", address)
        text = re.fullmatch(r'document\.currentScript\.recording = "(.*)";\n', (page.parent / address).read_text())[1]
        assert base64.b64decode(text) == recordings["dark"][scene].data


def test_every_slide_has_its_end_state_as_vectors_in_each_theme(recordings, tmp_path):
    themes = ("dark", "light")
    page = build_deck(make_cut(tmp_path / "l", themes), make_recordings(themes=themes, seconds=0.3), tmp_path / "deck")
    assert set(media(page)) == {f"{scene}-{theme}" for scene in SCENES for theme in themes}
    for slide_id in IDS:
        for theme in themes:
            [still] = (page.parent / "media").glob(f"{slide_id}-{theme}-????????.svg")
            assert "<svg" in still.read_text()


@pytest.mark.parametrize("one_file", [False, True])
def test_no_address_points_outside_the_deck(cut, recordings, tmp_path, one_file):
    """Page, style and scripts whole, also those that are written as data."""
    text = build_deck(cut, recordings, tmp_path / "deck", one_file=one_file).read_text()
    modules = json.loads(re.search(r'type="importmap">(.*?)</script>', text, re.DOTALL)[1])["imports"]
    text = re.sub(r'"data:[^"]{200,}"|id="recording-.*?</script>', '"data:"', text).replace(
        'xmlns="http://www.w3.org/2000/svg"', ""
    )
    scripts = [base64.b64decode(address.partition(",")[2]).decode() for address in modules.values()]
    lines = "\n".join([text, *scripts]).splitlines()
    ours = [line for line in lines if not line.lstrip().startswith(("//", "/*", "*"))]
    assert [line for line in ours if ADDRESS.search(line.partition(" // ")[0])] == []


def test_one_file_refers_to_no_file(cut, recordings, tmp_path):
    page = build_deck(cut, recordings, tmp_path / "deck", one_file=True)
    assert page == tmp_path / "deck.html"
    addresses = re.findall(r'(?:src|href)="([^"]{0,40})', page.read_text())
    assert [address for address in addresses if not address.startswith(("data:", "#", "?"))] == []
    assert not (tmp_path / "deck").exists()
    for scene in SCENES:
        text = re.search(rf'id="recording-{scene}-dark">(.*?)</script>', page.read_text())[1]
        assert decode(base64.b64decode(text)).scene == scene


def test_one_file_has_the_pictures_of_the_folder(cut, recordings, page, tmp_path):
    alone = build_deck(cut, recordings, tmp_path / "alone", one_file=True).read_text()
    inside = [unquote(still.partition(",")[2]) for still in re.findall(r'src="(data:image/svg[^"]+)"', alone)]
    beside = [next((page.parent / "media").glob(f"{slide_id}-*.svg")).read_text() for slide_id in IDS]
    assert inside == beside


def test_words_are_escaped(cut, recordings, tmp_path):
    text = build_deck(with_words(cut, IDS[0], title="<b>Bold</b> & so"), recordings, tmp_path / "deck").read_text()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; so" in text
    assert "<b>Bold" not in text


def test_the_same_lecture_gives_the_same_page_and_touches_no_file(cut, recordings, page):
    before, text = files(page), page.read_text()
    build_deck(cut, recordings, page.parent)
    assert (files(page), page.read_text()) == (before, text)


def test_new_words_change_only_the_page(cut, recordings, page, monkeypatch):
    before = files(page)
    monkeypatch.setattr(builder.draw, "svg", None)  # nothing is drawn for it
    build_deck(with_words(cut, IDS[0], say="Quite other words"), recordings, page.parent)
    assert files(page) == before
    assert "Quite other words" in page.read_text()


def test_a_scene_recorded_anew_changes_only_its_own_media(cut, recordings, page):
    before = files(page)
    new = make_recordings({"beta": {"blue": (1, 2, 3), "yellow": (4, 5, 6)}}, seconds=0.3)
    build_deck(cut, {"dark": recordings["dark"] | new["dark"]}, page.parent)
    after = files(page)
    assert {name for name in before if name not in after} == {name for name in before if "/beta-" in name}
    assert {name: stat for name, stat in after.items() if "/beta-" not in name} == {
        name: stat for name, stat in before.items() if "/beta-" not in name
    }
    assert len(after) == len(before)


def test_what_is_not_ours_is_left_alone(cut, recordings, page):
    (page.parent / "my notes.txt").write_text("mine")
    build_deck(cut, recordings, page.parent)
    assert (page.parent / "my notes.txt").read_text() == "mine"


def test_a_cut_has_only_its_scenes(cut, recordings, tmp_path):
    page = build_deck(cut.lecture.cut(only=["beta", "gamma"]), recordings, tmp_path / "deck")
    assert re.findall(r'<section id="([^"]+)" data-number', page.read_text()) == IDS[2:]


def test_a_cut_has_only_its_slides_with_the_whole_recording(cut, recordings, tmp_path):
    page = build_deck(replace(cut, selected={"alpha": ("green",)}), recordings, tmp_path / "deck")
    assert re.findall(r'<section id="([^"]+)" data-number', page.read_text()) == IDS[1:]
    assert set(media(page)) == {f"{scene}-dark" for scene in SCENES}
    assert {path.name.rpartition("-dark")[0] for path in (page.parent / "media").glob("*.svg")} == set(IDS[1:])


@pytest.mark.parametrize("at", [(builder, "write_whole"), (builder.draw, "svg"), (builder, "woff")])
def test_an_error_leaves_the_good_deck_in_place(cut, recordings, page, monkeypatch, at):
    for number, font in enumerate((page.parent / "assets").iterdir()):
        font.rename(font.with_name(f"old-{number}.woff"))
    before, text = files(page), page.read_text()

    def fail(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(*at, fail)
    new = make_recordings({"beta": {"blue": (1, 2, 3), "yellow": (4, 5, 6)}}, seconds=0.3)
    with pytest.raises(InputError, match="the deck cannot be written: No space left"):
        build_deck(cut, {"dark": recordings["dark"] | new["dark"]}, page.parent)
    assert page.read_text() == text
    assert before.items() <= files(page).items()
    monkeypatch.undo()
    build_deck(cut, recordings, page.parent)
    assert len(files(page)) == len(before)


def test_every_colour_of_the_page_is_a_role_of_the_palette_but_black():
    for path in builder.PAGE.glob("*.css"):
        lines = [line for line in path.read_text().splitlines() if COLOUR.search(BLACK.sub("", line))]
        assert lines == [], path.name


def test_the_page_has_the_palettes_of_its_themes(page):
    text = page.read_text()
    assert 'data-theme="dark" data-themes="dark"' in text
    assert re.search(r'\[data-theme="dark"\] \{color-scheme: dark; --background: #11141C;', text)
    assert re.search(r'\[data-theme="light"\] \{color-scheme: light; --background: #FFFFFF;', text)


def test_every_module_that_is_imported_is_in_the_import_map(page):
    imports = json.loads(re.search(r'type="importmap">(.*?)</script>', page.read_text(), re.DOTALL)[1])["imports"]
    wanted = set()
    for path in builder.PAGE.glob("*.js"):
        wanted |= set(re.findall(r'^import .* from "(\w+)";$', path.read_text(), re.MULTILINE))
    assert wanted == set(imports)


def test_captions_are_the_words_of_each_step_with_their_times(page):
    said = re.search(r'<section id="alpha-green".*?</section>', page.read_text(), re.DOTALL)[0]
    steps = re.findall(r'<p data-step="(\d)" data-seconds="[\d.]+">(.*?)</p>', said)
    assert [number for number, _ in steps] == ["0", "1"]
    cues = re.findall(r'<span data-end="([\d.]+)">(.*?)</span>', steps[0][1])
    assert [text for _, text in cues] == ["First words of green.", "Second words, for &lt;green&gt; &amp; more."]
    assert float(cues[0][0]) < float(cues[1][0])


def test_the_licence_of_the_font_is_inside(page):
    assert "SIL OPEN FONT LICENSE" in (page.parent / "licences" / "source-sans-pro.txt").read_text()


def test_the_font_for_browsers_has_every_table_of_the_font(tmp_path):
    font = (font_folder() / "SourceSansPro-Regular.otf").read_bytes()
    wrapped = woff(font)
    assert len(wrapped) < 0.6 * len(font)
    signature, flavour, length, count = struct.unpack_from(">4s4sIH", wrapped)
    assert (signature, flavour, length) == (b"wOFF", font[:4], len(wrapped))
    for i in range(count):
        tag, at, small, size, _ = struct.unpack_from(">4sIIII", wrapped, 44 + 20 * i)
        same_tag, _, offset, same_size = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        table = wrapped[at : at + small]
        assert (tag, size) == (same_tag, same_size)
        assert (zlib.decompress(table) if small < size else table) == font[offset : offset + size]
    (tmp_path / "a.woff").write_bytes(wrapped)
    assert ImageFont.truetype(tmp_path / "a.woff", 20).getlength("Attention") > 20  # another reader takes it, too


def test_a_missing_package_is_named(cut, recordings, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match="the package 'font_source_sans_pro' is not installed"):
        build_deck(cut, recordings, tmp_path / "deck")

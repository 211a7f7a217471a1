"""What the deck builder writes: whole, only what changed, and nothing that points outside."""

import os
import re
from pathlib import Path

import pytest

from slides import deck as builder
from slides.deck import build_deck
from recording.errors import InputError
from slides.script import load_lecture
from tests.browser.stage import IDS, make_lecture, make_rendered

ADDRESS = re.compile(r"""(?:https?:)?//[\w[]|\b(?:src|href)\s*=\s*["'](?!data:|media/|assets/|licences/|#/)""")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    return make_rendered(tmp_path_factory.mktemp("render"), seconds=0.3)


@pytest.fixture
def lecture(tmp_path):
    return load_lecture(make_lecture(tmp_path / "lecture"))


@pytest.fixture
def page(lecture, rendered, tmp_path) -> Path:
    return build_deck(lecture, "lecture", rendered, tmp_path / "deck")


def files(page: Path) -> dict[str, tuple[int, int]]:
    """Every file of the deck but its page, with what changes when it is written again."""
    found = {path: path.stat() for path in page.parent.rglob("*") if path.is_file() and path != page}
    return {str(path.relative_to(page.parent)): (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def edit(lecture, scene: str, old: str, new: str) -> None:
    path = lecture.root / "script" / f"{scene}.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_the_page_names_every_slide_in_order(page):
    assert re.findall(r'<section id="([^"]+)"', page.read_text()) == IDS


def test_everything_the_page_refers_to_is_in_the_deck(page):
    addresses = re.findall(r'(?:src|href|data-video)="([^"]+)"', page.read_text())
    local = {address for address in addresses if not address.startswith(("data:", "#"))}
    assert len(local) > 3 * len(IDS)
    assert local | set(re.findall(r'url\("([^"]+)"\)', page.read_text())) == set(files(page))


def test_media_are_named_by_slide_and_content(page):
    for slide_id in IDS:
        for kind in ("mp4", "png", "webp"):
            assert len(list((page.parent / "media").glob(f"{slide_id}-????????.{kind}"))) == 1


@pytest.mark.parametrize("one_file", [False, True])
def test_no_address_points_outside_the_deck(lecture, rendered, tmp_path, one_file):
    """Our page, style and script whole; reveal.js and the licence texts name their homes, but as text only."""
    text = build_deck(lecture, "lecture", rendered, tmp_path / "deck", one_file=one_file).read_text()
    text = re.sub(r'"data:[^"]{200,}"', '"data:"', text)
    ours = [line for line in text.splitlines() if not line.lstrip().startswith(("//", "/*"))]
    assert [line for line in ours if ADDRESS.search(line)] == []


def test_one_file_refers_to_no_file(lecture, rendered, tmp_path):
    page = build_deck(lecture, "lecture", rendered, tmp_path / "deck", one_file=True)
    assert page == tmp_path / "deck.html"
    addresses = re.findall(r'(?:src|href|data-video)="([^"]{0,40})', page.read_text())
    assert [address for address in addresses if not address.startswith(("data:", "#/"))] == []
    assert not (tmp_path / "deck").exists()


def test_words_are_escaped(lecture, rendered, tmp_path):
    edit(lecture, "alpha", "The red title", "<b>Bold</b> & so")
    page = build_deck(lecture, "lecture", rendered, tmp_path / "deck")
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; so" in page.read_text()
    assert "<b>Bold" not in page.read_text()


def test_the_same_lecture_gives_the_same_page_and_touches_no_file(lecture, rendered, page):
    before, text = files(page), page.read_text()
    build_deck(lecture, "lecture", rendered, page.parent)
    assert (files(page), page.read_text()) == (before, text)


def test_new_words_change_only_the_page(lecture, rendered, page):
    before = files(page)
    edit(lecture, "alpha", "First words of red", "Quite other words")
    build_deck(lecture, "lecture", rendered, page.parent)
    assert files(page) == before
    assert "Quite other words" in page.read_text()


def test_a_scene_rendered_anew_changes_only_its_own_media(lecture, rendered, page, tmp_path):
    before = files(page)
    new = make_rendered(tmp_path / "new", {"beta": {"blue": (1, 2, 3), "yellow": (4, 5, 6)}}, seconds=0.3)
    build_deck(lecture, "lecture", rendered | new, page.parent)
    after = files(page)
    assert {name for name in before if name not in after} == {name for name in before if "/beta-" in name}
    assert {name: stat for name, stat in after.items() if "/beta-" not in name} == {
        name: stat for name, stat in before.items() if "/beta-" not in name
    }
    assert len(after) == len(before)


def test_what_is_not_ours_is_left_alone(lecture, rendered, page):
    (page.parent / "my notes.txt").write_text("mine")
    build_deck(lecture, "lecture", rendered, page.parent)
    assert (page.parent / "my notes.txt").read_text() == "mine"


def test_an_edition_has_only_its_scenes(lecture, rendered, tmp_path):
    some = {scene: rendered[scene] for scene in ("beta", "alpha")}
    page = build_deck(lecture, "lecture", some, tmp_path / "deck")
    assert re.findall(r'<section id="([^"]+)"', page.read_text()) == [*IDS[2:4], *IDS[:2]]


def test_media_are_copied_where_they_cannot_be_linked(lecture, rendered, tmp_path, monkeypatch):
    def refuse(source, target):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    page = build_deck(lecture, "lecture", rendered, tmp_path / "deck")
    video = next((page.parent / "media").glob(f"{IDS[0]}-*.mp4"))
    assert video.read_bytes() == rendered["alpha"].slides[0].video.read_bytes()


@pytest.mark.parametrize("at", ["_link", "_thumbnail", "_write"])
def test_an_error_leaves_the_good_deck_in_place(lecture, rendered, page, tmp_path, monkeypatch, at):
    before, text = files(page), page.read_text()

    def fail(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(builder, at, fail)
    new = make_rendered(tmp_path / "new", {"beta": {"blue": (1, 2, 3), "yellow": (4, 5, 6)}}, seconds=0.3)
    with pytest.raises(InputError, match="the deck cannot be written: No space left"):
        build_deck(lecture, "lecture", rendered | new, page.parent)
    assert page.read_text() == text
    assert before.items() <= files(page).items()
    monkeypatch.undo()
    build_deck(lecture, "lecture", rendered, page.parent)
    assert files(page) == before


def test_a_slide_without_a_script_entry_stops_the_build(lecture, rendered, tmp_path):
    edit(lecture, "gamma", 'id = "white"', 'id = "wite"')
    with pytest.raises(InputError, match="shows a slide 'white' that has no"):
        build_deck(lecture, "lecture", rendered, tmp_path / "deck")
    assert not (tmp_path / "deck").exists()


def test_the_page_takes_the_pictures_background(page):
    assert "--page: #11141c" in page.read_text()
    assert 'data-tone="dark"' in page.read_text()


def test_the_licences_of_what_is_inside_are_inside(page):
    assert "Hakim El Hattab" in (page.parent / "licences" / "reveal.js.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in (page.parent / "licences" / "source-sans-pro.txt").read_text()


def test_a_missing_package_is_named(lecture, rendered, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match="the package 'pyreveal' is not installed"):
        build_deck(lecture, "lecture", rendered, tmp_path / "deck")


def test_a_media_file_that_is_gone_is_named(lecture, tmp_path):
    copies = make_rendered(tmp_path / "again", {"gamma": {"white": (1, 1, 1)}}, seconds=0.3)
    copies["gamma"].slides[0].video.unlink()
    with pytest.raises(InputError, match=r"white\.mp4"):
        build_deck(lecture, "lecture", copies, tmp_path / "deck")

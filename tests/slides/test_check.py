"""A damaged deck is noticed before the lecture: which file it is, and what to do."""

import base64
import re
import shutil
import zipfile

import pytest

from recording.errors import InputError
from slides import check
from slides.outputs.archive import write_zip
from slides.outputs.deck import build_deck
from tests.browser.stage import make_cut, make_recordings


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check")
    cut, recordings = make_cut(folder / "l"), make_recordings(seconds=0.3)
    build_deck(cut, recordings, folder / "deck")
    build_deck(cut, recordings, folder / "deck", one_file=True)
    return folder


@pytest.fixture
def page(built, tmp_path):
    shutil.copytree(built / "deck", tmp_path / "deck")
    return tmp_path / "deck" / "index.html"


def wrong(page) -> dict[str, str]:
    """What is said of each thing that is not as it should be; every remedy builds the deck again."""
    found = [finding for finding in check.look_through(page) if not finding.ok]
    assert all("build the deck again: ./run lecture" in finding.remedy for finding in found)
    return {finding.name: finding.found for finding in found}


def only(page, pattern: str):
    return next(page.parent.glob(pattern))


def test_a_whole_deck_is_found_whole(page, built):
    assert wrong(page) == {}
    kinds = ["files of the page", "pictures", "recordings", "fonts"]
    assert [finding.name for finding in check.look_through(page)] == ["index.html", *kinds]
    assert wrong(built / "deck.html") == {}


@pytest.mark.parametrize("pattern", ["media/alpha-dark-*.js", "media/beta-blue-*.svg", "assets/*.woff", "licences/*"])
def test_a_missing_file_is_named(page, pattern):
    file = only(page, pattern)
    file.unlink()
    assert wrong(page) == {file.relative_to(page.parent).as_posix(): "is missing"}


@pytest.mark.parametrize("pattern", ["media/alpha-dark-*.js", "media/beta-blue-*.svg", "assets/*.woff"])
def test_a_file_that_is_cut_off_is_named(page, pattern):
    file = only(page, pattern)
    file.write_bytes(file.read_bytes()[:-200])
    found = wrong(page)
    assert list(found) == [file.relative_to(page.parent).as_posix()]
    assert next(iter(found.values())).startswith("is damaged (")


def test_a_recording_with_one_wrong_byte_is_named(page):
    file = only(page, "media/alpha-dark-*.js")
    head, data, tail = re.split(r'"(.*)"', file.read_text())
    content = bytearray(base64.b64decode(data))
    content[len(content) // 2] ^= 1
    file.write_text(f'{head}"{base64.b64encode(content).decode()}"{tail}')
    assert list(wrong(page)) == [file.relative_to(page.parent).as_posix()]


def test_a_recording_of_another_scene_under_this_name_is_named(page):
    alpha, beta = only(page, "media/alpha-dark-*.js"), only(page, "media/beta-dark-*.js")
    shutil.copy(beta, alpha)
    assert "it is not the one that its name says" in wrong(page)[alpha.relative_to(page.parent).as_posix()]


def test_a_page_that_is_cut_off_is_named(page, built, tmp_path):
    page.write_text(page.read_text()[:-30])
    assert wrong(page) == {"index.html": "is cut off"}
    one = tmp_path / "one.html"
    one.write_text((built / "deck.html").read_text()[:-1000])
    assert wrong(one)["one.html"] == "is cut off"


def test_a_damaged_recording_in_one_file_is_named(built, tmp_path):
    text = (built / "deck.html").read_text()
    one = tmp_path / "one.html"
    one.write_text(re.sub(r'(id="recording-beta-dark">.{400}).{40}', r"\1" + "A" * 40, text))
    assert list(wrong(one)) == ["recording-beta-dark"]


def test_many_wrong_files_are_counted(page):
    shutil.rmtree(page.parent / "media")
    found = wrong(page)
    assert len(found) == check.MOST + 1
    assert re.fullmatch(r"\d+ more are not whole", found["files of the page"])


def test_the_digests_of_a_zip_are_checked_where_it_was_unpacked(page, tmp_path):
    with zipfile.ZipFile(write_zip(page.parent, tmp_path / "deck.zip")) as archive:
        archive.extractall(tmp_path / "there")
    there = tmp_path / "there" / "deck" / "index.html"
    assert wrong(there) == {}
    licence = only(there, "licences/*")
    licence.write_text(licence.read_text() + "more")
    assert wrong(there) == {licence.relative_to(there.parent).as_posix(): "is not the one that SHA256SUMS names"}


def test_no_deck_is_one_clear_line(tmp_path):
    with pytest.raises(InputError, match=r"there is no deck at .*nowhere; `\./run lecture` builds it"):
        check.check(tmp_path / "nowhere")


@pytest.mark.skipif(check.find_browser() is None, reason="no Chromium here")
def test_the_browsers_of_this_machine_draw_every_slide(page):
    found = check.play(page)
    assert all(finding.ok for finding in found)
    assert found[0].found.startswith("5 of 5 slides drawn, 2 fonts")


@pytest.mark.skipif(check.find_browser() is None, reason="no Chromium here")
def test_what_a_browser_cannot_draw_or_load_is_told(page):
    only(page, "media/gamma-dark-*.js").unlink()
    font = only(page, "assets/*-regular-*.woff")
    font.write_bytes(b"no font")
    found = check.play(page)
    assert not any(finding.ok for finding in found) and all(finding.required for finding in found)
    assert found[0].found.startswith("4 of 5 slides drawn")
    assert "gamma-white: The file media/gamma-dark-" in found[0].found
    assert re.search(r"the font .*Source Sans.* 400 cannot be loaded", found[0].found)

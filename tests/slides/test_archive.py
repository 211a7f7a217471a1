"""The zip of a deck, unpacked by others and checked with their tools."""

import os
import shutil
import subprocess
import zipfile

import pytest

from recording.errors import InputError
from slides.outputs.archive import write_zip


@pytest.fixture
def deck(tmp_path):
    deck = tmp_path / "talk-dark"
    (deck / "media").mkdir(parents=True)
    (deck / "index.html").write_text("<title>Sums &amp; “שלום” 🙂</title>", encoding="utf-8")
    (deck / "media" / "a b-é.js").write_bytes(bytes(range(256)))
    (deck / "media" / ".index.html-x.part").write_text("half")
    return deck


def names(path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_it_has_one_folder_of_the_decks_name_with_its_files_a_readme_and_their_digests(deck, tmp_path):
    out = write_zip(deck, tmp_path / "out" / "talk.zip")
    wanted = ["README.txt", "index.html", "media/a b-é.js", "SHA256SUMS"]
    assert names(out) == [f"talk-dark/{name}" for name in wanted]


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip here")
def test_unzip_and_sha256sum_find_it_whole_and_notice_a_change(deck, tmp_path):
    out = write_zip(deck, tmp_path / "talk.zip")
    subprocess.run(["unzip", "-q", out, "-d", tmp_path / "there"], check=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    there = tmp_path / "there" / "talk-dark"
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=there, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, 3)
    assert (there / "index.html").stat().st_mode & 0o777 == 0o644
    (there / "index.html").write_text("other")
    assert subprocess.run(check, cwd=there, capture_output=True, check=False).returncode == 1


def test_the_same_deck_gives_the_same_bytes_whatever_its_dates(deck, tmp_path):
    first = write_zip(deck, tmp_path / "1.zip").read_bytes()
    os.utime(deck / "index.html", (1, 1))
    (deck / "media" / "a b-é.js").chmod(0o600)
    assert write_zip(deck, tmp_path / "2.zip").read_bytes() == first


def test_a_deck_that_was_unpacked_gives_the_same_zip_again(deck, tmp_path):
    out = write_zip(deck, tmp_path / "talk.zip")
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "there")
    assert write_zip(tmp_path / "there" / "talk-dark", tmp_path / "again.zip").read_bytes() == out.read_bytes()


def test_the_readme_says_how_to_present(deck, tmp_path):
    with zipfile.ZipFile(write_zip(deck, tmp_path / "talk.zip")) as archive:
        text = archive.read("talk-dark/README.txt").decode()
    assert text.startswith("Sums & “שלום” 🙂\n")
    for words in ("open index.html", "S   speaker view", "F   full screen", "?   all keys", "sha256sum -c SHA256SUMS"):
        assert words in text


def test_no_deck_is_one_clear_line_and_the_earlier_zip_stays(deck, tmp_path):
    out = write_zip(deck, tmp_path / "talk.zip")
    before = out.read_bytes()
    with pytest.raises(InputError, match=r"there is no deck in .*nowhere; `\./run lecture` builds it"):
        write_zip(tmp_path / "nowhere", out)
    assert out.read_bytes() == before
    with pytest.raises(InputError, match="the zip cannot be written"):
        write_zip(deck, deck / "index.html" / "talk.zip")

"""The real lecture, built from nothing and presented: what lands, builds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import av
import pytest
from PIL import Image

from slides.render import ROOT, load_rendered
from slides.script import load_lecture, load_script
from tests.browser.stage import is_playing, open_deck, slide, wait_until

LECTURE = load_lecture()
IDS = [words.full_id for scene in LECTURE.scenes() for words in load_script(LECTURE.root, scene)]


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("build")


def invoke(build: Path, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "invoke", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"LECTURE_BUILD": str(build)}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def deck(build) -> Path:
    done = invoke(build, "lecture")
    assert done.returncode == 0, done.stdout + done.stderr
    page = build / "deck" / "lecture-preview-dark" / "index.html"
    assert str(page) in done.stdout
    return page


def test_the_deck_presents_every_slide_to_its_end_without_a_network(deck, browser):
    with open_deck(browser, deck) as page:
        seen = []
        for _ in IDS:
            seen.append(slide(page))
            if is_playing(page):
                page.keyboard.press("PageDown")
            wait_until(lambda: not is_playing(page))
            page.keyboard.press("PageDown")
        assert seen == IDS
        assert slide(page) == IDS[-1]


def test_a_video_plays_to_its_end_by_itself(deck, browser):
    with open_deck(browser, deck, f"#/{IDS[0]}") as page:
        assert is_playing(page)
        wait_until(lambda: not is_playing(page), 20)
        assert slide(page) == IDS[0]


def test_every_video_can_be_decoded_and_is_as_long_as_it_says(deck, build):
    total = 0.0
    for scene in LECTURE.scenes():
        [folder] = (build / "render" / "preview-dark").glob(f"{scene}-*")
        for rendered in load_rendered(folder).slides:
            with av.open(str(rendered.video)) as file:
                frames = sum(1 for _ in file.decode(video=0))
            assert frames / 15 == pytest.approx(rendered.duration, abs=0.01), rendered.video
            total += rendered.duration
    assert 150 < total < 300, "the lecture is three to four minutes of animation"


def test_a_second_run_changes_nothing(deck, build):
    before = {p: p.stat().st_mtime_ns for p in build.rglob("*.mp4")}
    assert invoke(build, "lecture").returncode == 0
    assert {p: p.stat().st_mtime_ns for p in build.rglob("*.mp4")} == before


def test_the_storyboard_shows_every_slide_of_an_edition(build):
    done = invoke(build, "storyboard", "--only", "claim", "--theme", "light")
    assert done.returncode == 0, done.stderr
    with Image.open(done.stdout.strip().splitlines()[-1]) as sheet:
        assert sheet.width > 3 * 640
        assert 360 < sheet.height < 2 * 360


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["lecture", "--quality", "4k"], ["4k", "preview"]),
        (["lecture", "--theme", "blue"], ["blue", "dark"]),
        (["lecture", "--edition", "short"], ["short", "lightning"]),
        (["render", "--only", "clam"], ["clam", "claim"]),
        (["present", "--edition", "lightning"], ["./run lecture"]),
        (["sentence", ""], ["empty"]),
    ],
)
def test_a_wrong_word_on_the_command_line_is_one_clear_error(build, words, named):
    done = invoke(build, *words)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")
    assert all(word in done.stderr for word in named), done.stderr


def test_every_task_says_what_it_does():
    listed = subprocess.run(
        [sys.executable, "-m", "invoke", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    tasks = "lecture render present storyboard sentence experiment test check mend clean doctor"
    for name in tasks.split():
        [line] = [line for line in listed.splitlines() if line.startswith(f"  {name} ")]
        assert len(line.split()) > 3


def test_the_doctor_finds_this_machine_fit(build):
    done = invoke(build, "doctor")
    assert done.returncode == 0, done.stdout
    assert "MISSING" not in done.stdout

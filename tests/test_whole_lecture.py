"""The real lecture, built from nothing and presented: what lands, builds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import av
import pytest
from PIL import Image

from recording.file import load
from recording.keep import ROOT
from slides.script import load_lecture
from tests.browser.stage import is_playing, open_deck, slide, state, wait_until

CUT = load_lecture().cut()


@pytest.fixture(scope="module")
def build(lecture_build) -> Path:
    """The folder in which the session's other tests record the lecture, too."""
    return lecture_build


def invoke(build: Path, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "invoke", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"LECTURE_BUILD": str(build)}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def deck(build) -> Path:
    done = invoke(build, "lecture")
    assert done.returncode == 0, done.stdout + done.stderr
    page = build / "deck" / "seminar-dark" / "index.html"
    assert str(page) in done.stdout
    assert "seminar-dark takes" in done.stdout
    return page


def manifest(build: Path, scene: str) -> Path:
    """That of a scene's recording which is in use; older versions may lie beside it."""
    return max((build / "recordings").glob(f"{scene}-dark-en-*.json"), key=lambda path: path.stat().st_mtime)


def stands(page, slide_id: str, number: int) -> bool:
    """Whether this step is on the stage; it is told once the scene's recording is there."""
    return (slide(page), page.evaluate("document.body.dataset.step")) == (slide_id, str(number))


def test_the_deck_presents_every_step_to_its_end_without_a_network(deck, browser):
    # In a small window, which is drawn sooner.
    with open_deck(browser, deck, f"#/{CUT.slides[0].full_id}", viewport={"width": 640, "height": 360}) as page:
        for words in CUT.slides:
            for number in range(len(words.paragraphs)):
                wait_until(partial(stands, page, words.full_id, number))
                if is_playing(page):
                    page.keyboard.press("PageDown")
                wait_until(lambda: not is_playing(page))
                page.keyboard.press("PageDown")
        wait_until(lambda: slide(page) == "end")


def test_a_step_plays_to_its_end_by_itself(deck, browser):
    with open_deck(browser, deck, f"#/{CUT.slides[0].full_id}") as page:
        assert is_playing(page)
        wait_until(lambda: state(page) == "resting", 20)
        assert slide(page) == CUT.slides[0].full_id


def test_every_slide_has_its_stretch_of_a_recording(deck, build):
    for scene in CUT.scenes:
        recording = load(manifest(build, scene).with_suffix(".rec"))
        slides = recording.slides
        assert [marks.id for marks in slides] == [words.id for words in CUT.scripts[scene]]
        ends = [0, *(marks.end for marks in slides)]
        assert [marks.first for marks in slides] == ends[:-1]
        assert ends[-1] == recording.frames


def test_the_recorder_is_one_of_the_files_that_the_lecture_is_made_from(recordings, lecture_build):
    expected = {"recording/recorder.py", "recording/tracks.py", "recording/file.py", "scenes/palette.toml"}
    for scene in recordings["dark"]:
        inputs = json.loads(manifest(lecture_build, scene).read_text())["inputs"]
        assert expected | {f"scenes/{scene}.py"} <= inputs.keys()
        assert all((ROOT / name).is_file() for name in inputs)


def test_a_second_run_changes_nothing(deck, build):
    def times() -> dict[Path, int]:
        return {p: p.stat().st_mtime_ns for p in build.rglob("*") if p.suffix in (".rec", ".js", ".svg")}

    before = times()
    assert invoke(build, "lecture").returncode == 0
    assert times() == before


def test_the_storyboard_shows_every_slide_of_an_edition(deck, build):
    done = invoke(build, "storyboard", "--edition", "lightning")
    assert done.returncode == 0, done.stderr
    with Image.open(done.stdout.strip().splitlines()[-1]) as sheet:
        assert sheet.width > 4 * 640
        assert sheet.height > 360 * -(-len(load_lecture().cut("lightning").slides) // 4)


def test_the_pace_of_an_edition_is_told_beside_its_slot(deck, build):
    done = invoke(build, "pace", "--edition", "talk")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for words in load_lecture().cut("talk").slides:
        assert any(line.startswith(f"{words.full_id} ") for line in lines)
    assert re.search(r"talk-dark takes [\d.]+ of 20 minutes", done.stdout)


def test_a_video_of_every_slide_is_as_long_as_its_recording(deck, build):
    done = invoke(build, "render", "--only", "claim", "--quality", "preview")
    assert done.returncode == 0, done.stderr
    for marks in load(manifest(build, "claim").with_suffix(".rec")).slides:
        video = build / "videos" / "preview" / f"claim-{marks.id}-dark.mp4"
        assert video.with_suffix(".png").is_file()
        with av.open(str(video)) as opened:
            frames = sum(1 for _ in opened.decode(video=0))
        assert frames / 15 == pytest.approx((marks.end - marks.first) / 60, abs=0.1)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["render", "--quality", "4k"], ["4k", "preview"]),
        (["lecture", "--theme", "blue"], ["blue", "dark"]),
        (["lecture", "--language", "xx"], ["xx", "en"]),
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
    tasks = "lecture pace render present storyboard watch sentence experiment exercise test check mend clean doctor"
    for name in tasks.split():
        [line] = [line for line in listed.splitlines() if line.startswith(f"  {name} ")]
        assert len(line.split()) > 3


def test_the_doctor_finds_this_machine_fit(build):
    done = invoke(build, "doctor")
    assert done.returncode == 0, done.stdout
    assert "MISSING" not in done.stdout

"""A scene is written while the browser shows it: what is saved is seen at the same place, a mistake as its one line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.stage import colour_at, near, seconds, slide, state, step, wait_until

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds, for a machine that has other things to do
RED, BLUE = (200, 40, 40), (40, 60, 200)
SCENE = """
from manim import RIGHT, FadeIn, FadeOut, Square
from attn_core import helper
from scenes.lecture_scene import LectureScene


class One(LectureScene):
    def construct(self):
        first = Square()
        self.slide("first", "schematic", begin=[first])
        self.wait(0.5)
        self.play(FadeIn(first), run_time=0.5)
        self.slide("second", "schematic", keep=[first], along=[FadeOut(first)])
        square = Square(4, color=helper.colour(), fill_opacity=1)
        self.play(FadeIn(square), run_time=0.5)
        self.step()
        self.play(square.animate.shift(0.5 * RIGHT), run_time=0.5)
"""
HELPER = """
from pathlib import Path


def colour():
    return (Path(__file__).parent / "data" / "colour.txt").read_text()
"""
SCRIPT = """
[[slide]]
id = "first"
title = "First title"
source = ""
say = "First words."
notes = "A hint."
alt = "A square."

[[slide]]
id = "second"
title = "Second title"
source = ""
say = '''
Second words.

The second step.
'''
notes = ""
alt = "A filled square."
"""
LECTURE = """
title = "A lecture for tests"
author = "Nobody"
language = "en"
licence = "CC BY 4.0"
[[part]]
title = "All"
scenes = ["one", "two"]
[editions.lecture]
minutes = 5
scenes = ["two"]
"""


class Project:
    """A copy of the project with a scene of its own, which is in no edition."""

    def __init__(self, root: Path) -> None:
        self.root, self.build = root, root.parent / "build"
        for folder in ("scenes", "attn_core", "recording", "slides"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "script"))
        shutil.copy(ROOT / "tasks.py", root)
        self.scene, self.script = root / "scenes" / "one.py", root / "slides" / "script" / "en" / "one.toml"
        self.colour = root / "attn_core" / "data" / "colour.txt"
        self.script.parent.mkdir(parents=True)
        (root / "attn_core" / "helper.py").write_text(HELPER)
        (root / "slides" / "lecture.toml").write_text(LECTURE)
        self.restore()

    def restore(self) -> None:
        """As it was."""
        for path, content in ((self.scene, SCENE), (self.script, SCRIPT), (self.colour, "#C82828")):
            if not path.exists() or path.read_text() != content:
                path.write_text(content)

    def edit(self, path: Path, old: str, new: str) -> None:
        """Save a file as editors do: written beside, then renamed."""
        text = path.read_text()
        assert old in text
        beside = path.with_name(f".{path.name}.swp")
        beside.write_text(text.replace(old, new))
        beside.replace(path)

    def run(self, *words: str, **options: object) -> subprocess.Popen:
        environment = os.environ | {"LECTURE_BUILD": str(self.build), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "invoke", "watch", *words, "--no-browser"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.root, env=environment, **pipes | options)

    @contextmanager
    def watched(self) -> Iterator[tuple[str, subprocess.Popen]]:
        """The address of the page that shows the scene, and the process that serves it."""
        with (self.root.parent / "errors").open("w") as errors, self.run("one", stderr=errors) as process:
            try:
                yield process.stdout.readline().strip(), process
            finally:
                process.send_signal(signal.SIGINT)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("watch") / "project")


@pytest.fixture(scope="module")
def address(project) -> Iterator[str]:
    with project.watched() as (address, _):
        yield address


@pytest.fixture
def page(browser, project, address) -> Iterator[Page]:
    """The page, paused shortly before the end of the second slide's second step."""
    project.restore()
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    errors = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.wait_for_selector("body[data-shows=motion]", timeout=PATIENCE * 1000)
    wait_until(lambda: mistake(page) == "" and near(background(page), (17, 20, 28)), PATIENCE)
    page.keyboard.press("End")
    wait_until(lambda: slide(page) == "one-second" and state(page) == "resting")
    page.keyboard.press("PageDown")
    wait_until(lambda: step(page) == 1 and state(page) == "resting")
    wait_until(lambda: near(colour_at(page), RED), PATIENCE)
    page.keyboard.press(",")
    yield page
    page.close()
    assert errors == []


def mistake(page: Page) -> str:
    """The line over the picture."""
    return page.evaluate("document.getElementById('mistake')?.textContent ?? 'not there yet'")


def background(page: Page) -> tuple[int, ...]:
    return colour_at(page, 0.02, 0.5)


def place(page: Page) -> tuple[str, int, float, str]:
    return slide(page), step(page), seconds(page), state(page)


def test_what_is_saved_is_seen_at_the_same_slide_step_and_time(page, project):
    before = place(page)
    assert before == ("one-second", 1, 0.4, "playing")
    page.evaluate("window.same = true")
    project.edit(project.scene, "run_time=0.5", "run_time=0.7")
    project.edit(project.colour, "#C82828", "#283CC8")
    wait_until(lambda: near(colour_at(page), BLUE), PATIENCE)
    assert place(page) == before
    assert page.evaluate("window.same"), "the page was not loaded anew"
    page.keyboard.press("k")
    wait_until(lambda: state(page) == "resting")
    assert seconds(page) == 0.7


def test_the_picture_stays_until_there_is_another(page, project):
    page.evaluate(
        """() => {
          const canvas = document.getElementById("picture");
          window.seen = new Set();
          const look = () => {
            const { data } = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1);
            seen.add(`${document.body.dataset.shows} ${data.slice(0, 3).join(" ")}`);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    project.edit(project.colour, "#C82828", "#283CC8")
    wait_until(lambda: page.evaluate("seen.size") > 1, PATIENCE)
    assert page.evaluate("[...seen]") == ["motion 200 40 40", "motion 40 60 200"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("scene", "square = ", "square = nothing + ", r".*NameError: name 'nothing' is not defined \(.*one\.py:14\)"),
        ("scene", "def construct", "def construct(", r".*SyntaxError: .*"),
        ("scene", '"second"', '"third"', r".*third.*"),
        (
            "script",
            "\n\nThe second",
            "\nThe second",
            r".*slide second: the scene shows 2 steps and 1 paragraph is said;.*",
        ),
        ("script", "alt =", "picture =", r".*unknown key 'picture'.*"),
        ("script", 'id = "first"', "id = first", r".*one\.toml: this is not valid TOML: .*"),
    ],
)
def test_a_mistake_is_its_one_line_over_the_last_picture_until_it_is_mended(page, project, file, old, new, told):
    before = place(page)
    project.edit(getattr(project, file), old, new)
    wait_until(lambda: mistake(page), PATIENCE)
    assert re.fullmatch(told, mistake(page))
    assert place(page) == before
    assert near(colour_at(page), RED)
    project.restore()
    wait_until(lambda: not mistake(page), PATIENCE)
    assert place(page) == before


def test_words_that_need_no_recording_are_shown_without_one(page, project):
    recordings = list((project.build / "recordings").glob("*.rec"))
    before = place(page)
    project.edit(project.script, "A hint.", "Another hint.")
    project.edit(project.script, "The second step.", "Said otherwise.")
    wait_until(lambda: "Another hint." in page.text_content("#one-first .notes"), PATIENCE)
    page.keyboard.press("c")
    assert page.text_content("#caption") == "Said otherwise."
    assert place(page) == before
    assert list((project.build / "recordings").glob("*.rec")) == recordings


def test_a_slide_that_comes_before_or_goes_moves_the_others(page, project):
    before = place(page)
    more = '[[slide]]\nid = "more"\ntitle = "More"\nsource = ""\nsay = "More."\nnotes = ""\nalt = "A square."\n\n'
    project.edit(project.script, '[[slide]]\nid = "second"', f'{more}[[slide]]\nid = "second"')
    wait_until(lambda: mistake(page), PATIENCE)
    scene = 'self.slide("more", "schematic", keep=[first])\n        self.play(FadeIn(Square()), run_time=0.5)\n        '
    project.edit(project.scene, 'self.slide("second"', f'{scene}self.slide("second"')
    wait_until(lambda: page.text_content("#where b") == "3 / 3" and not mistake(page), PATIENCE)
    assert place(page) == before
    page.keyboard.press("o")
    assert page.locator("#cards li").count() == 3
    page.keyboard.press("Escape")

    page.evaluate("document.querySelector('#cards a[href=\"#/one-more\"]').click()")
    wait_until(lambda: slide(page) == "one-more")
    project.restore()
    wait_until(lambda: page.text_content("#where b") == "2 / 2", PATIENCE)
    assert slide(page) == "one-second"


def test_a_scene_that_never_worked_is_waited_for_and_the_end_is_told(browser, tmp_path):
    project = Project(tmp_path / "project")
    project.edit(project.scene, "class One", "class Two")
    with project.watched() as (address, process):
        page = browser.new_page()
        page.goto(address)
        wait_until(lambda: "has no class One" in page.text_content("p"), PATIENCE)
        project.restore()
        page.wait_for_selector("body[data-shows=motion]", timeout=PATIENCE * 1000)
        assert slide(page) == "one-first"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        assert process.stdout.read().endswith("Ctrl-C stops.\n\nstopped\n")
        wait_until(lambda: "has ended" in mistake(page))
        page.close()
    assert "Traceback" not in (tmp_path / "errors").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["on"], "the scene 'on' is not in"),
        (["one", "--theme", "blue"], "theme 'blue' does not exist"),
        (["one", "--language", "xx"], "there is no language 'xx'"),
        (["one", "--port", "70000"], "port 70000 cannot be used"),
    ],
)
def test_what_does_not_exist_is_one_clear_error(project, words, told):
    process = project.run(*words)
    out, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert errors.startswith(f"error: {told}")
    assert errors.count("\n") == 1

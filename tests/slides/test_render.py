"""Real, tiny renders: what is rendered again and what is not, and what an interruption leaves."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from recording.errors import InputError
from slides.render import ROOT, load_rendered, render_scenes

SCENE = """
from manim import FadeIn, Square
from attn_core import helper
from scenes.lecture_scene import LectureScene
from scenes.theme import theme

class {name}(LectureScene):
    def construct(self):
        self.slide("first", "", "schematic")
        square = Square(side_length=helper.side(), color=theme.state, fill_opacity=1)
        self.play(FadeIn(square), run_time=0.4)
        self.slide("second", "", "schematic", keep=[square])
        self.wait({wait})
"""
HELPER = """
import json
from pathlib import Path

def side():
    return json.loads((Path(__file__).parent / "data" / "side.json").read_text())
"""


@pytest.fixture
def project(tmp_path) -> Path:
    """A project with the real stage and theme, two tiny scenes, a helper and its data."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "scenes", root / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "attn_core" / "data").mkdir(parents=True)
    (root / "attn_core" / "__init__.py").touch()
    (root / "attn_core" / "helper.py").write_text(HELPER)
    (root / "attn_core" / "data" / "side.json").write_text("2")
    (root / "scenes" / "one.py").write_text(SCENE.format(name="One", wait=0.2))
    # The second scene does not read the data.
    (root / "scenes" / "two.py").write_text(SCENE.format(name="Two", wait=0.2).replace("helper.side()", "1"))
    return root


def render(root: Path, *scenes: str, **options) -> dict[str, str]:
    """Render and return each scene's fingerprint."""
    rendered = render_scenes(scenes or ("one", "two"), root=root, build=root.parent / "build", jobs=2, **options)
    return {name: scene.fingerprint for name, scene in rendered.items()}


def times(root: Path) -> dict[str, int]:
    """When each video was written."""
    return {str(p): p.stat().st_mtime_ns for p in (root.parent / "build" / "render").rglob("*.mp4")}


def test_a_slide_is_a_video_that_ends_in_its_still(project):
    scene = render_scenes(["one"], root=project, build=project.parent / "build")["one"]
    assert [slide.id for slide in scene.slides] == ["first", "second"]
    for slide in scene.slides:
        with av.open(str(slide.video)) as file:
            frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
        assert len(frames) / 15 == pytest.approx(slide.duration, abs=0.01)
        still = np.asarray(Image.open(slide.still).convert("RGB"), dtype=float)
        assert still.shape == (scene.height, scene.width, 3) == (480, 854, 3)
        assert np.abs(still - frames[-1]).mean() < 3
    assert Image.open(scene.slides[1].still).getpixel((427, 240)) != Image.open(scene.slides[1].still).getpixel((5, 5))


def test_a_browser_shows_the_colours_of_the_still(project, browser, tmp_path):
    edit(project / "scenes" / "one.py", "theme.state", "theme.value")
    scene = render_scenes(["one"], quality="hd", root=project, build=tmp_path / "build")["one"]
    page = browser.new_page(viewport={"width": scene.width, "height": scene.height})
    (tmp_path / "page.html").write_text(f'<body style="margin: 0"><video muted src="{scene.slides[1].video.as_uri()}">')
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("""() => new Promise(done => {
        const video = document.querySelector("video")
        video.onended = () => setTimeout(done, 200)
        video.play()
    })""")
    with Image.open(io.BytesIO(page.screenshot())) as shown, Image.open(scene.slides[1].still) as still:
        for place in [(scene.width // 2, scene.height // 2), (5, 5)]:
            assert shown.getpixel(place)[:3] == pytest.approx(still.getpixel(place), abs=3)
    page.close()


def test_nothing_is_rendered_twice(project):
    first, written = render(project), times(project)
    assert render(project) == first
    assert times(project) == written


@pytest.mark.parametrize(
    ("change", "affected"),
    [
        (lambda root: (root / "attn_core" / "data" / "side.json").write_text("3"), {"one"}),
        (lambda root: edit(root / "attn_core" / "helper.py", "read_text())", "read_text()) + 1"), {"one", "two"}),
        (lambda root: edit(root / "scenes" / "two.py", "0.2", "0.3"), {"two"}),
        (lambda root: edit(root / "scenes" / "theme.py", "#11141C", "#101010"), {"one", "two"}),
        (lambda root: edit(root / "scenes" / "claim.py", "everyone", "nobody"), set()),
    ],
    ids=["data", "a method called through its module", "a scene", "the theme", "another scene"],
)
def test_what_depends_on_a_change_is_rendered_again_and_nothing_else(project, change, affected):
    before = render(project)
    change(project)
    after = render(project)
    assert {scene for scene in after if after[scene] != before[scene]} == affected


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_going_back_to_an_older_state_renders_nothing(project):
    data = project / "attn_core" / "data" / "side.json"
    first = render(project, "one")
    data.write_text("3")
    render(project, "one")
    written = times(project)
    data.write_text("2")
    assert render(project, "one") == first
    assert times(project) == written


def test_theme_and_quality_are_other_videos(project):
    dark, light = render(project, "one"), render(project, "one", theme="light")
    assert dark != light
    assert sorted(p.name for p in (project.parent / "build" / "render").iterdir()) == ["preview-dark", "preview-light"]


def test_a_failing_scene_is_one_error_and_the_others_are_kept(project):
    edit(project / "scenes" / "two.py", "self.wait(0.2)", "helper.nothing()")
    with pytest.raises(InputError) as error:
        render(project)
    assert "'two'" in str(error.value)
    assert "nothing" in str(error.value)
    assert "two.py:" in str(error.value)
    log = project.parent / "build" / "log" / "preview-dark" / "two.log"
    assert "Traceback" in log.read_text()
    written = times(project)
    edit(project / "scenes" / "two.py", "helper.nothing()", "self.wait(0.2)")
    render(project)
    assert written.items() <= times(project).items()


@pytest.mark.parametrize(
    ("break_it", "word"),
    [
        (lambda root: edit(root / "scenes" / "two.py", "class Two", "class Other"), "no class Two"),
        (lambda root: edit(root / "scenes" / "two.py", '"second"', '"first"'), "'first'"),
        (lambda root: edit(root / "scenes" / "two.py", "schematic", "rumour"), "rumour"),
    ],
)
def test_a_mistake_in_a_scene_is_named(project, break_it, word):
    break_it(project)
    with pytest.raises(InputError, match=word):
        render(project, "two")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"quality": "4k"}, ["4k", "preview, hd, uhd"]),
        ({"theme": "blue"}, ["blue", "dark, light"]),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_with_those_that_do(project, options, words):
    with pytest.raises(InputError) as error:
        render(project, **options)
    assert all(word in str(error.value) for word in words)


def test_a_scene_without_a_file_is_refused(project):
    with pytest.raises(InputError, match=r"scenes/three\.py"):
        render(project, "three")


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_loses_nothing_finished_and_leaves_nothing_broken(project, ending):
    edit(project / "scenes" / "two.py", "self.wait(0.2)", "self.play(FadeIn(Square()), run_time=600)")
    home = project.parent / "build" / "render" / "preview-dark"
    code = (
        "from pathlib import Path; from slides.render import render_scenes; "
        f"render_scenes(['one', 'two'], root=Path({str(project)!r}), build=Path({str(home.parents[1])!r}), jobs=2)"
    )
    mark = f"LECTURE_TEST_MARK={project}"
    run = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | dict([mark.split("=", 1)]), stderr=subprocess.DEVNULL
    )
    wait_until(lambda: any(home.glob("one-*")) and any(home.glob(".two-*/**/*.mp4")), 60)
    run.send_signal(ending)
    run.wait(20)
    wait_until(lambda: not processes_with(mark), 20)
    [finished] = [load_rendered(folder) for folder in home.glob("[!.]*")]
    assert finished.scene == "one"

    edit(project / "scenes" / "two.py", "run_time=600", "run_time=0.2")
    written = times(project)
    render(project)
    assert str(finished.slides[0].video) in written
    assert written[str(finished.slides[0].video)] == finished.slides[0].video.stat().st_mtime_ns
    assert sorted(p.name.partition("-")[0] for p in home.glob("*-*")) == ["one", "two"]
    assert not [p for p in home.iterdir() if p.name.startswith((".one", ".two"))]


def wait_until(fact, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def processes_with(mark: str) -> list[str]:
    """Live processes with a variable in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            continue
    return found


def test_a_damaged_version_is_rendered_again(project):
    scene = render_scenes(["one"], root=project, build=project.parent / "build")["one"]
    scene.slides[0].video.unlink()
    again = render_scenes(["one"], root=project, build=project.parent / "build")["one"]
    assert again.slides[0].video.is_file()


def test_the_manifest_names_every_input(project):
    scene = render_scenes(["one"], root=project, build=project.parent / "build")["one"]
    inputs = json.loads((scene.folder / "manifest.json").read_text())["inputs"]
    expected = {
        "scenes/one.py",
        "scenes/theme.py",
        "scenes/lecture_scene.py",
        "attn_core/helper.py",
        "attn_core/data/side.json",
    }
    assert expected <= inputs.keys()
    assert "scenes/claim.py" not in inputs

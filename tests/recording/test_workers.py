"""What is said of a scene that fails, in one line: the scene's own line, where its author can mend it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rich.console import Console

from recording.keep import first_party
from recording.progress import Progress
from recording.workers import Job, run_jobs

ROOT = Path(__file__).resolve().parents[2]
BROKEN = """
def refuse():
    raise ValueError("three numbers are needed,\\n  two are there")
"""
CORE = """
def look_up():
    return {}["nothing"]
"""
SCENE = """from manim import Create, Dot, UpdateFromFunc
from attn_core import core
from scenes import lecture_scene
from scenes.mobjects import broken
from scenes.lecture_scene import LectureScene


def helper():
    broken.refuse()  # line 9


class Two(LectureScene):
    def construct(self):
        dot = Dot()
        LINE  # line 15


class Shared(LectureScene):
    pass
"""


@pytest.fixture
def project(tmp_path) -> Path:
    """A project with the real stage, a part and a core that fail, and no scene yet."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "scenes", root / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "scenes" / "mobjects" / "broken.py").write_text(BROKEN)
    with (root / "scenes" / "lecture_scene.py").open("a") as stage:
        stage.write(BROKEN)
    shutil.copytree(ROOT / "attn_core", root / "attn_core", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "attn_core" / "core.py").write_text(CORE)
    return root


def play(root: Path, report) -> None:
    """In a fresh process: construct the scene, without drawing anything."""
    from manim import tempconfig

    with tempconfig({"dry_run": True, "progress_bar": "none", "media_dir": str(root.parent / "media")}):
        scene = first_party("scenes.two", root).Two()
        try:
            scene.construct()
        except KeyError as error:
            error.add_note("slide turn")
            raise


def reason(root: Path, scene: str) -> str:
    """Why the scene failed, as it is told."""
    (root / "scenes" / "two.py").write_text(scene)
    with Progress("scenes", 1, Console(quiet=True)) as progress:
        _, failures = run_jobs([Job("two", play, (root,), 1)], workers=1, logs=root.parent / "log", progress=progress)
    assert "Traceback" in failures["two"].log.read_text()
    return failures["two"].reason


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("broken.refuse()", "three numbers are needed, two are there (two.py:15)"),
        ("lecture_scene.refuse()", "three numbers are needed, two are there (two.py:15)"),
        ("core.look_up()", "KeyError: 'nothing' (slide turn, two.py:15)"),
        ("helper()", "three numbers are needed, two are there (two.py:9)"),
        ("dot.add_updater(lambda d: helper()); dot.update()", "three numbers are needed, two are there (two.py:9)"),
        ("self.add(Dot().move_to('up'))", "(two.py:15)"),
        ("Nothing()", "NameError: name 'Nothing' is not defined (two.py:15)"),
    ],
)
def test_a_failing_scene_is_named_by_its_own_line(project, line, told):
    assert reason(project, SCENE.replace("LINE", line)).endswith(told)


def test_a_part_that_cannot_be_imported_is_named_itself(project):
    (project / "scenes" / "mobjects" / "broken.py").write_text("\n\nnothing\n")
    assert reason(project, SCENE) == "NameError: name 'nothing' is not defined (broken.py:3)"

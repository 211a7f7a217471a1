"""The exercises to the lecture, which lie in `exercises/` and stand on their own: what they are to, and their checks.

The first line of each says it: ``To the scene `softmax`: what it is about``, or ``To the scenes `a` and `b`: ...``.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import traceback
from dataclasses import dataclass
from pathlib import Path

from recording.errors import InputError
from slides.script import _show, nearest

FOLDER = Path(__file__).resolve().parent.parent / "exercises"
HEAD = re.compile(r"To the scenes? ((?:`[a-z][a-z0-9_]*`(?:, | and )?)+): (\S.*)")


@dataclass(frozen=True)
class Exercise:
    """A file with a gap to fill; ``scenes`` are those that it is to, ``about`` says what it asks."""

    path: Path
    scenes: tuple[str, ...]
    about: str

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return self.path.stem

    @property
    def where(self) -> str:
        """Its path in the project."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def command(self) -> str:
        """What checks it."""
        return f"./run exercise {self.name}"


def load_exercises(folder: Path = FOLDER) -> tuple[Exercise, ...]:
    """Read what the exercises in a folder are to, and run none of them; none where there is no folder.

    A gap that a student filled with what is no Python is left to the check. Raises InputError for a first line that
    does not name a scene.
    """
    return tuple(_read(path) for path in sorted(folder.glob("[!_]*.py")))


def _read(path: Path) -> Exercise:
    # Of a file that may not be Python just now, its beginning is.
    first = next((line for line in path.read_text(encoding="utf-8").splitlines() if line), "")
    try:
        said = ast.literal_eval(first)
    except (SyntaxError, ValueError):
        said = ""
    head = HEAD.match(said if isinstance(said, str) else "")
    if not head:
        raise InputError(f'{_show(path)}: its first line must say what it is to: """To the scene `softmax`: ..."""')
    return Exercise(path, tuple(re.findall(r"\w+", head[1].replace(" and ", " "))), head[2])


def table(exercises: tuple[Exercise, ...]) -> str:
    """The exercises, one a line, and how they are done."""
    lines = [f"{one.name:12}{one.about} (scene {', '.join(one.scenes)})" for one in exercises]
    return "\n".join([*lines, "", "Fill the gap in exercises/NAME.py; ./run exercise NAME checks it."])


def check_exercise(name: str, folder: Path = FOLDER) -> str | None:
    """Run the check of an exercise: None when it is right, else a hint. Raises InputError for one that does not exist.

    An error in the gap is a hint as well: its line, and what is wrong there.
    """
    known = [one.name for one in load_exercises(folder)]
    if name not in known:
        raise InputError(f"there is no exercise {name!r}{nearest(name, known)}; there is {', '.join(known)}")
    path = folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"exercise_{name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        hint: str | None = module.check()
    except SyntaxError as error:
        return f"{_show(path)}, line {error.lineno}: {error.msg}"
    except Exception as error:
        inside = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        return f"{_show(path)}, line {inside[-1] if inside else 1}: {type(error).__name__}: {error}"
    return hint

"""What a rendered scene was made from: the files it read, by content, and the versions of what drew it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

# Distributions that decide what a frame looks like.
DRAWN_BY = ("manim", "manimpango", "pycairo", "numpy", "av", "typst", "font-source-sans-pro")


def digest(path: Path) -> str:
    """The sha256 of a file's content; empty when there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def versions() -> dict[str, str]:
    """The installed version of everything that draws."""
    return {name: metadata.version(name) for name in DRAWN_BY}


def fingerprint(**facts: Any) -> str:
    """One hash of all facts, whatever their order."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def unchanged(inputs: dict[str, str], root: Path) -> bool:
    """Whether every recorded file below ``root`` still has the recorded content."""
    return all(digest(root / name) == recorded for name, recorded in inputs.items())


def record_inputs(root: Path, build: Path) -> dict[str, str]:
    """Record from now on every file below ``root`` that this process reads: relative path -> sha256.

    The dictionary fills as files are read, modules and data alike, and the content is taken at that moment: what is
    edited during a render counts as changed. A module that comes from its ``.pyc`` is recorded as its source. Files of
    the build folder and of the Python installation are left out. A hook cannot be removed, so this is for a process
    that renders one scene and ends.
    """
    inputs: dict[str, str] = {}
    apart = (build, Path(sys.prefix).resolve())

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(args[0], (str, bytes, os.PathLike)) or args[2] & (os.O_WRONLY | os.O_RDWR):
            return
        path = Path(os.path.abspath(os.fsdecode(args[0])))
        if path.parent.name == "__pycache__" and path.suffix == ".pyc":
            path = Path(importlib.util.source_from_cache(path))
        if not path.is_relative_to(root) or any(path.is_relative_to(folder) for folder in apart):
            return
        name = path.relative_to(root).as_posix()
        if name not in inputs and path.is_file():  # a folder that is removed is opened, too, by its bare name
            inputs[name] = ""  # reading it below calls this hook again
            inputs[name] = digest(path)

    sys.addaudithook(hook)
    return inputs

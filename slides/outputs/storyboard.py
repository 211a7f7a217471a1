"""One contact sheet of all slides' end states, made without rendering a video."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from recording.errors import InputError
from recording.progress import Progress
from slides.render import ROOT, build_folder, check_choices, default_jobs, first_party, raise_failures
from slides.script import DEFAULT_EDITION, load_lecture, load_script
from recording.workers import Job, run_jobs

STILL = (1280, 720)
TILE = (640, 360)
COLUMNS, GAP, LABEL = 4, 16, 34
PAPER, INK = "#7A7F8A", "#FFFFFF"


def storyboard(
    edition: str | None = None,
    *,
    only: str | Sequence[str] | None = None,
    theme: str = "dark",
    jobs: int | None = None,
    out: Path | None = None,
) -> Path:
    """Write the contact sheet of an edition, slide by slide with its id, and return its path."""
    lecture = load_lecture()
    scenes = lecture.scenes(edition, only)
    check_choices(scenes, quality="preview", theme=theme)
    name = "-".join(scenes if only else (edition or DEFAULT_EDITION,))
    out = out or build_folder() / "storyboard" / f"{name}-{theme}.png"
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".stills-") as scratch:
        folder = Path(scratch)
        work = [
            Job(scene, _stills, (scene, folder / scene, theme), len(load_script(lecture.root, scene)))
            for scene in scenes
        ]
        with Progress("scenes", len(work)) as progress:
            logs = build_folder() / "log" / "storyboard"
            slides, failures = run_jobs(work, workers=jobs or default_jobs(), logs=logs, progress=progress)
        raise_failures("drawn", failures)
        tiles = [(f"{scene}-{i}", folder / scene / f"{i}.png") for scene in scenes for i in slides[scene]]
        _write(_sheet(tiles), out)
    return out


def _stills(scene: str, folder: Path, theme: str, report: Callable[[str], None]) -> list[str]:
    """In a fresh process: draw the end states of one scene."""
    folder.mkdir()
    ids: list[str] = first_party("scenes.worker", ROOT).stills(scene, folder, size=STILL, theme=theme, report=report)
    return ids


def _sheet(tiles: list[tuple[str, Path]]) -> Image.Image:
    """The stills in reading order, each under its id."""
    columns = min(COLUMNS, len(tiles))
    rows = -(-len(tiles) // columns)
    width, height = TILE[0] + GAP, TILE[1] + LABEL + GAP
    sheet = Image.new("RGB", (columns * width + GAP, rows * height + GAP), PAPER)
    pen, font = ImageDraw.Draw(sheet), _font()
    for n, (name, path) in enumerate(tiles):
        x, y = GAP + n % columns * width, GAP + n // columns * height
        pen.text((x, y + LABEL - 8), name, fill=INK, font=font, anchor="ls")
        with Image.open(path) as still:
            sheet.paste(still.resize(TILE, Image.Resampling.LANCZOS), (x, y + LABEL))
    return sheet


def _font() -> Any:
    found = importlib.util.find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        raise InputError("the package font-source-sans-pro is not installed; run ./run lecture")
    return ImageFont.truetype(Path(found.origin).parent / "files" / "SourceSansPro-Semibold.otf", 24)


def _write(sheet: Image.Image, out: Path) -> None:
    beside = out.with_name(f".{out.name}-{os.getpid()}")
    sheet.save(beside, format="PNG")
    beside.replace(out)

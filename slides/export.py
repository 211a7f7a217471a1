"""The lecture in the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recording.errors import InputError
from recording.keep import Recordings, build_folder
from slides.build import deck_folder, make_cut, record
from slides.outputs.archive import write_zip
from slides.outputs.deck import build_deck
from slides.outputs.film import write_film
from slides.outputs.handout import write_handout, write_pdfpc
from slides.outputs.manim_slides import write_manim_slides
from slides.script import Cut

Write = Callable[..., list[Path]]  # of a cut, its recordings, a folder, and the format's own options


@dataclass(frozen=True)
class Format:
    """How a format is written, and which options of the command line it takes beside those of the cut."""

    write: Write
    options: tuple[str, ...] = ()
    theme: str = "dark"


def _write_pptx(*given: Any, **options: Any) -> list[Path]:
    try:
        from slides.outputs.powerpoint import write_pptx
    except ImportError as error:
        raise InputError(f"{error}; ./run export pptx installs it") from None
    return write_pptx(*given, **options)


def _write_pdf(cut: Cut, recordings: Recordings, out: Path, **choices: Any) -> list[Path]:
    """The handout; of the slides alone, the notes that pdfpc reads, too. Each choice has a name of its own."""
    kinds = [choices.get("layout", "full"), choices.get("paper", "a4")]
    kinds += [key for key in ("notes", "steps") if choices.get(key)]
    name = "-".join([cut.name, *(kind for kind in kinds if kind not in ("full", "a4"))])
    page = write_handout(cut, recordings, out / f"{name}.pdf", **choices)
    if choices.get("layout") != "slides":
        return [page]
    return [page, write_pdfpc(cut, recordings, page.with_suffix(".pdfpc"), steps=choices.get("steps", False))]


def _write_zip(cut: Cut, recordings: Recordings, out: Path) -> list[Path]:
    """The deck, to carry or to mail."""
    return [write_zip(build_deck(cut, recordings, deck_folder(cut)).parent, out / f"{cut.name}.zip")]


FORMATS: Mapping[str, Format] = {
    "pptx": Format(_write_pptx, ("size", "jobs", "cluster")),
    "pdf": Format(_write_pdf, ("paper", "layout", "notes", "steps"), theme="light"),
    "film": Format(write_film, ("size", "pace", "jobs", "cluster")),
    "zip": Format(_write_zip),
    "manim-slides": Format(write_manim_slides, ("size", "jobs", "cluster")),
}


def export_lecture(name: str, *, jobs: int | None = None, theme: str | None = None, **given: Any) -> list[Path]:
    """Record what changed, and write a cut in a format; returns what to open, first things first.

    Raises InputError for a format that does not exist, and for an option that it does not take.
    """
    if name not in FORMATS:
        raise InputError(f"format {name!r} does not exist; choose one of {', '.join(FORMATS)}")
    form = FORMATS[name]
    choices = {key: given.pop(key) for key in ("edition", "only", "language")}
    own = {key: value for key, value in given.items() if value not in (None, False)}
    for option in own:
        if option not in form.options:
            raise InputError(f"--{option} is nothing that {name} takes; {_takes(name, form)}")
    if "jobs" in form.options:
        own["jobs"] = jobs
    cut, recordings = record(make_cut(theme=theme or form.theme, **choices), jobs=jobs)
    return form.write(cut, recordings, build_folder() / "export" / name, **own)


def _takes(name: str, form: Format) -> str:
    return f"it takes {', '.join(f'--{option}' for option in form.options)}" if form.options else "it takes none"

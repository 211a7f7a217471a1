"""The lecture in the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recording.errors import InputError
from recording.keep import build_folder
from slides.build import make_cut, record
from slides.outputs.film import write_film

Write = Callable[..., list[Path]]  # of a cut, its recordings, a folder, and the format's own options


@dataclass(frozen=True)
class Format:
    """How a format is written, and which options of the command line it takes beside those of the cut."""

    write: Write
    options: tuple[str, ...] = ()
    theme: str = "dark"


FORMATS: Mapping[str, Format] = {
    "film": Format(write_film, ("size", "pace", "jobs", "cluster")),
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

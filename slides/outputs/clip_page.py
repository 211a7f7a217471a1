"""A clip that plays in a page of its own: one HTML file to put into a frame of any other page."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from recording.draw import svg
from recording.file import Recording
from slides.outputs.deck import PAGE, import_map, in_base64, place_inside, text_of
from slides.outputs.palette import load_palette
from slides.script import Lecture

CLIP = Path(__file__).resolve().parent / "clip"
MODULES = ("dial", "keys", "painter", "player", "pointer", "recording", "scrub", "slider")  # of the deck's page
STYLES = ("deck", "stage", "foot", "player")
PAGES = Environment(
    loader=FileSystemLoader([CLIP, PAGE]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def make_page(recording: Recording, title: str, alt: str, lecture: Lecture, *, first: int = 1) -> str:
    """The page of an excerpt with one slide or part of it; ``first`` is the number of its first step in the slide."""
    [marks] = recording.slides
    width, height = recording.frame
    colours = "".join(f" --{role.replace('_', '-')}: {c};" for role, c in load_palette(recording.theme).items())
    shape = round(width / height, 4)
    files = [*(PAGE / f"{name}.css" for name in STYLES), CLIP / "clip.css"]
    css = Markup(f":root {{ color-scheme: {recording.theme}; --shape: {shape};{colours} }}\n") + text_of(files)
    imports, entry = import_map([PAGE / f"{name}.js" for name in MODULES]), text_of([CLIP / "clip.js"])
    return PAGES.get_template("clip.html.j2").render(
        language=recording.language,
        theme=recording.theme,
        title=title,
        alt=alt,
        author=lecture.author,
        credit=lecture.credit,
        first=first,
        dialled=any(step.dial for step in marks.steps),
        shape=shape,
        css=css,
        imports=imports,
        entry=entry,
        scripts=f"{source_hash(imports)} {source_hash(entry)}",
        styles=source_hash(css),
        still=place_inside("still.svg", lambda: svg(recording, marks.rest).encode()),
        recording=in_base64(recording.data),
    )


def source_hash(text: str) -> Markup:
    """How a page's policy names a script or style of its own, so that no other one runs."""
    return Markup(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")

"""The folder of clips as a lecturer finds it: a gallery, and what to paste for every program; earlier clips stay."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from recording.whole import write_whole
from slides.outputs.clip_page import CLIP, PAGES, source_hash
from slides.outputs.deck import text_of
from slides.outputs.palette import load_palette

LIST = "clips.json"  # what is known of the clips in a folder
KINDS = ("html", "mp4", "webm", "mov", "webp", "gif", "png", "svg", "vtt", "txt")


@dataclass(frozen=True)
class Listed:
    """What is told of a clip; ``loops`` are the names of its loops, which are files of their own."""

    name: str
    scene: str
    slide: str
    step: int | None
    title: str
    alt: str
    credit: str
    language: str
    theme: str
    seconds: float
    loops: tuple[str, ...]

    def files(self, folder: Path) -> dict[str, str]:
        """Its files that are there, by kind; those of its loops by ``loop.<kind>``, ``loop2.<kind>`` and so on."""
        loops = {f"loop{number if number > 1 else ''}.": loop for number, loop in enumerate(self.loops, 1)}
        names = {"": self.name} | loops
        found = {f"{which}{kind}": f"{stem}.{kind}" for which, stem in names.items() for kind in KINDS}
        return {kind: name for kind, name in found.items() if (folder / name).is_file()}


@dataclass(frozen=True)
class Snippet:
    """What to paste, or to do, for a program."""

    name: str
    fence: str
    code: str
    text: str


def write_gallery(folder: Path, clips: Sequence[Listed], title: str, credit: str) -> Path:
    """Write ``index.html``, ``embed.md`` and, for each clip, its snippets; clips of earlier runs whose files are still
    there are kept.
    """
    known = {clip.name: clip for clip in (*_earlier(folder), *clips)}
    kept = [clip for clip in known.values() if set(clip.files(folder)) - {"vtt", "txt"}]
    shown: list[dict[str, Any]] = [
        {**asdict(clip), "files": (files := clip.files(folder)), "snippets": snippets(clip, files)} for clip in kept
    ]
    sizes = {name: (folder / name).stat().st_size for clip in shown for name in clip["files"].values()}
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_colours('dark')} }} }}"
    css = Markup(f":root {{ {_colours('light')} }}\n{dark}\n") + text_of([CLIP / "gallery.css"])
    script = text_of([CLIP / "gallery.js"])
    page = PAGES.get_template("gallery.html.j2").render(
        title=title,
        credit=credit,
        clips=shown,
        sizes=sizes,
        size=_size,
        css=css,
        script=script,
        scripts=source_hash(script),
        styles=source_hash(css),
    )
    for clip in shown:
        write_whole(folder / f"{clip['name']}.md", TEXTS.get_template("snippets.md.j2").render(clip=clip).encode())
    write_whole(folder / "embed.md", TEXTS.get_template("embed.md.j2").render(clips=shown, credit=credit).encode())
    write_whole(folder / "index.html", page.encode())
    write_whole(folder / LIST, json.dumps([asdict(clip) for clip in kept], ensure_ascii=False, indent=1).encode())
    return folder / "index.html"


def snippets(clip: Listed, files: Mapping[str, str]) -> list[Snippet]:
    """What to paste for a clip, in every program that one of its files is for."""
    of_kind = {kind: name for kind, name in files.items() if "." not in kind}
    values = asdict(clip) | {"f": of_kind}
    found = []
    for program in tomllib.loads((CLIP / "embed.toml").read_text(encoding="utf-8"))["program"]:
        file = next((files[kind] for kind in program["needs"] if kind in files), None)
        if file:

            def fill(key: str, file: str = file, program: Mapping[str, Any] = program) -> str:
                return TEXTS.from_string(program.get(key, "")).render(values, file=file)

            text = " ".join(filter(None, (fill("todo"), fill("note"))))
            found.append(Snippet(program["name"], program.get("fence", ""), fill("code"), text))
    return found


def _earlier(folder: Path) -> list[Listed]:
    try:
        entries = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return [Listed(**entry | {"loops": tuple(entry["loops"])}) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError):  # none yet, or not ours: what is there now begins a new list
        return []


def _colours(theme: str) -> str:
    roles = {role.replace("_", "-"): colour for role, colour in load_palette(theme).items()}
    return f"color-scheme: {theme}; " + " ".join(f"--{role}: {colour};" for role, colour in roles.items())


def _size(count: int) -> str:
    """A number of bytes, to read."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def _markdown(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_\[\]<>$#|~&])", r"\\\1", text)


TEXTS = Environment(
    loader=FileSystemLoader(CLIP), undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
)
TEXTS.filters |= {
    "attr": escape,
    "md": _markdown,
    "py": lambda text: json.dumps(text, ensure_ascii=False),
}

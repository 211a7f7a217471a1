"""Build the HTML deck: a folder, or one file, that needs nothing outside itself."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from recording import draw
from recording.errors import InputError
from recording.file import Recording, SlideMarks
from recording.keep import Recordings
from recording.whole import write_whole
from slides.outputs.captions import Cue, make_cues
from slides.outputs.font import STYLES, font_folder, woff
from slides.outputs.palette import load_palette
from slides.outputs.qr import svg_code
from slides.pace import speech
from slides.script import Cut, Slide

PAGE = Path(__file__).resolve().parent / "page"
ENTRY = "deck"  # the script that starts the page; it and the others import each other by these names
WATCH = "watch"  # script and style for a page that is served while its scene is written
OWNED = ("media", "assets", "licences")  # folders of a deck in which unreferenced files are removed
MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".woff": "font/woff", ".txt": "text/plain"}

# Put a file into the deck under a name and return its address for the page. The content is made only when needed.
Place = Callable[[str, Callable[[], bytes]], str]


@dataclass(frozen=True)
class DeckSlide:
    """A slide as the template sees it: its words, its marks, its captions step by step, its still in each theme, the
    seconds that it speaks, and those that each step takes, spoken or moved.
    """

    number: int
    words: Slide
    marks: SlideMarks
    steps: Sequence[Sequence[Cue]]
    stills: Mapping[str, str]
    speech: float
    seconds: Sequence[float]


def build_deck(cut: Cut, recordings: Recordings, out: Path, *, one_file: bool = False, watched: bool = False) -> Path:
    """Build the deck of a cut from its recordings, whose facts its words have, and return the page to open.

    That is ``out/index.html``, or ``<out>.html`` with everything inside. The page is written last and at once, so that
    a deck that was there stays good until then, whatever happens; only media that changed are written anew.
    ``watched``: the page asks its server for news and shows what changes; it may ask for media of before, which stay.
    """
    try:
        if one_file:
            page = out.with_name(out.name + ".html")
            write_whole(page, _page(cut, recordings, place_inside, inside=True).encode())
            return page
        kept: set[Path] = set()
        content = _page(cut, recordings, _beside(out, kept), inside=False, watched=watched)
        write_whole(out / "index.html", content.encode())
        for folder in OWNED if not watched else ():
            for path in set((out / folder).glob("*")) - kept:
                path.unlink()
        return out / "index.html"
    except OSError as error:
        raise InputError(f"the deck cannot be written: {error}") from error


def _page(cut: Cut, recordings: Recordings, place: Place, *, inside: bool, watched: bool = False) -> str:
    """The text of the page, with all it refers to in place; ``inside``: the recordings are part of it."""
    numbers = count(1)
    width, height = next(iter(recordings[cut.theme].values())).frame
    media = {f"{scene}-{theme}": recordings[theme][scene] for theme in cut.themes for scene in cut.scenes}
    closing = cut.lecture.closing
    template = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("deck.html.j2")
    return template.render(
        cut=cut,
        date=cut.lecture.date or date.today(),
        logo=_logo(cut.lecture.logo, place) if cut.lecture.logo else "",
        code=Markup(svg_code(closing.link)) if closing and closing.link else "",
        shape=round(width / height, 4),
        parts=[
            (title, [_slide(cut, next(numbers), words, recordings, place) for words in slides])
            for title, slides in cut.parts
        ],
        palettes={theme: load_palette(theme) for theme in dict.fromkeys((*cut.themes, "dark", "light"))},
        fonts=dict(_fonts(place)),
        licence=place("licences/source-sans-pro.txt", (font_folder() / "LICENSE.txt").read_bytes),
        css=text_of(_page_files("*.css", watched)),
        imports=import_map(_page_files("*.js", watched)),
        entry=text_of([PAGE / f"{ENTRY}.js"]),
        media={name: "" if inside else _script(name, recording, place) for name, recording in media.items()},
        inside={name: in_base64(recording.data) for name, recording in media.items()} if inside else {},
        watched=watched,
    )


def _slide(cut: Cut, number: int, words: Slide, recordings: Recordings, place: Place) -> DeckSlide:
    stills = {}
    for theme in cut.themes:
        recording = recordings[theme][words.scene]
        marks = recording.slide(words.id)
        name = f"media/{words.full_id}-{theme}-{_digest(recording.digest.encode(), _drawing())}.svg"
        stills[theme] = place(name, partial(_still, recording, marks))
    steps = list(zip(words.paragraphs, marks.steps, strict=True))
    cues = [make_cues(said, (step.end - step.first) / recording.fps) for said, step in steps]
    seconds = [max(speech(said), (step.end - step.first) / recording.fps) for said, step in steps]
    return DeckSlide(number, words, marks, cues, stills, speech(words.say), seconds)


def _still(recording: Recording, marks: SlideMarks) -> bytes:
    """The end state of a slide."""
    return draw.svg(recording, marks.rest).encode()


def _script(name: str, recording: Recording, place: Place) -> str:
    """Place a recording as a script that hands it over, for a page from file:// may load scripts, but not fetch."""
    content = f'document.currentScript.recording = "{in_base64(recording.data)}";\n'
    return place(f"media/{name}-{recording.digest[:8]}.js", content.encode)


def _logo(file: Path, place: Place) -> str:
    content = file.read_bytes()
    return place(f"assets/logo-{_digest(content)}{file.suffix.lower()}", lambda: content)


def _fonts(place: Place) -> Iterator[tuple[int, str]]:
    for weight, style in STYLES.items():
        font = (font_folder() / f"SourceSansPro-{style}.otf").read_bytes()
        name = f"assets/source-sans-pro-{style.lower()}-{_digest(font)}.woff"
        yield weight, place(name, partial(woff, font))


def _page_files(pattern: str, watched: bool) -> list[Path]:
    """The page's own files of a kind."""
    return [path for path in sorted(PAGE.glob(pattern)) if watched or path.stem != WATCH]


def import_map(scripts: Sequence[Path]) -> Markup:
    """The import map of the page's modules: their names, and what they are as addresses that hold it."""
    modules = {
        path.stem: f"data:text/javascript;base64,{in_base64(path.read_bytes())}"
        for path in scripts
        if path.stem != ENTRY
    }
    return Markup(json.dumps({"imports": modules}, indent=0))


def _beside(out: Path, kept: set[Path]) -> Place:
    """Place files in the folder ``out``, and note in ``kept`` what the page needs."""

    def place(name: str, content: Callable[[], bytes]) -> str:
        target = out / name
        kept.add(target)
        if not target.exists():
            write_whole(target, content())
        return quote(name)

    return place


def place_inside(name: str, content: Callable[[], bytes]) -> str:
    """Place a file in the page itself."""
    kind = MEDIA_TYPES[Path(name).suffix]
    if kind == "image/svg+xml":  # text stays text: shorter than base64, and it compresses
        return f"data:{kind}," + quote(content().decode(), safe=" /:;,=()'.-_~*!$+@?[]{}|^`")
    return f"data:{kind};base64,{in_base64(content())}"


def _drawing() -> bytes:
    """What draws the stills: they are named anew when it changes."""
    return Path(draw.__file__).read_bytes()


def _digest(*content: bytes) -> str:
    return hashlib.sha256(b"".join(content)).hexdigest()[:8]


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def text_of(paths: Sequence[Path]) -> Markup:
    """Our own style or script, which goes into the page as it is."""
    return Markup("\n".join(path.read_text(encoding="utf-8") for path in paths))

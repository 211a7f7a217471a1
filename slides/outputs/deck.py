"""Build the HTML deck: a folder, or one file, that needs nothing outside itself."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from slides.captions import make_cues, webvtt
from recording.errors import InputError
from slides.render import RenderedScene, RenderedSlide
from slides.script import Lecture, Slide, check_slides, load_script

TEMPLATES = Path(__file__).resolve().parent / "templates"
STYLES = ("deck.css", "panels.css", "speaker.css", "print.css")
SCRIPTS = ("stage.js", "controls.js", "speaker.js")
FONTS = {400: "regular", 600: "semibold"}
THUMBNAIL_WIDTH = 480
MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".js": "text/javascript",
    ".txt": "text/plain",
}
OWNED = ("media", "assets", "licences")  # folders of a deck in which unreferenced files are removed

# Put a file into the deck under a name and return its address for the page. The content is made only when needed.
Place = Callable[[str, Path | Callable[[], bytes]], str]


@dataclass(frozen=True)
class DeckSlide:
    """A slide as the template sees it: its words, the addresses of its pictures, its captions as an address."""

    words: Slide
    number: int
    video: str
    still: str
    thumbnail: str
    captions: str


def build_deck(
    lecture: Lecture, edition: str, rendered: Mapping[str, RenderedScene], out: Path, *, one_file: bool = False
) -> Path:
    """Build the deck of the rendered scenes, in their order, and return the page to open.

    That is ``out/index.html``, or ``<out>.html`` with everything inside. The page is written last and at once, so that
    a deck that was there stays good until then, whatever happens; only media that changed are linked anew.
    """
    if not rendered:
        raise InputError("a deck needs at least one scene")
    scripts = {scene: load_script(lecture.root, scene) for scene in rendered}
    for scene, script in scripts.items():
        shown = [slide.id for slide in rendered[scene].slides]
        check_slides(scene, [slide.id for slide in script], shown, lecture.root / "script" / f"{scene}.toml")
    try:
        if one_file:
            page = out.with_name(out.name + ".html")
            _write(page, _page(lecture, edition, rendered, scripts, _inside).encode())
            return page
        kept: set[Path] = set()
        content = _page(lecture, edition, rendered, scripts, _beside(out, kept))
        _write(out / "index.html", content.encode())
        for folder in OWNED:
            for path in set((out / folder).glob("*")) - kept:
                path.unlink()
        return out / "index.html"
    except OSError as error:
        raise InputError(f"the deck cannot be written: {error}") from error


def _page(
    lecture: Lecture,
    edition: str,
    rendered: Mapping[str, RenderedScene],
    scripts: Mapping[str, tuple[Slide, ...]],
    place: Place,
) -> str:
    """The text of the page, with all it refers to in place."""
    reveal = _package("pyreveal") / "revealjs"
    fonts = reveal / "css" / "theme" / "fonts" / "source-sans-pro"
    groups: list[tuple[str, list[DeckSlide]]] = []
    number = 0
    for scene, script in scripts.items():
        title = lecture.part_of(scene).title
        if not groups or groups[-1][0] != title:
            groups.append((title, []))
        for words, pictures in zip(script, rendered[scene].slides, strict=True):
            number += 1
            groups[-1][1].append(_slide(words, pictures, number, place))
    first = next(iter(rendered.values()))
    background = _background(first.slides[0].still)
    template = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("deck.html.j2")
    return template.render(
        lecture=lecture,
        edition=edition,
        parts=groups,
        count=number,
        size=(first.width, first.height),
        background="#{:02x}{:02x}{:02x}".format(*background),
        tone="dark" if sum(background) < 384 else "light",
        fonts={
            weight: _placed(fonts / f"source-sans-pro-{name}.woff", "assets", place) for weight, name in FONTS.items()
        },
        reveal_js=_placed(reveal / "dist" / "reveal.js", "assets", place),
        css=_template_text(STYLES),
        js=_template_text(SCRIPTS),
        licences={
            "reveal.js (MIT)": place("licences/reveal.js.txt", reveal / "LICENSE"),
            "Source Sans Pro (SIL Open Font License)": place("licences/source-sans-pro.txt", fonts / "LICENSE"),
        },
    )


def _slide(words: Slide, pictures: RenderedSlide, number: int, place: Place) -> DeckSlide:
    still_name = f"media/{words.full_id}-{_digest(pictures.still)}"
    captions = webvtt(make_cues(words.say, pictures.duration))
    return DeckSlide(
        words,
        number,
        video=_placed(pictures.video, "media", place, words.full_id),
        still=_placed(pictures.still, "media", place, words.full_id),
        thumbnail=place(f"{still_name}.webp", lambda: _thumbnail(pictures.still)),
        captions="data:text/vtt;charset=utf-8," + quote(captions),
    )


def _placed(source: Path, folder: str, place: Place, stem: str = "") -> str:
    """Place a file under a name that holds a part of its content's hash, so that a name never changes its content."""
    return place(f"{folder}/{stem or source.stem}-{_digest(source)}{source.suffix}", source)


def _beside(out: Path, kept: set[Path]) -> Place:
    """Place files in the folder ``out``, linked where the file system can, and note in ``kept`` what the page needs."""

    def place(name: str, content: Path | Callable[[], bytes]) -> str:
        target = out / name
        kept.add(target)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                _link(content, target)
            else:
                _write(target, content())
        return quote(name)

    return place


def _inside(name: str, content: Path | Callable[[], bytes]) -> str:
    """Place a file in the page itself."""
    data = content.read_bytes() if isinstance(content, Path) else content()
    kind = MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one that has no links
        with _temporary(target) as part:
            shutil.copyfile(source, part)


def _write(target: Path, data: bytes) -> None:
    with _temporary(target) as part:
        part.write_bytes(data)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A name beside the target, which gets the target's name when all went well and is removed when not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]


def _thumbnail(still: Path) -> bytes:
    buffer = io.BytesIO()
    with Image.open(still) as image:
        height = round(image.height * THUMBNAIL_WIDTH / image.width)
        image.convert("RGB").resize((THUMBNAIL_WIDTH, height), Image.Resampling.LANCZOS).save(
            buffer, "WEBP", quality=85
        )
    return buffer.getvalue()


def _background(still: Path) -> tuple[int, int, int]:
    """The page takes the colour of the picture's corner, which is the theme's background."""
    with Image.open(still) as image:
        red, green, blue = image.convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    return red, green, blue


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise InputError(f"the package {name!r} is not installed; `./run lecture` installs it")
    return Path(spec.origin).parent


def _template_text(names: tuple[str, ...]) -> Markup:
    """Our own style or script, which goes into the page as it is."""
    return Markup("\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names))

"""The lecture as a lecturer writes it: `lecture.toml`, `script/<language>/<scene>.toml` and `sources.toml`."""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recording.errors import InputError
from recording.file import Recording
from slides.logo import Unfit, check_logo

if TYPE_CHECKING:
    from slides.exercises import Exercise
    from slides.reference import Reference

DEFAULT_LANGUAGE = "en"
SCENE_NAME = re.compile(r"[a-z][a-z0-9_]*")
SLIDE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
LONGEST_ADDRESS = 200  # characters: a code with more is too fine for a phone in the last row
SLIDE_KEYS = ("id", "title", "source", "say", "notes", "alt")
MAY_BE_EMPTY = {"notes", "source"}
WORDS = "words.toml"  # in a language's folder: the words in pictures, English = translation
REFERENCE = "reference.toml"  # there, too: the page of reference, see slides/reference.py
CITED = re.compile(r"\[([a-z][a-z0-9_]*)\]")
NAMED = re.compile(r"\{(\w+)\}")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")  # of these, files of other programs can hold none


@dataclass(frozen=True)
class Slide:
    """The words of one slide. ``say`` is spoken, a paragraph a step, and becomes captions; ``notes`` is for the
    lecturer only; ``source`` is the line below the picture. ``{name}`` stands for a fact that the scene knows;
    ``cites`` has the keys of the works that source and notes name, in which their short forms stand.
    """

    scene: str
    id: str
    title: str
    source: str
    say: str
    notes: str
    alt: str
    cites: tuple[str, ...] = ()

    @property
    def full_id(self) -> str:
        """The id that is unique in the lecture, as in ``claim-picture``."""
        return f"{self.scene}-{self.id}"

    @property
    def place(self) -> str:
        """What it is called where slides are named, as in ``claim/picture``."""
        return f"{self.scene}/{self.id}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What is said at each step."""
        return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", self.say))

    def filled(self, facts: Mapping[str, str], where: str) -> Slide:
        """The same words with the scene's facts in place. Raises InputError for one that the scene does not tell."""

        def fill(text: str, key: str) -> str:
            for name in NAMED.findall(text):
                if name not in facts:
                    known = f"its facts are {', '.join(facts)}" if facts else "it has none"
                    raise InputError(f"{where}: {key} names {{{name}}}, which the scene does not tell; {known}")
            return NAMED.sub(lambda found: facts[found[1]], text)

        words: dict[str, Any] = {key: fill(getattr(self, key), key) for key in SLIDE_KEYS if key != "id"}
        return replace(self, **words)


@dataclass(frozen=True)
class Part:
    """Scenes that belong together, in running order."""

    title: str
    scenes: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """A selection for a slot: its scenes in running order, each with the ids of the slides shown, none for all."""

    minutes: float
    scenes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Closing:
    """What stands at the end: ``text`` large, how to reach the lecturer, and the address that is shown as a QR code."""

    text: str
    contact: str = ""
    link: str = ""


@dataclass(frozen=True)
class Lecture:
    """What `lecture.toml` says; ``root`` is the folder it lies in. ``logo`` is an SVG or PNG that was looked at;
    without a ``date`` it is that of the day of building, without a ``closing`` the talk just ends.
    """

    title: str
    author: str
    language: str
    licence: str
    parts: tuple[Part, ...]
    editions: Mapping[str, Edition]
    root: Path
    institution: str = ""
    logo: Path | None = None
    date: datetime.date | None = None
    closing: Closing | None = None

    @property
    def day(self) -> datetime.date:
        """Its date, or else today."""
        return self.date or datetime.date.today()

    @property
    def byline(self) -> str:
        """Who gives it, and from where."""
        return ", ".join(filter(None, (self.author, self.institution)))

    @property
    def credit(self) -> str:
        """The line that goes with whatever is taken out of it."""
        return f"“{self.title.rstrip('.')}”, {self.author}, {self.licence}"

    def scenes(self, edition: str | None = None, only: str | Sequence[str] | None = None) -> tuple[str, ...]:
        """The scenes of an edition in running order, or of them ``only`` the named ones.

        Without an edition it is the first one, and ``only`` may name any scene that has a script.
        """
        only = (only,) if isinstance(only, str) else tuple(only or ())
        if edition is None and only:
            inside = [scene for part in self.parts for scene in part.scenes]
            scripts = (self.root / "script" / DEFAULT_LANGUAGE).glob("*.toml")
            outside = sorted(path.stem for path in scripts if path.name != REFERENCE)
            scenes, where = tuple(dict.fromkeys([*inside, *outside])), "lecture.toml or script/en"
        else:
            edition = edition or next(iter(self.editions))
            if edition not in self.editions:
                raise InputError(
                    f"there is no edition {edition!r}{nearest(edition, self.editions)}; "
                    f"lecture.toml has {', '.join(self.editions)}"
                )
            scenes, where = tuple(self.editions[edition].scenes), f"the edition {edition!r}"
        for scene in only:
            if scene not in scenes:
                raise InputError(
                    f"the scene {scene!r} is not in {where}{nearest(scene, scenes)}; it has {', '.join(scenes)}"
                )
        return tuple(scene for scene in scenes if not only or scene in only)

    def cut(
        self,
        edition: str | None = None,
        only: str | Sequence[str] | None = None,
        *,
        themes: Sequence[str] = ("dark",),
        language: str | None = None,
    ) -> Cut:
        """An edition, or of it ``only`` the named scenes, with all its words, in running order.

        Raises InputError for a choice that does not exist, and for the first mistake in the words.
        """
        scenes = self.scenes(edition, only)
        language = language or self.language
        if not (edition or only):
            edition = next(iter(self.editions))
        name = "-".join(
            [*([edition] if edition else ()), *(scenes if only else ()), *(themes if len(themes) == 1 else ())]
        )
        selected = {scene: self.editions[edition].scenes[scene] for scene in scenes} if edition else {}
        titles = {scene: part.title for part in self.parts for scene in part.scenes}
        words = load_words(self.root, language)
        whole, missing = {}, []
        for scene in scenes:
            whole[scene], lacking = load_script(self.root, scene, language)
            missing += lacking
        for scene, ids in selected.items():
            _check_selected(scene, ids, whole[scene], f"{_show(self.root / 'lecture.toml')}: the edition {edition!r}")
        return Cut(
            self,
            name if language == self.language else f"{name}-{language}",
            tuple(themes),
            language,
            whole,
            {scene: titles.get(scene, self.title) for scene in scenes},
            words,
            load_sources(self.root),
            tuple(missing),
            selected,
            self.editions[edition].minutes if edition and not only else None,
        )


@dataclass(frozen=True)
class Source:
    """A work that slides cite: ``short`` stands on a slide, the rest in a list of sources."""

    key: str
    short: str
    authors: tuple[str, ...]
    year: int
    title: str
    where: str


@dataclass(frozen=True)
class Cut:
    """What is shown: scenes in running order with their words, in which themes and language; ``name`` names files.

    A scene is recorded whole, so that another selection of its slides records nothing: ``whole`` has all its words,
    ``selected`` the ids of the slides shown, none for all. ``table`` has the words in pictures that the language
    translates, ``missing`` the slides that it lacks; ``minutes`` are those of the edition's slot. What goes with the
    slides, and is not presented: the page of ``reference``, and the ``exercises``.
    """

    lecture: Lecture
    name: str
    themes: tuple[str, ...]
    language: str
    whole: Mapping[str, tuple[Slide, ...]]
    titles: Mapping[str, str]
    table: Mapping[str, str]
    sources: Mapping[str, Source]
    missing: tuple[str, ...] = ()
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    minutes: float | None = None
    reference: Reference | None = None
    exercises: tuple[Exercise, ...] = ()

    @property
    def theme(self) -> str:
        """The theme that is shown first."""
        return self.themes[0]

    @property
    def scenes(self) -> tuple[str, ...]:
        """The scenes in running order."""
        return tuple(self.whole)

    @property
    def scripts(self) -> dict[str, tuple[Slide, ...]]:
        """The slides of each scene that are shown."""
        return {
            scene: tuple(slide for slide in script if slide.id in (self.selected.get(scene) or (slide.id,)))
            for scene, script in self.whole.items()
        }

    @property
    def parts(self) -> list[tuple[str, list[Slide]]]:
        """The slides, those of neighbouring scenes of one part together under its title."""
        groups = groupby(self.slides, key=lambda slide: self.titles[slide.scene])
        return [(title, list(slides)) for title, slides in groups]

    @property
    def slides(self) -> list[Slide]:
        """All slides in running order."""
        return [slide for script in self.scripts.values() for slide in script]

    @property
    def cited(self) -> list[Source]:
        """The works that the shown slides and the page of reference cite, by their short forms."""
        keys = {key for slide in self.slides for key in slide.cites}
        keys |= self.reference.cites if self.reference else set()
        return sorted((self.sources[key] for key in keys), key=lambda source: source.short.casefold())

    def at(self, places: Sequence[str]) -> list[tuple[int, Slide]]:
        """Of the slides at these places, ``scene/slide``, those that are shown, each with its number."""
        return [(number, slide) for number, slide in enumerate(self.slides, 1) if slide.place in places]

    def exercises_to(self, slide: Slide) -> list[Exercise]:
        """The exercises to a scene, if this slide is the last one of it that is shown."""
        is_last = self.scripts[slide.scene][-1].id == slide.id
        return [exercise for exercise in self.exercises if is_last and slide.scene in exercise.scenes]

    def shown(self, scene: str) -> dict[str, tuple[str, str]]:
        """What a scene is handed to write: title and source line of each of its slides, selected or not."""
        return {slide.id: (slide.title, slide.source) for slide in self.whole[scene]}

    def filled(self, recordings: Mapping[str, Recording]) -> Cut:
        """The cut with what the scenes know put into its words.

        Raises InputError where the words do not fit the recordings: other slides, another number of steps, a fact that
        is not told.
        """
        whole = {}
        for scene, script in self.whole.items():
            path = script_path(self.lecture.root, scene, self.language)
            marks = {mark.id: mark for mark in recordings[scene].slides}
            check_slides(scene, [slide.id for slide in script], marks, path)
            for slide in script:
                check_steps(slide, len(marks[slide.id].steps), path)
            whole[scene] = tuple(
                slide.filled(marks[slide.id].facts, f"{_show(path)}: slide {slide.id}") for slide in script
            )
        return replace(self, whole=whole)


def load_lecture(folder: Path | None = None) -> Lecture:
    """Read ``folder/lecture.toml``; the folder is `slides/` unless given. Raises InputError for the first mistake."""
    root = folder or Path(__file__).resolve().parent
    path = root / "lecture.toml"
    table = _read(path)
    texts = ("title", "author", "language", "licence")
    _check_keys(table, (*texts, "part", "editions"), _show(path), ("institution", "logo", "date", "closing"))
    words = {key: _text(table, key, _show(path)) for key in texts}
    parts = tuple(_part(entry, path, n) for n, entry in enumerate(_tables(table, "part", path), 1))
    known = [scene for part in parts for scene in part.scenes]
    for scene, count in Counter(known).items():
        if count > 1:
            raise InputError(f"{_show(path)}: the scene {scene!r} is in the parts {count} times; name it once")
    editions = table["editions"]
    if not isinstance(editions, dict) or not editions:
        raise InputError(f"{_show(path)}: there must be at least one edition, such as [editions.lecture]")
    return Lecture(
        **words,
        parts=parts,
        editions={name: _edition(entry, name, known, path) for name, entry in editions.items()},
        root=root,
        institution=_text(table, "institution", _show(path)) if "institution" in table else "",
        logo=_logo(table, path) if "logo" in table else None,
        date=_date(table["date"], path) if "date" in table else None,
        closing=_closing(table["closing"], path) if "closing" in table else None,
    )


def script_path(root: Path, scene: str, language: str) -> Path:
    """Where the words of a scene stand."""
    return root / "script" / language / f"{scene}.toml"


def load_script(root: Path, scene: str, language: str = DEFAULT_LANGUAGE) -> tuple[tuple[Slide, ...], list[str]]:
    """Read ``root/script/<language>/<scene>.toml``: the scene's slides in order, and the ids of those that the language
    lacks: they stay English. Sources are cited in short. Raises InputError for the first mistake.
    """
    english = _read_script(root, scene, DEFAULT_LANGUAGE)
    if language == DEFAULT_LANGUAGE:
        return english, []
    path = script_path(root, scene, language)
    translated = {slide.id: slide for slide in _read_script(root, scene, language)} if path.is_file() else {}
    for slide_id in translated:
        if slide_id not in [slide.id for slide in english]:
            raise InputError(f"{_show(path)}: the slide {slide_id!r} is not in script/{DEFAULT_LANGUAGE}/{scene}.toml")
    missing = [slide.full_id for slide in english if slide.id not in translated]
    return tuple(translated.get(slide.id, slide) for slide in english), missing


def load_words(root: Path, language: str) -> dict[str, str]:
    """The words in pictures in another language, by the English ones. Raises InputError for one that has no folder."""
    folder = root / "script" / language
    if not folder.is_dir():
        known = sorted(path.name for path in (root / "script").iterdir() if path.is_dir())
        raise InputError(
            f"there is no language {language!r}{nearest(language, known)}: {_show(folder)} is no folder; "
            f"there is {', '.join(known)}"
        )
    path = folder / WORDS
    if not path.is_file():
        return {}
    table = _read(path)
    return {english: _text(table, english, _show(path)) for english in table}


def load_sources(root: Path) -> dict[str, Source]:
    """Read ``root/sources.toml``: what slides cite, by key. Raises InputError for the first mistake."""
    path = root / "sources.toml"
    keys = ("short", "authors", "year", "title", "where")
    sources = {}
    for key, entry in _read(path).items():
        where = f"{_show(path)}: [{key}]"
        if not isinstance(entry, dict) or not CITED.fullmatch(f"[{key}]"):
            raise InputError(f"{where}: a source is a section such as [hahn2020] with {', '.join(keys)}")
        _check_keys(entry, keys, where)
        authors = _names(entry["authors"], f"{where}: authors")
        if not isinstance(entry["year"], int):
            raise InputError(f"{where}: year must be a number, not {entry['year']!r}")
        texts = {name: _text(entry, name, where) for name in ("short", "title", "where")}
        sources[key] = Source(key, authors=authors, year=entry["year"], **texts)
    return sources


def _read_script(root: Path, scene: str, language: str) -> tuple[Slide, ...]:
    path = script_path(root, scene, language)
    table = _read(path)
    _check_keys(table, ("slide",), _show(path))
    sources = load_sources(root)
    slides = tuple(_slide(entry, scene, path, n, sources) for n, entry in enumerate(_tables(table, "slide", path), 1))
    for slide_id, count in Counter(slide.id for slide in slides).items():
        if count > 1:
            raise InputError(f"{_show(path)}: {count} slides have the id {slide_id!r}; every slide needs its own")
    return slides


def check_steps(slide: Slide, steps: int, path: Path) -> None:
    """Raise InputError unless a paragraph is said for each step of a slide."""
    said = len(slide.paragraphs)
    if said != steps:
        raise InputError(
            f"{_show(path)}: slide {slide.id}: the scene shows {steps} step{'s' * (steps != 1)} and {said} "
            f"paragraph{'s are' if said != 1 else ' is'} said; "
            "write one paragraph of say for each step, with an empty line between them"
        )


def check_slides(scene: str, scripted_ids: Iterable[str], recorded_ids: Iterable[str], script: Path) -> None:
    """Raise InputError unless the script of a scene has exactly the slides that the scene shows, in its order."""
    scripted, rendered = list(scripted_ids), list(recorded_ids)
    path = _show(script)
    for slide_id in rendered:
        if slide_id not in scripted:
            raise InputError(
                f"{path}: the scene {scene!r} shows a slide {slide_id!r} that has no [[slide]] entry"
                f"{nearest(slide_id, scripted)}; write one with {', '.join(SLIDE_KEYS)}"
            )
    for slide_id in scripted:
        if slide_id not in rendered:
            raise InputError(
                f"{path}: the slide {slide_id!r} is not shown by the scene {scene!r}{nearest(slide_id, rendered)}; "
                f"take its entry out, or add self.slide({slide_id!r}, ...) to scenes/{scene}.py"
            )
    if scripted != rendered:
        raise InputError(
            f"{path}: the slides stand in another order than in the scene {scene!r}; put them in this order: "
            f"{', '.join(rendered)}"
        )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"{_show(path)}: there is no such file; write it, or take it out of lecture.toml") from None
    except UnicodeDecodeError:
        raise InputError(f"{_show(path)}: the file is not UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{_show(path)}: this is not valid TOML: {error}") from None


def _tables(table: dict[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    entries = table[key]
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"{_show(path)}: it needs at least one [[{key}]] entry, in double brackets")
    return entries


def _slide(entry: dict[str, Any], scene: str, path: Path, number: int, sources: Mapping[str, Source]) -> Slide:
    name = entry.get("id")
    where = f"{_show(path)}: slide {number}" + (f" ({name})" if isinstance(name, str) and name else "")
    _check_keys(entry, SLIDE_KEYS, where)
    words: dict[str, Any] = {key: _text(entry, key, where) for key in SLIDE_KEYS}
    slide = Slide(scene, **words)
    for key in CITED.findall(slide.source):
        if key not in sources:
            raise InputError(f"{where}: [{key}] is not in sources.toml{nearest(key, sources)}; add it there")
    cites = tuple(key for key in dict.fromkeys(CITED.findall(slide.source + slide.notes)) if key in sources)
    source, notes = (CITED.sub(lambda found: _short(found, sources), text) for text in (slide.source, slide.notes))
    slide = replace(slide, source=source, notes=notes, cites=cites)
    if not SLIDE_ID.fullmatch(slide.id):
        raise InputError(f"{where}: the id {slide.id!r} may have only a-z, 0-9 and single hyphens between them")
    return slide


def _short(found: re.Match[str], sources: Mapping[str, Source]) -> str:
    """A cited work in short; [pause], in notes, is no work and stays."""
    return sources[found[1]].short if found[1] in sources else found[0]


def _part(entry: dict[str, Any], path: Path, number: int) -> Part:
    where = f"{_show(path)}: part {number}"
    _check_keys(entry, ("title", "scenes"), where)
    scenes = _names(entry["scenes"], f"{where}: scenes")
    for scene in scenes:
        if not SCENE_NAME.fullmatch(scene):
            raise InputError(f"{where}: the scene {scene!r} may have only a-z, 0-9 and _, like its file's name")
    return Part(_text(entry, "title", where), scenes)


def _edition(entry: Any, name: str, known: Sequence[str], path: Path) -> Edition:
    where = f"{_show(path)}: the edition {name!r}"
    if not isinstance(entry, dict):
        raise InputError(f"{where} must be a table: [editions.{name}] with minutes and scenes")
    _check_keys(entry, ("minutes", "scenes"), where)
    minutes = entry["minutes"]
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes < inf:
        raise InputError(f"{where}: minutes must be a number above 0, such as 20, not {minutes!r}")
    items = _names(entry["scenes"], f"{where}: scenes")
    for item, count in Counter(items).items():
        if count > 1:
            raise InputError(f"{where} has {item!r} {count} times; name it once")
    scenes: dict[str, tuple[str, ...]] = {}
    for scene, group in groupby(items, key=lambda item: item.partition("/")[0]):
        of_scene = list(group)
        if scene not in known:
            raise InputError(f"{where} has the scene {scene!r}, which is in no [[part]]{nearest(scene, known)}")
        if scene in scenes:
            raise InputError(f"{where} has the scene {scene!r} in two places; put its slides side by side")
        if scene in of_scene and len(of_scene) > 1:
            slides = ", ".join(item for item in of_scene if item != scene)
            raise InputError(f"{where} has the scene {scene!r} whole and also {slides}; take out one or the other")
        scenes[scene] = tuple(item.partition("/")[2] for item in of_scene if item != scene)
    return Edition(minutes, scenes)


def _logo(table: dict[str, Any], path: Path) -> Path:
    logo = path.parent / _text(table, "logo", _show(path))
    try:
        check_logo(logo)
    except Unfit as error:
        raise InputError(f"{_show(path)}: logo {_show(logo)}: {error}") from None
    return logo


def _date(value: Any, path: Path) -> datetime.date:
    with suppress(ValueError):
        value = datetime.date.fromisoformat(value) if isinstance(value, str) else value
    if type(value) is not datetime.date:  # a time of the day is a date, too
        raise InputError(f"{_show(path)}: date must be a day such as 2026-05-04, not {value}")
    return value


def _closing(entry: Any, path: Path) -> Closing:
    where = f"{_show(path)}: [closing]"
    if not isinstance(entry, dict):
        raise InputError(f"{where} must be a table with text, and contact and link if you like")
    _check_keys(entry, ("text",), where, ("contact", "link"))
    closing = Closing(**{key: _text(entry, key, where) for key in entry})
    if closing.link and not ADDRESS.fullmatch(closing.link):
        raise InputError(f"{where}: link must be an address such as https://example.org/talk, not {closing.link!r}")
    if len(closing.link) > LONGEST_ADDRESS:
        raise InputError(
            f"{where}: link has {len(closing.link)} characters, and phones could not read its code from the last row; "
            f"give an address with {LONGEST_ADDRESS} at most"
        )
    return closing


def _check_selected(scene: str, ids: Sequence[str], script: Sequence[Slide], where: str) -> None:
    """Raise InputError unless the ids are those of slides of a scene, in its order."""
    known = [slide.id for slide in script]
    for slide_id in ids:
        if slide_id not in known:
            raise InputError(
                f"{where} has the slide '{scene}/{slide_id}', which the scene does not have"
                f"{nearest(slide_id, known)}; it has {', '.join(known)}"
            )
    ordered = [slide_id for slide_id in known if slide_id in ids]
    if list(ids) != ordered:
        raise InputError(
            f"{where} has the slides of {scene!r} in another order than the scene; put them in this order: "
            f"{', '.join(f'{scene}/{slide_id}' for slide_id in ordered)}"
        )


def _names(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise InputError(f'{where} must be a list of at least one scene, such as ["claim", "softmax"]')
    return tuple(value)


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise InputError(f"{where}: {key} must be text in quotes, not {value!r}")
    if found := CONTROL.search(value):
        raise InputError(f"{where}: {key} has the control character U+{ord(found[0]):04X}; take it out")
    if not value.strip() and key not in MAY_BE_EMPTY:
        raise InputError(f"{where}: {key} is empty; write it")
    return value.strip()


def _check_keys(table: dict[str, Any], keys: Sequence[str], where: str, optional: Sequence[str] = ()) -> None:
    known = (*keys, *optional)
    for key in table:
        if key not in known:
            raise InputError(f"{where}: unknown key {key!r}{nearest(key, known)}; the keys are {', '.join(known)}")
    for key in keys:
        if key not in table:
            raise InputError(f"{where}: the key {key!r} is missing; the keys are {', '.join(known)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of an error's sentence: which known name may have been meant, if one is near."""
    found = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {found[0]!r}?)" if found else ""


def _show(path: Path) -> str:
    """The path as the lecturer would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

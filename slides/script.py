"""The lecture as a lecturer writes it: `lecture.toml` and `script/<scene>.toml`, read and checked."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recording.errors import InputError

DEFAULT_EDITION = "lecture"
SCENE_NAME = re.compile(r"[a-z][a-z0-9_]*")
SLIDE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLIDE_KEYS = ("id", "title", "source", "say", "notes", "alt")
MAY_BE_EMPTY = {"notes", "source"}


@dataclass(frozen=True)
class Slide:
    """The words of one slide. ``say`` is spoken and becomes captions, ``notes`` is for the lecturer only."""

    scene: str
    id: str
    title: str
    say: str
    notes: str
    alt: str

    @property
    def full_id(self) -> str:
        """The id that is unique in the lecture, as in ``claim-picture``."""
        return f"{self.scene}-{self.id}"


@dataclass(frozen=True)
class Part:
    """Scenes that belong together, in running order."""

    title: str
    scenes: tuple[str, ...]


@dataclass(frozen=True)
class Lecture:
    """What `lecture.toml` says; ``root`` is the folder it lies in."""

    title: str
    author: str
    language: str
    licence: str
    parts: tuple[Part, ...]
    editions: Mapping[str, tuple[str, ...]]
    root: Path

    def scenes(self, edition: str | None = None, only: str | Sequence[str] | None = None) -> tuple[str, ...]:
        """The scenes of an edition in running order, or of them ``only`` the named ones.

        Without an edition it is `lecture`, and ``only`` may name any scene of any part.
        """
        only = (only,) if isinstance(only, str) else tuple(only or ())
        if edition is None and only:
            scenes, where = tuple(scene for part in self.parts for scene in part.scenes), "any part of lecture.toml"
        else:
            edition = edition or DEFAULT_EDITION
            if edition not in self.editions:
                raise InputError(
                    f"there is no edition {edition!r}{_nearest(edition, self.editions)}; "
                    f"lecture.toml has {', '.join(self.editions)}"
                )
            scenes, where = self.editions[edition], f"the edition {edition!r}"
        for scene in only:
            if scene not in scenes:
                raise InputError(
                    f"the scene {scene!r} is not in {where}{_nearest(scene, scenes)}; it has {', '.join(scenes)}"
                )
        return tuple(scene for scene in scenes if not only or scene in only)

    def part_of(self, scene: str) -> Part:
        """The part that holds a scene."""
        return next(part for part in self.parts if scene in part.scenes)


def load_lecture(folder: Path | None = None) -> Lecture:
    """Read ``folder/lecture.toml``; the folder is `slides/` unless given. Raises InputError for the first mistake."""
    root = folder or Path(__file__).resolve().parent
    path = root / "lecture.toml"
    table = _read(path)
    texts = ("title", "author", "language", "licence")
    _check_keys(table, (*texts, "part", "editions"), _show(path))
    words = {key: _text(table, key, _show(path)) for key in texts}
    parts = tuple(_part(entry, path, n) for n, entry in enumerate(_tables(table, "part", path), 1))
    known = [scene for part in parts for scene in part.scenes]
    for scene, count in Counter(known).items():
        if count > 1:
            raise InputError(f"{_show(path)}: the scene {scene!r} is in the parts {count} times; name it once")
    editions = table["editions"]
    if not isinstance(editions, dict) or not editions:
        raise InputError(f"{_show(path)}: [editions] needs at least one line such as lecture = [{known[0]!r}]")
    return Lecture(
        **words,
        parts=parts,
        editions={name: _edition(editions, name, known, path) for name in editions},
        root=root,
    )


def load_script(folder: Path, scene: str) -> tuple[Slide, ...]:
    """Read ``folder/script/<scene>.toml``: the scene's slides in order. Raises InputError for the first mistake."""
    path = folder / "script" / f"{scene}.toml"
    table = _read(path)
    _check_keys(table, ("slide",), _show(path))
    slides = tuple(_slide(entry, scene, path, n) for n, entry in enumerate(_tables(table, "slide", path), 1))
    for slide_id, count in Counter(slide.id for slide in slides).items():
        if count > 1:
            raise InputError(f"{_show(path)}: {count} slides have the id {slide_id!r}; every slide needs its own")
    return slides


def check_slides(scene: str, scripted_ids: Iterable[str], rendered_ids: Iterable[str], script_path: Path) -> None:
    """Raise InputError unless the script of a scene has exactly the slides that the scene shows, in its order."""
    scripted, rendered = list(scripted_ids), list(rendered_ids)
    path = _show(script_path)
    for slide_id in rendered:
        if slide_id not in scripted:
            raise InputError(
                f"{path}: the scene {scene!r} shows a slide {slide_id!r} that has no [[slide]] entry"
                f"{_nearest(slide_id, scripted)}; write one with id, title, say, notes and alt"
            )
    for slide_id in scripted:
        if slide_id not in rendered:
            raise InputError(
                f"{path}: the slide {slide_id!r} is not shown by the scene {scene!r}{_nearest(slide_id, rendered)}; "
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


def _slide(entry: dict[str, Any], scene: str, path: Path, number: int) -> Slide:
    name = entry.get("id")
    where = f"{_show(path)}: slide {number}" + (f" ({name})" if isinstance(name, str) and name else "")
    _check_keys(entry, SLIDE_KEYS, where)
    slide = Slide(scene, **{key: _text(entry, key, where) for key in SLIDE_KEYS})
    if not SLIDE_ID.fullmatch(slide.id):
        raise InputError(f"{where}: the id {slide.id!r} may have only a-z, 0-9 and single hyphens between them")
    return slide


def _part(entry: dict[str, Any], path: Path, number: int) -> Part:
    where = f"{_show(path)}: part {number}"
    _check_keys(entry, ("title", "scenes"), where)
    scenes = _names(entry["scenes"], f"{where}: scenes")
    for scene in scenes:
        if not SCENE_NAME.fullmatch(scene):
            raise InputError(f"{where}: the scene {scene!r} may have only a-z, 0-9 and _, like its file's name")
    return Part(_text(entry, "title", where), scenes)


def _edition(editions: dict[str, Any], name: str, known: Sequence[str], path: Path) -> tuple[str, ...]:
    where = f"{_show(path)}: the edition {name!r}"
    scenes = _names(editions[name], where)
    for scene, count in Counter(scenes).items():
        if scene not in known:
            raise InputError(f"{where} has the scene {scene!r}, which is in no [[part]]{_nearest(scene, known)}")
        if count > 1:
            raise InputError(f"{where} has the scene {scene!r} {count} times; name it once")
    return scenes


def _names(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise InputError(f'{where} must be a list of at least one scene, such as ["claim", "softmax"]')
    return tuple(value)


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise InputError(f"{where}: {key} must be text in quotes, not {value!r}")
    if not value.strip() and key not in MAY_BE_EMPTY:
        raise InputError(f"{where}: {key} is empty; write it")
    return value.strip()


def _check_keys(table: dict[str, Any], keys: Sequence[str], where: str) -> None:
    for key in table:
        if key not in keys:
            raise InputError(f"{where}: unknown key {key!r}{_nearest(key, keys)}; the keys are {', '.join(keys)}")
    for key in keys:
        if key not in table:
            raise InputError(f"{where}: the key {key!r} is missing; the keys are {', '.join(keys)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {found[0]!r}?)" if found else ""


def _show(path: Path) -> str:
    """The path as the lecturer would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

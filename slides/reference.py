"""The page of reference at the end of handout, transcript and deck: objections that are answered, but not read aloud.

Its words are `script/<language>/reference.toml`; the sources and slides that belong to it are named in English only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from attn_core.trained import load
from recording.errors import InputError
from slides.script import (
    DEFAULT_LANGUAGE,
    NAMED,
    REFERENCE,
    SLIDE_ID,
    Source,
    _check_keys,
    _read,
    _show,
    _tables,
    _text,
    load_script,
    nearest,
    script_path,
)

Slides = Callable[[str], list[str]]  # the ids of a scene's slides

PAGE_KEYS = ("title", "about")
KEYS = ("id", "says", "answer")
LEARNED = 0.99  # more than this share right is learned, as in the scene `hops`


@dataclass(frozen=True)
class Objection:
    """What somebody in the hall may say, and what is true of it; ``shown`` are slides as ``scene/slide``."""

    id: str
    says: str
    answer: str
    cites: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """The page; ``missing`` are the ids of objections that its language lacks: they are in English."""

    title: str
    about: str
    objections: tuple[Objection, ...]
    missing: tuple[str, ...] = ()

    @property
    def cites(self) -> set[str]:
        """Keys of the works that it cites."""
        return {key for objection in self.objections for key in objection.cites}


def load_reference(root: Path, language: str, sources: Mapping[str, Source]) -> Reference | None:
    """Read ``root/script/<language>/reference.toml`` over the English one, with figures put in; None without these.

    Raises InputError for the first mistake, an unknown source, slide or figure among them.
    """
    path = root / "script" / DEFAULT_LANGUAGE / REFERENCE
    if not path.is_file():
        return None
    table = _read(path)
    _check_keys(table, (*PAGE_KEYS, "objection"), _show(path))
    slides = cache(partial(_slides, root))
    title, about = (_text(table, key, _show(path)) for key in PAGE_KEYS)
    page = Reference(
        title,
        about,
        tuple(_objection(entry, where, slides, sources) for entry, where in _entries(table, path)),
    )
    own = root / "script" / language / REFERENCE
    return page if language == DEFAULT_LANGUAGE else _translated(page, own)


def _translated(page: Reference, path: Path) -> Reference:
    """The page with the words of another language, where that has them."""
    if not path.is_file():
        return replace(page, missing=tuple(one.id for one in page.objections))
    table = _read(path)
    _check_keys(table, (), _show(path), (*PAGE_KEYS, "objection"))
    words: dict[str, dict[str, Any]] = {}
    known = [one.id for one in page.objections]
    for entry, where in _entries(table, path) if "objection" in table else ():
        _check_keys(entry, KEYS, where)
        if entry["id"] not in known:
            raise InputError(
                f"{where}: it is not in script/{DEFAULT_LANGUAGE}/{REFERENCE}{nearest(entry['id'], known)}"
            )
        words[entry["id"]] = {key: _filled(_text(entry, key, where), where) for key in KEYS}
    return replace(
        page,
        **{key: _text(table, key, _show(path)) for key in PAGE_KEYS if key in table},
        objections=tuple(replace(one, **words.get(one.id, {})) for one in page.objections),
        missing=tuple(one for one in known if one not in words),
    )


def _entries(table: Mapping[str, Any], path: Path) -> list[tuple[dict[str, Any], str]]:
    """The objections of a file, each with where it stands. Raises InputError for an id that is none, or not its own."""
    found = []
    ids: set[str] = set()
    for number, entry in enumerate(_tables(dict(table), "objection", path), 1):
        where = f"{_show(path)}: objection {number}"
        if "id" not in entry:
            raise InputError(f"{where}: the key 'id' is missing; give it one of its own, such as \"cache\"")
        name = _text(entry, "id", where)
        if not SLIDE_ID.fullmatch(name):
            raise InputError(f"{where}: the id {name!r} may have only a-z, 0-9 and single hyphens between them")
        if name in ids:
            raise InputError(f"{where}: another one has the id {name!r} already; every objection needs its own")
        ids.add(name)
        found.append((entry, f"{where} ({name})"))
    return found


def _objection(entry: Mapping[str, Any], where: str, slides: Slides, sources: Mapping[str, Source]) -> Objection:
    table = dict(entry)
    _check_keys(table, (*KEYS, "sources", "shown"), where)
    cites, shown = (_list(table, key, where) for key in ("sources", "shown"))
    for key in cites:
        if key not in sources:
            raise InputError(f"{where}: [{key}] is not in sources.toml{nearest(key, sources)}; add it there")
    if not shown:
        raise InputError(f'{where}: shown is empty; name a slide that shows it, such as "memory/cache"')
    for place in shown:
        _check_place(place, where, slides)
    return Objection(**{key: _filled(_text(table, key, where), where) for key in KEYS}, cites=cites, shown=shown)


def _list(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(f"{where}: {key} must be a list of names in quotes, not {value!r}")
    return tuple(dict.fromkeys(value))


def _check_place(place: str, where: str, slides: Slides) -> None:
    """Raise InputError unless there is such a slide, in whatever edition."""
    scene, _, slide = place.partition("/")
    if not slide:
        raise InputError(f"{where}: shown has {place!r}; name a slide of a scene, such as memory/cache")
    try:
        known = slides(scene)
    except KeyError as error:
        raise InputError(f"{where}: shown has {place!r}, and there is no scene {error.args[0]}") from None
    if slide not in known:
        raise InputError(
            f"{where}: shown has {place!r}, which the scene does not have{nearest(slide, known)}; "
            f"it has {', '.join(known)}"
        )


def _slides(root: Path, scene: str) -> list[str]:
    """The ids of a scene's slides. Raises KeyError for a scene without a script, and names what may be meant."""
    if not script_path(root, scene, DEFAULT_LANGUAGE).is_file():
        scripts = [path.stem for path in (root / "script" / DEFAULT_LANGUAGE).glob("*.toml") if path.name != REFERENCE]
        raise KeyError(f"{scene!r}{nearest(scene, scripts)}")
    return [one.id for one in load_script(root, scene)[0]]


def _filled(text: str, where: str) -> str:
    """The text with figures in the place of their names."""
    for name in NAMED.findall(text):
        if name not in FIGURES:
            known = ", ".join(FIGURES)
            raise InputError(f"{where}: there is no figure {{{name}}}{nearest(name, FIGURES)}; there is {known}")
    return NAMED.sub(lambda found: FIGURES[found[1]](), text)


def _scratchpad(figure: str) -> str:
    net = load("scratchpad")["scratchpad"]
    right = net.curve("without")  # of words without a lie, at each place
    figures = {"bits": net.train_length, "length": right.shape[-1], "seeds": net.seeds, "right": f"{right.min():.3f}"}
    return str(figures[figure])


@cache
def _routed() -> str:
    """Hops that two layers of attention without an MLP learned, with the seed that learned least."""
    learned = (load("hops")["depth-2-no-mlp"].curve("by_hops") > LEARNED).sum(axis=-1)
    return str(np.min(learned))


# What answers may name in braces: results that are stored, of nets that the lecture shows.
FIGURES: Mapping[str, Callable[[], str]] = {
    **{name: partial(_scratchpad, name) for name in ("bits", "length", "seeds", "right")},
    "routed": _routed,
}

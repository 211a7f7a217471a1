"""From the script to what is shown: check the words, record what changed, hand both to an output."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from recording.errors import InputError
from recording.keep import Recordings, Words, build_folder, record_scenes
from recording.video import QUALITIES
from recording.whole import write_whole
from slides.exercises import load_exercises
from slides.outputs.clips import check_folder, read_kinds, read_place, select, write_clips
from slides.outputs.deck import build_deck
from slides.outputs.storyboard import write_storyboard
from slides.outputs.videos import write_videos
from slides.pace import Pace, measure
from slides.reference import load_reference
from slides.script import REFERENCE, Cut, load_lecture

THEMES = {"dark": ("dark",), "light": ("light",), "both": ("dark", "light")}


def make_cut(
    edition: str | None = None,
    *,
    only: str | Sequence[str] | None = None,
    theme: str = "dark",
    language: str | None = None,
) -> Cut:
    """What is to be shown, all its words checked. Raises InputError for a choice that does not exist.

    An edition comes with the page of reference; ``only`` some scenes do without.
    """
    cut = load_lecture().cut(edition, only, themes=choose_themes(theme), language=language)
    page = None if only else load_reference(cut.lecture.root, cut.language, cut.sources)
    return replace(cut, reference=page, exercises=load_exercises())


def choose_themes(theme: str) -> tuple[str, ...]:
    """What a choice of theme means. Raises InputError for one that does not exist."""
    if theme not in THEMES:
        raise InputError(f"theme {theme!r} does not exist; choose one of {', '.join(THEMES)}")
    return THEMES[theme]


def record(cut: Cut, *, jobs: int | None = None) -> tuple[Cut, Recordings]:
    """Record the scenes of a cut that changed. Returns the cut, the scenes' facts in its words, and its recordings."""
    short = {key: source.short for key, source in cut.sources.items()}
    handed = {scene: Words(cut.language, cut.shown(scene), cut.table, short) for scene in cut.scenes}
    recordings = record_scenes(handed, themes=cut.themes, jobs=jobs)
    tell_missing(cut, recordings)
    return cut.filled(recordings[cut.theme]), recordings


def build_lecture(*, one_file: bool = False, jobs: int | None = None, **choices: Any) -> tuple[Path, Pace]:
    """Record what changed and build the deck. Returns the page to open, and the pace of what is shown."""
    cut, recordings = record(make_cut(**choices), jobs=jobs)
    return build_deck(cut, recordings, deck_folder(cut), one_file=one_file), measure(cut, recordings)


def measure_pace(*, jobs: int | None = None, **choices: Any) -> Pace:
    """Record what changed, and measure the pace of a cut."""
    return measure(*record(make_cut(**choices), jobs=jobs))


def build_videos(*, quality: str = "hd", jobs: int | None = None, **choices: Any) -> list[Path]:
    """Record what changed, and write a video and an end still of every slide; returns the videos."""
    if quality not in QUALITIES:
        raise InputError(f"quality {quality!r} does not exist; choose one of {', '.join(QUALITIES)}")
    cut, recordings = record(make_cut(**choices), jobs=jobs)
    return write_videos(cut, recordings, build_folder() / "videos" / quality, quality=quality, jobs=jobs)


def build_clips(
    place: str | None = None,
    *,
    formats: str,
    theme: str = "dark",
    language: str | None = None,
    out: str | None = None,
    jobs: int | None = None,
    **options: Any,
) -> Path:
    """Record what changed, and write clips of the lecture, or of the ``place`` SCENE[/SLIDE[/STEP]], in all formats;
    returns their gallery.
    """
    kinds = read_kinds(formats)
    cut = make_cut(only=read_place(place)[0] if place else None, theme=theme, language=language)
    chosen = select(cut, place)
    folder = Path(out).expanduser().absolute() if out else build_folder() / "clips"
    check_folder(folder)
    cut, recordings = record(cut, jobs=jobs)
    return write_clips(cut, recordings, folder, chosen=chosen, kinds=kinds, jobs=jobs, **options)


def build_storyboard(*, steps: bool = False, jobs: int | None = None, **choices: Any) -> Path:
    """Record what changed, and draw the contact sheet of a cut."""
    cut, recordings = record(make_cut(**choices), jobs=jobs)
    name = f"{cut.name}-steps" if steps else cut.name
    return write_storyboard(cut, recordings, build_folder() / "storyboard" / f"{name}.png", steps=steps)


def deck_folder(cut: Cut) -> Path:
    """Where the deck of a cut lies."""
    return build_folder() / "deck" / cut.name


def tell_missing(cut: Cut, recordings: Recordings) -> None:
    """Say what a language lacks; the words in pictures are written down as the table that would translate them."""
    if cut.language == cut.lecture.language:
        return
    asked = {word for recording in recordings[cut.theme].values() for word in recording.words} - set(cut.table)
    path = build_folder() / f"missing-{cut.language}.toml"
    lacking = cut.reference.missing if cut.reference else ()
    lines = [f"# slide {slide_id} has no words in script/{cut.language}" for slide_id in cut.missing]
    lines += [f"# objection {name} has no words in script/{cut.language}/{REFERENCE}" for name in lacking]
    lines += [f'{json.dumps(word, ensure_ascii=False)} = ""' for word in sorted(asked)]
    if lines:
        write_whole(path, ("\n".join(lines) + "\n").encode())
        slides = sum(map(len, cut.whole.values()))
        print(
            f"{cut.language} lacks {len(cut.missing)} of {slides} slides, {len(asked)} words in pictures and "
            f"{len(lacking)} objection{'s' * (len(lacking) != 1)}, which stay English; they are listed in {path}",
            file=sys.stderr,
        )
    else:
        path.unlink(missing_ok=True)

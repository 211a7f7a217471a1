"""From the script to a deck: check the words, render what changed, build the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slides.deck import build_deck
from slides.render import RenderedScene, build_folder, check_choices, render_scenes
from slides.script import DEFAULT_EDITION, Lecture, load_lecture, load_script


def render_lecture(
    edition: str | None = None,
    *,
    only: str | Sequence[str] | None = None,
    quality: str = "preview",
    theme: str = "dark",
    jobs: int | None = None,
) -> tuple[Lecture, dict[str, RenderedScene]]:
    """Check all words first, for rendering takes minutes; then render the scenes of an edition that changed."""
    lecture = load_lecture()
    scenes = lecture.scenes(edition, only)
    check_choices(scenes, quality=quality, theme=theme)
    steps = {scene: len(load_script(lecture.root, scene)) for scene in scenes}
    return lecture, render_scenes(scenes, quality=quality, theme=theme, jobs=jobs, steps=steps)


def build_lecture(
    edition: str | None = None,
    *,
    only: str | Sequence[str] | None = None,
    quality: str = "preview",
    theme: str = "dark",
    jobs: int | None = None,
    one_file: bool = False,
) -> Path:
    """Render what changed, build the deck and return the page to open."""
    lecture, rendered = render_lecture(edition, only=only, quality=quality, theme=theme, jobs=jobs)
    name = deck_name(edition, only=only, quality=quality, theme=theme)
    return build_deck(lecture, edition or DEFAULT_EDITION, rendered, build_folder() / "deck" / name, one_file=one_file)


def deck_name(
    edition: str | None = None,
    *,
    only: str | Sequence[str] | None = None,
    quality: str = "preview",
    theme: str = "dark",
) -> str:
    """The folder of a deck: its edition, or the scenes it was cut down to, with quality and theme."""
    scenes = [only] if isinstance(only, str) else list(only or ())
    return "-".join([*scenes, quality, theme] if scenes else [edition or DEFAULT_EDITION, quality, theme])

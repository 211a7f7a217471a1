"""Plays a scene without its motion and keeps what stands on stage at the end of each slide."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from manim import VMobject, logger, tempconfig

from scenes import words
from scenes.lecture_scene import LectureScene, SlideMark
from scenes.mobjects.text import Formula, Label, Number
from scenes.theme import theme
from slides.script import load_script, load_sources
from tests.scenes.expect import SLIDES

logger.setLevel(logging.WARNING)
SIZE = (1920, 1080)


@dataclass(frozen=True)
class EndState:
    """What an audience sees when a slide has finished."""

    slide: str
    mark: SlideMark
    stage: tuple[VMobject, ...]
    visible: tuple[VMobject, ...]
    texts: tuple[Label | Number | Formula, ...]
    frame: np.ndarray
    strays: tuple[VMobject, ...]  # what has the colour of state, and is none

    @property
    def numbers(self) -> list[Number]:
        return [t for t in self.texts if isinstance(t, Number)]

    @property
    def labels(self) -> list[Label]:
        return [t for t in self.texts if isinstance(t, Label)]


def is_visible(mobject: VMobject) -> bool:
    if not isinstance(mobject, VMobject) or not len(mobject.points):
        return False
    filled = mobject.get_fill_opacity() > 0.02
    return bool(filled or (mobject.get_stroke_opacity() > 0.02 and mobject.get_stroke_width() > 0))


def strays(stage: list[VMobject]) -> tuple[VMobject, ...]:
    """What is seen in the colour of state and is no part of an object that ``shows_state``."""
    state = {id(part) for m in stage if getattr(m, "shows_state", False) for part in m.get_family()}
    inks = {theme.state.upper(), theme.state_fill.upper()}
    return tuple(
        m
        for m in stage
        if is_visible(m) and id(m) not in state
        if (m.get_fill_opacity() > 0.02 and m.get_fill_color().to_hex().upper() in inks)
        or (
            m.get_stroke_opacity() > 0.02 and m.get_stroke_width() > 0 and m.get_stroke_color().to_hex().upper() in inks
        )
    )


def hand_words(scene: str, table: Mapping[str, str] | None = None) -> None:
    """Hand a scene the words of its script."""
    slides = {slide.id: words.SlideWords(slide.title, slide.source) for slide in load_script(SLIDES, scene)[0]}
    words.use(slides, table, {key: source.short for key, source in load_sources(SLIDES).items()})


def scene_class(scene: str) -> type[LectureScene]:
    name = "".join(part.capitalize() for part in scene.split("_"))
    found: type[LectureScene] = getattr(importlib.import_module(f"scenes.{scene}"), name)
    return found


def end_states(
    scene: str,
    palette: str = "dark",
    table: Mapping[str, str] | None = None,
    **knobs: object,
) -> list[EndState]:
    """The end state of every slide of a scene; ``table`` translates its words, ``knobs`` replace class attributes."""
    theme.use(palette)
    hand_words(scene, table)
    found: list[EndState] = []

    class Watched(scene_class(scene)):  # type: ignore[misc]
        def on_slide_end(self, local_id: str) -> None:
            self.renderer.static_image = None  # else the last hold is drawn below
            self.renderer.update_frame(self, ignore_skipping=True)
            stage = [m for top in self.mobjects for m in top.get_family()]
            unique = {id(m): m for m in stage}
            copies = {i: m.copy() for i, m in unique.items()}
            written = [m for m in unique.values() if isinstance(m, Label | Number | Formula)]
            texts = [m for m in written if any(map(is_visible, m.family_members_with_points()))]
            found.append(
                EndState(
                    f"{scene}-{local_id}",
                    self.slide_marks[-1],
                    tuple(copies.values()),
                    tuple(c for i, c in copies.items() if is_visible(unique[i])),
                    tuple(copies[id(t)] for t in texts),
                    self.renderer.get_frame()[:, :, :3].copy(),
                    strays(list(unique.values())),
                )
            )

    for name, value in knobs.items():
        setattr(Watched, name, value)
    settings = {
        "dry_run": True,
        "pixel_width": SIZE[0],
        "pixel_height": SIZE[1],
        "frame_rate": 15,
        "progress_bar": "none",
        "background_color": theme.background,
    }
    with tempconfig(settings):
        Watched(skip_animations=True).render()
    return found


@pytest.fixture(scope="session", autouse=True)
def media(tmp_path_factory: pytest.TempPathFactory):
    """Manim keeps the outlines of texts in a folder: not in the project."""
    with tempconfig({"media_dir": str(tmp_path_factory.mktemp("media"))}):
        yield


@pytest.fixture(scope="session")
def seen():
    """``seen(scene, palette)``: the end states, played once a session; ``seen.fresh(scene, ...)`` plays anew."""

    @cache
    def play(scene: str, palette: str = "dark") -> list[EndState]:
        return end_states(scene, palette)

    play.fresh = lambda scene, **knobs: end_states(scene, **knobs)  # type: ignore[attr-defined]
    return play

"""Plays a scene without its motion, and keeps what stands on stage as slides and steps end, and along dials."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from manim import Arrow, CairoRenderer, Line, Mobject, Scene, VMobject, logger, tempconfig

from recording.quick import quickened
from scenes import words
from scenes.lecture_scene import LectureScene, SlideMark
from scenes.mobjects.text import Formula, Label, Number
from scenes.theme import theme
from slides.script import load_script, load_sources
from tests.scenes.expect import SLIDES

logger.setLevel(logging.WARNING)
SIZE = (1920, 1080)
DIALLED = 5  # values of a dial
M = TypeVar("M", bound=Mobject)


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


@dataclass(frozen=True)
class Moment:
    """A picture of a scene; ``step`` 0 is the scene's first one, ``value`` that of a dial."""

    slide: str
    step: int
    value: float | None
    stage: tuple[VMobject, ...]

    def all(self, kind: type[M]) -> list[M]:
        return [m for m in self.stage if isinstance(m, kind)]

    def one(self, kind: type[M]) -> M:
        [found] = self.all(kind)
        return found

    @property
    def zero(self) -> Line:
        """The longest level line of the muted colour: bars stand on it."""
        lines = [m for m in self.all(Line) if m.get_stroke_color().to_hex() == theme.muted]
        level = [m for m in lines if not isinstance(m, Arrow) and m.height < 1e-6]
        return max(level, key=lambda m: float(m.width))


@dataclass(frozen=True)
class Played:
    """A scene, looked at: the end of each slide, and of each step with some values of each dial."""

    states: list[EndState] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)


class OnDemand(CairoRenderer):
    """Manim's renderer, which skips all motion and draws only what it is asked for."""

    def __init__(self) -> None:
        super().__init__(skip_animations=True)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> None:
        self.static_image = None

    def update_frame(self, scene: Scene, *_: Any, **__: Any) -> None:
        pass

    def draw(self, scene: Scene) -> np.ndarray:
        """The whole stage ``[height, width, 3]``."""
        super().update_frame(scene)
        return np.asarray(self.get_frame()[:, :, :3]).copy()


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


def play(
    scene: str, palette: str = "dark", table: Mapping[str, str] | None = None, dialled: int = 0, **knobs: object
) -> Played:
    """Play a scene, as quickly as it is recorded; ``table`` translates its words, ``knobs`` replace class attributes.

    Each dial is set to so many values ``dialled``, its ends among them, before it moves; with 0 no moments are kept.
    """
    theme.use(palette)
    hand_words(scene, table)
    found = Played()

    class Watched(scene_class(scene)):  # type: ignore[misc]
        def keep(self, step: int, value: float | None = None) -> None:
            if not dialled:
                return
            stage = [m for top in self.mobjects for m in top.copy().get_family()]
            found.moments.append(Moment(self.slide_marks[-1].id, step, value, tuple(stage)))

        def slide(self, *args: Any, **kwargs: Any) -> None:
            super().slide(*args, **kwargs)
            if not found.moments:
                self.keep(0)

        def _end_step(self) -> None:
            super()._end_step()
            self.keep(len(self.slide_marks[-1].steps))

        def dial(self, name: str, tracker: Any, low: float, high: float, **kwargs: Any) -> None:
            start = tracker.get_value()
            for value in (*np.linspace(low, high, dialled), None):
                tracker.set_value(start if value is None else value)
                for mobject in self.mobjects:
                    mobject.update(0)
                if value is not None:
                    self.keep(len(self.slide_marks[-1].steps), float(value))
            super().dial(name, tracker, low, high, **kwargs)

        def on_slide_end(self, local_id: str) -> None:
            unique, copies = {}, {}
            for top in self.mobjects:
                for m, copy in zip(top.get_family(), top.copy().get_family(), strict=True):
                    if id(m) not in unique:
                        unique[id(m)], copies[id(m)] = m, copy
            written = [m for m in unique.values() if isinstance(m, Label | Number | Formula)]
            texts = [m for m in written if any(map(is_visible, m.family_members_with_points()))]
            found.states.append(
                EndState(
                    f"{scene}-{local_id}",
                    self.slide_marks[-1],
                    tuple(copies.values()),
                    tuple(c for i, c in copies.items() if is_visible(unique[i])),
                    tuple(copies[id(t)] for t in texts),
                    self.renderer.draw(self),
                    strays(list(unique.values())),
                )
            )

    for name, value in knobs.items():
        setattr(Watched, name, value)
    settings = {"dry_run": True, "pixel_width": SIZE[0], "pixel_height": SIZE[1], "progress_bar": "none"}
    with tempconfig(settings | {"frame_rate": 15, "background_color": theme.background}), quickened():
        Watched(renderer=OnDemand()).render()
    return found


_played = lru_cache(maxsize=4)(play)  # a worker does a scene's tests one after the other


def played(scene: str, palette: str = "dark", dialled: int = DIALLED) -> Played:
    """The same, played once for a scene's tests; whoever asks finds the theme in that palette."""
    found = _played(scene, palette, None, dialled)
    theme.use(palette)
    return found

"""Runs a scene once, and keeps what would have been drawn. The only place that touches Manim's pipeline."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import manim
from manim import (
    CairoRenderer,
    ManimColor,
    Mobject,
    MovingCameraScene,
    PMobject,
    Scene,
    ThreeDScene,
    config,
    tempconfig,
)
from manim.utils.iterables import list_update

from recording import straight
from recording.file import Dial, SlideMarks, Step, encode
from recording.looks import extend, look
from recording.quick import quickened
from recording.tracks import Frame, Look, Tracks

FPS = 60


class Recorder(CairoRenderer):
    """A renderer that draws nothing: it keeps the ordered list of paths that Manim would draw in each frame."""

    def __init__(self) -> None:
        super().__init__()
        self.tracks = Tracks()
        self._known: dict[int, tuple[Mobject, int]] = {}  # kept alive: Python gives an id again after an object's end
        self._standing: Frame = []  # during the play under way; what moves is drawn over it
        self._moving: Frame = []
        self._frames: list[Frame] = []
        self._play: straight.Play | None = None
        self._looks: dict[int, Look] = {}  # of what does not move during it
        self._count = 0

    def play(self, scene: Scene, *args: Any, **options: Any) -> None:
        """Play, then keep the play's frames as tracks."""
        super().play(scene, *args, **options)
        frames, repeat, motions = self._frames, 1, {}
        if self._play:
            motions = {self._number(mobject): motion for mobject, motion in self._play.end(scene)}
            if not self._play.moved:
                frames, repeat = frames[:1], len(frames)
        self.tracks.add(self._standing, frames, repeat, motions)
        self._frames, self._play, self._looks = [], None, {}

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> None:
        """Note what stands during a play. Manim asks for it before the first frame."""
        self.static_image = None
        self._standing = self._drawn(static_mobjects or [])
        self._play = straight.begin(scene)

    def update_frame(self, scene: Scene, mobjects: Any = None, *_: Any, **__: Any) -> None:
        """Note what is drawn now."""
        if mobjects:
            self._moving = self._drawn(mobjects)
        else:
            self._standing, self._moving = [], self._drawn(list_update(scene.mobjects, scene.foreground_mobjects))

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        """One frame of a play."""
        if not self._play or not self._frames or self._play.moved:
            self.update_frame(scene, moving_mobjects)
        if self._play:
            self._play.note()
        self._frames.append(self._moving)
        self._tick(1)

    def freeze_current_frame(self, duration: float) -> None:
        """A hold: the frame stands for as many frames as Manim would write."""
        frames = int(duration / (1 / self.camera.frame_rate))
        self.tracks.add(self._standing, [self._moving], frames)
        self._tick(frames)

    def get_frame(self) -> Any:
        """Nothing is drawn."""
        return None

    def add_frame(self, frame: Any, num_frames: int = 1) -> None:
        """Nothing is written."""

    def _tick(self, frames: int) -> None:
        self._count += frames
        self.time = self._count / FPS

    def _drawn(self, mobjects: list[Mobject]) -> Frame:
        """What Manim's camera draws of these, in its order."""
        family: list[Mobject] = []
        for mobject in mobjects:
            extend(family, mobject)
        once = {id(mobject): mobject for mobject in reversed(family)}  # the last of several, as Manim does it
        shown = [
            m for m in reversed(once.values()) if len(m.points) >= 4 or (isinstance(m, PMobject) and len(m.points))
        ]
        if any(mobject.z_index for mobject in shown):
            shown.sort(key=lambda mobject: mobject.z_index)
        return [(self._number(mobject), self._look(mobject)) for mobject in shown]

    def _look(self, mobject: Mobject) -> Look:
        if not self._play or id(mobject) in self._play.moved:
            return look(mobject)
        if id(mobject) not in self._looks:
            self._looks[id(mobject)] = look(mobject)
        return self._looks[id(mobject)]

    def _number(self, mobject: Mobject) -> int:
        known = self._known.get(id(mobject))
        if known is None:
            known = self._known[id(mobject)] = mobject, len(self._known)
        return known[1]


def record_scene(
    scene: str, theme: str, handed: Any, report: Callable[[str], None]
) -> tuple[bytes, list[str], list[str]]:
    """Run ``scenes/<scene>.py`` under a theme; ``report`` is called with the id of every slide that is complete.

    ``handed`` are the words for it (`recording.keep.Words`). Returns the file of the recording, the words that the
    scene looked up, and the sources that it cited.
    """
    words = importlib.import_module("scenes.words")
    slides = {slide_id: words.SlideWords(*texts) for slide_id, texts in handed.slides.items()}
    words.use(slides=slides, table=handed.table, citations=handed.citations)
    # Manim keeps the outlines of texts in files, which two scenes must not write at a time.
    with TemporaryDirectory() as media, settings((1920, 1080), FPS, dry_run=True, media_dir=media):
        recorder = Recorder()
        player = _reporting(find_class(scene, theme), report)(renderer=recorder)
        try:
            with quickened():
                player.render()
        except Exception as error:
            if player.slide_marks:
                error.add_note(f"slide {player.slide_marks[-1].id}")
            raise
        data = encode(
            recorder.tracks,
            [_slide(mark) for mark in player.slide_marks],
            scene=scene,
            theme=theme,
            language=handed.language,
            words=sorted(words.asked),
            fps=FPS,
            frame=(float(config.frame_width), float(config.frame_height)),
            background=ManimColor(player.camera.background_color).to_hex(),
        )
    return data, sorted(words.asked), sorted(words.cited)


@contextmanager
def settings(size: tuple[int, int], frame_rate: int, **more: Any) -> Iterator[None]:
    """Manim's own defaults with ours on top: a manim.cfg on this machine must not change the lecture."""
    defaults = Path(manim.__file__).parent / "_config" / "default.cfg"
    ours = {
        "pixel_width": size[0],
        "pixel_height": size[1],
        "frame_rate": frame_rate,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "WARNING",
    }
    with tempconfig({"verbosity": "WARNING"}):
        config.digest_file(defaults)
        with tempconfig(ours | more):
            yield


def find_class(scene: str, theme: str) -> type[Scene]:
    """The class of a scene, its module imported under a theme: ``soft_automaton`` -> ``SoftAutomaton``."""
    importlib.import_module("scenes.theme").use(theme)
    module = importlib.import_module(f"scenes.{scene}")
    name = "".join(part.capitalize() for part in scene.split("_"))
    if not hasattr(module, name):
        raise ValueError(f"scenes/{scene}.py has no class {name}; a scene's class is named after its file")
    found: type[Scene] = getattr(module, name)
    for kind in (MovingCameraScene, ThreeDScene):
        if issubclass(found, kind):
            raise ValueError(f"{name} is a {kind.__name__}: in a recording the camera stands still; move the objects")
    return found


def _reporting(scene_class: type[Scene], report: Callable[[str], None]) -> type[Any]:
    """The same scene, which says when a slide is complete, and on which slide a mistake was made."""

    class Reporting(scene_class):
        def on_slide_end(self, local_id: str) -> None:
            super().on_slide_end(local_id)
            report(local_id)

    Reporting.__name__ = scene_class.__name__
    return Reporting


def _slide(mark: Any) -> SlideMarks:
    """Marks in seconds, as the scene keeps them, in frames."""

    def frame(seconds: float) -> int:
        return round(seconds * FPS)

    def stretch(seconds: tuple[float, float] | None) -> tuple[int, int] | None:
        return None if seconds is None else (frame(seconds[0]), frame(seconds[1]))

    steps = tuple(
        Step(
            frame(step.first),
            frame(step.end),
            stretch(step.loop),
            step.dial
            and Dial(
                step.dial.name,
                frame(step.dial.first),
                frame(step.dial.end),
                tuple(step.dial.values),
                step.dial.places,
                step.dial.unit,
                step.dial.rest,
            ),
        )
        for step in mark.steps
    )
    return SlideMarks(
        mark.id, mark.title, mark.evidence, mark.source, dict(mark.facts), frame(mark.first), frame(mark.end), steps
    )

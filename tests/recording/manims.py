"""Manim's own frames of a scene, to compare recordings with."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from manim import CairoRenderer, ManimColor, Scene, config

from recording.draw import Pixels
from recording.file import Recording, decode, encode
from recording.recorder import FPS, Recorder, settings


class Manim(CairoRenderer):
    """Manim's renderer, which keeps its frames instead of writing them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.frames: dict[int, Pixels] = {}

    def wants(self, first: int, frames: int = 1) -> bool:
        """Whether one of these frames is to be kept."""
        return True

    def add_frame(self, frame: Pixels, num_frames: int = 1) -> None:
        super().add_frame(frame, num_frames)
        for number in range(self.count, self.count + num_frames):
            if self.wants(number):
                self.frames[number] = frame[:, :, :3]
        self.count += num_frames


class Sparing(Manim):
    """Draws, and moves objects for, the wanted frames only: what they show is Manim's own all the same."""

    def __init__(self, wanted: Collection[int]):
        super().__init__()
        self.wanted = sorted(wanted)

    def wants(self, first: int, frames: int = 1) -> bool:
        return int(np.searchsorted(self.wanted, first)) < int(np.searchsorted(self.wanted, first + frames))

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> Pixels | None:
        self.static_image = None
        if self.wants(self.count, round(scene.duration * FPS) + 2):
            return super().save_static_frame_data(scene, static_mobjects)
        return None

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        if self.wants(self.count):
            super().render(scene, time, moving_mobjects)
        else:
            self.add_frame(np.zeros((1, 1, 4), np.uint8))


def sparing(scene_class: type[Scene]) -> type[Scene]:
    """The same scene, for `Sparing`: what no frame shows moves at the end of its play only."""

    class Still(scene_class):  # type: ignore[misc, valid-type]
        def update_to_time(self, t: float) -> None:
            if self.renderer.wants(self.renderer.count) or t > self.duration - 1.5 / FPS:
                super().update_to_time(t)

    return Still


def frames_of(scene_class: type[Scene], size: tuple[int, int], media: str) -> dict[int, Pixels]:
    """All frames as Manim draws them."""
    with settings(size, FPS, dry_run=True, media_dir=media):
        manim = Manim()
        scene_class(renderer=manim).render()
    return manim.frames


def recording_of(scene_class: type[Scene], size: tuple[int, int], media: str) -> Recording:
    """The recording of any scene, without slides."""
    with settings(size, FPS, dry_run=True, media_dir=media):
        recorder = Recorder()
        scene = scene_class(renderer=recorder)
        scene.render()
        frame = float(config.frame_width), float(config.frame_height)
        background = ManimColor(scene.camera.background_color).to_hex()
    head = {"scene": "one", "theme": "dark", "language": "en", "words": [], "fps": FPS}
    return decode(encode(recorder.tracks, [], frame=frame, background=background, **head))

"""Render one scene: its videos, or only its end states. Runs in a process of its own, started by `slides/render.py`."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import manim
from manim import CairoRenderer, Scene, config, tempconfig
from manim.utils.commands import get_video_metadata
from PIL import Image

from scenes import theme as look

Report = Callable[[str], None]

# x264 veryfast at crf 20 keeps the quality of Manim's default (medium, 23) with 30 % less work and 18 % more bytes.
# Frames are converted with the BT.601 matrix; unless the file says so, browsers read one of 720 lines or more with
# BT.709, and value green comes out 18 levels off.
ENCODER = {
    "preset": "veryfast",
    "crf": "20",
    "colorspace": "smpte170m",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "color_range": "tv",
}


def render(
    scene: str, folder: Path, *, size: tuple[int, int], frame_rate: int, theme: str, report: Report
) -> list[dict]:
    """Render every slide of ``scenes/<scene>.py`` to ``folder`` as ``<id>.mp4`` and ``<id>.png``, its end state.

    ``size`` is (width, height) in pixels; ``report`` is called with a slide's id when it is complete. Returns one
    dictionary a slide: id, video, still, duration in seconds, frames. Raises ValueError for a slide id used twice
    and for animations outside of a slide.
    """
    media = folder / "manim"
    with _settings(size, frame_rate, media_dir=str(media), format="mp4", save_sections=True):
        player = _recorded(_find_class(scene, theme), folder, report)()
        player.render()
        slides = [_collect(section, player, folder) for section in player.renderer.file_writer.sections]
    shutil.rmtree(media)
    return slides


def stills(scene: str, folder: Path, *, size: tuple[int, int], theme: str, report: Report) -> list[str]:
    """Write only the end state of every slide, ``<id>.png``; animations are jumped over. Returns the slides' ids."""
    with _settings(size, frame_rate=15, media_dir=str(folder / "manim"), dry_run=True):
        player = _recorded(_find_class(scene, theme), folder, report)(renderer=_JumpingRenderer(skip_animations=True))
        player.skip_animation_preview = True
        player.render()
    shutil.rmtree(folder / "manim", ignore_errors=True)
    return player.slide_ids


class _JumpingRenderer(CairoRenderer):
    """Draws nothing but what is asked for: the end states."""

    def save_static_frame_data(self, scene, static_mobjects):
        self.static_image = None


@contextmanager
def _settings(size: tuple[int, int], frame_rate: int, **more) -> Iterator[None]:
    """Manim's own defaults with ours on top: a manim.cfg on this machine must not change the lecture."""
    defaults = Path(manim.__file__).parent / "_config" / "default.cfg"
    ours = {
        "pixel_width": size[0],
        "pixel_height": size[1],
        "frame_rate": frame_rate,
        "disable_caching": True,
        "video_encoder_options": ENCODER,
        "progress_bar": "none",
        "verbosity": "WARNING",
    }
    with tempconfig({"verbosity": "WARNING"}):
        config.digest_file(defaults)
        with tempconfig(ours | more):
            yield


def _find_class(scene: str, theme: str) -> type[Scene]:
    """The class of a scene, its module imported under a theme: ``soft_automaton`` -> ``SoftAutomaton``."""
    look.use(theme)
    module = importlib.import_module(f"scenes.{scene}")
    name = "".join(part.capitalize() for part in scene.split("_"))
    if not hasattr(module, name):
        raise ValueError(f"scenes/{scene}.py has no class {name}; a scene's class is named after its file")
    return getattr(module, name)


def _recorded(scene_class: type[Scene], folder: Path, report: Report) -> type[Scene]:
    """The same scene, which photographs its stage at the end of each slide."""

    class Recorded(scene_class):
        def on_slide_end(self, local_id: str) -> None:
            super().on_slide_end(local_id)
            if self.slide_ids.count(local_id) > 1:
                raise ValueError(f"two slides have the id {local_id!r}; an id names one slide of a scene")
            self.renderer.static_image = None
            self.renderer.update_frame(self)
            Image.fromarray(self.renderer.get_frame()).convert("RGB").save(folder / f"{local_id}.png")
            report(local_id)

    Recorded.__name__ = scene_class.__name__
    return Recorded


def _collect(section, player: Scene, folder: Path) -> dict:
    """Take a section's video out of Manim's media folder and describe the slide."""
    if section.name not in player.slide_ids:
        raise ValueError("something is played before the first slide; call self.slide(...) first")
    video = (player.renderer.file_writer.sections_output_dir / section.video).rename(folder / f"{section.name}.mp4")
    facts = get_video_metadata(video)
    return {
        "id": section.name,
        "video": video.name,
        "still": f"{section.name}.png",
        "duration": float(facts["duration"]),
        "frames": int(facts["nb_frames"]),
    }

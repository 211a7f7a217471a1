"""Clips for other talks: slides or steps as files of many kinds, each with what has to go with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from recording.errors import InputError
from recording.excerpt import excerpt
from recording.file import Recording, Step
from recording.keep import Recordings
from recording.progress import Progress
from recording.stretches import Stretch
from recording.video import Quality
from recording.whole import write_whole
from slides.outputs.captions import Cue, make_cues, webvtt
from slides.outputs.clip_page import make_page
from slides.outputs.gallery import Listed, write_gallery
from slides.outputs.videos import write_stretches
from slides.script import Cut, Slide, nearest


@dataclass(frozen=True)
class Kind:
    """A kind of file: its height in pixels and frames a second unless others are asked for, and its background, which
    is always there (True), never (False), or left out where that is asked for (None).
    """

    size: int = 1080
    rate: int = 60
    background: bool | None = True
    moves: bool = True


KINDS = {
    "mp4": Kind(),
    "webm": Kind(rate=30, background=False),
    "mov": Kind(rate=30, background=False),
    "webp": Kind(480, 30, None),
    "gif": Kind(480, 20),
    "png": Kind(background=None, moves=False),
    "svg": Kind(background=None, moves=False),
    "html": Kind(moves=False),
}
POSTER = "png"  # is always there, for players that show a picture first


@dataclass(frozen=True)
class Clip:
    """A slide in a theme, or its step with the number ``step``; ``name`` names its files."""

    words: Slide
    recording: Recording
    step: int | None
    name: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is shown, step by step."""
        steps = self.recording.slide(self.words.id).steps
        return steps if self.step is None else steps[self.step - 1 : self.step]

    @property
    def said(self) -> tuple[str, ...]:
        """What is said at each of them."""
        said = self.words.paragraphs
        return said if self.step is None else said[self.step - 1 : self.step]

    @property
    def alt(self) -> str:
        """What is seen at its end; of a step on the way there, for which nothing is written, what is said."""
        on_the_way = self.steps[-1] != self.recording.slide(self.words.id).steps[-1]
        return f"{self.words.title} – {self.said[-1]}" if on_the_way else " ".join(self.words.alt.split())

    @property
    def frames(self) -> tuple[int, ...]:
        """Its frames in the recording."""
        return tuple(range(self.steps[0].first, self.steps[-1].end))

    @property
    def loops(self) -> dict[str, tuple[int, ...]]:
        """The frames of its loops, by name: with the number of their steps where there are several."""
        found = {number: step.loop for number, step in enumerate(self.steps, self.step or 1) if step.loop}
        return {
            f"{self.name}-{number}-loop" if len(found) > 1 else f"{self.name}-loop": tuple(range(*loop))
            for number, loop in found.items()
        }


def read_kinds(given: str) -> tuple[str, ...]:
    """The kinds of files in a list with commas. Raises InputError for one that does not exist."""
    kinds = tuple(dict.fromkeys(kind.strip() for kind in given.split(",")))
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"format {kind!r} does not exist{nearest(kind, KINDS)}; choose one of {', '.join(KINDS)}")
    return kinds


def read_place(place: str) -> tuple[str, str | None, str | None]:
    """Scene, slide and step of ``SCENE[/SLIDE[/STEP]]``, as far as they are given."""
    parts = place.strip("/").split("/")
    if len(parts) > 3 or not all(parts):
        raise InputError(f"{place}: name a scene, scene/slide or scene/slide/step, such as softmax/curve/2")
    slide, step, *_ = [*parts[1:], None, None]
    return parts[0], slide, step


def select(cut: Cut, place: str | None) -> list[tuple[Slide, int | None]]:
    """The slides of a cut at a place, and the number of a step. Raises InputError for what does not exist."""
    scene, slide_id, step = read_place(place) if place else (None, None, None)
    slides = cut.slides if slide_id is None else [slide for slide in cut.slides if slide.id == slide_id]
    if not slides:
        known = [slide.id for slide in cut.slides]
        raise InputError(
            f"{place}: the scene {scene!r} has no slide {slide_id!r}{nearest(slide_id or '', known)}; "
            f"it has {', '.join(known)}"
        )
    count = len(slides[0].paragraphs)
    if step is None:
        return [(slide, None) for slide in slides]
    if not step.isdecimal() or not 1 <= int(step) <= count:
        raise InputError(f"{place}: the slide has {count} step{'s' * (count != 1)}; name one by its number, from 1")
    return [(slides[0], int(step))]


def check_folder(folder: Path) -> None:
    """Raise InputError unless files can be written into a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            f"{folder}: the clips cannot be written there: {error.strerror}; choose another with --out"
        ) from None


def write_clips(
    cut: Cut,
    recordings: Recordings,
    out: Path,
    *,
    chosen: Sequence[tuple[Slide, int | None]],
    kinds: Sequence[str],
    size: int | None = None,
    rate: int | None = None,
    poster: bool = False,
    transparent: bool = False,
    jobs: int | None = None,
    cluster: str | None = None,
) -> Path:
    """Write what was ``chosen`` with `select` in all kinds, with captions, alternative text, credit and what to paste.

    ``size`` and ``rate`` are those of all kinds; otherwise each has its own. ``poster``: an mp4 begins with the picture
    that it ends with. ``transparent``: pictures have no background where their kind can do without. Returns the gallery
    of all clips in the folder. What was made before is not made again; raises InputError that names what failed.
    """
    clips = list(_clips(cut, recordings, chosen))
    stretches = [
        stretch
        for clip in clips
        for kind in dict.fromkeys((*kinds, POSTER))
        if kind != "html"
        for stretch in _stretches(clip, kind, size, rate, poster, clear=transparent and kind in kinds)
    ]
    write_stretches(stretches, out, jobs=jobs, cluster=cluster)
    if "html" in kinds:
        with Progress("pages", len(clips)) as progress:
            for clip in clips:
                progress.start(f"{clip.name}.html", 1)
                part = excerpt(clip.recording, clip.frames[0], clip.frames[-1] + 1)
                page = make_page(part, clip.words.title, clip.alt, cut.lecture, first=clip.step or 1)
                write_whole(out / f"{clip.name}.html", page.encode())
                progress.end(f"{clip.name}.html", failed=False)
    for clip in clips:
        write_whole(out / f"{clip.name}.vtt", webvtt(_cues(clip)).encode())
        write_whole(out / f"{clip.name}.txt", f"{clip.alt}\n\n{cut.lecture.credit}\n".encode())
    return write_gallery(out, [_listed(clip, cut) for clip in clips], cut.lecture.title, cut.lecture.credit)


def _clips(cut: Cut, recordings: Recordings, chosen: Sequence[tuple[Slide, int | None]]) -> Iterator[Clip]:
    filled = {slide.full_id: slide for slide in cut.slides}  # with the scenes' facts in their words
    language = cut.language if cut.language != cut.lecture.language else None
    for theme in cut.themes:
        for slide, step in chosen:
            name = "-".join(map(str, filter(None, (slide.full_id, step, theme if theme != "dark" else None, language))))
            yield Clip(filled[slide.full_id], recordings[theme][slide.scene], step, name)


def _stretches(
    clip: Clip, kind: str, size: int | None, rate: int | None, poster: bool, *, clear: bool
) -> Iterator[Stretch]:
    """What a clip's files of a kind are made from: the clip itself, and its loops where the kind moves."""
    made, (width, height) = KINDS[kind], clip.recording.frame
    lines = (size or made.size) // 2 * 2  # video has even sizes
    background = made.background if made.background is not None else not clear
    quality = Quality(2 * round(lines * width / height / 2), lines, rate or made.rate, background)
    rest = (clip.steps[-1].rest,)
    before = rest * ceil(clip.recording.fps / quality.frame_rate) if poster and kind == "mp4" else ()
    shown = {clip.name: before + clip.frames} | clip.loops if made.moves else {clip.name: rest}
    for name, frames in shown.items():
        yield Stretch(f"{name}.{kind}", clip.recording, frames, kind, quality)


def _cues(clip: Clip) -> list[Cue]:
    """The captions in the clip's own time: each step's words while it is shown, however fast that is."""
    found, fps, begin = [], clip.recording.fps, clip.frames[0]
    for said, step in zip(clip.said, clip.steps, strict=True):
        start, length = (step.first - begin) / fps, (step.end - step.first) / fps
        cues = make_cues(said, length)
        part = min(1.0, length / cues[-1].end) if cues else 1.0
        found += [Cue(start + cue.start * part, start + cue.end * part, cue.text) for cue in cues]
    return found


def _listed(clip: Clip, cut: Cut) -> Listed:
    return Listed(
        clip.name,
        clip.words.scene,
        clip.words.id,
        clip.step,
        clip.words.title,
        clip.alt,
        cut.lecture.credit,
        cut.language,
        clip.recording.theme,
        round(len(clip.frames) / clip.recording.fps, 1),
        tuple(clip.loops),
    )

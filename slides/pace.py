"""Pace: how long each step speaks, moves and rests, and what lives on from one slide to the next."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from recording import motion
from recording.file import Recording, Step
from recording.keep import Recordings, build_folder
from recording.whole import write_whole
from slides.script import Cut

WORDS_A_MINUTE = 130  # conversation has 150 and more; a hall also looks, and the language may not be its own
LONGEST_REST = 12.0  # seconds of speech before a dead picture
BODY = (-3.0, 2.7)  # Manim units: what lies between the source line and the title line
WIDTH = 96  # columns of the table


@dataclass(frozen=True)
class StepPace:
    """A step in seconds. ``motion`` is without its ``loop``, played once, and the sweep of its ``dial``."""

    speech: float
    recorded: float
    motion: float
    loop: float
    dial: float

    @property
    def rest(self) -> float:
        """What is left of the speech when the step has played, unless the picture loops or waits for a dial."""
        return 0.0 if self.loop or self.dial else max(0.0, self.speech - self.recorded)

    @property
    def seconds(self) -> float:
        """How long the step takes."""
        return max(self.speech, self.recorded)


@dataclass(frozen=True)
class SlidePace:
    """A slide's steps, and how many objects live on in the next one; None where the next in the recording is not
    shown after it.
    """

    scene: str
    id: str
    steps: tuple[StepPace, ...]
    living_on: int | None


@dataclass(frozen=True)
class Pace:
    """The pace of a cut; ``minutes`` are those of its slot, if it has one."""

    name: str
    minutes: float | None
    slides: tuple[SlidePace, ...]

    def total(self, part: str) -> float:
        """The minutes of all steps' speech, motion, loop, dial, rest or seconds."""
        return sum(float(getattr(step, part)) for slide in self.slides for step in slide.steps) / 60

    @property
    def dead(self) -> list[tuple[str, int, float]]:
        """Slide, number of the step and seconds of what rests too long."""
        return [
            (slide.id, number, step.rest)
            for slide in self.slides
            for number, step in enumerate(slide.steps, 1)
            if step.rest > LONGEST_REST
        ]


def speech(said: str, pace: int = WORDS_A_MINUTE) -> float:
    """How many seconds it takes to say this at so many words a minute."""
    return 60 * len(said.split()) / pace


def measure(cut: Cut, recordings: Recordings) -> Pace:
    """The pace of a cut in its first theme."""
    slides = []
    for scene, script in cut.scripts.items():
        recording = recordings[cut.theme][scene]
        moves, lives_on = _told(recording)
        marks = [recording.slide(words.id) for words in script]
        for words, mark, following in zip(script, marks, [*marks[1:], None], strict=True):
            goes_on = following is not None and following.first == mark.end
            living_on = lives_on[mark.end] if goes_on else None
            steps = tuple(
                _step(said, step, moves, recording.fps) for said, step in zip(words.paragraphs, mark.steps, strict=True)
            )
            slides.append(SlidePace(scene, words.full_id, steps, living_on))
    return Pace(cut.name, cut.minutes, tuple(slides))


def _told(recording: Recording) -> tuple[NDArray[np.bool_], dict[int, int]]:
    """Whether each frame moves, and how many objects live on at the frame where a slide ends and another begins.

    Kept beside what else is made, for it takes longer than all else that a deck without a change does.
    """
    file = build_folder() / "pace" / f"{recording.scene}-{recording.theme}-{recording.language}.json"
    made_of = [recording.digest, hashlib.sha256(Path(motion.__file__).read_bytes()).hexdigest(), list(BODY)]
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["made_of"] == made_of:
            bits = np.frombuffer(base64.b64decode(kept["moves"]), np.uint8)
            return np.unpackbits(bits, count=recording.frames).astype(bool), {
                int(frame): count for frame, count in kept["lives_on"].items()
            }
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there, or broken: it is made anew
    found = motion.Motion(recording)
    moves, lives_on = found.moves(), {slide.end: found.living_on(slide.end, *BODY) for slide in recording.slides[:-1]}
    packed = base64.b64encode(np.packbits(moves).tobytes()).decode()
    write_whole(file, json.dumps({"made_of": made_of, "moves": packed, "lives_on": lives_on}).encode())
    return moves, lives_on


def _step(said: str, step: Step, moves: NDArray[np.bool_], fps: int) -> StepPace:
    loop = slice(*(step.loop or (0, 0)))
    dial = slice(step.dial.first, step.dial.end) if step.dial else slice(0, 0)
    motion = moves[step.first : step.end].sum() - moves[loop].sum() - moves[dial].sum()
    frames = (step.end - step.first, motion, loop.stop - loop.start, dial.stop - dial.start)
    return StepPace(speech(said), *(float(count / fps) for count in frames))


def table(pace: Pace) -> str:
    """The pace as text: a line a slide, what lives on in each scene, what rests too long, and the sums."""
    cells = [[_cell(step) for step in slide.steps] for slide in pace.slides]
    cell = max(len(text) for row in cells for text in row) + 2
    name = max(len(slide.id) for slide in pace.slides)
    columns = max(1, (WIDTH - name - 6) // cell)
    lines = [
        "seconds of speech/motion/rest, a column a step; ~ it loops, * it waits for a dial;",
        "+n: so many objects live on in the next slide",
        "",
    ]
    for slide, row in zip(pace.slides, cells, strict=True):
        head = f"{slide.id:<{name}}{'' if slide.living_on is None else f'+{slide.living_on}':>5} "
        for start in range(0, len(row), columns):
            lines.append(head + "".join(f" {text:<{cell - 1}}" for text in row[start : start + columns]).rstrip())
            head = " " * len(head)
    scenes = {
        scene: sum(slide.living_on or 0 for slide in slides)
        for scene, slides in groupby(pace.slides, key=lambda slide: slide.scene)
    }
    lines += ["", *_listed("objects that live on", [f"{scene} {count}" for scene, count in scenes.items()])]
    if pace.dead:
        what = f"rests of more than {LONGEST_REST:g} s before a picture that neither moves nor waits for a dial"
        lines += _listed(what, [f"{slide} step {number} {seconds:.1f}" for slide, number, seconds in pace.dead])
    slot = f" of {pace.minutes:g}" if pace.minutes else ""
    over = round(pace.total("seconds") - pace.minutes, 1) if pace.minutes else 0
    sums = {part: pace.total(part) for part in ("speech", "motion", "loop", "dial", "rest")}
    what = f"{pace.name} takes {pace.total('seconds'):.1f}{slot} minutes"
    what += f", {over:.1f} minutes too long" if over > 0 else ""
    lines += _listed(what, [f"{part} {minutes:.1f}" for part, minutes in sums.items()])
    return "\n".join(lines)


def _cell(step: StepPace) -> str:
    marks = "~" * bool(step.loop) + "*" * bool(step.dial)
    return f"{step.speech:.1f}/{step.motion:.1f}" + (marks or f"/{step.rest:.1f}")


def _listed(title: str, items: Sequence[str]) -> list[str]:
    """Items after a title, in lines between which no item is torn."""
    text = f"{title}: " + ", ".join(item.replace(" ", "\xa0") for item in items)
    lines = wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\xa0", " ") for line in lines]

"""The stage every scene plays on: title line, evidence tag, source line; and its slides, steps, loops and dials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from manim import (
    DL,
    DOWN,
    DR,
    SEMIBOLD,
    UL,
    UP,
    UR,
    Animation,
    FadeIn,
    FadeOut,
    Mobject,
    RoundedRectangle,
    Scene,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    Wait,
    config,
    linear,
    smooth,
)

from scenes import look, words
from scenes.mobjects.seats import Seats
from scenes.mobjects.text import Label
from scenes.theme import theme

# What stands behind a claim, in falling strength; the meaning is explained in the opening scene.
EVIDENCE = ("proved", "cited", "measured", "constructed", "schematic")
SLIDE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RECORDED_FPS = 60


class Tag(VGroup):
    """The label top right that says what stands behind a slide's claim."""

    def __init__(self, evidence: str):
        if evidence not in EVIDENCE:
            raise ValueError(f"evidence {evidence!r} is not one of {', '.join(EVIDENCE)}")
        word = Label(evidence, look.SMALL, weight=SEMIBOLD)
        box = RoundedRectangle(look.SMALL_CORNER, width=word.width + 0.42, height=0.52)
        box.set_stroke(theme.muted, look.THIN)
        word.on_baseline(box.get_y() - 0.075)
        super().__init__(box, word)
        self.evidence = evidence


@dataclass
class DialMark:
    """A parameter's recorded sweep; ``values`` has it at each frame of the recording, ``rest`` is where it stands."""

    name: str
    first: float
    end: float
    values: tuple[float, ...]
    places: int
    unit: str
    rest: float


@dataclass
class StepMark:
    """A thought, from one forward key to the next; times are seconds from the scene's start."""

    first: float
    end: float
    loop: tuple[float, float] | None = None
    dial: DialMark | None = None


@dataclass
class SlideMark:
    """A slide with its words as shown, and its steps."""

    id: str
    title: str
    evidence: str | None
    source: str
    facts: dict[str, str]
    first: float
    end: float
    steps: list[StepMark] = field(default_factory=list)


class LectureScene(Scene):
    """A scene of the lecture. ``construct`` is a list of beats; each slide opens with ``self.slide(...)``.

    ``slide_marks`` tells who records the scene when its slides and steps begin and end, what loops, and what is a dial.
    ``filled`` names the seats of the film that are filled when the scene begins; None: it has no seats yet.
    """

    filled: tuple[str, ...] | None = ()

    def setup(self) -> None:
        theme.use(theme.name)
        self.camera.background_color = theme.background
        self.mobjects: list[Mobject]
        self.slide_marks: list[SlideMark] = []
        self.furniture = VGroup()
        self.seats = Seats(self.filled or ())
        corner = np.array([config.frame_width / 2 - look.MARGIN, -config.frame_height / 2 + look.MARGIN, 0])
        self.seats.move_to(corner, aligned_edge=DR)
        self._moved = self._looping = False

    @property
    def slide_ids(self) -> list[str]:
        """The ids of the slides so far."""
        return [mark.id for mark in self.slide_marks]

    def slide(
        self,
        local_id: str,
        evidence: str | None = None,
        /,
        *,
        begin: Sequence[Mobject] = (),
        keep: Sequence[Mobject] = (),
        along: Sequence[Animation] = (),
        **facts: str,
    ) -> None:
        """Begin a slide and its first step.

        A scene's first slide stands from the first frame, with its furniture and the objects ``begin``: the player
        crossfades from the scene before. Later ones ``keep`` what lives on; the rest leaves while only those words of
        the furniture change that differ, and ``along`` is played with it. Title and source come from the script, which
        may name a fact as ``{name}``; facts are text. ``evidence`` is None only where nothing is claimed.
        """
        if not SLIDE_ID.fullmatch(local_id):
            raise ValueError(f"the slide id {local_id!r} may have only a-z, 0-9 and single hyphens between them")
        if local_id in self.slide_ids:
            raise ValueError(f"two slides have the id {local_id!r}; an id names one slide of a scene")
        for name, fact in facts.items():
            if not isinstance(fact, str):
                raise ValueError(f"the fact {name!r} of slide {local_id!r} is {fact!r}; facts are text, as it is shown")
        first = not self.slide_marks
        if first and not begin:
            raise ValueError(f"slide {local_id!r} opens its scene on an empty stage; name what stands there as begin=")
        if not first and not self._on_stage(keep):
            raise ValueError(f"slide {local_id!r} keeps nothing of the slide before; name what lives on as keep=")
        self._end_slide()
        said, where = words.slide(local_id), f"slide {local_id!r} of the script"
        title, source = words.fill(said.title, facts, where), words.fill(said.source, facts, where)
        now = self._now
        self.slide_marks.append(SlideMark(local_id, title, evidence, source, facts, now, now, [StepMark(now, now)]))
        self._moved = False
        self.next_section(local_id)
        before, self.furniture = self.furniture, self._make_furniture(title, evidence, source)
        if first:
            self.add(*begin, *self.furniture, *([] if self.filled is None else [self.seats]))
            return
        stand = [next((old for old in before if _same_words(new, old)), new) for new in self.furniture]
        self.furniture = VGroup(*stand)
        stays = {id(part) for mobject in (*keep, *stand, self.seats) for part in mobject.get_family()}
        self.mobjects = [piece for mobject in self.mobjects for piece in _apart(mobject, stays)]
        changing = {id(part) for part in before}
        leaving = [FadeOut(m) for m in self.mobjects if id(m) not in stays | changing]
        self.play(*leaving, *self._change(before, stand), *along, run_time=look.QUICK)

    @staticmethod
    def _change(before: VGroup, now: Sequence[Mobject]) -> Iterator[Animation]:
        """Old words go up and new ones come from below, the old ones first: two titles are never read at once."""

        def early(share: float) -> float:
            return smooth(min(share / 0.65, 1.0))

        def late(share: float) -> float:
            return smooth(max(share / 0.65 - 0.35 / 0.65, 0.0))

        yield from (FadeOut(part, shift=0.2 * UP, rate_func=early) for part in before if part not in now)
        yield from (FadeIn(part, shift=0.2 * UP, rate_func=late) for part in now if part not in before.submobjects)

    def step(self) -> None:
        """Begin the slide's next thought: the presenter's forward key. The script has a paragraph for each."""
        self._check_slide("step")
        self._end_step()
        self.slide_marks[-1].steps.append(StepMark(self._now, self._now))

    @contextmanager
    def loop(self) -> Iterator[None]:
        """What is played inside goes on until the next key: a quiet motion, last in its step, that ends as it began."""
        self._check_slide("loop")
        first, before = self._now, self._picture()
        self._looping = True
        yield
        self._looping = False
        if self._now == first:
            raise ValueError(f"slide {self._id!r}: nothing is played inside its loop")
        if not _same(before, self._picture()):
            raise ValueError(f"slide {self._id!r}: its loop must end with the picture that it began with")
        self._step.loop = (first, self._now)

    def dial(
        self,
        name: str,
        tracker: ValueTracker,
        low: float,
        high: float,
        *,
        seconds: float = 4,
        places: int = 1,
        unit: str = "",
        log: bool = False,
        whole: float = 0,
        rest: float | None = None,
    ) -> None:
        """Sweep a parameter from low to high, so that the presenter can choose any value of it.

        The tracker goes from where it is to ``low``, then sweeps (these frames are the dial), and comes to ``rest``,
        which is where it was unless another value is given. ``log`` spaces the values evenly in their logarithm.
        ``name`` and ``unit`` are words, ``places`` the shown digits. With ``whole`` its multiples are what is chosen
        from; the tracker still passes all between, for a smooth change.
        """
        self._check_slide("dial")
        if low == high:
            raise ValueError(f"slide {self._id!r}: the dial {name!r} sweeps from {low} to {high}, which is no sweep")
        if log and min(low, high) <= 0:
            raise ValueError(f"slide {self._id!r}: the dial {name!r} is logarithmic and must stay above 0, not {low}")
        if self._step.dial:
            raise ValueError(f"slide {self._id!r}: a step has one dial; call self.step() before the dial {name!r}")
        start = tracker.get_value()
        ends = np.log([low, high]) if log else np.array([low, high])
        rest = start if rest is None else rest
        # The last frame stands at the upper end, not just before it.
        last = 1 - 1 / (RECORDED_FPS * seconds)

        def value(share: float) -> float:
            between = ends[0] + min(share / last, 1.0) * (ends[1] - ends[0])
            return float(np.exp(between) if log else between)

        if start != low:
            self.play(tracker.animate.set_value(low), run_time=look.MOTION)
        first = self._now
        self.play(
            UpdateFromAlphaFunc(tracker, lambda m, share: m.set_value(value(share))), rate_func=linear, run_time=seconds
        )
        frames = round((self._now - first) * RECORDED_FPS)
        values = tuple(value(frame / frames) for frame in range(frames))
        if whole:
            values = tuple(whole * round(v / whole) for v in values)
        self._step.dial = DialMark(words.say(name), first, self._now, values, places, words.say(unit), rest)
        if rest != high:
            self.play(tracker.animate.set_value(rest), run_time=look.MOTION)

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations, as Manim does, inside of a slide."""
        if not self.slide_marks:
            raise ValueError("something is played before the first slide; call self.slide(...) first")
        if self._step.loop:
            raise ValueError(f"slide {self._id!r}: a loop is the last thing of its step; call self.step() after it")
        self._moved = self._moved or not all(isinstance(animation, Wait) for animation in args)
        super().play(*args, **kwargs)

    def hold(self, seconds: float = look.HOLD) -> None:
        """Let a picture stand."""
        self.wait(seconds)

    def on_slide_end(self, local_id: str) -> None:
        """Called with the slide's end state on stage: a place for whoever wants to look at it."""

    def tear_down(self) -> None:
        self._end_slide()

    @property
    def stage(self) -> RoundedRectangle:
        """The area between title line and citation, for layout; never drawn."""
        height = config.frame_height - 2 * look.MARGIN - 0.8 - 0.5
        area = RoundedRectangle(corner_radius=0.01, width=config.frame_width - 2 * look.MARGIN, height=height)
        return area.move_to(0.15 * DOWN)

    def _make_furniture(self, title: str, evidence: str | None, source: str) -> VGroup:
        frame = RoundedRectangle(
            corner_radius=0.01, width=config.frame_width - 2 * look.MARGIN, height=config.frame_height - 2 * look.MARGIN
        )
        parts = VGroup()
        if title:
            headline = Label(title, look.TITLE, weight=SEMIBOLD, verbatim=True)
            headline.fit(frame.width - (2.6 if evidence else 0))
            headline.move_to(frame.get_corner(UL), aligned_edge=UL).on_baseline(frame.get_top()[1] - 0.42)
            parts.add(headline)
        if evidence:
            parts.add(Tag(evidence).move_to(frame.get_corner(UR), aligned_edge=UR))
        if source:
            citation = Label(source, look.SMALL, theme.muted, verbatim=True).fit(
                self.seats.get_left()[0] - frame.get_left()[0] - look.GAP
            )
            parts.add(citation.move_to(frame.get_corner(DL), aligned_edge=DL).on_baseline(frame.get_bottom()[1] + 0.09))
        return parts

    @property
    def _now(self) -> float:
        return float(self.renderer.time)

    @property
    def _id(self) -> str:
        return self.slide_marks[-1].id

    @property
    def _step(self) -> StepMark:
        return self.slide_marks[-1].steps[-1]

    def _check_slide(self, what: str) -> None:
        if not self.slide_marks:
            raise ValueError(f"a {what} belongs to a slide; call self.slide(...) before self.{what}(...)")
        if self._looping:
            raise ValueError(f"slide {self._id!r}: inside of a loop there is no {what}")

    def _end_step(self) -> None:
        if not self._moved:
            number = len(self.slide_marks[-1].steps)
            raise ValueError(f"slide {self._id!r}: nothing moves in its step {number}; play something, or take it out")
        if not self._step.loop:
            # Manim draws the frames before an animation's end, not the end itself; a step rests in it.
            self.wait(1 / config.frame_rate)
        self._step.end = self._now
        self._moved = False

    def _end_slide(self) -> None:
        if self.slide_marks:
            self._end_step()
            self.slide_marks[-1].end = self._now
            self.on_slide_end(self._id)

    def _on_stage(self, mobjects: Sequence[Mobject]) -> bool:
        """Whether any part of these is there."""
        there = {id(part) for mobject in self.mobjects for part in mobject.get_family()}
        return any(id(part) in there for mobject in mobjects for part in mobject.get_family())

    def _picture(self) -> list[np.ndarray]:
        """Points, colours and widths of all that is drawn."""
        family = [m for top in self.mobjects for m in top.get_family() if isinstance(m, VMobject) and len(m.points)]
        return [
            np.concatenate([np.ravel(a) for a in (m.points, m.fill_rgbas, m.stroke_rgbas, m.stroke_width)])
            for m in family
            if m.get_fill_opacity() > 0 or (m.get_stroke_opacity() > 0 and m.get_stroke_width() > 0)
        ]


def _apart(mobject: Mobject, stays: set[int]) -> list[Mobject]:
    """A group of which only some parts stay, as those parts; anything else as it is."""
    if id(mobject) in stays or mobject.has_points() or not any(id(part) in stays for part in mobject.get_family()):
        return [mobject]
    return [piece for part in mobject.submobjects for piece in _apart(part, stays)]


def _same_words(one: Mobject, other: Mobject) -> bool:
    """Whether two parts of the furniture say the same at the same place."""
    told = [getattr(part, "evidence", getattr(part, "original_text", None)) for part in (one, other)]
    return type(one) is type(other) and told[0] == told[1] and np.allclose(one.get_center(), other.get_center())


def _same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    """Whether two pictures agree, to a hundredth of a pixel and less than a step of a colour."""
    return len(one) == len(other) and all(
        a.shape == b.shape and np.allclose(a, b, rtol=0, atol=1e-4) for a, b in zip(one, other, strict=True)
    )

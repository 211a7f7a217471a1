"""A recording drawn at Manim's size is Manim's own frame: random small scenes, and the whole lecture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import (
    LEFT,
    PI,
    RIGHT,
    UP,
    Annulus,
    Arc,
    CapStyleType,
    Circle,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    LineJointType,
    Rotate,
    Scene,
    Square,
    Star,
    Transform,
    Uncreate,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    Wait,
    Write,
    always_redraw,
    linear,
)

from recording.draw import pixels
from recording.recorder import FPS
from recording.recorder import settings as manim_settings
from scenes import words
from scenes.theme import theme
from slides.build import make_cut
from tests.recording.made import psnr
from tests.recording.manims import Sparing, frames_of, recording_of, sparing
from tests.scenes.play import scene_class

SMALL, FULL = (640, 360), (1920, 1080)
LEAST = 50  # decibels
CUT = make_cut()


@dataclass(frozen=True)
class Shape:
    """An object to draw, by what Manim is told of it."""

    form: int
    at: tuple[float, float]
    fills: tuple[str, ...]
    opacity: float
    strokes: tuple[str, ...]
    width: float
    behind: tuple[str, float] | None
    sheen: tuple[float, float]
    z: int
    join: LineJointType
    cap: CapStyleType

    def made(self) -> VMobject:
        forms = (
            lambda: Square(2.2),
            lambda: Circle(1.2),
            lambda: Line(LEFT, RIGHT + UP),
            lambda: Arc(1.3, 0.3, 4),
            lambda: Star(5, outer_radius=1.4),
            lambda: Annulus(0.6, 1.3),
            lambda: DashedLine(2 * LEFT, 2 * RIGHT, dash_length=0.8)[0],
            lambda: VMobject().set_points_as_corners([LEFT, UP, RIGHT, RIGHT + UP]),
            lambda: VGroup(Square(0.8), Circle(0.5).shift(RIGHT)),
        )
        mobject = forms[self.form % len(forms)]()
        mobject.set_fill(self.fills if len(self.fills) > 1 else self.fills[0], self.opacity)
        # A gradient is as exact as its ends: where a path has just begun they lie close, and a broad stroke shows it.
        if len(self.strokes) > 1:
            mobject.set_stroke(self.strokes, min(self.width, 8))
        else:
            mobject.set_stroke(self.strokes[0], self.width)
        if self.behind:
            mobject.set_stroke(self.behind[0], self.behind[1], background=True)
        for part in mobject.family_members_with_points():
            part.sheen_direction = np.array([*self.sheen, 0])
            part.joint_type, part.cap_style = self.join, self.cap
        # Turned a little: Cairo counts in fifteenths of a pixel's height, and a level edge on the border of one may be
        # off by it all along; a small picture of nothing but level edges would be less than 50 dB.
        return mobject.rotate(0.1).set_z_index(self.z).shift([*self.at, 0])


colour = st.sampled_from(["#FF0000", "#19C37D", "#3355FF", "#FFFFFF", "#202020", "#E0B030"])
some = st.lists(colour, min_size=1, max_size=3).map(tuple)
shapes = st.builds(
    Shape,
    st.integers(0, 8),
    st.tuples(st.floats(-2, 2), st.floats(-1, 1)),  # many overlap
    some,
    st.sampled_from([0, 0.4, 1]),
    some,
    st.sampled_from([0, 1.5, 8, 30]),
    st.one_of(st.none(), st.tuples(colour, st.sampled_from([0.0, 20.0]))),
    st.sampled_from([(1, 0), (0, 1), (-1, 1)]),
    st.sampled_from([0, 0, -1, 3]),
    st.sampled_from(LineJointType),
    st.sampled_from(CapStyleType),
)
VERBS = [
    *(
        "create",
        "write",
        "uncreate",
        "transform",
        "fade-in",
        "fade-out",
        "rotate",
        "shift",
        "recolour",
        "scale",
        "alpha",
    ),
    *("lagged", "together", "hold", "holds-moving", "updater", "redraw", "foreground", "back", "remove"),
]
programs = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=5)


def perform(scene: Scene, cast: list[VMobject], verb: str, one: VMobject, other: VMobject) -> None:
    """One action of a scene."""
    target = other.copy().shift(RIGHT).set_z_index(one.z_index)
    run: dict[str, Any] = {"run_time": 0.12}
    plays = {
        "create": lambda: Create(one),
        "write": lambda: Write(one),
        "uncreate": lambda: Uncreate(one),
        "transform": lambda: Transform(one, target),
        "fade-in": lambda: FadeIn(one, shift=UP),
        "fade-out": lambda: FadeOut(one, scale=0.5),
        "rotate": lambda: Rotate(one, PI / 3),
        "shift": lambda: one.animate.shift(1.7 * LEFT),
        "recolour": lambda: one.animate.set_fill("#7733CC", 0.7).set_stroke("#FFCC00", 5),
        "scale": lambda: one.animate.scale(0.3),
        "alpha": lambda: UpdateFromAlphaFunc(one, lambda m, share: m.set_fill(opacity=share), rate_func=linear),
        "lagged": lambda: LaggedStart(*(FadeIn(mobject) for mobject in cast), lag_ratio=0.4),
    }
    if verb in plays:
        scene.play(plays[verb](), **run)
    elif verb == "together":
        scene.play(FadeIn(one), *([Rotate(other, 1)] if other is not one else []), Wait(0.05), **run)
    elif verb == "hold":
        scene.wait(0.1)
    elif verb in ("updater", "holds-moving"):
        still = one.copy().shift(0.5 * UP)
        if verb == "updater":
            still.add_updater(lambda m: m.move_to(other.get_center() + UP))
            scene.add(still)
            scene.play(other.animate.shift(RIGHT), **run)
        else:
            still.add_updater(lambda m, dt: m.shift(4 * dt * RIGHT))
            scene.add(still)
            scene.wait(0.1)
        still.clear_updaters()
    elif verb == "redraw":
        tracker = ValueTracker(0.2)
        drawn = always_redraw(lambda: Circle(tracker.get_value(), color="#19C37D", fill_opacity=0.5).move_to(one))
        scene.add(drawn)
        scene.play(tracker.animate.set_value(2), **run)
        drawn.clear_updaters()
    elif verb == "foreground":
        scene.add_foreground_mobject(one)
    elif verb == "back":
        scene.bring_to_back(one)
    elif verb == "remove":
        scene.remove(one)


def scene_of(shapes: list[Shape], program: list[tuple[str, int, int]]) -> type[Scene]:
    """A scene that performs a program."""

    class Drawn(Scene):
        def construct(self) -> None:
            self.camera.background_color = "#11141C"
            cast = [shape.made() for shape in shapes]
            self.add(*cast[: len(cast) // 2])
            for verb, one, other in program:
                perform(self, cast, verb, cast[one % len(cast)], cast[other % len(cast)])
            self.wait(2 / FPS)

    return Drawn


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("media"))


@given(st.lists(shapes, min_size=1, max_size=4), programs)
@settings(max_examples=40, deadline=None)
def test_a_recording_of_any_small_scene_is_what_manim_draws(media, shapes, program):
    drawn = scene_of(shapes, program)
    recording, frames = recording_of(drawn, SMALL, media), frames_of(drawn, SMALL, media)
    assert recording.frames == len(frames)
    for frame in {math.floor(share * (len(frames) - 1)) for share in (0, 0.25, 0.5, 0.75, 1)}:
        assert psnr(pixels(recording, frame, *SMALL), frames[frame]) >= LEAST, frame


@pytest.mark.parametrize("verb", VERBS)
def test_every_frame_of_every_kind_of_motion_is_what_manim_draws(media, verb):
    style = (("#19C37D", "#3355FF"), 0.6, ("#FFFFFF",), 6.0, ("#FF0000", 20.0), (1, 0), 0)
    shapes = [
        Shape(5, (-2, 0), *style, LineJointType.BEVEL, CapStyleType.ROUND),
        Shape(7, (1, 1), *style, LineJointType.ROUND, CapStyleType.SQUARE),
        Shape(8, (2, -1), *style, LineJointType.MITER, CapStyleType.BUTT),
    ]
    drawn = scene_of(shapes, [(verb, 0, 1), (verb, 1, 2)])
    recording, frames = recording_of(drawn, SMALL, media), frames_of(drawn, SMALL, media)
    assert recording.frames == len(frames)
    for frame, manims in frames.items():
        assert psnr(pixels(recording, frame, *SMALL), manims) >= LEAST, frame


def test_what_lies_on_top_is_on_top(media):
    """By z-index, also where a part lies below what it is a part of; what occurs twice is drawn where it is last."""

    class Drawn(Scene):
        def construct(self) -> None:
            high = Square(2, color="#FF0000", fill_opacity=1, z_index=1)
            twice = Circle(color="#FFFFFF", fill_opacity=1).shift(0.5 * RIGHT)
            cover = Square(1, color="#3355FF", fill_opacity=1).shift(RIGHT)
            whole = Square(1.2, color="#19C37D", fill_opacity=1).shift(2 * UP)
            whole.add(Circle(0.5, color="#E0B030", fill_opacity=1).shift(2 * UP + 0.5 * RIGHT))
            whole.set_z_index(2, family=False)
            self.add(high, whole, VGroup(twice, cover, VGroup(twice)))
            self.wait(0.1)
            self.play(FadeIn(Star()), run_time=0.1)
            self.wait(0.1)

    recording, frames = recording_of(Drawn, SMALL, media), frames_of(Drawn, SMALL, media)
    for frame, manims in frames.items():
        assert psnr(pixels(recording, frame, *SMALL), manims) >= LEAST, frame


def thirds(first: int, end: int) -> list[int]:
    """The frames at the thirds and at the end; at the beginning stands what stood at an end."""
    return [first + math.floor(share * (end - 1 - first)) for share in (1 / 3, 2 / 3, 1)]


@pytest.mark.thorough
@pytest.mark.parametrize("scene", CUT.scenes)
def test_the_lecture_is_what_manim_draws(recordings, media, scene):
    recording = recordings["dark"][scene]
    wanted = {frame for slide in recording.slides for frame in thirds(slide.first, slide.end)}
    short = {key: source.short for key, source in CUT.sources.items()}
    words.use({name: words.SlideWords(*said) for name, said in CUT.shown(scene).items()}, CUT.table, short)
    theme.use("dark")
    with manim_settings(FULL, FPS, dry_run=True, media_dir=media):
        manim = Sparing(wanted)
        sparing(scene_class(scene))(renderer=manim).render()
    assert manim.count == recording.frames
    assert manim.frames.keys() == wanted
    worst = {frame: psnr(pixels(recording, frame, *FULL), manim.frames[frame]) for frame in wanted}
    assert min(worst.values()) >= LEAST, worst


def test_it_is_seen_where_a_frame_is_another(media):
    """The measure can fail: a letter's worth of pixels is enough."""
    shape = Shape(0, (0, 0), ("#FFFFFF",), 1, ("#FFFFFF",), 0, None, (1, 0), 0, LineJointType.AUTO, CapStyleType.AUTO)
    drawn = scene_of([shape, shape], [("shift", 0, 0)])
    frames = frames_of(drawn, SMALL, media)
    assert psnr(frames[2], frames[3]) < LEAST

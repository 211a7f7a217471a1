"""What goes straight is recorded as if Manim had moved it; what may not go straight is left to Manim."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Rotate,
    Scene,
    Square,
    Succession,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VMobject,
    Write,
)

from recording import straight
from recording.file import Recording
from tests.recording.manims import recording_of
from tests.recording.test_same_frames import SMALL, programs, scene_of, shapes


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> str:
    return str(tmp_path_factory.mktemp("media"))


def check_same(one: Recording, other: Recording) -> None:
    """Both show the same, each within its tolerances."""
    assert one.frames == other.frames
    for frame in range(one.frames):
        pairs = zip(one.drawn(frame), other.drawn(frame), strict=True)
        for a, b in ((one.tracks[i], other.tracks[j]) for i, j in pairs):
            assert one.kinds[a.kind] == other.kinds[b.kind]
            assert one.outlines[a.outline] == other.outlines[b.outline]
            assert one.points(a, frame) == pytest.approx(other.points(b, frame), abs=2 * 0.0004)
            colours = one.style(a, frame), other.style(b, frame)
            assert colours[0] == pytest.approx(colours[1], abs=2 * 0.01)


def by_manim(drawn: type[Scene], media: str) -> Recording:
    """The recording of what Manim moves itself."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(straight, "begin", lambda scene: None)
        return recording_of(drawn, SMALL, media)


@given(st.lists(shapes, min_size=2, max_size=4), programs)
@settings(max_examples=25, deadline=None)
def test_a_scene_is_recorded_as_manim_moves_it(media, cast, program):
    drawn = scene_of(cast, program)
    check_same(recording_of(drawn, SMALL, media), by_manim(drawn, media))


def scene(animate: Callable[[Scene, VMobject, VMobject], Animation | list[Animation]], **options) -> type[Scene]:
    class Drawn(Scene):
        def construct(self) -> None:
            one = Square(fill_opacity=0.5).rotate(0.1)
            other = Circle(color="#19C37D", fill_opacity=1).shift(2 * RIGHT)
            still = Square(0.3).shift(UP)
            self.add(one, other, still)
            found = animate(self, one, other)
            self.play(*(found if isinstance(found, list) else [found]), **({"run_time": 0.3} | options))
            self.wait(0.1)

    return Drawn


class Jump(Transform):
    def interpolate_submobject(self, submobject, starting_submobject, target_copy, alpha):
        submobject.interpolate(starting_submobject, target_copy, round(alpha), self.path_func)
        return self


class Heavy(Square):
    def interpolate_color(self, mobject1, mobject2, alpha):
        return super().interpolate_color(mobject1, mobject2, alpha**3)


def followed(scene: Scene, one: VMobject, other: VMobject) -> Animation:
    other.add_updater(lambda m: m.next_to(one, UP))
    return one.animate.shift(LEFT)


STRAIGHT = {
    "animate": lambda scene, one, other: one.animate.shift(LEFT).set_fill(opacity=1),
    "fade in": lambda scene, one, other: FadeIn(one, shift=UP, scale=0.4),
    "fade out": lambda scene, one, other: FadeOut(one, other, lag_ratio=0.6),
    "copy": lambda scene, one, other: TransformFromCopy(one, other),
    "back": lambda scene, one, other: Indicate(one),
    "lagged": lambda scene, one, other: LaggedStart(FadeIn(one), other.animate.shift(UP), lag_ratio=0.5),
    "with others": lambda scene, one, other: [FadeOut(one), Create(other)],
    "turned": lambda scene, one, other: [Rotate(one, 1), Write(other)],
    "gradient": lambda scene, one, other: one.animate.set_fill(["#FF0000", "#3355FF"], 1),
}
MANIMS = {
    "updater": followed,
    "function": lambda scene, one, other: UpdateFromAlphaFunc(one, lambda m, share: m.set_x(share)),
    "mixed its own way": lambda scene, one, other: Jump(one, other),
    "an object mixed its own way": lambda scene, one, other: FadeIn(Heavy()),
    "two of one object": lambda scene, one, other: [one.animate.shift(UP), FadeIn(one)],
    "one by one": lambda scene, one, other: Succession(FadeIn(one), FadeOut(other)),
    "a number": lambda scene, one, other: [ValueTracker(1).animate.set_value(2), FadeIn(one)],
}


@pytest.mark.parametrize("name", [*STRAIGHT, *MANIMS])
def test_only_what_is_known_goes_straight(media, monkeypatch, name):
    begin, plays = straight.begin, []
    monkeypatch.setattr(straight, "begin", lambda scene: plays.append(begin(scene)) or plays[-1])
    drawn = scene((STRAIGHT | MANIMS)[name])
    recording = recording_of(drawn, SMALL, media)
    assert [play is not None for play in plays] == [name in STRAIGHT, False]
    check_same(recording, by_manim(drawn, media))

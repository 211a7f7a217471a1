"""Running a scene once: slides, steps, loops and dials as frames, what was looked up, and what cannot be recorded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from manim import (
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Create,
    Dot,
    FadeIn,
    ImageMobject,
    MovingCameraScene,
    PMobject,
    Rotate,
    Square,
    ThreeDScene,
    ValueTracker,
    VMobject,
    ZoomedScene,
    linear,
    logger,
)

from recording.file import Dial, Recording, decode
from recording.keep import Words
from recording.recorder import record_scene
from recording.tracks import Floats
from scenes import words
from scenes.lecture_scene import LectureScene
from scenes.theme import theme

logger.setLevel(logging.WARNING)
WORDS = Words(
    slides={"first": ("The first {what}", "Somebody 2020"), "second": ("The second", "")},
    table={"score": "Wert", "share": "Anteil"},
    citations={"hahn2020": "Hahn 2020", "perez2021": "Pérez 2021"},
)


@pytest.fixture
def record(monkeypatch) -> Callable[..., Recording]:
    """Record a scene's ``construct``; it is told as if it stood in ``scenes/tiny.py``."""

    def run(construct: Callable[[LectureScene], None], *bases: type, theme: str = "dark", **handed) -> Recording:
        module = ModuleType("scenes.tiny")
        module.Tiny = type("Tiny", bases or (LectureScene,), {"construct": construct, "__module__": "scenes.tiny"})
        monkeypatch.setitem(__import__("sys").modules, "scenes.tiny", module)
        run.reported = []
        data, run.asked, run.cited = record_scene("tiny", theme, handed.get("words", WORDS), run.reported.append)
        return decode(data)

    yield run
    words.use()
    theme.use("dark")


def opening(scene: LectureScene, evidence: str | None = None, **facts: str) -> None:
    """The first slide, which stands for half a second."""
    scene.slide("first", evidence, begin=[Dot()], **facts)
    scene.wait(0.5)


def square(scene: LectureScene) -> Square:
    mobject = Square(fill_opacity=1)
    scene.play(FadeIn(mobject), run_time=0.5)
    return mobject


def lecture(scene: LectureScene) -> None:
    """Two slides; the second has a step, a loop in one and a dial in the other."""
    opening(scene, "proved", what="slide")
    mobject = square(scene)
    scene.slide("second", "measured", keep=[mobject])
    with scene.loop():
        scene.play(Rotate(mobject, 2 * np.pi), rate_func=linear, run_time=0.5)
    scene.step()
    tracker = ValueTracker(2)
    dot = Dot().add_updater(lambda d: d.move_to(tracker.get_value() * RIGHT))
    scene.add(dot)
    scene.dial("temperature", tracker, 0.5, 4, seconds=0.5, places=2, unit="K", log=True)
    scene.hold(0.1)


def test_slides_and_steps_are_marked_by_frames(record):
    recording = record(lecture)
    first, second = recording.slides
    assert (recording.scene, recording.theme, recording.language, recording.fps) == ("tiny", "dark", "en", 60)
    assert recording.frame == pytest.approx((128 / 9, 8))
    assert recording.background == theme.background
    assert (first.id, first.title, first.evidence, first.source) == (
        "first",
        "The first slide",
        "proved",
        "Somebody 2020",
    )
    assert first.facts == {"what": "slide"}
    # Half a second for the title, half a second for the square, and a frame in which it stands.
    assert (first.first, first.end) == (0, 61)
    assert [(step.first, step.end) for step in first.steps] == [(0, 61)]
    assert (second.first, second.end) == (61, recording.frames)
    assert [step.first for step in second.steps] == [61, second.steps[0].end]
    assert second.steps[-1].end == second.end
    assert record.reported == ["first", "second"]


def test_every_mark_is_a_whole_frame(record):
    """Seconds times 60 are often a little less than a whole number."""

    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        mobject = square(scene)
        for _ in range(70):
            scene.step()
            scene.play(mobject.animate.shift(0), run_time=1 / 60)

    steps = record(construct).slides[0].steps
    assert [step.first for step in steps[1:]] == list(range(61, 201, 2))
    assert [step.end for step in steps] == list(range(61, 202, 2))


def test_a_loop_is_the_end_of_its_step_and_ends_as_it_began(record):
    recording = record(lecture)
    step = recording.slides[1].steps[0]
    assert step.loop == (step.end - 30, step.end)
    assert (step.rest, recording.slides[1].rest) == (step.loop[0], recording.frames - 1)  # what stands for them
    first, halfway, last = (the_square(recording, f)[0] for f in (step.loop[0], step.loop[0] + 15, step.end - 1))
    assert halfway == pytest.approx(-first, abs=0.001)
    angle = 2 * np.pi / 30
    turned = last @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    assert turned == pytest.approx(first, abs=0.001)


def the_square(recording: Recording, frame: int) -> Floats:
    """The points of the only path of four curves."""
    [track] = [
        t for t in map(recording.tracks.__getitem__, recording.drawn(frame)) if recording.outlines[t.outline] == (4,)
    ]
    return recording.points(track, frame)


def on_top(recording: Recording, frame: int) -> Floats:
    """The points of what is drawn last."""
    return recording.points(recording.tracks[recording.drawn(frame)[-1]], frame)


def test_a_dial_has_the_value_of_every_frame(record):
    recording = record(lecture)
    step = recording.slides[1].steps[1]
    dial = step.dial
    assert isinstance(dial, Dial)
    assert (dial.name, dial.places, dial.unit) == ("temperature", 2, "K")
    assert step.first <= dial.first < dial.end <= step.end
    assert len(dial.values) == dial.end - dial.first == 30
    assert (dial.values[0], dial.values[-1]) == pytest.approx((0.5, 4))
    assert np.diff(np.log(dial.values)) == pytest.approx(np.log(8) / 29)
    for frame, value in enumerate(dial.values, dial.first):
        assert on_top(recording, frame)[::3].mean(axis=0)[0] == pytest.approx(value, abs=0.05)


def test_a_dial_returns_to_where_it_was(record):
    recording = record(lecture)
    assert recording.slides[1].steps[1].dial.rest == 2
    assert on_top(recording, recording.frames - 1)[::3].mean(axis=0)[0] == pytest.approx(2, abs=0.05)


def test_a_hold_is_as_many_frames_as_manim_writes(record):
    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        square(scene)
        for seconds in (0.1, 0.25, 1 / 60, 0.99, 2):
            scene.hold(seconds)

    frames = [int(seconds / (1 / 60)) for seconds in (0.1, 0.25, 1 / 60, 0.99, 2, 1 / 60)]
    assert record(construct).frames == 60 + sum(frames)


def test_what_was_looked_up_is_told(record):
    def construct(scene: LectureScene) -> None:
        opening(scene, what=words.cite("hahn2020"))
        square(scene)
        assert words.say("score") == "Wert"
        words.say("+")  # a sign is the same in every language

    recording = record(construct)
    assert recording.words == ("mixes", "score", "transforms") == tuple(record.asked)  # with the seats
    assert record.cited == ["hahn2020"]
    assert recording.slides[0].title == "The first Hahn 2020"


def test_a_theme_is_recorded_in_its_own_colours(record):
    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        scene.play(FadeIn(Square(color=theme.state, fill_opacity=1)), run_time=0.1)

    seen = {}
    for name in ("dark", "light"):
        recording = record(construct, theme=name)
        assert recording.background == theme.background
        track = recording.tracks[recording.drawn(recording.frames - 1)[-1]]
        seen[name] = recording.style(track, recording.frames - 1)[:3]
        assert seen[name] == pytest.approx([int(theme.state[i : i + 2], 16) / 255 for i in (1, 3, 5)], abs=0.002)
    assert not np.allclose(seen["dark"], seen["light"], atol=0.01)


def test_a_point_that_is_no_number_is_left_out_as_manim_does_it(record):
    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        broken = square(scene)
        scene.play(broken.animate.shift(LEFT), run_time=0.1)
        broken.points[2] = np.nan
        scene.hold(0.1)
        broken.points[2] = ORIGIN
        scene.play(broken.animate.shift(LEFT), run_time=0.1)

    recording = record(construct)
    assert [len(recording.outlines[recording.tracks[recording.drawn(f)[-1]].outline]) for f in (62, 68, 75)] == [
        1,
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (lambda: ImageMobject(np.zeros((4, 4, 4), np.uint8)), "ImageMobject"),
        (lambda: PMobject().add_points([ORIGIN, UP, LEFT, RIGHT, UP + LEFT]), "PMobject"),
        (lambda: PMobject().add_points([ORIGIN]), "PMobject"),
        (lambda: VMobject().set_points_as_corners([LEFT, UP, RIGHT]).color_using_background_image("x.png"), "VMobject"),
        (lambda: Square(shade_in_3d=True), "Square"),
    ],
    ids=["image", "points", "a point", "background image", "shaded"],
)
@pytest.mark.parametrize("moves", [False, True])
def test_what_is_no_shape_is_one_clear_error_with_slide_and_class(record, thing, name, moves):
    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        mobject = square(scene)
        scene.slide("second", keep=[mobject])
        scene.add(thing())
        scene.play(Create(Square())) if moves else scene.hold(1)

    with pytest.raises(ValueError, match=rf"^an? {name} cannot be recorded: .*draw it with shapes") as error:
        record(construct)
    assert error.value.__notes__ == ["slide second"]


@pytest.mark.parametrize("kind", [MovingCameraScene, ThreeDScene, ZoomedScene])
def test_a_camera_that_moves_is_one_clear_error(record, kind):
    with pytest.raises(ValueError, match=r"^Tiny is a \w+Scene: .*the camera stands still"):
        record(lecture, LectureScene, kind)


def test_what_lies_too_far_out_names_the_slide(record):
    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        scene.play(square(scene).animate.shift(1e7 * UP))

    with pytest.raises(ValueError, match="too far outside") as error:
        record(construct)
    assert error.value.__notes__ == ["slide first"]


def test_a_mistake_of_the_scene_names_the_slide(record):
    def construct(scene: LectureScene) -> None:
        opening(scene, what="")
        square(scene)
        scene.nothing()

    with pytest.raises(AttributeError, match="nothing") as error:
        record(construct)
    assert error.value.__notes__ == ["slide first"]

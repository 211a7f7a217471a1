"""Slides, steps, loops and dials: their marks are what is played, and a mistake is one clear error."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from manim import RIGHT, UP, CairoRenderer, FadeIn, Square, ValueTracker, VGroup, smooth, tempconfig

from scenes import words
from scenes.lecture_scene import LectureScene


@pytest.fixture(autouse=True)
def without_words():
    words.use()
    yield
    words.use()


class Blind(CairoRenderer):
    """Plays every frame and draws none."""

    def update_frame(self, *_: object, **__: object) -> None:
        pass

    def save_static_frame_data(self, *_: object) -> None:
        pass


def play(body: Callable[[LectureScene], None], skip: bool = True) -> LectureScene:
    """A scene whose ``construct`` is the body, played at 60 frames a second without drawing, or jumped through."""

    class Short(LectureScene):
        def construct(self) -> None:
            body(self)

    with tempconfig({"dry_run": True, "progress_bar": "none", "disable_caching": True, "frame_rate": 60}):
        scene = Short(renderer=Blind(skip_animations=skip))
        scene.render()
    return scene


def two_slides(scene: LectureScene) -> None:
    square = Square()
    scene.slide("first", "schematic", begin=[square])
    scene.play(square.animate.scale(2), run_time=1)
    scene.step()
    with scene.loop():
        scene.play(square.animate.shift(RIGHT), run_time=0.5)
        scene.play(square.animate.shift(-RIGHT), run_time=0.5)
    scene.slide("second", "schematic", keep=[square])
    size = ValueTracker(2.0)
    scene.dial("size", size, 1.0, 4.0, seconds=1, places=2, unit="cm")


@pytest.mark.parametrize("skip", [True, False])
def test_marks_tell_when_slides_and_steps_are_played(skip):
    first, second = play(two_slides, skip=skip).slide_marks
    frame = 1 / 60
    assert [first.id, second.id] == ["first", "second"]
    assert first.first == 0
    assert first.steps[0].end == pytest.approx(1 + frame)
    assert first.steps[1].loop == pytest.approx((1 + frame, 2 + frame))
    assert first.end == second.first == first.steps[1].end
    for mark in (first, second):
        assert (mark.steps[0].first, mark.steps[-1].end) == (mark.first, mark.end)
        assert all(a.end == b.first for a, b in pairwise(mark.steps))
    dial = second.steps[0].dial
    assert (dial.name, dial.places, dial.unit) == ("size", 2, "cm")
    assert dial.end - dial.first == pytest.approx(1)


@pytest.mark.parametrize("log", [False, True])
def test_a_dials_values_are_those_of_its_frames(log):
    drawn: list[tuple[float, float]] = []

    def body(scene: LectureScene) -> None:
        size, square = ValueTracker(2.0), Square()
        scene.slide("one", begin=[square])
        square.add_updater(lambda m: drawn.append((scene.renderer.time, size.get_value())))
        scene.dial("size", size, 0.5, 8.0, seconds=0.5, log=log)
        assert size.get_value() == 2.0, "it returns to where it was"

    [mark] = play(body, skip=False).slide_marks
    dial = mark.steps[0].dial
    by_frame = {round(time * 60): value for time, value in drawn}
    first = round(dial.first * 60)
    assert [by_frame[first + i] for i in range(30)] == pytest.approx(dial.values)
    assert (dial.values[0], dial.values[-1]) == pytest.approx((0.5, 8.0))
    ratios = np.diff(np.log(dial.values) if log else dial.values)
    assert ratios == pytest.approx([ratios[0]] * 29)


def test_a_dial_that_starts_or_ends_where_it_is_goes_no_detour():
    def body(scene: LectureScene) -> None:
        scene.slide("one", begin=[Square()])
        scene.dial("size", ValueTracker(4.0), 1.0, 4.0, seconds=1)

    [mark] = play(body).slide_marks
    assert mark.end - mark.steps[0].dial.end == pytest.approx(1 / 60)


def test_a_slide_has_the_words_and_facts_of_the_script():
    words.use({"one": words.SlideWords("From {low} to {high}", "Of {low}")})

    def body(scene: LectureScene) -> None:
        square = Square()
        scene.slide("one", "proved", begin=[square], low="3", high="4")
        scene.play(FadeIn(square))

    [mark] = play(body).slide_marks
    assert (mark.title, mark.source, mark.evidence) == ("From 3 to 4", "Of 3", "proved")
    assert mark.facts == {"low": "3", "high": "4"}


def square_that(change: Callable[[Square], Square]) -> Callable[[LectureScene], None]:
    def body(scene: LectureScene) -> None:
        square = Square()
        scene.slide("one", begin=[square])
        scene.play(FadeIn(square))
        scene.step()
        with scene.loop():
            scene.play(square.animate.scale(2))
            scene.play(change(square.animate.scale(0.5)))

    return body


def test_a_loop_ends_as_it_began():
    play(square_that(lambda square: square))
    for change in (
        lambda square: square.shift(0.01 * UP),
        lambda square: square.set_stroke(opacity=0.9),
        lambda square: square.set_stroke(width=5),
        lambda square: square.set_fill("#FFFFFF", 0.1),
    ):
        with pytest.raises(ValueError, match="slide 'one': its loop must end with the picture that it began with"):
            play(square_that(change))


def test_what_comes_or_goes_within_a_loop_breaks_it():
    def body(scene: LectureScene) -> None:
        scene.slide("one", begin=[Square()])
        with scene.loop():
            scene.play(FadeIn(Square()))

    with pytest.raises(ValueError, match="its loop must end with the picture"):
        play(body)


def after_slide(*beats: Callable[[LectureScene], object]) -> Callable[[LectureScene], None]:
    def body(scene: LectureScene) -> None:
        square = Square()
        scene.slide("one", "schematic", begin=[square])
        scene.play(FadeIn(square))
        for beat in beats:
            beat(scene)

    return body


def turning(scene: LectureScene) -> None:
    with scene.loop():
        scene.play(scene.seats.animate(rate_func=lambda t: smooth(0.0)).shift(UP))


def empty_loop(scene: LectureScene) -> None:
    with scene.loop():
        pass


def step_in_a_loop(scene: LectureScene) -> None:
    with scene.loop():
        scene.step()


def dial(scene: LectureScene) -> None:
    scene.dial("size", ValueTracker(1.0), 1.0, 2.0)


MISTAKES = {
    "an empty stage at the start": (lambda s: s.slide("one"), "'one' opens its scene on an empty stage"),
    "an empty stage between slides": (after_slide(lambda s: s.slide("two")), "'two' keeps nothing of the slide before"),
    "a kept object that was never there": (
        after_slide(lambda s: s.slide("two", keep=[Square()])),
        "'two' keeps nothing of the slide before",
    ),
    "a play before the first slide": (lambda s: s.play(FadeIn(Square())), r"before the first slide; call self.slide"),
    "a hold before the first slide": (lambda s: s.hold(), r"before the first slide; call self.slide"),
    "a step before the first slide": (lambda s: s.step(), r"a step belongs to a slide; call self.slide"),
    "a loop before the first slide": (empty_loop, r"a loop belongs to a slide"),
    "a dial before the first slide": (dial, r"a dial belongs to a slide"),
    "an id twice": (after_slide(lambda s: s.slide("one")), "two slides have the id 'one'"),
    "an id with a blank": (lambda s: s.slide("one two"), "the slide id 'one two' may have only"),
    "an id in capitals": (lambda s: s.slide("One"), "the slide id 'One' may have only"),
    "a fact that is no text": (lambda s: s.slide("one", n=3), "the fact 'n' of slide 'one' is 3; facts are text"),
    "an evidence that is none": (lambda s: s.slide("one", "rumour", begin=[Square()]), "evidence 'rumour' is not"),
    "a step in which nothing moves": (after_slide(lambda s: s.step()), "'one': nothing moves in its step 2"),
    "a step that only holds": (after_slide(lambda s: s.step(), lambda s: s.hold()), "nothing moves in its step 2"),
    "an empty loop": (after_slide(empty_loop), "nothing is played inside its loop"),
    "a step inside of a loop": (after_slide(step_in_a_loop), "inside of a loop there is no step"),
    "a play after a loop": (after_slide(turning, lambda s: s.hold()), "a loop is the last thing of its step"),
    "a dial that stands": (after_slide(lambda s: s.dial("n", ValueTracker(), 2, 2)), "the dial 'n' sweeps from 2 to 2"),
    "a logarithmic dial from 0": (
        after_slide(lambda s: s.dial("n", ValueTracker(1), 0, 2, log=True)),
        "the dial 'n' is logarithmic and must stay above 0",
    ),
    "two dials in a step": (after_slide(dial, dial), "a step has one dial; call self.step"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_clear_error(body, says):
    with pytest.raises(ValueError, match=says):
        play(body)


def test_a_missing_fact_names_slide_and_placeholder():
    words.use({"one": words.SlideWords("From {low}")})
    with pytest.raises(ValueError, match=r"slide 'one' of the script: \{low\} is no fact that the scene gives"):
        play(lambda scene: scene.slide("one", begin=[Square()]))


def test_only_the_words_that_differ_change_and_what_is_not_kept_leaves():
    words.use({"one": words.SlideWords("One", "Same"), "two": words.SlideWords("Two", "Same")})
    found: dict[str, object] = {}

    def body(scene: LectureScene) -> None:
        pair, lone = VGroup(Square(), Square().shift(RIGHT)), Square().shift(UP)
        scene.slide("one", "proved", begin=[pair, lone])
        scene.play(FadeIn(lone))
        title, tag, source = scene.furniture
        scene.slide("two", "proved", keep=[pair[0]])
        there = scene.mobjects
        assert pair[0] in there and pair[1] not in there and lone not in there
        assert scene.seats in there
        assert title not in there and tag in there and source in there
        found["furniture"] = list(scene.furniture)
        assert scene.furniture[1] is tag and scene.furniture[2] is source

    play(body)
    assert found["furniture"][0].original_text == "Two"

"""The pace of slides whose words and motions are known by hand, and that of the lecture."""

from __future__ import annotations

import pytest

from recording import motion
from recording.file import Dial, Recording, SlideMarks, Step
from recording.tracks import Tracks
from scenes.lecture_scene import LectureScene
from slides.build import measure_pace
from slides.pace import BODY, WIDTH, Pace, SlidePace, StepPace, measure, table
from slides.script import Cut, Slide, load_lecture
from tests.recording.made import finished, look, moved, rectangle

SIX_SECONDS = 13 * "word "
STEPS = {
    "one": [StepPace(6, 3, 2, 0, 0), StepPace(12, 2, 1, 1, 0), StepPace(18, 3, 1, 0, 2)],
    "two": [StepPace(18, 1, 0, 0, 0), StepPace(6, 8, 8, 0, 0)],
    "three": [StepPace(6, 1, 1 / 60, 0, 0)],  # at once it is another picture
}


def made() -> Recording:
    """The recording for the steps above: a square stands and goes; in the third slide it is another."""
    tracks, slides = Tracks(), []
    place = 0.0

    def stand(frames: int) -> None:
        number = 1 if len(slides) == 2 else 0
        tracks.add([], [[(number, look(moved(rectangle(1, 1), place, -number)))]], frames)

    def go(*frames: int) -> tuple[int, int]:
        """Out and back, a step a frame, so many frames each."""
        nonlocal place
        first, moving = tracks.frames, []
        for count, way in zip(frames, (1, -1), strict=False):
            for _ in range(count):
                place += way / 256
                moving.append([(0, look(moved(rectangle(1, 1), place, 0)))])
        tracks.add([], moving)
        return first, tracks.frames

    def end(slide: str, *steps: Step) -> None:
        slides.append(SlideMarks(slide, "", None, "", {}, steps[0].first, steps[-1].end, steps))

    stand(60)
    go(120)
    go(60)
    loop = go(30, 30)
    go(30)
    first, last = go(60, 60)
    go(30)
    dial = Dial("n", first, last, (0.0,) * 120, 1, "")
    end("one", Step(0, 180), Step(180, 300, loop), Step(300, 480, None, dial))
    stand(60)
    go(480)
    end("two", Step(480, 540), Step(540, 1020))
    stand(60)
    end("three", Step(1020, 1080))
    return finished(tracks, slides)


RECORDINGS = {"dark": {"made": made()}}


def cut(*selected: str) -> Cut:
    spoken = {
        name: "\n\n".join(SIX_SECONDS * round(step.speech / 6) for step in steps) for name, steps in STEPS.items()
    }
    whole = {"made": tuple(Slide("made", name, "", "", say, "", "") for name, say in spoken.items())}
    titles, chosen = {"made": "Part"}, {"made": selected}
    return Cut(None, "made", ("dark",), "en", whole, titles, {}, {}, selected=chosen, minutes=5)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def build(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path))
    return tmp_path


def test_what_moves_is_kept_and_found_again(monkeypatch):
    first = measure(cut(), RECORDINGS)
    monkeypatch.setattr(motion, "Motion", None)
    assert measure(cut(), RECORDINGS) == first


@pytest.mark.parametrize(
    "old", ["{}", "not json", '{"made_of": [', '{"made_of": ["another"], "moves": "", "lives_on": {}}']
)
def test_what_is_kept_of_another_recording_or_broken_is_measured_anew(build, old):
    first = measure(cut(), RECORDINGS)
    [kept] = (build / "pace").iterdir()
    new = kept.read_text()
    kept.write_text(old)
    assert measure(cut(), RECORDINGS) == first
    assert kept.read_text() == new


def test_a_step_speaks_moves_and_rests_as_counted_by_hand():
    pace = measure(cut(), RECORDINGS)
    assert {slide.id: list(slide.steps) for slide in pace.slides} == {f"made-{name}": s for name, s in STEPS.items()}
    rests = [[step.rest for step in slide.steps] for slide in pace.slides]
    assert rests == [[3, 0, 0], [17, 0], [5]]


def test_the_talk_takes_the_longer_of_speech_and_motion():
    pace = measure(cut(), RECORDINGS)
    seconds = {part: 60 * pace.total(part) for part in ("speech", "motion", "loop", "dial", "rest", "seconds")}
    assert seconds == pytest.approx(
        {"speech": 66, "motion": 12 + 1 / 60, "loop": 1, "dial": 2, "rest": 25, "seconds": 68}
    )


def test_a_long_rest_is_named_unless_the_picture_lives():
    assert measure(cut(), RECORDINGS).dead == [("made-two", 1, 17)]


@pytest.mark.parametrize(
    ("selected", "living_on"),
    [([], [1, 0, None]), (["one", "two"], [1, None]), (["one", "three"], [None, None]), (["two"], [None])],
)
def test_what_lives_on_is_counted_where_the_next_slide_is_shown(selected, living_on):
    assert [slide.living_on for slide in measure(cut(*selected), RECORDINGS).slides] == living_on


def test_the_table_has_a_line_a_slide_and_the_sum_beside_the_slot():
    text = table(measure(cut(), RECORDINGS))
    lines = text.splitlines()
    assert [line.split() for line in lines if line.startswith("made-")] == [
        ["made-one", "+1", "6.0/2.0/3.0", "12.0/1.0~", "18.0/1.0*"],
        ["made-two", "+0", "18.0/0.0/17.0", "6.0/8.0/0.0"],
        ["made-three", "6.0/0.0/5.0"],
    ]
    assert "objects that live on: made 1" in lines
    assert "neither moves nor waits for a dial: made-two step 1 17.0" in " ".join(text.split())
    assert lines[-1] == "made takes 1.1 of 5 minutes: speech 1.1, motion 0.2, loop 0.0, dial 0.0, rest 0.4"


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(130, "takes 135.0 of 130 minutes, 5.0 minutes too long: "), (134.96, "takes 135.0 of 134.96 minutes: ")],
)
def test_a_talk_that_is_too_long_for_its_slot_says_by_how_much(minutes, says):
    slides = (SlidePace("scene", "scene-slide", (StepPace(60 * 135, 0, 0, 0, 0),), None),)
    assert says in " ".join(table(Pace("long", minutes, slides)).split())


def test_a_long_table_fits_a_terminal():
    steps = (StepPace(100, 50, 50, 0, 0),) * 9
    slides = tuple(SlidePace(f"scene{n}", f"scene{n}-with-a-long-name", steps, 100) for n in range(9))
    text = table(Pace("long", None, slides))
    assert text.count("100.0/50.0/50.0") == 81
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "long takes 135.0 minutes: " in text


def test_the_body_is_the_stage_of_a_scene():
    stage = LectureScene.stage.fget(None)
    assert pytest.approx((stage.get_bottom()[1], stage.get_top()[1])) == BODY


@pytest.fixture(scope="module", params=load_lecture().editions)
def edition(request, recordings, lecture_build) -> Pace:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(lecture_build))
        return measure_pace(edition=request.param)


def test_no_picture_rests_long_while_it_is_spoken_of(edition):
    assert edition.dead == []


def test_the_speech_of_an_edition_fits_its_slot(edition):
    assert edition.total("speech") <= edition.minutes

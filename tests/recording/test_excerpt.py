"""A stretch cut out of a recording: it draws the same frames, marks its own steps, and carries nothing else."""

import numpy as np
import pytest

from recording.draw import pixels
from recording.excerpt import excerpt
from recording.file import Dial, SlideMarks, Step, decode
from recording.tracks import Tracks
from tests.recording.made import BLUE, GREEN, RED, finished, look, moved, rectangle


def made():
    """Three slides: a square that goes while it changes its colour, one that breathes, and one with a dial."""
    tracks = Tracks()
    flat = (0, look(rectangle(12, 7), [GREEN]))
    tracks.add([flat], [[(1, look(moved(rectangle(2, 2), f / 10, 0), [(*RED[:3], 0.2 + f / 50)]))] for f in range(40)])
    tracks.add([flat], [[(1, look(rectangle(2 + np.sin(f / 5), 2), [BLUE]))] for f in range(30)])
    tracks.add([], [[(2, look(moved(rectangle(1, 1 + f / 20), 0, f / 20)))] for f in range(30)])
    dial = Dial("height", 75, 95, tuple(range(20)), 0, "")
    slides = [
        SlideMarks("one", "One", None, "", {"best": "it"}, 0, 40, (Step(0, 40),)),
        SlideMarks("two", "Two", None, "", {}, 40, 70, (Step(40, 50), Step(50, 70, (55, 70)))),
        SlideMarks("three", "Three", None, "", {}, 70, 100, (Step(70, 100, None, dial),)),
    ]
    return finished(tracks, slides)


MADE = made()


@pytest.mark.parametrize(("first", "end"), [(0, 40), (40, 70), (50, 70), (70, 100), (25, 80), (0, 100), (39, 41)])
def test_it_draws_the_same_frames(first, end):
    cut = excerpt(MADE, first, end)
    assert cut.frames == end - first
    for frame in range(first, end):
        assert (pixels(cut, frame - first, 160, 90) == pixels(MADE, frame, 160, 90)).all(), frame


def test_it_has_the_steps_that_lie_within_it():
    [slide] = excerpt(MADE, 40, 70).slides
    assert (slide.id, slide.first, slide.end) == ("two", 0, 30)
    assert slide.steps == (Step(0, 10), Step(10, 30, (15, 30)))
    [step] = excerpt(MADE, 50, 70).slides[0].steps
    assert step == Step(0, 20, (5, 20))
    [step] = excerpt(MADE, 70, 100).slides[0].steps
    assert (step.dial.first, step.dial.end, step.dial.values) == (5, 25, tuple(range(20)))
    assert excerpt(MADE, 0, 45).slides == (MADE.slides[0],)


def test_it_carries_nothing_that_it_does_not_show():
    cut = excerpt(MADE, 70, 100)
    assert len(cut.tracks) == len({number for _, drawn in cut.order for number in drawn})
    shapes = {track.shape for track in cut.tracks} | {mix.what for track in cut.tracks for mix in track.point_mixes}
    styles = {track.style for track in cut.tracks} | {mix.what for track in cut.tracks for mix in track.style_mixes}
    assert shapes == set(range(len(cut.shapes)))
    assert styles == set(range(len(cut.styles)))
    assert len(cut.data) < len(MADE.data)


def test_it_is_a_recording_like_any_other():
    cut = excerpt(MADE, 40, 70)
    assert decode(cut.data).slides == cut.slides
    for name in ("scene", "theme", "language", "fps", "frame", "background"):
        assert getattr(cut, name) == getattr(MADE, name)


def test_a_slide_of_the_lecture_is_the_same_to_the_pixel(recordings):
    whole = recordings["dark"]["softmax"]
    marks = whole.slide("sink")
    cut = excerpt(whole, marks.first, marks.end)
    for frame in range(marks.first, marks.end, 60):
        assert (pixels(cut, frame - marks.first, 320, 180) == pixels(whole, frame, 320, 180)).all()

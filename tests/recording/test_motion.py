"""A frame moves when its picture is another than the one before; what is seen without a break lives on."""

from __future__ import annotations

import numpy as np
import pytest

from recording.file import Recording
from recording.motion import Motion
from recording.tracks import Look, Tracks
from tests.recording.made import GREEN, RED, finished, look, moved, rectangle, straight

SQUARE = rectangle(1, 1)


def faded(opacity: float, colour: tuple[float, ...] = RED) -> Look:
    return look(SQUARE, [(*colour[:3], opacity)])


def moving_frames(*plays: tuple[list, list, int]) -> list[int]:
    return np.flatnonzero(Motion(played(*plays)).moves()).tolist()


def played(*plays: tuple[list, list, int]) -> Recording:
    """Plays, each what stands, the frames of what moves, and how often a single frame is there."""
    tracks = Tracks()
    for play in plays:
        tracks.add(*play)
    return finished(tracks)


STANDS = ([], [[(0, look(SQUARE))]], 30)
GOES = ([], [[(0, look(moved(SQUARE, f / 20, 0)))] for f in range(20)], 1)
STOPS = ([], [[(0, look(moved(SQUARE, 19 / 20, 0)))]], 10)


def test_a_frame_moves_when_it_is_another_picture():
    assert moving_frames(STANDS, GOES, STOPS) == list(range(31, 50))


def test_a_jump_an_entrance_and_an_exit_are_one_frame_each():
    jumped = ([], [[(0, look(moved(SQUARE, 2, 0)))]], 5)
    both = ([(1, look(rectangle(3, 3), [GREEN]))], [[(0, look(moved(SQUARE, 2, 0)))]], 5)
    assert moving_frames(STANDS, jumped, both, jumped) == [30, 35, 40]


def test_what_cannot_be_seen_does_not_move():
    hidden = [[(0, look(SQUARE)), (1, look(moved(SQUARE, f / 20, 0), [(1, 1, 1, 0)]))] for f in range(20)]
    thin = [[(0, look(SQUARE)), (1, look(moved(SQUARE, f / 20, 0), [(1, 1, 1, 0)], [RED], 0))] for f in range(20)]
    assert moving_frames(STANDS, ([], hidden, 1), ([], thin, 1)) == []


def test_a_fade_moves_from_its_first_ink_to_its_end():
    fade = [[(0, faded(max(0, f - 5) / 10))] for f in range(16)]
    assert moving_frames(([], fade, 1), ([], [[(0, faded(1))]], 9)) == list(range(6, 16))


def test_another_object_that_looks_the_same_is_no_motion():
    assert moving_frames(STANDS, ([], [[(7, look(SQUARE))]], 30)) == []


BEFORE = ([(0, look(SQUARE))], [[(1, look(moved(SQUARE, f / 20, 2)))] for f in range(20)], 1)
BOUNDARY = 20
CROSSFADE = [[(0, faded(1 - f / 30)), (9, faded(f / 30))] for f in range(30)]


@pytest.mark.parametrize(
    ("after", "lives"),
    [
        ([[(0, look(SQUARE))] for _ in range(70)], True),
        ([[(0, look(moved(SQUARE, f / 20, 0)))] for f in range(70)], True),
        ([[(0, look(SQUARE))] for _ in range(50)], True),  # to the recording's end
        ([[(0, look(SQUARE))] for _ in range(50)] + [[] for _ in range(20)], False),
        ([[(0, faded(1 - f / 30))] for f in range(30)] + [[] for _ in range(40)], False),
        ([[(0, faded(max(0, abs(f - 20) - 5) / 20))] for f in range(70)], False),  # gone, and back
        ([[(9, look(SQUARE))] for f in range(70)], True),  # another takes its place
        ([[(9, look(moved(SQUARE, 0.2, 0)))] for f in range(70)], False),  # but not elsewhere
        ([[(9, look(SQUARE, [GREEN]))] for f in range(70)], False),
        (CROSSFADE + [[(9, faded(1))]] * 40, False),
    ],
)
def test_an_object_lives_on_while_it_is_seen_without_a_break(after, lives):
    recording = played(BEFORE, ([], after, 1))
    assert Motion(recording).living_on(BOUNDARY, -1, 1) == lives


def test_an_object_that_takes_another_outline_where_it_is_lives_on():
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0), (0.5, 0.5), (-0.5, 0.5)]
    bent = [[(0, look(straight([*corners[:2], (0.5 + f / 70, 0), *corners[3:]])))] for f in range(70)]
    assert Motion(played(BEFORE, ([], bent, 1))).living_on(BOUNDARY, -1, 1) == 1


def test_only_objects_of_the_body_count_and_none_twice():
    objects = [(n, look(moved(SQUARE, 0, y), [RED])) for n, y in enumerate((-3.5, 0, 0, 0, 3.5))]
    everything = ([], [objects], 30)
    assert Motion(played(everything, everything, everything, everything)).living_on(30, -3, 3) == 3
    two = ([], [[(8, objects[1][1]), (9, objects[1][1])]], 90)  # two take the place of three
    assert Motion(played(everything, two)).living_on(30, -3, 3) == 2

"""Tracks: whatever is drawn comes back in every frame, within the tolerances, and nothing is kept twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recording.file import Recording, Track
from recording.tracks import Floats, Frame, Look, Tracks, factor
from tests.recording.made import BLUE, RED, WHITE, finished, look, moved, recorded, rectangle, straight

BOX = rectangle(2, 1, 3, 1)
POINT, COLOUR, WIDTH = 0.0004, 0.002, 0.01  # how far a recording may be off


def path_of(points: Floats) -> tuple[list[int], Floats]:
    """Manim's points as subpaths, curve by curve: how many curves each has, negative if open, and the points kept."""
    subpaths: list[list[Floats]] = []
    for curve in points[:, :2].reshape(-1, 4, 2):
        if subpaths and np.allclose(subpaths[-1][-1][3], curve[0], rtol=1e-5, atol=1e-6):
            subpaths[-1].append(curve)
        else:
            subpaths.append([curve])
    closed = [np.allclose(path[0][0], path[-1][3], rtol=1e-5, atol=1e-6) for path in subpaths]
    kept = [np.vstack([path[0][:1], *(curve[1:] for curve in path)]) for path in subpaths]
    return [len(path) if c else -len(path) for path, c in zip(subpaths, closed, strict=True)], np.vstack(kept)


def check_frame(recording: Recording, frame: int, expected: Frame) -> None:
    """A frame of a recording is what was drawn, in its order."""
    drawn = [recording.tracks[number] for number in recording.drawn(frame)]
    assert len(drawn) == len(expected)
    for track, (_, seen) in zip(drawn, expected, strict=True):
        assert track.first <= frame < track.first + track.frames
        check_look(recording, track, frame, seen)


def check_look(recording: Recording, track: Track, frame: int, seen: Look) -> None:
    points = np.frombuffer(seen.points).reshape(-1, 3)
    outline = recording.outlines[track.outline]
    if np.isfinite(points).all():
        curves, kept = path_of(points)
        assert list(outline) == curves
        assert np.abs(recording.points(track, frame) - kept).max() <= POINT + 1e-9
    else:
        assert outline == ()
    fill, stroke, behind, line = (np.frombuffer(part) for part in (seen.fill, seen.stroke, seen.behind, seen.gradient))
    counts = len(fill) // 4, len(stroke) // 4, len(behind) // 4
    assert recording.kinds[track.kind] == (*counts, seen.join, seen.cap, int(len(line) > 0))
    style = np.concatenate([fill, stroke, [seen.width], behind, [seen.behind_width], line])
    colours, backs = len(fill) + len(stroke), len(behind)
    tolerances = np.repeat([COLOUR, WIDTH, COLOUR, WIDTH, POINT], [colours, 1, backs, 1, len(line)])
    assert (np.abs(recording.style(track, frame) - style) <= tolerances + 1e-9).all()


# Plays of random objects: each has a way to move and a way to change its style; frames are what Manim would draw.

places = st.floats(-8, 8)
shares = st.floats(0, 1)
colours = st.tuples(shares, shares, shares, shares)


@st.composite
def outlines(draw: st.DrawFn) -> Floats:
    """Points of one to three subpaths, open or closed, of lines or of curves."""
    paths = []
    for _ in range(draw(st.integers(1, 3))):
        corners = draw(st.lists(st.tuples(places, places), min_size=3, max_size=5))
        path = straight(corners, closed=draw(st.booleans()))
        if draw(st.booleans()):
            path[1::4, :2] += draw(st.tuples(places, places))
        paths.append(path)
    return np.vstack(paths)


@dataclass
class Actor:
    """An object with all that it does in a play."""

    points: Floats
    other: Floats
    motion: str
    fills: list[tuple[float, ...]]
    strokes: list[tuple[float, ...]]
    behind: list[tuple[float, ...]]
    widths: tuple[float, float]
    style: str
    seed: int

    def look(self, f: int, length: int) -> Look:
        share = f / max(length - 1, 1)
        points, widths = self.points, np.array(self.widths)
        if self.motion == "straight":
            points = points + share * np.array([3.0, -2.0, 0])
        elif self.motion == "arc":
            c, s = np.cos(2 * share), np.sin(2 * share)
            points = points @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
        elif self.motion == "morph":
            points = points + share * self.other
        elif self.motion == "noise":  # as many mixes as frames
            points = points + np.random.default_rng([self.seed, f]).normal(0, 1, points.shape) * [1, 1, 0]
        elif self.motion == "written":  # the number of points grows
            points = points[: 4 * max(1, round(share * (len(points) // 4)))]
        elif self.motion == "opened":
            points = points + (share > 0.5) * np.eye(1, len(points), 0).T * np.array([[0.3, 0, 0]])
        elif self.motion == "lost" and f % 3 == 1:
            points = np.full_like(points, np.nan)
        fills = np.array(self.fills).reshape(-1, 4)
        if self.style == "fade":
            fills = fills * [1, 1, 1, share]
        elif self.style == "swell":
            widths = widths * share
        elif self.style == "blink":
            fills = np.random.default_rng([self.seed, f]).random(fills.shape)
        many = len(self.fills) > 1 or len(self.strokes) > 1
        line = points[[0, -1], :2] if many and np.isfinite(points).all() else np.zeros((2 * many, 2))
        return look(
            points,
            fills,
            self.strokes,
            widths[0],
            behind=self.behind,
            behind_width=widths[1] * bool(self.behind),
            line=line,
        )


MOTIONS = ["still", "still", "straight", "arc", "morph", "noise", "written", "opened", "lost"]


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    points = draw(outlines())
    shift = draw(st.lists(places, min_size=3, max_size=3))
    return Actor(
        points,
        np.resize(shift, points.shape) * [1, 1, 0],
        draw(st.sampled_from(MOTIONS)),
        draw(st.lists(colours, max_size=3)),
        draw(st.lists(colours, min_size=1, max_size=2)),
        draw(st.lists(colours, max_size=1)),
        (draw(st.floats(0, 20)), draw(st.floats(0, 20))),
        draw(st.sampled_from(["still", "still", "fade", "swell", "blink"])),
        draw(st.integers(0, 1000)),
    )


@st.composite
def plays(draw: st.DrawFn) -> list[tuple[Frame, list[Frame], int]]:
    """What is handed to tracks: what stands, the frames of what moves, how often it is repeated."""
    found: list[tuple[Frame, list[Frame], int]] = []
    cast = draw(st.lists(actors(), min_size=1, max_size=4))
    last = [actor.look(0, 1) for actor in cast]
    for _ in range(draw(st.integers(1, 3))):
        numbers = draw(st.permutations(range(len(cast))))
        split = draw(st.integers(0, len(numbers)))
        standing = [(n, last[n]) for n in numbers[:split]]
        if draw(st.booleans()):  # a hold
            found.append((standing, [[(n, last[n]) for n in numbers[split:]]], draw(st.integers(1, 40))))
            continue
        length = draw(st.integers(1, 24))
        frames: list[Frame] = []
        comes = {n: draw(st.integers(0, length // 2)) for n in numbers[split:]}
        gone = {n: draw(st.sampled_from([length, length // 2 + 1])) for n in numbers[split:]}
        turn = draw(st.integers(0, length))  # from here on they are drawn the other way round
        for f in range(length):
            frame = [(n, cast[n].look(f, length)) for n in numbers[split:] if comes[n] <= f < gone[n] or f % 7 == 6]
            last = [dict(frame).get(n, before) for n, before in enumerate(last)]
            frames.append(frame if f < turn else frame[::-1])
        found.append((standing, frames, 1))
    return found


@given(plays())
@settings(max_examples=150, deadline=None)
def test_whatever_is_drawn_comes_back(plays):
    tracks, expected = Tracks(), []
    for standing, frames, repeat in plays:
        tracks.add(standing, frames, repeat)
        expected += [[*standing, *frame] for frame in frames for _ in range(repeat)]
    recording = finished(tracks)
    assert recording.frames == len(expected)
    for frame, drawn in enumerate(expected):
        check_frame(recording, frame, drawn)


@given(st.integers(2, 40), st.integers(1, 30), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_factors_are_within_the_tolerance_or_refused(frames, numbers, seed):
    chance = np.random.default_rng(seed)
    rows = chance.normal(0, 1, (frames, 3)) @ chance.normal(0, 1, (3, numbers))
    found = factor(rows, np.full(numbers, 1 / 4096), np.full(numbers, POINT))
    assert found is not None
    mixed = sum((np.outer(weights / 65536, vector / 4096) for vector, weights in found), np.zeros_like(rows))
    assert np.abs(mixed - rows).max() <= POINT
    assert len(found) <= 8
    assert factor(chance.normal(0, 1, (20, 30)), np.full(30, 1 / 4096), np.full(30, POINT)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda share: look(moved(BOX, 0.0005 * share, 0)),
        lambda share: look(BOX, [(0.5 + 0.0025 * share, 0.5, 0.5, 1)]),
        lambda share: look(BOX, stroke=[WHITE], width=2 + 0.014 * share),
        lambda share: look(BOX, behind=[(0.5, 0.5, 0.5 + 0.0025 * share, 1)], behind_width=9),
        lambda share: look(BOX, behind=[WHITE], behind_width=9 + 0.014 * share),
        lambda share: look(BOX, [RED, BLUE], line=[(0.0005 * share, 0), (1, 1)]),
    ],
    ids=["points", "colours", "widths", "colours behind", "widths behind", "gradient"],
)
def test_a_change_of_little_more_than_the_tolerance_is_kept(change):
    frames: list[Frame] = [[(0, change(f / 10))] for f in range(11)]
    recording = recorded(frames)
    for f, frame in enumerate(frames):
        check_frame(recording, f, frame)


def turned(points: Floats, angle: float) -> Floats:
    c, s = np.cos(angle), np.sin(angle)
    return points @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])


@pytest.mark.parametrize(
    ("frames", "point_mixes", "style_mixes"),
    [
        ([look(BOX)] * 30, 0, 0),
        ([look(moved(BOX, f / 30, f / 60)) for f in range(30)], 1, 0),
        ([look(moved(BOX, (f / 30) ** 3, (f / 30) ** 3)) for f in range(30)], 1, 0),
        ([look(turned(BOX, f / 20)) for f in range(30)], 2, 0),
        ([look(BOX, [(*RED[:3], f / 30)]) for f in range(30)], 0, 1),
        ([look(BOX * (1 - f / 30) + rectangle(1, 5) * f / 30, [(*RED[:3], f / 30)]) for f in range(30)], 1, 1),
    ],
    ids=["still", "straight", "eased", "turn", "fade", "morph and fade"],
)
def test_a_motion_is_as_few_mixes_as_it_has_directions(frames, point_mixes, style_mixes):
    recording = recorded([[(0, seen)] for seen in frames])
    [track] = recording.tracks
    assert (len(track.point_mixes), len(track.style_mixes)) == (point_mixes, style_mixes)


def test_a_straight_move_adds_one_point_to_all():
    recording = recorded([[(0, look(moved(BOX, f / 30, f / 60)))] for f in range(30)])
    [mix] = recording.tracks[0].point_mixes
    assert len(recording.shapes[mix.what]) == 1


def test_a_motion_that_needs_many_mixes_is_cut():
    chance = np.random.default_rng(0)
    frames: list[Frame] = [[(0, look(BOX + chance.normal(0, 1, BOX.shape)))] for _ in range(40)]
    recording = recorded(frames)
    assert len(recording.tracks) > 1
    assert max(len(track.point_mixes) for track in recording.tracks) <= 8
    for f, frame in enumerate(frames):
        check_frame(recording, f, frame)


def test_what_stands_adds_no_track_from_play_to_play():
    still, other = (0, look(BOX)), [[(1, look(moved(BOX, f, 0)))] for f in range(5)]
    recording = recorded(([still], other), [[still]], ([still], other), [[still]] * 3)
    [track] = [track for track in recording.tracks if not track.point_mixes]
    assert (track.first, track.frames) == (0, 14)


def test_a_hold_adds_no_track_and_no_order():
    tracks = Tracks()
    tracks.add([(0, look(BOX))], [[(1, look(BOX, [BLUE]))]])
    before = len(tracks.tracks), len(tracks.order)
    tracks.add([], [[(0, look(BOX)), (1, look(BOX, [BLUE]))]], 600)
    assert (len(tracks.tracks), len(tracks.order)) == before
    assert finished(tracks).frames == 601


def test_what_was_away_is_drawn_by_a_track_of_its_own_time():
    recording = recorded([[(0, look(BOX))]] * 3, [[]] * 2, [[(0, look(BOX))]] * 3)
    assert [(track.first, track.frames) for track in recording.tracks] == [(0, 3), (5, 3)]
    assert [recording.drawn(f) for f in (2, 3, 4, 5)] == [(0,), (), (), (1,)]


@given(st.lists(st.tuples(st.floats(-7, 7), st.floats(-4, 4)), min_size=2, max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_letter_is_one_shape_wherever_it_stands(places):
    chance = np.random.default_rng(1)
    letter = np.round(straight(chance.normal(0, 0.2, (12, 2))), 5)
    recording = recorded([[(n, look(moved(letter, x, y))) for n, (x, y) in enumerate(places)]])
    assert len(recording.shapes) == 1
    assert len(recording.styles) == len(recording.kinds) == len(recording.outlines) == 1
    check_frame(recording, 0, [(n, look(moved(letter, x, y))) for n, (x, y) in enumerate(places)])


def test_the_same_motion_twice_keeps_its_weights_once():
    frames: list[Frame] = [[(0, look(moved(BOX, f / 7, 0)))] for f in range(10)]
    other: list[Frame] = [[(1, look(moved(BOX, f / 7, 2)))] for f in range(10)]
    recording = recorded(frames, other)
    assert len(recording.tracks) == 2
    assert len(recording.weights) == 1
    assert len({mix.what for track in recording.tracks for mix in track.point_mixes}) == 1


def test_a_point_that_is_no_number_draws_nothing_and_the_rest_goes_on():
    broken = BOX.copy()
    broken[3, 0] = np.nan
    frames: list[Frame] = [[(0, look(broken if f in (2, 3) else moved(BOX, f, 0), line=[]))] for f in range(6)]
    recording = recorded(frames)
    for f, frame in enumerate(frames):
        check_frame(recording, f, frame)
    assert [recording.outlines[recording.tracks[recording.drawn(f)[0]].outline] for f in (1, 2, 4)] == [(4,), (), (4,)]


def test_the_vector_of_a_factor_is_never_nothing():
    small = np.full(400, 0.45)  # together larger than the other row, each within the tolerance, rounding to 0
    one = np.zeros(400)
    one[0] = 1.1
    [(vector, weights), *_] = factor(np.array([small, one]), 1.0, 1.0)
    assert vector.any() and np.abs(weights).max() > 0

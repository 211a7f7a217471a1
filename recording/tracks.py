"""From what was drawn in every frame to tracks: shapes, styles, and the weights with which they are mixed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Steps in which a recording counts, see FORMAT.md. 1/255 and 1/100 are whole numbers of colour steps.
POINT_STEP, COLOUR_STEP, WIDTH_STEP, WEIGHT_STEP = 1 / 4096, 1 / 5100, 1 / 200, 1 / 65536
# How far a recording may be from what was drawn: Manim units (0.05 pixels of 1080 lines), channels, stroke widths.
POINT_TOLERANCE, COLOUR_TOLERANCE, WIDTH_TOLERANCE = 0.0004, 0.002, 0.01
MOST_MIXES = 8  # a motion that needs more is cut into two
FARTHEST = 100_000  # Manim units that the file's numbers hold
NEAR, NEAR_SHARE = 1e-6, 1e-5  # Manim's own tolerances for "two points are one"


class Look(NamedTuple):
    """All that decides how one path looks, as bytes of float64, so that two looks are compared in no time."""

    points: bytes  # [4 a curve, 3]
    fill: bytes  # [colours, 4]
    stroke: bytes
    width: float
    behind: bytes
    behind_width: float
    join: int
    cap: int
    gradient: bytes  # start and end point [2, 2], or nothing


Frame = list[tuple[int, Look]]  # what is drawn, from back to front: the number of an object and its look


class Motion(NamedTuple):
    """A straight way from one look to another of its kind, both without a gradient."""

    start: Look
    end: Look
    weights: Floats  # of the end, in each frame

    def alike(self, first: int, end: int) -> Iterator[tuple[int, Alike]]:
        """Its frames from ``first`` up to ``end``, as `_alike` gives them."""
        weights, both = self.weights[first:end, None], [self.start, self.end]

        def mixed(start: Floats, end: Floats) -> Floats:
            return end[None] if (start == end).all() else (1 - weights) * start + weights * end

        points = mixed(*_points_of(both).reshape(2, -1)).reshape(-1, len(self.end.points) // 96, 4, 3)
        return _drawn(kind_of(self.end), points, mixed(*styles_of(both)), len(weights))


class Path(NamedTuple):
    """A look in a recording's own terms."""

    kind: int
    outline: int
    shape: int
    x: int
    y: int
    style: int


@dataclass
class Track:
    """An object for as long as it is one shape, or one motion. Mixes are (what is added, sequence of weights)."""

    path: Path
    first: int
    frames: int
    point_mixes: list[tuple[int, int]] = field(default_factory=list)
    style_mixes: list[tuple[int, int]] = field(default_factory=list)
    still: Look | None = None


class Store:
    """Arrays of integers, each kept once and known by its number."""

    def __init__(self) -> None:
        self.items: list[Ints] = []
        self._numbers: dict[bytes, int] = {}

    def add(self, item: Ints) -> int:
        """The number of an array, a new one if it is new."""
        key = item.tobytes()
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(item)
        return self._numbers[key]


class Tracks:
    """Takes play after play, and keeps tracks, not frames."""

    def __init__(self) -> None:
        self.shapes, self.styles, self.weights = Store(), Store(), Store()
        self.kinds: list[tuple[int, ...]] = []
        self.outlines: list[tuple[int, ...]] = []
        self.tracks: list[Track] = []
        self.order: list[tuple[int, list[int]]] = []
        self.frames = 0
        self._paths: dict[Look, Path] = {}
        self._styles: dict[tuple[tuple[int, ...], bytes], tuple[int, list[tuple[int, int]] | None]] = {}
        self._last: dict[int, int] = {}  # the latest track of each object

    def add(
        self, standing: Frame, moving: Sequence[Frame], repeat: int = 1, motions: Mapping[int, Motion] | None = None
    ) -> None:
        """Add the frames of a play, each drawn on what stands; a single one may be there for ``repeat`` frames.

        ``motions`` are of objects which are in all frames, and count instead of their looks there.
        """
        if not moving or not repeat:
            return
        length = len(moving) * repeat
        series: dict[int, list[tuple[int, Look]]] = {}
        for f, frame in enumerate(moving):
            for number, look in frame:
                series.setdefault(number, []).append((f, look))
        spans: dict[int, list[tuple[int, int]]] = {}  # object -> [(first frame in this play, track), ...]
        for number, look in standing:
            spans[number] = [(0, self._still(number, look, self.frames, length))]
        for number, looks in series.items():
            if motions and number in motions:
                spans[number] = list(self._add_motion(number, motions[number]))
            else:
                spans[number] = list(self._add_object(number, looks, repeat))
        self._add_order([n for n, _ in standing], [[n for n, _ in frame] for frame in moving], repeat, spans)
        self.frames += length

    def _add_object(self, number: int, looks: list[tuple[int, Look]], repeat: int) -> Iterator[tuple[int, int]]:
        for first, run in _runs(looks):
            changes = [i for i in range(1, len(run)) if run[i] != run[i - 1]]
            if not changes:
                yield first, self._still(number, run[0], self.frames + first, len(run) * repeat)
                continue
            begin, end = changes[0] - 1, changes[-1] + 1  # a motion has the frames before and after it, too
            if begin > 0:
                yield first, self._still(number, run[0], self.frames + first, begin)
            yield from self._moving(number, first + begin, _alike(run[begin:end]))
            if end < len(run):
                yield first + end, self._still(number, run[-1], self.frames + first + end, len(run) - end)

    def _add_motion(self, number: int, motion: Motion) -> Iterator[tuple[int, int]]:
        """As `_add_object`, of a motion: it stands while it is at one of its ends."""
        weights, n = motion.weights, len(motion.weights)
        if motion.start == motion.end:
            yield 0, self._still(number, motion.end, self.frames, n)
            return
        changes, ends = np.flatnonzero(np.diff(weights)), {0.0: motion.start, 1.0: motion.end}
        first, last = ends.get(weights[0]), ends.get(weights[-1])
        begin = (int(changes[0]) if len(changes) else n) if first else 0
        end = (int(changes[-1]) + 2 if len(changes) else n) if last else n
        if first and begin:
            yield 0, self._still(number, first, self.frames, begin)
        if begin < end:
            yield from self._moving(number, begin, motion.alike(begin, end))
        if last and end < n:
            yield end, self._still(number, last, self.frames + end, n - end)

    def _moving(self, number: int, first: int, parts: Iterable[tuple[int, Alike]]) -> Iterator[tuple[int, int]]:
        for start, part in parts:
            for track in self._factored(part, self.frames + first + start):
                self._last[number] = len(self.tracks)
                self.tracks.append(track)
                yield track.first - self.frames, self._last[number]

    def _still(self, number: int, look: Look, first: int, frames: int) -> int:
        last = self._last.get(number)
        if last is not None:
            track = self.tracks[last]
            if track.still == look and track.first + track.frames == first:
                track.frames += frames
                return last
        self._last[number] = len(self.tracks)
        self.tracks.append(Track(self.path(look), first, frames, still=look))
        return self._last[number]

    def _factored(self, motion: Alike, first: int) -> Iterator[Track]:
        """The motion as a track: its last look and mixes; cut in two while it needs too many of them."""
        base, n = self._path(motion), motion.frames
        shape = (self.shapes.items[base.shape] + [base.x, base.y]) * POINT_STEP
        rest = (motion.points - shape).reshape(len(motion.points), -1)
        moved = factor(rest, POINT_STEP, POINT_TOLERANCE) if len(rest) > 1 else []
        _, styled = self._styled(motion.kind, motion.styles)
        if moved is None or styled is None:
            yield from self._factored(motion.cut(0, n // 2), first)
            yield from self._factored(motion.cut(n // 2, n), first + n // 2)
            return
        point_mixes = [(self.shapes.add(_displacement(shape)), self.weights.add(weight)) for shape, weight in moved]
        yield Track(base, first, n, point_mixes, list(styled))

    def _styled(self, kind: tuple[int, ...], styles: Floats) -> tuple[int, list[tuple[int, int]] | None]:
        """The last of some styles and their mixes; letters of a text have the same."""
        key = kind, styles.tobytes()
        if key not in self._styles:
            steps = style_steps(kind)
            last = np.round(styles[-1] / steps).astype(np.int64)
            found = factor(styles - last * steps, steps, _style_tolerances(kind)) if len(styles) > 1 else []
            number = self.styles.add(last)
            mixes = None if found is None else [(self.styles.add(v), self.weights.add(weight)) for v, weight in found]
            self._styles[key] = number, mixes
        return self._styles[key]

    def path(self, look: Look) -> Path:
        """The look as numbers of shapes and styles."""
        if look not in self._paths:
            [(_, part)] = _alike([look])
            self._paths[look] = self._path(part)
        return self._paths[look]

    def _path(self, motion: Alike) -> Path:
        """The last look of a motion."""
        points = motion.points[-1] / POINT_STEP
        start = points[0] if len(points) else np.zeros(2)
        # Rounded apart, so that a letter is the same shape wherever it stands.
        origin, shape = np.round(start).astype(np.int64), np.round(points - start).astype(np.int64)
        return Path(
            _number(self.kinds, motion.kind),
            _number(self.outlines, motion.outline),
            self.shapes.add(shape),
            int(origin[0]),
            int(origin[1]),
            self._styled(motion.kind, motion.styles)[0],
        )

    def _add_order(
        self, standing: list[int], moving: list[list[int]], repeat: int, spans: dict[int, list[tuple[int, int]]]
    ) -> None:
        starts = {f for found in spans.values() for f, _ in found}
        changed = {f for f in range(1, len(moving)) if moving[f] != moving[f - 1]}
        for f in sorted({0, *starts, *changed}):
            drawn = [_at(spans[number], f) for number in (*standing, *moving[f // repeat])]
            if not self.order or self.order[-1][1] != drawn:
                self.order.append((self.frames + f, drawn))


def kind_of(look: Look) -> tuple[int, ...]:
    """How a look is painted: ``(fills, strokes, strokes behind, join, cap, gradient)``."""
    counts = (len(c) // 32 for c in (look.fill, look.stroke, look.behind))
    return (*counts, look.join, look.cap, int(bool(look.gradient)))


def styles_of(looks: Sequence[Look]) -> Floats:
    """Colours, widths and gradient of looks of one kind, in the order of FORMAT.md: ``[looks, numbers]``."""

    def table(numbers: Iterable[bytes]) -> Floats:
        return np.frombuffer(b"".join(numbers)).reshape(len(looks), -1)

    return np.hstack(
        [
            table(look.fill + look.stroke for look in looks),
            np.array([[look.width] for look in looks]),
            table(look.behind for look in looks),
            np.array([[look.behind_width] for look in looks]),
            table(look.gradient for look in looks),
        ]
    )


def style_steps(kind: tuple[int, ...]) -> Floats:
    """The step of each number of a style."""
    return np.repeat([COLOUR_STEP, WIDTH_STEP, COLOUR_STEP, WIDTH_STEP, POINT_STEP], _style_lengths(kind))


def _style_tolerances(kind: tuple[int, ...]) -> Floats:
    tolerances = [COLOUR_TOLERANCE, WIDTH_TOLERANCE, COLOUR_TOLERANCE, WIDTH_TOLERANCE, POINT_TOLERANCE]
    return np.repeat(tolerances, _style_lengths(kind))


def _style_lengths(kind: tuple[int, ...]) -> tuple[int, ...]:
    """How many numbers each part of a style has: colours, width, colours behind, their width, gradient."""
    fills, strokes, behind, _, _, gradient = kind
    return 4 * (fills + strokes), 1, 4 * behind, 1, 4 * gradient


@dataclass(frozen=True)
class Alike:
    """Frames of one kind and outline: points ``[frames, points, 2]`` and styles ``[frames, numbers]``.

    Where all frames have the same points, or the same style, there may be one row of them.
    """

    kind: tuple[int, ...]
    outline: tuple[int, ...]
    points: Floats
    styles: Floats
    frames: int

    def cut(self, begin: int, end: int) -> Alike:
        """A stretch of them."""
        points, styles = _cut(self.points, begin, end), _cut(self.styles, begin, end)
        return Alike(self.kind, self.outline, points, styles, end - begin)


def _cut(rows: Floats, begin: int, end: int) -> Floats:
    return rows[begin:end] if len(rows) > 1 else rows


def _points_of(looks: Sequence[Look]) -> Floats:
    """Points ``[looks, curves, 4, 3]`` of looks with as many curves."""
    return np.frombuffer(b"".join(look.points for look in looks)).reshape(len(looks), -1, 4, 3)


def _alike(run: list[Look]) -> Iterator[tuple[int, Alike]]:
    """Stretches of a run in which kind and outline stay the same, each with where it starts."""
    kinds = [(len(look.points), kind_of(look)) for look in run]
    for a, b in _stretches([i for i in range(1, len(run)) if kinds[i] != kinds[i - 1]], len(run)):
        same = all(look.points == run[a].points for look in run[a + 1 : b])
        points = _points_of(run[a : a + 1] if same else run[a:b])
        for start, part in _drawn(kinds[a][1], points, styles_of(run[a:b]), b - a):
            yield a + start, part


def _drawn(kind: tuple[int, ...], points: Floats, styles: Floats, frames: int) -> Iterator[tuple[int, Alike]]:
    """Stretches in which the outline stays the same; points are ``[frames or 1, curves, 4, 3]``."""
    if len(points) == 1:
        outline, kept = _outlined_once(points.tobytes())
        yield 0, Alike(kind, outline, kept, styles, frames)
        return
    for a, b, outline, kept in _outlined(points):
        yield a, Alike(kind, outline, kept, _cut(styles, a, b), b - a)


@lru_cache(maxsize=4096)
def _outlined_once(points: bytes) -> tuple[tuple[int, ...], Floats]:
    [(_, _, outline, kept)] = _outlined(np.frombuffer(points).reshape(1, -1, 4, 3))
    return outline, kept


def _outlined(points: Floats) -> Iterator[tuple[int, int, tuple[int, ...], Floats]]:
    """Stretches ``(first, end, outline, points [frames, points, 2])`` of points ``[frames, curves, 4, 3]``.

    The outline says of how many curves each subpath consists; negative: open. It is split and closed where Manim does.
    Where a point is no number, nothing is drawn, as Manim does it: the outline is empty.
    """
    finite = np.asarray(np.isfinite(points).all(axis=(1, 2, 3)))
    points = points[..., :2]
    if np.abs(points[finite]).max(initial=0.0) > FARTHEST:
        raise ValueError("an object lies too far outside of the picture to be recorded")
    with np.errstate(invalid="ignore"):
        joined = _near(points[:, :-1, 3], points[:, 1:, 0])
    for a, b in _stretches(_changes(np.column_stack([finite, joined])), len(points)):
        if not finite[a]:
            yield a, b, (), np.zeros((b - a, 0, 2))
            continue
        edges = np.array([0, *(np.flatnonzero(~joined[a]) + 1), points.shape[1]])
        closed = _near(points[a:b, edges[:-1], 0], points[a:b, edges[1:] - 1, 3])
        kept = np.ones(points.shape[1:3], bool)  # the start of each subpath, then two handles and an end a curve
        kept[:, 0] = False
        kept[edges[:-1], 0] = True
        for c, d in _stretches(_changes(closed), b - a):
            outline = tuple(map(int, np.where(closed[c], 1, -1) * np.diff(edges)))
            yield a + c, a + d, outline, points[a + c : a + d, kept]


def _changes(rows: NDArray[np.bool_]) -> list[int]:
    """Where a row differs from the one before it."""
    return [int(i) + 1 for i in np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1))]


def _stretches(changes: list[int], length: int) -> Iterator[tuple[int, int]]:
    return pairwise([0, *changes, length])


def _near(a: Floats, b: Floats) -> NDArray[np.bool_]:
    return np.asarray((np.abs(a - b) <= NEAR + NEAR_SHARE * np.abs(b)).all(axis=-1))


def factor(rows: Floats, steps: float | Floats, tolerances: float | Floats) -> list[tuple[Ints, Ints]] | None:
    """Write rows ``[frames, numbers]`` as a few vectors and a weight for each of them per frame, both in whole steps.

    The row that is missed most becomes a vector, until all are within the tolerances; None when that takes too many.
    """
    found: list[tuple[Ints, Ints]] = []
    while True:
        missed = np.abs(rows / tolerances)
        beyond = missed.max(axis=1, initial=0.0) > 1
        if not beyond.any():
            return found
        if len(found) == MOST_MIXES:
            return None if len(rows) > 1 else found
        worst = rows[np.argmax(beyond * np.square(missed).sum(axis=1))]  # another row might round to nothing
        vector = np.round(worst / steps).astype(np.int64)
        scaled = vector * steps / tolerances
        weights = np.round((rows / tolerances) @ scaled / (scaled @ scaled) / WEIGHT_STEP).astype(np.int64)
        rows = rows - np.outer(weights * WEIGHT_STEP, vector * steps)
        found.append((vector, weights))


def _displacement(vector: Ints) -> Ints:
    """A displacement ``[points, 2]``; of a single point where all points go the same way."""
    points = vector.reshape(-1, 2)
    return points[:1] if (points == points[0]).all() else points


def _runs(looks: list[tuple[int, Look]]) -> Iterator[tuple[int, list[Look]]]:
    """Stretches of frames without a gap, each with its first frame."""
    start = 0
    for i in range(1, len(looks) + 1):
        if i == len(looks) or looks[i][0] != looks[i - 1][0] + 1:
            yield looks[start][0], [look for _, look in looks[start:i]]
            start = i


def _number(known: list[tuple[int, ...]], item: tuple[int, ...]) -> int:
    if item not in known:
        known.append(item)
    return known.index(item)


def _at(spans: list[tuple[int, int]], frame: int) -> int:
    """The track of an object at a frame."""
    return spans[bisect_right(spans, frame, key=lambda span: span[0]) - 1][1]

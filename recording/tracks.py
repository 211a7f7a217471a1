"""From what was drawn in every frame to tracks: shapes, styles, and the weights with which they are mixed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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
        self._last: dict[int, int] = {}  # the latest track of each object

    def add(self, standing: Frame, moving: Sequence[Frame], repeat: int = 1) -> None:
        """Add the frames of a play, each drawn on what stands; a single one may be there for ``repeat`` frames."""
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
            spans[number] = list(self._add_object(number, looks, repeat))
        self._add_order([n for n, _ in standing], [[n for n, _ in frame] for frame in moving], spans)
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
            for start, part in _alike(run[begin:end]):
                for track in self._factored(part, self.frames + first + begin + start):
                    self._last[number] = len(self.tracks)
                    self.tracks.append(track)
                    yield track.first - self.frames, self._last[number]
            if end < len(run):
                yield first + end, self._still(number, run[-1], self.frames + first + end, len(run) - end)

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
        base, n = self.path(motion.looks[-1]), len(motion.looks)
        shape = (self.shapes.items[base.shape] + [base.x, base.y]) * POINT_STEP
        rest = (motion.points - shape).reshape(n, -1)
        moved = factor(rest, np.full(rest.shape[1], POINT_STEP), np.full(rest.shape[1], POINT_TOLERANCE))
        kind = self.kinds[base.kind]
        restyled = styles_of(motion.looks) - self.styles.items[base.style] * style_steps(kind)
        styled = factor(restyled, style_steps(kind), _style_tolerances(kind))
        if moved is None or styled is None:
            yield from self._factored(motion.cut(0, n // 2), first)
            yield from self._factored(motion.cut(n // 2, n), first + n // 2)
            return
        point_mixes = [(self.shapes.add(_displacement(shape)), self.weights.add(weight)) for shape, weight in moved]
        style_mixes = [(self.styles.add(change), self.weights.add(weight)) for change, weight in styled]
        yield Track(base, first, n, point_mixes, style_mixes)

    def path(self, look: Look) -> Path:
        """The look as numbers of shapes and styles."""
        if look not in self._paths:
            [(_, part)] = _alike([look])
            points = part.points[0] / POINT_STEP
            start = points[0] if len(points) else np.zeros(2)
            # Rounded apart, so that a letter is the same shape wherever it stands.
            origin, shape = np.round(start).astype(np.int64), np.round(points - start).astype(np.int64)
            kind = kind_of(look)
            style = np.round(styles_of([look])[0] / style_steps(kind)).astype(np.int64)
            self._paths[look] = Path(
                _number(self.kinds, kind),
                _number(self.outlines, part.outline),
                self.shapes.add(shape),
                int(origin[0]),
                int(origin[1]),
                self.styles.add(style),
            )
        return self._paths[look]

    def _add_order(self, standing: list[int], moving: list[list[int]], spans: dict[int, list[tuple[int, int]]]) -> None:
        starts = {f for found in spans.values() for f, _ in found}
        changed = {f for f in range(1, len(moving)) if moving[f] != moving[f - 1]}
        for f in sorted({0, *starts, *changed}):
            drawn = [_at(spans[number], f) for number in (*standing, *moving[f])]
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
    """Looks of one kind and outline, with their points ``[looks, points, 2]``."""

    looks: list[Look]
    outline: tuple[int, ...]
    points: Floats

    def cut(self, begin: int, end: int) -> Alike:
        """A stretch of them."""
        return Alike(self.looks[begin:end], self.outline, self.points[begin:end])


def _alike(run: list[Look]) -> Iterator[tuple[int, Alike]]:
    """Stretches of a run in which kind and outline stay the same, each with where it starts.

    Where a point is no number, nothing is drawn, as Manim does it: the outline is empty.
    """
    kinds = [(len(look.points), kind_of(look)) for look in run]
    for a, b in _stretches([i for i in range(1, len(run)) if kinds[i] != kinds[i - 1]], len(run)):
        points = np.frombuffer(b"".join(look.points for look in run[a:b])).reshape(b - a, -1, 4, 3)
        finite = np.asarray(np.isfinite(points).all(axis=(1, 2, 3)))
        for c, d in _stretches(_changes(finite[:, None]), b - a):
            looks = run[a + c : a + d]
            if not finite[c]:
                yield a + c, Alike(looks, (), np.zeros((d - c, 0, 2)))
                continue
            for start, part in _outlined(looks, points[c:d, ..., :2]):
                yield a + c + start, part


def _outlined(looks: list[Look], points: Floats) -> Iterator[tuple[int, Alike]]:
    """Stretches in which the outline stays the same; points are ``[looks, curves, 4, 2]``.

    The outline says of how many curves each subpath consists; negative: open. It is split and closed where Manim does.
    """
    if np.abs(points).max() > FARTHEST:
        raise ValueError("an object lies too far outside of the picture to be recorded")
    joined = _near(points[:, :-1, 3], points[:, 1:, 0])
    for a, b in _stretches(_changes(joined), len(looks)):
        edges = np.array([0, *(np.flatnonzero(~joined[a]) + 1), points.shape[1]])
        closed = _near(points[a:b, edges[:-1], 0], points[a:b, edges[1:] - 1, 3])
        for c, d in _stretches(_changes(closed), b - a):
            outline = tuple(np.where(closed[c], 1, -1) * np.diff(edges))
            flat = points[a + c : a + d].reshape(d - c, -1, 2)
            yield a + c, Alike(looks[a + c : a + d], tuple(map(int, outline)), flat[:, _kept(edges)])


def _kept(edges: Ints) -> Ints:
    """Which of Manim's points a recording keeps: the start of each subpath, then two handles and an end a curve."""
    curves = 4 * np.arange(edges[-1])[:, None] + [1, 2, 3]
    parts = ([[4 * a], curves[a:b].ravel()] for a, b in pairwise(edges))
    return np.concatenate([piece for part in parts for piece in part]).astype(np.int64)


def _changes(rows: NDArray[np.bool_]) -> list[int]:
    """Where a row differs from the one before it."""
    return [int(i) + 1 for i in np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1))]


def _stretches(changes: list[int], length: int) -> Iterator[tuple[int, int]]:
    return pairwise([0, *changes, length])


def _near(a: Floats, b: Floats) -> NDArray[np.bool_]:
    return np.asarray((np.abs(a - b) <= NEAR + NEAR_SHARE * np.abs(b)).all(axis=-1))


def factor(rows: Floats, steps: Floats, tolerances: Floats) -> list[tuple[Ints, Ints]] | None:
    """Write rows ``[frames, numbers]`` as a few vectors and a weight for each of them per frame, both in whole steps.

    The row that is missed most becomes a vector, until all are within the tolerances; None when that takes too many.
    """
    found: list[tuple[Ints, Ints]] = []
    while True:
        missed = np.abs(rows / tolerances)
        if missed.max(initial=0.0) <= 1:
            return found
        if len(found) == MOST_MIXES:
            return None if len(rows) > 1 else found
        worst = rows[np.argmax(np.square(missed).sum(axis=1))]
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

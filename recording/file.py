"""The file of a recording, as FORMAT.md describes it: written from tracks, and read back."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from recording.errors import InputError
from recording.tracks import POINT_STEP, WEIGHT_STEP, Floats, Ints, Tracks, style_steps

MAGIC, VERSION = b"MREC", 1
COLUMNS = 10  # of the table of tracks


@dataclass(frozen=True)
class Dial:
    """A sweep of one parameter: ``values[i]`` belongs to frame ``first + i``; ``rest``: its value at the step's end."""

    name: str
    first: int
    end: int
    values: tuple[float, ...]
    places: int
    unit: str
    rest: float | None = None


@dataclass(frozen=True)
class Step:
    """One thought of a slide, the frames ``first`` to ``end - 1``; ``loop`` is its last stretch, if it has one."""

    first: int
    end: int
    loop: tuple[int, int] | None = None
    dial: Dial | None = None

    @property
    def once(self) -> range:
        """The frames that are played once; none where all of it loops."""
        return range(self.first, self.loop[0] if self.loop else self.end)

    @property
    def again(self) -> range:
        """The frames that are played again and again, after those; none without a loop."""
        return range(*self.loop or (0, 0))

    @property
    def rest(self) -> int:
        """The frame that stands for the step where nothing moves: its last, or where its loop begins."""
        return self.loop[0] if self.loop else self.end - 1


@dataclass(frozen=True)
class SlideMarks:
    """Where a slide lies in its recording, and what it shows; ``facts`` are what the script may name."""

    id: str
    title: str
    evidence: str | None
    source: str
    facts: dict[str, str]
    first: int
    end: int
    steps: tuple[Step, ...]

    @property
    def rest(self) -> int:
        """The frame that stands for the slide's end."""
        return self.steps[-1].rest


class Mix(NamedTuple):
    """What is added (the number of a shape or a style) and with which sequence of weights."""

    what: int
    weights: int


class Track(NamedTuple):
    """A row of the table of tracks, with its mixes."""

    kind: int
    outline: int
    first: int
    frames: int
    shape: int
    x: float
    y: float
    style: int
    point_mixes: tuple[Mix, ...]
    style_mixes: tuple[Mix, ...]


@dataclass(frozen=True)
class Recording:
    """What Manim drew for a scene. Lengths are in Manim units; see FORMAT.md for the rest."""

    scene: str
    theme: str
    language: str
    fps: int
    frames: int
    frame: tuple[float, float]
    background: str
    slides: tuple[SlideMarks, ...]
    words: tuple[str, ...]  # the words in its pictures that a language may translate
    kinds: tuple[tuple[int, ...], ...]
    outlines: tuple[tuple[int, ...], ...]
    shapes: tuple[Floats, ...]  # each [points, 2]
    styles: tuple[Ints, ...]
    weights: tuple[Floats, ...]
    tracks: tuple[Track, ...]
    order: tuple[tuple[int, tuple[int, ...]], ...]
    data: bytes

    @cached_property
    def digest(self) -> str:
        """The identity of a recording: the sha256 of its file."""
        return hashlib.sha256(self.data).hexdigest()

    def slide(self, slide_id: str) -> SlideMarks:
        """The marks of a slide."""
        return next(marks for marks in self.slides if marks.id == slide_id)

    def drawn(self, frame: int) -> tuple[int, ...]:
        """The tracks that are drawn at a frame, from back to front."""
        return next((tracks for first, tracks in reversed(self.order) if first <= frame), ())

    def points(self, track: Track, frame: int) -> Floats:
        """The points of a track at a frame ``[points, 2]``."""
        points = self.shapes[track.shape] + [track.x, track.y]
        for mix in track.point_mixes:
            points = points + self.weights[mix.weights][frame - track.first] * self.shapes[mix.what]
        return points

    def style(self, track: Track, frame: int) -> Floats:
        """Colours, widths and gradient of a track at a frame."""
        style = self.styles[track.style].astype(float)
        for mix in track.style_mixes:
            style = style + self.weights[mix.weights][frame - track.first] * self.styles[mix.what]
        return style * style_steps(self.kinds[track.kind])


def encode(tracks: Tracks, slides: Sequence[SlideMarks], **head: Any) -> bytes:
    """The bytes of a recording; ``head`` has scene, theme, language, words, fps, frame, background."""
    rows, mixes, order = [], [], []
    for track in tracks.tracks:
        kind, outline, shape, x, y, style = track.path
        counts = len(track.point_mixes), len(track.style_mixes)
        rows.append((kind, outline, track.first, track.frames, shape, x, y, style, *counts))
        mixes += [*track.point_mixes, *track.style_mixes]
    before: list[int] = []
    last = 0
    for frame, drawn in tracks.order:
        start = _common(before, drawn)
        end = _common(before[start:][::-1], drawn[start:][::-1])
        between = drawn[start : len(drawn) - end]
        order += [frame - last, start, end, len(between), *np.diff(between, prepend=0).tolist()]
        before, last = drawn, frame
    sections: dict[str, Ints] = {
        "shapes": _joined(np.diff(shape, axis=0, prepend=[[0, 0]]).ravel() for shape in tracks.shapes.items),
        "shape_sizes": np.array([len(shape) for shape in tracks.shapes.items]),
        "styles": _joined(tracks.styles.items),
        "style_sizes": np.array([len(style) for style in tracks.styles.items]),
        "weights": _joined(np.diff(weight, prepend=0) for weight in tracks.weights.items),
        "weight_sizes": np.array([len(weight) for weight in tracks.weights.items]),
        "tracks": np.diff(np.array(rows).reshape(-1, COLUMNS), axis=0, prepend=0).T.ravel(),
        "mixes": np.diff(np.array(mixes).reshape(-1, 2), axis=0, prepend=0).ravel(),
        "order": np.array(order),
    }
    packed = {name: _pack(numbers) for name, numbers in sections.items()}
    head |= {
        "frames": tracks.frames,
        "kinds": tracks.kinds,
        "outlines": tracks.outlines,
        "slides": [asdict(slide) for slide in slides],
        "sections": [[name, len(packed[name]), len(numbers)] for name, numbers in sections.items()],
    }
    top = zlib.compress(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return MAGIC + struct.pack("<II", VERSION, len(top)) + top + b"".join(packed.values())


def load(path: Path) -> Recording:
    """Read a recording. Raises InputError when it is missing, damaged, or of another version."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: the recording cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, IndexError, zlib.error, struct.error) as error:
        raise InputError(f"{path}: the recording is damaged ({error}) and must be recorded anew") from error


def decode(data: bytes) -> Recording:
    """The recording in these bytes. Raises ValueError and its like where they are none."""
    magic, version, length = struct.unpack_from("<4sII", data)
    if magic != MAGIC:
        raise ValueError("it does not begin like one")
    if version != VERSION:
        raise ValueError(f"its version is {version}, not {VERSION}")
    head = json.loads(zlib.decompress(data[12 : 12 + length]))
    sections, at = {}, 12 + length
    for name, size, numbers in head["sections"]:
        sections[name] = _unpack(data[at : at + size], numbers)
        at += size
    if at != len(data):
        raise ValueError("it is longer than it says")
    shapes = [np.cumsum(s.reshape(-1, 2), axis=0) for s in _parts(sections["shapes"], 2 * sections["shape_sizes"])]
    weights = [np.cumsum(weight) for weight in _parts(sections["weights"], sections["weight_sizes"])]
    mixes = [Mix(*mix) for mix in np.cumsum(sections["mixes"].reshape(-1, 2), axis=0).tolist()]
    return Recording(
        scene=head["scene"],
        theme=head["theme"],
        language=head["language"],
        fps=head["fps"],
        frames=head["frames"],
        frame=(head["frame"][0], head["frame"][1]),
        background=head["background"],
        slides=tuple(map(_slide, head["slides"])),
        words=tuple(head["words"]),
        kinds=tuple(map(tuple, head["kinds"])),
        outlines=tuple(map(tuple, head["outlines"])),
        shapes=tuple(shape.astype(float) * POINT_STEP for shape in shapes),
        styles=tuple(_parts(sections["styles"], sections["style_sizes"])),
        weights=tuple(weight.astype(float) * WEIGHT_STEP for weight in weights),
        tracks=tuple(_tracks(sections["tracks"], mixes)),
        order=tuple(_order(sections["order"].tolist())),
        data=data,
    )


def _slide(entry: dict[str, Any]) -> SlideMarks:
    def dial(entry: dict[str, Any] | None) -> Dial | None:
        return None if entry is None else Dial(**entry | {"values": tuple(entry["values"])})

    def step(entry: dict[str, Any]) -> Step:
        loop = entry.get("loop")
        return Step(entry["first"], entry["end"], loop and (loop[0], loop[1]), dial(entry.get("dial")))

    return SlideMarks(**entry | {"steps": tuple(map(step, entry["steps"]))})


def _tracks(numbers: Ints, mixes: list[Mix]) -> Iterable[Track]:
    at = 0
    for row in np.cumsum(numbers.reshape(COLUMNS, -1), axis=1).T.tolist():
        kind, outline, first, frames, shape, x, y, style, points, styles = row
        middle, end = at + points, at + points + styles
        mixed = tuple(mixes[at:middle]), tuple(mixes[middle:end])
        at = end
        yield Track(kind, outline, first, frames, shape, x * POINT_STEP, y * POINT_STEP, style, *mixed)


def _order(numbers: list[int]) -> Iterable[tuple[int, tuple[int, ...]]]:
    at, frame, drawn = 0, 0, ()  # type: tuple[int, int, tuple[int, ...]]
    while at < len(numbers):
        later, start, end, count = numbers[at : at + 4]
        between = np.cumsum(numbers[at + 4 : at + 4 + count]).astype(int).tolist()
        frame, drawn = frame + later, (*drawn[:start], *between, *drawn[len(drawn) - end :])
        at += 4 + count
        yield frame, drawn


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    """How many entries two lists have in common from their start."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _joined(parts: Iterable[Ints]) -> Ints:
    found = list(parts)
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _parts(numbers: Ints, sizes: Ints) -> list[Ints]:
    if sizes.sum() != len(numbers):
        raise ValueError("its sections do not fit together")
    return np.split(numbers, np.cumsum(sizes)[:-1]) if len(sizes) else []


def _pack(numbers: Ints) -> bytes:
    """Zigzag, four byte planes, zlib."""
    narrow = numbers.astype("<i4")
    if (narrow != numbers).any():
        raise ValueError("a number is too large for a recording")
    zigzag = ((narrow << 1) ^ (narrow >> 31)).astype("<i4")
    return zlib.compress(zigzag.view(np.uint8).reshape(-1, 4).T.tobytes(), 9)


def _unpack(data: bytes, count: int) -> Ints:
    planes = np.frombuffer(zlib.decompress(data), np.uint8)
    if len(planes) != 4 * count:
        raise ValueError("a section is shorter than it says")
    zigzag = np.ascontiguousarray(planes.reshape(4, count).T).view("<u4").ravel().astype(np.int64)
    return (zigzag >> 1) ^ -(zigzag & 1)

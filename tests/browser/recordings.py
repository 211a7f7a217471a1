"""Small recordings for tests, written from FORMAT.md and nothing else, so that the page's reader is checked by it."""

import json
import struct
import zlib
from collections.abc import Iterable, Sequence

POINT, COLOUR, WIDTH, WEIGHT = 4096, 5100, 200, 65536  # steps in a unit
Points = Sequence[tuple[float, float]]


def polygon(*corners: tuple[float, float]) -> Points:
    """A closed path of straight curves through these corners."""
    points = [corners[0]]
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        points += [((2 * x1 + x2) / 3, (2 * y1 + y2) / 3), ((x1 + 2 * x2) / 3, (y1 + 2 * y2) / 3), (x2, y2)]
    return points


def square(size: float, x: float = 0, y: float = 0) -> Points:
    """Its corners, against the clock, round (x, y)."""
    half = size / 2
    return polygon((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))


def style(
    fill: Sequence[Sequence[float]] = (),
    stroke: Sequence[Sequence[float]] = (),
    width: float = 0,
    behind: Sequence[Sequence[float]] = (),
    behind_width: float = 0,
    line: Points = (),
) -> list[int]:
    """A style in whole steps; colours are (red, green, blue, alpha)."""
    channels = [[round(c * COLOUR) for colour in colours for c in colour] for colours in (fill, stroke, behind)]
    gradient = [round(c * POINT) for point in line for c in point]
    return [*channels[0], *channels[1], round(width * WIDTH), *channels[2], round(behind_width * WIDTH), *gradient]


class Writer:
    """Collects tracks, and writes the file."""

    def __init__(self, frames: int, fps: int = 60, frame: tuple[float, float] = (16, 9), background: str = "#000000"):
        self.head = {"scene": "test", "theme": "dark", "language": "en", "fps": fps, "frames": frames, "slides": []}
        self.head |= {"words": [], "frame": frame, "background": background, "kinds": [], "outlines": []}
        self.shapes: list[list[tuple[int, int]]] = []
        self.styles: list[list[int]] = []
        self.weights: list[list[int]] = []
        self.tracks: list[list[int]] = []
        self.mixes: list[tuple[int, int]] = []
        self.order: list[tuple[int, list[int]]] = []

    def slide(self, name: str, *steps: dict) -> None:
        first, end = steps[0]["first"], steps[-1]["end"]
        self.head["slides"].append({"id": name, "first": first, "end": end, "steps": steps})

    def shape(self, points: Points) -> int:
        self.shapes.append([(round(x * POINT), round(y * POINT)) for x, y in points])
        return len(self.shapes) - 1

    def track(
        self,
        shape: Points,
        numbers: list[int],
        kind: Sequence[int],
        outline: Sequence[int] = (4,),
        *,
        at: tuple[float, float] = (0, 0),
        first: int = 0,
        frames: int | None = None,
        moves: Iterable[tuple[Points, Sequence[float]]] = (),
        changes: Iterable[tuple[list[int], Sequence[float]]] = (),
    ) -> int:
        """Add a track; a move or change is what is added, and its weights. ``kind`` is as in FORMAT.md."""
        for known, item in ((self.head["kinds"], list(kind)), (self.head["outlines"], list(outline))):
            if item not in known:
                known.append(item)
        self.styles.append(numbers)
        row = [self.head["kinds"].index(list(kind)), self.head["outlines"].index(list(outline)), first]
        row += [self.head["frames"] - first if frames is None else frames, self.shape(shape)]
        row += [*(round(c * POINT) for c in at), len(self.styles) - 1]
        mixes = [(self.shape(points), self._weights(weights)) for points, weights in moves]
        row += [len(mixes)]
        for change, weights in changes:
            self.styles.append(change)
            mixes.append((len(self.styles) - 1, self._weights(weights)))
        self.tracks.append([*row, len(mixes) - row[-1]])
        self.mixes += mixes
        return len(self.tracks) - 1

    def _weights(self, weights: Sequence[float]) -> int:
        self.weights.append([round(weight * WEIGHT) for weight in weights])
        return len(self.weights) - 1

    def bytes(self) -> bytes:
        """The file. Without an order, all tracks are drawn all the time."""
        order = self.order or [(0, list(range(len(self.tracks))))]
        sections = {
            "shapes": [d for shape in self.shapes for point in _differences(shape) for d in point],
            "shape_sizes": [len(shape) for shape in self.shapes],
            "styles": [number for numbers in self.styles for number in numbers],
            "style_sizes": [len(numbers) for numbers in self.styles],
            "weights": [d for weights in self.weights for (d,) in _differences([(w,) for w in weights])],
            "weight_sizes": [len(weights) for weights in self.weights],
            "tracks": [d for column in zip(*_differences(self.tracks), strict=True) for d in column],
            "mixes": [d for mix in _differences(self.mixes) for d in mix],
            "order": list(_changes(order)),
        }
        packed = {name: _pack(numbers) for name, numbers in sections.items()}
        entries = [[name, len(packed[name]), len(numbers)] for name, numbers in sections.items()]
        head = zlib.compress(json.dumps(self.head | {"sections": entries}).encode())
        return b"MREC" + struct.pack("<II", 1, len(head)) + head + b"".join(packed.values())


def _differences(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    before = [[0] * len(rows[0]), *rows] if rows else []
    return [[b - a for a, b in zip(one, other, strict=True)] for one, other in zip(before, rows, strict=False)]


def _changes(order: list[tuple[int, list[int]]]) -> Iterable[int]:
    """The order's changes, with as much kept as can be."""
    before: tuple[int, list[int]] = (0, [])
    for frame, tracks in order:
        start = end = 0
        most = min(len(tracks), len(before[1]))
        while start < most and tracks[start] == before[1][start]:
            start += 1
        while end < most - start and tracks[-1 - end] == before[1][-1 - end]:
            end += 1
        put = tracks[start : len(tracks) - end]
        yield from (frame - before[0], start, end, len(put))
        yield from (d for (d,) in _differences([(track,) for track in put]))
        before = frame, tracks


def _pack(numbers: list[int]) -> bytes:
    folded = struct.pack(f"<{len(numbers)}I", *(((x << 1) ^ (x >> 31)) & 0xFFFFFFFF for x in numbers))
    return zlib.compress(b"".join(folded[plane::4] for plane in range(4)))

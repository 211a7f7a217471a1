"""Draw a recording without Manim: pixels with Cairo, exactly as Manim does it, and vectors as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from math import ceil, floor
from operator import itemgetter
from typing import TypeVar

import cairo
import numpy as np
from numpy.typing import NDArray

from recording.file import Recording, Track
from recording.tracks import Floats

T = TypeVar("T", bound=np.generic)
Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; right and bottom no longer belong
Extents = tuple[float, float, float, float]  # left, bottom, right, top in Manim units
Weights = list[float]
Colour = tuple[float, float, float, float]
Layer = tuple[list[Colour], float | None]
JOINS = (cairo.LineJoin.MITER, cairo.LineJoin.ROUND, cairo.LineJoin.BEVEL)
CAPS = (cairo.LineCap.BUTT, cairo.LineCap.ROUND, cairo.LineCap.SQUARE)
SVG_JOINS, SVG_CAPS = ("miter", "round", "bevel"), ("butt", "round", "square")
SVG_UNIT = 6000
WIDTH_UNIT = 0.01  # a stroke width of 1 in Manim units
GRID = 64  # pixels; what changed is drawn anew in whole squares of this size
INVISIBLE = 1 / 1000  # an opacity or a width below this is not drawn


class Paint:
    """The style of a track at a frame, in its parts."""

    def __init__(self, kind: tuple[int, ...], style: Floats):
        fills, strokes, behind, self.join, self.cap, _ = kind
        numbers = iter(style.tolist())
        self.fill, self.stroke = _colours(fills, numbers), _colours(strokes, numbers)
        self.width = next(numbers) * WIDTH_UNIT
        self.behind = _colours(behind, numbers)
        self.behind_width = next(numbers) * WIDTH_UNIT
        self.gradient = tuple(numbers)

    @property
    def layers(self) -> Iterator[Layer]:
        """What is painted, from back to front: colours and the width of a stroke, or None for a fill."""
        for colours, width in ((self.behind, self.behind_width), (self.fill, None), (self.stroke, self.width)):
            opacity = max((colour[3] for colour in colours), default=0)
            if (width is None or width > INVISIBLE * WIDTH_UNIT) and opacity > INVISIBLE:
                yield colours, width


def _colours(count: int, numbers: Iterator[float]) -> list[Colour]:
    within = iter([0.0 if n < 0 else 1.0 if n > 1 else n for n in islice(numbers, 4 * count)])
    return list(zip(within, within, within, within, strict=True))


def subpaths(outline: tuple[int, ...], points: NDArray[T]) -> Iterator[tuple[NDArray[T], NDArray[T], bool]]:
    """Each subpath as its start [2], its curves [curves, 3, 2] and whether it is closed."""
    at = 0
    for curves in outline:
        end = at + 1 + 3 * abs(curves)
        yield points[at], points[at + 1 : end].reshape(-1, 3, 2), curves > 0
        at = end


@dataclass(frozen=True, slots=True)
class Shape:
    """A track's path under the weights of its points, and its extents: of a stroke by its width, of a fill by None."""

    weights: Weights
    path: cairo.Path
    extents: dict[float | None, Extents]


@dataclass(frozen=True, slots=True)
class Ink:
    """A track as it looks under the weights of its style: its shape, what is painted, and the pixels it may touch."""

    weights: Weights
    shape: Shape
    paint: Paint
    layers: list[Layer]
    box: Box


class Painter:
    """Draws frames of a recording into one picture of a given size; without ``background`` on nothing.

    From one frame to the next only what changed is drawn again: the picture is the same as if all were.
    """

    def __init__(self, recording: Recording, width: int, height: int, *, background: bool = True):
        self.recording, self.width, self.height = recording, width, height
        self.surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
        self.context = cairo.Context(self.surface)
        self.scale = height / recording.frame[1]
        self.context.set_matrix(cairo.Matrix(xx=self.scale, yy=-self.scale, x0=width / 2, y0=height / 2))
        self.background = (*_rgb(recording.background), 1.0) if background else (0.0, 0.0, 0.0, 0.0)
        self._weights = [sequence.tolist() for sequence in recording.weights]
        self._shown: dict[int, Ink] | None = None  # by the number of the track, from back to front

    def draw(self, frame: int) -> list[Box]:
        """Draw a frame. Returns where it was drawn anew, in boxes that do not overlap; the rest is as before."""
        before = self._shown or {}
        now = {number: self._ink(number, frame, before.get(number)) for number in self.recording.drawn(frame)}
        changed = [(0, 0, self.width, self.height)] if self._shown is None else _changed(before, now)
        self._shown = now
        dirty = self._apart(changed)
        for box in dirty:
            self._draw_within(box, now.values())
        return dirty

    def _apart(self, boxes: list[Box]) -> list[Box]:
        """Boxes of whole squares of a grid that hold these, within the picture: many small ones become a few."""
        region = cairo.Region([_squares(box) for box in set(boxes)])
        region.intersect(cairo.RectangleInt(0, 0, self.width, self.height))
        found = (region.get_rectangle(i) for i in range(region.num_rectangles()))
        return [(box.x, box.y, box.x + box.width, box.y + box.height) for box in found]

    def _draw_within(self, box: Box, inks: Iterable[Ink]) -> None:
        left, top, right, bottom = box
        context = self.context
        context.save()
        matrix = context.get_matrix()
        context.identity_matrix()
        context.new_path()
        context.rectangle(left, top, right - left, bottom - top)
        context.set_matrix(matrix)
        context.clip()
        context.set_operator(cairo.Operator.SOURCE)
        context.set_source_rgba(*self.background)
        context.paint()
        context.set_operator(cairo.Operator.OVER)
        for ink in inks:
            x0, y0, x1, y1 = ink.box
            if x0 < right and left < x1 and y0 < bottom and top < y1:
                self._put(ink)
        context.restore()

    def _ink(self, number: int, frame: int, before: Ink | None) -> Ink:
        """How a track looks at a frame; what it has in common with how it looked before is the same object."""
        track = self.recording.tracks[number]
        if before and not track.point_mixes and not track.style_mixes:
            return before
        at, sequences = frame - track.first, self._weights
        of_points = [sequences[mix.weights][at] for mix in track.point_mixes]
        of_style = [sequences[mix.weights][at] for mix in track.style_mixes]
        shape = before.shape if before and before.shape.weights == of_points else self._shape(track, frame, of_points)
        if before and shape is before.shape and before.weights == of_style:
            return before
        paint = Paint(self.recording.kinds[track.kind], self.recording.style(track, frame))
        layers = list(paint.layers)
        return Ink(of_style, shape, paint, layers, self._box(shape, paint, [width for _, width in layers]))

    def _shape(self, track: Track, frame: int, weights: Weights) -> Shape:
        context, points = self.context, self.recording.points(track, frame)
        context.new_path()
        for start, curves, closed in subpaths(self.recording.outlines[track.outline], points):
            context.move_to(*start.tolist())
            for handles in curves.reshape(-1, 6).tolist():
                context.curve_to(*handles)
            if closed:
                context.close_path()
        return Shape(weights, context.copy_path(), {None: context.path_extents()})

    def _box(self, shape: Shape, paint: Paint, widths: list[float | None]) -> Box:
        """The pixels that these layers may touch; none where there are no layers."""
        if not widths:
            return 0, 0, 0, 0
        for width in widths:
            if width not in shape.extents:
                assert width is not None
                self._pen(paint, width)
                self.context.new_path()
                self.context.append_path(shape.path)
                shape.extents[width] = self.context.stroke_extents()
        lefts, bottoms, rights, tops = zip(*(shape.extents[width] for width in widths), strict=True)
        x, y, scale = self.width / 2, self.height / 2, self.scale
        return (
            floor(x + scale * min(lefts)) - 1,
            floor(y - scale * max(tops)) - 1,
            ceil(x + scale * max(rights)) + 1,
            ceil(y - scale * min(bottoms)) + 1,
        )

    def _put(self, ink: Ink) -> None:
        context = self.context
        context.new_path()
        context.append_path(ink.shape.path)
        for colours, width in ink.layers:
            context.set_source(_source(colours, ink.paint.gradient))
            if width is None:
                context.fill_preserve()
            else:
                self._pen(ink.paint, width)
                context.stroke_preserve()

    def _pen(self, paint: Paint, width: float) -> None:
        self.context.set_line_width(width)
        self.context.set_line_join(JOINS[paint.join])
        self.context.set_line_cap(CAPS[paint.cap])

    @property
    def pixels(self) -> Pixels:
        """What is drawn now ``[height, width, 4]``: blue, green, red, alpha, premultiplied; a view, not a copy."""
        self.surface.flush()
        rows = np.frombuffer(self.surface.get_data(), np.uint8).reshape(self.height, -1, 4)
        view: Pixels = rows[:, : self.width]
        return view


def _squares(box: Box) -> cairo.RectangleInt:
    left, top, right, bottom = (at // GRID * GRID for at in (box[0], box[1], box[2] + GRID - 1, box[3] + GRID - 1))
    return cairo.RectangleInt(left, top, right - left, bottom - top)


def _changed(before: dict[int, Ink], now: dict[int, Ink]) -> list[Box]:
    """The pixels in which two frames may differ."""
    kept = [number for number in now if number in before]
    moved = kept != [number for number in before if number in now]  # what changed places in the order
    return [
        ink.box
        for here, there in ((now, before), (before, now))
        for number, ink in here.items()
        if moved or there.get(number) is not ink
    ]


def pixels(recording: Recording, frame: int, width: int, height: int) -> Pixels:
    """A frame as red, green, blue ``[height, width, 3]``."""
    painter = Painter(recording, width, height)
    painter.draw(frame)
    return np.ascontiguousarray(painter.pixels[:, :, 2::-1])


def svg(recording: Recording, frame: int, *, background: bool = True) -> str:
    """A frame as vectors, in whole steps of 1/6000 Manim unit. Shapes that occur again, as letters do, stand once."""
    known: dict[tuple[int, int], str] = {}
    defs: list[str] = []
    body: list[tuple[str, str]] = []  # how it is painted, and what
    for number in recording.drawn(frame):
        track = recording.tracks[number]
        paint = Paint(recording.kinds[track.kind], recording.style(track, frame))
        layers = list(paint.layers)
        if not layers:
            continue
        outline, origin = recording.outlines[track.outline], np.zeros(2)
        if any(recording.weights[mix.weights][frame - track.first] for mix in track.point_mixes):
            drawn = f'<path d="{_data(outline, recording.points(track, frame))}"/>'
        else:
            origin, key = np.array([track.x, track.y]), (track.shape, track.outline)
            if key not in known:
                known[key] = f"s{len(known)}"
                defs.append(f'<path id="{known[key]}" d="{_data(outline, recording.shapes[track.shape])}"/>')
            x, y = _steps(origin)
            drawn = f'<use href="#{known[key]}" x="{x}" y="{y}"/>'
        for colours, width in layers:
            colour, opacity = _svg_paint(colours, np.reshape(paint.gradient, (-1, 2)) - origin, defs)
            if width is None:
                how = f' fill="{colour}"' + (f' fill-opacity="{opacity:.3g}"' if opacity < 1 else "")
            else:
                how = f' fill="none" stroke="{colour}" stroke-width="{SVG_UNIT * width:.0f}"'
                how += f' stroke-opacity="{opacity:.3g}"' if opacity < 1 else ""
                how += f' stroke-linejoin="{SVG_JOINS[paint.join]}"' if paint.join else ""
                how += f' stroke-linecap="{SVG_CAPS[paint.cap]}"' if paint.cap else ""
            body.append((how, drawn))
    left, top = _steps(np.array([-0.5, 0.5]) * recording.frame)
    if background:
        page = f'<rect x="{left}" y="{top}" width="{-2 * left}" height="{-2 * top}"/>'
        body.insert(0, (f' fill="{recording.background}"', page))
    groups = (f"<g{how}>{''.join(drawn for _, drawn in parts)}</g>" for how, parts in groupby(body, itemgetter(0)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {-2 * left} {-2 * top}" '
        f'stroke-miterlimit="10"><defs>{"".join(defs)}</defs>{"".join(groups)}</svg>'
    )


def _steps(points: Floats) -> NDArray[np.int64]:
    """In steps of an SVG, y downwards."""
    return np.round(points * [SVG_UNIT, -SVG_UNIT]).astype(np.int64)


def _data(outline: tuple[int, ...], points: Floats) -> str:
    """The path with relative steps; a curve that is straight is written as a line."""
    parts, at = [], np.zeros(2, np.int64)
    for start, curves, closed in subpaths(outline, _steps(points)):
        parts.append("m" + _joined(start - at))
        at = start
        for curve in curves:
            steps = curve - at
            straight = (np.abs(_cross(steps, steps[2])) <= 2 * max(np.abs(steps[2]).max(), 1)).all()
            line = straight and _between(steps, steps[2])
            parts.append("l" + _joined(steps[2]) if line else "c" + _joined(steps.ravel()))
            at = curve[2]
        if closed:
            parts.append("z")
            at = start
    return "".join(parts)


def _joined(steps: NDArray[np.int64]) -> str:
    """Numbers with no more between them than SVG needs."""
    return " ".join(map(str, steps.tolist())).replace(" -", "-")


def _cross(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _between(handles: NDArray[np.int64], chord: NDArray[np.int64]) -> bool:
    """Whether the handles of a straight curve lie within its ends."""
    along = handles @ chord
    return bool((along >= -2).all() and (along <= chord @ chord + 2).all())


def _svg_paint(colours: list[Colour], gradient: Floats, defs: list[str]) -> tuple[str, float]:
    """Colour and opacity, or the address of a gradient that is added to the definitions."""
    if len(colours) == 1:
        return _hex(colours[0]), colours[0][3]
    (x1, y1), (x2, y2) = _steps(gradient).tolist()
    stops = "".join(
        f'<stop offset="{i / (len(colours) - 1):.3g}" stop-color="{_hex(c)}" stop-opacity="{c[3]:.3g}"/>'
        for i, c in enumerate(colours)
    )
    name = f"g{len(defs)}"
    ends = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    defs.append(f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" {ends}>{stops}</linearGradient>')
    return f"url(#{name})", 1.0


def _source(colours: list[Colour], gradient: tuple[float, ...]) -> cairo.Pattern:
    if len(colours) == 1:
        return cairo.SolidPattern(*colours[0])
    pattern = cairo.LinearGradient(*gradient)
    for i, colour in enumerate(colours):
        pattern.add_color_stop_rgba(i / (len(colours) - 1), *colour)
    return pattern


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * c):02x}" for c in colour[:3])

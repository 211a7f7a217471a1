"""Draw a recording without Manim: pixels with Cairo, exactly as Manim does it, and vectors as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from operator import itemgetter
from typing import TypeVar

import cairo
import numpy as np
from numpy.typing import NDArray

from recording.file import Recording
from recording.tracks import Floats

T = TypeVar("T", bound=np.generic)
Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; right and bottom no longer belong
Key = tuple[float, ...]
JOINS = (cairo.LineJoin.MITER, cairo.LineJoin.ROUND, cairo.LineJoin.BEVEL)
CAPS = (cairo.LineCap.BUTT, cairo.LineCap.ROUND, cairo.LineCap.SQUARE)
SVG_JOINS, SVG_CAPS = ("miter", "round", "bevel"), ("butt", "round", "square")
SVG_UNIT = 6000
WIDTH_UNIT = 0.01  # a stroke width of 1 in Manim units
INVISIBLE = 1 / 1000  # an opacity or a width below this is not drawn


class Paint:
    """The style of a track at a frame, in its parts."""

    def __init__(self, kind: tuple[int, ...], style: Floats):
        fills, strokes, behind, self.join, self.cap, gradient = kind
        ends = np.cumsum([4 * fills, 4 * strokes, 1, 4 * behind, 1, 4 * gradient])
        fill, stroke, width, back, back_width, line = np.split(style, ends[:-1])
        self.fill, self.stroke, self.behind = (c.reshape(-1, 4).clip(0, 1) for c in (fill, stroke, back))
        self.width, self.behind_width = float(width[0]) * WIDTH_UNIT, float(back_width[0]) * WIDTH_UNIT
        self.gradient = line

    @property
    def layers(self) -> Iterator[tuple[Floats, float | None]]:
        """What is painted, from back to front: colours and the width of a stroke, or None for a fill."""
        for colours, width in ((self.behind, self.behind_width), (self.fill, None), (self.stroke, self.width)):
            if (width is None or width > INVISIBLE * WIDTH_UNIT) and colours[:, 3].max(initial=0) > INVISIBLE:
                yield colours, width


def subpaths(outline: tuple[int, ...], points: NDArray[T]) -> Iterator[tuple[NDArray[T], NDArray[T], bool]]:
    """Each subpath as its start [2], its curves [curves, 3, 2] and whether it is closed."""
    at = 0
    for curves in outline:
        end = at + 1 + 3 * abs(curves)
        yield points[at], points[at + 1 : end].reshape(-1, 3, 2), curves > 0
        at = end


@dataclass(frozen=True)
class Ink:
    """A track as it looks at one frame: its path, what is painted, and the pixels that this may touch."""

    path: cairo.Path
    paint: Paint
    layers: list[tuple[Floats, float | None]]
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
        self._shown: dict[Key, Ink | None] | None = None

    def draw(self, frame: int) -> Box | None:
        """Draw a frame. Returns the pixels that were drawn anew, None where the picture is the same as before."""
        before, now = self._shown, {}
        for number in self.recording.drawn(frame):
            key = self._key(number, frame)
            now[key] = before[key] if before and key in before else self._ink(number, frame)
        self._shown = now
        whole = (0, 0, self.width, self.height)
        dirty = whole if before is None else _changed(before, now)
        if dirty is None:
            return None
        left, top, right, bottom = dirty = _common(dirty, whole)
        if right <= left or bottom <= top:
            return None
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
        for ink in now.values():
            if ink is not None and _meet(ink.box, dirty):
                self._put(ink)
        context.restore()
        return dirty

    def _key(self, number: int, frame: int) -> Key:
        """A track and its weights at a frame: what is drawn is the same where they are."""
        track, weights = self.recording.tracks[number], self.recording.weights
        at = frame - track.first
        return number, *(weights[mix.weights][at] for mix in (*track.point_mixes, *track.style_mixes))

    def _ink(self, number: int, frame: int) -> Ink | None:
        """How a track looks at a frame, None where it cannot be seen."""
        context, recording = self.context, self.recording
        track = recording.tracks[number]
        paint = Paint(recording.kinds[track.kind], recording.style(track, frame))
        layers = list(paint.layers)
        if not layers:
            return None
        context.new_path()
        for start, curves, closed in subpaths(recording.outlines[track.outline], recording.points(track, frame)):
            context.move_to(*start.tolist())
            for handles in curves.reshape(-1, 6).tolist():
                context.curve_to(*handles)
            if closed:
                context.close_path()
        boxes = [context.fill_extents()]
        for _, width in layers:
            if width is not None:
                self._pen(paint, width)
                boxes.append(context.stroke_extents())
        x0, y0, x1, y1 = np.array(boxes).T
        left, right = (self.width / 2 + self.scale * x for x in (x0.min(), x1.max()))
        top, bottom = (self.height / 2 - self.scale * y for y in (y1.max(), y0.min()))
        return Ink(
            context.copy_path(), paint, layers, (floor(left) - 1, floor(top) - 1, ceil(right) + 1, ceil(bottom) + 1)
        )

    def _put(self, ink: Ink) -> None:
        context = self.context
        context.new_path()
        context.append_path(ink.path)
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


def _changed(before: dict[Key, Ink | None], now: dict[Key, Ink | None]) -> Box | None:
    """The pixels in which two frames may differ, None where they cannot."""
    kept = [key for key in now if key in before]
    moved = kept != [key for key in before if key in now]  # what changed places in the order
    inks = [
        ink for here, there in ((now, before), (before, now)) for key, ink in here.items() if moved or key not in there
    ]
    boxes = np.array([ink.box for ink in inks if ink is not None])
    if not len(boxes):
        return None
    (left, top), (right, bottom) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    return left, top, right, bottom


def _common(a: Box, b: Box) -> Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


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
            colour, opacity = _svg_paint(colours, paint.gradient - np.tile(origin, len(paint.gradient) // 2), defs)
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


def _svg_paint(colours: Floats, gradient: Floats, defs: list[str]) -> tuple[str, float]:
    """Colour and opacity, or the address of a gradient that is added to the definitions."""
    if len(colours) == 1:
        return _hex(colours[0]), float(colours[0, 3])
    (x1, y1), (x2, y2) = _steps(gradient.reshape(2, 2)).tolist()
    stops = "".join(
        f'<stop offset="{i / (len(colours) - 1):.3g}" stop-color="{_hex(c)}" stop-opacity="{c[3]:.3g}"/>'
        for i, c in enumerate(colours)
    )
    name = f"g{len(defs)}"
    ends = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    defs.append(f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" {ends}>{stops}</linearGradient>')
    return f"url(#{name})", 1.0


def _source(colours: Floats, gradient: Floats) -> cairo.Pattern:
    if len(colours) == 1:
        return cairo.SolidPattern(*colours[0].tolist())
    pattern = cairo.LinearGradient(*gradient.tolist())
    for i, colour in enumerate(colours.tolist()):
        pattern.add_color_stop_rgba(i / (len(colours) - 1), *colour)
    return pattern


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(colour: Floats) -> str:
    return "#" + "".join(f"{round(255 * c):02x}" for c in colour[:3].tolist())

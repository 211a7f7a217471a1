"""A stretch of a recording as a recording of its own, with nothing in it that the stretch does not show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from recording.file import Dial, Mix, Recording, SlideMarks, Step, Track, decode, encode
from recording.tracks import POINT_STEP, WEIGHT_STEP, Floats, Ints, Path, Tracks
from recording.tracks import Track as Written


def excerpt(recording: Recording, first: int, end: int) -> Recording:
    """The frames ``first`` to ``end - 1``, which are drawn as before, with the slides' steps that lie within them."""
    tracks = Tracks()
    tracks.frames = end - first
    before = sum(start <= first for start, _ in recording.order)  # of these changes the last one counts
    changes = [(max(start - first, 0), drawn) for start, drawn in recording.order[before - 1 :] if start < end]
    numbers: dict[int, int] = {}  # of a track, there -> here
    for start, drawn in changes:
        for number in drawn:
            if number not in numbers:
                numbers[number] = len(tracks.tracks)
                tracks.tracks.append(_cut(recording, recording.tracks[number], first, end, tracks))
        tracks.order.append((start, [numbers[number] for number in drawn]))
    names = ("scene", "theme", "language", "words", "fps", "frame", "background")
    slides = [found for slide in recording.slides if (found := _within(slide, first, end)).steps]
    return decode(encode(tracks, slides, **{name: getattr(recording, name) for name in names}))


def _cut(recording: Recording, track: Track, first: int, end: int, into: Tracks) -> Written:
    """The part of a track that lies within the stretch, with all it needs; mixes that do nothing there are left out."""
    begin, stop = max(track.first, first), min(track.first + track.frames, end)
    part = slice(begin - track.first, stop - track.first)

    def kept(mixes: tuple[Mix, ...]) -> list[tuple[int, Ints]]:
        cut = ((mix.what, _whole(recording.weights[mix.weights][part], WEIGHT_STEP)) for mix in mixes)
        return [(what, weights) for what, weights in cut if weights.any()]

    def shape(number: int) -> int:
        return into.shapes.add(_whole(recording.shapes[number], POINT_STEP))

    kind, outline = recording.kinds[track.kind], recording.outlines[track.outline]
    x, y = _whole(np.array([track.x, track.y]), POINT_STEP).tolist()
    style = into.styles.add(recording.styles[track.style])
    return Written(
        Path(_number(into.kinds, kind), _number(into.outlines, outline), shape(track.shape), x, y, style),
        begin - first,
        stop - begin,
        [(shape(what), into.weights.add(weights)) for what, weights in kept(track.point_mixes)],
        [(into.styles.add(recording.styles[what]), into.weights.add(w)) for what, w in kept(track.style_mixes)],
    )


def _within(slide: SlideMarks, first: int, end: int) -> SlideMarks:
    steps = tuple(_moved(step, first) for step in slide.steps if first <= step.first and step.end <= end)
    return replace(slide, steps=steps, first=steps[0].first, end=steps[-1].end) if steps else replace(slide, steps=())


def _moved(step: Step, by: int) -> Step:
    def moved(part: Dial | Step, **more: Any) -> Any:
        return replace(part, first=part.first - by, end=part.end - by, **more)

    loop = step.loop and (step.loop[0] - by, step.loop[1] - by)
    found: Step = moved(step, loop=loop, dial=step.dial and moved(step.dial))
    return found


def _number(known: list[tuple[int, ...]], item: tuple[int, ...]) -> int:
    if item not in known:
        known.append(item)
    return known.index(item)


def _whole(numbers: Floats, step: float) -> Ints:
    return np.round(numbers / step).astype(np.int64)

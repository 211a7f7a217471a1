"""What a recording shows to move, and what of a picture lives on."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recording.draw import INVISIBLE
from recording.file import Mix, Recording, Track
from recording.tracks import COLOUR_TOLERANCE, POINT_TOLERANCE, Floats, style_steps

Bools = NDArray[np.bool_]
NEAR = 0.1  # Manim units, colour channels and widths: more than anything that stays itself changes in a frame


class Motion:
    """The tracks of a recording as they are seen."""

    def __init__(self, recording: Recording):
        self.recording = recording
        self._seen = _seen(recording)

    def moves(self) -> Bools:
        """Whether each frame's picture is another than that of the frame before ``[frames]``; the first's is not."""
        found = np.zeros(self.recording.frames, bool)

        @cache
        def change(*weights: int) -> Bools:
            return np.asarray((np.diff([self.recording.weights[number] for number in weights]) != 0).any(axis=0))

        for track, seen in zip(self.recording.tracks, self._seen, strict=True):
            if mixes := track.point_mixes + track.style_mixes:
                changed = change(*(mix.weights for mix in mixes)) & (seen[1:] | seen[:-1])
                found[track.first + 1 : track.first + track.frames] |= changed
        for (_, before), (frame, drawn) in pairwise(self.recording.order):
            if not found[frame]:
                gone, come = set(before) - set(drawn), set(drawn) - set(before)
                ended = [number for number in before if number in gone and self._seen[number][-1]]
                begun = [number for number in drawn if number in come and self._seen[number][0]]
                found[frame] = len(ended) != len(begun) or not all(map(self._alike, ended, begun))
        return found

    def living_on(self, frame: int, bottom: float, top: float) -> int:
        """How many objects that are seen just before a frame are seen without a break for the second from it on.

        An object is one path, as a letter is, with its middle between two heights in Manim units. Where its track ends,
        it lives on in the one of its kind that begins in the next frame next to it, and looks nearly the same: as a
        transformed object does, and one that fades in over one that fades out does not.
        """
        tracks, end = self.recording.tracks, min(frame + self.recording.fps, self.recording.frames)
        heirs: dict[tuple[int, int], list[int]] = {}
        for number, track in enumerate(tracks):
            if frame <= track.first < end and self._seen[number][0]:
                heirs.setdefault((track.first, track.kind), []).append(number)
        states = {at: np.array([self._state(tracks[heir], at[0]) for heir in found]) for at, found in heirs.items()}

        def lives(number: int) -> bool:
            track = tracks[number]
            at = track.first + track.frames
            if not self._seen[number][max(0, frame - 1 - track.first) : end - track.first].all():
                return False
            if at >= end:
                return True
            if (at, track.kind) not in heirs:
                return False
            distances = np.abs(states[at, track.kind] - self._state(track, at - 1)).max(axis=1)
            nearest = distances.argmin()
            if distances[nearest] >= NEAR:
                return False
            states[at, track.kind][nearest] = np.inf  # it is nobody else's heir
            return lives(heirs[at, track.kind][nearest])

        def in_body(number: int) -> bool:
            heights = self.recording.points(tracks[number], frame - 1)[:, 1]
            return bool(bottom < (heights.min() + heights.max()) / 2 < top)

        drawn = self.recording.drawn(frame - 1)
        seen = [number for number in drawn if self._seen[number][frame - 1 - tracks[number].first]]
        return sum(in_body(number) and lives(number) for number in seen)

    def _alike(self, one: int, other: int) -> bool:
        """Whether a track begins as another one ends."""
        before, now = self.recording.tracks[one], self.recording.tracks[other]
        if (before.kind, before.outline) != (now.kind, now.outline):
            return False
        frame = now.first
        points = self.recording.points(before, frame - 1) - self.recording.points(now, frame)
        style = self.recording.style(before, frame - 1) - self.recording.style(now, frame)
        return bool(np.abs(points).max() <= 2 * POINT_TOLERANCE and np.abs(style).max() <= 2 * COLOUR_TOLERANCE)

    def _state(self, track: Track, frame: int) -> Floats:
        """Where a track's path starts, and its style."""
        return np.concatenate([self.recording.points(track, frame)[0], self.recording.style(track, frame)])


def _seen(recording: Recording) -> list[Bools]:
    """At which of its frames each track can be seen."""

    @cache
    def visible(kind: int, style: int, mixes: tuple[Mix, ...]) -> Bools:
        styles = recording.styles[style][None].astype(float)
        for mix in mixes:
            styles = styles + np.outer(recording.weights[mix.weights], recording.styles[mix.what])
        fills, strokes, behind, *_ = recording.kinds[kind]
        ends = np.cumsum([4 * fills, 4 * strokes, 1, 4 * behind, 1])
        fill, stroke, width, back, back_width, _ = np.split(styles * style_steps(recording.kinds[kind]), ends, axis=1)

        def opaque(colours: Floats) -> Bools:
            return np.asarray(colours[:, 3::4].max(axis=1, initial=0) > INVISIBLE)

        stroked = opaque(stroke) & (width[:, 0] > INVISIBLE) | opaque(back) & (back_width[:, 0] > INVISIBLE)
        return np.asarray(opaque(fill) | stroked)

    def seen(track: Track) -> Bools:
        drawn = visible(track.kind, track.style, track.style_mixes) & bool(recording.outlines[track.outline])
        return drawn if track.style_mixes else drawn.repeat(track.frames)

    return list(map(seen, recording.tracks))

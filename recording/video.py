"""A stretch of a recording as a video."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import av
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from PIL import Image

from recording.draw import Box, Painter, Pixels, pixels
from recording.file import Recording
from recording.whole import whole


@dataclass(frozen=True)
class Quality:
    """The size of a video in pixels and its frames per second."""

    width: int
    height: int
    frame_rate: int

    @classmethod
    def of_height(cls, height: int, frame_rate: int = 60) -> Quality:
        """About so many lines, 16:9; both sides are even, as colours are shared by two pixels."""
        return cls(2 * round(height * 8 / 9), 2 * round(height / 2), frame_rate)


QUALITIES = {"preview": Quality(854, 480, 15), "hd": Quality(1920, 1080, 60), "uhd": Quality(3840, 2160, 60)}

# Above Manim's default (medium, crf 23) in PSNR and SSIM at a third of the work: a fixed quantiser needs no look at
# what comes, and motion finer than whole pixels gains nothing here. Faint differences are kept, as fades end in them.
ENCODER = {
    "preset": "superfast",
    "qp": "25",
    "x264-params": "subme=0:aq-mode=0:scenecut=0:weightp=0:weightb=0:bframes=3:b-adapt=0:b-pyramid=none:8x8dct=0:"
    "deadzone-inter=11:deadzone-intra=6:no-dct-decimate=1:deblock=-2,-2",
}


class Picture:
    """A frame as video has it, of which only what changes is converted from red, green and blue."""

    def __init__(self, width: int, height: int):
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.frame.colorspace, self.frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        self._reformatter = VideoReformatter()
        self._planes = [_rows(plane) for plane in self.frame.planes]

    def take(self, pixels: Pixels, box: Box) -> None:
        """Convert what depends on the box, in whole squares of 2 x 2 pixels, which share their colours."""
        left, top, right, bottom = max(box[0] // 2 - 1, 0), max(box[1] // 2 - 1, 0), box[2] // 2 + 2, box[3] // 2 + 2
        x, y = max(left - 1, 0), max(top - 1, 0)  # the squares around have a part in the outer ones
        drawn = av.VideoFrame.from_numpy_buffer(pixels[2 * y : 2 * bottom + 2, 2 * x : 2 * right + 2], format="bgra")
        part = self._reformatter.reformat(
            drawn,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        for mine, plane, side in zip(self._planes, part.planes, (2, 1, 1), strict=True):
            here = mine[side * top : side * bottom, side * left : side * right]
            here[:] = _rows(plane)[side * (top - y) :, side * (left - x) :][: len(here), : here.shape[1]]


def _rows(plane: VideoPlane) -> Pixels:
    rows: Pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
    return rows


@contextmanager
def writing(path: Path, quality: Quality) -> Iterator[Callable[[Pixels, Iterable[Box]], None]]:
    """Write an mp4, whole or not at all. What it gives takes the pixels of each frame, blue, green, red, alpha, and the
    boxes in which they are other than before.
    """
    with whole(path) as beside, av.open(str(beside), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=quality.frame_rate, options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = quality.width, quality.height, "yuv420p"
        stream.codec_context.thread_count = 1  # stretches are encoded side by side
        # BT.709 for both matrix and tags: browsers read a video of 720 lines or more so, whatever it says.
        stream.codec_context.colorspace = Colorspace.ITU709
        stream.codec_context.color_primaries = stream.codec_context.color_trc = 1
        stream.codec_context.color_range = ColorRange.MPEG
        picture, numbers = Picture(quality.width, quality.height), count()

        def put(pixels: Pixels, changed: Iterable[Box]) -> None:
            for box in changed:
                picture.take(pixels, box)
            picture.frame.pts = next(numbers)
            file.mux(stream.encode(picture.frame))

        yield put
        file.mux(stream.encode())


def write_mp4(
    recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Callable[[str], None]
) -> None:
    """Write frames of a recording as an mp4, once a second of them calling ``report``.

    At fewer frames a second those are left out that lie between, counted from the last.
    """
    painter = Painter(recording, quality.width, quality.height)
    with writing(path, quality) as put:
        for number, frame in enumerate(thinned(frames, recording.fps, quality.frame_rate)):
            changed = painter.draw(frame)
            put(painter.pixels, changed)
            if number % quality.frame_rate == 0:
                report(path.stem)


def write_png(
    recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Callable[[str], None]
) -> None:
    """Write the last of the frames as a still."""
    with whole(path) as beside:
        drawn = pixels(recording, frames[-1], quality.width, quality.height)
        Image.fromarray(drawn).save(beside, format="png")


def thinned(frames: Sequence[int], fps: int, frame_rate: int) -> Sequence[int]:
    """The frames that are shown at fewer a second, the last one among them."""
    return frames[:: -(fps // frame_rate)][::-1]


Writer = Callable[[Recording, Sequence[int], Path, Quality, Callable[[str], None]], None]
WRITERS: dict[str, Writer] = {"mp4": write_mp4, "png": write_png}

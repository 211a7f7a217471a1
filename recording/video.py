"""A stretch of a recording as a video."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from recording.draw import Painter, Pixels, pixels
from recording.file import Recording
from recording.whole import whole


@dataclass(frozen=True)
class Quality:
    """The size of a video in pixels and its frames per second."""

    width: int
    height: int
    frame_rate: int


QUALITIES = {"preview": Quality(854, 480, 15), "hd": Quality(1920, 1080, 60), "uhd": Quality(3840, 2160, 60)}

# At crf 23 x264's veryfast without look-ahead is above Manim's default (medium, 23) in PSNR and SSIM at half the work.
ENCODER = {"preset": "veryfast", "crf": "23", "x264-params": "rc-lookahead=0:mbtree=0:scenecut=0"}


class Picture:
    """A frame as video has it, of which only the rows that change are converted from red, green and blue."""

    def __init__(self, width: int, height: int):
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.frame.colorspace, self.frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        self._planes = [_rows(plane) for plane in self.frame.planes]

    def take(self, pixels: Pixels, top: int, bottom: int) -> None:
        """Convert the rows ``top`` to ``bottom - 1`` of ``pixels``; colours are shared by rows, two by two."""
        top, bottom = top // 2 * 2, min(-(-bottom // 2) * 2, len(pixels))
        first, end = max(top - 2, 0), min(bottom + 2, len(pixels))  # the rows around have a part in the outer ones
        drawn = av.VideoFrame.from_ndarray(pixels[first:end], format="bgra")
        band = drawn.reformat(
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        for mine, plane, shared in zip(self._planes, band.planes, (1, 2, 2), strict=True):
            rows = _rows(plane)[(top - first) // shared : (bottom - first) // shared]
            mine[top // shared : bottom // shared] = rows


def _rows(plane: VideoPlane) -> Pixels:
    rows: Pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
    return rows


def write_video(
    recording: Recording,
    first: int,
    end: int,
    path: Path,
    quality: Quality,
    report: Callable[[str], None],
    *,
    still: int | None = None,
) -> None:
    """Write the frames ``first`` to ``end - 1`` as an mp4, and a ``still``, the last of them if not given, as a png of
    the same name beside it. At fewer frames a second those are left out that lie between, counted from the last.
    """
    painter = Painter(recording, quality.width, quality.height)
    frames = range(end - 1, first - 1, -(recording.fps // quality.frame_rate))[::-1]
    with whole(path) as beside:
        with av.open(str(beside), "w", format="mp4", options={"movflags": "+faststart"}) as file:
            stream = file.add_stream("libx264", rate=quality.frame_rate, options=ENCODER)
            stream.width, stream.height, stream.pix_fmt = quality.width, quality.height, "yuv420p"
            stream.codec_context.thread_count = 1  # slides are encoded side by side
            # BT.709 for both matrix and tags: browsers read a video of 720 lines or more so, whatever it says.
            stream.codec_context.colorspace = Colorspace.ITU709
            stream.codec_context.color_primaries = stream.codec_context.color_trc = 1
            stream.codec_context.color_range = ColorRange.MPEG
            picture = Picture(quality.width, quality.height)
            for number, frame in enumerate(frames):
                if changed := painter.draw(frame):
                    picture.take(painter.pixels, changed[1], changed[3])
                picture.frame.pts = number
                file.mux(stream.encode(picture.frame))
                if number % quality.frame_rate == 0:
                    report(path.stem)
            file.mux(stream.encode())
        with whole(path.with_suffix(".png")) as picture_beside:
            shown = pixels(recording, end - 1 if still is None else still, quality.width, quality.height)
            Image.fromarray(shown).save(picture_beside, format="png")

"""A stretch of a recording as a file: a video, a moving picture that loops, or the still of its last frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from recording.draw import Box, Painter, Pixels, svg
from recording.file import Recording
from recording.whole import whole, write_whole

Report = Callable[[str], None]


@dataclass(frozen=True)
class Quality:
    """The size of a video in pixels, its frames per second, and whether it has the recording's background.

    Without one, mov, png, svg, webm and webp are transparent; mp4 and gif cannot be, and keep it.
    """

    width: int
    height: int
    frame_rate: int
    background: bool = True

    @classmethod
    def of_height(cls, height: int, frame_rate: int = 60) -> Quality:
        """About so many lines, 16:9; both sides are even, as colours are shared by two pixels."""
        return cls(2 * round(height * 8 / 9), 2 * round(height / 2), frame_rate)


QUALITIES = {"preview": Quality(854, 480, 15), "hd": Quality(1920, 1080, 60), "uhd": Quality(3840, 2160, 60)}


@dataclass(frozen=True)
class Encoding:
    """How a kind of video is encoded: the format of its pixels, with a background and without."""

    codec: str
    opaque: str
    clear: str
    options: Mapping[str, str]
    container: Mapping[str, str] = field(default_factory=dict)


# Above Manim's default (medium, crf 23) in PSNR and SSIM at a third of the work: a fixed quantiser needs no look at
# what comes, and motion finer than whole pixels gains nothing here. Faint differences are kept, as fades end in them.
H264 = {
    "preset": "superfast",
    "qp": "25",
    "x264-params": "subme=0:aq-mode=0:scenecut=0:weightp=0:weightb=0:bframes=3:b-adapt=0:b-pyramid=none:8x8dct=0:"
    "deadzone-inter=11:deadzone-intra=6:no-dct-decimate=1:deblock=-2,-2",
}
VP9 = {"deadline": "realtime", "cpu-used": "7", "tune-content": "screen", "crf": "20", "b": "0"}
PRORES = {"profile": "4444", "alpha_bits": "8", "flags": "+qscale", "global_quality": str(16 * 118)}
ENCODINGS = {
    "mp4": Encoding("libx264", "yuv420p", "yuv420p", H264, {"movflags": "+faststart"}),
    "webm": Encoding("libvpx-vp9", "yuv420p", "yuva420p", VP9),
    "mov": Encoding("prores_ks", "yuv444p10le", "yuva444p10le", PRORES),
}
# Lossless is smaller than lossy for flat colours; without key frames between, for it is played from its beginning.
WEBP: Mapping[str, Any] = {"lossless": True, "quality": 30, "method": 1, "minimize_size": True}
GIF_CLOCK = 100  # a GIF counts in hundredths of a second
GIF_FASTEST = 50  # frames a second; browsers slow down what is faster
PALETTE_FROM = 40  # frames, spread over all, whose colours a GIF's palette is made of


class Picture:
    """A frame as video has it, of which only what changes is converted from red, green and blue."""

    def __init__(self, width: int, height: int, pixels: str = "yuv420p"):
        self.frame = av.VideoFrame(width, height, pixels)
        self.frame.colorspace, self.frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        self._pixels, self._alpha = pixels, len(self.frame.planes) == 4
        self._reformatter = VideoReformatter()
        self._kind = np.uint16 if self.frame.format.components[0].bits > 8 else np.uint8
        self._planes = [_rows(plane, self._kind) for plane in self.frame.planes]
        self._sides = [2 * plane.width // width for plane in self.frame.planes]  # of a square of 2 x 2 pixels

    def take(self, pixels: Pixels, box: Box) -> None:
        """Convert what depends on the box, in whole squares of 2 x 2 pixels, which share their colours."""
        left, top, right, bottom = max(box[0] // 2 - 1, 0), max(box[1] // 2 - 1, 0), box[2] // 2 + 2, box[3] // 2 + 2
        x, y = max(left - 1, 0), max(top - 1, 0)  # the squares around have a part in the outer ones
        part = pixels[2 * y : 2 * bottom + 2, 2 * x : 2 * right + 2]
        drawn = av.VideoFrame.from_numpy_buffer(straight(part) if self._alpha else part, format="bgra")
        converted = self._reformatter.reformat(
            drawn,
            format=self._pixels,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        for mine, plane, side in zip(self._planes, converted.planes, self._sides, strict=True):
            here = mine[side * top : side * bottom, side * left : side * right]
            here[:] = _rows(plane, self._kind)[side * (top - y) :, side * (left - x) :][: len(here), : here.shape[1]]


def _rows(plane: VideoPlane, kind: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    return np.frombuffer(memoryview(plane), kind).reshape(plane.height, -1)[:, : plane.width]


def straight(pixels: Pixels) -> Pixels:
    """Pixels with colours that are not premultiplied, as video has them.

    Where nothing is drawn a pixel has the colour of what is drawn in its square of 2 x 2, which share theirs.
    """
    alpha = pixels[..., 3]
    rows = np.maximum(alpha[::2], alpha[1::2])
    squares = np.maximum(rows[:, ::2], rows[:, 1::2])
    y, x = np.nonzero((alpha < 255) & (squares > 0).repeat(2, axis=0).repeat(2, axis=1))  # others stay what they are
    colours = pixels[y, x].astype(np.uint32)
    empty = colours[:, 3] == 0
    top, left = y[empty] // 2 * 2, x[empty] // 2 * 2
    colours[empty] = sum(pixels[top + i, left + j].astype(np.uint32) for i in (0, 1) for j in (0, 1))
    made = pixels.copy()
    made[y, x, :3] = np.minimum((255 * colours[:, :3] + colours[:, 3:] // 2) // colours[:, 3:], 255)
    return made


@contextmanager
def writing(
    path: Path, quality: Quality, encoding: Encoding = ENCODINGS["mp4"]
) -> Iterator[Callable[[Pixels, Iterable[Box]], None]]:
    """Write a video, whole or not at all. What it gives takes the pixels of each frame, blue, green, red, alpha, and
    the boxes in which they are other than before.
    """
    pixels = encoding.opaque if quality.background else encoding.clear
    kind = path.suffix[1:]
    with whole(path) as beside, av.open(str(beside), "w", format=kind, options=dict(encoding.container)) as file:
        options = dict(encoding.options)
        stream = cast(av.VideoStream, file.add_stream(encoding.codec, rate=quality.frame_rate, options=options))
        stream.width, stream.height, stream.pix_fmt = quality.width, quality.height, pixels
        stream.codec_context.thread_count = 1  # stretches are encoded side by side
        # BT.709 for both matrix and tags: browsers read a video of 720 lines or more so, whatever it says.
        stream.codec_context.colorspace = Colorspace.ITU709
        stream.codec_context.color_primaries = stream.codec_context.color_trc = 1
        stream.codec_context.color_range = ColorRange.MPEG
        picture, numbers = Picture(quality.width, quality.height, pixels), count()

        def put(pixels: Pixels, changed: Iterable[Box]) -> None:
            for box in changed:
                picture.take(pixels, box)
            picture.frame.pts = next(numbers)
            file.mux(stream.encode(picture.frame))

        yield put
        file.mux(stream.encode())


def write_video(
    encoding: Encoding, recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Report
) -> None:
    """Write frames of a recording as a video, once a second of them calling ``report``.

    At fewer frames a second those are left out that lie between, counted from the last.
    """
    pixels = encoding.opaque if quality.background else encoding.clear
    painter = _painter(recording, quality, clear=len(av.VideoFormat(pixels).components) == 4)
    with writing(path, quality, encoding) as put:
        for changed in _drawn(painter, frames, quality.frame_rate, path, report):
            put(painter.pixels, changed)


def write_webp(recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Report) -> None:
    """Write frames as an animated WebP that loops for ever, without a loss."""
    painter = _painter(recording, quality, clear=not quality.background)
    drawn = (_image(painter) for _ in _drawn(painter, frames, quality.frame_rate, path, report))
    count = len(thinned(frames, recording.fps, quality.frame_rate))
    times = np.diff(np.round(np.arange(count + 1) * 1000 / quality.frame_rate).astype(int)).tolist()
    with whole(path) as beside:
        first = next(drawn)
        first.save(beside, format="webp", save_all=True, append_images=drawn, duration=times, loop=0, **WEBP)


def write_gif(recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Report) -> None:
    """Write frames as a GIF that loops for ever, all with one palette, so that still colours stay still."""
    rate = min(quality.frame_rate, GIF_FASTEST)
    painter = _painter(recording, quality, clear=False)
    shown = thinned(frames, recording.fps, rate)
    palette = _palette(painter, shown[:: -(-len(shown) // PALETTE_FROM)])
    graph = av.filter.Graph()
    colours = _source(graph, 16, 16)
    source, sink = _buffers(graph, painter, graph.add("paletteuse", "dither=none:diff_mode=rectangle"), colours)
    colours.push(palette)
    colours.push(None)
    forever = {"loop": "0", "final_delay": str(round(GIF_CLOCK / rate))}
    with whole(path) as beside, av.open(str(beside), "w", format="gif", options=forever) as file:
        stream = file.add_stream("gif", rate=GIF_CLOCK)
        stream.width, stream.height, stream.pix_fmt = quality.width, quality.height, "pal8"
        for number, _ in enumerate(_drawn(painter, frames, rate, path, report)):
            source.push(_frame(painter, round(GIF_CLOCK * number / rate)))
            for frame in _pulled(sink):
                file.mux(stream.encode(frame))
        source.push(None)
        for frame in _pulled(sink):
            file.mux(stream.encode(frame))
        file.mux(stream.encode())


def _palette(painter: Painter, frames: Sequence[int]) -> av.VideoFrame:
    """The 256 colours with which frames are drawn best."""
    graph = av.filter.Graph()
    source, sink = _buffers(graph, painter, graph.add("palettegen"))
    for number, frame in enumerate(frames):
        painter.draw(frame)
        source.push(_frame(painter, number))
    source.push(None)
    [found] = _pulled(sink)
    palette: av.VideoFrame = found
    palette.pts, palette.time_base = 0, Fraction(1, GIF_CLOCK)
    return palette


def _buffers(graph: av.filter.Graph, painter: Painter, using: Any, *more: Any) -> tuple[Any, Any]:
    """A filter's graph from pictures to what it makes of them."""
    source = _source(graph, painter.width, painter.height)
    sink = graph.add("buffersink")
    for number, buffer in enumerate((source, *more)):
        buffer.link_to(using, 0, number)
    using.link_to(sink)
    graph.configure()
    return source, sink


def _source(graph: av.filter.Graph, width: int, height: int) -> Any:
    pixels = av.VideoFormat("bgra", width, height)
    return graph.add_buffer(width=width, height=height, format=pixels, time_base=Fraction(1, GIF_CLOCK))


def _pulled(sink: Any) -> Iterator[Any]:
    while True:
        try:
            yield sink.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def _frame(painter: Painter, time: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(painter.pixels), format="bgra")
    frame.pts, frame.time_base = time, Fraction(1, GIF_CLOCK)
    return frame


def write_png(recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Report) -> None:
    """Write the last of the frames as a still."""
    painter = _painter(recording, quality, clear=not quality.background)
    painter.draw(frames[-1])
    with whole(path) as beside:
        _image(painter).save(beside, format="png")


def write_svg(recording: Recording, frames: Sequence[int], path: Path, quality: Quality, report: Report) -> None:
    """Write the last of the frames as vectors."""
    write_whole(path, svg(recording, frames[-1], background=quality.background).encode())


def _painter(recording: Recording, quality: Quality, *, clear: bool) -> Painter:
    return Painter(recording, quality.width, quality.height, background=not clear)


def _drawn(
    painter: Painter, frames: Sequence[int], frame_rate: int, path: Path, report: Report
) -> Iterator[Sequence[Box]]:
    """Draw those of the frames that are shown, one after the other, and tell where each was drawn anew."""
    for number, frame in enumerate(thinned(frames, painter.recording.fps, frame_rate)):
        yield painter.draw(frame)
        if number % frame_rate == 0:
            report(path.stem)


def _image(painter: Painter) -> Image.Image:
    """What is drawn now, for Pillow."""
    if painter.background[3]:
        return Image.fromarray(np.ascontiguousarray(painter.pixels[:, :, 2::-1]))
    return Image.fromarray(straight(painter.pixels)[:, :, [2, 1, 0, 3]])


def thinned(frames: Sequence[int], fps: int, frame_rate: int) -> Sequence[int]:
    """The frames that are shown at fewer a second, the last one among them."""
    step = Fraction(fps, frame_rate)
    return [frames[len(frames) - 1 - round(n * step)] for n in range(int((len(frames) - 1) / step) + 1)][::-1]


Writer = Callable[[Recording, Sequence[int], Path, Quality, Report], None]
write_mp4: Writer = partial(write_video, ENCODINGS["mp4"])
WRITERS: dict[str, Writer] = {
    **{kind: partial(write_video, encoding) for kind, encoding in ENCODINGS.items()},
    "gif": write_gif,
    "webp": write_webp,
    "png": write_png,
    "svg": write_svg,
}

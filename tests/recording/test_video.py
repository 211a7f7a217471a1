"""Videos from recordings: the frames, the colours, the length, and that a file is there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import recording.video
from recording.draw import GRID, Painter, Pixels, pixels
from recording.errors import InputError
from recording.file import Recording, SlideMarks, Step
from recording.keep import KEPT_VERSIONS
from recording.tracks import Frame, Tracks
from recording.video import QUALITIES, WRITERS, Picture, Quality, straight, thinned, write_mp4, write_png
from slides.outputs.videos import write_videos
from slides.script import Cut, Slide
from tests.recording.made import BLUE, GREEN, RED, finished, look, moved, photograph, psnr, rectangle

SMALL = Quality(640, 360, 60)
FLAT = (0.2, 0.6, 0.4, 1)


def made() -> Recording:
    """Two slides of a second and of half a second: a square that goes and stands, on a large flat one."""
    tracks = Tracks()
    flat = (0, look(rectangle(12, 7), [FLAT]))

    def frame(f: int) -> Frame:
        return [
            flat,
            (
                1,
                look(
                    moved(rectangle(2, 2), f / 20 - 1, 0),
                    [(*RED[:3], min(1, 0.2 + f / 40)), BLUE],
                    line=[(-2, 0), (2, 0)],
                ),
            ),
        ]

    tracks.add([], [frame(f) for f in range(41)])
    tracks.add([], [frame(40)], 20)
    tracks.add([flat], [[(2, look(moved(rectangle(1, 1), 0, f / 10), [GREEN]))] for f in range(30)])
    slides = [
        SlideMarks("one", "One", None, "", {}, 0, 61, (Step(0, 61),)),
        SlideMarks("two", "Two", None, "", {}, 61, 91, (Step(61, 91),)),
    ]
    return finished(tracks, slides)


MADE = made()


def silent(text: str) -> None:
    pass


def decoded(path: Path) -> list[Pixels]:
    """The frames as the file says that they are to be read."""
    with av.open(str(path)) as file:
        return [
            frame.reformat(
                format="rgb24", src_colorspace=frame.colorspace, src_color_range=frame.color_range
            ).to_ndarray()
            for frame in file.decode(video=0)
        ]


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> Path:
    path: Path = tmp_path_factory.mktemp("video") / "one.mp4"
    write_mp4(MADE, range(0, 61), path, SMALL, silent)
    write_png(MADE, range(0, 61), path.with_suffix(".png"), SMALL, silent)
    return path


def test_every_frame_is_the_one_that_is_drawn(video):
    frames = decoded(video)
    assert len(frames) == 61
    for number, shown in enumerate(frames):
        assert psnr(shown, pixels(MADE, number, SMALL.width, SMALL.height)) >= 36, number


def test_frames_are_equally_spaced_and_last_as_long_as_the_slide(video):
    with av.open(str(video)) as file:
        [stream] = file.streams
        assert (stream.width, stream.height, stream.average_rate) == (640, 360, 60)
        assert float(stream.duration * stream.time_base) == pytest.approx(61 / 60, abs=0.001)
        times = [float(frame.pts * frame.time_base) for frame in file.decode(video=0)]
    assert times == pytest.approx([number / 60 for number in range(61)])


@pytest.mark.parametrize(("first", "end"), [(0, 61), (61, 91), (40, 61), (0, 1), (0, 3)])
def test_fewer_frames_a_second_show_the_same_motion_to_its_end(tmp_path, first, end):
    write_mp4(MADE, range(first, end), tmp_path / "one.mp4", Quality(640, 360, 15), silent)
    frames = decoded(tmp_path / "one.mp4")
    assert len(frames) == -(-(end - first) // 4)
    for back, shown in enumerate(frames[::-1]):
        assert psnr(shown, pixels(MADE, end - 1 - 4 * back, 640, 360)) >= 36


def test_a_flat_colour_is_exact_when_read_as_the_file_says(video):
    with av.open(str(video)) as file:
        frame = next(file.decode(video=0))
        context = file.streams.video[0].codec_context
        assert (int(frame.colorspace), int(context.color_primaries), int(context.color_trc)) == (1, 1, 1)  # BT.709
        assert int(frame.color_range) == 1  # limited
        assert context.pix_fmt == "yuv420p"
    flat, background = decoded(video)[0][60, 120], decoded(video)[0][4, 4]
    assert np.abs(flat - 255 * np.array(FLAT[:3])).max() <= 2
    assert np.abs(background.astype(int) - [0x11, 0x14, 0x1C]).max() <= 2


def played(browser: Any, video: Path, behind: str = "white") -> Pixels:
    """What a browser shows when a video of 1280 x 720 has ended, on a page of a colour."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    file = video.with_name("page.html")
    file.write_text(f'<body style="margin: 0; background: {behind}"><video muted src="{video.name}">')
    page.goto(file.as_uri())
    page.evaluate("""() => new Promise(done => {
        const video = document.querySelector("video")
        video.onended = () => setTimeout(done, 200)
        video.play()
    })""")
    shown = photograph(page, 1280, 720)
    page.close()
    return shown


def test_a_browser_shows_the_colours_of_the_still(browser, tmp_path):
    write_mp4(MADE, range(0, 61), tmp_path / "one.mp4", Quality(1280, 720, 15), silent)
    write_png(MADE, (60,), tmp_path / "one.png", Quality(1280, 720, 15), silent)
    shown = played(browser, tmp_path / "one.mp4")
    with Image.open(tmp_path / "one.png") as still:
        assert psnr(shown, np.asarray(still)) >= 35
        for place in [(240, 120), (5, 5), (640, 360)]:
            assert shown[place[1], place[0]].tolist() == pytest.approx(still.getpixel(place), abs=3)


def test_the_head_of_the_file_comes_first(video):
    """So that a browser can begin before it has all."""
    data = video.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_still_is_the_last_frame(video):
    with Image.open(video.with_suffix(".png")) as still:
        assert still.mode == "RGB"
        assert (np.asarray(still) == pixels(MADE, 60, SMALL.width, SMALL.height)).all()


def test_only_what_changed_is_drawn(monkeypatch, tmp_path):
    painted = []

    class Watched(Painter):
        def draw(self, frame: int) -> Any:
            painted.append(super().draw(frame))
            return painted[-1]

    monkeypatch.setattr(recording.video, "Painter", Watched)
    write_mp4(MADE, range(0, 61), tmp_path / "one.mp4", SMALL, silent)
    assert painted[0] == [(0, 0, 640, 360)]
    assert all(right - left < 140 + 2 * GRID for boxes in painted[1:40] for left, _, right, _ in boxes)
    assert painted[42:] == [[]] * 19


@given(st.lists(st.tuples(*[st.integers(0, 200)] * 2, *[st.integers(16, 100)] * 2), min_size=1, max_size=4))
@settings(deadline=None)
def test_a_picture_converted_in_parts_is_the_whole_one(boxes):
    pixels, other = np.random.default_rng(0).integers(0, 256, (2, 216, 216, 4)).astype(np.uint8)
    parts, whole = (Picture(216, 216) for _ in range(2))
    parts.take(pixels, (0, 0, 216, 216))
    for left, top, width, height in boxes:
        right, bottom = min(left + width, 216), min(top + height, 216)
        pixels[top:bottom, left:right] = other[top:bottom, left:right]
        parts.take(pixels, (left, top, right, bottom))
    whole.take(pixels, (0, 0, 216, 216))
    assert (parts.frame.to_ndarray() == whole.frame.to_ndarray()).all()


def test_it_tells_every_second(tmp_path):
    told: list[str] = []
    write_mp4(MADE, range(0, 91), tmp_path / "one.mp4", SMALL, told.append)
    assert told == ["one", "one"]


class Stopped(Exception):
    pass


def test_writing_that_is_interrupted_leaves_nothing(tmp_path):
    def stop(text: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        write_mp4(MADE, range(0, 61), tmp_path / "one.mp4", SMALL, stop)
    assert list(tmp_path.iterdir()) == []
    write_mp4(MADE, range(0, 61), tmp_path / "one.mp4", SMALL, silent)
    before = (tmp_path / "one.mp4").read_bytes()
    with pytest.raises(Stopped):
        write_mp4(MADE, range(0, 30), tmp_path / "one.mp4", SMALL, stop)
    assert (tmp_path / "one.mp4").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.mp4"]


def cut_of(found: Recording) -> Cut:
    words = tuple(Slide("made", marks.id, "", "", "Words.", "", "") for marks in found.slides)
    return Cut(None, "lecture-dark", ("dark",), "en", {"made": words}, {"made": "Part"}, {}, {})  # type: ignore[arg-type]


@pytest.fixture
def write(tmp_path, monkeypatch) -> Callable[..., list[Path]]:
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path / "build"))

    def run(found: Recording, quality: str = "preview", selected: tuple[str, ...] = ()) -> list[Path]:
        cut = replace(cut_of(found), selected={"made": selected})
        return write_videos(cut, {"dark": {"made": found}}, tmp_path / "out", quality=quality, jobs=2)

    return run


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")}


def test_every_slide_is_a_video_with_its_still_kept_by_the_recording(write, tmp_path):
    videos = write(MADE)
    assert [path.name for path in videos] == ["made-one-dark.mp4", "made-two-dark.mp4"]
    size = QUALITIES["preview"].width, QUALITIES["preview"].height
    for path in videos:
        with Image.open(path.with_suffix(".png")) as still:
            assert still.size == size
    before = times(tmp_path / "build" / "stretches")
    assert len(before) == 2
    assert write(MADE) == videos
    assert times(tmp_path / "build" / "stretches") == before


def test_only_selected_slides_are_written(write):
    [video] = write(MADE, selected=("two",))
    assert video.name == "made-two-dark.mp4"


def test_the_still_of_a_slide_that_loops_is_where_the_loop_begins(write):
    tracks = Tracks()
    tracks.add([], [[(0, look(moved(rectangle(1, 1), f / 5, 0)))] for f in range(40)])
    [video] = write(finished(tracks, [SlideMarks("one", "", None, "", {}, 0, 40, (Step(0, 40, (20, 40)),))]))
    with Image.open(video.with_suffix(".png")) as still:
        assert (np.asarray(still) == pixels(finished(tracks), 20, *still.size)).all()


def test_a_lost_video_is_made_again_and_old_recordings_are_forgotten(write, tmp_path):
    write(MADE)
    kept = tmp_path / "build" / "stretches" / f"{MADE.scene}-{MADE.theme}-{MADE.language}"
    next(kept.rglob("*.mp4")).unlink()
    before = times(kept)
    write(MADE)
    assert times(kept).items() > before.items()
    for end in range(2, 2 + KEPT_VERSIONS):
        marks = [SlideMarks("one", "One", None, "", {}, 0, end, (Step(0, end),))]
        write(finished(Tracks(), marks, frames=end))
    assert len(list(kept.iterdir())) == KEPT_VERSIONS
    assert not (kept / MADE.digest[:12]).exists()


def test_what_cannot_be_written_is_named_by_its_slide_and_the_others_are_kept(write, tmp_path):
    tracks = Tracks()
    tracks.add([], [[(0, look(rectangle(1, 1)))]], 60)
    tracks.add([], [[(0, look(moved(rectangle(1, 1), f, 0)))] for f in range(4)])
    marks = [SlideMarks(name, "", None, "", {}, 0, end, (Step(0, end),)) for name, end in (("one", 60), ("broken", 70))]
    with pytest.raises(InputError, match=r"^made-broken-dark.mp4 could not be written: IndexError: ") as error:
        write(finished(tracks, marks))
    assert "made-one" not in str(error.value)
    assert Path(str(error.value).rpartition("see ")[2]).is_file()
    assert len(times(tmp_path / "build")) == 1
    assert not (tmp_path / "out").exists()


CLEAR = Quality(640, 360, 30, background=False)
PAGE = (30, 110, 80)


def clear_pixels(frame: int, quality: Quality = CLEAR) -> Pixels:
    """Red, green, blue, alpha, premultiplied."""
    painter = Painter(MADE, quality.width, quality.height, background=False)
    painter.draw(frame)
    return painter.pixels[:, :, [2, 1, 0, 3]]


def on_page(straight: Pixels) -> Any:
    """What is seen of a transparent picture on a coloured page."""
    alpha = straight[..., 3:] / 255
    return straight[..., :3] * alpha + np.array(PAGE) * (1 - alpha)


def decoded_with_alpha(path: Path, codec: str) -> list[Pixels]:
    """With a decoder that knows of alpha: FFmpeg's own of VP9 does not."""
    with av.open(str(path)) as file:
        [stream] = file.streams.video
        decoder: Any = av.codec.CodecContext.create(codec, "r")
        frames = [frame for packet in file.demux(stream) for frame in decoder.decode(packet)]
        return [f.reformat(format="rgba", src_colorspace=1, src_color_range=1).to_ndarray() for f in frames]


@pytest.mark.parametrize(("kind", "codec", "least"), [("webm", "libvpx-vp9", 40), ("mov", "prores", 50)])
def test_a_video_without_background_lies_on_a_page_like_the_drawing(tmp_path, kind, codec, least):
    path = tmp_path / f"one.{kind}"
    WRITERS[kind](MADE, range(0, 91), path, CLEAR, silent)
    frames = decoded_with_alpha(path, codec)
    assert len(frames) == 46
    for number in (0, 10, 20, 30, 45):
        drawn = clear_pixels(2 * number)
        assert psnr(frames[number][..., 3], drawn[..., 3]) >= least - 3
        seen = drawn[..., :3] + np.array(PAGE) * (1 - drawn[..., 3:] / 255)
        assert psnr(on_page(frames[number]), seen) >= least, number
    assert {int(f[5, 5, 3]) for f in frames} == {0}


def test_a_browser_shows_a_webm_over_the_colour_of_its_page(browser, tmp_path):
    WRITERS["webm"](MADE, range(0, 61), tmp_path / "one.webm", Quality(1280, 720, 30, background=False), silent)
    shown = played(browser, tmp_path / "one.webm", f"rgb{PAGE}")
    assert shown[5, 5].tolist() == pytest.approx(PAGE, abs=2)
    assert shown[120, 240].tolist() == pytest.approx([round(255 * c) for c in FLAT[:3]], abs=4)
    drawn = clear_pixels(60, Quality(1280, 720, 30))
    assert psnr(shown, drawn[..., :3] + np.array(PAGE) * (1 - drawn[..., 3:] / 255)) >= 35


def test_colours_beside_what_is_drawn_are_those_of_the_drawing():
    """So that squares of 2 x 2 pixels, which share their colours in a video, have no dark edge."""
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[0, 0] = [10, 20, 30, 255]
    pixels[2, 3] = [40, 0, 20, 80]
    made = straight(pixels)
    assert made[:2, :2, :3].tolist() == [[[10, 20, 30]] * 2] * 2
    assert made[2:, 2:, :3].tolist() == [[[128, 0, 64]] * 2] * 2
    assert (made[..., 3] == pixels[..., 3]).all()
    assert (made[:2, 2:] == 0).all()


def shown(path: Path) -> tuple[list[Pixels], list[int], Any]:
    """The frames of a moving picture, their milliseconds, and how often it loops (0: for ever)."""
    with Image.open(path) as image:
        frames, times = [], []
        for number in range(image.n_frames):
            image.seek(number)
            frames.append(np.asarray(image.convert("RGBA")))
            times.append(image.info["duration"])
        return frames, times, image.info["loop"]


@pytest.mark.parametrize("rate", [20, 25, 60])
def test_a_gif_loops_for_ever_with_the_colours_and_the_length_of_the_motion(tmp_path, rate):
    WRITERS["gif"](MADE, range(0, 61), tmp_path / "one.gif", Quality(640, 360, rate), silent)
    frames, times, loop = shown(tmp_path / "one.gif")
    assert loop == 0
    assert sum(times) == pytest.approx(1000 * 61 / 60, abs=40)
    assert min(times) >= 20  # browsers slow down what is faster
    last = pixels(MADE, 60, 640, 360)
    assert psnr(frames[-1][..., :3], last) >= 35
    assert np.abs(frames[-1][60, 120, :3].astype(int) - last[60, 120]).max() <= 2


def test_still_colours_of_a_gif_do_not_flicker(tmp_path):
    WRITERS["gif"](MADE, range(0, 61), tmp_path / "one.gif", Quality(640, 360, 20), silent)
    frames, *_ = shown(tmp_path / "one.gif")
    assert len({frame[40, 100].tobytes() for frame in frames}) == 1
    assert len({frame[3, 3].tobytes() for frame in frames}) == 1


@pytest.mark.parametrize("background", [True, False])
def test_a_webp_loops_for_ever_and_is_what_is_drawn(tmp_path, background):
    quality = Quality(640, 360, 30, background)
    WRITERS["webp"](MADE, range(0, 61), tmp_path / "one.webp", quality, silent)
    frames, times, loop = shown(tmp_path / "one.webp")
    assert loop == 0
    assert sum(times) == pytest.approx(1000 * 31 / 30, abs=1)
    if background:
        assert (frames[-1][..., :3] == pixels(MADE, 60, 640, 360)).all()
    else:
        drawn = clear_pixels(60)
        assert (frames[-1][..., 3] == drawn[..., 3]).all()
        seen = drawn[..., :3] + np.array(PAGE) * (1 - drawn[..., 3:] / 255)
        assert np.abs(on_page(frames[-1]) - seen).max() <= 2


def test_a_loop_closes_at_any_rate(tmp_path):
    """After its last frame comes its first, no farther off than any frame is from the one before it."""
    tracks = Tracks()
    turns = [moved(rectangle(2, 2), 3 * np.sin(2 * np.pi * f / 48), 3 * np.cos(2 * np.pi * f / 48)) for f in range(48)]
    tracks.add([], [[(0, look(points))] for points in turns])
    for kind, rate in (("webp", 60), ("webp", 25), ("gif", 20)):
        path = tmp_path / f"loop.{kind}"
        WRITERS[kind](finished(tracks), range(0, 48), path, Quality(320, 180, rate), silent)
        frames, *_ = shown(path)
        frames = [frame.astype(int) for frame in frames]
        steps = [np.abs(b - a).sum() for a, b in zip(frames, [*frames[1:], frames[0]], strict=True)]
        assert steps[-1] <= 1.1 * max(steps[:-1]), (kind, rate)


def test_a_still_without_background_has_alpha(tmp_path):
    WRITERS["png"](MADE, (60,), tmp_path / "one.png", CLEAR, silent)
    with Image.open(tmp_path / "one.png") as still:
        assert still.mode == "RGBA"
        assert (np.asarray(still)[..., 3] == clear_pixels(60)[..., 3]).all()


@pytest.mark.parametrize("background", [True, False])
def test_an_svg_in_a_browser_is_what_is_drawn(browser, tmp_path, background):
    WRITERS["svg"](MADE, (60,), tmp_path / "one.svg", Quality(1280, 720, 60, background), silent)
    assert ElementTree.parse(tmp_path / "one.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    (tmp_path / "page.html").write_text(
        f'<body style="margin: 0; background: rgb{PAGE}"><img src="one.svg" style="width: 1280px">'
    )
    page.goto((tmp_path / "page.html").as_uri())
    shown = photograph(page, 1280, 720)
    page.close()
    drawn = clear_pixels(60, Quality(1280, 720, 60))
    on = np.array(PAGE) if not background else np.array([0x11, 0x14, 0x1C])
    assert psnr(shown, drawn[..., :3] + on * (1 - drawn[..., 3:] / 255)) >= 40


def test_frames_are_left_out_evenly_at_a_rate_that_does_not_divide_the_recordings():
    kept = thinned(range(121), 60, 25)
    assert kept[-1] == 120
    assert len(kept) == 51
    assert set(np.diff(kept)) == {2, 3}


def test_six_seconds_of_the_lecture_at_480_lines_are_a_gif_below_three_megabytes(recordings, tmp_path):
    whole = recordings["dark"]["similarity"]
    first = whole.slide("map").first
    WRITERS["gif"](whole, range(first, first + 360), tmp_path / "one.gif", Quality(854, 480, 20), silent)
    assert (tmp_path / "one.gif").stat().st_size < 3e6

"""Videos from recordings: the frames, the colours, the length, and that a file is there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from recording.video import QUALITIES, Picture, Quality, write_mp4, write_png
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


def test_a_browser_shows_the_colours_of_the_still(browser, tmp_path):
    write_mp4(MADE, range(0, 61), tmp_path / "one.mp4", Quality(1280, 720, 15), silent)
    write_png(MADE, (60,), tmp_path / "one.png", Quality(1280, 720, 15), silent)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    (tmp_path / "page.html").write_text('<body style="margin: 0"><video muted src="one.mp4">')
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("""() => new Promise(done => {
        const video = document.querySelector("video")
        video.onended = () => setTimeout(done, 200)
        video.play()
    })""")
    shown = photograph(page, 1280, 720)
    page.close()
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

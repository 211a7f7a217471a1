"""The file of a recording: what goes in comes out, FORMAT.md tells all, and damage is one clear error."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recording.errors import InputError
from recording.file import Dial, Recording, SlideMarks, Step, decode, encode, load
from recording.tracks import Tracks
from tests.recording.made import (
    BACKGROUND,
    BLUE,
    FRAME,
    GREEN,
    RED,
    WHITE,
    finished,
    look,
    recorded,
    rectangle,
    straight,
)

SLIDES = (
    SlideMarks("first", "A title, “with” signs", "proved", "Somebody 2020", {"query": "it"}, 0, 20, (Step(0, 20),)),
    SlideMarks(
        "second",
        "Another",
        None,
        "",
        {},
        20,
        61,
        (Step(20, 40, (30, 40), None), Step(40, 61, None, Dial("temperature", 41, 44, (0.1, 0.2, 0.30000001), 1, "K"))),
    ),
)


def small() -> Tracks:
    """Stills, moves, fades, gradients, open and closed paths, several subpaths, changes of order."""
    tracks = Tracks()
    hole = np.vstack(
        [rectangle(2, 2, 1, 1), rectangle(1, 1, 1, 1)[::-1], straight([(-3, 0), (-2, 1), (-1, 0)], closed=False)]
    )
    shaded = look(
        hole, [RED, (*BLUE[:3], 0.5)], [WHITE], 4, behind=[GREEN], behind_width=9, join=1, cap=2, line=[(0, 0), (2, 1)]
    )

    def turned(angle: float) -> np.ndarray:
        return rectangle(1, 2) @ [[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]]

    moving = [
        [(1, look(turned(f / 20))), (2, look(rectangle(1, 1, f / 7, 0), [(*GREEN[:3], f / 20)]))] for f in range(20)
    ]
    tracks.add([(0, shaded)], moving)
    tracks.add([], [[(1, look(turned(1))), (0, shaded)]], 20)
    tracks.add(
        [(1, look(turned(1)))],
        [[(3, look(straight([(0, f), (f, 0.1)], closed=False), [], [WHITE], 2))] for f in range(21)],
    )
    return tracks


def test_what_was_told_comes_back(tmp_path):
    data = encode(
        small(),
        SLIDES,
        scene="one",
        theme="light",
        language="de",
        words=["ä", "b"],
        fps=60,
        frame=FRAME,
        background="#FFFFFF",
    )
    (tmp_path / "one.rec").write_bytes(data)
    found = load(tmp_path / "one.rec")
    assert found.slides == SLIDES
    assert (found.scene, found.theme, found.language, found.words) == ("one", "light", "de", ("ä", "b"))
    assert (found.fps, found.frames, found.frame, found.background) == (60, 61, FRAME, "#FFFFFF")
    assert found.data == data


def test_the_same_content_is_the_same_file_and_another_is_not():
    assert finished(small()).digest == finished(small()).digest
    assert finished(small()).digest != finished(small(), background="#000000").digest


def test_a_recording_of_nothing_is_read():
    assert recorded().frames == 0
    assert recorded([[], []]).drawn(1) == ()


class Page:
    """A reader written from FORMAT.md alone, in plain Python."""

    def __init__(self, data: bytes):
        assert data[:4] == b"MREC"
        assert int.from_bytes(data[4:8], "little") == 1
        at = 12 + int.from_bytes(data[8:12], "little")
        self.head: dict[str, Any] = json.loads(zlib.decompress(data[12:at]).decode("utf-8"))
        self.sections = {}
        for name, size, count in self.head["sections"]:
            self.sections[name] = self.numbers(zlib.decompress(data[at : at + size]), count)
            at += size
        assert at == len(data)
        self.shapes = [self.shape(part) for part in self.parts("shapes", 2)]
        self.styles = self.parts("styles")
        self.weights = [self.summed(part) for part in self.parts("weights")]
        length = len(self.sections["tracks"]) // 10
        columns = [self.summed(self.sections["tracks"][i * length : (i + 1) * length]) for i in range(10)]
        numbers = self.sections["mixes"]
        mixes = list(zip(self.summed(numbers[0::2]), self.summed(numbers[1::2]), strict=True))
        self.tracks = []
        for row in zip(*columns, strict=True):
            self.tracks.append((row, mixes[: row[8]], mixes[row[8] : row[8] + row[9]]))
            mixes = mixes[row[8] + row[9] :]
        assert not mixes

    @staticmethod
    def numbers(planes: bytes, count: int) -> list[int]:
        assert len(planes) == 4 * count
        written = [sum(planes[i + plane * count] << 8 * plane for plane in range(4)) for i in range(count)]
        return [x // 2 if x % 2 == 0 else -(x + 1) // 2 for x in written]

    def parts(self, name: str, width: int = 1) -> list[list[int]]:
        numbers, found = list(self.sections[name]), []
        for size in self.sections[name[:-1] + "_sizes"]:
            found.append(numbers[: size * width])
            numbers = numbers[size * width :]
        assert not numbers
        return found

    @staticmethod
    def summed(differences: list[int]) -> list[int]:
        found, total = [], 0
        for difference in differences:
            total += difference
            found.append(total)
        return found

    def shape(self, numbers: list[int]) -> list[tuple[int, int]]:
        return list(zip(self.summed(numbers[0::2]), self.summed(numbers[1::2]), strict=True))

    def drawn(self, frame: int) -> list[int]:
        numbers, now, at = list(self.sections["order"]), [], 0
        while numbers:
            later, start, end, count = numbers[:4]
            at += later
            if at > frame:
                break
            now = now[:start] + self.summed(numbers[4 : 4 + count]) + now[len(now) - end :]
            numbers = numbers[4 + count :]
        return now

    def points(self, number: int, frame: int) -> list[tuple[float, float]]:
        row, mixes, _ = self.tracks[number]
        found = [((x + row[5]) / 4096, (y + row[6]) / 4096) for x, y in self.shapes[row[4]]]
        for what, weights in mixes:
            weight = self.weights[weights][frame - row[2]] / 65536
            added = self.shapes[what] if len(self.shapes[what]) > 1 else self.shapes[what] * len(found)
            found = [
                (x + weight * dx / 4096, y + weight * dy / 4096) for (x, y), (dx, dy) in zip(found, added, strict=True)
            ]
        assert len(found) == sum(1 + 3 * abs(curves) for curves in self.head["outlines"][row[1]])
        return found

    def style(self, number: int, frame: int) -> list[float]:
        row, _, mixes = self.tracks[number]
        fills, strokes, behind, _, _, gradient = self.head["kinds"][row[0]]
        steps = [5100] * 4 * (fills + strokes) + [200] + [5100] * 4 * behind + [200] + [4096] * 4 * gradient
        found = [float(x) for x in self.styles[row[7]]]
        for what, weights in mixes:
            weight = self.weights[weights][frame - row[2]] / 65536
            found = [x + weight * change for x, change in zip(found, self.styles[what], strict=True)]
        return [x / step for x, step in zip(found, steps, strict=True)]


def agree(page: Page, ours: Recording, frames: range) -> None:
    """Both readers see the same picture."""
    for frame in frames:
        assert page.drawn(frame) == list(ours.drawn(frame))
        for number in page.drawn(frame):
            track = ours.tracks[number]
            assert page.points(number, frame) == pytest.approx(ours.points(track, frame))
            assert page.style(number, frame) == pytest.approx(ours.style(track, frame))


def test_the_page_on_the_format_tells_all():
    ours = finished(small(), SLIDES)
    page = Page(ours.data)
    agree(page, ours, range(ours.frames))
    assert page.head["background"] == BACKGROUND
    assert page.head["slides"][1]["steps"][1]["dial"]["values"] == [0.1, 0.2, 0.30000001]
    assert page.head["slides"][1]["steps"][0]["loop"] == [30, 40]


def test_the_page_on_the_format_tells_all_of_a_scene(recordings):
    ours = recordings["dark"]["state"]
    page = Page(ours.data)
    agree(page, ours, range(0, ours.frames, 97))
    assert [slide["id"] for slide in page.head["slides"]] == [slide.id for slide in ours.slides]


def test_what_a_step_does_not_have_may_be_left_out():
    data = finished(small()).data
    length = struct.unpack_from("<I", data, 8)[0]
    head = json.loads(zlib.decompress(data[12 : 12 + length]))
    for slide in head["slides"]:
        slide["steps"] = [{"first": step["first"], "end": step["end"]} for step in slide["steps"]]
    top = zlib.compress(json.dumps(head).encode())
    assert decode(data[:8] + struct.pack("<I", len(top)) + top + data[12 + length :]).slides[0].steps == (Step(0, 61),)


@pytest.mark.parametrize(
    ("mend", "word"),
    [
        (lambda data: b"", "damaged"),
        (lambda data: b"PK\3\4" + data[4:], "does not begin like one"),
        (lambda data: b"<html>nothing of the kind</html>", "does not begin like one"),
        (lambda data: data[:4] + struct.pack("<I", 2) + data[8:], "version is 2"),
        (lambda data: data[:11], "damaged"),
        (lambda data: data[:200], "damaged"),
        (lambda data: data[:-1], "damaged"),
        (lambda data: data + b"\0", "damaged"),
        (lambda data: data[:12] + zlib.compress(b"[1, 2]") + data[200:], "damaged"),
    ],
    ids=["empty", "an archive", "a page", "version", "head cut", "cut", "last byte", "a byte more", "another head"],
)
def test_what_is_no_recording_is_one_error_that_names_the_file(tmp_path, mend, word):
    path = tmp_path / "one.rec"
    path.write_bytes(mend(finished(small()).data))
    with pytest.raises(InputError, match=word) as error:
        load(path)
    assert str(path) in str(error.value)
    assert "recorded anew" in str(error.value)


def test_a_missing_recording_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.rec: the recording cannot be read: No such file"):
        load(tmp_path / "none.rec")


MADE = finished(small(), SLIDES).data


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_is_found_or_changes_nothing(tmp_path_factory, data):
    """The last bits of a compressed block mean nothing; all others are under a checksum."""
    damaged = bytearray(MADE)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(MADE) - 1))] ^= data.draw(st.integers(1, 255))
    path: Path = tmp_path_factory.getbasetemp() / "damaged.rec"
    path.write_bytes(damaged)
    try:
        found = load(path)
    except InputError as error:
        assert str(path) in str(error)
    else:
        agree(Page(MADE), found, range(0, found.frames, 10))
        assert found.slides == SLIDES


@given(st.integers(0, len(MADE) - 1))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_recording_cut_short_is_refused(tmp_path_factory, length):
    path: Path = tmp_path_factory.getbasetemp() / "cut.rec"
    path.write_bytes(MADE[:length])
    with pytest.raises(InputError, match="damaged"):
        load(path)


@pytest.mark.parametrize("far", [1e6, -1e6, 1e12])
@pytest.mark.parametrize("moves", [False, True])
def test_what_lies_too_far_outside_is_one_clear_error(far, moves):
    places = [far, 1.0] if moves else [far]
    with pytest.raises(ValueError, match="too far outside of the picture"):
        recorded([[(0, look(rectangle(1, 1, x)))] for x in places])


def test_a_number_that_the_file_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="too large for a recording"):
        recorded([[(0, look(rectangle(1, 1), width=1e9))]])

"""Files from stretches of recordings: what decides their content decides where they are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recording.errors import InputError
from recording.stretches import Stretch, make_stretches
from recording.tracks import Tracks
from tests.recording.made import finished
from tests.recording.test_video import MADE, SMALL

STILL = Stretch("still.png", MADE, (0, 1), "png", SMALL)


@pytest.fixture(autouse=True)
def build(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        {"frames": (1, 0)},
        {"quality": replace(SMALL, frame_rate=30)},
        {"kind": "mp4"},
        {"recording": finished(Tracks(), frames=2)},
    ],
)
def test_what_changes_a_file_changes_its_place(change):
    assert replace(STILL, **change).file != STILL.file


def test_another_name_for_the_same_frames_is_the_same_file():
    assert replace(STILL, name="cover.png").file == STILL.file


def test_where_all_fail_each_is_named(build):
    broken = [replace(STILL, name=name, frames=(0, 1000)) for name in ("one.png", "two.png")]
    told = r"^one.png could not be written: .*\n  see .*\ntwo.png could not be written: .*\n  see .*$"
    with pytest.raises(InputError, match=told):
        make_stretches(broken, jobs=2)
    assert not list(build.rglob("*.part"))

"""`manim-slides` reads what is written for it, with its own model; its videos are the steps of the lecture."""

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from manim_slides.config import PresentationConfig
from markdown_it import MarkdownIt

from recording.draw import pixels
from recording.errors import InputError
from slides.outputs.manim_slides import write_manim_slides
from tests.browser import stage

LINES = 120
ODD = 'الانتباه <script>alert("1")</script> & *not* _so_ 🙂 $x_1^2$\n# 1. no list'


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    cut = stage.make_cut(tmp_path_factory.mktemp("slides") / "lecture")
    (white,) = cut.whole["gamma"]
    return replace(cut, whole={**cut.whole, "gamma": (replace(white, say=ODD, notes=""),)})


@pytest.fixture(scope="module")
def recordings():
    return stage.make_recordings()


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(tmp_path_factory.mktemp("build")))
        yield


@pytest.fixture(scope="module")
def written(cut, recordings, build, tmp_path_factory) -> tuple[list[Path], str]:
    said = io.StringIO()
    with redirect_stdout(said):
        paths = write_manim_slides(cut, recordings, tmp_path_factory.mktemp("out"), size=LINES)
    return paths, said.getvalue()


@pytest.fixture(scope="module")
def scenes(written) -> dict[str, PresentationConfig]:
    return {path.stem: PresentationConfig.from_file(path) for path in written[0]}


def film(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def near(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures are the same but for what a video loses."""
    return float(np.abs(one.astype(float) - other).mean()) < 4


def test_each_scene_is_a_file_of_its_class_s_name_and_the_command_presents_them_in_order(written):
    paths, said = written
    assert [path.name for path in paths] == ["Alpha.json", "Beta.json", "Gamma.json"]
    assert f"cd {paths[0].parents[1]} && manim-slides present Alpha Beta Gamma\n" in said


def test_each_step_is_a_slide_and_a_loop_is_one_of_its_own_that_it_goes_on_to(scenes):
    found = [(slide.file.stem, slide.loop, slide.auto_next) for scene in scenes.values() for slide in scene.slides]
    assert found == [
        ("alpha-red-1", False, False),
        ("alpha-green-1", False, False),
        ("alpha-green-2", False, False),
        ("beta-blue-1", False, True),
        ("beta-blue-1-loop", True, False),
        ("beta-yellow-1", False, False),
        ("gamma-white-1", False, False),
    ]


def test_a_video_has_the_frames_of_its_step_and_the_reversed_one_has_them_backwards(scenes, recordings):
    recording = recordings["dark"]["beta"]
    (step,) = recording.slide("blue").steps
    first, loop, _ = scenes["Beta"].slides
    for slide, frames in ((first, range(step.first, step.loop[0])), (loop, range(*step.loop))):
        for path, order in ((slide.file, frames), (slide.rev_file, frames[::-1])):
            shown = film(path)
            assert len(shown) == len(order)
            for at in (0, len(order) // 2, -1):
                assert near(shown[at], pixels(recording, order[at], shown[at].shape[1], LINES))


def test_size_and_background_are_told(scenes):
    for scene in scenes.values():
        assert scene.resolution == (214, LINES)
        assert scene.background_color.as_rgb_tuple() == stage.PAGE["dark"]


def test_notes_are_what_is_said_at_the_step_and_the_lecturer_s_own(scenes):
    notes = [slide.notes for scene in scenes.values() for slide in scene.slides]
    assert notes[0] == "First words of red. Second words, for &lt;red&gt; &amp; more.\n\nHint for red."
    assert notes[2] == "Then the second step.\n\nHint for green."
    assert notes[3] == notes[4]


def test_odd_words_read_as_they_stand_in_the_page_that_it_converts_to(browser, scenes):
    """Its template puts them into the page as they are, and the page takes what it then has for Markdown."""
    page = browser.new_page()
    page.set_content(f"<aside>{scenes['Gamma'].slides[0].notes}</aside>")
    page.set_content(MarkdownIt().render(page.inner_html("aside")))
    assert page.inner_text("body") == ODD.replace("\n", " ")
    page.close()


def test_the_file_is_read_the_same_in_every_encoding(written):
    for path in written[0]:
        assert path.read_bytes().isascii()
        assert json.loads(path.read_text())


def test_what_is_no_longer_in_the_cut_goes(cut, recordings, build, tmp_path):
    small = replace(cut, whole={"gamma": cut.whole["gamma"]})
    (kept,) = write_manim_slides(small, recordings, tmp_path, size=LINES)
    stale = kept.with_name("Old.json")
    stale.write_text("{}")
    (kept.parent / "files" / "old-1.mp4").write_bytes(b"")
    write_manim_slides(small, recordings, tmp_path, size=LINES)
    files = sorted(str(path.relative_to(kept.parent)) for path in kept.parent.rglob("*") if path.is_file())
    assert files == ["Gamma.json", "files/gamma-white-1-reversed.mp4", "files/gamma-white-1.mp4"]


def test_what_cannot_be_written_is_one_error(cut, recordings, build, tmp_path):
    small = replace(cut, whole={"gamma": cut.whole["gamma"]})
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_manim_slides(small, recordings, tmp_path / "file", size=LINES)

"""Clips: which files there are, what they are called, what goes with them, and what is said of mistakes."""

import json
import re
from dataclasses import replace

import av
import numpy as np
import pytest
from PIL import Image

import slides.build
from recording.draw import pixels
from recording.errors import InputError
from slides.outputs.clips import KINDS, read_kinds, read_place, select, write_clips
from slides.script import Cut, Slide
from tests.browser.stage import DIAL, FPS, LOOP, TWO_STEPS, make_cut, make_recordings
from tests.recording.made import psnr

WORDS = """<script>alert("it's")</script> & שלום 🎓 $a_b$ ``` *not bold* [x](y)"""


@pytest.fixture(scope="module")
def recordings():
    return make_recordings(seconds=0.5)


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    return make_cut(tmp_path_factory.mktemp("lecture") / "lecture")


@pytest.fixture
def write(cut, recordings, tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path / "build"))

    def run(place=None, kinds=("png",), of=cut, made=recordings, **options):
        scene = read_place(place)[0]
        chosen = select(replace(of, whole={scene: of.whole[scene]}), place)
        page = write_clips(of, made, tmp_path / "out", chosen=chosen, kinds=kinds, **{"size": 120, "jobs": 2} | options)
        assert page == tmp_path / "out" / "index.html"
        return page.parent

    return run


def names(folder) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"index.html", "embed.md", "clips.json"}


def decoded(path):
    with av.open(str(path)) as file:
        return [
            f.reformat(format="rgb24", src_colorspace=1, src_color_range=1).to_ndarray() for f in file.decode(video=0)
        ]


def test_a_slide_is_named_by_scene_and_id_and_a_step_by_its_number_too(write):
    write(f"alpha/{TWO_STEPS}", ("mp4", "svg"))
    folder = write(f"alpha/{TWO_STEPS}/2", ("mp4",))
    sides = {"png", "vtt", "txt", "md"}
    assert names(folder) == {f"alpha-green.{kind}" for kind in sides | {"mp4", "svg"}} | {
        f"alpha-green-2.{kind}" for kind in sides | {"mp4"}
    }


def test_a_scene_is_all_its_slides_and_theme_and_language_are_named_where_they_are_not_the_usual(write, cut):
    light = replace(cut, themes=("light",), language="de")
    folder = write("alpha", of=light, made=make_recordings(themes=("light",), seconds=0.1))
    assert {name for name in names(folder) if name.endswith("png")} == {
        "alpha-red-light-de.png",
        "alpha-green-light-de.png",
    }


def test_a_loop_is_a_file_of_its_own_for_kinds_that_move(write, recordings):
    folder = write(f"beta/{LOOP}", ("mp4", "gif", "png"), rate=30)
    assert {name for name in names(folder) if "loop" in name} == {"beta-blue-loop.mp4", "beta-blue-loop.gif"}
    frames = decoded(folder / "beta-blue-loop.mp4")
    whole = recordings["dark"]["beta"]
    [step] = whole.slide(LOOP).steps
    assert len(frames) == 30
    for frame, drawn in zip(frames, range(step.loop[0] + 1, step.loop[1], 2), strict=True):
        assert psnr(frame, pixels(whole, drawn, 214, 120)) >= 30


def test_loops_of_several_steps_are_told_apart(write, recordings):
    beta = recordings["dark"]["beta"]
    marks = beta.slide(LOOP)
    [step] = marks.steps
    half = (step.loop[0] + step.loop[1]) // 2
    steps = (replace(step, end=half, loop=(step.loop[0], half)), replace(step, first=half, loop=(half, step.loop[1])))
    twice = replace(beta, slides=tuple(replace(s, steps=steps) if s is marks else s for s in beta.slides))
    cut = two_paragraphs(LOOP, "beta")
    folder = write(f"beta/{LOOP}", ("mp4",), of=cut, made={"dark": {"beta": twice}})
    assert {name for name in names(folder) if "loop" in name} == {"beta-blue-1-loop.mp4", "beta-blue-2-loop.mp4"}
    assert ">loop mp4<" in (folder / "index.html").read_text()
    assert ">loop2 mp4<" in (folder / "index.html").read_text()


def two_paragraphs(slide_id, scene):
    words = (Slide(scene, slide_id, "Title", "", "One.\n\nTwo.", "", "Seen."),)
    lecture = type("Lecture", (), {"language": "en", "title": "T", "credit": "“T”, N", "author": "N"})()
    return Cut(lecture, "x", ("dark",), "en", {scene: words}, {scene: ""}, {}, {})


def test_a_dial_plays_as_a_motion(write, recordings):
    folder = write(f"beta/{DIAL}", ("mp4",))
    marks = recordings["dark"]["beta"].slide(DIAL)
    assert len(decoded(folder / f"beta-{DIAL}.mp4")) == marks.end - marks.first


def test_a_step_has_its_own_frames_and_a_still_of_its_end(write, recordings):
    folder = write(f"alpha/{TWO_STEPS}/1", ("mp4",))
    whole = recordings["dark"]["alpha"]
    step = whole.slide(TWO_STEPS).steps[0]
    frames = decoded(folder / "alpha-green-1.mp4")
    assert len(frames) == step.end - step.first
    assert psnr(frames[-1], pixels(whole, step.rest, 214, 120)) >= 35
    with Image.open(folder / "alpha-green-1.png") as still:
        assert (np.asarray(still) == pixels(whole, step.rest, 214, 120)).all()


@pytest.mark.parametrize("rate", [60, 30, 25])
def test_a_poster_is_the_end_before_the_beginning(write, recordings, rate):
    frames = decoded(write("alpha/red", ("mp4",), poster=True, rate=rate) / "alpha-red.mp4")
    whole = recordings["dark"]["alpha"]
    marks = whole.slide("red")
    assert psnr(frames[0], pixels(whole, marks.rest, 214, 120)) >= 32
    assert psnr(frames[2], pixels(whole, marks.first, 214, 120)) >= 25
    assert len(frames) <= (marks.end - marks.first) * rate / FPS + 2


def test_each_kind_has_its_own_height_unless_one_is_asked_for(write):
    folder = write("alpha/red", ("gif", "webp", "png"), size=None)
    heights = {}
    for path in folder.glob("*.*"):
        if path.suffix in (".gif", ".webp", ".png"):
            with Image.open(path) as image:
                heights[path.suffix] = image.height
    assert heights == {".gif": 480, ".webp": 480, ".png": 1080}
    with Image.open(write("alpha/red", ("gif",), size=241) / "alpha-red.gif") as image:
        assert image.size == (426, 240)


@pytest.mark.parametrize(
    ("kinds", "transparent", "mode"), [("png", True, "RGBA"), ("png", False, "RGB"), ("mp4", True, "RGB")]
)
def test_a_still_has_a_background_unless_it_is_asked_to_have_none(write, kinds, transparent, mode):
    with Image.open(write("alpha/red", (kinds,), transparent=transparent) / "alpha-red.png") as still:
        assert still.mode == mode


def test_captions_are_in_the_clips_own_time(write):
    text = (write(f"alpha/{TWO_STEPS}") / "alpha-green.vtt").read_text()
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert "for &lt;green&gt; &amp; more." in text
    times = [float(s) for s in re.findall(r"00:00:(\d\d\.\d{3})", text)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(1.0, abs=0.01)  # two steps of half a second
    assert times[-2] == pytest.approx(0.5, abs=0.01)
    only = (write(f"alpha/{TWO_STEPS}/2") / "alpha-green-2.vtt").read_text()
    assert re.findall(r"\n(.*second step.*)\n", only) == ["Then the second step."]
    assert "00:00:00.000 --> 00:00:00.500" in only


def test_the_alternative_text_goes_with_the_credit(write):
    text = (write("alpha/red") / "alpha-red.txt").read_text()
    assert text == "A red square\n\n“A lecture for tests”, Nobody, CC BY 4.0\n"
    step = (write(f"alpha/{TWO_STEPS}/1") / "alpha-green-1.txt").read_text()
    assert step.startswith("The green title – First words of green.")  # its picture is not the one that is described
    assert (write(f"alpha/{TWO_STEPS}/2") / "alpha-green-2.txt").read_text().startswith("A green square\n")


def test_words_of_any_kind_come_out_right_in_all_files(write, cut):
    odd = {"alpha": tuple(replace(slide, title=WORDS, alt=WORDS, say=WORDS) for slide in cut.whole["alpha"][:1])}
    folder = write("alpha/red", ("html", "mp4", "gif"), of=replace(cut, whole=odd))
    assert (folder / "alpha-red.txt").read_text().startswith(WORDS + "\n")
    assert '&lt;script&gt;alert("it\'s")&lt;/script&gt; &amp; שלום 🎓 $a_b$' in (folder / "alpha-red.vtt").read_text()
    for page in ("alpha-red.html", "index.html"):
        assert "<script>alert" not in (folder / page).read_text()
        assert "שלום 🎓 $a_b$" in (folder / page).read_text()
    snippets = (folder / "alpha-red.md").read_text()
    assert 'title="&lt;script&gt;alert(&quot;it&#x27;s&quot;)&lt;/script&gt; &amp; שלום' in snippets
    assert r"![\<script\>alert(" in snippets
    assert r"\$a\_b\$ \`\`\` \*not bold\* \[x\](y)](alpha-red.gif)" in snippets


def test_snippets_name_files_that_are_there(write):
    folder = write(f"beta/{LOOP}", ("html", "mp4", "webm", "gif", "webp"), rate=10)
    for page in (folder / f"beta-{LOOP}.md", folder / "index.html"):
        text = page.read_text()
        named = set(re.findall(rf"beta-{LOOP}[\w-]*\.(?:html|mp4|webm|mov|webp|gif|png|svg|vtt|txt|md)", text))
        assert named
        assert {name for name in named if not (folder / name).is_file()} == set()
    programs = re.findall(r"^## (.*)$", (folder / f"beta-{LOOP}.md").read_text(), re.MULTILINE)
    for program in (
        "Markdown",
        "MyST",
        "Quarto",
        "reveal.js",
        "Beamer",
        "PowerPoint",
        "Keynote",
        "Google Slides",
        "Jupyter",
    ):
        assert program in programs


def test_python_that_is_to_be_pasted_runs(write, monkeypatch):
    folder = write("alpha/red", ("html",))
    code = re.search(r"## Jupyter\n\n~~~~python\n(.*?)~~~~", (folder / "alpha-red.md").read_text(), re.DOTALL)[1]
    shown = []
    monkeypatch.chdir(folder)
    exec(code.replace("from IPython.display import HTML", "HTML = shown.append"), {"shown": shown})
    assert shown[0].startswith('<div><iframe srcdoc="&lt;!doctype html&gt;')


def test_clips_of_earlier_runs_stay_in_the_gallery_while_their_files_do(write):
    write("alpha/red", ("gif",))
    folder = write("beta/blue")
    assert re.findall(r'<article id="([^"]+)"', (folder / "index.html").read_text()) == ["alpha-red", "beta-blue"]
    for path in folder.glob("alpha-red.*"):
        if path.suffix in (".gif", ".png"):
            path.unlink()
    write("beta/blue")
    assert re.findall(r'<article id="([^"]+)"', (folder / "index.html").read_text()) == ["beta-blue"]
    assert [clip["name"] for clip in json.loads((folder / "clips.json").read_text())] == ["beta-blue"]


def test_a_damaged_list_of_clips_begins_anew(write):
    folder = write("alpha/red")
    (folder / "clips.json").write_text('[{"name": 1}]')
    write("beta/blue")
    assert re.findall(r'<article id="([^"]+)"', (folder / "index.html").read_text()) == ["beta-blue"]


def test_nothing_is_made_twice(write, tmp_path):
    write("alpha/red", ("mp4",))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "build" / "stretches").rglob("*.*")}
    write("alpha/red", ("mp4", "gif"))
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "build" / "stretches").rglob("*.*")}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


MISTAKES = {
    "alpha/gren": "alpha/gren: the scene 'alpha' has no slide 'gren' (did you mean 'green'?); it has red, green",
    "alpha/green/3": "alpha/green/3: the slide has 2 steps; name one by its number, from 1",
    "alpha/green/0": "alpha/green/0: the slide has 2 steps; name one by its number, from 1",
    "alpha/green/two": "alpha/green/two: the slide has 2 steps; name one by its number, from 1",
    "alpha/red/2": "alpha/red/2: the slide has 1 step; name one by its number, from 1",
    "alpha/green/1/2": "alpha/green/1/2: name a scene, scene/slide or scene/slide/step, such as softmax/curve/2",
    "//": "//: name a scene, scene/slide or scene/slide/step, such as softmax/curve/2",
}


@pytest.mark.parametrize("place", MISTAKES)
def test_a_place_that_is_not_there_is_one_line_and_earlier_clips_stay(write, place):
    folder = write("alpha/red", ("gif",))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError) as error:
        write(place)
    assert str(error.value) == MISTAKES[place]
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_kinds_are_a_list_and_one_that_does_not_exist_is_named():
    assert read_kinds("mp4, gif,mp4") == ("mp4", "gif")
    assert set(read_kinds(",".join(KINDS))) == set(KINDS)
    with pytest.raises(
        InputError, match=r"^format 'wbm' does not exist \(did you mean 'webm'\?\); choose one of mp4, webm"
    ):
        read_kinds("mp4,wbm")
    with pytest.raises(InputError, match=r"^format '' does not exist"):
        read_kinds("")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(slides.build, "record", lambda *_, **__: pytest.fail("it recorded"))
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match=r"file/clips: the clips cannot be written there: Not a directory; choose"):
        slides.build.build_clips("softmax/curve", formats="mp4", out=str(tmp_path / "file" / "clips"))
    assert (tmp_path / "file").read_text() == "mine"

"""Exercises in the lecture: named where their scene ends, listed and checked by one command."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

import tasks
from recording.errors import InputError
from slides.build import make_cut
from slides.exercises import Exercise, check_exercise, load_exercises
from slides.outputs.deck import build_deck
from slides.outputs.handout import write_handout
from slides.outputs.transcript import as_html, as_markdown
from slides.script import load_lecture
from tests.browser import stage
from tests.slides.test_handout import text

RIGHT = '"""To the scenes `alpha`, `beta` and `gamma`: add one."""\n\n\ndef check():\n    return None\n'
SAYS = "Exercise: exercises/sum.py · ./run exercise sum"


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "exercises"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""None of them."""')
    (folder / "right.py").write_text(RIGHT)
    return folder


@pytest.fixture
def cut(tmp_path):
    """The small lecture with an exercise to its first scene."""
    cut = stage.make_cut(tmp_path / "lecture", ("light",))
    return replace(cut, exercises=(Exercise(Path("exercises/sum.py"), ("alpha",), "add"),))


@pytest.fixture(scope="module")
def recordings():
    return stage.make_recordings(themes=("light",), seconds=0.3)


def write(folder: Path, body: str) -> None:
    (folder / "mine.py").write_text(f'"""To the scene `alpha`: mine."""\n\n\ndef check():\n{body}\n')


def test_an_exercise_says_in_its_first_line_to_which_scenes_it_is(folder):
    [one] = load_exercises(folder)
    assert (one.name, one.scenes, one.about) == ("right", ("alpha", "beta", "gamma"), "add one.")
    assert (one.where, one.command) == ("exercises/right.py", "./run exercise right")


def test_one_that_does_not_say_it_is_one_clear_error(folder):
    (folder / "mine.py").write_text('"""Add one."""\n')
    with pytest.raises(InputError, match=r"mine\.py: its first line must say what it is to"):
        load_exercises(folder)


def test_without_the_folder_there_are_none(tmp_path):
    assert load_exercises(tmp_path / "exercises") == ()


def test_a_gap_that_is_no_python_does_not_stop_the_lecture(folder):
    write(folder, "    return ((")
    assert [one.name for one in load_exercises(folder)] == ["mine", "right"]


def test_those_of_this_lecture_are_to_its_scenes():
    scripts = load_lecture().root / "script" / "en"
    found = load_exercises()
    assert len(found) == 10
    for one in found:
        assert all((scripts / f"{scene}.toml").is_file() for scene in one.scenes)
    cut = make_cut()
    named = {one.name: slide.place for slide in cut.slides for one in cut.exercises_to(slide)}
    assert set(named) == {one.name for one in found}
    for one in found:
        assert named[one.name] == cut.scripts[one.scenes[0]][-1].place


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("    return None", None),
        ("    return 'Not yet.'", "Not yet."),
        ("    return x", "mine.py, line 5: NameError: name 'x' is not defined"),
        ("    return ((", "mine.py, line 5: '(' was never closed"),
    ],
)
def test_the_check_says_what_is_wrong_and_where(folder, body, hint):
    write(folder, body)
    found = check_exercise("mine", folder)
    assert found == hint if hint is None else found.endswith(hint)


def test_an_error_in_what_the_gap_calls_names_the_line_of_the_exercise(folder):
    write(folder, "    import json\n    return json.loads('{')")
    assert "mine.py, line 6: JSONDecodeError" in check_exercise("mine", folder)


def test_one_that_does_not_exist_is_one_clear_error(folder):
    with pytest.raises(InputError, match=r"no exercise 'rihgt' \(did you mean 'right'\?\); there is right"):
        check_exercise("rihgt", folder)


def invoke(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "invoke", "exercise", *words]
    return subprocess.run(command, cwd=tasks.ROOT, capture_output=True, text=True, check=False)


def test_the_command_lists_all_with_their_scenes():
    done = invoke()
    assert done.returncode == 0
    for one in load_exercises():
        assert f"{one.name:12}{one.about} (scene {one.name})\n" in done.stdout


def test_the_command_prints_the_hint_and_ends_with_1_while_the_gap_is_open():
    done = invoke("softmax")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The gap is still empty: write what shares returns.\n"


def test_the_command_ends_with_0_when_it_is_right(monkeypatch, capsys):
    monkeypatch.setattr("slides.exercises.check_exercise", lambda name: None)
    tasks.exercise.body(None, name="softmax")
    assert capsys.readouterr().out == "Right.\n"


def test_an_unknown_name_is_one_clear_line():
    done = invoke("sofmax")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: there is no exercise 'sofmax' (did you mean 'softmax'?); there is formula, ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("choices", [{}, {"layout": "three"}, {"steps": True}])
def test_the_handout_names_it_under_the_last_slide_of_its_scene(cut, recordings, tmp_path, choices):
    pdf = PdfReader(write_handout(cut, recordings, tmp_path / "handout.pdf", **choices))
    found = text(pdf)
    assert found.count(SAYS) == 1
    at = found.index(SAYS)
    assert found.rindex("The green title", 0, at) > found.rindex("The red title", 0, at)
    assert "The blue title" in found[at:]


def test_transcript_names_it_after_the_last_slide_of_its_scene(cut):
    times = {slide.full_id: [0.0] * len(slide.paragraphs) for slide in cut.slides}
    for words, said in (
        (as_html(cut, "f.mp4", times, "WEBVTT"), "<b>Exercise:</b> exercises/sum.py · <code>./run exercise sum</code>"),
        (as_markdown(cut, "f.mp4", times), "**Exercise:** exercises/sum.py · `./run exercise sum`"),
    ):
        assert words.count(said) == 1
        assert words.index("The green title") < words.index(said) < words.index("The blue title")


def test_the_notes_of_the_deck_name_it_on_the_last_slide_of_its_scene_that_is_shown(cut, recordings, tmp_path):
    for shown, slide in ((cut, "green"), (replace(cut, selected={"alpha": ("red",)}), "red")):
        page = build_deck(shown, recordings, tmp_path / "deck").read_text()
        said = "<p>Exercise: exercises/sum.py · <code>./run exercise sum</code></p>"
        assert page.count(said) == 1
        section = page[page.index(f'<section id="alpha-{slide}"') :].partition("</section>")[0]
        assert said in section.partition('<div class="notes">')[2]


def test_without_notes_an_exercise_still_has_its_place(cut, recordings, tmp_path):
    whole = {scene: tuple(replace(slide, notes="") for slide in script) for scene, script in cut.whole.items()}
    page = build_deck(replace(cut, whole=whole), recordings, tmp_path / "deck").read_text()
    assert page.count('<div class="notes">') == 1
    assert page.count("<p></p>") == 0


def test_in_another_language_its_word_is_that_of_the_table(cut, recordings, tmp_path):
    german = replace(cut, language="de", table={"Exercise": "Übung"})
    found = text(PdfReader(write_handout(german, recordings, tmp_path / "handout.pdf")))
    assert SAYS.replace("Exercise", "Übung") in found
    assert "<p>Übung: exercises/sum.py" in build_deck(german, recordings, tmp_path / "deck").read_text()

"""What a lecturer writes is read as written; every mistake gets one error that names the place."""

from pathlib import Path

import pytest

from recording.errors import InputError
from slides.script import check_slides, load_lecture, load_script

LECTURE = """
title = "A lecture"
author = "A lecturer"
language = "en"
licence = "CC BY 4.0"
[[part]]
title = "First"
scenes = ["one", "two"]
[[part]]
title = "Second"
scenes = ["three"]
[editions]
lecture = ["one", "two", "three"]
short = ["three", "one"]
"""
SLIDE = '[[slide]]\nid = "a"\ntitle = "The title"\nsay = """\nWords.\n"""\nnotes = ""\nalt = "What is seen"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lecture.toml").write_text(LECTURE)
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / "one.toml").write_text(SLIDE + SLIDE.replace('"a"', '"b-2"'))
    return tmp_path


def test_a_lecture_is_read_as_written(folder):
    lecture = load_lecture(folder)
    assert (lecture.title, lecture.language, lecture.root) == ("A lecture", "en", folder)
    assert [part.title for part in lecture.parts] == ["First", "Second"]
    assert lecture.part_of("two").title == "First"


def test_the_lecture_of_this_project_is_valid():
    lecture = load_lecture()
    for scene in lecture.scenes():
        assert load_script(lecture.root, scene)


def test_scenes_come_in_the_order_of_the_edition(folder):
    lecture = load_lecture(folder)
    assert lecture.scenes() == ("one", "two", "three")
    assert lecture.scenes("short") == ("three", "one")
    assert lecture.scenes(only="two") == ("two",)
    assert lecture.scenes("short", only=["one", "three"]) == ("three", "one")


@pytest.mark.parametrize(
    ("edition", "only", "says"),
    [
        ("shrt", None, "no edition 'shrt' (did you mean 'short'?)"),
        ("short", "two", "'two' is not in the edition 'short'"),
        (None, ["four"], "'four' is not in any part"),
    ],
)
def test_asking_for_what_is_not_there_says_what_is(folder, edition, only, says):
    with pytest.raises(InputError) as error:
        load_lecture(folder).scenes(edition, only)
    assert says in str(error.value)


def test_slides_are_read_in_order_with_full_ids(folder):
    slides = load_script(folder, "one")
    assert [slide.full_id for slide in slides] == ["one-a", "one-b-2"]
    assert (slides[0].say, slides[0].notes) == ("Words.", "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "A lecture"', "", "the key 'title' is missing"),
        ('title = "A lecture"', 'title = "A lecture"\nauthr = "x"', "unknown key 'authr' (did you mean 'author'?)"),
        ('title = "A lecture"', "title = 3", "title must be text in quotes, not 3"),
        ('title = "A lecture"', 'title = "A lecture', "not valid TOML"),
        ('"three"]\n[editions]', '"one"]\n[editions]', "the scene 'one' is in the parts 2 times"),
        ('"three", "one"', '"thre"', "has the scene 'thre', which is in no [[part]] (did you mean 'three'?)"),
        ('"three", "one"', '"one", "one"', "the edition 'short' has the scene 'one' 2 times"),
        ('"three", "one"', "", "must be a list of at least one scene"),
        ('scenes = ["three"]', 'scenes = "three"', "part 2: scenes must be a list"),
        ('scenes = ["three"]', 'scenes = ["../three"]', "the scene '../three' may have only"),
        ("[[part]]", "[part]", ""),
    ],
)
def test_a_mistake_in_the_lecture_is_named(folder, old, new, says):
    path = folder / "lecture.toml"
    assert old in LECTURE
    path.write_text(LECTURE.replace(old, new))
    with pytest.raises(InputError) as error:
        load_lecture(folder)
    assert "lecture.toml" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "The title"\n', "", "slide 1 (a): the key 'title' is missing"),
        ("say =", "sya =", "slide 1 (a): unknown key 'sya' (did you mean 'say'?)"),
        ('alt = "What is seen"', 'alt = ""', "slide 1 (a): alt is empty"),
        ('notes = ""', "notes = true", "slide 1 (a): notes must be text in quotes, not True"),
        ('id = "a"', 'id = "A b"', "the id 'A b' may have only"),
        ("[[slide]]", "[slide]", "double brackets"),
        ("[[slide]]", "[[slides]]", "unknown key 'slides' (did you mean 'slide'?)"),
        ('id = "a"', 'id = "b"', "2 slides have the id 'b'"),
        ('id = "a"', 'id = "a', "not valid TOML"),
    ],
)
def test_a_mistake_in_a_script_is_named(folder, old, new, says):
    path = folder / "script" / "one.toml"
    assert old in SLIDE
    path.write_text(SLIDE.replace(old, new) + (SLIDE.replace('"a"', '"b"') if "[slide" not in new else ""))
    with pytest.raises(InputError) as error:
        load_script(folder, "one")
    assert "one.toml" in str(error.value)
    assert says in str(error.value)


def test_a_missing_script_is_named(folder):
    with pytest.raises(InputError, match=r"two\.toml: there is no such file"):
        load_script(folder, "two")


def test_a_script_that_is_not_utf8_is_named(folder):
    (folder / "script" / "one.toml").write_bytes(SLIDE.replace("Words", "W\xf6rter").encode("latin-1"))
    with pytest.raises(InputError, match=r"one\.toml: the file is not UTF-8"):
        load_script(folder, "one")


@pytest.mark.parametrize(
    ("scripted", "rendered", "says"),
    [
        (["a"], ["a", "b"], "shows a slide 'b' that has no [[slide]] entry"),
        (["a", "b"], ["a"], "the slide 'b' is not shown by the scene 'one'"),
        (["a", "pictur"], ["a", "picture"], "did you mean 'pictur'?"),
        (["b", "a"], ["a", "b"], "put them in this order: a, b"),
    ],
)
def test_script_and_scene_must_have_the_same_slides(folder, scripted, rendered, says):
    with pytest.raises(InputError) as error:
        check_slides("one", scripted, rendered, folder / "script" / "one.toml")
    assert says in str(error.value)
    assert "one.toml" in str(error.value)


def test_script_and_scene_with_the_same_slides_are_accepted(folder):
    check_slides("one", ["a", "b"], ["a", "b"], folder / "script" / "one.toml")

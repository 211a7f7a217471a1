"""What a lecturer writes is read as written; every mistake gets one error that names the place."""

from datetime import date
from pathlib import Path

import pytest

from recording.errors import InputError
from recording.file import SlideMarks, Step
from slides.script import Closing, check_slides, load_lecture, load_script, load_sources

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
[editions.lecture]
minutes = 50
scenes = ["one", "two", "three"]
[editions.short]
minutes = 2.5
scenes = ["three", "one"]
"""
SLIDE = """
[[slide]]
id = "a"
title = "The title"
source = ""
say = \"\"\"
Words.
\"\"\"
notes = ""
alt = "What is seen"
"""
SOURCES = """
[hahn2020]
short = "Hahn 2020"
authors = ["Michael Hahn"]
year = 2020
title = "Limitations"
where = "TACL 8"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lecture.toml").write_text(LECTURE)
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "script" / "en").mkdir(parents=True)
    english(tmp_path).write_text(SLIDE + SLIDE.replace('"a"', '"b-2"'))
    return tmp_path


def english(folder: Path, scene: str = "one") -> Path:
    return folder / "script" / "en" / f"{scene}.toml"


def marks(slide_id: str, steps: int = 1, **facts: str) -> SlideMarks:
    return SlideMarks(slide_id, "", None, "", facts, 0, steps, tuple(Step(i, i + 1) for i in range(steps)))


class Recorded:
    """As much of a recording as the words are checked against."""

    def __init__(self, *slides: SlideMarks):
        self.slides = slides


def only_one(folder: Path):
    """A lecture that is just the scene one."""
    text = LECTURE.replace('["one", "two", "three"]', '["one"]')
    (folder / "lecture.toml").write_text(text)
    return load_lecture(folder)


def test_a_lecture_is_read_as_written(folder):
    lecture = load_lecture(folder)
    assert (lecture.title, lecture.language, lecture.root) == ("A lecture", "en", folder)
    assert [part.title for part in lecture.parts] == ["First", "Second"]


LICENCE = 'licence = "CC BY 4.0"\n'
ABOUT = """institution = "Universität <Süd>"
logo = "pictures/logo.svg"
date = 2026-05-04
[closing]
text = "Questions?"
contact = "ada@example.org"
link = "https://example.org/talk"
"""


def with_about(folder: Path, about: str):
    """The lecture with more about the lecturer, and a logo in its folder."""
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures" / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>')
    (folder / "lecture.toml").write_text(LECTURE.replace(LICENCE, LICENCE + about))
    return load_lecture(folder)


def test_what_is_told_of_the_lecturer_is_read_as_written(folder):
    lecture = with_about(folder, ABOUT)
    assert lecture.institution == "Universität <Süd>"
    assert lecture.logo == folder / "pictures" / "logo.svg"
    assert lecture.date == with_about(folder, 'date = "2026-05-04"\n').date == date(2026, 5, 4)
    assert lecture.closing == Closing("Questions?", "ada@example.org", "https://example.org/talk")


def test_nothing_more_need_be_told_of_the_lecturer(folder):
    lecture = load_lecture(folder)
    assert (lecture.institution, lecture.logo, lecture.date, lecture.closing) == ("", None, None, None)


def test_what_is_told_of_the_lecturer_is_not_handed_to_scenes(folder):
    """So that it records nothing: these are all the words that a recording is made from."""
    one, other = (with_about(folder, about).cut(only="one") for about in ("", ABOUT))
    handed = [(cut.language, cut.shown("one"), cut.table, cut.sources) for cut in (one, other)]
    assert handed[0] == handed[1]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("institution", "institutoin", "unknown key 'institutoin' (did you mean 'institution'?)"),
        ('"Universität <Süd>"', '""', "institution is empty"),
        ("logo.svg", "logo.png", "pictures/logo.png: there is no such file; its path starts at"),
        ("2026-05-04", "2026-05-04T10:00:00", "date must be a day such as 2026-05-04, not 2026-05-04 10:00:00"),
        ("2026-05-04", '"4 May"', "date must be a day such as 2026-05-04, not 4 May"),
        ("2026-05-04", "20260504", "date must be a day such as 2026-05-04, not 20260504"),
        ('[closing]\ntext = "Questions?"', "[closing]", "[closing]: the key 'text' is missing"),
        ("contact", "contakt", "[closing]: unknown key 'contakt' (did you mean 'contact'?)"),
        ('"Questions?"', '" "', "[closing]: text is empty"),
        ("https:", "", "[closing]: link must be an address such as https://example.org/talk, not '//example.org/talk'"),
        ("https://e", "javascript:e", "[closing]: link must be an address"),
        ("org/talk", "org/ta lk", "[closing]: link must be an address"),
        ("talk", "talk" * 50, "[closing]: link has 220 characters"),
        ("[closing]", "[[closing]]", "[closing] must be a table with text"),
    ],
)
def test_a_mistake_in_what_is_told_of_the_lecturer_is_named(folder, old, new, says):
    assert old in ABOUT
    with pytest.raises(InputError) as error:
        with_about(folder, ABOUT.replace(old, new))
    assert "lecture.toml: " in str(error.value)
    assert says in str(error.value)


def test_the_lecture_of_this_project_is_valid():
    lecture = load_lecture()
    for edition in lecture.editions:
        cut = lecture.cut(edition)
        assert all(cut.scripts.values())
        assert not cut.missing
    assert load_sources(lecture.root)


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
        (None, ["four"], "'four' is not in lecture.toml or script/en"),
    ],
)
def test_asking_for_what_is_not_there_says_what_is(folder, edition, only, says):
    with pytest.raises(InputError) as error:
        load_lecture(folder).scenes(edition, only)
    assert says in str(error.value)


def with_items(folder: Path, *items: str):
    """A lecture whose short edition has these items."""
    text = LECTURE.replace('["three", "one"]', f"{list(items)}")
    (folder / "lecture.toml").write_text(text)
    return load_lecture(folder)


def test_an_edition_shows_single_slides_of_a_scene_that_is_recorded_whole(folder):
    english(folder, "three").write_text(SLIDE)
    whole = with_items(folder, "three", "one").cut("short")
    one = with_items(folder, "three", "one/b-2").cut("short")
    assert [slide.full_id for slide in whole.slides] == ["three-a", "one-a", "one-b-2"]
    assert [slide.full_id for slide in one.slides] == ["three-a", "one-b-2"]
    assert [(title, [slide.full_id for slide in slides]) for title, slides in one.parts] == [
        ("Second", ["three-a"]),
        ("First", ["one-b-2"]),
    ]
    assert one.shown("one") == whole.shown("one")
    assert set(one.shown("one")) == {"a", "b-2"}
    assert one.minutes == 2.5


def test_one_scene_of_an_edition_has_the_slides_of_the_edition(folder):
    lecture = with_items(folder, "three", "one/b-2")
    assert [slide.id for slide in lecture.cut("short", only="one").slides] == ["b-2"]
    assert [slide.id for slide in lecture.cut(only="one").slides] == ["a", "b-2"]
    assert lecture.cut(only="one").minutes is None


@pytest.mark.parametrize(
    ("items", "says"),
    [
        (["one/b-3"], "has the slide 'one/b-3', which the scene does not have (did you mean 'b-2'?); it has a, b-2"),
        (["one/"], "has the slide 'one/', which the scene does not have"),
        (["one/b-2", "one/a"], "in another order than the scene; put them in this order: one/a, one/b-2"),
    ],
)
def test_a_mistake_in_the_slides_of_an_edition_is_named(folder, items, says):
    lecture = with_items(folder, *items)
    with pytest.raises(InputError) as error:
        lecture.cut("short")
    assert "lecture.toml: the edition 'short'" in str(error.value)
    assert says in str(error.value)


def test_slides_are_read_in_order_with_full_ids(folder):
    slides, _ = load_script(folder, "one")
    assert [slide.full_id for slide in slides] == ["one-a", "one-b-2"]
    assert (slides[0].say, slides[0].notes) == ("Words.", "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "A lecture"', "", "the key 'title' is missing"),
        ('title = "A lecture"', 'title = "A lecture"\nauthr = "x"', "unknown key 'authr' (did you mean 'author'?)"),
        ('title = "A lecture"', "title = 3", "title must be text in quotes, not 3"),
        ('title = "A lecture"', 'title = "A lecture', "not valid TOML"),
        ('"three"]\n[editions', '"one"]\n[editions', "the scene 'one' is in the parts 2 times"),
        ('"three", "one"', '"thre"', "has the scene 'thre', which is in no [[part]] (did you mean 'three'?)"),
        ('"three", "one"', '"one", "one"', "the edition 'short' has 'one' 2 times"),
        ('"three", "one"', '"one/a", "one/a"', "the edition 'short' has 'one/a' 2 times"),
        ('"three", "one"', '"one/a", "three", "one/b-2"', "has the scene 'one' in two places"),
        ('"three", "one"', '"one/a", "one"', "has the scene 'one' whole and also one/a"),
        ('"three", "one"', '"on/a"', "has the scene 'on', which is in no [[part]] (did you mean 'one'?)"),
        ('"three", "one"', "", "the edition 'short': scenes must be a list of at least one scene"),
        ("minutes = 2.5", "", "the edition 'short': the key 'minutes' is missing"),
        ("minutes = 2.5", "minutes = 0", "the edition 'short': minutes must be a number above 0, such as 20, not 0"),
        ("minutes = 2.5", "minutes = nan", "minutes must be a number above 0"),
        ("minutes = 2.5", "minutes = true", "minutes must be a number above 0"),
        ("minutes = 2.5", 'minutes = "5"', "minutes must be a number above 0"),
        ("[editions.short]\nminutes = 2.5\nscenes", "[editions]\nshort", "'short' must be a table: [editions.short]"),
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
        ('source = ""', 'source = "See [han2020]"', "slide 1 (a): [han2020] is not in sources.toml (did you mean"),
        ("say =", "sya =", "slide 1 (a): unknown key 'sya' (did you mean 'say'?)"),
        ('alt = "What is seen"', 'alt = ""', "slide 1 (a): alt is empty"),
        ('notes = ""', "notes = true", "slide 1 (a): notes must be text in quotes, not True"),
        ('id = "a"', 'id = "A b"', "the id 'A b' may have only"),
        ("[[slide]]", "[slide]", "double brackets"),
        ("[[slide]]", "[[slides]]", "unknown key 'slides' (did you mean 'slide'?)"),
        ('id = "a"', 'id = "b"', "2 slides have the id 'b'"),
        ('id = "a"', 'id = "a', "not valid TOML"),
        ("Words.", "Words\\u0007.", "slide 1 (a): say has the control character U+0007; take it out"),
    ],
)
def test_a_mistake_in_a_script_is_named(folder, old, new, says):
    path = english(folder)
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
    english(folder).write_bytes(SLIDE.replace("Words", "W\xf6rter").encode("latin-1"))
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
        check_slides("one", scripted, rendered, english(folder))
    assert says in str(error.value)
    assert "one.toml" in str(error.value)


def test_script_and_scene_with_the_same_slides_are_accepted(folder):
    check_slides("one", ["a", "b"], ["a", "b"], english(folder))


def test_a_scene_in_no_part_can_be_asked_for_by_its_name(folder):
    english(folder, "parts").write_text(SLIDE)
    lecture = load_lecture(folder)
    assert lecture.cut(only="parts").scenes == ("parts",)
    assert "parts" not in lecture.scenes()


def test_a_source_is_cited_in_short(folder):
    english(folder).write_text(SLIDE.replace('source = ""', 'source = "[hahn2020]; with [CLS] and [SEP]"'))
    [slide] = only_one(folder).cut().slides
    assert slide.source == "Hahn 2020; with [CLS] and [SEP]"
    assert slide.cites == ("hahn2020",)


def test_notes_may_cite_too_and_keep_other_words_in_brackets(folder):
    english(folder).write_text(SLIDE.replace('notes = ""', 'notes = "[pause] After [hahn2020]."'))
    [slide] = only_one(folder).cut().slides
    assert slide.notes == "[pause] After Hahn 2020."
    assert slide.cites == ("hahn2020",)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[hahn2020]", "[Hahn]", "a source is a section such as [hahn2020]"),
        ("year = 2020", 'year = "2020"', "[hahn2020]: year must be a number"),
        ("year = 2020", "", "[hahn2020]: the key 'year' is missing"),
        ('authors = ["Michael Hahn"]', 'authors = "Hahn"', "[hahn2020]: authors must be a list"),
    ],
)
def test_a_mistake_in_the_sources_is_named(folder, old, new, says):
    (folder / "sources.toml").write_text(SOURCES.replace(old, new))
    with pytest.raises(InputError) as error:
        load_sources(folder)
    assert "sources.toml" in str(error.value)
    assert says in str(error.value)


def test_a_paragraph_is_said_at_each_step(folder):
    english(folder).write_text(SLIDE.replace("Words.", "First,\nin two lines.\n  \nSecond."))
    cut = only_one(folder).cut()
    assert cut.slides[0].paragraphs == ("First, in two lines.", "Second.")
    assert cut.filled({"one": Recorded(marks("a", steps=2))}).slides == cut.slides
    with pytest.raises(InputError, match=r"one\.toml: slide a: the scene shows 3 steps and 2 paragraphs are said"):
        cut.filled({"one": Recorded(marks("a", steps=3))})


def test_words_of_slides_that_are_not_shown_are_checked_too(folder):
    cut = with_items(folder, "one/b-2").cut("short")
    assert cut.filled({"one": Recorded(marks("a"), marks("b-2"))}).slides == cut.slides
    with pytest.raises(InputError, match="slide a: the scene shows 2 steps"):
        cut.filled({"one": Recorded(marks("a", steps=2), marks("b-2"))})
    with pytest.raises(InputError, match="the slide 'a' is not shown by the scene 'one'"):
        cut.filled({"one": Recorded(marks("b-2"))})


def test_facts_of_the_scene_are_put_into_all_words(folder):
    words = SLIDE.replace("The title", "{query} looks").replace("Words.", "See {query} and {key}.")
    english(folder).write_text(words.replace("What is seen", "An arc from {query}"))
    cut = only_one(folder).cut()
    [slide] = cut.filled({"one": Recorded(marks("a", query="it", key="animal"))}).slides
    assert (slide.title, slide.say, slide.alt) == ("it looks", "See it and animal.", "An arc from it")
    with pytest.raises(InputError, match=r"one\.toml: slide a: say names \{key\}, which the scene does not tell"):
        cut.filled({"one": Recorded(marks("a", query="it"))})


def test_another_language_translates_what_it_has(folder):
    german = folder / "script" / "de"
    german.mkdir()
    (german / "one.toml").write_text(SLIDE.replace("The title", "Der Titel"))
    (german / "words.toml").write_text('"score" = "Punktzahl"\n')
    cut = only_one(folder).cut(language="de", themes=("dark", "light"))
    assert [slide.title for slide in cut.slides] == ["Der Titel", "The title"]
    assert (cut.missing, cut.table, cut.name) == (("one-b-2",), {"score": "Punktzahl"}, "lecture-de")


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("de/one.toml", SLIDE.replace('"a"', '"c"'), "the slide 'c' is not in script/en/one.toml"),
        ("de/words.toml", '"score" = ""', "words.toml: score is empty"),
        ("de/words.toml", '"score" = 3', "words.toml: score must be text"),
    ],
)
def test_a_mistake_in_another_language_is_named(folder, path, text, says):
    target = folder / "script" / path
    target.parent.mkdir()
    target.write_text(text)
    with pytest.raises(InputError) as error:
        only_one(folder).cut(language="de")
    assert says in str(error.value)


def test_a_language_without_a_folder_is_named(folder):
    with pytest.raises(InputError, match=r"no language 'fr'.*there is en"):
        load_lecture(folder).cut(language="fr")


def test_a_cut_is_named_by_what_it_shows(folder):
    lecture = only_one(folder)
    assert lecture.cut().name == "lecture-dark"
    assert lecture.cut(only="one", themes=("light",)).name == "one-light"
    assert lecture.cut(themes=("dark", "light")).name == "lecture"
    assert lecture.cut("lecture", "one").name == "lecture-one-dark"

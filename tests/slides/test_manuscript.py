"""All words as one Markdown file: what is put back is what was taken out, but for what was changed."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recording.errors import InputError
from slides.manuscript import KEYS, export_words, import_words
from slides.rewrite import rewrite
from slides.script import load_lecture
from tests.slides.test_script import LECTURE, SOURCES

ONE = '''# The first scene.
[[slide]]
id = "a"
title = "The {name} of “a”"
source = "After [hahn2020]"
say = """
First words.

# A second step,
in two lines.
"""
notes = ""
alt = 'A "quoted" \\ alt' # a remark

[[slide]]
id = "b-2"
title = "B"
source = ""
say = "Just one."
notes = "A hint."
alt = "Another"
'''
TWO = ONE.replace("first", "second").replace("First words", "Other words")
AWKWARD = [
    "# a heading", "## one/a", "### say", "\\# with a backslash", "\\\\# with two", "- a list", "<!-- a comment -->",
    "<script>alert(1)</script>", "{name} and [key]", 'a """ quote """"', "back\\slash \\n", "$x^2$", 
    "👩‍🔬 and שלום עולם", "'''", "=", "[[slide]]", "***", "```", "> a", "\ttab", "non\N{NO-BREAK SPACE}breaking",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "lecture"
    (root / "script" / "en").mkdir(parents=True)
    (root / "lecture.toml").write_text(LECTURE)
    (root / "sources.toml").write_text(SOURCES)
    for scene, text in {"one": ONE, "two": TWO, "three": ONE}.items():
        path(root, scene).write_text(text)
    return root


@pytest.fixture
def file(folder, tmp_path) -> Path:
    """The words, exported."""
    export_words(tmp_path / "words.md", None, folder)
    return tmp_path / "words.md"


def path(folder: Path, scene: str = "one", language: str = "en") -> Path:
    return folder / "script" / language / f"{scene}.toml"


def scripts(folder: Path) -> dict[str, bytes]:
    return {str(found.relative_to(folder)): found.read_bytes() for found in (folder / "script").rglob("*.toml")}


def slides(toml: Path) -> dict[str, dict[str, str]]:
    return {
        entry["id"]: {key: entry[key].strip() for key in KEYS} for entry in tomllib.loads(toml.read_text())["slide"]
    }


def edit(file: Path, old: str, new: str, count: int = 1) -> None:
    """Change the file as an editor does, at the first place."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, count))


def line_of(file: Path, text: str, number: int = 1) -> int:
    """The line that is this text, the first time or a later one."""
    return [n for n, line in enumerate(file.read_text().split("\n"), 1) if line == text][number - 1]


def test_the_file_has_all_words_below_their_headings(file):
    text = file.read_text()
    assert re.findall(r"^##? (.*)$", text, re.MULTILINE) == [
        name for scene in ("one", "two", "three") for name in (scene, f"{scene}/a", f"{scene}/b-2")
    ]
    first = text[text.index("# one\n") : text.index("## one/b-2")]
    assert first == (
        "# one\n\n## one/a\n\n### title\n\nThe {name} of “a”\n\n### source\n\nAfter [hahn2020]\n\n### say\n\nFirst "
        'words.\n\n\\# A second step,\nin two lines.\n\n### notes\n\n### alt\n\nA "quoted" \\ alt\n\n'
    )


@pytest.mark.parametrize("change", [lambda b: b, lambda b: b.replace(b"\n", b"\r\n"), lambda b: b"\xef\xbb\xbf" + b])
def test_what_was_not_changed_is_not_written(folder, file, change):
    before = scripts(folder)
    file.write_bytes(change(file.read_bytes()))
    assert import_words(file, None, folder) == "nothing has changed"
    assert scripts(folder) == before


def test_it_says_which_words_are_not_in_it(file):
    assert "(words.toml) and the page of objections at the end (reference.toml)" in file.read_text()


def test_the_words_of_this_lecture_come_back_as_they_are(tmp_path):
    export_words(tmp_path / "words.md")
    assert import_words(tmp_path / "words.md") == "nothing has changed"


def test_line_breaks_of_an_editor_change_nothing(folder, file):
    edit(file, "\\# A second step,\nin two lines.", "\\# A second\n  step, in two   \nlines.\n")
    edit(file, 'A "quoted" \\ alt', 'A "quoted"\n\\ alt')
    assert import_words(file, None, folder) == "nothing has changed"


def test_a_change_is_written_in_its_place_and_told(folder, file):
    edit(file, "Just one.", "Just two.")
    edit(file, "The {name} of “a”", "Of “a”\nthe {name}")
    edit(file, "A hint.", "A hint.\n\nAnd “another”.")
    assert import_words(file, None, folder) == "2 slides changed in 'en': one/a (title), one/b-2 (say, notes)"
    expected = ONE.replace("The {name} of “a”", "Of “a” the {name}").replace("Just one", "Just two")
    expected = expected.replace('"A hint."', '"""\nA hint.\n\nAnd “another”.\n"""')
    assert path(folder).read_text() == expected
    assert path(folder, "two").read_text() == TWO


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.fixed_dictionaries(
        {
            key: st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=3).map(("\n\n" if key == "say" else " ").join)
            for key in KEYS
        }
    )
)
def test_any_words_go_out_and_come_back(folder, words):
    """From a script into the file, and from there into another script that has other words."""
    words = {key: text.strip() for key, text in words.items()}
    words["source"] = re.sub(r"\[\w+\]", "[hahn2020]", words["source"])
    file = folder.parent / "words.md"
    file.unlink(missing_ok=True)
    path(folder).write_text(rewrite(ONE, {"a": words}, ["a", "b-2"]))
    export_words(file, None, folder)
    assert import_words(file, None, folder) == "nothing has changed"
    path(folder).write_text(ONE)
    import_words(file, None, folder)
    assert {key: fold(text) for key, text in slides(path(folder))["a"].items()} == {
        k: fold(t) for k, t in words.items()
    }
    assert slides(path(folder))["b-2"] == slides(path(folder, "three"))["b-2"]


def fold(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("## one/a", "## one/aa", "## one/aa", "there is no slide 'one/aa' (did you mean 'one/a'?)"),
        ("# two", "# too", "# too", "there is no scene 'too' (did you mean 'two'?)"),
        ("## one/b-2", "## one/a", ("## one/a", 2), "one/a stands in line 22 already; keep one"),
        ("## one/a\n", "", "### title", "### title stands below no slide"),
        ("### title\n\nB\n", "", "## one/b-2", "one/b-2 has lost its ### title; put it back"),
        (
            "### source",
            "### sauce",
            "### sauce",
            "### sauce is not known in one/a (did you mean 'source'?); there is ti",
        ),
        ("### notes", "### alt", ("### alt", 2), "### alt of one/a stands in line"),
        (
            "### notes",
            "#### notes",
            "#### notes",
            "'#### notes' is no heading of such a file; words that begin with # ",
        ),
        ("Just one.", "#one", "#one", "'#one' is no heading of such a file"),
        ("Just one.", "", ("### say", 2), "say of one/b-2 is empty; write it"),
        ("B\n", "B\n\nC\n", ("### title", 2), "title of one/b-2 has more than one paragraph; make it one line"),
        (
            "[hahn2020]\n\n### say",
            "[han2020]\n\n### say",
            "### source",
            "[han2020] is not in sources.toml (did you mean",
        ),
        ("Just one.", "Just\x07one.", "Just\x07one.", "there is the control character U+0007; take it out"),
        ("# two\n", "# two\nwords\n", "words", "'words' stands below no ### heading; put it where it belongs"),
        ("language: en", "language: e n", 1, "the comment with “language: …” is gone; put it back, or give --language"),
    ],
)
def test_a_mistake_is_named_by_its_line_and_nothing_is_written(folder, file, old, new, line, says):
    edit(file, "Another", "A change that is all right")
    edit(file, old, new)
    before = scripts(folder)
    number = line if isinstance(line, int) else line_of(file, *([line] if isinstance(line, str) else line))
    with pytest.raises(InputError) as error:
        import_words(file, None, folder)
    assert f"words.md: line {number}: {says}" in str(error.value)
    assert scripts(folder) == before


@pytest.mark.parametrize(
    ("slide", "before", "says"),
    [
        ("## one/b-2", "# two", "one/b-2 is lost before this line"),
        ("# two", "# three", "two is lost before this line"),
        ("## three/b-2", None, "three/b-2 is lost below this line"),
    ],
)
def test_a_lost_slide_is_named_by_where_it_was(folder, file, slide, before, says):
    text = file.read_text()
    start = text.index(f"{slide}\n")
    end = text.index(f"{before}\n", start) if before else len(text)
    file.write_text(text[:start] + text[end:])
    line = line_of(file, before or "## three/a")
    with pytest.raises(InputError) as error:
        import_words(file, None, folder)
    assert f"words.md: line {line}: {says}; put it back" in str(error.value)


def test_a_slide_whose_heading_is_lost_is_named_by_what_follows(folder, file):
    edit(file, "## one/b-2\n", "")
    with pytest.raises(InputError) as error:
        import_words(file, None, folder)
    line = line_of(file, "### title", 2)
    assert f"line {line}: ### title of one/a stands in line {line_of(file, '### title')} already" in str(error.value)
    assert "put back the heading of the slide that begins here" in str(error.value)


def test_slides_in_another_order_are_named(folder, file):
    text = file.read_text()
    a, b, c = (text.index(heading) for heading in ("## one/a", "## one/b-2", "# two"))
    file.write_text(text[:a] + text[b:c] + text[a:b] + text[c:])
    with pytest.raises(InputError, match="line 22: one/b-2 stands where one/a belongs; leave the order as it is"):
        import_words(file, None, folder)


@pytest.mark.parametrize("content", [b"", b"\n", b"Words.", b"\xff"])
def test_another_file_is_refused(folder, tmp_path, content):
    (tmp_path / "other.md").write_bytes(content)
    with pytest.raises(InputError, match=r"other\.md: (line 1: |the file is not UTF-8)"):
        import_words(tmp_path / "other.md", None, folder)


def test_another_number_of_paragraphs_is_told(folder, file):
    edit(file, "Just one.", "Just one.\n\nAnd one more.")
    says = import_words(file, None, folder)
    assert says.split("\n") == [
        "1 slide changed in 'en': one/b-2 (say)",
        "one/b-2 has 2 paragraphs now, not 1: the scene needs as many steps",
    ]


def test_words_that_were_not_imported_are_not_written_over(folder, file):
    export_words(file, None, folder)
    edit(file, "Just one.", "Just two.")
    mine = file.read_text()
    with pytest.raises(InputError, match=r"words\.md holds other words, which would be lost; import them"):
        export_words(file, None, folder)
    assert file.read_text() == mine
    import_words(file, None, folder)
    export_words(file, None, folder)
    assert file.read_text() == mine


def test_a_script_in_another_form_is_named_before_anything_is_written(folder, file):
    path(folder, "two").write_text(TWO.replace("[[slide]]", '[["slide"]]'))
    edit(file, "Just one.", "Just two.")
    edit(file, "Other words", "More words")
    before = scripts(folder)
    with pytest.raises(InputError, match=r"two\.toml: line 2 is written in another form than \[\[slide\]\]"):
        import_words(file, None, folder)
    assert scripts(folder) == before


def test_a_mistake_in_the_scripts_is_named_before_anything_is_written(folder, tmp_path):
    path(folder, "two").write_text(TWO.replace('id = "a"', 'id = "A"'))
    with pytest.raises(InputError, match=r"two\.toml: slide 1 \(A\)"):
        export_words(tmp_path / "words.md", None, folder)
    assert not (tmp_path / "words.md").exists()


def test_a_file_that_cannot_be_written_is_named(folder, tmp_path):
    with pytest.raises(InputError, match="cannot be written: "):
        export_words(tmp_path, None, folder)
    with pytest.raises(InputError, match="cannot be read: "):
        import_words(tmp_path, None, folder)


# Another language.


@pytest.fixture
def german(folder, tmp_path) -> Path:
    """The words in German, exported, where German has one slide."""
    path(folder, language="de").parent.mkdir()
    path(folder, language="de").write_text(
        "# Deutsch\n" + ONE[ONE.index("[[") : ONE.rindex("\n[[slide")].replace("First", "Erste")
    )
    export_words(tmp_path / "de.md", "de", folder)
    return tmp_path / "de.md"


def test_what_a_language_lacks_is_english_and_marked(german):
    text = german.read_text()
    assert "Erste words." in text and "Just one." in text
    assert text.count("<!-- en -->") == 5
    assert "## one/a\n\n### title" in text


def test_only_what_is_translated_is_written(folder, german):
    before = scripts(folder)
    edit(german, "Just one.", "Nur eins.")
    edit(german, "Other words.", "Andere Wörter.")
    says = import_words(german, None, folder)
    assert says == "2 slides changed in 'de': one/b-2 (say), two/a (say)"
    after = scripts(folder)
    assert {name: after[name] for name in before if "/en/" in name} == {n: t for n, t in before.items() if "/en/" in n}
    assert set(after) - set(before) == {"script/de/two.toml"}
    assert list(slides(path(folder, "two", "de"))) == ["a"]
    assert slides(path(folder, "one", "de"))["b-2"] == slides(path(folder))["b-2"] | {"say": "Nur eins."}
    assert path(folder, language="de").read_text().startswith("# Deutsch\n[[slide]]")
    cut = load_lecture(folder).cut(language="de")
    assert cut.missing == ("two-b-2", "three-a", "three-b-2")
    assert slides(path(folder, "two", "de"))["a"]["source"] == "After [hahn2020]"


def test_words_that_were_imported_are_exported_anew_although_the_marks_are_others(folder, german):
    edit(german, "Just one.", "Nur eins.")
    import_words(german, None, folder)
    export_words(german, "de", folder)
    assert german.read_text().count("<!-- en -->") == 4
    german.write_text("my own notes")
    with pytest.raises(InputError, match="holds other words"):
        export_words(german, "de", folder)


def test_a_language_begins_with_its_first_words(folder, tmp_path):
    says = export_words(tmp_path / "fr.md", "fr", folder)
    assert says.endswith("has the words of 6 slides; 6 of them have no words in 'fr' yet and are in English")
    assert import_words(tmp_path / "fr.md", "fr", folder) == "nothing has changed"
    assert not (folder / "script" / "fr").exists()
    edit(tmp_path / "fr.md", "Just one.", "Un seul.")
    import_words(tmp_path / "fr.md", "fr", folder)
    assert [slide.say for slide in load_lecture(folder).cut(only="one", language="fr").slides][1] == "Un seul."


def test_scripts_that_cannot_be_written_are_named(folder, tmp_path):
    export_words(tmp_path / "fr.md", "fr", folder)
    edit(tmp_path / "fr.md", "Just one.", "Un seul.")
    (folder / "script" / "fr").write_text("no folder")
    with pytest.raises(InputError, match="the scripts cannot be written: "):
        import_words(tmp_path / "fr.md", None, folder)


def test_a_translation_has_the_paragraphs_of_the_english(folder, german):
    edit(german, "Just one.", "Eins.\n\nUnd zwei.")
    line = line_of(german, "### say", 2)
    with pytest.raises(InputError, match=f"line {line}: say of one/b-2 has 2 paragraphs, and 1 in English"):
        import_words(german, None, folder)


def test_words_do_not_get_into_another_language(folder, german):
    with pytest.raises(InputError, match="line 2: the words are in 'de', and --language says 'en'"):
        import_words(german, "en", folder)
    with pytest.raises(InputError, match=r"'\.\./en' is no language"):
        export_words(german, "../en", folder)

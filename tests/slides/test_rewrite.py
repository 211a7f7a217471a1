"""A script with other words: what changed reads as it was given, and all else stands as it stood."""

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slides.rewrite import rewrite

SCRIPT = '''# What is said of one. """ is no text here.

[[slide]]
id = "a" # [[slide]]
title = 'A "title" \\ of one' # stays
source = ""
say = """
First = "words" # no comment

Second \\"""words\\""", and a \\
    line that goes on."""""
notes = \'\'\'It's a note.
[[slide]]
id = "no"\'\'\'
alt   =   "Seen \\" \\u00e9"

# Between the two.
[[ slide ]]
"title" = "B"
id = "b"
source = "[key]"
say = """Words."""
notes = ""
alt = "x"
# The end.
'''
WORDS = {"title": "T", "source": "", "say": "S\n\nT", "notes": "", "alt": "A"}
ORDER = ("first", "a", "between", "b", "last")


def slides(text: str) -> dict[str, dict[str, str]]:
    return {entry["id"]: entry for entry in tomllib.loads(text)["slide"]}


@pytest.mark.parametrize("text", [SCRIPT, "\ufeff" + SCRIPT, SCRIPT.replace("\n", "\r\n"), SCRIPT.rstrip("\n")])
def test_without_a_change_a_script_is_as_it_was(text):
    assert rewrite(text, {}, ORDER) == text


@pytest.mark.parametrize("slide", ["a", "b"])
@pytest.mark.parametrize("key", ["title", "source", "say", "notes", "alt"])
def test_a_value_is_changed_in_its_place(slide, key):
    new = rewrite(SCRIPT, {slide: {key: "\N{SNOWMAN}"}}, ORDER)
    assert {**slides(SCRIPT), slide: slides(SCRIPT)[slide] | {key: slides(new)[slide][key]}} == slides(new)
    assert slides(new)[slide][key].strip() == "\N{SNOWMAN}"
    before, after = new.split("\N{SNOWMAN}")
    assert SCRIPT.startswith(before.removesuffix("\n").rstrip('"'))
    assert SCRIPT.endswith(after.removeprefix("\n").lstrip('"'))


PIECES = [
    '"',
    '""',
    '"""',
    '""""',
    "'",
    "'''",
    "\\",
    "\\u0041",
    "\n",
    "\n\n",
    "#",
    "=",
    "[[slide]]",
    "{name}",
    "$x$",
    "é",
]
AWKWARD = st.lists(st.sampled_from([*PIECES, "<script>", "👩‍🔬", "שלום", "\t", "-", "a b"])).map("".join)
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(AWKWARD | ANY, AWKWARD | ANY)
@example('ends with "', 'ends with """')
@example("ends with \\", '"\n"')
def test_any_words_are_read_back_as_given(one, other):
    """But for the space at their ends, which has no meaning in a script."""
    changes = {"a": {"title": one, "say": other}, "b": {"alt": other}, "last": WORDS | {"notes": one}}
    new = slides(rewrite(SCRIPT, changes, ORDER))
    wanted = slides(SCRIPT) | {"last": {"id": "last"}}
    for slide, words in changes.items():
        wanted[slide] = wanted[slide] | words
        for key in words:
            assert new[slide][key].strip() == words[key].strip()
            new[slide][key] = wanted[slide][key]
    assert new == wanted


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["last"], ["a", "b", "last"]),
        (["between"], ["a", "between", "b"]),
        (["first"], ["first", "a", "b"]),
        (["last", "first", "between"], ["first", "a", "between", "b", "last"]),
    ],
)
@pytest.mark.parametrize("text", [SCRIPT, SCRIPT.rstrip("\n"), SCRIPT.removesuffix("\n# The end.\n")])
def test_a_slide_that_is_added_comes_in_its_place(words, order, text):
    new = rewrite(text, dict.fromkeys(words, WORDS), ORDER)
    assert [entry["id"] for entry in tomllib.loads(new)["slide"]] == order
    for slide in words:
        assert {key: value.strip() for key, value in slides(new)[slide].items()} == {"id": slide, **WORDS}
    for line in text.splitlines():
        assert line in new.splitlines()
    assert "\n\n\n" not in new


def test_a_script_that_is_not_there_is_written_whole():
    text = rewrite("", {"b": WORDS | {"say": "S"}, "a": WORDS}, ORDER)
    assert text == (
        '[[slide]]\nid = "a"\ntitle = "T"\nsource = ""\nsay = """\nS\n\nT\n"""\nnotes = ""\nalt = "A"\n\n'
        '[[slide]]\nid = "b"\ntitle = "T"\nsource = ""\nsay = """\nS\n"""\nnotes = ""\nalt = "A"\n'
    )


def test_line_ends_stay_those_of_the_file():
    new = rewrite(SCRIPT.replace("\n", "\r\n"), {"a": {"say": "One\n\nTwo"}, "last": WORDS}, ORDER)
    assert new.count("\n") == new.count("\r\n")
    assert slides(new)["a"]["say"] == "One\n\nTwo\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('slide = [{ id = "a" }]\n', 1),
        ('\n[["slide"]]\nid = "a"\n', 2),
        ('[[slide]]\nid = "a"\nwords.title = "x"\n', 3),
    ],
)
def test_another_form_is_named(text, line):
    with pytest.raises(ValueError, match=f"line {line} is written in another form"):
        rewrite(text, {"a": {"title": "x"}}, ["a"])

"""The page of reference: read as written, each mistake one error, and the same in handout, transcript and deck."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from attn_core.trained import DATA
from recording.errors import InputError
from slides.build import make_cut, tell_missing
from slides.outputs.deck import build_deck
from slides.outputs.handout import write_handout
from slides.outputs.transcript import as_html, as_markdown
from slides.reference import FIGURES, load_reference
from slides.script import Cut, load_lecture, load_sources
from tests.browser import stage
from tests.slides.test_handout import SOURCES, outline, structure, text

PAGE = """
title = "Further objections"
about = "Not read aloud."
[[objection]]
id = "first"
says = "All of this is wrong."
answer = "Not all of it."
sources = ["hahn2020"]
shown = ["beta/yellow", "alpha/green"]
[[objection]]
id = "second"
says = "It is red."
answer = "It is blue."
sources = []
shown = ["alpha/red"]
"""
GERMAN = """
title = "Weitere Einwände"
[[objection]]
id = "second"
says = "Es ist rot."
answer = "Nein, blau."
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """The small lecture with a page of reference."""
    folder = tmp_path / "lecture"
    stage.make_cut(folder)
    (folder / "sources.toml").write_text(SOURCES)
    (folder / "script" / "en" / "reference.toml").write_text(PAGE)
    return folder


@pytest.fixture
def cut(folder) -> Cut:
    return with_page(load_lecture(folder).cut(themes=("light",)))


@pytest.fixture(scope="module")
def recordings():
    return stage.make_recordings(themes=("light",), seconds=0.3)


def with_page(cut: Cut, language: str = "en") -> Cut:
    return replace(cut, reference=load_reference(cut.lecture.root, language, cut.sources))


def times(cut: Cut) -> dict[str, list[float]]:
    return {slide.full_id: [7.0 * n] * len(slide.paragraphs) for n, slide in enumerate(cut.slides)}


def without_slides_pointed_to(cut: Cut) -> Cut:
    """An edition in which an objection's slides are not shown."""
    return replace(cut, selected={"alpha": ("green",)})


def test_it_is_read_as_written(cut):
    page = cut.reference
    assert (page.title, page.about) == ("Further objections", "Not read aloud.")
    assert [(one.says, one.answer) for one in page.objections] == [
        ("All of this is wrong.", "Not all of it."),
        ("It is red.", "It is blue."),
    ]
    assert page.objections[0].cites == ("hahn2020",)
    assert page.objections[0].shown == ("beta/yellow", "alpha/green")


def test_a_lecture_may_have_none(folder):
    (folder / "script" / "en" / "reference.toml").unlink()
    assert load_reference(folder, "en", {}) is None


def test_it_is_no_scene(folder):
    with pytest.raises(InputError, match="'reference' is not in"):
        load_lecture(folder).scenes(only="reference")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"hahn2020"', '"han2020"', "objection 1 (first): [han2020] is not in sources.toml (did you mean 'hahn2020'?)"),
        ("alpha/red", "alpha/rd", "objection 2 (second): shown has 'alpha/rd', which the scene does not have (did you"),
        ("alpha/red", "alpa/red", "shown has 'alpa/red', and there is no scene 'alpa' (did you mean 'alpha'?)"),
        ("alpha/red", "alpha", "shown has 'alpha'; name a slide of a scene, such as memory/cache"),
        ('"alpha/red"', "", "objection 2 (second): shown is empty; name a slide"),
        ('["alpha/red"]', '"alpha/red"', "objection 2 (second): shown must be a list of names in quotes"),
        ('answer = "It is blue."\n', "", "objection 2 (second): the key 'answer' is missing"),
        ('"It is blue."', '" "', "objection 2 (second): answer is empty; write it"),
        ('says = "It', 'sais = "It', "objection 2 (second): unknown key 'sais' (did you mean 'says'?)"),
        ('id = "second"\n', "", "objection 2: the key 'id' is missing"),
        ('id = "second"', 'id = "A b"', "objection 2: the id 'A b' may have only"),
        ('id = "second"', 'id = "first"', "objection 2: another one has the id 'first' already"),
        ("It is blue.", "It is {blue}.", "objection 2 (second): there is no figure {blue}; there is bits, "),
        ('about = "Not read aloud."', "", "the key 'about' is missing"),
        (PAGE[PAGE.index("[[") :], "", "the key 'objection' is missing"),
        (PAGE[PAGE.index("[[") :], "objection = []", "it needs at least one [[objection]] entry"),
    ],
)
def test_a_mistake_in_it_is_one_error_that_names_the_place(folder, old, new, says):
    assert old in PAGE
    path = folder / "script" / "en" / "reference.toml"
    path.write_text(PAGE.replace(old, new))
    with pytest.raises(InputError) as error:
        load_reference(folder, "en", load_sources(folder))
    assert "reference.toml: " in str(error.value)
    assert says in str(error.value)


def test_a_language_has_its_words_and_lists_what_it_lacks(folder):
    (folder / "script" / "de").mkdir()
    page = load_reference(folder, "de", load_sources(folder))
    assert (page.title, page.missing) == ("Further objections", ("first", "second"))
    (folder / "script" / "de" / "reference.toml").write_text(GERMAN)
    page = load_reference(folder, "de", load_sources(folder))
    assert (page.title, page.about, page.missing) == ("Weitere Einwände", "Not read aloud.", ("first",))
    assert [one.answer for one in page.objections] == ["Not all of it.", "Nein, blau."]
    assert page.objections[1].shown == ("alpha/red",)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("second", "third", "objection 1 (third): it is not in script/en/reference.toml"),
        ("Nein, blau.", "", "objection 1 (second): answer is empty"),
        ("answer", "shown = []\nanswer", "objection 1 (second): unknown key 'shown'"),
    ],
)
def test_a_mistake_in_a_translation_is_one_error(folder, old, new, says):
    (folder / "script" / "de").mkdir()
    (folder / "script" / "de" / "reference.toml").write_text(GERMAN.replace(old, new))
    with pytest.raises(InputError) as error:
        load_reference(folder, "de", load_sources(folder))
    assert f"de/reference.toml: {says}" in str(error.value)


def test_figures_are_those_of_the_stored_runs():
    pads = json.loads((DATA / "scratchpad.json").read_text())
    runs = list(pads["models"]["scratchpad"]["runs"].values())
    right = [share for run in runs for share in run["without"]]
    hops = json.loads((DATA / "hops.json").read_text())["models"]["depth-2-no-mlp"]["runs"].values()
    assert {name: figure() for name, figure in FIGURES.items()} == {
        "bits": str(pads["train_length"]),
        "length": str(len(runs[0]["without"])),
        "seeds": str(len(runs)),
        "right": f"{min(right):.3f}",
        "routed": str(min(len([share for share in run["by_hops"] if share > 0.99]) for run in hops)),
    }


@pytest.mark.parametrize("edition", load_lecture().editions)
def test_the_page_of_this_lecture_is_valid_in_every_edition(edition):
    cut = make_cut(edition)
    assert len(cut.reference.objections) >= 10
    for one in cut.reference.objections:
        assert one.cites
        assert "{" not in one.answer
        assert one.answer.count(". ") <= 2  # three sentences
    shown = {slide.place for slide in cut.slides}
    for one in cut.reference.objections:
        assert {slide.place for _, slide in cut.at(one.shown)} == shown & set(one.shown)
    if edition == "seminar":  # it has everything
        assert all(
            {slide.place for _, slide in cut.at(one.shown)} == set(one.shown) for one in cut.reference.objections
        )


def test_no_figure_is_typed_in_it():
    page = (load_lecture().root / "script" / "en" / "reference.toml").read_text()
    told = [line for line in page.splitlines() if line.startswith(("says", "answer", "about"))]
    assert [line for line in told if any(letter.isdigit() for letter in line)] == []


def test_single_scenes_do_without_it():
    assert make_cut(only="softmax").reference is None


# In the handout.


def handout(cut, recordings, tmp_path, **choices) -> PdfReader:
    return PdfReader(write_handout(cut, recordings, tmp_path / "handout.pdf", **choices))


@pytest.mark.parametrize("choices", [{}, {"layout": "three"}, {"steps": True}])
def test_it_stands_in_the_handout_before_the_sources(cut, recordings, tmp_path, choices):
    pdf = handout(cut, recordings, tmp_path, **choices)
    assert outline(pdf)[-2:] == ["Further objections", "Sources"]
    found = text(pdf)
    at = found.rindex("Further objections Not read aloud.")
    for words in (
        "All of this is wrong.", "Not all of it.", "→ 2 The green title", "→ 4 The yellow title", "Hahn 2020",
        "It is red.", "It is blue.", "→ 1 The red title", "Michael Hahn (2020)",
    ):  # fmt: skip
        at = found.index(words, at)
    kinds = [kind for kind, _ in structure(pdf) if kind in ("/H1", "/H2")]
    assert kinds[-4:] == ["/H1", "/H2", "/H2", "/H1"]


def test_its_links_lead_to_slides_and_works_and_these_back(cut, recordings, tmp_path):
    pdf = handout(cut, recordings, tmp_path)
    *_, page, works = pdf.pages
    slides = [next(p for p in pdf.pages[1:] if f"The {name} title" in p.extract_text()) for name in ("green", "yellow")]
    targets = [target(pdf, link) for link in page["/Annots"]]
    assert [works if one == works else one for one in targets[:3]] == [*slides, works]
    assert page in [target(pdf, link) for link in works["/Annots"]]


def target(pdf, link):
    place = link.get_object()["/Dest"]
    place = pdf.named_destinations[place].page if isinstance(place, str) else place[0]
    return place.get_object()


def test_the_handout_points_to_no_slide_that_is_not_shown(cut, recordings, tmp_path):
    found = text(handout(without_slides_pointed_to(cut), recordings, tmp_path))
    assert "It is blue." in found
    assert "The red title" not in found
    assert "→ 1 The green title" in found


def test_slides_alone_have_no_page_of_reference(cut, recordings, tmp_path):
    assert "Further objections" not in text(handout(cut, recordings, tmp_path, layout="slides"))


# In the transcript.


def test_the_transcript_has_it_with_links_to_its_slides(cut):
    page = as_html(cut, "film.mp4", times(cut), "WEBVTT")
    for words in ("<h2", "Further objections", "All of this is wrong.", "Not all of it.", "Hahn 2020", "It is blue."):
        assert words in page
    assert '<a href="#alpha-green">2 The green title</a>' in page
    assert page.index("Not all of it.") < page.index("Michael Hahn (2020)")
    markdown = as_markdown(cut, "film.mp4", times(cut))
    words = MarkdownIt().render(markdown)
    for said in (
        "<h2>Further objections</h2>",
        "<h3>It is red.</h3>",
        "<p>It is blue.</p>",
        '<li><a href="film.mp4#t=7.00">2 ',
    ):
        assert said in words
    assert "<em>Hahn 2020</em>" in words


def test_the_transcript_points_to_no_slide_that_is_not_shown(cut):
    less = without_slides_pointed_to(cut)
    page = as_html(less, "film.mp4", times(less), "WEBVTT")
    assert "It is blue." in page and "#alpha-red" not in page
    assert "The red title" not in as_markdown(less, "film.mp4", times(less))


# In the deck; what is seen of it is for tests/browser.


def test_the_deck_points_to_no_slide_that_is_not_shown(cut, recordings, tmp_path):
    for shown, links in ((cut, ["alpha-green", "beta-yellow", "alpha-red"]), (without_slides_pointed_to(cut), None)):
        page = build_deck(shown, recordings, tmp_path / "deck").read_text()
        section = page[page.index('<section id="reference"') :].partition("</section>")[0]
        found = [part.partition('"')[0] for part in section.split('href="#')[1:]]
        assert found == (links or ["alpha-green", "beta-yellow"])
        assert "It is blue." in section


def test_its_words_are_escaped(cut, recordings, tmp_path):
    odd = "<b>Bold</b> & {{ so }}"
    page = replace(cut.reference, title=odd, about=odd)
    page = replace(page, objections=(replace(page.objections[0], says=odd, answer=odd),))
    deck = build_deck(replace(cut, reference=page), recordings, tmp_path / "deck").read_text()
    assert deck.count("&lt;b&gt;Bold&lt;/b&gt; &amp; {{ so }}") == 5  # with the contents
    assert "<b>Bold" not in deck
    assert odd in text(handout(replace(cut, reference=page), recordings, tmp_path))


def test_what_a_language_lacks_of_it_is_listed(folder, recordings, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path / "build"))
    (folder / "script" / "de").mkdir()
    (folder / "script" / "de" / "reference.toml").write_text(GERMAN)
    cut = with_page(load_lecture(folder).cut(themes=("light",), language="de"), "de")
    tell_missing(cut, recordings)
    assert "words in pictures and 1 objection, which stay English" in capsys.readouterr().err
    listed = (tmp_path / "build" / "missing-de.toml").read_text()
    assert "# objection first has no words in script/de/reference.toml\n" in listed
    assert "objection second" not in listed

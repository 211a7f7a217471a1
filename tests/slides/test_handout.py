"""The handout, read back with an independent reader: all words, all pictures with their descriptions, all ways in."""

import json
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from recording.errors import InputError
from slides.outputs.handout import write_handout, write_pdfpc
from slides.script import Cut, load_lecture
from tests.browser import stage

SOURCES = """
[hahn2020]
short = "Hahn 2020"
authors = ["Michael Hahn"]
year = 2020
title = "Theoretical Limitations"
where = "TACL 8"
[nobody1999]
short = "Nobody 1999"
authors = ["Not Cited"]
year = 1999
title = "Unread"
where = "Nowhere"
"""
ODD = '<script>alert("1")</script> *stars* _low_ `code` $x^2$ #set text(red) <label> @ref \\alpha -- // no /* c */ = h'
HEBREW = "שלום"
POINTS = 72 / 25.4


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """The small lecture; one of its slides cites a work."""
    folder = tmp_path_factory.mktemp("slides") / "lecture"
    stage.make_cut(folder)
    (folder / "sources.toml").write_text(SOURCES)
    script = folder / "script" / "en" / "beta.toml"
    script.write_text(script.read_text().replace("Source of blue", "After [hahn2020], by hand"))
    return load_lecture(folder).cut(themes=("light",))


@pytest.fixture(scope="module")
def recordings():
    return stage.make_recordings(themes=("light",))


@pytest.fixture
def write(cut, recordings, tmp_path):
    """Write a handout and open it."""

    def write(other: Cut = cut, **choices: object) -> PdfReader:
        return PdfReader(write_handout(other, recordings, tmp_path / "handout.pdf", **choices))

    return write


def with_words(cut: Cut, **words: str) -> Cut:
    """The cut with other words on its first slide."""
    first, *others = cut.whole["alpha"]
    return replace(cut, whole={**cut.whole, "alpha": (replace(first, **words), *others)})


def text(pdf: PdfReader) -> str:
    """All words, as they are searched and copied."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def structure(pdf: PdfReader) -> list[tuple[str, str | None]]:
    """What a screen reader comes to, one after the other: the kind of each element, and its description."""

    def walk(node) -> list[tuple[str, str | None]]:
        node = node.get_object()
        if isinstance(node, list):
            return [found for child in node for found in walk(child)]
        if not isinstance(node, dict):
            return []
        own = [(node["/S"], node.get("/A") and node.get("/Alt"))] if "/S" in node else []
        return own + (walk(node["/K"]) if "/K" in node else [])

    return walk(pdf.root_object["/StructTreeRoot"])


def alts(pdf: PdfReader) -> list[str | None]:
    return [alt for kind, alt in structure(pdf) if kind == "/Figure"]


def colours(page) -> set[tuple[int, ...]]:
    """The colours that are painted on a page."""
    found = re.findall(rb"((?:[\d.]+ )+)scn", page.get_contents().get_data())
    painted = [[round(255 * float(n)) for n in numbers.split()] for numbers in found]
    return {tuple(numbers if len(numbers) == 3 else 3 * numbers) for numbers in painted}  # a grey is one number


def outline(pdf: PdfReader) -> list[str | list[str]]:
    return [[slide.title for slide in item] if isinstance(item, list) else item.title for item in pdf.outline]


def millimetres(page) -> tuple[int, int]:
    return round(float(page.mediabox.width) / POINTS), round(float(page.mediabox.height) / POINTS)


def test_all_that_is_said_can_be_searched(cut, write):
    found = text(write())
    for slide in cut.slides:
        for words in (slide.title, *slide.paragraphs, slide.source):
            assert words in found


def test_the_cover_names_lecture_author_licence_and_all_slides(cut, write):
    cover = write().pages[0].extract_text()
    for words in ("A lecture for tests", "Nobody", "CC BY 4.0", *(slide.title for slide in cut.slides)):
        assert words in cover


@pytest.mark.parametrize(
    ("choices", "size"),
    [
        ({}, (297, 210)),
        ({"paper": "letter"}, (279, 216)),
        ({"layout": "three"}, (210, 297)),
        ({"layout": "three", "paper": "letter"}, (216, 279)),
        ({"steps": True}, (210, 297)),
        ({"layout": "slides"}, (160, 90)),
    ],
)
def test_every_page_has_the_size_of_its_paper(write, choices, size):
    assert {millimetres(page) for page in write(**choices).pages} == {size}


@pytest.mark.parametrize("layout", ["full", "three"])
def test_the_outline_has_parts_and_their_slides(write, layout):
    assert outline(write(layout=layout))[:4] == [
        "Beginning",
        ["1 The red title", "2 The green title"],
        "Rest",
        ["3 The blue title", "4 The yellow title", "5 The white title"],
    ]


def test_title_author_language_and_keywords_are_in_the_file(write):
    pdf = write()
    assert (pdf.metadata.title, pdf.metadata.author) == ("A lecture for tests", "Nobody")
    assert pdf.metadata["/Keywords"] == "Beginning, Rest"
    assert pdf.root_object["/Lang"] == "en"


@pytest.mark.parametrize("layout", ["full", "three", "slides"])
def test_it_is_tagged_and_says_that_it_is_pdf_ua_1_and_pdf_a_2a(write, layout):
    pdf = write(layout=layout)
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    told = dict(re.findall(r"<(pdf\w+:\w+)>(\w+)<", pdf.xmp_metadata.stream.get_data().decode()))
    assert told["pdfuaid:part"] == "1"
    assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")


@pytest.mark.parametrize("layout", ["full", "three", "slides"])
def test_every_picture_is_described(cut, write, layout):
    assert alts(write(layout=layout)) == [slide.alt for slide in cut.slides]


def test_who_is_read_to_hears_a_title_before_its_picture(cut, write):
    for layout in ("full", "three", "slides"):
        kinds = [kind for kind, _ in structure(write(layout=layout)) if kind in ("/H2", "/Figure")]
        assert kinds == ["/H2", "/Figure"] * len(cut.slides)


def test_pictures_are_the_ends_of_slides_as_vectors(cut, write):
    pdf = write(layout="slides")
    assert not any(page.images for page in pdf.pages)
    for slide, page in zip(cut.slides, pdf.pages, strict=True):
        assert stage.COLOURS[slide.full_id] in colours(page)


def test_notes_are_in_the_lecturers_version_only(write):
    assert "Hint for red." not in text(write())
    for choices in ({}, {"steps": True}, {"layout": "three"}):
        assert text(write(notes=True, **choices)).count("Hint for") == len(stage.IDS)


@pytest.mark.parametrize("layout", ["full", "three", "slides"])
def test_with_steps_every_step_has_its_picture_and_the_last_is_described(cut, write, layout):
    pdf = write(layout=layout, steps=True)
    said = "The green title (1/2)"
    if layout != "full":  # there it stands beside the picture
        said += ": First words of green. Second words, for <green> & more."
    described = [slide.alt for slide in cut.slides]
    described.insert(stage.IDS.index(f"alpha-{stage.TWO_STEPS}"), said)
    assert alts(pdf) == described
    assert any(stage.HALFWAY in colours(page) for page in pdf.pages)


def test_three_slides_are_on_a_page(cut, write):
    pages = [page.extract_text() for page in write(layout="three").pages]
    assert [sum(slide.title in page for slide in cut.slides) for page in pages[1:3]] == [3, 2]


def test_slides_have_a_page_each_with_its_title(cut, write):
    pages = write(layout="slides").pages
    assert [slide.title in page.extract_text() for slide, page in zip(cut.slides, pages, strict=True)] == [True] * 5


def test_steps_of_a_slide_have_one_page_label(write):
    assert write(layout="slides", steps=True).page_labels == ["1", "2", "2", "3", "4", "5"]


@pytest.mark.parametrize("choices", [{}, {"layout": "three"}, {"steps": True}])
def test_words_come_out_as_they_are_written(cut, write, choices):
    odd = with_words(cut, title=f"T {ODD}", say=f"S {ODD}", source=f"Q {ODD}", notes=f"N {ODD}", alt=f"A {ODD}")
    pdf = write(odd, notes=True, **choices)
    found = text(pdf)
    for key in "TQN" if choices.get("layout") == "three" else "TSQN":
        assert f"{key} {ODD}" in found
    assert f"A {ODD}" in alts(pdf)
    assert outline(pdf)[1][0] == f"1 T {ODD}"


def test_letters_that_the_font_lacks_come_from_another(cut, write, capsys):
    assert HEBREW in text(write(with_words(cut, say=f"Said in Hebrew: {HEBREW}")))
    assert capsys.readouterr().err == ""


def test_what_no_font_has_is_a_box_and_the_slide_is_named(cut, write, capsys):
    found = text(write(with_words(cut, say="Not a letter: \u0378, private: \ue123.")))
    assert "Not a letter: □, private: □." in found
    told = capsys.readouterr().err
    assert "(U+0378, alpha-red)" in told
    assert "(U+E123, alpha-red)" in told


def test_a_cited_work_is_told_in_full_and_no_other(write):
    found = text(write())
    assert "Michael Hahn (2020). Theoretical Limitations. TACL 8" in found
    assert "Nobody 1999" not in found


def test_without_sources_there_is_no_list_of_them(cut, write):
    bare = replace(cut, whole={scene: tuple(replace(s, cites=()) for s in cut.whole[scene]) for scene in cut.scenes})
    assert outline(write())[-1] == "Sources"
    assert "Sources" not in outline(write(bare))


def test_a_source_line_leads_to_the_work_and_that_back_to_the_slide(write):
    pdf = write()
    (blue,) = [page for page in pdf.pages[1:] if "The blue title" in page.extract_text()]
    for page, target in ((blue, pdf.pages[-1]), (pdf.pages[-1], blue)):
        (link,) = page["/Annots"]
        place = link.get_object()["/Dest"]
        place = pdf.named_destinations[place].page if isinstance(place, str) else place[0]
        assert place.get_object() == target


def test_in_another_language_the_words_of_its_table_are_used(cut, write):
    german = replace(cut, language="de", table={"Sources": "Quellen", "schematic": "schematisch"})
    pdf = write(german)
    assert pdf.root_object["/Lang"] == "de"
    assert outline(pdf)[-1] == "Quellen"
    assert "schematisch" in text(pdf)


def test_a_paper_or_layout_that_does_not_exist_is_one_error_that_lists_them(write):
    with pytest.raises(InputError, match=r"paper 'a5' does not exist; choose one of a4, letter"):
        write(paper="a5")
    with pytest.raises(InputError, match=r"layout 'two' does not exist; choose one of full, three, slides"):
        write(layout="two")


def test_a_picture_without_a_description_is_refused_and_the_earlier_file_stays(cut, write, tmp_path):
    write()
    before = (tmp_path / "handout.pdf").read_bytes()
    with pytest.raises(InputError, match="missing alt text"):
        write(with_words(cut, alt=""))
    assert (tmp_path / "handout.pdf").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["handout.pdf"]


def test_a_place_that_cannot_be_written_is_one_error_with_the_systems_words(cut, recordings, tmp_path):
    for write in (write_handout, write_pdfpc):
        with pytest.raises(InputError, match=rf"{tmp_path} cannot be written: Is a directory"):
            write(cut, recordings, tmp_path)


def test_pdfpc_finds_every_page_by_its_label_with_what_is_said_and_noted(cut, write, recordings, tmp_path):
    labels = write(layout="slides", steps=True).page_labels
    told = json.loads(write_pdfpc(cut, recordings, tmp_path / "handout.pdfpc", steps=True).read_text())
    pages = told["pages"]
    assert told["pdfpcFormat"] == 2
    assert [page["label"] for page in pages] == labels
    assert [page["idx"] for page in pages] == list(range(len(labels)))
    assert [page["overlay"] for page in pages] == [0, 0, 1, 0, 0, 0]
    assert pages[2]["note"] == "Then the second step.\n\nHint for green."


def test_pdfpc_counts_the_minutes_of_the_slot_and_shows_notes_as_written(cut, recordings, tmp_path):
    odd = with_words(cut, say=ODD, notes="")
    told = json.loads(write_pdfpc(odd, recordings, tmp_path / "handout.pdfpc").read_text())
    assert (told["duration"], told["disableMarkdown"]) == (5, True)
    assert told["pages"][0]["note"] == ODD
    assert len(told["pages"]) == len(cut.slides)

"""A PowerPoint file has a page for each step, which plays by itself, with the words and pictures of the lecture."""

import hashlib
import io
import posixpath
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from recording.draw import pixels
from recording.errors import InputError
from slides.export import FORMATS
from slides.outputs.palette import load_palette
from slides.outputs.powerpoint import write_pptx
from tests.browser import stage

LINES = 240
SIZE = (426, 240)
ODD = 'الانتباه <script> & "reason" 🙂 $x^2$'
WHOLE_LOOP = "white"  # with odd words, too
TITLES = [
    "The red title",
    "The green title (1/2)",
    "The green title (2/2)",
    "The blue title",
    "The yellow title",
    ODD,
]
NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    cut = stage.make_cut(tmp_path_factory.mktemp("slides") / "lecture")
    (white,) = cut.whole["gamma"]
    odd = replace(white, title=ODD, say=ODD, notes=f"{ODD}\n\nLatin", alt=ODD)
    return replace(cut, whole={**cut.whole, "gamma": (odd,)}, titles={**cut.titles, "gamma": ODD})


@pytest.fixture(scope="module")
def recordings():
    made = stage.make_recordings()
    gamma = made["dark"]["gamma"]
    (marks,) = gamma.slides
    (step,) = marks.steps
    loops = replace(step, loop=(step.first, step.end))
    made["dark"]["gamma"] = replace(gamma, slides=(replace(marks, steps=(loops,)),))
    return made


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return tmp_path_factory.mktemp("build")


@pytest.fixture
def write(build, monkeypatch):
    monkeypatch.setenv("LECTURE_BUILD", str(build))
    return write_pptx


@pytest.fixture(scope="module")
def path(cut, recordings, build, tmp_path_factory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(build))
        return write_pptx(cut, recordings, tmp_path_factory.mktemp("export"), size=LINES)[0]


@pytest.fixture(scope="module")
def deck(path):
    return Presentation(path)


@pytest.fixture(scope="module")
def pages(deck):
    """Those of the steps, without the first and the last."""
    return list(deck.slides)[1:-1]


@pytest.fixture(scope="module")
def moments(cut, recordings):
    """The recording and the step of each page."""
    found = [(slide, recordings["dark"][slide.scene]) for slide in cut.slides]
    return [(slide, recording, step) for slide, recording in found for step in recording.slide(slide.id).steps]


def find(of, query: str) -> list:
    """What an XPath finds below an element, or that of a page or a shape."""
    return etree.ElementBase.xpath(getattr(of, "element", of), query, namespaces=NAMESPACES)


def shown(page, number: int) -> np.ndarray:
    """The picture of a page's shape; the title is the first."""
    (blip,) = find(page.shapes[number], ".//a:blip")
    blob = page.part.related_part(blip.get(f"{{{NAMESPACES['r']}}}embed")).blob
    return np.asarray(Image.open(io.BytesIO(blob)).convert("RGB"))


def film(page, number: int) -> list[np.ndarray]:
    """The frames of a page's video."""
    (media,) = find(page.shapes[number], ".//p14:media")
    blob = page.part.related_part(media.get(f"{{{NAMESPACES['r']}}}embed")).blob
    with av.open(io.BytesIO(blob)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def effects(page) -> list[tuple[str, str, str, str]]:
    """What happens on a page: when, after or with what was before, which command, and the name of the shape."""
    names = {str(shape.shape_id): shape.name for shape in page.shapes}
    return [
        (
            find(turn, "p:stCondLst/p:cond")[0].get("delay"),
            effect.get("nodeType"),
            etree.QName(act).localname,
            names[find(act, ".//p:spTgt")[0].get("spid")],
        )
        for turn in find(page, "//p:cTn[@nodeType='mainSeq']/p:childTnLst/p:par/p:cTn/p:childTnLst/p:par/p:cTn")
        for effect in find(turn, ".//p:cTn[@presetClass]")
        for act in find(effect, "p:childTnLst/*")
    ]


def looping(page) -> list[str]:
    names = {str(shape.shape_id): shape.name for shape in page.shapes}
    loops = find(page, "//p:cMediaNode[p:cTn/@repeatCount='indefinite']//p:spTgt/@spid")
    return [names[shape] for shape in loops]


def near(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures are the same but for what a video loses."""
    return float(np.abs(one.astype(float) - other).mean()) < 3


def test_a_page_for_each_step_between_the_lecture_s_title_and_its_licence(deck, cut):
    lecture = cut.lecture
    assert [page.shapes.title.text for page in deck.slides] == [lecture.title, *TITLES, lecture.licence]
    assert deck.slides[0].placeholders[1].text == lecture.author
    assert deck.slides[len(deck.slides) - 1].placeholders[1].text == f"{lecture.title}\n{lecture.author}"


def test_pages_are_wide(deck):
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert "type" not in deck.element.sldSz.attrib


def test_the_title_of_a_step_is_above_its_page_for_the_picture_shows_it(pages):
    for page in pages:
        title = page.shapes.title
        assert title.top + title.height < 0
        assert title.left == 0


def test_the_notes_are_what_is_said_at_the_step_and_the_lecturer_s_own(pages):
    notes = [page.notes_slide.notes_text_frame.text for page in pages]
    assert notes[0] == "First words of red. Second words, for <red> & more.\nHint for red."
    assert notes[2] == "Then the second step.\nHint for green."
    assert notes[5] == f"{ODD}\n{ODD}\n\nLatin"


def test_the_first_picture_of_a_page_is_described_and_what_covers_it_is_not_read_out_again(pages, moments):
    for page, (slide, _, _) in zip(pages, moments, strict=True):
        _, first, *over = [shape.element.xpath(".//p:cNvPr")[0] for shape in page.shapes]
        assert first.get("descr") == slide.alt
        for named in over:
            assert named.get("descr") == ""
            assert find(named, ".//adec:decorative/@val") == ["1"]


def test_on_paper_a_page_is_the_end_of_its_step(pages, moments):
    for page, (_, recording, step) in zip(pages, moments, strict=True):
        last = page.shapes[len(page.shapes) - 1]
        assert (last.left, last.top) == (0, 0)
        assert (last.width, last.height) == (12192000, 6858000)
        assert (shown(page, len(page.shapes) - 1) == pixels(recording, step.rest, *SIZE)).all()


def test_until_a_film_begins_the_page_looks_like_the_end_of_the_one_before(pages):
    assert (shown(pages[0], 1) == stage.PAGE["dark"]).all()
    for before, page in pairwise(pages[:5]):
        assert (shown(page, 1) == shown(before, len(before.shapes) - 1)).all()


def test_a_film_has_the_frames_of_its_step(pages, moments):
    for page, (_, recording, step) in list(zip(pages, moments, strict=True))[:5]:
        end = step.loop[0] if step.loop else step.end
        frames = film(page, 1)
        assert len(frames) == end - step.first
        for at in (0, len(frames) // 2, -1):
            assert near(frames[at], pixels(recording, range(step.first, end)[at], *SIZE))


def test_a_loop_has_the_frames_of_the_loop(pages, moments):
    for page, number in ((pages[3], 2), (pages[5], 1)):
        _, recording, step = moments[pages.index(page)]
        frames = film(page, number)
        assert len(frames) == step.loop[1] - step.loop[0]
        assert near(frames[20], pixels(recording, step.loop[0] + 20, *SIZE))


def test_a_page_plays_its_film_without_a_click_and_then_shows_the_end(pages):
    for page in (pages[0], pages[4]):
        assert find(page, "//p:cTn[@nodeType='mainSeq']/p:childTnLst/p:par/p:cTn/p:stCondLst/p:cond[@evt='onBegin']")
        assert effects(page) == [("0", "afterEffect", "cmd", "Film"), ("1200", "afterEffect", "set", "End")]
        assert find(page, "//p:cmd/@cmd") == ["playFrom(0.0)"]
        assert looping(page) == []


def test_a_loop_follows_its_film_and_goes_on(pages):
    assert effects(pages[3]) == [
        ("0", "afterEffect", "cmd", "Film"),
        ("1200", "afterEffect", "set", "Loop"),
        ("1200", "withEffect", "cmd", "Loop"),
    ]
    assert looping(pages[3]) == ["Loop"]


def test_a_step_that_is_all_loop_plays_it_at_once(pages):
    assert [shape.name for shape in pages[5].shapes][1:] == ["Loop"]
    assert effects(pages[5]) == [("0", "afterEffect", "cmd", "Loop")]
    assert looping(pages[5]) == ["Loop"]


def test_a_click_goes_on_wherever_it_lands(deck):
    for page in deck.slides:
        assert find(page, "//p:transition | //a:hlinkClick | //*[@nodeType='interactiveSeq']") == []
        assert find(page, "//*[@nodeType='clickEffect']") == []


def test_nodes_of_time_have_numbers_of_their_own_and_the_second_is_the_sequence(pages):
    for page in pages:
        ids = find(page, "//p:cTn/@id")
        assert ids == [str(n) for n in range(1, len(ids) + 1)]
        assert find(page, "//p:cTn[@nodeType='mainSeq']/@id") == ["2"]


def test_shapes_of_a_page_have_numbers_of_their_own(deck):
    for page in deck.slides:
        ids = find(page, "//p:cNvPr/@id")
        assert len(ids) == len(set(ids))


def test_every_picture_and_film_is_kept_once(path):
    with zipfile.ZipFile(path) as file:
        media = [name for name in file.namelist() if name.startswith("ppt/media/")]
        assert sorted(Path(name).suffix for name in media) == [".mp4"] * 7 + [".png"] * 7
        assert len({hashlib.sha256(file.read(name)).digest() for name in media}) == len(media)


def test_what_the_file_refers_to_is_there_and_nothing_else(path):
    with zipfile.ZipFile(path) as file:
        names = set(file.namelist())
        referred = set()
        for name in names:
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))
                for relation in etree.fromstring(file.read(name)):
                    assert relation.get("TargetMode") is None
                    target = relation.get("Target")
                    referred.add(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        assert referred == {name for name in names if not name.endswith(".rels")} - {"[Content_Types].xml"}


def test_parts_are_sections(deck):
    sections = find(deck, ".//p14:section")
    ids = [page.slide_id for page in deck.slides]
    inside = [[int(entry.get("id")) for entry in section[0]] for section in sections]
    assert [section.get("name") for section in sections] == ["Beginning", "Rest", ODD]
    assert inside == [ids[:4], ids[4:6], ids[6:]]
    assert len({section.get("id") for section in sections}) == 3


def test_the_file_tells_title_author_language_and_licence(deck, cut):
    about = deck.core_properties
    assert (about.title, about.author, about.language) == ("A lecture for tests", "Nobody", "en")
    assert (about.comments, about.last_modified_by) == ("CC BY 4.0", "Nobody")
    assert about.keywords == f"Beginning, Rest, {ODD}"


def test_a_long_licence_is_cut_where_the_file_tells_it_and_whole_on_its_page(cut, recordings, write, tmp_path):
    licence = "Free. " * 60 + "Yes"
    (path,) = write(replace(cut, lecture=replace(cut.lecture, licence=licence)), recordings, tmp_path, size=LINES)
    deck = Presentation(path)
    assert deck.core_properties.comments == licence[:255]
    assert deck.slides[len(deck.slides) - 1].shapes.title.text == licence


def test_pages_and_words_have_the_colours_of_the_theme(path):
    with zipfile.ZipFile(path) as file:
        scheme = etree.fromstring(file.read("ppt/theme/theme1.xml")).find(".//a:clrScheme", NAMESPACES)
    colours = {etree.QName(entry).localname: f"#{entry[0].get('val')}" for entry in scheme}
    palette = load_palette("dark")
    assert (colours["lt1"], colours["dk1"]) == (palette["background"], palette["ink"])
    assert (colours["accent1"], colours["accent5"]) == (palette["query"], palette["state"])


def test_words_that_begin_right_to_left_are_set_so_and_others_not(pages):
    notes, latin = pages[5].notes_slide.notes_text_frame, pages[0].shapes.title.text_frame
    ways = [(p.text[:5], p._p.pPr.get("rtl"), p._p.pPr.get("algn")) for p in (*notes.paragraphs, *latin.paragraphs)]
    assert ways == [
        (ODD[:5], "1", "r"),
        (ODD[:5], "1", "r"),
        ("", "0", None),
        ("Latin", "0", None),
        ("The r", "0", None),
    ]


def test_words_have_the_language_of_the_cut(pages):
    assert set(find(pages[0], "//a:rPr/@lang")) == {"en"}


def test_what_cannot_be_written_is_one_error_and_leaves_what_was_there(cut, recordings, write, tmp_path):
    busy = tmp_path / f"{cut.name}.pptx"  # in the place of a file that another program holds
    (busy / "inside").mkdir(parents=True)
    with pytest.raises(InputError, match=r"lecture-dark\.pptx cannot be written"):
        write(cut, recordings, tmp_path, size=LINES)
    assert [path.name for path in tmp_path.iterdir()] == [busy.name]
    assert (busy / "inside").is_dir()

    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write(cut, recordings, tmp_path / "file", size=LINES)


def test_without_its_package_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pptx", None)
    monkeypatch.delitem(sys.modules, "slides.outputs.powerpoint")
    with pytest.raises(InputError, match=r"\./run export pptx installs it"):
        FORMATS["pptx"].write()


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here: apt-get install libreoffice-impress")
def test_libreoffice_reads_every_page_with_its_words_and_pictures(path, moments, tmp_path):
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    read = PdfReader(tmp_path / f"{path.stem}.pdf")
    assert len(read.pages) == len(moments) + 2
    assert "A lecture for tests" in read.pages[0].extract_text()
    assert "CC BY 4.0" in read.pages[-1].extract_text()
    for page, (_, recording, step) in zip(read.pages[1:-1], moments, strict=True):
        middle = pixels(recording, step.rest, *SIZE)[SIZE[1] // 2, SIZE[0] // 2]
        pictures = [np.asarray(picture.image.convert("RGB")) for picture in page.images]
        assert any(np.abs(p[len(p) // 2, len(p[0]) // 2].astype(int) - middle).max() < 4 for p in pictures)

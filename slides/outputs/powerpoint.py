"""A PowerPoint file: a page for each step, whose video plays when it comes up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Template
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from recording.errors import InputError
from recording.file import Recording, Step
from recording.keep import Recordings
from recording.stretches import Stretch, make_stretches
from recording.video import Quality
from recording.whole import whole
from slides.outputs.palette import load_palette
from slides.script import Cut, Slide

WIDTH, HEIGHT = 12192000, 6858000  # of a page, in EMU
TEXTS, FILMS = 0, 5  # layouts of the template that are kept: for words, and for a step
LATE = 300  # ms that a film may begin too late before what follows cuts off its end; its last frame stands meanwhile
MOST = 255  # characters of a word about the file
# The template's colours, and the roles they are given.
COLOURS = {"dk1": "ink", "lt1": "background", "dk2": "muted", "lt2": "panel", "hlink": "key", "folHlink": "program"}
COLOURS |= {f"accent{n}": role for n, role in enumerate(("query", "key", "value", "weight", "state", "program"), 1)}
P14 = 'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"'

# Left-aligned, for the template's are centred.
TITLE = '<a:lvl1pPr algn="l"><a:defRPr sz="4800" b="1"/></a:lvl1pPr>'
SUBTITLE = """
<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="2400">
  <a:solidFill><a:schemeClr val="tx2"/></a:solidFill>
</a:defRPr></a:lvl1pPr>
"""
# Of the whole show: no bar over a video when the mouse moves.
SHOW = f"""
<p:showPr {nsdecls("p")} showNarration="1"><p:present/><p:sldAll/>
  <p:extLst><p:ext uri="{{2FDB2607-1784-4EEB-B798-7EB5836EED8A}}"><p14:showMediaCtrls {P14} val="0"/></p:ext></p:extLst>
</p:showPr>
"""
# Listed among the masters, which python-pptx leaves out.
NOTES = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{{}}"/></p:notesMasterIdLst>'
DECORATIVE = f"""
<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">
  <adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>
</a:ext></a:extLst>
"""
# The tree that PowerPoint writes for "start automatically" and "loop until stopped": turns follow each other, what is
# in one begins together. Its second node is the sequence; where that begins, it goes on without waiting for a click.
TIMING = Template("""
{% macro target(shape) %}<p:tgtEl><p:spTgt spid="{{ shape }}"/></p:tgtEl>{% endmacro %}
{% macro begin(delay) %}<p:stCondLst><p:cond delay="{{ delay }}"/></p:stCondLst>{% endmacro %}
{% macro on(event) %}<p:cond evt="{{ event }}" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>{% endmacro %}
<p:timing {{ namespaces }}><p:tnLst><p:par><p:cTn dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par><p:cTn fill="hold">
<p:stCondLst><p:cond delay="indefinite"/><p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst>
<p:childTnLst>
{% for start, effects in turns %}
<p:par><p:cTn fill="hold">{{ begin(start) }}<p:childTnLst>
{% for act, shape, length in effects %}
<p:par><p:cTn presetID="1" presetClass="{{ "mediacall" if act == "play" else "entr" }}" presetSubtype="0" fill="hold"
 nodeType="{{ "afterEffect" if loop.first else "withEffect" }}">{{ begin(late if start else 0) }}<p:childTnLst>
{% if act == "play" %}
  <p:cmd type="call" cmd="playFrom(0.0)">
    <p:cBhvr><p:cTn dur="{{ length }}" fill="hold"/>{{ target(shape) }}</p:cBhvr>
  </p:cmd>
{% else %}
  <p:set>
    <p:cBhvr><p:cTn dur="1" fill="hold">{{ begin(0) }}</p:cTn>{{ target(shape) }}
      <p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr>
    <p:to><p:strVal val="visible"/></p:to>
  </p:set>
{% endif %}
</p:childTnLst></p:cTn></p:par>
{% endfor %}
</p:childTnLst></p:cTn></p:par>
{% endfor %}
</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>
<p:prevCondLst>{{ on("onPrev") }}</p:prevCondLst><p:nextCondLst>{{ on("onNext") }}</p:nextCondLst></p:seq>
{% for shape, loops in videos.items() %}
<p:video><p:cMediaNode vol="80000">
  <p:cTn {% if loops %}repeatCount="indefinite" {% endif %}fill="hold" display="0">{{ begin("indefinite") }}</p:cTn>
  {{ target(shape) }}
</p:cMediaNode></p:video>
{% endfor %}
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
""")

SECTIONS = Template(
    """
<p:extLst {{ namespaces | safe }}><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst {{ p14 | safe }}>
{% for title, id, pages in sections %}
<p14:section name="{{ title }}" id="{{ "{" ~ id ~ "}" }}"><p14:sldIdLst>
{% for page in pages %}<p14:sldId id="{{ page.slide_id }}"/>{% endfor %}
</p14:sldIdLst></p14:section>
{% endfor %}
</p14:sectionLst></p:ext></p:extLst>
""",
    autoescape=True,
)


@dataclass(frozen=True)
class Moment:
    """A step as a page shows it: a film that is played once; then its end, or its loop until the next key."""

    name: str
    slide: Slide
    title: str
    said: str
    recording: Recording
    step: Step

    def stretches(self, quality: Quality) -> dict[str, Stretch]:
        """The files that it needs."""
        parts = {"film": ("mp4", self.step.once), "loop": ("mp4", self.step.again), "end": ("png", (self.step.rest,))}
        return {
            part: Stretch(f"{self.name} {part}", self.recording, tuple(frames), kind, quality)
            for part, (kind, frames) in parts.items()
            if frames
        }

    def milliseconds(self, frames: Sequence[int]) -> int:
        """How long frames are shown."""
        return round(1000 * len(frames) / self.recording.fps)


def write_pptx(
    cut: Cut,
    recordings: Recordings,
    out: Path,
    *,
    size: int = 1080,
    jobs: int | None = None,
    cluster: str | None = None,
) -> list[Path]:
    """Write ``<out>/<cut>.pptx`` in the cut's first theme, with videos of ``size`` lines, and return it.

    A page plays its step when it comes up, and loops if the step does; on paper it is the step's end. Parts are
    sections; the notes are what is said and what the lecturer noted. Raises InputError where it cannot be written.
    """
    lecture, path = cut.lecture, out / f"{cut.name}.pptx"
    moments = list(_moments(cut, recordings))
    wanted = [moment.stretches(Quality.of_height(size)) for moment in moments]
    made = make_stretches([s for stretches in wanted for s in stretches.values()], jobs=jobs, cluster=cluster)
    deck = _empty_deck(cut)
    texts, films = deck.slide_layouts
    _add_page(deck, texts, cut, lecture.title, lecture.byline)
    before = _blank(moments[0].recording)
    for moment, stretches in zip(moments, wanted, strict=True):
        files = {part: str(made[stretch.name]) for part, stretch in stretches.items()}
        page = _add_page(deck, films, cut, moment.title)
        _write(page.notes_slide.notes_text_frame, f"{moment.said}\n{moment.slide.notes}".strip(), cut.language)
        _show(page, moment, files, before)
        before = files["end"]  # stands on the next page until its video begins, so that nothing flickers
    last = [lecture.licence, lecture.title, lecture.byline]
    if closing := lecture.closing:
        last = [closing.text, *filter(None, (closing.contact, closing.link)), " · ".join(last)]
    _add_page(deck, texts, cut, last[0], "\n".join(last[1:]))
    _add_sections(deck, cut, moments)
    try:
        with whole(path) as beside:
            deck.save(str(beside))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}; is it open in another program?") from error
    return [path]


def _moments(cut: Cut, recordings: Recordings) -> Iterator[Moment]:
    for slide in cut.slides:
        recording = recordings[cut.theme][slide.scene]
        steps = recording.slide(slide.id).steps
        for number, (said, step) in enumerate(zip(slide.paragraphs, steps, strict=True), 1):
            # Titles of pages must differ for who hears them.
            title = f"{slide.title} ({number}/{len(steps)})" if len(steps) > 1 else slide.title
            yield Moment(f"{slide.full_id} {number}", slide, title, said, recording, step)


def _blank(recording: Recording) -> str | IO[bytes]:
    """A picture of nothing."""
    file = BytesIO()
    Image.new("RGB", (16, 9), recording.background).save(file, format="png")
    return file


def _empty_deck(cut: Cut) -> Any:
    """A deck without pages: python-pptx's template made wide, in the theme's colours, with two layouts."""
    deck: Any = Presentation()
    layouts = list(deck.slide_layouts)
    for layout in layouts:
        if layout not in (layouts[TEXTS], layouts[FILMS]):
            deck.slide_layouts.remove(layout)
    for of in (deck.slide_master, *deck.slide_layouts):
        for place in of.element.iter(qn("a:off"), qn("a:ext")):
            for across in {"x", "cx"} & set(place.attrib):
                place.set(across, str(int(place.get(across)) * WIDTH // deck.slide_width))
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    del deck.element.sldSz.attrib["type"]

    title, subtitle = list(layouts[TEXTS].placeholders)[:2]
    _put(title, WIDTH // 14, HEIGHT // 6, WIDTH * 6 // 7, HEIGHT * 3 // 8, TITLE)
    _put(subtitle, WIDTH // 14, HEIGHT * 9 // 16, WIDTH * 6 // 7, HEIGHT // 4, SUBTITLE)
    title.element.txBody.bodyPr.set("anchor", "b")
    # The picture shows a step's title. Above the page it is read out and listed, like a hidden title of PowerPoint.
    _put(layouts[FILMS].placeholders[0], 0, -HEIGHT // 6, WIDTH, HEIGHT // 8)
    still = next(place for place in deck.notes_master.placeholders if place.placeholder_format.idx == 2)
    _put(still, still.left, still.top, still.width, still.width * HEIGHT // WIDTH)
    notes = deck.part.relate_to(deck.notes_master.part, RT.NOTES_MASTER)
    deck.element.sldMasterIdLst.addnext(parse_xml(NOTES.format(notes)))

    colours = load_palette(cut.theme)
    theme = deck.slide_master.part.part_related_by(RT.THEME)
    root = parse_xml(theme.blob)
    for entry in root.find(f".//{qn('a:clrScheme')}"):
        colour = colours[COLOURS[entry.tag.rpartition("}")[2]]]
        entry[:] = [parse_xml(f'<a:srgbClr {nsdecls("a")} val="{colour.lstrip("#")}"/>')]
    theme.blob = serialize_part_xml(root)
    properties = deck.part.part_related_by(RT.PRES_PROPS)
    root = parse_xml(properties.blob)
    root.insert(0, parse_xml(SHOW))
    properties.blob = serialize_part_xml(root)
    package = deck.part.package
    for owner, kind in ((deck.part, RT.PRINTER_SETTINGS), (package, RT.EXTENDED_PROPERTIES), (package, RT.THUMBNAIL)):
        owner.drop_rel(owner.relate_to(owner.part_related_by(kind), kind))  # they tell of the template

    about, lecture, parts = deck.core_properties, cut.lecture, dict.fromkeys(cut.titles.values())
    words = {"title": lecture.title, "author": lecture.author, "last_modified_by": lecture.author}
    words |= {"language": cut.language, "keywords": ", ".join(parts), "comments": lecture.licence}
    for key, text in words.items():
        setattr(about, key, text[:MOST])
    about.created = about.modified = datetime.now(UTC)
    return deck


def _put(place: Any, left: int, top: int, width: int, height: int, style: str = "") -> None:
    """Set where a placeholder of a layout is, and the style of its text."""
    place.left, place.top, place.width, place.height = left, top, width, height
    if style:
        place.element.txBody.find(qn("a:lstStyle"))[:] = parse_xml(f"<a:lstStyle {nsdecls('a')}>{style}</a:lstStyle>")


def _add_page(deck: Any, layout: Any, cut: Cut, *texts: str) -> Any:
    page = deck.slides.add_slide(layout)
    for place, text in zip(page.placeholders, texts, strict=True):
        _write(place.text_frame, text, cut.language)
    return page


def _write(frame: Any, text: str, language: str) -> None:
    """Put text into a frame, a paragraph a line; one that begins right-to-left is set so."""
    frame.text = text
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font._element.set("lang", language)
        strong = next((way for way in map(unicodedata.bidirectional, paragraph.text) if way in ("L", "R", "AL")), "L")
        paragraph._p.get_or_add_pPr().attrib.update({"rtl": "0"} if strong == "L" else {"algn": "r", "rtl": "1"})


def _show(page: Any, moment: Moment, files: Mapping[str, str], poster: str | IO[bytes]) -> None:
    """Put a step on a page. What stands or loops in the end lies over the film, and is hidden until that is over."""
    film = _add_movie(page, "Film", files["film"], poster) if moment.step.once else None
    if moment.step.again:
        last = _add_movie(page, "Loop", files["loop"], files["end"])
    else:
        last = page.shapes.add_picture(files["end"], 0, 0, WIDTH, HEIGHT)
        last.name = "End"
    last.element.nvPicPr.cNvPr.set("descr", "" if film else moment.slide.alt)
    then: list[tuple[str, int, int]] = []
    length = moment.milliseconds(moment.step.once)
    turns, videos = [(length, then)], {}
    if film:
        film.element.nvPicPr.cNvPr.set("descr", moment.slide.alt)
        last.element.nvPicPr.cNvPr.append(parse_xml(DECORATIVE))
        turns.insert(0, (0, [("play", film.shape_id, length)]))
        then.append(("appear", last.shape_id, 0))
        videos[film.shape_id] = False
    if moment.step.again:
        then.append(("play", last.shape_id, moment.milliseconds(moment.step.again)))
        videos[last.shape_id] = True
    timing = parse_xml(TIMING.render(namespaces=nsdecls("p"), turns=turns, videos=videos, late=LATE))
    for number, node in enumerate(timing.iter(qn("p:cTn")), 1):
        node.set("id", str(number))
    page.element.replace(page.element.find(qn("p:timing")), timing)


def _add_movie(page: Any, name: str, video: str, poster: str | IO[bytes]) -> Any:
    """Add a video as large as the page."""
    movie = page.shapes.add_movie(video, 0, 0, WIDTH, HEIGHT, poster_frame_image=poster, mime_type="video/mp4")
    movie.name = name
    named = movie.element.nvPicPr.cNvPr
    named.remove(named.find(qn("a:hlinkClick")))  # with it a click plays the video again, instead of going on
    return movie


def _add_sections(deck: Any, cut: Cut, moments: Sequence[Moment]) -> None:
    """A section for each part; the first and the last page belong to their neighbours."""
    titles = [cut.titles[moment.slide.scene] for moment in moments]
    pages = zip([titles[0], *titles, titles[-1]], deck.slides, strict=True)
    sections = [
        (title, str(uuid5(NAMESPACE_URL, f"{cut.name}/{page.slide_id}")).upper(), [page, *(page for _, page in more)])
        for title, more in groupby(pages, key=lambda pair: pair[0])
        for _, page in [next(more)]
    ]
    deck.element.append(parse_xml(SECTIONS.render(namespaces=nsdecls("p"), p14=P14, sections=sections)))

"""The handout of a cut as PDF, set with Typst: pictures as vectors with their descriptions, words that can be searched;
and a slide a page for a hall's viewer, with notes for pdfpc.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import typst

from recording.draw import svg
from recording.errors import InputError
from recording.file import Recording
from recording.keep import Recordings
from recording.whole import write_whole
from slides.outputs.font import font_folder
from slides.outputs.palette import load_palette
from slides.script import Cut, Slide, Source

TEMPLATE = Path(__file__).with_name("handout.typ")
PAPERS = {"a4": "a4", "letter": "us-letter"}  # as Typst names them
LAYOUTS = ("full", "three", "slides")
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
LACKING = re.compile(r'the (?:text|PDF contains the codepoint) `"(.+?)"`')


def write_handout(
    cut: Cut,
    recordings: Recordings,
    out: Path,
    *,
    paper: str = "a4",
    layout: str = "full",
    notes: bool = False,
    steps: bool = False,
) -> Path:
    """Write the PDF of a cut in its first theme, and return it.

    The layout ``full`` has each slide's end with all that is said, ``three`` three slides a page with lines to write
    on, ``slides`` the pictures alone, one a page. ``notes``: the lecturer's too; ``steps``: a picture for every step.
    """
    for name, choice, choices in (("paper", paper, PAPERS), ("layout", layout, LAYOUTS)):
        if choice not in choices:
            raise InputError(f"{name} {choice!r} does not exist; choose one of {', '.join(choices)}")
    told = _told(cut, recordings, layout=layout, notes=notes, steps=steps)
    _write(out, _compiled(cut, told | {"paper": PAPERS[paper]}))
    return out


def write_pdfpc(cut: Cut, recordings: Recordings, out: Path, *, steps: bool = False) -> Path:
    """Write what pdfpc (4.5 or later) shows the lecturer beside the PDF of the layout ``slides``, and return it.

    pdfpc finds it by the name: ``talk.pdfpc`` beside ``talk.pdf``. ``steps`` must be as in the PDF.
    """
    pages: list[dict[str, Any]] = []
    for number, slide in enumerate(cut.slides, 1):
        said = slide.paragraphs if steps else ("\n\n".join(slide.paragraphs),)
        for overlay, words in enumerate(said):
            note = "\n\n".join(filter(None, [words, *_paragraphs(slide.notes)]))
            pages.append({"idx": len(pages), "label": str(number), "overlay": overlay, "note": note})
    minutes = {"duration": max(1, round(cut.minutes))} if cut.minutes else {}
    # Without Markdown the notes are shown as they are written.
    head = {"pdfpcFormat": 2, **minutes, "disableMarkdown": True}
    _write(out, json.dumps(head | {"pages": pages}, ensure_ascii=False, indent=1).encode())
    return out


def _write(out: Path, content: bytes) -> None:
    try:
        write_whole(out, content)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from error


def _told(cut: Cut, recordings: Recordings, *, layout: str, notes: bool, steps: bool) -> dict[str, Any]:
    """What the template is told."""
    numbers = count(1)
    today = cut.lecture.day
    drawn = recordings[cut.theme]
    width, height = next(iter(drawn.values())).frame
    return {
        "title": cut.lecture.title,
        "author": cut.lecture.byline,
        "licence": cut.lecture.licence,
        "language": cut.language,
        "keywords": [title for title, _ in cut.parts],
        "date": [today.year, today.month, today.day],
        "day": today.isoformat(),
        "colours": dict(load_palette("light")),
        "shape": width / height,
        "layout": layout,
        "notes": notes,
        "steps": steps,
        "names": {word.lower(): cut.table.get(word, word) for word in ("Sources", "Exercise")},
        "slides": [
            {
                "number": next(numbers),
                "begins": title if slide is slides[0] else None,
                "title": slide.title,
                "source": list(_runs(slide.source, slide.cites, cut.sources)),
                "notes": _paragraphs(slide.notes) if notes else [],
                "exercises": [[one.where, one.command] for one in cut.exercises_to(slide)],
                **_drawn(cut, slide, drawn[slide.scene], layout, steps=steps),
            }
            for title, slides in cut.parts
            for slide in slides
        ],
        "reference": _reference(cut) if cut.reference else None,
        "works": list(_works(cut)),
    }


def _drawn(cut: Cut, words: Slide, recording: Recording, layout: str, *, steps: bool) -> dict[str, Any]:
    """The evidence of a slide and its pictures: the end, or that of every step.

    The script describes the end; an earlier step is described by its number, and what is said if that is not beside it.
    """
    marks = recording.slide(words.id)
    moments = [(words.paragraphs, marks.rest, words.alt)]
    if steps:
        moments = []
        for n, (said, step) in enumerate(zip(words.paragraphs, marks.steps, strict=True), 1):
            alt = f"{words.title} ({n}/{len(marks.steps)})" + (f": {said}" if layout != "full" else "")
            moments.append(((said,), step.rest, words.alt if n == len(marks.steps) else alt))
    return {
        "evidence": marks.evidence and cut.table.get(marks.evidence, marks.evidence),
        "moments": [{"said": said, "picture": svg(recording, at), "alt": alt} for said, at, alt in moments],
    }


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _reference(cut: Cut) -> dict[str, Any]:
    """The page of reference; an objection has those of its slides that are shown, by number and title."""
    page = cut.reference
    assert page
    return {
        "title": page.title,
        "about": page.about,
        "objections": [
            {
                "says": one.says,
                "answer": one.answer,
                "slides": [[number, slide.title] for number, slide in cut.at(one.shown)],
                "source": list(_runs("", one.cites, cut.sources)),
            }
            for one in page.objections
        ],
    }


def _runs(line: str, cites: Sequence[str], sources: Mapping[str, Source]) -> Iterator[dict[str, str | None]]:
    """A source line in pieces: a work that is cited has its key. Without a line it is what is cited."""
    shorts = {sources[key].short: key for key in cites}
    line = line or "; ".join(shorts)
    longest_first = sorted(shorts, key=len, reverse=True)
    for text in re.split(f"({'|'.join(map(re.escape, longest_first))})", line) if shorts else [line]:
        if text:
            yield {"text": text, "key": shorts.get(text)}


def _works(cut: Cut) -> Iterator[dict[str, Any]]:
    """The works that are cited, in full, the numbers of the slides that do, and whether the page of reference does."""
    cited: dict[str, list[int]] = {}
    for number, slide in enumerate(cut.slides, 1):
        for key in slide.cites:
            cited.setdefault(key, []).append(number)
    for source in cut.cited:
        yield {
            "key": source.key,
            "short": source.short,
            "authors": ", ".join(source.authors),
            "year": source.year,
            "title": source.title,
            "where": source.where,
            "slides": cited.get(source.key, []),
            "reference": bool(cut.reference and source.key in cut.reference.cites),
        }


def _compiled(cut: Cut, told: Mapping[str, Any]) -> bytes:
    """The PDF. What the lecture's font lacks comes from those within Typst, then from those of the machine; what none
    has is drawn as a box, and named on standard error.
    """
    lacking: list[str] = []
    ours = True
    while True:
        try:
            pdf = typst.compile(
                TEMPLATE,
                sys_inputs={"told": json.dumps({**told, "lacking": [_pattern(text) for text in lacking]})},
                font_paths=[font_folder()],
                ignore_system_fonts=ours,
                pdf_standards=STANDARDS,
            )
            break
        except typst.TypstError as error:
            found = [text for text in _lacking(error) if text not in lacking]
            if not found:
                raise InputError(f"the handout cannot be set: {error.message}") from error
            lacking += () if ours else found
            ours = False
    if lacking:
        print(f"no font here has {', '.join(_places(cut, lacking))}: a box stands for it", file=sys.stderr)
    return pdf


def _lacking(error: typst.TypstError) -> list[str]:
    """The characters that no font has, as Typst's message names them."""
    named = dict.fromkeys(LACKING.findall(error.diagnostic))
    return [re.sub(r"\\u\{(\w+)\}", lambda found: chr(int(found[1], 16)), text) for text in named]


def _pattern(text: str) -> str:
    """The text as a regular expression of Typst."""
    return "".join(f"\\x{{{ord(character):X}}}" for character in text)


def _places(cut: Cut, lacking: Sequence[str]) -> Iterator[str]:
    """Each character, and the slide on which it stands."""
    for text in lacking:
        slides = [s.full_id for s in cut.slides if any(text in words for words in (s.title, s.source, s.say, s.notes))]
        code = " ".join(f"U+{ord(character):04X}" for character in text)
        yield f"{text if text.isprintable() else ''} ({code}, {', '.join(slides) or 'lecture.toml'})".strip()

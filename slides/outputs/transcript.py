"""A descriptive transcript: what is said and what is seen, and when."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from slides.outputs.palette import load_palette
from slides.script import Cut, Source

Times = Mapping[str, Sequence[float]]  # of each slide by its full id: the seconds at which its paragraphs begin
SPECIAL = re.compile(r"[\\`*_\[\]<>#|~$&]|^[-+=]|(?<=^[0-9])[.)]")


def as_html(cut: Cut, film: str, times: Times, vtt: str) -> str:
    """A page with the film, a file beside it, whose captions it has within, and its transcript; it has no scripts."""
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("transcript.html.j2")
    return template.render(
        cut=cut,
        film=quote(film),
        captions=base64.b64encode(vtt.encode()).decode(),
        times=times,
        clock=clock,
        date=cut.lecture.day,
        palettes={theme: load_palette(theme) for theme in ("light", "dark")},
        sources=[cited(source) for source in cut.cited],
        say=partial(say, cut),
        shorts=partial(shorts, cut),
    )


def as_markdown(cut: Cut, film: str, times: Times) -> str:
    """The transcript as Markdown."""
    return "\n\n".join(_blocks(cut, quote(film), times)) + "\n"


def _blocks(cut: Cut, film: str, times: Times) -> Iterator[str]:
    lecture, number = cut.lecture, 0
    yield f"# {_plain(lecture.title)}"
    yield f"{lecture.day} · {_plain(lecture.byline)} · {_plain(lecture.licence)}"
    for part, slides in cut.parts:
        yield f"## {_plain(part)}"
        for slide in slides:
            number += 1
            yield f"### {number} {_plain(slide.title)}"
            for at, said in zip(times[slide.full_id], slide.paragraphs, strict=True):
                yield f"[{clock(at)}]({film}#t={at:.2f}) {_plain(said)}"
            yield f"**{_plain(say(cut, 'Picture'))}:** {_plain(slide.alt)}"
            if slide.source:
                yield f"*{_plain(slide.source)}*"
            for exercise in cut.exercises_to(slide):
                yield f"**{_plain(say(cut, 'Exercise'))}:** {_plain(exercise.where)} · `{exercise.command}`"
    if page := cut.reference:
        yield f"## {_plain(page.title)}"
        yield _plain(page.about)
        for objection in page.objections:
            yield f"### {_plain(objection.says)}"
            yield _plain(objection.answer)
            if shown := cut.at(objection.shown):
                starts = [(number, slide, times[slide.full_id][0]) for number, slide in shown]
                yield "\n".join(f"- [{n} {_plain(slide.title)}]({film}#t={at:.2f})" for n, slide, at in starts)
            if objection.cites:
                yield f"*{_plain(shorts(cut, objection.cites))}*"
    if sources := cut.cited:
        yield f"## {_plain(say(cut, 'Sources'))}"
        yield "\n".join(f"- {_plain(cited(source))}" for source in sources)


def say(cut: Cut, words: str) -> str:
    """Our own words in the language of the cut, where it has them."""
    return cut.table.get(words, words)


def shorts(cut: Cut, cites: Sequence[str]) -> str:
    """Works by the short forms of their keys."""
    return "; ".join(cut.sources[key].short for key in cites)


def clock(seconds: float) -> str:
    """A time as ``1:02:03``, or ``2:03`` in the first hour."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def cited(source: Source) -> str:
    """A work in full."""
    return f"{', '.join(source.authors)} ({source.year}): {source.title}. {source.where}"


def _plain(text: str) -> str:
    """Words in one line that Markdown takes for nothing else."""
    return SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))

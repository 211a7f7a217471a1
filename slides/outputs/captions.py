"""Captions of a slide from what is said on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

READING_SPEED = 15.0  # characters a second; subtitling guides allow 15 to 17 for a general audience
SHORTEST = 1.2  # seconds
LONGEST_CUE = 84  # characters: two lines of 42
WORD_JOINER = "\u2060"  # is not seen


@dataclass(frozen=True)
class Cue:
    """One caption, from ``start`` to ``end`` in seconds."""

    start: float
    end: float
    text: str


def make_cues(say: str, duration: float) -> tuple[Cue, ...]:
    """Spread what is said over the slide's duration, each cue in proportion to its length.

    A cue is never shorter than it takes to read: long words on a short animation go on while the end state stands. The
    last cue stays at least until the animation's end.
    """
    texts = [text for sentence in _sentences(say) for text in _split(sentence)]
    times = [max(SHORTEST, len(text) / READING_SPEED) for text in texts]
    stretch = max(1.0, duration / sum(times)) if times else 1.0
    cues, start = [], 0.0
    for text, time in zip(texts, times, strict=True):
        cues.append(Cue(start, start + time * stretch, text))
        start += time * stretch
    return tuple(cues)


def webvtt(cues: Sequence[Cue]) -> str:
    """The captions as a WebVTT file."""
    parts = [f"{_time(cue.start)} --> {_time(cue.end)}\n{escape(cue.text, quote=False)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *parts])


def subrip(cues: Sequence[Cue]) -> str:
    """The captions as a SubRip file, whose players would take ``<b>`` in the words for markup."""
    spans = [f"{_time(cue.start)} --> {_time(cue.end)}".replace(".", ",") for cue in cues]
    texts = [cue.text.replace("<", f"<{WORD_JOINER}") for cue in cues]
    return "\n".join(f"{n}\n{span}\n{text}\n" for n, (span, text) in enumerate(zip(spans, texts, strict=True), 1))


def _time(seconds: float) -> str:
    minutes, milliseconds = divmod(round(1000 * seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _sentences(say: str) -> list[str]:
    words = " ".join(say.split())
    return re.split(r"(?<=[.?!…]) |(?<=[.?!…][\"”’)]) ", words) if words else []


def _split(sentence: str) -> list[str]:
    """Cut a sentence into cues of about the same length, after a comma where one is near."""
    count = -(-len(sentence) // LONGEST_CUE)
    if count < 2:
        return [sentence]
    gaps = [match.start() for match in re.finditer(" ", sentence)]
    if not gaps:
        return [sentence]
    before = count // 2
    middle = len(sentence) * before / count

    def cost(gap: int) -> float:
        fits = gap <= before * LONGEST_CUE and len(sentence) - gap - 1 <= (count - before) * LONGEST_CUE
        return (
            abs(gap - middle) - (LONGEST_CUE / 4 if sentence[gap - 1] in ",;:–—" else 0) + (0 if fits else LONGEST_CUE)
        )

    cut = min(gaps, key=cost)
    return _split(sentence[:cut]) + _split(sentence[cut + 1 :])

"""The words in force: titles and sources of the scene's slides, a language's table, citations. Imports no Manim.

What is on screen stands in English in the scene, except titles and sources, which stand in the script. Another language
is a table from the English words to its own; what the table lacks stays English. ``asked`` and ``cited`` say what was
looked up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{(\w+)\}")
WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class SlideWords:
    """Title and source line of a slide, as the script has them: ``{name}`` stands for a fact of the scene."""

    title: str
    source: str = ""


_slides: Mapping[str, SlideWords] = {}
_table: Mapping[str, str] = {}
_citations: Mapping[str, str] = {}
asked: set[str] = set()
cited: set[str] = set()


def use(
    slides: Mapping[str, SlideWords] | None = None,
    table: Mapping[str, str] | None = None,
    citations: Mapping[str, str] | None = None,
) -> None:
    """Hand over a scene's slides by id, a language's words by the English ones, and citations by key."""
    global _slides, _table, _citations
    _slides, _table, _citations = slides or {}, table or {}, citations or {}
    asked.clear()
    cited.clear()


def slide(slide_id: str) -> SlideWords:
    """The words of a slide; where there are none, as with plain `manim`, its id is its title."""
    return _slides.get(slide_id) or SlideWords(slide_id)


def say(text: str, **facts: str) -> str:
    """English words in the language in force, ``{name}`` filled from the facts; space round them stays.

    Signs and single letters are the same in every language and are not looked up.
    """
    key = text.strip()
    if WORD.search(key):
        asked.add(key)
        text = text.replace(key, _table.get(key, key))
    return fill(text, facts, f"the words {key!r}") if facts else text


def cite(key: str) -> str:
    """The short form of a source, such as ``Hahn 2020``; where no sources were handed over, the key."""
    if _citations and key not in _citations:
        raise ValueError(f"there is no source {key!r}; sources.toml has {', '.join(_citations)}")
    cited.add(key)
    return _citations.get(key, key)


def fill(text: str, facts: Mapping[str, str], where: str) -> str:
    """The text with every ``{name}`` replaced by that fact. Raises ValueError that says ``where`` one is missing."""
    for name in PLACEHOLDER.findall(text):
        if name not in facts:
            known = f"it has {', '.join(facts)}" if facts else "it gives none"
            raise ValueError(f"{where}: {{{name}}} is no fact that the scene gives; {known}")
    return PLACEHOLDER.sub(lambda match: facts[match[1]], text)

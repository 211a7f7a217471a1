"""Change words in the text of a script, and leave all else as it stands: comments, order, line breaks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# A script is comments, [[slide]] and keys with text, in any of TOML's four kinds of quotes.
TOKEN = re.compile(
    r"""
    [\s\ufeff]+ | \#[^\n]*
    | (?P<entry> \[\[ [ \t]* slide [ \t]* \]\] )
    | (?P<key> \w+ | "\w+" | '\w+' ) [ \t]*=[ \t]*
      (?P<value> \"""(?:\\.|[^\\])*?"{3,5} | '''.*?'{3,5} | "(?:\\.|[^"\\])*" | '[^']*' )
    """,
    re.VERBOSE | re.DOTALL,
)
LINE_END = re.compile(r"\r?\n|\Z")


@dataclass
class _Entry:
    """Where a slide's entry begins, and where each of its values stands."""

    start: int
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return max(end for _, end in self.spans.values())


def rewrite(text: str, words: Mapping[str, Mapping[str, str]], order: Sequence[str]) -> str:
    """The text of a script with other words: by the id of a slide and the key.

    A slide that the script lacks must have all its words, and comes after those that are before it in the ``order`` of
    ids. Raises ValueError for a script that is valid TOML, but in another form than ``[[slide]]`` and ``key = "text"``.
    """
    entries = _entries(text)
    edits: list[tuple[int, int, str]] = []
    for slide, values in sorted(words.items(), key=lambda item: order.index(item[0])):
        if slide in entries:
            spans = entries[slide].spans
            edits += [
                (*spans[key], _quoted(value, text.startswith(('"""', "'''"), spans[key][0])))
                for key, value in values.items()
            ]
            continue
        lines = [f"{key} = {_quoted(value, key == 'say')}" for key, value in {"id": slide, **values}.items()]
        entry = "\n".join(["[[slide]]", *lines])
        before = [entries[known].end for known in order[: order.index(slide)] if known in entries]
        if before:
            at = next(LINE_END.finditer(text, max(before))).start()
            edits.append((at, at, f"\n\n{entry}"))
        else:
            at = min((known.start for known in entries.values()), default=0)
            edits.append((at, at, f"{entry}\n\n"))
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[at:start], new.replace("\n", "\r\n") if "\r\n" in text else new]
        at = end
    return "".join([*pieces, text[at:]]) if text else "".join(pieces)[:-1]


def _entries(text: str) -> dict[str, _Entry]:
    """The entries of a script that is valid, by the id of their slides."""
    found: list[_Entry] = []
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if not token or (token["key"] and not found):
            raise ValueError(f"line {text.count(chr(10), 0, at) + 1} is written in another form")
        if token["entry"]:
            found.append(_Entry(at))
        elif token["key"]:
            found[-1].spans[token["key"].strip("\"'")] = token.span("value")
        at = token.end()
    ids = [entry["id"] for entry in tomllib.loads(text.removeprefix("\ufeff")).get("slide", [])]
    return dict(zip(ids, found, strict=True))


def _quoted(text: str, on_lines: bool) -> str:
    """A value as TOML, on lines of its own if it has several, or is to stand so."""
    escaped = text.replace("\\", "\\\\")
    if on_lines or "\n" in text:
        return '"""\n' + escaped.replace('"""', '""\\"') + '\n"""'
    return '"' + escaped.replace('"', '\\"') + '"'

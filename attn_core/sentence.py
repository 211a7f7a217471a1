"""A sentence with the queries, keys and values of heads of a real model, read from a small JSON file.

The files in ``data/`` are written by ``invoke sentence``; each says in its ``provenance`` how it was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attn_core.attention import Array, Attention, attend

DATA = Path(__file__).parent / "data"
SPECIAL = ("[CLS]", "[SEP]")
KEYS = ("provenance", "text", "tokens", "spans", "query", "heads")


@dataclass(frozen=True)
class Sentence:
    """n tokens, [CLS] and [SEP] included, their (start, end) in the text, and heads by name, as in ``"L3H1"``.

    ``query`` is the token whose row the lecture follows. Layers and heads are counted from 0.
    """

    text: str
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    query: int
    heads: Mapping[str, tuple[Array, Array, Array]]
    provenance: Mapping[str, Any]

    @property
    def words(self) -> list[int]:
        """The tokens that stand in the text: all but [CLS] and [SEP]."""
        return [i for i, token in enumerate(self.tokens) if token not in SPECIAL]

    @property
    def model(self) -> str:
        """The model's name."""
        return str(self.provenance["model"])

    def surface(self, token: int) -> str:
        """How a token is drawn: as it stands in the text, ``##`` before a piece that goes on a word, or [CLS]."""
        start, end = self.spans[token]
        mark = "##" if self.tokens[token].startswith("##") else ""
        return mark + self.text[start:end] if end > start else self.tokens[token]

    def head(self, name: str) -> tuple[Array, Array, Array]:
        """Query, key and value of a head, ``[n, d_head]`` each. Raises KeyError that names the heads there are."""
        if name not in self.heads:
            raise KeyError(f"head {name!r} is not in the data of {self.text!r}; there are {', '.join(self.heads)}")
        return self.heads[name]

    def attend(self, name: str) -> Attention:
        """The head's attention, computed from its query, key and value."""
        return attend(*self.head(name))


@cache
def load(name: str = "sentence", folder: Path = DATA) -> Sentence:
    """Read ``data/<name>.json``. Raises ValueError that names the file and the key for data that do not fit."""
    path = folder / f"{name}.json"
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ValueError(f'{path}: {error}; make it again with `./run sentence "..."`') from error


def from_json(data: Any) -> Sentence:
    """Check the data and make arrays of them, in float32 as the model computed them."""
    if not isinstance(data, dict) or set(data) != set(KEYS):
        found = ", ".join(data) if isinstance(data, dict) else type(data).__name__
        raise ValueError(f"the keys must be {', '.join(KEYS)}, but are {found}")
    tokens, n = tuple(data["tokens"]), len(data["tokens"])
    spans = tuple((int(start), int(end)) for start, end in data["spans"])
    if len(spans) != n:
        raise ValueError(f"key 'spans' has {len(spans)} entries for {n} tokens")
    if not (isinstance(data["query"], int) and 0 <= data["query"] < n and tokens[data["query"]] not in SPECIAL):
        raise ValueError(f"key 'query' is {data['query']!r}: it must be the index of a token of the text")
    if any(not 0 <= start <= end <= len(data["text"]) for start, end in spans):
        raise ValueError("key 'spans' reaches beyond the text")
    heads = {}
    for name, parts in data["heads"].items():
        arrays = tuple(np.array(parts[part], dtype=np.float32) for part in ("query", "key", "value"))
        if any(a.ndim != 2 or len(a) != n or not np.isfinite(a).all() for a in arrays):
            raise ValueError(f"key 'heads.{name}' has shapes {[a.shape for a in arrays]} for {n} tokens")
        heads[name] = (arrays[0], arrays[1], arrays[2])
    return Sentence(data["text"], tokens, spans, data["query"], heads, data["provenance"])


def to_json(sentence: Sentence) -> str:
    """The file's text: one row of numbers a line, so that a change can be read; floats round-trip in float32."""
    heads = ",\n".join(
        f"  {json.dumps(name)}: {{\n"
        + ",\n".join(
            f'   "{part}": [\n' + ",\n".join("    " + _row(row) for row in array) + "\n   ]"
            for part, array in zip(("query", "key", "value"), arrays, strict=True)
        )
        + "\n  }"
        for name, arrays in sentence.heads.items()
    )
    fields = {
        "provenance": dict(sentence.provenance),
        "text": sentence.text,
        "tokens": list(sentence.tokens),
        "spans": [list(span) for span in sentence.spans],
        "query": sentence.query,
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "{\n" + ",\n".join(lines) + ',\n "heads": {\n' + heads + "\n }\n}\n"


def _row(row: Array) -> str:
    """A row as JSON, each number as short as float32 allows."""
    return "[" + ", ".join(str(value) for value in row.astype(np.float32)) + "]"

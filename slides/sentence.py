"""Compute the data of a sentence with the real model: ``invoke sentence "..."`` (extra ``model``)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from attn_core.sentence import DATA, Sentence, load, to_json
from experiments.encoder import PROVENANCE, load_encoder
from recording.errors import InputError
from recording.whole import write_whole

HEADS = ("L3H1", "L0H2", "L1H8", "L4H5", "L0H3")  # what the lecture shows, layers and heads from 0
MOST_TOKENS = 24  # [CLS] and [SEP] included: more cannot be read from the back row


def make_sentence(text: str, *, query: str | None = None, out: Path | None = None) -> Path:
    """Compute Q, K and V of the lecture's heads for ``text`` and write them to ``out`` (``data/sentence.json``).

    ``query`` is the word to follow: "it" unless given, else the last word. Raises InputError, and leaves the old file
    as it is, for a text that is empty, too long or no text, for a query that is not in it, and without the model.
    """
    out = out or DATA / "sentence.json"
    clean = _checked(text)
    encoder = load_encoder()
    encoded = encoder.tokens(clean)
    if len(encoded.tokens) > MOST_TOKENS:
        raise InputError(
            f"the sentence has {len(encoded.tokens)} tokens with [CLS] and [SEP]: "
            f"at most {MOST_TOKENS} fit on a slide; shorten it"
        )
    if "[UNK]" in encoded.tokens:
        start, end = encoded.offsets[encoded.tokens.index("[UNK]")]
        raise InputError(f"the model has no word piece for {clean[start:end]!r}; write the sentence without it")
    followed = _followed(clean, encoded.tokens, encoded.offsets, query)
    _, result = encoder.read(clean)
    heads = {}
    for name in HEADS:
        layer, head = (int(number) for number in name.removeprefix("L").split("H"))
        at = result.layers[layer]
        heads[name] = (at.query[head], at.key[head], at.value[head])
    provenance = PROVENANCE | {"made_by": "slides/sentence.py with attn_core/transformer.py, float32"}
    sentence = Sentence(clean, tuple(encoded.tokens), tuple(encoded.offsets), followed, heads, provenance)
    write_whole(out, to_json(sentence).encode())
    load.cache_clear()
    return out


def scripts_that_mention(old: Sentence, new: Sentence, scripts: Path) -> dict[str, list[str]]:
    """Script files that speak of words of the old sentence which the new one does not have, and the words."""
    gone = {old.surface(i) for i in old.words} - {new.surface(i) for i in new.words}
    words = sorted(word for word in gone if len(word) > 2 and word.isalpha())
    found = {}
    for path in sorted(scripts.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        if spoken := [word for word in words if re.search(rf"\b{word}\b", text)]:
            found[path.relative_to(scripts).as_posix()] = spoken
    return found


def _checked(text: object) -> str:
    if not isinstance(text, str):
        raise InputError(f"the sentence is {type(text).__name__}, not text")
    clean = " ".join(text.split())
    if not clean:
        raise InputError('the sentence is empty; give it in quotes, as in ./run sentence "The animal slept."')
    odd = [c for c in clean if unicodedata.category(c).startswith("C")]
    if odd:
        raise InputError(f"the sentence holds the control character {odd[0]!r}; give plain text")
    if not any(c.isalpha() for c in clean):
        raise InputError(f"the sentence {clean!r} has no letters; give words")
    return clean


def _followed(text: str, tokens: list[str], offsets: list[tuple[int, int]], query: str | None) -> int:
    """The token to follow: the first piece of the wanted word."""
    words: dict[str, int] = {}
    for i, (token, (start, end)) in enumerate(zip(tokens, offsets, strict=True)):
        if end > start and not token.startswith("##") and any(c.isalnum() for c in text[start:end]):
            stop = end
            while stop < len(text) and text[stop].isalnum():
                stop += 1
            words.setdefault(text[start:stop].lower(), i)
    wanted = query.lower() if query else "it" if "it" in words else list(words)[-1]
    if wanted not in words:
        raise InputError(f"the word {query!r} is not in the sentence; choose one of {', '.join(words)}")
    return words[wanted]

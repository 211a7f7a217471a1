"""A smoke run of each experiment, in seconds; what the models are made of; and the stored results."""

from __future__ import annotations

import json
from itertools import permutations

import numpy as np
import pytest

from attn_core.trained import by_bins, load

torch = pytest.importorskip("torch", reason="the extra `experiments` (PyTorch) is not installed")

from experiments.hops import HOPS  # noqa: E402
from experiments.models import Scratchpad, Transformer  # noqa: E402
from experiments.run import EXPERIMENTS, run  # noqa: E402
from experiments.words import S3, answers, words_with_ones  # noqa: E402


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_smoke_run_is_written_and_resumed(name, tmp_path):
    said: list[str] = []
    task = EXPERIMENTS[name]
    path = run(task, out=tmp_path / f"{name}.json", steps=2, seeds=1, report=said.append)
    data, trained = json.loads(path.read_text()), len(said)
    assert set(data["models"]) == {recipe.model for recipe in task.recipes}
    assert trained == len(data["models"])
    # A run that was interrupted after some seeds goes on with the others only.
    first = next(iter(data["models"]))
    kept = {model: entry for model, entry in data["models"].items() if model != first}
    path.write_text(json.dumps(data | {"models": kept}))
    run(task, out=path, steps=2, seeds=1, report=said.append)
    assert len(said) == trained + 1
    assert f"{name} {first}, seed 0" in said[-1]


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


def test_the_stored_results_are_complete():
    for name, task in EXPERIMENTS.items():
        stored = load(name)
        for recipe in task.recipes:
            assert stored[recipe.model].seeds == recipe.seeds >= 3
            assert stored[recipe.model].steps == recipe.steps


def test_stored_parity_figures_are_those_of_the_propositions():
    # E1, lengths 1-10, 11-20, 21-40, 81-200.
    bins = ((1, 10), (11, 20), (21, 40), (81, 200))
    figures = {
        "elman": (1, 1, 1, 1),
        "scratchpad": (1, 1, 1, 0.999),
        "transformer-1": (0.999, 0.821, 0.505, 0.499),
        "transformer-2": (1, 0.763, 0.487, 0.501),
        "attention-only": (0.783, 0.505, 0.493, 0.5),
    }
    for model, expected in figures.items():
        curve = load("parity")[model].curve("by_length").mean(axis=0)
        assert by_bins(curve, bins) == pytest.approx(expected, abs=0.05), model

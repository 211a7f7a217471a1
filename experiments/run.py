"""Train, test and write results: ``invoke experiment NAME``. Resumed by seed; the JSON is what scenes read.

Sources of the tasks: running products (Liu et al. 2023), pointer chasing (Sanford, Hsu, Telgarsky 2024).
"""

from __future__ import annotations

import json
import math
import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from experiments.models import Elman, Hopper, Scratchpad, Transformer
from experiments.words import GROUPS, Group, random_words, words_with_ones

RESULTS = Path(__file__).resolve().parent.parent / "attn_core" / "data" / "trained"
TRAIN_LENGTH, BATCH, CLIP, WARM_UP = 10, 64, 1.0, 100
TEST_LENGTHS, TEST_WORDS, SCRATCHPAD_LENGTH = 400, 512, 200
WORDS_PER_COUNT = 256
PLACES, HOPS = 16, 8


@dataclass(frozen=True)
class Recipe:
    """One curve: how its model is made and trained. ``seeds`` is how many runs it has."""

    model: str
    make: Callable[[], nn.Module]
    steps: int
    rate: float
    seeds: int = 3


def word_recipes(name: str) -> list[Recipe]:
    """The models of a word problem, parity or S3."""
    group = GROUPS[name].size
    rnn, pad, one_pass = {"parity": (1000, 600, 3000), "s3": (2000, 1000, 4000)}[name]
    depths, pad_layers = {"parity": ((1, 2), 1), "s3": ((2, 4), 2)}[name]
    recipes = [
        Recipe("elman", lambda: Elman(group, group), rnn, 1e-3),
        Recipe("scratchpad", lambda: Scratchpad(group, group, pad_layers), pad, 1e-3),
        *(
            Recipe(f"transformer-{depth}", lambda depth=depth: Transformer(group, group, depth), one_pass, 1e-3)
            for depth in depths
        ),
    ]
    if name == "parity":
        only = "attention residual", "mlp residual"
        recipes += [
            Recipe("attention-only", lambda: Transformer(group, group, 1, only[0]), 2000, 3e-3),
            Recipe("mlp-only", lambda: Transformer(group, group, 1, only[1]), 1000, 1e-3),
        ]
    return recipes


def hop_recipes() -> list[Recipe]:
    """Pointer chasing by depth, and at depth 2 without MLP and without residual."""
    parts = {"": "attention mlp residual", "-no-mlp": "attention residual", "-no-residual": "attention mlp"}
    kinds = [(0, ""), (1, ""), (2, ""), (3, ""), (2, "-no-mlp"), (2, "-no-residual")]
    return [
        Recipe(f"depth-{depth}{left_out}", lambda d=depth, p=parts[left_out]: Hopper(PLACES, HOPS, d, p), 3000, 2e-3)
        for depth, left_out in kinds
    ]


EXPERIMENTS: dict[str, Callable[[], list[Recipe]]] = {
    "parity": lambda: word_recipes("parity"),
    "s3": lambda: word_recipes("s3"),
    "hops": hop_recipes,
}


def run(
    name: str,
    *,
    out: Path | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    report: Callable[[str], None] = print,
) -> Path:
    """Train every model and seed of an experiment that is not in its JSON yet; write after each. Returns the JSON.

    ``steps`` and ``seeds`` cut a run down, for a smoke run.
    """
    out = out or RESULTS / f"{name}.json"
    data = _load(out, name, steps)
    recipes = EXPERIMENTS[name]()
    work = [(recipe, seed) for recipe in recipes for seed in range(min(seeds or recipe.seeds, recipe.seeds))]
    for done, (recipe, seed) in enumerate(work, start=1):
        runs = data["models"].setdefault(
            recipe.model, {"steps": steps or recipe.steps, "rate": recipe.rate, "runs": {}}
        )
        if str(seed) in runs["runs"]:
            continue
        started = time.monotonic()
        report(f"[{done}/{len(work)}] {name} {recipe.model}, seed {seed}")
        torch.manual_seed(seed)
        model = recipe.make()
        runs["parameters"] = sum(p.numel() for p in model.parameters())
        train(model, name, seed, steps or recipe.steps, recipe.rate, report)
        result = test_hops(model, seed) if name == "hops" else test_words(model, GROUPS[name], seed)
        runs["runs"][str(seed)] = result | {"seconds": round(time.monotonic() - started, 1)}
        _write(out, data)
    return out


def train(model: nn.Module, name: str, seed: int, steps: int, rate: float, report: Callable[[str], None]) -> None:
    """AdamW without decay, clipped at 1, 100 steps of warm-up, then a cosine to a tenth of the rate."""
    rng = np.random.default_rng([seed, 1])
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    model.train()
    for step in range(steps):
        loss = _loss(model, name, rng)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimiser.step()
        schedule.step()
        if step % 500 == 499:
            report(f"    step {step + 1} of {steps}, loss {loss.item():.4f}")
    model.eval()


def _rate(step: int, steps: int) -> float:
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return 0.55 + 0.45 * math.cos(math.pi * (step - WARM_UP) / max(steps - WARM_UP, 1))


def _loss(model: nn.Module, name: str, rng: np.random.Generator) -> torch.Tensor:
    if name == "hops":
        pointers, targets = random_cycles(BATCH, rng)
        return functional.cross_entropy(model(pointers).flatten(0, 2), targets.flatten())
    group = GROUPS[name]
    words = random_words(group, BATCH, TRAIN_LENGTH, rng)
    states = torch.from_numpy(group.products(words))
    letters = torch.from_numpy(words)
    said = model(letters, states) if isinstance(model, Scratchpad) else model(letters)
    return functional.cross_entropy(said.flatten(0, 1), states.flatten())


def random_cycles(count: int, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Random 16-cycles f ``[count, n]`` and f^1..f^8 of every place ``[count, n, hops]``."""
    order = rng.random((count, PLACES)).argsort(axis=1)
    f = np.empty_like(order)
    np.put_along_axis(f, order, np.roll(order, -1, axis=1), axis=1)
    reached, at = [], f
    for _ in range(HOPS):
        reached.append(at)
        at = np.take_along_axis(f, at, axis=1)
    return torch.from_numpy(f), torch.from_numpy(np.stack(reached, axis=2))


@torch.no_grad()
def answers(model: nn.Module, words: np.ndarray) -> np.ndarray:
    """The states a model says ``[batch, n]``; a scratchpad reads back its own."""
    parts = torch.from_numpy(words).split(64)
    say = model.generate if isinstance(model, Scratchpad) else lambda part: model(part).argmax(-1)
    return np.concatenate([say(part).numpy() for part in parts])


def test_words(model: nn.Module, group: Group, seed: int) -> dict[str, Any]:
    """Accuracy at every length, for parity by number of ones too, and with parts of the trained model knocked out."""
    rng = np.random.default_rng([seed, 2])
    length = SCRATCHPAD_LENGTH if isinstance(model, Scratchpad) else TEST_LENGTHS
    words = random_words(group, TEST_WORDS, length, rng)
    right = answers(model, words) == group.products(words)
    result: dict[str, Any] = {"by_length": _rounded(right.mean(axis=0))}
    if group.size == 2:
        result["by_ones"] = {}
        for n in (14, 20):
            counts = [words_with_ones(WORDS_PER_COUNT, n, ones, rng) for ones in range(n + 1)]
            last = [(answers(model, w)[:, -1] == ones % 2).mean() for ones, w in enumerate(counts)]
            result["by_ones"][str(n)] = _rounded(last)
    if isinstance(model, Transformer) and len(model.blocks) > 1:
        short = words[:, :TRAIN_LENGTH]
        result["knocked_out"] = {
            part: _rounded([(answers(model, short) == group.products(short)).mean()])[0]
            for part in ("mlp", "attention", "residual")
            for _ in _without(model.blocks, part)
        }
    return result


@torch.no_grad()
def test_hops(model: nn.Module, seed: int) -> dict[str, Any]:
    """Accuracy by number of hops, and with one layer's attention knocked out."""
    pointers, targets = random_cycles(TEST_WORDS, np.random.default_rng([seed, 2]))

    def by_hops() -> list[float]:
        return _rounded((model(pointers).argmax(-1) == targets).float().mean(dim=(0, 1)).numpy())

    result: dict[str, Any] = {"by_hops": by_hops()}
    result["without_attention_of_layer"] = [by_hops() for block in model.blocks for _ in _without([block], "attention")]
    return result


def _without(blocks: Any, part: str) -> Iterator[None]:
    """Run the body of a loop once with a part of trained blocks taken out."""
    for block in blocks:
        block.parts.discard(part)
    yield
    for block in blocks:
        block.parts.add(part)


def _rounded(values: Any) -> list[float]:
    return [round(float(v), 4) for v in values]


def _load(out: Path, name: str, steps: int | None) -> dict[str, Any]:
    """What is there already, if it was made by the same recipe; else a new beginning."""
    recipe = {
        "experiment": name,
        "train_length": TRAIN_LENGTH,
        "batch": BATCH,
        "optimiser": "AdamW, weight decay 0, gradient clipped at 1, 100 steps of warm-up, cosine to 10 %",
        "test_words": TEST_WORDS,
        "cut_to_steps": steps,
    }
    if out.is_file():
        old: dict[str, Any] = json.loads(out.read_text())
        if {key: old.get(key) for key in recipe} == recipe:
            return old
    versions = {"torch": torch.__version__, "numpy": np.__version__, "python": platform.python_version()}
    return recipe | {"versions": versions, "models": {}}


def _write(out: Path, data: dict[str, Any]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}-{os.getpid()}")
    beside.write_text(_json(data) + "\n")
    beside.replace(out)


def _json(value: Any, indent: int = 0) -> str:
    """JSON with a line a list of numbers, so that a change can be read."""
    pad = " " * (indent + 1)
    if isinstance(value, dict) and value:
        lines = [f"{pad}{json.dumps(key)}: {_json(inner, indent + 1)}" for key, inner in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return json.dumps(value)

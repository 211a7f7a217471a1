"""Train, test and write results: ``invoke experiment NAME``. Resumed by seed; the JSON is what scenes read."""

from __future__ import annotations

import hashlib
import math
import platform
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from attn_core.trained import DATA
from experiments.bus import BUS
from experiments.hops import HOPS
from experiments.models import Model
from experiments.order import ORDER, ORDER_BITS
from experiments.power import POWER
from experiments.scratchpad import SCRATCHPAD, SCRATCHPAD_S3
from experiments.store import read_back, write
from experiments.sums import SUMS
from experiments.task import BATCH, Before, Recipe, Task
from experiments.words import PARITY, S3

CLIP, WARM_UP = 1.0, 100
EXPERIMENTS: dict[str, Task] = {
    task.name: task for task in (PARITY, S3, HOPS, SUMS, POWER, BUS, SCRATCHPAD, SCRATCHPAD_S3, ORDER, ORDER_BITS)
}


def run(
    task: Task,
    *,
    out: Path | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    report: Callable[[str], None] = print,
) -> Path:
    """Train every model and seed of an experiment that is not in its JSON yet; write after each. Returns the JSON.

    ``steps`` and ``seeds`` cut a run down, for a smoke run.
    """
    torch.set_num_threads(1)  # one order of summing, so that runs repeat; models this small gain little from more
    out = out or DATA / f"{task.name}.json"
    made_by = _recipe(task, steps)
    versions = {"torch": torch.__version__, "numpy": np.__version__, "python": platform.python_version(), "threads": 1}
    data = read_back(out, made_by) or made_by | {"versions": versions, "models": {}}
    work = [(recipe, seed) for recipe in task.recipes for seed in range(min(seeds or recipe.seeds, recipe.seeds))]
    for done, (recipe, seed) in enumerate(work, start=1):
        runs = data["models"].setdefault(recipe.model, _how(recipe, steps) | {"runs": {}})
        if str(seed) in runs["runs"]:
            continue
        started = time.monotonic()
        report(f"[{done}/{len(work)}] {task.name} {recipe.model}, seed {seed}")
        torch.manual_seed(seed)
        model = recipe.make()
        if recipe.before:
            prepare(model, recipe.before, seed, steps, report)
        runs["parameters"] = sum(p.numel() for p in model.parameters())
        curves = train(model, task, seed, replace(recipe, steps=steps or recipe.steps), report)
        result = curves | task.examine(model, seed)
        runs["runs"][str(seed)] = result | {"seconds": round(time.monotonic() - started, 1)}
        write(out, data)
    return out


def prepare(model: Model, before: Before, seed: int, steps: int | None, report: Callable[[str], None]) -> None:
    """Train a model on what comes before its task, the same for all that begin so, and turn it to the task."""
    made = hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest()
    key = (before.task.name, before.steps, seed, steps, made)
    if key not in _prepared:
        recipe = Recipe("before", lambda: model, steps or before.steps, before.rate, batch=before.batch)
        train(model, before.task, seed, recipe, report)
        _prepared[key] = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(_prepared[key])
    torch.manual_seed(seed)
    model.turn_to_task()


_prepared: dict[Any, dict[str, torch.Tensor]] = {}


def train(model: Model, task: Task, seed: int, recipe: Recipe, report: Callable[[str], None]) -> dict[str, list[float]]:
    """AdamW without decay, clipped at 1, 100 steps of warm-up, then a cosine to a tenth of the rate.

    Returns the curves that the task keeps, before the first step and after each that it watches.
    """
    curves: dict[str, list[float]] = defaultdict(list)

    def watch(step: int) -> None:
        for name, value in task.watch(model, step).items():
            curves[name].append(value)

    rng = np.random.default_rng([seed, 1])
    pool = task.draw(recipe.pool, rng) if recipe.pool else None
    steps = recipe.steps
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=recipe.rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    model.train()
    for step in range(steps):
        watch(step)
        if pool:
            chosen = torch.from_numpy(rng.integers(len(pool[0]), size=recipe.batch))
            given, wanted = (part[chosen] for part in pool)
        else:
            given, wanted = task.draw(recipe.batch, rng)
        wanted = model.asked(wanted)
        loss = functional.cross_entropy(model.taught(given, wanted).flatten(0, -2), wanted.flatten())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimiser.step()
        schedule.step()
        if step % 500 == 499:
            report(f"    step {step + 1} of {steps}, loss {loss.item():.4f}")
    model.eval()
    watch(steps)
    return curves


def _rate(step: int, steps: int) -> float:
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return 0.55 + 0.45 * math.cos(math.pi * (step - WARM_UP) / max(steps - WARM_UP, 1))


def _how(recipe: Recipe, steps: int | None) -> dict[str, Any]:
    how: dict[str, Any] = {"steps": steps or recipe.steps, "rate": recipe.rate}
    if recipe.batch != BATCH:
        how["batch"] = recipe.batch
    if recipe.pool:
        how["pool"] = recipe.pool
    if recipe.before:
        how["before"] = {"task": recipe.before.task.name, "steps": steps or recipe.before.steps}
    return how


def _recipe(task: Task, steps: int | None) -> dict[str, Any]:
    return {
        "experiment": task.name,
        "train_length": task.train_length,
        "batch": BATCH,
        "optimiser": "AdamW, weight decay 0, gradient clipped at 1, 100 steps of warm-up, cosine to 10 %",
        "test_words": task.test_inputs,
        "cut_to_steps": steps,
    }

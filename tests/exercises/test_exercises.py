"""Exercises: solutions pass, gaps do not, and what people get wrong is answered with the hint that helps."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "exercises"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def root(x: Any) -> Any:
    return np.sqrt(x.shape[1])


def plain_softmax(scores: Any) -> Any:
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def stable_softmax(scores: Any) -> Any:
    return plain_softmax(scores - scores.max(axis=1, keepdims=True))


def masked(scores: Any, mask: Any) -> Any:
    return stable_softmax(np.where(mask, scores, -np.inf))


def lower(scores: Any, k: int = 0) -> Any:
    return np.tril(np.ones_like(scores, bool), k)


def weights_for(point: Any, values: Any) -> Any:
    weights = solved(point, values)
    return None if weights.min() < -1e-9 else weights


def solved(point: Any, values: Any) -> Any:
    return np.linalg.solve(np.vstack([values.T, np.ones(3)]), [*point, 1])


def clipped(point: Any, values: Any) -> Any:
    weights = np.maximum(solved(point, values), 0)
    return weights / weights.sum()


def by_distance(point: Any, values: Any) -> Any:
    near = 1 / (np.linalg.norm(values - point, axis=1) + 1e-9)
    return near / near.sum()


def looking(n: int, shift: Callable[[Any], Any], sharp: float = 20) -> tuple[Any, Any]:
    keys = np.eye(n)
    return sharp * np.sqrt(n) * keys[shift(np.arange(n))], keys


def scan(matrices: Any, *, swapped: bool = False, first: int = 1, grow: Callable[[int], int] = lambda d: 2 * d) -> Any:
    found, distance = matrices.copy(), first
    while distance < len(found):
        left, right = found[:-distance].copy(), found[distance:].copy()
        found[distance:] = right @ left if swapped else left @ right
        distance = grow(distance)
    return found


def one_by_one(matrices: Any) -> Any:
    found = matrices.copy()
    for i in range(1, len(found)):
        found[i] = found[i - 1] @ found[i]
    return found


def always_its_neighbour(matrices: Any) -> Any:
    found = matrices.copy()
    for _ in range(int(np.ceil(np.log2(len(found))))):
        found[1:] = found[:-1].copy() @ found[1:].copy()
    return found


def grown(parents: Any, start: Callable[[Any], Any] = lambda p: p, rounds: int | None = None, keep: bool = True) -> Any:
    known = start(parents)
    for _ in range(len(parents) if rounds is None else rounds):
        new = known.astype(int) @ parents.astype(int) > 0
        known = known | new if keep else new
    return known


SOLUTIONS: dict[str, Callable[..., Any]] = {
    "similarity": lambda q, k: q @ k.T / root(q),
    "softmax": stable_softmax,
    "formula": lambda s: masked(s, lower(s)),
    "mixing": weights_for,
    "order": lambda n: looking(n, lambda i: np.maximum(i - 1, 0)),
    "limits": lambda: np.array([[-9.95], [0.05]]),
    "parity": lambda mean, n: round(mean * n) % 2,
    "memory": lambda m, k, v, beta: m + beta * np.outer(v - m @ k, k),
    "rules": scan,
    "relations": grown,
}

# What people get wrong, and words of the hint that they need.
WRONG: list[tuple[str, Callable[..., Any], str]] = [
    ("similarity", lambda q, k: q @ k.T, "not scaled"),
    ("similarity", lambda q, k: q @ k.T / q.shape[1], "like the root of d, not like d"),
    ("similarity", lambda q, k: k @ q.T / root(q), "the other way round"),
    ("similarity", lambda q, k: q @ k.T / np.sqrt(len(k)), "width of a vector"),
    ("softmax", plain_softmax, "overflows"),
    ("softmax", lambda s: np.exp(s) / np.exp(s).sum(axis=0), "columns sum to one"),
    ("softmax", lambda s: np.exp(s) / np.exp(s).sum(), "Each row has a one of its own"),
    ("softmax", lambda s: s / s.sum(axis=1, keepdims=True), "Where is the exponential"),
    ("formula", lambda s: stable_softmax(s) * lower(s), "you masked after softmax"),
    ("formula", lambda s: masked(s, lower(s, -1)), "sees nobody"),
    ("formula", lambda s: masked(s, lower(s).T), "the other triangle"),
    ("formula", lambda s: stable_softmax(np.where(lower(s), s, 0)), "A score of zero is a score"),
    ("mixing", solved, "a negative weight"),
    ("mixing", clipped, "clipping them leads elsewhere"),
    ("mixing", by_distance, "Distances are no weights"),
    ("mixing", lambda p, v: np.linalg.lstsq(v.T, p, rcond=None)[0], "the third equation"),
    ("mixing", lambda p, v: None if solved(p, v).min() <= 0 else solved(p, v), "a weight of zero is allowed"),
    ("order", lambda n: looking(n, lambda i: i), "looks at itself"),
    ("order", lambda n: looking(n, lambda i: np.minimum(i + 1, n - 1)), "looks ahead"),
    ("order", lambda n: looking(n, lambda i: i - 1), "around the corner"),
    ("order", lambda n: looking(n, lambda i: np.maximum(i - 1, 0), 2), "Right place, but only"),
    ("order", lambda n: (np.ones((n, 2)), np.ones((n, 2))), "Keys must say where they stand"),
    ("limits", lambda: np.array([[1.0], [1.0]]), "Two equal words"),
    ("limits", lambda: np.array([[-9.0], [9.0]]), "a lookup does not change"),
    ("limits", lambda: np.array([[0.0], [1.0]]), "it is there"),
    ("limits", lambda: np.array([[0.0], [40.0]]), "beyond 10"),
    ("parity", lambda mean, n: int(mean > 0.5), "One threshold"),
    ("parity", lambda mean, n: int(mean * n) % 2, "Round to the nearest"),
    ("parity", lambda mean, n: (round(mean * n) + 1) % 2, "exchanged"),
    ("parity", lambda mean, n: mean * n, "0 or 1"),
    ("memory", lambda m, k, v, beta: m + beta * np.outer(v, k), "pile up"),
    ("memory", lambda m, k, v, beta: (1 - beta) * m + beta * np.outer(v, k), "Another key lost its value"),
    ("memory", lambda m, k, v, beta: m + np.outer(v - m @ k, k), "Beta weighs both"),
    ("memory", lambda m, k, v, beta: m - np.outer(m @ k, k) + beta * np.outer(v, k), "Beta weighs both"),
    ("rules", lambda m: scan(m, swapped=True), "does not commute"),
    ("rules", always_its_neighbour, "further away"),
    ("rules", one_by_one, "too many for a scan"),
    ("relations", lambda p: p, "Only the parents"),
    ("relations", lambda p: grown(p, rounds=1), "one step"),
    ("relations", lambda p: grown(p, start=lambda q: q | np.eye(len(q), dtype=bool)), "not from the identity"),
    ("relations", lambda p: grown(p, rounds=1, keep=False), "The parents themselves are lost"),
]


def check(name: str, *answer: Callable[..., Any]) -> str | None:
    hint: str | None = importlib.import_module(f"exercises.{name}").check(*answer)
    return hint


def test_there_are_ten_each_to_a_scene():
    assert len(NAMES) == 10
    assert set(NAMES) == set(SOLUTIONS)
    for name in NAMES:
        assert (FOLDER.parent / "scenes" / f"{name}.py").is_file()
        assert (importlib.import_module(f"exercises.{name}").__doc__ or "").startswith(f"To the scene `{name}`: ")


@pytest.mark.parametrize("name", NAMES)
def test_a_right_solution_passes(name):
    assert check(name, SOLUTIONS[name]) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_gap_is_told_as_a_gap(name):
    assert "gap is still empty" in (check(name) or "")


@pytest.mark.parametrize(("name", "answer", "hint"), WRONG, ids=[f"{name}-{hint}" for name, _, hint in WRONG])
def test_a_known_mistake_gets_the_hint_that_helps(name, answer, hint):
    assert hint in (check(name, answer) or "")


@pytest.mark.parametrize("name", NAMES)
def test_at_least_three_mistakes_are_known(name):
    assert sum(of == name for of, _, _ in WRONG) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_file_stands_on_its_own(name, tmp_path):
    (tmp_path / "mine.py").write_bytes((FOLDER / f"{name}.py").read_bytes())
    done = subprocess.run([sys.executable, "mine.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "gap is still empty" in done.stdout

"""What an experiment is: a task, and the models that are trained on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from torch import Tensor

from experiments.models import Block, Model

TRAIN_LENGTH = 10
TEST_WORDS = 512


BATCH = 64


@dataclass(frozen=True)
class Recipe:
    """One curve: how its model is made and trained.

    ``seeds`` is how many runs it has. It sees fresh inputs, or is shown the same ``pool`` of so many again and again.
    ``before`` is another task that it is trained on first; after that it calls the model's ``turn_to_task``.
    """

    model: str
    make: Callable[[], Model]
    steps: int
    rate: float
    seeds: int = 3
    batch: int = BATCH
    pool: int | None = None
    before: Before | None = None


@dataclass(frozen=True)
class Before:
    """What a model is trained on first, always on fresh inputs."""

    task: Task
    steps: int
    rate: float
    batch: int = BATCH


class Task(Protocol):
    """What ``run`` needs to know of an experiment."""

    @property
    def name(self) -> str:
        """Its name on the command line and of its JSON."""
        ...

    @property
    def recipes(self) -> Sequence[Recipe]:
        """The models that are compared."""
        ...

    @property
    def train_length(self) -> int:
        """Tokens of an input in training."""
        ...

    @property
    def test_inputs(self) -> int:
        """How many inputs are asked after training."""
        ...

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Fresh inputs to train on ``[count, ...]``, and what is to be said of each."""
        ...

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """A point of each curve that is kept of the training, after so many steps; most keep none."""
        ...

    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """What is stored of a trained model, measured on inputs that the seed draws."""
        ...


@contextmanager
def without(blocks: Iterable[Block], part: str) -> Iterator[None]:
    """Take a part out of trained blocks for a while."""
    blocks = tuple(blocks)
    for block in blocks:
        block.parts.discard(part)
    try:
        yield
    finally:
        for block in blocks:
            block.parts.add(part)


def rounded(values: Any) -> list[float]:
    """Shares as they are stored."""
    return [round(float(v), 4) for v in values]

"""One frozen bus, many programs: attention that was trained to fetch a value, and what is made of it (E10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from experiments.models import HEADS, WIDTH, Model
from experiments.pointed import BATCH, PLACES, TEST_INPUTS, VALUES, Stream, asked_of, draw, found
from experiments.task import Before, Recipe, rounded

STEPS, RATE = 800, 2e-3
PROGRAMS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "sum": lambda a, b: (a + b) % VALUES,
    "max": torch.maximum,
    "equal": lambda a, b: (a == b).long(),
    "product": lambda a, b: a * b % VALUES,
    "difference": lambda a, b: (a - b).abs(),
    "greater": lambda a, b: (a > b).long(),
}
COPY = "copy"
ASKED = (COPY, *PROGRAMS)


class Bus(Stream):
    """One attention layer, and a read-out of its stream: ``[batch, places, 2] -> [batch, places, values]``.

    It is asked for one ``program``; in training before, for a copy of the value that it is to fetch. Then all but a new
    read-out, linear or an ``mlp``, is frozen.
    """

    def __init__(self, program: str, mlp: bool) -> None:
        super().__init__(1, "attention residual")
        self.program, self.mlp = program, mlp
        self.now, self.read = COPY, nn.Linear(WIDTH, VALUES)

    def forward(self, given: Tensor) -> Tensor:
        return self.read(self.stream(given))

    def asked(self, answers: Tensor) -> Tensor:
        return answers[..., ASKED.index(self.now)]

    def turn_to_task(self) -> None:
        self.requires_grad_(False)
        self.now = self.program
        wide = 4 * WIDTH
        read = nn.Sequential(nn.Linear(WIDTH, wide), nn.GELU(), nn.Linear(wide, VALUES))
        self.read = read if self.mlp else nn.Linear(WIDTH, VALUES)

    def weights(self, given: Tensor) -> Tensor:
        """Whom each place looks at, ``[batch, heads, places, places]``."""
        [block] = self.blocks
        into = block.into_heads(block.norm_attention(self.tokens(given)))
        q, k, _ = into.unflatten(-1, (3, HEADS, WIDTH // HEADS)).permute(2, 0, 3, 1, 4)
        return (q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5).softmax(-1)


class Together(Bus):
    """The same attention and a linear read-out, trained end to end for its program from the beginning.

    ``bare``: without the norms, so that nothing but attention is not linear.
    """

    def __init__(self, program: str, bare: bool = False) -> None:
        super().__init__(program, mlp=False)
        self.now = program
        if bare:
            [block] = self.blocks
            block.norm_attention = self.norm = nn.Identity()


@dataclass(frozen=True)
class Programs:
    """Every token has a = v_i and is to fetch b = v_f(i); answers are b, and what each program says of both."""

    name: str
    recipes: tuple[Recipe, ...] = ()
    train_length: int = PLACES
    test_inputs: int = TEST_INPUTS

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Tokens ``[count, places, 2]`` and answers ``[count, places, asked]``."""
        return self._with_answers(draw(count, rng))

    def _with_answers(self, given: Tensor) -> tuple[Tensor, Tensor]:
        a, b = given[..., 1], found(given)
        return given, torch.stack([b, *(program(a, b) for program in PROGRAMS.values())], dim=-1)

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """Nothing is noted in training."""
        return {}

    @torch.no_grad()
    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """Accuracy, that of always giving the commonest answer, and the mean weight on f(i).

        Of the first hundred places asked, the verdicts; of the first input, tokens, weights (mean of heads), answers.
        """
        assert isinstance(model, Bus)
        given, answers = self._with_answers(asked_of(seed))
        wanted = model.asked(answers)
        right = model.answer(given) == wanted
        weights = model.weights(given)
        at_target = weights.gather(3, given[..., 0][:, None, :, None].expand(-1, HEADS, -1, 1))
        common = wanted.flatten().bincount().max() / wanted.numel()
        shares = rounded([right.double().mean(), common, at_target.mean()])
        example = {
            "numbers": VALUES,
            "pointers": given[0, :, 0].tolist(),
            "values": given[0, :, 1].tolist(),
            "weights": [rounded(row) for row in weights[0].mean(dim=0)],
            "said": model.answer(given[:1])[0].tolist(),
        }
        verdicts = [int(yes) for yes in right.flatten()[:100]]
        return dict(zip(("right", "commonest", "weight"), shares, strict=True)) | {
            "first": verdicts,
            "example": example,
        }


FETCH = Programs("fetch")
BEFORE = Before(FETCH, STEPS, RATE, BATCH)


def _recipe(name: str, make: Callable[[], Model], before: Before | None = BEFORE) -> Recipe:
    return Recipe(name, make, STEPS, RATE, batch=BATCH, before=before)


BUS = Programs(
    "bus",
    (
        *(_recipe(program, partial(Bus, program, True)) for program in PROGRAMS),
        *(_recipe(f"{program}-linear", partial(Bus, program, False)) for program in (*PROGRAMS, COPY)),
        *(_recipe(f"{program}-together", partial(Together, program), None) for program in PROGRAMS),
        *(_recipe(f"{program}-bare", partial(Together, program, True), None) for program in PROGRAMS),
    ),
)

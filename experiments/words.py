"""Word problems: say the running product of letters that are elements of a group (Liu et al. 2023). Parity and S3."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from attn_core.groups import compose, symmetric_group
from attn_core.soft_automaton import running_products
from experiments.models import RECENCY, Elman, Model, Scratchpad, Transformer
from experiments.task import TEST_WORDS, TRAIN_LENGTH, Recipe, rounded, without

TEST_LENGTH, SCRATCHPAD_LENGTH = 400, 200  # a scratchpad is asked letter by letter, which takes long
COUNTED_LENGTHS, WORDS_PER_COUNT = (14, 20), 256


@dataclass(frozen=True)
class WordProblem:
    """Words over a group. ``table[a, b]`` is the product a b; the letters are its elements, 0 the identity."""

    name: str
    table: np.ndarray
    recipes: tuple[Recipe, ...]
    train_length: int = TRAIN_LENGTH
    test_inputs: int = TEST_WORDS

    @property
    def letters(self) -> int:
        """Number of letters, which is that of the states too."""
        return len(self.table)

    def words(self, count: int, length: int, rng: np.random.Generator) -> np.ndarray:
        """Uniformly random words ``[count, length]``."""
        return rng.integers(self.letters, size=(count, length))

    def states(self, words: np.ndarray) -> np.ndarray:
        """Running products ``[count, length]``: s_t = s_{t-1} x_t."""
        return running_products(self.table, words)

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Words of the one length that is trained on, and their states at every letter."""
        words = self.words(count, TRAIN_LENGTH, rng)
        return torch.from_numpy(words), torch.from_numpy(self.states(words))

    def watch(self, model: Model, step: int) -> dict[str, float]:
        """Nothing is noted in training."""
        return {}

    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """Accuracy at every length, and with parts of the model knocked out; of two letters by number of ones too.

        With that goes the share that was called odd.
        """
        rng = np.random.default_rng([seed, 2])
        words = self.words(TEST_WORDS, SCRATCHPAD_LENGTH if isinstance(model, Scratchpad) else TEST_LENGTH, rng)
        right = answers(model, words) == self.states(words)
        result: dict[str, Any] = {"by_length": rounded(right.mean(axis=0))}
        if self.letters == 2:
            result["by_ones"], result["said_odd"] = {}, {}
            for n in COUNTED_LENGTHS:
                said, parity = last_answers_by_ones(model, n, rng), np.arange(n + 1)[:, None] % 2
                result["by_ones"][str(n)] = rounded((said == parity).mean(axis=1))
                result["said_odd"][str(n)] = rounded(said.mean(axis=1))
        if isinstance(model, Transformer) and len(model.blocks) > 1:
            result["knocked_out"] = {}
            short = words[:, :TRAIN_LENGTH]
            for part in ("mlp", "attention", "residual"):
                with without(model.blocks, part):
                    [result["knocked_out"][part]] = rounded([(answers(model, short) == self.states(short)).mean()])
        return result


@torch.no_grad()
def answers(model: Model, words: np.ndarray) -> np.ndarray:
    """The states that a model says ``[count, length]``, in batches that fit into memory."""
    return np.concatenate([model.answer(part).numpy() for part in torch.from_numpy(words).split(64)])


def last_answers_by_ones(model: Model, length: int, rng: np.random.Generator) -> np.ndarray:
    """The parity said after the last of ``length`` bits, for words with 0, 1, ... ones: ``[length + 1, words]``."""
    words = [words_with_ones(WORDS_PER_COUNT, length, ones, rng) for ones in range(length + 1)]
    return np.stack([answers(model, w)[:, -1] for w in words])


def words_with_ones(count: int, length: int, ones: int, rng: np.random.Generator) -> np.ndarray:
    """Random words of bits ``[count, length]`` with exactly so many ones."""
    order = rng.random((count, length)).argsort(axis=1)
    return (order < ones).astype(np.int64)


def _table(n: int) -> np.ndarray:
    """Products of the permutations of n things; a b moves by b first, as maps are composed."""
    group = symmetric_group(n)
    index = {g: i for i, g in enumerate(group)}
    return np.array([[index[compose(b, a)] for b in group] for a in group])


PARITY = WordProblem(
    "parity",
    _table(2),
    (
        Recipe("elman", partial(Elman, 2, 2), 1000, 1e-3),
        Recipe("scratchpad", partial(Scratchpad, 2, 2, 1), 600, 1e-3),
        Recipe("transformer-1", partial(Transformer, 2, 2, 1), 3000, 1e-3),
        Recipe("transformer-2", partial(Transformer, 2, 2, 2), 3000, 1e-3),
        Recipe("attention-only", partial(Transformer, 2, 2, 1, "attention residual"), 2000, 3e-3),
        Recipe("mlp-only", partial(Transformer, 2, 2, 1, "mlp residual"), 1000, 1e-3),
        # Which of the two makes the scratchpad work, the state in the text or the look at what is near?
        Recipe("scratchpad-no-recency", partial(Scratchpad, 2, 2, 1, slopes=None), 600, 1e-3),
        Recipe("scratchpad-no-recency-3000", partial(Scratchpad, 2, 2, 1, slopes=None), 3000, 1e-3),
        Recipe("transformer-2-recency", partial(Transformer, 2, 2, 2, slopes=RECENCY), 3000, 1e-3),
    ),
)
S3 = WordProblem(
    "s3",
    _table(3),
    (
        Recipe("elman", partial(Elman, 6, 6), 2000, 1e-3),
        Recipe("scratchpad", partial(Scratchpad, 6, 6, 2), 1000, 1e-3),
        Recipe("transformer-2", partial(Transformer, 6, 6, 2), 4000, 1e-3),
        Recipe("transformer-4", partial(Transformer, 6, 6, 4), 4000, 1e-3),
    ),
)

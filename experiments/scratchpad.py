"""One lie in the scratchpad: a state is written wrong once, and the net goes on from it (E11)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch

from experiments.models import Model, Scratchpad
from experiments.task import Recipe, rounded
from experiments.words import PARITY, S3, WordProblem

LENGTH, LIE_AT, WORDS = 60, 30, 512  # letters are counted from 1; the state after the thirtieth is the lie


@dataclass(frozen=True)
class Lie(WordProblem):
    """A word problem whose scratchpad is examined with a lie in it: another state, drawn at random, stands there."""

    test_inputs: int = WORDS

    def examine(self, model: Model, seed: int) -> dict[str, Any]:
        """By letter, with the lie: the share that is still true, and that agrees with an automaton restarted from it.

        ``without`` is the share that is true where nobody lies; ``first`` what is said of one word with the lie.
        """
        assert isinstance(model, Scratchpad)
        rng = np.random.default_rng([seed, 3])
        words = self.words(WORDS, LENGTH, rng)
        true = self.states(words)
        lie = (true[:, LIE_AT - 1] + rng.integers(1, self.letters, size=WORDS)) % self.letters
        given = torch.from_numpy(words)
        with torch.no_grad():
            honest = model.answer(given).numpy()
            said = model.answer(given, lie=(LIE_AT - 1, torch.from_numpy(lie))).numpy()
        restarted = said[:, :LIE_AT].copy()
        restarted[:, -1] = lie
        for t in range(LIE_AT, LENGTH):
            restarted = np.column_stack([restarted, self.table[restarted[:, -1], words[:, t]]])
        return {
            "lie_at": LIE_AT,
            "without": rounded((honest == true).mean(axis=0)),
            "true": rounded((said == true).mean(axis=0)),
            "restarted": rounded((said == restarted).mean(axis=0)),
            "first": {"word": words[0].tolist(), "said": said[0].tolist()},
        }


def _recipe(name: str, letters: int, layers: int, steps: int, **more: Any) -> Recipe:
    return Recipe(name, partial(Scratchpad, letters, letters, layers, **more), steps, 1e-3)


SCRATCHPAD = Lie(
    "scratchpad", PARITY.table, (_recipe("scratchpad", 2, 1, 600), _recipe("no-recency", 2, 1, 600, slopes=None))
)
SCRATCHPAD_S3 = Lie("scratchpad-s3", S3.table, (_recipe("scratchpad", 6, 2, 1000),))

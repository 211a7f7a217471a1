"""Facts that the real encoder finds for a question, as they were measured: the right name, the right role (E14)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from attn_core.attention import Array
from attn_core.measured import DATA, load

ABOVE, BELOW = 0, 1  # the two questions about a name: who stands above it, and who below


@dataclass(frozen=True)
class Wording:
    """One way to say that a stands above b, and to ask for it in both directions.

    Names stand in a row, each above the next; fact i is about the names i and i + 1, and asked are the names between
    the first and the last. ``nearest[question, row, name]`` is the fact whose vector is nearest to the question's; of
    the first ``row`` there are all similarities ``[question, name, fact]``, and for each question how often a fact of
    it is nearer to its own question than the same fact with its names swapped.
    """

    fact: str
    questions: tuple[str, str]
    row: tuple[str, ...]
    nearest: Array
    similar: Array
    swapped: tuple[float, float]

    @property
    def wanted(self) -> Array:
        """The fact that answers a question ``[question, 1, name]``: the one above the name, or the one below."""
        inner = np.arange(1, len(self.row) - 1)
        return np.asarray(np.stack([inner - 1, inner])[:, None])

    @property
    def right(self) -> Array:
        """Whether the nearest fact answers the question: ``[question, row, name]``."""
        return np.asarray(self.nearest == self.wanted)

    @property
    def names_it(self) -> Array:
        """Whether the nearest fact names whom the question is about: ``[question, row, name]``."""
        return np.asarray((self.nearest == self.wanted[:1]) | (self.nearest == self.wanted[1:]))

    @property
    def unmoved(self) -> Array:
        """Whether both questions have the same nearest fact: ``[row, name]``."""
        return np.asarray(self.nearest[ABOVE] == self.nearest[BELOW])

    def over_hops(self, question: int, hops: int) -> float:
        """The share of so many hops in a row that are all right: asked on with each answer, all names inner ones.

        Who reads the other name off a wrong fact walks back, who reads the same one stays: both miss.
        """
        windows = np.lib.stride_tricks.sliding_window_view(self.right[question], hops, axis=1)
        return float(windows.all(axis=-1).mean())


@cache
def load_roles(folder: Path = DATA) -> dict[str, Wording]:
    """All wordings by name. Raises ValueError as `measured.load`."""
    return {
        name: Wording(
            part["fact"],
            tuple(part["questions"]),
            tuple(part["row"]),
            np.array(part["nearest"]),
            np.array(part["similar"]),
            tuple(part["swapped"]),
        )
        for name, part in load("roles", folder).items()
    }

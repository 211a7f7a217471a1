"""Who, and who does what to whom: facts found by the real encoder's sentence vectors (ROLES.md; E14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.encoder import Encoder

NAMES = (
    "Anna", "Ben", "Carl", "Dora", "Emma", "Frank", "Grace", "Henry",
    "Ivan", "Julia", "Kate", "Leo", "Maria", "Nina", "Oscar", "Paul",
)  # fmt: skip
CHAINS, SEED = 10, 0
# A fact: {a} stands above {b}. Two questions about {x}: who stands above, and who below.
WORDINGS: dict[str, tuple[str, str, str]] = {
    "manager": ("{a} is the manager of {b}.", "Who is the manager of {x}?", "Who has {x} as manager?"),
    "manages": ("{a} manages {b}.", "Who manages {x}?", "Who does {x} manage?"),
    "boss": ("{a} is the boss of {b}.", "Who is the boss of {x}?", "Who has {x} as boss?"),
    "parent": ("{a} is the parent of {b}.", "Who is the parent of {x}?", "Who has {x} as parent?"),
    "teacher": ("{a} is the teacher of {b}.", "Who is the teacher of {x}?", "Who has {x} as teacher?"),
    "reports": ("{b} reports to {a}.", "Who does {x} report to?", "Who reports to {x}?"),
    "possessive": ("{b}'s manager is {a}.", "Who is {x}'s manager?", "Whose manager is {x}?"),
    "taught": ("{b} was taught by {a}.", "Who taught {x}?", "Who was taught by {x}?"),
}


def chains() -> list[list[str]]:
    """All names in a row, each above the next: ten random orders."""
    rng = np.random.default_rng(SEED)
    return [[NAMES[i] for i in rng.permutation(len(NAMES))] for _ in range(CHAINS)]


def vector(encoder: Encoder, text: str) -> np.ndarray:
    """The sentence vector as the model's card says: the mean of the last layer's states, of length 1."""
    mean = encoder.read(text)[1].output.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


@dataclass(frozen=True)
class Roles:
    """Per wording, chain and inner name: the fact nearest to each question; and one chain's similarities in full."""

    name: str = "roles"
    recipe: Mapping[str, Any] = field(
        default_factory=lambda: {
            "names": list(NAMES), "wordings": {key: list(texts) for key, texts in WORDINGS.items()}, "chains": chains(),
        }
    )  # fmt: skip
    parts: Sequence[str] = tuple(WORDINGS)
    reads_encoder = True

    def measure(self, part: str, encoder: Encoder) -> Any:
        """``nearest[question][chain][x]`` is a fact's place in its chain; fact i has the names i and i + 1."""
        fact, *questions = WORDINGS[part]
        nearest: list[list[list[int]]] = [[], []]
        shown = None
        for chain in chains():
            facts = np.stack([vector(encoder, fact.format(a=a, b=b)) for a, b in pairwise(chain)])
            asked = [np.stack([vector(encoder, q.format(x=x)) for x in chain[1:-1]]) for q in questions]
            similar = [vectors @ facts.T for vectors in asked]
            for found, table in zip(nearest, similar, strict=True):
                found.append(table.argmax(axis=1).tolist())
            if shown is None:
                shown = np.round(np.asarray(similar, dtype=float), 4).tolist()
        row = chains()[0]
        swapped = [self.swapped(encoder, fact, question, of) for question, of in zip(questions, (1, 0), strict=True)]
        return {
            "swapped": swapped,
            "fact": fact,
            "questions": questions,
            "row": row,
            "nearest": nearest,
            "similar": shown,
        }

    @staticmethod
    def swapped(encoder: Encoder, fact: str, question: str, of: int) -> float:
        """How often a fact is nearer to the question it answers than the same fact with its two names swapped.

        Of all neighbours in the first chain; the question is about name ``of`` of the fact.
        """
        right = []
        for a, b in pairwise(chains()[0]):
            true, turned = (vector(encoder, fact.format(a=x, b=y)) for x, y in ((a, b), (b, a)))
            asked = vector(encoder, question.format(x=(a, b)[of]))
            right.append(float(asked @ true) > float(asked @ turned))
        return round(float(np.mean(right)), 4)

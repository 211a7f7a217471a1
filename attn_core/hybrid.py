"""Attention retrieves, rules chain: hops over noisy facts by five routes (`PROPOSITIONS.md`, E5).

n entities are random unit vectors; facts parent(e_i, e_{i+1}) are stored as noisy key and value pairs. What chaining
answers is only as good as what was retrieved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attn_core.attention import Array, Attention, attend
from attn_core.rules import Atom, chain, closure_rules

ROUTES = ("retrieve once", "soft iteration", "snap each hop", "chain extracted facts", "hard iteration")


@dataclass(frozen=True)
class Facts:
    """Entities ``[n, d]``, and the noisy keys and values ``[n - 1, d]`` of "the parent of e_i is e_{i+1}"."""

    entities: Array
    keys: Array
    values: Array
    beta: float

    def look(self, query: Array) -> Attention:
        """One soft attention over the facts: a query ``[d]`` gives weights ``[1, n - 1]`` and an output ``[1, d]``."""
        return attend(query[None], self.keys, self.values, scale=self.beta)

    def retrieve(self, query: Array) -> Array:
        """What one soft attention brings: ``[d] -> [d]``."""
        return np.asarray(self.look(query).output[0])

    def ask(self, entity: int) -> int:
        """Who is above an entity, as a symbol: one look with its own vector, snapped."""
        return self.snap(self.retrieve(self.entities[entity]))

    def snap(self, vector: Array) -> int:
        """The entity that a vector is most similar to."""
        return int(np.argmax(self.entities @ vector))


def noisy_facts(n: int, width: int, noise: float, beta: float, rng: np.random.Generator) -> Facts:
    """Noise is added to keys and values as a vector of length about ``noise``, spread over all dimensions."""
    entities = rng.normal(size=(n, width))
    entities /= np.linalg.norm(entities, axis=1, keepdims=True)

    def spoiled(x: Array) -> Array:
        return np.asarray(x + noise * rng.normal(size=x.shape) / np.sqrt(width))

    return Facts(entities, spoiled(entities[:-1]), spoiled(entities[1:]), beta)


def retrieve_once(facts: Facts, start: int, hops: int) -> int:
    """Ask once, however many hops are wanted."""
    return facts.ask(start)


def soft_iteration(facts: Facts, start: int, hops: int) -> int:
    """Feed the soft answer back as the next query."""
    vector = facts.entities[start]
    for _ in range(hops):
        vector = facts.retrieve(vector)
    return facts.snap(vector)


def hard_iteration(facts: Facts, start: int, hops: int) -> int:
    """Feed back the value of the best fact alone, as it is: no mixing, but its noise goes on."""
    vector = facts.entities[start]
    for _ in range(hops):
        vector = facts.values[int(np.argmax(facts.keys @ vector))]
    return facts.snap(vector)


def snap_each_hop(facts: Facts, start: int, hops: int) -> int:
    """Make a symbol of every answer before asking on."""
    at = start
    for _ in range(hops):
        at = facts.ask(at)
    return at


def extract(facts: Facts) -> frozenset[Atom]:
    """Read every fact once, as a symbol: parent(e_i, answer)."""
    return frozenset(("parent", f"e{i}", f"e{facts.ask(i)}") for i in range(len(facts.entities)))


def chain_extracted(facts: Facts, start: int, hops: int) -> int:
    """Extract symbolic facts by attention, then follow them as symbols alone."""
    parent = {child: above for _, child, above in extract(facts)}
    at = f"e{start}"
    for _ in range(hops):
        at = parent[at]
    return int(at[1:])


def ancestors(facts: Facts) -> frozenset[Atom]:
    """All pairs that follow from the extracted facts: the fixpoint of forward chaining."""
    return chain(extract(facts), closure_rules("parent", squaring=True)).facts


ANSWERS: dict[str, Callable[[Facts, int, int], int]] = dict(
    zip(ROUTES, (retrieve_once, soft_iteration, snap_each_hop, chain_extracted, hard_iteration), strict=True)
)


def accuracy(
    hops: int, *, n: int, width: int, noise: float, beta: float, trials: int, rng: np.random.Generator
) -> dict[str, float]:
    """Share of right answers by route, for the ancestor ``hops`` above a random entity of a fresh chain."""
    right = dict.fromkeys(ROUTES, 0)
    for _ in range(trials):
        facts = noisy_facts(n, width, noise, beta, rng)
        start = int(rng.integers(n - hops))
        for route, answer in ANSWERS.items():
            right[route] += answer(facts, start, hops) == start + hops
    return {route: count / trials for route, count in right.items()}

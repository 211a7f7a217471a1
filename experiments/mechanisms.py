"""The mechanisms of the appendix by numbers of runs: soft automata over seeds (E4), noisy retrieval over hops (E5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attn_core.groups import compose, symmetric_group
from attn_core.hybrid import accuracy
from attn_core.soft_automaton import is_exact, train


def cyclic(n: int) -> np.ndarray:
    """The table of sums modulo n."""
    return np.add.outer(np.arange(n), np.arange(n)) % n


def symmetric(n: int) -> np.ndarray:
    """The table of the permutations of n things; the first is the identity."""
    group = symmetric_group(n)
    return np.array([[group.index(compose(a, b)) for b in group] for a in group])


GROUPS = {"parity": cyclic(2), "mod 3": cyclic(3), "S3": symmetric(3)}


@dataclass(frozen=True)
class SoftAutomata:
    """Which seeds learn a group with so many states, and which of them are exact when hardened."""

    name: str = "soft_automata"
    recipe: Mapping[str, Any] = field(
        default_factory=lambda: {"seeds": {"parity": 50, "mod 3": 50, "S3": 20}, "length": 1000, "words": 20}
    )
    parts: Sequence[str] = ("parity 2", "parity 4", "mod 3 3", "mod 3 6", "S3 6", "S3 12")
    reads_encoder = False

    def measure(self, part: str, encoder: None) -> Any:
        """The seeds whose loss fell, those whose hard automaton is exact, and what the first state of each says."""
        group, _, states = part.rpartition(" ")
        table, seeds = GROUPS[group], range(self.recipe["seeds"][group])
        runs = [train(table, len(table), int(states), seed) for seed in seeds]
        tested = {key: self.recipe[key] for key in ("length", "words")}
        hard = [run.automaton.harden() for run in runs]
        exact = [is_exact(machine, table, **tested) for machine in hard]
        return {
            "states": int(states),
            "seeds": len(seeds),
            "converged": [seed for seed in seeds if runs[seed].converged],
            "exact": [seed for seed in seeds if exact[seed]],
            "first_says": [int(machine.output[0]) for machine in hard],
        }


@dataclass(frozen=True)
class Retrieval:
    """Share of right answers by route and number of hops, a part for each noise."""

    name: str = "retrieval"
    recipe: Mapping[str, Any] = field(
        default_factory=lambda: {"n": 32, "width": 64, "beta": 20.0, "trials": 400, "hops": [1, 2, 4, 8, 16]}
    )
    parts: Sequence[str] = tuple(f"{noise:g}" for noise in np.arange(0, 2.51, 0.25))
    reads_encoder = False

    def measure(self, part: str, encoder: None) -> Any:
        """``found[route]`` has a share for each number of hops."""
        fixed = {key: self.recipe[key] for key in ("n", "width", "beta", "trials")}
        by_hops = [
            accuracy(hops, noise=float(part), rng=np.random.default_rng([hops, self.parts.index(part)]), **fixed)
            for hops in self.recipe["hops"]
        ]
        return {route: [round(found[route], 4) for found in by_hops] for route in by_hops[0]}

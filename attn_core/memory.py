"""Memories: what can be recalled, and what can be written over (`PROPOSITIONS.md`, P12, P13, P17).

Keys are rows of unit length; a memory is a matrix ``[d_v, d_k]`` that is read with ``memory @ key``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from attn_core.attention import Array, Attention, attend
from attn_core.groups import Permutation
from attn_core.machines import Assignment, RegisterMachine, run


@dataclass(frozen=True)
class MemoryTrace:
    """``states[t]`` is the memory ``[d_v, d_k]`` after t writes."""

    states: tuple[Array, ...]

    def read(self, key: Array) -> Array:
        """What the last state gives for a key ``[d_k] -> [d_v]``."""
        return np.asarray(self.states[-1] @ key)


def additive(keys: Array, values: Array) -> MemoryTrace:
    """Fast weights, linear attention: S <- S + v kᵀ, which never forgets (Schmidhuber 1992)."""
    return _written(keys, values, lambda state, k, v: state + np.outer(v, k))


def delta_rule(keys: Array, values: Array, beta: float = 1.0) -> MemoryTrace:
    """`overwrite` again and again, from an empty memory."""
    return _written(keys, values, lambda state, k, v: overwrite(state, k, v, beta))


def overwrite(state: Array, key: Array, value: Array, beta: float = 1.0) -> Array:
    """S (I - beta k kᵀ) + beta v kᵀ: ``[d_v, d_k], [d_k], [d_v] -> [d_v, d_k]``, for a key of length 1.

    At beta 1 a new value replaces the old (Schlag, Irie, Schmidhuber 2021); at 0 nothing is written; at 2 what the key
    reads goes as far beyond the new value as it was short of it. Keys at right angles read what they did.
    """
    return np.asarray(state + beta * np.outer(value - state @ key, key))


def _written(keys: Array, values: Array, write: Callable[[Array, Array, Array], Array]) -> MemoryTrace:
    k, v = np.asarray(keys, float), np.asarray(values, float)
    if k.ndim != 2 or v.ndim != 2 or len(k) != len(v):
        raise ValueError(f"keys has shape {k.shape} and values {v.shape}: they must be [n, d_k] and [n, d_v]")
    if not np.allclose(np.linalg.norm(k, axis=1), 1):
        raise ValueError(f"keys of shape {k.shape} must be rows of length 1")
    states: list[Array] = [np.zeros((v.shape[1], k.shape[1]))]
    for key, value in zip(k, v, strict=True):
        states.append(write(states[-1], key, value))
    return MemoryTrace(tuple(states))


def reflections(keys: Array, start: Array, beta: float = 2.0) -> tuple[Array, ...]:
    """The delta rule with nothing to write: S <- S (I - beta k kᵀ). At beta 2 and unit keys each step is a mirror.

    Householder reflections make the state follow a group exactly (Grazzi et al. 2025; Siems et al. 2025).
    """
    states = [np.asarray(start, float)]
    nothing = np.zeros(len(states[0]))
    for k in np.asarray(keys, float):
        states.append(overwrite(states[-1], k, nothing, beta))
    return tuple(states)


def parity_by_reflection(word: Sequence[int], beta: float = 2.0) -> tuple[float, ...]:
    """One number that changes sign at every 1: the trace of a 1 x 1 state, 1 while the number of ones is even."""
    return tuple(float(s[0, 0]) for s in reflections(np.array(word, float)[:, None], np.ones((1, 1)), beta))


def margin(beta: float, ones: int) -> float:
    """How large that number still is after so many ones: |1 - beta| to their power."""
    return float(abs(1 - beta) ** ones)


def ones_above(beta: float, least: float) -> float:
    """The most ones after which the `margin` is still ``least``, for a read-out that needs as much; infinity at beta 2.

    Raises ValueError for a ``least`` that is not between 0 and 1.
    """
    if not 0 < least < 1:
        raise ValueError(f"least is {least}: it must lie between 0 and 1")
    kept = abs(1 - beta)
    if kept in (0, 1):
        return float("inf") if kept else 0.0
    # A float's logarithm may fall short of a whole number.
    return float(np.floor(np.log(least) / np.log(kept) + 1e-9))


def swap_keys(swaps: Sequence[tuple[int, int]], n: int) -> Array:
    """The keys (e_i - e_j) / sqrt 2 ``[swaps, n]``: at beta 2 each is a mirror that swaps columns i and j."""
    keys = np.zeros((len(swaps), n))
    for t, (i, j) in enumerate(swaps):
        keys[t, [i, j]] = 1 / np.sqrt(2), -1 / np.sqrt(2)
    return keys


def random_swaps(count: int, n: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Two different places of n, so many times."""
    firsts, steps = rng.integers(n, size=count), rng.integers(1, n, size=count)
    return [(int(i), int((i + step) % n)) for i, step in zip(firsts, steps, strict=True)]


def permute_by_reflection(swaps: Sequence[tuple[int, int]], n: int, beta: float = 2.0) -> Permutation | None:
    """Where the n things are after the swaps, read from a state that `swap_keys` mirrored.

    None when the state is no permutation, as happens with another beta.
    """
    final = reflections(swap_keys(swaps, n), np.eye(n), beta)[-1]
    found = final.round()
    is_permutation = (np.abs(final - found) < 1e-6).all() and (found.sum(0) == 1).all() and (found.sum(1) == 1).all()
    return tuple(int(i) for i in found.argmax(axis=1)) if is_permutation else None


def by_content(keys: Array, values: Array, query: Array, beta: float = 1e4, recency: float = 0.0) -> Attention:
    """Softmax attention of one query ``[d_k]`` over entries: by content alone, equal keys share.

    ``recency`` is added to the score once for each later place, as in ALiBi (Press, Smith, Lewis 2022): at + infinity
    the latest of equal keys has all the weight, at - infinity the first.
    """
    later = recency * np.arange(len(keys), dtype=float)
    return attend(np.asarray(query)[None], keys, values, scale=beta, mask=later[None])


def content_mean(keys: Array, values: Array, query: Array, beta: float = 1e4) -> Array:
    """What softmax attention finds by content alone: a stale value is averaged with the fresh."""
    return np.asarray(by_content(keys, values, query, beta).output[0])


@dataclass(frozen=True)
class Recall:
    """How n pairs are recalled from one noisy query each: ``right`` is the share by reader, ``weight`` softmax's mean
    weight on the right key.
    """

    right: dict[str, float]
    weight: float


def recall(n: int, beta: float, *, width: int, noise: float, draws: int, rng: np.random.Generator) -> Recall:
    """Recall by softmax attention over n pairs, and by memories of width x width that took them in turn (P17).

    Keys and values are random unit vectors ``[n, width]``; each key is asked for once, moved by ``noise`` times a
    random unit vector. A read is right if of all values that of its key points along it the most. Means of ``draws``.
    """
    right = {"softmax": 0.0, "additive": 0.0, "delta rule": 0.0}
    weight = 0.0
    for _ in range(draws):
        keys, values, moved = (_unit(rng.normal(size=(n, width))) for _ in range(3))
        queries = keys + noise * moved
        seen = attend(queries, keys, values, scale=beta)
        weight += float(np.diag(seen.weights).mean()) / draws
        memory = np.zeros((width, width))
        for key, value in zip(keys, values, strict=True):
            memory += np.outer(value - memory @ key, key)
        reads = {"softmax": seen.output, "additive": queries @ keys.T @ values, "delta rule": queries @ memory.T}
        for reader, read in reads.items():
            right[reader] += float(((read @ values.T).argmax(axis=1) == np.arange(n)).mean()) / draws
    return Recall(right, weight)


def _unit(x: Array) -> Array:
    return np.asarray(x / np.linalg.norm(x, axis=-1, keepdims=True))


@dataclass(frozen=True)
class Lookups:
    """``answers[h]`` is what a read gives after h + 1 hops along copies; None is no number yet."""

    answers: tuple[int | None, ...]
    chain: tuple[Assignment, ...]


def lookup(program: Sequence[Assignment], name: str, hops: int, *, causal: bool) -> Lookups:
    """Answer ``name`` by looking up the latest write, hop by hop; each hop is one idealised attention layer.

    ``causal`` looks for a copy's source among the writes before that copy; otherwise all hops look from the end of the
    program, as if the question were resolved when it is asked.
    """
    answers: list[int | None] = []
    chain: list[Assignment] = []
    wanted: str | None = name
    end, value = len(program), None
    for _ in range(hops):
        if wanted is not None:
            at = next((t for t in range(end - 1, -1, -1) if program[t].target == wanted), None)
            if at is None:
                wanted = None
            else:
                chain.append(program[at])
                source = program[at].source
                if isinstance(source, int):
                    wanted, value = None, source
                else:
                    wanted = source
                    end = at if causal else end
        answers.append(value)
    return Lookups(tuple(answers), tuple(chain))


def random_program(
    length: int, rng: np.random.Generator, names: str = "abcde", copies: float = 0.5
) -> list[Assignment]:
    """A random straight-line program whose copies read set registers; ``copies`` is their share once there is one."""
    program: list[Assignment] = []
    for _ in range(length):
        known = sorted({a.target for a in program})
        target = names[int(rng.integers(len(names)))]
        if known and rng.random() < copies:
            program.append(Assignment(target, known[int(rng.integers(len(known)))]))
        else:
            program.append(Assignment(target, int(rng.integers(10))))
    return program


def register_answer(program: Sequence[Assignment], name: str) -> int:
    """What the register machine says: the reference for everything here."""
    return dict(run(RegisterMachine(), program).final)[name]


def settled(hops: int, copies: float) -> float:
    """The law of `random_program`: a hop ends at a number with 1 - copies, so that h hops settle 1 - copies^h."""
    return 1 - copies**hops


def binding_accuracy(
    length: int, programs: int, rng: np.random.Generator, hops: Sequence[int] = (1, 2, 4, 8)
) -> dict[str, float]:
    """Share of random programs of a length whose last value of a random name each reader gets right (P13).

    Readers: the register machine, so many causal ``hops``, and the most of them all started when the question is asked.
    """
    late = f"{max(hops)} at query time"
    right = {"register": 0, **{f"{h} causal": 0 for h in hops}, late: 0}
    for _ in range(programs):
        program = random_program(length, rng)
        names = sorted({a.target for a in program})
        name = names[int(rng.integers(len(names)))]
        truth = _by_assignment(program)[name]
        causal = lookup(program, name, max(hops), causal=True).answers
        right["register"] += register_answer(program, name) == truth
        for h in hops:
            right[f"{h} causal"] += causal[h - 1] == truth
        right[late] += lookup(program, name, max(hops), causal=False).answers[-1] == truth
    return {reader: count / programs for reader, count in right.items()}


def _by_assignment(program: Sequence[Assignment]) -> dict[str, int]:
    """The final registers by a plain dictionary: what the register machine, too, is measured against."""
    values: dict[str, int] = {}
    for a in program:
        values[a.target] = values[a.source] if isinstance(a.source, str) else a.source
    return values

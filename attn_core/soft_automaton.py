"""A soft automaton: a state machine with probabilities, trained by gradient and hardened (`PROPOSITIONS.md`, E4).

p_t = p_{t-1} A[x_t] with rows of A a softmax; a readout with softmax rows. Not the scene-graph Neural State Machine of
Hudson and Manning 2019.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attn_core.attention import Array, softmax

Words = NDArray[np.int64]


@dataclass(frozen=True)
class SoftAutomaton:
    """Logits of transitions ``[letters, K, K]`` and of the readout ``[K, outputs]``; the first state is the start."""

    transitions: Array
    readout: Array

    def states(self, words: Words) -> Array:
        """Distributions over the states, before and after each letter: ``[batch, n] -> [n + 1, batch, K]``."""
        moves = softmax(self.transitions)
        p = np.zeros((len(words), self.readout.shape[0]))
        p[:, 0] = 1
        found = [p]
        for letters in words.T:
            found.append(np.einsum("bk,bkj->bj", found[-1], moves[letters]))
        return np.array(found)

    def outputs(self, words: Words) -> Array:
        """Distributions over the outputs after each letter: ``[batch, n] -> [n, batch, outputs]``."""
        return np.asarray(self.states(words)[1:] @ softmax(self.readout))

    def harden(self) -> HardAutomaton:
        """Take the likeliest target of every row."""
        return HardAutomaton(self.transitions.argmax(axis=-1), self.readout.argmax(axis=-1))


@dataclass(frozen=True)
class HardAutomaton:
    """A table of next states ``[letters, K]`` and the output of each state ``[K]``."""

    table: NDArray[np.int64]
    output: NDArray[np.int64]

    def outputs(self, words: Words) -> NDArray[np.int64]:
        """Outputs after each letter: ``[batch, n] -> [batch, n]``."""
        state = np.zeros(len(words), dtype=np.int64)
        found = []
        for letters in words.T:
            state = self.table[letters, state]
            found.append(self.output[state])
        return np.array(found).T


@dataclass(frozen=True)
class Training:
    """The loss of every step, and the automaton before the first and after each."""

    losses: tuple[float, ...]
    path: tuple[SoftAutomaton, ...]

    @property
    def automaton(self) -> SoftAutomaton:
        """What was learned."""
        return self.path[-1]

    @property
    def converged(self) -> bool:
        """Whether the mean loss of the last ten steps is below 0.05."""
        return float(np.mean(self.losses[-10:])) < 0.05


def random_automaton(letters: int, states: int, outputs: int, rng: np.random.Generator) -> SoftAutomaton:
    """Logits from a unit normal distribution."""
    return SoftAutomaton(rng.normal(size=(letters, states, states)), rng.normal(size=(states, outputs)))


def loss_and_gradient(machine: SoftAutomaton, words: Words, targets: Words) -> tuple[float, SoftAutomaton]:
    """Mean cross-entropy at every position and its exact gradient, by going back through time."""
    moves, says = softmax(machine.transitions), softmax(machine.readout)
    states = machine.states(words)
    batch, n = words.shape
    rows = np.arange(batch)
    likelihood = np.maximum((states[1:] @ says)[np.arange(n)[:, None], rows, targets.T], 1e-300)
    loss = -float(np.log(likelihood).mean())
    d_moves, d_says = np.zeros_like(moves), np.zeros_like(says)
    d_state = np.zeros_like(states[0])
    for t in range(n - 1, -1, -1):
        d_likelihood = -1 / (likelihood[t] * batch * n)
        np.add.at(d_says.T, targets[:, t], states[t + 1] * d_likelihood[:, None])
        d_state = d_state + says[:, targets[:, t]].T * d_likelihood[:, None]
        np.add.at(d_moves, words[:, t], states[t][:, :, None] * d_state[:, None, :])
        d_state = np.einsum("bj,bkj->bk", d_state, moves[words[:, t]])
    return loss, SoftAutomaton(_through_softmax(moves, d_moves), _through_softmax(says, d_says))


def _through_softmax(shares: Array, gradient: Array) -> Array:
    return np.asarray(shares * (gradient - (shares * gradient).sum(axis=-1, keepdims=True)))


def train(
    products: Array,
    outputs: int,
    states: int,
    seed: int,
    *,
    steps: int = 600,
    batch: int = 32,
    length: int = 10,
    rate: float = 0.1,
) -> Training:
    """Learn running products over a group table ``[g, g]`` with Adam (Kingma and Ba 2015)."""
    rng = np.random.default_rng(seed)
    machine = random_automaton(len(products), states, outputs, rng)
    path = [machine]
    moments = [np.zeros_like(a) for a in (machine.transitions, machine.readout) for _ in range(2)]
    losses = []
    for step in range(1, steps + 1):
        words = rng.integers(len(products), size=(batch, length))
        loss, gradient = loss_and_gradient(machine, words, running_products(products, words))
        losses.append(loss)
        new = []
        for i, (array, slope) in enumerate(
            ((machine.transitions, gradient.transitions), (machine.readout, gradient.readout))
        ):
            mean, square = moments[2 * i], moments[2 * i + 1]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            new.append(array - rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8))
        machine = SoftAutomaton(*new)
        path.append(machine)
    return Training(tuple(losses), tuple(path))


def running_products(products: Array, words: Words) -> Words:
    """The true states after each letter, from the identity 0: ``[batch, n] -> [batch, n]``."""
    state = np.zeros(len(words), dtype=np.int64)
    found = []
    for letters in words.T:
        state = products[state, letters].astype(np.int64)
        found.append(state)
    return np.array(found).T


def is_exact(machine: HardAutomaton, products: Array, *, length: int = 1000, words: int = 20, seed: int = 0) -> bool:
    """Whether the hard automaton is right at every position of random words of a length never trained on."""
    sample = np.random.default_rng(seed).integers(len(products), size=(words, length))
    return bool((machine.outputs(sample) == running_products(products, sample)).all())

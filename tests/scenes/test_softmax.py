"""One row through softmax: shares, shift, temperature, no abstaining."""

from math import exp, log2

import numpy as np

from attn_core import toy
from scenes.softmax import Softmax
from tests.scenes.expect import check_numbers, find, shares, texts, toy_scores, toy_shares


def softmax_shares() -> list[str]:
    scores = toy_scores()[toy.FOLLOWED]
    powers = [exp(s) for s in scores]
    return [
        *texts(scores),
        *texts(powers, 2),
        *texts([sum(powers)], 2, "sum "),
        *texts([p / sum(powers) for p in powers], 2),
        "1",
    ]


def shift() -> list[str]:
    scores = [s + Softmax.large_shift for s in toy_scores()[toy.FOLLOWED]]
    return [*texts(scores), *texts(toy_shares(), 2), *texts([Softmax.large_shift], 0, "c = ")]


def temperatures() -> list[str]:
    found = []
    for beta in Softmax.inverse_temperatures:
        weights = shares([beta * s for s in Softmax.logits])
        found += texts([beta], 1, "β = ") + texts([max(weights)], 4, "largest ")
        found += texts([-sum(w * log2(w) for w in weights)], 3, after=" bits")
    return found


def abstain() -> list[str]:
    bad = [Softmax.no_match] * len(toy.TOKENS)
    return [*texts(bad), *texts(shares(bad), 2), *texts([*bad, 0]), *texts(shares([*bad, 0]), 2)]


NUMBERS = {"shares": softmax_shares, "shift": shift, "temperature": temperatures, "abstain": abstain}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("softmax"), NUMBERS)


def test_changed_keys_change_the_numbers(seen, monkeypatch):
    before = {state.mark.id: sorted(n.text for n in state.numbers) for state in seen("softmax")}
    monkeypatch.setattr(toy, "KEY", toy.KEY + np.array([[1, 0], [0, 1], [0, 0], [2, 1]]))
    states = seen.fresh("softmax")
    check_numbers(states, NUMBERS)
    changed = {state.mark.id for state in states if sorted(n.text for n in state.numbers) != before[state.mark.id]}
    assert changed == {"shares", "shift"}


def test_the_dial_goes_from_average_to_lookup(seen):
    [dial] = [step.dial for step in find(seen("softmax"), "temperature").mark.steps if step.dial]
    assert (dial.name, dial.values[0], dial.values[-1]) == ("β", 0, Softmax.inverse_temperatures[-1])
    assert list(dial.values) == sorted(dial.values)

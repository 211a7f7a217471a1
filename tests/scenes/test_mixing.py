"""The weighted mean, its hull, and what it never is."""

import numpy as np

from attn_core import toy
from scenes.mixing import Mixing
from tests.scenes.expect import check_numbers, find, shares, texts, toy_shares, weighted_sum


def never() -> list[str]:
    low, high = Mixing.two_values
    share = Mixing.last_share
    return [*texts(range(13)), *texts([(1 - share) * low + share * high], 2)]


NUMBERS = {
    "add": lambda: [
        *texts(toy_shares(), 2),
        *texts(np.ravel(toy.VALUE)),
        *texts(weighted_sum(toy_shares(), toy.VALUE), 2),
    ],
    "hull": lambda: texts(shares(Mixing.tour[-1]), 2),
    "never": never,
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("mixing"), NUMBERS)


def test_changed_values_change_the_numbers(seen, monkeypatch):
    before = [sorted(n.text for n in state.numbers) for state in seen("mixing")]
    monkeypatch.setattr(toy, "VALUE", toy.VALUE[::-1] + 0.0)
    states = seen.fresh("mixing")
    check_numbers(states, NUMBERS)
    after = [sorted(n.text for n in state.numbers) for state in states]
    assert [a != b for a, b in zip(after, before, strict=True)] == [True, False, False]


def test_the_stroll_is_a_loop_of_its_own(seen):
    first, last = find(seen("mixing"), "hull").mark.steps
    assert first.loop is None
    assert last.loop == (last.first, last.end)


def test_the_title_names_the_values_on_screen(seen):
    state = find(seen("mixing"), "never")
    assert state.mark.title == "From 3 and 4, never 5, 7 or 12"
    assert state.mark.facts == {"low": "3", "high": "4", "next": "5", "sum": "7", "product": "12"}

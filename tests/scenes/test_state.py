"""A machine overwrites its state; the rule behind it."""

from itertools import product

from scenes.mobjects.machine import StateBox
from scenes.state import State
from tests.scenes.expect import check_numbers, find, texts, toggled


def rule() -> list[str]:
    lines = [(s, x, (s + x) % 2) for s, x in product((0, 1), repeat=2)]
    return texts([0, 1, *(x for _, x, _ in lines), *(v for line in lines for v in line), *State.word])


NUMBERS = {"box": lambda: texts([*State.word, *toggled(State.word), toggled(State.word)[-1]]), "rule": rule}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("state"), NUMBERS)


def test_another_word_changes_the_states(seen, monkeypatch):
    monkeypatch.setattr(State, "word", (0, 1, 1, 1, 1, 1))
    states = seen.fresh("state")
    check_numbers(states, NUMBERS)
    [box] = [m for m in find(states, "box").stage if isinstance(m, StateBox)]
    assert box.value.text == str(toggled(State.word)[-1])

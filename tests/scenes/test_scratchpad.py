"""The scratchpad: what stands on the tape is what the net wrote, and the verdicts below it are a plain count's."""

import json
from itertools import permutations
from statistics import mean

import numpy as np
import pytest
from manim import Rectangle

from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.machine import StateBox
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.scratchpad import PAIRS, Scratchpad
from tests.scenes.expect import DATA, check_numbers, texts
from tests.scenes.readback import at

STORED = {
    name: json.loads((DATA / "trained" / f"{name}.json").read_text())["models"]
    for name in ("scratchpad", "scratchpad-s3")
}
RUNS = {name: list(model["runs"].values()) for name, model in STORED["scratchpad"].items()}
FIRST = RUNS["scratchpad"][0]
WORD, SAID, LIE = FIRST["first"]["word"], FIRST["first"]["said"], FIRST["lie_at"]
TRUE = [sum(WORD[: t + 1]) % 2 for t in range(len(WORD))]
START = LIE - 1 - Scratchpad.before
SIX = next(iter(STORED["scratchpad-s3"]["scratchpad"]["runs"].values()))["first"]
AXES = ["1", "10", "20", "30", "40", "50", "60", "0", "0.5", "1"]


def tape(first: int, states: list[int]) -> list[str]:
    return texts([*WORD[first : first + PAIRS], *states[first : first + PAIRS]])


def s3() -> float:
    runs = STORED["scratchpad-s3"]["scratchpad"]["runs"].values()
    return 100 * mean(share for run in runs for share in run["restarted"][run["lie_at"] :])


def places(name: str) -> list[str]:
    return texts(range(START + 1, START + PAIRS + 1), before=f"{name} ")


def again() -> list[int]:
    """What an automaton of S3 says that is restarted from the lie: the letter's places are moved, then the state's."""
    elements = list(permutations(range(3)))
    state, found = SIX["said"][LIE - 1], []
    for letter in SIX["word"][LIE : START + PAIRS]:
        moved = [elements[state][place] for place in elements[letter]]
        state = elements.index(tuple(moved))
        found.append(state)
    return found


NUMBERS = {
    "writes": lambda: [*tape(0, TRUE), *AXES],
    "lie": lambda: [*tape(START, SAID), *places("bit"), *texts(TRUE[START : START + PAIRS]), *AXES],
    "near": lambda: [
        *texts(SIX["word"][START : START + PAIRS]),
        *texts(SIX["said"][START : START + PAIRS]),
        *texts(again()),
        *places("letter"),
        *texts([s3()], 1, after=" %"),
    ],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("scratchpad"), NUMBERS)


def test_the_lie_is_one_and_the_net_goes_on_from_it():
    assert SAID[: LIE - 1] == TRUE[: LIE - 1]
    assert SAID[LIE - 1] != TRUE[LIE - 1]
    restarted = SAID[LIE - 1]
    for bit, said in zip(WORD[LIE:], SAID[LIE:], strict=True):
        restarted ^= bit
        assert said == restarted


def test_the_tape_holds_what_the_net_wrote():
    tape = at("scratchpad", "lie", 3).one(ScratchpadTape)
    assert [int(box.value.value) for box in tape.written] == SAID[START : START + PAIRS]
    assert [int(row.symbols[0].value) for row in tape.given] == WORD[START : START + PAIRS]


def verdicts(slide: str, step: int) -> list[tuple[bool, int]]:
    """The ticks and crosses from left to right, each with the digit beside it."""
    moment = at("scratchpad", slide, step)
    marks = sorted(moment.all(Verdict), key=lambda m: m.get_x())
    digits = [m for m in moment.all(Number) if abs(m.get_y() - Scratchpad.row) < 0.1]
    beside = [min(digits, key=lambda m: abs(m.get_x() - mark.get_x())) for mark in marks]
    assert len(digits) == len(marks) and all(m.get_x() < mark.get_x() for m, mark in zip(beside, marks, strict=True))
    return [(mark.right, int(digit.value)) for mark, digit in zip(marks, beside, strict=True)]


def test_a_verdict_is_right_where_a_plain_count_says_so():
    found = verdicts("lie", 3)
    assert [digit for _, digit in found] == TRUE[START : START + PAIRS]
    assert [right for right, _ in found] == [SAID[t] == TRUE[t] for t in range(START, START + PAIRS)]
    assert [right for right, _ in found] == [True] * Scratchpad.before + [False] * (PAIRS - Scratchpad.before)


@pytest.mark.parametrize("slide", ["lie", "near"])
def test_a_digit_of_the_truth_stands_below_the_box_it_is_about(slide):
    moment = at("scratchpad", slide, 2)
    boxes = [box.get_x() for box in moment.all(StateBox)]
    for mark in moment.all(Verdict):
        assert min(abs(mark.get_x() - 0.24 - x) for x in boxes) < 1e-3


def test_six_states_agree_with_a_restart_and_stand_alone():
    moment = at("scratchpad", "near", 2)
    assert not moment.all(Chart) and not moment.all(Curve)
    assert [digit for _, digit in verdicts("near", 2)] == again()
    said = SIX["said"][LIE : START + PAIRS]
    assert [right for right, _ in verdicts("near", 2)] == [a == b for a, b in zip(said, again(), strict=True)]


def test_the_boxes_of_the_control_hold_no_digits_of_the_other_net():
    digits = [m for m in at("scratchpad", "near", 1).all(Number) if m.get_y() > 1 and m.family_members_with_points()]
    assert digits and all(part.get_fill_opacity() == 0 for m in digits for part in m.family_members_with_points())


@pytest.mark.parametrize(("slide", "step"), [("writes", 2), ("lie", 3), ("near", 1)])
def test_what_was_trained_ends_at_the_trained_length(slide, step):
    moment = at("scratchpad", slide, step)
    chart = moment.one(Chart)
    [area] = [m for m in moment.all(Rectangle) if m.get_fill_opacity() == pytest.approx(0.4)]
    bits = json.loads((DATA / "trained" / "scratchpad.json").read_text())["train_length"]
    assert area.get_left()[0] == pytest.approx(chart.point(1, 0)[0])
    assert area.get_right()[0] == pytest.approx(chart.point(bits, 0)[0])


def test_bit_and_state_are_named_above_the_first_pair():
    moment = at("scratchpad", "writes", 0)
    names = {m.original_text: m.get_x() for m in moment.all(Label)}
    [given], [written] = moment.all(SymbolRow), moment.all(StateBox)
    assert names["bit"] == pytest.approx(given.get_x()) and names["state"] == pytest.approx(written.get_x())


def points(curve: Curve) -> np.ndarray:
    return np.vstack([curve.line.points[::4], curve.line.points[-1:]])


def test_the_curve_falls_where_the_lie_stands():
    moment = at("scratchpad", "lie", 3)
    chart = moment.one(Chart)
    true = np.mean([run["true"] for run in RUNS["scratchpad"]], axis=0)
    falling = [c for c in moment.all(Curve) if abs(points(c)[-1][1] - chart.point(1, 0)[1]) < 0.01]
    wanted = [chart.point(t + 1, true[t]) for t in range(LIE - 2, len(WORD))]
    [curve] = falling
    np.testing.assert_allclose(points(curve), wanted, atol=1e-6)


def test_the_control_is_drawn_seed_by_seed():
    moment = at("scratchpad", "near", 1)
    chart = moment.one(Chart)
    drawn = [points(c) for c in moment.all(Curve)]
    for run in RUNS["no-recency"]:
        wanted = np.array([chart.point(t + 1, share) for t, share in enumerate(run["without"])])
        assert any(found.shape == wanted.shape and np.allclose(found, wanted, atol=1e-6) for found in drawn)


def test_lies_flip_all_that_follows_and_nothing_before():
    for run in RUNS["scratchpad"]:
        assert min(run["true"][: LIE - 1]) == pytest.approx(1, abs=0.01)
        assert max(run["true"][LIE - 1 :]) < 0.01
        assert min(run["restarted"][LIE:]) > 0.99

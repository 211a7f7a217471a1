"""The scratchpad: what stands on the tape is what the net wrote, and the verdicts below it are a plain count's."""

import json
from statistics import mean

import numpy as np
import pytest

from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.scratchpad import ScratchpadTape
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
AXES = ["1", "10", "20", "30", "40", "50", "60", "0", "0.5", "1"]


def tape(first: int, states: list[int]) -> list[str]:
    return texts([*WORD[first : first + PAIRS], *states[first : first + PAIRS]])


def s3() -> float:
    runs = STORED["scratchpad-s3"]["scratchpad"]["runs"].values()
    return 100 * mean(share for run in runs for share in run["restarted"][run["lie_at"] :])


NUMBERS = {
    "writes": lambda: [*tape(0, TRUE), *AXES],
    "lie": lambda: [*tape(START, SAID), *texts(range(START + 1, START + PAIRS + 1)), *AXES],
    "near": lambda: [*tape(START, SAID), *AXES, *texts([s3()], 1, after=" %")],
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


def test_a_verdict_is_right_where_a_plain_count_says_so():
    verdicts = sorted(at("scratchpad", "lie", 3).all(Verdict), key=lambda m: m.get_x())
    assert [v.right for v in verdicts] == [SAID[t] == TRUE[t] for t in range(START, START + PAIRS)]
    assert [v.right for v in verdicts] == [True] * Scratchpad.before + [False] * (PAIRS - Scratchpad.before)


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

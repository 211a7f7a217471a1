"""A soft automaton: the machine is read back from the picture and run; losses are those of a plain forward pass."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import exp, log

import numpy as np
import pytest
from manim import Circle, Line

from attn_core import measured
from attn_core.measured import load, read
from attn_core.soft_automaton import random_automaton, train
from scenes.mobjects.chart import Chart
from scenes.mobjects.seeds import SeedBins
from scenes.mobjects.soft_machine import Chance, SoftMachine
from scenes.mobjects.text import Label
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.soft_automaton import SoftAutomaton
from scenes.theme import theme
from tests.scenes.expect import check_numbers, shares, texts
from tests.scenes.play import is_visible
from tests.scenes.readback import Moment, Scale, at, corners, dialled, ink, parity_of

XOR = np.array([[0, 1], [1, 0]])
TAPE = np.random.default_rng(0).integers(2, size=(20, 1000))[0].tolist()
TOGGLE = {(s, x): (s + x) % 2 for s in (0, 1) for x in (0, 1)}
DATA = {states: load("soft_automata")[f"parity {states}"] for states in (2, 4)}
FAILS = min(set(range(50)) - set(DATA[2]["exact"]))
SEEDS = {"learned": SoftAutomaton.seed, "stuck": FAILS}
Machine = tuple[dict[tuple[int, int], int], list[int]]  # moves by state and letter, and what states say

NUMBERS = {
    "learned": lambda: texts([*TAPE[-5:], 0, 0, 1, 1, 1000, right(drawn(at("soft_automaton", "learned", 4)), TAPE)]),
    "stuck": lambda: texts([0, 0, 1, 1, *itertools.chain(*SoftAutomaton.short)]),
    "seeds": lambda: texts([21, 29, 50, 0]),
}


def says(machine: Machine, word: Sequence[int]) -> int:
    """What a machine says of a word, read from the first state."""
    state = 0
    for bit in word:
        state = machine[0][state, bit]
    return machine[1][state]


def right(machine: Machine, word: Sequence[int]) -> int:
    """How often it is right after each bit of a word."""
    return sum(says(machine, word[: n + 1]) == sum(word[: n + 1]) % 2 for n in range(len(word)))


def chances(moment: Moment) -> dict[tuple[int, int, int], float]:
    """Widths of the arrows by the circles where they begin and end and by the digit on them, full width being one."""
    middles = [c.get_center() for c in sorted(circles(moment), key=lambda c: float(c.get_x()))]
    found = {}
    for arrow in moment.all(Chance):
        tip = arrow.tip.points[arrow.tip.points[:, 0].argsort()].mean(axis=0)
        source, target = (
            int(np.argmin([np.linalg.norm(end - m) for m in middles])) for end in (arrow.line.get_start(), tip)
        )
        found[source, int(arrow.bead[1].value), target] = arrow.line.get_stroke_width() / Chance.widest
    assert len(found) == 8
    return found


def circles(moment: Moment) -> list[Circle]:
    return list(moment.one(SoftMachine).circles)


def areas(moment: Moment) -> list[list[float]]:
    """Areas of the marks in each circle by what they stand for; a square's are those of its outline."""
    found = []
    for marks in moment.one(SoftMachine).marks:
        disc, square = marks
        assert [parity_of(disc), parity_of(square)] == [0, 1]
        found.append([np.pi * disc.width**2 / 4, square.width**2])
    return found


def drawn(moment: Moment) -> Machine:
    """The machine of the arrows that are there: one for each state and letter."""
    moves = {(s, x): t for (s, x, t), width in chances(moment).items() if width > 0.01}
    assert len(moves) == 4
    return moves, [int(np.argmax(area)) for area in areas(moment)]


def soft(seed: int, step: int) -> tuple[list[list[list[float]]], list[list[float]]]:
    """Chances of moves [letter][state][state] and of what states say, after so many steps."""
    machine = train(XOR, 2, 2, seed, steps=step).automaton
    return [[shares(row) for row in table] for table in machine.transitions], [shares(row) for row in machine.readout]


def loss(seed: int, step: int) -> float:
    """Mean surprise of the machine before a step, on the words of that step, by plain sums over paths."""
    rng = np.random.default_rng(seed)
    random_automaton(2, 2, 2, rng)
    words = [rng.integers(2, size=(32, 10)) for _ in range(step)][-1]
    moves, said = soft(seed, step - 1)
    surprise = []
    for word in words.tolist():
        p = [1.0, 0.0]
        for n, bit in enumerate(word):
            p = [p[0] * moves[bit][0][t] + p[1] * moves[bit][1][t] for t in (0, 1)]
            truth = sum(word[: n + 1]) % 2
            surprise.append(-log(p[0] * said[0][truth] + p[1] * said[1][truth]))
    return sum(surprise) / len(surprise)


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("soft_automaton"), NUMBERS)


@pytest.mark.parametrize(("slide", "i"), list(itertools.product(SEEDS, range(5))))
def test_arrows_and_marks_are_as_large_as_their_chances(slide, i):
    moment = dialled("soft_automaton", slide)[i]
    moves, said = soft(SEEDS[slide], round(moment.value))
    for (source, letter, target), width in chances(moment).items():
        assert width == pytest.approx(moves[letter][source][target], abs=1e-6)
    for found, wanted in zip(areas(moment), said, strict=True):
        assert np.array(found) / sum(found) == pytest.approx(np.array(wanted), abs=0.02)


@pytest.mark.parametrize(("slide", "step"), [("learned", 2), ("stuck", 1)])
def test_the_curve_is_the_loss_of_every_step(slide, step):
    moment = at("soft_automaton", slide, step)
    chart = moment.one(Chart)
    x, y = Scale(chart.x_numbers, 0), Scale(chart.y_numbers, 1)
    [line] = [m for m in moment.stage if is_visible(m) and len(m.points) > 700 and ink(m) == theme.ink]
    points = {round(x.value(px)): y.value(py) for px, py in corners(line)}
    assert sorted(points) == list(range(1, 1 + max(points)))
    assert max(points) == (SoftAutomaton.watched if slide == "learned" else 600)
    for k in (1, 2, 60, 131, 150, 200):
        assert points[k] == pytest.approx(loss(SEEDS[slide], k), abs=0.004), k


def test_the_coin_stands_at_its_loss():
    moment = at("soft_automaton", "learned", 2)
    y = Scale(moment.one(Chart).y_numbers, 1)
    dashes = [m for m in moment.stage if m.has_points() and m.height < 1e-6 and m.width < 0.2 and is_visible(m)]
    assert len(dashes) > 5
    assert [y.value(m.get_y()) for m in dashes] == pytest.approx([log(2)] * len(dashes), abs=0.005)


@pytest.mark.parametrize("step", [3, 4])
def test_the_hard_machine_is_the_toggle(step):
    assert drawn(at("soft_automaton", "learned", step)) == (TOGGLE, [0, 1])


def test_the_scene_begins_with_the_toggle():
    first = at("soft_automaton", "learned", 0)
    assert drawn(first) == (TOGGLE, [0, 1])


def test_the_circle_of_the_last_state_is_lit():
    for slide, step, word in (("learned", 4, TAPE), ("stuck", 2, SoftAutomaton.short[-1])):
        moment = at("soft_automaton", slide, step)
        widths = [c.get_stroke_width() for c in circles(moment)]
        moves, _ = drawn(moment)
        assert int(np.argmax(widths)) == says((moves, [0, 1]), word)


def test_the_other_machine_reads_as_is_said():
    moment = at("soft_automaton", "stuck", 2)
    machine = drawn(moment)
    assert machine[1][0] == 1, "its first state says odd"
    rows = sorted(moment.all(SymbolRow), key=lambda row: -row.get_y())
    assert [tuple(int(s.value) for s in row.symbols) for row in rows] == list(SoftAutomaton.short)
    verdicts = sorted(moment.all(Verdict), key=lambda v: -v.get_y())
    machine_parts = {id(m) for m in moment.one(SoftMachine).get_family()}
    for row, verdict in zip(rows, verdicts, strict=True):
        word = [int(s.value) for s in row.symbols]
        beside = [
            m for m in moment.stage
            if id(m) not in machine_parts and is_visible(m) and 0.3 < m.width < 0.45 and abs(m.width - m.height) < 0.01
            and row.get_right()[0] < m.get_x() < verdict.get_left()[0] and abs(m.get_y() - row.get_y()) < 0.05
        ]  # fmt: skip
        said, truth = (parity_of(m) for m in sorted(beside, key=lambda m: m.get_x()))
        assert (said, truth) == (says(machine, word), sum(word) % 2)
        assert verdict.right == (said == truth) and abs(verdict.get_y() - row.get_y()) < 0.1


def test_no_two_states_mend_it_while_the_first_says_odd():
    keys = list(itertools.product((0, 1), repeat=2))
    machines = [
        (dict(zip(keys, targets, strict=True)), list(output))
        for targets in itertools.product((0, 1), repeat=4) for output in itertools.product((0, 1), repeat=2)
    ]  # fmt: skip
    fits = [m for m in machines if all(says(m, word) == sum(word) % 2 for word in SoftAutomaton.short)]
    assert all(output[0] == 0 for _, output in fits)
    words = [word for n in range(1, 5) for word in itertools.product((0, 1), repeat=n)]
    assert [m for m in machines if all(says(m, word) == sum(word) % 2 for word in words)] == [(TOGGLE, [0, 1])]


@pytest.mark.parametrize(("step", "states"), [(1, 2), (2, 4)])
def test_each_seed_lies_where_it_came_out(step, states):
    moment = at("soft_automaton", "seeds", step)
    bins = next(b for b in moment.all(SeedBins) if len(b.icon) == states)
    edge = sorted(moment.all(Verdict), key=lambda v: -v.get_y())
    assert [v.right for v in edge] == [True, False]
    [middle] = [m.get_y() for m in moment.all(Line) if m.width > 12]
    assert edge[0].get_y() > middle > edge[1].get_y()
    data, found = DATA[states], [(mark.get_y() > middle, parity_of(mark)) for mark in bins.marks]
    assert found == [(seed in data["exact"], said) for seed, said in enumerate(data["first_says"])]
    places = {tuple(mark.get_center()[:2].round(2)) for mark in bins.marks}
    assert len(places) == data["seeds"]
    upper = sum(up for up, _ in found)
    assert [number.value for number in bins.numbers] == [upper, len(found) - upper]


def test_the_tape_is_one_of_the_words_of_the_test():
    recipe = read(measured.DATA / "soft_automata.json", "soft_automata")["recipe"]
    assert (recipe["words"], recipe["length"]) == (20, len(TAPE))
    facts = at("soft_automaton", "seeds", 2)
    [source] = [m.original_text for m in facts.all(Label) if m.original_text.startswith("Measured")]
    assert f"{recipe['words']} words of {recipe['length']} bits" in source


def test_what_failed_with_two_states_says_odd_at_first_and_the_rest_even():
    data = DATA[2]
    assert [seed for seed, said in enumerate(data["first_says"]) if said == 0] == data["exact"] == data["converged"]
    assert 0 < sum(DATA[4]["first_says"]) < 50 and len(DATA[4]["exact"]) == 50


@pytest.mark.parametrize(("states", "seed"), [(2, SoftAutomaton.seed), (2, FAILS), (4, 0), (4, 1)])
def test_the_stored_seeds_are_those_of_the_core(states, seed):
    run = train(XOR, 2, states, seed)
    assert int(run.automaton.readout[0].argmax()) == DATA[states]["first_says"][seed]
    assert (seed in DATA[states]["exact"]) == (exp(-run.losses[-1]) > 0.9)

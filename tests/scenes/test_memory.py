"""Two writes to a list, a pile and a box: heights, levels, verdicts and what is kept, read back."""

from itertools import pairwise
from math import exp

import numpy as np
import pytest
from manim import ArcBetweenPoints, DashedLine, DashedVMobject, Line

from scenes import cast
from scenes.memory import UNIT, Block, Column, Entry, Memory, PairList
from scenes.mobjects.address import AddressBox
from scenes.mobjects.machine import StateBox
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import weight_width
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme
from tests.scenes.expect import check_numbers, shares, texts
from tests.scenes.readback import at, dialled, outline

OLD, NEW = Memory.writes
ALL = [*Memory.writes, *Memory.later]


def later_weights(bias: float) -> list[float]:
    return shares([0.0, bias])


def mean(bias: float) -> float:
    old, new = later_weights(bias)
    return old * OLD + new * NEW


NUMBERS = {
    # The program, the list, the pile, the box; the three answers.
    "written": lambda: [
        *3 * texts([OLD, NEW]),
        *texts([NEW, mean(0), OLD + NEW, NEW]),
        *[*texts(later_weights(0), 1), *texts([OLD, NEW, mean(0)])],  # the mean as a sum
    ],
    "recency": lambda: [
        *2 * texts([OLD, NEW]),
        *texts([NEW]),
        "0.0",
        f"+{Memory.bias:.1f}",
        *texts([*later_weights(Memory.bias), mean(Memory.bias)], 3),
    ],
    "cache": lambda: [*texts(ALL), *texts([ALL[-1], ALL[0]]), f"{len(ALL)} pairs", "1 box"],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("memory"), NUMBERS)


def blocks(parent) -> list[tuple[float, float, float]]:
    """Value, foot and top of the blocks in it, in units of a block."""
    found = [m for m in parent.get_family() if isinstance(m, Block)]
    return [(b.number.value, b.body.get_bottom()[1] / UNIT, b.body.get_top()[1] / UNIT) for b in found]


@pytest.mark.parametrize(("step", "written"), [(1, []), (2, [OLD]), (3, [OLD, NEW])])
def test_the_list_appends_the_pile_adds_and_the_box_replaces(step, written):
    moment = at("memory", "written", step)
    floor = moment.one(PairList).floor.get_y() / UNIT
    pile, box = sorted(moment.all(Column), key=lambda m: m.get_x())
    listed = moment.all(Entry)
    assert [entry.block.number.value for entry in listed] == written
    assert all(a.get_right()[0] < b.get_left()[0] for a, b in pairwise(listed))
    for value, foot, top in blocks(moment.one(PairList)):
        assert top - foot == pytest.approx(value)
        assert foot == pytest.approx(floor, abs=0.2)
    # The pile has one on the other, from the level at which the list stands; the box has the last one only.
    height = listed[0].block.body.get_bottom()[1] / UNIT if listed else 0
    for value, foot, top in blocks(pile):
        assert (foot, top) == (pytest.approx(height), pytest.approx(height + value))
        height = top
    assert [value for value, *_ in blocks(pile)] == written
    assert [value for value, *_ in blocks(box)] == written[-1:]
    assert {m.tab.label.original_text for m in moment.all(AddressBox)} == {Memory.address}


def test_the_mean_is_halfway_and_only_the_box_reaches_the_last_write():
    moment = at("memory", "written", 4)
    pairs = moment.one(PairList)
    ground = pairs.entries[0].block.body.get_bottom()[1]
    assert [part.height / UNIT for part in pairs.shares] == pytest.approx([OLD / 2, NEW / 2], abs=0.02)
    assert (pairs.dot.get_y() - ground) / UNIT == pytest.approx((OLD + NEW) / 2, abs=0.02)
    assert [arc.get_stroke_width() for arc in pairs.arcs] == [pytest.approx(weight_width(0.5))] * 2
    levels = {round(float(line.get_y()), 3) for line in moment.all(DashedLine)}
    assert levels == {round(ground + NEW * UNIT, 3)}
    box = max(moment.all(Column), key=lambda m: m.get_x())
    assert blocks(box)[0][2] * UNIT == pytest.approx(levels.pop(), abs=1e-3)


def test_wrong_answers_are_struck_through_and_dimmed_and_the_right_one_has_a_tick():
    moment = at("memory", "written", 5)
    replies = sorted((n for n in moment.all(Number) if n.get_y() > 1.9), key=lambda m: m.get_x())
    strikes = [m for m in moment.all(Line) if m.get_y() > 1.9 and m.get_stroke_color().to_hex() == theme.wrong]
    answers = (OLD / 2 + NEW / 2, OLD + NEW, NEW)
    names = dict(
        zip(("softmax attention", "linear attention, undivided", "delta rule, register"), answers, strict=True)
    )
    labels = {m.original_text: m for m in moment.all(Label)}
    for reply, (name, answer) in zip(replies, names.items(), strict=True):
        assert reply.value == answer
        assert labels[name].get_x() == pytest.approx(reply.get_x(), abs=0.05)
        struck = [line for line in strikes if np.allclose(line.get_center(), reply.get_center())]
        assert len(struck) == (answer != NEW)
        assert all(line.width > reply.width and line.height > reply.height for line in struck)
        assert (reply[0].get_fill_color().to_hex() == theme.muted) == (answer != NEW)
    assert len(strikes) == 2
    [verdict] = moment.all(Verdict)
    assert verdict.right
    assert 0 < verdict.get_left()[0] - replies[-1].get_right()[0] < 0.5
    assert verdict.mark.get_stroke_color().to_hex() == theme.ink


def test_the_list_is_named_and_what_has_a_fixed_size_is_named_a_state():
    moment = at("memory", "written", 5)
    labels = {m.original_text: m for m in moment.all(Label)}
    pile, box = sorted(moment.all(Column), key=lambda m: m.get_x())
    pairs = moment.one(PairList)
    for kind, verb, memory in (("list", "averages", pairs), ("pile", "adds", pile.box), ("box", "replaces", box.box)):
        middle = (labels[kind].get_left()[0] + labels[verb].get_right()[0]) / 2
        assert middle == pytest.approx(memory.get_x(), abs=0.05)
    assert labels["a list"].get_x() == pytest.approx(pairs.floor.get_x())
    assert labels["fixed size: a state"].get_x() == pytest.approx((pile.get_left()[0] + box.get_right()[0]) / 2)
    # What adds has a plus in its ring, what replaces the sign of an assignment.
    signs = [[m.original_text for m in part.rule.get_family() if isinstance(m, Label)] for part in (pile, box)]
    assert signs == [[], [":="]]


def test_with_a_bias_the_mean_rises_to_the_later_value_and_never_reaches_it():
    pictures = dialled("memory", "recency")
    assert [m.value for m in pictures][-1] == Memory.most
    for moment in pictures:
        old, new = (exp(0) / (exp(0) + exp(moment.value)), exp(moment.value) / (exp(0) + exp(moment.value)))
        pairs = moment.one(PairList)
        first, second = (entry.block.body for entry in pairs.entries)
        unit = second.height / NEW
        assert first.height / unit == pytest.approx(OLD)
        reached = (pairs.dot.get_y() - second.get_bottom()[1]) / unit
        assert reached == pytest.approx(old * OLD + new * NEW, abs=0.01)
        assert reached < NEW
        assert [a.get_stroke_width() for a in pairs.arcs] == [pytest.approx(weight_width(w)) for w in (old, new)]
        assert f"{old * OLD + new * NEW:.3f}" in [n.text for n in moment.all(Number)]
        assert {round(float(m.get_y()), 3) for m in moment.all(DashedLine)} == {round(float(second.get_top()[1]), 3)}


def test_the_list_keeps_all_in_order_and_the_box_the_last():
    moment = at("memory", "cache", 3)
    entries = sorted(moment.all(Entry), key=lambda m: m.get_x())
    assert [e.block.body.height / UNIT for e in entries] == [pytest.approx(v) for v in ALL]
    assert [e.block.number.value for e in entries] == ALL
    assert all(e.tab.label.original_text == Memory.address for e in entries)
    [box] = moment.all(StateBox)
    assert box.value.value == ALL[-1]


def test_the_first_value_is_found_in_the_list_and_gone_from_the_box():
    moment = at("memory", "cache", 3)
    found, gone = sorted(moment.all(Verdict), key=lambda m: m.get_x())
    assert found.right
    assert not gone.right
    reply = max((n for n in moment.all(Number) if n.value == OLD), key=lambda m: m.get_y())
    first = min(moment.all(Entry), key=lambda m: m.get_x())
    [arc] = moment.all(ArcBetweenPoints)
    assert np.allclose(arc.get_end(), first.tab.get_top())
    assert arc.get_stroke_width() == pytest.approx(weight_width(1), abs=0.01)
    assert 0 < found.get_left()[0] - reply.get_right()[0] < 0.5
    [empty] = moment.all(DashedVMobject)
    [box] = moment.all(StateBox)
    assert box.get_right()[0] < empty.get_left()[0] < gone.get_left()[0]
    assert all(np.abs(m.get_center() - empty.get_center()).max() > 0.5 for m in moment.all(Number))


def test_reading_changes_nothing_in_what_is_read():
    before, after = at("memory", "recency", 2), at("memory", "cache", 1)
    for one, other in zip(before.all(Entry), after.all(Entry), strict=True):
        assert one.block.number.value == other.block.number.value
        assert one.block.body.height == pytest.approx(other.block.body.height)


def test_copies_leave_the_pairs_for_the_place_of_the_one_who_asks():
    moment = at("memory", "cache", 1)
    labels = {m.original_text: m for m in moment.all(Label)}
    pairs = moment.one(PairList)
    first, last = pairs.entries[0].get_left()[0], pairs.entries[-1].get_right()[0]
    assert first < labels["unchanged"].get_left()[0] < labels["unchanged"].get_right()[0] < last
    assert labels["what is found"].get_left()[0] == pytest.approx(pairs.shares.get_left()[0], abs=0.05)


def test_the_scene_begins_with_the_card_and_hands_over_the_box_with_its_address():
    [card] = at("memory", "written", 0).all(StateBox)
    assert np.allclose(outline(card), outline(cast.state_card(0)))
    [box] = at("memory", "cache", 3).all(AddressBox)
    assert np.allclose(outline(box), outline(cast.address_box(Memory.address, ALL[-1])), atol=2e-3)

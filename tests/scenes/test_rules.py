"""([)] by two machines, the field of all words, cards that are swapped, the scan and its price: read back."""

from itertools import pairwise, product
from math import ceil, factorial, log2

import numpy as np
import pytest
from manim import Circle, Dot, Line

from scenes.lecture_scene import Tag
from scenes.mobjects.price import PriceChart, Readout
from scenes.mobjects.readers import Counter, Pile, WordField
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.mobjects.wires import Cards, Wires
from scenes.rules import Rules
from scenes.theme import theme
from slides.script import load_script
from tests.scenes.expect import SLIDES, check_numbers, plain, texts
from tests.scenes.readback import Moment, Scale, at, corners, dialled

WORD = "([)]"


def reduced(word):
    """The stack by rewriting: neighbours that match are struck out again and again."""
    while (shorter := word.replace("()", "").replace("[]", "")) != word:
        word = shorter
    return word


def balances(word):
    return [[word[: t + 1].count(a) - word[: t + 1].count(b) for t in range(len(word))] for a, b in ("()", "[]")]


def accepts(word):
    """Equal numbers, counters that stay above zero, a stack."""
    equal = all(walk[-1] == 0 for walk in balances(word))
    return equal, equal and min(map(min, balances(word))) >= 0, not reduced(word)


def counts(length):
    found = [accepts("".join(letters)) for letters in product("()[]", repeat=length)]
    return [sum(column) for column in zip(*found, strict=True)]


def shuffled():
    """The cards after every swap, as a list whose entries change places."""
    cards = list(Rules.cards)
    for i, j in Rules.swaps:
        cards[i], cards[j] = cards[j], cards[i]
    return cards


def matrix(swap):
    table = np.eye(len(Rules.cards), dtype=int)
    table[list(swap)] = table[list(reversed(swap))]
    return table


def grouped(n):
    return f"{n:,}".replace(",", "\N{THIN SPACE}")


N = len(Rules.swaps)
ROUNDS = [ceil(log2(n)) for n in Rules.prices]
TICKS = [10**k for k in range(5)]
NUMBERS = {
    "readers": lambda: texts(walk[-1] for walk in balances(WORD)),
    "field": lambda: [str(n) for length in Rules.lengths for n in [length, *counts(length)]],
    "scan": lambda: [f"steps: {N}", f"rounds: {ceil(log2(N))}", *texts(range(1, ceil(log2(N)) + 1), before="round ")],
    "price": lambda: [
        *2 * [grouped(n) if n >= 10_000 else plain(n) for n in TICKS],
        *texts(ROUNDS),
        f"{Rules.budget} rounds",
        f"{2**Rules.budget} letters",
    ],
}


def test_every_number_on_screen_is_computed_by_another_route(seen):
    check_numbers(seen("rules"), NUMBERS)


def test_the_word_is_the_first_on_which_counters_and_stack_differ():
    fooled = [w for n in (2, 4) for w in map("".join, product("()[]", repeat=n)) if accepts(w)[1] and not accepts(w)[2]]
    assert fooled[0] == WORD
    row = [m for m in at("rules", "readers", 0).all(Label) if m.original_text in "()[]" and len(m.original_text) == 1]
    assert [m.original_text for m in sorted(row, key=lambda m: m.get_x())] == list(WORD)


@pytest.mark.parametrize("step", [1, 2, 3])
def test_bars_are_as_high_as_the_balance_of_their_brackets(step):
    counters = sorted(at("rules", "readers", step).all(Counter), key=lambda m: m.get_x())
    for counter, walk in zip(counters, balances(WORD), strict=True):
        height = counter.bar.get_top()[1] - counter.base.get_y()
        assert height == pytest.approx(walk[step] * Counter.unit, abs=0.01)
        assert counter.number.value == walk[step]


def test_the_pile_holds_what_is_open_when_the_stack_stops():
    for step, word in ((1, WORD[:2]), (2, WORD[:2]), (3, WORD[:2])):
        moment = at("rules", "readers", step)
        walls = moment.one(Pile).walls
        held = [
            m
            for m in moment.all(Label)
            if len(m.original_text) == 1
            and walls.get_left()[0] < m.get_x() < walls.get_right()[0]
            and walls.get_bottom()[1] < m.get_y() < walls.get_top()[1]
        ]
        assert "".join(m.original_text for m in sorted(held, key=lambda m: m.get_y())) == word


def test_the_verdicts_are_those_of_the_machines():
    assert not at("rules", "readers", 1).all(Verdict)
    moment = at("rules", "readers", 3)
    said = {m.original_text: m.get_x() for m in moment.all(Label)}
    assert {"accepted", "refused"} <= said.keys()
    assert said["accepted"] < said["a stack"] < said["refused"]
    verdicts = [v for v in moment.all(Verdict) if v.right]
    assert [v.get_x() < said["a stack"] for v in verdicts] == [accepts(WORD)[1]]
    assert not accepts(WORD)[2]


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_cells_are_as_large_as_the_readers_that_accept_their_word_are_many(step):
    area = at("rules", "field", step).one(WordField)
    xs, ys = (sorted({round(float(c.get_center()[axis]), 2) for c in area.cells}) for axis in (0, 1))
    pairs = ["".join(p) for p in product("()[]", repeat=2)]
    assert (len(xs), len(ys)) == (len(pairs), len(pairs))
    shades = (theme.faint, theme.series[0], theme.series[1], theme.series[3])
    for cell in area.cells:
        word = pairs[::-1][ys.index(round(float(cell.get_y()), 2))] + pairs[xs.index(round(float(cell.get_x()), 2))]
        # A reader's words are lit in its step.
        readers = min(sum(accepts(word)), step - 1)
        assert cell.width == pytest.approx(WordField.sizes[readers], abs=1e-3), word
        assert cell.get_fill_color().to_hex().upper() == shades[readers].upper(), word


def test_rows_and_columns_have_the_letters_with_which_halves_begin():
    area = at("rules", "field", 2).one(WordField)
    for names, axis, first in ((area.rows, 1, 0), (area.columns, 0, 2)):
        for name in names:
            near = [
                w for c, (w, _) in zip(area.cells, area.words, strict=True)
                if abs(c.get_center()[axis] - name.get_center()[axis]) < 2 * WordField.pitch
            ]  # fmt: skip
            assert {w[first] for w in near} == {name.original_text}


def test_rings_are_round_the_words_that_fool_the_counters():
    moment = at("rules", "field", 5)
    area = moment.one(WordField)
    rings = [m for m in moment.all(Circle) if type(m) is Circle and m.radius == 0.23 and m.get_x() < 0]
    nearest = [
        min(zip(area.cells, area.words, strict=True), key=lambda p: float(np.linalg.norm(p[0].get_center() - r)))[1][0]
        for r in (ring.get_center() for ring in rings)
    ]
    fooled = [w for w in map("".join, product("()[]", repeat=4)) if accepts(w)[1] and not accepts(w)[2]]
    assert sorted(nearest) == sorted(fooled)
    assert {m.original_text for m in moment.all(Label)} >= set(fooled)


def test_the_table_has_a_row_a_reader_and_a_column_a_length():
    moment = at("rules", "field", 5)
    heads = {
        n.value: n.get_x()
        for n in moment.all(Number)
        if abs(n.get_y() - max(m.get_y() for m in moment.all(Number))) < 0.1
    }
    assert sorted(heads) == list(Rules.lengths)
    names = ("equal numbers", "two counters", "stack")
    rows = {m.original_text: m.get_y() for m in moment.all(Label) if m.original_text in names}
    for length, x in heads.items():
        for name, count in zip(names, counts(int(length)), strict=True):
            [cell] = [n for n in moment.all(Number) if abs(n.get_x() - x) < 0.1 and abs(n.get_y() - rows[name]) < 0.1]
            assert cell.value == count


def test_a_letter_is_drawn_as_two_wires_that_cross():
    boxes = sorted((m for m in at("rules", "scan", 1).all(Wires)), key=lambda m: m.get_x())
    assert len(boxes) == N
    for box, swap in zip(boxes, Rules.swaps, strict=True):
        assert [ends(w, box) for w in box.wires] == [column.tolist().index(1) for column in matrix(swap)]


def ends(wire, box):
    """At which place a wire comes out, told from where its last point is in its box."""
    share = (box.frame.get_top()[1] - wire.points[-1][1]) / box.frame.height
    return int(share * len(box.permutation))


def hands(moment):
    return sorted((h for h in moment.all(Cards) if len(h.cards) == len(Rules.cards)), key=lambda m: m.get_x())


def told(hand):
    """The cards of a hand from the top, as they stand."""
    return [c[1].original_text for c in sorted(hand.cards, key=lambda c: -c.get_y())]


def test_the_cards_come_out_in_the_order_that_the_swaps_make():
    first, hand = hands(at("rules", "scan", 2))
    assert told(first) == list(Rules.cards)
    assert told(hand) == shuffled() != list(Rules.cards)


def test_one_after_another_and_by_a_scan_the_order_is_the_same():
    row, scanned = hands(at("rules", "scan", 6))
    assert told(row) == told(scanned) == shuffled()
    assert [c.get_y() for c in sorted(row.cards, key=lambda c: c.get_y())] == pytest.approx(
        [c.get_y() for c in sorted(scanned.cards, key=lambda c: c.get_y())]
    )


@pytest.mark.parametrize(("step", "rows"), [(3, 2), (4, 3), (5, 4)])
def test_a_box_of_a_round_is_the_product_of_the_matrices_that_end_there(step, rows):
    grid = by_rows(at("rules", "scan", step))
    assert len(grid) == rows
    for r, row in enumerate(grid):
        assert len(row) == N
        for t, box in enumerate(row):
            whole = np.eye(len(Rules.cards), dtype=int)
            for swap in Rules.swaps[max(0, t + 1 - 2**r) : t + 1]:
                whole = whole @ matrix(swap)
            assert [ends(w, box) for w in box.wires] == whole.argmax(axis=1).tolist(), (r, t)


def by_rows(moment: Moment):
    boxes = [m for m in moment.all(Wires) if m.frame.width < 1]
    heights = sorted({round(float(b.get_y()), 1) for b in boxes}, reverse=True)
    return [sorted((b for b in boxes if abs(b.get_y() - y) < 0.2), key=lambda b: float(b.get_x())) for y in heights]


def test_bright_boxes_are_the_tree_of_the_last_one():
    for r, row in enumerate(by_rows(at("rules", "scan", 6))):
        bright = [t for t, box in enumerate(row) if box.frame.get_stroke_opacity() > 0.9]
        assert bright == list(range(2**r - 1, N, 2**r))


def test_lines_lead_from_the_boxes_that_are_joined():
    moment = at("rules", "scan", 5)
    grid = by_rows(moment)
    lines = [
        m
        for m in moment.all(Line)
        if m.get_stroke_color().to_hex() == theme.muted and m.get_start()[1] > m.get_end()[1]
    ]
    for r, (above, below) in enumerate(pairwise(grid)):
        found = set()
        for line in lines:
            if abs(line.get_start()[1] - above[0].frame.get_bottom()[1]) < 0.02:
                source, target = (
                    int(np.argmin([abs(b.get_x() - x) for b in row]))
                    for row, x in ((above, line.get_start()[0]), (below, line.get_end()[0]))
                )
                found.add((source, target))
        assert found == {(s, t) for t in range(2**r, N) for s in (t - 2**r, t)}


def scales(chart):
    return Scale(chart.x_numbers, 0, logarithmic=True), Scale(chart.y_numbers, 1, logarithmic=True)


def test_the_curves_are_the_row_and_the_stair_of_its_logarithm():
    moment = at("rules", "price", 1)
    chart = moment.one(PriceChart)
    x, y = scales(chart)
    row, stair = ([(x.value(a), y.value(b)) for a, b in corners(c.line)] for c in chart.curves)
    for n, steps in row:
        assert steps == pytest.approx(n, rel=0.01)
    for n, rounds in stair:
        assert log2(n) - 0.05 <= 1.01 * rounds and 0.99 * rounds <= log2(n) + 1.01
    assert stair[-1] == (pytest.approx(Rules.prices[-1], rel=0.01), pytest.approx(ROUNDS[-1], rel=0.01))
    dots = [(x.value(d.get_x()), y.value(d.get_y())) for d in moment.all(Dot) if d.radius == pytest.approx(0.105)]
    expected = [(n, v) for n, r in zip(Rules.prices, ROUNDS, strict=True) for v in (n, r)]
    assert [v for dot in sorted(dots) for v in dot] == pytest.approx(
        [v for dot in sorted(expected) for v in dot], rel=0.01
    )


def test_numbers_stand_at_their_dots():
    moment = at("rules", "price", 1)
    low = [
        d for d in moment.all(Dot) if d.get_fill_color().to_hex().upper() == theme.series[1].upper() and d.radius > 0.09
    ]
    found = [
        min(low, key=lambda d: float(np.linalg.norm(d.get_center() - n.get_center()))).get_x()
        for n in moment.all(Number)
        if n.ink == theme.series[1]
    ]
    assert sorted(found) == pytest.approx(sorted(d.get_x() for d in low))


def test_the_dial_tells_what_its_letters_cost():
    for moment in dialled("rules", "price"):
        letters = round(moment.value)
        readout = moment.one(Readout)
        rounds = sum(1 for r in range(20) if 2**r < letters)
        assert [v.value for v in readout.values] == [letters, letters, rounds]
        x, y = scales(moment.one(PriceChart))
        assert x.value(readout.line.get_x()) == pytest.approx(letters, rel=0.01)
        assert [y.value(m.get_y()) for m in readout.marks] == pytest.approx([letters, rounds], rel=0.01)


def test_the_level_of_layers_ends_at_the_letters_that_they_reach():
    moment = at("rules", "price", 4)
    x, y = scales(moment.one(PriceChart))
    ink = [m for m in moment.all(Line) if m.get_stroke_color().to_hex().upper() == theme.program.upper()]
    [level] = [m for m in ink if m.width > 3]
    assert y.value(level.get_y()) == pytest.approx(Rules.budget, rel=0.01)
    foot = [m.get_x() for m in ink if m.width < 0.01 and m.height > 0]
    assert {round(x.value(f)) for f in foot} == {2**Rules.budget}


def test_what_is_known_of_fixed_depth_is_conditional_and_cited():
    moment = at("rules", "price", 4)
    assert sorted(tag.evidence for tag in moment.all(Tag)) == ["cited", "constructed"]
    words = " ".join(m.original_text for m in moment.all(Label))
    assert "one fixed depth for every length: not expected" in words and "unless TC⁰ = NC¹" in words


def test_nothing_says_that_it_cannot_be():
    for slide in load_script(SLIDES, "rules")[0]:
        for text in (slide.title, slide.say, slide.notes, slide.alt):
            assert "cannot" not in text and "impossible" not in text


def test_the_orders_that_are_told_are_all_of_the_cards(seen):
    [facts] = [state.mark.facts for state in seen("rules") if state.mark.id == "scan"]
    assert facts["orders"] == str(factorial(len(set(Rules.cards))))
    assert facts["final"] == " ".join(shuffled())

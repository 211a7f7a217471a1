"""The formula from its pictures, a mask over its table, and the arcs of four heads."""

from collections.abc import Sequence
from itertools import pairwise
from math import exp, sqrt

import numpy as np
import pytest
from manim import Dot, Line, ManimColor, Rectangle, VMobject

from attn_core import toy
from scenes.cast import HeadFormula, ValueHull
from scenes.formula import Formula, MaskedTable, RowBars
from scenes.mobjects.arcs import DIMMED, HeadArc, HeadArcs
from scenes.mobjects.text import Number
from scenes.mobjects.tokens import weight_width
from scenes.theme import theme
from tests.scenes.expect import (
    check_numbers,
    dot,
    find,
    real_row,
    sentence,
    shares,
    texts,
    toy_scores,
    weighted_sum,
)
from tests.scenes.readback import at

HEADS = {"one back": "L0H2", "it → animal": "L3H1", "into [CLS]": "L4H5", "a bit of all": "L0H3"}
WORDS = range(4)


def scaled() -> list[list[float]]:
    return [[s / sqrt(2) for s in row] for row in toy_scores()]


def masked(i: int) -> list[float]:
    """Row i of the causal weights, as long as what it sees."""
    return shares(scaled()[i][: i + 1])


def head(name: str) -> list[list[float]]:
    """The weights of a head over the stored sentence, by loops."""
    data = sentence()["heads"][name]
    width = len(data["query"][0])
    return [shares([dot(q, k) / sqrt(width) for k in data["key"]]) for q in data["query"]]


def sizes() -> list[str]:
    data = sentence()
    followed = toy.FOLLOWED
    return [
        *texts([max(scaled()[followed])], 2),
        *texts([max(shares(scaled()[followed]))], 2),
        *texts([len(data["tokens"])], after=" tokens"),
        *texts([len(data["heads"]["L3H1"]["query"][0])], after=" numbers each"),
    ]


def famous() -> list[str]:
    row = real_row("L3H1", scaled=True)
    weights = shares(list(row.values()))
    return texts([max(w for i, w in enumerate(weights) if i not in (0, sentence()["query"]))], 2)


NUMBERS = {
    "assembled": sizes,
    "mask": lambda: [*texts([w for i in WORDS for w in masked(i)], 2), "sum 1", *6 * ["−∞ → 0"]],
    "heads": famous,
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("formula"), NUMBERS)


def is_color(mobject, role: str) -> bool:
    return mobject.get_fill_color().to_hex() == ManimColor(role).to_hex()


# --- the formula ---


def by_size(bars: Sequence[RowBars], count: int) -> list[RowBars]:
    assert len(bars) == count
    return sorted(bars, key=lambda b: b.number.value, reverse=True)


def check_bars(bars: RowBars, expected: Sequence[float]) -> None:
    zero = bars.base.get_y()
    assert len(bars.bars) == len(expected)
    for bar, value in zip(bars.bars, expected, strict=True):
        low, high = bar.get_bottom()[1], bar.get_top()[1]
        assert high - low == pytest.approx(max(abs(value) * RowBars.unit, 0.03), abs=0.01)
        assert (high if value < 0 else low) == pytest.approx(zero, abs=0.01)
        assert bar.get_fill_opacity() == (0 if value < 0 else 1), "negative is hollow"
    assert list(np.argsort([bar.get_x() for bar in bars.bars])) == list(WORDS)


def test_the_light_leaves_a_row_at_each_symbol_as_it_was_calculated():
    moment = at("formula", "assembled", 3)
    formula = moment.one(HeadFormula)
    raw, root, share = by_size(moment.all(RowBars), 3)
    row = toy_scores()[toy.FOLLOWED]
    check_bars(raw, row)
    check_bars(root, [s / sqrt(2) for s in row])
    check_bars(share, shares([s / sqrt(2) for s in row]))
    for bars, left, right in ((raw, 8, 10), (root, 11, 14), (share, 0, 6)):
        middle = (formula[left].get_left()[0] + formula[right].get_right()[0]) / 2
        assert bars.base.get_x() == pytest.approx(middle, abs=0.1), "a row stands below its symbol"
    # White until it is a share of one.
    assert all(is_color(bar, theme.ink) for bar in (*raw.bars[1:], *root.bars[1:]))
    assert all(is_color(bar, theme.weight_fill) for bar in share.bars)
    hull = moment.one(ValueHull)
    _, corners, out = hull
    expected = weighted_sum(shares([s / sqrt(2) for s in row]), toy.VALUE)
    # The output's place among the corners, read from the picture.
    across = (out.get_x() - corners[0].get_x()) / (corners[1].get_x() - corners[0].get_x())
    assert across == pytest.approx((expected[0] - toy.VALUE[0][0]) / (toy.VALUE[1][0] - toy.VALUE[0][0]), abs=0.01)


def test_the_pictures_are_of_the_toy_words():
    moment = at("formula", "assembled", 1)
    cells = [m for m in moment.all(Rectangle) if m.width == pytest.approx(0.62) and m.height == pytest.approx(0.62)]
    [frame] = [m for m in moment.all(Rectangle) if m.get_stroke_color().to_hex() == theme.query]
    assert len(cells) == 16
    cells.sort(key=lambda c: (-round(c.get_y(), 2), c.get_x()))
    largest = max(map(max, scaled()))
    for cell, score in zip(cells, [s for row in scaled() for s in row], strict=True):
        if score < 0:
            assert cell.get_fill_opacity() == 0
            assert cell.get_stroke_width() > 0
        else:
            assert cell.get_fill_opacity() == pytest.approx(max(score, 0.04) / largest)
    for cell in cells[-4:]:
        assert frame.get_bottom()[1] < cell.get_y() < frame.get_top()[1]
    assert frame.get_top()[1] < cells[0].get_y()
    drawn = (m for m in moment.stage if type(m) is VMobject and len(m.points) and m.get_stroke_opacity() > 0)
    wide, narrow = sorted((m for m in drawn if m.height > 0.5), key=lambda m: float(m.height))
    ground = narrow.get_bottom()[1]
    # Normal densities: what spreads twice as far is half as high; at one spread from the middle e to the -1/2 is left.
    for curve, spread in ((narrow, 1), (wide, 2)):
        for z in (0, 1, 2):
            height = height_at(curve, 0.32 * spread * z) - ground
            assert height == pytest.approx(narrow.height * exp(-(z**2) / 2) / spread, abs=0.02)


def height_at(curve, across: float) -> float:
    ends = curve.points[::4]
    return float(np.interp(curve.get_x() + across, ends[:, 0], ends[:, 1]))


def test_it_is_written_as_in_the_paper():
    line, paper = at("formula", "assembled", 2).one(HeadFormula), at("formula", "assembled", 4).one(HeadFormula)
    for formula in (line, paper):
        order = [formula[i].get_x() for i in (*range(10), 15, 16)]
        assert all(a < b for a, b in pairwise(order)), "softmax ( Q K ) V"
    slash, bar = line[11], paper[14]
    assert slash.height > 0.5
    assert line[10].get_x() < slash.get_x() < line[12].get_x(), "the slash stands between scores and root"
    assert bar.height < 1e-6
    assert paper[8].get_bottom()[1] > bar.get_y() > paper[13].get_top()[1], "scores above, root below"
    for glyphs, role in ((range(7), "weight"), ([8], "query"), ([9, 10], "key"), ([16], "value")):
        assert all(is_color(paper[i], getattr(theme, role)) for i in glyphs)


# --- the mask ---


def check_table(table: MaskedTable, rows: Sequence[Sequence[float]]) -> None:
    for i, row in enumerate(rows):
        pile = table.brims[i].get_bottom()[1]
        for j, weight in enumerate(row):
            cell, bar, piece = table.cells[i][j], table.bars[i][j], table.stacks[i][j]
            assert bar.height == pytest.approx(max(weight * cell.height, 0.012), abs=2e-3)
            assert bar.get_bottom()[1] == pytest.approx(cell.get_bottom()[1], abs=2e-3)
            assert cell.get_left()[0] < bar.get_x() < cell.get_right()[0]
            assert piece.height == pytest.approx(weight * cell.height, abs=2e-3)
            assert piece.get_bottom()[1] == pytest.approx(pile, abs=2e-3)
            pile += weight * cell.height


def test_the_blind_covers_what_comes_later_and_the_rest_fills_up():
    start, covered, end = (at("formula", "mask", step).one(MaskedTable) for step in (1, 2, 3))
    free = [shares(row) for row in scaled()]
    check_table(start, free)
    assert not any(blind.get_fill_opacity() for blind in start.blinds)
    check_table(covered, [[w if j <= i else 0 for j, w in enumerate(row)] for i, row in enumerate(free)])
    check_table(end, [[*masked(i), *[0] * (3 - i)] for i in WORDS])
    for i in WORDS:
        brim = end.brims[i]
        assert end.stacks[i][i].get_top()[1] == pytest.approx(brim.get_top()[1], abs=2e-3), "full to the brim"
        assert is_color(end.bars[i][0], theme.weight_fill)
        # No shares of one while the row is not full; the last row never lost anything.
        assert is_color(covered.bars[i][0], theme.weight_fill if i == 3 else theme.ink)
    for table in (covered, end):
        for i in WORDS:
            for j in WORDS:
                place = table.cells[i][j].get_center()
                under = any(
                    b.get_bottom()[1] < place[1] < b.get_top()[1] and b.get_left()[0] < place[0] < b.get_right()[0]
                    for b in table.blinds
                )
                assert under == (j > i), f"the cell of row {i} and column {j}"
    assert [name.original_text for name in end.queries] == list(toy.TOKENS)
    assert all(a.get_y() > b.get_y() for a, b in pairwise(end.queries))
    assert [name.original_text for name in end.keys] == list(toy.TOKENS)
    assert all(a.get_x() < b.get_x() for a, b in pairwise(end.keys))


# --- the heads ---


def strips(state) -> dict[str, HeadArcs]:
    """The strips by the habit that is written at their left."""
    found = {}
    for strip in (m for m in state.stage if isinstance(m, HeadArcs)):
        line = strip.line.get_y()
        [name] = [t for t in state.labels if t.original_text in HEADS and 0 < t.get_y() - line < 0.9]
        found[name.original_text] = strip
    assert list(found) == list(HEADS), "from top to bottom as they are spoken of"
    return found


def test_every_strip_has_the_arcs_of_its_head(seen):
    state = find(seen("formula"), "heads")
    n, query = len(sentence()["tokens"]), sentence()["query"]
    for habit, strip in strips(state).items():
        weights = head(HEADS[habit])
        places = [d.get_center() for d in strip.dots]
        drawn = {}
        for arc in (m for m in strip.get_family() if isinstance(m, HeadArc)):
            ends = arc.points[0], arc.points[len(arc.points) // 2 - 4]
            i, j = (int(np.argmin([abs(end[0] - p[0]) for p in places])) for end in ends)
            drawn[i, j] = arc
        assert set(drawn) == {(i, j) for i in range(n) for j in range(n) if i != j and weights[i][j] >= 0.05}
        for (i, j), arc in drawn.items():
            thin, thick = widths(arc)
            assert thick == pytest.approx(weight_width(weights[i][j]) / 100, rel=0.02), "as wide as its weight"
            assert thin < thick / 3
            assert arc.get_fill_opacity() == pytest.approx(1 if i == query else DIMMED)
        for j, spot in enumerate(strip.dots):
            received = sum(weights[i][j] for i in range(n) if i != j)
            assert spot.width / 2 == pytest.approx(0.03 + 0.07 * sqrt(received), abs=1e-3)


def widths(arc: HeadArc) -> tuple[float, float]:
    """How wide an arc is where it begins and where it ends: its outline goes along one side and back on the other."""
    corners = [arc.points[k] for k in range(0, len(arc.points), 4)]
    half = len(corners) // 2
    return float(np.linalg.norm(corners[0] - arc.points[-4])), float(np.linalg.norm(corners[half - 1] - corners[half]))


def test_the_line_stands_at_the_followed_word_and_passes_all_heads(seen):
    state = find(seen("formula"), "heads")
    places = [d.get_x() for d in next(iter(strips(state).values())).dots]
    x = places[sentence()["query"]]
    spots = [m for m in state.stage if isinstance(m, Dot) and is_color(m, theme.query)]
    assert len(spots) == len(HEADS)
    assert all(spot.get_x() == pytest.approx(x, abs=0.01) for spot in spots)
    poles = [m for m in state.stage if isinstance(m, Line) and m.height > 2]
    assert [pole.get_x() for pole in poles] == [pytest.approx(x, abs=0.01)]
    assert all(poles[0].get_bottom()[1] < spot.get_y() < poles[0].get_top()[1] for spot in spots)


def test_a_walk_brightens_the_arcs_of_the_word_where_it_is():
    weights = np.full((4, 4), 0.25)
    strip = HeadArcs(weights, [0, 1, 2, 3], 0, height=1)
    strip.look_from(2)
    assert [{round(arc.get_fill_opacity(), 6) for arc in group} for group in strip.arcs] == [
        {DIMMED}, {DIMMED}, {1.0}, {DIMMED},
    ]  # fmt: skip
    strip.look_from(0.5)
    assert strip.arcs[0][0].get_fill_opacity() == strip.arcs[1][0].get_fill_opacity() == pytest.approx((1 + DIMMED) / 2)
    assert len(strip.arcs[0]) == 3, "a look at itself is not drawn"


def test_every_head_says_which_it_is_and_what_is_said_of_it_is_computed(seen):
    state = find(seen("formula"), "heads")
    shown = {label.original_text: label for label in state.labels}
    for habit, name in HEADS.items():
        where = shown[f"layer {name[1]}, head {name[3]}"]
        assert 0 < shown[habit].get_y() - where.get_y() < 0.6
    facts, data = state.mark.facts, sentence()
    followed, n = head("L3H1"), len(data["tokens"])
    others = [i for i in range(1, n - 1) if i != data["query"]]
    assert facts["sinking"] == str(sum(max(range(n), key=lambda j, i=i: followed[i][j]) == 0 for i in others))
    assert facts["others"] == str(len(others))
    assert int(facts["sinking"]) > len(others) / 2, "what the picture shows openly: most look at [CLS]"
    assert facts["back"] == f"{sum(head('L0H2')[i][i - 1] for i in range(1, n)) / (n - 1):.2f}"
    assert facts["sink"] == f"{sum(row[0] for row in head('L4H5')) / n:.2f}"
    assert facts["spread"] == f"{sum(max(row) for row in head('L0H3')) / n:.2f}"
    assert (facts["count"], facts["all"]) == (str(len(HEADS)), str(Formula.of_all))
    assert (facts["query"], facts["key"]) == ("it", "animal")


def test_the_famous_number_stands_in_its_arc(seen):
    state = find(seen("formula"), "heads")
    strip = strips(state)["it → animal"]
    [number] = [m for m in state.stage if isinstance(m, Number) and m.text == famous()[0]]
    a, b = (strip.dots[i].get_x() for i in (2, sentence()["query"]))
    assert a < number.get_x() < b
    assert number.get_y() > strip.line.get_y()


def test_the_formula_lives_on_at_the_foot(seen):
    for slide in ("mask", "heads"):
        state = find(seen("formula"), slide)
        [formula] = [m for m in state.stage if isinstance(m, HeadFormula)]
        words = [t for t in state.labels if t.original_text in toy.TOKENS or t.original_text.startswith("[CLS]")]
        assert formula.get_right()[0] < min(t.get_left()[0] for t in words)

"""Three lines by register and by lookup, hops by their law, layers that double: read back from what is drawn."""

from itertools import pairwise

import numpy as np
import pytest
from manim import ArcBetweenPoints, Circle, Dot, Line, Rectangle, SurroundingRectangle

from attn_core.memory import random_program
from scenes.binding import Binding, Net, Stairs, TimeRow
from scenes.lecture_scene import Tag
from scenes.mobjects.address import AddressBox
from scenes.mobjects.program import Statement
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme
from tests.scenes.expect import check_numbers, texts
from tests.scenes.readback import at, dialled

LAW = [1 - Binding.copies**h for h in Binding.hops]
REACH = [2 ** (layer - 1) for layer in range(1, Binding.layers + 1)]


def lines_of(program: str) -> list[tuple[str, str]]:
    return [(line.split()[0], line.split()[-1]) for line in program.splitlines()]


def executed(program: str) -> dict[str, int]:
    values: dict[str, int] = {}
    exec(program.replace(":=", "="), {"__builtins__": {}}, values)
    return values


def constants(program: str) -> list[str]:
    return [source for _, source in lines_of(program) if source.isdigit()]


RIGHT_ANSWER, WRONG_ANSWER = executed(Binding.program)["y"], executed(Binding.program)["x"]

NUMBERS = {
    "registers": lambda: [
        *constants(Binding.program),
        *texts(executed(Binding.program).values()),
        f"y = {RIGHT_ANSWER}",
    ],
    # Two rows; in the lower one the copy has found its number.
    "lookup": lambda: [
        *2 * constants(Binding.program),
        f"y = {WRONG_ANSWER}",
        f"y = {RIGHT_ANSWER}",
        str(RIGHT_ANSWER),
        *2 * ["1", "2"],  # the hops of each
    ],
    "hops": lambda: [*texts(Binding.hops), *texts(LAW, 3), *texts(Binding.lengths), f"p = {Binding.copies:.2f}"],
    "doubling": lambda: [
        *texts(range(1, Binding.layers + 1), 0, "layer "),
        *texts(REACH),
        *texts([1 - Binding.copies**h for h in REACH], 3),
        *["3"] * (2 + sum(h + 1 for h in REACH)),  # in the places, and in the program's first line
        f"p = {Binding.copies:.1f}",
    ],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("binding"), NUMBERS)


def test_the_machine_overwrites_the_box_that_a_line_names():
    moment = at("binding", "registers", 3)
    boxes = {m.tab.label.original_text: m.card.value.value for m in moment.all(AddressBox)}
    assert boxes == executed(Binding.program)
    [verdict] = moment.all(Verdict)
    assert verdict.right
    [reply] = [n for n in moment.all(Number) if n.before]
    asked = next(m for m in moment.all(AddressBox) if m.tab.label.original_text == Binding.asked)
    assert abs(reply.get_x() - asked.card.get_x()) < 0.2


def cell_at(row: TimeRow, point: np.ndarray) -> int:
    """The cell above which a point lies."""
    [found] = [
        i
        for i, f in enumerate(row.frames)
        if f.get_left()[0] < point[0] < f.get_right()[0] and 0 < point[1] - f.get_top()[1] < 0.3
    ]
    return found


def arcs_of(moment, row: TimeRow) -> list[tuple[int, int]]:
    """From which cell to which the arcs over a row go."""
    arcs = [m for m in moment.all(ArcBetweenPoints) if abs(m.get_start()[1] - row.frames[0].get_top()[1]) < 0.3]
    return [(cell_at(row, m.get_start()), cell_at(row, m.get_end())) for m in arcs]


def latest(program: str, name: str, before: int) -> int:
    return max(t for t, (target, _) in enumerate(lines_of(program)[:before]) if target == name)


def test_a_lookup_from_the_end_is_wrong_and_one_behind_the_mask_is_right():
    moment = at("binding", "lookup", 4)
    upper, lower = sorted(moment.all(TimeRow), key=lambda m: -m.get_y())
    program, end = Binding.program, len(lines_of(Binding.program))
    copy = latest(program, "y", end)
    assert arcs_of(moment, upper) == [(end, copy), (end, latest(program, "x", end))]
    assert arcs_of(moment, lower) == [(copy, latest(program, "x", copy)), (end, copy)]
    for row, value in ((upper, WRONG_ANSWER), (lower, RIGHT_ANSWER)):
        [reply] = [n for n in moment.all(Number) if n.before and abs(n.get_y() - row.get_y()) < 0.6]
        [verdict] = [v for v in moment.all(Verdict) if abs(v.get_y() - row.get_y()) < 0.6]
        [word] = [m.original_text for m in verdict.get_family() if isinstance(m, Label)]
        right = value == executed(program)["y"]
        assert (reply.value, word, verdict.right) == (value, "right" if right else "wrong", right)
        assert (sum(type(m) is Line for m in verdict.mark.get_family()) == 2) == (not right)
        assert verdict.mark.get_stroke_color().to_hex() == (theme.ink if right else theme.wrong)


def crosses(one: tuple[int, int], other: tuple[int, int]) -> bool:
    (a, b), (c, d) = sorted(one), sorted(other)
    return a < c < b < d or c < a < d < b


def test_arcs_do_not_tangle():
    for moment, row in [
        *((at("binding", "lookup", 4), row) for row in at("binding", "lookup", 4).all(TimeRow)),
        *((at("binding", "hops", 1), row) for row in at("binding", "hops", 1).all(TimeRow)),
    ]:
        arcs = arcs_of(moment, row)
        assert not any(crosses(a, b) for a in arcs for b in arcs)
    # Nor do their ends meet.
    feet = [m.get_start()[0] for m in at("binding", "hops", 1).all(ArcBetweenPoints)]
    feet += [m.get_end()[0] for m in at("binding", "hops", 1).all(ArcBetweenPoints)]
    assert min(b - a for a, b in pairwise(sorted(feet))) > 0.3


def test_the_mask_covers_what_is_later_than_the_copy_and_nothing_else():
    moment = at("binding", "lookup", 3)
    lower = min(moment.all(TimeRow), key=lambda m: m.get_y())
    [panel] = [m for m in moment.all(Rectangle) if m.get_fill_color().to_hex() == theme.panel and m.width > 3]
    copy = latest(Binding.program, "y", len(lines_of(Binding.program)))
    left, right = panel.get_left()[0], panel.get_right()[0]
    covered = [i for i, f in enumerate(lower.frames) if left < f.get_left()[0] and f.get_right()[0] < right]
    seen = [i for i, f in enumerate(lower.frames) if f.get_right()[0] < left]
    assert (seen, covered) == (list(range(copy + 1)), list(range(copy + 1, len(lower.frames))))


def test_the_longer_program_shows_its_chain():
    moment = at("binding", "hops", 1)
    [row] = moment.all(TimeRow)
    program = Binding.longer
    said = [(s.line.target, str(s.line.source)) for s in moment.all(Statement)]
    assert said == lines_of(program)
    chain, name, before = [len(said)], Binding.asked_longer, len(said)
    while not name.isdigit():
        before = latest(program, name, before)
        chain.append(before)
        name = said[before][1]
    assert arcs_of(moment, row) == list(pairwise(chain))
    assert f"hops: {len(chain) - 1}" in [n.text for n in moment.all(Number)]
    assert name == str(executed(program)[Binding.asked_longer])


def bars_of(stairs: Stairs) -> list[list[float]]:
    """For each bar the three levels at which its parts end, in shares of the whole."""
    whole = stairs.bars[0][2].get_top()[1] - stairs.base.get_y()
    return [[(part.get_top()[1] - stairs.base.get_y()) / whole for part in bar] for bar in stairs.bars]


def test_bars_follow_the_law_at_every_share_of_copies():
    pictures = dialled("binding", "hops")
    assert len({m.value for m in pictures}) > 3
    for moment in pictures:
        stairs = moment.one(Stairs)
        for h, (old, new, top) in enumerate(bars_of(stairs), 1):
            settled, left = 0.0, 1.0
            before = settled
            for _ in range(h):
                before = settled
                settled, left = settled + (1 - moment.value) * left, moment.value * left
            assert old == pytest.approx(before, abs=2e-3)
            assert new == pytest.approx(settled, abs=2e-3)
            assert top == pytest.approx(1, abs=2e-3)
        assert f"p = {moment.value:.2f}" in [n.text for n in moment.all(Number)]


def test_the_parts_of_the_bars_are_named_by_their_colours():
    moment = at("binding", "hops", 3)
    old, new, _ = moment.one(Stairs).bars[1]
    labels = {m.original_text: m for m in moment.all(Label)}
    for word, part in (("settled before", old), ("new in this hop", new)):
        [patch] = [m for m in moment.all(Rectangle) if m.width < 0.5 and abs(m.get_y() - labels[word].get_y()) < 0.1]
        assert patch.get_fill_color().to_hex() == part.get_fill_color().to_hex()
        assert 0 < labels[word].get_left()[0] - patch.get_right()[0] < 0.3


def measured() -> list[list[float]]:
    """The same random programs, followed by plain loops: shares by length and number of hops."""
    rng, table = np.random.default_rng(Binding.seed), []
    for length in Binding.lengths:
        needed = []
        for _ in range(Binding.programs):
            program = random_program(length, rng)
            names = sorted({a.target for a in program})
            wanted: str | int = names[int(rng.integers(len(names)))]
            hops, end = 0, length
            while isinstance(wanted, str):
                end = max(t for t in range(end) if program[t].target == wanted)
                wanted, hops = program[end].source, hops + 1
            needed.append(hops)
        table.append([sum(n <= h for n in needed) / Binding.programs for h in Binding.hops])
    return table


def test_dots_are_the_measured_programs_from_short_to_long():
    moment = at("binding", "hops", 3)
    stairs, table = moment.one(Stairs), measured()
    whole = stairs.bars[0][2].get_top()[1] - stairs.base.get_y()
    for i, bar in enumerate(stairs.bars):
        x = bar.get_x()
        dots = sorted((d for d in moment.all(Dot) if d.radius and abs(d.get_x() - x) < 0.4), key=lambda d: d.get_x())
        heights = [(d.get_y() - stairs.base.get_y()) / whole for d in dots]
        assert heights == [pytest.approx(row[i], abs=2e-3) for row in table]
        assert table[0][i] >= LAW[i]
        assert table[-1][i] == pytest.approx(LAW[i], abs=0.02)


def test_dots_are_gone_where_nothing_was_measured_and_the_register_is_at_one():
    for moment in dialled("binding", "hops"):
        shown = any(d.get_fill_opacity() > 0.02 or d.get_stroke_opacity() > 0.02 for d in moment.all(Dot) if d.radius)
        assert shown == (abs(moment.value - Binding.copies) < 0.01)
        stairs = moment.one(Stairs)
        [register] = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == theme.state]
        assert register.get_y() == pytest.approx(stairs.bars[0][2].get_top()[1], abs=1e-3)


def test_each_layer_doubles_how_far_the_number_is_known():
    moment = at("binding", "doubling", 3)
    circles = [m for m in moment.all(Circle) if type(m) is Circle and m.radius == 0.27]
    rows = sorted({round(float(m.get_y()), 2) for m in circles})
    for y, reach in zip(rows, [0, *REACH], strict=True):
        row = sorted((m for m in circles if abs(m.get_y() - y) < 0.02), key=lambda m: m.get_x())
        known = [m.get_fill_color().to_hex() == theme.value for m in row]
        assert known == [t <= reach for t in range(2 ** (Binding.layers - 1) + 1)]
        named = [n.value for n in moment.all(Number) if abs(n.get_y() - y) < 0.1 and abs(n.get_x() - 3.3) < 0.3]
        assert named == ([reach] if reach else [])


def test_the_lines_of_the_chain_stand_below_their_places():
    moment = at("binding", "doubling", 1)
    statements = sorted(moment.all(Statement), key=lambda m: m.get_x())
    circles = [m for m in moment.all(Circle) if type(m) is Circle and m.radius == 0.27]
    bottom = min(m.get_y() for m in circles)
    places = sorted(m.get_x() for m in circles if m.get_y() < bottom + 0.1)
    assert [s.get_x() for s in statements] == pytest.approx(places)
    assert statements[0].line.source == executed(Binding.program)["y"]
    assert [s.line.source for s in statements[1:]] == [s.line.target for s in statements[:-1]]


def test_the_box_is_emptied_before_the_first_line_is_carried_out():
    [before] = at("binding", "registers", 0).all(AddressBox)
    [after] = at("binding", "registers", 1).all(AddressBox)
    assert before.card.value.value == executed(Binding.program)["x"]
    assert not after.card.value.family_members_with_points()


def test_the_bright_way_halves_from_the_last_place_to_the_number():
    moment = at("binding", "doubling", 2)
    way = [m for m in moment.all(Line) if m.get_stroke_color().to_hex() == theme.weight and m.get_stroke_opacity() == 1]
    columns = [round((end[0] + 4.35) / Net.step) for line in way for end in (line.get_start(), line.get_end())]
    assert columns == [8, 4, 4, 2, 2, 1, 1, 0]


def test_what_was_learned_is_marked_at_its_number_of_hops_and_cited():
    moment = at("binding", "doubling", 3)
    [frame] = moment.all(SurroundingRectangle)
    inside = [
        n.value
        for n in moment.all(Number)
        if frame.get_left()[0] < n.get_x() < frame.get_right()[0] and abs(n.get_y() - frame.get_y()) < 0.3
    ]
    assert inside == [Binding.learned]
    assert sorted(tag.evidence for tag in moment.all(Tag)) == ["cited", "constructed"]

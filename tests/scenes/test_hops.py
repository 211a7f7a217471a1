"""Hops: the way that is followed, how far three machines reach, and what was learned, cell by cell."""

import json

import numpy as np
import pytest
from manim import Arrow, Circle, Rectangle

from scenes.hops import PLACES, Hops, Places, Reach
from scenes.mobjects.text import Number
from scenes.theme import theme
from tests.scenes.expect import DATA, check_numbers, texts
from tests.scenes.readback import at, dialled

MODELS = json.loads((DATA / "trained" / "hops.json").read_text())["models"]


def curves(name: str) -> list[list[float]]:
    return [run["by_hops"] for run in MODELS[name]["runs"].values()]


def learned(name: str) -> list[int]:
    return [sum(share > 0.99 for share in run) for run in curves(name)]


def reach(layers: int) -> list[int]:
    """By loops: one more a layer, twice as far, and a window that takes its neighbours' on either side."""
    one, double, ahead, back = 1, 1, 1, 0
    for _ in range(layers):
        one, double = one + 1, 2 * double
        # Ahead: the place whose window begins where one's own ends; back: the one whose window ends where it begins.
        ahead, back = ahead + (ahead + back), back + (ahead + back)
    return [one, double, ahead]


NUMBERS = {
    "chase": lambda: texts([Hops.far]),
    "built": lambda: [*texts(reach(3)), "layers: 3"],
    "learned": lambda: [*texts(range(1, 9)), *(t for name in Hops.rows for t in texts(learned(name)))],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("hops"), NUMBERS)


def test_the_lit_arrows_are_the_way_from_the_first_place():
    places = at("hops", "chase", 1).one(Places)
    centres = [dot.get_center() for dot in places.dots]

    def nearest(point: np.ndarray) -> int:
        return int(np.argmin([np.linalg.norm(point - centre) for centre in centres]))

    lit = {
        nearest(m.get_start()): nearest(m.get_end())
        for m in places.arrows
        if isinstance(m, Arrow) and m.get_color().to_hex() == theme.query
    }
    place = Hops.followed
    for _ in range(Hops.far):
        place = lit.pop(place)
    assert not lit


def test_the_ring_stands_in_the_order_of_the_cycle():
    places = at("hops", "chase", 2).one(Places)
    centre = places.centre
    turn = {}
    for i, dot in enumerate(m for m in places.dots if isinstance(m, Circle)):
        x, y, _ = dot.get_center() - centre
        turn[i] = round((np.pi / 2 - np.arctan2(y, x)) % (2 * np.pi) / (2 * np.pi) * PLACES) % PLACES
    assert sorted(turn.values()) == list(range(PLACES))
    assert all(turn[places.f[i]] == (turn[i] + 1) % PLACES for i in turn)


def test_arcs_reach_as_far_as_the_machine_knows():
    moments = dialled("hops", "built")
    assert [m.value for m in moments] == [0, 0.75, 1.5, 2.25, 3]
    for moment in moments:
        low = min(int(moment.value), 2)
        wanted = [a + (moment.value - low) * (b - a) for a, b in zip(reach(low), reach(low + 1), strict=True)]
        for machine, hops in zip(moment.all(Reach), wanted, strict=True):
            end = machine.arc.points[-1] - machine.centre
            angle = (np.pi / 2 - np.arctan2(end[1], end[0])) % (2 * np.pi)
            assert angle / (2 * np.pi) * PLACES == pytest.approx(hops % PLACES, abs=0.01)
            assert machine.number.value == round(hops)


def test_cells_are_as_full_as_the_answers_are_right():
    moment = at("hops", "learned", 2)
    cells = [m for m in moment.all(Rectangle) if m.height == pytest.approx(0.19) and m.width < 0.7]
    heights = sorted({round(float(m.get_y()), 3) for m in cells}, reverse=True)
    rows = [run for name in Hops.rows for run in curves(name)]
    assert len(heights) == len(rows)
    for y, run in zip(heights, rows, strict=True):
        row = sorted((m for m in cells if abs(m.get_y() - y) < 0.01), key=lambda m: m.get_x())
        assert [float(m.get_fill_opacity()) for m in row] == pytest.approx(run)


def test_the_count_stands_at_its_row(seen):
    moment = at("hops", "learned", 2)
    found = [m for m in moment.all(Number) if m.get_x() > 3]
    by_row: dict[float, list] = {}
    for number in found:
        by_row.setdefault(round(float(number.get_y()), 1), []).append(number)
    rows = [sorted(by_row[y], key=lambda m: m.get_x()) for y in sorted(by_row, reverse=True)]
    counts = [[int(n.value) for n in row] for row in rows if len(row) == 3]
    assert counts == [learned(name) for name in Hops.rows]

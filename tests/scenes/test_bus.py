"""The bus: wires as wide as the stored weights, bars as high as the stored shares, verdicts as they were given."""

import json
from statistics import mean

import pytest
from manim import Rectangle

from scenes.bus import FOOT, HIGH, Bus, Column, Held, Verdicts, Wire
from scenes.mobjects.tokens import weight_width
from scenes.theme import theme
from tests.scenes.expect import DATA, check_numbers, texts
from tests.scenes.readback import at

MODELS = json.loads((DATA / "trained" / "bus.json").read_text())["models"]
FIRST = MODELS["sum"]["runs"]["0"]["example"]
PLACE = Bus.place


def share(name: str, key: str = "right") -> float:
    return mean(run[key] for run in MODELS[name]["runs"].values())


def tokens() -> list[str]:
    values, pointers = FIRST["values"], FIRST["pointers"]
    return [*texts(values), *texts([f + 1 for f in pointers], before="→ "), *texts(range(1, 9))]


def bars(*kinds: str) -> list[str]:
    return [text for p in Bus.programs for kind in kinds for text in texts([share(p + kind)], 2)]


NUMBERS = {
    "fetch": lambda: [
        *tokens(),
        *texts([FIRST["values"][f] for f in FIRST["pointers"]]),
        *texts([share("sum", "weight")], 2),
        *texts([share("copy-linear")], 3),
    ],
    "programs": lambda: [*tokens(), *bars("", "-linear"), "(a + b) mod 5", "a × b mod 5"],
    "together": lambda: [
        *tokens(),
        *bars("-bare"),
        f"was {share('sum', 'weight'):.2f}",
        f"now {share('sum-bare', 'weight'):.2f}",
        "(a + b) mod 5",
        "a × b mod 5",
    ],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("bus"), NUMBERS)


def test_a_wire_joins_a_place_to_what_it_looks_at_as_wide_as_its_weight():
    moment = at("bus", "fetch", 3)
    boxes = [held.box.get_x() for held in moment.all(Held)]
    found = {}
    for wire in moment.all(Wire):
        token, place = (min(range(8), key=lambda i, e=end: abs(boxes[i] - e[0])) for end in wire.points[[0, -1]])
        found[place, token] = float(wire.get_stroke_width())
    wanted = {(i, j): w for i, row in enumerate(FIRST["weights"]) for j, w in enumerate(row) if w >= 0.03}
    assert found == pytest.approx({key: weight_width(w) for key, w in wanted.items()})
    assert all(max(row) == row[FIRST["pointers"][i]] for i, row in enumerate(FIRST["weights"]))


def heights(moment, color: str) -> list[float]:
    """Shares that the bars of a colour stand for, from left to right."""
    standing = [
        m
        for m in moment.all(Rectangle)
        if m.get_fill_color().to_hex() == color and abs(m.get_bottom()[1] - FOOT) < 1e-6 and m.width > 0.5
    ]
    return [m.height / HIGH for m in sorted(standing, key=lambda m: m.get_x())]


@pytest.mark.parametrize(
    ("slide", "step", "color", "kind"),
    [("programs", 2, "program", ""), ("programs", 3, "muted", "-linear"), ("together", 1, "muted", "-bare")],
)
def test_bars_are_as_high_as_the_programs_are_right(slide, step, color, kind):
    found = heights(at("bus", slide, step), getattr(theme, color))
    assert found == pytest.approx([share(p + kind) for p in Bus.programs], abs=1e-3)


def test_dashes_stand_where_the_commonest_answer_would_be():
    columns = sorted(at("bus", "programs", 3).all(Column), key=lambda c: c.get_x())
    for column, program in zip(columns, Bus.programs, strict=True):
        assert (column.guess.get_y() - FOOT) / HIGH == pytest.approx(share(program, "commonest"), abs=1e-3)


def test_the_squares_are_the_verdicts_and_the_card_has_the_sum():
    field = at("bus", "programs", 1).one(Verdicts)
    filled = [cell.get_fill_opacity() > 0.5 for cell in field.cells]
    assert filled == [bool(v) for v in MODELS["sum"]["runs"]["0"]["first"]]
    a, b = FIRST["values"][PLACE], FIRST["values"][FIRST["pointers"][PLACE]]
    assert FIRST["said"][PLACE] == (a + b) % FIRST["numbers"]

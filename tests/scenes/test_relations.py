"""Relations: arcs are the facts of each round, bars the measured similarities and shares, squares the cases."""

import json
from itertools import combinations

import numpy as np
import pytest
from manim import ArcBetweenPoints, Rectangle

from attn_core.measured import DATA
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.relations import CaseField, FactLine, People, Relation, Relations
from scenes.theme import theme
from tests.scenes.expect import check_numbers, texts
from tests.scenes.readback import at

PARTS = json.loads((DATA / "roles.json").read_text())["parts"]
OWN, PLACE = PARTS[Relations.wording], Relations.asked
PLACES = np.arange(1, 15)


def right(part: dict, which: int) -> np.ndarray:
    """Fact i is about the places i and i + 1: the one before a place has it below, the one at it above."""
    return np.array(part["nearest"][which]) == PLACES - (which == 0)


def shares(part: dict) -> list[float]:
    one, other = right(part, 0), right(part, 1)
    return [float(x.mean()) for x in (one, other, one & other)]


SAME = int((np.array(OWN["nearest"][0]) == np.array(OWN["nearest"][1])).sum())
NUMBERS = {
    "fixpoint": lambda: ["36"],
    "who": lambda: ["140", str(int(right(OWN, 0).sum()))],
    "turned": lambda: texts([share for part in PARTS.values() for share in shares(part)], 2),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("relations"), NUMBERS)


@pytest.mark.parametrize(("step", "reach"), [(1, 1), (2, 1), (3, 2), (4, 4), (5, 8), (6, 8)])
def test_arcs_join_whom_the_rounds_have_reached(step, reach):
    moment = at("relations", "fixpoint", step)
    people = moment.one(People)
    xs = [circle.get_x() for circle in people.circles]

    def nearest(x: float) -> int:
        return int(np.argmin(np.abs(np.array(xs) - x)))

    found = sorted((nearest(arc.get_start()[0]), nearest(arc.get_end()[0])) for arc in moment.all(Relation))
    assert found == [(a, b) for a, b in combinations(range(len(xs)), 2) if b - a <= reach]
    assert str(len(found)) in [m.text for m in moment.all(Number)]
    assert all(arc.get_top()[1] > circle.get_top()[1] for arc in moment.all(Relation) for circle in people.circles)


def test_one_mix_brings_the_one_above():
    moment = at("relations", "fixpoint", 2)
    people = moment.one(People)
    got = [m for m in moment.all(Label) if len(m.original_text) == 1 and m.get_y() < people.foot - 0.6]
    by_x = sorted(got, key=lambda m: float(m.get_x()))
    assert [m.original_text for m in by_x] == [m.original_text for m in people.letters[:-1]]
    for label, circle in zip(by_x, people.circles[1:], strict=True):
        assert label.get_x() == pytest.approx(circle.get_x(), abs=0.02)
    looks = [m for m in moment.all(ArcBetweenPoints) if m.get_stroke_color().to_hex() == theme.weight]
    assert len(looks) == len(by_x) and all(m.get_start()[0] > m.get_end()[0] for m in looks)


@pytest.mark.parametrize(("slide", "which"), [("who", 0), ("turned", 1)])
def test_bars_are_the_similarities_and_the_nearest_is_framed(slide, which):
    moment = at("relations", slide, 1)
    lines = moment.all(FactLine)
    similar = OWN["similar"][which][PLACE - 1]
    row = OWN["row"]
    for line, above, below, wanted in zip(lines, row, row[1:], similar, strict=False):
        assert line.words.original_text == f"{above} is the manager of {below}."
        assert line.bar.width == pytest.approx(FactLine.unit * wanted, abs=0.01)
        assert line.bar.get_left()[0] == pytest.approx(FactLine.start, abs=0.01)
    best = int(np.argmax(similar))
    frames = [m for m in moment.all(Rectangle) if m.get_stroke_color().to_hex() == theme.query and m.get_stroke_width()]
    [frame] = frames
    assert frame.get_y() == pytest.approx(lines[best].bar.get_y(), abs=0.02)
    [verdict] = moment.all(Verdict)
    assert verdict.right == (best == PLACE - (which == 0))
    assert verdict.get_y() == pytest.approx(lines[best].bar.get_y(), abs=0.05)
    question = OWN["questions"][which].format(x=row[PLACE])
    assert question in [m.original_text for m in moment.all(Label)]


def test_squares_are_the_cases():
    names, roles = at("relations", "who", 2).all(CaseField)
    assert all(cell.get_fill_opacity() == 1 for cell in names)
    filled = np.array([cell.get_fill_opacity() for cell in roles]).reshape(10, 14)
    assert (filled == right(OWN, 0)).all()
    same = at("relations", "turned", 1).all(CaseField)[-1]
    assert sum(float(cell.get_fill_opacity()) for cell in same) == SAME


def test_the_table_has_all_wordings_in_both_directions():
    moment = at("relations", "turned", 3)
    bars = [m for m in moment.all(Rectangle) if m.height == pytest.approx(0.3) and m.get_fill_opacity() == 1]
    by_row = sorted(bars, key=lambda m: (-round(float(m.get_y()), 2), float(m.get_left()[0])))
    wanted = [share for part in PARTS.values() for share in shares(part)]
    assert [float(m.width) for m in by_row] == pytest.approx([2.2 * share for share in wanted], abs=0.01)
    for i, part in enumerate(PARTS.values()):
        said = part["fact"].format(a="A", b="B")
        [words] = [m for m in moment.all(Label) if m.original_text == said]
        assert words.get_y() == pytest.approx(by_row[3 * i].get_y(), abs=0.12)

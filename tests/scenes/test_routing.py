"""Routing: lines and cells show the weights of a question, the chart what is recalled; both by plain loops."""

import numpy as np
import pytest
from manim import Line

from attn_core.memory import recall
from scenes.mobjects.chart import CurveChart
from scenes.mobjects.tokens import weight_width
from scenes.routing import Field, Routing
from scenes.theme import theme
from tests.scenes.expect import check_numbers, shares, texts
from tests.scenes.readback import at


def weights(n: int) -> tuple[list[float], int]:
    """The same draws, score by score."""
    rng = np.random.default_rng(Routing.seed)
    keys = [row / np.sqrt(row @ row) for row in rng.normal(size=(n, Routing.width))]
    moved = rng.normal(size=Routing.width)
    which = int(0.7 * n)
    query = keys[which] + Routing.noise * moved / np.sqrt(moved @ moved)
    return shares([Routing.beta * float(query @ key) for key in keys]), which


def right(n: int, reader: str, beta: float = Routing.beta) -> float:
    rng = np.random.default_rng([Routing.seed, n])
    draws = max(1, Routing.questions // n)
    return recall(n, beta, width=Routing.width, noise=Routing.noise, draws=draws, rng=rng).right[reader]


N = Routing.shown[-1]
NUMBERS = {
    "ask": lambda: [*texts([weights(N)[0][weights(N)[1]]], 2), f"{N} pairs"],
    "box": lambda: ["32\N{THIN SPACE}768 numbers", f"{Routing.width * Routing.width} numbers"],
    "recall": lambda: ["8", "32", "128", "512", "2048", "0", "0.5", "1", f"width of the box: {Routing.width}"],
}


def test_numbers_are_those_of_the_data(seen):
    assert 2 * Routing.width * N == 32768
    check_numbers(seen("routing"), NUMBERS)


@pytest.mark.parametrize(("step", "n"), [(1, Routing.shown[0]), (2, N)])
def test_cells_are_as_bright_and_lines_as_wide_as_the_weights(step, n):
    moment = at("routing", "ask", step)
    wanted, which = weights(n)
    field = moment.one(Field)
    found = [float(cell.get_fill_opacity()) for cell in field.cells]
    assert found == pytest.approx([w if w > 0.004 else 0 for w in wanted], abs=1e-6)
    assert int(np.argmax(found)) == which
    drawn = [m for m in moment.all(Line) if type(m) is Line and m.get_stroke_color().to_hex() == theme.weight]
    lines = sorted((float(m.get_stroke_width()) for m in drawn), reverse=True)
    assert lines[:3] == pytest.approx([weight_width(w) for w in sorted(wanted, reverse=True)[:3]], abs=1e-3)


@pytest.mark.parametrize(("which", "reader"), enumerate(["softmax", "additive", "delta rule"]))
def test_curves_are_the_shares_that_are_recalled(which, reader):
    moment = at("routing", "recall", 2)
    chart = moment.one(CurveChart)
    line = chart.curves[which].line
    ends = np.vstack([line.points[::4], line.points[-1:]])
    wanted = [chart.point(n, right(n, reader)) for n in Routing.lengths]
    np.testing.assert_allclose(ends, wanted, atol=1e-6)


def test_the_state_loses_and_a_blunt_question_fails_too():
    assert Routing.noise > 0.2, "a question that is its key is no test of recall"
    assert min(right(n, "softmax") for n in Routing.lengths) > 0.99
    assert right(512, "additive") < 0.4 and right(512, "delta rule") < 0.2
    assert right(512, "softmax", Routing.blunt) < 0.3

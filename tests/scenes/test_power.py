"""Power: bars, slopes and curves are the stored accuracies; the task's answer is the task's."""

import json
from statistics import mean

import pytest
from manim import Dot, Rectangle, RoundedRectangle

from scenes.mobjects.chart import Chart, Curve
from scenes.mobjects.text import Label
from scenes.power import Outcome, Power, Ring, Stack
from scenes.theme import theme
from tests.scenes.expect import DATA, check_numbers, texts
from tests.scenes.readback import at, corners, ink

MODELS = json.loads((DATA / "trained" / "power.json").read_text())["models"]
ROWS = {
    "full": None,
    "no-attention": None,
    "depth-1": "depth-1-longer",
    "no-residual": "no-residual-longer",
    "no-mlp": "no-mlp-longer",
}


def by_hops(name: str) -> list[float]:
    runs = [run["by_hops"] for run in MODELS[name]["runs"].values()]
    return [mean(column) for column in zip(*runs, strict=True)]


def over_all(name: str) -> list[float]:
    return [mean(run["by_hops"]) for run in MODELS[name]["runs"].values()]


def table() -> list[str]:
    found = ["1 hop", "2 hops", "3 hops"]
    for name, longer in ROWS.items():
        found += texts(by_hops(name), 2)
        found += texts([max(a, b) for a, b in zip(by_hops(name), by_hops(longer), strict=True)], 2) if longer else []
    return found


def answer() -> tuple[int, int, int]:
    place = Power.start
    for _ in range(Power.hops):
        place = Power.pointers[place]
    own, found = Power.values[Power.start], Power.values[place]
    return own, found, (own + found) % Power.modulus


NUMBERS = {
    "task": lambda: [*texts(Power.values), *texts(answer()), "mod 5"],
    "parts": table,
    "deeper": lambda: ["1", "2", "3", "0", "0.5", "1"],
    "data": lambda: [*texts(Power.pools), "0", "0.5", "1"],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("power"), NUMBERS)


def test_the_cycle_visits_every_place():
    place, seen_places = 0, set()
    for _ in Power.pointers:
        seen_places.add(place)
        place = Power.pointers[place]
    assert place == 0 and len(seen_places) == len(Power.pointers)


def test_arrows_lead_where_the_pointers_point():
    ring = at("power", "task", 0).one(Ring)
    for arrow, i, j in zip(ring.arrows, range(8), Power.pointers, strict=True):
        for end, place in ((arrow.get_start(), i), (arrow.get_end(), j)):
            distances = [sum((end - circle.get_center()) ** 2) for circle in ring.circles]
            assert distances.index(min(distances)) == place


def test_an_mlp_has_not_the_colour_of_programs_for_here_none_is_needed_to_add():
    moment = at("power", "parts", 1)
    boxes = [m for m in moment.all(RoundedRectangle) if m.width == pytest.approx(2.35)]
    names = [m for m in moment.all(Label) if m.original_text in Stack.names]
    inks = {"attention": theme.weight.upper(), "MLP": theme.ink.upper()}
    assert len(boxes) == len(names) == 4
    for name in names:
        [box] = [m for m in boxes if abs(m.get_y() - name.get_y()) < 0.1]
        assert ink(box) == inks[name.original_text] == name[0].get_fill_color().to_hex().upper()


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_bars_are_as_long_as_the_answers_are_right(row):
    name, longer = list(ROWS.items())[row]
    moment = at("power", "parts", 4)
    y = sorted((m.y for m in moment.all(Outcome)), reverse=True)[row]
    for x, share, k in zip(Power.columns, by_hops(name), range(3), strict=True):
        found = {}
        for bar in moment.all(Rectangle):
            if abs(bar.get_y() - y) < 0.01 and x - 0.01 < bar.get_left()[0] < x + 1.8:
                found[bar.get_fill_color().to_hex()] = bar
        assert found[theme.ink].width / Outcome.width_of_one == pytest.approx(share, abs=2e-3)
        more = max(by_hops(longer)[k] - share, 0) if longer else 0
        assert found[theme.faint].width / Outcome.width_of_one == pytest.approx(more, abs=2e-3)


SLOPES = (
    ((1, "depth-1"), (2, "full"), (3, "full-depth-3")),
    ((1, "no-residual-depth-1"), (2, "no-residual"), (3, "no-residual-depth-3")),
    ((2, "no-residual-longer"), (3, "no-residual-depth-3-longer")),
)


@pytest.mark.parametrize(("which", "models"), list(enumerate(SLOPES)))
def test_slopes_lead_through_the_means_and_dots_are_the_seeds(which, models):
    moment = at("power", "deeper", 3)
    chart, curve = moment.one(Chart), moment.all(Curve)[which]
    wanted = [chart.point(depth, mean(over_all(name)))[:2] for depth, name in models]
    assert [list(p) for p in corners(curve.line)] == [pytest.approx(list(w)) for w in wanted]
    dots = [m.get_center() for m in curve if isinstance(m, Dot)]
    wanted = [chart.point(depth, share) for depth, name in models for share in over_all(name)]
    assert [list(d) for d in dots] == [pytest.approx(list(w)) for w in wanted]


def test_a_third_layer_hurts_and_longer_training_helps():
    without = [mean(over_all(name)) for _, name in SLOPES[1]]
    assert without[2] < 0.3 < without[0] < without[1] < mean(over_all("no-residual-depth-3-longer"))
    assert (
        mean(over_all("pool-256-longer")) < mean(over_all("pool-256")) + 0.02 < mean(over_all("pretrained-256")) - 0.5
    )


POOLS = (
    ("pool-64", "pool-256", "pool-1024", "pool-4096"),
    ("pool-64-longer", "pool-256-longer", "pool-1024-longer"),
    ("pretrained-64", "pretrained-256", "pretrained-1024"),
)


@pytest.mark.parametrize(("which", "names"), list(enumerate(POOLS)))
def test_curves_of_data_are_those_stored(which, names):
    moment = at("power", "data", 3)
    chart = next(m for m in moment.all(Chart))
    curve = moment.all(Curve)[which]
    dots = [m.get_center() for m in curve if isinstance(m, Dot)]
    wanted = [chart.point(int(name.split("-")[1]), mean(over_all(name))) for name in names]
    assert [list(d) for d in dots] == [pytest.approx(list(w)) for w in wanted]

"""Spreads by width, with the root and without it."""

from scenes.scaling import Scaling
from tests.scenes.expect import check_numbers, curves, find, plain, texts


def spread(root: bool, ticks: list[float]) -> list[str]:
    """Widths with the root of each, or with one, and the ticks of the chart."""
    lines = [*texts(Scaling.widths, 0, "d = "), *texts([d**0.5 if root else 1 for d in Scaling.widths], 1, "spread ")]
    return [*lines, *map(plain, ticks)]


NUMBERS = {
    "spread": lambda: spread(True, [-40, -20, 0, 20, 40, 0, 0.1, 0.2, 0.3]),
    "divided": lambda: spread(False, [-4, -2, 0, 2, 4, 0, 0.2, 0.4, 0.6]),
    "saturation": lambda: [*texts(Scaling.more_widths), *map(plain, [0, 0.25, 0.5, 0.75, 1])],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("scaling"), NUMBERS)


def test_only_raw_scores_saturate(seen):
    raw, scaled = curves(find(seen("scaling"), "saturation"))
    assert [y for _, y in raw] == sorted(y for _, y in raw)
    assert raw[-1][1] > 0.9
    assert all(0.2 < y < 0.3 for _, y in scaled)

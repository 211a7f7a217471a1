"""Mean against state, on one word, by length, trained, and by the number of ones."""

import json

import numpy as np
import pytest

from scenes.mobjects.matrix import MatrixCell
from scenes.parity import Parity
from tests.scenes.expect import DATA, best_threshold, check_numbers, curves, find, texts


def word() -> list[str]:
    n, bits = len(Parity.word), Parity.word
    left = [
        *texts([1 / n], 3, "one bit moves it by "),
        *texts([100 * best_threshold(n)], 1, "right on ", " % of words"),
    ]
    right = [*texts([1], 0, "one bit moves it by "), *texts([100], 0, "right on ", " % of words")]
    return [*texts([*bits, *bits]), *texts([sum(bits) / n], 3), *texts([sum(bits) % 2]), *left, *right]


NUMBERS = {
    "word": word,
    "margin": lambda: ["0", "1", *texts(Parity.lengths, 0, "n = "), *texts(Parity.lengths, 0, "1/")],
    "readout": lambda: [*texts(Parity.readout_lengths), "0.5", "0.6", "0.7", "0.8", "0.9", "1"],
    "trained": lambda: [*texts([last for _, last in Parity.bins]), "0.4", "0.6", "0.8", "1"],
    "ones": lambda: texts(range(0, Parity.length + 1, 2)),
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("parity"), NUMBERS)


def test_the_readout_curves_are_exact(seen):
    machine, head = curves(find(seen("parity"), "readout"))
    assert machine == tuple((n, 1.0) for n in Parity.readout_lengths)
    assert [y for _, y in head] == pytest.approx([best_threshold(n) for n in Parity.readout_lengths], abs=1e-12)


def stored(*path: str) -> list:
    """Trained curves as they stand in the file, by seed."""
    models = json.loads((DATA / "trained" / "parity.json").read_text())["models"]
    found = []
    for run in models[path[0]]["runs"].values():
        for key in path[1:]:
            run = run[key]
        found.append(run)
    return found


def test_the_trained_curves_are_means_of_the_stored_seeds(seen):
    order = ("elman", "scratchpad", "transformer-2", "transformer-1", "attention-only")
    for model, values in zip(order, curves(find(seen("parity"), "trained")), strict=True):
        seeds = stored(model, "by_length")
        for (first, last), (x, y) in zip(Parity.bins, values, strict=False):
            numbers = [v for seed in seeds for v in seed[first - 1 : last]]
            assert x == last
            assert y == pytest.approx(sum(numbers) / len(numbers)), (model, last)


def test_the_strips_are_the_stored_seeds(seen):
    expected = [stored(model, "by_ones", str(Parity.length)) for model in ("elman", "transformer-1", "attention-only")]
    drawn = [m for m in find(seen("parity"), "ones").stage if isinstance(m, MatrixCell)]
    opacities = [cell.get_fill_opacity() for cell in sorted(drawn, key=lambda c: (-round(c.get_y(), 2), c.get_x()))]
    assert opacities == pytest.approx(np.ravel(expected), abs=1e-6)

"""Order: arrows go with their words, cards as letters move them, bars are ceilings counted by words, dots the nets."""

import json
from collections import Counter
from itertools import product
from math import sqrt

import numpy as np
import pytest
from manim import Dot, Rectangle

from attn_core import toy
from scenes.mobjects.chart import Chart
from scenes.order import UNIT, Hand, Order, Said
from scenes.theme import theme
from tests.scenes.expect import DATA, check_numbers, dot, shares, texts, weighted_sum
from tests.scenes.readback import at

NETS = {name: json.loads((DATA / "trained" / f"{name}.json").read_text())["models"] for name in ("order", "order-bits")}


def outputs(order: list[int], causal: bool) -> dict[str, list[float]]:
    """Each word's output when the words stand in this order, by loops."""
    found = {}
    for place, i in enumerate(order):
        visible = order[: place + 1] if causal else order
        row = shares([dot(toy.QUERY[i], toy.KEY[j]) / sqrt(2) for j in visible])
        found[toy.TOKENS[i]] = list(weighted_sum(row, [toy.VALUE[j] for j in visible]))
    return found


def ceiling(n: int) -> float:
    """The best guess for each bag of letters, all words written out."""
    group = list(product(range(3), repeat=3))
    group = [g for g in group if sorted(g) == [0, 1, 2]]
    bags: dict[tuple, Counter] = {}
    for word in product(range(6), repeat=n):
        state = (0, 1, 2)
        for letter in word:
            state = tuple(group[letter][s] for s in state)
        bags.setdefault(tuple(sorted(word)), Counter())[state] += 1
    return sum(max(counts.values()) for counts in bags.values()) / 6**n


def net(name: str) -> np.ndarray:
    return np.array([run["by_length"] for run in NETS[name]["order-blind"]["runs"].values()])


AXES = [*texts(range(1, 9)), "0", "0.5", "1"]
HANDS = 2 * ["1", "2", "3"]
BITS = ["1", "0", "1", "1", "0", "1", "0", "1"]
NUMBERS = {
    "cards": lambda: [*HANDS, *AXES, *texts([ceiling(2), ceiling(4)], 2), "0.39"],
    "bag": lambda: [*AXES, *BITS],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("order"), NUMBERS)


@pytest.mark.parametrize(("slide", "step", "causal"), [("permute", 1, False), ("permute", 2, False), ("mask", 1, True)])
def test_arrows_are_the_outputs_in_that_order(slide, step, causal):
    order = list(range(4)) if step == 1 and slide == "permute" else list(Order.shuffled)
    wanted = outputs(order, causal)
    words = at("order", slide, step).all(Said)
    standing = [word.word.original_text for word in sorted(words, key=lambda w: w.chip.get_x())]
    assert standing == [toy.TOKENS[i] for i in order]
    for word in words:
        found = (word.arrow.get_end() - word.origin.get_center())[:2] / UNIT
        assert found == pytest.approx(wanted[word.word.original_text], abs=1e-3)


def test_the_same_letters_in_two_orders_give_two_hands():
    hands = sorted(at("order", "cards", 1).all(Hand), key=lambda m: -m.y)
    shown = [[int(card[1].value) for card in sorted(hand.cards, key=lambda c: c.get_x())] for hand in hands]
    for cards, word in zip(shown, (Order.letters, Order.letters[::-1]), strict=True):
        state = [1, 2, 3]
        for letter in word:
            moved = list(state)
            for place, to in enumerate(letter):
                moved[to] = state[place]
            state = moved
        assert cards == state
    assert shown[0] != shown[1]


def bars(moment) -> list[float]:
    chart = moment.one(Chart)
    foot, unit = chart.point(1, 0)[1], chart.point(1, 1)[1] - chart.point(1, 0)[1]
    standing = [
        m for m in moment.all(Rectangle) if abs(m.get_bottom()[1] - foot) < 1e-3 and m.width == pytest.approx(0.5)
    ]
    return [m.height / unit for m in sorted(standing, key=lambda m: m.get_x())]


def test_bars_are_the_ceilings():
    found = bars(at("order", "cards", 2))
    assert found[:6] == pytest.approx([ceiling(n) for n in range(1, 7)], abs=1e-3)
    assert found[7] == pytest.approx(0.385, abs=1e-3)


def dots(moment) -> list[tuple[int, float]]:
    chart = moment.one(Chart)
    found = []
    for m in moment.all(Dot):
        if m.get_fill_color().to_hex() == theme.weight and 0.1 < m.width < 0.13:
            n = min(range(1, 9), key=lambda k: abs(chart.point(k, 0)[0] - m.get_x()))
            share = (m.get_y() - chart.point(1, 0)[1]) / (chart.point(1, 1)[1] - chart.point(1, 0)[1])
            found.append((n, round(float(share), 4)))
    return sorted(found)


@pytest.mark.parametrize(("slide", "step", "name"), [("cards", 3, "order"), ("bag", 2, "order-bits")])
def test_dots_are_the_trained_nets(slide, step, name):
    wanted = sorted((n + 1, share) for run in net(name).tolist() for n, share in enumerate(run))
    found = dots(at("order", slide, step))
    assert [n for n, _ in found] == [n for n, _ in wanted]
    np.testing.assert_allclose([s for _, s in found], [s for _, s in wanted], atol=2e-4)


def test_no_net_passes_the_ceiling():
    """For six letters and more the words asked are a sample."""
    for n in range(1, 7):
        assert net("order")[:, n - 1].max() <= ceiling(n) + 0.004
    assert bars(at("order", "bag", 2)) == pytest.approx([1] * 8, abs=1e-3)

"""A mean twitches and a state turns over: stripes, cuts, the bound, trained curves and answers by number of ones."""

import json
from itertools import pairwise
from math import atan2, comb, exp, pi

import numpy as np
import pytest
from manim import DashedLine, Dot, Line, Polygon, Rectangle, Triangle

from attn_core.parity import BOUND
from scenes import look
from scenes.mobjects.chart import Curve
from scenes.mobjects.gauge import Gauge
from scenes.mobjects.machine import StateBox
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.stripes import Band, Fan
from scenes.mobjects.text import Number
from scenes.mobjects.tokens import SymbolRow, weight_width
from scenes.parity import Parity, show_share
from scenes.parity_nets import Answers, bins_of
from scenes.theme import theme
from tests.scenes.expect import DATA, best_threshold, check_numbers, find, real_row, sentence, texts
from tests.scenes.play import is_visible
from tests.scenes.readback import Scale, colour, corners, label, parity_of

N = len(Parity.word)
FLIPPED = [b ^ (i == Parity.flipped - 1) for i, b in enumerate(Parity.word)]
SOME = Parity.some_length
BITS = Parity.word[:6]


def largest_score() -> float:
    """The bound B of the famous head: over all rows of the stored sentence, scaled by the root of the width."""
    head = sentence()["heads"]["L3H1"]
    width = len(head["query"][0]) ** 0.5
    return max(abs(sum(a * b for a, b in zip(q, k, strict=True))) / width for q in head["query"] for k in head["key"])


def silent() -> int:
    """From how many tokens on the bound 4 e^(2B) / n is below the most there is, 2."""
    top, n = 4 * exp(2 * largest_score()), 1
    while top / n > 2:
        n += 1
    return n


NUMBERS = {
    "flip": lambda: [*texts([*FLIPPED, sum(FLIPPED) % 2, 0, 1]), f"1/{N}"],
    "stripes": lambda: [*texts([4, 8, 16, 64]), f"n = {SOME}", f"{SOME} cuts", "100 %", "100 %", "50 %"],
    "bound": lambda: [
        *(f"{10**k:,}".replace(",", "\N{THIN SPACE}" if k > 3 else "") for k in range(1, 7)),
        *("0.0001", "0.001", "0.01", "0.1", "1"),
        *texts([largest_score()], 2, "B = "),
        f"{silent():,}".replace(",", "\N{THIN SPACE}"),
    ],
    "trained": lambda: [
        *texts([1, 2, 5, 10, 20, 50, 100, 200, 400]),
        *("0.4", "0.6", "0.8", "1"),
        f"asked up to {len(stored('scratchpad', 'by_length')[0])}",
        *texts([*BITS, *(sum(BITS[: t + 1]) % 2 for t in range(len(BITS)))]),
    ],
    "ones": lambda: [
        *texts(range(0, Parity.counted + 1, 2)),
        *(f"counts to {right_to(seeds[0])}" for seeds in by_ones().values() if right_to(seeds[0]) < Parity.counted),
        *(
            f"{sum(kind(s) == kind(seeds[0]) for s in seeds)} of {len(seeds)} seeds alike"
            for seeds in by_ones().values()
        ),
    ],
}


def by_ones() -> dict[str, list[list[float]]]:
    """By model, in the order of the rows, and seed: the share of right answers for 0, 1, ... ones."""
    order = ("elman", "transformer-1", "attention-only", "transformer-2")
    return {model: stored(model, "by_ones", str(Parity.counted)) for model in order}


def answers(seed: list[float]) -> list[int]:
    return [k % 2 if share >= 0.5 else 1 - k % 2 for k, share in enumerate(seed)]


def right_to(seed: list[float]) -> int:
    """The number of ones before the first that is mostly answered wrong."""
    return next((k for k, share in enumerate(seed) if share < 0.5), len(seed)) - 1


def kind(seed: list[float]) -> str:
    """How a seed ends: right everywhere, or with one answer."""
    *_, a, b, c = answers(seed)
    return "right" if min(seed) >= 0.5 else "one answer" if a == b == c else "other"


def alike(seeds: list[list[float]]) -> int:
    """How many seeds end as the first one does."""
    return sum(kind(seed) == kind(seeds[0]) for seed in seeds)


def one(state, kind):
    [found] = [m for m in state.stage if isinstance(m, kind)]
    return found


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("parity"), NUMBERS)


# Flip


def test_the_needle_points_at_the_mean_and_the_card_says_the_parity(seen):
    state = find(seen("parity"), "flip")
    card = one(state, StateBox)
    assert card.value.text == str(sum(FLIPPED) % 2)
    assert [parity_of(m) for m in card.corners] == 2 * [sum(FLIPPED) % 2]
    gauge = one(state, Gauge)
    left, tip, right = corners(gauge.needle)[:3]
    ahead = tip - (left + right) / 2
    assert 1 - atan2(ahead[1], ahead[0]) / pi == pytest.approx(sum(FLIPPED) / N, abs=1e-6)


def test_the_gauge_has_a_mark_for_every_mean_even_and_odd_in_turn(seen):
    gauge = one(find(seen("parity"), "flip"), Gauge)
    hub = gauge.pin.get_center()[:2]
    for k, mark in enumerate(gauge.marks):
        out = mark.get_center()[:2] - hub
        assert 1 - atan2(out[1], out[0]) / pi == pytest.approx(k / N, abs=2e-3)
        assert parity_of(mark) == k % 2


def test_the_lines_from_the_bits_are_equal(seen):
    state = find(seen("parity"), "flip")
    lines = [m for m in state.visible if colour(m) == theme.weight.upper() and len(m.points) == 4]
    assert [line.get_stroke_width() for line in lines] == pytest.approx(N * [weight_width(1 / N)])


def test_any_bit_moves_the_needle_by_one_nth_and_turns_the_card(seen):
    found = []

    def dial(self, name, tracker, low, high, **more) -> None:
        assert more["whole"] == 1
        for bit in range(low, high + 1):
            tracker.set_value(bit)
            for mobject in self.mobjects:
                mobject.update(0)
            tip = self.gauge.pointer(self.gauge.mean)[1] - self.gauge.hub
            bits = [number.value for row in (self.row, self.back) for _, number in row if is_visible(number[0])]
            places = [number.get_x() for row in (self.row, self.back) for _, number in row if is_visible(number[0])]
            word = [int(b) for _, b in sorted(zip(places, bits, strict=True))]
            cards = [n for n in self.card.get_family() if isinstance(n, Number) and is_visible(n.submobjects[0])]
            found.append((bit, word, 1 - atan2(tip[1], tip[0]) / pi, [card.text for card in cards]))
        tracker.set_value(self.flipped)
        self.play(self.card.animate.shift(0))

    seen.fresh(
        "parity", dial=dial, cut_the_stripes=stop, bound_one_token=stop, train_on_short_words=stop, count_the_ones=stop
    )
    assert len(found) == N
    for bit, word, mean, cards in found:
        expected = [b ^ (i == bit - 1) for i, b in enumerate(Parity.word)]
        assert word == expected
        assert mean == pytest.approx(sum(expected) / N)
        assert abs(mean - sum(Parity.word) / N) == pytest.approx(1 / N)
        assert cards == [str(sum(expected) % 2)] != [str(sum(Parity.word) % 2)]


def test_a_sign_over_every_bit_says_which_way_its_flip_moves_the_needle(seen):
    signs = sorted((m for m in find(seen("parity"), "flip").visible if type(m) is Triangle), key=lambda m: m.get_x())
    tips = [max(corners(m), key=lambda corner: abs(corner[0] - m.get_x()))[0] for m in signs]
    # A triangle's tip is farther from its centre of mass than its other corners.
    masses = [corners(m)[:3, 0].mean() for m in signs]
    assert [bool(tip > mass) for tip, mass in zip(tips, masses, strict=True)] == [bit == 0 for bit in Parity.word]


def stop(self) -> None:
    """In place of a beat that a test does not need."""


# Stripes


@pytest.fixture(scope="module")
def dialled(seen):
    """What the slide of stripes shows at every length of its dial, once the cut is there."""
    found = {}

    def probe(self) -> None:
        for n in range(4, 65, 4):
            self.set_length(n)
            found[n] = {
                "band": self.band.copy(),
                "cut": self.cut.get_x(),
                "answers": [(parity_of(a[0]), a[1].original_text, a.get_x()) for a in self.answers],
                "share": self.share.text,
                "point": self.point.get_center(),
                "way": corners(self.way),
                "length": self.length.text,
                "knob": self.knob.get_center(),
                "coin": self.coin.height,
                "coin_x": self.coin_line.get_x(),
                "fan": self.fan.copy(),
            }
        self.play(self.knob.animate.shift(0))

    seen.fresh("parity", rain_cuts=probe, bound_one_token=stop, train_on_short_words=stop, count_the_ones=stop)
    return found


@pytest.mark.parametrize("n", range(4, 65, 4))
def test_the_stripes_are_the_means_that_are_even(dialled, n):
    band = dialled[n]["band"]
    left, right = band.frame.get_left()[0], band.frame.get_right()[0]
    painted = [(s.get_left()[0], s.get_right()[0]) for s in band.stripes if is_visible(s)]
    expected = [(max(k - 0.5, 0) / n, min(k + 0.5, n) / n) for k in range(0, n + 1, 2)]
    shares = [((a - left) / (right - left), (b - left) / (right - left)) for a, b in painted]
    assert np.ravel(shares) == pytest.approx(np.ravel(expected), abs=1e-6)
    marks = [m for m in band.marks if is_visible(m)]
    assert len(marks) == (n - 1 if n <= 40 else 0)
    for mark in marks:
        k = (mark.get_x() - left) / (right - left) * n
        assert k == pytest.approx(round(k), abs=1e-3)
        assert parity_of(mark) == round(k) % 2


@pytest.mark.parametrize("n", range(4, 65, 4))
def test_the_cut_is_a_best_one_and_says_how_often_it_is_right(dialled, n):
    shown = dialled[n]
    band = shown["band"]
    left, right = band.frame.get_left()[0], band.frame.get_right()[0]
    between = (shown["cut"] - left) / (right - left) * n
    first, second = shown["answers"]
    assert first[2] < shown["cut"] < second[2]
    assert [("says even", "says odd")[a] for a, _, _ in (first, second)] == [first[1], second[1]]
    words = sum(comb(n, k) for k in range(n + 1) if (first[0] if k < between else second[0]) == k % 2)
    assert words / 2**n == pytest.approx(best_threshold(n)), "no other cut is right more often"
    assert shown["share"] == f"{100 * words / 2**n:.0f} %"
    assert shown["length"] == f"n = {n}"
    assert [shown["knob"][1], shown["point"][1]] == pytest.approx(2 * [band.frame.get_y()])


def test_the_way_to_the_coin_is_the_exact_share(dialled):
    unit = (dialled[4]["point"][0] - dialled[4]["coin_x"]) / (best_threshold(4) - 0.5)
    for n, shown in dialled.items():
        assert (shown["point"][0] - shown["coin_x"]) / unit + 0.5 == pytest.approx(best_threshold(n), abs=1e-6)
        assert shown["way"][-1] == pytest.approx(shown["point"][:2], abs=0.01)
    way = dialled[64]["way"]
    for n in range(8, 60, 4):
        y = dialled[n]["knob"][1]
        x = np.interp(-y, -way[:, 1], way[:, 0])
        assert (x - dialled[64]["coin_x"]) / unit + 0.5 == pytest.approx(best_threshold(n), abs=2e-3)


def test_the_coin_stands_and_tips_over_only_when_the_cut_is_nearly_a_coin(dialled):
    heights = [shown["coin"] for shown in dialled.values()]
    assert heights[:10] == pytest.approx(10 * heights[:1])
    assert heights[-1] < 0.6 * heights[0]


def test_the_fan_is_the_trace_of_the_band(dialled):
    fan = dialled[64]["fan"]
    for n in (8, 20, 32, 64):
        y, band = dialled[n]["knob"][1], dialled[n]["band"]
        left, right = band.frame.get_left()[0], band.frame.get_right()[0]
        for share in np.linspace(0.013, 0.95, 41):
            near = (share * n + 0.5) % 1
            if 0.06 < near < 0.94:
                painted = any(inside(corners(s), left + share * (right - left), y) for s in fan.stripes)
                assert painted == (round(share * n) % 2 == 0), (n, share)
    hidden = dialled[16]["fan"].cover
    assert hidden.get_top()[1] == pytest.approx(dialled[16]["knob"][1], abs=0.02)


def inside(shape: np.ndarray, x: float, y: float) -> bool:
    """Whether a point lies in a polygon, by counting the edges to its right."""
    a, b = shape[:-1], shape[1:]
    across = (a[:, 1] > y) != (b[:, 1] > y)
    at = a[across, 0] + (y - a[across, 1]) / (b[across, 1] - a[across, 1]) * (b[across, 0] - a[across, 0])
    return bool((at > x).sum() % 2)


def test_with_a_cut_at_every_border_all_words_are_right(seen):
    state = find(seen("parity"), "stripes")
    band = one(state, Band)
    left, right = band.frame.get_left()[0], band.frame.get_right()[0]
    cuts = [m for m in state.visible if isinstance(m, Line) and colour(m) == theme.weight.upper()]
    places = sorted((m.get_x() - left) / (right - left) * SOME for m in cuts)
    assert places == pytest.approx([k + 0.5 for k in range(SOME)], abs=1e-6)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.9446, "94.5 %"), (0.99946, "99.9 %"), (0.99951, "> 99.9 %"), (1 - 1e-9, "> 99.9 %"), (1.0, "100 %")],
)
def test_only_all_is_said_to_be_all(share, text):
    number = Number(0, 0, after=" %")
    show_share(number, share, 1)
    assert number.text == text


def test_the_share_ends_on_the_line_of_all_right(seen):
    state = find(seen("parity"), "stripes")
    [point] = [m for m in state.visible if isinstance(m, Dot) and colour(m) == theme.weight.upper()]
    coin, all_right = sorted({round(m.get_x(), 4) for m in state.visible if isinstance(m, DashedLine)})
    inked = [m for m in state.visible if colour(m) == theme.weight.upper() and not m.get_fill_opacity()]
    [way] = [m for m in inked if len(m.points) > 40]
    assert point.get_x() == pytest.approx(all_right, abs=1e-3)
    assert (way.get_start()[0] - coin) / (all_right - coin) == pytest.approx(2 * best_threshold(4) - 1, abs=1e-3)


def test_the_unrolled_gauge_is_as_long_as_its_arc():
    gauge = Gauge(8, np.zeros(3))
    bent = [gauge.place(k / 80) for k in range(81)]
    gauge.unroll(np.array([1.0, 2.0, 0]), 0.0)
    straight = [gauge.place(k / 80) for k in range(81)]
    lengths = [sum(np.linalg.norm(b - a) for a, b in pairwise(p)) for p in (bent, straight)]
    assert lengths[0] == pytest.approx(lengths[1], rel=1e-3)
    assert all(mark.get_y() == pytest.approx(2, abs=0.01) for mark in gauge.marks)


# The bound


def worst(n: int, b: float) -> float:
    """The largest change by one letter, all numbers of ones tried, as a share of the largest possible, 2."""

    def output(ones: int) -> float:
        up, down = ones * exp(b), (n - ones) * exp(-b)
        return (up - down) / (up + down)

    return max(abs(output(k + 1) - output(k)) for k in range(n)) / 2


def test_bound_and_worst_word_are_where_they_belong_for_every_bound(seen):
    found = []

    def dial(self, name, tracker, low, high, **more) -> None:
        for b in (BOUND, 1.0, 3.0, largest_score()) if name.startswith("bound") else ():
            tracker.set_value(b)
            for mobject in self.mobjects:
                mobject.update(0)
            found.append((b, [corners(line) for line in self.lines]))
        self.play(tracker.animate.set_value(tracker.get_value()))

    states = seen.fresh("parity", dial=dial, train_on_short_words=stop, count_the_ones=stop)
    numbers = find(states, "bound").numbers
    foot = min(n.get_y() for n in numbers)
    across = Scale([n for n in numbers if abs(n.get_y() - foot) < 0.1], 0, logarithmic=True)
    side = min(n.get_right()[0] for n in numbers)
    up = Scale([n for n in numbers if n.get_right()[0] < side + 0.5 and n.get_y() > foot + 0.3], 1, logarithmic=True)
    assert len(found) == 4
    for b, (bound, moved) in found:
        for x, y in bound:
            n = across.value(x)
            assert up.value(y) == pytest.approx(2 * exp(2 * b) / n, rel=0.03)
        for x, y in moved[::6]:
            n = round(across.value(x))
            if n <= 3000:
                assert up.value(y) == pytest.approx(worst(n, b), rel=0.05)
        assert (np.interp(moved[:, 0], *bound.T)[moved[:, 0] > bound[0, 0]] > moved[moved[:, 0] > bound[0, 0], 1]).all()


def test_the_bound_of_the_head_is_the_largest_score_of_its_rows():
    scores = real_row("L3H1", scaled=True)
    assert max(abs(v) for v in scores.values()) <= largest_score()


# Trained

ORDER = ("attention-only", "transformer-1", "transformer-2", "elman")
NAMES = {
    "attention-only": "attention only",
    "transformer-1": "one layer",
    "transformer-2": "two layers",
    "elman": "recurrent",
    "scratchpad": "writes its state",
    "scratchpad-no-recency-3000": "without the bias",
}


def stored(*path: str) -> list:
    """Trained curves as they stand in the file, by seed."""
    models = json.loads((DATA / "trained" / "parity.json").read_text())["models"]
    found = []
    for run in models[path[0]]["runs"].values():
        for key in path[1:]:
            run = run[key]
        found.append(run)
    return found


def chart_of(state) -> tuple[Scale, Scale]:
    """The axes of the chart of trained nets, as their ticks say."""
    foot = min(n.get_y() for n in state.numbers)
    side = min(n.get_right()[0] for n in state.numbers)
    bottom = [n for n in state.numbers if abs(n.get_y() - foot) < 0.1]
    left = [n for n in state.numbers if n.get_right()[0] < side + 0.5 and n.get_y() > foot + 0.2 and n.get_y() < 1.5]
    return Scale(bottom, 0, logarithmic=True), Scale(left, 1)


def test_the_trained_curves_are_drawn_where_the_stored_seeds_are(seen):
    state = find(seen("parity"), "trained")
    across, up = chart_of(state)
    drawn = {(colour(c.line), c.line.get_stroke_width()): corners(c.line) for c in state.stage if isinstance(c, Curve)}
    assert len(drawn) == 6
    for model, name in NAMES.items():
        ink = colour(label(state.labels, name)[0])
        [points] = [line for (c, width), line in drawn.items() if c == ink and (width == look.LINE) == ("bias" in name)]
        seeds = stored(model, "by_length")
        longest = len(seeds[0])
        bins = bins_of(longest)
        assert len(points) == len(bins)
        for (first, last), (x, y) in zip(bins, points, strict=True):
            numbers = [v for seed in seeds for v in seed[first - 1 : last]]
            length = longest if last == longest else (first + last) / 2
            assert across.value(x) == pytest.approx(length, rel=0.03), (model, first)
            assert up.value(y) == pytest.approx(sum(numbers) / len(numbers), abs=0.01), (model, first)


def test_bins_are_all_lengths_each_once():
    for longest in (1, 9, 200, 400):
        assert [n for first, last in bins_of(longest) for n in range(first, last + 1)] == list(range(1, longest + 1))
    assert bins_of(10)[:7] == [(n, n) for n in range(1, 8)]


def test_a_name_stands_where_its_curve_ends(seen):
    state = find(seen("parity"), "trained")
    for curve in (c for c in state.stage if isinstance(c, Curve)):
        thin = curve.line.get_stroke_width() == look.LINE
        names = [text for text in state.labels if text.original_text in NAMES.values()]
        [name] = [n for n in names if colour(n[0]) == colour(curve.line) and thin == ("bias" in n.original_text)]
        end = curve.line.get_end()
        near = np.abs(end[0] - np.array([name.get_left()[0], name.get_x(), name.get_right()[0]])).min()
        assert near < 0.8, name.original_text
        assert abs(end[1] - name.get_y()) < 0.75, name.original_text


def test_the_coin_and_the_range_of_training_are_where_they_are_said_to_be(seen):
    state = find(seen("parity"), "trained")
    across, up = chart_of(state)
    coin = next(m for m in state.stage if type(m).__name__ == "DashedLine")
    assert up.value(coin.get_y()) == pytest.approx(0.5, abs=0.01)
    trained = next(m for m in state.visible if isinstance(m, Rectangle) and m.get_fill_opacity() == pytest.approx(0.4))
    assert across.value(trained.get_left()[0]) == pytest.approx(1, rel=0.03)
    length = json.loads((DATA / "trained" / "parity.json").read_text())["train_length"]
    assert across.value(trained.get_right()[0]) == pytest.approx(length, rel=0.03)
    assert label(state.labels, "seen in training").get_x() == pytest.approx(trained.get_x(), abs=0.1)


def test_the_scratchpad_writes_the_state_after_every_bit(seen):
    stage = find(seen("parity"), "trained").stage
    tokens = sorted((m for m in stage if isinstance(m, StateBox | SymbolRow)), key=lambda token: token.get_x())
    said = [t.value.text if isinstance(t, StateBox) else t.symbols[0].text for t in tokens]
    assert said == [str(v) for t in range(len(BITS)) for v in (BITS[t], sum(BITS[: t + 1]) % 2)]
    assert [isinstance(t, StateBox) for t in tokens] == [False, True] * len(BITS)


def test_the_scratchpad_looks_at_the_state_before_and_its_bias_is_for_what_is_near():
    tape = ScratchpadTape((1, 0, 1), (1, 1, 0))
    for t, arc in enumerate(tape.looks, 1):
        assert arc.get_start()[0] == pytest.approx(tape.given[t].get_x(), abs=0.01)
        assert arc.get_end()[0] == pytest.approx(tape.written[t - 1].get_x(), abs=0.01)
    near = tape.fading(2)
    assert [arc.get_end()[0] for arc in near] == pytest.approx(
        [t.get_x() for t in (tape.written[1], tape.given[1], tape.written[0], tape.given[0])]
    )
    widths = [arc.get_stroke_width() for arc in near]
    assert widths == sorted(widths, reverse=True)


# Ones


def test_the_answers_are_those_of_the_first_seed_and_the_wrong_ones_have_a_cross(seen):
    state = find(seen("parity"), "ones")
    ticks = {int(n.text): n.get_x() for n in state.numbers if n.text.isdigit()}
    rows = sorted((m for m in state.stage if isinstance(m, Answers)), key=lambda row: -row.get_y())
    assert len(rows) == 4
    for row, (model, (seed, *_)) in zip(rows, by_ones().items(), strict=True):
        name = label(state.labels, NAMES[model])
        height = row[0][0].get_y()
        assert abs(height - name.get_y()) < 0.5, model
        assert [parity_of(mark) for mark, *_ in row] == answers(seed), model
        assert [bool(cross) for _, *cross in row] == [share < 0.5 for share in seed], model
        for k, (mark, *crosses) in enumerate(row):
            place = ticks.get(k, (ticks.get(k - 1, 0) + ticks.get(k + 1, 0)) / 2)
            assert [part.get_x() for part in (mark, *crosses)] == pytest.approx([place] * (1 + len(crosses)), abs=0.05)
            assert mark.get_y() == pytest.approx(height)
            assert (colour(mark) == theme.wrong.upper()) == bool(crosses)
        for said in (n for n in state.numbers if "counts to" in n.text and height < n.get_y() < height + 0.7):
            assert said.value == right_to(seed)
            assert abs(row[int(said.value) + 1][0].get_x() - said.get_left()[0]) < 0.2


def test_the_truth_alternates_and_its_even_counts_have_stripes(seen):
    state = find(seen("parity"), "ones")
    ticks = {int(n.text): n.get_x() for n in state.numbers if n.text.isdigit()}
    height = label(state.labels, "the truth").get_y()
    truth = sorted(
        (
            m
            for m in state.visible
            if abs(m.get_y() - height) < 0.12 and abs(m.width - m.height) < 0.01 and m.get_x() > -4
        ),
        key=lambda m: m.get_x(),
    )
    assert [parity_of(mark) for mark in truth] == [k % 2 for k in range(Parity.counted + 1)]
    stripes = [m for m in state.visible if isinstance(m, Rectangle) and m.height > 4]
    assert sorted(s.get_x() for s in stripes) == pytest.approx(sorted(ticks.values()), abs=0.05)


def test_the_words_are_true_of_the_first_seed(seen):
    facts = find(seen("parity"), "ones").mark.facts
    shorts = {"rnn": "elman", "one": "transformer-1", "only": "attention-only", "two": "transformer-2"}
    for short, model in shorts.items():
        seeds = by_ones()[model]
        assert facts[f"{short}_to"] == str(right_to(seeds[0]))
        assert facts[f"{short}_alike"] == str(alike(seeds))
    says = answers(by_ones()["transformer-1"][0])
    assert [facts["last"]] * 3 == [("even", "odd")[answer] for answer in says[-3:]]


def test_the_words_say_where_the_seeds_break(seen):
    facts = find(seen("parity"), "ones").mark.facts
    for short, model in (("one", "transformer-1"), ("only", "attention-only"), ("two", "transformer-2")):
        breaks = []
        for seed in stored(model, "by_ones", str(Parity.counted)):
            k = 0
            while seed[k] >= 0.5:
                k += 1
            breaks.append(k)
        assert (facts[f"{short}_low"], facts[f"{short}_high"]) == (str(min(breaks)), str(max(breaks)))


# Parts


def test_a_fan_shows_no_more_than_the_band_has_passed():
    fan = Fan(0.0, 8.0, 2.0, -2.0, 4, 64)
    assert fan.height(16) == pytest.approx(0)
    fan.show(16)
    assert fan.cover.get_top()[1] == pytest.approx(0.01, abs=0.02)
    assert isinstance(fan.cover, Polygon)

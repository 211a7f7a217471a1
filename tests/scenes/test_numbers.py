"""Every number on screen, computed again by plain Python loops from the data, to the digits shown.

Nothing here calls the core's attention or machines: a scene must agree with a route that a reader can follow.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise, product
from math import comb, exp, log2
from pathlib import Path

import numpy as np
import pytest

from attn_core import toy
from scenes.binding import Binding
from scenes.claim import Claim
from scenes.limits import Limits
from scenes.mixing import Mixing
from scenes.mobjects.bars import WeightBars
from scenes.mobjects.matrix import MatrixCell
from scenes.mobjects.text import formatted
from scenes.parity import Parity
from scenes.scaling import Scaling
from scenes.softmax import Softmax
from scenes.state import State
from scenes.takeaway import Takeaway
from slides.script import load_lecture

DATA = Path(__file__).resolve().parents[2] / "attn_core" / "data" / "sentence.json"


def dot(a, b) -> float:
    return sum(float(x) * float(y) for x, y in zip(a, b, strict=True))


def shares(scores) -> list[float]:
    powers = [exp(s - max(scores)) for s in scores]
    return [p / sum(powers) for p in powers]


def toy_scores() -> list[list[float]]:
    return [[dot(q, k) for k in toy.KEY] for q in toy.QUERY]


def toy_shares() -> list[float]:
    return shares(toy_scores()[toy.FOLLOWED])


def weighted_sum(weights, values) -> list[float]:
    return [sum(w * v[d] for w, v in zip(weights, values, strict=True)) for d in range(len(values[0]))]


def real_row(scaled: bool) -> dict[int, float]:
    """Scores of the followed token with every token of the stored sentence."""
    data = json.loads(DATA.read_text())
    head = data["heads"][Claim.head]
    query = head["query"][data["query"]]
    return {j: dot(query, k) / (len(query) ** 0.5 if scaled else 1) for j, k in enumerate(head["key"])}


def words() -> list[int]:
    tokens = json.loads(DATA.read_text())["tokens"]
    return [i for i, token in enumerate(tokens) if token not in ("[CLS]", "[SEP]")]


def texts(values, places=0, before="", after="") -> list[str]:
    return [before + formatted(v, places) + after for v in values]


def toggled(word) -> list[int]:
    """All states of the parity automaton: the number of ones so far, odd or even."""
    return [sum(word[:t]) % 2 for t in range(len(word) + 1)]


def best_threshold(n: int) -> float:
    """Share of the 2^n words that "odd from t ones on", or its opposite, gets right; best t."""
    right = [sum(comb(n, k) for k in range(n + 1) if (k >= t) == (k % 2 == 1)) / 2**n for t in range(n + 2)]
    return max(*right, *(1 - r for r in right))


def picture() -> list[str]:
    row = real_row(scaled=True)
    weights = dict(zip(row, shares(list(row.values())), strict=True))
    query = json.loads(DATA.read_text())["query"]
    return texts([max(weights[j] for j in words() if j != query)], 2)


def table() -> list[str]:
    scores = toy_scores()
    q, k = toy.QUERY[toy.FOLLOWED], toy.KEY[int(np.argmax(scores[toy.FOLLOWED]))]
    cells = [*np.ravel(scores), *np.ravel(toy.QUERY), *np.ravel(toy.KEY)]
    return texts([*cells, q[0], k[0], q[1], k[1], dot(q, k)])


def softmax_shares() -> list[str]:
    scores = toy_scores()[toy.FOLLOWED]
    powers = [exp(s) for s in scores]
    return [
        *texts(scores),
        *texts(powers, 2),
        *texts([sum(powers)], 2, "sum "),
        *texts([p / sum(powers) for p in powers], 2),
        "1",
    ]


def softmax_shift() -> list[str]:
    scores = [s + Softmax.large_shift for s in toy_scores()[toy.FOLLOWED]]
    return [*texts(scores), *texts(toy_shares(), 2), *texts([Softmax.large_shift], 0, "c = ")]


def temperatures() -> list[str]:
    found = []
    for beta in Softmax.inverse_temperatures:
        weights = shares([beta * s for s in Softmax.logits])
        found += texts([beta], 1, "β = ") + texts([max(weights)], 4, "largest ")
        found += texts([-sum(w * log2(w) for w in weights)], 3, after=" bits")
    return found


def abstain() -> list[str]:
    bad = [Softmax.no_match] * len(toy.TOKENS)
    return [*texts(bad), *texts(shares(bad), 2), *texts([*bad, 0]), *texts(shares([*bad, 0]), 2)]


def never() -> list[str]:
    low, high = Mixing.two_values
    share = Mixing.last_share
    return [*texts(range(13)), *texts([(1 - share) * low + share * high], 2)]


def rule() -> list[str]:
    lines = [(s, x, (s + x) % 2) for s, x in product((0, 1), repeat=2)]
    return texts([0, 1, *(x for _, x, _ in lines), *(v for line in lines for v in line), *State.word])


def parity_word() -> list[str]:
    n, word = len(Parity.word), Parity.word
    left = [
        *texts([1 / n], 3, "one bit moves it by "),
        *texts([100 * best_threshold(n)], 1, "right on ", " % of words"),
    ]
    right = [*texts([1], 0, "one bit moves it by "), *texts([100], 0, "right on ", " % of words")]
    return [*texts([*word, *word]), *texts([sum(word) / n], 3), *texts([sum(word) % 2]), *left, *right]


def spread(root: bool, ticks: list[float]) -> list[str]:
    """Widths with the root of each, or with one, and the ticks of the chart."""
    lines = [*texts(Scaling.widths, 0, "d = "), *texts([d**0.5 if root else 1 for d in Scaling.widths], 1, "spread ")]
    return [*lines, *map(plain, ticks)]


def plain(value: float) -> str:
    """A tick, without needless zeros."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def shapes() -> list[str]:
    data = json.loads(DATA.read_text())
    n, d = len(data["tokens"]), len(data["heads"][Claim.head]["query"][0])
    return texts([n, d, d, n, n, n, n, d, n, d])


def masked() -> list[str]:
    scores = toy_scores()
    free = [w for row in scores for w in shares(row)]
    seen = [w for i, row in enumerate(scores) for w in shares(row[: i + 1])]
    return texts([*free, *seen], 2)


def superposition() -> list[str]:
    rng = np.random.default_rng(Limits.seed)
    x, y = rng.normal(size=(2, Limits.tokens, Limits.width))

    def f(tokens, values):
        return np.array([weighted_sum(shares([dot(q, k) / Limits.width**0.5 for k in tokens]), values) for q in tokens])

    def relative(one, other):
        return float(np.sqrt(((one - other) ** 2).sum() / (other**2).sum()))

    return texts(
        [
            relative(f(x, x + y), f(x, x) + f(x, y)),
            relative(f(x + y, x + y), f(x, x) + f(y, y)),
            relative(f(2 * x, 2 * x), 2 * f(x, x)),
        ],
        2,
    )


def selected() -> list[str]:
    beta = Limits.sharpness[-1]
    weights = shares([beta * v for v in Limits.values])
    return [*texts(range(11)), *texts([dot(weights, Limits.values)], 3), *texts([beta], 1, "β = ")]


def written() -> list[str]:
    first, second = Limits.writes
    return [*texts([first, second], 0, "x := "), *texts([(first + second) / 2, first + second, second, second])]


def executed(program: str) -> dict[str, int]:
    values: dict[str, int] = {}
    exec(program.replace(":=", "="), {"__builtins__": {}}, values)
    return values


def constants() -> list[str]:
    return [line.split()[-1] for line in Binding.program.splitlines() if line.split()[-1].isdigit()]


def looked_up() -> list[str]:
    # y := x read when it was written, and read at the end.
    right = executed(Binding.program)["y"]
    wrong = executed(Binding.program)["x"]
    return [*constants(), *constants(), f"y = {right}", f"y = {wrong}"]


EXPECTED: dict[str, Callable[[], list[str]]] = {
    "claim-picture": picture,
    "similarity-turn": lambda: texts(toy_scores()[toy.FOLLOWED], 1),
    "similarity-table": table,
    "similarity-map": lambda: texts([real_row(scaled=False)[j] for j in words()], 1),
    "softmax-shares": softmax_shares,
    "softmax-shift": softmax_shift,
    "softmax-temperature": temperatures,
    "softmax-abstain": abstain,
    "mixing-add": lambda: [
        *texts(toy_shares(), 2),
        *texts(np.ravel(toy.VALUE)),
        *texts(weighted_sum(toy_shares(), toy.VALUE), 2),
    ],
    "mixing-hull": lambda: texts(shares(Mixing.tour[-1]), 2),
    "mixing-never": never,
    "state-box": lambda: texts([*State.word, *toggled(State.word), toggled(State.word)[-1]]),
    "state-rule": rule,
    "parity-word": parity_word,
    "parity-margin": lambda: ["0", "1", *texts(Parity.lengths, 0, "n = "), *texts(Parity.lengths, 0, "1/")],
    "scaling-spread": lambda: spread(True, [-40, -20, 0, 20, 40, 0, 0.1, 0.2, 0.3]),
    "scaling-divided": lambda: spread(False, [-4, -2, 0, 2, 4, 0, 0.2, 0.4, 0.6]),
    "scaling-saturation": lambda: [*texts(Scaling.more_widths), *map(plain, [0, 0.25, 0.5, 0.75, 1])],
    "formula-whole": shapes,
    "formula-mask": masked,
    "limits-linear": superposition,
    "limits-select": selected,
    "limits-influence": lambda: [*texts(Limits.lengths), "0.001", "0.01", "0.1", "1"],
    "limits-written": written,
    "binding-registers": lambda: [*constants(), *texts(executed(Binding.program).values())],
    "binding-lookup": looked_up,
    "binding-accuracy": lambda: [*texts(Binding.lengths), "0.4", "0.6", "0.8", "1"],
    "parity-trained": lambda: [*texts([last for _, last in Parity.bins]), "0.4", "0.6", "0.8", "1"],
    "parity-ones": lambda: texts(range(0, Parity.length + 1, 2)),
    "parity-readout": lambda: [*texts(Parity.readout_lengths), "0.5", "0.6", "0.7", "0.8", "0.9", "1"],
    "takeaway-contrast": lambda: [
        *texts([*Takeaway.word, *Takeaway.word, sum(Takeaway.word) % 2]),
        *texts([sum(Takeaway.word) / len(Takeaway.word)], 2),
    ],
}


@pytest.mark.parametrize("scene", load_lecture().scenes())
def test_numbers_on_screen_are_those_of_the_data(seen, scene):
    for state in seen(scene, "dark"):
        expected = EXPECTED.get(state.slide, list)()
        assert Counter(n.text for n in state.numbers) == Counter(expected), state.slide


@pytest.mark.parametrize("scene", load_lecture().scenes())
def test_a_bar_is_as_high_as_its_weight(seen, scene):
    for state in seen(scene, "dark"):
        for bars in (m for m in state.stage if isinstance(m, WeightBars)):
            for bar, weight in zip(bars.bars, bars.weights, strict=True):
                assert bar.height == pytest.approx(max(weight * bars.full_height, 0.012), abs=1e-3), state.slide


def curves(state) -> list[tuple]:
    return [m.values for m in state.stage if hasattr(m, "values")]


def test_the_readout_curves_are_exact(seen):
    state = next(s for s in seen("parity", "dark") if s.slide == "parity-readout")
    machine, head = curves(state)
    assert machine == tuple((n, 1.0) for n in Parity.readout_lengths)
    assert [y for _, y in head] == pytest.approx([best_threshold(n) for n in Parity.readout_lengths], abs=1e-12)


def stored(*path: str) -> list:
    """Trained curves as they stand in the file, by seed."""
    models = json.loads((DATA.parent / "trained" / "parity.json").read_text())["models"]
    found = []
    for run in models[path[0]]["runs"].values():
        for key in path[1:]:
            run = run[key]
        found.append(run)
    return found


def test_the_trained_curves_are_means_of_the_stored_seeds(seen):
    state = next(s for s in seen("parity", "dark") if s.slide == "parity-trained")
    order = ("elman", "scratchpad", "transformer-2", "transformer-1", "attention-only")
    for model, values in zip(order, curves(state), strict=True):
        seeds = stored(model, "by_length")
        for (first, last), (x, y) in zip(Parity.bins, values, strict=False):
            numbers = [v for seed in seeds for v in seed[first - 1 : last]]
            assert x == last
            assert y == pytest.approx(sum(numbers) / len(numbers)), (model, last)


def test_the_strips_are_the_stored_seeds(seen):
    state = next(s for s in seen("parity", "dark") if s.slide == "parity-ones")
    expected = [stored(model, "by_ones", str(Parity.length)) for model in ("elman", "transformer-1", "attention-only")]
    drawn = [m for m in state.stage if isinstance(m, MatrixCell)]
    opacities = [cell.get_fill_opacity() for cell in sorted(drawn, key=lambda c: (-round(c.get_y(), 2), c.get_x()))]
    assert opacities == pytest.approx(np.ravel(expected), abs=1e-6)


def test_the_influence_curve_stays_below_its_bound_and_matches_a_loop(seen):
    state = next(s for s in seen("limits", "dark") if s.slide == "limits-influence")
    bound, moved = curves(state)
    b = 0.0615
    for (n, high), (_, y) in zip(bound, moved, strict=True):
        assert high == pytest.approx(4 * exp(2 * b) / n)
        outputs = [(k * exp(b) - (n - k) * exp(-b)) / (k * exp(b) + (n - k) * exp(-b)) for k in range(n + 1)]
        assert y == pytest.approx(max(abs(p - q) for p, q in pairwise(outputs)))


def test_changed_data_change_the_numbers_on_screen(seen, monkeypatch):
    before = {
        s.slide: Counter(n.text for n in s.numbers)
        for scene in ("similarity", "softmax", "mixing")
        for s in seen(scene, "dark")
    }
    monkeypatch.setattr(toy, "KEY", toy.KEY + np.array([[1, 0], [0, 1], [0, 0], [2, 1]]))
    monkeypatch.setattr(toy, "VALUE", toy.VALUE[::-1] + 0.0)
    for scene in ("similarity", "softmax", "mixing"):
        for state in seen.fresh(scene):
            assert Counter(n.text for n in state.numbers) == Counter(EXPECTED[state.slide]()), state.slide
            if state.slide in ("similarity-turn", "similarity-table", "softmax-shares", "softmax-shift", "mixing-add"):
                assert Counter(n.text for n in state.numbers) != before[state.slide], state.slide


def test_another_word_changes_the_states_on_screen(seen, monkeypatch):
    monkeypatch.setattr(State, "word", (0, 1, 1, 1, 1, 1))
    for state in seen.fresh("state"):
        assert Counter(n.text for n in state.numbers) == Counter(EXPECTED[state.slide]()), state.slide

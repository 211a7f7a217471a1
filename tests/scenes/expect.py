"""What the tests of the scenes share: plain loops over the data, and how numbers on screen are compared with them.

Nothing here calls the core's attention or machines: a scene must agree with a route that a reader can follow.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb, exp
from pathlib import Path
from typing import Any

from attn_core import toy
from scenes.mobjects.text import formatted

ROOT = Path(__file__).resolve().parents[2]
DATA, SLIDES = ROOT / "attn_core" / "data", ROOT / "slides"
Numbers = Mapping[str, Callable[[], list[str]]]


def check_numbers(states: Sequence[Any], numbers: Numbers) -> None:
    """Every number at the end of every slide is one of ``numbers``, the texts by slide id; no entry means none."""
    scene = states[0].slide.partition("-")[0]
    home = f"tests/scenes/test_{scene}.py"
    ids = [state.mark.id for state in states]
    for slide in numbers:
        assert slide in ids, f"{home}: NUMBERS has {slide!r}, but the scene's slides are {', '.join(ids)}"
    for state in states:
        shown = Counter(number.text for number in state.numbers)
        assert not shown or state.mark.id in numbers, (
            f"{home}: write how the numbers of slide {state.mark.id!r} are computed from the data by another route: "
            f'NUMBERS["{state.mark.id}"] = lambda: [...]; on screen are {sorted(shown.elements())}'
        )
        computed = Counter(numbers[state.mark.id]()) if shown else Counter()
        assert shown == computed, (
            f"{state.slide}: on screen and not computed in {home}: {sorted((shown - computed).elements())}; "
            f"computed and not on screen: {sorted((computed - shown).elements())}"
        )


def find(states: Iterable[Any], slide: str) -> Any:
    """The end state of one slide."""
    return next(state for state in states if state.mark.id == slide)


def curves(state: Any) -> list[tuple[tuple[float, float], ...]]:
    """The data of the curves on stage, in the order they are drawn."""
    return [m.values for m in state.stage if hasattr(m, "values")]


def texts(values: Iterable[float], places: int = 0, before: str = "", after: str = "") -> list[str]:
    return [before + formatted(v, places) + after for v in values]


def plain(value: float) -> str:
    """A tick, without needless zeros."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def dot(a: Iterable[float], b: Iterable[float]) -> float:
    return sum(float(x) * float(y) for x, y in zip(a, b, strict=True))


def shares(scores: Sequence[float]) -> list[float]:
    powers = [exp(s - max(scores)) for s in scores]
    return [p / sum(powers) for p in powers]


def weighted_sum(weights: Sequence[float], values: Any) -> list[float]:
    return [sum(w * v[d] for w, v in zip(weights, values, strict=True)) for d in range(len(values[0]))]


def toy_scores() -> list[list[float]]:
    return [[dot(q, k) for k in toy.KEY] for q in toy.QUERY]


def toy_shares() -> list[float]:
    return shares(toy_scores()[toy.FOLLOWED])


def sentence() -> Any:
    """The stored sentence, as it stands in the file."""
    return json.loads((DATA / "sentence.json").read_text())


def words_of_sentence() -> list[int]:
    return [i for i, token in enumerate(sentence()["tokens"]) if token not in ("[CLS]", "[SEP]")]


def real_row(head: str, scaled: bool) -> dict[int, float]:
    """Scores of the followed token with every token of the stored sentence."""
    data = sentence()
    query = data["heads"][head]["query"][data["query"]]
    return {j: dot(query, k) / (len(query) ** 0.5 if scaled else 1) for j, k in enumerate(data["heads"][head]["key"])}


def toggled(word: Sequence[int]) -> list[int]:
    """All states of the parity automaton: the number of ones so far, odd or even."""
    return [sum(word[:t]) % 2 for t in range(len(word) + 1)]


def best_threshold(n: int) -> float:
    """Share of the 2^n words that "odd from t ones on", or its opposite, gets right; best t."""
    right = [sum(comb(n, k) for k in range(n + 1) if (k >= t) == (k % 2 == 1)) / 2**n for t in range(n + 2)]
    return max(*right, *(1 - r for r in right))


def luminance(rgb: Sequence[float]) -> float:
    """Relative luminance of sRGB in 0..1 (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return dot(linear, (0.2126, 0.7152, 0.0722))


def contrast(a: Sequence[float], b: Sequence[float]) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)

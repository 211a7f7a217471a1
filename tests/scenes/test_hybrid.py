"""Hybrid: bars are similarities, lines weights, arrows what was read, chords what follows, curves what was measured."""

import json
from itertools import combinations

import numpy as np
import pytest
from manim import DashedVMobject, Dot, Line, SurroundingRectangle

from attn_core.hybrid import noisy_facts
from attn_core.measured import DATA
from scenes import look
from scenes.hybrid import Hybrid
from scenes.mobjects.chart import Curve
from scenes.mobjects.hop_chart import HopChart
from scenes.mobjects.ring import THICK, EntityRing, FactArrow, NamedRing, Similarities
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme
from tests.scenes.expect import check_numbers, shares, weighted_sum
from tests.scenes.readback import Scale, at, colour, corners, dialled

STUDY = json.loads((DATA / "retrieval.json").read_text())
RECIPE, PARTS = STUDY["recipe"], STUDY["parts"]
ROLES = json.loads((DATA / "roles.json").read_text())["parts"]
N, HOPS = RECIPE["n"], Hybrid.hops


class Draw:
    """The draw of the slide at some noise, asked by plain sums."""

    def __init__(self, noise: float = Hybrid.noise):
        rng = np.random.default_rng(Hybrid.seed)
        found = noisy_facts(N, RECIPE["width"], noise, RECIPE["beta"], rng)
        self.entities, self.keys, self.values = found.entities, found.keys, found.values

    def weights(self, query) -> list[float]:
        return shares([RECIPE["beta"] * float(np.sum(query * key)) for key in self.keys])

    def output(self, query) -> np.ndarray:
        return np.array(weighted_sum(self.weights(query), self.values))

    def similar(self, vector) -> list[float]:
        return [float(np.sum(e * vector)) for e in self.entities]

    def nearest(self, vector) -> int:
        found = self.similar(vector)
        return found.index(max(found))

    def above(self, entity: int) -> int:
        return self.nearest(self.output(self.entities[entity]))


def soft_answers(draw: Draw, hops: int) -> list[np.ndarray]:
    """The entity that asks, and each answer that is fed back."""
    found = [draw.entities[0]]
    for _ in range(hops):
        found.append(draw.output(found[-1]))
    return found


def follows(above: list[int]) -> set[tuple[int, int]]:
    """All pairs of who is reached from whom, by walking."""
    found = set()
    for start in range(len(above)):
        place, seen = start, set()
        while place < len(above) and above[place] not in seen:
            place = above[place]
            seen.add(place)
        found |= {(start, place) for place in seen}
    return found


def read_facts(noise: float = Hybrid.noise) -> list[int]:
    draw = Draw(noise)
    return [draw.above(i) for i in range(N - 1)]


def false_pairs() -> list[tuple[int, int]]:
    return sorted((a, b) for a, b in follows(read_facts()) if b <= a)


def over_hops(name: str, question: int, hops: int) -> float:
    """By walking along the row: who is above is at the place before, who is below at the place after."""
    step, arrived = (-1, 1)[question], []
    for nearest in ROLES[name]["nearest"][question]:
        for start in range(1, 15):
            if 1 <= start + step * (hops - 1) <= 14:
                asked = [start + step * k for k in range(hops)]
                arrived.append(all(nearest[p - 1] == (p - 1 if question == 0 else p) for p in asked))
    return sum(arrived) / len(arrived)


def asked_right(name: str, question: int) -> list[bool]:
    nearest = ROLES[name]["nearest"][question][0]
    return [fact == (p - 1 if question == 0 else p) for p, fact in enumerate(nearest, start=1)]


TICKS = ["0", "0.5", "1"]
NUMBERS = {
    "retrieve": lambda: [str(len(list(combinations(range(HOPS + 1), 2))))],
    "noise": lambda: [
        f"noise {Hybrid.noise:.2f}",
        str(len(false_pairs())),
        "1",
        "2",
        "4",
        "8",
        "16",
        *TICKS,
    ],
    "encoder": lambda: [f"right: {sum(asked_right('taught', 1))}", "1", "2", "4", *TICKS],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("hybrid"), NUMBERS)


def place_of(point: np.ndarray, ring: EntityRing) -> int:
    """The entity at a point: clockwise from the top, a gap before the first."""
    return int(np.argmin([np.linalg.norm(point - dot.get_center()) for dot in ring.dots]))


def turned(point: np.ndarray, centre: np.ndarray, n: int) -> float:
    """Which place a direction from the centre means, by its angle."""
    x, y, _ = point - centre
    return (np.pi / 2 - np.arctan2(y, x)) % (2 * np.pi) / (2 * np.pi) * (n + 1) - 1


def by_x(parts: list) -> list:
    return sorted(parts, key=lambda m: float(m.get_x()))


def bar_lengths(around: Similarities) -> list[float]:
    """How far each bar reaches beyond the zero circle."""
    zero, centre = around.zero.width / 2, around.zero.get_center()
    found = []
    for i, bar in enumerate(around.bars):
        ends = bar.points[::4]
        angle = np.pi / 2 - 2 * np.pi * (i + 1) / (N + 1)
        out = np.array([np.cos(angle), np.sin(angle), 0])
        far = [float((p - centre) @ out / np.linalg.norm(out)) for p in ends]
        assert min(far) == pytest.approx(zero, abs=0.01)
        length = max(far) - zero
        assert (length < 2e-3 or bar.get_fill_opacity() == 1) and bar.get_stroke_width() == 0
        assert turned(bar.get_center(), centre, N) == pytest.approx(i, abs=0.05)
        found.append(length / EntityRing.unit)
    return found


def positive(values) -> list[float]:
    return [max(0.0, v) for v in values]


def test_bars_are_the_similarities_of_the_first_answer():
    moment, draw = at("hybrid", "retrieve", 2), Draw()
    wanted = draw.similar(soft_answers(draw, 1)[1])
    assert bar_lengths(moment.one(Similarities)) == pytest.approx(positive(wanted), abs=0.01)
    top, second = sorted(wanted)[-1], sorted(wanted)[-2]
    assert [m.text for m in moment.all(Number)] == [f"{top:.2f}", f"{second:.2f}"]


@pytest.mark.parametrize(("step", "hops"), [(4, 2), (5, HOPS)])
def test_each_side_looks_with_its_own_vector(step, hops):
    moment, draw = at("hybrid", "retrieve", step), Draw()
    mine, soft = by_x(moment.all(EntityRing))
    answers = soft_answers(draw, hops)
    for ring, query in ((mine, draw.entities[hops - 1]), (soft, answers[hops - 1])):
        drawn = [float(link.get_stroke_width()) / THICK for link in ring.weights]
        assert drawn == pytest.approx(draw.weights(query), abs=1e-3)
    left, right = by_x(moment.all(Similarities))
    assert bar_lengths(right) == pytest.approx(positive(draw.similar(answers[hops])), abs=0.01)
    assert bar_lengths(left) == pytest.approx(positive(draw.similar(draw.entities[hops])), abs=0.01)
    lights = by_x([m for m in moment.all(Dot) if m.get_fill_color().to_hex() == theme.query])
    assert place_of(lights[0].get_center(), mine) == hops
    assert place_of(lights[1].get_center(), soft) == draw.nearest(answers[hops]) != hops
    assert pointed(moment) == {i: i + 1 for i in range(hops)}


def test_the_second_look_goes_where_the_noise_points():
    draw = Draw()
    first = soft_answers(draw, 1)[1]
    similar = draw.similar(first)
    other = similar.index(sorted(similar)[-2])
    weights = draw.weights(first)
    assert weights.index(max(weights)) == other and max(weights) > 0.9
    moment = at("hybrid", "retrieve", 4)
    soft = by_x(moment.all(EntityRing))[1]
    widths = [float(link.get_stroke_width()) for link in soft.weights]
    assert widths.index(max(widths)) == other
    [told] = [m for m in moment.all(Number) if m.text == f"weight {max(weights):.2f}"]
    assert np.linalg.norm(told.get_right() - soft.weights[other].get_center()) < 0.6
    assert np.linalg.norm(told.get_center() - soft.centre) < soft.radius


def test_words_stand_at_their_rings():
    moment = at("hybrid", "retrieve", 5)
    rings, words = by_x(moment.all(EntityRing)), moment.all(Label)
    heads = [m for told in ("a symbol each hop", "as it is") for m in words if m.original_text == told]
    assert [m.get_x() for m in heads] == pytest.approx([ring.centre[0] for ring in rings], abs=0.05)
    around = by_x(moment.all(Similarities))
    for told, place in (("start", 0), ("goal", HOPS)):
        for ring, word in zip(rings, by_x([m for m in words if m.original_text == told]), strict=True):
            assert np.linalg.norm(word.get_center() - ring.dots[place].get_center()) < 0.6
    circles = by_x(list(moment.all(DashedVMobject)))
    assert [place_of(m.get_center(), ring) for m, ring in zip(circles, rings, strict=True)] == [HOPS, HOPS]
    for head, bars in zip(heads, around, strict=True):
        assert head.get_bottom()[1] > max(bar.get_top()[1] for bar in bars.bars)


def pointed(moment) -> dict[int, int]:
    """Whom each arrow leads from and to, by where it begins and where its tip is."""
    ring = by_x(moment.all(EntityRing))[0]
    found = {}
    for arrow in moment.all(FactArrow):
        start, tip = arrow.shaft.points[0], arrow.tip.points[0]
        child, to = (place_of(end, ring) for end in (start, tip))
        found[child] = to
    return found


def test_marks_say_who_arrives():
    moment = at("hybrid", "retrieve", 5)
    mine, soft = by_x(moment.all(Verdict))
    assert mine.right and not soft.right


def test_the_web_joins_all_pairs_of_the_way():
    moment = at("hybrid", "retrieve", 6)
    ring = moment.one(EntityRing)
    lines = [m for m in moment.all(Line) if colour(m) == theme.state.upper()]
    web = [m for m in lines if m.get_stroke_width() == look.HAIR]
    found = {(place_of(m.points[0], ring), place_of(m.points[-1], ring)) for m in web}
    short = {(i, i + 1) for i in range(HOPS)}
    assert found | short == set(combinations(range(HOPS + 1), 2)) and not found & short
    for line in web:
        far = line.points - line.points[0]
        assert np.abs(np.cross(far[:, :2], far[-1, :2])).max() < 1e-3, "a pair is no straight line"


def curve_values(moment) -> list[list[float]]:
    chart = moment.one(HopChart)
    y = Scale(chart.y_numbers, 1)
    x = Scale(chart.x_numbers, 0, logarithmic=True)
    found = []
    for curve in moment.all(Curve):
        points = corners(curve.line)
        assert [x.value(p[0]) for p in points] == pytest.approx([n.value for n in chart.x_numbers], rel=0.02)
        found.append([y.value(p[1]) for p in points])
    return found


ROUTES = ("retrieve once", "soft iteration", "snap each hop")


def test_curves_are_the_study_at_the_noise_shown():
    moment = at("hybrid", "noise", 1)
    wanted = [PARTS[f"{Hybrid.noise:g}"][route] for route in ROUTES]
    np.testing.assert_allclose(curve_values(moment), wanted, atol=0.005)
    names = {m.original_text: m for m in moment.all(Label)}
    for told, curve in zip(("asked once", "as it is", "a symbol each hop"), moment.all(Curve), strict=True):
        assert names[told].get_y() == pytest.approx(curve.line.get_end()[1], abs=0.3)
    widths = [float(curve.line.get_stroke_width()) for curve in moment.all(Curve)]
    assert widths[0] * 1.5 < widths[1] and widths[1] * 1.5 < widths[2]
    marks = [curve[1] for curve in moment.all(Curve)]
    assert len({(len(m.points), m.get_fill_color().to_hex()) for m in marks}) == 3


@pytest.mark.parametrize("i", range(5))
def test_the_dial_moves_curves_and_facts(i):
    moment = dialled("hybrid", "noise")[i]
    low = min(int(moment.value / 0.25), 9)
    share = moment.value / 0.25 - low
    ends = [[PARTS[f"{0.25 * k:g}"][route] for route in ROUTES] for k in (low, low + 1)]
    wanted = (1 - share) * np.array(ends[0]) + share * np.array(ends[1])
    np.testing.assert_allclose(curve_values(moment), wanted, atol=0.005)
    assert f"noise {moment.value:.2f}" in [m.text for m in moment.all(Number)]
    if share in (0, 1):
        above = read_facts(moment.value)
        assert pointed(moment) == dict(enumerate(above))
        for arrow in moment.all(FactArrow):
            wrong = above[arrow.child] != arrow.child + 1
            assert colour(arrow.shaft) == (theme.wrong if wrong else theme.state).upper()


def test_the_false_fact_is_followed():
    moment, above = at("hybrid", "noise", 3), read_facts()
    place = Hybrid.astray
    for _ in range(Hybrid.far):
        place = above[place]
    ring = moment.one(EntityRing)
    [light] = [m for m in moment.all(Dot) if m.get_fill_color().to_hex() == theme.query]
    assert place_of(light.get_center(), ring) == place != Hybrid.astray + Hybrid.far
    assert not moment.one(Verdict).right
    lines = [m for m in moment.all(Line) if colour(m) == theme.wrong.upper() and m.get_stroke_width() == look.HAIR]
    found = sorted((place_of(m.get_start(), ring), place_of(m.get_end(), ring)) for m in lines)
    assert found == [(a, b) for a, b in false_pairs() if a != b]
    [told] = [m for m in moment.all(Number) if m.text == str(len(false_pairs()))]
    assert told.size == look.HERO and np.linalg.norm(told.get_center() - ring.centre) < ring.radius / 2


SHOWN = [("manager", 0), ("taught", 0), ("taught", 1)]


def test_the_sentence_that_is_found_is_the_nearer_one():
    moment, part = at("hybrid", "encoder", 1), ROLES["manager"]
    row, place = part["row"], 1 + asked_right("manager", 0).index(False)
    words = {m.original_text: m for m in moment.all(Label)}
    asked = part["questions"][0].format(x=row[place])
    assert asked in words
    stored = [part["fact"].format(a=row[i], b=row[i + 1]) for i in (place - 1, place)]
    [frame] = moment.all(SurroundingRectangle)
    similar = [part["similar"][0][place - 1][i] for i in (place - 1, place)]
    numbers = sorted(moment.all(Number), key=lambda m: -m.get_y())
    assert [m.text for m in numbers] == [f"{s:.2f}" for s in similar]
    low, high = frame.get_bottom()[1], frame.get_top()[1]
    for told, number, s in zip(stored, numbers, similar, strict=True):
        for part_of_row in (words[told], number):
            assert (low < part_of_row.get_y() < high) == (s == max(part["similar"][0][place - 1]))
    ring = moment.one(NamedRing)
    [(child, to)] = pointed(moment).items()
    names = [m.original_text for m in ring.names]
    assert (names[child], names[to]) == (row[place], row[place + 1])
    assert colour(moment.all(FactArrow)[0].shaft) == theme.wrong.upper()


@pytest.mark.parametrize(("step", "name", "question"), [(i, *w) for i, w in enumerate(SHOWN, start=2)])
def test_arrows_lead_to_the_other_name_in_the_nearest_sentence(step, name, question):
    moment = at("hybrid", "encoder", step)
    ring, part = moment.one(NamedRing), ROLES[name]
    row = part["row"]
    by_name = {}
    for label in ring.names:
        by_name[label.original_text] = place_of(label.get_center(), ring)
        assert turned(label.get_center(), ring.centre, len(row)) == pytest.approx(by_name[label.original_text], abs=0.3)
    assert sorted(by_name, key=by_name.get) == row[::-1]
    right, arrows = asked_right(name, question), {a.child: a for a in moment.all(FactArrow)}
    found = pointed(moment)
    for p, (fact, ok) in enumerate(zip(part["nearest"][question][0], right, strict=True), start=1):
        pair = {row[fact], row[fact + 1]}
        assert row[p] in pair
        [other] = pair - {row[p]}
        child = by_name[row[p]]
        assert found[child] == by_name[other]
        assert colour(arrows[child].shaft) == (theme.state if ok else theme.wrong).upper()
        aside = np.linalg.norm(arrows[child].shaft.points[0] - ring.centre) - ring.radius
        assert (aside > 0) == (by_name[other] > child)
    assert f"right: {sum(right)}" in [m.text for m in moment.all(Number)]
    asked = [m.original_text.replace("\n", " ") for m in moment.all(Label)]
    assert part["questions"][question].format(x="X") in [text for text in asked if text.startswith("Who")]
    wanted = [[over_hops(w, q, h) for h in (1, 2, 4)] for w, q in SHOWN[: step - 1]]
    np.testing.assert_allclose(curve_values(moment), wanted, atol=0.005)


def test_all_ways_to_ask_are_drawn():
    found = sorted(curve_values(at("hybrid", "encoder", 5)))
    wanted = sorted([over_hops(name, q, h) for h in (1, 2, 4)] for name in ROLES for q in (0, 1))
    np.testing.assert_allclose(found, wanted, atol=0.005)
    assert len(found) == 16


def test_pale_curves_have_a_name_of_their_own():
    moment = at("hybrid", "encoder", 5)
    names = [m for m in moment.all(Label) if m.get_left()[0] > 3.5 and abs(m.get_y()) < 2.5]
    assert "other ways to ask" in [m.original_text for m in names] and len(names) == 4
    for one, two in combinations(names, 2):
        assert one.get_bottom()[1] > two.get_top()[1] or two.get_bottom()[1] > one.get_top()[1]

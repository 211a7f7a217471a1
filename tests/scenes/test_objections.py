"""The five objections: each picture and number is that of the stored data or of a plain count; each is conceded."""

import json
from math import comb
from statistics import mean

import numpy as np
import pytest
from manim import ArcBetweenPoints, Dot, Line, Rectangle, VGroup, VMobject

from scenes.cast import tape_word
from scenes.lecture_scene import Tag
from scenes.mobjects.eye import Eye
from scenes.mobjects.gauge import StripedGauge
from scenes.mobjects.hop_row import HopRow
from scenes.mobjects.learners import FOOT, TOP, Learners, TokenPair
from scenes.mobjects.light_switch import LightSwitch
from scenes.mobjects.machine import StateBox
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.seats import Seats
from scenes.mobjects.tape import Tape
from scenes.mobjects.text import Label, Number
from scenes.mobjects.two_stripes import TwoStripes
from scenes.mobjects.verdict import Verdict
from scenes.objections import Objections
from scenes.theme import theme
from slides.script import load_script
from tests.scenes.expect import DATA, SLIDES, check_numbers, texts, toggled
from tests.scenes.readback import at, inside, label, parity_of

SLIDE_IDS = ("computes", "depth", "writes", "margin", "chosen")
MOST = Objections.lengths[-1]
PAIR = Objections.pair_of_numbers


def runs(experiment: str, model: str) -> list[dict]:
    stored = json.loads((DATA / "trained" / f"{experiment}.json").read_text())
    return list(stored["models"][model]["runs"].values())


SUMS = {name: runs("sums", name) for name in ("seeing", "blind")}
PAD = runs("scratchpad", "scratchpad")
LIE = PAD[0]["lie_at"]
START = LIE - 1 - Objections.before
WORD, SAID = (PAD[0]["first"][key] for key in ("word", "said"))
TRUE = toggled(WORD)[1:]
SHOWN = slice(START, START + Objections.pairs)


def sums_right(name: str) -> float:
    """Mean over the seeds, counted from the answers."""
    pairs = [(a, b) for a in range(5) for b in range(5)]
    return mean(mean(run["answers"][a][b] == (a + b) % 5 for a, b in pairs) for run in SUMS[name])


def hops(layers: int) -> set[int]:
    return {sum(share > 0.99 for share in run["by_hops"]) for run in runs("hops", f"depth-{layers}")}


def honest() -> float:
    return min(share for run in PAD for share in run["without"])


def cut_at_each_border(n: int) -> float:
    """Share of all words of n bits read right by a readout that says "odd" in every other stripe of the mean."""
    said = [round(n * (k / n)) % 2 for k in range(n + 1)]
    return sum(comb(n, k) for k in range(n + 1) if said[k] == k % 2) / 2**n


def switched(word: tuple[int, ...]) -> int:
    """After how many bits a light that is pressed at each one tells the parity of the ones so far."""
    on, ones, right = False, 0, 0
    for bit in word:
        on, ones = on != bool(bit), ones + bit
        right += on == (ones % 2 == 1)
    return right


def on_the_tape() -> list[int]:
    """The bits that can be read while the last one is under the head: four on either side, the tape goes on."""
    word = tape_word()
    return [*word[-5:], *word[:4]]


NUMBERS = {
    "computes": lambda: [
        "(a + b) mod 5", *texts([100 * sums_right("seeing"), 100 * sums_right("blind")], after=" %"),
        *texts([PAIR[0]], before="a = "), *texts([PAIR[1]], before="b = "),
    ],
    "depth": lambda: texts([min(hops(3))]),
    "writes": lambda: [*texts([*WORD[SHOWN], *SAID[SHOWN]]), *texts([100 * honest()], 1, "≥ ", " %")],
    "margin": lambda: [*texts([MOST], before="1/"), *texts([100 * cut_at_each_border(MOST)], after=" %")],
    "chosen": lambda: [f"{switched(tape_word()):,}".replace(",", "\N{THIN SPACE}"), *texts(on_the_tape())],
}  # fmt: skip


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("objections"), NUMBERS)


@pytest.mark.parametrize("slide", SLIDE_IDS)
def test_the_one_word_is_the_same_and_comes_second(slide):
    said, before = ([m.original_text for m in at("objections", slide, step).all(Label)] for step in (2, 1))
    assert "True." in said and "True." not in before
    first = label(at("objections", SLIDE_IDS[0], 2).all(Label), "True.")
    here = label(at("objections", slide, 2).all(Label), "True.")
    np.testing.assert_allclose(here.get_center(), first.get_center(), atol=1e-6)
    assert here.pixels > max(m.pixels for m in at("objections", slide, 2).all(Label) if m.original_text != "True.")


def test_each_objection_stands_in_quotation_marks_and_is_told_in_few_words():
    for slide in load_script(SLIDES, "objections")[0]:
        assert slide.title[0] == "“" and slide.title[-1] == "”"
        assert len(slide.say.split()) <= 55, f"{slide.id} says {len(slide.say.split())} words"


# Attention computes


def test_a_dot_is_as_high_as_its_layer_is_right():
    learners = at("objections", "computes", 1).one(Learners)
    for dot, name in zip(learners.dots, ("seeing", "blind"), strict=True):
        assert (dot.get_y() - FOOT) / (TOP - FOOT) == pytest.approx(sums_right(name))
    assert (learners.chance[0].get_y() - FOOT) / (TOP - FOOT) == pytest.approx(1 / 5)


def test_the_open_eye_is_that_of_the_layer_that_learns():
    moment = at("objections", "computes", 1)
    learners = moment.one(Learners)
    best = max(learners.dots, key=lambda dot: float(dot.get_y()))
    eyes = sorted(moment.all(Eye), key=lambda eye: abs(eye.get_x() - best.get_x()))
    assert [any(isinstance(part, Dot) for part in eye) for eye in eyes] == [True, False]


def test_the_numbers_are_open_to_the_seeing_and_covered_for_the_blind():
    moment = at("objections", "computes", 1)
    seeing, blind = sorted(moment.all(TokenPair), key=lambda m: float(m.get_x()))
    for pair, dot in zip((seeing, blind), moment.one(Learners).dots, strict=True):
        assert pair.get_x() == pytest.approx(dot.get_x())
    assert [m.value for m in seeing.get_family() if isinstance(m, Number)] == list(PAIR)
    assert not [m for m in blind.get_family() if isinstance(m, Number)]
    covers = [m for m in blind.get_family() if type(m) is Rectangle and m.get_fill_opacity() > 0.9]
    digits = [max((g for g in token[1] if len(g.points)), key=lambda g: float(g.get_x())) for token in seeing]
    for cover, digit, (a, b) in zip(covers, digits, zip(seeing, blind, strict=True), strict=True):
        place = digit.get_center() - a[0].get_center() + b[0].get_center()
        assert inside(digit.copy().move_to(place), cover), "the cover is not where the number would be"
    for _, name, cover in blind:
        assert name.get_right()[0] < cover.get_left()[0], "the cover hides more than the number"


# Depth composes


def test_arcs_reach_as_many_places_as_the_layers_learned_hops():
    moment = at("objections", "depth", 1)
    places = [place.get_x() for place in moment.one(HopRow).places]
    reached = []
    for arc in moment.all(ArcBetweenPoints):
        ends = [int(np.argmin(np.abs(np.array(places) - end[0]))) for end in (arc.get_start(), arc.get_end())]
        assert ends[0] == 0 and abs(arc.get_end()[0] - places[ends[1]]) < 0.01
        reached.append(ends[1])
    assert sorted(reached) == sorted([*hops(1), *hops(2), *hops(3)])


def test_a_layer_is_named_below_the_places_that_it_reaches():
    moment = at("objections", "depth", 1)
    places = [place.get_x() for place in moment.one(HopRow).places]
    for layers, name in ((1, "one layer"), (2, "two layers"), (3, "three layers")):
        middle = mean(places[k] for k in hops(layers))
        assert label(moment.all(Label), name).get_x() == pytest.approx(middle)


def test_a_scan_joins_all_places_in_log_rounds():
    moment = at("objections", "depth", 1)
    row = moment.one(HopRow)
    dots = [m for m in moment.all(Dot) if m.get_fill_opacity() > 0.5]  # a blank of a label is an unseen one
    nodes = [m for m in dots if m.get_y() < row.places.get_y() - 0.5]
    heights = sorted({round(float(m.get_y()), 3) for m in nodes}, reverse=True)
    assert [sum(abs(m.get_y() - y) < 0.01 for m in nodes) for y in heights] == [4, 2, 1]
    # What a node holds: the places that the lines from it lead to, down to single ones.
    lines = [m for m in moment.all(Line) if type(m) is Line and m.get_end()[1] < m.get_start()[1] - 0.1]

    def holds(x: float, y: float) -> set[int]:
        above = [line.get_start() for line in lines if np.allclose(line.get_end()[:2], [x, y], atol=1e-3)]
        if not above:
            return {int(np.argmin([abs(place.get_x() - x) for place in row.places]))}
        if len(above) == 1:
            assert above[0][0] == pytest.approx(x), "a stem is upright"
            return {int(np.argmin([np.linalg.norm(place.get_center()[:2] - above[0][:2]) for place in row.places]))}
        one, other = sorted((holds(*start[:2]) for start in above), key=min)
        assert len(one) == len(other) and max(one) + 1 == min(other), "what is joined are not neighbours of one size"
        return one | other

    [last] = [m for m in nodes if abs(m.get_y() - heights[-1]) < 0.01]
    assert holds(*last.get_center()[:2]) == set(range(1, len(row.places)))
    # From each place but the first a stem leads down, which gives way only to words.
    words = [m for m in moment.all(Label) if m.original_text.endswith(("layer", "layers"))]
    for place in row.places[1:]:
        stems = [line for line in lines if abs(line.get_x() - place.get_x()) < 1e-3 and line.width < 1e-3]
        below = place.get_bottom()[1]
        for stem in sorted(stems, key=lambda m: -float(m.get_top()[1])):
            gap = np.array([place.get_x(), (below + stem.get_top()[1]) / 2])
            named = any(np.all(np.abs(gap - m.get_center()[:2]) < [m.width / 2, m.height / 2]) for m in words)
            assert below - stem.get_top()[1] < 0.1 or named, "a gap in a stem, and no word in it"
            below = stem.get_bottom()[1]
        leaves = [
            line.get_start()[1]
            for line in lines
            if line.width > 0.1 and abs(line.get_start()[0] - place.get_x()) < 1e-3
        ]
        assert below == pytest.approx(max(leaves))


# Let it write


@pytest.mark.parametrize(("step", "states"), [(1, TRUE), (2, SAID)])
def test_the_tape_holds_the_truth_and_then_what_the_net_wrote_after_the_lie(step, states):
    tape = at("objections", "writes", step).one(ScratchpadTape)
    assert [int(row.symbols[0].value) for row in tape.given] == WORD[SHOWN]
    assert [int(box.value.value) for box in tape.written] == states[SHOWN]


def test_before_the_lie_the_net_was_right_on_every_word():
    assert PAD[0]["without"][SHOWN] == [1.0] * Objections.pairs


def test_a_cross_stands_below_each_state_that_is_not_true_from_the_lie_on():
    moment = at("objections", "writes", 2)
    boxes = sorted(moment.all(StateBox), key=lambda m: float(m.get_x()))
    crosses = [min(range(len(boxes)), key=lambda i: abs(boxes[i].get_x() - m.get_x())) for m in moment.all(Verdict)]
    wrong = [t for t, (said, true) in enumerate(zip(SAID[SHOWN], TRUE[SHOWN], strict=True)) if said != true]
    assert sorted(crosses) == wrong == list(range(Objections.before, Objections.pairs))
    assert not any(m.right for m in moment.all(Verdict))
    lie = label(moment.all(Label), "one lie")
    assert lie.get_x() == pytest.approx(boxes[wrong[0]].get_x())


# The margin


def painted(gauge: StripedGauge, share: float) -> bool:
    """Whether the ring is painted where a mean lies: a ray from the hub through the middle of the ring."""
    way = gauge.hub + (gauge.radius - gauge.depth / 2) * np.array([-np.cos(np.pi * share), np.sin(np.pi * share), 0])
    for stripe in gauge.stripes:
        if not len(stripe.points):
            continue
        corners = stripe.points[::4, :2]
        turns = np.diff(np.unwrap(np.arctan2(*(np.vstack([corners, corners[:1]]) - way[:2]).T)))
        if abs(turns.sum()) > np.pi:
            return True
    return False


def test_the_stripe_of_an_even_number_of_ones_is_painted_and_no_other():
    gauge = at("objections", "margin", 1).one(StripedGauge)
    inside = 1e-3  # the outermost means lie on the rim
    for k in range(MOST + 1):
        assert painted(gauge, float(np.clip(k / MOST, inside, 1 - inside))) == (k % 2 == 0), k


def test_the_needle_stands_at_a_mean_and_its_pin_says_the_parity():
    gauge = at("objections", "margin", 1).one(StripedGauge)
    tip = max(gauge.needle.points, key=lambda p: float(np.linalg.norm(p - gauge.hub))) - gauge.hub
    share = 1 - float(np.arctan2(tip[1], tip[0])) / np.pi
    ones = MOST // 2 + 1
    assert share * MOST == pytest.approx(ones, abs=1e-6)
    [sign] = [m for m in gauge.signs if m.get_stroke_opacity() > 0.5 or m.get_fill_opacity() > 0.5]
    assert parity_of(sign) == ones % 2
    [word] = [m for m in gauge.words if m[0].get_fill_opacity() > 0.5]
    assert word.original_text == ("odd" if ones % 2 else "even")


def test_the_two_stripes_are_those_at_the_needle_and_say_so():
    for step, ones in ((1, MOST // 2 + 1), (2, MOST // 2 + 1)):
        moment = at("objections", "margin", step)
        gauge, pair = moment.one(StripedGauge), moment.one(TwoStripes)
        for parity, (stripe, (sign, word)) in enumerate(zip(pair.stripes, pair.signs, strict=True)):
            count = MOST // 2 + (parity + MOST // 2) % 2
            assert painted(gauge, count / MOST) == (parity == 0) == (stripe.get_fill_color().to_hex() == theme.value)
            assert parity_of(sign) == parity and word.original_text == ("even", "odd")[parity]
            assert inside(VGroup(sign, word), stripe)
        tip = max(pair.needle.points, key=lambda p: float(p[1]))
        assert inside(Dot(tip, 0.01), pair.stripes[ones % 2])


def test_the_needle_covers_no_stripe():
    gauge = at("objections", "margin", 1).one(StripedGauge)
    assert max(np.linalg.norm(p - gauge.hub) for p in gauge.needle.points) < gauge.radius - gauge.depth


# The light switch


def test_the_tape_shows_the_last_bit_under_the_head_above_the_switch():
    moment = at("objections", "chosen", 1)
    tape, switch = moment.one(Tape), moment.one(LightSwitch)
    cells = sorted((c for c in tape.cells if c[2][0].get_fill_opacity() > 0.1), key=lambda c: float(c[2].get_x()))
    assert [cell[2].value for cell in cells] == on_the_tape()
    middle = min(cells, key=lambda c: abs(c[2].get_x() - switch.plate.get_x()))
    assert middle[2].get_x() == pytest.approx(switch.plate.get_x()) and middle[2].value == tape_word()[-1]
    assert [cell[0].get_fill_opacity() > 0 for cell in cells] == [bool(cell[2].value) for cell in cells]
    assert moment.one(Verdict).right == (switched(tape_word()) == len(tape_word()))


def test_the_switch_stands_where_the_last_bit_left_it():
    switch = at("objections", "chosen", 1).one(LightSwitch)
    on = toggled(tape_word())[-1]
    assert (switch.rocker.get_y() > switch.plate.get_y()) == bool(on)
    assert bright(switch.lamp) == bool(on)


def bright(lamp: VMobject) -> bool:
    """Whether it is lit, whatever the theme."""
    return sum(lamp.get_fill_color().to_rgb()) > 1.5


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_the_switch_lights_when_it_is_up(palette):
    theme.use(palette)
    for on in (0, 1):
        switch = LightSwitch().show(on)
        assert (switch.rocker.get_y() > switch.plate.get_y()) == bright(switch.lamp) == bool(on)
    theme.use("dark")


def test_what_is_no_objection_of_the_slide_has_a_tag_of_its_own():
    tags = {slide: [m.evidence for m in at("objections", slide, 2).all(Tag)] for slide in SLIDE_IDS}
    assert tags == {
        "computes": ["measured"], "depth": ["cited", "measured", "cited"], "writes": ["measured"],
        "margin": ["cited", "proved"], "chosen": ["constructed"],
    }  # fmt: skip


def test_both_seats_stay_and_the_best_number_is_the_largest():
    for slide in SLIDE_IDS:
        moment = at("objections", slide, 2)
        assert moment.one(Seats)
        numbers = sorted((m for m in moment.all(Number)), key=lambda m: -m.pixels)
        assert numbers[0].get_left()[0] == pytest.approx(Objections.column[0], abs=1e-6)
        assert numbers[0].ink != theme.wrong

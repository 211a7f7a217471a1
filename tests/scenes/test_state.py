"""A tape runs past a head, a card turns, two circles stand behind it, and what it costs."""

import numpy as np
import pytest
from manim import Circle, CurvedArrow

from scenes.cast import state_card, tape_word
from scenes.mobjects.machine import AutomatonView, StateBox, Turning
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.tape import Tape
from scenes.mobjects.text import Number
from scenes.mobjects.tokens import weight_width
from scenes.state import State, TwoStates
from scenes.theme import theme
from tests.scenes.expect import check_numbers, find, texts
from tests.scenes.play import is_visible
from tests.scenes.readback import label, parity_of

WORD = tape_word()
READ = {"box": State.first, "rule": 6, "long": 6000, "price": 6000}
RULE = [0, 1]  # the symbols of its two lines
CIRCLES = [0, 1]
ARROWS = [0, 1, 1, 0]


def on_tape(count: int) -> list[int]:
    """The symbols that can be read: four to either side of the one under the head."""
    tape = [*WORD, *WORD[:9]]
    return tape[max(0, count - 1 - 4) : count + 4]


def odd(count: int) -> int:
    return sum(WORD[:count]) % 2


NUMBERS = {
    "box": lambda: texts([*on_tape(READ["box"]), odd(READ["box"]), *RULE]),
    "rule": lambda: texts([*on_tape(6), odd(6), *RULE, *CIRCLES, *ARROWS]),
    "long": lambda: texts([*on_tape(6000), odd(6000), *RULE, *CIRCLES, *ARROWS, 6000, 2]),
    "price": lambda: texts([*on_tape(6000), odd(6000), 1, 6000]),
}


def one(state, kind):
    [found] = [m for m in state.stage if isinstance(m, kind)]
    return found


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("state"), NUMBERS)


@pytest.mark.parametrize("slide", READ)
def test_the_card_says_whether_the_ones_read_are_odd(seen, slide):
    card = one(find(seen("state"), slide), StateBox)
    assert card.value.text == str(odd(READ[slide]))
    assert [parity_of(mark) for mark in card.corners] == 2 * [odd(READ[slide])]


@pytest.mark.parametrize("slide", READ)
def test_the_head_is_round_the_last_symbol_that_was_read(seen, slide):
    state = find(seen("state"), slide)
    tape = one(state, Tape)
    head = max((m for m in state.visible if m.get_stroke_width() == 8), key=lambda m: m.width)
    written = sorted((cell[2] for cell in tape.cells if is_visible(cell[2][0])), key=lambda number: number.get_x())
    under = min(written, key=lambda number: abs(number.get_x() - head.get_x()))
    assert under.get_center()[:2] == pytest.approx(head.get_center()[:2], abs=0.03)
    assert [int(number.text) for number in written] == on_tape(READ[slide])
    before = written.index(under)
    assert before == min(READ[slide] - 1, 4), "read symbols stand left of the head"


@pytest.mark.parametrize("slide", ["box", "rule", "long"])
def test_the_line_of_the_rule_that_was_applied_is_lit(seen, slide):
    symbol, state = WORD[READ[slide] - 1], find(seen("state"), slide)
    for i, words in enumerate(("leave it", "turn it over")):
        line = label(state.labels, words)
        beside = min(state.numbers, key=lambda n: np.linalg.norm(n.get_center() - line.get_left()))
        assert beside.text == str(i), words
        assert (line[0].get_fill_color().to_hex() == theme.program) == (i == symbol), words


@pytest.mark.parametrize("slide", ["rule", "long"])
def test_the_circles_and_arrows_are_the_automaton(seen, slide):
    state = find(seen("state"), slide)
    numbers = [n for n in state.numbers if n.size == TwoStates.size]
    circles = {int(n.text): n for n in numbers}
    assert set(circles) == {0, 1}
    assert circles[0].get_x() < circles[1].get_x()
    fills = {s: n.submobjects[0].get_fill_color().to_hex() for s, n in circles.items()}
    assert fills == {s: theme.ink if s == odd(READ[slide]) else theme.muted for s in (0, 1)}, "the state is lit"
    for s, name in enumerate(("even", "odd")):
        [words] = [label for label in state.labels if label.original_text == name]
        assert words.get_x() == pytest.approx(circles[s].get_x(), abs=0.5), name


def test_every_arrow_leads_from_its_state_to_the_next(seen):
    drawn, circles = {}, {}

    def keep(self) -> None:
        drawn.update({key: (arrow.copy(), name.copy()) for key, (arrow, name) in self.arrows.items()})
        circles.update({s: group[0].copy() for s, group in self.view.states.items()})
        State.run_the_tape(self)

    seen.fresh("state", run_the_tape=keep)
    assert set(drawn) == {(s, x) for s in (0, 1) for x in (0, 1)}
    for (s, x), (arrow, name) in drawn.items():
        assert name.text == str(x)
        assert np.linalg.norm(name.get_center() - arrow.get_center()) < 2.5
        for place, state in ((arrow.get_start(), s), (arrow.get_end(), (s + x) % 2)):
            circle = circles[state]
            assert abs(np.linalg.norm(place - circle.get_center()) - circle.width / 2) < 0.35, (s, x)


def test_every_stop_shows_the_state_after_so_many_symbols(seen):
    found = []

    def leap(self, stop, seconds) -> None:
        State.leap(self, stop, seconds)
        lit = [s for s, group in self.view.states.items() if group[1][0].get_fill_color().to_hex() == theme.ink]
        found.append((stop, self.symbols.text, self.card.value.text, lit, self.kinds.text))

    seen.fresh("state", leap=leap)
    assert found == [(n, str(n), str(odd(n)), [odd(n)], "2") for n in (60, 600, 6000)]


def test_the_mix_takes_every_symbol_at_once_by_equal_lines(seen):
    state = find(seen("state"), "price")
    lines = [m for m in state.visible if m.get_stroke_color().to_hex() == theme.weight and not m.get_fill_opacity()]
    lines = [line for line in lines if len(line.points) == 4]
    assert len(lines) == len(on_tape(6000))
    assert [line.get_stroke_width() for line in lines] == pytest.approx(len(lines) * [weight_width(1 / len(lines))])
    [mix] = [m for m in state.visible if isinstance(m, Circle) and m.width > 1.5]
    for line in lines:
        assert line.get_end()[:2] == pytest.approx(mix.get_center()[:2], abs=0.05)


def test_the_steps_stand_below_the_mix_and_beside_the_card(seen):
    state = find(seen("state"), "price")
    one_step, steps = ([n for n in state.numbers if n.text == text and n.size == 100] for text in ("1", "6000"))
    assert [len(one_step), len(steps)] == [1, 1]
    for number, words in ((one_step[0], "step: all at once"), (steps[0], "steps: one after the other")):
        said = label(state.labels, words)
        assert 0 < number.get_bottom()[1] - said.get_top()[1] < 0.4
    assert 0 < steps[0].get_left()[0] - one(state, StateBox).get_right()[0] < 0.7


def test_the_arrows_run_free_of_the_card(seen):
    state = find(seen("state"), "rule")
    foot = one(state, StateBox).get_bottom()[1]
    long = [m for m in state.visible if isinstance(m, CurvedArrow)]
    assert len(long) == 2
    assert all(arrow.get_top()[1] < foot for arrow in long)


def test_the_scene_begins_and_ends_with_the_same_card(seen):
    card, cast = one(find(seen("state"), "price"), StateBox), state_card()
    assert card.value.text == cast.value.text == "0"
    assert np.allclose(card.box.points, cast.box.points)
    assert np.allclose(card.value.get_center(), cast.value.get_center(), atol=1e-6)


# Parts


def test_a_tape_shows_its_word_at_any_position():
    word = [0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1]
    tape = Tape(word)
    for position in (0, 2, 2.4, 7, 11):
        tape.run(position)
        for cell in tape.cells:
            number = cell[2]
            if is_visible(number[0]):
                k = position + number.get_x() / tape.side
                assert abs(k - round(k)) < 0.05
                assert number.text == str(word[round(k)])
                assert (cell[0].get_fill_opacity() > 0.02) == bool(word[round(k)])
    tape.run(5, blur=1)
    assert not any(is_visible(cell[2][0]) for cell in tape.cells)
    assert any(is_visible(streak) for streak in tape.streaks)


def test_a_card_shows_one_side_and_narrows_as_it_turns():
    front, back = StateBox(0, marked=True), StateBox(1, marked=True)
    turning = Turning(front.box, front, back)
    for angle, shown in ((0, 0), (1, 0), (2, 1), (3.2, 1), (4.6, 1), (5, 0), (2 * np.pi, 0)):
        turning.show(angle)
        for box, value in ((front, 0), (back, 1)):
            assert is_visible(box.value.submobjects[0]) == (value == shown), angle
        seen_box = (front, back)[shown].box
        assert seen_box.width == pytest.approx(1.6 * abs(np.cos(angle)), rel=0.2, abs=0.01)


def test_half_a_turn_writes_the_value_and_leaves_nothing_behind():
    box = StateBox(0, marked=True)
    flat, parts = box.box.points.copy(), len(box.family_members_with_points())
    turn = box.turn_over(1)
    turn.begin()
    for alpha in (0.1, 0.4, 0.6, 1.0):
        turn.interpolate(alpha)
    assert len(box.family_members_with_points()) > parts - 1

    class Nowhere:
        def remove(self, *_: object) -> None:
            pass

    turn.clean_up_from_scene(Nowhere())  # type: ignore[arg-type]
    assert box.value.text == "1"
    assert np.allclose(box.box.points, flat)
    assert [parity_of(mark) for mark in box.corners] == [1, 1]


def test_a_bigger_card_is_written_bigger():
    box = StateBox(0).scale(2)
    box._replace(1)
    assert isinstance(box.value, Number)
    assert box.value.height == pytest.approx(2 * StateBox(1).value.height)
    assert isinstance(RuleRing().fire(), object)


def test_a_loop_may_lie_outside():
    class Outside(AutomatonView):
        outside = True

    view = Outside((0, 1), {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0})
    assert view.arrows[0, 0].get_right()[0] < view.states[0].get_x()
    assert view.arrows[1, 0].get_left()[0] > view.states[1].get_x()

"""A soft automaton: a table of chances learns the toggle by gradient and is made hard; a seed that fails, and why."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UL,
    UP,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    LineJointType,
    ReplacementTransform,
    RoundedRectangle,
    ShowPassingFlash,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smootherstep,
)

from attn_core.machines import Automaton, Trace, run
from attn_core.measured import load
from attn_core.soft_automaton import Training, running_products, train
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.seeds import SeedBins
from scenes.mobjects.signs import parity_legend, parity_mark
from scenes.mobjects.soft_machine import LEAST, Chances, SoftMachine, hard, letter_key, soft
from scenes.mobjects.tape import Tape
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

XOR = np.array([[0, 1], [1, 0]])  # products in the group of parity
TAPE_AT = 1.72 * UP


class SoftAutomaton(LectureScene):
    """One seed finds the toggle, another one does not; fifty seeds with two states, fifty with four."""

    filled = (MIXES, TRANSFORMS)
    seed = 11  # it converges, and late enough to be watched
    place, large = 2.55 * LEFT + 0.12 * UP, 1.3  # of the machine beside a chart; how much larger it is alone
    followed = 5  # bits of the long tape that are read one by one
    bits = 10  # of the words that are trained on
    short = ((0,), (1,), (1, 0))  # no two states whose first says odd get all of these words right

    def construct(self) -> None:
        self.data = {states: load("soft_automata")[f"parity {states}"] for states in (2, 4)}
        self.failing = min(set(range(self.data[2]["seeds"])) - set(self.data[2]["exact"]))
        self.found, self.stuck = (train(XOR, 2, 2, seed, length=self.bits) for seed in (self.seed, self.failing))
        self.tests = np.random.default_rng(0).integers(2, size=(20, 1000))  # as `is_exact` has them
        self.truth = running_products(XOR, self.tests)[0]
        self.learn()
        self.make_hard()
        self.run_a_long_tape()
        self.stay_stuck()
        self.read_three_words()
        self.drop_the_seeds()

    # Soften the toggle, and let the gradient find it again
    def learn(self) -> None:
        self.machine = SoftMachine().move_to(0.12 * UP).scale(self.large)
        self.machine.show(*hard(self.found))
        self.legend = VGroup(parity_legend(size=look.LABEL), letter_key()).arrange(RIGHT, buff=0.8).move_to(2.75 * DOWN)
        below = int(np.argmax(np.array(self.found.losses) < np.log(2) / 2))  # half of a coin's loss
        left_soft = self.found.automaton.outputs(self.tests[:1])[-1, 0, self.truth[-1]]
        self.slide(
            "learned", "measured", begin=[self.machine, self.legend], seed=str(self.seed),
            steps=str(len(self.found.losses)), length=str(self.tests.shape[1]), plateau=str(below + 1),
            bits=str(self.bits), soft=f"{left_soft:.2f}",
        )  # fmt: skip
        (moves, said), start = hard(self.found), soft(self.found.path[0])
        half = moves.copy()
        half[0] = start[0][0]
        self.pulse()
        arrows = self.loose()
        self.play(FadeIn(arrows), run_time=0.6)
        self.remove(arrows)
        self.morph((moves, said), (half, said), 1.6)
        self.morph((half, said), (start[0], said), 2.0)
        self.morph((start[0], said), start, 1.6)

        self.step()
        self.make_chart(len(self.found.losses))
        aside = self.machine.animate.scale(1 / self.large).move_to(self.place)
        self.play(aside, self.legend.animate.align_to(6.55 * LEFT, LEFT), run_time=0.8)
        self.enter_chart()
        self.follow(self.found, 10)

    def morph(self, old: Chances, new: Chances, seconds: float) -> None:
        """Arrows and marks go from some chances to others; on the way every row still adds to one."""

        def lay(share: float) -> None:
            self.machine.show(*(a + share * (b - a) for a, b in zip(old, new, strict=True)))

        self.play(UpdateFromAlphaFunc(self.machine, lambda _, share: lay(share)), run_time=seconds)

    def make_chart(self, steps: int) -> None:
        """The loss over the steps, and a coin's at its line."""
        chart = self.chart = Chart(
            np.linspace(0, steps, 4), (0, 1.2), x_name="steps", y_name="loss", width=3.2, height=3.4, size=look.LABEL
        )
        chart.move_to(6.6 * RIGHT + 0.25 * DOWN, aligned_edge=RIGHT)
        ends = chart.point(0, np.log(2)), chart.point(steps, np.log(2))
        name = Label("a coin", look.LABEL, theme.muted).next_to(ends[0], LEFT, buff=0.2).centred_on(ends[0][1])
        self.coin = VGroup(DashedLine(*ends).set_stroke(theme.muted, look.LINE), name)
        chart.y_name.next_to(name, LEFT, buff=0.2)

    def enter_chart(self) -> None:
        """The axes are drawn, with a coin's loss and the place of the first step."""
        chart, self.at = self.chart, ValueTracker(1)
        self.curve = VMobject(color=theme.ink, stroke_width=look.MARK)
        self.curve.joint_type = LineJointType.ROUND  # it turns back sharply, and a mitre would be a spike
        self.dot, self.reading = Dot(radius=0.11, color=theme.ink), Number(1, 0, look.BODY, before="step ")
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(Create(chart.axes), *(GrowFromCenter(word) for word in words), run_time=0.8)
        self.play(Create(self.coin[0]), GrowFromEdge(self.coin[1], LEFT), run_time=0.5)
        self.remove(chart.axes, *words, *self.coin)
        self.add(chart, self.coin)

    def follow(self, training: Training, seconds: float) -> None:
        """The steps of a training, as a dial: the machine after each, and the loss that it met."""
        last = len(training.losses)
        self.points = [self.chart.point(step, loss) for step, loss in enumerate(training.losses, 1)]
        self.show_step(training)
        moving = self.moving = VGroup(self.machine, self.curve, self.dot, self.reading)
        self.remove(self.machine)
        self.add(moving)
        self.play(GrowFromCenter(self.dot), GrowFromEdge(self.reading, DOWN), run_time=0.4)
        self.remove(self.dot, self.reading)
        self.add(moving)
        moving.add_updater(lambda _: self.show_step(training))
        self.dial("step", self.at, 1, last, seconds=seconds, places=0, whole=1, rest=last)
        moving.clear_updaters()
        self.show_step(training)

    def show_step(self, training: Training) -> None:
        """The machine after so many steps, and the losses that they met."""
        at = round(self.at.get_value())
        self.machine.show(*soft(training.path[at]))
        self.curve.set_points_as_corners([self.points[0], *self.points[:at]])
        self.dot.move_to(self.points[at - 1])
        corner = self.chart.axes.get_corner(UL)
        self.reading.set_value(at).align_to(corner, LEFT).on_baseline(corner[1] + 0.25)

    # Keep the larger chance of every row
    def make_hard(self) -> None:
        self.step()
        self.remove(self.moving)
        self.add(self.machine, self.curve, self.dot, self.reading)
        self.machine.show(*hard(self.found))
        arrows = self.loose()
        self.play(LaggedStart(*(FadeOut(arrow, shift=0.8 * DOWN) for arrow in arrows), lag_ratio=0.7), run_time=3.2)
        self.remove(arrows)
        self.pulse()

    def loose(self) -> VGroup:
        """The arrows that a hard machine lacks, hair-thin, behind it."""
        arrows = VGroup(*(a.copy().show(LEAST) for a in self.machine.arrows.values() if a.share == 0))
        self.bring_to_back(arrows)
        return arrows

    def pulse(self) -> None:
        """Light runs along the arrows that are certain."""
        light = VGroup(*(a.line.copy() for a in self.machine.arrows.values() if a.share == 1))
        light.set_stroke(theme.program, look.HEAVY)
        self.play(*(ShowPassingFlash(line, time_width=0.5) for line in light), run_time=1.0)

    # Run it over a long tape
    def run_a_long_tape(self) -> None:
        self.step()
        trace = hard_run(self.found, self.tests[0].tolist())
        leaving = (self.chart, self.coin, self.curve, self.dot, self.reading, self.legend)
        self.play(
            *(FadeOut(m, shift=0.5 * RIGHT) for m in leaving),
            self.machine.animate.move_to(1.08 * DOWN),
            run_time=look.MOTION,
        )
        self.tape = Tape(trace.word).shift(TAPE_AT)
        self.head = RoundedRectangle(look.CORNER, width=self.tape.side + 0.06, height=self.tape.side + 0.06)
        self.head.set_stroke(theme.program, look.HEAVY).move_to(TAPE_AT)
        self.numbers = VGroup(*(Number(0, 0, 100, weight=SEMIBOLD) for _ in range(2)))
        names = VGroup(Label("bits read", color=theme.muted), Label("right", color=theme.muted))
        for name, side in zip(names, (LEFT, RIGHT), strict=True):
            name.align_to(6.55 * side, side).on_baseline(-0.4)
        self.running = VGroup(self.tape, self.machine, self.numbers)
        self.remove(self.machine)
        self.add(self.running)
        self.show_read(0, trace, -7)
        self.play(GrowFromCenter(self.head), *(GrowFromEdge(name, UP) for name in names), run_time=0.6)
        for read in range(self.followed):
            self.read_next(read, trace)
        first, last = self.followed, len(trace.word)

        def run_on(share: float) -> None:
            done = first + float(smootherstep(share)) * (last - first)
            self.show_read(round(done), trace, done - 1, min(1.0, 40 * share**2 * (1 - share) ** 2), 40 * share)

        self.roll(run_on, 5.0)

    def read_next(self, read: int, trace: Trace[Hashable]) -> None:
        """The next bit comes under the head, and its arrow is taken."""
        start = read - 1 if read else -7
        self.roll(lambda share: self.show_read(read, trace, start + share * (read - start)))
        self.take(trace, read)
        self.show_read(read + 1, trace, read)

    def roll(self, act: Callable[[float], None], seconds: float = 0.5) -> None:
        """What runs moves on."""
        self.play(UpdateFromAlphaFunc(self.running, lambda _, share: act(share)), rate_func=linear, run_time=seconds)

    def show_read(self, read: int, trace: Trace[Hashable], place: float, blur: float = 0.0, way: float = 0.0) -> None:
        """The state after so many bits, how many answers were right, and the tape; in a blur both circles are lit."""
        self.tape.run(place, blur, way)
        said = self.found.automaton.harden().output[np.array(trace.states[1 : read + 1], dtype=int)]
        right = int((said == self.truth[:read]).sum())
        for number, value, side in zip(self.numbers, (read, right), (LEFT, RIGHT), strict=True):
            number.set_value(value).align_to(6.55 * side, side).on_baseline(0.08)
        for state in (0, 1):
            self.machine.light(state, 0.5 if blur > 0.3 else float(trace.states[read] == state))

    def take(self, trace: Trace[Hashable], place: int) -> None:
        """Light runs along the arrow of a bit."""
        source, target = (int(str(state)) for state in trace.states[place : place + 2])
        light = self.machine.arrows[source, trace.word[place], target].line.copy()
        light.set_stroke(theme.program, 1.2 * light.get_stroke_width())
        self.play(ShowPassingFlash(light, time_width=0.7), run_time=0.6)

    # Another seed: its loss stays up
    def stay_stuck(self) -> None:
        late = self.stuck.losses[-100:]
        self.slide(
            "stuck", "measured", keep=[self.machine], seed=str(self.failing), steps=str(len(self.stuck.losses)),
            loss=f"{np.mean(late):.2f}", coin=f"{np.log(2):.2f}",
        )  # fmt: skip
        for state in (0, 1):
            self.machine.light(state, 0.5)
        self.play(self.machine.animate.move_to(self.place), FadeIn(self.legend), run_time=0.8)
        self.morph(hard(self.found), soft(self.stuck.path[0]), 1.2)
        before, corner = self.curve.set_stroke(theme.muted, look.LINE), self.chart.axes[0].get_end()
        name = Label("seed before", look.LABEL, theme.muted).align_to(corner, RIGHT).on_baseline(corner[1] + 0.2)
        self.before = VGroup(before, name)
        self.enter_chart()
        self.play(Create(before, rate_func=linear), run_time=0.8)
        self.play(GrowFromEdge(name, LEFT), run_time=0.3)
        self.follow(self.stuck, 6)

    # Harden it all the same, and let it read three words
    def read_three_words(self) -> None:
        self.step()
        leaving = (self.chart, self.coin, self.curve, self.dot, self.reading, self.before)
        self.remove(self.moving)
        self.add(self.machine, *leaving)
        self.play(*(FadeOut(m, shift=0.5 * RIGHT) for m in leaving), run_time=0.5)
        self.morph(soft(self.stuck.automaton), hard(self.stuck), 0.8)
        mark = self.machine.marks[0]
        self.play(mark.animate.scale(1.35), rate_func=lambda t: np.sin(np.pi * t), run_time=0.8)
        output = self.stuck.automaton.harden().output
        columns, rows = (2.55, 3.95, 5.15, 6.15), (0.6, -0.5, -1.6)
        heads = VGroup(*(Label(name, look.LABEL, theme.muted) for name in ("word", "says", "truth")))
        for head, x in zip(heads, columns, strict=False):
            head.set_x(x).on_baseline(1.4)
        self.play(*(GrowFromEdge(head, DOWN) for head in heads), run_time=0.4)
        frame = RoundedRectangle(look.CORNER, width=5.0, height=1.0).set_stroke(theme.program, look.MARK)
        self.play(Create(frame.move_to([4.1, rows[0], 0])), run_time=0.4)
        for word, y in zip(self.short, rows, strict=True):
            if y != rows[0]:
                self.step()
                self.play(frame.animate.set_y(y), run_time=0.5)
            self.read_word(word, output, [np.array([x, y, 0]) for x in columns])

    def read_word(self, word: Sequence[int], output: np.ndarray, places: Sequence[np.ndarray]) -> None:
        """A short word is read from the start; beside it what the machine says of it, and the truth."""
        trace = hard_run(self.stuck, word)
        bits = SymbolRow(list(word), 0.66, 0.08, look.LABEL).move_to(places[0])
        says, truth = int(output[int(str(trace.final))]), sum(word) % 2
        self.machine.be_in(0)
        self.play(GrowFromEdge(bits, LEFT), run_time=0.4)
        for place in range(len(word)):
            self.take(trace, place)
            self.machine.be_in(int(str(trace.states[place + 1])))
        said = parity_mark(says, 0.2).move_to(places[1])
        self.play(GrowFromPoint(said, self.machine.circles[int(str(trace.final))].get_center()), run_time=0.6)
        right = parity_mark(truth, 0.2).move_to(places[2])
        verdict = Verdict(says == truth, size=0.4).move_to(places[3])
        self.play(GrowFromCenter(right), run_time=0.4)
        self.play(Create(verdict), run_time=0.5)

    # Let fifty seeds fall to the right or to the wrong side, with two states and with four
    def drop_the_seeds(self) -> None:
        two, four = self.data[2], self.data[4]
        self.slide(
            "seeds", "measured", keep=[self.machine.circles[0], self.machine.circles[1]], two=str(len(two["exact"])),
            seeds=str(two["seeds"]), four=str(len(four["exact"])), wrong=str(two["seeds"] - len(two["exact"])),
            odd=str(sum(four["first_says"])), steps=str(len(self.found.losses)), words=str(len(self.tests)),
            length=str(self.tests.shape[1]),
        )  # fmt: skip
        bins = {states: SeedBins(part["exact"], part["first_says"], states) for states, part in self.data.items()}
        bins[2].shift(2.6 * LEFT + 0.9 * UP)
        bins[4].shift(3.4 * RIGHT + 0.9 * UP)
        sides = VGroup(*(Verdict(right, word=True, size=0.3) for right in (True, False)))
        for side, number in zip(sides, bins[2].numbers, strict=True):
            side.align_to(6.55 * LEFT, LEFT).set_y(number.get_y())
        edge = Line(6.55 * LEFT, 6.55 * RIGHT).set_stroke(theme.muted, look.THIN).set_y(bins[2].edge + 0.9)
        key = VGroup(Label("first state says", look.LABEL, theme.muted), self.legend[0]).arrange(RIGHT, buff=0.4)
        key.move_to(2.75 * DOWN).align_to(6.55 * LEFT, LEFT)
        self.play(
            ReplacementTransform(VGroup(*self.machine.circles), bins[2].icon),
            *(GrowFromEdge(side, LEFT) for side in sides),
            GrowFromEdge(key, DOWN),
            Create(edge),
            run_time=1.0,
        )
        self.drop(bins[2])

        # More states, and room for the toggle
        self.step()
        self.play(ReplacementTransform(bins[2].icon.copy(), bins[4].icon), run_time=0.9)
        self.drop(bins[4])

    def drop(self, bins: SeedBins) -> None:
        """The seeds fall into their bins."""
        self.remove(bins.icon)
        self.add(bins.fall(0))
        self.play(UpdateFromAlphaFunc(bins, lambda _, share: bins.fall(share)), rate_func=linear, run_time=5)


def hard_run(training: Training, word: Sequence[int]) -> Trace[Hashable]:
    """What the hardened machine does: its states before and after each bit."""
    table = training.automaton.harden().table
    moves: dict[tuple[Hashable, Hashable], Hashable] = {(s, x): int(table[x, s]) for x, s in np.ndindex(2, 2)}
    return run(Automaton(0, moves), word)

"""The last two objections, the margin and the light switch; and how each objection of the scene is conceded."""

from __future__ import annotations

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    SEMIBOLD,
    TAU,
    Circle,
    Create,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    ManimColor,
    Mobject,
    MoveToTarget,
    ReplacementTransform,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    interpolate_color,
    linear,
    smootherstep,
)

from attn_core import sentence
from attn_core.machines import parity, run
from attn_core.parity import influence_bound, readout_accuracy
from scenes import look
from scenes.cast import HEAD, tape_word
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.gauge import StripedGauge
from scenes.mobjects.light_switch import LightSwitch
from scenes.mobjects.machine import StateBox
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.stripes import edge
from scenes.mobjects.tape import Tape
from scenes.mobjects.text import Label, Number
from scenes.mobjects.two_stripes import TwoStripes
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme


class MarginAndSwitch(LectureScene):
    """The second half of the scene of objections. It keeps ``tape``, the one that was written on."""

    tape: ScratchpadTape
    pair: TwoStripes | None = None  # once it is enlarged
    granted = "True."
    column = 2.55 * RIGHT  # where the right column begins
    lengths = (8, 16, 32, 64)
    switch_at = np.array([-3.2, -1.1, 0])
    by_hand = 6  # bits that are followed one by one, before the rest rushes by

    def best(self, number: Number, *captions: str, tag: str | None = None) -> VGroup:
        """The number of an objection and what it is of, in the right column; with a tag where the slide's is not it."""
        block = VGroup(number.align_to(self.column, LEFT).on_baseline(1.3))
        for i, caption in enumerate(captions):
            block.add(Label(caption, look.LABEL, theme.muted).align_to(self.column, LEFT).on_baseline(0.72 - 0.5 * i))
        if tag:
            block.add(Tag(tag).align_to(self.column, LEFT).set_y(2.5))
        return block

    def concede(self, witness: Mobject, *rest: str) -> None:
        """The word comes out of the object that has shown it; below, what remains to be said."""
        self.step()
        word = Label(self.granted, 150, weight=SEMIBOLD).align_to(self.column, LEFT).on_baseline(-1.0)
        letters = (GrowFromPoint(letter, witness.get_center()) for letter in word)
        self.play(LaggedStart(*letters, lag_ratio=0.12), run_time=1.0)
        self.remove(*word)
        self.add(word)
        self.hold(0.4)
        lines = [
            Label(line, look.BODY).align_to(self.column, LEFT).on_baseline(-1.75 - 0.6 * i)
            for i, line in enumerate(rest)
        ]
        self.play(LaggedStart(*(GrowFromEdge(line, LEFT) for line in lines), lag_ratio=0.4), run_time=0.9)

    # The needle twitches ever less, and yet each mean has its own stripe
    def read_a_small_margin(self) -> None:
        tape = self.tape
        most = self.lengths[-1]
        of_head = float(np.abs(sentence.load().attend(HEAD).scaled).max())
        silent = int(np.ceil(influence_bound(1, of_head) / 2))
        self.slide("margin", "cited", keep=[tape.given], bits=str(most), silent=f"{silent}")
        gauge = self.gauge = StripedGauge(most, np.array([-2.55, -2.35, 0]))
        n = self.lengths[0]
        gauge.show(n, 0.5).say(n // 2)
        self.play(
            LaggedStart(*(b.animate(remover=True).scale(0.15).move_to(gauge.hub) for b in tape.given), lag_ratio=0.1),
            Create(gauge.rim),
            run_time=1.2,
        )
        self.play(
            GrowFromCenter(VGroup(gauge.pin, *gauge.signs)),
            GrowFromPoint(gauge.needle, gauge.hub),
            LaggedStart(*(GrowFromCenter(stripe) for stripe in gauge.stripes[: n // 2 + 1]), lag_ratio=0.2),
            run_time=1.0,
        )
        self.remove(*gauge.stripes, gauge.rim, gauge.needle, gauge.pin, *gauge.signs)
        twitch = Number(n, 0, look.HERO, weight=SEMIBOLD, before="1/").move_to(gauge.hub + np.array([-1.55, 1.05, 0]))
        one_bit = Label("one bit:", look.LABEL).set_x(twitch.get_x()).on_baseline(gauge.hub[1] + 1.7)
        self.add(gauge)
        self.play(GrowFromPoint(one_bit, gauge.needle.get_center()), run_time=0.3)
        for length in self.lengths:
            if length != n:
                self.play(self.split(n, length), FadeOut(twitch, run_time=0.3), run_time=1.0)
            n = length
            twitch = Number(n, 0, look.HERO, weight=SEMIBOLD, before="1/").move_to(twitch)
            if length == most:
                self.enlarge(most)
            self.turn(n, n // 2, n // 2 + 1)
            self.play(GrowFromPoint(twitch, gauge.needle.get_center()), run_time=0.4)
            if length != most:
                self.turn(n, n // 2 + 1, n // 2)
        number = Number(100 * readout_accuracy(most, most), 0, 150, theme.value, SEMIBOLD, after=" %")
        block = self.best(number, "of all words read right,", "with a cut for each bit", tag="proved")
        self.play(GrowFromPoint(block[0], gauge.needle.get_center()), run_time=0.8)
        self.play(*(GrowFromEdge(part, LEFT) for part in block[1:]), run_time=0.5)
        self.concede(gauge.pin, "In a head it shrinks,", "with bounded scores.")
        with self.loop():
            self.turn(most, most // 2 + 1, most // 2, 1.2)
            self.hold()
            self.turn(most, most // 2, most // 2 + 1, 1.2)
            self.hold()

    def split(self, few: int, many: int) -> UpdateFromAlphaFunc:
        """The stripes become more and finer; while they pass below the needle, nothing is read."""

        def lay(_: object, share: float) -> None:
            self.gauge.show(few * (many / few) ** share, 0.5)
            self.gauge.say(many // 2 if share == 1 else None)

        return UpdateFromAlphaFunc(self.gauge, lay)

    def enlarge(self, most: int) -> None:
        """Draw the two stripes between which the needle will move, large enough to be read."""
        even = most // 2
        tips = self.gauge.inner(edge(even, most)), self.gauge.inner(edge(even + 2, most))
        self.pair = TwoStripes(self.gauge.hub + np.array([0.42, 0.72, 0]), tips)
        self.play(GrowFromPoint(self.pair, self.gauge.inner(0.5)), run_time=0.8)

    def turn(self, n: int, old: int, new: int, seconds: float = 0.7) -> None:
        """The needle goes from one number of ones to another; on the way what is read changes."""

        def move(_: object, share: float) -> None:
            self.gauge.show(n, (old + share * (new - old)) / n)
            self.gauge.say(new if share >= 0.5 else old)
            if self.pair:
                self.pair.show(old + share * (new - old) - n // 2)

        shown = [self.gauge, *([self.pair] if self.pair else [])]
        self.play(*(UpdateFromAlphaFunc(part, move) for part in shown), run_time=seconds)

    # The needle becomes the rule, the arc its orbit, and the whole a light switch
    def let_a_switch_pass(self) -> None:
        word = tape_word()
        states = [int(str(state)) for state in run(parity(), word).states]
        right = int(np.sum(np.array(states[1:]) == np.cumsum(word) % 2))
        gauge = self.gauge
        self.slide("chosen", keep=[gauge.rim, gauge.needle, gauge.pin], bits=str(len(word)))
        centre = np.array([-2.6, -0.25, 0])
        box = StateBox(states[0], 1.75, 120, marked=True).move_to(centre)
        orbit = Circle(1.9).move_to(centre).set_stroke(theme.program, look.LINE, 0.6)
        ring = self.ring = RuleRing(0.42).move_to(orbit.get_right())
        colors = ManimColor(theme.ink), ManimColor(theme.program)

        def close(rim: VMobject, share: float) -> None:
            self.gauge.close(share, orbit)
            rim.set_stroke(interpolate_color(*colors, share), look.LINE, 1 - 0.4 * share)

        self.play(
            UpdateFromAlphaFunc(gauge.rim, close),
            ReplacementTransform(gauge.pin, box.box),
            ReplacementTransform(gauge.needle, ring.ring),
            GrowFromPoint(ring[1], gauge.hub),
            run_time=1.4,
        )
        self.remove(gauge.rim, ring.ring, ring[1])
        self.add(orbit, ring)
        self.play(GrowFromPoint(VGroup(box.value, box.corners), centre), run_time=0.4)
        self.remove(box.box)
        self.add(box)
        angle = ValueTracker(0)
        ring.add_updater(lambda m: m.move_to(orbit.point_at_angle(angle.get_value() % TAU)))
        for state in (1, 0):
            self.play(angle.animate(rate_func=linear).increment_value(TAU), box.turn_over(state), run_time=0.9)
        ring.clear_updaters()
        switch = self.switch = LightSwitch().shift(self.switch_at)
        self.tape_of_bits = Tape((*word, *word[:9]), 0.8, 3.2).shift([self.switch_at[0], 1.95, 0]).run(-6)
        head = RoundedRectangle(look.CORNER, width=0.86, height=0.86).set_stroke(theme.program, look.STRONG)
        head.move_to(self.tape_of_bits.rails)
        ring.generate_target().scale(0.8).move_to((head.get_bottom() + switch.plate.get_top()) / 2)
        stems = VGroup(
            Line(head.get_bottom(), ring.target.get_top()), Line(ring.target.get_bottom(), switch.plate.get_top())
        ).set_stroke(theme.program, look.MARK)
        self.play(
            ReplacementTransform(orbit, switch.lamp),
            ReplacementTransform(box.box, switch.plate),
            VGroup(box.value, box.corners).animate(remover=True).scale(0.1).move_to(switch.rocker),
            GrowFromPoint(switch.rocker, centre),
            MoveToTarget(ring),
            Create(switch.wire),
            run_time=1.4,
        )
        self.remove(box, *switch)
        self.add(switch, ring)
        self.play(*(Create(part) for part in (self.tape_of_bits.rails, head, stems)), run_time=0.6)
        self.remove(self.tape_of_bits.rails, head)
        self.add(self.tape_of_bits, head)
        number = Number(1, 0, 130, weight=SEMIBOLD, grouped=True)
        block = self.best(number, "bits, right after each:", "it passes the test", tag="constructed")
        self.read_all(word, states, number, right)
        passed = Verdict(True, size=0.6).next_to(number, RIGHT, buff=0.35)
        self.play(*(GrowFromEdge(part, LEFT) for part in block[1:]), run_time=0.5)
        self.play(GrowFromPoint(passed, switch.lamp.get_center()), run_time=0.5)
        self.concede(switch.lamp, "Ours: necessary,", "not sufficient.")

    def read(self, t: int, bit: int, seconds: float) -> None:
        """Bit t comes under the head; at a one the rule fires, and the switch goes over."""
        tape, switch = self.tape_of_bits, self.switch
        start, old = tape.position, switch.on
        self.play(UpdateFromAlphaFunc(tape, lambda m, share: m.run(start + share * (t - start))), run_time=seconds)
        if bit:
            moved = UpdateFromAlphaFunc(switch, lambda m, share: m.show(old + share * (1 - 2 * old)))
            self.play(self.ring.fire(), moved, run_time=0.5)

    def read_all(self, word: tuple[int, ...], states: list[int], number: Number, right: int) -> None:
        """A few bits one by one, then all others; while these rush by, the switch is neither up nor down to the eye."""
        for t in range(self.by_hand):
            self.read(t, word[t], 0.4 if t else 1.2)
            number.set_value(t + 1).align_to(self.column, LEFT)
            if not t:
                self.play(GrowFromPoint(number, self.switch.plate.get_center()), run_time=0.5)
        seconds, way = 4.0, right - 1 - self.by_hand

        def rush(_: object, share: float) -> None:
            done = float(smootherstep(share))
            blur = float(np.clip(share**2 * (1 - share) ** 2 * way / (4 * seconds) - 0.3, 0, 1))
            self.tape_of_bits.run(self.by_hand - 1 + done * way, blur, 40 * done)
            number.set_value(self.by_hand + round(done * way)).align_to(self.column, LEFT)
            old = states[self.by_hand if share < 0.5 else right - 1]
            self.switch.show(old + blur * (0.5 - old))

        still = [UpdateFromAlphaFunc(part, lambda *_: None) for part in (number, self.switch)]
        self.play(UpdateFromAlphaFunc(self.tape_of_bits, rush), *still, rate_func=linear, run_time=seconds)
        self.read(right - 1, word[right - 1], 0.6)
        number.set_value(right).align_to(self.column, LEFT)

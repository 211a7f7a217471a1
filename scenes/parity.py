"""Parity: a mean twitches where a state turns over; what that makes of reading, learning and counting."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Circle,
    Create,
    CubicBezier,
    DashedLine,
    Ellipse,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromPoint,
    LaggedStart,
    Line,
    Polygon,
    RoundedRectangle,
    ShowPassingFlash,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    there_and_back,
)

from attn_core.machines import parity, run
from attn_core.parity import average, best_cuts, margin, readout_accuracy
from scenes import look
from scenes.cast import state_card
from scenes.lecture_scene import LectureScene
from scenes.mobjects.gauge import Gauge
from scenes.mobjects.machine import Turning
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing, parity_mark
from scenes.mobjects.stripes import Band, Fan
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow, weight_width
from scenes.theme import theme


class Hand(Polygon):
    """The pointer of a mouse, its tip at ``place``."""

    corners = ((0, 0), (0, -1), (0.24, -0.78), (0.41, -1.15), (0.57, -1.08), (0.41, -0.72), (0.72, -0.72))

    def __init__(self, place: np.ndarray):
        super().__init__(*(place + 0.62 * np.array([x, y, 0]) for x, y in self.corners))
        self.set_stroke(theme.background, look.MARK).set_fill(theme.ink, 1)


def arrow_head(curve: VMobject, color: str) -> Polygon:
    """A head for the end of a curve."""
    end, before = curve.point_from_proportion(1), curve.point_from_proportion(0.97)
    ahead = look.TIP * (end - before) / np.linalg.norm(end - before)
    across = 0.5 * np.array([-ahead[1], ahead[0], 0])
    return Polygon(end + 0.4 * ahead, end - 0.6 * ahead + across, end - 0.6 * ahead - across, stroke_width=0).set_fill(
        color, 1
    )


class Parity(LectureScene):
    """Is the number of ones even? A mean holds the answer ever more finely; a state holds it plainly."""

    filled = (MIXES, TRANSFORMS)
    word = (1, 0, 1, 1, 0, 1, 0, 1)
    flipped = 3  # which bit, from 1
    lengths = (4, 64)  # of words, on the dial
    some_length = 32

    def construct(self) -> None:
        self.flip_one_bit()
        self.cut_the_stripes()

    # Flip one bit: a mean twitches, a state turns over
    def flip_one_bit(self) -> None:
        n = len(self.word)
        self.card = state_card(parity().start)
        self.slide("flip", "proved", begin=[self.card], bits=str(n))
        self.make_both_halves()
        self.row.shift(14 * RIGHT)
        self.play(
            self.row.animate.shift(14 * LEFT), self.card.animate.scale(1.2).move_to([3.55, -1.2, 0]), run_time=1.6
        )
        # At once: eight equal lines become the needle.
        self.play(*(Create(line) for line in self.lines), run_time=look.MOTION)
        hub = self.gauge.hub
        self.play(Create(self.gauge.arc), GrowFromCenter(self.gauge.pin), run_time=look.QUICK)
        marks = [GrowFromPoint(mark, self.gauge.apex) for mark in self.gauge.marks]
        self.play(LaggedStart(*marks, lag_ratio=0.05), FadeIn(self.legend), run_time=look.MOTION)
        self.gauge.show(0)
        self.add(self.gauge.needle, self.gauge.pin)
        mean = float(average(self.word).output[0, 0])
        self.play(
            GrowFromPoint(self.gauge.needle, hub, rate_func=linear),
            run_time=0.2,
        )
        self.play(UpdateFromAlphaFunc(self.gauge, lambda g, share: g.show(share * mean)), run_time=look.MOTION)
        # One after the other: the rule reads every bit.
        self.play(*(Create(part) for part in self.rail), FadeIn(self.ring), run_time=look.QUICK)
        for t, state in enumerate(run(parity(), self.word).states[1:]):
            here = self.row.boxes[t].copy().set_stroke(theme.program, look.STRONG).set_fill(opacity=0)
            reading: list[Animation] = [FadeIn(here, rate_func=there_and_back, remover=True)]
            if self.word[t]:
                reading += [self.ring.fire(), self.card.turn_over(state)]
            self.play(*reading, run_time=0.5 if self.word[t] else 0.25)
        self.touch_a_bit()

    def make_both_halves(self) -> None:
        """The word above; left the gauge of its mean, right the way from it through the rule to the card."""
        n = len(self.word)
        sides = [SymbolRow(bits, 0.95, 0.15, 60).move_to(2 * UP) for bits in (self.word, [1 - b for b in self.word])]
        self.row, self.back = sides
        self.gauge = Gauge(n, [-3.55, -2.62, 0])
        mouth = self.gauge.apex + 0.42 * UP
        self.lines = VGroup()
        for box in self.row.boxes:
            foot = box.get_bottom() + 0.07 * DOWN
            line = CubicBezier(foot, foot + 0.6 * DOWN, mouth + 0.6 * UP, mouth)
            self.lines.add(line.set_stroke(theme.weight, weight_width(1 / n), 0.5))
        self.ring = RuleRing(0.36).move_to([5.95, 1.05, 0])
        word_end = self.row.boxes[-1].get_right() + 0.08 * RIGHT
        card = np.array([5.12, -0.6, 0])
        into = CubicBezier(word_end, word_end + RIGHT, self.ring.get_top() + 0.8 * UP, self.ring.get_top())
        out = CubicBezier(self.ring.get_bottom(), self.ring.get_bottom() + 0.8 * DOWN, card + 0.6 * RIGHT, card)
        self.rail = VGroup(into, out).set_stroke(theme.program, look.STRONG)
        self.rail.add(arrow_head(out, theme.program))
        self.legend = VGroup()
        for k, name in ((0, "even"), (1, "odd")):
            words = VGroup(parity_mark(k, 0.12, theme.muted), Label(name, look.SMALL, theme.muted)).arrange(buff=0.14)
            words[1].centred_on(words[0].get_y())
            words.move_to(self.gauge.hub + [-1.5, 0.62 + 0.46 * k, 0], aligned_edge=LEFT)
            self.legend.add(words)
        for value, mark in ((0, self.gauge.marks[0]), (1, self.gauge.marks[-1])):
            end = Number(value, 0, look.LABEL, theme.muted).next_to(mark, RIGHT if value == 0 else LEFT, buff=0.22)
            self.legend.add(end.centred_on(mark.get_y()))

    def touch_a_bit(self) -> None:
        """One bit is flipped by hand: first the left half answers, then the right one; then any bit may be flipped."""
        i, n = self.flipped - 1, len(self.word)
        self.turns = [
            Turning(box, front, back)
            for box, front, back in zip(self.row.boxes, self.row, self.back, strict=True)
        ]
        before = float(average(self.word).output[0, 0])
        self.mean_of = lambda share, at: before + share * (1 - 2 * self.word[at]) / n
        after = self.mean_of(1, i)

        self.step()
        for turn in self.turns:
            turn.show(0)
        self.hand = Hand(self.row.boxes[i].get_center() + [0.2, -0.26, 0])
        self.add(self.back)
        self.play(GrowFromPoint(self.hand, [1, -1, 0]), run_time=look.QUICK)
        dimmed = [line.animate.set_stroke(opacity=0.18) for j, line in enumerate(self.lines) if j != i]
        self.play(
            UpdateFromAlphaFunc(self.row, lambda _, share: self.turns[i].show(np.pi * share)),
            UpdateFromAlphaFunc(self.back, lambda *_: None),
            *dimmed,
            self.lines[i].animate.set_stroke(opacity=1),
            run_time=0.8,
        )
        past = self.gauge.needle.copy().set_fill(opacity=0.3)
        self.add(past, self.gauge.needle, self.gauge.pin)
        counts = [round(n * mean) for mean in (before, after)]
        lit = [self.gauge.marks[k].animate.scale(1.5).set_stroke(theme.ink) for k in counts]
        lit[[k % 2 for k in counts].index(0)].set_fill(theme.ink)
        self.play(
            UpdateFromAlphaFunc(self.gauge.needle, lambda _, share: self.gauge.show(self.mean_of(share, i))),
            *lit,
            run_time=look.MOTION,
        )
        self.twitch = Number(n, 0, 100, weight=SEMIBOLD, before="1/").move_to(self.gauge.hub + [1.5, 0.95, 0])
        tips = [np.array(self.gauge.pointer(mean)[1]) for mean in (before, after)]
        self.play(GrowFromPoint(self.twitch, (tips[0] + tips[1]) / 2), run_time=look.QUICK)

        # The same flip, on the right
        self.step()
        light = [part.copy().set_stroke(theme.ink, look.HEAVY) for part in self.rail[:2]]
        self.play(ShowPassingFlash(light[0], time_width=0.5), run_time=0.6)
        self.play(ShowPassingFlash(light[1], time_width=0.5), self.ring.fire(), run_time=0.6)
        states = [run(parity(), w).final for w in (self.word, [b ^ (j == i) for j, b in enumerate(self.word)])]
        self.play(self.card.turn_over(states[1]), run_time=1.6)

        # Any bit may be flipped
        self.step()
        self.play(FadeOut(past), run_time=look.QUICK)
        front, back = VGroup(*self.card._written(states[0])), VGroup(self.card.value, self.card.corners)
        self.card.add(front)
        turning = Turning(self.card.box, front, back, both=self.card.box)
        turning.show(np.pi)
        rest, step = self.hand.get_center(), 0.95 + 0.15
        self.which, self.share = ValueTracker(self.flipped), ValueTracker(1)

        def pose(_: object) -> None:
            at, share = self.which.get_value(), self.share.get_value()
            j = int(np.clip(np.round(at), 1, n)) - 1
            flip = share * float(np.clip(2.2 - 4.4 * abs(at - 1 - j), 0, 1))
            for k, turn in enumerate(self.turns):
                turn.show(np.pi * flip * (k == j))
                self.lines[k].set_stroke(opacity=0.18 + 0.82 * flip * (k == j))
            self.gauge.show(self.mean_of(flip, j))
            turning.show(np.pi * flip)
            self.hand.move_to(rest + (at - self.flipped) * step * RIGHT)

        changing = VGroup(self.lines, self.row, self.back, self.gauge, self.twitch, self.card, self.hand)
        self.add(changing)
        changing.add_updater(pose)
        self.dial("flipped bit", self.which, 1, n, seconds=6, places=0, whole=1)
        self.step()
        with self.loop():
            for end in (0, 1):
                self.play(self.share.animate.set_value(end), run_time=1.4)
        changing.clear_updaters()

    # Cut the stripes
    def cut_the_stripes(self) -> None:
        low, high = self.lengths
        n = len(self.word)
        left = -6.55
        self.band = Band(left, 8.6, high)
        self.fan = Fan(left, 8.6, 2.2, -2.5, range(low, high + 1))
        arc, marks = self.gauge.arc, self.gauge.marks
        self.slide("stripes", "proved", keep=[arc, marks])
        start, end = self.gauge.apex.copy(), np.array([self.band.x(0.5), self.fan.height(n), 0])
        for mark in marks:
            mark.save_state()

        def unroll(_: object, share: float) -> None:
            self.gauge.unroll(start + share * (end - start), 1 - share)

        self.play(UpdateFromAlphaFunc(arc, unroll), UpdateFromAlphaFunc(marks, lambda *_: None), run_time=look.SLOW)
        self.hold(0.3)
        self.band.show(n, end[1], 0)
        self.play(FadeIn(self.band.ground, self.band.frame), FadeOut(arc), run_time=look.QUICK)
        self.add(self.band)
        self.play(
            UpdateFromAlphaFunc(self.band, lambda band, share: band.show(n, end[1], share)),
            FadeOut(marks),
            run_time=look.MOTION,
        )

"""Parity: a mean twitches where a state turns over; what that makes of reading, learning and counting."""

from __future__ import annotations

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    UR,
    Animation,
    Circle,
    Create,
    CubicBezier,
    DashedLine,
    Dot,
    Ellipse,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    Polygon,
    Rectangle,
    ReplacementTransform,
    ShowPassingFlash,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    rush_into,
    smooth,
    there_and_back,
)

from attn_core import sentence
from attn_core.machines import parity, run
from attn_core.parity import BOUND, average, best_cuts, influence, influence_bound, readout_accuracy
from attn_core.trained import load
from scenes import look
from scenes.cast import HEAD, state_card
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, CurveChart, Series
from scenes.mobjects.gauge import Gauge
from scenes.mobjects.machine import Turning
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing, parity_mark
from scenes.mobjects.stripes import Band, Fan, edge
from scenes.mobjects.text import Label, Number, formatted
from scenes.mobjects.tokens import SymbolRow, head_facts, weight_width
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
    counted = 20  # bits of the words that are sorted by their number of ones

    def construct(self) -> None:
        self.flip_one_bit()
        self.cut_the_stripes()
        self.bound_one_token()
        self.train_on_short_words()
        self.count_the_ones()

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
            Turning(box, front, back) for box, front, back in zip(self.row.boxes, self.row, self.back, strict=True)
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
        facts = {"low": str(low), "cuts": str(self.some_length)}
        self.slide("stripes", "proved", keep=[arc, marks], **facts)
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
        self.make_the_rail()
        self.play(*(Create(part) for part in (self.rail, *self.ticks)), FadeIn(self.tick_names), run_time=look.QUICK)
        self.add(self.fan, self.band)
        self.play(GrowFromCenter(self.knob), FadeIn(self.length), run_time=look.QUICK)

        # The dial: every stripe splits.
        self.step()
        self.n = ValueTracker(n)
        changing = VGroup(self.fan, self.band, self.rail, self.ticks, self.tick_names, self.knob, self.length)
        self.add(changing)
        changing.add_updater(lambda _: self.set_length(self.n.get_value()))
        self.play(self.n.animate.set_value(self.some_length), run_time=look.SLOW)
        self.dial("length n", self.n, low, high, seconds=7, places=0, log=True, whole=4)

        # One cut, and how often it is right
        self.step()
        self.make_the_cut()
        self.cut.shift(3 * UP)
        self.play(self.cut.animate.shift(3 * DOWN), run_time=0.7, rate_func=rush_into)
        self.play(*(GrowFromPoint(answer, self.cut.get_bottom()) for answer in self.answers), run_time=look.QUICK)
        self.play(Create(self.coin_line), GrowFromCenter(self.coin), FadeIn(self.coin_name), run_time=look.QUICK)
        self.play(Create(self.way), run_time=look.MOTION)
        self.play(GrowFromPoint(self.share, self.cut.get_top()), FadeIn(self.point), run_time=look.QUICK)
        changing.add(self.cut, self.answers, self.way, self.point, self.share, self.coin)
        self.add(changing)
        self.has_cut = True
        self.dial("length n", self.n, low, high, seconds=7, places=0, log=True, whole=4)
        changing.clear_updaters()

        # More cuts would do, but one for every stripe.
        self.step()
        self.rain_cuts()

    def make_the_rail(self) -> None:
        """An axis of lengths beside the band, with a knob where the band is."""
        x, (low, high) = 2.6, self.lengths
        ends = [np.array([x, self.fan.height(n), 0]) for n in self.lengths]
        self.rail = Line(*ends).set_stroke(theme.muted, look.STRONG)
        self.ticks, self.tick_names = VGroup(), VGroup()
        for n in (low, 8, 16, 32, high):
            y = self.fan.height(n)
            self.ticks.add(Line([x - 0.13, y, 0], [x + 0.13, y, 0]).set_stroke(theme.muted, look.LINE))
            name = Number(n, 0, look.LABEL, theme.muted)
            self.tick_names.add(name.align_to([x + 0.34, 0, 0], LEFT).centred_on(y))
        self.knob = Circle(0.22).set_stroke(theme.background, look.MARK).set_fill(theme.ink, 1)
        self.length = Number(len(self.word), 0, 60, weight=SEMIBOLD, before="n = ")
        self.has_cut = False
        self.set_length(len(self.word))

    def set_length(self, value: float) -> None:
        """Show words of the multiple of four that is nearest; halfway between two of them the picture changes."""
        low, high = self.lengths
        value = float(np.clip(value, low, high))
        before = min(4 * int(value // 4), high - 4)
        turn = float(smooth(np.clip(((value - before) / 4 - 0.5) / 0.4 + 0.5, 0, 1)))
        n, length = 4 * round(value / 4), before + 4 * turn
        y = self.fan.height(length)
        self.fan.show(length)
        self.band.show(length, y)
        self.knob.move_to([self.rail.get_x(), y, 0])
        self.length.set_value(n).align_to([self.rail.get_x() + 0.36, 0, 0], LEFT).centred_on(y)
        for name in self.tick_names:
            name.set_opacity(float(abs(name.get_y() - y) > 0.42))
        if self.has_cut:
            places = [edge(best_cuts(m)[0][0] + 1, m) for m in (before, before + 4)]
            self.cut.move_to([self.band.x(places[0] + turn * (places[1] - places[0])), y - 0.18, 0])
            self.place_answers()
            self.point.move_to(self.on_way(length))
            self.share.set_value(100 * readout_accuracy(n)).next_to(self.point, RIGHT, buff=0.16).centred_on(y)
            self.way.set_points_as_corners([self.on_way(m) for m in np.geomspace(low, max(length, low + 0.01), 80)])
            fallen = float(np.clip((length - 44) / 16, 0, 1))
            foot = self.coin_line.get_end()
            self.coin.become(make_coin(1 - 0.68 * fallen).move_to(foot, aligned_edge=UP))

    def on_way(self, length: float) -> np.ndarray:
        """The point of the curve of right answers for a length; between even lengths it is straight."""
        even = np.arange(self.lengths[0], self.lengths[1] + 1, 2)
        share = np.interp(length, even, [readout_accuracy(int(n)) for n in even])
        return np.array([self.coin_x + 8.0 * (float(share) - 0.5), self.fan.height(length), 0])

    def make_the_cut(self) -> None:
        """One threshold on the mean, its two answers, and the curve of how often they are right."""
        n, y = self.some_length, self.fan.height(self.some_length)
        self.coin_x = 4.75
        self.cut = Line(0.62 * UP, 0.98 * DOWN).set_stroke(theme.weight, look.HEAVY)
        [after], first = best_cuts(n)
        self.cut.move_to([self.band.x(edge(after + 1, n)), y - 0.18, 0])
        self.answers = VGroup()
        for answer in (first, 1 - first):
            words = Label("says odd" if answer else "says even", look.LABEL, theme.weight, SEMIBOLD)
            self.answers.add(VGroup(parity_mark(answer, 0.13, theme.weight), words).arrange(buff=0.18))
        self.place_answers()
        top, foot = (self.fan.height(m) for m in self.lengths)
        self.coin_line = DashedLine([self.coin_x, top, 0], [self.coin_x, foot, 0]).set_stroke(theme.muted, look.LINE)
        self.coin = make_coin(1).move_to([self.coin_x, foot, 0], aligned_edge=UP)
        name = VGroup(Label("a coin:", look.SMALL), Number(50, 0, look.SMALL, after=" %")).arrange(buff=0.12)
        self.coin_name = name.next_to(self.coin, RIGHT, buff=0.2)
        for part in name:
            part.centred_on(self.coin.get_y())
        self.way = VMobject().set_stroke(theme.weight, look.HEAVY)
        self.way.set_points_as_corners([self.on_way(m) for m in np.geomspace(self.lengths[0], n, 80)])
        self.point = Dot(self.on_way(n), 0.18, color=theme.weight)
        self.share = Number(100 * readout_accuracy(n), 0, 60, theme.weight, SEMIBOLD, after=" %")
        self.share.next_to(self.point, RIGHT, buff=0.16).centred_on(y)

    def place_answers(self) -> None:
        """Left and right of the cut, below the band."""
        for answer, beside in zip(self.answers, (LEFT, RIGHT), strict=True):
            answer.next_to(self.cut, beside, buff=0.2)
            answer[1].centred_on(self.cut.get_bottom()[1] + 0.16)
            answer[0].set_y(self.cut.get_bottom()[1] + 0.16)

    def rain_cuts(self) -> None:
        """From the middle outwards, one more cut at a time, until every stripe has its own."""
        n, y = self.some_length, self.fan.height(self.some_length)
        places, _ = best_cuts(n, n)
        cuts = VGroup(*(Line(0.5 * UP, 0.5 * DOWN).move_to([self.band.x(edge(k + 1, n)), y, 0]) for k in places))
        cuts.set_stroke(theme.weight, look.MARK, 0)
        number = Number(1, 0, 60, theme.weight, SEMIBOLD, after=" cuts").move_to([self.band.x(0.5), y - 0.85, 0])
        leaving = [self.point, self.way, self.answers]
        self.play(*(FadeOut(part) for part in leaving), ReplacementTransform(self.cut, cuts[n // 2 - 1]), run_time=0.7)
        self.add(cuts, number)
        counted = ValueTracker(1)

        def rain(_: object) -> None:
            m = round(counted.get_value())
            now, _first = best_cuts(n, m)
            for k, cut in enumerate(cuts):
                cut.set_stroke(opacity=float(k in now))
            number.set_value(m)
            self.share.set_value(100 * readout_accuracy(n, m))

        changing = VGroup(cuts, number, self.share)
        self.add(changing)
        changing.add_updater(rain)
        self.play(counted.animate.set_value(n), run_time=3.2)
        changing.clear_updaters()
        self.cuts = changing

    # Bound what one token can do
    def bound_one_token(self) -> None:
        data = sentence.load()
        of_head = float(np.abs(data.attend(HEAD).scaled).max())
        silent = int(np.ceil(influence_bound(1, of_head) / 2))
        chart = Chart(
            (10, 100, 1000, 10_000, 100_000, 1_000_000),
            (0.0001, 0.001, 0.01, 0.1, 1),
            x_name="tokens n",
            y_name="change, as a share of the largest",
            width=8.6,
            height=4.0,
            log_x=True,
            log_y=True,
        )
        chart.shift(np.array([-6.4, -2.85, 0]) - chart.get_corner(DL))
        facts = {
            "small": formatted(BOUND, 2),
            "large": formatted(of_head, 1),
            "silent": str(silent),
            **head_facts(HEAD),
        }
        self.slide("bound", "proved", keep=[self.rail, self.knob], **facts)
        names = VGroup(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name)
        self.play(ReplacementTransform(self.rail, chart.axes[0]), FadeOut(self.knob), run_time=look.MOTION)
        self.play(Create(chart.axes[1]), FadeIn(names), run_time=look.QUICK)
        b = ValueTracker(BOUND)
        lines = VGroup(
            *(VMobject().set_stroke(ink, width) for ink, width in ((theme.muted, look.LINE), (theme.value, look.HEAVY)))
        )
        tags = VGroup(Label("bound", look.LABEL, theme.muted), Label("worst word", look.LABEL, theme.value, SEMIBOLD))
        level = Number(BOUND, 2, look.HERO, weight=SEMIBOLD, before="B = ").move_to([4.6, 1.7, 0])
        about = Label("no score is larger", look.LABEL, theme.muted).next_to(level, DOWN, buff=0.25)

        def draw(_: object) -> None:
            curves = [
                [(n, f(n, b.get_value()) / 2) for n in np.geomspace(10, 1e6, 160)] for f in (influence_bound, influence)
            ]
            for line, tag, curve, beside in zip(lines, tags, curves, (UR, DL), strict=True):
                inside = [(n, y) for n, y in curve if 0.0001 <= y <= 1]
                line.values = tuple(inside)
                line.set_points_as_corners([chart.point(n, y) for n, y in inside])
                at = line.get_points()[len(line.get_points()) // 2 // 4 * 4]
                tag.move_to(at - 0.1 * beside, aligned_edge=-beside)
            level.set_value(b.get_value())

        changing = VGroup(lines, tags, level)
        draw(None)
        self.play(Create(lines[1]), FadeIn(tags[1]), run_time=look.MOTION)
        self.play(Create(lines[0]), FadeIn(tags[0]), run_time=look.MOTION)
        self.play(FadeIn(level), FadeIn(about), run_time=look.QUICK)

        # The dial: how large scores may be
        self.step()
        changing.add_updater(draw)
        self.add(changing)
        self.play(b.animate.set_value(of_head), run_time=look.SLOW)
        self.dial("bound B of the scores", b, 0, 6.5, seconds=6, places=1)
        changing.clear_updaters()
        self.step()
        mark = VGroup(
            DashedLine(chart.point(silent, 1), chart.point(silent, 0.0001)).set_stroke(theme.ink, look.LINE),
            Label("the head of the first picture", look.SMALL).move_to([4.6, 0.3, 0]),
            Number(silent, 0, look.TITLE, weight=SEMIBOLD).move_to([4.6, -0.5, 0]),
            Label("tokens before the bound says a thing", look.SMALL).move_to([4.6, -1.0, 0]),
        )
        self.play(Create(mark[0]), FadeIn(mark[1]), run_time=look.MOTION)
        self.play(GrowFromPoint(mark[2], mark[0].get_end()), FadeIn(mark[3]), run_time=look.MOTION)
        self.x_axis = chart.axes[0]

    # Train on short words, test on long ones
    def train_on_short_words(self) -> None:
        runs = load("parity")
        bits = runs["elman"].train_length
        self.curves = {key: model.curve("by_length").mean(axis=0) for key, model in runs.items()}
        pad = len(self.curves["scratchpad"])
        facts = {"bits": bits, "seeds": runs["elman"].seeds, "longest": len(self.curves["elman"]), "pad": pad}
        self.slide("trained", "measured", keep=[self.x_axis], **{name: str(fact) for name, fact in facts.items()})
        area = Rectangle(width=13.1, height=4.3).move_to([0, -0.85, 0])
        one_pass = (
            ("attention-only", "attention only", theme.series[0]),
            ("transformer-1", "one layer", theme.series[1]),
            ("transformer-2", "two layers", theme.series[2]),
        )
        series = [self.series(*model) for model in (*one_pass, ("elman", "recurrent", theme.state))]
        chart = CurveChart(
            area,
            series,
            (1, 2, 5, bits, 20, 50, 100, 200, 400),
            (0.4, 0.6, 0.8, 1.0),
            x_name="bits of the word",
            y_name="answers right",
            log_x=True,
        )
        foot, top = chart.point(1, 0.4), chart.point(bits, 1.0)
        seen = Rectangle(width=top[0] - foot[0], height=chart.size[1], stroke_width=0).set_fill(theme.faint, 0.4)
        seen.move_to(foot, aligned_edge=DL)
        seen_name = Label("seen in training", look.SMALL, theme.muted).move_to(seen).on_baseline(foot[1] + 0.2)
        coin_line = DashedLine(chart.point(1, 0.5), chart.point(400, 0.5)).set_stroke(theme.muted, look.LINE)
        coin = make_coin(1).scale(0.6)
        self.play(ReplacementTransform(self.x_axis, chart.axes[0]), run_time=look.MOTION)
        names = VGroup(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name)
        self.play(Create(chart.axes[1]), FadeIn(names), GrowFromEdge(seen, LEFT), FadeIn(seen_name), run_time=0.8)
        self.bring_to_back(seen)
        # The coin of the stripes rolls, and leaves its line.
        self.play(Create(coin_line), MoveAlongPath(coin, Line(*coin_line.get_start_and_end())), run_time=look.MOTION)
        for i in range(3):
            self.play(Create(chart.curves[i], rate_func=linear), FadeIn(chart.names[i]), run_time=look.MOTION)

        # The hero: the same kind of net, but it writes
        self.step()
        word = self.word[:6]
        tape = ScratchpadTape(word, run(parity(), word).states[1:]).move_to([-2.3, 2.15, 0])
        tape.shift((2.2 - tape.given.get_y()) * UP + (-6.5 - tape.given.get_left()[0]) * RIGHT)
        about = VGroup(
            Label("a transformer too: it writes", look.LABEL, theme.program, SEMIBOLD),
            Label("its state down and reads it", look.LABEL, theme.program, SEMIBOLD),
        )
        for label, line in zip(about, (2.25, 1.75), strict=True):
            label.align_to([3.0, 0, 0], LEFT).on_baseline(line)
        self.play(FadeIn(about), run_time=look.QUICK)
        for t in range(len(word)):
            arrows = [Create(tape.looks[t - 1])] if t else []
            self.play(FadeIn(tape.given[t], shift=0.3 * LEFT), *arrows, run_time=0.4)
            self.play(GrowFromPoint(tape.written[t], tape.given[t].get_center()), run_time=0.3)
        hero = chart.curve(range(1, pad + 1), self.curves["scratchpad"], theme.program, dots=False)
        hero.line.set_stroke(width=look.HEAVY)
        end = Dot(hero.line.get_end(), 0.13, color=theme.program)
        end_name = Label("writes its state", look.LABEL, theme.program, SEMIBOLD)
        end_name.next_to(end, UP, buff=0.12).shift(0.4 * LEFT)
        self.play(Create(hero, rate_func=linear), run_time=look.SLOW)
        self.play(GrowFromCenter(end), FadeIn(end_name), run_time=look.QUICK)

        # What it needs besides
        self.step()
        near = tape.fading(len(word) - 1)
        bias = (
            Label("and by a fixed bias, what is near", look.LABEL, theme.weight)
            .align_to([3.0, 0, 0], LEFT)
            .on_baseline(1.25)
        )
        self.play(FadeOut(tape.looks), *(Create(arc) for arc in near), FadeIn(bias), run_time=look.MOTION)

        # A recurrent net keeps it in itself
        self.step()
        self.bring_to_front(hero, end)
        self.play(Create(chart.curves[3], rate_func=linear), FadeIn(chart.names[3]), run_time=look.SLOW)
        self.trained_axis = chart.axes[0]

    def series(self, key: str, name: str, color: str) -> Series:
        """A curve of right answers by length, a point a length."""
        curve = self.curves[key]
        return Series(name, list(range(1, len(curve) + 1)), curve, color, dots=False)

    # Count the ones, not the bits
    def count_the_ones(self) -> None:
        runs = load("parity")
        n = self.counted
        models = (
            ("elman", "recurrent"),
            ("transformer-1", "one layer"),
            ("attention-only", "attention only"),
            ("transformer-2", "two layers"),
        )
        right = {key: runs[key].curve("by_ones", str(n)) for key, _ in models}
        first_wrong = {key: [int(np.argmax(seed < 0.5)) for seed in right[key]] for key, _ in models[1:]}
        last = "odd" if (right["transformer-1"][0][-1] > 0.5) == (n % 2 == 1) else "even"
        facts = {"length": n, "bits": runs["elman"].train_length, "seeds": runs["elman"].seeds, "last": last}
        for key, short in (("transformer-1", "one"), ("attention-only", "only"), ("transformer-2", "two")):
            facts |= {f"{short}_low": min(first_wrong[key]), f"{short}_high": max(first_wrong[key])}
        self.slide("ones", "measured", keep=[self.trained_axis], **{name: str(fact) for name, fact in facts.items()})
        x = -3.75 + 0.5 * np.arange(n + 1)
        stripes = VGroup(
            *(
                Rectangle(width=0.5, height=5.0, stroke_width=0).set_fill(theme.value, 0.16).move_to([x[k], 0.12, 0])
                for k in range(0, n + 1, 2)
            )
        )
        truth = VGroup(*(parity_mark(k, 0.12).move_to([x[k], -2.15, 0]) for k in range(n + 1)))
        axis = Line([x[0] - 0.25, -2.4, 0], [x[-1] + 0.25, -2.4, 0]).set_stroke(theme.muted, look.THIN)
        numbers = VGroup(
            *(Number(k, 0, look.SMALL, theme.muted).set_x(x[k]).on_baseline(-2.78) for k in range(0, n + 1, 2))
        )
        names = VGroup(
            *(
                Label(text, look.SMALL, theme.muted).align_to([-6.55, 0, 0], LEFT).centred_on(y)
                for text, y in (("the truth", -2.15), ("number of ones", -2.67))
            )
        )
        self.play(ReplacementTransform(self.trained_axis, axis), run_time=look.MOTION)
        self.play(
            FadeIn(numbers),
            FadeIn(names),
            LaggedStart(*(GrowFromPoint(m, m.get_center() + 0.3 * DOWN) for m in truth), lag_ratio=0.08),
            run_time=look.MOTION,
        )
        self.bring_to_back(stripes)
        self.play(*(GrowFromEdge(stripe, DOWN) for stripe in stripes), run_time=look.MOTION)
        for i, (key, name) in enumerate(models):
            if i < 3:
                self.step() if i else None
            y = 2.3 - 1.16 * i
            color = theme.state if key == "elman" else theme.ink
            label = Label(name, look.LABEL, color, SEMIBOLD).align_to([-6.55, 0, 0], LEFT).centred_on(y - 0.27)
            rows = VGroup(
                *(
                    Answers(seed, x, y - 0.27 * j, theme.state if key == "elman" else theme.ink)
                    for j, seed in enumerate(right[key])
                )
            )
            columns = [GrowFromCenter(VGroup(*(row[k] for row in rows))) for k in range(n + 1)]
            self.play(FadeIn(label), LaggedStart(*columns, lag_ratio=0.3), run_time=2.4)
            if key == "transformer-1":
                constant = n - int(np.argmax(rows[0].says[::-1] != rows[0].says[-1])) + 1
                say = Label(", ".join([last] * 3) + " \N{HORIZONTAL ELLIPSIS}", look.SMALL, theme.weight, SEMIBOLD)
                say.align_to([x[constant] - 0.1, 0, 0], LEFT).on_baseline(y + 0.24)
                self.play(FadeIn(say), run_time=look.QUICK)


class Answers(VGroup):
    """What a model says of words with 0, 1, ... ones: even or odd; pale where it is wrong, paler where it is torn."""

    def __init__(self, right: np.ndarray, x: np.ndarray, y: float, color: str):
        self.right = right
        self.says = np.array([k % 2 if share >= 0.5 else 1 - k % 2 for k, share in enumerate(right)])
        super().__init__()
        for k, (share, answer) in enumerate(zip(right, self.says, strict=True)):
            mark = parity_mark(int(answer), 0.095, color).move_to([x[k], y, 0])
            mark.set_stroke(width=look.THIN if answer else 0)
            strength = (1.0 if share >= 0.5 else 0.45) * max(abs(2 * share - 1), 0.35)
            mark.set_stroke(opacity=strength)
            self.add(mark.set_fill(opacity=strength) if answer == 0 else mark)


def make_coin(stands: float) -> VGroup:
    """A coin, from standing (1) to lying (towards 0)."""
    rim = Ellipse(width=0.72, height=0.72 * stands).set_stroke(theme.ink, look.MARK).set_fill(theme.panel, 1)
    return VGroup(rim.copy().shift(0.12 * (1 - stands) * DOWN), rim)

"""Parity: a mean twitches where a state turns over; what that makes of reading, learning and counting."""

from __future__ import annotations

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    ORIGIN,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Circle,
    Create,
    CubicBezier,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromPoint,
    LaggedStart,
    Line,
    Polygon,
    ReplacementTransform,
    ShowPassingFlash,
    TransformFromCopy,
    Triangle,
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
from scenes import look
from scenes.cast import HEAD, state_card
from scenes.lecture_scene import Tag
from scenes.mobjects.chart import Chart
from scenes.mobjects.coin import make_coin
from scenes.mobjects.gauge import Gauge
from scenes.mobjects.machine import Turning
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing, parity_legend, parity_mark
from scenes.mobjects.stripes import Band, Fan, edge
from scenes.mobjects.text import Formula, Label, Number, formatted
from scenes.mobjects.tokens import SymbolRow, head_facts, weight_width
from scenes.parity_nets import ParityNets
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


def show_share(number: Number, share: float, places: int) -> None:
    """Write a share of one in per cent; what is not all is never rounded to all."""
    most = 100 - 10.0**-places
    number.places, number.before = (0 if share == 1 else places), ""
    if share < 1 and round(100 * share, places) == 100:
        number.before, share = "> ", most / 100
    number.set_value(100 * share)


class Parity(ParityNets):
    """Is the number of ones even? A mean holds the answer ever more finely; a state holds it plainly."""

    filled = (MIXES, TRANSFORMS)
    word = (1, 0, 1, 1, 0, 1, 0, 1)
    flipped = 3  # which bit, from 1
    lengths = (4, 64)  # of words, on the dial
    some_length = 32

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
        self.gauge = Gauge(n, np.array([-3.55, -2.62, 0]))
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
        self.legend = VGroup(parity_legend(DOWN).move_to(self.gauge.hub + np.array([3.35, 1.8, 0]), aligned_edge=LEFT))
        for value, mark in ((0, self.gauge.marks[0]), (1, self.gauge.marks[-1])):
            end = Number(value, 0, look.LABEL, theme.muted).next_to(mark, RIGHT if value == 0 else LEFT, buff=0.22)
            self.legend.add(end.centred_on(mark.get_y()))

    def name_mark(self, k: int) -> Label:
        """The word of a mark of the gauge, outside the arc."""
        ahead = self.gauge.direction(k / len(self.word))
        aside = 0.22 * LEFT + 0.14 * DOWN if 2 * k == len(self.word) else ORIGIN  # not where the lines come in
        side = LEFT if 2 * k <= len(self.word) else RIGHT
        words = Label("odd" if k % 2 else "even", look.SMALL)
        return words.next_to(self.gauge.place(k / len(self.word)) + 0.42 * ahead + aside, side, buff=0)

    def touch_a_bit(self) -> None:
        """One bit is flipped by hand: first the left half answers, then the right one; then any bit may be flipped."""
        i, n = self.flipped - 1, len(self.word)
        self.turns = [
            Turning(box, front, back) for box, front, back in zip(self.row.boxes, self.row, self.back, strict=True)
        ]
        before = float(average(self.word).output[0, 0])

        def mean_of(share: float, at: int) -> float:
            """The mean with bit ``at`` turned by a share of its way."""
            return before + share * (1 - 2 * self.word[at]) / n

        after = mean_of(1, i)

        self.step()
        for turn in self.turns:
            turn.show(0)
        self.hand = Hand(self.row.boxes[i].get_center() + np.array([0.2, -0.26, 0]))
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
        named = VGroup(*(self.name_mark(k) for k in counts))
        self.play(
            UpdateFromAlphaFunc(self.gauge.needle, lambda _, share: self.gauge.show(mean_of(share, i))),
            *lit,
            FadeIn(named),
            run_time=look.MOTION,
        )
        self.twitch = Number(n, 0, 100, weight=SEMIBOLD, before="1/").move_to(
            self.gauge.hub + np.array([-1.2, 0.95, 0])
        )
        tips = [np.array(self.gauge.pointer(mean)[1]) for mean in (before, after)]
        self.play(GrowFromPoint(self.twitch, (tips[0] + tips[1]) / 2), run_time=look.QUICK)

        # The same flip, on the right
        self.step()
        light = [part.copy().set_stroke(theme.ink, look.HEAVY) for part in self.rail[:2]]
        self.play(ShowPassingFlash(light[0], time_width=0.5), run_time=0.6)
        self.play(ShowPassingFlash(light[1], time_width=0.5), self.ring.fire(), run_time=0.6)
        states = [run(parity(), w).final for w in (self.word, [b ^ (j == i) for j, b in enumerate(self.word)])]
        self.play(self.card.turn_over(states[1]), run_time=1.6)

        # Any bit may be flipped: each leaves a sign which way it moves the needle, and both ways a ghost.
        self.step()
        others = {round(n * mean_of(1, j)) for j in range(n)} - set(counts)
        lit = [self.gauge.marks[k].animate.scale(1.5).set_fill(theme.ink) for k in others]
        self.ways = VGroup()
        top = self.row.boxes[0].get_top()[1] + 0.16
        for bit, line in zip(self.word, self.lines, strict=True):
            way = Triangle(stroke_width=0).scale(0.11).rotate(PI / 2 if bit else -PI / 2).set_fill(theme.value, 1)
            self.ways.add(way.move_to([line.get_start()[0], top, 0]))
        pale = [self.gauge.needle.copy().set_points_as_corners([*p, p[0]]).set_fill(opacity=0.3)
                for p in (self.gauge.pointer(k / n) for k in others)]  # fmt: skip
        named.add(*(self.name_mark(k) for k in others))
        self.play(
            LaggedStart(*(GrowFromCenter(way) for way in self.ways), lag_ratio=0.1),
            *(TransformFromCopy(past, ghost) for ghost in pale),
            *lit,
            FadeIn(*named[len(counts) :]),
            run_time=look.MOTION,
        )
        self.add(past, *pale, self.gauge)
        front, back = VGroup(*self.card._written(states[0])), VGroup(self.card.value, self.card.corners)
        self.card.add(front)
        turning = Turning(self.card.box, front, back, both=self.card.box)
        turning.show(np.pi)
        rest, step = self.hand.get_center(), 0.95 + 0.15
        self.which, self.turned, loud = ValueTracker(self.flipped), ValueTracker(1), ValueTracker(1)

        def pose(_: object) -> None:
            at, share = self.which.get_value(), self.turned.get_value()
            j = int(np.clip(np.round(at), 1, n)) - 1
            flip = share * float(np.clip(2.2 - 4.4 * abs(at - 1 - j), 0, 1))
            for k, turn in enumerate(self.turns):
                turn.show(np.pi * flip * (k == j))
                self.lines[k].set_stroke(opacity=loud.get_value() * (0.18 + 0.82 * flip * (k == j)))
            self.gauge.show(mean_of(flip, j))
            turning.show(np.pi * flip)
            self.hand.move_to(rest + (at - self.flipped) * step * RIGHT)

        changing = VGroup(self.lines, self.row, self.back, self.gauge, self.twitch, self.card, self.hand)
        self.add(changing)
        changing.add_updater(pose)
        self.dial("flipped bit", self.which, 1, n, seconds=6, places=0, whole=1)
        # The whole answer hangs on one sector.
        self.step()
        means = np.linspace(before, after, 9)
        rim = [self.gauge.hub + (self.gauge.radius - 0.3) * self.gauge.direction(mean) for mean in means]
        sector = Polygon(self.gauge.hub, *rim, stroke_width=0).set_fill(theme.value, 0.3)
        self.bring_to_back(sector)
        self.dimmed = [mark for k, mark in enumerate(self.gauge.marks) if k not in counts]
        cells = [*self.row, *self.back]
        dim = [*(box for box, _ in cells), self.rail, self.ring, self.ways, self.hand, *self.dimmed]
        self.play(
            FadeIn(sector),
            *(FadeOut(part) for part in (*pale, *named[len(counts) :])),
            *(part.animate.fade(0.7) for part in dim),
            *(digit.animate.set_color(theme.muted) for _, digit in cells),
            loud.animate.set_value(0.3),
            run_time=look.MOTION,
        )
        with self.loop():
            for end in (0, 1):
                self.play(self.turned.animate.set_value(end), run_time=1.4)
        changing.clear_updaters()

    # Cut the stripes
    def cut_the_stripes(self) -> None:
        low, high = self.lengths
        n = len(self.word)
        left = -6.55
        self.band = Band(left, 8.6, high)
        self.fan = Fan(left, 8.6, 2.2, -1.75, low, high)
        arc, marks = self.gauge.arc, self.gauge.marks
        facts = {"low": str(low), "cuts": str(self.some_length)}
        self.slide("stripes", "proved", keep=[arc, marks], **facts)
        start, end = self.gauge.apex.copy(), np.array([self.band.x(0.5), 0.4, 0])

        def unroll(_: object, share: float) -> None:
            self.gauge.unroll(start + share * (end - start), 1 - share)
            for mark in self.dimmed:
                mark.set_fill(opacity=0.3 + 0.7 * share).set_stroke(opacity=0.3 + 0.7 * share)

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
        rise = self.fan.height(n) - end[1]
        self.play(
            UpdateFromAlphaFunc(self.band, lambda band, share: band.show(n, end[1] + share * rise)),
            *(Create(part) for part in (self.rail, *self.ticks)),
            FadeIn(self.tick_names),
            run_time=look.MOTION,
        )
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
        self.has_cut, self.shown = False, 0.0
        self.set_length(len(self.word))

    def set_length(self, value: float) -> None:
        """Show words of the multiple of four that is nearest; halfway between two of them the picture changes."""
        low, high = self.lengths
        value = float(np.clip(value, low, high))
        before = min(4 * int(value // 4), high - 4)
        turn = float(smooth(np.clip(((value - before) / 4 - 0.5) / 0.4 + 0.5, 0, 1)))
        n, length = 4 * round(value / 4), before + 4 * turn
        if length == self.shown:
            return
        self.shown, y = length, self.fan.height(length)
        self.fan.show(length)
        self.band.show(length, y)
        self.knob.move_to([self.rail.get_x(), y, 0])
        self.length.set_value(n).align_to([self.rail.get_x() + 0.36, 0, 0], LEFT).centred_on(y)
        for name in self.tick_names:
            name.set_opacity(float(abs(name.get_y() - y) > 0.42))
        if self.has_cut:
            places = [self.places[m] for m in (before, before + 4)]
            self.cut.move_to([self.band.x(places[0] + turn * (places[1] - places[0])), y - 0.18, 0])
            self.place_answers()
            self.point.move_to(self.on_way(length))
            self.share.set_value(100 * self.shares[n])
            self.place_share()
            self.way.set_points_as_corners([self.on_way(m) for m in np.geomspace(low, max(length, low + 0.01), 80)])
            fallen = float(np.clip((length - 44) / 16, 0, 1))
            foot = self.coin_line.get_end()
            self.coin.become(make_coin(1 - 0.68 * fallen).move_to(foot, aligned_edge=UP))

    def on_way(self, length: float) -> np.ndarray:
        """The point of the curve of right answers for a length; between even lengths it is straight."""
        share = np.interp(length, list(self.shares), list(self.shares.values()))
        return np.array([self.share_x(float(share)), self.fan.height(length), 0])

    def share_x(self, share: float) -> float:
        """Where a share of right answers lies, from a coin's half to all."""
        return self.coin_x + 3.6 * (share - 0.5)

    def make_the_cut(self) -> None:
        """One threshold on the mean, its two answers, and the curve of how often they are right."""
        n, y = self.some_length, self.fan.height(self.some_length)
        self.coin_x = 4.65
        even = range(self.lengths[0], self.lengths[1] + 1, 2)
        self.shares = {m: readout_accuracy(m) for m in even}
        self.places = {m: edge(best_cuts(m)[0][0] + 1, m) for m in even}
        self.cut = Line(0.62 * UP, 0.98 * DOWN).set_stroke(theme.weight, look.HEAVY)
        _, first = best_cuts(n)
        self.cut.move_to([self.band.x(self.places[n]), y - 0.18, 0])
        self.answers = VGroup()
        for answer in (first, 1 - first):
            words = Label("says odd" if answer else "says even", look.LABEL, theme.weight, SEMIBOLD)
            self.answers.add(VGroup(parity_mark(answer, 0.13, theme.weight), words).arrange(buff=0.18))
        self.place_answers()
        top, foot = (self.fan.height(m) for m in self.lengths)
        self.coin_line = DashedLine([self.coin_x, top, 0], [self.coin_x, foot, 0]).set_stroke(theme.muted, look.LINE)
        self.coin = make_coin(1).move_to([self.coin_x, foot, 0], aligned_edge=UP)
        name = VGroup(Label("a coin:", look.SMALL), Number(50, 0, look.SMALL, after=" %")).arrange(buff=0.12)
        for part in name.next_to(self.coin, LEFT, buff=0.15):
            part.centred_on(self.coin.get_y() - 0.2)
        heading = Label("answers right", look.SMALL, theme.muted).set_x(self.share_x(0.75)).on_baseline(top + 0.3)
        all_line = self.coin_line.copy().set_x(self.share_x(1))
        all_name = Number(100, 0, look.SMALL, theme.muted, after=" %").set_x(6.2).on_baseline(foot - 0.4)
        self.coin_name = VGroup(name, heading, all_line, all_name)
        self.way = VMobject().set_stroke(theme.weight, look.HEAVY)
        self.way.set_points_as_corners([self.on_way(m) for m in np.geomspace(self.lengths[0], n, 80)])
        self.point = Dot(self.on_way(n), 0.18, color=theme.weight)
        self.share = Number(100 * self.shares[n], 0, 60, theme.weight, SEMIBOLD, after=" %")
        self.place_share()

    def place_share(self) -> None:
        """Below the point, within the stage."""
        x, y, _ = self.point.get_center()
        self.share.set_x(min(x + 0.3, 6.6 - self.share.width / 2)).centred_on(y - 0.52)

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
        self.play(FadeOut(self.answers), ReplacementTransform(self.cut, cuts[n // 2 - 1]), run_time=0.7)
        self.add(cuts, number)
        counted = ValueTracker(1)
        best = [(best_cuts(n, m)[0], readout_accuracy(n, m)) for m in range(1, n + 1)]

        def rain(_: object) -> None:
            m = round(counted.get_value())
            made, share = best[m - 1]
            for k, cut in enumerate(cuts):
                cut.set_stroke(opacity=float(k in made))
            number.set_value(m)
            show_share(self.share, share, 1 if m > 1 else 0)
            self.point.move_to([self.share_x(share), y, 0])
            self.place_share()

        changing = VGroup(cuts, number, self.point, self.share)
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
            y_name="change / largest possible",
            width=7.6,
            height=4.0,
            log_x=True,
            log_y=True,
        )
        chart.shift(np.array([-6.4, -2.85, 0]) - chart.get_corner(DL))
        facts = {"large": formatted(of_head, 1), "silent": str(silent), **head_facts(HEAD)}
        self.slide("bound", "proved", keep=[self.rail, self.knob], **facts)
        names = VGroup(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name)
        lying = ReplacementTransform(self.rail, chart.axes[0])
        self.play(lying, FadeOut(self.knob), Create(chart.axes[1]), FadeIn(names), run_time=look.MOTION)
        b = ValueTracker(BOUND)
        bound, worst = self.lines = VGroup(
            VMobject().set_stroke(theme.muted, look.LINE), VMobject().set_stroke(theme.value, look.HEAVY)
        )
        level = Number(BOUND, 2, look.HERO, weight=SEMIBOLD, before="B = ").set_x(4.6).on_baseline(1.95)
        about = Label("scores from −B to B", look.SMALL, theme.muted).set_x(4.6).on_baseline(1.5)
        legend = VGroup()
        for line, name, y in ((bound, "bound", 0.8), (worst, "worst word", 0.2)):
            sample = Line(ORIGIN, 0.6 * RIGHT).match_style(line).move_to([3.1, y, 0])
            words = Label(name, look.LABEL, line.get_stroke_color()).align_to([3.6, 0, 0], LEFT).centred_on(y)
            legend.add(VGroup(sample, words))
        legend[0].add(Formula("4 M e^(2 B) slash n", look.LABEL, theme.muted).next_to(legend[0], RIGHT, buff=0.25))

        def draw(_: object) -> None:
            reach = influence_bound(1, b.get_value()) / 2
            lengths = {bound: np.clip([reach, reach / 0.0001], 10, 1e6), worst: np.geomspace(10, 1e6, 61)}
            for line, change in ((bound, influence_bound), (worst, influence)):
                curve = [(n, change(n, b.get_value()) / 2) for n in lengths[line]]
                line.values = tuple((n, y) for n, y in curve if y >= 0.0001 * (1 - 1e-9))
                line.set_points_as_corners([chart.point(n, y) for n, y in line.values])
            level.set_value(b.get_value())

        draw(None)
        self.play(Create(worst), FadeIn(legend[1]), run_time=look.MOTION)
        self.play(Create(bound), FadeIn(legend[0]), run_time=look.MOTION)
        self.play(FadeIn(level), FadeIn(about), run_time=look.QUICK)
        changing = VGroup(self.lines, level)

        # The dial: how large scores may be
        self.step()
        changing.add_updater(draw)
        self.add(changing)
        self.play(b.animate.set_value(of_head), run_time=look.SLOW)
        self.dial("bound B of the scores", b, 0, 6.5, seconds=6, places=1)
        changing.clear_updaters()
        self.step()
        edge_of_chart = DashedLine(chart.point(silent, 1), chart.point(silent, 0.0001)).set_stroke(theme.ink, look.LINE)
        measured = VGroup(Tag("measured"), Label("first picture's head", look.SMALL)).arrange(buff=0.2)
        number = Number(silent, 0, look.HERO, weight=SEMIBOLD, grouped=True).set_x(4.6).on_baseline(-1.55)
        words = VGroup(Label("tokens, before the bound", look.SMALL), Label("says anything", look.SMALL))
        for label, line in zip(words, (-2.1, -2.5), strict=True):
            label.set_x(4.6).on_baseline(line)
        plateau = Label("one token can take all", look.SMALL, theme.value)
        plateau.align_to(chart.point(10, 1) + 0.25 * RIGHT, LEFT).on_baseline(chart.point(10, 1)[1] - 0.4)
        self.play(FadeIn(measured.set_x(4.6).set_y(-0.5)), FadeIn(plateau), run_time=look.QUICK)
        self.play(Create(edge_of_chart), run_time=look.MOTION)
        self.play(GrowFromPoint(number, edge_of_chart.get_end()), FadeIn(words), run_time=look.MOTION)
        self.axes = chart.axes

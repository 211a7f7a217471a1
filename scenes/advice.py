"""What follows, as advice, each piece with what supports it: a copied state, lengths never seen, hybrids that ship."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    UR,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    ShowPassingFlash,
    TransformFromCopy,
    VGroup,
    linear,
)

from attn_core import sentence
from attn_core.pairs import HEAD as PATCHED
from attn_core.pairs import load_copies, load_pairs
from attn_core.trained import by_bins, load
from scenes import look
from scenes.cast import ARCH, FamousPicture
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart
from scenes.mobjects.machine import StateBox
from scenes.mobjects.runs import EncoderRun
from scenes.mobjects.seats import TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import attention_arc, weigh
from scenes.parity_nets import bins_of
from scenes.theme import theme

# Nets that were trained on parity, and their inks, as in the scene of parity.
RUNNERS = {"transformer-1": "one layer", "scratchpad": "writes its state", "elman": "recurrent"}
INKS = {"transformer-1": lambda: theme.series[1], "scratchpad": lambda: theme.program, "elman": lambda: theme.state}
PERIOD = 4  # layers of the hybrids that ship: three keep a state, one attends


def until(share: float) -> Callable[[float], float]:
    """A rate that is even and at its end when the ``share`` of the time is over."""
    return lambda t: min(t / share, 1.0)


class Advice(LectureScene):
    """Three pieces of advice, which begin and end with the takeaway's picture."""

    picture: FamousPicture
    card: StateBox
    ring: RuleRing
    rule: Label
    wire: Line
    feed: Line

    # Read the state, not only the arc: one copied state brings the arc back
    def read_the_state(self) -> None:
        pair, copies = load_pairs()[0], load_copies()
        tokens, words = pair.tokens[1:-1], pair.words
        query, key = pair.it - 1, pair.tokens.index(pair.things[0]) - 1
        one, two = (float(copies.rows[which, key + 1]) for which in (0, 1))
        back = float(copies.copied[-1][query + 1, key + 1])
        self.slide(
            "read", keep=[self.picture.row, self.picture.arc, self.card, self.ring, self.rule, self.wire, self.feed],
            query=tokens[query], key=tokens[key], one=words[0], two=words[1], first=f"{one:.2f}", second=f"{two:.2f}",
            back=f"{back:.2f}", heads=str(pair.weights.shape[1] * pair.weights.shape[2]), layer=str(PATCHED[0]),
            head=str(PATCHED[1]), model=sentence.load().model,
        )  # fmt: skip
        runs = [EncoderRun(pair.sentence(which), (*tokens[:-2], words[which], "."), -2.35) for which in (0, 1)]
        before, run = (run.paint(query, [key]) for run in runs)
        start, end = (run.boxes[i].get_top() + 0.08 * UP for i in (query, key))
        arc = attention_arc(start, end, one, ARCH)
        weight = Number(one, 2, look.HERO, theme.weight, SEMIBOLD).next_to(arc.get_top(), DOWN, buff=0.4)

        # The box goes to its seat: what each word has is something else
        seat = self.seats.places[TRANSFORMS]
        self.play(
            *(part.animate.scale(0.15).move_to(seat).set_opacity(0)
              for part in (self.wire, self.feed, self.ring, self.rule, self.card)),
            ReplacementTransform(self.picture.row, before.row),
            ReplacementTransform(self.picture.arc, arc),
            run_time=1.4,
        )  # fmt: skip
        self.remove(self.wire, self.feed, self.ring, self.rule, self.card)
        self.play(
            LaggedStart(*(GrowFromPoint(box, box.get_bottom()) for box in run.boxes), lag_ratio=0.05), run_time=1.0
        )
        self.remove(*run.boxes)
        self.add(run.boxes)
        self.play(GrowFromPoint(weight, arc.get_top()), run_time=0.5)

        # Keep one state, then let the last word turn over: the arc thins
        kept = run.boxes[query].copy().set_stroke(theme.ink, look.STRONG, 1)
        place = np.array([4.85, 1.4, 0])
        name = VGroup(
            Label(f"hidden state of “{tokens[query]}”", look.LABEL, weight=SEMIBOLD, verbatim=True),
            Label(f"with “{words[0]}”", look.LABEL, theme.muted, verbatim=True),
        ).arrange(DOWN, buff=0.12)
        name.next_to(place, UP, buff=0.9 * kept.height + 0.2)
        self.play(kept.animate.move_to(place).scale(1.8), run_time=1.2)
        self.play(GrowFromPoint(name, place), run_time=0.5)
        old, new = VGroup(*before.row.tokens[-2:]), VGroup(*run.row.tokens[-2:])
        self.play(FadeOut(old, shift=0.5 * UP), FadeIn(new, shift=0.5 * UP), run_time=0.8)
        self.remove(*before.row.get_family(), *new.get_family())
        self.add(run.row)
        looks_at = arc.point_from_proportion(0.72)
        lens = self.lens().shift(looks_at)
        self.play(weigh(arc, weight, one, two), run_time=1.6)
        self.play(GrowFromPoint(lens, looks_at), run_time=0.5)

        # The lens leaves the arc for the state, and the kept one falls in
        self.step()
        self.play(lens.animate.shift(run.boxes[query].get_center() - looks_at), run_time=1.2)
        self.play(
            kept.animate.move_to(run.boxes[query]).scale(1 / 1.8), name[0].animate.set_opacity(0.0),
            name[1].animate.set_opacity(0.0), run_time=1.4,
        )  # fmt: skip
        self.remove(name)
        self.play(weigh(arc, weight, two, back), run_time=1.6)
        self.row, self.arc = run.row, arc

    @staticmethod
    def lens() -> VGroup:
        """A magnifying glass, about the origin."""
        return VGroup(Circle(0.5), Line(0.36 * UR, 0.8 * UR)).set_stroke(theme.ink, look.HEAVY)

    # Test lengths never seen: all are right where they were trained; then one falls to a coin
    def test_where_nothing_was_seen(self) -> None:
        runs = load("parity")
        bits = runs["elman"].train_length
        curves = {name: runs[name].curve("by_length").mean(axis=0) for name in RUNNERS}
        bins = {name: bins_of(len(curve)) for name, curve in curves.items()}
        means = {name: by_bins(curve, bins[name]) for name, curve in curves.items()}
        falls, written, keeps = (f"{mean[-1]:.2f}" for mean in means.values())
        low, high = bins["elman"][-1]
        self.slide(
            "lengths", keep=[self.row, self.arc], bits=str(bits), seeds=str(runs["elman"].seeds), low=str(low),
            high=str(high), pad=str(len(curves["scratchpad"])), falls=falls, written=written, keeps=keeps,
        )  # fmt: skip
        chart = Chart(
            (1, bits, 100, high), (0, 0.5, 1.0), x_name="bits of the word", y_name="answers right",
            width=10.0, height=3.1, log_x=True, size=look.LABEL,
        )  # fmt: skip
        chart.shift([-5.3, -1.5, 0] - chart.corner.get_center())
        start = chart.point(1, 1)
        box = RoundedRectangle(0.05, width=0.3, height=0.3).set_stroke(theme.state, look.MARK).move_to(start)
        box.set_fill(theme.state_fill, 1).shows_state = True
        marks = [Dot(start, 0.32, color=theme.series[1]), Dot(start, 0.24, color=theme.program), box]
        self.runners = dict(zip(RUNNERS, marks, strict=True))
        self.shade_what_was_seen(chart, bits)
        points = {
            name: [((first + last) / 2, mean) for (first, last), mean in zip(bins[name], means[name], strict=True)]
            for name in RUNNERS
        }
        inside = sum(last <= bits for _, last in bins["elman"])
        self.lines = VGroup()
        self.run_on(chart, {name: found[:inside] for name, found in points.items()}, 2.0)
        self.step()
        self.run_on(chart, {name: found[inside - 1 :] for name, found in points.items()}, 4.0)
        for name, mark in self.runners.items():
            if name == "scratchpad":
                self.step()
            number = Number(means[name][-1], 2, look.TITLE, INKS[name](), SEMIBOLD)
            label = Label(RUNNERS[name], look.LABEL, INKS[name](), SEMIBOLD)
            if name == "scratchpad":
                VGroup(label, number).arrange(RIGHT, buff=0.25).next_to(mark, DOWN, buff=0.12)
                number.centred_on(label.get_y())
            else:
                number.next_to(mark, RIGHT, buff=0.25)
                label.next_to(mark, UP if name == "elman" else DOWN, buff=0.2).align_to(mark, RIGHT)
            label.shows_state = number.shows_state = name == "elman"
            self.play(GrowFromPoint(VGroup(number, label), mark.get_center()), run_time=look.MOTION)

    def shade_what_was_seen(self, chart: Chart, bits: int) -> None:
        """The sentence becomes the axes, the arc the first of the nets; the lengths up to ``bits`` are shaded."""
        foot, top = chart.point(1, 0), chart.point(bits, 1.0)
        seen = Rectangle(width=top[0] - foot[0], height=chart.size[1], stroke_width=0).set_fill(theme.faint, 0.4)
        seen.move_to(foot, aligned_edge=DL)
        name = Label("seen in training", look.LABEL, theme.muted).next_to(seen, UP, buff=0.35)
        one, writes, box = self.runners.values()
        self.bring_to_back(seen)
        self.play(
            ReplacementTransform(self.row, chart.axes), GrowFromPoint(seen, foot),
            ReplacementTransform(self.arc, one), run_time=1.4,
        )  # fmt: skip
        self.play(
            TransformFromCopy(one, writes), TransformFromCopy(self.seats.places[TRANSFORMS], box),
            FadeIn(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name, name), run_time=1.0,
        )  # fmt: skip

    def run_on(self, chart: Chart, points: dict[str, list[tuple[float, float]]], seconds: float) -> None:
        """The nets run on through these lengths and leave their lines; where all are right, the first's is widest."""
        width, drawn = 2.6, []
        for name, mark in self.runners.items():
            lengths, means = np.array(points[name]).T
            line = chart.curve(lengths, means, INKS[name](), dots=False)
            line.line.set_stroke(width=width * look.HEAVY)
            line.shows_state = name == "elman"
            width -= 0.8
            mark.add_updater(lambda m, line=line.line: m.move_to(line.get_end()))
            drawn.append(line)
        self.bring_to_front(*self.runners.values())
        # In equal times to equal lengths: who was asked no further waits at his last one.
        most = max(len(p) for p in points.values())
        self.play(
            *(Create(line.line, rate_func=until(len(points[name]) / most))
              for name, line in zip(points, drawn, strict=True)),
            run_time=seconds,
        )  # fmt: skip
        for mark in self.runners.values():
            mark.clear_updaters()
        self.remove(*(line.line for line in drawn))
        self.lines.add(*drawn)
        self.add(self.lines, *self.runners.values())

    # Let something write: three layers that keep a state to each one that attends
    def let_something_write(self) -> None:
        self.slide("write", keep=[self.lines, *self.runners.values()])
        layers = VGroup(*(self.layer(attends=(i + 1) % PERIOD == 0) for i in range(2 * PERIOD)))
        layers.arrange(RIGHT, buff=0.52).shift(0.3 * LEFT)
        for layer in layers:
            layer.shift((-0.5 - layer[0].get_y()) * UP)
        way = Line([-6.6, -0.5, 0], [6.6, -0.5, 0]).set_stroke(theme.muted, look.MARK)
        boxes = VGroup(*(layer[0] for layer in layers if len(layer) > 1))
        rounds = VGroup(*(layer[0] for layer in layers if len(layer) == 1))
        rings = VGroup(*(layer[1] for layer in layers if len(layer) > 1))
        one, writes, square = self.runners.values()
        self.play(ReplacementTransform(self.lines, way), run_time=1.0)
        self.bring_to_back(way)
        self.play(
            LaggedStart(*(TransformFromCopy(square, box) for box in boxes), lag_ratio=0.12),
            LaggedStart(*(TransformFromCopy(one, disc) for disc in rounds), lag_ratio=0.5),
            FadeOut(one, writes, square, scale=0.2),
            run_time=2.0,
        )
        self.play(LaggedStart(*(GrowFromCenter(ring) for ring in rings), lag_ratio=0.1), run_time=0.8)
        self.remove(*boxes, *rounds, *rings)
        self.add(layers)
        names = (
            Label("keeps a state", look.LABEL, weight=SEMIBOLD),
            Label("attends", look.LABEL, theme.weight, SEMIBOLD),
        )
        names[0].part("state").set_color(theme.state)
        names[0].shows_state = True
        for name, layer in zip(names, (layers[1], layers[PERIOD - 1]), strict=True):
            name.set_x(layer.get_x()).on_baseline(layer[0].get_y() - 1.2)
            self.play(GrowFromPoint(name, layer[0].get_bottom()), run_time=look.QUICK)

        # A token's light goes through them, and each rule writes
        self.step()
        light = Dot(way.get_start(), look.POINT, color=theme.value)
        self.play(GrowFromCenter(light), run_time=0.3)
        for layer in layers:
            here = light.animate(rate_func=linear).move_to(layer[0])
            self.play(here, run_time=0.45)
            if len(layer) > 1:
                self.play(layer[1].fire(), layer[0].animate.set_fill(theme.state_fill), run_time=0.35)
            else:
                flash = layer[0].copy().set_fill(opacity=0).set_stroke(theme.ink, look.STRONG)
                self.play(ShowPassingFlash(flash, time_width=0.5), run_time=0.5)
        self.play(light.animate.move_to(way.get_end()).scale(0.2), run_time=0.5)
        self.remove(light)
        self.layers, self.way = layers, way

    @staticmethod
    def layer(*, attends: bool) -> VGroup:
        """A layer of a hybrid: a round one that attends, or a box for a state under the rule that writes it."""
        if attends:
            return VGroup(Circle(0.55).set_stroke(theme.weight, look.STRONG).set_fill(theme.weight_fill, 1))
        box = RoundedRectangle(look.CORNER, width=1.1, height=1.1).set_stroke(theme.state, look.STRONG)
        box.set_fill(theme.background, 1).shows_state = True  # empty until the rule writes
        return VGroup(box, RuleRing(0.34, replaces=True).next_to(box, UP, buff=0.2))

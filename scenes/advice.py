"""What follows, as advice, each piece with what supports it: a copied state, lengths never seen, hybrids that ship."""

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
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import attention_arc, weigh
from scenes.parity_nets import bins_of
from scenes.theme import theme

RUNNERS = {"transformer-1": "one layer", "elman": "recurrent"}  # nets that were trained on parity
PERIOD = 4  # layers of the hybrids that ship: three keep a state, one attends


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

        # Every word has such a box
        self.play(
            FadeOut(self.wire, self.feed, self.ring, self.rule, scale=0.2), FadeOut(self.card.value), run_time=0.6
        )
        others = VGroup(*(box for i, box in enumerate(run.boxes) if i != query))
        self.play(
            ReplacementTransform(self.picture.row, before.row),
            ReplacementTransform(self.card.box, run.boxes[query]),
            ReplacementTransform(self.picture.arc, arc),
            LaggedStart(*(GrowFromPoint(box, box.get_bottom()) for box in others), lag_ratio=0.05),
            run_time=1.6,
        )
        self.remove(self.card, *run.boxes, *others)
        self.add(run.boxes)
        self.play(GrowFromPoint(weight, arc.get_top()), run_time=0.5)

        # Keep one state, then let the last word turn over: the arc thins
        kept = run.boxes[query].copy().set_stroke(theme.state, look.STRONG, 1)
        kept.shows_state = True
        place = np.array([4.85, 1.75, 0])
        name = VGroup(
            Label(f"state of “{tokens[query]}”", look.LABEL, weight=SEMIBOLD, verbatim=True),
            Label(f"with “{words[0]}”", look.LABEL, theme.muted, verbatim=True),
        ).arrange(DOWN, buff=0.12)
        name.next_to(place, UP, buff=0.45)
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
        self.row, self.arc, self.state = run.row, arc, kept
        self.under_lens = lens

    @staticmethod
    def lens() -> VGroup:
        """A magnifying glass, about the origin."""
        return VGroup(Circle(0.5), Line(0.36 * UR, 0.8 * UR)).set_stroke(theme.ink, look.HEAVY)

    # Test lengths never seen: both are right where they were trained; then one falls to a coin
    def test_where_nothing_was_seen(self) -> None:
        runs = load("parity")
        bits = runs["elman"].train_length
        curves = {name: runs[name].curve("by_length").mean(axis=0) for name in RUNNERS}
        bins = bins_of(len(curves["elman"]))
        means = {name: by_bins(curve, bins) for name, curve in curves.items()}
        self.slide(
            "lengths", keep=[self.row, self.arc, self.state], bits=str(bits), seeds=str(runs["elman"].seeds),
            low=str(bins[-1][0]), high=str(bins[-1][1]),
            falls=f"{means['transformer-1'][-1]:.2f}", keeps=f"{means['elman'][-1]:.2f}",
        )  # fmt: skip
        chart = Chart(
            (1, bits, 100, len(curves["elman"])), (0, 0.5, 1.0), x_name="bits of the word", y_name="answers right",
            width=10.0, height=3.1, log_x=True, size=look.LABEL,
        )  # fmt: skip
        chart.shift([-5.3, -1.5, 0] - chart.corner.get_center())
        foot, top = chart.point(1, 0), chart.point(bits, 1.0)
        seen = Rectangle(width=top[0] - foot[0], height=chart.size[1], stroke_width=0).set_fill(theme.faint, 0.4)
        seen.move_to(foot, aligned_edge=DL)
        seen_name = Label("seen in training", look.LABEL, theme.muted).next_to(seen, UP, buff=0.3)
        marks = {
            "transformer-1": Dot(chart.point(1, 1), 0.26, color=theme.weight),
            "elman": RoundedRectangle(0.05, width=0.34, height=0.34).move_to(chart.point(1, 1)),
        }
        marks["elman"].set_stroke(theme.state, look.MARK).set_fill(theme.state_fill, 1).shows_state = True
        self.bring_to_back(seen)
        self.play(
            ReplacementTransform(self.row, chart.axes), GrowFromPoint(seen, foot),
            ReplacementTransform(self.arc, marks["transformer-1"]), ReplacementTransform(self.state, marks["elman"]),
            run_time=1.6,
        )  # fmt: skip
        self.play(FadeIn(chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name, seen_name), run_time=look.QUICK)
        inside = sum(last <= bits for _, last in bins)
        middles = [(first + last) / 2 for first, last in bins]
        self.lines = VGroup()
        for start, end in ((0, inside), (inside - 1, len(bins))):
            if start:
                self.step()
            parts = [
                chart.curve(middles[start:end], means[key][start:end], ink, dots=False)
                for key, ink in zip(RUNNERS, (theme.weight, theme.state), strict=True)
            ]
            parts[1].shows_state = True
            for part, mark in zip(parts, marks.values(), strict=True):
                part.line.set_stroke(width=look.HEAVY)
                mark.add_updater(lambda m, line=part.line: m.move_to(line.get_end()))
            parts[0].line.set_stroke(width=2.5 * look.HEAVY)  # seen on both sides of the other, where both are right
            self.play(*(Create(part.line, rate_func=linear) for part in parts), run_time=2.0 if not start else 4.0)
            for mark in marks.values():
                mark.clear_updaters()
            self.remove(*(part.line for part in parts))
            self.lines.add(*parts)
            self.add(self.lines, *marks.values())
        self.runners = marks
        ends = VGroup()
        for (key, name), mark in zip(RUNNERS.items(), marks.values(), strict=True):
            color = mark.get_stroke_color() if key == "elman" else theme.weight
            number = Number(means[key][-1], 2, look.TITLE, color, SEMIBOLD).next_to(mark, RIGHT, buff=0.3)
            label = Label(name, look.LABEL, color, SEMIBOLD).next_to(mark, UP, buff=0.25).align_to(mark, RIGHT)
            label.shows_state = number.shows_state = key == "elman"
            ends.add(VGroup(number, label))
            self.play(GrowFromPoint(ends[-1], mark.get_center()), run_time=look.QUICK)

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
        dot, square = self.runners.values()
        self.play(ReplacementTransform(self.lines, way), run_time=1.0)
        self.bring_to_back(way)
        self.play(
            LaggedStart(*(TransformFromCopy(square, box) for box in boxes), lag_ratio=0.12),
            LaggedStart(*(TransformFromCopy(dot, disc) for disc in rounds), lag_ratio=0.5),
            FadeOut(dot, square, scale=0.2),
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
                self.play(layer[1].fire(), layer[0].animate.set_fill(opacity=1), run_time=0.35)
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
        box.set_fill(theme.state_fill, 0).shows_state = True  # empty until the rule writes
        return VGroup(box, RuleRing(0.24).next_to(box, UP, buff=0.2))

"""Mixing: weights scale values, the sum is an average, and an average never leaves the hull."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    Dot,
    FadeIn,
    LaggedStart,
    Line,
    ReplacementTransform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from attn_core import toy
from attn_core.attention import attend, mix, softmax
from attn_core.measures import convex_hull
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import WeightBars
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class Mixing(LectureScene):
    """The weighted mean of the values, added up, dragged about, and asked for what it cannot give."""

    # Scores that the output visits on its way round the hull, one row a stop; the last is a uniform average.
    tour = ((4, 0, 0, 0), (0, 0, 0, 4), (0, 4, 0, 0), (0, 2, 3, 0), (2, 0, 2, 0), (0, 0, 0, 0))
    stroll = 2.5  # how far the scores swing, each at a pace of its own
    two_values = (3.0, 4.0)
    last_share = 0.8
    wanted = ((5.0, "next"), (7.0, "sum"), (12.0, "product"))

    def construct(self) -> None:
        self.result = attend(toy.QUERY, toy.KEY, toy.VALUE, scale=1.0)
        self.weights = self.result.weights[toy.FOLLOWED]
        self.output = self.result.output[toy.FOLLOWED]
        self.scale_and_add()
        self.stay_in_the_hull()
        self.ask_for_five()

    # Scale the values and add them up
    def scale_and_add(self) -> None:
        self.slide("add", "constructed")
        self.plane = VectorPlane((3, 2), unit=1.15).shift(3.15 * LEFT + 0.15 * DOWN)
        plane = self.plane
        values = VGroup(*(plane.arrow(v, theme.value) for v in toy.VALUE))
        names = VGroup(
            *(plane.tip_name(t, v, theme.value, look.LABEL) for t, v in zip(toy.TOKENS, toy.VALUE, strict=True))
        )
        table = self.make_table()
        self.play(FadeIn(plane), run_time=look.QUICK)
        self.play(LaggedStart(*(Create(v) for v in values), lag_ratio=0.2), FadeIn(names), run_time=look.MOTION)
        self.play(LaggedStart(*(FadeIn(row) for row in table[:-1]), lag_ratio=0.2), run_time=look.MOTION)

        # Shrink each value to its share
        shares = VGroup(
            *(plane.arrow(w * v, theme.value, width=7) for w, v in zip(self.weights, toy.VALUE, strict=True))
        )
        self.play(values.animate.set_opacity(0.25), names.animate.set_opacity(0.9), run_time=look.QUICK)
        self.play(*(TransformFromCopy(v, s) for v, s in zip(values, shares, strict=True)), run_time=1.5)
        self.hold()

        # Put them tip to tail, the longest first
        foot, chain = np.zeros(2), []
        for i in np.argsort(-self.weights):
            part = self.weights[i] * toy.VALUE[i]
            chain.append(ReplacementTransform(shares[i], plane.arrow(part, theme.value, start=foot, width=7)))
            foot = foot + part
        self.play(LaggedStart(*chain, lag_ratio=0.6), run_time=look.SLOW)
        dot = Dot(plane.point(self.output), radius=0.13, color=theme.ink)
        name = Label("output", look.LABEL, theme.ink, SEMIBOLD).next_to(dot, UP, buff=0.15)
        self.play(FadeIn(dot, scale=2), FadeIn(name), FadeIn(table[-1]), run_time=look.MOTION)
        self.plane_parts = VGroup(plane, values, names)
        self.chain = [a.mobject for a in chain] + [name]
        self.dot = dot

    def make_table(self) -> VGroup:
        """The weighted sum written out: weight × value, one word a line, and below the line their sum."""
        rows = VGroup()
        for i, (token, weight, value) in enumerate(zip(toy.TOKENS, self.weights, toy.VALUE, strict=True)):
            y = 1.45 - 0.85 * i
            share = Number(weight, 2, look.BODY, theme.weight, SEMIBOLD).align_to(2.75 * RIGHT, RIGHT).on_baseline(y)
            times = Label("×", look.BODY).move_to(3.1 * RIGHT).on_baseline(y)
            name = Label(token, look.LABEL, theme.muted, verbatim=True).align_to(5.45 * RIGHT, LEFT).on_baseline(y)
            rows.add(VGroup(share, times, *self.pair(value, 0, theme.value, y), name))
        line = Line(1.75 * RIGHT, 5.25 * RIGHT, color=theme.muted, stroke_width=look.THIN).set_y(-1.45)
        sign = Label("=", look.BODY).move_to(3.1 * RIGHT).on_baseline(-2.15)
        rows.add(VGroup(line, sign, *self.pair(self.output, 2, theme.ink, -2.15)))
        return rows

    @staticmethod
    def pair(vector: np.ndarray, places: int, color: str, y: float) -> list:
        """``(a, b)`` in fixed columns on the baseline ``y``."""
        width = 0.62 if places == 0 else 1.05
        marks = [Label(mark, look.BODY, color) for mark in "(,)"]
        for mark, x in zip(marks, (3.5, 3.5 + width + 0.1, 3.5 + 2 * width + 0.25), strict=True):
            mark.move_to(x * RIGHT).on_baseline(y)
        numbers = [Number(v, places, look.BODY, color).on_baseline(y) for v in vector]
        for number, mark in zip(numbers, marks[1:], strict=True):
            number.align_to(mark.get_left() + 0.06 * LEFT, RIGHT)
        return [*marks, *numbers]

    # Drag the output through the hull
    def stay_in_the_hull(self) -> None:
        self.slide("hull", "proved", keep=(self.plane_parts, self.dot))
        plane, dot = self.plane, self.dot
        hull = plane.hull(convex_hull(toy.VALUE), theme.value)
        bars = WeightBars(self.weights, toy.TOKENS, height=2.6, width=0.8, gap=0.55).move_to(3.9 * RIGHT + 0.35 * DOWN)
        self.play(self.plane_parts[1].animate.set_opacity(0.9), Create(hull), FadeIn(bars), run_time=look.MOTION)
        self.bring_to_front(dot)

        stops = np.vstack([np.log(self.weights), self.tour])
        place = ValueTracker(0.0)

        def weights_at(walked: np.ndarray) -> np.ndarray:
            i = np.minimum(walked.astype(int), len(stops) - 2)
            part = (walked - i)[:, None]
            return softmax((1 - part) * stops[i] + part * stops[i + 1])

        def weights_now() -> np.ndarray:
            return weights_at(np.array([place.get_value()]))

        steps = np.linspace(0, len(self.tour), 30 * len(self.tour) + 1)
        way = plane.point(mix(weights_at(steps), toy.VALUE))

        def walked() -> np.ndarray:
            """The output's way so far."""
            here = plane.point(mix(weights_now(), toy.VALUE))
            return np.concatenate([way[:1], way[1:][steps[1:] < place.get_value()], here])

        dot.add_updater(lambda m: m.move_to(plane.point(mix(weights_now(), toy.VALUE)[0])))
        bars.add_updater(lambda m: m.set_weights(weights_now()[0]))
        path = VMobject(stroke_color=theme.ink, stroke_width=look.LINE, stroke_opacity=0.6)
        path.add_updater(lambda m: m.set_points_as_corners(walked()))
        self.add(path, dot)
        half = len(self.tour) // 2
        for stop in (half, len(self.tour)):
            self.play(place.animate(rate_func=smooth).set_value(stop), run_time=4)
        for moving in (dot, bars, path):
            moving.clear_updaters()

        # Let it stroll
        self.step()
        turn = ValueTracker(0.0)

        def strolling() -> np.ndarray:
            return softmax(self.stroll * np.sin(2 * np.pi * turn.get_value() * np.arange(1, 5)))

        dot.add_updater(lambda m: m.move_to(plane.point(mix(strolling()[None], toy.VALUE)[0])))
        bars.add_updater(lambda m: m.set_weights(strolling()))
        with self.loop():
            self.play(turn.animate(rate_func=linear).set_value(1.0), run_time=10)
        for moving in (dot, bars):
            moving.clear_updaters()

    # Ask for five, seven and twelve
    def ask_for_five(self) -> None:
        facts = {word: f"{number:.0f}" for number, word in self.wanted}
        low, high = self.two_values
        self.slide("never", "proved", low=f"{low:.0f}", high=f"{high:.0f}", **facts)
        share = ValueTracker(0.5)

        def reply() -> float:
            weights = np.array([[1 - share.get_value(), share.get_value()]])
            return float(mix(weights, np.array(self.two_values)[:, None])[0, 0])

        ray = NumberRay(0, 12, reply()).shift(0.3 * DOWN)
        dots, span = ray.dots(self.two_values, theme.value), ray.span(low, high, theme.value)
        goals = [ray.never(number, word) for number, word in self.wanted]
        self.play(FadeIn(ray.axis), run_time=look.MOTION)
        self.play(FadeIn(dots, scale=1.5), Create(span), run_time=look.QUICK)
        self.play(FadeIn(ray.reading), run_time=look.QUICK)
        ray.reading.add_updater(lambda _: ray.read(reply()))
        for target in (1.0, 0.0, self.last_share):
            self.play(share.animate(rate_func=smooth).set_value(target), run_time=1.4)
        ray.reading.clear_updaters()
        self.play(LaggedStart(*(FadeIn(goal, scale=0.6) for goal in goals), lag_ratio=0.5), run_time=1.5)

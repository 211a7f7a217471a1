"""Mixing: weights shrink values, their sum is an average, an average never leaves the hull; and what lies around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    AnimationGroup,
    ArcBetweenPoints,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    GrowArrow,
    GrowFromCenter,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    rate_functions,
    there_and_back,
)

from attn_core import toy
from attn_core.arithmetic import doubled_mean, product_head
from attn_core.attention import mix, softmax
from attn_core.measures import pulled_scores
from scenes import look
from scenes.cast import ValueHull, toy_bars, toy_row
from scenes.lecture_scene import LectureScene
from scenes.mobjects.mixture import Coefficient, Mixture
from scenes.mobjects.ray import NumberRay
from scenes.mobjects.signs import glow
from scenes.mobjects.text import Formula, Label, Number, formatted
from scenes.theme import theme


class Mixing(LectureScene):
    """The weighted mean of the values, added up, dragged about, asked for what it cannot give, and helped."""

    adding = (2, 1, 3, 0)  # the order of the sum, so that no arrow goes back along another
    leaving = (0, 3, 2, 1)  # the order in which the bars leave, so that none crosses a standing one
    offsets = ((-0.65, 0.2), (0.75, 0.1), (-0.9, -0.55), (1.1, 0.62))  # of the bars from the values' tips
    stroll = 2.5  # how far the scores swing, each at a pace of its own
    walls = ((1, 2, 0.4), (3, 1, 0.55), (0, 3, 0.5))  # what the dot is thrown against: two words, share of the first
    hand = ((0.4, 2.0), (1.7, 2.0), (3.05, 1.75), (3.25, 0.1), (2.75, -0.9))  # its way from the dot, in the plane
    pair = (2, 1)  # the words of which one value vector each is left, and these values
    two_values = (3.0, 4.0)
    wanted = ((5.0, "next"), (7.0, "sum"), (12.0, "product"))
    reach = (5.0, 200.0)

    def construct(self) -> None:
        row = toy_row()
        self.scores, self.weights = row.scaled[toy.FOLLOWED], row.weights[toy.FOLLOWED]
        self.home = row.output[toy.FOLLOWED]
        self.picture = ValueHull()
        self.plane, self.dot = self.picture.plane, self.picture.dot
        self.mixture = Mixture(self.dot, self.weights, toy.TOKENS, list(self.plane.point(toy.VALUE)), self.offsets)
        self.add_up()
        self.stay_in_the_hull()
        self.fall_on_a_line()
        self.help_from_around()
        self.stand_inside()

    # Shrink the values by their weights and add them up
    def add_up(self) -> None:
        bars, plane, mixture = toy_bars(), self.plane, self.mixture
        self.slide("add", "constructed", begin=[bars], query=toy.TOKENS[toy.FOLLOWED])
        self.values = VGroup(*(plane.arrow(v, theme.value, width=look.HEAVY) for v in toy.VALUE))
        moves = []
        for i in self.leaving:
            new, whole = mixture.coefficients[i], mixture.coefficients[i].outline
            outline = Rectangle(width=bars.bars[i].width, height=bars.full_height).set_stroke(
                theme.weight, look.THIN, 0
            )
            outline.move_to(bars.bars[i], aligned_edge=DOWN)
            pieces = (
                (outline, whole),
                (bars.bars[i], new.bar),
                (bars.numbers[i], new.number),
                (bars.names[i], new.word),
            )
            flights = (ReplacementTransform(old, piece) for old, piece in pieces)
            moves.append(AnimationGroup(*flights))
        self.play(FadeOut(bars.base), LaggedStart(*moves, lag_ratio=0.35), run_time=2.5)
        self.play(LaggedStart(*(GrowArrow(self.values[i]) for i in self.leaving), lag_ratio=0.3), run_time=1.5)
        self.remove(*self.mobjects).add(*self.furniture, self.seats, mixture.coefficients, self.values)

        # Each keeps its share
        self.step()
        parts = [
            plane.arrow(w * v, theme.value, width=look.HEAVY) for w, v in zip(self.weights, toy.VALUE, strict=True)
        ]
        shares = [value.copy() for value in self.values]
        self.play(self.values.animate.set_opacity(0.25), run_time=look.QUICK)
        for i in np.argsort(-self.weights):
            light = glow(mixture.coefficients[i].bar, theme.weight_fill, 30)
            self.add(light)
            self.play(Transform(shares[i], parts[i]), FadeOut(light), run_time=0.8)

        # Tip to tail
        self.step()
        self.play(self.values.animate.set_opacity(0.12), run_time=look.QUICK)
        foot = np.zeros(2)
        for i in self.adding:
            part = self.weights[i] * toy.VALUE[i]
            self.play(Transform(shares[i], plane.arrow(part, theme.value, foot, look.HEAVY)), run_time=0.9)
            foot = foot + part
        self.arrow = plane.arrow(self.home, theme.ink, width=look.HEAVY)
        name = Label("output", look.BODY, theme.ink, SEMIBOLD)
        name.next_to(self.arrow.get_center(), DOWN + RIGHT, buff=0.25)
        self.play(GrowArrow(self.arrow), *(s.animate.set_opacity(0.45) for s in shares), run_time=look.MOTION)
        self.play(FadeIn(name, target_position=self.arrow), run_time=look.QUICK)

    # Close the hull, drag the output through it
    def stay_in_the_hull(self) -> None:
        picture, mixture = self.picture, self.mixture
        self.slide("hull", "proved", keep=[mixture.coefficients, self.arrow])
        self.play(self.values.animate.set_opacity(1), run_time=look.MOTION)
        hull = picture.hull.copy().set_fill(opacity=0)
        self.play(Create(hull), run_time=1.5)
        self.play(*(ReplacementTransform(v, p) for v, p in zip(self.values, picture.corners, strict=True)))
        tip = self.plane.point(self.home)
        self.play(
            self.arrow.animate.scale(0.01, about_point=tip),
            GrowFromCenter(self.dot),
            ReplacementTransform(hull, picture.hull),
        )
        self.remove(self.arrow)
        self.bring_to_front(picture.corners)
        self.play(*(Create(line) for line in mixture.lines), Animation(picture.corners), Animation(self.dot))

        # Let it stroll
        self.step()
        turn = ValueTracker(0.0)

        def stroll() -> None:
            swing = np.sin(2 * np.pi * turn.get_value() * np.arange(1, 5))
            self.show(softmax(self.scores + self.stroll * swing))

        with self.moved(stroll), self.loop():
            self.play(turn.animate(rate_func=linear).set_value(1.0), run_time=12)

        # Throw it against the edges
        self.step()
        stops = [share * toy.VALUE[one] + (1 - share) * toy.VALUE[other] for one, other, share in self.walls]
        self.throw([self.home, *stops, self.home])

        # Pull it beyond
        self.step()
        self.pull()

    def show(self, weights: np.ndarray, flat: float = 0.0, against: np.ndarray | None = None) -> None:
        """Let dot, lines and bars say the weights; the dot may be ``flat`` ``against`` an edge."""
        self.mixture.show(weights, self.plane.point(mix(weights[None], toy.VALUE)[0]), flat, against)

    def weights_at(self, place: np.ndarray) -> np.ndarray:
        """The weights of a head whose output is pulled to a place of the plane."""
        return softmax(pulled_scores(self.scores, toy.VALUE, place))

    @contextmanager
    def moved(self, show: Callable[[], None], *more: VMobject) -> Iterator[None]:
        """Inside, ``show`` lays out the mixture at every frame, and ``more``, which lies behind the dot."""
        parts = [self.mixture.lines, self.picture.corners, *more, self.dot, self.mixture.coefficients]
        group = VGroup(*parts)
        self.remove(*parts)
        self.add(group)
        group.add_updater(lambda _: show())
        yield
        group.clear_updaters()
        show()
        self.remove(group)
        self.add(*parts)

    def throw(self, stops: list[np.ndarray]) -> None:
        """From stop to stop in straight flight with a tail of ghosts; at an edge the dot is flat for a few frames."""
        time = ValueTracker(0.0)  # in flights
        tail = VGroup(*(self.dot.copy() for _ in range(5)))

        def place(t: float) -> np.ndarray:
            i = int(np.clip(t, 0, len(stops) - 1.001))
            return stops[i] + (t - i) * (stops[i + 1] - stops[i])

        def fly() -> None:
            self.show(self.weights_at(place(time.get_value())))
            for i, ghost in enumerate(tail):
                then = time.get_value() - 0.1 * (i + 1)
                ghost.move_to(self.plane.point(place(max(then, 0)))).set_fill(opacity=0.3 * (1 - i / 5) * (then > 0))

        for i, stop in enumerate(stops[1:], 1):
            home = i == len(stops) - 1
            with self.moved(fly, tail):
                rate = rate_functions.ease_out_sine if home else linear
                self.play(time.animate(rate_func=rate).set_value(i), run_time=1.2 if home else 0.7)
            if home:
                break
            one, other, _ = self.walls[i - 1]
            along = toy.VALUE[other] - toy.VALUE[one]
            out = np.array([along[1], -along[0], 0]) / np.linalg.norm(along)
            out *= np.sign(out[:2] @ (stop - stops[i - 1]))
            pressed, weights = ValueTracker(0.0), self.weights_at(stop)
            sparks = self.sparks(self.plane.point(stop), out)

            def press(pressed: ValueTracker = pressed, weights: np.ndarray = weights, out: np.ndarray = out) -> None:
                self.show(weights, 0.4 * np.sin(np.pi * pressed.get_value()), out)

            with self.moved(press):
                self.play(pressed.animate.set_value(1.0), Create(sparks), FadeOut(tail), run_time=0.2)
            self.play(FadeOut(sparks), run_time=0.15)
        self.remove(tail)
        self.show(self.weights)

    @staticmethod
    def sparks(place: np.ndarray, out: np.ndarray) -> VGroup:
        """Short strokes outside of an edge that was hit."""
        turn = np.array([-out[1], out[0], 0])
        rays = [np.cos(angle) * out + np.sin(angle) * turn for angle in (-1.1, -0.5, 0.5, 1.1)]
        return VGroup(*(Line(place + 0.42 * r, place + 0.7 * r) for r in rays)).set_stroke(theme.ink, look.STRONG)

    def pull(self) -> None:
        """The dial: a hand takes the dot along and beyond the edge; the dot follows as far as a mix can."""
        way = np.array([self.home, *self.hand])
        knots = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
        pulled = ValueTracker(0.0)
        ring = Circle(0.34).set_stroke(theme.ink, look.MARK)
        tether = Line(LEFT, RIGHT).set_stroke(theme.ink, look.LINE)

        def show() -> None:
            hand = np.array([np.interp(pulled.get_value() * knots[-1], knots, way[:, axis]) for axis in (0, 1)])
            weights = self.weights_at(hand)
            away = self.plane.point(hand) - self.plane.point(weights @ toy.VALUE)
            far = float(np.linalg.norm(away))
            self.show(weights, min(0.25, 0.5 * max(far - 0.15, 0)), away)
            ring.move_to(self.plane.point(hand))
            tether.set_points_by_ends(self.dot.get_center(), ring.get_center() - (0.34 / max(far, 0.35)) * away)
            tether.set_stroke(opacity=float(np.clip((far - 0.4) / 0.2, 0, 1)))

        ring.move_to(self.dot)
        self.play(Create(ring), run_time=look.QUICK)
        with self.moved(show, tether, ring):
            self.dial("pull", pulled, 0.0, 1.0, seconds=7, places=2)
        self.play(FadeOut(ring, tether), run_time=look.QUICK)
        self.show(self.weights)

    # Two words, one number each: the hull is a stretch of a line
    def fall_on_a_line(self) -> None:
        low, high = self.two_values
        facts = {word: f"{number:.0f}" for number, word in self.wanted}
        picture, mixture, pair = self.picture, self.mixture, list(self.pair)
        self.slide(
            "line", "proved", keep=[picture.hull, *picture.corners, self.dot, mixture.lines, mixture.coefficients],
            low=f"{low:.0f}", high=f"{high:.0f}", **facts,
        )  # fmt: skip
        two = np.zeros(len(self.weights))
        two[pair] = softmax(self.scores[pair])
        corners = self.plane.point(toy.VALUE[pair])
        left = ValueTracker(0.0)
        others = [i for i in range(len(two)) if i not in pair]
        with self.moved(lambda: self.show((1 - left.get_value()) * self.weights + left.get_value() * two)):
            self.play(left.animate.set_value(1.0), Transform(picture.hull, self.squashed(corners)), run_time=1.5)

        # It lies down on the line of numbers, as long as it is
        length = float(np.linalg.norm(corners[1] - corners[0]))
        self.ray = ray = NumberRay(0, 13, 0).shift(0.5 * DOWN)
        near = ray.line.width / length
        ray.view(low + 0.5 - (near - 1) / 2, near)
        self.stretch = Line(*corners, color=theme.value, stroke_width=16).set_opacity(0.6)
        share = ValueTracker(float(two[pair[1]]))
        reading = Number(self.reply(share), 2, look.HERO, weight=SEMIBOLD)
        self.remove(picture.hull)
        self.add(self.stretch, *picture.corners, self.dot)
        ends = [picture.corners[i] for i in pair]
        bars = [mixture.coefficients[i] for i in pair]
        self.play(
            FadeOut(mixture.lines, *(mixture.coefficients[i] for i in others), *(picture.corners[i] for i in others)),
            self.stretch.animate.put_start_and_end_on(ray.at(low), ray.at(high)),
            *(point.animate.move_to(ray.at(v)) for point, v in zip(ends, (low, high), strict=True)),
            *(
                bar.animate.shift(ray.at(v) + x * RIGHT + 1.4 * UP - bar.outline.get_center())
                for bar, v, x in zip(bars, (low, high), (-0.8, 0.8), strict=True)
            ),
            self.dot.animate.move_to(ray.at(self.reply(share))),
            FadeIn(ray.axis),
            run_time=1.5,
        )
        reading.move_to(self.dot).shift(1.45 * UP)
        self.play(FadeIn(reading, target_position=self.dot), run_time=look.QUICK)

        def show(_: VMobject) -> None:
            for bar, weight in zip(bars, (1 - share.get_value(), share.get_value()), strict=True):
                bar.set_weight(weight)
            self.dot.move_to(ray.at(self.reply(share)))
            reading.set_value(self.reply(share)).set_x(self.dot.get_x())

        moving = VGroup(*bars, self.dot, reading)
        self.add(moving)
        moving.add_updater(show)
        for target in (0.95, 0.05, float(two[pair[1]])):
            self.play(share.animate.set_value(target), run_time=1.2)
        moving.clear_updaters()
        self.remove(moving)
        self.add(*bars, self.dot, reading)
        self.bars, self.ends, self.reading, self.share = bars, ends, reading, share

        # From further away: what it never is
        self.step()
        self.ask_for_more()

    def squashed(self, corners: np.ndarray) -> VMobject:
        """The hull with every corner moved to the nearer one of two."""
        flat = self.picture.hull.copy()
        nearer = [min(corners, key=lambda c: float(np.linalg.norm(v - c))) for v in flat.get_vertices()]
        return flat.set_points_as_corners([*nearer, nearer[0]])

    def reply(self, share: ValueTracker) -> float:
        """What a head answers from the two values."""
        weights = np.array([[1 - share.get_value(), share.get_value()]])
        return float(mix(weights, np.array(self.two_values)[:, None])[0, 0])

    def ask_for_more(self) -> None:
        ray, share = self.ray, self.share
        low, high = self.two_values
        first, count = ray.first, ray.count

        def further(_: VMobject, part: float) -> None:
            ray.view((1 - part) * first, count * (14 / count) ** part)
            self.stretch.set_points_by_ends(ray.at(low), ray.at(high))
            for end, value in zip(self.ends, (low, high), strict=True):
                end.move_to(ray.at(value))
            self.lay_reply()

        moving = VGroup(ray.axis, self.stretch, *self.ends, self.dot, self.reading)
        self.play(FadeOut(*self.bars), UpdateFromAlphaFunc(moving, further), run_time=look.SLOW)
        self.goals = VGroup(*(ray.wanted(number, word) for number, word in self.wanted))
        for goal in self.goals:
            self.play(GrowFromCenter(goal[0]), FadeIn(goal[1], shift=0.3 * UP), run_time=0.6)
        flat = ValueTracker(0.0)
        round_ = self.dot.points - self.dot.get_center()

        def show(_: VMobject) -> None:
            self.dot.points = round_ * [1 - flat.get_value(), 1 + flat.get_value() / 2, 1]
            self.lay_reply()

        moving = VGroup(self.dot, self.reading)
        self.remove(*moving)
        self.add(moving)
        moving.add_updater(show)
        # Three runs at the edge: it presses, and comes back
        for goal, force in zip(self.goals, (0.35, 0.45, 0.6), strict=True):
            cross = goal[2]
            self.play(share.animate(rate_func=rate_functions.ease_in_quad).set_value(0.999), run_time=0.6)
            self.play(flat.animate(rate_func=there_and_back).set_value(force), FadeIn(cross, scale=2), run_time=0.3)
            self.play(share.animate(rate_func=rate_functions.ease_out_quad).set_value(0.6), run_time=0.5)
        moving.clear_updaters()
        self.remove(moving)
        self.add(self.dot, self.reading)

    def lay_reply(self) -> None:
        """The dot and its number, where the head answers."""
        value = self.reply(self.share)
        self.dot.move_to(self.ray.at(value))
        self.reading.set_value(value).set_x(self.dot.get_x())

    # What the weights and the matrix behind the head add
    def help_from_around(self) -> None:
        low, high = self.two_values
        ray, share = self.ray, self.share
        mean, total = doubled_mean(low, high)
        near, weights = product_head(low, high, self.reach[1]), self.of_product(self.reach[1])
        stay = [ray.axis, self.stretch, *self.ends, self.dot, self.reading, self.goals]
        self.slide(
            "around", "constructed", keep=stay, mean=formatted(mean, 1), sum=formatted(total, 0),
            near=formatted(near, 2),
            minus=formatted(weights[0], 2), plus=formatted(weights[1], 2), reach=formatted(self.reach[1], 0),
            product=formatted(low * high, 0), low=f"{low:.0f}", high=f"{high:.0f}",
        )  # fmt: skip
        moving = VGroup(self.dot, self.reading)
        moving.add_updater(lambda _: self.lay_reply())
        self.add(moving)
        self.play(share.animate.set_value(0.5), run_time=look.MOTION)
        moving.clear_updaters()
        start, end = ray.at(mean), ray.at(total)
        arc = ArcBetweenPoints(start, end, angle=-2.4).set_stroke(theme.muted, look.LINE)
        leap = self.dot.copy()
        matrix = Formula("W_O = 2", look.TITLE).next_to(arc, UP, buff=1.1)
        doubled = Number(total, 2, look.HERO, weight=SEMIBOLD).move_to(self.reading).set_x(end[0])
        reached = self.goals[1]
        self.play(
            FadeOut(reached[0], reached[2]),
            Create(arc),
            MoveAlongPath(leap, arc),
            FadeIn(matrix, target_position=arc),
            run_time=1.5,
        )
        self.play(TransformFromCopy(self.reading, doubled), run_time=look.QUICK)

        # The weights know the product
        self.step()
        self.play(
            FadeOut(arc, matrix, doubled, self.reading, leap, self.goals[0], self.goals[1][1], self.goals[2][2]),
            *(dot.animate.set_opacity(0.25) for dot in (*self.ends, self.dot)),
            self.stretch.animate.set_opacity(0.2),
            run_time=look.QUICK,
        )
        reach = ValueTracker(self.reach[1])
        span = Line(LEFT, RIGHT, color=theme.value, stroke_width=16).set_opacity(0.6)
        dot = self.dot.copy().set_opacity(1)
        answer = Number(near, 2, look.HERO, weight=SEMIBOLD)
        ends = [
            (Coefficient(0.5, arrow, -side), Number(0, 0, look.BODY, theme.value, before=sign), side)
            for arrow, sign, side in (("←", "", LEFT), ("→", "+", RIGHT))
        ]
        for bar, _, side in ends:
            bar.shift(6.1 * side + 2.05 * DOWN - bar.outline.get_center())
        said = Label("the weights computed", look.BODY, weight=SEMIBOLD).set_y(-2.05)

        def show(_: VMobject | None = None) -> None:
            value = product_head(low, high, reach.get_value())
            right = min(reach.get_value(), ray.first + ray.count - 0.5)
            span.set_points_by_ends(ray.at(ray.first - 0.5), ray.at(right))
            dot.move_to(ray.at(value))
            answer.set_value(value).move_to([min(dot.get_x(), 5.2), ray.line.get_y() + 1.6, 0])
            for (bar, number, side), weight, sign in zip(
                ends, self.of_product(reach.get_value()), (-1, 1), strict=True
            ):
                bar.set_weight(weight)
                number.set_value(sign * reach.get_value()).next_to(bar.word, -side, buff=0.15)
                number.on_baseline(bar.word.baseline)

        show()
        group = VGroup(span, *(part for bar, number, _ in ends for part in (bar, number)), dot, answer)
        self.play(
            GrowFromCenter(span),
            *(FadeIn(bar, number, target_position=self.ends[k]) for k, (bar, number, _) in enumerate(ends)),
            TransformFromCopy(self.dot, dot),
            FadeIn(answer, target_position=dot),
        )
        self.play(FadeIn(said, target_position=ends[1][0]), run_time=look.QUICK)
        self.remove(*group)
        self.add(group)
        group.add_updater(show)
        self.dial("values ±", reach, *self.reach, seconds=6, places=0, log=True)
        group.clear_updaters()

    def of_product(self, reach: float) -> np.ndarray:
        """The weights of the values -reach and reach, from which the product of the two values is mixed."""
        low, high = self.two_values
        return softmax(np.array([0, 2 * low * high / reach]))

    # The line unfolds into the hull
    def stand_inside(self) -> None:
        picture, mixture, pair = self.picture, self.mixture, list(self.pair)
        self.slide("inside", "proved", keep=[self.stretch, *self.ends, self.dot])
        whole = ValueHull()
        corners = self.plane.point(toy.VALUE[pair])
        edge = self.squashed_line = Line(*corners, color=theme.value, stroke_width=look.MARK)
        self.play(
            Transform(self.stretch, edge),
            *(point.animate.set_opacity(1).move_to(corner) for point, corner in zip(self.ends, corners, strict=True)),
            self.dot.animate.set_opacity(1).move_to(corners.mean(axis=0)),
            run_time=1.5,
        )
        self.remove(self.stretch, *self.ends, self.dot)
        flat = self.squashed(corners)
        for point, place in zip(picture.corners, self.plane.point(toy.VALUE), strict=True):
            point.move_to(min(corners, key=lambda c: float(np.linalg.norm(place - c)))).set_opacity(1)
        self.add(flat, picture.corners, self.dot)
        self.play(
            ReplacementTransform(flat, whole.hull),
            ReplacementTransform(picture.corners, whole.corners),
            ReplacementTransform(self.dot, whole.dot),
            run_time=1.5,
        )
        self.remove(whole.hull, whole.corners, whole.dot)
        self.picture, self.dot = whole, whole.dot
        self.mixture = mixture = Mixture(self.dot, self.weights, toy.TOKENS, mixture.places, self.offsets)
        self.add(whole.hull, mixture.lines, whole.corners, whole.dot)
        self.play(*(FadeIn(c, target_position=p) for c, p in zip(mixture.coefficients, whole.corners, strict=True)))

        # The round seat is taken
        self.step()
        name = Label("attention", look.TITLE, weight=SEMIBOLD).move_to(whole.hull).shift(0.6 * DOWN)
        self.play(FadeIn(name, target_position=whole.dot), run_time=look.MOTION)
        self.remove(name)
        self.play(self.seats.take("mixes", VGroup(whole.hull, name)), run_time=2)

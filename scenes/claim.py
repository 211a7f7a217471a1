"""Claim: the sentence you have heard, the famous picture behind it, the question, and what is tested."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    SEMIBOLD,
    TAU,
    UL,
    UP,
    Animation,
    Arc,
    Arrow,
    Circle,
    Create,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromPoint,
    LaggedStart,
    Line,
    RegularPolygon,
    ReplacementTransform,
    RoundedRectangle,
    Star,
    TransformFromCopy,
    Triangle,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
)

from attn_core import sentence
from attn_core.machines import parity, run
from scenes import look
from scenes.cast import HEAD, FamousPicture, OpeningSentence
from scenes.lecture_scene import EVIDENCE, LectureScene, Tag
from scenes.mobjects.endless import EndlessTape
from scenes.mobjects.machine import StateBox
from scenes.mobjects.seats import MIXES, TRANSFORMS, dashed
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label
from scenes.mobjects.tokens import head_facts, weight_width
from scenes.theme import theme


class Claim(LectureScene):
    """What is claimed, on what picture it rests, and what would have to be shown."""

    filled = None
    meanings = ("by algebra", "from a paper", "our experiment", "set by hand", "a drawing only")
    symbols = (1, 0, 0, 1)  # an even number of ones: the loop ends in the state in which it began

    def construct(self) -> None:
        self.say_the_sentence()
        self.show_the_famous_picture()
        self.ask_the_question()

    # Say the sentence, and take out the two words that are not the same
    def say_the_sentence(self) -> None:
        self.opening = OpeningSentence()
        self.opening.set_opacity(0.45)
        self.slide("sentence", begin=[self.opening])
        letters = [letter for line in self.opening.lines for letter in line]
        self.play(LaggedStart(*(m.animate.set_opacity(1) for m in letters), lag_ratio=0.12), run_time=3.2)

        self.step()
        small = OpeningSentence(small=True).set_color(theme.muted)
        self.words = VGroup(
            Label("attend", look.HERO, weight=SEMIBOLD).move_to(3.55 * LEFT).on_baseline(-0.45),
            Label("reason", look.HERO, weight=SEMIBOLD).move_to(3.55 * RIGHT).on_baseline(-0.45),
        )
        therefore = Arrow(1.55 * LEFT, 1.55 * RIGHT, buff=0, color=theme.ink, stroke_width=look.STRONG)
        therefore.set_y(-0.3)
        doubt = Label("?", look.HERO, weight=SEMIBOLD).next_to(therefore, UP, buff=0.1)
        lifted = [self.opening.attend.copy(), self.opening.reason.copy()]
        lines = zip(self.opening.lines, small.lines, strict=True)
        self.play(self.opening.animate.set_opacity(0.25), *(m.animate.set_color(theme.ink) for m in lifted))
        self.play(
            *(ReplacementTransform(old, new) for old, new in lines),
            *(ReplacementTransform(old, new) for old, new in zip(lifted, self.words, strict=True)),
            run_time=1.6,
        )
        self.opening = small
        because = small.lines[0].part("because")
        self.play(*(m.animate.set_color(theme.ink) for m in because), run_time=look.QUICK)
        self.play(GrowFromPoint(therefore, because.get_center()), run_time=look.MOTION)
        self.play(GrowFromPoint(doubt, therefore.get_center()), run_time=look.QUICK)
        self.doubt = VGroup(therefore, doubt)

        self.step()
        self.mix_and_transform()
        self.step()
        self.take_seats()

    # One looks for something between what is there, the other puts something else in its place
    def mix_and_transform(self) -> None:
        self.bowl = Circle(1.35).set_stroke(theme.muted, look.MARK).move_to([-3.55, -1.2, 0])
        self.frame = RoundedRectangle(look.CORNER, width=2.7, height=2.7).set_stroke(theme.muted, look.MARK)
        self.frame.move_to([3.55, -1.2, 0])
        self.play(
            self.words.animate.shift(1.45 * UP),
            self.doubt.animate.shift(1.45 * UP).set_opacity(0.25),
            GrowFromPoint(self.bowl, self.words[0].get_center() + 1.45 * UP),
            GrowFromPoint(self.frame, self.words[1].get_center() + 1.45 * UP),
        )
        corners = [self.bowl.get_center() + 0.95 * np.array([np.cos(a), np.sin(a), 0]) for a in (1.9, 4.1, 6.1)]
        dots = VGroup(*(Dot(corner, look.POINT, color=theme.muted) for corner in corners))
        mean = Dot(np.mean(corners, axis=0), 1.3 * look.POINT, color=theme.ink)
        lines = VGroup(*(Line(corner, mean.get_center()) for corner in corners))
        lines.set_stroke(theme.weight, weight_width(1 / 3))
        shapes = [Triangle(radius=0.72), Star(outer_radius=0.8), RegularPolygon(6, radius=0.7)]
        first, second, third = (m.set_stroke(width=0).set_fill(theme.ink, 1).move_to(self.frame) for m in shapes)
        self.play(
            *(GrowFromPoint(dot, self.bowl.get_center()) for dot in dots), GrowFromPoint(first, self.frame.get_center())
        )
        self.play(LaggedStart(*(Create(line) for line in lines), lag_ratio=0.2), GrowFromPoint(mean, mean.get_center()))

        self.add(lines, mean)

        def stroll(*shares: float) -> UpdateFromAlphaFunc:
            """The middle moves to where these shares of the three put it; lines are as wide as their share."""
            start, end = mean.get_center(), np.tensordot(shares, corners, 1)
            before = [line.get_stroke_width() for line in lines]

            def move(_: object, alpha: float) -> None:
                mean.move_to(start + alpha * (end - start))
                for line, corner, width, share in zip(lines, corners, before, shares, strict=True):
                    line.put_start_and_end_on(corner, mean.get_center())
                    line.set_stroke(width=width + alpha * (weight_width(share) - width))

            return UpdateFromAlphaFunc(VGroup(mean, lines), move)

        self.play(stroll(0.7, 0.2, 0.1), self.flip(first, second), run_time=1.3)
        self.play(stroll(0.1, 0.25, 0.65), self.flip(second, third), run_time=1.3)
        self.remove(first, second)
        self.inside = VGroup(lines, dots, mean, third)

    @staticmethod
    def flip(old: VMobject, new: VMobject) -> UpdateFromAlphaFunc:
        """A mark turns about its upright axis, like a card, and has become the other one."""
        sides = VGroup(old, new)
        flat = [(m, m.points.copy(), m.get_x()) for m in sides]

        def turn(_: object, alpha: float) -> None:
            for (side, points, middle), narrow in zip(flat, (1 - 2 * alpha, 2 * alpha - 1), strict=True):
                shown = points.copy()
                shown[:, 0] = middle + (points[:, 0] - middle) * max(narrow, 0)
                side.points = shown if narrow > 0 else points[:0]

        return UpdateFromAlphaFunc(sides, turn)

    # The shapes are emptied, and become the two seats of the film
    def take_seats(self) -> None:
        seats = self.seats
        empty = {MIXES: dashed(self.bowl), TRANSFORMS: dashed(self.frame)}
        self.play(
            *(m.animate.scale(0.1).set_opacity(0) for m in self.inside),
            FadeOut(self.bowl, self.frame),
            *(FadeIn(place) for place in empty.values()),
            VGroup(self.words, self.doubt).animate.set_opacity(0.25),
            run_time=look.MOTION,
        )
        self.remove(self.inside)
        self.hold()
        self.play(*(ReplacementTransform(place, seats.outlines[name]) for name, place in empty.items()), run_time=1.2)
        self.play(
            *(GrowFromPoint(word, seats.places[name].get_center()) for name, word in seats.words.items()),
            VGroup(self.words, self.doubt).animate.shift(1.3 * DOWN).set_opacity(1),
            run_time=look.MOTION,
        )
        self.remove(*seats.get_family())
        self.add(seats)

    # Show the famous picture again, with real weights
    def show_the_famous_picture(self) -> None:
        data = sentence.load()
        picture = self.picture = FamousPicture()
        row, [query, key] = picture.row, picture.names
        back = [
            ReplacementTransform(word, part)
            for word, part in zip(self.words, (self.opening.attend.copy(), self.opening.reason.copy()), strict=True)
        ]
        facts = {"query": query, "key": key, "weight": picture.number.text, "sentence": data.text, "model": data.model}
        self.slide("picture", "measured", keep=[self.opening, self.words], along=back, **facts, **head_facts(HEAD))
        self.remove(*(animation.target_mobject for animation in back))
        self.opening.set_opacity(0.45)
        source = self.opening.lines[1].part("tokens")
        self.play(source.animate.set_opacity(1), run_time=look.QUICK)
        came = source.get_center()
        self.play(LaggedStart(*(GrowFromPoint(token, came) for token in row.tokens), lag_ratio=0.4), run_time=5.4)
        self.remove(*row.tokens)
        self.add(row)

        # One word looks at all others, at one of them most
        self.step()
        rest = [m for i, token in enumerate(row.tokens) if i not in (picture.query, picture.key) for m in token]
        self.play(
            FadeOut(self.opening),
            *(m.animate.set_color(theme.query) for m in row.tokens[picture.query]),
            *(m.animate.set_color(theme.muted) for m in rest),
        )
        self.play(LaggedStart(*(Create(arc) for arc in picture.faint), lag_ratio=0.1), run_time=1.2)

        self.step()
        self.play(Create(picture.arc), run_time=1.6)
        count = ValueTracker(0)
        picture.number.add_updater(lambda m: m.set_value(count.get_value() * picture.weights[picture.key]))
        self.play(
            *(m.animate.set_color(theme.key) for m in row.tokens[picture.key]),
            count.animate.set_value(1),
            GrowFromPoint(picture.number, picture.arc.get_top()),
        )
        picture.number.clear_updaters()

        self.step()
        legend = self.unfold_the_tag()
        self.step()
        mine = legend[EVIDENCE.index(self.tag.evidence)]
        self.play(
            *(FadeOut(part) for part in legend if part is not mine),
            FadeOut(mine, target_position=self.tag),
            run_time=look.QUICK,
        )
        with self.loop():
            self.play(picture.pulse(), run_time=1.6)
            self.hold(1)

    # The tag unfolds into all five, and what they mean
    def unfold_the_tag(self) -> VGroup:
        self.tag = next(part for part in self.furniture if isinstance(part, Tag))
        legend = VGroup()
        for i, (name, meaning) in enumerate(zip(EVIDENCE, self.meanings, strict=True)):
            middle = (2.62 * (i - (len(EVIDENCE) - 1) / 2)) * RIGHT
            tag, words = Tag(name).move_to(middle + 2.3 * UP), Label(meaning, 40).move_to(middle).on_baseline(1.66)
            legend.add(VGroup(tag, words))
        self.play(
            LaggedStart(*(ReplacementTransform(self.tag.copy(), tag) for tag, _ in reversed(legend)), lag_ratio=0.25),
            run_time=1.6,
        )
        self.play(
            LaggedStart(*(GrowFromPoint(meaning, tag.get_bottom()) for tag, meaning in legend), lag_ratio=1.5),
            run_time=9,
        )
        mine = legend[EVIDENCE.index(self.tag.evidence)]
        self.play(mine[0][0].animate.set_stroke(theme.ink, look.STRONG), run_time=look.QUICK)
        return legend

    # Ask the question, and draw what will be tested
    def ask_the_question(self) -> None:
        picture = self.picture
        self.slide("question", keep=[picture.row, picture.arc, picture.number])
        hook, dot = self.make_question_mark()
        self.play(*(m.animate.set_color(theme.muted) for m in picture.row.tokens[picture.key]), run_time=look.QUICK)
        self.play(ReplacementTransform(picture.arc, hook), ReplacementTransform(picture.number, dot), run_time=1.4)

        self.step()
        self.draw_the_machine(hook, dot)
        self.step()
        self.let_the_tape_run()
        self.step()
        self.say_what_it_is_not()

    @staticmethod
    def make_question_mark() -> tuple[VMobject, Dot]:
        """A question mark in the middle of the stage, its hook as one line."""
        middle, radius = np.array([0, 1.35, 0]), 0.95
        hook = Arc(radius, PI, -1.5 * PI, arc_center=middle)
        hook.add_line_to(middle + 1.65 * DOWN).set_stroke(theme.weight, 17)
        return hook.reverse_direction(), Dot(middle + 2.35 * DOWN, 0.17, color=theme.weight)

    # The hook curls round a box: a rule that goes round it
    def draw_the_machine(self, hook: VMobject, dot: Dot) -> None:
        centre = 0.1 * DOWN
        self.states = run(parity(), self.symbols).states
        self.box = StateBox(self.states[0], 1.75, 120, marked=True).move_to(centre)
        self.orbit = Circle(1.6).move_to(centre).set_stroke(theme.program, look.LINE, 0.6)
        self.ring = RuleRing(0.34).move_to(self.orbit.get_right())
        self.definition = VGroup(
            Label("A rule updates a state,", 60, weight=SEMIBOLD),
            Label("right at lengths never seen.", 60, weight=SEMIBOLD),
        ).arrange(RIGHT, buff=0.15)
        for part in self.definition:
            part.on_baseline(2.1)
        first = self.definition[0]
        first.part("rule").set_color(theme.program)
        first.part("state").set_color(theme.state)
        first.shows_state = True
        seat = self.seats.places[TRANSFORMS]
        self.play(
            ReplacementTransform(hook, self.orbit),
            ReplacementTransform(dot, self.ring),
            TransformFromCopy(seat, self.box.box),
            run_time=1.4,
        )
        self.add(self.box, self.ring)
        self.play(GrowFromPoint(VGroup(self.box.value, self.box.corners), centre), FadeIn(first), run_time=look.QUICK)
        self.angle = ValueTracker(0)
        self.ring.add_updater(self.on_the_orbit)
        for state in (1, 0, 1, 0):
            self.play(self.go_round(), self.ring.fire(), self.box.turn_over(state), run_time=1.2)
        self.ring.clear_updaters()

    def on_the_orbit(self, ring: VMobject) -> None:
        """The ring stands where its angle says."""
        ring.move_to(self.orbit.point_at_angle(self.angle.get_value() % TAU))

    def go_round(self) -> Animation:
        """The rule goes once round the box."""
        return self.angle.animate(rate_func=linear).increment_value(TAU).build()

    # The tape comes in from as far as one can see
    def let_the_tape_run(self) -> None:
        tape = self.tape = EndlessTape(self.symbols, self.box.get_y())
        machine = VGroup(self.orbit, self.box, self.ring)
        self.play(
            machine.animate.shift(3.75 * LEFT),
            LaggedStart(*(GrowFromPoint(cell, tape.place(99)) for cell in tape), lag_ratio=0.05),
            FadeIn(self.definition[1]),
            run_time=1.6,
        )
        self.remove(*tape)
        self.add(tape)
        self.read = ValueTracker(0)
        tape.add_updater(lambda m: m.advance(self.read.get_value()))
        self.ring.add_updater(self.on_the_orbit)
        with self.loop():
            for symbol, before, state in zip(self.symbols, self.states, self.states[1:], strict=False):
                flips = [self.box.turn_over(state)] if state != before else []
                moves = (
                    self.read.animate(rate_func=linear).increment_value(1),
                    self.angle.animate(rate_func=linear).increment_value(TAU),
                )
                self.play(*moves, *flips, *([self.ring.fire()] if symbol else []), run_time=1.2)
            self.read.set_value(0)
            tape.advance(0)
        tape.clear_updaters()
        self.ring.clear_updaters()

    # Who passes need not reason: a light switch passes
    def say_what_it_is_not(self) -> None:
        passes = RoundedRectangle(0.3, width=12.6, height=3.35).set_stroke(theme.ink, look.MARK).move_to(0.05 * DOWN)
        reasons = RoundedRectangle(0.3, width=4.7, height=2.0).move_to(3.5 * RIGHT + 0.35 * DOWN)
        dashed = DashedVMobject(reasons.set_stroke(theme.ink, look.LINE), 60)
        machine = VGroup(self.orbit, self.box, self.ring)
        names = VGroup(*(Label(name, look.BODY) for name in ("passes this test", "reasons", "a light switch")))
        names[0].move_to(passes.get_corner(UL) + 0.4 * RIGHT, aligned_edge=LEFT).on_baseline(passes.get_top()[1] - 0.55)
        names[1].move_to(reasons).centred_on(reasons.get_y())
        self.play(
            *(cell.animate.set_opacity(0) for cell in self.tape),
            machine.animate.scale(0.66).move_to(4.6 * LEFT + 0.5 * DOWN),
            TransformFromCopy(self.orbit, passes),
            run_time=1.4,
        )
        self.remove(self.tape)
        names[2].next_to(machine, RIGHT, buff=0.3).centred_on(machine.get_y())
        self.play(FadeIn(names[0]), FadeIn(names[2]), run_time=look.QUICK)
        self.play(Create(dashed), FadeIn(names[1]), run_time=1.2)

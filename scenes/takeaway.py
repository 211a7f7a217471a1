"""Takeaway: the arc over an empty box, the sentence that edits itself, what we do not say, and what follows."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    DR,
    LEFT,
    RIGHT,
    SEMIBOLD,
    ArcBetweenPoints,
    Circle,
    Create,
    DashedLine,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from attn_core import sentence
from scenes import look, words
from scenes.cast import HEAD, FamousPicture, OpeningSentence
from scenes.lecture_scene import LectureScene
from scenes.mobjects.machine import StateBox
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing, dots_ahead
from scenes.mobjects.text import Label
from scenes.mobjects.tokens import head_facts
from scenes.theme import theme


def strike(words: VMobject) -> Line:
    """A stroke through words, from a little before to a little behind them."""
    line = Line(words.get_left() + 0.03 * LEFT, words.get_right() + 0.03 * RIGHT)
    return line.set_y(words.get_bottom()[1] + 0.4 * words.height).set_stroke(theme.ink, look.THIN)


class Takeaway(LectureScene):
    """The first picture once more; what it lacks; and what we make of it."""

    filled = (MIXES, TRANSFORMS)
    denied = (
        ("Transformers cannot track state.", "Written out, in principle they can.", "li2024"),
        ("More layers add nothing.", "A few layers follow many hops.", "sanford2024"),
        ("Any recurrence tracks state.", "Some share this upper bound.", "merrill2024"),
    )
    advice = (
        ("Interpretability", ("Read the state,", "not only the arc.")),
        ("Claims of reasoning", ("Test lengths", "never seen.")),
        ("Architectures", ("Let something", "write.")),
    )

    def construct(self) -> None:
        self.put_an_empty_box_below_the_arc()
        self.edit_the_sentence()
        self.say_what_is_not_said()
        self.point_at_what_follows()

    # Put an empty box below the arc: the light runs, nothing is written
    def put_an_empty_box_below_the_arc(self) -> None:
        picture = self.picture = FamousPicture().dim_words(key=True)
        query, key = picture.names
        facts = {"query": query, "key": key, "model": sentence.load().model, "weight": picture.number.text}
        self.slide(
            "arc",
            "measured",
            begin=[picture.row, picture.faint, picture.arc, picture.number],
            **facts,
            **head_facts(HEAD),
        )
        self.card = StateBox(key, 2.0, look.TITLE).move_to([picture.arc.get_x(), -0.65, 0])
        self.empty = self.card.box.copy().set_fill(opacity=0)
        self.empty.shows_state = True
        self.play(
            FadeOut(picture.faint), picture.number.animate.scale(0.3).move_to(picture.arc.get_top()).set_opacity(0)
        )
        self.remove(picture.number)
        self.play(TransformFromCopy(self.seats.places[TRANSFORMS], self.empty), run_time=1.4)

        self.step()
        way = picture.arc.copy().reverse_direction()
        for _ in range(2):
            self.play(picture.pulse(asks=True), run_time=1.2)
            value = Dot(way.get_start(), look.POINT, color=theme.value)
            self.play(GrowFromPoint(value, way.get_start()), run_time=look.QUICK)
            self.play(MoveAlongPath(value, way), run_time=1.2)
            self.play(value.animate.scale(0.1).move_to(picture.row.tokens[picture.query]), run_time=look.QUICK)
            self.remove(value)

    # The opening sentence edits itself; then something writes
    def edit_the_sentence(self) -> None:
        self.slide("sentence", keep=[self.picture.row, self.picture.arc, self.empty], key=self.picture.names[1])
        opening = OpeningSentence(small=True)
        title = next(part for part in self.furniture if isinstance(part, Label))
        letters = VGroup(*(letter for line in opening.lines for letter in line))
        self.play(TransformFromCopy(VGroup(*title), letters), run_time=1.2)
        self.remove(letters, *letters)
        self.add(opening)
        first, second = opening.lines
        stays = first.part("attention")
        before, after = first[: first.submobjects.index(stays[0])], first[first.submobjects.index(stays[-1]) + 1 :]
        strokes = VGroup(*(strike(part) for part in (before, after, second) if len(part)))
        for stroke in strokes:
            stroke.set_y(first.baseline + 0.1)
        struck = [m for line in opening.lines for m in line if not any(m is letter for letter in stays)]
        self.hold()
        for stroke in strokes:
            self.play(Create(stroke), run_time=0.9)
        self.play(*(m.animate.set_color(theme.muted) for m in struck), run_time=look.QUICK)

        parts = ("Attention", "mixes.", "Something must still", "write.")
        said = [Label(part, 60, weight=SEMIBOLD) for part in parts]
        VGroup(*said).arrange(RIGHT, buff=0.17)
        for part in said:
            part.on_baseline(1.52)
        VGroup(*said).set_x(0)
        said[1].set_color(theme.weight)
        said[3].set_color(theme.program)
        self.play(TransformFromCopy(stays, said[0]), run_time=1.2)
        self.play(TransformFromCopy(self.seats.words[MIXES], said[1]), run_time=1.2)

        # Something must still write
        self.step()
        card = self.card
        self.ring = RuleRing(0.4).move_to(card.get_right() + 1.15 * RIGHT)
        ends = self.ring.get_left(), card.get_right()
        waits = DashedLine(*ends, dash_length=0.12).set_stroke(theme.program, look.MARK, 0.6)
        self.play(LaggedStart(*(FadeIn(letter) for letter in said[2]), lag_ratio=0.1), run_time=1.2)
        self.add(said[2])
        self.play(FadeIn(said[3]), TransformFromCopy(said[3], self.ring), Create(waits), run_time=1.2)
        self.hold()
        self.wire = Line(*ends).set_stroke(theme.program, look.MARK)
        brought = self.picture.row.top(self.picture.query)
        near = self.ring.get_center() + 0.4 * (brought - self.ring.get_center()) / np.linalg.norm(
            brought - self.ring.get_center()
        )
        self.feed = Line(brought, near).set_stroke(theme.value, look.MARK)
        self.play(Create(self.feed), run_time=look.MOTION)
        self.play(self.ring.fire(), ReplacementTransform(waits, self.wire), run_time=1.2)
        self.add(card)
        self.play(
            GrowFromPoint(card.value, card.get_right()),
            ReplacementTransform(self.empty, card.box),
            run_time=look.MOTION,
        )

    # Strike, as was done to the first, the sentences that one could take home by mistake
    def say_what_is_not_said(self) -> None:
        alive = [VGroup(self.card), VGroup(self.picture.arc), VGroup(self.ring, self.wire, self.feed)]
        self.home = [part.copy() for part in alive]
        self.slide("limits", "cited", keep=[self.picture.row, *alive])
        places = [np.array([-4.75, y, 0]) for y in (1.9, 0.5, -0.9)]
        self.drawn = [self.written_out(places[0]), self.hops(places[1]), self.fading(places[2])]
        for drawn in self.drawn:
            drawn.scale(1.08)
        self.dots = self.drawn[1][1]
        self.drawn[1] = self.drawn[1][0]
        self.play(
            *(ReplacementTransform(old, new) for old, new in zip(alive, self.drawn, strict=True)),
            GrowFromPoint(self.dots, self.dots.get_center()),
            run_time=1.4,
        )
        for (wrong, right, source), place in zip(self.denied, places, strict=True):
            if place is not places[0]:
                self.step()
            said = Label(wrong, 50, weight=SEMIBOLD).align_to(2.55 * LEFT, LEFT).on_baseline(place[1] + 0.12)
            truth = Label(right, look.LABEL).align_to(said, LEFT).on_baseline(place[1] - 0.5)
            by = Label(words.cite(source), look.SMALL, theme.muted, verbatim=True)
            by.next_to(truth, RIGHT, buff=0.35).on_baseline(place[1] - 0.5)
            self.play(LaggedStart(*(FadeIn(letter) for letter in said), lag_ratio=0.15), run_time=1.4)
            self.add(said)
            self.play(Create(strike(said)), run_time=0.8)
            self.play(*(m.animate.set_color(theme.muted) for m in said), FadeIn(truth), FadeIn(by), run_time=look.QUICK)

    @staticmethod
    def written_out(place: np.ndarray) -> VGroup:
        """A tape on which a state is written after each symbol."""
        cells = VGroup(*(RoundedRectangle(0.06, width=0.36, height=0.36) for _ in range(6)))
        cells.arrange(RIGHT, buff=0.08).move_to(place)
        for i, cell in enumerate(cells):
            if i % 2:
                cell.set_stroke(theme.state, look.MARK).set_fill(theme.state_fill, 1)
            else:
                cell.set_stroke(theme.ink, look.LINE).set_fill(theme.ink, 0)
        cells.shows_state = True
        return cells

    @staticmethod
    def hops(place: np.ndarray) -> VGroup:
        """Three layers, each of which reaches twice as far as the one before."""
        dots = VGroup(*(Dot(radius=0.06, color=theme.muted) for _ in range(9))).arrange(RIGHT, buff=0.26)
        dots.move_to(place + 0.35 * DOWN)
        arcs = VGroup(
            *(
                ArcBetweenPoints(dots[a].get_top(), dots[b].get_top(), angle=-2.0).set_stroke(theme.weight, look.MARK)
                for a, b in ((0, 1), (0, 2), (0, 4), (4, 8))
            )
        )
        return VGroup(arcs, dots)

    @staticmethod
    def fading(place: np.ndarray) -> VGroup:
        """A rule whose state only fades, step by step."""
        cells = VGroup(*(RoundedRectangle(0.06, width=0.5, height=0.5) for _ in range(4))).arrange(RIGHT, buff=0.16)
        for i, cell in enumerate(cells):
            cell.set_stroke(theme.state, look.MARK, 0.55**i).set_fill(theme.state_fill, 0.55**i)
        ring = RuleRing(0.3)
        picture = VGroup(ring, cells).arrange(RIGHT, buff=0.25).move_to(place)
        cells.shows_state = True
        return picture

    # Point at what follows, in the one picture
    def point_at_what_follows(self) -> None:
        query, key = self.picture.names
        self.slide("follows", keep=[self.picture.row, self.dots, *self.drawn], query=query, key=key)
        back = [ReplacementTransform(old, new) for old, new in zip(self.drawn, self.home, strict=True)]
        self.play(*back, self.dots.animate.scale(0.1).set_opacity(0), run_time=1.4)
        self.remove(self.dots)
        [self.card], [arc], [ring, *_] = self.home
        self.picture.arc = arc
        places = [-4.9, 2.45, 0], [4.9, 2.45, 0], [0, 2.45, 0]
        notes = VGroup(*(self.note(*said, place) for said, place in zip(self.advice, places, strict=True)))
        # Read the state: the lens leaves the arc for the box
        lens = VGroup(Circle(0.85), Line(0.6 * DR, 1.15 * DR)).set_stroke(theme.ink, look.HEAVY)
        lens.shift(arc.get_top())
        self.play(GrowFromPoint(lens, arc.get_top()), run_time=look.QUICK)
        self.play(
            lens.animate.shift(self.card.get_center() - arc.get_top()),
            arc.animate.set_stroke(opacity=0.25),
            run_time=1.4,
        )
        self.play(FadeIn(notes[0]), run_time=look.QUICK)

        # Test where nothing was seen: beyond the last of the lengths in training
        self.step()
        seen = VGroup(*(self.cell() for _ in range(4))).arrange(RIGHT, buff=0.07).move_to([4.25, 0.85, 0])
        seen.set_fill(theme.ink, 0.85)
        far = DashedVMobject(self.cell(), 12).move_to([6.4, 0.85, 0])
        dots = dots_ahead([np.array([x, 0.85, 0]) for x in np.arange(5.25, 6.1, 0.17)], theme.ink)
        period = self.picture.row.tokens[-1]
        self.play(LaggedStart(*(TransformFromCopy(period, cell) for cell in seen), lag_ratio=0.3), run_time=1.4)
        self.play(LaggedStart(*(GrowFromPoint(dot, seen[-1].get_center()) for dot in dots), lag_ratio=0.2))
        self.play(Create(far), FadeIn(notes[1]), run_time=look.QUICK)

        # Give it something that writes
        self.step()
        self.play(ring.fire(), run_time=1.2)
        self.play(FadeIn(notes[2]), run_time=look.QUICK)

        self.step()
        self.play(FadeOut(lens), arc.animate.set_stroke(opacity=1), run_time=look.MOTION)
        with self.loop():
            self.play(self.picture.pulse(), run_time=1.8)
            self.play(ring.fire(), run_time=1.2)
            self.hold(1)

    @staticmethod
    def cell() -> RoundedRectangle:
        """A symbol of a word."""
        return RoundedRectangle(0.05, width=0.36, height=0.36).set_stroke(theme.ink, look.LINE)

    @staticmethod
    def note(who: str, lines: tuple[str, str], place: list[float]) -> VGroup:
        """For whom, and in two short lines what."""
        note = VGroup(Label(who, 34, theme.muted), *(Label(line, 44, weight=SEMIBOLD) for line in lines))
        for i, part in enumerate(note):
            part.set_x(place[0]).on_baseline(place[1] - 0.48 * i)
        return note

"""Takeaway: the arc over an empty box, the sentence that edits itself, and what follows, each with what supports it."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from attn_core import sentence
from scenes import look
from scenes.advice import PERIOD, Advice
from scenes.cast import HEAD, FamousPicture, OpeningSentence
from scenes.mobjects.machine import StateBox
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label
from scenes.mobjects.tokens import head_facts
from scenes.theme import theme


def strike(words: VMobject) -> Line:
    """A stroke through words, from a little before to a little behind them."""
    line = Line(words.get_left() + 0.03 * LEFT, words.get_right() + 0.03 * RIGHT)
    return line.set_y(words.get_bottom()[1] + 0.4 * words.height).set_stroke(theme.ink, look.THIN)


class Takeaway(Advice):
    """The first picture once more; what it lacks; and what we make of it."""

    filled = (MIXES, TRANSFORMS)

    def construct(self) -> None:
        self.put_an_empty_box_below_the_arc()
        self.edit_the_sentence()
        self.read_the_state()
        self.test_where_nothing_was_seen()
        self.let_something_write()
        self.come_back()

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
        self.ring = RuleRing(0.4, replaces=True).move_to(card.get_right() + 1.15 * RIGHT)
        self.rule = Label("rule", look.LABEL, theme.program).next_to(self.ring, DOWN, buff=0.15).shift(0.15 * LEFT)
        ends = self.ring.get_left(), card.get_right()
        waits = DashedLine(*ends, dash_length=0.12).set_stroke(theme.program, look.MARK, 0.6)
        self.play(LaggedStart(*(FadeIn(letter) for letter in said[2]), lag_ratio=0.1), run_time=1.2)
        self.add(said[2])
        self.play(FadeIn(said[3]), TransformFromCopy(said[3], self.ring), Create(waits), run_time=1.2)
        self.play(GrowFromPoint(self.rule, self.ring.get_bottom()), run_time=look.QUICK)
        self.hold()
        self.wire = Line(*ends).set_stroke(theme.program, look.MARK)
        brought = self.picture.row.top(self.picture.query)
        near = self.ring.get_center() + 0.4 * (brought - self.ring.get_center()) / np.linalg.norm(
            brought - self.ring.get_center()
        )
        self.feed = Line(brought, near).set_stroke(theme.value, look.MARK)
        self.play(Create(self.feed), run_time=look.MOTION)
        self.play(self.ring.fire(), ReplacementTransform(waits, self.wire), run_time=1.2)
        self.play(
            GrowFromPoint(card.value, card.get_right()),
            ReplacementTransform(self.empty, card.box),
            run_time=look.MOTION,
        )
        self.remove(card, *card)
        self.add(card)
        alive = (self.picture.row, self.picture.arc, card, self.ring, self.rule, self.wire, self.feed)
        self.home = [part.copy() for part in alive]

    # Come back to the first picture, with its box
    def come_back(self) -> None:
        query, key = self.picture.names
        self.slide("end", keep=[self.layers, self.way], query=query, key=key)
        row, arc, card, ring, rule_name, wire, feed = self.home
        disc, (box, rule) = self.layers[-1][0], self.layers[PERIOD]
        rest = [part for layer in self.layers for part in layer if part not in (disc, box, rule)]
        self.play(
            ReplacementTransform(self.way, row),
            *(FadeOut(part, target_position=card if getattr(part, "shows_state", False) else arc) for part in rest),
            ReplacementTransform(disc, arc),
            ReplacementTransform(box, card.box),
            ReplacementTransform(rule, ring),
            run_time=2.0,
        )
        self.play(Create(feed), GrowFromPoint(rule_name, ring.get_bottom()), run_time=look.QUICK)
        self.play(ring.fire(), Create(wire), run_time=1.2)
        self.play(GrowFromPoint(card.value, card.get_right()), run_time=look.QUICK)
        self.remove(card.box, card.value)
        self.add(card)
        self.picture.arc = arc
        with self.loop():
            self.play(self.picture.pulse(), run_time=1.8)
            self.play(ring.fire(), run_time=1.2)
            self.hold(1)

"""Layers that learn, as dots that rise on upright tracks: the share of right answers, from nothing to all."""

from __future__ import annotations

from collections.abc import Sequence

from manim import LEFT, RIGHT, SEMIBOLD, UP, DashedLine, Dot, Line, RoundedRectangle, VGroup

from scenes import look
from scenes.mobjects.eye import Eye
from scenes.mobjects.text import Label
from scenes.theme import theme

FOOT, TOP = -1.45, 1.75


class Learners(VGroup):
    """A seeing layer and a blind one, and the level of ``chance``; ``show`` lifts their ``dots`` to two shares."""

    def __init__(self, shares: Sequence[float], chance: float):
        inks = (theme.query, theme.muted)
        self.tracks, self.trails, self.named, self.dots = VGroup(), VGroup(), VGroup(), VGroup()
        for x, name, ink in zip((-5.2, -1.6), ("seeing", "blind"), inks, strict=True):
            track = RoundedRectangle(0.2, width=0.4, height=TOP - FOOT + 0.4).set_stroke(theme.faint, look.LINE)
            self.tracks.add(track.move_to([x, (FOOT + TOP) / 2, 0]))
            self.trails.add(Line(LEFT, RIGHT).set_stroke(ink, 30, 0.45))
            self.dots.add(Dot([x, FOOT, 0], 0.3, color=ink))
            word = Label(name, look.BODY, ink, SEMIBOLD).align_to([x - 0.05, 0, 0], LEFT).centred_on(-2.35)
            self.named.add(VGroup(Eye(name == "seeing").scale(0.8).move_to([x - 0.75, -2.35, 0]), word))
        level = self.height_of(chance)
        line = DashedLine([-6.3, level, 0], [-0.2, level, 0]).set_stroke(theme.muted, look.LINE)
        guess = Label("chance", look.LABEL, theme.muted).next_to(line, RIGHT, buff=0.15).centred_on(level)
        self.chance = VGroup(line, guess)
        super().__init__(self.tracks, self.chance, self.named, self.trails, self.dots)
        self.show(shares)

    @staticmethod
    def height_of(share: float) -> float:
        """Where a share lies."""
        return FOOT + share * (TOP - FOOT)

    def show(self, shares: Sequence[float]) -> Learners:
        """Lift the dots, each with a trail below it."""
        for dot, trail, share in zip(self.dots, self.trails, shares, strict=True):
            dot.set_y(self.height_of(share))
            trail.put_start_and_end_on([dot.get_x(), FOOT - 0.1, 0], dot.get_center() + 1e-3 * UP)
        return self

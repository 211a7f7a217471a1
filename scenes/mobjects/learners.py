"""Layers that learn, as dots that rise on upright tracks: the share of right answers, from nothing to all."""

from __future__ import annotations

from collections.abc import Sequence

from manim import LEFT, RIGHT, SEMIBOLD, UP, DashedLine, Dot, Line, Rectangle, RoundedRectangle, VGroup

from scenes import look
from scenes.mobjects.eye import Eye
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

FOOT, TOP = -0.9, 1.75
EYES, TOKENS = -1.62, -2.5  # heights


class TokenPair(VGroup):
    """Two tokens, a and b, as a layer's weights have them: with their numbers, or these covered."""

    def __init__(self, pair: Sequence[int], *, seen: bool):
        super().__init__()
        for letter, value in zip("ab", pair, strict=True):
            box = RoundedRectangle(look.SMALL_CORNER, width=1.3, height=0.68)
            box.set_stroke(theme.query if seen else theme.muted, look.LINE)
            number = Number(value, 0, look.BODY, before=f"{letter} = ").move_to(box)
            if seen:
                self.add(VGroup(box, number))
                continue
            cover = Rectangle(width=0.36, height=0.46, stroke_width=0).set_fill(theme.muted, 1)
            cover.align_to(number, RIGHT).shift(0.07 * RIGHT)
            name = Label(f"{letter} =", look.BODY, theme.muted, verbatim=True).next_to(cover, LEFT, buff=0.1)
            self.add(VGroup(box, name.on_baseline(number.baseline), cover))
        self.arrange(RIGHT, buff=0.15)


class Learners(VGroup):
    """A seeing layer and a blind one, and the level of ``chance``; ``show`` lifts their ``dots`` to two shares.

    Below stand the tokens of a ``pair`` of numbers, as the weights of each have them.
    """

    def __init__(self, shares: Sequence[float], chance: float, pair: Sequence[int]):
        inks = (theme.query, theme.muted)
        self.tracks, self.trails, self.named, self.dots = VGroup(), VGroup(), VGroup(), VGroup()
        for x, name, ink in zip((-5.1, -1.3), ("seeing", "blind"), inks, strict=True):
            track = RoundedRectangle(0.2, width=0.4, height=TOP - FOOT + 0.4).set_stroke(theme.faint, look.LINE)
            self.tracks.add(track.move_to([x, (FOOT + TOP) / 2, 0]))
            self.trails.add(Line(LEFT, RIGHT).set_stroke(ink, 30, 0.45))
            self.dots.add(Dot([x, FOOT, 0], 0.3, color=ink))
            word = Label(f"{name} weights", look.LABEL, ink, SEMIBOLD).align_to([x - 0.3, 0, 0], LEFT).centred_on(EYES)
            eye = Eye(name == "seeing").scale(0.8).move_to([x - 0.9, EYES, 0])
            self.named.add(VGroup(eye, word, TokenPair(pair, seen=name == "seeing").move_to([x, TOKENS, 0])))
        level = self.height_of(chance)
        line = DashedLine([-6.3, level, 0], [0.2, level, 0]).set_stroke(theme.muted, look.LINE)
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

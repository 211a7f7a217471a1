"""Right or wrong, by shape first: a tick or a cross, and a word if there is room."""

from __future__ import annotations

from manim import DL, DR, RIGHT, SEMIBOLD, UL, UR, Line, VGroup, VMobject

from scenes import look
from scenes.mobjects.signs import rounded
from scenes.mobjects.text import Label
from scenes.theme import theme


class Verdict(VGroup):
    """A tick, or a cross in the colour of what is wrong; ``right`` says which."""

    def __init__(self, right: bool, *, word: bool = False, size: float = 0.42):
        self.right = right
        ink = theme.ink if right else theme.wrong
        tick = VMobject().set_points_as_corners([[-0.5, 0.05, 0], [-0.15, -0.4, 0], [0.55, 0.5, 0]])
        cross = VGroup(Line(0.42 * UL, 0.42 * DR), Line(0.42 * UR, 0.42 * DL))
        self.mark = (tick if right else cross).scale(size).set_stroke(ink, look.HEAVY * max(1, size / 0.42))
        super().__init__(rounded(self.mark))
        if word:
            said = Label("right" if right else "wrong", look.BODY, ink, SEMIBOLD).next_to(self.mark, RIGHT, buff=0.2)
            self.add(said.centred_on(self.mark.get_y()))

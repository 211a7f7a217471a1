"""The two seats of the film, filled while it goes on: a round one that mixes, a square one that transforms."""

from __future__ import annotations

from collections.abc import Sequence

from manim import (
    RIGHT,
    Animation,
    AnimationGroup,
    Circle,
    DashedVMobject,
    Mobject,
    MoveToTarget,
    RoundedRectangle,
    VGroup,
    VMobject,
)

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme

MIXES, TRANSFORMS = "mixes", "transforms"
SIDE, DASHES = 0.4, 10


def dashed(place: VMobject) -> DashedVMobject:
    """The outline of a place where nothing is yet."""
    return DashedVMobject(place, DASHES, dashed_ratio=0.6)


class Seats(VGroup):
    """Two places with their words; ``places`` and ``words`` are its parts by name.

    An empty one is only its dashed outline, ``outlines``.
    """

    shows_state = True

    def __init__(self, filled: Sequence[str] = ()):
        self.places = {
            MIXES: Circle(SIDE / 2),
            TRANSFORMS: RoundedRectangle(0.06, width=SIDE, height=SIDE),
        }
        self.words = {name: Label(name, look.SMALL, theme.muted) for name in self.places}
        self.outlines: dict[str, DashedVMobject] = {}
        super().__init__()
        pen = 0.0
        for name, place in self.places.items():
            word = self.words[name].on_baseline(-0.08)
            place.set_stroke(theme.muted, look.LINE).set_fill(theme.background, 0).move_to([pen + SIDE / 2, 0, 0])
            outline = self.outlines[name] = dashed(place)
            place.set_stroke(opacity=0)
            word.shift((place.get_right()[0] + 0.14 - word.get_left()[0]) * RIGHT)
            outline.shows_state = place.shows_state = word.shows_state = name == TRANSFORMS
            self.add(*([] if name in filled else [outline]), place, word)
            pen = word.get_right()[0] + 0.4
            if name in filled:
                self._paint(name, outline, place, word)

    @staticmethod
    def _paint(name: str, outline: VMobject, place: VMobject, word: VMobject) -> None:
        fill, ink = (theme.weight_fill, theme.weight) if name == MIXES else (theme.state_fill, theme.state)
        outline.set_stroke(opacity=0)
        place.set_stroke(ink, look.LINE, 1).set_fill(fill, 1)
        word.set_color(ink)

    def take(self, name: str, mobject: Mobject) -> Animation:
        """Fill a seat: ``mobject``, a copy of what was shown, flies into it."""
        place, parts = self.places[name], (self.outlines[name], self.places[name], self.words[name])
        for part in parts:
            part.generate_target()
        self._paint(name, *(part.target for part in parts))
        flying = mobject.copy()
        flying.generate_target()
        flying.target.scale_to_fit_height(SIDE / 2).move_to(place).set_opacity(0)
        return AnimationGroup(MoveToTarget(flying, remover=True), *(MoveToTarget(part) for part in parts))

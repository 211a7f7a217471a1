"""The two seats of the film, filled while it goes on: a round one that mixes, a square one that transforms."""

from __future__ import annotations

from collections.abc import Sequence

from manim import RIGHT, Animation, AnimationGroup, Circle, Mobject, MoveToTarget, RoundedRectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme

MIXES, TRANSFORMS = "mixes", "transforms"
SIDE = 0.4


class Seats(VGroup):
    """Two places with their words; ``places`` and ``words`` are its parts by name. An empty one is an outline."""

    shows_state = True

    def __init__(self, filled: Sequence[str] = ()):
        self.places = {
            MIXES: Circle(SIDE / 2),
            TRANSFORMS: RoundedRectangle(0.06, width=SIDE, height=SIDE),
        }
        self.words = {name: Label(name, look.SMALL, theme.muted) for name in self.places}
        super().__init__()
        pen = 0.0
        for name, place in self.places.items():
            word = self.words[name].on_baseline(-0.08)
            place.set_stroke(theme.muted, look.THIN).set_fill(theme.background, 0).move_to([pen + SIDE / 2, 0, 0])
            word.shift((place.get_right()[0] + 0.14 - word.get_left()[0]) * RIGHT)
            place.shows_state = word.shows_state = name == TRANSFORMS
            self.add(place, word)
            pen = word.get_right()[0] + 0.4
            if name in filled:
                self._paint(name, place, word)

    @staticmethod
    def _paint(name: str, place: VMobject, word: VMobject) -> None:
        fill, ink = (theme.weight_fill, theme.weight) if name == MIXES else (theme.state_fill, theme.state)
        place.set_stroke(ink, look.LINE).set_fill(fill, 1)
        word.set_color(ink)

    def take(self, name: str, mobject: Mobject) -> Animation:
        """Fill a seat: ``mobject``, a copy of what was shown, flies into it."""
        place, word = self.places[name], self.words[name]
        place.generate_target()
        word.generate_target()
        self._paint(name, place.target, word.target)
        flying = mobject.copy()
        flying.generate_target()
        flying.target.scale_to_fit_height(SIDE / 2).move_to(place).set_opacity(0)
        return AnimationGroup(MoveToTarget(flying, remover=True), MoveToTarget(place), MoveToTarget(word))

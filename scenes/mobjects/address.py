"""A state with an address: a box whose tab says by what name it is written and read."""

from __future__ import annotations

from typing import Any

from manim import LEFT, RIGHT, SEMIBOLD, UP, RoundedRectangle, VGroup

from scenes import look
from scenes.mobjects.machine import StateBox
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label
from scenes.theme import theme


class Tab(VGroup):
    """A name on a small plate, to stand on what it names."""

    def __init__(self, name: str, ink: str, fill: str, width: float = 0.7, letter: str | None = None):
        self.plate = RoundedRectangle(look.SMALL_CORNER, width=width, height=0.5)
        self.plate.set_stroke(ink, look.LINE).set_fill(fill, 1)
        self.label = Label(name, look.LABEL, letter or ink, SEMIBOLD).move_to(self.plate)
        super().__init__(self.plate, self.label)


class MaybeEmpty(StateBox):
    """A state's box that may hold nothing yet: None."""

    def _written(self, value: object) -> tuple[Any, VGroup]:
        return (VGroup(), VGroup()) if value is None else super()._written(value)


class AddressBox(VGroup):
    """A state's ``card`` with its name on a ``tab`` that looks out behind its upper edge."""

    shows_state = True

    def __init__(self, name: str, card: StateBox):
        self.card = card
        self.tab = Tab(name, theme.state, theme.state_fill, letter=theme.ink)
        self.tab.next_to(card.box, UP, buff=-0.06, aligned_edge=LEFT).shift(0.2 * RIGHT)
        super().__init__(self.tab, self.card)

    def make_rule(self, *, replaces: bool = True) -> RuleRing:
        """The rule that writes into it, above the card."""
        return RuleRing(0.28, replaces=replaces).next_to(self.card, UP, buff=0.1).shift(0.2 * RIGHT)

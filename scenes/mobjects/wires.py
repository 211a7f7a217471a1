"""A permutation as wires that run from left to right through a box, and the cards that run along them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, RIGHT, SEMIBOLD, Animation, MoveAlongPath, RoundedRectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme


class Wires(VGroup):
    """``permutation[i]`` is where the wire from place i, counted from the top, comes out; those that stay are dim."""

    def __init__(self, permutation: Sequence[int], width: float, height: float, stroke: float = look.MARK):
        self.permutation = tuple(permutation)
        self.stroke = stroke
        self.frame = RoundedRectangle(look.SMALL_CORNER, width=width, height=height)
        self.frame.set_fill(theme.panel, 1).set_stroke(theme.program, look.THIN)
        self.wires = VGroup(*(self._wire(i, j, 0, 1) for i, j in enumerate(self.permutation)))
        super().__init__(self.frame, self.wires)

    def place(self, i: int, along: float) -> np.ndarray:
        """Where place i is, at a share of the box's width."""
        up = (0.5 - (i + 0.5) / len(self.permutation)) * 0.94 * self.frame.height
        return np.array(self.frame.get_center() + [(along - 0.5) * self.frame.width, up, 0])

    def _wire(self, i: int, j: int, first: float, last: float) -> VMobject:
        start, end = self.place(i, first), self.place(j, last)
        bend = 0.5 * (end - start)[0] * RIGHT
        wire = VMobject().start_new_path(start).add_cubic_bezier_curve_to(start + bend, end - bend, end)
        return wire.set_stroke(theme.muted if i == j else theme.ink, self.stroke)

    def halves(self, first: Sequence[int], then: Sequence[int]) -> tuple[VGroup, VGroup]:
        """The wires of two permutations, one in the left half of the box and one in the right."""
        left = VGroup(*(self._wire(i, j, 0, 0.5) for i, j in enumerate(first)))
        return left, VGroup(*(self._wire(i, j, 0.5, 1) for i, j in enumerate(then)))

    def joined(self, first: Sequence[int], then: Sequence[int]) -> VGroup:
        """The same as one wire for each place where one goes in."""
        left, right = self.halves(first, then)
        wires = VGroup()
        for i, wire in enumerate(left):
            whole = VMobject().set_stroke(theme.muted if then[first[i]] == i else theme.ink, self.stroke)
            whole.points = np.vstack([wire.points, right[first[i]].points])
            wires.add(whole)
        return wires


class Cards(VGroup):
    """Named cards one below the other, each at its place of some ``wires``; what is kept is their order."""

    shows_state = True

    def __init__(self, names: Sequence[str], wires: Wires, side: float = 0.4, size: float = look.LABEL):
        self.cards = []
        for name in names:
            box = RoundedRectangle(0.08, width=1.15 * side, height=side)
            box.set_stroke(theme.state, look.LINE).set_fill(theme.state_fill, 1)
            letter = Label(name, size, weight=SEMIBOLD, verbatim=True).move_to(box)
            self.cards.append(VGroup(box, letter))
        self.order = list(range(len(names)))
        super().__init__(*self.cards)
        self.stand(wires, 0)

    def stand(self, wires: Wires, along: float, shift: float = 0.0) -> Cards:
        """Put the cards, in their order, at the places of a box."""
        for place, card in enumerate(self.order):
            self.cards[card].move_to(wires.place(place, along) + shift * RIGHT)
        return self

    @property
    def names(self) -> list[str]:
        """What the cards say, from the top to the bottom."""
        return [str(self.cards[card][1].original_text) for card in self.order]

    def run(self, wires: Wires) -> list[Animation]:
        """All cards go along their wires, and come out in another order."""
        moves = [
            MoveAlongPath(self.cards[card], wires.wires[place].copy().set_stroke(opacity=0))
            for place, card in enumerate(self.order)
        ]
        after = list(self.order)
        for place, card in enumerate(self.order):
            after[wires.permutation[place]] = card
        self.order = after
        return moves


class Pile(VGroup):
    """An open box in which symbols are piled up."""

    shows_state = True

    def __init__(self, width: float, room: int, side: float):
        self.side = side
        height = room * side + 0.35
        walls = VMobject().set_points_as_corners(
            [[-width / 2, height, 0], [-width / 2, 0, 0], [width / 2, 0, 0], [width / 2, height, 0]]
        )
        self.walls = walls.set_stroke(theme.state, look.STRONG)
        self.held: list[VGroup] = []
        super().__init__(self.walls)

    def plate(self, symbol: str) -> VGroup:
        """A symbol on a plate, at the place where the next one comes to lie."""
        box = RoundedRectangle(look.SMALL_CORNER, width=self.walls.width - 0.4, height=0.9 * self.side)
        box.set_stroke(theme.state, look.LINE).set_fill(theme.state_fill, 1)
        name = Label(symbol, look.HERO, weight=SEMIBOLD, verbatim=True).move_to(box)
        plate = VGroup(box, name)
        plate.shows_state = True
        plate.move_to(self.walls.get_bottom() + (0.15 + (len(self.held) + 0.5) * self.side) * -DOWN)
        return plate

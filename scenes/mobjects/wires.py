"""A permutation as wires that run from left to right through a box, and the cards that run along them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    SEMIBOLD,
    Animation,
    AnimationGroup,
    Create,
    GrowFromCenter,
    LaggedStart,
    Line,
    MoveAlongPath,
    ReplacementTransform,
    RoundedRectangle,
    Scene,
    TransformFromCopy,
    VGroup,
    VMobject,
)

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
        return np.array(self.frame.get_center() + (along - 0.5) * self.frame.width * RIGHT - up * DOWN)

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
            box = RoundedRectangle(0.2 * side, width=1.15 * side, height=side)
            box.set_stroke(theme.state, look.LINE if side > 0.3 else look.HAIR).set_fill(theme.state_fill, 1)
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


class ScanRows:
    """Boxes in rows, of which each is joined from two in the row above; ``rows[r][t]``, and the lines between rows."""

    width, height, pitch, drop = 0.92, 1.06, 1.07, 1.46

    def __init__(self, letters: Sequence[Sequence[int]]):
        self.rows = [VGroup(*(self._box(letter, 0, t) for t, letter in enumerate(letters)))]
        self.lines: list[VGroup] = []
        self.reach: list[int] = []

    def _box(self, permutation: Sequence[int], r: int, t: int) -> Wires:
        box = Wires(permutation, self.width, self.height, look.LINE)
        return box.move_to([-4.55 + self.pitch * t, 2.15 - self.drop * r, 0])

    def beside(self, r: int) -> np.ndarray:
        """Where the name of a row stands."""
        return np.array([-5.95, 2.15 - self.drop * r, 0])

    def join(self, scene: Scene, permutations: Sequence[Sequence[int]], reach: int) -> None:
        """Each box takes in the wires of the one ``reach`` before it and of the one above it, and pulls them taut."""
        above, r = self.rows[-1], len(self.rows)
        boxes = VGroup(*(self._box(p, r, t) for t, p in enumerate(permutations)))
        new = range(reach, len(boxes))
        lines, halves, joined = VGroup(), [], []
        for t in new:
            first, then = above[t - reach], above[t]
            for source in (first, then):
                line = Line(source.frame.get_bottom(), boxes[t].frame.get_top())
                lines.add(line.set_stroke(theme.muted, look.THIN))
            left, right = boxes[t].halves(first.permutation, then.permutation)
            halves.append(((first.wires, left), (then.wires, right)))
            joined.append(boxes[t].joined(first.permutation, then.permutation))
        scene.play(*(Create(line) for line in lines), *(GrowFromCenter(boxes[t].frame) for t in new), run_time=1.0)
        copied = [TransformFromCopy(above[t], boxes[t]) for t in range(reach)]
        # Pair after pair, so that the wires of one do not fly through those of all others.
        pairs = [AnimationGroup(*(TransformFromCopy(a, b) for a, b in pair)) for pair in halves]
        scene.play(LaggedStart(*pairs, *copied, lag_ratio=0.45), run_time=2.6)
        scene.remove(*(half for pair in halves for _, half in pair))
        scene.add(*joined)
        taut = [ReplacementTransform(j, boxes[t].wires) for j, t in zip(joined, new, strict=True)]
        scene.play(*taut, run_time=1.0)
        scene.remove(*(part for t in new for part in (boxes[t].frame, boxes[t].wires)))
        scene.add(boxes)
        self.rows.append(boxes)
        self.lines.append(lines)
        self.reach.append(reach)

    def unused(self) -> Iterator[list[VMobject]]:
        """From the last row up, the boxes that the last box is not made of, and the lines to them."""
        needed = {len(self.rows[0]) - 1}
        for boxes, lines, reach in zip(self.rows[:0:-1], self.lines[::-1], self.reach[::-1], strict=True):
            others = [box for t, box in enumerate(boxes) if t not in needed]
            yield [*others, *(line for k, line in enumerate(lines) if reach + k // 2 not in needed)]
            needed |= {t - reach for t in needed if t >= reach}

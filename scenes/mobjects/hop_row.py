"""A chain of places in a row: how far a layer's arc reaches along it, and the tree in which a scan joins them."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, ArcBetweenPoints, Dot, Line, VGroup

from scenes import look
from scenes.theme import theme

LEFTMOST, PITCH, RADIUS = -6.3, 0.95, 0.15
DROP, LEVEL = 0.85, 0.6  # from the places down to a scan, and from one round of it to the next


class HopRow(VGroup):
    """``places`` 0 to ``hops``, each with a pointer to the next; the first is where one starts."""

    def __init__(self, hops: int, y: float):
        self.spots = [np.array([LEFTMOST + PITCH * k, y, 0]) for k in range(hops + 1)]
        inks = (theme.query, *(hops * (theme.muted,)))
        self.places = VGroup(*(Dot(spot, RADIUS, color=ink) for spot, ink in zip(self.spots, inks, strict=True)))
        self.links = VGroup(*(Line(a + 0.22 * RIGHT, b + 0.26 * LEFT) for a, b in pairwise(self.spots)))
        self.links.set_stroke(theme.faint, look.MARK)
        for link in self.links:
            link.add_tip(tip_length=0.16, tip_width=0.16)
        super().__init__(self.links, self.places)

    def leap(self, hops: int) -> ArcBetweenPoints:
        """The arc from the first place over so many hops."""
        ends = (self.spots[k] + (RADIUS + 0.05) * UP for k in (0, hops))
        return ArcBetweenPoints(*ends, angle=-2.3).set_stroke(theme.weight, look.STRONG)

    def stems(self, named: Collection[int]) -> VGroup:
        """Lines from all places but the first down to the scan; below the ``named`` ones each leaves room for words."""
        whole, parted = ((0.2, DROP),), ((0.2, 0.3), (0.72, DROP))
        pieces = [
            (spot, piece) for k, spot in enumerate(self.spots) if k for piece in (parted if k in named else whole)
        ]
        lines = VGroup(*(Line(spot + top * DOWN, spot + foot * DOWN) for spot, (top, foot) in pieces))
        return lines.set_stroke(theme.program, look.MARK)

    def scan(self, rounds: int) -> list[tuple[VGroup, VGroup]]:
        """Below all places but the first: for each round of a scan its lines and the places that hold what is joined.

        In a round neighbours are joined two by two; after the last one of them holds all.
        """
        level, height = [spot[0] for spot in self.spots[1:]], (self.spots[0] + DROP * DOWN)[1]
        found = []
        for _ in range(rounds):
            joined = [(a + b) / 2 for a, b in zip(level[::2], level[1::2], strict=True)]
            lower = height - LEVEL
            lines = VGroup(*(Line([x, height, 0], [joined[i // 2], lower, 0]) for i, x in enumerate(level)))
            nodes = VGroup(*(Dot([x, lower, 0], 0.13, color=theme.program) for x in joined))
            found.append((lines.set_stroke(theme.program, look.MARK), nodes))
            level, height = joined, lower
        return found

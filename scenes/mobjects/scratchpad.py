"""A transformer's text in which it writes its state after every symbol, and what it looks at to write it."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, RIGHT, ArcBetweenPoints, VGroup

from scenes import look
from scenes.mobjects.machine import StateBox
from scenes.mobjects.tokens import SymbolRow, weight_width
from scenes.theme import theme


class ScratchpadTape(VGroup):
    """Tokens x1 s1 x2 s2 ...: ``given[t]`` is a symbol, ``written[t]`` the state after it, a box as the state has it.

    ``looks[t]`` are arcs below the tokens, from symbol t to itself's state before: what attention reads to write on.
    """

    def __init__(
        self,
        word: Sequence[int],
        states: Sequence[object],
        side: float = 0.68,
        buff: float = 0.1,
        size: float = look.LABEL,
    ):
        self.given = VGroup(*(SymbolRow([symbol], side, size=size) for symbol in word))
        self.written = VGroup(*(StateBox(state, side, size) for state in states))
        for box in self.written:
            box.box.set_stroke(width=look.LINE)
        pairs = zip(self.given, self.written, strict=True)
        VGroup(*(token for pair in pairs for token in pair)).arrange(RIGHT, buff=buff)
        self.looks = VGroup(*(self._look(t) for t in range(1, len(self.given))))
        super().__init__(self.looks, self.given, self.written)

    def _look(self, t: int) -> ArcBetweenPoints:
        start, end = (token.get_bottom() + 0.06 * DOWN for token in (self.given[t], self.written[t - 1]))
        return ArcBetweenPoints(start, end, angle=-2.4).set_stroke(theme.weight, weight_width(0.25))

    def fading(self, t: int) -> VGroup:
        """Arcs from symbol t to all before it, ever thinner the further they reach: a bias to what is near."""
        tokens = [token for pair in zip(self.given, self.written, strict=True) for token in pair][: 2 * t]
        start = self.given[t].get_bottom() + 0.06 * DOWN
        arcs = VGroup()
        for back, token in enumerate(reversed(tokens)):
            arc = ArcBetweenPoints(start, token.get_bottom() + 0.06 * DOWN, angle=-2.4 / (1 + 0.55 * back))
            arcs.add(arc.set_stroke(theme.weight, max(weight_width(0.25) * 0.6**back, 0.4), max(0.8**back, 0.2)))
        return arcs

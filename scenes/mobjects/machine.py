"""A machine's state: one solid box that is overwritten, and its states as a diagram."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    AnimationGroup,
    Arc,
    Arrow,
    Circle,
    CurvedArrow,
    FadeIn,
    FadeOut,
    RoundedRectangle,
    VGroup,
    VMobject,
)

from scenes import look
from scenes.mobjects.text import Number
from scenes.theme import theme


class StateBox(VGroup):
    """The state: one box, one value. ``overwrite`` replaces the value; nothing else is kept."""

    def __init__(self, value: int, side: float = 1.6, size: float = look.HERO):
        self.box = RoundedRectangle(
            corner_radius=look.CORNER, width=side, height=side, color=theme.state, stroke_width=look.STRONG
        ).set_fill(theme.state_fill, 1)
        self.size = size
        self.number = Number(value, 0, size, weight=SEMIBOLD).move_to(self.box)
        super().__init__(self.box, self.number)

    def arrow_from(self, symbol: VMobject) -> Arrow:
        """The symbol that is being read, on its way into the state."""
        return Arrow(
            symbol.get_bottom(),
            self.box.get_top(),
            buff=0.12,
            color=theme.state,
            stroke_width=look.STRONG,
            tip_length=look.TIP,
        )

    def overwrite(self, value: int) -> Animation:
        """The old value leaves upwards, the new one takes its place."""
        old = self.number
        self.number = Number(value, 0, self.size, weight=SEMIBOLD).move_to(self.box)
        self.remove(old)
        self.add(self.number)
        return AnimationGroup(FadeOut(old, shift=0.35 * UP), FadeIn(self.number, shift=0.35 * UP))


class AutomatonView(VGroup):
    """States as circles in a row, transitions as arrows with their symbols.

    ``states[s]`` and ``arrows[s, symbol]`` are the parts; a transition to itself is a loop above the state.
    """

    def __init__(self, states: Sequence[object], transitions: dict[tuple[object, object], object], gap: float = 3.4):
        super().__init__()
        self.states = {s: self._state(s) for s in states}
        VGroup(*self.states.values()).arrange(RIGHT, buff=gap)
        self.arrows = {key: self._arrow(*key, target) for key, target in transitions.items()}
        self.add(*self.arrows.values(), *self.states.values())

    @staticmethod
    def _state(value: object) -> VGroup:
        circle = Circle(radius=0.72, color=theme.state, stroke_width=look.MARK).set_fill(theme.background, 1)
        return VGroup(circle, Number(value, 0, look.TITLE, weight=SEMIBOLD).move_to(circle))

    def _arrow(self, source: object, symbol: object, target: object) -> VGroup:
        a, b = self.states[source], self.states[target]
        style = {"color": theme.muted, "stroke_width": 5, "tip_length": 0.24}
        if source == target:
            arrow = Arc(
                radius=0.46,
                start_angle=-0.2 * np.pi,
                angle=1.4 * np.pi,
                arc_center=a.get_top() + 0.32 * UP,
                color=theme.muted,
                stroke_width=look.MARK,
            )
            arrow.add_tip(tip_length=look.TIP, tip_width=look.TIP)
            label = Number(symbol, 0, look.BODY, theme.ink).next_to(arrow, UP, buff=0.14)
        else:
            rightwards = a.get_x() < b.get_x()
            side = UP if rightwards else DOWN
            lift = 0.32 * side
            edge = 0.72 * (RIGHT if rightwards else LEFT)
            arrow = CurvedArrow(a.get_center() + edge + lift, b.get_center() - edge + lift, angle=-0.7, **style)
            label = Number(symbol, 0, look.BODY, theme.ink).next_to(arrow, side, buff=0.16)
        return VGroup(arrow, label)

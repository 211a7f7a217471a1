"""A light switch and its lamp: the smallest thing that has a state."""

from __future__ import annotations

import numpy as np
from manim import TAU, UP, Circle, Line, ManimColor, RoundedRectangle, VGroup, VMobject, interpolate_color

from scenes import look
from scenes.theme import theme


class LightSwitch(VGroup):
    """A ``plate`` with a ``rocker``, a ``wire`` and a ``lamp``; ``show`` sets it, from 0 (off) to 1 (on)."""

    def __init__(self) -> None:
        self.plate = RoundedRectangle(0.2, width=1.9, height=3.0).set_stroke(theme.state, look.STRONG)
        self.plate.set_fill(theme.state_fill, 1)
        self.rocker = RoundedRectangle(look.CORNER, width=1.0, height=1.05).set_stroke(width=0).set_fill(theme.state, 1)
        self.plate.shows_state = self.rocker.shows_state = True
        # Lit is what is bright, also on white.
        self._off, self._lit = sorted(
            (ManimColor(theme.ink), ManimColor(theme.background)), key=lambda c: sum(c.to_rgb())
        )
        self.lamp = Circle(0.95).move_to([3.2, 0.55, 0]).set_stroke(theme.ink, look.MARK)
        foot = self.lamp.get_bottom()
        self.wire = VMobject().set_stroke(theme.muted, look.MARK)
        self.wire.set_points_as_corners([[0.95, -1.0, 0], [foot[0], -1.0, 0], foot])
        ways = [np.array([np.cos(a), np.sin(a), 0]) for a in TAU * (np.arange(9) - 1) / 12]
        self.rays = VGroup(*(Line(self.lamp.get_center() + 1.2 * w, self.lamp.get_center() + 1.55 * w) for w in ways))
        self.rays.set_stroke(theme.ink, look.STRONG)
        super().__init__(self.wire, self.plate, self.rocker, self.lamp, self.rays)
        self.show(0)

    def show(self, on: float) -> LightSwitch:
        """Move the rocker, and light the lamp as far."""
        self.on = on
        self.rocker.move_to(self.plate).shift((2 * on - 1) * 0.68 * UP)
        self.lamp.set_fill(interpolate_color(self._off, self._lit, 0.85 * on), 1)
        self.rays.set_stroke(opacity=on)
        return self

"""A coin: what a guess is worth."""

from __future__ import annotations

from manim import DOWN, Ellipse, VGroup

from scenes import look
from scenes.theme import theme


def make_coin(stands: float) -> VGroup:
    """A coin, from standing (1) to lying (towards 0)."""
    rim = Ellipse(width=0.72, height=0.72 * stands).set_stroke(theme.ink, look.MARK).set_fill(theme.panel, 1)
    return VGroup(rim.copy().shift(0.12 * (1 - stands) * DOWN), rim)

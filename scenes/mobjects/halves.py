"""The lecture's contrast: the left half mixes, the right half transforms."""

from __future__ import annotations

import numpy as np
from manim import DOWN, SEMIBOLD, UP, Line, VGroup, config

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme


class Halves(VGroup):
    """A divider and the two names; ``left_at`` and ``right_at`` give the middle of a half at a height.

    The right half's name has the state's colour, unless it is about something else.
    """

    def __init__(self, left: str = "mixes", right: str = "transforms", right_color: str | None = None):
        middle = config.frame_width / 4 - look.MARGIN / 4
        self._left, self._right = np.array([-middle, 0, 0]), np.array([middle, 0, 0])
        super().__init__(
            Line(2.55 * UP, 2.75 * DOWN, color=theme.faint, stroke_width=look.LINE),
            Label(left, look.BODY, theme.weight, SEMIBOLD).move_to(self._left).on_baseline(2.3),
            Label(right, look.BODY, right_color or theme.state, SEMIBOLD).move_to(self._right).on_baseline(2.3),
        )

    def left_at(self, y: float) -> np.ndarray:
        """The middle of the left half at height ``y``."""
        return self._left + y * UP

    def right_at(self, y: float) -> np.ndarray:
        """The middle of the right half at height ``y``."""
        return self._right + y * UP

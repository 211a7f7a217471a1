"""A bar that flies: pale ghosts where it was, light round it, dots where it goes, a dashed place that waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manim import Animation, DashedVMobject, Mobject, Rectangle, Restore, VGroup, interpolate_color, smooth
from manim.utils.color import ManimColor

from scenes import look
from scenes.mobjects.signs import dots_ahead, glow
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

GHOSTS = (0.3, 0.22, 0.14, 0.07)  # shares of the way behind the bar, from the faintest to the strongest
LIGHT = 30  # its width in stroke widths


@dataclass(frozen=True)
class Pose:
    """A bar as it lies somewhere on its way: the middle, sides, the turn in radians, and how far it is yellow."""

    middle: np.ndarray
    width: float
    height: float
    angle: float = 0.0
    share: float = 0.0


def along(points: Sequence[np.ndarray | Sequence[float]]) -> Callable[[float], np.ndarray]:
    """A path from the first point to the last one, drawn to those between (Bezier)."""

    def at(t: float) -> np.ndarray:
        left = [np.asarray(p, dtype=float) for p in points]
        while len(left) > 1:
            left = [(1 - t) * a + t * b for a, b in pairwise(left)]
        return left[0]

    return at


class Flight(Animation):
    """Flies a bar through ``pose``, which says how it lies at a share of its way from 0 to 1; ``hollow`` is negative.

    The bar is a new one and leaves when it has arrived: what stands at its end is shown then.
    """

    def __init__(
        self, pose: Callable[[float], Pose], *, hollow: bool = False, waits: bool = True, run_time: float = 1.5
    ):
        self.pose, self.hollow = pose, hollow
        end = self._bar(1).set_fill(opacity=0).set_stroke(theme.muted, look.THIN, 1)
        self.bar = self._bar(0)
        self.past = VGroup(*(self._bar(0) for _ in GHOSTS))
        self.light = glow(self.bar, theme.ink, LIGHT)
        self.ahead = dots_ahead([pose(t).middle for t in np.linspace(0.1, 0.9, 11)])
        self.place = DashedVMobject(end, num_dashes=28) if waits else VGroup()
        super().__init__(
            VGroup(self.place, self.ahead, self.past, self.light, self.bar),
            run_time=run_time,
            rate_func=smooth,
            introducer=True,
            remover=True,
        )

    def interpolate_mobject(self, alpha: float) -> None:
        now = self.rate_func(alpha)
        self._lay(self.bar, now)
        for ghost, behind in zip(self.past, GHOSTS, strict=True):
            # They gather in the bar as it slows down.
            self._lay(ghost, self.rate_func(max(alpha - behind, 0)), 0.34 * (1 - behind / 0.4) * min(8 * alpha, 1))
        for layer in self.light:
            layer.points = self.bar.points.copy()
        for dot, t in zip(self.ahead, np.linspace(0.1, 0.9, 11), strict=True):
            dot.set_fill(opacity=0.6 * float(t > now))

    def _bar(self, t: float) -> Rectangle:
        return self._lay(Rectangle(width=1, height=1), t)

    def _lay(self, bar: Rectangle, t: float, opacity: float = 1.0) -> Rectangle:
        pose = self.pose(t)
        side, up = (
            np.array([np.cos(pose.angle), np.sin(pose.angle), 0]),
            np.array([-np.sin(pose.angle), np.cos(pose.angle), 0]),
        )
        side, up = side * pose.width / 2, up * max(pose.height, 0.01) / 2
        corners = [pose.middle + a * side + b * up for a, b in ((1, 1), (-1, 1), (-1, -1), (1, -1), (1, 1))]
        bar.set_points_as_corners(corners)
        ink = interpolate_color(ManimColor(theme.ink), ManimColor(theme.weight_fill), pose.share)
        bar.set_fill(ink, 0 if self.hollow else opacity)
        bar.set_stroke(ink, look.LINE if self.hollow else 0, opacity)
        return bar


def born_of(written: Label | Number, source: Mobject | np.ndarray) -> Animation:
    """A label or a number grows out of what it is said of; a number out of another one flies from it, as large."""
    written.save_state()
    written.move_to(source)
    if isinstance(source, Number):
        written.scale(source.height / written.height)
    else:
        written.scale(0.3).set_opacity(0)
    return Restore(written)

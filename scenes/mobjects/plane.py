"""A plane with vectors from its origin."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Arrow, Dot, Line, Polygon, VGroup

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme


class VectorPlane(VGroup):
    """An origin and, where coordinates are read, a grid of whole numbers from -reach to reach, ``unit`` Manim units
    apart.
    """

    def __init__(self, reach: tuple[float, float] = (3, 2), unit: float = 1.0, *, grid: bool = True):
        super().__init__()
        self.unit = unit
        across, up = reach if grid else (-1, -1)
        for x in np.arange(-across, across + 1):
            self.add(self._line(x * RIGHT + up * DOWN, x * RIGHT + up * UP, x == 0))
        for y in np.arange(-up, up + 1):
            self.add(self._line(y * UP + across * LEFT, y * UP + across * RIGHT, y == 0))
        self.origin = Dot(radius=0.05, color=theme.muted)
        self.add(self.origin)

    def _line(self, start: np.ndarray, end: np.ndarray, is_axis: bool) -> Line:
        return Line(
            start * self.unit, end * self.unit, color=theme.faint, stroke_width=look.THIN if is_axis else 1
        ).set_opacity(1 if is_axis else 0.45)

    def point(self, vector: np.ndarray) -> np.ndarray:
        """Where the vector ``[2]`` ends on screen, or several ``[..., 2]``."""
        flat = np.asarray(vector, dtype=float)
        return self.origin.get_center() + self.unit * np.concatenate([flat, np.zeros_like(flat[..., :1])], axis=-1)

    def arrow(self, vector: np.ndarray, color: str, start: np.ndarray | None = None, width: float = 6) -> Arrow:
        """An arrow for ``vector``, from the origin or from the tip of ``start``."""
        foot = np.zeros(2) if start is None else np.asarray(start)
        return Arrow(
            self.point(foot),
            self.point(foot + vector),
            buff=0,
            color=color,
            stroke_width=width,
            tip_length=look.TIP,
            max_tip_length_to_length_ratio=0.4,
            max_stroke_width_to_length_ratio=20,
        )

    def tip_name(self, text: str, vector: np.ndarray, color: str, size: float = look.LABEL, buff: float = 0.3) -> Label:
        """A token just beyond the tip of ``vector``."""
        direction = np.array([vector[0], vector[1], 0.0])
        label = Label(text, size, color, verbatim=True)
        away = direction / (np.linalg.norm(direction) or 1.0)
        label.move_to(self.point(vector) + away * (buff + abs(away[0]) * label.width / 2))
        # Beside an axis, not on it.
        return label.shift(0.3 * UP * (vector[1] == 0) + (label.width / 2 + 0.15) * LEFT * (vector[0] == 0))

    def dot(self, vector: np.ndarray, color: str, radius: float = look.POINT) -> Dot:
        """A point where ``vector`` ends."""
        return Dot(self.point(vector), radius, color=color)

    def hull(self, points: np.ndarray, color: str) -> Polygon:
        """The area with the given corners ``[m, 2]``, in order."""
        return Polygon(*(self.point(p) for p in points), color=color, stroke_width=look.THIN).set_fill(color, 0.16)

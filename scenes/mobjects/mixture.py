"""A mix in the plane: how much of each value, as bars at the corners and as lines to the point that they hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, SEMIBOLD, UP, Line, Rectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.bars import span
from scenes.mobjects.text import Label, Number, Values
from scenes.theme import theme

FULL, WIDE = 1.3, 0.26  # a weight of one as a bar, and how wide a bar is
THICKEST = 26  # the stroke width of a weight of one
NOTHING = 0.005  # what is printed as 0.00
DIMMED = 0.25


class Coefficient(VGroup):
    """A weight as a bar in an outline of one, beside it its word and its number; dim where it is printed as 0.00."""

    def __init__(self, weight: float, name: str, side: np.ndarray):
        self.outline = Rectangle(width=WIDE, height=FULL).set_stroke(theme.weight, look.THIN, 0.6)
        self.bar = Rectangle(width=WIDE, height=1, stroke_width=0).set_fill(theme.weight_fill, 1)
        self.word = Label(name, look.BODY, theme.value, verbatim=True).on_baseline(0.16)
        self.number = Number(weight, 2, look.TITLE, theme.weight, SEMIBOLD).on_baseline(-0.5)
        for text in (self.word, self.number):
            text.next_to(self.outline, side, buff=0.2, coor_mask=RIGHT)
        super().__init__(self.outline, self.bar, self.word, self.number)
        self.set_weight(weight)

    def set_weight(self, weight: float) -> Coefficient:
        """Fill the outline up to a weight."""
        foot = self.outline.get_bottom()
        span(self.bar, 1, foot[1], foot[1] + max(weight * FULL, 0.012))
        self.number.set_value(weight)
        shown = 1.0 if weight >= NOTHING else DIMMED
        for part in (self.bar, self.word, self.number):
            part.set_fill(opacity=shown)
        self.outline.set_stroke(opacity=0.6 * shown)
        return self


class Mixture(VGroup):
    """Coefficients at the corners ``places``, and lines from a dot to them as wide as their weights; ``show`` moves it.

    ``offsets`` say where each bar stands from its corner. The dot is the caller's, and is moved along: ``flat``
    squeezes it along ``against``.
    """

    def __init__(
        self,
        dot: VMobject,
        weights: Values,
        names: Sequence[str],
        places: Sequence[np.ndarray],
        offsets: Sequence[tuple[float, float]],
    ):
        self.dot, self.places = dot, [np.asarray(place) for place in places]
        self._round = dot.points - dot.get_center()
        self.lines = VGroup(*(Line(LEFT, RIGHT, color=theme.weight) for _ in places))
        self.coefficients = VGroup(
            *(
                Coefficient(weight, name, RIGHT if x > 0 else LEFT)
                for weight, name, (x, _) in zip(weights, names, offsets, strict=True)
            )
        )
        for coefficient, place, (x, y) in zip(self.coefficients, self.places, offsets, strict=True):
            coefficient.shift(place + x * RIGHT + y * UP - coefficient.outline.get_center())
        super().__init__(self.lines, self.coefficients)
        self.show(weights, dot.get_center())

    def show(self, weights: Values, at: np.ndarray, flat: float = 0.0, against: np.ndarray | None = None) -> Mixture:
        """Give all of it new weights, the dot standing at their mix ``at``."""
        self.weights = np.asarray(weights, dtype=float)
        for line, coefficient, place, weight in zip(
            self.lines, self.coefficients, self.places, self.weights, strict=True
        ):
            line.set_points_by_ends(at, place)
            line.set_stroke(width=THICKEST * weight, opacity=0.85)
            coefficient.set_weight(weight)
        shape = self._round
        if flat and against is not None and np.linalg.norm(against) > 0:
            along = against / np.linalg.norm(against)
            shape = shape + np.outer(shape @ along, along) * (-flat - flat / 2) + shape * flat / 2
        self.dot.points = shape + at
        return self

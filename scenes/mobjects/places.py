"""Words at places, and over each its output; lines as wide as the weights lead to an output from all that it mixes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, SEMIBOLD, UP, Circle, Dot, Line, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme

THICK = 26  # stroke width of a weight of one


class OutputDisc(VGroup):
    """An output as an arrow from the middle of a disc; ``ghost`` is where it pointed before."""

    def __init__(self, radius: float, unit: float):
        self.unit, self.radius = unit, radius
        self.rim = Circle(radius).set_fill(theme.panel, 1).set_stroke(theme.faint, look.THIN)
        self.origin = Dot(radius=0.05, color=theme.muted)
        self.ghost, self.arrow = self._arrow(), self._arrow()
        super().__init__(self.rim, self.ghost, self.origin, self.arrow)

    @staticmethod
    def _arrow() -> VGroup:
        return VGroup(VMobject(stroke_width=look.HEAVY), VMobject(stroke_width=0))

    def point(self, vector: np.ndarray) -> np.ndarray:
        """Where a vector ends in the disc."""
        return self.rim.get_center() + self.unit * np.array([vector[0], vector[1], 0.0])

    def show(self, output: np.ndarray, before: np.ndarray | None = None, strength: float = 1.0) -> None:
        """Point the arrow to an output; where ``before`` is given, a pale one stands there."""
        self._lay(self.arrow, output, theme.value, strength)
        self._lay(self.ghost, output if before is None else before, theme.muted, 0.0 if before is None else 0.55)

    def _lay(self, arrow: VGroup, vector: np.ndarray, color: str, opacity: float) -> None:
        shaft, head = arrow
        start, tip = self.rim.get_center(), self.point(vector)
        far = max(float(np.linalg.norm(tip - start)), 1e-3)
        ahead = (tip - start) / far
        size = min(look.TIP, 0.6 * far)
        foot, across = tip - size * ahead, 0.55 * size * np.array([-ahead[1], ahead[0], 0])
        shaft.set_points_as_corners([start, foot]).set_stroke(color, opacity=opacity)
        head.set_points_as_corners([tip, foot + across, foot - across, tip]).set_fill(color, opacity)


class WordsAtPlaces(VGroup):
    """Words on a line and a disc over each; ``lay`` puts everything where the numbers say.

    ``lines[i][j]`` leads from word j to the output of word i, ``names[i]`` and ``discs[i]`` belong to word i.
    """

    pitch, first = 3.05, -3.85
    high, low = 1.2, -1.62  # the middles of the discs; the line on which the words stand
    radius, unit = 1.06, 0.42

    def __init__(self, words: Sequence[str], followed: int):
        n = len(words)
        self.followed = followed
        self.lines = [[Line(DOWN, UP, color=theme.weight) for _ in range(n)] for _ in range(n)]
        self.names = VGroup(*(Label(word, look.TITLE, theme.ink, SEMIBOLD, verbatim=True) for word in words))
        self.discs = VGroup(*(OutputDisc(self.radius, self.unit) for _ in words))
        # The lines of the followed word lie on top.
        rows = sorted(range(n), key=lambda i: i == followed)
        super().__init__(*(VGroup(*self.lines[i]) for i in rows), self.names, *self.discs)

    def x(self, place: float) -> float:
        """Where a place is; the first one is 1."""
        return self.first + (place - 1) * self.pitch

    def lay(
        self,
        places: np.ndarray,
        lift: np.ndarray,
        weights: np.ndarray,
        outputs: np.ndarray,
        before: np.ndarray | None = None,
        reach: np.ndarray | None = None,
    ) -> WordsAtPlaces:
        """Word i stands at ``places[i]``, ``lift[i]`` above its line; ``reach[i, j]`` is how far up its line goes."""
        for i, (name, disc, place) in enumerate(zip(self.names, self.discs, places, strict=True)):
            name.set_x(self.x(place)).on_baseline(self.low + lift[i])
            disc.shift(np.array([self.x(place), self.high + lift[i], 0]) - disc.rim.get_center())
            disc.show(outputs[i], None if before is None else before[i])
        for i, row in enumerate(self.lines):
            end = self.discs[i].rim.get_center() + 0.9 * self.radius * DOWN
            for j, line in enumerate(row):
                start = np.array([self.x(places[j]), self.low + 0.6 + lift[j], 0])
                share = 1.0 if reach is None else float(reach[i, j])
                line.put_start_and_end_on(start, start + max(share, 1e-3) * (end - start))
                strength = 0.95 if i == self.followed else 0.42
                line.set_stroke(width=THICK * weights[i, j], opacity=strength * float(share > 0.01))
        return self

    def captions(self) -> VGroup:
        """What stands on the two lines."""
        made = VGroup(Label("outputs", look.LABEL, theme.value), Label("words", look.LABEL, theme.muted))
        for caption, y in zip(made, (self.high, self.low + 0.22), strict=True):
            caption.align_to(6.6 * LEFT, LEFT).centred_on(y)
        return made

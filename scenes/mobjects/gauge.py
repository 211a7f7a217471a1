"""A gauge of the mean of bits: a mark for every number of ones, a needle, and an arc that unrolls into a line."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, Circle, Polygon, VGroup, VMobject

from scenes import look
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.stripes import edge
from scenes.mobjects.text import Label
from scenes.theme import theme

LENGTH = 8.6  # of the arc, unrolled or not: the same length is the same thing


class Gauge(VGroup):
    """Means from 0 to 1 on an arc of half a turn, with a mark for each of the ``n + 1`` numbers of ones.

    ``show(mean)`` turns the needle. ``unroll(apex, bend)`` puts the arc's middle at ``apex`` and bends it by ``bend``
    half turns; at 0 it is straight. Marks lie on the arc at k/n; ``place(mean)`` is a point of it.
    """

    radius = LENGTH / np.pi

    def __init__(self, n: int, hub: np.ndarray):
        self.n, self.hub, self.bend = n, np.array(hub, float), 1.0
        self.apex = self.hub + np.array([0, self.radius, 0])
        self.arc = VMobject().set_stroke(theme.faint, look.MARK)
        self.marks = VGroup(*(self._mark(k) for k in range(n + 1)))
        self.needle = Polygon([0, 0, 0], [0, 1, 0], [1, 0, 0], stroke_width=0).set_fill(theme.value, 1)
        self.pin = Circle(0.25).set_stroke(theme.value, look.STRONG).set_fill(theme.background, 1).move_to(self.hub)
        super().__init__(self.arc, self.marks, self.needle, self.pin)
        self.unroll(self.apex, 1.0)
        self.show(0.0)

    @staticmethod
    def _mark(k: int) -> VMobject:
        return parity_mark(k, 0.13, theme.muted).set_fill(theme.muted if k % 2 == 0 else theme.background, 1)

    def direction(self, mean: float) -> np.ndarray:
        """Where a needle for this mean points."""
        return np.array([-np.cos(np.pi * mean), np.sin(np.pi * mean), 0])

    def place(self, mean: float) -> np.ndarray:
        """The point of the arc that stands for a mean."""
        along = (mean - 0.5) * LENGTH
        if self.bend < 1e-3:
            return self.apex + np.array([along, 0, 0])
        radius = self.radius / self.bend
        angle = along / radius
        return self.apex + radius * np.array([np.sin(angle), np.cos(angle) - 1, 0])

    def unroll(self, apex: np.ndarray, bend: float) -> None:
        """Bend the arc, and carry its marks along."""
        self.apex, self.bend = np.array(apex, float), bend
        self.arc.set_points_smoothly([self.place(mean) for mean in np.linspace(0, 1, 41)])
        for k, mark in enumerate(self.marks):
            mark.move_to(self.place(k / self.n))

    def pointer(self, mean: float, width: float = 0.15) -> list[np.ndarray]:
        """Corners of a needle for this mean."""
        ahead = self.direction(mean)
        across = np.array([-ahead[1], ahead[0], 0])
        tip = self.hub + (self.radius - 0.36) * ahead
        return [self.hub + width * across, tip, self.hub - width * across]

    def show(self, mean: float) -> None:
        """Turn the needle."""
        self.mean = mean
        self.needle.set_points_as_corners([*self.pointer(mean), self.pointer(mean)[0]])


class StripedGauge(VGroup):
    """Means from 0 to 1 on half a ring, with a stripe for each number of ones among n bits; even ones are painted.

    ``show(n, mean)`` lays the stripes and turns the needle; n need not be whole while the stripes split. The eye of the
    needle, ``pin``, says what is read: ``say(k)`` shows the parity of k ones in it, and its word beside it.
    """

    radius, depth = 3.9, 0.75

    def __init__(self, most: int, hub: np.ndarray):
        self.hub = np.array(hub, float)
        self.stripes = VGroup(*(VMobject(stroke_width=0).set_fill(theme.value, 1) for _ in range(most // 2 + 1)))
        self.rim = VMobject().set_points_as_corners(self._ring(0, 1)).set_stroke(theme.ink, look.LINE)
        self.needle = Polygon([0, 0, 0], [0, 1, 0], [1, 0, 0], stroke_width=0).set_fill(theme.ink, 1)
        self.pin = Circle(0.42).set_stroke(theme.ink, look.STRONG).set_fill(theme.background, 1).move_to(self.hub)
        self.signs = VGroup(*(parity_mark(k, 0.2).move_to(self.hub) for k in (0, 1)))
        self.words = VGroup(*(Label(word, look.LABEL) for word in ("even", "odd")))
        for word in self.words:
            word.next_to(self.pin, RIGHT, buff=0.25).centred_on(self.hub[1])
        super().__init__(self.stripes, self.rim, self.needle, self.pin, self.signs, self.words)
        self.show(most, 0.5)
        self.say(0)

    def direction(self, mean: float) -> np.ndarray:
        """Where a needle for this mean points."""
        return np.array([-np.cos(np.pi * mean), np.sin(np.pi * mean), 0])

    def inner(self, mean: float) -> np.ndarray:
        """The point on the inner side of the ring that stands for a mean."""
        return self.hub + (self.radius - self.depth) * self.direction(mean)

    def _ring(self, first: float, last: float) -> list[np.ndarray]:
        """Corners of the piece of the half ring between two means."""
        ways = [self.direction(mean) for mean in np.linspace(first, last, 2 + int(40 * (last - first)))]
        inner, outer = self.radius - self.depth, self.radius
        sides = [*(self.hub + outer * w for w in ways), *(self.hub + inner * w for w in reversed(ways))]
        return [*sides, sides[0]]

    def show(self, n: float, mean: float) -> StripedGauge:
        """Lay the stripes of words of n bits, and turn the needle."""
        self.n, self.mean = n, mean
        for i, stripe in enumerate(self.stripes):
            first, last = edge(2 * i, n), edge(2 * i + 1, n)
            stripe.set_points_as_corners(self._ring(first, last) if last > first + 1e-9 else np.zeros((0, 3)))
        ahead = self.direction(mean)
        across = 0.14 * np.array([-ahead[1], ahead[0], 0])
        tip = self.hub + (self.radius - self.depth - 0.05) * ahead  # it would cover the stripe that it points at
        self.needle.set_points_as_corners([self.hub + across, tip, self.hub - across, self.hub + across])
        return self

    def close(self, share: float, orbit: Circle) -> None:
        """Let the rim close round, from half a ring to a circle."""
        around = orbit.get_center()
        centre = self.hub + share * (around - self.hub)
        outer = self.radius + share * (orbit.radius - self.radius)
        inner = outer - (1 - share) * self.depth
        half = np.pi / 2 * (1 + share)
        angles = np.linspace(np.pi / 2 + half, np.pi / 2 - half, 60)
        ways = [np.array([np.cos(a), np.sin(a), 0]) for a in angles]
        sides = [*(centre + outer * w for w in ways), *(centre + inner * w for w in reversed(ways))]
        self.rim.set_points_as_corners([*sides, sides[0]])

    def say(self, count: int | None) -> StripedGauge:
        """Show the parity of so many ones; None: nothing."""
        for parity, (sign, word) in enumerate(zip(self.signs, self.words, strict=True)):
            there = float(count is not None and parity == count % 2)
            sign.set_stroke(opacity=there).set_fill(opacity=there * (parity == 0))
            word.set_opacity(there)
        return self

"""Entities round a ring, facts as arrows between them, and what a look at stored facts brings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import PI, SEMIBOLD, Circle, Dot, Line, Polygon, VGroup, VMobject

from scenes import look
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

THICK = 22  # stroke width of a weight of one


class FactArrow(VGroup):
    """That ``to`` stands above ``child``, as it was read; a ``false`` one is no part of what should be known.

    Places next to each other have a short arrow beside the ring, outside of it clockwise and inside of it back;
    others a chord. ``lay`` may stand between two places, while an arrow turns.
    """

    def __init__(self, ring: EntityRing, child: int, to: int, *, false: bool = False):
        self.ring, self.child, self.to, self.false = ring, child, to, false
        self.shows_state = not false
        self.shaft, self.tip = Line(), Polygon([0, 0, 0], [1, 0, 0], [0, 1, 0])
        super().__init__(self.shaft, self.tip)
        self.paint(false)
        self.lay(to)

    def paint(self, false: bool) -> None:
        """What is false is thin and hollow, in the colour of that, and not of state."""
        self.false, self.shows_state = false, not false
        ink = theme.wrong if false else theme.state
        self.shaft.set_stroke(ink, look.HAIR if false else look.LINE)
        self.tip.set_fill(theme.background if false else ink, 1).set_stroke(ink, look.HAIR)

    def lay(self, to: float) -> FactArrow:
        """Point to a place."""
        ring = self.ring
        aside = 0.0
        if abs(to - self.child) <= 1:
            aside = ring.beside * (to - self.child)
        start, end = (ring.spot(at, ring.radius + aside) for at in (self.child, to))
        far = float(np.linalg.norm(end - start))
        if far < 1e-6:
            return self
        ahead = (end - start) / far
        gap = ring.size * (0.75 if aside else 1.25)
        start, end = start + gap * ahead, end - gap * ahead
        size = min(ring.tip, 0.7 * far)
        foot, across = end - size * ahead, 0.5 * size * np.array([-ahead[1], ahead[0], 0])
        self.shaft.set_points_as_corners([start, foot])
        self.tip.set_points_as_corners([end, foot + across, foot - across, end])
        return self


class EntityRing(VGroup):
    """n entities clockwise from the top, each the child of the next; between the last and the first is a gap.

    ``links`` are the stored facts, ``weights`` lie on them, as wide as the weights of a look; bars may stand round the
    ring, as long as a vector's similarity to each entity.
    """

    unit, foot = 0.6, 0.36  # of a bar: its length for a similarity of one, and how far out it begins

    def __init__(self, n: int, radius: float, centre: np.ndarray):
        self.n, self.radius, self.centre = n, radius, np.array(centre, float)
        pitch = 2 * PI * radius / (n + 1)
        self.size, self.tip = min(0.28 * pitch, 0.13), min(0.4 * pitch, 0.16)
        self.beside = 0.0  # how far from the ring arrows between neighbours run
        self.dots = VGroup(*(Dot(self.spot(i), self.size, color=theme.muted) for i in range(n)))
        self.links = VGroup(*(self._between(i).set_stroke(theme.faint, look.THIN) for i in range(n - 1)))
        self.weights = VGroup(*(self._between(i).set_stroke(theme.weight_fill, 0) for i in range(n - 1)))
        super().__init__(self.links, self.weights, self.dots)

    def spot(self, place: float, radius: float | None = None) -> np.ndarray:
        """Where a place is; half the gap lies before the first."""
        angle = PI / 2 - 2 * PI * (place + 1) / (self.n + 1)
        away = self.radius if radius is None else radius
        return self.centre + away * np.array([np.cos(angle), np.sin(angle), 0])

    def _between(self, i: int) -> Line:
        return Line(self.spot(i), self.spot(i + 1))

    def attend(self, weights: Sequence[float] | np.ndarray) -> EntityRing:
        """Lay a look's weights on the facts."""
        for link, weight in zip(self.weights, weights, strict=True):
            link.set_stroke(theme.weight_fill, THICK * float(weight), 1)
        return self

    def arrow(self, child: int, to: int, *, false: bool = False) -> FactArrow:
        """A fact that was read."""
        return FactArrow(self, child, to, false=false)

    def chord(self, child: int, to: int) -> Line:
        """A pair that follows."""
        return Line(self.spot(child), self.spot(to))


class Similarities(VGroup):
    """A vector's similarity to each entity of a ring, as bars round it; where it is negative there is none."""

    def __init__(self, ring: EntityRing):
        self.ring = ring
        zero = Circle(ring.radius + ring.foot).move_to(ring.centre).set_stroke(theme.faint, look.HAIR)
        self.zero, self.bars = zero, VGroup(*(VMobject() for _ in range(ring.n)))
        super().__init__(self.zero, self.bars)
        self.show(np.zeros(ring.n))

    def show(self, values: np.ndarray) -> Similarities:
        """As long as the similarities."""
        self.values = np.asarray(values, float)
        ring = self.ring
        low = ring.radius + ring.foot
        half = 0.28 * 2 * PI * low / (ring.n + 1)
        for i, (bar, value) in enumerate(zip(self.bars, self.values, strict=True)):
            out = (ring.spot(i) - ring.centre) / ring.radius
            across = half * np.array([-out[1], out[0], 0])
            foot = ring.spot(i, low)
            end = foot + ring.unit * max(value, 1e-3) * out
            bar.set_points_as_corners([foot + across, end + across, end - across, foot - across, foot + across])
            bar.set_fill(theme.ink, float(value > 0)).set_stroke(width=0)
        return self

    def number(self, i: int) -> Number:
        """How long a bar is, to stand beyond its end."""
        ring = self.ring
        out = (ring.spot(i) - ring.centre) / ring.radius
        end = ring.spot(i, ring.radius + ring.foot + ring.unit * self.values[i])
        number = Number(self.values[i], 2, look.LABEL, weight=SEMIBOLD)
        return number.move_to(end + 0.36 * np.array([1.25 * out[0], out[1], 0]))


class AskedRing(VGroup):
    """A ring that is asked: a light on the entity in question, and the answer's similarities round it."""

    def __init__(self, n: int, radius: float, centre: np.ndarray):
        self.ring = EntityRing(n, radius, centre)
        self.bars = Similarities(self.ring)
        self.light = Dot(self.ring.spot(0), 0.13, color=theme.query)
        super().__init__(self.ring, self.bars, self.light)

    def answer(self, share: float, weights: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
        """A look that is made to so much: its weights swell, and the bars go from one vector's to another's."""
        self.ring.attend(share * weights)
        self.bars.show(before + share * (after - before))


class NamedRing(EntityRing):
    """People round a ring, with their names; arrows between neighbours run beside it."""

    def __init__(self, names: Sequence[str], radius: float, centre: np.ndarray):
        super().__init__(len(names), radius, centre)
        self.beside = 0.14
        self.names = VGroup()
        for i, name in enumerate(names):
            out = (self.spot(i) - self.centre) / radius
            label = Label(name, look.LABEL, theme.muted, verbatim=True)
            label.move_to(self.spot(i, radius + 0.36 + 0.5 * label.width * abs(out[0])))
            self.names.add(label)
        self.add(self.names)

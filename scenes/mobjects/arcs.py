"""A head as arcs over its words: thin where a word looks from, thick where it looks to, as wide as the weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Dot, Line, VGroup, VMobject

from scenes import look
from scenes.mobjects.tokens import weight_width
from scenes.theme import theme

THINNEST = 0.15  # of its width, where an arc begins
DIMMED = 0.3
SIDE = 9  # points along a side
UNIT = 100  # stroke widths to a Manim unit
REACH = 3.0  # how many words unroll at a time


class HeadArc(VMobject):
    """The look from one place at another: half an ellipse. ``show`` lets it grow from where it begins."""

    def __init__(self, source: np.ndarray, target: np.ndarray, weight: float, height: float):
        super().__init__(stroke_width=0)
        self.set_fill(theme.weight, 1)
        self.source, self.target, self.weight, self.rise = source, target, weight, height
        self.shown = -1.0
        self.show(1)

    def show(self, share: float) -> HeadArc:
        """Draw the first part of the way; its end is as thick there as it will be."""
        if share == self.shown:
            return self
        self.shown = share
        along = np.linspace(0, max(share, 1e-3), SIDE)
        turned = np.pi * along
        middle, half = (self.source + self.target) / 2, (self.source - self.target)[0] / 2
        way = middle + np.stack([half * np.cos(turned), self.rise * np.sin(turned), 0 * turned], axis=1)
        across = np.stack([self.rise * np.cos(turned), half * np.sin(turned), 0 * turned], axis=1)
        across /= np.linalg.norm(across, axis=1, keepdims=True)
        width = weight_width(self.weight) / UNIT * (THINNEST + (1 - THINNEST) * along)[:, None]
        left, right = way + across * width / 2, (way - across * width / 2)[::-1]
        self.set_points_smoothly(left)
        self.add_line_to(right[0])
        self.append_points(VMobject().set_points_smoothly(right).points)
        self.add_line_to(left[0])
        return self

    def light(self, opacity: float) -> HeadArc:
        """Take another opacity."""
        if opacity != self.get_fill_opacity():
            self.set_fill(opacity=opacity)
        return self


class HeadArcs(VGroup):
    """One head over a row of words at ``places`` along a line: an arc a weight of at least ``least``, none to itself.

    ``weights`` are ``[n, n]``. ``arcs[i]`` are the looks of word i, lightest first; ``dots[j]`` has the area of all
    that word j receives from others. ``unroll`` lets arcs grow word after word, ``look_from`` brightens those of one.
    """

    def __init__(self, weights: np.ndarray, places: Sequence[float], y: float, *, height: float, least: float = 0.05):
        self.weights = np.asarray(weights)
        points = [np.array([x, y, 0.0]) for x in places]
        self.line = Line(points[0] + 0.25 * -RIGHT, points[-1] + 0.25 * RIGHT).set_stroke(theme.faint, look.THIN)
        received = self.weights.sum(axis=0) - np.diag(self.weights)
        self.dots = VGroup(
            *(Dot(p, 0.03 + 0.07 * float(np.sqrt(r)), color=theme.key) for p, r in zip(points, received, strict=True))
        )
        span = places[-1] - places[0]
        self.arcs = [
            VGroup(
                *(
                    HeadArc(points[i], points[j], float(row[j]), height * np.sqrt(abs(places[i] - places[j]) / span))
                    for j in np.argsort(row)
                    if j != i and row[j] >= least
                )
            )
            for i, row in enumerate(self.weights)
        ]
        super().__init__(self.line, *self.arcs, self.dots)
        self.look_from(-1)

    def unroll(self, share: float) -> HeadArcs:
        """Let the arcs grow, those of the first word first; 1: all are there."""
        front = share * (len(self.arcs) + REACH - 1)
        for i, group in enumerate(self.arcs):
            part = float(np.clip((front - i) / REACH, 0, 1))
            for arc in group:
                arc.show(part)
                arc.light(DIMMED * (part > 0))
        return self

    def look_from(self, word: float) -> HeadArcs:
        """Brighten the arcs of a word; between two words both are half bright, and before the first none is."""
        for i, group in enumerate(self.arcs):
            bright = max(0.0, 1 - abs(word - i))
            for arc in group:
                arc.light(DIMMED + (1 - DIMMED) * bright)
        return self

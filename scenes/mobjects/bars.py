"""Numbers as bars: shares on one base line, scores of either sign from one zero line, shares in a column of one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import LEFT, PI, RIGHT, SEMIBOLD, Line, Rectangle, VGroup, VMobject

from scenes import look
from scenes.mobjects.chart import spaced
from scenes.mobjects.text import Label, Number, Values
from scenes.theme import theme


class WeightBars(VGroup):
    """One bar a weight, its number on top, its key's name below; ``set_weights`` moves them."""

    def __init__(
        self,
        weights: Values,
        names: Sequence[str] = (),
        *,
        height: float = 2.4,
        width: float = 0.9,
        gap: float = 0.9,
        places: int | None = 2,
        size: float = look.BODY,
        full: float = 1.0,
    ):
        super().__init__()
        self.full_height, self.full = height, full
        self.slots = [((width + gap) * (i - (len(weights) - 1) / 2)) * RIGHT for i in range(len(weights))]
        span = (width + gap) * len(weights)
        self.base = Line(span / 2 * np.array([-1, 0, 0]), span / 2 * RIGHT, color=theme.muted, stroke_width=look.THIN)
        self.bars = VGroup(
            *(Rectangle(width=width, height=1, stroke_width=0).set_fill(theme.weight_fill, 1) for _ in weights)
        )
        self.numbers = VGroup(*(Number(w, places, size, theme.weight, SEMIBOLD) for w in weights if places is not None))
        self.names = VGroup(*(Label(name, look.LABEL, theme.key, verbatim=True) for name in names))
        for name, slot in zip(self.names, self.slots, strict=False):
            name.move_to(slot).on_baseline(-0.5)
        self.add(self.base, self.bars, self.numbers, self.names)
        self.set_weights(weights)

    def set_weights(self, weights: Values) -> WeightBars:
        """Give every bar and its number a new weight."""
        self.weights = np.asarray(weights, dtype=float)
        foot = self.base.get_center()
        tops = foot[1] + np.maximum(self.weights / self.full * self.full_height, 0.012)
        for bar, slot, top in zip(self.bars, self.slots, tops, strict=True):
            span(bar, 1, foot[1], top)
            bar.shift((foot + slot - bar.get_center())[0] * RIGHT)
        for bar, number, weight, top in zip(self.bars, self.numbers, self.weights, tops, strict=False):
            number.set_value(weight)
            number.shift((bar.get_x() - number.get_x()) * RIGHT).on_baseline(top + 0.16)
        return self


def span(bar: VMobject, axis: int, low: float, high: float) -> None:
    """Stretch a bar along an axis, so that it reaches from ``low`` to ``high``: quicker than Manim's own ways."""
    along = bar.points[:, axis]
    before = along.min(), along.max()
    bar.points[:, axis] = low + (along - before[0]) * ((high - low) / (before[1] - before[0]))


class ScoreBars(VGroup):
    """A bar a score from one zero line: filled upwards, hollow downwards, as long as its score times ``unit``.

    The number stands at the bar's end, the name across the zero line from it, upright where there is no room;
    ``set_scores`` moves them.
    """

    def __init__(
        self,
        scores: Values,
        names: Sequence[str] = (),
        *,
        unit: float,
        width: float = 0.9,
        gap: float = 0.9,
        places: int | None = 2,
        size: float = look.BODY,
        name_size: float = look.LABEL,
        name_color: str | None = None,
    ):
        super().__init__()
        self.unit = unit
        self.slots = [((width + gap) * (i - (len(scores) - 1) / 2)) * RIGHT for i in range(len(scores))]
        span = (width + gap) * len(scores)
        self.zero = Line(span / 2 * LEFT, span / 2 * RIGHT, color=theme.muted, stroke_width=look.THIN)
        self.bars = VGroup(*(Rectangle(width=width, height=1, color=theme.ink) for _ in scores))
        self.numbers = VGroup(*(Number(s, places, size, weight=SEMIBOLD) for s in scores if places is not None))
        self.names = VGroup(*(Label(name, name_size, name_color or theme.key, verbatim=True) for name in names))
        self._name_size, self._places = name_size, places
        self.turned = any(name.width > width + gap for name in self.names)
        if self.turned:
            self.names.submobjects = [name.rotate(PI / 2) for name in self.names]
        self.add(self.zero, self.bars, self.numbers, self.names)
        self.set_scores(scores)

    def set_scores(self, scores: Values) -> ScoreBars:
        """Give every bar its score, with number and name."""
        self.scores = np.asarray(scores, dtype=float)
        for i, score in enumerate(self.scores):
            self.set_score(i, score)
        return self

    def set_score(self, i: int, score: float) -> None:
        """Give one bar a score; it stands at its slot of the zero line."""
        self.scores[i] = score
        foot = self.zero.get_center() + self.slots[i]
        bar, end = self.bars[i], foot[1] + score * self.unit
        low, high = sorted((foot[1], end))
        span(bar, 1, low - 0.005 * (low == high), high + 0.005 * (low == high))
        bar.shift((foot - bar.get_center())[0] * RIGHT)
        bar.set_fill(opacity=float(score > 0)).set_stroke(width=0 if score > 0 else look.LINE if score else look.HEAVY)
        if self.numbers:
            number = self.numbers[i]
            number.places = self._places if score else 0
            number.set_value(score).shift((foot - number.get_center())[0] * RIGHT)
            number.on_baseline(high + 0.2 if score >= 0 else low - 0.2 - 0.66 * number.pixels / 135)
        if self.names:
            # Below the line, but where a bar hangs there: then above it. Between the two it slides.
            share, name = min(max(-score * self.unit / 0.08, 0.0), 1.0), self.names[i].set_x(foot[0])
            if self.turned:
                name.set_y(foot[1] + (2 * share - 1) * (name.height / 2 + 0.15))
            else:
                name.on_baseline(foot[1] + share * 0.22 - (1 - share) * (0.2 + 0.72 * self._name_size / 135))


class ShareColumn(VGroup):
    """Shares of one as pieces of a column of height ``full``, the first at its foot; ``set_shares`` moves them.

    Names and numbers stand beside their pieces at the right, apart enough to be read; the outline is the whole, one.
    """

    def __init__(
        self,
        shares: Values,
        names: Sequence[str] = (),
        *,
        width: float = 1.2,
        full: float = 3.4,
        size: float = look.LABEL,
        numbers: bool = True,
    ):
        super().__init__()
        self.full, self._gap = full, 1.25 * size / 135
        self.outline = Rectangle(width=width, height=full, color=theme.weight, stroke_width=look.LINE)
        self.pieces = VGroup(*(Rectangle(width=width, height=1, color=theme.background) for _ in shares))
        self.pieces.set_fill(theme.weight_fill, 1).set_stroke(width=look.THIN)
        self.names = VGroup(*(Label(name, size, theme.key, verbatim=True) for name in names))
        self.numbers = VGroup(*(Number(s, 2, size, theme.weight, SEMIBOLD) for s in shares if numbers))
        self.add(self.pieces, self.outline, self.names, self.numbers)
        self.set_shares(shares)

    def set_shares(self, shares: Values) -> ShareColumn:
        """Give every piece and its number a new share."""
        self.shares = np.asarray(shares, dtype=float)
        foot = self.outline.get_bottom()
        ends = foot[1] + self.full * np.concatenate([[0], np.cumsum(self.shares)])
        for piece, low, high in zip(self.pieces, ends[:-1], ends[1:], strict=True):
            span(piece, 1, low, max(high, low + 0.002))
            piece.shift((foot - piece.get_center())[0] * RIGHT)
        right = self.outline.get_right()[0] + 0.2
        heights = spaced((ends[:-1] + ends[1:]) / 2, self._gap, foot[1] + self._gap / 2, ends[-1] - self._gap / 2)
        wide = max((name.width for name in self.names), default=0)
        for name, height in zip(self.names, heights, strict=False):
            name.align_to([right, 0, 0], LEFT).centred_on(height)
        for number, height, share in zip(self.numbers, heights, self.shares, strict=False):
            number.set_value(share).align_to([right + wide + 0.2, 0, 0], LEFT).centred_on(height)
        return self


class Staircase(VGroup):
    """Terms as steps from the zero line up, and down where they are hollow, to their sum, the bar ``total``."""

    def __init__(self, terms: Values, *, unit: float, width: float, pitch: float, total_width: float = 1.2):
        self.terms, self.unit = np.asarray(terms, dtype=float), unit
        ends = unit * np.concatenate([[0], np.cumsum(self.terms)])
        self.steps, self.links = VGroup(), VGroup()
        for i, (start, end) in enumerate(pairwise(ends)):
            step = Rectangle(width=width, height=max(abs(end - start), 0.01), color=theme.ink)
            step.set_fill(opacity=float(end > start)).set_stroke(width=0 if end > start else look.LINE)
            self.steps.add(step.move_to([i * pitch, (start + end) / 2, 0]))
            ahead = (i + 1) * pitch - width / 2 + 0.15 * (i + 1 == len(self.terms))
            over = Line([i * pitch + width / 2, end, 0], [ahead, end, 0])
            self.links.add(over.set_stroke(theme.muted, look.HAIR))
        total = abs(float(ends[-1]))
        self.total = Rectangle(width=total_width, height=max(total, 0.01), color=theme.ink)
        self.total.set_fill(opacity=float(ends[-1] > 0)).set_stroke(width=0 if ends[-1] > 0 else look.LINE)
        right = len(self.terms) * pitch + (total_width - width) / 2 + 0.15
        self.total.move_to([right, ends[-1] / 2, 0])
        self.zero = Line([-pitch / 2 - 0.1, 0, 0], [right + total_width / 2 + 0.2, 0, 0])
        self.zero.set_stroke(theme.muted, look.THIN)
        super().__init__(self.links, self.zero, self.steps, self.total)

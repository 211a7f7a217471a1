"""What a scan costs beside a row of steps: both over the number of letters, and a readout for any number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from manim import LEFT, SEMIBOLD, Dot, Line, Rectangle, VGroup

from scenes import look
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

AFTER = 1e-6  # of a letter: where a stair has just risen


class PriceChart(CurveChart):
    """Steps in a row and rounds of a scan, both axes logarithmic; for ``rounds[k]`` letters k + 1 rounds are enough.

    ``spots`` are dots at some numbers of letters, one on each curve; ``frame`` is all but curves and their names.
    """

    def __init__(self, ticks: Sequence[int], rounds: Sequence[int], marked: Sequence[tuple[int, int, int]]):
        corners: list[tuple[float, int]] = [(rounds[0], 1)]
        for k, (before, last) in enumerate(pairwise(rounds), start=2):
            corners += [(before + AFTER, k), (last, k)]
        row = Series("in a row", ticks, ticks, theme.ink, False)
        scan = Series("scan", [n for n, _ in corners], [r for _, r in corners], theme.series[1], False)
        room = Rectangle(width=9.9, height=5.7).move_to([-6.6, -0.15, 0], aligned_edge=LEFT)
        super().__init__(
            room, [row, scan], ticks, ticks, x_name="letters", y_name="steps or rounds", log_x=True, log_y=True
        )
        self.add(self.curves, self.names)
        self.frame = VGroup(self.axes, self.x_numbers, self.y_numbers, self.x_name, self.y_name)
        self.spots = [
            tuple(
                Dot(self.point(n, at), 1.4 * look.DOT, color=ink)
                for at, ink in ((steps, theme.ink), (rounds_, theme.series[1]))
            )
            for n, steps, rounds_ in marked
        ]


class Readout(VGroup):
    """A line over the chart at a number of letters, a mark on each curve, and what so many letters cost as numbers.

    ``cost`` tells steps in a row and rounds.
    """

    names = ("letters", "steps in a row", "rounds of the scan")
    heights = (1.9, 0.6, -0.7)

    def __init__(self, chart: PriceChart, cost: Callable[[int], tuple[int, int]], x: float = 5.1):
        self.chart, self.cost, self.x = chart, cost, x
        inks = (theme.muted, theme.ink, theme.series[1])
        low, high = (chart.axes[1].get_start(), chart.axes[1].get_end())
        self.line = Line(low, high).set_stroke(theme.muted, look.LINE)
        self.marks = VGroup(*(Dot(radius=2 * look.DOT, color=ink) for ink in inks[1:]))
        self.values = VGroup(*(Number(0, 0, look.HERO, ink, SEMIBOLD, grouped=True) for ink in inks))
        self.labels = VGroup(*(Label(name, look.SMALL, theme.muted) for name in self.names))
        for label, y in zip(self.labels, self.heights, strict=True):
            label.move_to([x, y - 0.5, 0])
        super().__init__(self.line, self.marks, self.values, self.labels)

    def show(self, letters: int) -> None:
        """Take another number of letters."""
        costs = self.cost(letters)
        self.line.set_x(self.chart.point(letters, 1)[0])
        for mark, at in zip(self.marks, costs, strict=True):
            mark.move_to(self.chart.point(letters, at))
        for value, new, y in zip(self.values, (letters, *costs), self.heights, strict=True):
            value.set_value(new).set_x(self.x).on_baseline(y - 0.1)

"""A matrix as a grid of cells: numbers where they can be read, colour where they cannot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DL, DOWN, LEFT, RIGHT, UP, Rectangle, VGroup

from scenes import look
from scenes.mobjects.text import Label, Number
from scenes.theme import theme


class MatrixCell(Rectangle):
    """One entry: a square whose fill's opacity is its value."""


class MatrixView(VGroup):
    """Cells of ``[rows, columns]`` with optional numbers and names.

    The fill's opacity is the value between ``low`` and ``high`` (the array's own range unless given).
    ``cells[i][j]``, ``numbers[i][j]``, ``row_names[i]``, ``column_names[j]`` are the parts.
    """

    def __init__(
        self,
        array: np.ndarray,
        *,
        places: int | None = None,
        row_names: Sequence[str] = (),
        column_names: Sequence[str] = (),
        row_color: str | None = None,
        column_color: str | None = None,
        color: str | None = None,
        cell: float = 0.8,
        size: float = look.LABEL,
        name_size: float = look.LABEL,
        low: float | None = None,
        high: float | None = None,
        strongest: float | None = None,
    ):
        super().__init__()
        self.array = np.asarray(array)
        rows, columns = self.array.shape
        low = float(self.array.min()) if low is None else low
        high = float(self.array.max()) if high is None else high
        # A number on a filled cell must stay readable.
        strongest = strongest or (1.0 if places is None else 0.25)
        shade = (self.array - low) / (high - low or 1.0) * strongest
        self.cells = [[self._cell(cell, color or theme.ink, shade[i, j]) for j in range(columns)] for i in range(rows)]
        grid = VGroup(*(c for line in self.cells for c in line)).arrange_in_grid(rows, columns, buff=cell * 0.06)
        self.grid = grid
        self.add(grid)
        self.numbers: list[list[Number]] = []
        if places is not None:
            self.numbers = [
                [Number(v, places if v else 0, size).move_to(c) for v, c in zip(values, line, strict=True)]
                for values, line in zip(self.array, self.cells, strict=True)
            ]
            self.add(VGroup(*(n for line in self.numbers for n in line)))
        self.row_names = VGroup(*(Label(name, name_size, row_color, verbatim=True) for name in row_names))
        for name, line in zip(self.row_names, self.cells, strict=False):
            name.next_to(line[0], LEFT, buff=0.25).centred_on(line[0].get_y())
        self.column_names = VGroup(*(Label(name, name_size, column_color, verbatim=True) for name in column_names))
        slanted = any(name.width > cell * 1.04 for name in self.column_names)
        for name, head in zip(self.column_names, self.cells[0], strict=False):
            if slanted:
                name.rotate(np.pi / 3, about_point=[name.get_left()[0], name.baseline, 0])
                name.shift(head.get_top() + 0.1 * UP - name.get_corner(DL)).shift(cell * 0.15 * LEFT)
            else:
                name.next_to(head, UP).on_baseline(head.get_top()[1] + 0.2)
        self.add(self.row_names, self.column_names)

    @staticmethod
    def _cell(side: float, color: str, opacity: float) -> MatrixCell:
        return MatrixCell(width=side, height=side, color=theme.faint, stroke_width=look.HAIR).set_fill(color, opacity)

    def row(self, i: int) -> VGroup:
        """The cells of row i, with their numbers."""
        return VGroup(*self.cells[i], *(self.numbers[i] if self.numbers else ()))

    def column(self, j: int) -> VGroup:
        """The cells of column j."""
        return VGroup(*(line[j] for line in self.cells))


class ScoreMap(VGroup):
    """Scores of every query (a row) with every key (a column), large: a positive one is filled, a negative one hollow.

    Fill and outline are as strong as the score is large. ``cells[i][j]``, ``row_names[i]``, ``column_names[j]`` and
    ``legend``, which tells the two ends, are the parts; columns are ``pitch`` apart.
    """

    def __init__(self, scores: np.ndarray, row_names: Sequence[str], column_names: Sequence[str]):
        self.scores = np.asarray(scores, dtype=float)
        rows, columns = self.scores.shape
        self.most = float(np.abs(self.scores).max())
        size = look.SMALL if rows < 15 else look.SMALLEST
        self.row_names = VGroup(*(Label(name, size, theme.query, verbatim=True) for name in row_names))
        self.column_names = VGroup(*(Label(name, size, theme.key, verbatim=True) for name in column_names))
        aside = max(name.width for name in self.row_names) + 0.2
        self.pitch, self.height_of_row = ((13.0 if rows < 15 else 12.7) - aside) / columns, min(0.358, 4.36 / rows)
        self.cells = [
            [self._cell(self.scores[i, j], self.pitch, self.height_of_row) for j in range(columns)] for i in range(rows)
        ]
        for i, line in enumerate(self.cells):
            for j, cell in enumerate(line):
                cell.move_to([(j + 0.5) * self.pitch, -(i + 0.5) * self.height_of_row, 0])
            self.row_names[i].align_to(0.2 * LEFT, RIGHT).centred_on(line[0].get_y())
        slanted = any(name.width > 0.94 * self.pitch for name in self.column_names)
        for name, head in zip(self.column_names, self.cells[0], strict=True):
            if slanted:
                name.rotate(np.pi / 3, about_point=[name.get_left()[0], name.baseline, 0])
                name.shift(head.get_top() + 0.1 * UP - name.get_corner(DL)).shift(self.pitch * 0.3 * LEFT)
            else:
                name.set_x(head.get_x()).on_baseline(head.get_top()[1] + 0.14)
        steps = [self._cell(share * self.most, 0.5, 0.3) for share in (-1, -0.5, 0.5, 1)]
        ends = [Number(share * self.most, 1 if share else 0, look.SMALL, theme.muted) for share in (-1, 0, 1)]
        self.legend = VGroup(ends[0], *steps[:2], ends[1], *steps[2:], ends[2]).arrange(RIGHT, buff=0.12)
        self.legend.next_to(self.cells[-1][columns // 2], DOWN)
        for end in ends:
            end.centred_on(steps[0].get_y())
        super().__init__(*(VGroup(*line) for line in self.cells), self.row_names, self.column_names, self.legend)

    def _cell(self, score: float, width: float, height: float) -> MatrixCell:
        cell = MatrixCell(width=width - 0.07, height=height - 0.07, color=theme.ink)
        strength = abs(score) / self.most
        return cell.set_fill(opacity=strength * (score > 0)).set_stroke(
            width=look.THIN if score <= 0 else 0, opacity=strength
        )

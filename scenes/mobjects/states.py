"""States of tokens as rows of cells: where all rows are equal, stripes run from top to bottom."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from scenes import look
from scenes.mobjects.matrix import MatrixCell
from scenes.theme import theme


class StateRows(VGroup):
    """States ``[tokens, numbers]``, each number a cell: dark is the least, bright the largest of them all."""

    def __init__(self, states: np.ndarray, side: float):
        rows = [
            VGroup(*(MatrixCell(width=side, height=side).move_to([j * side, -i * side, 0]) for j in range(len(row))))
            for i, row in enumerate(states)
        ]
        super().__init__(*rows)
        self.set_stroke(theme.faint, look.HAIR)
        self.shares = np.full(states.shape, np.nan)
        self.show(states)

    def show(self, states: np.ndarray) -> StateRows:
        """Paint other states into the same cells."""
        before, self.shares = self.shares, 0.5 + 0.5 * states / np.abs(states).max()
        for i, j in np.argwhere(before != self.shares):
            self[i][j].set_fill(theme.value, float(self.shares[i, j]))
        return self

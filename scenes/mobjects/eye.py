"""An eye: whether a layer's weights see the numbers."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, UP, ArcBetweenPoints, Dot, Line, VGroup

from scenes import look
from scenes.theme import theme


class Eye(VGroup):
    """An open eye, or one that is closed."""

    def __init__(self, is_open: bool):
        lids = [ArcBetweenPoints(0.6 * LEFT, 0.6 * RIGHT, angle=s * 1.7) for s in ((-1, 1) if is_open else (1,))]
        super().__init__(*lids)
        if is_open:
            self.add(Dot(radius=0.2))
        else:
            lid = lids[0]
            for share in (0.15, 0.38, 0.62, 0.85):
                foot = lid.point_from_proportion(share)
                self.add(Line(foot, foot + 0.22 * (foot - 0.5 * UP) / np.linalg.norm(foot - 0.5 * UP)))
        self.set_stroke(theme.query if is_open else theme.muted, look.STRONG)
        if is_open:
            self[-1].set_stroke(width=0).set_fill(theme.query, 1)

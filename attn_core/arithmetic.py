"""Heads that compute with their weights or the matrix behind them, set by hand: what mixing alone cannot (P1)."""

from __future__ import annotations

import numpy as np

from attn_core.attention import attend


def doubled_mean(x: float, y: float) -> tuple[float, float]:
    """The even mix of the values x and y, and x + y: that mix behind an output matrix of 2."""
    mean = attend([[0.0]], [[0.0], [0.0]], [[x], [y]]).output[0, 0]
    return float(mean), float(2 * mean)


def product_head(x: float, y: float, reach: float) -> float:
    """A head of the query x, the keys 2y / reach and 0, the values reach and -reach: nearly x · y.

    The values do not know x and y; the weights do. The output is reach · tanh(x y / reach), inside the hull of the
    values and below the product, as near to it as the reach is large.
    """
    if not reach > 0:
        raise ValueError(f"reach is {reach}: it must be positive")
    head = attend([[x]], [[2 * y / reach], [0.0]], [[reach], [-reach]], scale=1.0)
    return float(np.squeeze(head.output))

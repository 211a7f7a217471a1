"""Four words in two dimensions: a construction small enough to check by hand.

Chosen, not trained: whole numbers, so that an audience can follow every product. Rows are words, columns the two
dimensions.
"""

from __future__ import annotations

import numpy as np

TOKENS = ("the", "animal", "street", "it")
QUERY = np.array([[1, 0], [0, 1], [-1, 1], [1, 1]], dtype=float)
KEY = np.array([[0, -1], [2, 0], [-1, 2], [1, -1]], dtype=float)
VALUE = np.array([[-2, -1], [3, 1], [-1, 2], [1, -2]], dtype=float)
# The word whose row of weights the lecture follows.
FOLLOWED = TOKENS.index("it")

"""Numbers that say what attention does to its inputs: spread, hull, symmetry, linearity, collapse.

P1, P2 and so on are propositions of `PROPOSITIONS.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attn_core.attention import Array, attend, causal_mask, mix, similarity, softmax
from attn_core.groups import compose, symmetric_group


def entropy(weights: ArrayLike) -> Array:
    """Shannon entropy in bits of rows of weights: ``[..., n] -> [...]``; 0 log 0 is 0.

    log2(n) for an average of n, 0 for a lookup. Raises ValueError for negative weights.
    """
    w = np.asarray(weights, dtype=np.float64)
    if (w < 0).any():
        raise ValueError(f"weights of shape {w.shape} hold negative numbers")
    logs = np.log2(w, where=w > 0, out=np.zeros_like(w))
    return np.asarray(np.abs((w * logs).sum(axis=-1)))


def convex_hull(points: ArrayLike) -> Array:
    """Corners of the smallest convex area round points of the plane: ``[n, 2] -> [m, 2]``, counter-clockwise.

    Andrew's monotone chain (1979); points on an edge are left out. Raises ValueError for another shape.
    """
    p = np.asarray(points, dtype=np.float64)
    if p.ndim != 2 or p.shape[1] != 2:
        raise ValueError(f"points has shape {p.shape}: it must be [n, 2]")
    ordered = np.unique(p, axis=0)
    if len(ordered) < 3:
        return ordered
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return np.array(lower[:-1] + upper[:-1])


def _chain(ordered: Array) -> list[Array]:
    """The points at which a walk along one side turns left."""
    chain: list[Array] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Array, b: Array, c: Array) -> float:
    """Positive when a, b, c turn left."""
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def hull_violation(output: ArrayLike, value: ArrayLike, directions: ArrayLike) -> float:
    """How far outputs ``[n_q, d]`` reach beyond values ``[n, d]`` along directions ``[m, d]``; 0 inside (P1)."""
    o, v, u = (np.asarray(a, dtype=np.float64) for a in (output, value, directions))
    beyond = np.max(o @ u.T, axis=0) - np.max(v @ u.T, axis=0)
    return max(float(np.max(beyond)), 0.0)


def hull_distance(point: ArrayLike, value: ArrayLike) -> float:
    """Distance of a point ``[d]`` from the convex hull of values ``[n, d]``; 0 inside, but for rounding (P1).

    Wolfe's algorithm for the point of least norm (1976): finitely many steps, each to the best point of a few corners.
    """
    v = np.asarray(value, dtype=np.float64) - np.asarray(point, dtype=np.float64)
    size = max(float(np.abs(v).max()), 1e-300)
    v = v / size
    corners = [int(np.argmin((v**2).sum(axis=1)))]
    shares: Array = np.ones(1)
    while True:
        nearest = shares @ v[corners]
        further = int(np.argmin(v @ nearest))
        if nearest @ nearest - v[further] @ nearest <= 1e-14 or further in corners:
            return float(np.linalg.norm(nearest) * size)
        corners, shares = [*corners, further], np.append(shares, 0.0)
        while True:
            best = _least_norm_shares(v[corners])
            if (best > 1e-12).all():
                shares = best
                break
            falling = best <= 1e-12
            step = np.min(shares[falling] / np.maximum(shares[falling] - best[falling], 1e-300))
            shares = (1 - min(step, 1.0)) * shares + min(step, 1.0) * best
            kept = shares > 1e-12
            corners, shares = [c for c, k in zip(corners, kept, strict=True) if k], shares[kept] / shares[kept].sum()


def _least_norm_shares(corners: Array) -> Array:
    """Shares, of any sign but summing to 1, of the point of least norm in the plane through corners ``[m, d]``."""
    m = len(corners)
    system = np.block([[np.zeros((1, 1)), np.ones((1, m))], [np.ones((m, 1)), corners @ corners.T]])
    return np.asarray(np.linalg.lstsq(system, np.eye(m + 1)[0], rcond=None)[0][1:])


def permutation_error(tokens: ArrayLike, order: ArrayLike, *, causal: bool = False) -> float:
    """Largest difference of attending and permuting ``[n, d]`` in either order; rounding, without a mask (P2)."""
    x, p = np.asarray(tokens, dtype=np.float64), np.asarray(order)
    first = attend(x[p], x[p], x[p], causal=causal).output
    return float(np.abs(first - attend(x, x, x, causal=causal).output[p]).max())


@dataclass(frozen=True)
class InOrder:
    """Attention of words that stand in some order, by word and not by place.

    ``weights[i, j]`` is what word i gives to word j, ``output[i]`` the output of word i; ``seen[i, j]`` tells whether
    word i may look at word j.
    """

    weights: Array
    output: Array
    seen: NDArray[np.bool_]


def attend_in_order(
    query: ArrayLike, key: ArrayLike, value: ArrayLike, order: ArrayLike, *, causal: bool = False
) -> InOrder:
    """Attention when word ``order[p]`` stands at place p (P2): queries, keys ``[n, d]``, values ``[n, d_v]``.

    Raises ValueError when ``order`` is no order of the n words.
    """
    q, k, v = (np.asarray(a, dtype=np.float64) for a in (query, key, value))
    p = np.asarray(order)
    if sorted(p.tolist()) != list(range(len(q))):
        raise ValueError(f"order is {p.tolist()}: it must name each of the {len(q)} words once")
    placed = attend(q[p], k[p], v[p], causal=causal)
    back = np.argsort(p)
    see = causal_mask(len(p), len(p)) if causal else np.ones((len(p), len(p)), dtype=bool)
    return InOrder(placed.weights[np.ix_(back, back)], placed.output[back], see[np.ix_(back, back)])


@dataclass(frozen=True)
class Superposition:
    """Relative errors of linearity: with frozen weights, of f(X + Y), and of f(2X), with live ones (P3)."""

    frozen: float
    sum: float
    double: float


def superposition_error(x: ArrayLike, y: ArrayLike) -> Superposition:
    """How far attention of ``[n, d]`` to itself is from linear. Frozen weights are those of X."""
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def f(tokens: Array) -> Array:
        return attend(tokens, tokens, tokens).output

    def relative(one: Array, other: Array) -> float:
        return float(np.linalg.norm(one - other) / np.linalg.norm(other))

    weights = attend(a, a, a).weights
    return Superposition(
        relative(mix(weights, a + b), mix(weights, a) + mix(weights, b)),
        relative(f(a + b), f(a) + f(b)),
        relative(f(2 * a), 2 * f(a)),
    )


def largest_share(n: int, gap: float) -> float:
    """Weight of the best of n keys when it leads all others by ``gap``: 1 / (1 + (n - 1) e^-gap) (P8).

    Dispersion: at a bounded gap it falls to 0 as n grows (Velickovic et al. 2024).
    """
    return float(1 / (1 + (n - 1) * np.exp(-gap)))


def half_length(gap: float) -> float:
    """The length at which the best key's weight has fallen to one half: 1 + e^gap (P8)."""
    return float(1 + np.exp(gap))


def rank_residual(tokens: ArrayLike) -> float:
    """How far rows ``[n, d]`` are from all being equal: ||X - 1 mean||_F / ||X||_F, 0 after rank collapse (P9)."""
    x = np.asarray(tokens, dtype=np.float64)
    return float(np.linalg.norm(x - x.mean(axis=0)) / np.linalg.norm(x))


@dataclass(frozen=True)
class Saturation:
    """Of random scores: their spread, the mean weights by rank ``[keys]``, the mean norm of the softmax's Jacobian."""

    spread: float
    by_rank: Array
    jacobian: float

    @property
    def largest(self) -> float:
        """The mean largest weight."""
        return float(self.by_rank[-1])


def saturation(d_k: int, *, scaled: bool, keys: int = 16, trials: int = 2000, rng: np.random.Generator) -> Saturation:
    """Draw queries and keys with unit variance and see how saturated softmax is (P6, Vaswani et al. 2017, 3.2.1).

    The Jacobian of softmax is diag(a) - a aᵀ; its Frobenius norm shrinks as one weight takes all.
    """
    query, key = rng.normal(size=(trials, 1, d_k)), rng.normal(size=(trials, keys, d_k))
    scores = similarity(query, key)[:, 0] / (np.sqrt(d_k) if scaled else 1.0)
    weights = softmax(scores)
    jacobian = weights[:, :, None] * np.eye(keys) - weights[:, :, None] * weights[:, None, :]
    return Saturation(
        float(scores.std()),
        np.sort(weights, axis=1).mean(axis=0),
        float(np.linalg.norm(jacobian, axis=(1, 2)).mean()),
    )


def order_blind_ceiling(length: int) -> float:
    """Best accuracy on S3 words of any classifier that sees only which letters a word has (P2), by enumeration.

    For each bag of letters the best answer is the product that most of its orders have.
    """
    group = symmetric_group(3)
    index = {g: i for i, g in enumerate(group)}
    # Words with a bag of letters, by their product; bags grow by one letter a step.
    bags: dict[tuple[int, ...], np.ndarray] = {(0,) * len(group): np.eye(len(group), dtype=np.int64)[0]}
    for _ in range(length):
        longer: dict[tuple[int, ...], np.ndarray] = {}
        for bag, counts in bags.items():
            for letter, g in enumerate(group):
                grown = (*bag[:letter], bag[letter] + 1, *bag[letter + 1 :])
                moved = np.zeros_like(counts)
                for state, h in enumerate(group):
                    moved[index[compose(h, g)]] += counts[state]
                longer[grown] = longer.get(grown, 0) + moved
        bags = longer
    return float(sum(counts.max() for counts in bags.values()) / len(group) ** length)


def pairs_right_by_bag() -> NDArray[np.bool_]:
    """Which words of two letters of S3 ``[first, second]`` one answer a bag gets right (P2).

    Where the two orders of a bag have two products, the answer is that of the order whose first letter comes first in
    `symmetric_group`. Its mean is ``order_blind_ceiling(2)``.
    """
    group = symmetric_group(3)
    n = range(len(group))
    said = [[compose(group[min(a, b)], group[max(a, b)]) for b in n] for a in n]
    return np.array([[compose(group[a], group[b]) == said[a][b] for b in n] for a in n])


def score_walks(query: ArrayLike, key: ArrayLike) -> Array:
    """Partial sums of q · k, a product more a column: ``[count, d], [count, d] -> [count, d + 1]`` (P6).

    Column c is the score of the vectors cut to width c. A product of components of mean 0 and variance 1 is a step of
    mean 0 and variance 1, so a score is a walk and spreads by the root of its width.
    """
    products = np.asarray(query, dtype=np.float64) * np.asarray(key, dtype=np.float64)
    return np.concatenate([np.zeros((len(products), 1)), np.cumsum(products, axis=1)], axis=1)


def score_density(d_k: int, scores: ArrayLike) -> Array:
    """Exact density of q · k at scores ``[m]``, for normal components and an even width (P6).

    Two products sum to a variable of density exp(-|s|) / 2, so d_k of them to d_k / 2 of those: exp(-|s|) times a
    polynomial. Raises ValueError for an odd width.
    """
    if d_k < 2 or d_k % 2:
        raise ValueError(f"d_k is {d_k}: the density is known here for even widths from 2 on")
    s, m = np.abs(np.asarray(scores, dtype=np.float64)), d_k // 2
    total = np.zeros_like(s)
    for j in range(m):
        log = lgamma(m + j) - lgamma(m - j) - lgamma(j + 1) - lgamma(m) - (m + j) * np.log(2)
        total += np.exp(log + (m - 1 - j) * np.log(np.maximum(s, 1e-300)) - s)
    return total


def pulled_scores(scores: ArrayLike, value: ArrayLike, hand: ArrayLike, spring: float = 0.02) -> Array:
    """Scores ``[n]`` of a head whose output a hand ``[d]`` pulls: scores + value · (hand - output) / spring.

    An output does not determine the weights; this rule does, and a hand on the output of ``scores`` leaves them as they
    are. It is the one minimum of a convex function, found by Newton's steps. A hand beyond the hull of the values
    ``[n, d]`` brings the output near to the edge, nearer with a stiffer spring, and never on to it.
    """
    s, v, h = (np.asarray(a, dtype=np.float64) for a in (scores, value, hand))
    pull: Array = np.zeros_like(h)

    def cost(p: Array) -> float:
        z = s + v @ p
        return float(z.max() + np.log(np.exp(z - z.max()).sum()) - p @ h + spring / 2 * p @ p)

    for _ in range(200):
        weights = softmax(s + v @ pull)
        output = weights @ v
        slope = output - h + spring * pull
        if np.abs(slope).max() < 1e-9:
            break
        away = v - output
        step = np.linalg.solve((away * weights[:, None]).T @ away + spring * np.eye(len(h)), slope)
        size = 1.0
        while size > 1e-6 and cost(pull - size * step) > cost(pull) - 1e-4 * size * slope @ step:
            size /= 2
        pull = pull - size * step
    return np.asarray(s + v @ pull)


def score_parts(scores: ArrayLike, query: int, key: int) -> Array:
    """A score of a map ``[n_q, n_k]`` as four that sum to it: the map's mean, its row's, its column's, and its own.

    The mean of the row, and of the column, beyond the map's mean; what is left belongs to the pair (two-way analysis
    of variance). A change of basis of queries and keys that keeps their products changes none of the four.
    """
    s = np.asarray(scores, dtype=np.float64)
    mean = s.mean()
    row, column = s[query].mean() - mean, s[:, key].mean() - mean
    return np.array([mean, row, column, s[query, key] - mean - row - column])

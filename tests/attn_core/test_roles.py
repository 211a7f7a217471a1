"""E14: what was measured, counted again from the stored file; the closure that stands beside it."""

import json

import numpy as np
import pytest

from attn_core.measured import DATA
from attn_core.roles import ABOVE, BELOW, load_roles
from attn_core.rules import chain, chain_of_facts, closure_rules

PARTS = json.loads((DATA / "roles.json").read_text())["parts"]


@pytest.mark.parametrize("name", PARTS)
def test_counts_by_plain_loops(name):
    wording, part = load_roles()[name], PARTS[name]
    who = role = both = same = 0
    for above, below in zip(*part["nearest"], strict=True):
        for place, (one, other) in enumerate(zip(above, below, strict=True), start=1):
            who += one in (place - 1, place) and other in (place - 1, place)
            role += one == place - 1
            both += one == place - 1 and other == place
            same += one == other
    assert who == 140 == wording.names_it.all(axis=0).sum()
    assert role == wording.right[ABOVE].sum()
    assert both == wording.right.all(axis=0).sum() < 140 / 4 / 2
    assert same == wording.unmoved.sum() > 110


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("hops", [1, 2, 4])
@pytest.mark.parametrize("other", [True, False])
def test_hops_by_walking_along_the_facts(name, hops, other):
    """Whichever name is read off a fact, the other one or the one in the role, as many walks arrive."""
    wording = load_roles()[name]
    for question, step in ((ABOVE, -1), (BELOW, 1)):
        arrived = []
        for nearest in PARTS[name]["nearest"][question]:
            for start in range(1, 15):
                if not 1 <= start + step * (hops - 1) <= 14:
                    continue
                at = start
                for _ in range(hops):
                    if 1 <= at <= 14:
                        fact = nearest[at - 1]
                        at = 2 * fact + 1 - at if other else fact + (question == BELOW)
                arrived.append(at == start + step * hops)
        assert len(arrived) == 10 * (15 - hops)
        assert wording.over_hops(question, hops) == sum(arrived) / len(arrived)


@pytest.mark.parametrize("name", PARTS)
def test_the_nearest_is_the_most_similar(name):
    wording = load_roles()[name]
    assert wording.similar.shape == (2, len(wording.row) - 2, len(wording.row) - 1)
    assert (wording.similar.argmax(axis=-1) == wording.nearest[:, 0]).all()


def test_with_the_names_swapped_the_wording_decides_too():
    swapped = np.array([w.swapped for w in load_roles().values()])
    assert swapped[:, ABOVE].min() < 0.3 and swapped[:, ABOVE].max() == 1
    assert swapped[:, BELOW].min() == 0 and swapped[:, BELOW].max() > 0.9


def test_no_direction_is_right_in_all_wordings():
    shares = np.array([w.right.mean(axis=(1, 2)) for w in load_roles().values()])
    assert shares.min(axis=0).max() < 0.3 and shares[:, ABOVE].max() > 0.9 and shares[:, BELOW].max() > 0.75


def test_joining_all_with_all_doubles_the_reach():
    n = 9
    rounds = chain(chain_of_facts("above", n, steps=False), closure_rules("above", squaring=True)).rounds
    step = np.eye(n, k=1, dtype=bool)
    known = step
    for r, new in enumerate(rounds):
        found = np.zeros((n, n), dtype=bool)
        for _, a, b in new:
            found[int(a[1:]), int(b[1:])] = True
        if r:
            joined = known | (known.astype(int) @ known.astype(int) > 0)
            assert (found == joined & ~known).all()
            known = joined
        else:
            assert (found == step).all()
    assert known.sum() == n * (n - 1) // 2 and len(rounds) - 1 == 3

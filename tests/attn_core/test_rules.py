"""Forward chaining against networkx's transitive closure and a naive fixpoint."""

from __future__ import annotations

from itertools import product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attn_core.rules import Rule, chain, chain_of_facts, closure_rules

edges = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14)


def naive(facts, rules):
    """All rules on all assignments of names to variables, until nothing changes."""
    known = set(facts)
    names = sorted({t for f in known for t in f[1:]})
    while True:
        new = set()
        for rule in rules:
            variables = sorted({t for atom in rule.body for t in atom[1:] if t.startswith("?")})
            for values in product(names, repeat=len(variables)):
                bind = dict(zip(variables, values, strict=True))
                ground = [(a[0], *(bind.get(t, t) for t in a[1:])) for a in (rule.head, *rule.body)]
                if all(g in known for g in ground[1:]):
                    new.add(ground[0])
        if new <= known:
            return known
        known |= new


@given(edges)
def test_closure_is_that_of_networkx_by_either_route(pairs):
    expected = set(nx.transitive_closure(nx.DiGraph(list(pairs)), reflexive=False).edges)
    facts = {("r", f"e{a}", f"e{b}") for a, b in pairs}
    squared = chain(facts, closure_rules("r", squaring=True)).facts
    stepped = chain(facts | {("r_step", *f[1:]) for f in facts}, closure_rules("r")).facts
    for found in (squared, {f for f in stepped if f[0] == "r"}):
        assert {(int(a[1:]), int(b[1:])) for _, a, b in found} == expected


def test_rules_with_constants_and_two_predicates_agree_with_the_naive_fixpoint():
    facts = {("parent", "ann", "bob"), ("parent", "bob", "cid"), ("parent", "bob", "dan"), ("tall", "ann")}
    rules = [
        Rule(("grand", "?x", "?z"), (("parent", "?x", "?y"), ("parent", "?y", "?z"))),
        Rule(("sibling", "?x", "?y"), (("parent", "?p", "?x"), ("parent", "?p", "?y"))),
        Rule(("noted", "?z"), (("grand", "ann", "?z"), ("tall", "ann"))),
    ]
    assert chain(facts, rules).facts == naive(facts, rules)


@pytest.mark.parametrize(
    ("n", "one_mix", "closure", "by_squaring"), [(8, 13, 28, 3), (16, 29, 120, 4), (32, 61, 496, 5)]
)
def test_p15_a_chain_of_facts(n, one_mix, closure, by_squaring):
    facts = chain_of_facts("r", n, steps=False)
    squaring = closure_rules("r", squaring=True)
    assert len(facts) == n - 1
    assert len(chain(facts, squaring, most_rounds=1).facts) == one_mix
    assert len(chain(facts, squaring).facts) == closure == n * (n - 1) // 2
    assert chain(facts, squaring).productive_rounds == by_squaring
    assert chain(chain_of_facts("r", n), closure_rules("r")).productive_rounds == n - 2


def test_rounds_are_disjoint_and_in_order():
    rounds = chain(chain_of_facts("r", 6), closure_rules("r")).rounds
    assert [len(r) for r in rounds] == [10, 4, 3, 2, 1]
    assert len(frozenset().union(*rounds)) == sum(map(len, rounds))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Rule(("p", "?x", "?w"), (("q", "?x"),)), ["?w", "p(?x, ?w)"]),
        (lambda: Rule(("p", "a"), ()), ["no body"]),
        (lambda: chain([("p", "?x")], []), ["p(?x)", "variable"]),
        (lambda: chain([("p", "a"), ("p", "a", "b")], []), ["p", "different numbers"]),
        (lambda: chain([("p", "a")], [Rule(("p", "?x", "?x"), (("q", "?x"),))]), ["p(?x, ?x)"]),
    ],
)
def test_unsafe_rules_and_wrong_arity_are_named(make, words):
    with pytest.raises(ValueError) as error:
        make()
    assert all(word in str(error.value) for word in words), error.value

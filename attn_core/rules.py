"""Facts and Horn rules: forward chaining to the fixpoint, with a trace of every round (`PROPOSITIONS.md`, P15).

A fact is a tuple ("parent", "ann", "bob"); in a rule, names that begin with ? are variables. Semi-naive evaluation: a
round only joins what is new with what is known (Bancilhon and Ramakrishnan 1986).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Atom = tuple[str, ...]
Binding = Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """``head`` holds whenever all of ``body`` does. Raises ValueError for a variable that only the head has."""

    head: Atom
    body: tuple[Atom, ...]

    def __post_init__(self) -> None:
        if not self.body:
            raise ValueError(f"rule for {show(self.head)} has no body; give it as a fact")
        bound = {term for atom in self.body for term in atom[1:] if is_variable(term)}
        if loose := [term for term in self.head[1:] if is_variable(term) and term not in bound]:
            raise ValueError(f"rule for {show(self.head)}: {', '.join(loose)} of the head is not in the body")

    def __str__(self) -> str:
        return f"{show(self.head)} if {' and '.join(map(show, self.body))}"


@dataclass(frozen=True)
class Chaining:
    """``rounds[0]`` are the given facts, ``rounds[r]`` what is new in round r; it ends when nothing is."""

    rounds: tuple[frozenset[Atom], ...]

    @property
    def facts(self) -> frozenset[Atom]:
        """The fixpoint: all that follows."""
        return frozenset().union(*self.rounds)

    @property
    def productive_rounds(self) -> int:
        """Rounds that found something."""
        return len(self.rounds) - 1


def is_variable(term: str) -> bool:
    """Whether a term stands for anything."""
    return term.startswith("?")


def show(atom: Atom) -> str:
    """``parent(ann, ?x)``."""
    return f"{atom[0]}({', '.join(atom[1:])})"


def chain(facts: Iterable[Atom], rules: Iterable[Rule], most_rounds: int | None = None) -> Chaining:
    """Apply all rules again and again until nothing new follows, or ``most_rounds`` times.

    Raises ValueError for a fact with a variable, and for a predicate that is used with different numbers of terms.
    """
    given, program = frozenset(facts), tuple(rules)
    _check(given, program)
    rounds, known, new = [given], set(given), given
    while new and (most_rounds is None or len(rounds) <= most_rounds):
        new = frozenset(atom for rule in program for atom in _consequences(rule, known, new)) - known
        if new:
            rounds.append(new)
            known |= new
    return Chaining(tuple(rounds))


def closure_rules(relation: str, *, squaring: bool = False) -> tuple[Rule, ...]:
    """Transitive closure, in place: a step along given facts each round, or by squaring what is known so far.

    Without squaring, facts of ``relation`` must also be given as ``relation + "_step"``.
    """
    second = relation if squaring else f"{relation}_step"
    return (Rule((relation, "?x", "?z"), ((relation, "?x", "?y"), (second, "?y", "?z"))),)


def chain_of_facts(relation: str, n: int, *, steps: bool = True) -> set[Atom]:
    """n entities in a row, each related to the next; with ``steps`` also as ``relation_step``."""
    pairs = [(f"e{i}", f"e{i + 1}") for i in range(n - 1)]
    return {(name, *pair) for pair in pairs for name in ((relation, f"{relation}_step") if steps else (relation,))}


def _consequences(rule: Rule, known: set[Atom], new: frozenset[Atom]) -> Iterator[Atom]:
    """Heads whose body holds with at least one new atom in it."""
    for i in range(len(rule.body)):
        bindings: list[dict[str, str]] = [{}]
        # Old facts only before place i, new at i, anything after: no combination is joined twice.
        for j, wanted in enumerate(rule.body):
            source = new if j == i else known - new if j < i else known
            by_name = [atom for atom in source if atom[0] == wanted[0]]
            bindings = [
                extended for b in bindings for atom in by_name if (extended := _match(wanted, atom, b)) is not None
            ]
        for binding in bindings:
            yield (rule.head[0], *(binding.get(term, term) for term in rule.head[1:]))


def _match(wanted: Atom, atom: Atom, binding: Binding) -> dict[str, str] | None:
    """The binding that makes ``wanted`` the fact ``atom``, or None."""
    extended = dict(binding)
    for term, value in zip(wanted[1:], atom[1:], strict=True):
        if is_variable(term):
            if extended.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return extended


def _check(facts: Iterable[Atom], rules: Iterable[Rule]) -> None:
    arity: dict[str, tuple[int, Atom]] = {}
    for fact in facts:
        if any(is_variable(term) for term in fact[1:]):
            raise ValueError(f"fact {show(fact)} holds a variable; facts have names only")
    for atom in [*facts, *(atom for rule in rules for atom in (rule.head, *rule.body))]:
        terms, first = arity.setdefault(atom[0], (len(atom), atom))
        if terms != len(atom):
            raise ValueError(f"{show(atom)} and {show(first)} use {atom[0]} with different numbers of terms")

"""Program induction: find a fold from examples, wrong guesses included (`PROPOSITIONS.md`, E3).

A program is ``s := init; for x in xs: s := step(s, x)``. Steps are enumerated from small to large, one for each
behaviour on probe pairs (observational equivalence, Udupa et al. 2013), inside a loop of counterexamples (Solar-Lezama
2008). The fold and the operators, mod2 among them, are given: that is part of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

Example = tuple[tuple[int, ...], int]
INITS = (0, 1, -99)
LARGEST = 7
TESTS = 300  # random words on which a guess is tried
PROBES = tuple(product((-99, -3, -1, 0, 1, 2, 3, 5), (-3, -1, 0, 1, 2, 4)))


@dataclass(frozen=True)
class Step:
    """An expression over s and x, and what it computes."""

    text: str
    size: int
    function: Callable[[int, int], int]


@dataclass(frozen=True)
class Program:
    """A start value and a step."""

    init: int
    step: Step

    def __call__(self, word: Sequence[int]) -> int:
        state = self.init
        for x in word:
            state = self.step.function(state, x)
        return state

    def __str__(self) -> str:
        return f"s := {self.init}; for x: s := {self.step.text}"


@dataclass(frozen=True)
class Guess:
    """A program that fits the examples so far, which one of all it was, and the word that refuted it, if one did.

    ``number`` counts programs in the order of the search, from one.
    """

    program: Program
    examples: tuple[Example, ...]
    number: int
    counterexample: tuple[int, ...] | None


@dataclass(frozen=True)
class Induction:
    """The history of guesses; the last one stands."""

    guesses: tuple[Guess, ...]

    @property
    def program(self) -> Program:
        """The program that was found."""
        return self.guesses[-1].program

    @property
    def rounds(self) -> int:
        """How often something was guessed."""
        return len(self.guesses)


LEAVES = (
    Step("s", 1, lambda s, x: s),
    Step("x", 1, lambda s, x: x),
    Step("0", 1, lambda s, x: 0),
    Step("1", 1, lambda s, x: 1),
)
UNARY: dict[str, Callable[[int], int]] = {"mod2": lambda a: a % 2, "mod3": lambda a: a % 3, "neg": lambda a: -a}
BINARY: dict[str, Callable[[int, int], int]] = {
    "{} + {}": lambda a, b: a + b,
    "{} - {}": lambda a, b: a - b,
    "{} * {}": lambda a, b: a * b,
    "max({}, {})": max,
    "min({}, {})": min,
    "({} > {})": lambda a, b: int(a > b),
    "({} == {})": lambda a, b: int(a == b),
}


@cache
def steps(size: int, without: frozenset[str] = frozenset()) -> tuple[Step, ...]:
    """All expressions of a size whose behaviour on the probes no smaller or earlier one has.

    ``without`` names unary operators that are taken out of the grammar. Raises ValueError for one that is not in it.
    """
    if unknown := without - set(UNARY):
        raise ValueError(f"without names {', '.join(sorted(unknown))}; the unary operators are {', '.join(UNARY)}")
    seen = {_behaviour(step) for smaller in range(1, size) for step in steps(smaller, without)}
    found = []
    for step in _grown(size, without):
        behaviour = _behaviour(step)
        if behaviour not in seen:
            seen.add(behaviour)
            found.append(step)
    return tuple(found)


def _behaviour(step: Step) -> tuple[int, ...]:
    return tuple(step.function(s, x) for s, x in PROBES)


def _grown(size: int, without: frozenset[str]) -> Iterator[Step]:
    if size == 1:
        yield from LEAVES
        return
    for name, one in UNARY.items():
        if name in without:
            continue
        for a in steps(size - 1, without):
            yield Step(f"{name}({a.text})", size, lambda s, x, f=one, a=a.function: f(a(s, x)))  # type: ignore[misc]
    for left in range(1, size - 1):
        for pattern, two in BINARY.items():
            for a, b in product(steps(left, without), steps(size - 1 - left, without)):
                text = pattern.format(_bracketed(a.text, pattern), _bracketed(b.text, pattern))
                yield Step(text, size, lambda s, x, f=two, a=a.function, b=b.function: f(a(s, x), b(s, x)))  # type: ignore[misc]
    for first, second in product(range(1, size - 2), repeat=2):
        if (third := size - 1 - first - second) > 0:
            for c, a, b in product(*(steps(part, without) for part in (first, second, third))):
                yield Step(
                    f"if({c.text}, {a.text}, {b.text})",
                    size,
                    lambda s, x, c=c.function, a=a.function, b=b.function: a(s, x) if c(s, x) else b(s, x),  # type: ignore[misc]
                )


def _bracketed(text: str, pattern: str) -> str:
    """Sums and products inside sums and products are written in brackets."""
    return f"({text})" if pattern[0] == "{" and " " in text and "(" not in text[:1] and text[-1] != ")" else text


def programs(largest: int = LARGEST, without: frozenset[str] = frozenset()) -> Iterator[Program]:
    """All programs up to a size, smallest first."""
    for size in range(1, largest + 1):
        for step, init in product(steps(size, without), INITS):
            yield Program(init, step)


def synthesise(
    examples: Sequence[Example], largest: int = LARGEST, without: frozenset[str] = frozenset()
) -> Program | None:
    """The smallest program that fits all examples, or None up to the largest size."""
    return next((program for program in programs(largest, without) if _fits(program, examples)), None)


def _fits(program: Program, examples: Sequence[Example]) -> bool:
    return all(program(word) == answer for word, answer in examples)


def induce(
    target: Callable[[Sequence[int]], int],
    rng: np.random.Generator,
    *,
    letters: Sequence[int] = (-2, -1, 0, 1, 2, 3),
    tests: int = TESTS,
    longest: int = 8,
    most_rounds: int = 20,
    without: frozenset[str] = frozenset(),
) -> Induction:
    """Guess, test on random words, add the shortest counterexample, and guess again, until none is found.

    Starts from the empty word alone. Raises ValueError when no program of the grammar fits, or the rounds run out.
    """
    examples: list[Example] = [((), target(()))]
    guesses: list[Guess] = []
    for _ in range(most_rounds):
        numbered = enumerate(programs(without=without), 1)
        number, program = next(((n, p) for n, p in numbered if _fits(p, examples)), (0, None))
        if program is None:
            raise ValueError(f"no program up to size {LARGEST} fits {examples}")
        lengths = rng.integers(longest + 1, size=tests)
        words = sorted((tuple(int(x) for x in rng.choice(letters, size=n)) for n in lengths), key=len)
        wrong = next((word for word in words if program(word) != target(word)), None)
        guesses.append(Guess(program, tuple(examples), number, wrong))
        if wrong is None:
            return Induction(tuple(guesses))
        examples.append((wrong, target(wrong)))
    raise ValueError(f"no program stood after {most_rounds} rounds; the last was {guesses[-1].program}")

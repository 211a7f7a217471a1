"""Machines with a state: one pure ``step(state, symbol) -> state``, and ``run`` that keeps the trace.

A deterministic finite automaton, a stack machine for brackets, and a register machine for straight-line programs.
States are immutable values, so that a trace cannot change behind one's back.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

State = TypeVar("State")
Symbol = TypeVar("Symbol", contravariant=True)


class Machine(Protocol[State, Symbol]):
    """What ``run`` needs: a first state and a step that depends on nothing else."""

    @property
    def start(self) -> State: ...

    def step(self, state: State, symbol: Symbol) -> State: ...


@dataclass(frozen=True)
class Trace(Generic[State]):
    """A word of n symbols and the n + 1 states before, between and after them."""

    word: tuple[Any, ...]
    states: tuple[State, ...]

    @property
    def final(self) -> State:
        """The state after the last symbol."""
        return self.states[-1]


def run(machine: Machine[State, Symbol], word: Iterable[Symbol]) -> Trace[State]:
    """Read a word from the first symbol to the last. Errors are those of the machine's step."""
    symbols, states = tuple(word), [machine.start]
    for symbol in symbols:
        states.append(machine.step(states[-1], symbol))
    return Trace(symbols, tuple(states))


@dataclass(frozen=True)
class Automaton:
    """A deterministic finite automaton: ``transitions[state, symbol]`` is the next state.

    Raises ValueError that names every missing transition and every state that no word reaches.
    """

    start: Hashable
    transitions: Mapping[tuple[Hashable, Hashable], Hashable]
    accepting: frozenset[Hashable] = frozenset()

    def __post_init__(self) -> None:
        if missing := [f"({s!r}, {x!r})" for s in self.states for x in self.alphabet if (s, x) not in self.transitions]:
            raise ValueError(f"transitions are missing for {_listed(missing)} (state, symbol)")
        if unreachable := [repr(s) for s in self.states if s not in self._reachable()]:
            raise ValueError(f"no word reaches the state {_listed(unreachable)} from the start {self.start!r}")
        if unknown := [repr(s) for s in self.accepting if s not in self.states]:
            raise ValueError(f"accepting state {_listed(sorted(unknown))} has no transitions")

    @property
    def states(self) -> tuple[Hashable, ...]:
        """All states that the table names, the start first."""
        named = (s for (source, _), target in self.transitions.items() for s in (source, target))
        return tuple(dict.fromkeys([self.start, *named]))

    @property
    def alphabet(self) -> tuple[Hashable, ...]:
        """All symbols that the table names."""
        return tuple(dict.fromkeys(symbol for _, symbol in self.transitions))

    def step(self, state: Hashable, symbol: Hashable) -> Hashable:
        """The next state. Raises ValueError for a symbol or a state that the table does not know."""
        if (state, symbol) not in self.transitions:
            known, what, which = (
                (self.states, "state", state) if symbol in self.alphabet else (self.alphabet, "symbol", symbol)
            )
            raise ValueError(f"{what} {which!r} is not one of {_listed([repr(k) for k in known])}")
        return self.transitions[state, symbol]

    def accepts(self, word: Iterable[Hashable]) -> bool:
        """Whether the word ends in an accepting state."""
        return run(self, word).final in self.accepting

    def _reachable(self) -> set[Hashable]:
        found, border = {self.start}, [self.start]
        while border:
            state = border.pop()
            new = {self.transitions[state, x] for x in self.alphabet} - found
            found |= new
            border += new
        return found


def counter(modulus: int) -> Automaton:
    """Counts ones modulo ``modulus`` over the symbols 0 and 1; accepts when the count is 0."""
    if modulus < 1:
        raise ValueError(f"modulus is {modulus}: it must be at least 1")
    table: dict[tuple[Hashable, Hashable], Hashable] = {
        (s, x): (s + x) % modulus for s in range(modulus) for x in (0, 1)
    }
    return Automaton(0, table, frozenset({0}))


def parity() -> Automaton:
    """Two states, s <- s xor x: 0 while the number of ones is even."""
    return counter(2)


DEAD = None


@dataclass(frozen=True)
class BracketMachine:
    """A stack machine for balanced brackets: the state is the tuple of open ones, or DEAD once the word is wrong."""

    pairs: tuple[tuple[str, str], ...] = (("(", ")"), ("[", "]"))

    def __post_init__(self) -> None:
        symbols = [symbol for pair in self.pairs for symbol in pair]
        if twice := sorted({s for s in symbols if symbols.count(s) > 1}):
            raise ValueError(f"bracket {_listed([repr(s) for s in twice])} is used more than once in pairs")

    @property
    def start(self) -> tuple[str, ...] | None:
        """Nothing is open."""
        return ()

    def step(self, state: tuple[str, ...] | None, symbol: str) -> tuple[str, ...] | None:
        """Push an opening bracket, pop its partner, die of anything else. Raises ValueError for other symbols."""
        opening = {close: open_ for open_, close in self.pairs}
        if symbol not in opening and symbol not in opening.values():
            known = [repr(s) for pair in self.pairs for s in pair]
            raise ValueError(f"symbol {symbol!r} is not one of {_listed(known)}")
        if state is DEAD:
            return DEAD
        if symbol not in opening:
            return (*state, symbol)
        return state[:-1] if state and state[-1] == opening[symbol] else DEAD

    def accepts(self, word: Iterable[str]) -> bool:
        """Whether every bracket is closed by its own partner, in order."""
        return run(self, word).final == ()


@dataclass(frozen=True)
class Assignment:
    """``target := source``, a number or the name of a register, with its place in the text."""

    target: str
    source: int | str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.target} := {self.source}"


Registers = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RegisterMachine:
    """Named registers, written over by assignments; the state is the tuple of (name, value), by name."""

    @property
    def start(self) -> Registers:
        """No register is set."""
        return ()

    def step(self, state: Registers, symbol: Assignment) -> Registers:
        """Carry out one assignment. Raises ValueError, with line and column, when an unset register is read."""
        values = dict(state)
        if isinstance(symbol.source, str) and symbol.source not in values:
            known = f"set so far: {_listed(sorted(values))}" if values else "no register is set yet"
            place = f"line {symbol.line}, column {symbol.column}"
            raise ValueError(f"{place}: register {symbol.source!r} is read before it is set ({known})")
        values[symbol.target] = values[symbol.source] if isinstance(symbol.source, str) else symbol.source
        return tuple(sorted(values.items()))


_ASSIGNMENT = re.compile(r"\s*(?P<target>[A-Za-z_]\w*)\s*:=\s*(?P<source>[A-Za-z_]\w*|[+-]?\d+)\s*")


def parse_program(text: str) -> tuple[Assignment, ...]:
    """Read a straight-line program, ``x := 3`` and ``y := x``, one a line or separated by semicolons.

    Raises ValueError that names line and column (both from 1) of the first thing that is not an assignment.
    """
    program = []
    for number, line in enumerate(text.splitlines(), start=1):
        column = 1
        for piece in line.split(";"):
            if piece.strip():
                program.append(_parse_assignment(piece, number, column))
            column += len(piece) + 1
    return tuple(program)


def _parse_assignment(piece: str, line: int, column: int) -> Assignment:
    match = _ASSIGNMENT.fullmatch(piece)
    if match:
        source = match["source"]
        is_name = source[0].isalpha() or source[0] == "_"
        return Assignment(match["target"], source if is_name else int(source), line, column + match.start("source"))
    # The furthest point that still reads as the beginning of an assignment is where it went wrong.
    steps = (r"\s*", r"\s*[A-Za-z_]\w*\s*", r"\s*[A-Za-z_]\w*\s*:=\s*", _ASSIGNMENT.pattern)
    ends = [found.end() for step in steps if (found := re.match(step, piece))]
    wanted = ("a register name", "':='", "a number or a register name", "the end of the assignment")[len(ends) - 1]
    rest = piece[ends[-1] :].strip()
    seen = f"{rest!r} stands" if rest else "the text ends"
    raise ValueError(f"line {line}, column {column + ends[-1]}: {seen} where {wanted} was expected, as in 'x := 3'")


def _listed(names: list[str]) -> str:
    return ", ".join(names)

"""Lines of a program: an assignment, and the question that is asked of it."""

from __future__ import annotations

from manim import SEMIBOLD, VGroup

from attn_core.machines import Assignment
from scenes import look
from scenes.mobjects.text import Label, row_of, symbol
from scenes.theme import theme


class Statement(VGroup):
    """``name := source``; ``register``, ``sign`` and ``source`` are its parts, and a number is a `Number`."""

    def __init__(self, line: Assignment, size: float = look.HERO):
        self.line = line
        self.register, self.sign = Label(line.target, size, weight=SEMIBOLD), Label(":=", size, theme.muted)
        self.source = symbol(line.source, size, weight=SEMIBOLD)
        super().__init__(*row_of([self.register, self.sign, self.source], buff=0.2 * size / look.HERO))

    def light(self, on: bool = True) -> Statement:
        """Bright when it is carried out, else waiting."""
        for part in (self.register, self.source):
            part.set_color(theme.ink if on else theme.muted)
        return self

    @property
    def baseline(self) -> float:
        """Height of its baseline."""
        return self.register.baseline


class Question(VGroup):
    """``name ?`` in the colour of a query."""

    def __init__(self, name: str, size: float = look.HERO):
        self.register, self.sign = (Label(part, size, theme.query, SEMIBOLD) for part in (name, "?"))
        super().__init__(*row_of([self.register, self.sign], buff=0.1 * size / look.HERO))

    def light(self, on: bool = True) -> Question:
        """Bright when it is asked, else waiting."""
        self.set_color(theme.query if on else theme.muted)
        return self

    @property
    def baseline(self) -> float:
        """Height of its baseline."""
        return self.register.baseline

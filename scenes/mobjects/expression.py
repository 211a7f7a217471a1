"""An expression of a program as a row of names, numbers and signs."""

from __future__ import annotations

import re

from manim import NORMAL, VGroup

from scenes import look
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

SIGNS = {"==": "=", "*": "·", "-": "−"}
SPACED, NAMES = ("==", "*", "-", "+", ">"), ("mod", "neg", "max", "min", "if")
TOKEN = re.compile(r"[a-z]+|\d+|==|[-+*>(),]")


class Expression(VGroup):
    """``1 - (s == x)`` as it is written by hand; ``text`` is what it was made from. The state s has its colour."""

    def __init__(self, text: str, size: float = look.HERO, color: str | None = None, weight: str = NORMAL):
        self.text = text
        super().__init__()
        before = "("
        for token in TOKEN.findall(text):
            ink = theme.state if token == "s" else color
            part: Label | Number
            if token.isdigit():
                part = Number(int(token), 0, size, ink, weight)
            else:
                part = Label(SIGNS.get(token, token), size, ink, weight, verbatim=True)
            part.shows_state = token == "s"
            if self.submobjects:
                named = before in NAMES and token.isdigit()
                close = named or before == "(" or (token in "),(" and before not in SPACED)
                part.next_to(self[-1], buff=(0.04 if close else 0.17) * size / look.BODY)
            self.add(part.on_baseline(0))
            before = token

    @property
    def baseline(self) -> float:
        """Height of its baseline."""
        return float(self[0].baseline)

    def on_baseline(self, y: float) -> Expression:
        """Shift so that its baseline is at height ``y``."""
        self.shift([0, y - self.baseline, 0])
        return self

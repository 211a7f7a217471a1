"""A machine's state: one solid box that is overwritten, its states as a diagram, and the machine reading a word."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    AnimationGroup,
    Arc,
    Arrow,
    Circle,
    Create,
    CurvedArrow,
    FadeIn,
    FadeOut,
    RoundedRectangle,
    Scene,
    VGroup,
    VMobject,
)

from scenes import look
from scenes.mobjects.text import Label, Number, symbol
from scenes.mobjects.tokens import SymbolRow
from scenes.theme import theme

Extra = Callable[[int], Sequence[Animation]]


class StateBox(VGroup):
    """The state: one box, one value, a number or a word. ``overwrite`` replaces the value; nothing else is kept."""

    def __init__(self, value: object, side: float = 1.6, size: float = look.HERO):
        self.box = RoundedRectangle(look.CORNER, width=side, height=side)
        self.box.set_stroke(theme.state, look.STRONG).set_fill(theme.state_fill, 1)
        self.size, self.side = size, side
        self.value = self._written(value)
        super().__init__(self.box, self.value)

    def _written(self, value: object) -> Label | Number:
        return symbol(value, self.size, weight=SEMIBOLD, width=0.85 * self.side).move_to(self.box)

    def arrow_from(self, read: VMobject) -> Arrow:
        """The symbol that is being read, on its way into the state."""
        ends = read.get_bottom(), self.box.get_top()
        return Arrow(*ends, buff=0.12, color=theme.ink, stroke_width=look.STRONG, tip_length=look.TIP)

    def overwrite(self, value: object) -> Animation:
        """The old value leaves upwards, the new one takes its place."""
        old, self.value = self.value, self._written(value)
        self.remove(old)
        self.add(self.value)
        return AnimationGroup(FadeOut(old, shift=0.35 * UP), FadeIn(self.value, shift=0.35 * UP))


def read_word(
    scene: Scene,
    box: StateBox,
    word: SymbolRow,
    states: Sequence[object],
    *,
    pace: float = 0.4,
    meanwhile: Extra | None = None,
    afterwards: Extra | None = None,
) -> None:
    """Play a machine that reads a word: from each symbol an arrow to the box, which is overwritten.

    ``states[t]`` is the state after symbol t. An arrow and an overwriting take ``pace`` seconds each. ``meanwhile(t)``
    is played with the arrow, ``afterwards(t)`` after the overwriting. The last arrow stays on stage.
    """
    last: Arrow | None = None
    for t, state in enumerate(states):
        arrow = box.arrow_from(word.boxes[t])
        leaving = [FadeOut(last)] if last else []
        scene.play(*leaving, Create(arrow), *(meanwhile(t) if meanwhile else ()), run_time=pace)
        scene.play(box.overwrite(state), run_time=pace)
        if afterwards:
            scene.play(*afterwards(t), run_time=pace)
        last = arrow


class AutomatonView(VGroup):
    """States as circles in a row, transitions as arrows with their symbols; both are numbers or words.

    ``states[s]`` and ``arrows[s, symbol]`` are the parts; a transition to itself is a loop above the state.
    """

    radius = 0.72

    def __init__(self, states: Sequence[Hashable], transitions: Mapping[tuple[Any, Any], Hashable], gap: float = 3.4):
        super().__init__()
        self.states = {s: self._state(s) for s in states}
        VGroup(*self.states.values()).arrange(RIGHT, buff=gap)
        self.arrows = {key: self._arrow(*key, target) for key, target in transitions.items()}
        self.add(*self.arrows.values(), *self.states.values())

    def _state(self, value: object) -> VGroup:
        circle = Circle(radius=self.radius, color=theme.state, stroke_width=look.MARK).set_fill(theme.background, 1)
        return VGroup(circle, symbol(value, look.TITLE, weight=SEMIBOLD, width=1.6 * self.radius).move_to(circle))

    def _arrow(self, source: Hashable, read: Hashable, target: Hashable) -> VGroup:
        a, b = self.states[source], self.states[target]
        name = symbol(read, look.BODY)
        if source == target:
            arrow = Arc(0.46, -0.2 * np.pi, 1.4 * np.pi, arc_center=a.get_top() + 0.32 * UP)
            arrow.set_stroke(theme.muted, look.MARK).add_tip(tip_length=look.TIP, tip_width=look.TIP)
            return VGroup(arrow, name.next_to(arrow, UP, buff=0.14))
        rightwards = a.get_x() < b.get_x()
        side = UP if rightwards else DOWN
        edge = self.radius * (RIGHT if rightwards else LEFT)
        ends = a.get_center() + edge + 0.32 * side, b.get_center() - edge + 0.32 * side
        arrow = CurvedArrow(*ends, angle=-0.7, color=theme.muted, stroke_width=look.MARK, tip_length=look.TIP)
        return VGroup(arrow, name.next_to(arrow, side, buff=0.16))

"""A machine's state: one solid box that is overwritten, its states as a diagram, and the machine reading a word."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    DR,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UL,
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
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.text import Label, Number, symbol
from scenes.mobjects.tokens import SymbolRow
from scenes.theme import theme

Extra = Callable[[int], Sequence[Animation]]


class StateBox(VGroup):
    """The state: one box, one value, a number or a word, which is replaced; nothing else is kept.

    ``turn_over`` writes as a card is turned, ``overwrite`` as a page is. With ``marked`` a number has its parity in two
    corners, even a filled circle, odd an open square.
    """

    shows_state = True  # nothing else has the colour of state

    def __init__(self, value: object, side: float = 1.6, size: float = look.HERO, *, marked: bool = False):
        self.box = RoundedRectangle(look.CORNER, width=side, height=side)
        self.box.set_stroke(theme.state, look.STRONG).set_fill(theme.state_fill, 1)
        self.size, self.side, self.marked = size, side, marked
        self.value, self.corners = self._written(value)
        super().__init__(self.box, self.value, self.corners)

    def _written(self, value: object) -> tuple[Label | Number, VGroup]:
        written = symbol(value, self.size, weight=SEMIBOLD, width=0.85 * self.side).move_to(self.box)
        corners = VGroup()
        if self.marked and isinstance(written, Number):
            for corner in (UL, DR):
                mark = parity_mark(int(written.value), 0.055 * self.side)
                corners.add(mark.move_to(self.box.get_center() + 0.36 * self.side * corner))
        return written, corners

    def arrow_from(self, read: VMobject) -> Arrow:
        """The symbol that is being read, on its way into the state."""
        ends = read.get_bottom(), self.box.get_top()
        return Arrow(*ends, buff=0.12, color=theme.ink, stroke_width=look.STRONG, tip_length=look.TIP)

    def overwrite(self, value: object) -> Animation:
        """The old value leaves upwards, the new one takes its place."""
        old = VGroup(self.value, self.corners)
        self._replace(value)
        new = VGroup(self.value, self.corners)
        return AnimationGroup(FadeOut(old, shift=0.35 * UP), FadeIn(new, shift=0.35 * UP))

    def turn_over(self, value: object) -> Animation:
        """The box turns about its upright axis; its other side has the new value."""
        return TurnOver(self, value)

    def _replace(self, value: object) -> None:
        self.remove(self.value, self.corners)
        self.value, self.corners = self._written(value)
        self.add(self.value, self.corners)


class TurnOver(Animation):
    """Half a turn of a state's box, seen in perspective: the edge that comes nearer grows."""

    depth = 0.16  # how much an edge grows or shrinks when it points at the viewer

    def __init__(self, state: StateBox, value: object, **options: Any):
        self.old = VGroup(state.value, state.corners)
        state._replace(value)
        self.new = VGroup(state.value, state.corners)
        state.add(self.old)
        super().__init__(state, **options)

    def begin(self) -> None:
        self.flat = [(m, m.points.copy()) for m in self.mobject.family_members_with_points()]
        self.centre = self.mobject.box.get_center()
        super().begin()

    def interpolate(self, alpha: float) -> None:
        turn = np.pi * self.rate_func(alpha)
        angle, hidden = (turn, self.new) if turn <= np.pi / 2 else (turn - np.pi, self.old)
        unseen = {id(part) for part in hidden.get_family()}
        x0, y0, _ = self.centre
        for part, flat in self.flat:
            x, y = flat[:, 0] - x0, flat[:, 1] - y0
            grown = 1 - self.depth * np.sin(angle) * x / (self.mobject.side / 2)
            turned = np.stack([x0 + x * np.cos(angle), y0 + y * grown, flat[:, 2]], axis=1)
            part.points = turned[: 0 if id(part) in unseen else None]

    def clean_up_from_scene(self, scene: Scene) -> None:
        for part, flat in self.flat:
            part.points = flat
        self.mobject.remove(self.old)
        scene.remove(self.old)
        super().clean_up_from_scene(scene)


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

    shows_state = True
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

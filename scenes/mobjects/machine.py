"""A machine's state: one solid box that is overwritten, and its states as a diagram."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    DR,
    LEFT,
    ORIGIN,
    RIGHT,
    SEMIBOLD,
    UL,
    UP,
    Animation,
    AnimationGroup,
    Arc,
    Circle,
    CurvedArrow,
    FadeIn,
    FadeOut,
    RoundedRectangle,
    Scene,
    VGroup,
    VMobject,
    angle_of_vector,
)

from scenes import look
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.text import Label, Number, symbol
from scenes.theme import theme


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
        # The box may have been scaled since it was made.
        VGroup(written, corners).scale(self.box.width / self.side, about_point=self.box.get_center())
        return written, corners

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


class Turning:
    """A flat card with two sides that turns about the upright axis of its ``frame``, in perspective.

    ``show`` takes the angle: 0 is the front, pi the back, 2 pi the front again. Parts of ``both`` are on both sides.
    """

    depth = 0.16  # how much an edge grows or shrinks when it points at the viewer

    def __init__(self, frame: VMobject, front: VMobject, back: VMobject, both: VMobject | None = None):
        self.centre, self.half = frame.get_center(), frame.width / 2
        sides = ((both or VGroup(), None), (front, True), (back, False))
        self.flat = [(m, m.points.copy(), side) for part, side in sides for m in part.family_members_with_points()]

    def show(self, angle: float) -> None:
        """Set the points of all parts; those of the side that is turned away are none."""
        is_front = np.cos(angle) >= 0
        seen = angle if is_front else angle - np.pi
        for part, flat, side in self.flat:
            part.points = flat[:0] if side == (not is_front) else self.turned(flat, seen)

    def turned(self, flat: np.ndarray, angle: float) -> np.ndarray:
        """Points of the card as they are seen after a turn."""
        x, y = (flat - self.centre)[:, :2].T
        grown = 1 - self.depth * np.sin(angle) * x / self.half
        x0, y0, _ = self.centre
        return np.stack([x0 + x * np.cos(angle), y0 + y * grown, flat[:, 2]], axis=1)


class TurnOver(Animation):
    """Half a turn of a state's box: its thick edge shows, and where it was stands for a moment behind it."""

    lags = (0.9, 0.45)  # how far, in radians, the ghosts are behind

    def __init__(self, state: StateBox, value: object, **options: Any):
        self.old = VGroup(state.value, state.corners)
        state._replace(value)
        self.new = VGroup(state.value, state.corners)
        strengths = (0.2, 0.35)
        self.ghosts = [state.box.copy().set_fill(opacity=0).set_stroke(opacity=strength) for strength in strengths]
        self.edge = state.box.copy().set_fill(theme.state, 0.5).set_stroke(opacity=0.6)
        self.passing = VGroup(*self.ghosts, self.edge)
        state.add(self.old)
        state.add_to_back(self.passing)
        super().__init__(state, **options)

    def begin(self) -> None:
        self.turning = Turning(self.mobject.box, self.old, self.new, both=self.mobject.box)
        self.flat = self.mobject.box.points.copy()
        super().begin()

    def interpolate(self, alpha: float) -> None:
        turn = np.pi * self.rate_func(alpha)
        self.turning.show(turn)
        for ghost, lag in zip(self.ghosts, self.lags, strict=True):
            ghost.points = self.turning.turned(self.flat, turn - lag * np.sin(turn))
        self.edge.points = self.turning.turned(self.flat, turn) + 0.05 * self.mobject.box.height * np.sin(turn) * RIGHT

    def clean_up_from_scene(self, scene: Scene) -> None:
        self.turning.show(np.pi)
        self.mobject.box.points = self.flat
        for gone in (self.old, self.passing):
            self.mobject.remove(gone)
            scene.remove(gone)
        super().clean_up_from_scene(scene)


class AutomatonView(VGroup):
    """States as circles in a row, transitions as arrows with their symbols; both are numbers or words.

    ``states[s]`` and ``arrows[s, symbol]`` are the parts; a transition to itself is a loop above the state, or with
    ``outside`` at its outer side. A symbol stands at the share ``named_at`` of its arrow's way.
    """

    shows_state = True
    radius = 0.72
    size: float = look.TITLE
    bend = -0.7
    apart = 0.32  # the arrows there and back, from the line through the states
    outside = False
    named_at = 0.5

    def __init__(self, states: Sequence[Hashable], transitions: Mapping[tuple[Any, Any], Hashable], gap: float = 3.4):
        super().__init__()
        self.states = {s: self._state(s) for s in states}
        VGroup(*self.states.values()).arrange(RIGHT, buff=gap)
        self.arrows = {key: self._arrow(*key, target) for key, target in transitions.items()}
        self.add(*self.arrows.values(), *self.states.values())

    def _state(self, value: object) -> VGroup:
        circle = Circle(radius=self.radius, color=theme.state, stroke_width=look.MARK).set_fill(theme.background, 1)
        circle.shows_state = True
        return VGroup(circle, symbol(value, self.size, weight=SEMIBOLD, width=1.6 * self.radius).move_to(circle))

    def _arrow(self, source: Hashable, read: Hashable, target: Hashable) -> VGroup:
        a, b = self.states[source], self.states[target]
        name = symbol(read, look.BODY)
        if source == target:
            return self._loop(a, name)
        rightwards = a.get_x() < b.get_x()
        side = UP if rightwards else DOWN
        edge = np.sqrt(self.radius**2 - self.apart**2) * (RIGHT if rightwards else LEFT)
        ends = a.get_center() + edge + self.apart * side, b.get_center() - edge + self.apart * side
        arrow = CurvedArrow(*ends, angle=self.bend, color=theme.muted, stroke_width=look.MARK, tip_length=look.TIP)
        return VGroup(arrow, name.next_to(arrow.point_from_proportion(self.named_at), side, buff=0.16))

    def _loop(self, state: VGroup, name: VMobject) -> VGroup:
        out = (RIGHT if state.get_x() > 0 else LEFT) if self.outside else UP
        arrow = Arc(0.46, -0.2 * np.pi, 1.4 * np.pi, arc_center=(self.radius + 0.32) * UP)
        arrow.set_stroke(theme.muted, look.MARK).add_tip(tip_length=look.TIP, tip_width=look.TIP)
        arrow.rotate(float(angle_of_vector(out)) - np.pi / 2, about_point=ORIGIN).shift(state.get_center())
        return VGroup(arrow, name.next_to(arrow, out, buff=0.14))

"""The film's signs: even and odd, the rule that writes, what glows, where a thing was and where it goes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Circle,
    Dot,
    Line,
    LineJointType,
    ManimColor,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    interpolate_color,
    there_and_back,
)
from manim.constants import CapStyleType

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme

GLOW, GLOW_LAYERS = 0.02, 10  # opacity of each layer


def parity_mark(count: int, radius: float = 0.12, color: str | None = None) -> VMobject:
    """Even is a filled circle, odd an open square, wherever a parity is shown."""
    ink = color or theme.ink
    if count % 2 == 0:
        return Circle(radius, stroke_width=0).set_fill(ink, 1)
    return Square(1.76 * radius).set_stroke(ink, look.LINE).set_fill(ink, 0)


def parity_legend(direction: np.ndarray = RIGHT, size: float = look.SMALL) -> VGroup:
    """The two marks of a parity with their words, side by side or one below the other."""
    legend = VGroup()
    for parity, name in enumerate(("even", "odd")):
        words = Label(name, size, theme.muted)
        mark = parity_mark(parity, 0.12 * size / look.SMALL, theme.muted)
        legend.add(VGroup(mark, words).arrange(buff=0.14))
        words.centred_on(mark.get_y())
    aligned = {} if direction is RIGHT else {"aligned_edge": LEFT}
    return legend.arrange(direction, buff=0.5 if direction is RIGHT else 0.25, **aligned)


class RuleRing(VGroup):
    """The rule that writes: a ring with a plus, in the colour of programs; one that ``replaces`` has ``:=`` instead.

    ``fire`` lets it light up once.
    """

    def __init__(self, radius: float = 0.32, *, replaces: bool = False):
        self.ring = Circle(radius).set_stroke(theme.program, look.MARK).set_fill(theme.background, 1)
        arms = VGroup(*(Line(0.55 * radius * -side, 0.55 * radius * side) for side in (RIGHT, UP)))
        becomes = Label(":=", look.LABEL, theme.program, SEMIBOLD).set(width=0.9 * radius)
        super().__init__(self.ring, becomes if replaces else arms.set_stroke(theme.program, look.MARK))

    def fire(self) -> Animation:
        """It fills with its colour and empties again."""
        colors = ManimColor(theme.background), ManimColor(theme.program)
        return UpdateFromAlphaFunc(
            self.ring,
            lambda ring, share: ring.set_fill(interpolate_color(*colors, there_and_back(share))),
        )


def rounded(mobject: VMobject) -> VMobject:
    """Give all its lines round corners and ends: no mitre is a spike while one is drawn."""
    for part in mobject.get_family():
        part.joint_type, part.cap_style = LineJointType.ROUND, CapStyleType.ROUND
    return mobject


def glow(mobject: VMobject, color: str, width: float = 46, strength: float = 1.0) -> VGroup:
    """Light round a shape, to stand behind it; ``width`` in stroke widths. One glow a frame, for what moves."""
    layers = VGroup()
    for layer in range(GLOW_LAYERS, 0, -1):
        around = mobject.copy().set_fill(opacity=0)
        around.set_stroke(color, width * layer / GLOW_LAYERS, GLOW * strength)
        layers.add(rounded(around))
    return layers


def ghosts(mobject: VMobject, places: Sequence[np.ndarray], strongest: float = 0.3) -> VGroup:
    """Where a thing was: pale copies at the ``places``, from the faintest, the longest ago, to the strongest."""
    pale = VGroup()
    for i, place in enumerate(places, 1):
        copy = mobject.copy().move_to(place)
        for part in copy.family_members_with_points():
            share = strongest * i / len(places)
            part.set_fill(opacity=share * part.get_fill_opacity()).set_stroke(opacity=share * part.get_stroke_opacity())
        pale.add(copy)
    return pale


def dots_ahead(places: Sequence[np.ndarray], color: str | None = None) -> VGroup:
    """Where a thing goes: small dots at the ``places``."""
    return VGroup(*(Dot(place, 0.045, color=color or theme.muted, fill_opacity=0.6) for place in places))

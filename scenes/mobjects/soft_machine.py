"""A machine whose arrows are chances: every arrow is as wide as its probability."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Arc,
    Arrow,
    Circle,
    Line,
    ManimColor,
    Polygon,
    VGroup,
    VMobject,
    angle_of_vector,
    interpolate_color,
)

from attn_core.attention import softmax
from attn_core.soft_automaton import SoftAutomaton as Table
from attn_core.soft_automaton import Training
from scenes import look
from scenes.mobjects.signs import parity_mark
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

Chances = tuple[np.ndarray, np.ndarray]  # of moves [letters, states, states], of what is said [states, outputs]
LEAST = 1e-3  # the smallest scale of a shape, so that it can grow again
SEEN = 0.1  # the scale below which a mark is not shown


class Chance(VGroup):
    """An arrow with its letter on a bead; ``show`` makes it as wide as a probability, from hair-thin to the widest.

    What has a chance at all is seen; only an arrow of probability zero is not there.
    """

    thinnest, widest, tip_length, bead_radius = look.HAIR, 18, 0.36, 0.21

    def __init__(self, path: VMobject, letter: int, bead_at: float):
        ink = theme.ink if letter else theme.muted
        self.letter, self.share, self.shown = letter, 1.0, 1.0
        self.line = path.set_stroke(ink, self.widest)
        along = path.get_end() - path.point_from_proportion(0.98)
        along = along / np.linalg.norm(along)
        aside = np.array([-along[1], along[0], 0])
        end, half = path.get_end(), 0.62 * self.tip_length
        self.tip = Polygon(end + half * aside, end + self.tip_length * along, end - half * aside)
        self.tip.set_stroke(width=0).set_fill(ink, 1)
        disc = Circle(self.bead_radius).set_stroke(width=0).set_fill(theme.background, 1)
        self.bead = VGroup(disc, Number(letter, 0, look.LABEL, ink)).move_to(path.point_from_proportion(bead_at))
        super().__init__(self.line, self.tip, self.bead)

    def show(self, share: float) -> Chance:
        """Be as wide as a probability."""
        self.share, there = share, float(share > 0)
        self.line.set_stroke(width=self.thinnest + (self.widest - self.thinnest) * share, opacity=there)
        size = max(float(np.sqrt(share)), 0.35)
        self.tip.scale(size / self.shown, about_point=self.line.get_end()).set_fill(opacity=there)
        self.shown = size
        self.bead.set_opacity(there)
        return self


class SoftMachine(VGroup):
    """Two states over two letters: from each state, for each letter, an arrow to either, as wide as its probability.

    In each circle stand the marks of what the state says, even and odd, their areas as large as their probabilities;
    below a hundredth a mark is not shown.
    ``circles[s]``, ``marks[s][output]``, ``arrows[source, letter, target]`` and ``start``, a sign at the first state,
    are the parts. The arrows of a toggle stand where they stand in its diagram.
    """

    shows_state = True
    radius, mark_radius = 0.95, 0.36

    def __init__(self, gap: float = 2.4):
        first = (self.radius + gap / 2) * LEFT
        self.circles = [Circle(self.radius).move_to(at).set_fill(theme.background, 1) for at in (first, -first)]
        self.arrows = {
            (source, letter, target): self._arrow(source, letter, target)
            for source in (0, 1)
            for letter in (0, 1)
            for target in (0, 1)
        }
        self.marks = [VGroup(*(parity_mark(o, self.mark_radius) for o in (0, 1))) for _ in self.circles]
        self.shown = np.ones((2, 2))  # the scales of the marks
        foot = self.circles[0].get_bottom()
        ends = foot + 0.75 * DOWN, foot + 0.06 * DOWN
        sign = Arrow(*ends, buff=0, max_tip_length_to_length_ratio=1, max_stroke_width_to_length_ratio=100)
        sign.set_stroke(theme.muted, look.MARK).set_color(theme.muted)
        self.start = VGroup(sign, Label("start", look.LABEL, theme.muted).next_to(sign, RIGHT, buff=0.15))
        super().__init__(*self.arrows.values(), *self.circles, *self.marks, self.start)
        for state in (0, 1):
            self.light(state, 0.5)

    def _arrow(self, source: int, letter: int, target: int) -> Chance:
        here, there = (self.circles[s].get_center() for s in (source, target))
        if source == target:
            out = UP if letter else (LEFT if source == 0 else RIGHT)
            loop = Arc(0.46, -0.2 * np.pi, 1.18 * np.pi, arc_center=(self.radius + 0.32) * UP)
            loop.rotate(float(angle_of_vector(out)) - np.pi / 2, about_point=ORIGIN).shift(here)
            return Chance(loop, letter, 0.58)
        side = UP if source == 0 else DOWN
        lane = (0.66 if letter else 0.22) * side
        edge = np.sqrt(self.radius**2 - lane[1] ** 2) * np.sign(there - here)[0] * RIGHT
        tip = Chance.tip_length * np.sign(edge)
        return Chance(Line(here + lane + edge, there + lane - edge - tip), letter, 0.3 if letter else 0.55)

    def show(self, moves: np.ndarray, says: np.ndarray) -> SoftMachine:
        """Show probabilities of moves ``[letters, states, states]`` and of what states say ``[states, outputs]``."""
        for (source, letter, target), arrow in self.arrows.items():
            arrow.show(float(moves[letter, source, target]))
        sizes = np.maximum(np.sqrt(says), LEAST)
        for s, o in np.ndindex(2, 2):
            mark, grown = self.marks[s][o], float(sizes[s, o])
            clear = float(np.clip(grown / SEEN - 1, 0, 1))
            mark.scale(grown / self.shown[s, o]).set_stroke(width=look.MARK * grown * o, opacity=clear * o)
            mark.set_fill(opacity=clear * (1 - o))
            # Two marks stand side by side, one alone in the middle.
            aside = min(1.0, 4 * (1 - float(says[s, o]))) * 0.4 * self.circles[s].width / 2
            mark.move_to(self.circles[s]).shift(aside * (RIGHT if o else LEFT))
        self.shown = sizes
        return self

    def be_in(self, state: int) -> None:
        """One of the states is in force, and the other is not."""
        for s in (0, 1):
            self.light(s, float(s == state))

    def light(self, state: int, strength: float) -> None:
        """Show a circle as the state in force, with strength 1, or as another, with 0."""
        circle = self.circles[state]
        circle.set_stroke(theme.state, look.LINE + strength * (look.STRONG - look.LINE), 0.5 + 0.5 * strength)
        grounds = ManimColor(theme.background), ManimColor(theme.state_fill)
        circle.set_fill(interpolate_color(*grounds, strength), 1)


def letter_key() -> VGroup:
    """Whose the arrows are: one in the ink of each letter, with its name."""
    key = VGroup()
    for letter in (0, 1):
        arrow = Chance(Line(0.55 * LEFT, ORIGIN), letter, 0.5).show(0.6)
        name = Number(letter, 0, look.LABEL, theme.muted, before="letter ")
        key.add(VGroup(VGroup(arrow.line, arrow.tip), name).arrange(RIGHT, buff=0.16))
        name.centred_on(arrow.line.get_y())
    return key.arrange(RIGHT, buff=0.5)


def soft(machine: Table) -> Chances:
    """The chances of a machine's moves and of what its states say."""
    return softmax(machine.transitions), softmax(machine.readout)


def hard(training: Training) -> Chances:
    """The same for what was learned and hardened: all or nothing."""
    machine = training.automaton.harden()
    return np.eye(2)[machine.table], np.eye(2)[machine.output]

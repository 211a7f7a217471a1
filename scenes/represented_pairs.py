"""Pairs of sentences: in how many a head's choice follows the word, and in how many one hidden state carries it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    DashedLine,
    FadeIn,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Line,
    ReplacementTransform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)

from attn_core.pairs import HEAD, Pair
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.pair_rows import PairRows, filled, hollow, ring
from scenes.mobjects.runs import EncoderRun
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

FOOT = -2.87  # where the names of an axis stand
PALE = 0.6  # of a ring that did not go where it should


def small_verdict(right: bool) -> Verdict:
    """A small tick or cross that fits between rows."""
    verdict = Verdict(right, size=0.22)
    verdict.mark.set_stroke(width=look.MARK)
    return verdict


class RepresentedPairs(LectureScene):
    """The last slide of the scene of representations. It keeps the two sentences of the slide before."""

    pairs: tuple[Pair, ...]
    facts: dict[str, str]
    upper: EncoderRun
    lower: EncoderRun
    left_panel, right_panel = (-6.5, -2.3, 1.85), (1.95, 6.1, 1.85)
    key_left = -1.55  # between the panels

    # Twenty-four pairs: does the head's choice follow, and does the hidden state carry
    def count_the_pairs(self) -> None:
        layer, head = HEAD
        self.weights = np.array([pair.weights[:, layer, head] for pair in self.pairs])  # pair, word, thing
        self.parts = self.weights[..., 0] / self.weights.sum(axis=-1)
        self.carried = np.array([pair.copied[pair.it, 0] for pair in self.pairs])
        self.right = (self.parts[:, 0] > 0.5) & (self.parts[:, 1] < 0.5)
        self.nearer = np.abs(self.carried - self.weights[:, 0, 0]) < np.abs(self.carried - self.weights[:, 1, 0])
        self.order = [int(p) for p in np.argsort(-self.parts.mean(axis=1))]
        count = len(self.pairs)
        self.slide(
            "pairs", "measured", keep=[self.lower.row, self.upper.row], **self.facts, count=str(count),
            right=str(int(self.right.sum())), same=str(int(((self.parts > 0.5).sum(axis=1) != 1).sum())),
            others=str(sum(map(self.moved_by_another, self.pairs))),
            carried=str(int(self.nearer.sum())), missed=str(count - int(self.nearer.sum())),
            shifts=str(int((self.parts[:, 0] > self.parts[:, 1]).sum())),
        )  # fmt: skip
        self.show_one_row()
        self.show_all_rows()
        self.show_what_is_carried()

    def ink(self, pair: int) -> str:
        """Bright is what is right for both words."""
        return theme.ink if self.right[pair] else theme.series[0]

    def show_one_row(self) -> None:
        """The lecture's own pair, large: a line between both things, and a dot for each word."""
        pair, shares = self.pairs[0], self.parts[0]
        own = PairRows(1, -5.6, 5.6, -0.25)
        self.line = own.lines[0].set_stroke(theme.muted, look.LINE)
        rows = (self.upper.row, self.lower.row)
        self.play(
            *(row.animate(remover=True).scale(0.3).set_opacity(0).move_to(self.line) for row in rows),
            Create(self.line),
            run_time=1.4,
        )
        self.names = VGroup()
        for thing, share in zip(pair.things, (1, 0), strict=True):
            name = Label(f"all on “{thing}”", look.BODY, theme.key, verbatim=True).on_baseline(-1.2)
            self.names.add(name.align_to(own.place(0, share), RIGHT if share else LEFT))
            self.play(GrowFromEdge(name, UP), run_time=0.8)
        self.half = DashedLine(own.place(0, 0.5) + 0.5 * UP, own.place(0, 0.5) + 0.5 * DOWN)
        self.half.set_stroke(theme.muted, look.LINE)
        alike = Label("both alike", look.BODY, theme.muted).on_baseline(-1.2)
        self.names.add(alike.set_x(self.half.get_x()))
        self.play(Create(self.half), GrowFromEdge(alike, UP), run_time=0.9)
        self.words, self.large = VGroup(), VGroup()
        for make, word, run, share in zip((filled, hollow), pair.words, (self.upper, self.lower), shares, strict=True):
            dot = make(own.place(0, float(share)), theme.ink, 0.24)
            name = Label(f"“{word}”", look.TITLE, weight=SEMIBOLD, verbatim=True).next_to(dot, UP, buff=0.3)
            start = name.copy().set_x(run.row.tokens[-2].get_x()).shift(UP)
            self.play(GrowFromCenter(dot), ReplacementTransform(start, name), run_time=1.3)
            self.large.add(dot)
            self.words.add(name)
        self.bond = Line(*(own.place(0, float(share)) for share in shares)).set_stroke(theme.ink, look.HEAVY)
        self.play(Create(self.bond), run_time=0.9)
        self.add(*self.large)
        self.cross = Verdict(bool(self.right[0])).next_to(self.bond, UP, buff=1.4)
        self.play(GrowFromCenter(self.cross), run_time=0.7)

    def show_all_rows(self) -> None:
        """The large row goes to its place among the others."""
        self.step()
        left = PairRows(len(self.pairs), *self.left_panel)
        mine = self.order.index(0)
        self.dots, bonds = VGroup(), VGroup()
        for row, p in enumerate(self.order):
            ends = [left.place(row, float(share)) for share in self.parts[p]]
            bonds.add(Line(*ends).set_stroke(self.ink(p), look.MARK if self.right[p] else look.LINE))
            self.dots.add(VGroup(filled(ends[0], self.ink(p)), hollow(ends[1], self.ink(p))))
        things = [Label(name, look.SMALL, theme.key) for name in ("first thing", "second thing")]
        things[0].align_to(left.place(0, 1), RIGHT)
        things[1].align_to(left.place(0, 0), LEFT)
        names = VGroup(*things, Label("alike", look.SMALL, theme.muted).set_x(left.place(0, 0.5)[0]))
        for name in names:
            name.on_baseline(FOOT)
        half = DashedLine(left.place(0, 0.5) + 0.12 * UP, left.place(len(self.pairs) - 1, 0.5) + 0.12 * DOWN)
        half.set_stroke(theme.muted, look.LINE)
        key = self.legend(0, ("first word", "second word"))
        self.play(
            ReplacementTransform(self.line, left.lines[mine]),
            ReplacementTransform(self.bond, bonds[mine]),
            ReplacementTransform(self.large, self.dots[mine]),
            ReplacementTransform(self.half, half),
            *(ReplacementTransform(a, b) for a, b in zip(self.names, names, strict=True)),
            *(ReplacementTransform(a, b) for a, b in zip(self.words, key, strict=True)),
            self.cross.animate(remover=True).scale(0.3).set_opacity(0).move_to(left.lines[mine]),
            run_time=1.6,
        )
        others = [row for row in range(len(self.order)) if row != mine]
        self.play(LaggedStart(*(Create(left.lines[row]) for row in others), lag_ratio=0.03), run_time=0.8)
        self.play(LaggedStart(*(Create(bonds[row]) for row in others), lag_ratio=0.3), run_time=3.4)
        self.add(self.dots[mine])
        self.play(LaggedStart(*(GrowFromCenter(self.dots[row]) for row in others), lag_ratio=0.04), run_time=1.0)
        ticks = self.marks([row for row, p in enumerate(self.order) if self.right[p]], True, left)
        self.play(
            *(GrowFromCenter(tick) for tick in ticks),
            GrowFromEdge(self.counted("right for both words: ", self.right, left), DOWN),
            GrowFromEdge(self.legend(2, ("right for both",))[0], LEFT),
            run_time=0.9,
        )

    @staticmethod
    def moved_by_another(pair: Pair) -> bool:
        """Whether the hidden state of any other single token brings the weight nearer to the first run's."""
        one, two = pair.weights[:, HEAD[0], HEAD[1], 0]
        copied = np.delete(pair.copied[:, 0], pair.it)
        return bool((np.abs(copied - one) < np.abs(copied - two)).any())

    def show_what_is_carried(self) -> None:
        """The weights themselves, and rings that go to where the copy takes them."""
        self.step()
        far = PairRows(len(self.pairs), *self.right_panel)
        ends = [Number(end, 0, look.SMALL, theme.muted).set_x(far.place(0, end)[0]).on_baseline(FOOT) for end in (0, 1)]
        name = Label("weight on the first thing", look.SMALL, theme.muted).set_x(far.lines.get_x()).on_baseline(FOOT)
        self.play(
            LaggedStart(*(Create(line) for line in far.lines), lag_ratio=0.03),
            *(GrowFromEdge(word, UP) for word in (*ends, name)),
            run_time=1.2,
        )
        weights, rings, moving = VGroup(), VGroup(), []
        for row, p in enumerate(self.order):
            a, b = (far.place(row, float(w)) for w in self.weights[p, :, 0])
            weights.add(Line(a, b).set_stroke(theme.faint, look.LINE))
            weights.add(filled(a, theme.series[1]), hollow(b, theme.series[1]))
            circle, goal = ring(b), far.place(row, float(self.carried[p]))
            rings.add(circle)
            moving.append(UpdateFromAlphaFunc(circle, lambda m, t, s=b, e=goal: m.move_to(s + t * (e - s))))
        self.play(LaggedStart(*(FadeIn(m) for m in weights), lag_ratio=0.01), run_time=1.0)
        self.play(GrowFromEdge(self.legend(3, ("second word, hidden\nstate of “it” copied",))[0], LEFT), run_time=0.6)
        self.play(LaggedStart(*moving, lag_ratio=0.15), run_time=4.6)
        missed = [row for row, p in enumerate(self.order) if not self.nearer[p]]
        crosses = self.marks(missed, False, far)
        self.play(
            *(GrowFromCenter(cross) for cross in crosses),
            *(rings[row].animate.set_stroke(opacity=PALE) for row in missed),
            GrowFromEdge(self.counted("carried by the copy: ", self.nearer, far), DOWN),
            GrowFromEdge(self.legend(4, ("not carried",))[0], LEFT),
            run_time=0.9,
        )

    def marks(self, rows: Sequence[int], right: bool, panel: PairRows) -> list[Verdict]:
        """Ticks or crosses at the ends of some rows."""
        return [small_verdict(right).move_to(panel.place(row, 1) + 0.25 * RIGHT) for row in rows]

    def counted(self, before: str, found: np.ndarray, panel: PairRows) -> Number:
        """In how many pairs it is so, above a panel."""
        after = f" of {len(self.pairs)}"
        number = Number(int(found.sum()), 0, look.LABEL, before=before, after=after, weight=SEMIBOLD)
        return number.set_x(panel.lines.get_x()).on_baseline(2.3)

    def legend(self, first: int, words: Sequence[str]) -> VGroup:
        """Entries of the key between the panels: signs and their words, from one place in the list on."""
        signs: list[VMobject] = [
            filled(np.zeros(3), theme.ink, 0.1), hollow(np.zeros(3), theme.ink, 0.1), small_verdict(True),
            ring(np.zeros(3)).scale(1.2), small_verdict(False),
        ]  # fmt: skip
        heights = (1.5, 0.95, 0.4, -0.55, -1.45)
        entries = VGroup()
        for i, word in enumerate(words, first):
            sign = signs[i].move_to([self.key_left + 0.15, heights[i], 0])
            text = Label(word, look.SMALL).next_to(sign, RIGHT, buff=0.2).align_to([self.key_left + 0.45, 0, 0], LEFT)
            entries.add(VGroup(sign, text.set_y(heights[i])))
        return entries

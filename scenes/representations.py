"""Representations: what a head answers to is in one token's state before it looks, and one can take it from there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Circle,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
)

from attn_core.pairs import HEAD, Pair, load_copies, load_pairs
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import TokenRow, attention_arc, weight_width
from scenes.theme import theme

BOX = 0.36


def spans(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where the tokens stand in the text, one after the other."""
    found, pen = [], 0
    for token in tokens:
        start = text.lower().index(token, pen)
        pen = start + len(token)
        found.append((start, pen))
    return found


class Run(VGroup):
    """A sentence and a box for the state of each of its tokens, above it or, if it ``hangs``, below."""

    def __init__(self, pair: Pair, which: int, y: float, *, hangs: bool = False):
        inner = pair.tokens[1:-1]
        self.tokens = [pair.words[which] if token == pair.words[0] else token for token in inner]
        text = pair.sentence(which)
        self.row = TokenRow(text, spans(text, self.tokens), size=70, width=12.7)
        self.row.shift((-6.45 - self.row.get_left()[0]) * RIGHT)
        self.row.shift((y - self.row.label.baseline) * UP)
        self.row.label.set_color(theme.muted)
        side = -0.62 if hangs else 0.95
        self.boxes = VGroup()
        for token in self.row.tokens:
            box = RoundedRectangle(0.07, width=BOX, height=BOX).move_to([token.get_x(), y + side, 0])
            box.set_stroke(theme.state, look.LINE, 0.5).set_fill(theme.state_fill, 1)
            box.shows_state = True
            self.boxes.add(box)
        super().__init__(self.row, self.boxes)

    def paint(self, query: int, key: int) -> Run:
        """The word that looks and the one it looks at have their colours, the word that decides is underlined."""
        self.row.tokens[query].set_color(theme.query)
        self.row.tokens[key].set_color(theme.key)
        self.row.tokens[-2].set_color(theme.ink)
        return self


class Rows(VGroup):
    """Pairs as rows of a panel: dots on a line from 0 to 1, placed by ``place(row, share)``."""

    height, step = 4.6, 0.2

    def __init__(self, count: int, left: float, right: float, top: float):
        self.left, self.right, self.top = left, right, top
        self.lines = VGroup(*(Line(self.place(i, 0), self.place(i, 1)) for i in range(count)))
        self.lines.set_stroke(theme.faint, look.HAIR)
        super().__init__(self.lines)

    def place(self, row: int, share: float) -> np.ndarray:
        """A share's place in a row."""
        return np.array([self.left + share * (self.right - self.left), self.top - row * self.step, 0])


class Representations(LectureScene):
    """Tired and wide; one state copied; at which layer it is where; and twenty-four pairs."""

    filled = (MIXES, TRANSFORMS)

    def construct(self) -> None:
        self.pairs, self.copies = load_pairs(), load_copies()
        self.pair = self.pairs[0]
        tokens = self.pair.tokens[1:-1]
        self.query, self.key, self.other = (tokens.index(w) for w in ("it", *self.pair.things))
        self.heads = self.pair.weights.shape[1] * self.pair.weights.shape[2]
        self.facts = {
            "query": "it", "key": self.pair.things[0], "other": self.pair.things[1], "one": self.pair.words[0],
            "two": self.pair.words[1], "layer": str(HEAD[0]), "head": str(HEAD[1]), "heads": str(self.heads),
        }  # fmt: skip
        self.turn_the_word()
        self.copy_one_state()
        self.find_the_layer()
        self.count_the_pairs()

    def weight(self, which: int, token: int) -> float:
        """What the head weighs from the word that looks, in the run with the first word (0) or the second (1)."""
        return float(self.copies.rows[which, token + 1])

    # The word that decides turns over: the arc answers, and does not change over
    def turn_the_word(self) -> None:
        self.lower = Run(self.pair, 1, -2.35).paint(self.query, self.key)
        before = Run(self.pair, 0, -2.35).paint(self.query, self.key)
        one, two = self.weight(0, self.key), self.weight(1, self.key)
        side = [self.weight(which, self.other) for which in (0, 1)]
        ends = [self.lower.boxes[i].get_top() + 0.08 * UP for i in (self.query, self.key, self.other)]
        self.arc = attention_arc(ends[0], ends[1], one, 1.75)
        small = attention_arc(ends[0], ends[2], side[0], 1.6)
        number = Number(one, 2, look.HERO, theme.weight, SEMIBOLD)
        number.next_to(self.arc.get_top(), DOWN, buff=0.45)
        self.number = number
        self.slide(
            "turn", "measured", begin=[before.row, self.arc, small, number], **self.facts, first=f"{one:.2f}",
            second=f"{two:.2f}", small=f"{side[0]:.2f}", large=f"{side[1]:.2f}", odds=f"{one / side[0]:.1f}",
            odds_now=f"{two / side[1]:.1f}",
        )  # fmt: skip
        ghost = self.arc.copy().set_stroke(opacity=0.2)
        word = before.row.tokens[-2]
        line = Line(word.get_left(), word.get_right()).set_stroke(theme.ink, look.STRONG)
        line.shift((before.row.label.baseline - 0.17 - line.get_y()) * UP)
        self.play(Create(line), run_time=0.6)
        old, new = VGroup(*before.row.tokens[-2:]), VGroup(*self.lower.row.tokens[-2:])
        under = line.copy().put_start_and_end_on(
            *(np.array([x, line.get_y(), 0]) for x in (new[0].get_left()[0], new[0].get_right()[0]))
        )
        self.add(ghost)
        self.bring_to_back(ghost)
        self.play(
            ReplacementTransform(old, new, path_arc=1.5),
            ReplacementTransform(line, under),
            self.weigh(self.arc, number, one, two),
            UpdateFromAlphaFunc(small, lambda m, t: self.thicken(m, side[0] + t * (side[1] - side[0]))),
            run_time=2.2,
        )
        self.remove(*before.row.get_family(), *new.get_family())
        self.add(self.lower.row)
        self.under = under

        self.step()
        beside = Number(side[1], 2, look.BODY, theme.weight, SEMIBOLD)
        beside.next_to(small.get_top(), DOWN, buff=0.2)
        self.play(GrowFromPoint(beside, small.get_top()), run_time=0.8)
        flashes = [self.row_pulse(arc) for arc in (self.arc, small)]
        self.play(*flashes, run_time=1.2)

    @staticmethod
    def row_pulse(arc: VMobject) -> UpdateFromAlphaFunc:
        """An arc swells a little and goes back."""
        width = arc.get_stroke_width()
        return UpdateFromAlphaFunc(arc, lambda m, t: m.set_stroke(width=width * (1 + 0.35 * np.sin(np.pi * t))))

    @staticmethod
    def thicken(arc: VMobject, weight: float) -> VMobject:
        """As wide and as bright as the weight."""
        return arc.set_stroke(width=weight_width(weight), opacity=min(1.0, 0.35 + weight))

    def weigh(self, arc: VMobject, number: Number, start: float, end: float) -> UpdateFromAlphaFunc:
        """The arc and its number go from one weight to another."""

        def to(share: float) -> None:
            weight = start + share * (end - start)
            self.thicken(arc, weight)
            number.set_value(weight)

        return UpdateFromAlphaFunc(VGroup(arc, number), lambda _, t: to(t))

    # The state of one word falls from the one run into the other
    def copy_one_state(self) -> None:
        copied = self.copies.copied[-1][1:-1, self.key + 1]
        others = np.delete(copied, self.query)
        two = self.weight(1, self.key)
        self.slide(
            "copied", "measured", keep=[self.lower.row, self.arc, self.number, self.under], **self.facts,
            second=f"{two:.2f}", copied=f"{copied[self.query]:.2f}", low=f"{others.min():.2f}",
            high=f"{others.max():.2f}",
        )  # fmt: skip
        self.upper = Run(self.pair, 0, 2.2, hangs=True).paint(self.query, self.key)
        self.play(TransformFromCopy(self.lower.row, self.upper.row, path_arc=0.4), run_time=1.2)
        self.play(
            LaggedStart(*(GrowFromCenter(b) for b in (*self.upper.boxes, *self.lower.boxes)), lag_ratio=0.03),
            run_time=1.2,
        )
        falling = self.upper.boxes[self.query].copy().set_stroke(theme.state, look.STRONG, 1)
        falling.shows_state = True
        word = Label("its state", look.LABEL, weight=SEMIBOLD).next_to(falling, DOWN, buff=0.25)
        self.play(falling.animate.scale(1.6), GrowFromEdge(word, UP), run_time=0.6)

        self.step()
        way = self.lower.boxes[self.query].get_center()
        self.play(
            falling.animate.move_to(way).scale(1 / 1.6),
            word.animate(remover=True).shift(way - falling.get_center()).scale(0.3),
            self.upper.boxes[self.query].animate.set_fill(opacity=0),
            run_time=1.4,
        )
        self.play(self.weigh(self.arc, self.number, two, float(copied[self.query])), run_time=1.4)

        self.step()
        which = ValueTracker(self.query)
        moved = VGroup(falling, self.arc, self.number)

        def follow(_: VMobject) -> None:
            at = which.get_value()
            low, high = int(np.floor(at)), int(np.ceil(at))
            spots = [self.lower.boxes[i].get_center() for i in (low, high)]
            falling.move_to(spots[0] + (at - low) * (spots[1] - spots[0]))
            weight = float(copied[round(at)])
            self.thicken(self.arc, weight)
            self.number.set_value(weight)

        moved.add_updater(follow)
        self.add(moved)
        self.dial("word", which, 0, len(copied) - 1, seconds=6, places=0, whole=1, rest=self.query)
        moved.clear_updaters()

    # At the input of each layer: which word carries the difference
    def find_the_layer(self) -> None:
        carried = self.copies.carried(self.key + 1)[:, 1:-1]
        self.slide(
            "where", "measured", keep=[self.upper, self.lower, self.under],
            along=[self.upper.boxes[self.query].animate.set_fill(opacity=1)], **self.facts,
            last=f"{carried[0, -2]:.2f}", before=f"{carried[-2, -2]:.2f}", after=f"{carried[-1, self.query]:.2f}",
            gone=f"{abs(carried[-1, -2]):.2f}",
        )  # fmt: skip
        foot = -1.05
        self.bars = [Rectangle(width=0.5, height=1, stroke_width=0).set_fill(theme.ink, 1) for _ in carried[0]]
        for bar, box in zip(self.bars, self.lower.boxes, strict=True):
            bar.set_x(box.get_x())
        base = Line([-6.5, foot, 0], [6.5, foot, 0]).set_stroke(theme.muted, look.THIN)
        full = DashedLine([-6.5, foot + 1.75, 0], [6.5, foot + 1.75, 0]).set_stroke(theme.muted, look.LINE)
        layer = ValueTracker(0)
        said = Number(0, 0, look.BODY, theme.ink, SEMIBOLD, before="copied on entering layer ")
        said.align_to([-6.4, 0, 0], LEFT).on_baseline(1.02)

        def show(_: VMobject) -> None:
            at = layer.get_value()
            low = min(int(at), len(carried) - 2)
            row = carried[low] + (at - low) * (carried[low + 1] - carried[low])
            for bar, share in zip(self.bars, row, strict=True):
                top = foot + 1.75 * share
                span(bar, 1, min(foot, top) - 1e-4, max(foot, top) + 1e-4)
                bar.set_fill(theme.ink if share > 0 else theme.background, 1)
            said.set_value(round(at))

        group = VGroup(*self.bars, said)
        show(group)
        self.play(Create(base), Create(full), GrowFromEdge(said, LEFT), run_time=0.9)
        self.play(LaggedStart(*(GrowFromEdge(bar, DOWN) for bar in self.bars), lag_ratio=0.05), run_time=1.2)
        group.add_updater(show)
        self.add(group, layer)

        self.step()
        self.dial("layer", layer, 0, len(carried) - 1, seconds=5, places=0, whole=1, rest=len(carried) - 1)
        group.clear_updaters()

    # Twenty-four pairs: does the head's choice follow, and does the state carry
    def count_the_pairs(self) -> None:
        layer, head = HEAD
        weights = np.array([pair.weights[:, layer, head] for pair in self.pairs])  # pair, word, thing
        shares = weights[..., 0] / weights.sum(axis=-1)
        carried = np.array([pair.copied[pair.it, 0] for pair in self.pairs])
        right = (shares[:, 0] > 0.5) & (shares[:, 1] < 0.5)
        order = np.argsort(-shares.mean(axis=1))
        same = int(((shares > 0.5).sum(axis=1) != 1).sum())
        nearer = np.abs(carried - weights[:, 0, 0]) < np.abs(carried - weights[:, 1, 0])
        self.slide(
            "pairs", "measured", keep=[self.lower.row], **self.facts, count=str(len(self.pairs)),
            right=str(int(right.sum())), same=str(same), carried=str(int(nearer.sum())),
            shifts=str(int((shares[:, 0] > shares[:, 1]).sum())),
        )  # fmt: skip
        left, far = Rows(len(self.pairs), -6.3, -1.2, 2.0), Rows(len(self.pairs), 0.7, 6.3, 2.0)
        count = f" of {len(self.pairs)}"
        results = (
            ("right for both words: ", int(right.sum()), left),
            ("carried by the state: ", int(nearer.sum()), far),
        )
        titles = [
            Number(n, 0, look.LABEL, before=before, after=count, weight=SEMIBOLD)
            .set_x(rows.lines.get_x())
            .on_baseline(2.32)
            for before, n, rows in results
        ]
        self.play(
            self.lower.row.animate.scale(0.4).set_opacity(0).move_to(left.lines),
            LaggedStart(*(Create(line) for line in left.lines), lag_ratio=0.03),
            run_time=1.4,
        )
        half = DashedLine(
            left.place(0, 0.5) + 0.12 * UP, left.place(len(self.pairs) - 1, 0.5) + 0.12 * DOWN
        ).set_stroke(theme.muted, look.LINE)
        self.play(Create(half), run_time=0.5)
        dots, bonds = VGroup(), VGroup()
        for row, p in enumerate(order):
            ink = theme.ink if right[p] else theme.series[0]
            ends = [left.place(row, float(s)) for s in shares[p]]
            bonds.add(Line(*ends).set_stroke(ink, look.MARK if right[p] else look.LINE))
            dots.add(
                Dot(ends[0], 0.075, color=ink),
                Circle(0.075).move_to(ends[1]).set_stroke(ink, look.THIN).set_fill(theme.background, 1),
            )
        self.play(LaggedStart(*(Create(b) for b in bonds), lag_ratio=0.05), run_time=1.6)
        self.play(LaggedStart(*(GrowFromCenter(d) for d in dots), lag_ratio=0.02), run_time=1.0)
        self.play(GrowFromEdge(titles[0], DOWN), run_time=0.6)

        self.step()
        self.play(LaggedStart(*(Create(line) for line in far.lines), lag_ratio=0.03), run_time=1.0)
        ends_of, rings = VGroup(), VGroup()
        for row, p in enumerate(order):
            a, b = (far.place(row, float(w)) for w in weights[p, :, 0])
            ends_of.add(Line(a, b).set_stroke(theme.faint, look.LINE))
            ends_of.add(Dot(a, 0.075, color=theme.series[1]))
            ends_of.add(Circle(0.075).move_to(b).set_stroke(theme.series[1], look.THIN).set_fill(theme.background, 1))
            ring = Circle(0.11).move_to(far.place(row, float(carried[p]))).set_stroke(theme.state, look.MARK)
            ring.shows_state = True
            rings.add(ring)
        self.play(LaggedStart(*(FadeIn(m) for m in ends_of), lag_ratio=0.01), run_time=1.0)
        starts = [far.place(row, float(weights[p, 1, 0])) for row, p in enumerate(order)]
        moving = [
            UpdateFromAlphaFunc(ring, lambda m, t, s=s, e=e: m.move_to(s + t * (e - s)))
            for ring, s, e in zip(rings, starts, [ring.get_center() for ring in rings], strict=True)
        ]
        self.play(*moving, run_time=1.8)
        self.play(GrowFromEdge(titles[1], DOWN), run_time=0.6)

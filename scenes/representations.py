"""Representations: what a head answers to is in one token's hidden state before it looks, and can be taken there."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
)

from attn_core.pairs import HEAD, load_copies, load_pairs
from scenes import look
from scenes.mobjects.bars import span
from scenes.mobjects.runs import EncoderRun
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number, row_of
from scenes.mobjects.tokens import attention_arc, set_weight, weigh
from scenes.represented_pairs import RepresentedPairs
from scenes.theme import theme

HIGH, FLAT = 2.55, 1.7  # how far the arc bends, alone and below another sentence


class Representations(RepresentedPairs):
    """Tired and wide; one hidden state copied; at which layer it is where; and twenty-four pairs."""

    filled = (MIXES, TRANSFORMS)
    foot, unit = -0.95, 1.65  # where the bars stand, and how high one of all is

    def construct(self) -> None:
        self.pairs, self.copies = load_pairs(), load_copies()
        self.pair = self.pairs[0]
        self.tokens = self.pair.tokens[1:-1]
        self.query, self.key, self.other = (self.tokens.index(w) for w in ("it", *self.pair.things))
        heads = self.pair.weights.shape[1] * self.pair.weights.shape[2]
        self.facts = {
            "query": "it", "key": self.pair.things[0], "other": self.pair.things[1], "one": self.pair.words[0],
            "two": self.pair.words[1], "layer": str(HEAD[0]), "head": str(HEAD[1]), "heads": str(heads),
            "below": str(HEAD[0] - 1),
        }  # fmt: skip
        self.turn_the_word()
        self.copy_one_state()
        self.find_the_layer()
        self.count_the_pairs()

    def read(self, which: int, y: float, *, hangs: bool = False) -> EncoderRun:
        """The pair's sentence with its first word (0) or its second (1)."""
        tokens = [self.pair.words[which] if token == self.pair.words[0] else token for token in self.tokens]
        run = EncoderRun(self.pair.sentence(which), tokens, y, hangs=hangs)
        return run.paint(self.query, (self.key, self.other))

    def weight(self, which: int, token: int) -> float:
        """What the head weighs from the word that looks, in the run with the first word (0) or the second (1)."""
        return float(self.copies.rows[which, token + 1])

    # The word that decides turns over: the arcs answer, and do not change over
    def turn_the_word(self) -> None:
        self.lower, before = self.read(1, -2.35), self.read(0, -2.35)
        one, two = self.weight(0, self.key), self.weight(1, self.key)
        side = [self.weight(which, self.other) for which in (0, 1)]
        self.ends = [self.lower.boxes[i].get_top() + 0.08 * UP for i in (self.query, self.key, self.other)]
        self.arc = attention_arc(self.ends[0], self.ends[1], one, HIGH)
        small = attention_arc(self.ends[0], self.ends[2], side[0], HIGH)
        self.number = Number(one, 2, look.HERO, theme.weight, SEMIBOLD).next_to(self.arc.get_top(), DOWN, buff=0.4)
        beside = Number(side[0], 2, look.TITLE, theme.weight, SEMIBOLD).next_to(small.get_top(), DOWN, buff=0.2)
        self.slide(
            "turn", "measured", begin=[before.row, self.arc, small, self.number, beside], **self.facts,
            first=f"{one:.2f}", second=f"{two:.2f}", small=f"{side[0]:.2f}", large=f"{side[1]:.2f}",
            odds=f"{one / side[0]:.1f}", odds_now=f"{two / side[1]:.1f}",
        )  # fmt: skip
        old, new = VGroup(*before.row.tokens[-2:]), VGroup(*self.lower.row.tokens[-2:])
        foot = before.row.label.baseline - 0.17
        line, self.under = (
            Line([word[0].get_left()[0], foot, 0], [word[0].get_right()[0], foot, 0]) for word in (old, new)
        )
        VGroup(line, self.under).set_stroke(theme.ink, look.STRONG)
        self.play(Create(line), run_time=1.2)
        self.play(FadeOut(old, shift=0.5 * UP), run_time=0.8)
        self.play(FadeIn(new, shift=0.5 * UP), ReplacementTransform(line, self.under), run_time=0.8)
        self.remove(*before.row.get_family(), *new.get_family())
        self.add(self.lower.row)
        self.play(self.swell(self.lower.row.tokens[self.other]), run_time=1.2)

        self.step()
        was = [
            Number(value, 2, look.LABEL, theme.muted, before="was ").next_to(number, DOWN, buff=gap)
            for value, number, gap in ((one, self.number, 0.25), (side[0], beside, 0.14))
        ]
        numbers = (self.number, beside)
        self.play(*(TransformFromCopy(a, b) for a, b in zip(numbers, was, strict=True)), run_time=1.2)
        self.play(weigh(self.arc, self.number, one, two), weigh(small, beside, *side), run_time=3.6)

    @staticmethod
    def swell(word: VMobject) -> UpdateFromAlphaFunc:
        """A word grows a little and goes back."""
        start = word.copy()
        return UpdateFromAlphaFunc(word, lambda m, t: m.become(start.copy().scale(1 + 0.3 * np.sin(np.pi * t))))

    # The hidden state of one word falls from the one run into the other
    def copy_one_state(self) -> None:
        copied = self.copies.copied[-1][1:-1, self.key + 1]
        rest = float(self.copies.others[-1, self.key + 1])
        others = np.delete(copied, self.query)
        one, two = self.weight(0, self.key), self.weight(1, self.key)
        self.slide(
            "copied", "measured", keep=[self.lower.row, self.arc, self.number, self.under], **self.facts,
            first=f"{one:.2f}", second=f"{two:.2f}", copied=f"{copied[self.query]:.2f}", low=f"{others.min():.2f}",
            high=f"{others.max():.2f}", rest=f"{rest:.2f}",
        )  # fmt: skip
        falling = self.bring_the_run_above(one, two)

        self.step()
        word, falling = falling[1], falling[0]
        self.play(FadeOut(word), run_time=0.4)
        fall = self.lower.boxes[self.query].get_center() - falling.get_center()
        self.play(
            falling.animate.shift(fall).scale(1 / 1.6),
            self.upper.boxes[self.query].animate.set_fill(opacity=0),
            run_time=2.0,
        )
        self.caption = Number(two, 2, look.LABEL, theme.weight, SEMIBOLD)
        self.name_the_trial(self.pair.tokens[self.query + 1], float(copied[self.query]), self.query)
        self.play(weigh(self.arc, self.number, two, float(copied[self.query])), run_time=2.0)
        self.play(GrowFromEdge(self.caption, UP), run_time=0.6)
        self.play(self.swell(self.told[0]), run_time=1.0)

        self.step()
        which = ValueTracker(self.query)
        moved = VGroup(falling, self.arc, self.number, self.caption, self.upper.boxes)

        def follow(_: VMobject) -> None:
            at = which.get_value()
            low, high, now = int(np.floor(at)), int(np.ceil(at)), round(at)
            spots = [self.lower.boxes[i].get_center() for i in (low, high)]
            falling.move_to(spots[0] + (at - low) * (spots[1] - spots[0]))
            for i, box in enumerate(self.upper.boxes):
                box.set_fill(opacity=0 if i == now else 1)
            set_weight(self.arc, float(copied[now]))
            self.number.set_value(float(copied[now]))
            self.name_the_trial(self.tokens[now], float(copied[now]), now)

        moved.add_updater(follow)
        self.add(moved)
        self.dial("word", which, 0, len(copied) - 1, seconds=8, places=0, whole=1, rest=self.query)
        moved.clear_updaters()
        self.let_all_others_fall(falling, (float(copied[self.query]), two, rest))

    def bring_the_run_above(self, one: float, two: float) -> VGroup:
        """The run with the first word, both weights beside it to compare; returns the hidden state to copy, named."""
        self.upper = self.read(0, 2.2, hangs=True)
        flat = attention_arc(self.ends[0], self.ends[1], two, FLAT)
        place = self.number.copy().next_to(flat.get_top(), DOWN, buff=0.4).get_center()
        self.play(Transform(self.arc, flat), self.number.animate.move_to(place), run_time=1.0)
        pairs = list(zip(self.lower.row.tokens, self.upper.row.tokens, strict=True))
        self.play(*(TransformFromCopy(a, b) for a, b in pairs[:-2]), run_time=1.4)
        self.play(FadeIn(VGroup(*self.upper.row.tokens[-2:]), shift=0.3 * UP), run_time=0.6)
        self.remove(*self.upper.row.get_family())
        self.add(self.upper.row)
        self.play(
            LaggedStart(*(GrowFromCenter(b) for b in (*self.upper.boxes, *self.lower.boxes)), lag_ratio=0.03),
            run_time=1.2,
        )
        self.told = VGroup()
        for which, (weight, y) in enumerate(((one, 0.35), (two, -0.3))):
            told = row_of(
                [
                    Label(self.pair.words[which], look.LABEL, theme.muted, verbatim=True),
                    Number(weight, 2, look.LABEL, theme.muted),
                ],
                0.2,
                y,
            ).align_to([6.5, 0, 0], RIGHT)
            start = (self.upper, self.lower)[which].row.tokens[-2].get_center()
            self.play(GrowFromPoint(told, start), run_time=0.7)
            self.told.add(told)
        falling = self.upper.boxes[self.query].copy().set_stroke(theme.ink, look.STRONG, 1)
        name = f"hidden state of “{self.tokens[self.query]}”"
        word = Label(name, look.LABEL, weight=SEMIBOLD, verbatim=True).next_to(falling, DOWN, buff=0.25)
        self.play(falling.animate.scale(1.6), GrowFromEdge(word, UP), run_time=0.6)
        return VGroup(falling, word)

    def name_the_trial(self, word: str, weight: float, at: int) -> None:
        """Below the hollow column above: whose hidden state was copied, and the weight that results."""
        self.caption.before = f"{word}: "
        self.caption.set_value(weight)
        half = self.caption.width / 2
        x = float(np.clip(self.upper.boxes[at].get_x(), half - 6.5, 6.5 - half))
        self.caption.set_x(x).on_baseline(0.98)

    def let_all_others_fall(self, falling: VMobject, weights: tuple[float, float, float]) -> None:
        """The hidden state goes back up, those of all other words fall; ``weights`` with it, without, with those."""
        self.step()
        home = self.upper.boxes[self.query]
        self.play(falling.animate.move_to(home), self.caption.animate(remover=True).set_opacity(0), run_time=1.0)
        self.play(weigh(self.arc, self.number, *weights[:2]), run_time=1.2)
        self.remove(falling)
        home.set_fill(opacity=1)
        others = [i for i in range(len(self.tokens)) if i != self.query]
        copies = VGroup(*(self.upper.boxes[i].copy().set_stroke(theme.ink, look.STRONG, 1) for i in others))
        self.play(
            *(copy.animate.move_to(self.lower.boxes[i]) for copy, i in zip(copies, others, strict=True)),
            *(self.upper.boxes[i].animate.set_fill(opacity=0) for i in others),
            run_time=2.0,
        )
        self.play(weigh(self.arc, self.number, *weights[1:]), run_time=1.2)
        said = Label("all the others", look.LABEL, theme.weight, SEMIBOLD)
        said.next_to(self.number, DOWN, buff=0.25)
        self.play(GrowFromEdge(said, UP), run_time=0.6)

    # At the input of each layer: which word carries the difference
    def find_the_layer(self) -> None:
        carried = self.copies.carried(self.key + 1)[:, 1:-1]
        one, two = (self.weight(which, self.key) for which in (0, 1))
        wrote = np.zeros(len(self.tokens))
        wrote[self.query] = (self.copies.heads[-2, self.key + 1] - two) / (one - two)
        last = len(self.tokens) - 2
        self.slide(
            "where", "measured", keep=[self.upper, self.lower, self.under],
            along=[box.animate.set_fill(opacity=1) for box in self.upper.boxes], **self.facts,
            first=f"{carried[0, last]:.2f}", second=f"{carried[1, last]:.2f}", third=f"{carried[2, last]:.2f}",
            after=f"{carried[-1, self.query]:.2f}", gone=f"{abs(carried[-1, last]):.2f}",
            wrote=f"{wrote[self.query]:.2f}",
        )  # fmt: skip
        base, full = (
            kind([-6.5, y, 0], [6.5, y, 0]) for kind, y in ((Line, self.foot), (DashedLine, self.foot + self.unit))
        )
        base.set_stroke(theme.muted, look.THIN)
        full.set_stroke(theme.muted, look.LINE)
        name = Label("all of the difference", look.SMALL, theme.muted).align_to(full, LEFT)
        name.on_baseline(self.foot + self.unit + 0.13)
        self.said = Number(0, 0, look.BODY, theme.ink, SEMIBOLD, before="copied on entering layer ")
        self.said.align_to(full, LEFT).on_baseline(-0.2)
        self.bars = VGroup(*(Rectangle(width=0.5, height=1, stroke_width=0) for _ in self.tokens))
        for bar, box in zip(self.bars, self.lower.boxes, strict=True):
            bar.set_x(box.get_x())
        self.shares = np.zeros(len(self.tokens))
        self.tops = {i: Number(0, 2, look.LABEL, weight=SEMIBOLD) for i in (self.query, last)}
        self.raise_bars(self.shares)
        self.play(Create(base), Create(full), GrowFromEdge(name, LEFT), run_time=1.2)
        self.play(GrowFromEdge(self.said, LEFT), *(GrowFromEdge(top, DOWN) for top in self.tops.values()), run_time=0.8)
        self.add(self.bars)
        self.play(self.to_shares(carried[0]), run_time=2.4)

        self.step()
        for layer in (1, 2):
            self.play(self.to_shares(carried[layer]), run_time=1.6)
            self.play(self.enter(layer), run_time=0.8)
            self.hold()

        self.step()
        self.play(self.to_shares(carried[3]), run_time=3.0)
        self.play(self.enter(3), run_time=0.8)

        self.step()
        self.play(self.to_shares(np.zeros(len(self.tokens))), FadeOut(self.said), run_time=1.0)
        self.play(FadeOut(self.tops.pop(last)), run_time=0.4)
        before, after = "copied: only what the heads of layer ", f" add at “{self.tokens[self.query]}”"
        self.said = Number(HEAD[0] - 1, 0, look.BODY, theme.ink, SEMIBOLD, before=before, after=after)
        self.said.align_to(full, LEFT).on_baseline(-0.2)
        self.play(GrowFromEdge(self.said, RIGHT), run_time=0.8)
        self.play(self.to_shares(wrote), run_time=2.0)

    def raise_bars(self, shares: np.ndarray) -> None:
        """Bars as high as their shares, hollow and hanging below zero; the numbers stand on two of them."""
        self.shares = shares
        for bar, share in zip(self.bars, shares, strict=True):
            top = self.foot + self.unit * share
            span(bar, 1, min(self.foot, top) - 1e-4, max(self.foot, top) + 1e-4)
            bar.set_fill(theme.ink, 1 if share >= 0 else 0).set_stroke(theme.ink, look.THIN if share < -0.01 else 0)
        for i, number in self.tops.items():
            number.set_value(float(shares[i]))
            number.set_x(self.bars[i].get_x()).on_baseline(self.foot + self.unit * max(float(shares[i]), 0) + 0.1)

    def to_shares(self, end: np.ndarray) -> UpdateFromAlphaFunc:
        """The bars go to other shares."""
        start = self.shares
        group = VGroup(self.bars, *self.tops.values())
        return UpdateFromAlphaFunc(group, lambda _, t: self.raise_bars(start + t * (end - start)))

    def enter(self, layer: int) -> Animation:
        """The words name the next layer, when its bars have arrived; they swell a little."""
        said = self.said
        size = said.height

        def show(_: VMobject, t: float) -> None:
            said.set_value(layer)
            said.scale(size * (1 + 0.12 * np.sin(np.pi * t)) / said.height, about_edge=LEFT)

        return UpdateFromAlphaFunc(said, show)

"""Relations: facts grow to a fixpoint, round by round; a real encoder finds who, and not who does what to whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    ArcBetweenPoints,
    Circle,
    Create,
    DashedLine,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Rectangle,
    ReplacementTransform,
    Square,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    there_and_back,
)

from attn_core.roles import ABOVE, BELOW, Wording, load_roles
from attn_core.rules import Atom, chain, chain_of_facts, closure_rules
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme


class People(VGroup):
    """A row of circles with a letter each; ``arc`` joins two of them, higher the further they are apart."""

    pitch, radius, foot, middle = 1.37, 0.4, -1.45, 0.65

    def __init__(self, count: int):
        self.circles = VGroup(*(Circle(self.radius).set_stroke(theme.ink, look.LINE) for _ in range(count)))
        self.letters = VGroup(*(Label(chr(ord("A") + i), look.LABEL, verbatim=True) for i in range(count)))
        for i, (circle, letter) in enumerate(zip(self.circles, self.letters, strict=True)):
            circle.move_to([self.middle + (i - (count - 1) / 2) * self.pitch, self.foot, 0])
            letter.set_x(circle.get_x()).centred_on(self.foot)
        super().__init__(self.circles, self.letters)

    def place(self, name: str) -> int:
        """Which of them a fact's name is."""
        return int(name.removeprefix("e"))

    def arc(self, fact: Atom) -> Relation:
        """A fact as an arc over the two that it is about."""
        i, j = (self.place(name) for name in fact[1:])
        ends = [self.circles[k].get_top() + 0.06 * UP + side for k, side in ((i, 0.09 * RIGHT), (j, 0.09 * LEFT))]
        return Relation(fact, ends)


class Relation(ArcBetweenPoints):
    """A fact that is known: part of a state which is a set."""

    shows_state = True

    def __init__(self, fact: Atom, ends: Sequence[np.ndarray]):
        self.fact = fact
        far = float(np.linalg.norm(ends[1] - ends[0]))
        # Wider arcs are flatter: the widest stays below the title.
        super().__init__(*ends, angle=-(2.7 - 0.07 * far))
        self.set_stroke(theme.state, look.MARK)


class FactLine(VGroup):
    """A sentence, and how near it is to a question as a bar; ``show`` sets the bar."""

    start, unit = -3.0, 3.6

    def __init__(self, text: str, name: str, y: float):
        self.words = Label(text, look.SMALL, theme.muted, verbatim=True).align_to(6.46 * LEFT, LEFT).on_baseline(y)
        self.about = name in text
        if self.about:
            self.words.set_color(theme.ink)
            self.words.part(name).set_color(theme.query)
        self.bar = Rectangle(width=0.1, height=0.2, stroke_width=0).set_fill(theme.ink, 1 if self.about else 0.45)
        self.bar.set_y(y + 0.08)
        super().__init__(self.words, self.bar)

    def show(self, similarity: float) -> FactLine:
        """As long as the similarity, from its start."""
        span(self.bar, 0, self.start, self.start + self.unit * max(similarity, 1e-3))
        return self


class CaseField(VGroup):
    """A small square for each case, filled where it holds, row by row."""

    def __init__(self, holds: np.ndarray, side: float = 0.14):
        self.holds = np.asarray(holds)
        super().__init__(
            *(
                Square(side).set_stroke(theme.faint, look.HAIR).move_to([j * 1.25 * side, -i * 1.25 * side, 0])
                for i, row in enumerate(self.holds)
                for j in range(len(row))
            )
        )

    def show(self, share: float) -> CaseField:
        """Fill the first part of the cases."""
        flat = self.holds.ravel()
        for k, (cell, holds) in enumerate(zip(self, flat, strict=True)):
            cell.set_fill(theme.ink, float(holds and k < share * len(flat) + 1e-9))
        return self


class Relations(LectureScene):
    """A closure beside one mix; facts found by an encoder, asked in both directions, in eight wordings."""

    filled = (MIXES, TRANSFORMS)
    people = 9
    wording, asked = "manager", 2  # the wording that is shown first, and the place of the name that is asked for

    def construct(self) -> None:
        self.take_one_mix()
        self.apply_the_rule()
        self.ask_the_encoder()
        self.ask_the_other_way()
        self.change_the_wording()

    # Facts over a row of people; one mix takes one step
    def take_one_mix(self) -> None:
        self.rounds = chain(
            chain_of_facts("above", self.people, steps=False), closure_rules("above", squaring=True)
        ).rounds
        known = np.cumsum([len(new) for new in self.rounds])
        row = self.row = People(self.people)
        self.slide(
            "fixpoint", "constructed", begin=[row], people=str(self.people), given=str(known[0]), all=str(known[-1]),
            rounds=str(len(self.rounds) - 1), first=str(known[1]), names=f"A to {row.letters[-1].original_text}",
        )  # fmt: skip
        self.arcs = VGroup(*(row.arc(fact) for fact in sorted(self.rounds[0])))
        self.count = Number(known[0], 0, 120, theme.state, SEMIBOLD).set_x(5.6).on_baseline(1.75)
        self.count.shows_state = True
        said = Label("facts", look.LABEL, theme.muted).set_x(5.6).on_baseline(1.1)
        self.play(LaggedStart(*(Create(arc) for arc in self.arcs), lag_ratio=0.15), run_time=1.8)
        self.play(GrowFromCenter(self.count), GrowFromEdge(said, UP), run_time=0.5)

        self.step()
        looks = VGroup(
            *(
                ArcBetweenPoints(b.get_bottom() + 0.06 * DOWN, a.get_bottom() + 0.06 * DOWN, angle=-1.5)
                for a, b in pairwise(row.circles)
            )
        ).set_stroke(theme.weight, look.MARK)
        for arc in looks:
            arc.add_tip(tip_length=0.18, tip_width=0.18)
        self.play(LaggedStart(*(Create(arc) for arc in looks), lag_ratio=0.08), run_time=1.2)
        self.got = VGroup()
        for k, letter in enumerate(row.letters[:-1]):
            copy = letter.copy().set_color(theme.value)
            copy.set_x(row.circles[k + 1].get_x()).on_baseline(row.foot - 1.25)
            self.got.add(copy)
        self.mixed = Label("one mix", look.LABEL, theme.weight).align_to(6.6 * LEFT, LEFT).on_baseline(row.foot - 1.25)
        self.play(
            *(TransformFromCopy(a, b, path_arc=0.9) for a, b in zip(row.letters, self.got, strict=False)),
            looks.animate.set_stroke(opacity=0.35),
            run_time=1.4,
        )
        self.play(GrowFromEdge(self.mixed, RIGHT), run_time=0.4)
        self.looks = looks

    # The rule joins facts that meet, again and again, until nothing is new
    def apply_the_rule(self) -> None:
        self.step()
        ring = RuleRing(0.42).move_to([-5.9, 2.1, 0])
        rule = Label("x above y, y above z:\nx above z", look.LABEL, theme.program).next_to(ring, RIGHT, buff=0.3)
        self.play(GrowFromCenter(ring), GrowFromEdge(rule, LEFT), run_time=0.8)
        known = len(self.rounds[0])
        for k, new in enumerate([*self.rounds[1:], frozenset()], start=1):
            if k > 1:
                self.step()
            known += len(new)
            self.grow(ring, sorted(new), known)

    def grow(self, ring: RuleRing, new: list[Atom], known: int) -> None:
        """A round: where facts meet, what follows of them comes out of them."""
        old = {arc.fact: arc for arc in self.arcs}
        grown = VGroup()
        pairs = []
        for fact in new:
            i, j = (self.row.place(name) for name in fact[1:])
            # Of all ways to join two facts the one in the middle is drawn.
            ways = [(a, b) for a in old for b in old if a[1] == fact[1] and a[2] == b[1] and b[2] == fact[2]]
            first, second = min(ways, key=lambda way: abs(self.row.place(way[0][2]) - (i + j) / 2))
            joined = VMobject().set_stroke(theme.state, look.MARK)
            joined.set_points(np.concatenate([old[first].points, old[second].points]))
            joined.shows_state = True
            pairs.append(joined)
            grown.add(self.row.arc(fact))
        self.play(ring.fire(), run_time=0.7)
        if not grown:
            self.play(self.count.animate(rate_func=there_and_back).scale(1.15), run_time=0.9)
            return
        for part in pairs:
            part.set_stroke(theme.state, look.MARK)
        self.play(
            *(ReplacementTransform(pair, arc) for pair, arc in zip(pairs, grown, strict=True)),
            UpdateFromAlphaFunc(self.count, lambda m, t: m.set_value(round(known - (1 - t) * len(new))).set_x(5.6)),
            run_time=1.6,
        )
        self.remove(*grown, *self.arcs)
        self.arcs.add(*grown)
        self.add(self.arcs)

    # A question to sentences: the nearest one has the right name, in whatever role
    def ask_the_encoder(self) -> None:
        self.wordings = load_roles()
        own = self.own = self.wordings[self.wording]
        name = self.asked_for = own.row[self.asked]
        cases = own.right[ABOVE].size
        self.slide(
            "who", "measured", keep=[self.row.letters], name=name, facts=str(len(own.row) - 1),
            question=own.questions[ABOVE].format(x=name), cases=str(cases), who=str(int(own.names_it[ABOVE].sum())),
            role=str(int(own.right[ABOVE].sum())), rows=str(len(own.nearest[ABOVE])),
        )  # fmt: skip
        texts = [own.fact.format(a=a, b=b) for a, b in pairwise(own.row)]
        self.lines = VGroup(*(FactLine(text, name, 1.72 - 0.33 * i) for i, text in enumerate(texts)))
        for line, similarity in zip(self.lines, own.similar[ABOVE, self.asked - 1], strict=True):
            line.show(float(similarity))
        self.question = self.ask(ABOVE)
        words = [line.words for line in self.lines]
        self.play(
            FadeOut(self.row.letters),
            LaggedStart(*(GrowFromEdge(text, LEFT) for text in words), lag_ratio=0.08),
            GrowFromEdge(self.question, LEFT),
            run_time=1.6,
        )
        bars = [line.bar for line in self.lines]
        self.play(LaggedStart(*(GrowFromEdge(bar, LEFT) for bar in bars), lag_ratio=0.06), run_time=1.6)
        self.remove(*words, *bars)
        self.add(self.lines)
        self.choose(ABOVE)

        self.step()
        self.names = self.count_cases(own.names_it[ABOVE], "the right name", 2.55)
        self.roles = self.count_cases(own.right[ABOVE], "the right role", 5.3)

    def count_cases(self, holds: np.ndarray, told: str, x: float) -> VGroup:
        """A field of all cases fills; above it counts the number of those that hold."""
        field = CaseField(holds).move_to([x, -0.2, 0])
        number = Number(0, 0, look.HERO, weight=SEMIBOLD).set_x(x).on_baseline(1.35)
        said = Label(told, look.LABEL, theme.muted).set_x(x).on_baseline(-1.8)
        self.play(GrowFromEdge(field, UP), GrowFromEdge(number, UP), GrowFromEdge(said, UP), run_time=0.6)
        whole = VGroup(field, number)

        def fill(share: float) -> None:
            field.show(share)
            number.set_value(int(holds.ravel()[: round(share * holds.size)].sum())).set_x(x)

        self.play(UpdateFromAlphaFunc(whole, lambda _, share: fill(share)), run_time=1.8)
        self.add(whole.add(said))
        return whole

    def ask(self, which: int) -> Label:
        """One of the two questions, above the facts."""
        text = self.own.questions[which].format(x=self.asked_for)
        return Label(text, look.BODY, theme.query, SEMIBOLD, verbatim=True).align_to(6.6 * LEFT, LEFT).on_baseline(2.35)

    def choose(self, which: int) -> None:
        """The nearest fact is framed; a tick or a cross says whether it answers the question."""
        nearest = int(self.own.nearest[which, 0, self.asked - 1])
        line = self.lines[nearest]
        frame = Rectangle(width=line.words.width + 0.24, height=0.36).move_to(line.words).set_y(line.bar.get_y())
        frame.set_stroke(theme.query, look.LINE)
        mark = Verdict(bool(self.own.right[which, 0, self.asked - 1]), size=0.28)
        mark.move_to([line.bar.get_right()[0] + 0.35, line.bar.get_y(), 0])
        self.play(Create(frame), run_time=0.6)
        self.play(Create(mark.mark), run_time=0.5)
        self.add(mark)
        self.chosen = VGroup(frame, mark)

    # The opposite question: the bars hardly move
    def ask_the_other_way(self) -> None:
        own = self.own
        self.slide(
            "turned", "measured", keep=[self.lines, self.question, self.names], name=self.asked_for,
            question=own.questions[BELOW].format(x=self.asked_for), same=str(int(own.unmoved.sum())),
            cases=str(own.unmoved.size), coin=str(own.unmoved.size // 4), both=str(int(own.right.all(axis=0).sum())),
            wordings=str(len(self.wordings)), fewest=str(min(self.both(w) for w in self.wordings.values())),
            most=str(max(self.both(w) for w in self.wordings.values())),
            lowest=f"{min(self.share(w, ABOVE) for w in self.wordings.values()):.2f}",
            highest=f"{max(self.share(w, ABOVE) for w in self.wordings.values()):.2f}",
            swapped_least=f"{min(w.swapped[ABOVE] for w in self.wordings.values()):.2f}",
            swapped_most=f"{max(w.swapped[ABOVE] for w in self.wordings.values()):.2f}",
            same_least=str(min(int(w.unmoved.sum()) for w in self.wordings.values())),
        )  # fmt: skip
        before, after = own.similar[:, self.asked - 1]
        self.play(ReplacementTransform(self.question, asked := self.ask(BELOW)), run_time=1.0)

        def lay(t: float) -> None:
            for line, a, b in zip(self.lines, before, after, strict=True):
                line.show(float(a + t * (b - a)))

        self.play(UpdateFromAlphaFunc(self.lines, lambda _, t: lay(t)), run_time=2.0)
        self.choose(BELOW)
        self.question = asked
        self.same = self.count_cases(own.unmoved, "the same fact", 5.3)

    @staticmethod
    def both(wording: Wording) -> int:
        """Cases in which both questions are answered by the nearest fact."""
        return int(wording.right.all(axis=0).sum())

    @staticmethod
    def share(wording: Wording, which: int) -> float:
        """The share of cases in which one question is."""
        return float(wording.right[which].mean())

    # Eight wordings: one question is right as often as the other is wrong
    def change_the_wording(self) -> None:
        self.step()
        columns = (-2.2, 0.95, 4.1)
        coins = (0.5, 0.5, 0.25)
        one = 2.2
        heads = VGroup(
            *(
                Label(text, look.LABEL, theme.muted).align_to([x, 0, 0], LEFT).on_baseline(2.3)
                for x, text in zip(columns, ("who is above?", "who is below?", "both"), strict=True)
            )
        )
        rows = VGroup()
        for i, wording in enumerate(self.wordings.values()):
            y = 1.6 - 0.56 * i
            words = Label(wording.fact.format(a="A", b="B"), look.LABEL, verbatim=True).align_to(6.6 * LEFT, LEFT)
            words.on_baseline(y)
            shares = [self.share(wording, ABOVE), self.share(wording, BELOW), float(wording.right.all(axis=0).mean())]
            bars = VGroup()
            for x, share, coin in zip(columns, shares, coins, strict=True):
                bar = Rectangle(width=max(one * share, 0.01), height=0.3, stroke_width=0).set_fill(theme.ink, 1)
                bar.align_to([x, 0, 0], LEFT).set_y(y + 0.08)
                # No number on the dashed line.
                beside = one * (coin if coin - 0.3 < share < coin else share) + 0.12
                number = Number(share, 2, look.SMALL).align_to([x + beside, 0, 0], LEFT).on_baseline(y)
                bars.add(bar, number)
            rows.add(VGroup(words, bars))
        levels = VGroup(
            *(
                DashedLine([x + one * c, 2.1, 0], [x + one * c, -2.75, 0], dash_length=0.1).set_stroke(
                    theme.muted, look.LINE
                )
                for x, c in zip(columns, coins, strict=True)
            )
        )
        coin = Label("coin", look.SMALLEST, theme.muted).next_to(levels[0], DOWN, buff=0.06)
        levels.add(coin)
        first = self.lines[int(self.own.nearest[BELOW, 0, self.asked - 1])]
        others = [line for line in self.lines if line is not first]
        self.remove(self.lines)
        self.add(*others, first)
        self.play(
            *(line.animate(remover=True).shift(0.6 * LEFT).set_opacity(0) for line in others),
            FadeOut(self.chosen, self.names, self.same),
            FadeOut(self.question, shift=0.2 * UP),
            ReplacementTransform(first.words, rows[0][0]),
            ReplacementTransform(first.bar, rows[0][1][0]),
            run_time=1.2,
        )
        self.play(
            GrowFromEdge(rows[0][1][1], LEFT),
            *(GrowFromEdge(row[0], LEFT) for row in rows[1:]),
            *(GrowFromEdge(head, DOWN) for head in heads),
            *(Create(level) for level in levels[:-1]),
            GrowFromEdge(levels[-1], UP),
            run_time=1.0,
        )
        self.grow_column(rows, 0, first=1)

        self.step()
        self.grow_column(rows, 1)
        self.grow_column(rows, 2)

    def grow_column(self, rows: VGroup, which: int, *, first: int = 0) -> None:
        """The bars of one column, from top to bottom."""
        parts = [part for row in rows[first:] for part in row[1][2 * which : 2 * which + 2]]
        self.play(LaggedStart(*(GrowFromEdge(part, LEFT) for part in parts), lag_ratio=0.08), run_time=2.0)

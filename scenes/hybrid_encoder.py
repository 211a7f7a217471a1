"""The real encoder as the retriever: how far its facts carry, by wording and by question."""

from __future__ import annotations

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    ReplacementTransform,
    SurroundingRectangle,
    TransformFromCopy,
    VGroup,
)

from attn_core.roles import ABOVE, BELOW, Wording, load_roles
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.hop_chart import PLAIN, STRONG, THIN, HopChart
from scenes.mobjects.ring import EntityRing, FactArrow, NamedRing
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

HOPS = (1, 2, 4)
SENTENCES = (0.5, 6.5)  # where stored sentences begin, and where their numbers end


class HybridEncoder(LectureScene):
    """The last slide of the hybrid. It keeps the entities and the axes of the slide before."""

    ring: EntityRing
    chart: HopChart
    asked: Label
    right: Number
    arrows: VGroup
    one: Label
    who: Label
    found: VGroup
    first_arrow: FactArrow
    shown = (("manager", ABOVE, "is the manager of"), ("taught", ABOVE, "taught"), ("taught", BELOW, "was taught by"))
    names_radius = 1.95

    # The real encoder finds the facts: by wording and by question
    def ask_the_encoder(self) -> None:
        self.wordings = load_roles()
        first = self.wordings[self.shown[0][0]]
        told = {
            f"{name}_{question}_{h}": f"{self.wordings[name].over_hops(question, h):.2f}"
            for name, question, _ in self.shown
            for h in HOPS
        }
        here = {f"right_{i}": str(int(self.wordings[w].right[q, 0].sum())) for i, (w, q, _) in enumerate(self.shown)}
        orders, asked = first.right[ABOVE].shape
        self.slide(
            "encoder", "measured", keep=[self.ring.dots], who=first.row[self.example(first)],
            names=str(len(first.row)), asked=str(asked), orders=str(orders),
            wordings=str(len(self.wordings)), curves=str(2 * len(self.wordings)), cases=str(orders * asked),
            fewest=str(orders * (asked - HOPS[-1] + 1)), facts=str(len(first.row) - 1), **told, **here,
        )  # fmt: skip
        self.gather_people(first)
        self.find_one(first)
        for i, (name, question, _) in enumerate(self.shown):
            self.step()
            self.ask_by(self.wordings[name], question)
            self.chart.draw(self, i, 1.2)

        self.step()
        shown = [(name, question) for name, question, _ in self.shown]
        others, told_them = self.chart.background(
            "other ways to ask",
            [
                [wording.over_hops(question, h) for h in HOPS]
                for name, wording in self.wordings.items()
                for question in (ABOVE, BELOW)
                if (name, question) not in shown
            ],
        )
        self.play(LaggedStart(*(Create(curve.line) for curve in others), lag_ratio=0.12), run_time=2.0)
        self.play(GrowFromEdge(told_them, LEFT), run_time=0.4)
        self.remove(*(curve.line for curve in others))
        self.add(others, *self.chart.curves)

    def gather_people(self, wording: Wording) -> None:
        """Two entities become a person with a name; who stands above comes next, clockwise."""
        old, n = self.ring, len(wording.row)
        ring = NamedRing(wording.row[::-1], self.names_radius, old.centre)
        for new, one, two in zip(ring.dots, old.dots[: 2 * n : 2], old.dots[1 : 2 * n : 2], strict=True):
            one.generate_target()
            one.target.become(new)
            two.generate_target()
            two.target.become(new)
        chart = HopChart(HOPS)
        self.play(
            *(ReplacementTransform(one, one.target) for one in old.dots[: 2 * n]),
            *(Create(link) for link in ring.links),
            *(GrowFromCenter(name) for name in ring.names),
            run_time=1.2,
        )
        self.remove(*(dot.target for dot in old.dots[: 2 * n]), *ring.links, *ring.names)
        self.add(ring)
        for (name, question, told), which in zip(self.shown, (PLAIN, STRONG, THIN), strict=True):
            chart.series(told, [self.wordings[name].over_hops(question, h) for h in HOPS], which)
        self.ring, self.chart = ring, chart

    @staticmethod
    def example(wording: Wording) -> int:
        """The place of the first name whose nearest fact does not answer."""
        return 1 + int(np.argmin(wording.right[ABOVE, 0]))

    def find_one(self, wording: Wording) -> None:
        """One question, the two stored sentences about its name, and the nearer one: an arrow to its other name."""
        place = self.example(wording)
        name, last = wording.row[place], len(wording.row) - 1
        self.one = Label(wording.questions[ABOVE].format(x=name), look.LABEL, theme.query, SEMIBOLD, verbatim=True)
        self.one.align_to(SENTENCES[0] * RIGHT, LEFT).on_baseline(1.6)
        heads = VGroup(Label("stored", look.LABEL, theme.muted), Label("similarity", look.LABEL, theme.muted))
        sentences, similar = VGroup(), VGroup()
        for row, fact in enumerate((place - 1, place)):
            text = wording.fact.format(a=wording.row[fact], b=wording.row[fact + 1])
            sentences.add(Label(text, look.LABEL, verbatim=True).align_to(SENTENCES[0] * RIGHT, LEFT))
            sentences[row].on_baseline(-0.35 - 0.9 * row).part(name).set_color(theme.query)
            similar.add(Number(wording.similar[ABOVE, place - 1, fact], 2, look.LABEL, weight=SEMIBOLD))
            similar[row].align_to(SENTENCES[1] * RIGHT, RIGHT).on_baseline(-0.35 - 0.9 * row)
        for head, over, side in zip(heads, (sentences, similar), (LEFT, RIGHT), strict=True):
            head.align_to(over, side).on_baseline(0.45)
        fact = int(wording.nearest[ABOVE, 0, place - 1])
        nearer = place - 1, place
        frame = SurroundingRectangle(
            sentences[nearer.index(fact)], similar[nearer.index(fact)], color=theme.ink, buff=0.18,
            corner_radius=look.CORNER, stroke_width=look.LINE,
        )  # fmt: skip
        other = 2 * fact + 1 - place
        arrow = self.ring.arrow(last - place, last - other, false=not wording.right[ABOVE, 0, place - 1])
        self.play(*(GrowFromEdge(m, LEFT) for m in (heads[0], *sentences)), run_time=0.8)
        self.who = self.ring.names[last - place]
        self.play(GrowFromEdge(self.one, LEFT), self.who.animate.set_color(theme.query), run_time=0.6)
        self.play(*(GrowFromEdge(m, LEFT) for m in (heads[1], *similar)), run_time=0.6)
        self.play(Create(frame), run_time=0.6)
        self.play(TransformFromCopy(sentences[nearer.index(fact)].part(name), arrow), run_time=1.0)
        self.remove(arrow)
        self.first_arrow = self.ring.arrow(last - place, last - other, false=arrow.false)
        self.add(self.first_arrow)
        self.found = VGroup(heads, sentences, similar, frame)

    def ask_by(self, wording: Wording, question: int) -> None:
        """Each name's nearest fact as an arrow to the other name in it; counted are those that answer."""
        ring, last = self.ring, len(wording.row) - 1
        right = wording.right[question, 0]
        arrows = VGroup()
        for place, (fact, ok) in enumerate(zip(wording.nearest[question, 0], right, strict=True), start=1):
            other = 2 * int(fact) + 1 - place
            arrows.add(ring.arrow(last - place, last - other, false=not ok))
        asked = two_lines(wording.questions[question].format(x="X")).move_to(ring.centre + 0.3 * UP)
        number = Number(int(right.sum()), 0, look.BODY, before="right: ").set_x(ring.centre[0])
        number.on_baseline(ring.centre[1] - 0.95)
        first = not hasattr(self, "arrows")
        if not first:
            self.play(*(FadeOut(m, shift=0.2 * UP) for m in (self.asked, self.right)), run_time=0.3)
        if first:
            self.play(
                ReplacementTransform(self.one, asked),
                FadeOut(self.found),
                self.who.animate.set_color(theme.muted),
                run_time=1.0,
            )
            grown = [GrowFromPoint(arrow, ring.spot(arrow.child)) for arrow in arrows]
            self.play(LaggedStart(*grown, lag_ratio=0.12), run_time=2.0)
            self.remove(self.first_arrow)
        else:
            self.play(GrowFromCenter(asked), run_time=0.5)
            self.play(ReplacementTransform(self.arrows, arrows), run_time=1.4)
        self.remove(*arrows)
        self.add(arrows)
        self.play(GrowFromEdge(number, UP), run_time=0.4)
        if first:
            self.chart.play_axes(self)
        self.asked, self.right, self.arrows = asked, number, arrows


def two_lines(text: str) -> Label:
    """A question, broken at the blank nearest to its middle."""
    blank = min((i for i, c in enumerate(text) if c == " "), key=lambda i: abs(i - len(text) / 2))
    return Label(f"{text[:blank]}\n{text[blank + 1 :]}", look.LABEL, theme.query, SEMIBOLD, verbatim=True)

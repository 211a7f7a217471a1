"""Binding: x := 3, y := x, x := 5; what is y? A register, a lookup that knows when, and hops along copies."""

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
    Animation,
    ArcBetweenPoints,
    Arrow,
    Circle,
    Create,
    DashedVMobject,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    rush_from,
    rush_into,
    there_and_back,
)

from attn_core.machines import Assignment, RegisterMachine, parse_program, run
from attn_core.memory import binding_accuracy, lookup, register_answer, settled
from attn_core.pointers import chase
from scenes import look
from scenes.cast import address_box
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.bars import span
from scenes.mobjects.program import Question, Statement
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Formula, Label, Number
from scenes.mobjects.tokens import attention_arc
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

DIM = 0.62  # of words that wait; less could not be read


class TimeRow(VGroup):
    """A program in time, line by line from left to right, and at its end the question; each in a cell."""

    def __init__(self, lines: Sequence[Assignment], asked: str, size: float, step: float, left: float = -6.6):
        self.words = VGroup(*(Statement(line, size) for line in lines), Question(asked, size))
        self.frames = VGroup()
        for i, words in enumerate(self.words):
            frame = RoundedRectangle(look.SMALL_CORNER, width=0.9 * step, height=2.3 * size / 135)
            frame.move_to([left + (i + 0.5) * step, 0, 0]).set_fill(theme.background, 1)
            frame.set_stroke(theme.query if words is self.words[-1] else theme.muted, look.LINE)
            words.set_x(frame.get_x()).shift((-0.3 * size / 135 - words.baseline) * UP)
            self.frames.add(frame)
        self.cells = [VGroup(*parts) for parts in zip(self.frames, self.words, strict=True)]
        super().__init__(*self.cells)

    def look(self, start: int, end: int, bend: float = 1.15) -> ArcBetweenPoints:
        """A line of attention from one cell to an earlier one that has all its weight."""
        ends = (self.frames[i].get_top() + 0.12 * UP for i in (start, end))
        return attention_arc(*ends, 1.0, bend)


class Shutter:
    """A mask that closes from the right over the cells of a row that come later; open, its outline stays."""

    def __init__(self, row: TimeRow, first: int):
        later = VGroup(*row.frames[first:])
        self.panel = Rectangle(width=later.width + 0.24, height=later.height + 0.3).move_to(later)
        self.panel.set_fill(theme.panel, 1).set_stroke(theme.ink, look.LINE)
        self.word = Label("later: hidden", look.LABEL, theme.muted).move_to(self.panel)
        self.outline = DashedVMobject(self.panel.copy().set_fill(opacity=0), 60).set_stroke(theme.muted, look.LINE)
        self.ends = self.panel.get_left()[0], self.panel.get_right()[0]

    def _drawn_to(self, panel: VMobject, share: float) -> None:
        span(panel, 0, self.ends[1] - max(share, 1e-3) * (self.ends[1] - self.ends[0]), self.ends[1])

    def close(self) -> list[Animation]:
        """It is drawn from the right edge over all that is later."""
        self._drawn_to(self.panel, 0)
        return [UpdateFromAlphaFunc(self.panel, self._drawn_to), FadeIn(self.word, rate_func=rush_into)]

    def open(self) -> list[Animation]:
        """It goes back to the right; where it was stays as an outline."""
        back = UpdateFromAlphaFunc(self.panel, lambda panel, share: self._drawn_to(panel, 1 - share), remover=True)
        return [back, FadeOut(self.word, rate_func=rush_from), FadeIn(self.outline)]


class Stairs(VGroup):
    """Shares that so many hops settle: a bar a hop, the part that this hop adds is bright, what is left is hollow."""

    height, foot, left, step = 4.15, -2.25, -6.1, 1.12

    def __init__(self, hops: Sequence[int]):
        self.hops = tuple(hops)
        self.bars = [
            VGroup(*(Rectangle(width=0.84, height=1, stroke_width=0).set_x(self.x(h)) for _ in "old new left".split()))
            for h in hops
        ]
        for old, new, rest in self.bars:
            old.set_fill(theme.faint, 1)
            new.set_fill(theme.series[1], 1)
            rest.set_stroke(theme.muted, look.THIN)
        self.base = Line([self.x(0.4), self.foot, 0], [self.x(hops[-1] + 0.6), self.foot, 0])
        self.base.set_stroke(theme.muted, look.LINE)
        self.counts = VGroup(*(Number(h, 0, look.LABEL, theme.muted).set_x(self.x(h)) for h in hops))
        for count in self.counts:
            count.on_baseline(self.foot - 0.42)
        self.shares = VGroup(*(Number(0, 3, look.LABEL, weight=SEMIBOLD).set_x(self.x(h)) for h in hops))
        super().__init__(*self.bars, self.base, self.counts, self.shares)
        self.show(0.5)

    def x(self, hops: float) -> float:
        """Where the bar of so many hops stands."""
        return self.left + (hops - 0.5) * self.step

    def y(self, share: float) -> float:
        """How high a share is."""
        return self.foot + share * self.height

    def show(self, copies: float) -> None:
        """Take another share of copies."""
        for hops, bar, number in zip(self.hops, self.bars, self.shares, strict=True):
            levels = [self.y(s) for s in (0, settled(hops - 1, copies), settled(hops, copies), 1)]
            for part, low, high in zip(bar, levels[:-1], levels[1:], strict=True):
                span(part, 1, low, max(high, low + 1e-3))
            number.set_value(settled(hops, copies)).on_baseline(self.y(1) + 0.18)


class Net(VGroup):
    """Places of a chain in columns, layers upwards; ``lines[l][t]`` leads to place t of layer l + 1 from what it looks
    at, and a place that knows the number is filled with it.
    """

    step, rise = 0.82, 1.08

    def __init__(self, number: int, known: Sequence[Sequence[bool]], looks: Sequence[Sequence[int]]):
        self.nodes = [VGroup(*(self.node(t, i, number if k else None) for t, k in enumerate(row))) for i, row in enumerate(known)]
        self.lines = [
            VGroup(*(self.line(layer, t, at) for t, at in enumerate(row))) for layer, row in enumerate(looks)
        ]
        super().__init__(*self.lines, *self.nodes)

    def place(self, t: int, layer: int) -> np.ndarray:
        """Where place t stands in a layer."""
        return np.array([-4.35 + self.step * t, -2.5 + self.rise * layer, 0])

    def node(self, t: int, layer: int, number: int | None) -> VGroup:
        """A place, filled with the number that it knows."""
        circle = Circle(0.27).move_to(self.place(t, layer)).set_fill(theme.background, 1)
        if number is None:
            return VGroup(circle.set_stroke(theme.muted, look.THIN))
        circle.set_fill(theme.value, 1).set_stroke(theme.value, look.THIN)
        return VGroup(circle, Number(number, 0, look.LABEL, theme.background, SEMIBOLD).move_to(circle))

    def line(self, layer: int, t: int, at: int) -> Line:
        """A line of attention from a place of the layer below."""
        return Line(self.place(at, layer), self.place(t, layer + 1)).set_stroke(theme.weight, look.LINE, 0.3)


class Binding(LectureScene):
    """A register machine against lookups that follow copies, on three lines and on random programs."""

    filled = (MIXES, TRANSFORMS)
    program, asked = "x := 3\ny := x\nx := 5", "y"
    longer, asked_longer = "x := 3\ny := x\nx := 5\nz := y\ny := 8\nw := z", "w"
    lengths, hops = (4, 8, 16, 32), tuple(range(1, 9))
    programs, seed = 4000, 0
    copies = 0.5  # share of copies in the random programs that are measured
    layers = 4
    learned = 4  # steps of the longest chains in Wu, Geiger, Millière 2025

    def construct(self) -> None:
        self.lines = parse_program(self.program)
        self.trace = run(RegisterMachine(), self.lines)
        self.truth = register_answer(self.lines, self.asked)
        self.run_the_registers()
        self.look_it_up()
        self.count_the_hops()
        self.double_the_hops()

    # Run the register machine
    def run_the_registers(self) -> None:
        left = dict(self.trace.final)["x"]  # memory's last value: what the box still holds
        boxes = {name: address_box(name, left if i == 0 else None, i) for i, name in enumerate(dict(self.trace.final))}
        x = boxes["x"]
        told = {"asked": self.asked, "answer": str(self.truth), "last": str(left)}
        self.slide("registers", "constructed", begin=[x], **told)
        self.code = VGroup(*(Statement(line) for line in self.lines), Question(self.asked))
        for line, y in zip(self.code, (1.6, 0.6, -0.4, -1.8), strict=True):
            line.shift((y - line.baseline) * UP).align_to(6.4 * LEFT, LEFT)
        *statements, question = self.code
        rules = {name: box.make_rule() for name, box in boxes.items()}
        self.play(
            LaggedStart(*(GrowFromPoint(line, x.tab.get_center()) for line in statements), lag_ratio=0.35), run_time=2.4
        )
        self.play(GrowFromPoint(question, statements[1].register.get_center()), run_time=0.8)
        with self.loop():
            self.play(question.animate(rate_func=there_and_back).scale(1.12), run_time=1.6)

        self.step()
        y = boxes["y"]
        self.play(TransformFromCopy(x.card.box, y.card.box), TransformFromCopy(x.tab, y.tab), run_time=0.9)
        self.add(y)
        self.play(*(GrowFromCenter(rule) for rule in rules.values()), run_time=0.5)
        for line, state in zip(statements, self.trace.states[1:], strict=True):
            box, rule = boxes[line.line.target], rules[line.line.target]
            source = line.source if isinstance(line.line.source, int) else boxes[line.line.source].card.value
            flying = source.copy()
            self.play(*(each.animate.set_opacity(1 if each is line else DIM) for each in self.code), run_time=0.4)
            self.play(flying.animate(path_arc=-0.7, remover=True).move_to(rule).scale(0.4), run_time=1.0)
            self.play(rule.fire(), box.card.turn_over(dict(state)[line.line.target]), run_time=1.0)

        self.step()
        self.play(*(each.animate.set_opacity(1 if each is question else DIM) for each in self.code), run_time=0.4)
        query = question.register.copy()
        self.play(query.animate(path_arc=-0.6, remover=True).move_to(boxes[self.asked].tab).scale(0.5), run_time=1.0)
        answer = self.make_answer(self.truth).move_to([5.25, 1.75, 0])
        self.play(TransformFromCopy(boxes[self.asked].card.value, answer[0]), run_time=0.9)
        self.play(Create(answer[1].mark), FadeIn(answer[1][1]), run_time=0.6)

    def make_answer(self, value: int) -> VGroup:
        """A reply and its verdict."""
        reply = Number(value, 0, look.HERO, weight=SEMIBOLD, before=f"{self.asked} = ")
        return VGroup(reply, Verdict(value == self.truth, word=True).next_to(reply, DOWN, buff=0.25))

    # Look it up, at the end and as it was written
    def look_it_up(self) -> None:
        late, timely = (lookup(self.lines, self.asked, 2, causal=causal) for causal in (False, True))
        told = {"late": str(late.answers[-1]), "answer": str(timely.answers[-1]), "asked": self.asked}
        row = TimeRow(self.lines, self.asked, 60, 2.36).shift(0.4 * DOWN)
        move = [ReplacementTransform(a, b) for a, b in zip(self.code, row.words, strict=True)]
        self.slide("lookup", "constructed", keep=[self.code], along=move, **told)
        time = Arrow(LEFT, RIGHT, buff=0, stroke_width=look.LINE, tip_length=look.TIP, color=theme.muted)
        time.put_start_and_end_on(row.frames[0].get_left(), row.frames[-1].get_right()).set_y(row.get_bottom()[1] - 0.4)
        name = Label("time", look.SMALL, theme.muted).next_to(time, DOWN, buff=0.12).align_to(time, LEFT)
        self.play(*(GrowFromCenter(frame) for frame in row.frames), GrowFromEdge(time, LEFT), FadeIn(name), run_time=1.2)
        self.add(row)

        # Both hops start where the question is asked.
        self.step()
        first, second = (self.lines.index(a) for a in late.chain)
        end = len(self.lines)
        arc = self.hop(row, end, first)
        self.fetch(row.words[first].source, arc, row.words[end])
        wanted = Question(str(self.lines[first].source), look.BODY).next_to(row.frames[end], DOWN, buff=0.14)
        self.play(arc.animate.set_stroke(opacity=0.35), GrowFromPoint(wanted, row.words[end].get_center()), run_time=0.7)
        nearer = self.hop(row, end, second, 1.5)
        answer = self.make_answer(late.answers[-1] or 0)
        self.reply(row, answer, row.words[second].source, nearer)

        # The copy looks for its source itself, and the mask hides from it what comes later.
        self.step()
        upper = VGroup(row, arc, nearer, wanted, answer)
        again = TimeRow(self.lines, self.asked, 60, 2.36).shift(2.05 * DOWN)
        self.play(
            upper.animate.shift(1.35 * UP),
            VGroup(time, name).animate.shift((again.get_y() - row.get_y()) * UP),
            TransformFromCopy(row, again),
            run_time=1.2,
        )
        copy, written = (self.lines.index(a) for a in timely.chain)
        shutter = Shutter(again, copy + 1)
        self.play(*shutter.close(), run_time=1.4)
        inner = self.hop(again, copy, written)
        found = Number(timely.answers[-1] or 0, 0, 60, theme.value, SEMIBOLD).move_to(again.words[copy].source)
        found.on_baseline(again.words[copy].baseline)
        self.fetch(again.words[written].source, inner, again.words[copy].source, keep=True)
        self.play(ReplacementTransform(again.words[copy].source, found), run_time=0.6)
        self.step()
        self.play(*shutter.open(), run_time=1.2)
        outer = self.hop(again, end, copy)
        right = self.make_answer(timely.answers[-1] or 0)
        self.reply(again, right, found, outer)
        self.row = again

    def hop(self, row: TimeRow, start: int, end: int, bend: float = 1.15) -> ArcBetweenPoints:
        """One look, drawn."""
        arc = row.look(start, end, bend)
        self.play(Create(arc), run_time=0.9)
        return arc

    def fetch(self, what: VMobject, arc: VMobject, to: VMobject, *, keep: bool = False) -> None:
        """What was found comes back along the arc."""
        flying = what.copy().set_color(theme.ink)
        self.play(MoveAlongPath(flying, arc.copy().reverse_points()), run_time=1.0)
        self.play(flying.animate(remover=True).move_to(to), run_time=0.4)

    def reply(self, row: TimeRow, answer: VGroup, what: VMobject, arc: VMobject) -> None:
        """The number comes back and is the answer, at the end of the row."""
        answer.next_to(row.frames[-1], RIGHT, buff=0.5).set_y(row.get_y())
        self.fetch(what, arc, row.words[-1])
        self.play(GrowFromPoint(answer[0], row.words[-1].get_center()), run_time=0.6)
        self.play(Create(answer[1].mark), FadeIn(answer[1][1]), run_time=0.6)
        self.add(answer)

    # Count the hops
    def count_the_hops(self) -> None:
        rng = np.random.default_rng(self.seed)
        shares = [binding_accuracy(n, self.programs, rng, self.hops) for n in self.lengths]
        measured = np.array([[table[f"{h} causal"] for h in self.hops] for table in shares])
        late = shares[-1][f"{self.hops[-1]} at query time"]
        lines = parse_program(self.longer)
        row = TimeRow(lines, self.asked_longer, 44, 1.85, -6.5).shift(0.2 * DOWN)
        found = lookup(lines, self.asked_longer, len(lines), causal=True)
        chain = [len(lines), *(lines.index(a) for a in found.chain)]
        told = {
            "programs": str(self.programs), "chain": str(len(chain) - 1), "longest": str(self.lengths[-1]),
            "law": f"{settled(1, self.copies):g}", "late": f"{late:.2f}", "most": str(self.hops[-1]),
            "one": f"{settled(1, self.copies):.3f}", "two": f"{settled(2, self.copies):.3f}",
            "four": f"{settled(4, self.copies):.3f}", "names": "five",
        }  # fmt: skip
        old = self.row.cells
        ends = [*row.cells[: len(old) - 1], row.cells[-1]]
        move = [ReplacementTransform(a, b) for a, b in zip(old, ends, strict=True)]
        self.slide("hops", "measured", keep=[self.row], along=move, **told)
        new = row.cells[len(old) - 1 : -1]
        self.play(LaggedStart(*(GrowFromEdge(cell, LEFT) for cell in new), lag_ratio=0.4), run_time=1.4)
        self.add(row)
        arcs = VGroup()
        count = Number(0, 0, look.HERO, weight=SEMIBOLD, after=" hops").move_to(2.0 * DOWN)
        for start, end in pairwise(chain):
            arc = row.look(start, end)
            arcs.add(arc)
            count.set_value(len(arcs))
            first = [GrowFromPoint(count, arc.get_top())] if len(arcs) == 1 else []
            self.play(Create(arc), *first, run_time=0.8)
        answer = row.words[chain[-1]].source.copy().set_color(theme.ink)
        for arc in reversed(arcs):
            self.play(MoveAlongPath(answer, arc.copy().reverse_points()), run_time=0.5)
        self.play(answer.animate.scale(1.8).next_to(row.frames[-1], DOWN, buff=0.3), run_time=0.5)

        # Each hop settles the same share of what is left.
        self.step()
        stairs = Stairs(self.hops)
        stairs.show(self.copies)
        self.play(FadeOut(row), FadeOut(answer), FadeOut(count), FadeIn(stairs.base), run_time=0.5)
        for i, (bar, number, share) in enumerate(zip(stairs.bars, stairs.counts, stairs.shares, strict=True)):
            born = ReplacementTransform(arcs[i], bar[1]) if i < len(arcs) else TransformFromCopy(stairs.bars[i - 1][1], bar[1])
            before = TransformFromCopy(VGroup(*stairs.bars[i - 1][:2]), bar[0]) if i else FadeIn(bar[0])
            self.play(born, before, FadeIn(bar[2], number, share), run_time=1.0 if i < 3 else 0.4)
        self.add(stairs)

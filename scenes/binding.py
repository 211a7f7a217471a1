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
    SurroundingRectangle,
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
from attn_core.memory import binding_accuracy, lookup, random_program, register_answer, settled
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


class TimeRow(VGroup):
    """A program in time, line by line from left to right, and at its end the question; each in a cell."""

    def __init__(self, lines: Sequence[Assignment], asked: str, size: float, step: float, left: float = -6.6):
        self.words = VGroup(*(Statement(line, size) for line in lines), Question(asked, size))
        self.frames = VGroup()
        for i, words in enumerate(self.words):
            frame = RoundedRectangle(look.SMALL_CORNER, width=0.9 * step, height=2.3 * size / 135)
            frame.move_to([left + (i + 0.5) * step, 0, 0]).set_fill(opacity=0)
            frame.set_stroke(theme.query if words is self.words[-1] else theme.muted, look.LINE)
            words.set_x(frame.get_x()).shift((-0.3 * size / 135 - words.baseline) * UP)
            self.frames.add(frame)
        self.cells = [VGroup(*parts) for parts in zip(self.frames, self.words, strict=True)]
        super().__init__(*self.cells)

    def look(self, start: int, end: int, side: float = -0.24) -> ArcBetweenPoints:
        """A line of attention from one cell to an earlier one that has all its weight.

        It leaves a cell on one ``side`` of its middle, in widths, and comes in on the right: arcs do not meet.
        """
        first, last = self.frames[start], self.frames[end]
        begin = first.get_top() + 0.12 * UP + side * first.width * RIGHT
        return attention_arc(begin, last.get_top() + 0.12 * UP + 0.24 * last.width * RIGHT, 1.0, 1.2)


class Shutter:
    """A mask that closes from the right over the cells of a row from ``first`` on; it names the line from which it
    hides them.
    """

    def __init__(self, row: TimeRow, first: int):
        later = VGroup(*row.frames[first:])
        self.panel = Rectangle(width=later.width + 0.24, height=later.height + 0.3).move_to(later)
        self.panel.set_fill(theme.panel, 1).set_stroke(theme.ink, look.LINE)
        reader = Statement(row.words[first - 1].line, look.LABEL).light(False)
        self.word = VGroup(Label("hidden from", look.LABEL, theme.muted), reader).arrange(RIGHT, buff=0.2)
        self.word[0].on_baseline(reader.baseline)
        self.word.move_to(self.panel)
        self.ends = self.panel.get_left()[0], self.panel.get_right()[0]

    def _drawn_to(self, panel: VMobject, share: float) -> None:
        span(panel, 0, self.ends[1] - max(share, 1e-3) * (self.ends[1] - self.ends[0]), self.ends[1])

    def close(self) -> list[Animation]:
        """It is drawn from the right edge over all that is later."""
        self._drawn_to(self.panel, 0)
        return [UpdateFromAlphaFunc(self.panel, self._drawn_to), FadeIn(self.word, rate_func=rush_into)]

    def open(self) -> list[Animation]:
        """It goes back to the right."""
        back = UpdateFromAlphaFunc(self.panel, lambda panel, share: self._drawn_to(panel, 1 - share), remover=True)
        return [back, FadeOut(self.word, rate_func=rush_from)]


class Stairs(VGroup):
    """Shares that so many hops settle: a bar a hop, the part that this hop adds is bright, what is left is hollow."""

    height, foot, left, step = 4.15, -2.25, -6.1, 1.12

    def __init__(self, hops: Sequence[int]):
        self.hops = tuple(hops)
        self.bars = [
            VGroup(*(Rectangle(width=0.84, height=1, stroke_width=0).set_x(self.x(h)) for _ in ["old", "new", "left"]))
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

    step, rise = 0.82, 1.0

    def __init__(self, number: int, known: Sequence[Sequence[bool]], looks: Sequence[Sequence[int]]):
        self.nodes = [
            VGroup(*(self.node(t, i, number if k else None) for t, k in enumerate(row))) for i, row in enumerate(known)
        ]
        self.lines = [VGroup(*(self.line(layer, t, at) for t, at in enumerate(row))) for layer, row in enumerate(looks)]
        super().__init__(*self.lines, *self.nodes)

    def place(self, t: int, layer: int) -> np.ndarray:
        """Where place t stands in a layer."""
        return np.array([-4.35 + self.step * t, -2.3 + self.rise * layer, 0])

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
        self.code = VGroup(*(Statement(line, 120) for line in self.lines), Question(self.asked, 120))
        for line, y in zip(self.code, (1.55, 0.25, -1.05, -2.6), strict=True):
            line.shift((y - line.baseline) * UP).align_to(5.6 * LEFT, LEFT)
        *statements, question = self.code
        rules = {name: box.make_rule() for name, box in boxes.items()}
        self.play(x.card.turn_over(None), run_time=0.9)
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
            self.play(*(each.animate.light(each is line) for each in self.code), run_time=0.4)
            self.play(flying.animate(path_arc=-0.7, remover=True).move_to(rule).scale(0.4), run_time=1.0)
            self.play(rule.fire(), box.card.turn_over(dict(state)[line.line.target]), run_time=1.0)

        self.step()
        self.play(*(each.animate.light(each is question) for each in self.code), run_time=0.4)
        query = question.register.copy()
        self.play(query.animate(path_arc=-1.4, remover=True).move_to(boxes[self.asked].tab).scale(0.5), run_time=1.0)
        answer = self.make_answer(self.truth).move_to([5.25, 1.85, 0])
        self.play(GrowFromPoint(answer[0], boxes[self.asked].card.get_center()), run_time=0.9)
        self.play(Create(answer[1].mark), FadeIn(answer[1][1]), run_time=0.6)
        self.add(answer)

    def make_answer(self, value: int) -> VGroup:
        """A reply and its verdict."""
        reply = Number(value, 0, look.HERO, weight=SEMIBOLD, before=f"{self.asked} = ")
        return VGroup(reply, Verdict(value == self.truth, word=True).next_to(reply, DOWN, buff=0.25))

    # Look it up, at the end and as it was written
    def look_it_up(self) -> None:
        late, timely = (lookup(self.lines, self.asked, 2, causal=causal) for causal in (False, True))
        told = {"late": str(late.answers[-1]), "answer": str(timely.answers[-1]), "asked": self.asked}
        row = TimeRow(self.lines, self.asked, 60, 2.36).shift(0.4 * DOWN)
        move = [
            a.animate.light().scale(b.height / a.height).move_to(b) for a, b in zip(self.code, row.words, strict=True)
        ]
        self.slide("lookup", "constructed", keep=[self.code], along=move, **told)
        time = Arrow(LEFT, RIGHT, buff=0, stroke_width=look.LINE, tip_length=look.TIP, color=theme.muted)
        time.put_start_and_end_on(row.frames[0].get_left(), row.frames[-1].get_right()).set_y(row.get_bottom()[1] - 0.8)
        name = Label("time", look.SMALL, theme.muted).next_to(time, DOWN, buff=0.12).align_to(time, LEFT)
        self.play(*(Create(f) for f in row.frames), GrowFromEdge(time, LEFT), GrowFromEdge(name, LEFT), run_time=1.2)
        self.remove(*self.code)
        self.add(row)

        # Both hops start where the question is asked.
        self.step()
        first, second = (self.lines.index(a) for a in late.chain)
        end = len(self.lines)
        arc, one = self.hop(row, 1, end, first, 0.24)
        self.fetch(row.words[first].source, arc, row.words[end])
        wanted = Question(str(self.lines[first].source), look.BODY).next_to(row.frames[end], DOWN, buff=0.14)
        grow = GrowFromPoint(wanted, row.words[end].get_center())
        self.play(arc.animate.set_stroke(opacity=0.35), grow, run_time=0.7)
        nearer, two = self.hop(row, 2, end, second)
        answer = self.make_answer(late.answers[-1] or 0)
        self.reply(row, answer, row.words[second].source, nearer)

        # The copy looks for its source itself, and the mask hides from it what comes later.
        self.step()
        upper = VGroup(row, arc, nearer, one, two, wanted, answer)
        again = TimeRow(self.lines, self.asked, 60, 2.36).shift(2.05 * DOWN)
        self.play(
            upper.animate.shift(1.35 * UP),
            VGroup(time, name).animate.shift(1.48 * UP),
            TransformFromCopy(row, again),
            run_time=1.2,
        )
        copy, written = (self.lines.index(a) for a in timely.chain)
        shutter = Shutter(again, copy + 1)
        self.play(*shutter.close(), run_time=1.4)
        inner, _ = self.hop(again, 1, copy, written)
        found = Number(timely.answers[-1] or 0, 0, 60, theme.value, SEMIBOLD).move_to(again.words[copy].source)
        found.on_baseline(again.words[copy].baseline)
        self.fetch(again.words[written].source, inner, again.words[copy].source)
        self.play(ReplacementTransform(again.words[copy].source, found), run_time=0.6)
        self.step()
        self.play(*shutter.open(), run_time=1.2)
        outer, _ = self.hop(again, 2, end, copy)
        right = self.make_answer(timely.answers[-1] or 0)
        self.reply(again, right, found, outer)
        self.row = again

    def hop(self, row: TimeRow, nth: int, start: int, end: int, side: float = -0.24) -> tuple[ArcBetweenPoints, Number]:
        """One look, drawn, and the number of the hop above it."""
        arc = row.look(start, end, side)
        number = Number(nth, 0, look.SMALL, theme.weight, SEMIBOLD).next_to(arc, UP, buff=0.14)
        self.play(Create(arc), GrowFromPoint(number, arc.get_top()), run_time=0.9)
        return arc, number

    def fetch(self, what: VMobject, arc: VMobject, to: VMobject) -> None:
        """What was found comes back along the arc."""
        flying = what.copy().set_color(theme.ink)
        self.play(MoveAlongPath(flying, arc.copy().reverse_points()), run_time=1.0)
        self.play(flying.animate(remover=True).move_to(to), run_time=0.4)

    def reply(self, row: TimeRow, answer: VGroup, what: VMobject, arc: VMobject) -> None:
        """The number comes back and is the answer, at the end of the row."""
        answer.next_to(row.frames[-1], RIGHT, buff=0.5).set_y(row.get_y())
        self.fetch(what, arc, row.words[-1])
        self.play(GrowFromPoint(answer[0], row.words[-1].get_center()), run_time=0.6)
        dim = [] if answer[1].right else [answer[0].animate.set_color(theme.muted)]
        self.play(Create(answer[1].mark), FadeIn(answer[1][1]), *dim, run_time=0.6)
        self.add(answer)

    # Count the hops
    def count_the_hops(self) -> None:
        rng = np.random.default_rng(self.seed)
        shares = [binding_accuracy(n, self.programs, rng, self.hops) for n in self.lengths]
        measured = np.array([[table[f"{h} causal"] for h in self.hops] for table in shares])
        late = shares[-1][f"{self.hops[-1]} at query time"]
        lines = parse_program(self.longer)
        row = TimeRow(lines, self.asked_longer, 44, 1.85, -6.5).shift(0.2 * UP)
        found = lookup(lines, self.asked_longer, len(lines), causal=True)
        chain = [len(lines), *(lines.index(a) for a in found.chain)]
        told = {
            "programs": str(self.programs),
            "names": str(len({a.target for a in random_program(1000, np.random.default_rng(self.seed))})),
            "chain": str(len(chain) - 1),
            "longest": str(self.lengths[-1]),
            "most": str(self.hops[-1]),
            "late": f"{late:.2f}",
            "half": f"{self.copies:g}",
            "one": f"{settled(1, self.copies):.3f}",
            "two": f"{settled(2, self.copies):.3f}",
        }
        old = self.row.cells
        ends = [*row.cells[: len(old) - 1], row.cells[-1]]
        move = [ReplacementTransform(a, b) for a, b in zip(old, ends, strict=True)]
        self.slide("hops", "measured", keep=[self.row], along=move, **told)
        new = row.cells[len(old) - 1 : -1]
        self.play(LaggedStart(*(GrowFromEdge(cell, LEFT) for cell in new), lag_ratio=0.4), run_time=1.4)
        self.add(row)
        arcs = VGroup()
        count = Number(0, 0, look.HERO, weight=SEMIBOLD, before="hops: ").move_to(2.0 * DOWN)
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
        # The chain's hops fill one bar, each a share of what is left; then each moves to a bar of its own.
        filling = stairs.bars[: len(arcs)]
        for bar in filling:
            bar[1].set_x(stairs.x(1))
        drawn = zip(arcs, filling, strict=True)
        self.play(
            GrowFromEdge(filling[0][2], DOWN),
            LaggedStart(*(ReplacementTransform(arc, bar[1]) for arc, bar in drawn), lag_ratio=0.5),
            run_time=3.6,
        )
        self.play(
            *(bar[1].animate.set_x(stairs.x(h)) for h, bar in enumerate(filling, 1)),
            *(GrowFromEdge(bar[0], DOWN) for bar in filling),
            *(GrowFromEdge(bar[2], DOWN) for bar in filling[1:]),
            run_time=1.8,
        )
        named = [VGroup(*pair) for pair in zip(stairs.counts, stairs.shares, strict=True)]
        self.play(LaggedStart(*(FadeIn(pair) for pair in named[: len(arcs)]), lag_ratio=0.3), run_time=1.0)
        before = filling[-1]
        for bar, pair in zip(stairs.bars[len(arcs) :], named[len(arcs) :], strict=True):
            grown = (GrowFromEdge(part, DOWN) for part in (bar[0], bar[2]))
            self.play(*grown, TransformFromCopy(before[2], bar[1]), FadeIn(pair), run_time=0.5)
            before = bar
        self.add(stairs)
        self.law = self.make_law(stairs)
        self.play(*(GrowFromEdge(part, LEFT) for part in self.law), run_time=1.0)

        self.step()
        dots = self.make_dots(stairs, measured)
        legend = self.make_legend(dots[0])
        rain = (FadeIn(dot, shift=0.5 * DOWN) for group in dots for dot in group)
        self.play(LaggedStart(*rain, lag_ratio=0.06), run_time=3.0)
        self.play(TransformFromCopy(dots[0], legend[0]), FadeIn(legend[1:]), run_time=1.0)

        self.step()
        copies = ValueTracker(self.copies)
        share = self.law[1]

        shown = [m for m in VGroup(dots, legend).family_members_with_points() if m.get_fill_opacity() > 0]

        def follow(_: object) -> None:
            stairs.show(copies.get_value())
            share.set_value(copies.get_value())
            # What was measured holds for one share of copies only.
            seen = float(np.clip(1 - abs(copies.get_value() - self.copies) / 0.02, 0, 1))
            for part in shown:
                part.set_opacity(seen)

        whole = VGroup(stairs, dots, legend, share)
        self.add(whole)
        whole.add_updater(follow)
        self.dial("share of copies", copies, 0.1, 0.9, seconds=5, places=2)
        whole.clear_updaters()
        self.stairs = stairs

    def make_law(self, stairs: Stairs) -> VGroup:
        """What the bars say, and the machine that needs no hop."""
        law = Formula("1 - p^h", look.HERO)
        share = Number(self.copies, 2, look.TITLE, before="p = ")
        means = Label("share of copies", look.LABEL, theme.muted)
        for part, y in ((law, 1.2), (share, 0.5), (means, 0.05)):
            part.move_to([5.05, y, 0])
        key = VGroup()
        for y, color, word in ((-0.5, theme.series[1], "new in this hop"), (-0.95, theme.faint, "settled before")):
            patch = Rectangle(width=0.36, height=0.24, stroke_width=0).set_fill(color, 1).move_to([3.9, y, 0])
            key.add(VGroup(patch, Label(word, look.LABEL, theme.muted).next_to(patch, RIGHT, buff=0.18).centred_on(y)))
        axis = Label("share right", look.LABEL, theme.muted).align_to(stairs.base, LEFT)
        axis.on_baseline(stairs.shares[0].baseline + 0.42)
        hops = Label("hops h", look.LABEL, theme.muted).next_to(stairs.base, RIGHT, buff=0.2)
        hops.on_baseline(stairs.counts[0].baseline)
        line = Line([stairs.x(0.4), stairs.y(1), 0], [stairs.x(8.7), stairs.y(1), 0]).set_stroke(theme.state, look.MARK)
        name = Label("register", look.LABEL, theme.state, SEMIBOLD).next_to(line, RIGHT, buff=0.2)
        register = VGroup(line, name)
        register.shows_state = True
        return VGroup(law, share, means, hops, axis, key, register)

    def make_dots(self, stairs: Stairs, measured: np.ndarray) -> VGroup:
        """For each number of hops the shares that were measured, from short programs to long ones."""
        dots = VGroup()
        for i, h in enumerate(self.hops):
            places = np.linspace(-0.27, 0.27, len(self.lengths))
            dots.add(
                VGroup(
                    *(
                        Dot([stairs.x(h) + x, stairs.y(measured[k, i]), 0], 1.3 * look.DOT, color=theme.ink)
                        for k, x in enumerate(places)
                    )
                )
            )
        for dot in (d for group in dots for d in group):
            dot.set_stroke(theme.background, look.LINE)
        return dots

    def make_legend(self, dots: VGroup) -> VGroup:
        """The four dots of a bar: programs of so many lines."""
        marks = dots.copy().arrange(RIGHT, buff=0.5).move_to([5.05, -1.5, 0])
        names = VGroup(
            *(Number(n, 0, look.LABEL, theme.muted).set_x(m.get_x()) for n, m in zip(self.lengths, marks, strict=True))
        )
        for name in names:
            name.on_baseline(-1.95)
        return VGroup(marks, names, Label("lines, measured", look.LABEL, theme.muted).move_to([5.05, -2.25, 0]))

    # Double the hops, layer by layer
    def double_the_hops(self) -> None:
        length = 2 ** (self.layers - 1)
        chased = chase((0, *range(length)), self.layers - 1, doubling=True)
        # Layer 1 finds the line that a name stands for; each further one asks the place that it has reached.
        looks = [chased.reached[0], *(chased.reached[layer] for layer in range(self.layers - 1))]
        known = [[t == 0 for t in range(length + 1)]] + [[at == 0 for at in row] for row in chased.reached]
        number = self.lines[0].source
        assert isinstance(number, int)
        net = Net(number, known, looks)
        names = [chr(ord("a") + t) for t in range(length + 1)]
        chain = [Assignment(names[0], number), *(Assignment(name, before) for before, name in pairwise(names))]
        code = VGroup(*(Statement(line, look.SMALLEST) for line in chain))
        for t, line in enumerate(code):
            line.set_x(net.place(t, 0)[0]).shift((-2.84 - line.baseline) * UP)
        reach = [max(t for t, k in enumerate(row) if k) for row in known]
        told = {"layers": str(self.layers), "hops": str(length), "learned": str(self.learned)}
        told |= {"share": f"{settled(length, self.copies):.3f}"}
        shares = [self.stairs.shares[h - 1] for h in reach[1:]]
        columns = VGroup(
            *(Number(h, 0, look.BODY).move_to([3.3, net.place(0, n)[1], 0]) for n, h in enumerate(reach) if n)
        )
        places = [[5.75, net.place(0, n)[1], 0] for n in range(1, self.layers + 1)]
        move = [
            share.animate.scale(look.BODY / look.LABEL).set_color(theme.muted).move_to(place)
            for share, place in zip(shares, places, strict=True)
        ]
        self.slide("doubling", "constructed", keep=shares, along=move, **told)
        rows = VGroup(
            Label("program", color=theme.muted),
            *(Number(n, 0, look.LABEL, theme.muted, before="layer ") for n in range(1, self.layers + 1)),
        )
        for n, name in enumerate(rows):
            name.align_to(6.55 * LEFT, LEFT).centred_on(net.place(0, n)[1])
        held = Number(self.copies, 1, look.LABEL, theme.muted, before="p = ")
        heads = VGroup(*(Label(word, look.LABEL, theme.muted) for word in ("hops", "share right")), held)
        top = net.place(0, self.layers)[1] + 0.42
        for head, x, y in zip(heads, (3.3, 5.75, 5.75), (top, top + 0.4, top), strict=True):
            head.set_x(x).on_baseline(y)
        self.play(FadeIn(heads), GrowFromEdge(rows[0], LEFT), run_time=0.5)
        self.play(LaggedStart(*(GrowFromEdge(line, UP) for line in code), lag_ratio=0.1), run_time=1.2)
        born = (GrowFromPoint(node, line.get_center()) for node, line in zip(net.nodes[0], code, strict=True))
        self.play(LaggedStart(*born, lag_ratio=0.1), run_time=1.0)
        self.add_layer(net, 1, rows, columns, shares)
        self.step()
        for layer in range(2, self.layers + 1):
            self.add_layer(net, layer, rows, columns, shares)
        # The way of the last place, from the top down.
        at, way = length, VGroup()
        for layer in range(self.layers, 0, -1):
            line = net.lines[layer - 1][at].copy().set_stroke(width=look.HEAVY, opacity=1)
            way.add(line.reverse_points())
            at = looks[layer - 1][at]
        self.bring_to_back(way)
        for line in way:
            self.play(Create(line, introducer=False), run_time=0.6)
        self.step()
        row = next(n for n, h in enumerate(reach) if h == self.learned)
        frame = SurroundingRectangle(
            columns[row - 1], color=theme.ink, buff=0.18, corner_radius=look.SMALL_CORNER
        ).set_stroke(width=look.LINE)
        learned, tag = Label("learned", look.LABEL, weight=SEMIBOLD), Tag("cited")
        for part, side in ((learned, UP), (tag, DOWN)):
            part.next_to(frame, RIGHT, buff=0.25).shift(0.3 * side)
        self.play(Create(frame), run_time=1.2)
        self.play(GrowFromEdge(learned, LEFT), GrowFromEdge(tag, UP), run_time=1.2)

    def add_layer(self, net: Net, layer: int, rows: VGroup, columns: VGroup, shares: Sequence[Number]) -> None:
        """All places look at once, and what they find rises to the next layer."""
        lines, nodes = net.lines[layer - 1], net.nodes[layer]
        self.bring_to_back(lines)
        self.play(*(Create(line, introducer=False) for line in lines), GrowFromEdge(rows[layer], LEFT), run_time=1.0)
        self.play(*(GrowFromCenter(node) for node in nodes), run_time=0.7)
        self.play(GrowFromEdge(columns[layer - 1], LEFT), shares[layer - 1].animate.set_color(theme.ink), run_time=0.5)

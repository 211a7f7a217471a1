"""Memory: the same two writes to a list that is averaged, a pile that adds and a box that is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from manim import (
    DL,
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    UR,
    Animation,
    Create,
    DashedLine,
    DashedVMobject,
    Dot,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    VMobject,
)

from attn_core.attention import Attention
from attn_core.machines import Assignment, RegisterMachine, run
from attn_core.memory import additive, by_content, delta_rule
from scenes import look
from scenes.cast import address_box, state_card
from scenes.lecture_scene import LectureScene
from scenes.mobjects.address import AddressBox, Tab
from scenes.mobjects.bars import span
from scenes.mobjects.machine import StateBox
from scenes.mobjects.program import Question, Statement
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number, row_of
from scenes.mobjects.tokens import attention_arc
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

UNIT = 0.3  # the height of 1 in a block
FLOOR = -1.4


class Block(VGroup):
    """A value as a block that stands on a ``foot``: as high as it is large, with its number inside."""

    def __init__(self, value: float, foot: np.ndarray, width: float = 0.84):
        self.body = Rectangle(width=width, height=value * UNIT, stroke_width=look.THIN, stroke_color=theme.background)
        self.body.set_fill(theme.value, 1).move_to(foot, aligned_edge=DOWN)
        self.number = Number(value, 0, min(54.0, 105 * value * UNIT), theme.background, SEMIBOLD).move_to(self.body)
        super().__init__(self.body, self.number)


class Entry(VGroup):
    """A pair: a value, and on it the key by which it is found."""

    def __init__(self, name: str, value: float, foot: np.ndarray):
        self.block = Block(value, foot)
        self.tab = Tab(name, theme.key, theme.panel, 0.6).next_to(self.block, UP, buff=0.06)
        super().__init__(self.block, self.tab)


class PairList(VGroup):
    """Pairs side by side on one floor. ``ask`` opens the next place for one who asks, and ``show`` builds the mean
    there: of each value the share that it is given, one on the other, and a dot on top.
    """

    step, gap = 0.92, 0.04 * UP

    def __init__(self, left: np.ndarray, slots: int):
        # A little below what stands on it, for blocks have an edge in the colour of the ground.
        self.floor = Line(left, left + slots * self.step * RIGHT).shift(-self.gap)
        self.floor.set_stroke(theme.muted, look.LINE)
        self.entries: list[Entry] = []
        self.dot = Dot(radius=0.13, color=theme.ink)
        super().__init__(self.floor)

    def slot(self, i: int) -> np.ndarray:
        """The foot of place i."""
        return self.floor.get_start() + (i + 0.5) * self.step * RIGHT + self.gap

    def make_entry(self, name: str, value: float) -> Entry:
        """A pair for the next place."""
        return Entry(name, value, self.slot(len(self.entries)))

    def append(self, entry: Entry) -> None:
        """Take in a pair."""
        self.entries.append(entry)
        self.add(entry)

    def make_place(self, name: str, weights: Sequence[float]) -> tuple[VMobject, ...]:
        """The next place, for the one who asks, with what it sees."""
        self.query = Tab(name, theme.query, theme.panel, 0.6)
        x = self.slot(len(self.entries))[0]
        self.shares = VGroup(*(entry.block.body.copy().set_x(x) for entry in self.entries))
        self.arcs = VGroup(*(attention_arc(RIGHT, LEFT, 1.0) for _ in self.entries))
        self.show(weights)
        return self.shares, self.dot, self.query, self.arcs

    def show(self, weights: Sequence[float]) -> None:
        """Give the pairs their weights."""
        top = self.entries[0].get_bottom()[1]
        for part, entry, weight in zip(self.shares, self.entries, weights, strict=True):
            foot, top = top, top + max(float(weight) * entry.block.body.height, 1e-3)
            span(part, 1, foot, top)
        self.dot.move_to([self.shares.get_x(), top, 0])
        self.query.next_to(self.dot, UP, buff=0.1)
        for i, (arc, entry, weight) in enumerate(zip(self.arcs, self.entries, weights, strict=True)):
            # The farther one bends more, so that they do not cross.
            bend = 1.0 + 0.7 * (len(self.entries) - i)
            new = attention_arc(self.query.get_top(), entry.tab.get_top(), float(weight), bend)
            arc.set_points(new.points).match_style(new)


class BlockBox(StateBox):
    """A state's box that holds blocks, one on the other."""

    @property
    def top(self) -> np.ndarray:
        """Where the next block goes."""
        return self.value.get_top() if len(self.value) else self.box.get_bottom() + 0.1 * UP

    def _written(self, value: object) -> tuple[Any, VGroup]:
        self.value = VGroup()
        for one in cast(Sequence[float], value):
            self.value.add(Block(one, self.top, 1.3))
        return self.value, VGroup()


class Column(VGroup):
    """A box with its address, and the rule above it that writes."""

    def __init__(self, name: str, x: float, *, replaces: bool):
        self.box = AddressBox(name, BlockBox((), 2.6).move_to([x, FLOOR - 0.1, 0], aligned_edge=DOWN))
        self.rule = self.box.make_rule(replaces=replaces)
        super().__init__(self.box, self.rule)


class Memory(LectureScene):
    """Two writes to one address, read back; what attention keeps of them, and what a box keeps."""

    filled = (MIXES, TRANSFORMS)
    address = "x"
    writes = (3, 5)
    later = (1, 6, 2, 4, 5)  # the last is what the box hands over to the next scene
    bias, most = 4.0, 6.0  # for the later entry: where its dial rests, and where it ends
    first = -50.0  # the bias of one who asks for the first entry
    air = 2.2  # the height at which writes, questions and answers fly

    def construct(self) -> None:
        self.key = np.array([1.0, 0.0])
        self.program = [Assignment(self.address, value) for value in (*self.writes, *self.later)]
        trace = run(RegisterMachine(), self.program)
        self.box_after = [dict(state)[self.address] for state in trace.states[1:]]  # after each write
        self.code = VGroup(*(Statement(line) for line in self.program[: len(self.writes)]), Question(self.address))
        for line, y in zip(self.code, (1.35, 0.35, -1.0), strict=True):
            line.shift((y - line.baseline) * UP).align_to(6.55 * LEFT, LEFT)
        self.write_twice()
        self.prefer_the_later()
        self.let_the_list_grow()

    def after(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Keys and values of the first so many writes."""
        values = np.array([line.source for line in self.program[:count]], float)
        return np.tile(self.key, (count, 1)), values[:, None]

    def attended(self, recency: float, count: int = len(writes)) -> Attention:
        """What softmax attention finds, by content and a bias for what is later."""
        return by_content(*self.after(count), self.key, recency=recency)

    # Write twice to three memories, and read
    def write_twice(self) -> None:
        card, count = state_card(0), len(self.writes)
        memory = additive(*self.after(count)), delta_rule(*self.after(count))
        assert memory[1].read(self.key) == self.box_after[count - 1]
        self.answers = (float(self.attended(0).output[0, 0]), *(float(m.read(self.key)[0]) for m in memory))
        told = (*self.writes, *self.answers)
        names = ("first", "second", "mean", "sum", "last")
        self.facts = {name: f"{value:g}" for name, value in zip(names, told, strict=True)}
        self.slide("written", "constructed", begin=[card], **self.facts)
        self.pairs = PairList(np.array([-4.35, FLOOR, 0]), count + 1)
        self.pile = Column(self.address, 0.75, replaces=False)
        self.cell = Column(self.address, 4.4, replaces=True)
        self.columns = self.pairs.get_x(), self.pile.box.card.get_x(), self.cell.box.card.get_x()
        self.give_an_address(card)
        for i in range(count):
            self.step()
            self.write(i)
        self.step()
        self.ask_all_three()
        self.step()
        names = self.below(("softmax attention", "linear attention, undivided", "delta rule, register"), -2.35)
        self.play(LaggedStart(*(GrowFromEdge(name, UP) for name in names), lag_ratio=0.6), run_time=3.6)
        self.bracket("a list", self.pairs.floor, self.pairs.floor, theme.ink)
        self.bracket("fixed size: a state", self.pile, self.cell, theme.state)

    def bracket(self, word: str, first: VMobject, last: VMobject, ink: str) -> None:
        """A bracket below all from the first to the last memory, and what they are."""
        left, right, y = first.get_left()[0], last.get_right()[0], -2.5
        corners = [left, y + 0.1, 0], [left, y, 0], [right, y, 0], [right, y + 0.1, 0]
        line = VMobject().set_points_as_corners(corners).set_stroke(ink, look.LINE)
        said = Label(word, weight=SEMIBOLD).set_x((left + right) / 2).on_baseline(y - 0.38)
        line.shows_state = ink == theme.state
        self.play(Create(line), GrowFromEdge(said, UP), run_time=0.9)

    def give_an_address(self, card: StateBox) -> None:
        """The card gets a tab with a name; a second box comes out of it, and a floor for the list."""
        box, other = self.cell.box, self.pile.box
        gone = VGroup(card.value, card.corners)
        leave = gone.animate(remover=True).move_to(box.card).scale(0.1)
        self.play(ReplacementTransform(card.box, box.card.box), leave, run_time=1.2)
        up = box.tab.height * UP
        self.add(box.tab.shift(-up), box.card)
        self.play(box.tab.animate.shift(up), run_time=0.7)
        self.play(TransformFromCopy(box.card, other.card), TransformFromCopy(box.tab, other.tab), run_time=1.0)
        rules = [GrowFromCenter(column.rule) for column in (self.pile, self.cell)]
        self.play(GrowFromPoint(self.pairs.floor, other.card.box.get_left()), *rules, run_time=0.8)
        self.add(self.pairs, self.pile, self.cell)
        self.kinds = self.below(("list", "pile", "box"), -1.9)
        self.play(LaggedStart(*(GrowFromEdge(kind, UP) for kind in self.kinds), lag_ratio=0.3), run_time=0.8)
        lines = (GrowFromPoint(line.light(False), box.tab.get_center()) for line in self.code)
        self.play(LaggedStart(*lines, lag_ratio=0.3), run_time=1.6)

    def light(self, i: int) -> list[Animation]:
        """The line of the program that is carried out is bright."""
        return [line.animate.light(line is self.code[i]) for line in self.code]

    def write(self, i: int) -> None:
        """A line's value flies to all three; the list appends it, the pile adds it, the box is turned over."""
        line, value, pairs = self.code[i], self.writes[i], self.pairs
        pile, cell = self.pile.box.card, self.cell.box.card
        entry, block = pairs.make_entry(self.address, value), Block(value, pile.top, 1.3)
        places = (entry.get_x(), *self.columns[1:])
        flying = [line.source.copy().set_color(theme.ink) for _ in places]
        self.play(*self.light(i), run_time=0.4)
        flights = (f.animate(path_arc=-0.5).move_to([x, self.air, 0]) for f, x in zip(flying, places, strict=True))
        self.play(LaggedStart(*flights, lag_ratio=0.15), run_time=1.2)
        self.play(
            ReplacementTransform(flying[0], entry.block.number),
            GrowFromEdge(entry.block.body, DOWN),
            GrowFromPoint(entry.tab, line.register.get_center()),
            ReplacementTransform(flying[1], block.number),
            GrowFromEdge(block.body, DOWN),
            flying[2].animate(remover=True).scale(0.3).move_to(self.cell.rule),
            self.pile.rule.fire(),
            self.cell.rule.fire(),
            run_time=1.0,
        )
        pairs.append(entry)
        pile.value.add(block)
        self.add(pairs, self.pile, self.cell)
        self.play(cell.turn_over((self.box_after[i],)), run_time=0.9)

    def below(self, words: Sequence[str], y: float) -> VGroup:
        """A word under each memory."""
        labels = VGroup(*(Label(word, look.LABEL, theme.muted) for word in words))
        for label, x in zip(labels, self.columns, strict=True):
            label.set_x(x).on_baseline(y)
        return labels

    def ask_all_three(self) -> None:
        """The question goes to both keys, and to the two addresses; what comes back is compared with the last write."""
        pairs, question, truth = self.pairs, self.code[-1], self.box_after[len(self.writes) - 1]
        self.replies = VGroup(*(Number(answer, 0, 110, weight=SEMIBOLD) for answer in self.answers))
        for reply, x in zip(self.replies, self.columns, strict=True):
            reply.set_x(x).centred_on(self.air)
        verbs = VGroup(*(Label(word) for word in ("averages", "adds", "replaces")))
        told = VGroup(
            *(VGroup(k.copy(), verb).arrange(RIGHT, buff=0.14) for k, verb in zip(self.kinds, verbs, strict=True))
        )
        for row, kind in zip(told, self.kinds, strict=True):
            row.set_x(kind.get_x())
            for part in row:
                part.on_baseline(kind.baseline)
        room = [kind.animate.move_to(row[0]) for kind, row in zip(self.kinds, told, strict=True)]
        self.play(*self.light(len(self.writes)), run_time=0.4)

        asked = pairs.make_place(self.address, self.attended(0).weights[0])
        self.play(GrowFromPoint(pairs.query, question.register.get_center()), run_time=0.9)
        self.play(*(Create(arc) for arc in pairs.arcs), run_time=0.7)
        bodies = (entry.block.body for entry in pairs.entries)
        self.play(*(TransformFromCopy(b, s) for b, s in zip(bodies, pairs.shares, strict=True)), run_time=1.2)
        self.play(GrowFromCenter(pairs.dot), run_time=0.4)
        pairs.add(*asked)
        self.add(pairs)
        mean = self.make_mean(pairs)
        self.play(GrowFromPoint(mean, pairs.dot.get_center()), run_time=0.8)
        self.play(TransformFromCopy(mean[-1], self.replies[0]), room[0], GrowFromEdge(verbs[0], LEFT), run_time=0.8)
        for column, reply, *verb in zip((self.pile, self.cell), self.replies[1:], room[1:], verbs[1:], strict=True):
            query = question.register.copy()
            self.play(query.animate(path_arc=-0.5, remover=True).move_to(column.box.tab).scale(0.6), run_time=0.8)
            *others, last = (block.number for block in column.box.card.value)
            self.play(
                *(other.copy().animate(remover=True).move_to(reply) for other in others),
                TransformFromCopy(last, reply),
                verb[0],
                GrowFromEdge(verb[1], LEFT),
                run_time=0.9,
            )
        level = FLOOR + truth * UNIT
        pile = self.pile.box.card.value
        left, right = pairs.floor.get_left()[0], self.cell.get_right()[0]
        gaps = [x for part in (pairs.query, pile) for x in (part.get_left()[0], part.get_right()[0])]
        stops = [left, *gaps, right]
        pieces = zip(stops[::2], stops[1::2], strict=True)
        line = VGroup(*(DashedLine([a, level, 0], [b, level, 0], dash_length=0.12) for a, b in pieces))
        self.play(Create(line.set_stroke(theme.ink, look.LINE, 0.8)), run_time=0.8)
        verdicts = VGroup(
            *(
                Verdict(True).next_to(reply, RIGHT, buff=0.3) if reply.value == truth else self.strike(reply)
                for reply in self.replies
            )
        )
        wrong = (reply.animate.set_color(theme.muted) for reply in self.replies if reply.value != truth)
        self.play(LaggedStart(*(Create(verdict) for verdict in verdicts), lag_ratio=0.5), *wrong, run_time=1.4)

    @staticmethod
    def strike(reply: Number) -> Line:
        """A wrong answer is struck through: a cross beside it could be read as times."""
        line = Line(reply.get_corner(DL), reply.get_corner(UR)).scale(1.5)
        return line.set_stroke(theme.wrong, look.HEAVY)

    def make_mean(self, pairs: PairList) -> VGroup:
        """What the asker's stack is: of each value its weight, and their sum."""
        parts: list[Label | Number] = []
        for weight, entry in zip(self.attended(0).weights[0], pairs.entries, strict=True):
            value = Number(entry.block.number.value, 0, color=theme.value, weight=SEMIBOLD)
            parts += [Label("+"), Number(weight, 1, color=theme.weight, weight=SEMIBOLD), Label("·"), value]
        parts += [Label("="), Number(self.answers[0], 0, weight=SEMIBOLD)]
        return row_of(parts[1:], 0.1).next_to(self.replies[0], DOWN, buff=0.2)

    # Prefer the later entry
    def prefer_the_later(self) -> None:
        pairs, bias = self.pairs, ValueTracker(0.0)
        grow = pairs.animate.scale(1.45).move_to([-1.6, 0.33, 0])
        rest = self.attended(self.bias)
        told = {"bias": f"{self.bias:g}", "near": f"{rest.output[0, 0]:.3f}", "share": f"{rest.weights[0, -1]:.3f}"}
        self.slide("recency", "proved", keep=[pairs, self.code], along=[grow], **self.facts, **told)
        floor, target = pairs.floor.get_y(), pairs.entries[-1].block.body.get_top()[1]
        scores = VGroup(*(Number(0, 1, look.BODY, plus=True) for _ in self.writes))
        shares = VGroup(*(Number(0, 3, look.BODY, theme.weight, SEMIBOLD) for _ in self.writes))
        names = VGroup(Label("bias", color=theme.muted), Label("weight", color=theme.muted))
        for row, name, y in zip((scores, shares), names, (floor - 0.55, floor - 1.15), strict=True):
            name.next_to(pairs.floor, LEFT, buff=0.25).on_baseline(y)
            for number, entry in zip(row, pairs.entries, strict=True):
                number.set_x(entry.get_x()).on_baseline(y)
        answer = Number(0, 3, 150, weight=SEMIBOLD).move_to([4.4, (floor + target) / 2 - 0.3, 0])
        lead = Line().set_stroke(theme.muted, look.LINE)
        right = answer.get_right()[0]
        line = DashedLine([pairs.floor.get_left()[0], target, 0], [right, target, 0], dash_length=0.12)
        line.set_stroke(theme.ink, look.LINE, 0.8)
        wanted = Number(self.box_after[len(self.writes) - 1], 0, look.TITLE).next_to(line, UP, buff=0.15)
        wanted.align_to([right, 0, 0], RIGHT)
        whole = VGroup(scores, shares, answer, lead, pairs)

        def follow(_: object) -> None:
            found = self.attended(bias.get_value())
            pairs.show(found.weights[0])
            for i, (score, share) in enumerate(zip(scores, shares, strict=True)):
                score.set_value(i * bias.get_value())
                share.set_value(found.weights[0, i])
            answer.set_value(found.output[0, 0])
            lead.put_start_and_end_on(pairs.dot.get_right(), [right - answer.width, pairs.dot.get_y(), 0])

        follow(None)
        self.play(*(GrowFromPoint(s, pairs.query.get_center()) for s in scores), GrowFromEdge(names[0], UP))
        weighing = (TransformFromCopy(a, b) for a, b in zip(scores, shares, strict=True))
        self.play(*weighing, GrowFromEdge(names[1], UP))
        self.bring_to_back(line)
        drawn = Create(line, introducer=False)
        self.play(GrowFromPoint(answer, pairs.dot.get_center()), Create(lead), drawn, run_time=1.2)
        self.play(TransformFromCopy(pairs.entries[-1].block.number, wanted), run_time=0.8)
        self.step()
        self.add(whole)
        whole.add_updater(follow)
        self.play(bias.animate.set_value(self.bias), run_time=2.5)
        self.dial("bias for the later entry", bias, 0, self.most, seconds=5)
        whole.clear_updaters()

    # Let the list grow, and the box forget
    def let_the_list_grow(self) -> None:
        pairs, total = self.pairs, len(self.program)
        self.box = address_box(self.address, self.box_after[len(self.writes) - 1])
        aside = pairs.animate.align_to([-6.0, 0, 0], LEFT)
        rest = self.attended(self.bias)
        told = {"pairs": str(total), "start": f"{self.attended(self.first, total).output[0, 0]:g}"}
        self.slide("cache", "constructed", keep=[pairs], along=[aside], **self.facts, **told)
        said = VGroup(Label("unchanged"), Label("what is found"))
        for word, over in zip(said, (VGroup(*pairs.entries), pairs.shares), strict=True):
            word.set_x(over.get_x()).on_baseline(pairs.floor.get_y() - 0.5)
        said[1].align_to(pairs.shares, LEFT)
        self.play(GrowFromPoint(self.box, self.seats.places[TRANSFORMS].get_center()), run_time=1.2)
        self.play(*(GrowFromEdge(word, UP) for word in said), run_time=0.8)
        # Of each value a copy, as large as its weight says, comes to the one who asks; what was read stays as it was.
        with self.loop():
            come = (
                entry.block.number.copy()
                .set_color(theme.ink)
                .animate(path_arc=-1.8, remover=True)
                .move_to(pairs.dot)
                .scale(max(float(weight), 0.1))
                for entry, weight in zip(pairs.entries, rest.weights[0], strict=True)
            )
            self.play(*come, run_time=1.8)
            self.wait(0.8)

        self.step()
        rule = self.box.make_rule()
        kept, one = Number(len(pairs.entries), 0, look.TITLE, after=" pairs"), Number(1, 0, look.TITLE, after=" box")
        place = pairs.shares, pairs.dot, pairs.query, pairs.arcs
        pairs.remove(*place)
        self.add(*place)
        leaving = (FadeOut(part, shift=0.3 * UP) for part in (*place, said))
        self.play(*leaving, pairs.animate.scale(1 / 1.45).move_to([-6.45, FLOOR - pairs.gap[1], 0], DL), run_time=1.0)
        start = pairs.floor.get_start()
        longer = pairs.floor.copy().put_start_and_end_on(start, start + total * pairs.step * RIGHT)
        for number, x in ((kept, longer.get_x()), (one, self.box.card.get_x())):
            number.set_x(x).on_baseline(-2.75)
        born = GrowFromCenter(rule), GrowFromEdge(kept, UP), GrowFromEdge(one, UP)
        self.play(pairs.floor.animate.become(longer), *born, run_time=0.8)
        for i, line in enumerate(self.program[len(self.writes) :], len(self.writes)):
            self.carry_out(line, i, kept, rule, 1.0 if i == len(self.writes) else 0.6)

        self.step()
        self.ask_for_the_first()

    def carry_out(self, line: Assignment, i: int, kept: Number, rule: RuleRing, pace: float) -> None:
        """One more write: a further pair in the list, another value in the box."""
        said = Statement(line).move_to([-3.6, self.air, 0])
        entry = self.pairs.make_entry(self.address, float(line.source))
        flying = said.source.copy()
        self.play(GrowFromEdge(said, UP), run_time=0.5 * pace)
        self.play(
            TransformFromCopy(said.source, entry.block.number),
            GrowFromEdge(entry.block.body, DOWN),
            GrowFromPoint(entry.tab, said.register.get_center()),
            flying.animate(path_arc=-0.5, remover=True).move_to(rule).scale(0.3),
            run_time=pace,
        )
        self.pairs.append(entry)
        self.add(self.pairs)
        kept.set_value(len(self.pairs.entries))
        self.play(
            rule.fire(),
            self.box.card.turn_over(self.box_after[i]),
            FadeOut(said, shift=0.3 * UP),
            run_time=pace,
        )

    def ask_for_the_first(self) -> None:
        """What was x at first? The list still has it, the box has not."""
        question = Label("x, at first ?", look.HERO, theme.query, SEMIBOLD).move_to([-4.6, self.air, 0])
        first, box = self.pairs.entries[0], self.box
        self.play(GrowFromEdge(question, UP), run_time=0.6)
        found = self.attended(self.first, len(self.program))
        reply = Number(found.output[0, 0], 0, 110, weight=SEMIBOLD).next_to(question, RIGHT, buff=0.6)
        reply.centred_on(self.air)
        start = question[0].get_bottom() + 0.1 * DOWN
        arc = attention_arc(start, first.tab.get_top(), found.weights[0, 0], 0.5)
        how = Label("bias to the earliest", color=theme.muted).next_to(arc, RIGHT, buff=0.2).on_baseline(1.15)
        self.play(Create(arc), GrowFromEdge(how, LEFT), run_time=0.9)
        self.play(TransformFromCopy(first.block.number, reply, path_arc=0.5), run_time=0.8)
        self.play(Create(Verdict(reply.value == self.writes[0]).next_to(reply, RIGHT, buff=0.25)), run_time=0.5)
        asked = question[0].copy()
        self.play(asked.animate(path_arc=-0.4, remover=True).move_to(box.tab).scale(0.6), run_time=0.9)
        gap = DashedVMobject(RoundedRectangle(look.CORNER, width=0.9, height=0.9), 20).set_stroke(
            theme.muted, look.LINE
        )
        gap.next_to(box.card, RIGHT, buff=0.5)
        self.play(GrowFromPoint(gap, box.card.get_center()), run_time=0.8)
        self.play(Create(Verdict(False, size=0.6).next_to(gap, RIGHT, buff=0.25)), run_time=0.5)

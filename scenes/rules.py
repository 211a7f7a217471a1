"""Rules: ([)] by counters and by a stack, and five cards that are swapped: by n steps, or by a scan in log n rounds."""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    DashedLine,
    DashedVMobject,
    Dot,
    FadeIn,
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
    linear,
)

from attn_core.brackets import READERS, PrefixCounters, accepted, field, smallest_counterexample
from attn_core.groups import Scan, compose, letters_in, order, prefixes, price, scan, transposition
from attn_core.machines import DEAD, BracketMachine, run
from scenes import look
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.bars import span
from scenes.mobjects.chart import CurveChart, Series
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.mobjects.wires import Cards, Pile, Wires
from scenes.theme import theme


class Counter(VGroup):
    """A bar that is as high as a count, on a line of its own, with the number above and the brackets below it."""

    unit = 1.25

    def __init__(self, name: str, x: float, foot: float):
        self.foot, self.count = foot, 0
        self.bar = Rectangle(width=1.1, height=1, stroke_width=0).set_fill(theme.state, 1).set_x(x)
        self.bar.shows_state = True
        self.base = Line([x - 0.85, foot, 0], [x + 0.85, foot, 0]).set_stroke(theme.muted, look.LINE)
        self.number = Number(0, 0, look.HERO, weight=SEMIBOLD).set_x(x)
        self.kind = Label(name, look.TITLE, theme.muted, verbatim=True).set_x(x).on_baseline(foot - 0.72)
        super().__init__(self.bar, self.base, self.number, self.kind)
        self.show(0)

    def show(self, count: float) -> None:
        """Take another count; between two whole ones the bar is on its way."""
        span(self.bar, 1, self.foot, self.foot + max(1e-3, count * self.unit))
        self.number.set_value(round(count)).on_baseline(self.foot + count * self.unit + 0.2)


class WordField(VGroup):
    """All words of four letters: the first two choose the row, the last two the column; ``show`` lights some.

    A cell is a dot for a word that no reader accepts; the more accept it, the larger and brighter it is.
    """

    pitch = 0.31
    sizes = (0.05, 0.13, 0.2, 0.27)

    def __init__(self, words: tuple[tuple[str, int], ...], left: float, middle: float):
        self.words = words
        self.side = round(len(words) ** 0.5)
        self.cells = VGroup()
        for k in range(len(words)):
            row, column = divmod(k, self.side)
            x = left + (column + 0.5) * self.pitch
            y = middle + (self.side / 2 - row - 0.5) * self.pitch
            self.cells.add(self.cell(0).move_to([x, y, 0]))
        pairs = [word[2:] for word, _ in words[: self.side]]
        self.rows, self.columns = VGroup(), VGroup()
        for i, pair in enumerate(pairs[:: self.side // 4]):
            first = self.cells[(self.side // 4) * i * self.side]
            name = Label(pair[0], look.LABEL, theme.muted, verbatim=True)
            self.rows.add(name.move_to([left - 0.3, first.get_y() - 1.5 * self.pitch, 0]))
            again = Label(pair[0], look.LABEL, theme.muted, verbatim=True)
            top = self.cells[(self.side // 4) * i]
            self.columns.add(again.move_to([top.get_x() + 1.5 * self.pitch, self.cells[0].get_y() + 0.36, 0]))
        super().__init__(self.cells, self.rows, self.columns)

    def cell(self, readers: int) -> Rectangle:
        """A cell that so many readers accept."""
        ink = (theme.faint, *theme.series[:1], *theme.series[1:2], theme.series[3])[readers]
        return Rectangle(width=self.sizes[readers], height=self.sizes[readers], stroke_width=0).set_fill(ink, 1)

    def lit(self, least: int, shade: int) -> list[Rectangle]:
        """The cells that at least so many readers accept."""
        return [cell for cell, (_, readers) in zip(self.cells, self.words, strict=True) if readers >= least]

    def at(self, word: str) -> Rectangle:
        """The cell of a word."""
        found: Rectangle = self.cells[[w for w, _ in self.words].index(word)]
        return found


class Rules(LectureScene):
    """A stack against counters, a row of steps against a scan."""

    filled = (MIXES, TRANSFORMS)
    lengths = (2, 4, 6, 8)
    shown = 4
    cards = "ABCDE"
    swaps = ((0, 1), (2, 4), (1, 3), (0, 4), (3, 4), (1, 2), (0, 3), (2, 4))
    prices = (8, 100, 1000, 10_000)
    layers = 6

    def construct(self) -> None:
        self.read_by_two_machines()
        self.count_all_words()
        self.swap_one_after_another()
        self.combine_side_by_side()
        self.draw_the_price()

    # Read a word by two machines at the same time
    def read_by_two_machines(self) -> None:
        word = smallest_counterexample()
        counts, opened = run(PrefixCounters(), word).states, run(BracketMachine(), word).states
        self.row = SymbolRow(word, 1.7, 0.2, 150).move_to(0.2 * DOWN)
        self.slide("readers", "constructed", begin=[self.row], word=word)
        self.counters = [
            Counter(f"{a} {b}", x, -2.05) for (a, b), x in zip(PrefixCounters().pairs, (-5.3, -2.9), strict=True)
        ]
        pile = Pile(2.6, 2, 1.25).move_to([4.1, -2.05, 0], aligned_edge=DOWN)
        names = [
            Label(text, look.LABEL, theme.muted).move_to([x, -3.05, 0])
            for text, x in (("two counters", -4.1), ("a stack", 4.1))
        ]
        self.play(self.row.animate.scale(0.62).move_to(1.95 * UP), run_time=1.0)
        self.play(
            *(GrowFromEdge(part, DOWN) for c in self.counters for part in (c.base, c.kind, c.number)),
            Create(pile.walls),
            *(GrowFromEdge(name, UP) for name in names),
            run_time=1.0,
        )
        self.add(*(c.bar for c in self.counters))
        verdicts = VGroup()
        for t, symbol in enumerate(word):
            if t in (2, 3):
                self.step()
            self.read(t, symbol, counts, opened, pile, verdicts)
        tick = Verdict(counts[-1] == PrefixCounters().start, size=0.6).move_to([-0.9, -1.2, 0])
        self.play(
            *(box.animate.set_stroke(theme.muted, look.THIN) for box in self.row.boxes), Create(tick.mark), run_time=0.9
        )
        self.add(tick)
        self.readers = VGroup(*self.counters, pile, *pile.held, *names, verdicts, tick)

    def read(self, t: int, symbol: str, counts: tuple, opened: tuple, pile: Pile, verdicts: VGroup) -> None:
        """Both machines read a symbol: a copy flies to each."""
        box, letter = self.row.boxes[t], self.row.symbols[t]
        self.play(
            *(b.animate.set_stroke(theme.ink if b is box else theme.muted, look.MARK) for b in self.row.boxes),
            run_time=0.4,
        )
        [i] = [i for i, (a, b) in enumerate(zip(counts[t], counts[t + 1], strict=True)) if a != b]
        counter = self.counters[i]
        way = ValueTracker(counts[t][i])
        flying = [letter.copy()]
        self.play(flying[0].animate(path_arc=0.5, remover=True).move_to(counter.number).scale(0.5), run_time=0.8)
        alive = opened[t] is not DEAD
        self.add(counter)
        counter.add_updater(lambda c: c.show(way.get_value()))
        moves = [way.animate.set_value(counts[t + 1][i])]
        if alive and opened[t + 1] is not DEAD:
            plate = pile.plate(symbol)
            pile.held.append(plate)
            moves.append(TransformFromCopy(VGroup(box, letter), plate))
        elif alive:
            above = letter.copy()
            moves.append(above.animate(path_arc=-0.5).next_to(pile.held[-1], UP, buff=0.25).scale(0.8))
        self.play(*moves, run_time=1.1)
        counter.clear_updaters()
        if alive and opened[t + 1] is DEAD:
            cross = Verdict(False, size=0.6).next_to(pile, RIGHT, buff=0.3)
            self.play(Create(cross.mark), pile.held[0].animate.set_opacity(0.35), run_time=0.8)
            verdicts.add(above, cross)

    # Count all words of four letters
    def count_all_words(self) -> None:
        words = field(self.shown)
        counts = {n: {name: len(found) for name, found in accepted(n).items()} for n in self.lengths}
        here = counts[self.shown]
        wrong = [word for word, readers in words if readers == 2]
        told = {"words": str(len(words)), "length": str(self.shown), "wrong": str(len(wrong))}
        told |= {name.replace(" ", "_"): str(n) for name, n in here.items()}
        told |= {"longest": str(self.lengths[-1])}
        told |= {f"{name.replace(' ', '_')}_longest": str(n) for name, n in counts[self.lengths[-1]].items()}
        self.slide("field", "proved", keep=[self.row], **told)
        area = WordField(words, -6.1, -0.38)
        cells = list(area.cells)
        home = area.at("".join(str(s.original_text) for s in self.row.symbols))
        self.play(
            GrowFromPoint(VGroup(*cells), self.row.get_center()),
            self.row.animate.scale(0.05).move_to(home).set_opacity(0),
            run_time=1.6,
        )
        self.remove(self.row)
        self.add(area)
        self.play(*(GrowFromEdge(n, RIGHT) for n in area.rows), *(GrowFromEdge(n, DOWN) for n in area.columns))
        total = Number(len(words), 0, look.HERO, weight=SEMIBOLD, after=" words").move_to([3.4, 1.9, 0])
        self.play(GrowFromEdge(total, LEFT), run_time=0.6)
        tallies = VGroup()
        names = ("equal numbers", "two counters", "stack")
        for level, (name, reader, y) in enumerate(
            zip(names, reversed(READERS), (0.7, -0.5, -1.7), strict=True), start=1
        ):
            self.step()
            chosen = area.lit(level, level)
            sample = area.cell(level).move_to([0.15, y, 0])
            number = Number(here[reader], 0, look.HERO, weight=SEMIBOLD).move_to([1.2, y, 0])
            label = Label(name, look.BODY, theme.muted).align_to([2.2, 0, 0], LEFT).centred_on(y)
            number.centred_on(y)
            self.play(
                LaggedStart(*(c.animate.become(area.cell(level).move_to(c)) for c in chosen), lag_ratio=0.05),
                run_time=2.0,
            )
            self.play(
                LaggedStart(*(TransformFromCopy(c, sample) for c in chosen[:8]), lag_ratio=0.1),
                GrowFromPoint(number, sample.get_center()),
                GrowFromEdge(label, LEFT),
                run_time=1.2,
            )
            tallies.add(VGroup(sample, number, label))
        self.step()
        table = self.make_table(counts)
        heads, columns = table
        for (_, number, label), column in zip(tallies, columns, strict=True):
            self.play(
                label.animate.scale(look.LABEL / look.BODY).align_to([0.45, 0, 0], LEFT),
                ReplacementTransform(number, column[self.lengths.index(self.shown)]),
                *(GrowFromEdge(c, LEFT) for i, c in enumerate(column) if i != self.lengths.index(self.shown)),
                *([ReplacementTransform(total, heads)] if label is tallies[0][2] else []),
                run_time=1.2,
            )
        self.table = VGroup(table, tallies, area)

    def make_table(self, counts: dict[int, dict[str, int]]) -> VGroup:
        """How many words of each length each reader accepts."""
        places = (3.35, 4.2, 5.1, 6.15)
        heads = VGroup(
            *(Number(n, 0, look.LABEL, theme.muted).move_to([x, 1.75, 0]) for n, x in zip(self.lengths, places))
        )
        for head in heads:
            head.on_baseline(1.6)
        rows = VGroup()
        for reader, y in zip(reversed(READERS), (0.7, -0.5, -1.7), strict=True):
            row = VGroup(*(Number(counts[n][reader], 0, look.BODY, weight=SEMIBOLD) for n in self.lengths))
            for number, x in zip(row, places, strict=True):
                number.set_x(x).centred_on(y)
            rows.add(row)
        return VGroup(VGroup(heads, Label("length", look.LABEL, theme.muted).move_to([0.9, 1.72, 0]).on_baseline(1.6)), rows)

    # Swap the cards one letter after another
    def swap_one_after_another(self) -> None:
        n = len(self.swaps)
        self.letters = [transposition(i, j, len(self.cards)) for i, j in self.swaps]
        self.states = prefixes(self.letters, len(self.cards))
        told = {"n": str(n), "orders": str(self.orders()), "cards": str(len(self.cards))}
        told |= {"final": " ".join(order(self.states[-1], self.cards))}
        pitch = 1.34
        self.boxes = VGroup()
        for t, letter in enumerate(self.letters):
            box = Wires(letter, 1.34, 3.3)
            self.boxes.add(box.shift([(t - (n - 1) / 2) * pitch, -0.35, 0]))
        for box in self.boxes:
            for wire, (i, j) in zip(box.wires, enumerate(box.permutation), strict=True):
                wire.points = box._wire(i, j, 0, 1).points
        self.hand = Cards(self.cards, self.boxes[0], 0.52, look.BODY).stand(self.boxes[0], 0, -0.5)
        self.slide("swaps", "constructed", keep=[self.table], **told)
        self.play(FadeOut(self.table), GrowFromCenter(self.hand), run_time=1.0)
        self.play(LaggedStart(*(GrowFromEdge(box, LEFT) for box in self.boxes), lag_ratio=0.3), run_time=2.4)
        self.step()
        first = self.hand.copy()
        self.add(first)
        self.bring_to_front(self.hand)
        self.first = first
        first.set_opacity(0.3)
        count = Number(0, 0, look.HERO, weight=SEMIBOLD, before="steps: ").move_to([0, 2.05, 0])
        self.play(
            self.hand.animate.shift(0.5 * RIGHT), GrowFromEdge(count, DOWN), run_time=0.5
        )
        for t, box in enumerate(self.boxes, 1):
            self.play(*self.hand.run(box), run_time=0.9, rate_func=linear)
            count.set_value(t)
        self.play(self.hand.animate.shift(0.5 * RIGHT), run_time=0.4)
        self.count = count

    def orders(self) -> int:
        """How many orders the cards have."""
        total = 1
        for k in range(1, len(self.cards) + 1):
            total *= k
        return total

    # Combine the letters side by side, twice as far each round
    def combine_side_by_side(self) -> None:
        rows = scan(self.letters, compose)
        cost = price(len(self.letters))
        told = {"n": str(cost.row_steps), "rounds": str(rows.depth), "work": str(cost.scan_work)}
        told |= {"row_work": str(cost.row_work)}
        small = [self.small(rows, 0, t) for t in range(len(self.letters))]
        self.net = [VGroup(*small)]
        goal = self.hand.copy()
        moves = [ReplacementTransform(a, b) for a, b in zip(self.boxes, small, strict=True)]
        self.hand_place = [5.95, self.height(0), 0]
        self.slide(
            "scan",
            "constructed",
            keep=[self.boxes, self.hand, self.count],
            along=[
                *moves,
                self.hand.animate.scale(0.4).move_to(self.hand_place),
                self.count.animate.scale(0.5).move_to([-5.9, self.height(0), 0]),
            ],
            **told,
        )
        for r in range(1, rows.depth + 1):
            if r == 2:
                self.step()
            self.combine_round(rows, r)
        self.step()
        self.run_through()

    def height(self, r: int) -> float:
        """Where a round's row stands."""
        return 2.15 - 1.45 * r

    def small(self, rows: Scan, r: int, t: int) -> Wires:
        """The box of a round that ends at a letter."""
        permutation = rows.rounds[r][t]
        assert isinstance(permutation, tuple)
        box = Wires(permutation, 1.0, 1.05, look.LINE)
        return box.shift([-4.2 + 1.2 * t, self.height(r), 0])

    def combine_round(self, rows: Scan, r: int) -> None:
        """Each box joins its wires with those of the one that is twice as far back as in the round before."""
        reach, above = letters_in(r - 1), self.net[r - 1]
        boxes = VGroup(*(self.small(rows, r, t) for t in range(len(above))))
        new = [t for t in range(len(above)) if t >= reach]
        lines, halves, joined = VGroup(), [], []
        for t in new:
            for source in (t - reach, t):
                lines.add(Line(above[source].frame.get_bottom(), boxes[t].frame.get_top()).set_stroke(theme.muted, look.THIN))
            pair = boxes[t].halves(above[t - reach].permutation, above[t].permutation)
            halves += [(above[t - reach].wires, pair[0]), (above[t].wires, pair[1])]
            joined.append(boxes[t].joined(above[t - reach].permutation, above[t].permutation))
        name = Number(r, 0, look.LABEL, theme.muted, before="round ").move_to([-5.9, self.height(r), 0])
        self.play(*(Create(line) for line in lines), GrowFromEdge(name, LEFT), run_time=0.8)
        still = [TransformFromCopy(above[t], boxes[t]) for t in range(reach)]
        self.play(
            *(GrowFromCenter(boxes[t].frame) for t in new),
            *(TransformFromCopy(a, b) for a, b in halves),
            *still,
            run_time=1.2,
        )
        self.remove(*(b for _, b in halves))
        self.add(*joined)
        self.play(*(ReplacementTransform(j, boxes[t].wires) for j, t in zip(joined, new, strict=True)), run_time=1.0)
        self.remove(*(boxes[t].frame for t in new), *(boxes[t].wires for t in new))
        self.add(boxes)
        self.net.append(boxes)

    def run_through(self) -> None:
        """The cards go once through the last box."""
        last = self.net[-1][-1]
        again = Cards(self.cards, last, 0.208, look.BODY * 0.4).stand(last, 0)
        self.play(TransformFromCopy(self.hand, again), run_time=0.6)
        self.play(*again.run(last), run_time=1.6)
        self.play(again.animate.shift(0.45 * RIGHT), run_time=0.5)

    # Draw the price
    def draw_the_price(self) -> None:
        pass


_ = (DashedLine, DashedVMobject, Dot, FadeIn, RoundedRectangle, Tag, CurveChart, Series)

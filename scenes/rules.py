"""Rules: ([)] by counters and by a stack, and five cards that are swapped: by n steps, or by a scan in log n rounds."""

from __future__ import annotations

from collections.abc import Sequence

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
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
)

from attn_core.brackets import READERS, Counts, PrefixCounters, accepted, field, smallest_counterexample
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

    pitch, gap = 0.3, 0.1  # of the cells, and between blocks of words that begin (or go on) with the same letter
    sizes = (0.08, 0.15, 0.21, 0.28)

    def __init__(self, words: tuple[tuple[str, int], ...], left: float, middle: float):
        self.words = words
        self.side = round(len(words) ** 0.5)
        self.cells = VGroup()
        block = round(self.side**0.5)
        offsets = [(i + 0.5) * self.pitch + (i // block) * self.gap for i in range(self.side)]
        top = middle + (offsets[0] + offsets[-1]) / 2
        for k in range(len(words)):
            row, column = divmod(k, self.side)
            self.cells.add(self.cell(0).move_to([left + offsets[column], top - offsets[row], 0]))
        self.rows, self.columns = VGroup(), VGroup()
        for i in range(block):
            letter = words[i * block * self.side][0][0]
            place = sum(offsets[i * block : (i + 1) * block]) / block
            row, column = (Label(letter, look.LABEL, theme.muted, verbatim=True) for _ in range(2))
            self.rows.add(row.move_to([left - 0.3, top - place, 0]))
            self.columns.add(column.move_to([left + place, top + 0.3, 0]))
        super().__init__(self.cells, self.rows, self.columns)

    def cell(self, readers: int) -> Rectangle:
        """A cell that so many readers accept."""
        ink = (theme.faint, *theme.series[:1], *theme.series[1:2], theme.series[3])[readers]
        return Rectangle(width=self.sizes[readers], height=self.sizes[readers], stroke_width=0).set_fill(ink, 1)

    def lit(self, least: int) -> list[Rectangle]:
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
            Counter(f"{a} {b}", x, -1.75) for (a, b), x in zip(PrefixCounters().pairs, (-5.3, -2.7), strict=True)
        ]
        pile = Pile(2.6, 2, 1.25).move_to([3.0, -1.75, 0], aligned_edge=DOWN)
        names = [
            Label(text, look.BODY, theme.muted).move_to([x, y, 0])
            for text, x, y in (("two counters", -4.0, -2.9), ("a stack", 3.0, -2.3))
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
        tick = self.make_verdict(counts[-1] == PrefixCounters().start).move_to([-0.55, -0.9, 0])
        self.play(*(box.animate.set_stroke(theme.muted, look.THIN) for box in self.row.boxes), run_time=0.4)
        self.play(Create(tick[0].mark), GrowFromEdge(tick[1], UP), run_time=0.9)
        self.add(tick)
        self.readers = VGroup(*self.counters, pile, *pile.held, *names, verdicts, tick)

    def make_verdict(self, accepted: bool) -> VGroup:
        """What a machine says of the word: a mark, and a word below it."""
        mark = Verdict(accepted, size=0.6)
        said = Label("accepted" if accepted else "refused", look.BODY, theme.ink if accepted else theme.wrong, SEMIBOLD)
        return VGroup(mark, said.next_to(mark, DOWN, buff=0.25))

    def read(
        self,
        t: int,
        symbol: str,
        counts: Sequence[Counts | None],
        opened: Sequence[tuple[str, ...] | None],
        pile: Pile,
        verdicts: VGroup,
    ) -> None:
        """Both machines read a symbol: a copy flies to each."""
        box, letter = self.row.boxes[t], self.row.symbols[t]
        self.play(
            *(b.animate.set_stroke(theme.ink if b is box else theme.muted, look.MARK) for b in self.row.boxes),
            run_time=0.4,
        )
        before, after = counts[t], counts[t + 1]
        assert before is not DEAD and after is not DEAD
        [i] = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        counter = self.counters[i]
        way = ValueTracker(before[i])
        flying = [letter.copy()]
        self.play(flying[0].animate(path_arc=0.5, remover=True).move_to(counter.number).scale(0.5), run_time=0.8)
        alive = opened[t] is not DEAD
        self.add(counter)
        counter.add_updater(lambda c: c.show(way.get_value()))
        moves = [way.animate.set_value(after[i])]
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
            cross = self.make_verdict(False).next_to(pile, RIGHT, buff=0.35)
            self.play(Create(cross[0].mark), GrowFromEdge(cross[1], UP), run_time=0.8)
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
        area = WordField(words, -6.15, -0.35)
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
            chosen = area.lit(level)
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
        # What the counters let through, and the stack does not.
        rings, said = VGroup(), VGroup()
        for i, word in enumerate(wrong):
            rings.add(Circle(0.23).move_to(area.at(word)).set_stroke(theme.ink, look.LINE))
            said.add(Label(word, look.BODY, verbatim=True).move_to([2.75 + 1.3 * i, -1.1, 0]))
        self.play(*(Create(ring) for ring in rings), run_time=0.7)
        self.play(*(GrowFromPoint(w, r.get_center()) for w, r in zip(said, rings, strict=True)), run_time=1.0)
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
        self.table = VGroup(table, VGroup(*(VGroup(t[0], t[2]) for t in tallies)), area, rings, said)

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
        return VGroup(
            VGroup(heads, Label("length", look.LABEL, theme.muted).move_to([0.9, 1.72, 0]).on_baseline(1.6)), rows
        )

    # Swap the cards one letter after another
    def swap_one_after_another(self) -> None:
        n = len(self.swaps)
        self.letters = [transposition(i, j, len(self.cards)) for i, j in self.swaps]
        self.states = prefixes(self.letters, len(self.cards))
        told = {
            "n": str(n),
            "rounds": str(price(n).scan_rounds),
            "orders": str(self.orders()),
            "cards": str(len(self.cards)),
        }
        told |= {"final": " ".join(order(self.states[-1], self.cards))}
        pitch = 1.34
        self.boxes = VGroup()
        for t, letter in enumerate(self.letters):
            self.boxes.add(Wires(letter, pitch, 4.1).move_to([(t - (n - 1) / 2) * pitch, -0.7, 0]))
        self.hand = Cards(self.cards, self.boxes[0], 0.6, look.BODY).stand(self.boxes[0], 0, -0.5)
        self.slide("scan", "constructed", keep=[self.table], **told)
        self.play(FadeOut(self.table), GrowFromCenter(self.hand), run_time=1.0)
        self.play(LaggedStart(*(GrowFromEdge(box, LEFT) for box in self.boxes), lag_ratio=0.3), run_time=2.4)
        self.step()
        self.first = self.hand.copy()
        self.first.shows_state = True
        self.add(self.first.set_opacity(0.3))
        self.bring_to_front(self.hand)
        count = Number(0, 0, look.HERO, weight=SEMIBOLD, before="steps: ").move_to([0, 2.1, 0])
        self.play(self.hand.animate.shift(0.5 * RIGHT), GrowFromEdge(count, DOWN), run_time=0.5)
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
        small = [self.small(rows, 0, t) for t in range(len(self.letters))]
        self.net, self.lines = [VGroup(*small)], []
        self.step()
        name = Label("letters", look.LABEL, theme.muted).move_to([-5.95, self.height(0), 0])
        self.labels = VGroup(name)
        self.play(
            *(ReplacementTransform(a, b) for a, b in zip(self.boxes, small, strict=True)),
            self.hand.animate.scale(0.8).move_to([4.65, 0.3, 0]),
            self.count.animate.scale(look.LABEL / look.HERO).move_to([4.65, 2.15, 0]),
            FadeOut(self.first),
            GrowFromEdge(name, LEFT),
            run_time=1.2,
        )
        for r in range(1, rows.depth + 1):
            if r == 2:
                self.step()
            self.combine_round(rows, r)
        self.step()
        self.run_through(rows)

    def height(self, r: int) -> float:
        """Where a round's row stands."""
        return 2.15 - 1.46 * r

    def small(self, rows: Scan, r: int, t: int) -> Wires:
        """The box of a round that ends at a letter."""
        permutation = rows.rounds[r][t]
        assert isinstance(permutation, tuple)
        return Wires(permutation, 0.92, 1.06, look.LINE).move_to([-4.55 + 1.07 * t, self.height(r), 0])

    def combine_round(self, rows: Scan, r: int) -> None:
        """Each box joins its wires with those of the one that is twice as far back as in the round before."""
        reach, above = letters_in(r - 1), self.net[r - 1]
        boxes = VGroup(*(self.small(rows, r, t) for t in range(len(above))))
        new = [t for t in range(len(above)) if t >= reach]
        lines, halves, joined = VGroup(), [], []
        for t in new:
            for source in (t - reach, t):
                lines.add(
                    Line(above[source].frame.get_bottom(), boxes[t].frame.get_top()).set_stroke(theme.muted, look.THIN)
                )
            pair = boxes[t].halves(above[t - reach].permutation, above[t].permutation)
            halves += [(above[t - reach].wires, pair[0]), (above[t].wires, pair[1])]
            joined.append(boxes[t].joined(above[t - reach].permutation, above[t].permutation))
        name = Number(r, 0, look.LABEL, theme.muted, before="round ").move_to([-5.95, self.height(r), 0])
        self.labels.add(name)
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
        self.lines.append(lines)

    def run_through(self, rows: Scan) -> None:
        """The boxes that the last one is made of stay bright, and the cards go once through it."""
        needed = {len(self.letters) - 1}
        last = self.net[-1][-1]
        for r in range(rows.depth, 0, -1):
            reach = letters_in(r - 1)
            needed_above = needed | {t - reach for t in needed}
            dim = [box for t, box in enumerate(self.net[r]) if t not in needed]
            lines = [line for k, line in enumerate(self.lines[r - 1]) if reach + k // 2 not in needed]
            self.play(*(part.animate.set_opacity(0.2) for part in (*dim, *lines)), run_time=0.5)
            needed = needed_above
        again = Cards(self.cards, last, 0.19, look.SMALLEST).stand(last, 0)
        rounds = Number(rows.depth, 0, look.LABEL, weight=SEMIBOLD, before="rounds: ").move_to([6.05, 2.15, 0])
        start = self.hand.copy()
        self.play(*(GrowFromCenter(card) for card in again.cards), run_time=0.6)
        self.play(*again.run(last), run_time=2.0)
        del start
        beside = [self.hand.cards[c].get_center() + 1.4 * RIGHT for c in self.hand.order]
        size = self.hand.cards[0].width / again.cards[0].width
        self.play(
            *(again.cards[c].animate.scale(size).move_to(p) for c, p in zip(again.order, beside, strict=True)),
            GrowFromEdge(rounds, DOWN),
            run_time=1.2,
        )
        equal = Label("=", look.HERO, weight=SEMIBOLD).move_to((self.hand.get_center() + again.get_center()) / 2)
        self.play(GrowFromCenter(equal), run_time=0.6)
        self.again, self.rounds, self.equal = again, rounds, equal

    # Draw the price
    def draw_the_price(self) -> None:
        prices = [price(n) for n in self.prices]
        reach = letters_in(self.layers)
        told = {"layers": str(self.layers), "reach": str(reach), "n": str(len(self.letters))}
        told |= {"rounds": str(prices[0].scan_rounds), "largest": f"{self.prices[-1]:,}".replace(",", " ")}
        told |= {"most": str(prices[-1].scan_rounds)}
        tree = VGroup(*self.net, *self.lines)
        hands = [self.hand, self.again]
        self.slide("price", "constructed", keep=[tree, *hands, self.count, self.rounds], **told)
        powers = range(1, (self.prices[-1] - 1).bit_length() + 1)
        stairs = [
            (n, r) for r in powers for n in (letters_in(r - 1) + (r > 1) * 1e-6, min(letters_in(r), self.prices[-1]))
        ]
        stairs[0] = (2, 1)
        ticks = [10**k for k in range(5)]
        room = Rectangle(width=9.9, height=5.6).move_to([-6.6, -0.2, 0], aligned_edge=LEFT)
        chart = CurveChart(
            room,
            [
                Series("in a row", ticks, ticks, theme.ink, False),
                Series("scan", [n for n, _ in stairs], [r for _, r in stairs], theme.series[1], False),
            ],
            ticks,
            ticks,
            x_name="letters",
            y_name="one after another",
            log_x=True,
            log_y=True,
        )
        row_line, scan_line = chart.curves
        spots = [
            (
                Dot(chart.point(n, p.row_steps), 1.4 * look.DOT, color=theme.ink),
                Dot(chart.point(n, p.scan_rounds), 1.4 * look.DOT, color=theme.series[1]),
            )
            for n, p in zip(self.prices, prices, strict=True)
        ]
        self.play(
            FadeIn(VGroup(chart.axes, chart.x_numbers, chart.y_numbers, chart.x_name, chart.y_name)),
            ReplacementTransform(tree, spots[0][1]),
            *(FadeOut(hand) for hand in hands),
            ReplacementTransform(self.count, spots[0][0]),
            FadeOut(self.rounds),
            run_time=1.4,
        )
        self.play(Create(row_line), GrowFromEdge(chart.names[0], LEFT), run_time=1.2)
        self.play(Create(scan_line), GrowFromEdge(chart.names[1], LEFT), run_time=1.6)
        self.bring_to_front(*spots[0])
        numbers = VGroup()
        for (upper, lower), p in zip(spots, prices, strict=True):
            number = Number(p.scan_rounds, 0, look.BODY, theme.series[1], SEMIBOLD).next_to(lower, DOWN, buff=0.2)
            numbers.add(number)
            new = [] if lower is spots[0][1] else [GrowFromPoint(lower, upper.get_center()), GrowFromCenter(upper)]
            self.play(*new, GrowFromPoint(number, lower.get_center()), run_time=0.7)
        self.step()
        readout = self.turn_n(chart)
        self.step()
        self.fix_the_depth(chart, reach, readout)

    def turn_n(self, chart: CurveChart) -> VGroup:
        """A dial of n: a line over the chart, and what n letters cost."""
        n = ValueTracker(self.prices[0])
        line = Line(chart.point(2, 1), chart.point(2, self.prices[-1])).set_stroke(theme.muted, look.LINE)
        names = ("letters", "in a row", "rounds", "side by side")
        inks = (theme.muted, theme.ink, theme.series[1], theme.muted)
        places = (2.1, 1.1, 0.1, -0.9)
        values = VGroup(*(Number(0, 0, look.TITLE, ink, SEMIBOLD, grouped=True) for ink in inks))
        labels = VGroup(*(Label(name, look.SMALL, theme.muted) for name in names))
        for label, y in zip(labels, places, strict=True):
            label.move_to([5.1, y - 0.45, 0])

        def follow(_: object = None) -> None:
            letters = round(n.get_value())
            cost = price(letters)
            line.set_x(chart.point(letters, 1)[0])
            told = (letters, cost.row_steps, cost.scan_rounds, cost.scan_width)
            for value, new, y in zip(values, told, places, strict=True):
                value.set_value(new).set_x(5.1).on_baseline(y - 0.1)

        follow()
        self.play(GrowFromEdge(line, DOWN), *(FadeIn(VGroup(*pair)) for pair in zip(values, labels, strict=True)))
        whole = VGroup(line, values)
        self.add(whole)
        whole.add_updater(follow)
        self.dial("letters", n, 2, self.prices[-1], seconds=5, places=0, log=True, whole=1)
        whole.clear_updaters()
        return VGroup(line, values, labels)

    def fix_the_depth(self, chart: CurveChart, reach: int, readout: VGroup) -> None:
        """So many layers, a round each, combine so many letters; and what is known of fixed depth."""
        level = Line(chart.point(1, self.layers), chart.point(self.prices[-1], self.layers))
        level.set_stroke(theme.program, look.MARK)
        self.play(FadeOut(readout), Create(level), run_time=1.2)
        name = Number(self.layers, 0, look.LABEL, theme.program, SEMIBOLD, after=" layers")
        name.move_to([5.1, chart.point(1, self.layers)[1], 0])
        foot = chart.point(reach, 1)
        drop = DashedLine(chart.point(reach, self.layers), foot).set_stroke(theme.program, look.LINE)
        number = Number(reach, 0, look.HERO, theme.program, SEMIBOLD, after=" letters").move_to([5.0, 1.9, 0])
        self.play(GrowFromEdge(name, LEFT), Create(drop), run_time=0.8)
        self.play(GrowFromPoint(number, foot), run_time=0.9)
        tag = Tag("cited")
        words = VGroup(
            Label("unless TC⁰ = NC¹,", look.LABEL),
            Label("not every length", look.LABEL),
            Label("at a fixed depth", look.LABEL),
        ).arrange(DOWN, buff=0.2)
        VGroup(words, tag).arrange(DOWN, buff=0.3).move_to([5.1, -1.6, 0])
        self.play(GrowFromEdge(words, LEFT), GrowFromEdge(tag, UP), run_time=1.2)

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
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    ReplacementTransform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
    rush_into,
    there_and_back,
)

from attn_core.brackets import READERS, Counts, PrefixCounters, accepted, field, smallest_counterexample
from attn_core.groups import compose, letters_in, order, prefixes, price, scan, symmetric_group, transposition
from attn_core.machines import DEAD, BracketMachine, run
from scenes import look
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.price import PriceChart, Readout
from scenes.mobjects.readers import Counter, Pile, ReaderTable, WordField
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow
from scenes.mobjects.verdict import Verdict
from scenes.mobjects.wires import Cards, ScanRows, Wires
from scenes.theme import theme


class Rules(LectureScene):
    """A stack against counters, a row of steps against a scan."""

    filled = (MIXES, TRANSFORMS)
    lengths = (2, 4, 6, 8)
    shown = 4
    cards = "ABCDE"
    swaps = ((0, 1), (2, 4), (1, 3), (0, 4), (3, 4), (1, 2), (0, 3), (2, 4))
    prices = (8, 100, 1000, 10_000)
    budget = 6  # rounds

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
            Counter(f"{a}{b}", x, -1.75) for (a, b), x in zip(PrefixCounters().pairs, (-5.3, -2.7), strict=True)
        ]
        pile = Pile(2.6, 2, 1.1).move_to([3.0, -1.75, 0], aligned_edge=DOWN)
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
        self.add(*self.counters, pile)
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
            moves.append(above.animate(path_arc=-0.5).next_to(pile.held[-1], UP, buff=0.22).scale(0.7))
        self.play(*moves, run_time=1.1)
        counter.clear_updaters()
        if alive and opened[t + 1] is DEAD:
            # It reads no more.
            cross = self.make_verdict(False).next_to(pile, RIGHT, buff=0.35)
            self.play(above.animate(rate_func=there_and_back).shift(0.12 * DOWN), run_time=0.5)
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
        rows = zip(names, reversed(READERS), ReaderTable.heights, strict=True)
        for level, (name, reader, y) in enumerate(rows, start=1):
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
            self.add(area)
            self.play(
                TransformFromCopy(chosen[0], sample),
                GrowFromPoint(number, sample.get_center()),
                GrowFromEdge(label, LEFT),
                run_time=1.2,
            )
            tallies.add(VGroup(sample, number, label))
        # What the counters let through, and the stack does not.
        rings, said = VGroup(), VGroup()
        for i, word in enumerate(wrong):
            rings.add(Circle(0.23).move_to(area.at(word)).set_stroke(theme.ink, look.LINE))
            said.add(Label(word, look.BODY, verbatim=True).move_to([1.3 + 1.4 * i, -2.75, 0]))
        sample = rings[0].copy().move_to([0.15, -2.75, 0])
        said.add(sample)
        self.play(*(Create(ring) for ring in rings), run_time=0.7)
        self.play(
            *(GrowFromPoint(w, r.get_center()) for w, r in zip(said[:-1], rings, strict=True)),
            TransformFromCopy(rings, sample),
            run_time=1.0,
        )
        self.step()
        table = ReaderTable([[counts[n][reader] for n in self.lengths] for reader in reversed(READERS)], self.lengths)
        heads, columns = table
        for (_, number, label), column in zip(tallies, columns, strict=True):
            self.play(
                number.animate.set_x(column[self.lengths.index(self.shown)].get_x()),
                label.animate(rate_func=rush_into).scale(look.LABEL / look.BODY).align_to([0.45, 0, 0], LEFT),
                run_time=0.6,
            )
            self.play(
                ReplacementTransform(number, column[self.lengths.index(self.shown)]),
                *(GrowFromEdge(c, LEFT) for i, c in enumerate(column) if i != self.lengths.index(self.shown)),
                *([ReplacementTransform(total, heads)] if label is tallies[0][2] else []),
                run_time=1.2,
            )
        self.table = VGroup(table, VGroup(*(VGroup(t[0], t[2]) for t in tallies)), area, rings, said)

    # Swap the cards one letter after another
    def swap_one_after_another(self) -> None:
        n = len(self.swaps)
        self.letters = [transposition(i, j, len(self.cards)) for i, j in self.swaps]
        self.states = prefixes(self.letters, len(self.cards))
        told = {
            "n": str(n),
            "rounds": str(price(n).scan_rounds),
            "orders": str(len(symmetric_group(len(self.cards)))),
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

    # Combine the letters side by side, twice as far each round
    def combine_side_by_side(self) -> None:
        rows = scan(self.letters, compose)
        self.tree = tree = ScanRows(rows.rounds[0])
        small = tree.rows[0]
        self.step()
        name = Label("letters", look.LABEL, theme.muted).move_to(tree.beside(0))
        self.play(
            *(ReplacementTransform(a, b) for a, b in zip(self.boxes, small, strict=True)),
            self.hand.animate.scale(0.8).move_to([4.65, 0.3, 0]),
            self.count.animate.scale(look.LABEL / look.HERO).move_to([4.65, 2.15, 0]),
            FadeOut(self.first),
            GrowFromEdge(name, LEFT),
            run_time=1.2,
        )
        for r in range(1, rows.depth + 1):
            if r > 1:
                self.step()
            name = Number(r, 0, look.LABEL, theme.muted, before="round ").move_to(tree.beside(r))
            self.play(GrowFromEdge(name, LEFT), run_time=0.4)
            tree.join(self, rows.rounds[r], letters_in(r - 1))
        self.step()
        self.run_through(tree, rows.depth)

    def run_through(self, rows: ScanRows, depth: int) -> None:
        """The boxes that the last one is made of stay bright, and the cards go once through it."""
        for parts in rows.unused():
            self.play(*(part.animate.set_opacity(0.2) for part in parts), run_time=0.5)
        last = rows.rows[-1][-1]
        again = Cards(self.cards, last, 0.19, look.SMALLEST).stand(last, 0)
        rounds = Number(depth, 0, look.LABEL, weight=SEMIBOLD, before="rounds: ").move_to([6.05, 2.15, 0])
        self.play(*(GrowFromCenter(card) for card in again.cards), run_time=0.6)
        self.play(*again.run(last), run_time=2.0)
        beside = Cards(self.cards, self.boxes[0], 0.48, look.BODY * 0.8)
        beside.order = again.order
        for mine, card in zip(beside.order, self.hand.order, strict=True):
            beside.cards[mine].move_to(self.hand.cards[card]).shift(1.4 * RIGHT)
        self.play(
            *(ReplacementTransform(a, b) for a, b in zip(again.cards, beside.cards, strict=True)),
            GrowFromEdge(rounds, DOWN),
            run_time=1.2,
        )
        self.remove(*beside.cards)
        self.add(beside)
        equal = Label("=", look.HERO, weight=SEMIBOLD).move_to((self.hand.get_center() + beside.get_center()) / 2)
        self.play(GrowFromCenter(equal), run_time=0.6)
        self.again, self.rounds = beside, rounds

    # Draw the price
    def draw_the_price(self) -> None:
        prices = [price(n) for n in self.prices]
        reach = letters_in(self.budget)
        told = {"layers": str(self.budget), "reach": str(reach), "most": str(prices[-1].scan_rounds)}
        told |= {"largest": f"{self.prices[-1]:,}".replace(",", "\N{THIN SPACE}")}
        tree = VGroup(*self.tree.rows, *self.tree.lines)
        hands = [self.hand, self.again]
        self.slide("price", "constructed", keep=[tree, *hands, self.count, self.rounds], **told)
        suffice = [min(letters_in(r), self.prices[-1]) for r in range(1, prices[-1].scan_rounds + 1)]
        marked = [(n, p.row_steps, p.scan_rounds) for n, p in zip(self.prices, prices, strict=True)]
        chart = PriceChart([10**k for k in range(5)], suffice, marked)
        row_line, scan_line = chart.curves
        spots = chart.spots
        self.play(
            FadeIn(chart.frame),
            ReplacementTransform(tree, spots[0][1]),
            *(FadeOut(hand) for hand in hands),
            ReplacementTransform(self.count, spots[0][0]),
            FadeOut(self.rounds),
            run_time=1.4,
        )
        self.play(Create(row_line), GrowFromEdge(chart.names[0], LEFT), run_time=1.2)
        self.play(Create(scan_line), GrowFromEdge(chart.names[1], LEFT), run_time=1.6)
        self.add(chart)
        self.bring_to_front(*spots[0])
        numbers = VGroup()
        for (upper, lower), p in zip(spots, prices, strict=True):
            number = Number(p.scan_rounds, 0, look.BODY, theme.series[1], SEMIBOLD)
            number.next_to(lower, RIGHT if p is prices[0] else UP, buff=0.16)
            numbers.add(number)
            new = [] if lower is spots[0][1] else [GrowFromPoint(lower, upper.get_center()), GrowFromCenter(upper)]
            self.play(*new, GrowFromPoint(number, lower.get_center()), run_time=0.7)
        self.step()
        readout = self.turn_n(chart)
        self.step()
        self.fix_the_depth(chart, reach, readout)

    def turn_n(self, chart: PriceChart) -> Readout:
        """A dial of n: a line over the chart, and what n letters cost."""
        n = ValueTracker(self.prices[0])

        def cost(letters: int) -> tuple[int, int]:
            paid = price(letters)
            return paid.row_steps, paid.scan_rounds

        readout = Readout(chart, cost)
        readout.show(self.prices[0])
        pairs = zip(readout.values, readout.labels, strict=True)
        self.play(
            GrowFromEdge(readout.line, DOWN),
            *(GrowFromCenter(mark) for mark in readout.marks),
            *(GrowFromPoint(VGroup(*pair), readout.line.get_top()) for pair in pairs),
            run_time=1.2,
        )
        self.add(readout)
        readout.add_updater(lambda r: r.show(round(n.get_value())))
        self.dial("letters", n, 2, self.prices[-1], seconds=5, places=0, log=True, whole=1)
        readout.clear_updaters()
        return readout

    def fix_the_depth(self, chart: PriceChart, reach: int, readout: Readout) -> None:
        """So many rounds combine so many letters; and what is known of fixed depth."""
        level = Line(chart.point(1, self.budget), chart.point(self.prices[-1], self.budget))
        level.set_stroke(theme.program, look.MARK)
        self.play(FadeOut(readout), run_time=0.4)
        self.play(Create(level), run_time=1.0)
        name = Number(self.budget, 0, look.TITLE, theme.program, SEMIBOLD, after=" rounds").move_to([5.0, 2.1, 0])
        foot = chart.point(reach, 1)
        drop = DashedLine(chart.point(reach, self.budget), foot).set_stroke(theme.program, look.LINE)
        number = Number(reach, 0, look.HERO, theme.program, SEMIBOLD, after=" letters").move_to([5.0, 1.1, 0])
        way = Label("by this scan", look.LABEL, theme.muted).move_to([5.0, 0.45, 0])
        self.play(GrowFromPoint(name, level.get_end()), run_time=0.8)
        self.play(Create(drop), run_time=0.8)
        self.play(GrowFromPoint(number, foot), GrowFromEdge(way, UP), run_time=1.0)

        # What is known of a depth that is fixed.
        self.step()
        words = VGroup(
            *(Label(line, look.LABEL) for line in ("one fixed depth", "for every length:", "not expected"))
        ).arrange(DOWN, buff=0.22)
        tag = Tag("cited")
        VGroup(words, tag).arrange(DOWN, buff=0.3).move_to([5.3, -1.5, 0])
        for line in words:
            self.play(GrowFromEdge(line, LEFT), run_time=0.9)
        self.play(GrowFromEdge(tag, UP), run_time=0.7)

"""Formula: a head in one line, a mask over its table, and four real heads over one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    ArcBetweenPoints,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromPoint,
    Indicate,
    LaggedStart,
    Line,
    ManimColor,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    interpolate_color,
    smooth,
)

from attn_core import sentence, toy
from attn_core.attention import attend
from scenes import look, words
from scenes.cast import HEAD, HeadFormula, ValueHull, small_formula, toy_row
from scenes.lecture_scene import LectureScene
from scenes.mobjects.arcs import DIMMED, HeadArcs
from scenes.mobjects.bars import WeightBars, span
from scenes.mobjects.seats import MIXES
from scenes.mobjects.signs import glow
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import TokenRow, head_facts
from scenes.theme import theme


class RowBars(VGroup):
    """Four numbers of a row as bars on a line, hollow and hanging if negative, the largest one with its number."""

    unit, side, step = 0.56, 0.36, 0.5

    def __init__(self, values: Sequence[float], places: int, color: str, fill: str):
        n = len(values)
        self.values = np.asarray(values)
        self.base = Line((n * self.step / 2 + 0.1) * LEFT, (n * self.step / 2 + 0.1) * RIGHT)
        self.base.set_stroke(theme.muted, look.THIN)
        self.bars = VGroup()
        for i, value in enumerate(self.values):
            bar = Rectangle(width=self.side, height=1).set_x((i - (n - 1) / 2) * self.step)
            span(bar, 1, *sorted((0.0, value * self.unit or 0.03)))
            hollow = value < 0
            bar.set_fill(fill, 0 if hollow else 1).set_stroke(color, look.THIN if hollow else 0)
            self.bars.add(bar)
        top = int(np.argmax(self.values))
        self.number = Number(self.values[top], places, look.LABEL, color, SEMIBOLD)
        self.number.move_to(self.bars[top]).on_baseline(self.values[top] * self.unit + 0.12)
        super().__init__(self.base, self.bars, self.number)


class MaskedTable(VGroup):
    """A table of weights, each cell a bar of its weight with its number; beside each row its sum, stacked to the brim.

    ``set_row`` gives a row other weights, ``lower`` lets a blind down over the cells that are ``hidden``.
    """

    wide, high, gap, bar = 1.5, 0.94, 0.12, 0.4

    def __init__(self, weights: np.ndarray, hidden: np.ndarray, names: Sequence[str]):
        self.weights = np.array(weights, dtype=float)
        n, m = self.weights.shape
        self.hidden = hidden
        pitch = np.array([self.wide + self.gap, self.high + self.gap])
        self.cells = [[self._cell(j * pitch[0], -i * pitch[1]) for j in range(m)] for i in range(n)]
        self.bars = [VGroup(*(self._bar(cell.get_left()[0] + 0.3) for cell in row)) for row in self.cells]
        self.numbers = [
            VGroup(*(Number(w, 2, look.BODY, theme.weight, SEMIBOLD).move_to(c) for w, c in zip(r, cells, strict=True)))
            for r, cells in zip(self.weights, self.cells, strict=True)
        ]
        end = self.cells[0][-1].get_right()[0] + 0.8
        self.brims = VGroup(
            *(Rectangle(width=0.6, height=self.high).move_to([end, row[0].get_y(), 0]) for row in self.cells)
        )
        self.brims.set_stroke(theme.weight, look.THIN)
        self.stacks = [VGroup(*(self._bar(end, 0.6) for _ in row)) for row in self.cells]
        self.queries = VGroup(*(Label(name, look.LABEL, theme.query, verbatim=True) for name in names))
        for name, row in zip(self.queries, self.cells, strict=True):
            name.next_to(row[0], LEFT, buff=0.25).centred_on(row[0].get_y())
        self.keys = VGroup(*(Label(name, look.LABEL, theme.key, verbatim=True) for name in names))
        for name, cell in zip(self.keys, self.cells[0], strict=True):
            name.set_x(cell.get_x()).on_baseline(cell.get_top()[1] + 0.2)
        self.total = Number(1, 0, look.LABEL, theme.weight, before="sum ").set_x(end).on_baseline(self.keys[0].baseline)
        self.blinds = VGroup()
        self.forbidden = VGroup()
        for j in range(m):
            covered = [self.cells[i][j] for i in range(n) if hidden[i, j]]
            if covered:
                area = VGroup(*covered)
                blind = Rectangle(width=self.wide, height=area.height).move_to(area)
                self.blinds.add(blind.set_fill(theme.panel, 1).set_stroke(theme.muted, look.THIN))
                self.forbidden.add(
                    *(Number(0, 0, look.LABEL, theme.muted, before="\N{MINUS SIGN}∞ → ").move_to(c) for c in covered)
                )
        grid = VGroup(*(cell for row in self.cells for cell in row))
        super().__init__(
            grid, *self.bars, *self.numbers, *self.stacks, self.brims, self.total, self.queries, self.keys,
            self.blinds, self.forbidden,
        )  # fmt: skip
        self._bottoms = [blind.get_bottom()[1] - grid.get_top()[1] for blind in self.blinds]
        self.grid = grid
        for i in range(n):
            self.set_row(i, self.weights[i])
        self.lower(0)

    def _cell(self, x: float, y: float) -> Rectangle:
        return Rectangle(width=self.wide, height=self.high).set_stroke(theme.faint, look.HAIR).move_to([x, y, 0])

    def _bar(self, x: float, width: float | None = None) -> Rectangle:
        bar = Rectangle(width=width or self.bar, height=1, stroke_width=0).set_x(x)
        return bar.set_stroke(theme.background, look.HAIR if width else 0)

    def set_row(self, i: int, weights: Sequence[float], share: float = 1.0) -> MaskedTable:
        """Give row i other weights; ``share`` is 1 where they are shares of one, and 0 where they are not yet."""
        fill = interpolate_color(ManimColor(theme.ink), ManimColor(theme.weight_fill), share)
        ink = interpolate_color(ManimColor(theme.ink), ManimColor(theme.weight), share).to_hex()
        self.weights[i] = weights
        pile = self.brims[i].get_bottom()[1]
        for cell, bar, number, piece, weight in zip(
            self.cells[i], self.bars[i], self.numbers[i], self.stacks[i], weights, strict=True
        ):
            low, tall = cell.get_bottom()[1], max(weight * self.high, 0.012)
            span(bar, 1, low, low + tall)
            bar.set_fill(fill, 1)
            number.ink = ink
            number.set_value(weight).set_x(cell.get_right()[0] - 0.55).centred_on(cell.get_y())
            span(piece, 1, pile, pile + weight * self.high + 1e-4)
            piece.set_fill(fill, 1)
            pile += weight * self.high
        return self

    def lower(self, share: float) -> MaskedTable:
        """Let the blind down, all columns at one speed; each ends where it covers all of its hidden cells."""
        top = self.grid.get_top()[1]
        front = share * min(self._bottoms, default=0)
        for blind, bottom in zip(self.blinds, self._bottoms, strict=True):
            span(blind, 1, top + max(front, bottom) - 1e-4, top)
            blind.set_opacity(float(share > 0))
        for label in self.forbidden:
            label.set_opacity(float(np.clip((label.get_y() - 0.25 - top - front) / 0.15, 0, 1)))
        return self


class Formula(LectureScene):
    """Scaled dot-product attention as it is written, masked and used."""

    filled = (MIXES,)
    line = 1.15  # the height at which the formula is assembled
    foot = -1.95  # and of the bars below it
    heads = (("L0H2", "one back"), (HEAD, ""), ("L4H5", "into [CLS]"), ("L0H3", "a bit of all"))
    of_all = 6 * 12  # layers and heads of each, in this model
    least = 0.05

    def construct(self) -> None:
        self.call_the_pictures_back()
        self.shrink_into_symbols()
        self.run_a_light_through()
        self.say_the_sizes()
        self.mask_what_comes_later()
        self.lay_out_the_words()
        self.unroll_four_heads()
        self.walk_from_word_to_word()

    # The pictures come back, each out of the one that it led to
    def call_the_pictures_back(self) -> None:
        data = sentence.load()
        query, _, _ = data.head(HEAD)
        self.tokens, self.width = query.shape
        self.row = toy_row()
        whole = ValueHull()
        self.slide(
            "assembled", "cited", begin=[whole], model=data.model, tokens=str(self.tokens), width=str(self.width),
            words=str(len(toy.TOKENS)), **head_facts(HEAD),
        )  # fmt: skip
        places = [np.array([x, -0.3, 0]) for x in (-4.9, -1.65, 1.65, 4.9)]
        small = whole.copy().scale_to_fit_width(2.9).move_to(places[3])
        self.play(Transform(whole, small), run_time=1.5)
        self.hull = whole
        weights = self.row.weights[toy.FOLLOWED]
        self.weights = WeightBars(weights, height=3.6, width=0.55, gap=0.18, places=None)
        self.weights.move_to(places[2])
        self.heap = self.make_heap().move_to(places[1])
        self.table = self.make_table().move_to(places[0])
        corners = whole[1]
        self.play(
            Create(self.weights.base),
            *(TransformFromCopy(c, bar) for c, bar in zip(corners, self.weights.bars, strict=True)),
            run_time=1.5,
        )
        wide, squeezed, base = self.heap
        self.play(
            TransformFromCopy(self.weights.base, base), TransformFromCopy(self.weights.bars, squeezed), run_time=1.2
        )
        self.play(TransformFromCopy(squeezed, wide), run_time=1.2)
        cells, frame = self.table
        n = len(toy.TOKENS)
        row = VGroup(*cells[n * toy.FOLLOWED :][:n])
        self.play(TransformFromCopy(wide, row), run_time=1.2)
        others = [cell for i, cell in enumerate(cells) if i // n != toy.FOLLOWED]
        self.play(
            LaggedStart(*(TransformFromCopy(row[i % n], c) for i, c in enumerate(others[::-1])), lag_ratio=0.05),
            Create(frame),
            run_time=1.5,
        )

    def make_heap(self) -> VGroup:
        """How scores of width d spread, and how after division by its root: normal densities, d = 4."""
        spreads = (2.0, 1.0)
        across = np.linspace(-4.6, 4.6, 61)
        curves = []
        for spread, ink, weight in zip(spreads, (theme.muted, theme.ink), (look.MARK, look.HEAVY), strict=True):
            density = np.exp(-((across / spread) ** 2) / 2) / spread
            curve = VMobject().set_points_smoothly(
                [[0.32 * x, 2.5 * y, 0] for x, y in zip(across, density, strict=True)]
            )
            curves.append(curve.set_stroke(ink, weight))
        base = Line(1.5 * LEFT, 1.5 * RIGHT).set_stroke(theme.muted, look.THIN)
        return VGroup(*curves, base)

    def make_table(self) -> VGroup:
        """The scores of all four words with all, hollow if negative; the followed row framed."""
        scores, side = self.row.scaled, 0.62
        cells = VGroup()
        for i, line in enumerate(scores):
            for j, score in enumerate(line):
                cell = Rectangle(width=side, height=side).move_to([0.7 * j, -0.7 * i, 0])
                cell.set_stroke(theme.ink, look.THIN if score < 0 else 0, 0.6)
                cells.add(cell.set_fill(theme.ink, max(score, 0.04) / scores.max() if score >= 0 else 0))
        followed = VGroup(*cells[len(scores) * toy.FOLLOWED :])
        frame = Rectangle(width=followed.width + 0.16, height=side + 0.16).move_to(followed)
        return VGroup(cells, frame.set_stroke(theme.query, look.STRONG))

    # Each picture shrinks into its symbol, from the inside out
    def shrink_into_symbols(self) -> None:
        self.step()
        self.formula = formula = HeadFormula(150, fraction=False)
        formula.move_to(self.line * UP)
        inside = VGroup(formula.query, formula.key, formula.over, formula.root)
        pictures = VGroup(self.table, self.heap, self.weights, self.hull)
        self.play(pictures.animate.shift(0.75 * DOWN), run_time=look.QUICK)
        brackets = [formula.opening, formula.closing]
        for bracket in brackets:
            bracket.save_state()
            bracket.set_x(inside.get_x()).set_opacity(0)
        self.arrive(self.table, formula.query, formula.key)
        self.arrive(self.heap, formula.over, formula.root, arc=-1.4)
        self.arrive(self.weights, formula.softmax, along=[bracket.animate.restore() for bracket in brackets])
        self.arrive(self.hull, formula.value)
        self.remove(*formula.parts)
        self.add(formula)
        self.play(formula.animate.scale(1.2).move_to(0.1 * DOWN), run_time=look.MOTION)

    def arrive(self, picture: VGroup, *symbols: VMobject, along: Sequence[Animation] = (), arc: float = 0) -> None:
        """A picture shrinks into its symbols, which it lights up."""
        place = VGroup(*symbols)
        goal = picture.copy().scale_to_fit_height(0.75 * place.height).move_to(place)
        self.play(Transform(picture, goal, path_arc=arc), run_time=0.9)
        self.play(FadeOut(picture), *(FadeIn(s) for s in symbols), *along, run_time=look.QUICK)
        self.play(*(Indicate(s, 1.12, s.get_color()) for s in symbols), run_time=look.QUICK)

    # A light runs through it, in the order of calculation
    def run_a_light_through(self) -> None:
        self.step()
        formula, row, followed = self.formula, self.row, toy.FOLLOWED
        scores = RowBars(row.similarity[followed], 0, theme.ink, theme.ink)
        scaled = RowBars(row.scaled[followed], 2, theme.ink, theme.ink)
        shares = RowBars(row.weights[followed], 2, theme.weight, theme.weight_fill)
        groups = [
            VGroup(formula.query, formula.key),
            VGroup(formula.over, formula.root),
            VGroup(formula.softmax, formula.opening, formula.closing),
            VGroup(formula.value),
        ]
        stops = [group.get_x() / 1.2 for group in groups]
        stops[2] = formula.softmax.get_x() / 1.2
        for bars, x in zip((scores, scaled, shares), stops, strict=False):
            bars.shift(x * RIGHT + self.foot * UP)
        hull = ValueHull().scale_to_fit_width(1.75)
        hull.move_to([min(stops[3], 5.65), self.foot + 0.45, 0])
        self.play(formula.animate.scale(1 / 1.2).move_to(self.line * UP).set_opacity(0.25), run_time=look.MOTION)
        points = [np.array([x, -0.02, 0]) for x in stops]
        light = Dot(points[0], 0.14, color=theme.ink)
        shine = glow(light, theme.ink, 60)
        carried = VGroup(shine, light)
        self.play(GrowFromCenter(carried), groups[0].animate.set_opacity(1), run_time=look.QUICK)
        self.play(Create(scores.base), *(self.rise(bar, self.foot) for bar in scores.bars), run_time=0.7)
        self.play(FadeIn(scores.number, target_position=scores.bars), run_time=look.QUICK)
        self.way = VGroup()
        self.carry(carried, points[0], points[1], groups[1])
        self.play(TransformFromCopy(scores, scaled), run_time=look.MOTION)
        self.carry(carried, points[1], points[2], groups[2])
        self.play(Create(shares.base), *(self.rise(bar, self.foot) for bar in shares.bars), run_time=0.7)
        self.play(FadeIn(shares.number, target_position=shares.bars), run_time=look.QUICK)
        self.carry(carried, points[2], points[3], groups[3])
        area, corners, dot = hull
        self.play(GrowFromPoint(area, formula.value.get_center()), GrowFromPoint(corners, formula.value.get_center()))
        self.play(FadeOut(shine), ReplacementTransform(light, dot), run_time=look.MOTION)
        whole = (formula, scores, scaled, shares, hull)
        self.remove(*formula.parts, *scores, *shares, *hull)
        self.add(*whole)
        self.scores, self.scaled, self.shares, self.small = scores, scaled, shares, hull

    @staticmethod
    def rise(bar: VMobject, zero: float) -> Animation:
        """A bar grows out of its base line."""
        low, high = bar.get_bottom()[1], bar.get_top()[1]
        return UpdateFromAlphaFunc(
            bar, lambda b, share: span(b, 1, zero + share * (low - zero) - 1e-4, zero + share * (high - zero) + 1e-4)
        )

    def carry(self, light: VGroup, start: np.ndarray, end: np.ndarray, group: VGroup) -> None:
        """The light goes on to the next symbols, which it lights up, and leaves its way."""
        bend = 0.3 if end[0] > start[0] else -0.3
        way = ArcBetweenPoints(start, end, angle=bend).set_stroke(theme.muted, look.LINE)
        self.way.add(way)
        self.play(MoveAlongPath(light, way.copy()), Create(way), run_time=look.MOTION)
        self.play(group.animate.set_opacity(1), run_time=0.3)

    # The slash becomes the paper's fraction, and the sizes are said
    def say_the_sizes(self) -> None:
        self.step()
        paper = HeadFormula(118).move_to(1.5 * LEFT + 0.95 * UP)
        to = [paper.softmax.get_x(), VGroup(paper.query, paper.root).get_x(), paper.value.get_x()]
        self.remove(self.formula)
        raw = self.scores.bars
        self.play(
            FadeOut(self.way, self.scores.base, self.scores.number),
            *(ReplacementTransform(a, b) for a, b in zip(self.formula.parts, paper.parts, strict=True)),
            self.shares.animate.set_x(to[0]),
            self.scaled.animate.set_x(to[1]),
            Transform(raw, self.scaled.bars.copy().shift((to[1] - self.scaled.get_x()) * RIGHT)),
            self.small.animate.scale(0.85).set_x(to[2]),
            run_time=2,
        )
        self.remove(*paper.parts, raw)
        self.formula = paper
        self.add(paper)
        letters = [paper.query, paper.key[0], paper.value]
        place = VGroup(*(letter.copy() for letter in letters)).scale(0.8)
        for letter, before in zip(place[1:], place, strict=False):
            letter.next_to(before, buff=0.45, coor_mask=RIGHT)
        place[2].align_to(place[1], DOWN)
        sizes = [
            Number(self.tokens, 0, look.BODY, after=" tokens"),
            Number(self.width, 0, look.BODY, after=" numbers each"),
        ]
        place.align_to(3.5 * RIGHT, LEFT).set_y(1.6)
        self.play(*(TransformFromCopy(a, b) for a, b in zip(letters, place, strict=True)), run_time=look.MOTION)
        for part, y in zip(sizes, (0.75, 0.1), strict=True):
            part.align_to(3.5 * RIGHT, LEFT).on_baseline(y)
            self.play(FadeIn(part, target_position=place), run_time=look.QUICK)
        self.hold()

    # A shutter over the triangle, and the rest of each row swells to one
    def mask_what_comes_later(self) -> None:
        free = self.row
        masked = attend(toy.QUERY, toy.KEY, toy.VALUE, causal=True)
        hidden = np.isneginf(masked.masked)
        self.slide("mask", "proved", keep=[self.formula, self.shares], first=toy.TOKENS[0], last=toy.TOKENS[-1])
        table = MaskedTable(free.weights, hidden, toy.TOKENS)
        table.shift([-2.55 - table.grid.get_left()[0], 2.05 - table.grid.get_top()[1], 0])
        small = small_formula()
        last = toy.FOLLOWED
        self.play(
            *(ReplacementTransform(a, b) for a, b in zip(self.formula.parts, small.parts, strict=True)),
            *(ReplacementTransform(a, b) for a, b in zip(self.shares.bars, table.bars[last], strict=True)),
            FadeOut(self.shares.base, self.shares.number),
            *(Create(cell) for cell in table.grid),
            run_time=1.4,
        )
        self.remove(self.formula, *small.parts)
        self.formula = small
        self.add(small)
        self.play(FadeIn(table.numbers[last], table.queries, table.keys), run_time=look.QUICK)
        others = [i for i in range(len(toy.TOKENS)) if i != last]
        self.play(
            *(TransformFromCopy(table.bars[last], table.bars[i]) for i in others),
            *(TransformFromCopy(table.numbers[last], table.numbers[i]) for i in others),
            run_time=look.MOTION,
        )
        self.play(Create(table.brims), FadeIn(table.total, target_position=table.brims[0]), run_time=look.QUICK)
        for j in range(len(toy.TOKENS)):
            self.play(
                *(self.rise(stack[j], stack[j].get_bottom()[1]) for stack in table.stacks),
                *(Indicate(bars[j], 1.25, theme.ink) for bars in table.bars),
                run_time=0.6,
            )
        self.remove(*table)
        self.add(table)

        # The shutter
        self.step()
        self.play(UpdateFromAlphaFunc(table, lambda t, share: t.lower(share)), run_time=2.4)
        for i, numbers in enumerate(table.numbers):
            for j, number in enumerate(numbers):
                if hidden[i, j]:
                    number.set_opacity(0)

        table.total.set_opacity(0)

        def drain(_: VMobject, share: float) -> None:
            for i, weights in enumerate(free.weights):
                lost = hidden[i].any()
                table.set_row(i, weights * np.where(hidden[i], 1 - share, 1), 1 - share if lost else 1)

        self.play(UpdateFromAlphaFunc(table, drain), run_time=2.2)

        # What is left swells
        self.step()
        for i in range(len(toy.TOKENS)):
            left = np.where(hidden[i], 0, free.weights[i])
            if not hidden[i].any():
                continue

            def swell(_: VMobject, share: float, i: int = i, left: np.ndarray = left) -> None:
                table.set_row(i, left * (1 / left.sum()) ** share, max(0.0, 5 * share - 4))

            self.play(UpdateFromAlphaFunc(table, swell), run_time=2)
            table.set_row(i, masked.weights[i])
        self.play(table.total.animate.set_opacity(1), run_time=look.QUICK)
        self.masked = table

    # The sentence, and room for four heads
    def lay_out_the_words(self) -> None:
        data = self.data = sentence.load()
        surfaces = [data.surface(i) for i in range(len(data.tokens))]
        self.weights_of = {name: data.attend(name).weights for name, _ in self.heads}
        followed = self.weights_of[HEAD]
        others = [i for i in data.words if i != data.query]
        self.key = others[int(np.argmax(followed[data.query][others]))]
        sinking = sum(int(np.argmax(followed[i])) == 0 for i in others)
        back = self.weights_of["L0H2"]
        facts = {
            "query": surfaces[data.query], "key": surfaces[self.key],
            "weight": f"{followed[data.query][self.key]:.2f}", "sinking": str(sinking), "others": str(len(others)),
            "count": str(len(self.heads)), "all": str(self.of_all), "least": f"{self.least:.2f}",
            "back": f"{np.mean([back[i, i - 1] for i in range(1, len(back))]):.2f}",
            "sink": f"{self.weights_of['L4H5'][:, 0].mean():.2f}", "model": data.model,
            "spread": f"{self.weights_of['L0H3'].max(axis=1).mean():.2f}",
        }  # fmt: skip
        keys = self.masked.keys
        self.slide("heads", "measured", keep=[self.formula, *keys], **facts)
        foot = self.lay_words(surfaces)
        # The toy words are words of the sentence, where it has them.
        plain = [s.lower() for s in surfaces]
        to = [plain.index(t) if t in plain else i + 1 for i, t in enumerate(toy.TOKENS)]
        rest = [t for i, t in enumerate(self.tokens_drawn) if i not in to]
        self.play(
            *(ReplacementTransform(name, self.tokens_drawn[j]) for name, j in zip(keys, to, strict=True)),
            LaggedStart(*(FadeIn(t, shift=0.3 * DOWN) for t in rest), lag_ratio=0.05),
            run_time=1.4,
        )
        self.remove(*self.tokens_drawn)
        self.add(self.words_row)
        step = (2.62 - foot) / len(self.heads)
        self.strips = {
            name: HeadArcs(
                self.weights_of[name], self.places, 2.62 - step * (k + 1), height=0.8 * step, least=self.least
            )
            for k, (name, _) in enumerate(self.heads)
        }

    def lay_words(self, surfaces: Sequence[str]) -> float:
        """The words at the foot, and where they stand; returns the height that they leave free above them."""
        text = f"[CLS] {self.data.text} [SEP]"
        spans = [(a + 6, b + 6) for a, b in self.data.spans]
        spans[0], spans[-1] = (0, 5), (len(text) - 5, len(text))
        row = TokenRow(text, spans, size=look.BODY, width=9.75)
        foot = -1.75
        if row.label.pixels >= look.SMALLEST:
            row.shift((6.6 - row.get_right()[0]) * RIGHT + (-2.85 - row.label.baseline) * UP)
            self.words_row, self.tokens_drawn = row, row.tokens
            self.places = [float(token.get_x()) for token in row.tokens]
        else:  # too long for one line: each slanted below its place
            self.places = [float(x) for x in np.linspace(-2.6, 6.3, len(surfaces))]
            self.tokens_drawn = [Label(s, look.SMALLEST, verbatim=True).rotate(PI / 4) for s in surfaces]
            for label, x in zip(self.tokens_drawn, self.places, strict=True):
                label.shift(np.array([x + 0.12, foot - 0.2, 0]) - label.get_corner(UP + RIGHT))
            self.words_row = VGroup(*self.tokens_drawn)
        for special in (self.tokens_drawn[0], self.tokens_drawn[-1]):
            special.set_color(theme.muted)
        return foot

    def name_head(self, name: str, habit: str) -> VGroup:
        """A head's habit and where it sits, at the left of its strip."""
        data = self.data
        if not habit:  # the head that the lecture follows is called after what it does here
            habit = words.say("{query} → {key}", query=data.surface(data.query), key=data.surface(self.key))
        y = self.strips[name].line.get_y()
        title = Label(habit, look.LABEL, weight=SEMIBOLD, verbatim=not self.heads[1][1] and name == HEAD)
        where = Label(
            words.say("layer {layer}, head {head}", **head_facts(name)), look.SMALL, theme.muted, verbatim=True
        )
        for label, height in ((title, y + 0.52), (where, y + 0.12)):
            label.fit(3.1).align_to(6.6 * LEFT, LEFT).on_baseline(height)
        return VGroup(title, where)

    # Four heads unroll over it
    def unroll_four_heads(self) -> None:
        data = self.data
        famous = self.strips[HEAD]
        group = famous.arcs[data.query]
        self.arc = next(
            (arc for arc in group if np.allclose(arc.target, famous.dots[self.key].get_center())), group[-1]
        )
        for arc in (a for g in famous.arcs for a in g):
            arc.set_fill(opacity=0)
        self.add(famous)
        self.names = VGroup()

        def grow(arc: VMobject, share: float) -> None:
            arc.show(share).set_fill(opacity=1)

        tokens = self.tokens_drawn
        self.play(
            Create(famous.line),
            *(TransformFromCopy(t, d) for t, d in zip(tokens, famous.dots, strict=True)),
            tokens[data.query].animate.set_color(theme.query),
            run_time=look.MOTION,
        )
        self.remove(*tokens, *famous.dots, famous.line)
        self.add(famous, self.words_row)
        self.play(UpdateFromAlphaFunc(self.arc, grow), run_time=look.MOTION)
        number = Number(famous.weights[data.query, self.key], 2, look.LABEL, theme.weight, SEMIBOLD)
        plate = Rectangle(width=number.width + 0.16, height=number.height + 0.16, stroke_width=0)
        # Pale arcs pass behind it.
        self.number = VGroup(plate.set_fill(theme.background, 1).move_to(number), number)
        self.number.move_to(self.arc.get_top() + 0.4 * DOWN)
        title = self.name_head(*self.heads[1])
        self.play(FadeIn(self.number, target_position=self.arc.get_top()), FadeIn(title), run_time=look.QUICK)
        self.names.add(title)
        self.arc_held = self.arc.copy()
        self.add(self.arc_held)
        self.step()
        self.play(UpdateFromAlphaFunc(famous, lambda s, share: s.unroll(share)), run_time=2.4)
        for name, habit in (self.heads[0], *self.heads[2:]):
            self.unroll(name, habit, new_step=name != self.heads[3][0])

    def unroll(self, name: str, habit: str, *, new_step: bool) -> None:
        """A head's arcs open like a zip, word after word."""
        if new_step:
            self.step()
        strip, title = self.strips[name], self.name_head(name, habit)
        strip.unroll(0)
        from_dots = self.strips[HEAD].dots
        self.play(
            TransformFromCopy(self.strips[HEAD].line, strip.line),
            *(TransformFromCopy(a, b) for a, b in zip(from_dots, strip.dots, strict=True)),
            FadeIn(title),
            run_time=0.8,
        )
        self.names.add(title)
        self.remove(*strip)
        self.add(strip)
        self.play(UpdateFromAlphaFunc(strip, lambda s, share: s.unroll(share)), run_time=2.4)

    # One word looks in four ways; then every word
    def walk_from_word_to_word(self) -> None:
        self.step()
        data, n = self.data, len(self.places)
        strips = list(self.strips.values())
        at = ValueTracker(data.query)
        top = strips[0].line.get_y() + 0.9
        pole = Line(UP, DOWN).set_stroke(theme.query, look.LINE, 0.6)
        heads = VGroup(*(Dot(ORIGIN, 0.12, color=theme.query) for _ in strips))
        low = strips[-1].line.get_y() - 0.25

        def stand(_: object) -> None:
            word = at.get_value()
            near = int(np.floor(word))
            word = near + smooth(word - near)  # it rests at the words
            x = float(np.interp(word, range(n), self.places))
            pole.put_start_and_end_on([x, top, 0], [x, low, 0])
            for dot, strip in zip(heads, strips, strict=True):
                dot.move_to([x, strip.line.get_y(), 0])
                strip.look_from(word)
            for i, token in enumerate(self.tokens_drawn):
                plain = theme.muted if i in (0, n - 1) else theme.ink
                share = float(np.clip(1 - abs(word - i), 0, 1))
                token.set_fill(interpolate_color(ManimColor(plain), ManimColor(theme.query), share))
            self.number.set_opacity(float(np.clip(1 - 2 * abs(word - data.query), 0, 1)))

        stand(None)
        for strip in strips:
            strip.look_from(-1)
        self.play(Create(pole), LaggedStart(*(GrowFromCenter(dot) for dot in heads), lag_ratio=0.3), run_time=1.2)
        every = VGroup(*strips)
        self.remove(*strips, self.arc_held)
        self.add(every, pole, heads, self.number)

        def brighten(_: object, share: float) -> None:
            for strip in strips:
                for arc in strip.arcs[data.query]:
                    arc.set_fill(opacity=DIMMED + (1 - DIMMED) * share)

        self.play(UpdateFromAlphaFunc(every, brighten), run_time=look.MOTION)
        moving = VGroup(every, pole, heads, self.words_row, self.number)
        self.add(moving)
        with self.loop():
            moving.add_updater(stand)
            for end, seconds in ((n - 1, 0.5), (0, 0.3), (data.query, 0.5)):
                words_away = abs(end - at.get_value())
                self.play(at.animate(rate_func=lambda t: t).set_value(end), run_time=max(0.6, seconds * words_away))
            moving.clear_updaters()

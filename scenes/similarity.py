"""Similarity: a query meets the keys, first two numbers at a time, then for a real sentence."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    FadeIn,
    Indicate,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    smooth,
)

from attn_core import sentence, toy
from attn_core.attention import similarity
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.matrix import MatrixView
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.text import Label, Number, row_of
from scenes.theme import theme


class Similarity(LectureScene):
    """Dot products in the plane, as a table, and as the map of a trained head."""

    head = "L3H1"
    start_angle = -1.25 * PI

    def construct(self) -> None:
        self.turn_the_query()
        self.fill_the_table()
        self.show_the_map()

    # Turn a query and watch its dot products
    def turn_the_query(self) -> None:
        self.slide("turn", "Similarity: how far a key points the query’s way", "constructed")
        query, end = toy.QUERY[toy.FOLLOWED], np.arctan2(*toy.QUERY[toy.FOLLOWED][::-1])
        plane = VectorPlane((3, 2), unit=1.15).shift(3.15 * LEFT + 0.15 * DOWN)
        keys = VGroup(*(plane.arrow(k, theme.key) for k in toy.KEY))
        names = VGroup(*(plane.tip_name(t, k, theme.key) for t, k in zip(toy.TOKENS, toy.KEY, strict=True)))
        angle = ValueTracker(self.start_angle)

        def turned() -> np.ndarray:
            return np.linalg.norm(query) * np.array([np.cos(angle.get_value()), np.sin(angle.get_value())])

        arrow = plane.arrow(turned(), theme.query, width=9)
        letter = Label("q", look.BODY, theme.query, SEMIBOLD)

        def beside() -> np.ndarray:
            along = turned()
            return plane.point(0.62 * along) + 0.34 * np.array([-along[1], along[0], 0]) / np.linalg.norm(along)

        self.products = self.make_product_bars(similarity(turned()[None], toy.KEY)[0])
        self.products.move_to(3.7 * RIGHT + 0.15 * DOWN)

        self.play(FadeIn(plane), run_time=look.QUICK)
        self.play(LaggedStart(*(Create(k) for k in keys), lag_ratio=0.2), FadeIn(names), run_time=look.MOTION)
        self.play(Create(arrow), FadeIn(letter.move_to(beside())), FadeIn(self.products))

        arrow.add_updater(lambda a: a.put_start_and_end_on(plane.point([0, 0]), plane.point(turned())))
        letter.add_updater(lambda m: m.move_to(beside()))
        self.products.add_updater(lambda m: self.set_products(similarity(turned()[None], toy.KEY)[0]))
        self.play(angle.animate(rate_func=smooth).set_value(-PI / 4), run_time=2.2)
        self.hold()
        self.play(angle.animate(rate_func=smooth).set_value(end), run_time=2.2)
        for moving in (arrow, letter, self.products):
            moving.clear_updaters()

    def make_product_bars(self, products: np.ndarray) -> VGroup:
        """A bar a key from a common zero line: to the right when the dot product is positive."""
        self.bar_unit = 0.55
        self.zero = Line(1.55 * UP, 1.95 * DOWN, color=theme.muted, stroke_width=look.THIN)
        self.rows = [(1.1 - 0.9 * i) * UP for i in range(len(products))]
        names = VGroup(
            *(
                row_of([Label("q · ", look.BODY, theme.query), Label(t, look.BODY, theme.key)], buff=0.16)
                .shift(r)
                .align_to(2.35 * LEFT, LEFT)
                for t, r in zip(toy.TOKENS, self.rows, strict=True)
            )
        )
        for name, r in zip(names, self.rows, strict=True):
            for part in name:
                part.on_baseline(r[1] - 0.1)
        names.shift(1.55 * LEFT)
        self.bars = VGroup(*(Rectangle(width=1, height=0.42, stroke_width=0) for _ in products))
        self.values = VGroup(*(Number(0, 1, look.BODY, weight=SEMIBOLD) for _ in products))
        group = VGroup(names, self.zero, self.bars, self.values)
        self.set_products(products)
        return group

    def set_products(self, products: np.ndarray) -> None:
        x, middle = self.zero.get_x(), self.zero.get_y() + 0.2
        for bar, number, place, product in zip(self.bars, self.values, self.rows, products, strict=True):
            bar.stretch_to_fit_width(max(abs(product) * self.bar_unit, 0.02)).set_fill(theme.ink, 0.75)
            y = middle + place[1]
            bar.move_to([x, y, 0], aligned_edge=LEFT if product >= 0 else RIGHT)
            number.set_value(product)
            number.next_to([x + max(product, 0) * self.bar_unit, y, 0], RIGHT, buff=0.22).on_baseline(y - 0.11)

    # Fill the table, row times column
    def fill_the_table(self) -> None:
        self.slide("table", "Every query meets every key", "constructed")
        scores = similarity(toy.QUERY, toy.KEY)
        side = 0.69
        table = MatrixView(scores, places=0, cell=side, size=look.BODY).move_to(0.95 * DOWN + 0.3 * LEFT)
        queries = MatrixView(
            toy.QUERY,
            places=0,
            cell=side,
            size=look.BODY,
            row_names=toy.TOKENS,
            row_color=theme.query,
            name_size=32,
            color=theme.query,
            low=-9,
            high=9,
        )
        queries.shift(table.cells[0][0].get_center() + 2.55 * LEFT - queries.cells[0][0].get_center())
        keys = MatrixView(
            toy.KEY.T,
            places=0,
            cell=side,
            size=look.BODY,
            column_names=toy.TOKENS,
            column_color=theme.key,
            name_size=32,
            color=theme.key,
            low=-9,
            high=9,
        )
        keys.shift(table.cells[0][0].get_center() + 1.8 * UP - keys.cells[0][0].get_center())
        letters = VGroup(
            Label("queries", look.LABEL, theme.query).next_to(queries, DOWN, buff=0.2),
            Label("keys", look.LABEL, theme.key).next_to(keys, RIGHT, buff=0.3),
            Label("scores", look.LABEL).next_to(table.grid, DOWN, buff=0.2),
        )
        letters[0].set_x(queries.grid.get_x())
        letters[0].on_baseline(letters[2].baseline)
        self.play(FadeIn(queries), FadeIn(keys), FadeIn(letters), FadeIn(table.grid.copy().set_fill(opacity=0)))

        # One cell in full, then the rest
        i, j = toy.FOLLOWED, int(np.argmax(scores[toy.FOLLOWED]))
        frames = VGroup(
            SurroundingRectangle(queries.row(i), color=theme.query, buff=0.04, stroke_width=look.MARK),
            SurroundingRectangle(keys.column(j), color=theme.key, buff=0.04, stroke_width=look.MARK),
        )
        sum_line = self.make_products(toy.QUERY[i], toy.KEY[j], scores[i, j])
        sum_line.next_to(table.grid, RIGHT, buff=0.7).set_y(table.cells[i][j].get_y())
        self.play(Create(frames), run_time=look.QUICK)
        self.play(FadeIn(sum_line[:-1]), run_time=look.MOTION)
        self.play(FadeIn(sum_line[-1]), run_time=look.QUICK)
        self.hold()
        self.play(
            ReplacementTransform(sum_line[-1].copy(), table.numbers[i][j]),
            FadeIn(table.cells[i][j]),
            run_time=look.MOTION,
        )
        rest = [(r, c) for r in range(4) for c in range(4) if (r, c) != (i, j)]
        self.play(
            LaggedStart(
                *(FadeIn(VGroup(table.cells[r][c], table.numbers[r][c]), scale=0.7) for r, c in rest), lag_ratio=0.25
            ),
            run_time=3,
        )

    @staticmethod
    def make_products(query: np.ndarray, key: np.ndarray, total: float) -> VGroup:
        """``q1 × k1 + q2 × k2 = total`` in the colours of query and key."""

        def factor(value: float, color: str) -> Number:
            return Number(value, 0, look.BODY, color)

        parts = [
            factor(query[0], theme.query), Label("×", look.BODY), factor(key[0], theme.key), Label("+", look.BODY),
            factor(query[1], theme.query), Label("×", look.BODY), factor(key[1], theme.key), Label("=", look.BODY),
            Number(total, 0, look.BODY, weight=SEMIBOLD),
        ]  # fmt: skip
        return row_of(parts, buff=0.2)

    # Show the scores of a trained head
    def show_the_map(self) -> None:
        data = sentence.load()
        words = data.words
        query, key, _ = data.head(self.head)
        scores = similarity(query, key)[np.ix_(words, words)]
        names = [data.surface(w) for w in words]
        row = words.index(data.query)
        self.slide(
            "map", "The same table for a real sentence", "measured", f"{data.model}, {data.head_name(self.head)}: q · k"
        )
        view = MatrixView(
            scores,
            row_names=names,
            column_names=names,
            cell=min(0.33, 4.35 / len(words)),
            name_size=26 if len(words) < 15 else look.SMALLEST,
            row_color=theme.query,
            column_color=theme.key,
        )
        view.align_to(self.stage, LEFT).shift(0.3 * RIGHT).set_y(-0.12)
        strip = self.make_strip(names, scores[row], row).align_to(self.stage, RIGHT).set_y(-0.12)
        frame = SurroundingRectangle(view.row(row), color=theme.query, buff=0.03, stroke_width=look.MARK)
        self.play(FadeIn(view.row_names), FadeIn(view.column_names), run_time=look.QUICK)
        self.play(LaggedStart(*(FadeIn(view.row(i)) for i in range(len(words))), lag_ratio=0.2), run_time=look.SLOW)
        self.play(Create(frame), run_time=look.QUICK)
        self.play(LaggedStart(*(FadeIn(s, shift=0.2 * RIGHT) for s in strip), lag_ratio=0.1), run_time=look.SLOW)
        self.play(Indicate(strip[1 + int(np.argmax(scores[row]))], color=theme.ink, scale_factor=1.1))

    @staticmethod
    def make_strip(names: list[str], scores: np.ndarray, followed: int) -> VGroup:
        """One row of the map as bars with their numbers, words at the left."""
        least = min(float(scores.min()), 0.0)
        unit, step = 3.4 / (max(float(scores.max()), 0.0) - least), min(0.365, 4.75 / len(names))
        size = look.SMALL if len(names) < 15 else look.SMALLEST
        strip = VGroup(Label(f"the row of “{names[followed]}”", look.SMALL, theme.query).on_baseline(0.42))
        for i, (name, score) in enumerate(zip(names, scores, strict=True)):
            y = -step * i
            bar = Rectangle(width=max(abs(score) * unit, 0.02), height=0.6 * step, stroke_width=0)
            bar.set_fill(theme.ink, 0.8).move_to([-least * unit, y, 0], aligned_edge=LEFT if score >= 0 else RIGHT)
            word = Label(name, size, theme.key).align_to(0.25 * LEFT, RIGHT).on_baseline(y - 0.07)
            number = Number(score, 1, size).align_to(4.5 * RIGHT, RIGHT).on_baseline(y - 0.07)
            strip.add(VGroup(word, bar, number))
        strip[0].align_to(strip[1:], LEFT)
        return strip

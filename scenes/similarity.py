"""Similarity: a query meets the keys, first two numbers at a time, then for a real sentence."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    FadeIn,
    Indicate,
    LaggedStart,
    ReplacementTransform,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
)

from attn_core import sentence, toy
from attn_core.attention import similarity
from scenes import look, words
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import SignedBars
from scenes.mobjects.matrix import MatrixView
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.text import Label, Number, row_of
from scenes.mobjects.tokens import head_facts
from scenes.theme import theme


class Similarity(LectureScene):
    """Dot products in the plane, as a table, and as the map of a trained head."""

    head = "L3H1"

    def construct(self) -> None:
        self.turn_the_query()
        self.fill_the_table()
        self.show_the_map()

    # Turn a query and watch its dot products
    def turn_the_query(self) -> None:
        self.slide("turn", "constructed")
        query = toy.QUERY[toy.FOLLOWED]
        plane = VectorPlane((3, 2), unit=1.15).shift(3.15 * LEFT + 0.15 * DOWN)
        keys = VGroup(*(plane.arrow(k, theme.key) for k in toy.KEY))
        names = VGroup(*(plane.tip_name(t, k, theme.key) for t, k in zip(toy.TOKENS, toy.KEY, strict=True)))
        angle = ValueTracker(float(np.degrees(np.arctan2(query[1], query[0]))))

        def turned() -> np.ndarray:
            radians = np.radians(angle.get_value())
            return np.linalg.norm(query) * np.array([np.cos(radians), np.sin(radians)])

        arrow = plane.arrow(turned(), theme.query, width=9)
        letter = Label("q", look.BODY, theme.query, SEMIBOLD)

        def beside() -> np.ndarray:
            along = turned()
            return plane.point(0.62 * along) + 0.34 * np.array([-along[1], along[0], 0]) / np.linalg.norm(along)

        longest = float(np.linalg.norm(query) * np.linalg.norm(toy.KEY, axis=1).max())
        products = self.make_product_bars(similarity(turned()[None], toy.KEY)[0], longest)
        products.set_y(-0.15).align_to(self.stage, RIGHT)

        self.play(FadeIn(plane), run_time=look.QUICK)
        self.play(LaggedStart(*(Create(k) for k in keys), lag_ratio=0.2), FadeIn(names), run_time=look.MOTION)
        self.play(Create(arrow), FadeIn(letter.move_to(beside())), FadeIn(products))

        self.step()
        arrow.add_updater(lambda a: a.put_start_and_end_on(plane.point([0, 0]), plane.point(turned())))
        letter.add_updater(lambda m: m.move_to(beside()))
        products.add_updater(lambda m: m.set_values(similarity(turned()[None], toy.KEY)[0]))
        self.dial("angle", angle, -180, 180, seconds=6, places=0, unit="°")
        for moving in (arrow, letter, products):
            moving.clear_updaters()

    @staticmethod
    def make_product_bars(products: np.ndarray, longest: float) -> SignedBars:
        """A bar a key for the dot product of the query with it."""
        names = [
            row_of([Label("q ·", look.BODY, theme.query), Label(t, look.BODY, theme.key, verbatim=True)], buff=0.16)
            for t in toy.TOKENS
        ]
        return SignedBars(products, names, low=-longest, high=longest, width=2.7)

    # Fill the table, row times column
    def fill_the_table(self) -> None:
        self.slide("table", "constructed")
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
        shown = data.words
        query, key, _ = data.head(self.head)
        scores = similarity(query, key)[np.ix_(shown, shown)]
        names = [data.surface(w) for w in shown]
        row = shown.index(data.query)
        self.slide("map", "measured", model=data.model, **head_facts(self.head))
        view = MatrixView(
            scores,
            row_names=names,
            column_names=names,
            cell=min(0.33, 4.35 / len(shown)),
            name_size=26 if len(shown) < 15 else look.SMALLEST,
            row_color=theme.query,
            column_color=theme.key,
        )
        view.align_to(self.stage, LEFT).shift(0.3 * RIGHT).set_y(-0.12)
        strip = self.make_strip(names, scores[row]).align_to(self.stage, RIGHT).set_y(-0.3)
        frame = SurroundingRectangle(view.row(row), color=theme.query, buff=0.03, stroke_width=look.MARK)
        head = Label(words.say("the row of “{query}”", query=names[row]), look.SMALL, theme.query, verbatim=True)
        head.next_to(strip, UP, buff=0.2).align_to(strip, LEFT)
        self.play(FadeIn(view.row_names), FadeIn(view.column_names), run_time=look.QUICK)
        self.play(LaggedStart(*(FadeIn(view.row(i)) for i in range(len(shown))), lag_ratio=0.2), run_time=look.SLOW)
        self.play(Create(frame), FadeIn(head), FadeIn(strip.zero), run_time=look.QUICK)
        self.play(LaggedStart(*(FadeIn(s, shift=0.2 * RIGHT) for s in strip.rows), lag_ratio=0.1), run_time=look.SLOW)
        self.add(strip)
        self.play(Indicate(strip.rows[int(np.argmax(scores[row]))], color=theme.ink, scale_factor=1.1))

    @staticmethod
    def make_strip(names: list[str], scores: np.ndarray) -> SignedBars:
        """One row of the map as bars with their numbers, words at the left."""
        size = look.SMALL if len(names) < 15 else look.SMALLEST
        return SignedBars(
            scores,
            [Label(name, size, theme.key, verbatim=True) for name in names],
            low=min(float(scores.min()), 0.0),
            high=max(float(scores.max()), 0.0),
            width=3.4,
            step=min(0.365, 4.75 / len(names)),
            size=size,
        )

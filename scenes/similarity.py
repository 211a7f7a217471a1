"""Similarity: the shadow of a key on the query is its score; the table of all, of a real sentence, and one apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    AnimationGroup,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    FadeTransform,
    GrowFromPoint,
    LaggedStart,
    Line,
    Mobject,
    MoveToTarget,
    Rectangle,
    ReplacementTransform,
    RightAngle,
    SurroundingRectangle,
    Transform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
)

from attn_core import sentence, toy
from attn_core.attention import scale, similarity
from attn_core.measures import score_parts
from scenes import look
from scenes.cast import ToyPlane, toy_row, toy_scores
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import ScoreBars, Staircase
from scenes.mobjects.flight import Flight, Pose, along, born_of
from scenes.mobjects.matrix import MatrixView, ScoreMap
from scenes.mobjects.text import Formula, Label, Number, formatted, row_of
from scenes.mobjects.tokens import head_facts
from scenes.theme import theme

DIM = 0.25


class Similarity(LectureScene):
    """A row of scores: by hand, in the table of all words, in a trained head."""

    head = "L3H1"
    sweep = (0.0, 90.0)  # degrees of the query in the dial: as far as the bars have room
    shadow_width = 0.55

    def construct(self) -> None:
        self.scores = toy_row().scaled[toy.FOLLOWED]
        self.cast_the_shadows()
        self.fill_the_table()
        self.show_the_map()
        self.take_a_score_apart()
        self.follow_four_words()

    # Let each key cast its shadow on the query
    def cast_the_shadows(self) -> None:
        self.toy = ToyPlane()
        first, *later, best = np.argsort(np.abs(self.scores))
        order = [int(i) for i in (first, *sorted(later, key=lambda i: self.scores[i]), best)]
        facts = {name: toy.TOKENS[i] for name, i in zip(("first", "behind", "ahead", "best"), order, strict=True)}
        self.slide("shadow", "constructed", begin=[self.toy], query=toy.TOKENS[toy.FOLLOWED], **facts)
        self.query = toy.QUERY[toy.FOLLOWED]
        self.bars = ScoreBars(
            np.zeros(len(toy.TOKENS)),
            toy.TOKENS,
            unit=self.toy.plane.unit,
            width=self.shadow_width,
            gap=0.65,
            size=look.TITLE,
        ).shift(4.15 * RIGHT + self.toy.plane.origin.get_y() * UP)

        # The query's line goes through it; all else dims
        ray = self.make_ray(self.query)
        self.bars.names.save_state()
        for name, start in zip(self.bars.names, self.toy.names, strict=True):
            name.move_to(start).set_opacity(0)
        self.play(
            Create(ray),
            *(key.animate.set_opacity(DIM) for key in self.toy.keys),
            *(name.animate.set_opacity(DIM) for name in self.toy.names),
        )
        self.play(GrowFromPoint(self.bars.zero, self.toy.plane.origin), self.bars.names.animate.restore())
        self.bars.names.set_opacity(DIM)
        self.add(ray, self.toy.plane.origin)

        # One shadow after the other, the largest last
        shadows = VGroup()
        for n, i in enumerate(order):
            if n:
                self.step()
            shadows.add(self.cast_a_shadow(i, brief=n == 0))

        # Turn the query, and its shadows and bars follow
        self.step()
        self.turn_the_query(ray, shadows)

    def make_ray(self, query: np.ndarray) -> Line:
        """The line through the query, as long as the longest shadow needs."""
        ends = self.ray_ends(query)
        return Line(*ends, color=theme.query, stroke_width=look.THIN).set_opacity(0.6)

    def ray_ends(self, query: np.ndarray) -> list[np.ndarray]:
        direction = query / np.linalg.norm(query)
        return [self.toy.plane.point(length * direction) for length in (-1.1, 2.2)]

    def cast_a_shadow(self, i: int, brief: bool) -> VGroup:
        """Key i drops its perpendicular; what it cuts off the query's line lifts off and becomes the bar."""
        plane, key, score = self.toy.plane, toy.KEY[i], float(self.scores[i])
        unit = self.query / np.linalg.norm(self.query)
        foot, tip, origin = plane.point(score * unit), plane.point(key), plane.origin.get_center()
        arrow, name = self.toy.keys[i], VGroup(self.toy.names[i], self.bars.names[i])
        drop = DashedLine(tip, foot, color=theme.ink, stroke_width=look.MARK, dash_length=0.16)
        self.play(arrow.animate.set_opacity(1), name.animate.set_opacity(1), run_time=look.QUICK)
        self.play(Create(drop))
        beyond = Line(foot, foot + plane.point(unit) - origin)
        corner = RightAngle(beyond, Line(foot, tip), length=0.24, color=theme.ink, stroke_width=look.LINE)
        shadow = self.make_shadow(score)
        self.play(Create(corner), GrowFromPoint(shadow, origin), run_time=look.QUICK)
        if not brief:
            self.hold()
        self.fly_to_bar(i, shadow)
        number = self.bars.numbers[i]
        number.save_state()
        self.add(self.bars.bars[i])
        self.play(FadeIn(number), run_time=look.QUICK)
        self.hold()
        done = [arrow, self.toy.names[i], self.bars.names[i], self.bars.numbers[i]]
        self.play(
            FadeOut(drop, corner),
            *(part.animate.set_opacity(DIM) for part in done[:2]),
            shadow.animate.set_stroke(opacity=0.4).set_fill(opacity=0.15 * (score > 0)),
            run_time=look.QUICK,
        )
        return VGroup(shadow)

    def make_shadow(self, score: float) -> Rectangle:
        """The casing round the query's line that a key's shadow covers; hollow when it lies behind the origin."""
        direction = self.query / np.linalg.norm(self.query)
        casing = Rectangle(
            width=max(abs(score) * self.toy.plane.unit, 0.05), height=self.shadow_width, color=theme.ink
        ).set_stroke(width=look.LINE if score <= 0 else 0)
        casing.set_fill(theme.ink, 0.45 * (score > 0)).rotate(float(np.arctan2(direction[1], direction[0])))
        return casing.move_to(self.toy.plane.point(score / 2 * direction))

    def fly_to_bar(self, i: int, shadow: Rectangle) -> None:
        """The shadow lifts off, turns upright and flies to its place: as long there as here."""
        score = float(self.scores[i])
        tilt = float(np.arctan2(self.query[1], self.query[0]))
        self.bars.set_score(i, score)
        start, end = shadow.get_center(), self.bars.bars[i].get_center()
        path = along([start, start + 1.2 * UP + 1.5 * RIGHT, [end[0] - 0.8, max(end[1], start[1]) + 2.2, 0], end])
        long = abs(score) * self.bars.unit

        def pose(t: float) -> Pose:
            return Pose(path(t), self.shadow_width, long, (1 - t) * (tilt - PI / 2))

        self.play(Flight(pose, hollow=score <= 0, run_time=1.8))

    def turn_the_query(self, ray: Line, shadows: VGroup) -> None:
        """The dial: the query keeps its length, or its shadows were no longer the scores."""
        plane, length = self.toy.plane, float(np.linalg.norm(self.query))
        angle = ValueTracker(float(np.degrees(np.arctan2(self.query[1], self.query[0]))))

        def turned() -> np.ndarray:
            radians = np.radians(angle.get_value())
            return length * np.array([np.cos(radians), np.sin(radians)])

        def scores() -> np.ndarray:
            return scale(similarity(turned()[None], toy.KEY), 1 / np.sqrt(toy.KEY.shape[1]))[0]

        def feet() -> list[np.ndarray]:
            return [plane.point(s * turned() / length) for s in scores()]

        drops = VGroup(*(Line(plane.point(k), f) for k, f in zip(toy.KEY, feet(), strict=True)))
        drops.set_stroke(theme.ink, look.LINE, 0.7)
        dots = VGroup(*(Dot(f, look.DOT * 1.3, color=theme.ink) for f in feet()))
        self.play(
            FadeOut(shadows, self.bars.numbers),
            *(part.animate.set_opacity(1) for part in (*self.toy.keys, *self.toy.names)),
            *(GrowFromPoint(drop, plane.point(key)) for drop, key in zip(drops, toy.KEY, strict=True)),
            run_time=look.QUICK,
        )
        self.add(dots)

        def follow(_: Mobject) -> None:
            query = turned()
            self.toy.query.put_start_and_end_on(plane.point([0, 0]), plane.point(query))
            self.toy.query_name.move_to(self.toy.beside(query))
            ray.put_start_and_end_on(*self.ray_ends(query))
            for drop, dot, key, foot in zip(drops, dots, toy.KEY, feet(), strict=True):
                drop.set_points_as_corners([plane.point(key), foot])
                dot.move_to(foot)
            self.bars.set_scores(scores())

        self.toy.query.add_updater(follow)
        self.dial("angle", angle, *self.sweep, seconds=5, places=0, unit="°")
        self.toy.query.clear_updaters()
        self.bars.set_scores(self.scores)
        self.play(FadeOut(drops, dots), FadeIn(self.bars.numbers), run_time=look.QUICK)

    # Let the arrows become columns, and fill the table
    def fill_the_table(self) -> None:
        toys, bars = self.toy, self.bars
        result = toy_row()
        self.slide("table", "constructed", keep=[toys, bars], query=toy.TOKENS[toy.FOLLOWED])
        side = 0.78
        table = MatrixView(result.scaled, places=2, cell=side)
        queries = MatrixView(
            toy.QUERY, places=0, cell=side, size=look.BODY, row_names=toy.TOKENS,
            name_size=look.SMALL, row_color=theme.query,
            color=theme.query, low=-9, high=9,
        )  # fmt: skip
        keys = MatrixView(
            toy.KEY.T, places=0, cell=side, size=look.BODY, column_names=toy.TOKENS,
            name_size=look.SMALL, column_color=theme.key,
            color=theme.key, low=-9, high=9,
        )  # fmt: skip
        queries.next_to(table.grid, LEFT, buff=0.3).shift((table.grid.get_y() - queries.grid.get_y()) * UP)
        keys.shift((table.grid.get_x() - keys.grid.get_x()) * RIGHT)
        keys.shift((table.grid.get_top()[1] + 0.3 - keys.grid.get_bottom()[1]) * UP)
        asked = Label("queries", look.LABEL, theme.query).next_to(queries.grid, UP, buff=0.15)
        offered = Label("keys", look.LABEL, theme.key).next_to(keys.grid, LEFT, buff=0.25)
        VGroup(table, queries, keys, asked, offered).move_to(3.2 * LEFT + 0.1 * DOWN)
        places = table.grid.copy().set_fill(opacity=0)

        # Every word has a query too; each arrow becomes its column, or its row
        others = VGroup(*(toys.plane.arrow(q, theme.query, width=look.HEAVY) for q in toy.QUERY))
        others[toy.FOLLOWED].become(toys.query)
        self.remove(toys.query)
        self.add(others[toy.FOLLOWED])
        origin = toys.plane.origin.get_center()
        rest = [arrow for i, arrow in enumerate(others) if i != toy.FOLLOWED]
        self.play(
            LaggedStart(*(GrowFromPoint(arrow, origin) for arrow in rest), lag_ratio=0.3), FadeOut(toys.query_name[1])
        )
        rows = [queries.row(i) for i in range(4)]
        self.play(FadeIn(asked, offered), run_time=look.QUICK)
        self.write_down(others, rows, [(toys.query_name[0], queries.row_names[toy.FOLLOWED])])
        columns = [VGroup(*(line[j] for line in keys.cells), *(line[j] for line in keys.numbers)) for j in range(4)]
        self.write_down(toys.keys, columns, list(zip(toys.names, keys.column_names, strict=True)))
        rest = [name for i, name in enumerate(queries.row_names) if i != toy.FOLLOWED]
        self.play(FadeIn(places, *rest), FadeOut(toys.plane.origin), run_time=look.QUICK)

        # Row times column, divided by the root, is the bar that stands there
        self.step()
        i, j = toy.FOLLOWED, int(np.argmax(self.scores))
        frames = VGroup(
            SurroundingRectangle(queries.row(i), color=theme.query, buff=0.04, stroke_width=look.MARK),
            SurroundingRectangle(keys.column(j), color=theme.key, buff=0.04, stroke_width=look.MARK),
        )
        self.play(Create(frames))
        self.multiply(queries, keys, float(result.similarity[i, j]), i, j)

        # The whole row is the bars; then every query meets every key
        self.step()
        self.play(FadeOut(frames[1]), run_time=look.QUICK)
        for k in range(4):
            cell, number = table.cells[i][k], table.numbers[i][k]
            self.play(born_of(number, bars.numbers[k]), FadeIn(cell), run_time=0.8)
        for r in (r for r in range(4) if r != i):
            frame = SurroundingRectangle(queries.row(r), color=theme.query, buff=0.04, stroke_width=look.MARK)
            self.play(frames[0].animate.become(frame), run_time=0.3)
            source = VGroup(*queries.numbers[r])
            # The last column first, so that none flies over another.
            self.play(
                LaggedStart(
                    *(
                        AnimationGroup(born_of(table.numbers[r][c], source), FadeIn(table.cells[r][c]))
                        for c in reversed(range(4))
                    ),
                    lag_ratio=0.3,
                ),
                run_time=1.2,
            )
        self.play(FadeOut(frames[0]), run_time=look.QUICK)
        self.remove(places)
        self.table = table

    def write_down(self, arrows: VGroup, numbers: Sequence[VGroup], names: Sequence[tuple[Label, Label]]) -> None:
        """Each arrow flies to its cells, still pointing its way, and is written down as its numbers there."""
        for arrow, cells in zip(arrows, numbers, strict=True):
            arrow.generate_target()
            fit = min(0.8 * cells.width / max(arrow.width, 0.1), 0.8 * cells.height / max(arrow.height, 0.1), 0.75)
            arrow.target.scale(fit).move_to(cells)
        self.play(*map(MoveToTarget, arrows), *(ReplacementTransform(a, b) for a, b in names), run_time=1.2)
        self.play(FadeOut(*arrows), FadeIn(*numbers), run_time=0.8)

    def multiply(self, queries: MatrixView, keys: MatrixView, product: float, i: int, j: int) -> None:
        """``1 × 2 + 1 × 0 = 2``, over the bars, and below it ``2 / √2 = 1.41``, beside the bar of that length."""
        width = len(toy.QUERY[i])
        factors = [(queries.numbers[i][k], keys.numbers[k][j]) for k in range(width)]
        signs = [Label(sign, look.BODY) for _ in range(width) for sign in ("×", "+")]
        signs[-1] = Label("=", look.BODY)
        copies = [
            Number(number.value, 0, look.BODY, color)
            for pair in factors
            for number, color in zip(pair, (theme.query, theme.key), strict=True)
        ]
        total = Number(product, 0, look.BODY, weight=SEMIBOLD)
        line = row_of([part for pair in zip(copies, signs, strict=True) for part in pair] + [total], buff=0.2)
        line.move_to([self.bars.zero.get_x(), 2.5, 0])
        root = Formula(f"sqrt({width})", look.BODY)
        dividend = Number(product, 0, look.BODY, weight=SEMIBOLD)
        share = row_of([Label("=", look.BODY), dividend, Label("/", look.BODY)], 0.16)
        score = self.bars.numbers[j]
        share.next_to(score, RIGHT, buff=0.2)
        for part in share:
            part.on_baseline(score.baseline)
        root.next_to(share, RIGHT, buff=0.1).align_to(share[1], DOWN)
        said = Formula(f"sqrt(d) = sqrt({width})", look.SMALL, theme.muted).next_to(root, DOWN, buff=0.3)
        said.align_to(6.5 * RIGHT, RIGHT)
        self.play(
            *(born_of(c, n) for n, c in zip([n for pair in factors for n in pair], copies, strict=True)),
            run_time=look.MOTION,
        )
        self.play(FadeIn(VGroup(*signs)), run_time=look.QUICK)
        self.play(born_of(total, VGroup(*copies)), run_time=look.QUICK)
        self.hold()
        self.play(born_of(dividend, total), FadeIn(share[0], share[2], root, said), run_time=look.MOTION)

    # Show the table of a real sentence, and lift a row out
    def show_the_map(self) -> None:
        data = sentence.load()
        shown = data.words
        row = shown.index(data.query)
        self.map = data.attend(self.head).scaled[np.ix_(shown, shown)].astype(float)
        names = [data.surface(w) for w in shown]
        top = int(np.argmax(self.map[row]))
        self.names = (names[row], names[top])
        view = ScoreMap(self.map, names, names)
        view.move_to(0.08 * DOWN).align_to(6.5 * LEFT, LEFT)
        facts = head_facts(self.head) | {
            "model": data.model, "query": names[row], "top": names[top], "words": str(len(names)),
        }  # fmt: skip

        self.slide("map", "measured", keep=[self.table], **facts)

        # The table spreads: every word of the sentence asks, and answers
        cells = VGroup(*(cell for line in self.table.cells for cell in line))
        self.play(FadeOut(*(n for line in self.table.numbers for n in line)), run_time=look.QUICK)
        self.play(
            FadeTransform(cells, VGroup(*(cell for line in view.cells for cell in line))),
            LaggedStart(*(FadeIn(name) for name in (*view.column_names, *view.row_names)), lag_ratio=0.05),
            run_time=look.SLOW,
        )
        axis = Label("score", look.LABEL).next_to(view.legend, LEFT, buff=0.3).centred_on(view.legend[1].get_y())
        self.play(FadeIn(view.legend, axis), run_time=look.QUICK)

        # The row lifts out, and each cell grows into its bar
        self.step()
        frame = SurroundingRectangle(VGroup(*view.cells[row]), color=theme.query, buff=0.03, stroke_width=look.MARK)
        self.play(Create(frame), run_time=look.QUICK)
        others = [part for i, line in enumerate(view.cells) if i != row for part in (*line, view.row_names[i])]
        self.play(FadeOut(*others, view.legend, axis))
        self.strip = self.make_strip(view, row, names)
        asks = view.row_names[row]
        self.play(
            FadeOut(frame),
            *(ReplacementTransform(c, bar) for c, bar in zip(view.cells[row], self.strip.bars, strict=True)),
            *(ReplacementTransform(a, b) for a, b in zip(view.column_names, self.strip.names, strict=True)),
            asks.animate.centred_on(self.strip.zero.get_y()),
            Create(self.strip.zero),
            run_time=look.SLOW,
        )
        best = self.strip.bars[top]
        number = Number(self.map[row, top], 2, look.TITLE, weight=SEMIBOLD).next_to(best, UP, buff=0.15)
        dimmed = [bar for bar in self.strip.bars if bar is not best]
        self.play(
            born_of(number, best),
            *(b.animate.set_fill(opacity=0.35 * b.get_fill_opacity()).set_stroke(opacity=0.35) for b in dimmed),
        )
        self.best, self.best_number = best, number

    @staticmethod
    def make_strip(view: ScoreMap, row: int, names: Sequence[str]) -> ScoreBars:
        """The row's cells as bars, each in its column."""
        scores = view.scores[row]
        unit = 4.6 / (scores.max() - scores.min())
        size = look.SMALL if len(names) < 15 else look.SMALLEST
        gap = 0.25 * view.pitch
        strip = ScoreBars(scores, names, unit=unit, width=view.pitch - gap, gap=gap, places=None, name_size=size)
        middle = (view.cells[row][0].get_x() + view.cells[row][-1].get_x()) / 2
        return strip.shift(middle * RIGHT + (1.95 - unit * max(scores.max(), 0)) * UP)

    # Take the score apart
    def take_a_score_apart(self) -> None:
        data = sentence.load()
        query, key, _ = data.head(self.head)
        names = [data.surface(w) for w in data.words]
        row, top = data.words.index(data.query), int(np.argmax(self.map[data.words.index(data.query)]))
        width = query.shape[1]
        products = query[data.query].astype(float) * key[data.words[top]].astype(float) / np.sqrt(width)
        products = products[np.argsort(-np.abs(products))]
        parts = score_parts(self.map, row, top)
        facts = head_facts(self.head) | {
            "model": data.model, "query": names[row], "top": names[top], "words": str(len(names)), "width": str(width),
            "score": formatted(self.map[row, top], 2), "largest": formatted(products[0], 2),
            "column": formatted(parts[2], 2), "pair": formatted(parts[3], 2),
        }  # fmt: skip
        reach = max(np.ptp([0, *np.cumsum(terms)]) for terms in (products, parts))
        unit = 4.1 / float(reach)
        many = Staircase(products, unit=unit, width=0.24, pitch=10.2 / width)
        few = Staircase(parts, unit=unit, width=1.5, pitch=2.25)
        lowest = min(0.0, *np.cumsum(products), *np.cumsum(parts))
        for stairs in (many, few):
            stairs.shift((-2.0 - unit * lowest) * UP).align_to(6.4 * RIGHT, RIGHT)
        self.slide("apart", "measured", keep=[self.best, self.best_number], **facts)

        # It falls apart into the products of its numbers
        total = Number(self.map[row, top], 2, look.TITLE, weight=SEMIBOLD).next_to(many.total, UP, buff=0.15)
        self.play(
            ReplacementTransform(self.best, many.total),
            ReplacementTransform(self.best_number, total),
            Create(many.zero),
        )
        self.play(
            LaggedStart(*(TransformFromCopy(many.total, step) for step in many.steps), lag_ratio=0.08),
            LaggedStart(*(Create(link) for link in many.links), lag_ratio=0.2),
            run_time=3,
        )
        count = Number(width, 0, look.BODY, after=" products, largest first")
        count.align_to(many.steps[width // 4], LEFT).on_baseline(many.zero.get_y() + 0.3)
        pairs = self.make_pairs(names[row], names[top])
        foot = many.zero.get_y() + min(unit * lowest, 0) - 0.55
        largest = Number(products[0], 2, look.BODY, before="largest ").align_to(many.steps[0], LEFT).on_baseline(foot)
        whole = self.ask(names[row], names[top]).set_x(many.total.get_x())
        whole.shift(min(0, 6.5 - whole.get_right()[0]) * RIGHT)
        for word in whole:
            word.on_baseline(foot)
        self.play(born_of(largest, many.steps[0]), FadeIn(count, whole), run_time=look.QUICK)

        # The same sum, cut so that the basis does not matter
        self.step()
        self.play(
            FadeOut(largest, count, many.links),
            *(Transform(step, many.total) for step in many.steps),
            run_time=1.2,
        )
        self.remove(many.total, many.zero, *many.steps)
        self.add(few.zero, few.total, total.next_to(few.total, UP, buff=0.15))
        self.pairs = pairs
        for pair, step, term, link in zip(self.pairs, few.steps, parts, few.links, strict=True):
            pair.set_x(step.get_x())
            for word in pair:
                word.on_baseline(foot)
            number = Number(term, 2, look.TITLE, weight=SEMIBOLD).set_x(step.get_x())
            number.on_baseline(max(step.get_top()[1], few.zero.get_y()) + 0.15)
            self.play(TransformFromCopy(few.total, step), FadeIn(pair), run_time=0.9)
            self.play(born_of(number, step), Create(link), run_time=look.QUICK)
        self.few, self.whole = few, whole

    @staticmethod
    def ask(query: str, key: str) -> VGroup:
        """Who asks and who answers."""
        words = [
            Label(text, look.LABEL, color, SEMIBOLD, verbatim=True)
            for text, color in ((query, theme.query), (key, theme.key))
        ]
        return row_of([words[0], Label("→", look.LABEL, theme.muted), words[1]], buff=0.14)

    @staticmethod
    def make_pairs(query: str, key: str) -> list[VGroup]:
        """What each of the four parts of a score is: the mean of the map, what its row adds, its column, the rest."""
        mean, rest = (VGroup(Label(text, look.LABEL)) for text in ("all pairs", "this pair"))
        row, column = (
            row_of([Label(f"“{word}”", look.LABEL, color, SEMIBOLD, verbatim=True), Label(does, look.LABEL)], buff=0.14)
            for word, color, does in ((query, theme.query, "asks"), (key, theme.key, "is asked"))
        )
        return [mean, row, column, rest]

    # Go back to four words
    def follow_four_words(self) -> None:
        facts = {"query": toy.TOKENS[toy.FOLLOWED], "best": toy.TOKENS[int(np.argmax(self.scores))]}
        width = str(sentence.load().head(self.head)[0].shape[1])
        steps = [*self.few.steps, self.few.total]
        self.slide("four", "constructed", keep=[self.few.zero, *steps, self.pairs[2], self.whole], width=width, **facts)
        bars = toy_scores()
        # All sinks into the line, and four scores stand there; two of their words stood there before.
        sources = {1: self.pairs[2][0], 3: self.whole[0]}
        sink = AnimationGroup(
            *(step.animate.stretch_to_fit_height(0.01).set_y(bars.zero.get_y()).set_opacity(0) for step in steps),
            FadeOut(*self.pairs[2][1:], *self.whole[1:]),
        )
        grow = AnimationGroup(
            *(ReplacementTransform(source, bars.names[i]) for i, source in sources.items()),
            ReplacementTransform(self.few.zero, bars.zero),
            *(FadeIn(name) for i, name in enumerate(bars.names) if i not in sources),
            *(GrowFromPoint(bar, bars.zero.get_center() + at) for bar, at in zip(bars.bars, bars.slots, strict=True)),
        )
        self.play(LaggedStart(sink, grow, lag_ratio=0.3), run_time=1.2)
        self.remove(*steps)
        self.step()
        for i in map(int, np.argsort(bars.scores)):
            self.play(born_of(bars.numbers[i], bars.bars[i]), run_time=0.7)
        self.remove(*bars.submobjects)
        self.add(bars)

"""Formula: the whole head in one line, masks, and four real heads."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, SEMIBOLD, UP, Arrow, Create, FadeIn, LaggedStart, Rectangle, VGroup

from attn_core import sentence, toy
from attn_core.attention import attend
from scenes import look, words
from scenes.lecture_scene import LectureScene
from scenes.mobjects.matrix import MatrixView
from scenes.mobjects.text import Formula as Written
from scenes.mobjects.text import Label, Number, row_of
from scenes.mobjects.tokens import head_facts
from scenes.theme import theme


class Formula(LectureScene):
    """Scaled dot-product attention as it is written, drawn and used."""

    head = "L3H1"
    heads = (("L0H2", "one back"), ("L3H1", ""), ("L4H5", "into [CLS]"), ("L0H3", "a bit of all"))

    def construct(self) -> None:
        self.write_the_formula()
        self.mask_what_comes_later()
        self.compare_four_heads()

    # Write the whole head in one line
    def write_the_formula(self) -> None:
        data = sentence.load()
        query, _, value = data.head(self.head)
        n, d = query.shape
        self.slide("whole", "cited", model=data.model, **head_facts(self.head))
        formula = Written(
            'op("attend")(Q, K, V) = {{ op("softmax") : weights }} '
            "( ( {{ Q : query }} {{ K^top : key }} ) / sqrt(d) ) {{ V : value }}",
            84, weights=theme.weight, query=theme.query, key=theme.key, value=theme.value,
        )  # fmt: skip
        formula.set_y(1.55)
        shapes = VGroup(
            self.make_block("Q", n, d, theme.query),
            Label("·", look.HERO),
            self.make_block("K^top", d, n, theme.key),
            Label("→", look.TITLE),
            self.make_block("weights", n, n, theme.weight),
            Label("·", look.HERO),
            self.make_block("V", n, value.shape[1], theme.value),
            Label("→", look.TITLE),
            self.make_block("output", n, value.shape[1], theme.ink),
        ).arrange(RIGHT, buff=0.3)
        for part in shapes:
            part.set_y(0) if isinstance(part, Label) else part.shift((0 - part[0].get_y()) * UP)
        shapes.shift(1.25 * DOWN).set_x(0)
        self.play(FadeIn(formula, shift=0.2 * UP), run_time=look.MOTION)
        self.hold()
        self.play(LaggedStart(*(FadeIn(part, shift=0.2 * RIGHT) for part in shapes), lag_ratio=0.4), run_time=3)

    @staticmethod
    def make_block(name: str, rows: int, columns: int, color: str) -> VGroup:
        """A matrix as a block in proportion, its name in it and its shape below."""
        unit = 0.062
        block = Rectangle(width=columns * unit, height=rows * unit, color=color, stroke_width=look.MARK).set_fill(
            color, 0.1
        )
        label = Written(name, look.BODY, color) if len(name) < 6 else Label(name, look.LABEL, color)
        if label.width > block.width - 0.1:
            label.next_to(block, UP, buff=0.15)
        else:
            label.move_to(block)
        shape = row_of([Number(rows, 0, look.LABEL), Label("×", look.LABEL), Number(columns, 0, look.LABEL)], buff=0.1)
        return VGroup(block, label, shape.next_to(block, DOWN, buff=0.2))

    # Mask what comes later
    def mask_what_comes_later(self) -> None:
        self.slide("mask", "constructed")
        result = attend(toy.QUERY, toy.KEY, toy.VALUE, scale=1.0, causal=True)
        free = attend(toy.QUERY, toy.KEY, toy.VALUE, scale=1.0)
        views = VGroup(
            self.make_view(free.weights, None), self.make_view(result.weights, np.isneginf(result.masked))
        ).arrange(RIGHT, buff=1.9)
        views.move_to(self.stage).shift(0.1 * DOWN)
        arrow = Arrow(LEFT, RIGHT, color=theme.muted, stroke_width=look.MARK, tip_length=look.TIP).scale(0.6)
        arrow.move_to([(views[0].grid.get_right()[0] + views[1].row_names.get_left()[0]) / 2, views[0].grid.get_y(), 0])
        heads = VGroup(
            *(Label(text, look.LABEL, theme.muted).set_x(view.grid.get_x()).on_baseline(view.grid.get_bottom()[1] - 0.5)
              for text, view in zip(("all may look", "no one looks ahead"), views, strict=True))
        )  # fmt: skip
        self.play(FadeIn(views[0]), FadeIn(heads[0]), run_time=look.MOTION)
        self.play(
            Create(arrow),
            FadeIn(views[1].row_names),
            FadeIn(views[1].column_names),
            FadeIn(heads[1]),
            run_time=look.QUICK,
        )
        for i in range(len(toy.TOKENS)):
            self.play(FadeIn(views[1].row(i), shift=0.15 * DOWN), run_time=0.6)

    @staticmethod
    def make_view(weights: np.ndarray, hidden: np.ndarray | None) -> MatrixView:
        view = MatrixView(
            weights, places=2, cell=0.95, size=look.LABEL, row_names=toy.TOKENS, column_names=toy.TOKENS,
            row_color=theme.query, column_color=theme.key, color=theme.weight_fill, low=0, high=1, name_size=look.SMALL,
        )  # fmt: skip
        for i, j in np.argwhere(hidden) if hidden is not None else ():
            view.numbers[i][j].set_opacity(0)
            view.cells[i][j].set_stroke(opacity=0.35)
        return view

    # Compare four real heads
    def compare_four_heads(self) -> None:
        data = sentence.load()
        self.slide("heads", "measured", model=data.model)
        views = VGroup()
        for name, habit in self.heads:
            weights = data.attend(name).weights
            if not habit:  # the head that the lecture follows is called after what it does here
                others = [w for w in data.words if w != data.query]
                key = others[int(np.argmax(weights[data.query][others]))]
                habit = words.say("“{query}” to “{key}”", query=data.surface(data.query), key=data.surface(key))
            side = 2.75 / len(data.tokens)
            view = MatrixView(weights, cell=side, color=theme.weight_fill, low=0, high=1)
            title = Label(habit, look.LABEL, weight=SEMIBOLD).next_to(view, UP).on_baseline(view.get_top()[1] + 0.3)
            where = words.say("layer {layer}, head {head}", **head_facts(name))
            place = Label(where, look.SMALL, theme.muted, verbatim=True).next_to(view, DOWN)
            place.on_baseline(view.get_bottom()[1] - 0.45)
            views.add(VGroup(view, title, place))
        views.arrange(RIGHT, buff=0.3).move_to(self.stage)
        for view in views:
            view.shift((0.0 - view[0].get_y()) * UP + 0.15 * DOWN)
        self.play(LaggedStart(*(FadeIn(v, shift=0.2 * UP) for v in views), lag_ratio=0.6), run_time=3)

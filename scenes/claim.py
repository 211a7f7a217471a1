"""Claim: the sentence everyone says, the famous picture behind it, and the question."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, SEMIBOLD, UP, BackgroundRectangle, Create, FadeIn, LaggedStart, Line, VGroup, Write

from attn_core import sentence
from scenes import look
from scenes.lecture_scene import EVIDENCE, LectureScene, Tag
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import TokenRow, attention_arcs, head_facts
from scenes.theme import theme


class Claim(LectureScene):
    """What is claimed, on what picture it rests, and what would have to be shown."""

    head = "L3H1"
    quote = ("“Transformers reason because attention", "lets tokens attend to each other.”")
    definition = "Reasoning, in this lecture: a rule updates a state,"
    meanings = (
        "follows from algebra, checked numerically",
        "a result of a paper, named below",
        "our own experiment, finite",
        "weights or rules set by hand, verified",
        "a drawing without numbers",
    )

    def construct(self) -> None:
        self.say_the_sentence()
        self.show_the_famous_picture()
        self.ask_the_question()

    # Say the sentence everyone says
    def say_the_sentence(self) -> None:
        self.slide("sentence")
        lines = VGroup(*(Label(text, 72, weight=SEMIBOLD) for text in self.quote))
        lines.arrange(DOWN, buff=0.45, aligned_edge=LEFT).move_to(self.stage).shift(0.2 * UP)
        self.play(LaggedStart(*(Write(line) for line in lines), lag_ratio=0.7), run_time=2.5)
        marks = VGroup(
            *(
                self.underline(line, word, color)
                for line, word, color in ((lines[0], "reason", theme.state), (lines[1], "attend", theme.weight))
            )
        )
        self.play(LaggedStart(*(Create(mark) for mark in marks), lag_ratio=0.6), run_time=look.MOTION)

    @staticmethod
    def underline(line: Label, word: str, color: str) -> Line:
        """A line below a word of a label, clear of its descenders."""
        part, foot = line.part(word), line.baseline - 0.2
        return Line([part.get_left()[0], foot, 0], [part.get_right()[0], foot, 0], color=color, stroke_width=look.HEAVY)

    # Show the famous picture with its real weights
    def show_the_famous_picture(self) -> None:
        data = sentence.load()
        weights = data.attend(self.head).weights[data.query]
        words = data.words
        shown = np.array([weights[w] for w in words])
        query = words.index(data.query)
        key = int(np.argmax(np.where(np.arange(len(words)) == query, -1, shown)))
        row = TokenRow(data.text, [data.spans[w] for w in words], size=64).shift(1.35 * DOWN)
        self.slide(
            "picture",
            "measured",
            query=data.surface(data.query),
            key=data.surface(words[key]),
            model=data.model,
            **head_facts(self.head),
        )
        self.play(FadeIn(row), run_time=look.MOTION)
        self.play(
            FadeIn(row.mark(query, "query", theme.query)),
            row.tokens[query].animate.set_color(theme.query),
            run_time=look.QUICK,
        )
        arcs = attention_arcs(row, query, shown)
        self.play(LaggedStart(*(Create(arc) for arc in arcs), lag_ratio=0.15), run_time=look.SLOW)
        number = Number(shown[key], 2, look.TITLE, theme.weight, SEMIBOLD).next_to(arcs[-1], UP, buff=0.15)
        plate = BackgroundRectangle(number, color=theme.background, fill_opacity=1, buff=0.1)
        self.play(
            FadeIn(row.mark(key, "key", theme.key)),
            row.tokens[key].animate.set_color(theme.key),
            FadeIn(plate),
            FadeIn(number),
            run_time=look.QUICK,
        )

    # Ask the question, and say how it will be answered
    def ask_the_question(self) -> None:
        self.slide("question")
        meaning = VGroup(
            Label(self.definition, 60, weight=SEMIBOLD),
            Label("and stays right at lengths never seen.", 60, weight=SEMIBOLD),
        ).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        meaning.align_to(self.stage, LEFT).set_y(1.6)
        for word, color in (("rule", theme.program), ("state", theme.state)):
            meaning[0].part(word).set_color(color)
        self.play(FadeIn(meaning, shift=0.2 * UP), run_time=look.MOTION)
        self.step()
        legend = VGroup()
        for i, (name, text) in enumerate(zip(EVIDENCE, self.meanings, strict=True)):
            tag = Tag(name).move_to((0.1 + 0.68 * i) * DOWN).align_to(self.stage, LEFT)
            words = Label(text, look.LABEL, theme.muted).align_to(4.2 * LEFT, LEFT)
            legend.add(VGroup(tag, words.centred_on(tag.get_y())))
        head = Label("What stands behind each claim, top right:", look.LABEL, theme.ink)
        head.align_to(self.stage, LEFT).on_baseline(0.35)
        legend.shift(0.15 * DOWN)
        self.play(FadeIn(head), run_time=look.QUICK)
        self.play(LaggedStart(*(FadeIn(line, shift=0.2 * RIGHT) for line in legend), lag_ratio=0.3), run_time=look.SLOW)

"""Takeaway: the contrast in one picture, what it does not say, and what follows."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, SEMIBOLD, UP, Create, FadeIn, LaggedStart, Line, RoundedRectangle, VGroup

from attn_core.attention import attend
from attn_core.machines import parity, run
from scenes import look, words
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.halves import Halves
from scenes.mobjects.machine import StateBox, read_word
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import SymbolRow, weight_width
from scenes.theme import theme


class Takeaway(LectureScene):
    """One sentence in two halves, its limits, its consequences."""

    word = (1, 0, 1, 1, 0)
    corrections = (
        (
            "Attention is linear in the values only: softmax can select.",
            "proved",
            "the weights depend on queries and keys",
        ),
        ("Layers compose, and depth adds power.", "cited", "sanford2024"),
        ("A small margin is not a wrong answer.", "cited", "chiang2022"),
        ("Not every recurrence tracks state.", "cited", "merrill2024"),
    )
    consequences = (
        ("Interpretability", ("Read the state,", "not only the map."), "li2025"),
        ("Claims", ("Test unseen", "lengths."), "deletang2023"),
        ("Architectures", ("Give it a state", "to write."), "li2024"),
    )

    def construct(self) -> None:
        self.put_the_halves_side_by_side()
        self.say_what_it_does_not_say()
        self.draw_consequences()

    # Put the two halves side by side
    def put_the_halves_side_by_side(self) -> None:
        self.slide("contrast", "proved")
        halves = Halves("mixes", "transforms")
        bits = np.array(self.word, dtype=float)
        result = attend(np.zeros((1, 1)), np.zeros((len(bits), 1)), bits[:, None])
        trace = run(parity(), self.word)

        left = SymbolRow(self.word, side=0.85).move_to(halves.left_at(1.55))
        mean = RoundedRectangle(
            corner_radius=look.CORNER, width=2.3, height=1.15, color=theme.value, stroke_width=look.MARK
        )
        mean.move_to(halves.left_at(-0.85))
        mean_number = Number(result.output[0, 0], 2, look.TITLE, theme.value, SEMIBOLD).move_to(mean)
        lines = VGroup(
            *(
                Line(
                    box.get_bottom() + 0.06 * DOWN,
                    mean.get_top() + 0.05 * UP,
                    color=theme.weight,
                    stroke_width=weight_width(w),
                )
                for box, w in zip(left.boxes, result.weights[0], strict=True)
            )
        )
        right = SymbolRow(self.word, side=0.85).move_to(halves.right_at(1.55))
        box = StateBox(trace.states[0], side=1.5).move_to(halves.right_at(-0.7))
        captions = VGroup(
            Label("a weighted average of what is there", look.LABEL).move_to(halves.left_at(-2.35)),
            Label("a rule overwrites what was there", look.LABEL).move_to(halves.right_at(-2.35)),
        )
        for caption in captions:
            caption.on_baseline(-2.4)
        self.play(FadeIn(halves), FadeIn(left), FadeIn(right), FadeIn(box), run_time=look.MOTION)
        self.play(LaggedStart(*(Create(line) for line in lines), lag_ratio=0.15), run_time=look.MOTION)
        self.play(FadeIn(mean), FadeIn(mean_number), FadeIn(captions[0]), run_time=look.QUICK)
        self.step()
        read_word(self, box, right, trace.states[1:], pace=0.35)
        self.play(FadeIn(captions[1]), run_time=look.QUICK)

    # Say what it does not say
    def say_what_it_does_not_say(self) -> None:
        self.slide("limits", "cited")
        lines = VGroup()
        for i, (text, evidence, source) in enumerate(self.corrections):
            y = 1.75 - 1.25 * i
            tag = Tag(evidence).move_to((y + 0.12) * UP).align_to(self.stage, LEFT)
            line = Label(text, 52).align_to(4.55 * LEFT, LEFT).on_baseline(y)
            backing = words.cite(source) if evidence == "cited" else words.say(source)
            note = Label(backing, look.SMALL, theme.muted, verbatim=True).align_to(line, LEFT).on_baseline(y - 0.5)
            lines.add(VGroup(tag, line, note))
        for line in lines:
            self.play(FadeIn(line, shift=0.2 * RIGHT), run_time=look.QUICK)
            self.hold()

    # Draw the consequences
    def draw_consequences(self) -> None:
        self.slide("follows", "cited")
        cards = VGroup()
        for head, lines, source in self.consequences:
            card = RoundedRectangle(
                corner_radius=look.CORNER, width=4.0, height=3.9, color=theme.faint, stroke_width=look.LINE
            )
            card.set_fill(theme.panel, 1)
            advice = VGroup(*(Label(text, 50) for text in lines))
            for k, line in enumerate(advice):
                line.on_baseline(0.1 - 0.62 * k)
            name = Label(head, 50, weight=SEMIBOLD).on_baseline(1.2)
            paper = Label(words.cite(source), look.SMALL, theme.muted, verbatim=True).on_baseline(-1.6)
            cards.add(VGroup(card, name, advice, paper))
        for card in cards:
            for part in (card[1], *card[2], card[3]):
                part.align_to(card[0].get_left() + 0.3 * RIGHT, LEFT)
        cards.arrange(RIGHT, buff=0.35).move_to(self.stage)
        self.play(LaggedStart(*(FadeIn(card, shift=0.25 * UP) for card in cards), lag_ratio=0.5), run_time=look.SLOW)

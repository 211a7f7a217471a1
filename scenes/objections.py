"""Objections: the five strongest, each at its best and conceded; what one shows becomes what the next one needs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import (
    DOWN,
    LEFT,
    SEMIBOLD,
    UP,
    Create,
    Dot,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    MoveAlongPath,
    ReplacementTransform,
    ShowPassingFlash,
    Transform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
)

from attn_core.groups import price
from attn_core.machines import parity, run
from attn_core.trained import load, load_sums
from scenes import look
from scenes.lecture_scene import Tag
from scenes.margin_and_switch import MarginAndSwitch
from scenes.mobjects.hop_row import HopRow
from scenes.mobjects.learners import Learners
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme


class Objections(MarginAndSwitch):
    """Left the film's own object, right its best number, and below that the one word."""

    filled = (MIXES, TRANSFORMS)
    layers: Mapping[str, str] = {"depth-1": "one layer", "depth-2": "two layers", "depth-3": "three layers"}
    pair_of_numbers = (3, 4)
    pairs, before = 5, 1  # of bit and state on the tape, how many of them stand before the lie

    def construct(self) -> None:
        self.see_and_compute()
        self.hop_further()
        self.write_the_state()
        self.read_a_small_margin()
        self.let_a_switch_pass()

    # One layer computes, if its weights see the numbers
    def see_and_compute(self) -> None:
        runs = [load_sums()[name] for name in ("seeing", "blind")]
        right = [layer.right.mean(axis=0) for layer in runs]
        n = runs[0].answers.shape[1]
        learners = Learners([curve[0] for curve in right], 1 / n, self.pair_of_numbers)
        task = Number(n, 0, look.TITLE, before="(a + b) mod ").set_x(-3.4).on_baseline(2.3)
        self.slide(
            "computes", "measured", begin=[learners, task], pairs=str(n * n), seeds=str(len(runs[0].right)),
            steps=f"{runs[0].steps[-1]:.0f}", blind=f"{100 * right[1][-1]:.0f}", chance=f"{100 / n:.0f}",
        )  # fmt: skip
        made = ValueTracker(0)
        learners.add_updater(lambda m: m.show([np.interp(made.get_value(), runs[0].steps, curve) for curve in right]))
        self.play(made.animate(rate_func=linear).set_value(runs[0].steps[-1]), run_time=5)
        learners.clear_updaters()
        seeing, blind = self.dots = learners.dots
        block = self.best(
            Number(100 * right[0][-1], 0, 150, theme.query, SEMIBOLD, after=" %"),
            "of the sums right,",
            "by attention alone",
        )
        few = Number(100 * right[1][-1], 0, look.TITLE, theme.muted, after=" %")
        few.next_to(blind, LEFT, buff=0.25).shift(0.5 * UP)
        self.play(GrowFromPoint(block[0], seeing.get_center()), run_time=0.8)
        written = (GrowFromEdge(line, LEFT) for line in block[1:])
        self.play(*written, GrowFromPoint(few, blind.get_center()), run_time=0.6)
        self.concede(seeing, "Weights compute;", "values are averaged.")

    # Layers hop ever further along a chain; and a scan joins neighbours
    def hop_further(self) -> None:
        models = load("hops")
        hops = {name: models[name].curve("by_hops") for name in self.layers}
        learned = {name: sorted(int((run > 0.99).sum()) for run in runs) for name, runs in hops.items()}
        asked = hops["depth-3"].shape[1]
        told = {name.replace("-", "_"): str(counts[0]) for name, counts in learned.items()}
        told |= {"seeds": str(models["depth-1"].seeds), "asked": str(asked), "rounds": str(price(asked).scan_rounds)}
        self.slide("depth", "cited", keep=[*self.dots], **told)
        self.row = row = HopRow(asked, 0.05)
        self.play(
            ReplacementTransform(self.dots[0], row.places[0]),
            ReplacementTransform(self.dots[1], row.places[-1]),
            run_time=look.MOTION,
        )
        self.play(
            LaggedStart(*(TransformFromCopy(row.places[0], dot) for dot in row.places[1:-1]), lag_ratio=0.15),
            LaggedStart(*(Create(link) for link in row.links), lag_ratio=0.15),
            run_time=1.4,
        )
        self.remove(*row.places, *row.links)
        self.add(row)
        number = Number(0, 0, 150, theme.weight, SEMIBOLD)
        block = self.best(number, "hops learned,", "with every seed", tag="measured")
        self.arcs = VGroup()
        for name, title in self.layers.items():
            self.leap(learned[name], title, number)
        self.play(*(GrowFromEdge(part, LEFT) for part in block[1:]), run_time=0.5)

        scan = Label("a scan", look.LABEL, theme.program).align_to([-6.5, 0, 0], LEFT).on_baseline(-1.75)
        cited = Tag("cited").align_to(scan, LEFT).set_y(-2.3)
        named = {round(float(np.mean(sorted(set(counts))))) for counts in learned.values()}
        stems = row.stems(named)
        self.play(GrowFromEdge(scan, LEFT), GrowFromEdge(cited, LEFT), run_time=0.3)
        self.play(*(Create(stem) for stem in stems), run_time=0.5)
        for lines, nodes in row.scan(price(asked).scan_rounds):
            self.play(*(Create(line) for line in lines), run_time=0.5)
            self.play(*(GrowFromCenter(node) for node in nodes), run_time=0.25)
        self.concede(row.places[-1], "Its price for k hops:", "about log k layers.")

    def leap(self, counts: list[int], title: str, number: Number) -> None:
        """What so many layers learned, an arc for each of the seeds' numbers of hops; all know the least of these."""
        row, reached = self.row, sorted(set(counts))
        leaps = VGroup(*(row.leap(k) for k in reached))
        lights = [Dot(row.spots[0], 0.12, color=theme.query) for _ in reached]
        said = Label(title, look.LABEL, theme.weight).set_x(float(np.mean([row.spots[k][0] for k in reached])))
        said.on_baseline(row.spots[0][1] - 0.6)
        self.play(
            *(arc.animate.set_stroke(opacity=0.4) for arc in self.arcs),
            *(MoveAlongPath(light, leap.copy()) for light, leap in zip(lights, leaps, strict=True)),
            *(Create(leap) for leap in leaps),
            run_time=1.2,
        )
        self.remove(*lights)
        number.set_value(reached[0]).align_to(self.column, LEFT)
        arriving = [] if len(self.arcs) else [GrowFromPoint(number, row.spots[reached[0]])]
        self.arcs.add(*leaps)
        known = (place.animate.set_color(theme.ink) for place in row.places[1 : reached[0] + 1])
        self.play(*known, GrowFromEdge(said, UP), *arriving, run_time=0.5)

    # A state is written after each bit; one lie, and all that follow turn over
    def write_the_state(self) -> None:
        net = load("scratchpad")["scratchpad"]
        honest, shown = net.curve("without"), net.runs[0]["first"]
        lie = int(net.runs[0]["lie_at"])
        start = lie - 1 - self.before
        window = slice(start, start + self.pairs)
        true = [int(str(state)) for state in run(parity(), shown["word"]).states[1:]]
        self.slide(
            "writes", "measured", keep=[self.row.places, self.arcs], seeds=str(net.seeds), bits=str(net.train_length),
            right=f"{100 * honest.min():.1f}", length=str(honest.shape[1]), lie=str(lie),
            turned=f"{100 * (1 - net.curve('true')[:, lie - 1 :].max()):.0f}",
        )  # fmt: skip
        tape = ScratchpadTape(shown["word"][window], true[window], 0.78, 0.06, look.TITLE)
        tape.shift([-6.6 - tape.given.get_left()[0], 0.45 - tape.given.get_y(), 0])
        names = VGroup(*(Label(name, look.LABEL, theme.muted) for name in ("bit", "state")))
        for name, token in zip(names, (tape.given[0], tape.written[0]), strict=True):
            name.set_x(token.get_x()).on_baseline(token.get_top()[1] + 0.2)
        places = self.row.places
        spare = [places[0], *places[self.pairs + 1 :]]
        self.play(
            *(place.animate(remover=True).scale(0.1).move_to(tape.given[-1]) for place in spare),
            *(ReplacementTransform(p, g) for p, g in zip(places[1 : self.pairs + 1], tape.given, strict=True)),
            *(arc.animate(remover=True).set_stroke(opacity=0) for arc in self.arcs[:-1]),
            Transform(self.arcs[-1], tape.looks[0].copy().set_stroke(opacity=0), remover=True),
            GrowFromEdge(names[0], DOWN),
            run_time=1.2,
        )
        self.play(GrowFromPoint(tape.written[0], tape.given[0].get_center()), GrowFromEdge(names[1], DOWN))
        for t in range(1, self.pairs):
            self.play(Create(tape.looks[t - 1]), run_time=0.35)
            self.play(
                TransformFromCopy(tape.written[t - 1].box, tape.written[t].box),
                GrowFromPoint(tape.written[t].value, tape.given[t].get_center()),
                run_time=0.45,
            )
        self.remove(*tape.given, *tape.looks, *tape.written, *(part for box in tape.written for part in box))
        self.add(tape)
        self.tape = tape
        number = Number(100 * honest.min(), 1, 110, theme.program, SEMIBOLD, before="≥ ", after=" %")
        block = self.best(number, "right, at every", "length that was asked")
        self.play(GrowFromPoint(block[0], tape.written[-1].get_center()), run_time=0.8)
        self.play(*(GrowFromEdge(line, LEFT) for line in block[1:]), run_time=0.5)
        self.concede(tape.written[-1], "Then the state", "is in the text.")
        self.tell_one_lie(shown["said"][window], true[window])

    def tell_one_lie(self, said: list[int], true: list[int]) -> None:
        """One state is turned by hand; what the net wrote from there on turns over with it."""
        tape, at = self.tape, self.before
        name = Label("one lie", look.LABEL, theme.wrong, SEMIBOLD).set_x(tape.written[at].get_x())
        name.on_baseline(tape.written[at].get_top()[1] + 0.2)
        self.play(GrowFromEdge(name, UP), run_time=0.4)
        for t in range(at, self.pairs):
            if t > at:
                light = tape.looks[t - 1].copy().reverse_direction().set_stroke(theme.ink, look.HEAVY)
                self.play(ShowPassingFlash(light, time_width=0.6), run_time=0.4)
            box = tape.written[t]
            self.play(box.turn_over(said[t]), run_time=0.8 if t == at else 0.55)
            if said[t] != true[t]:
                verdict = Verdict(False, size=0.5).move_to(box.get_bottom() + 1.15 * DOWN)
                self.play(GrowFromPoint(verdict, box.get_bottom()), run_time=0.2)

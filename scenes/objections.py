"""Objections: the five strongest, each at its best and conceded; what one shows becomes what the next one needs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    TAU,
    UP,
    Circle,
    Create,
    Dot,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    ManimColor,
    Mobject,
    MoveAlongPath,
    ReplacementTransform,
    ShowPassingFlash,
    Transform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    interpolate_color,
    linear,
)

from attn_core import sentence
from attn_core.groups import price
from attn_core.machines import parity, run
from attn_core.parity import influence_bound, readout_accuracy
from attn_core.trained import load, load_sums
from scenes import look
from scenes.cast import HEAD, tape_word
from scenes.lecture_scene import LectureScene, Tag
from scenes.mobjects.gauge import StripedGauge
from scenes.mobjects.hop_row import HopRow
from scenes.mobjects.learners import Learners
from scenes.mobjects.light_switch import LightSwitch
from scenes.mobjects.machine import StateBox
from scenes.mobjects.scratchpad import ScratchpadTape
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme


class Objections(LectureScene):
    """Left the film's own object, right its best number, and below that the one word."""

    filled = (MIXES, TRANSFORMS)
    granted = "True."
    column = 2.55 * RIGHT  # where the right column begins
    layers: Mapping[str, str] = {"depth-1": "one layer", "depth-2": "two layers", "depth-3": "three layers"}
    pairs, before = 5, 1  # of bit and state on the tape, how many of them stand before the lie
    lengths = (8, 16, 32, 64)
    by_hand = 6  # bits that are followed one by one, before the rest rushes by

    def construct(self) -> None:
        self.see_and_compute()
        self.hop_further()
        self.write_the_state()
        self.read_a_small_margin()
        self.let_a_switch_pass()

    def best(self, number: Number, *captions: str, tag: str | None = None) -> VGroup:
        """The number of an objection and what it is of, in the right column; with a tag where the slide's is not it."""
        block = VGroup(number.align_to(self.column, LEFT).on_baseline(0.95))
        for i, caption in enumerate(captions):
            block.add(Label(caption, look.LABEL, theme.muted).align_to(self.column, LEFT).on_baseline(0.35 - 0.5 * i))
        if tag:
            block.add(Tag(tag).align_to(self.column, LEFT).set_y(2.25))
        return block

    def concede(self, witness: Mobject, *rest: str) -> None:
        """The word comes out of the object that has shown it; below, what remains to be said."""
        self.step()
        word = Label(self.granted, 150, weight=SEMIBOLD).align_to(self.column, LEFT).on_baseline(-1.55)
        letters = (GrowFromPoint(letter, witness.get_center()) for letter in word)
        self.play(LaggedStart(*letters, lag_ratio=0.12), run_time=1.0)
        self.remove(*word)
        self.add(word)
        self.hold(0.4)
        lines = [
            Label(line, look.LABEL).align_to(self.column, LEFT).on_baseline(-2.2 - 0.5 * i)
            for i, line in enumerate(rest)
        ]
        self.play(LaggedStart(*(GrowFromEdge(line, LEFT) for line in lines), lag_ratio=0.4), run_time=0.9)

    # One layer computes, if its weights see the numbers
    def see_and_compute(self) -> None:
        runs = [load_sums()[name] for name in ("seeing", "blind")]
        right = [layer.right.mean(axis=0) for layer in runs]
        n = runs[0].answers.shape[1]
        learners = Learners([curve[0] for curve in right], 1 / n)
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
        self.concede(seeing, "Its weights compute;", "values are averaged.")

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

        scan = Label("a scan", look.LABEL, theme.program).align_to([-6.5, 0, 0], LEFT).on_baseline(-2.6)
        self.play(GrowFromEdge(scan, LEFT), run_time=0.3)
        for lines, nodes in row.scan(price(asked).scan_rounds):
            self.play(*(Create(line) for line in lines), run_time=0.5)
            self.play(*(GrowFromCenter(node) for node in nodes), run_time=0.25)
        self.concede(row.places[-1], "Depth is the price: about", "log k layers for k hops.")

    def leap(self, counts: list[int], title: str, number: Number) -> None:
        """What so many layers learned, an arc for each of the seeds' numbers of hops; all know the least of these."""
        row, reached = self.row, sorted(set(counts))
        leaps = VGroup(*(row.leap(k) for k in reached))
        lights = [Dot(row.spots[0], 0.12, color=theme.query) for _ in reached]
        said = Label(title, look.SMALL, theme.weight).set_x(float(np.mean([row.spots[k][0] for k in reached])))
        said.on_baseline(row.spots[0][1] - 0.6)
        self.play(
            *(arc.animate.set_stroke(opacity=0.4) for arc in self.arcs),
            *(MoveAlongPath(light, leap) for light, leap in zip(lights, leaps, strict=True)),
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

    # The needle twitches ever less, and yet each mean has its own stripe
    def read_a_small_margin(self) -> None:
        tape = self.tape
        most = self.lengths[-1]
        of_head = float(np.abs(sentence.load().attend(HEAD).scaled).max())
        silent = int(np.ceil(influence_bound(1, of_head) / 2))
        self.slide("margin", "cited", keep=[tape.given], bits=str(most), silent=f"{silent}")
        gauge = self.gauge = StripedGauge(most, np.array([-2.55, -2.35, 0]))
        n = self.lengths[0]
        gauge.show(n, 0.5).say(n // 2)
        self.play(
            LaggedStart(*(b.animate(remover=True).scale(0.15).move_to(gauge.hub) for b in tape.given), lag_ratio=0.1),
            Create(gauge.rim),
            run_time=1.2,
        )
        self.play(
            GrowFromCenter(VGroup(gauge.pin, *gauge.signs)),
            GrowFromPoint(gauge.needle, gauge.hub),
            LaggedStart(*(GrowFromCenter(stripe) for stripe in gauge.stripes[: n // 2 + 1]), lag_ratio=0.2),
            run_time=1.0,
        )
        self.remove(*gauge.stripes, gauge.rim, gauge.needle, gauge.pin, *gauge.signs)
        twitch = Number(n, 0, look.HERO, weight=SEMIBOLD, before="1/").move_to(gauge.hub + np.array([-1.5, 1.35, 0]))
        self.add(gauge)
        for length in self.lengths:
            if length != n:
                self.play(self.split(n, length), FadeOut(twitch, run_time=0.3), run_time=1.0)
            n = length
            twitch = Number(n, 0, look.HERO, weight=SEMIBOLD, before="1/").move_to(twitch)
            self.turn(n, n // 2, n // 2 + 1)
            self.play(GrowFromPoint(twitch, gauge.needle.get_center()), run_time=0.4)
            if length != most:
                self.turn(n, n // 2 + 1, n // 2)
        number = Number(100 * readout_accuracy(most, most), 0, 150, theme.value, SEMIBOLD, after=" %")
        block = self.best(number, "of all words read right,", "with a cut for each bit", tag="proved")
        self.play(GrowFromPoint(block[0], gauge.needle.get_center()), run_time=0.8)
        self.play(*(GrowFromEdge(part, LEFT) for part in block[1:]), run_time=0.5)
        self.concede(gauge.pin, "In a head it still shrinks,", "if scores are bounded.")
        with self.loop():
            self.turn(most, most // 2 + 1, most // 2, 1.2)
            self.hold()
            self.turn(most, most // 2, most // 2 + 1, 1.2)
            self.hold()

    def split(self, few: int, many: int) -> UpdateFromAlphaFunc:
        """The stripes become more and finer; while they pass below the needle, nothing is read."""

        def lay(_: object, share: float) -> None:
            self.gauge.show(few * (many / few) ** share, 0.5)
            self.gauge.say(many // 2 if share == 1 else None)

        return UpdateFromAlphaFunc(self.gauge, lay)

    def turn(self, n: int, old: int, new: int, seconds: float = 0.7) -> None:
        """The needle goes from one number of ones to another; on the way what is read changes."""

        def move(_: object, share: float) -> None:
            self.gauge.show(n, (old + share * (new - old)) / n)
            self.gauge.say(new if share >= 0.5 else old)

        self.play(UpdateFromAlphaFunc(self.gauge, move), run_time=seconds)

    # The needle becomes the rule, the arc its orbit, and the whole a light switch
    def let_a_switch_pass(self) -> None:
        word = tape_word()
        states = [int(str(state)) for state in run(parity(), word).states]
        right = int(np.sum(np.array(states[1:]) == np.cumsum(word) % 2))
        gauge = self.gauge
        self.slide("chosen", keep=[gauge.rim, gauge.needle, gauge.pin], bits=str(len(word)))
        centre = np.array([-2.6, -0.25, 0])
        box = StateBox(states[0], 1.75, 120, marked=True).move_to(centre)
        orbit = Circle(1.9).move_to(centre).set_stroke(theme.program, look.LINE, 0.6)
        ring = self.ring = RuleRing(0.42).move_to(orbit.get_right())
        colors = ManimColor(theme.ink), ManimColor(theme.program)

        def close(rim: VMobject, share: float) -> None:
            self.gauge.close(share, orbit)
            rim.set_stroke(interpolate_color(*colors, share), look.LINE, 1 - 0.4 * share)

        self.play(
            UpdateFromAlphaFunc(gauge.rim, close),
            ReplacementTransform(gauge.pin, box.box),
            ReplacementTransform(gauge.needle, ring.ring),
            GrowFromPoint(ring[1], gauge.hub),
            run_time=1.4,
        )
        self.remove(gauge.rim, ring.ring, ring[1])
        self.add(orbit, ring)
        self.play(GrowFromPoint(VGroup(box.value, box.corners), centre), run_time=0.4)
        self.remove(box.box)
        self.add(box)
        angle = ValueTracker(0)
        ring.add_updater(lambda m: m.move_to(orbit.point_at_angle(angle.get_value() % TAU)))
        for state in (1, 0):
            self.play(angle.animate(rate_func=linear).increment_value(TAU), box.turn_over(state), run_time=1.2)
        ring.clear_updaters()
        switch = self.switch = LightSwitch().shift([-4.3, -0.35, 0])
        self.play(
            ReplacementTransform(orbit, switch.lamp),
            ReplacementTransform(box.box, switch.plate),
            VGroup(box.value, box.corners).animate(remover=True).scale(0.1).move_to(switch.rocker),
            GrowFromPoint(switch.rocker, centre),
            ring.animate.next_to(switch.plate, LEFT, buff=0.45).align_to(switch.plate, DOWN).shift(0.3 * UP),
            Create(switch.wire),
            run_time=1.4,
        )
        self.remove(box, *switch)
        self.add(switch, ring)
        number = Number(0, 0, 130, weight=SEMIBOLD, grouped=True)
        block = self.best(number, "bits, and right", "after each of them", tag="constructed")
        self.flip_through(word, states, number, right)
        self.play(*(GrowFromEdge(part, LEFT) for part in block[1:]), run_time=0.5)
        self.concede(switch.lamp, "Ours: necessary,", "not sufficient.")
        with self.loop():
            for on in (1, 0):
                self.flip(on, 0.9)
                self.hold(1)

    def flip(self, on: int, seconds: float) -> None:
        """The rule fires, and the switch goes over."""
        old = self.switch.on
        moved = UpdateFromAlphaFunc(self.switch, lambda m, share: m.show(old + share * (on - old)))
        self.play(self.ring.fire(), moved, run_time=seconds)

    def flip_through(self, word: tuple[int, ...], states: list[int], number: Number, right: int) -> None:
        """A few bits one by one, then all others; while these rush by, the switch is neither up nor down to the eye."""
        for t in range(self.by_hand):
            if word[t]:
                self.flip(states[t + 1], 0.5)
        number.set_value(self.by_hand).align_to(self.column, LEFT)
        self.play(GrowFromPoint(number, self.switch.plate.get_center()), run_time=0.5)
        counted = ValueTracker(np.log(self.by_hand))

        def rush(_: object) -> None:
            number.set_value(round(float(np.exp(counted.get_value())))).align_to(self.column, LEFT)

        begun = self.switch.on
        blur = UpdateFromAlphaFunc(self.switch, lambda m, s: m.show(begun + min(s * 8, 1.0) * (0.5 - begun)))
        number.add_updater(rush)
        self.play(counted.animate(rate_func=linear).set_value(np.log(right)), blur, run_time=3.0)
        number.clear_updaters()
        self.flip(states[-1], 0.5)

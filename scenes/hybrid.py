"""Hybrid: attention retrieves facts, symbols keep the noise out, rules chain; noise on a dial, and a real retriever."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Circle,
    Create,
    DashedVMobject,
    Dot,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
)

from attn_core.hybrid import Facts, noisy_facts
from attn_core.measured import DATA, load, read
from attn_core.rules import chain, closure_rules
from scenes import look
from scenes.hybrid_encoder import HybridEncoder
from scenes.mobjects.hop_chart import CORNER, PLAIN, STRONG, THIN, HopChart
from scenes.mobjects.ring import AskedRing, EntityRing
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

LEFTHAND, MIDDLE = np.array([-3.45, -0.2, 0]), np.array([0, -0.2, 0])
BESIDE = tuple(np.array([x, -0.5, 0]) for x in (-3.45, 3.45))
Pairs = list[tuple[int, int]]


def sign_at(ring: EntityRing, place: int, told: str, ink: str) -> Label:
    """A word inside of a ring, at one of its places."""
    label = Label(told, look.LABEL, ink, SEMIBOLD).move_to(ring.spot(place))
    return label.shift((0.48 if ring.spot(place)[1] < ring.centre[1] else -0.48) * UP)


def closed(above: Sequence[int]) -> list[Pairs]:
    """What follows, round by round, when entity i is below ``above[i]``; the first are these facts."""
    facts = [("below", f"e{i}", f"e{j}") for i, j in enumerate(above)]
    rounds = chain(facts, closure_rules("below", squaring=True)).rounds
    return [sorted((int(a[1:]), int(b[1:])) for _, a, b in new) for new in rounds]


class Hybrid(HybridEncoder):
    """A chain of entities as a ring: asked hop by hop, with and without symbols; read as facts; asked of an encoder."""

    filled = (MIXES, TRANSFORMS)
    seed, hops = 66, 16  # a draw that shows it: what the first answer brings along wins the second look
    noise = 1.5
    astray, far = 22, 8  # from where a chain is followed through a false fact, and how many hops
    middle, small, large = 1.75, 1.5, 2.35  # radius of the ring with its bars, alone and beside another, and without

    def construct(self) -> None:
        self.recipe = read(DATA / "retrieval.json", "retrieval")["recipe"]
        self.facts = self.draw_at(self.noise)
        self.ask_the_first()
        self.part_ways()
        self.look_twice()
        self.go_on()
        self.chain_the_facts()
        self.count_the_right()
        self.turn_the_noise()
        self.follow_a_false_fact()
        self.ask_the_encoder()

    def draw_at(self, noise: float) -> Facts:
        """The same entities and the same directions of noise, more or less of it."""
        rng = np.random.default_rng(self.seed)
        return noisy_facts(self.recipe["n"], self.recipe["width"], noise, self.recipe["beta"], rng)

    # Ask for one entity: the answer has the noise of its fact
    def ask_the_first(self) -> None:
        facts, n = self.facts, self.recipe["n"]
        first = facts.look(facts.entities[0])
        similar = facts.entities @ first.output[0]
        other = int(np.argsort(similar)[-2])
        self.rounds = closed([facts.ask(i) for i in range(self.hops)])
        self.one = one = AskedRing(n, self.middle, MIDDLE)
        self.slide(
            "retrieve", "constructed", begin=[one.ring.dots], n=str(n), width=str(self.recipe["width"]),
            beta=f"{self.recipe['beta']:g}", noise=f"{self.noise:g}", hops=str(self.hops),
            first=f"{similar[1]:.2f}", second=f"{similar[other]:.2f}",
            weight=f"{facts.look(first.output[0]).weights[0].max():.2f}",
            pairs=str(sum(map(len, self.rounds))), rounds=str(len(self.rounds) - 1),
        )  # fmt: skip
        self.play(LaggedStart(*(Create(link) for link in one.ring.links), lag_ratio=0.3), run_time=2.4)
        self.start = sign_at(one.ring, 0, "start", theme.query)
        self.play(GrowFromCenter(one.light), GrowFromEdge(self.start, UP), Create(one.bars.zero), run_time=0.8)
        self.remove(*one.ring.links)
        self.add(one)

        self.step()
        none, own = np.zeros(n), facts.entities @ facts.entities[0]
        self.answer(one, none[1:], none, own, 0.8)
        self.answer(one, first.weights[0], own, own, 0.8)
        self.bars_to(one, similar, 1.4)
        self.tops = VGroup(*(one.bars.number(i) for i in (1, other)))
        self.tops.add(Label("similarity", look.LABEL, theme.muted).next_to(self.tops[0], RIGHT, buff=0.2))
        self.play(*(GrowFromCenter(number) for number in self.tops), run_time=0.5)

    def answer(self, asked: AskedRing, weights: np.ndarray, low: np.ndarray, high: np.ndarray, seconds: float) -> None:
        self.play(UpdateFromAlphaFunc(asked, lambda _, t: asked.answer(t, weights, low, high)), run_time=seconds)

    def bars_to(self, asked: AskedRing, high: np.ndarray, seconds: float) -> None:
        low = asked.bars.values
        self.play(UpdateFromAlphaFunc(asked.bars, lambda m, t: m.show(low + t * (high - low))), run_time=seconds)

    # Twice the same answer: it is snapped to an entity, or stays as it is
    def part_ways(self) -> None:
        self.step()
        first = self.facts.look(self.facts.entities[0])
        self.mine, self.soft = (AskedRing(self.recipe["n"], self.small, centre) for centre in BESIDE)
        for asked in (self.mine, self.soft):
            asked.answer(1, first.weights[0], self.one.bars.values, self.one.bars.values)
        starts = [sign_at(asked.ring, 0, "start", theme.query) for asked in (self.mine, self.soft)]
        heads = [
            Label(told, look.LABEL, weight=SEMIBOLD).set_x(asked.ring.centre[0]).on_baseline(2.15)
            for told, asked in zip(("a symbol each hop", "as it is"), (self.mine, self.soft), strict=True)
        ]
        self.play(
            FadeOut(self.tops), TransformFromCopy(self.one, self.soft), ReplacementTransform(self.one, self.mine),
            TransformFromCopy(self.start, starts[1]), ReplacementTransform(self.start, starts[0]),
            *(GrowFromEdge(head, DOWN) for head in heads), run_time=1.6,
        )  # fmt: skip
        self.count = Number(0, 0, look.HERO, weight=SEMIBOLD).set_x(0).on_baseline(-0.4)
        self.unit = Label("hops", look.LABEL, theme.muted).set_x(0).on_baseline(-0.9)
        self.around = VGroup(*starts, *heads, self.unit)
        self.written = VGroup()
        self.at, self.vector = 0, first.output[0]
        self.snap(1, 1.4)

    # The same question again: the noise asks, too
    def look_twice(self) -> None:
        self.step()
        weights = self.facts.look(self.vector).weights[0]
        self.look_again(1.4)
        ring, where = self.soft.ring, int(weights.argmax())
        self.share = Number(weights[where], 2, look.LABEL, weight=SEMIBOLD, before="weight ")
        self.share.move_to(ring.spot(where + 0.5, ring.radius - 0.32), RIGHT)
        self.play(GrowFromEdge(self.share, RIGHT), run_time=0.5)
        self.snap(2, 1.2)
        self.play(GrowFromCenter(self.count), GrowFromEdge(self.unit, UP), run_time=0.4)

    # All hops: who arrives at the goal
    def go_on(self) -> None:
        self.step()
        goals = VGroup()
        for asked in (self.mine, self.soft):
            circle = Circle(0.22).move_to(asked.ring.spot(self.hops)).set_stroke(theme.ink, look.LINE)
            goals.add(DashedVMobject(circle, 10), sign_at(asked.ring, self.hops, "goal", theme.ink))
        self.play(FadeOut(self.share), *(GrowFromCenter(goal) for goal in goals), run_time=0.8)
        self.around.add(*goals)
        for hop in range(3, self.hops + 1):
            seconds = max(0.9 - 0.12 * hop, 0.22)
            self.look_again(seconds)
            self.snap(hop, seconds)
        self.marks = VGroup(Verdict(self.at == self.hops), Verdict(self.facts.snap(self.vector) == self.hops))
        for mark, asked in zip(self.marks, (self.mine, self.soft), strict=True):
            mark.move_to(asked.ring.centre)
        self.play(*(Create(mark.mark) for mark in self.marks), run_time=0.5)
        self.remove(*(mark.mark for mark in self.marks))
        self.add(*self.marks)

    def look_again(self, seconds: float) -> None:
        """Left the entity asks, right the last answer."""
        entities = self.facts.entities
        found = [self.facts.look(vector) for vector in (entities[self.at], self.vector)]
        self.vector = found[1].output[0]
        asked = (self.mine, self.soft)
        ends = [(a.bars.values, entities @ f.output[0]) for a, f in zip(asked, found, strict=True)]

        def lay(t: float) -> None:
            for a, f, (low, high) in zip(asked, found, ends, strict=True):
                a.answer(t, f.weights[0], low, high)

        self.play(UpdateFromAlphaFunc(VGroup(*asked), lambda _, t: lay(t)), run_time=seconds)

    def snap(self, hop: int, seconds: float) -> None:
        """Both lights go on; left the bars become those of the entity, and a fact is written."""
        mine, to = self.mine, self.facts.ask(self.at)
        arrow = mine.ring.arrow(self.at, to, false=to != self.at + 1)
        noisy, clean = mine.bars.values, self.facts.entities @ self.facts.entities[to]
        self.play(
            mine.light.animate.move_to(mine.ring.spot(to)),
            self.soft.light.animate.move_to(self.soft.ring.spot(self.facts.snap(self.vector))),
            UpdateFromAlphaFunc(mine.bars, lambda _, t: mine.bars.show(noisy + t * (clean - noisy))),
            GrowFromPoint(arrow, mine.ring.spot(self.at)),
            run_time=seconds,
        )
        self.remove(arrow)
        self.written.add(arrow)
        self.add(self.written, mine.light)
        self.count.set_value(hop).set_x(0)
        self.at = to

    # The rule joins facts that meet, until nothing is new
    def chain_the_facts(self) -> None:
        self.step()
        sign = RuleRing(0.5).move_to([1.35, 1.15, 0])
        said = Label("x below y, y below z:\nx below z", look.BODY, theme.program).next_to(sign, RIGHT, buff=0.35)
        facts = Number(len(self.written), 0, 150, theme.state, SEMIBOLD).set_x(3.45).on_baseline(-1.35)
        facts.shows_state = True
        unit = Label("facts", look.BODY, theme.muted).set_x(3.45).on_baseline(-2.1)
        old = self.mine
        ring = self.ring = EntityRing(self.recipe["n"], self.large, LEFTHAND)
        arrows = VGroup(*(ring.arrow(a.child, int(a.to), false=a.false) for a in self.written))
        self.light = old.light.copy().move_to(ring.spot(self.at))
        old.ring.attend(np.zeros(ring.n - 1))
        self.play(
            *(FadeOut(m) for m in (self.soft, *self.marks, *self.around)),
            FadeOut(old.bars, scale=1.5), ReplacementTransform(old.ring, ring),
            ReplacementTransform(self.written, arrows), ReplacementTransform(old.light, self.light),
            ReplacementTransform(self.count, facts), run_time=1.2,
        )  # fmt: skip
        self.written = arrows
        self.play(GrowFromCenter(sign), GrowFromEdge(said, LEFT), GrowFromEdge(unit, UP), run_time=0.7)
        web = VGroup()
        for new in self.rounds[1:]:
            lines = VGroup(*(ring.chord(*pair).set_stroke(theme.state, look.HAIR, 0.75) for pair in new))
            for line in lines:
                line.shows_state = True
            self.play(sign.fire(), self.straightening(lines, new), run_time=0.9)
            low, more = int(facts.value), len(new)
            counting = UpdateFromAlphaFunc(facts, lambda m, t: m.set_value(round(low + t * more)).set_x(3.45))  # noqa: B023
            self.play(counting, run_time=0.4)
            self.remove(*lines)
            web.add(*lines)
            self.add(web, ring, self.written, self.light)

    def straightening(self, lines: VGroup, pairs: Pairs) -> UpdateFromAlphaFunc:
        """Where two facts meet they straighten into the pair that follows."""
        spot = self.ring.spot

        def lay(t: float) -> None:
            for line, (a, b) in zip(lines, pairs, strict=True):
                met = spot((a + b) // 2)
                line.set_points_as_corners([spot(a), met + t * ((spot(a) + spot(b)) / 2 - met), spot(b)])

        return UpdateFromAlphaFunc(lines, lambda _, t: lay(t))

    # How often the routes are right, at one noise
    def count_the_right(self) -> None:
        study, n, hops = load("retrieval"), self.recipe["n"], self.recipe["hops"]
        self.noises = [float(name) for name in study]
        self.parts = list(study.values())
        own, last = study[f"{self.noise:g}"], self.parts[-1]
        draws = [self.draw_at(noise) for noise in self.noises]
        self.targets = [[facts.ask(i) for i in range(n - 1)] for facts in draws]
        mine = self.targets[self.noises.index(self.noise)]
        self.false_pairs = [(a, b) for new in closed(mine) for a, b in new if b <= a]
        routes = (("soft", "soft iteration"), ("snap", "snap each hop"), ("hard", "hard iteration"))
        told = {f"{key}_{h}": f"{own[route][hops.index(h)]:.2f}" for key, route in routes for h in (2, 8, 16)}
        fine = max(v for v, p in zip(self.noises, self.parts, strict=True) if min(p["soft iteration"]) == 1)
        self.slide(
            "noise", "measured", keep=[self.ring, self.written, self.light], n=str(n), hops=str(hops[-1]),
            trials=str(self.recipe["trials"]), noise=f"{self.noise:g}", most=f"{self.noises[-1]:g}", fine=f"{fine:g}",
            once=f"{own['retrieve once'][0]:.2f}",
            last_one=f"{last['snap each hop'][0]:.2f}", last_16=f"{last['snap each hop'][-1]:.2f}",
            wrong=str(sum(to != i + 1 for i, to in enumerate(mine))), pairs=str(len(self.false_pairs)),
            far=str(self.far), **told,
        )  # fmt: skip
        ring = self.ring
        arrows = VGroup(*(ring.arrow(i, to, false=to != i + 1) for i, to in enumerate(mine)))
        rest = arrows[len(self.written) :]
        self.play(LaggedStart(*(GrowFromPoint(a, ring.spot(a.child)) for a in rest), lag_ratio=0.08), run_time=1.6)
        self.remove(*rest, self.written)
        self.written = arrows
        self.add(arrows, self.light)
        self.reading = Number(self.noise, 2, look.BODY, before="noise ").set_x(CORNER[0], LEFT).on_baseline(2.35)
        self.chart = HopChart(hops)
        self.chart.play_axes(self, along=[GrowFromEdge(self.reading, DOWN)])
        self.routes = {"asked once": "retrieve once", "as it is": "soft iteration", "a symbol each hop": routes[1][1]}
        for (name, route), which in zip(self.routes.items(), (THIN, PLAIN, STRONG), strict=True):
            self.chart.series(name, own[route], which)
        for which in range(len(self.routes)):
            self.chart.draw(self, which)

    # Turn the noise: when symbols help, and when they do not
    def turn_the_noise(self) -> None:
        self.step()
        noise, step = ValueTracker(self.noise), self.noises[1] - self.noises[0]
        shares = np.array([[part[route] for route in self.routes.values()] for part in self.parts])
        targets = np.array(self.targets, float)

        def show() -> None:
            at = noise.get_value() / step
            low = min(int(at), len(shares) - 2)
            now = self.targets[round(at)]
            for arrow, to, nearest in zip(
                self.written, targets[low] + (at - low) * (targets[low + 1] - targets[low]), now, strict=True
            ):
                arrow.lay(float(to)).paint(nearest != arrow.child + 1)
            self.chart.set_shares(shares[low] + (at - low) * (shares[low + 1] - shares[low]))
            self.reading.set_value(noise.get_value()).set_x(CORNER[0], LEFT)

        parts = (self.written, self.chart.curves, self.chart.names, self.reading)
        self.remove(*parts)
        moving = VGroup(*parts)
        self.add(moving.add_updater(lambda _: show()), self.light)
        self.dial("noise", noise, self.noises[0], self.noises[-1], seconds=7, places=2, whole=step, rest=self.noise)
        moving.clear_updaters()
        show()

    # One false fact: rules follow it like any other
    def follow_a_false_fact(self) -> None:
        self.step()
        ring, at, goal = self.ring, self.astray, self.astray + self.far
        aim = DashedVMobject(Circle(0.22).move_to(ring.spot(goal)).set_stroke(theme.ink, look.LINE), 10)
        self.play(self.light.animate.move_to(ring.spot(at)), Create(aim), run_time=0.8)
        for _ in range(self.far):
            arrow = self.written[at]
            at = int(arrow.to)
            self.play(
                self.light.animate.move_to(ring.spot(at)), arrow.shaft.animate.set_stroke(width=look.STRONG),
                run_time=1.0 if arrow.false else 0.45,
            )  # fmt: skip
        mark = Verdict(at == goal).move_to(ring.spot(at, ring.radius - 0.5))
        seat = Dot(mark.get_center(), 0.34, color=theme.background)  # over the lines to come
        self.add(seat)
        self.play(Create(mark.mark), run_time=0.5)
        self.remove(mark.mark)
        self.add(mark)
        x, y, _ = ring.centre + 0.55 * RIGHT + 0.25 * UP
        sign = RuleRing(0.36).move_to([x, y + 1.15, 0])
        number = Number(0, 0, look.HERO, weight=SEMIBOLD).set_x(x).on_baseline(y)
        unit = Label("false pairs", look.LABEL, theme.muted).set_x(x).on_baseline(y - 0.45)
        lines = VGroup(*(ring.chord(*pair) for pair in self.false_pairs if pair[0] != pair[1]))
        lines.set_stroke(theme.wrong, look.HAIR, 0.55)
        self.play(GrowFromCenter(sign), GrowFromEdge(number, DOWN), GrowFromEdge(unit, UP), run_time=0.5)

        def count(t: float) -> None:
            number.set_value(round(t * len(self.false_pairs))).set_x(x)

        self.play(
            sign.fire(), LaggedStart(*(GrowFromPoint(m, m.get_start()) for m in lines), lag_ratio=0.02),
            UpdateFromAlphaFunc(number, lambda _, t: count(t)), run_time=1.8,
        )  # fmt: skip
        self.remove(*lines)
        self.add(lines, ring, self.written, self.light, seat, mark)

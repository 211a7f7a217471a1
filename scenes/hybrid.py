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

from attn_core.attention import Attention
from attn_core.hybrid import Facts, noisy_facts
from attn_core.measured import DATA, load, read
from attn_core.roles import ABOVE, BELOW, Wording, load_roles
from attn_core.rules import Atom, chain, closure_rules
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.chart import Chart, Curve, spaced
from scenes.mobjects.ring import EntityRing, Similarities
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.signs import RuleRing
from scenes.mobjects.text import Label, Number
from scenes.mobjects.verdict import Verdict
from scenes.theme import theme

LEFTHAND, RIGHTHAND = np.array([-3.45, -0.2, 0]), np.array([3.45, -0.2, 0])
SMALL_RING, RING, NAMES_RING = 1.5, 2.35, 1.95


class Hybrid(LectureScene):
    """A chain of entities as a ring: asked hop by hop, with and without symbols; read as facts; asked of an encoder."""

    filled = (MIXES, TRANSFORMS)
    seed, hops = 66, 16  # a draw that shows it: what the first answer brings along wins the second look
    noise = 1.5
    astray, far = 22, 8  # from where a chain is followed through a false fact, and how far
    shown: Sequence[tuple[str, int, str]] = (
        ("manager", ABOVE, "is the manager of"), ("taught", ABOVE, "taught"), ("taught", BELOW, "was taught by"),
    )  # fmt: skip

    def construct(self) -> None:
        self.recipe = read(DATA / "retrieval.json", "retrieval")["recipe"]
        self.facts = self.draw_at(self.noise)
        self.ask_the_first()
        self.ask_on()
        self.chain_the_facts()
        self.count_the_right()
        self.turn_the_noise()
        self.follow_a_false_fact()
        self.ask_the_encoder()

    def draw_at(self, noise: float) -> Facts:
        """The same entities and the same directions of noise, more or less of it."""
        fixed = [self.recipe[key] for key in ("n", "width")]
        return noisy_facts(*fixed, noise, self.recipe["beta"], np.random.default_rng(self.seed))

    # Ask for one entity: the answer has the noise of its fact
    def ask_the_first(self) -> None:
        facts, n = self.facts, self.recipe["n"]
        first, second = (self.looks(hops) for hops in (1, 2))
        similar = facts.entities @ first.output[0]
        self.other = int(np.argsort(similar)[-2])
        self.ring = ring = EntityRing(n, SMALL_RING, LEFTHAND)
        given = self.hops
        self.rounds = chain([self.fact(i, i + 1) for i in range(given)], closure_rules("above", squaring=True)).rounds
        self.slide(
            "retrieve", "constructed", begin=[ring], n=str(n), width=str(self.recipe["width"]),
            beta=f"{self.recipe['beta']:g}", noise=f"{self.noise:g}", hops=str(given),
            first=f"{similar[1]:.2f}", second=f"{similar[self.other]:.2f}",
            weight=f"{second.weights[0].max():.2f}", pairs=str(sum(map(len, self.rounds))),
            rounds=str(len(self.rounds) - 1),
        )  # fmt: skip
        self.bars = Similarities(ring)
        self.light = self.make_light(ring)
        self.start = Label("start", look.LABEL, theme.query, SEMIBOLD).next_to(ring.spot(0), DOWN, buff=0.3)
        self.play(GrowFromCenter(self.light), GrowFromEdge(self.start, UP), Create(self.bars.zero), run_time=0.8)
        self.add(self.bars)
        self.bars_to(self.bars, facts.entities @ facts.entities[0], 0.8)
        self.attend(ring, first.weights[0], 0.8)
        self.bars_to(self.bars, similar, 1.4)
        self.tops = VGroup(*(self.at_bar(self.bars, i) for i in (1, self.other)))
        self.play(*(GrowFromCenter(number) for number in self.tops), run_time=0.5)

    @staticmethod
    def fact(child: int, to: int) -> Atom:
        """As the rules read it."""
        return ("above", f"e{child}", f"e{to}")

    def looks(self, hops: int) -> Attention:
        """The look that is made after so many, each asked with what the one before brought."""
        vector = self.facts.entities[0]
        for _ in range(hops):
            found = self.facts.look(vector)
            vector = found.output[0]
        return found

    @staticmethod
    def make_light(ring: EntityRing) -> Dot:
        return Dot(ring.spot(0), 0.13, color=theme.query)

    @staticmethod
    def at_bar(bars: Similarities, i: int) -> Number:
        """How long a bar is, beyond its end."""
        ring = bars.ring
        out = (ring.spot(i) - ring.centre) / ring.radius
        number = Number(bars.values[i], 2, look.SMALL, weight=SEMIBOLD)
        end = ring.spot(i, ring.radius + ring.foot + ring.unit * bars.values[i])
        return number.move_to(end + 0.32 * np.array([1.25 * out[0], out[1], 0]))

    def bars_to(self, bars: Similarities, values: np.ndarray, seconds: float) -> None:
        """The bars grow or shrink to other similarities."""
        before = bars.values
        self.play(UpdateFromAlphaFunc(bars, lambda _, t: bars.show(before + t * (values - before))), run_time=seconds)

    def attend(self, ring: EntityRing, weights: np.ndarray, seconds: float) -> None:
        """The weights of a look swell on their facts."""
        self.play(UpdateFromAlphaFunc(ring.weights, lambda _, t: ring.attend(t * weights)), run_time=seconds)

    # Twice the same question: with a symbol each hop, and with the answer as it is
    def ask_on(self) -> None:
        self.step()
        facts, ring = self.facts, self.ring
        self.soft = soft = EntityRing(ring.n, SMALL_RING, RIGHTHAND)
        self.soft_bars = Similarities(soft).show(self.bars.values)
        self.soft_light = self.make_light(soft)
        soft.attend(facts.look(facts.entities[0]).weights[0])
        self.heads = VGroup(
            Label("a symbol each hop", look.LABEL).align_to(6.6 * LEFT, LEFT).on_baseline(2.35),
            Label("as it is", look.LABEL).align_to(6.6 * RIGHT, RIGHT).on_baseline(2.35),
        )
        mine, other = VGroup(ring, self.bars, self.light), VGroup(soft, self.soft_bars, self.soft_light)
        self.play(
            TransformFromCopy(mine, other), GrowFromEdge(self.heads[0], LEFT), GrowFromEdge(self.heads[1], RIGHT),
            FadeOut(self.tops), run_time=1.4,
        )  # fmt: skip
        self.remove(other, mine)
        self.add(*mine, *other)
        self.count = Number(0, 0, look.HERO, weight=SEMIBOLD).set_x(0).on_baseline(0.0)
        self.unit = Label("hops", look.LABEL, theme.muted).set_x(0).on_baseline(-0.5)
        self.written = VGroup()
        self.at = 0
        self.vector = facts.look(facts.entities[0]).output[0]
        self.hop(1, 1.2, asked=True)
        self.play(GrowFromCenter(self.count), GrowFromEdge(self.unit, UP), run_time=0.4)
        self.hop(2, 1.2)

        self.step()
        for hop in range(3, self.hops + 1):
            self.hop(hop, max(0.9 - 0.12 * hop, 0.22))
        goal = Circle(0.24).move_to(self.soft.spot(self.hops)).set_stroke(theme.ink, look.LINE)
        self.goal = DashedVMobject(goal, 10)
        self.marks = VGroup(Verdict(self.at == self.hops), Verdict(self.soft_at == self.hops))
        for mark, on in zip(self.marks, (ring, soft), strict=True):
            mark.move_to(on.centre)
        self.play(Create(self.goal), run_time=0.5)
        self.play(*(Create(mark.mark) for mark in self.marks), run_time=0.5)
        self.remove(*(mark.mark for mark in self.marks))
        self.add(*self.marks)

    def hop(self, hop: int, seconds: float, *, asked: bool = False) -> None:
        """One hop on both sides: a look unless it was ``asked``, then left a snap and a fact."""
        facts, ring, soft = self.facts, self.ring, self.soft
        clean = facts.look(facts.entities[self.at])
        if not asked:
            found = facts.look(self.vector)
            self.vector = found.output[0]
            old = self.bars.values, self.soft_bars.values
            new = facts.entities @ clean.output[0], facts.entities @ self.vector

            def ask(t: float) -> None:
                ring.attend(t * clean.weights[0])
                soft.attend(t * found.weights[0])
                self.bars.show(old[0] + t * (new[0] - old[0]))
                self.soft_bars.show(old[1] + t * (new[1] - old[1]))

            moving = VGroup(ring.weights, soft.weights, self.bars, self.soft_bars)
            self.play(UpdateFromAlphaFunc(moving, lambda _, t: ask(t)), run_time=seconds)
        to, self.soft_at = facts.snap(clean.output[0]), facts.snap(self.vector)
        arrow = ring.arrow(self.at, to, false=to != self.at + 1)
        noisy, alone = self.bars.values, facts.entities @ facts.entities[to]
        self.play(
            self.light.animate.move_to(ring.spot(to)),
            self.soft_light.animate.move_to(soft.spot(self.soft_at)),
            UpdateFromAlphaFunc(self.bars, lambda _, t: self.bars.show(noisy + t * (alone - noisy))),
            GrowFromPoint(arrow, ring.spot(self.at)),
            run_time=seconds,
        )
        self.remove(arrow)
        self.written.add(arrow)
        self.add(self.written, self.light)
        self.count.set_value(hop).set_x(0)
        self.at = to

    # The rule joins facts that meet, until nothing is new
    def chain_the_facts(self) -> None:
        self.step()
        ring, old = self.ring, self.written
        leaving = [self.soft, self.soft_bars, self.soft_light, self.goal, *self.marks, *self.heads, self.unit]
        self.rule = RuleRing(0.5).move_to([1.35, 1.15, 0])
        said = Label("x below y, y below z:\nx below z", look.BODY, theme.program).next_to(self.rule, RIGHT, buff=0.35)
        facts = Number(len(old), 0, 150, theme.state, SEMIBOLD).set_x(3.45).on_baseline(-1.35)
        facts.shows_state = True
        unit = Label("facts", look.BODY, theme.muted).set_x(3.45).on_baseline(-2.1)
        ring.attend(np.zeros(ring.n - 1))
        self.become_large(RING, [FadeOut(m) for m in leaving], [self.start], facts)
        self.play(GrowFromCenter(self.rule), GrowFromEdge(said, LEFT), GrowFromEdge(unit, UP), run_time=0.7)
        self.web = VGroup()
        known = len(old)
        for new in self.rounds[1:]:
            pairs = sorted(tuple(int(name[1:]) for name in fact[1:]) for fact in new)
            lines = VGroup(*(ring.chord(*pair).set_stroke(theme.state, look.HAIR, 0.75) for pair in pairs))
            for line in lines:
                line.shows_state = True
            self.play(self.rule.fire(), run_time=0.4)
            grow = LaggedStart(*(GrowFromPoint(line, line.get_start()) for line in lines), lag_ratio=0.01)
            self.play(grow, self.counting(facts, known, known + len(new)), run_time=0.9)
            self.remove(*lines)
            self.web.add(*lines)
            self.add(self.web, self.ring.dots, self.written, self.light)
            known += len(new)
        self.right_side = VGroup(self.rule, said, facts, unit)

    @staticmethod
    def counting(number: Number, low: int, high: int) -> UpdateFromAlphaFunc:
        x = number.get_x()
        return UpdateFromAlphaFunc(number, lambda m, t: m.set_value(round(low + t * (high - low))).set_x(x))

    def become_large(self, radius: float, along: Sequence, moving: Sequence, facts: Number) -> None:
        """The ring takes the place of its bars, and the number of hops becomes the number of facts."""
        ring = self.ring
        large = EntityRing(ring.n, radius, ring.centre)
        arrows = VGroup(*(large.arrow(a.child, int(a.to), false=a.false) for a in self.written))
        light = self.light.copy().move_to(large.spot(self.at))
        self.play(
            *along, *(FadeOut(m) for m in moving), FadeOut(self.bars, scale=1.5),
            ReplacementTransform(ring, large), ReplacementTransform(self.written, arrows),
            ReplacementTransform(self.light, light), ReplacementTransform(self.count, facts),
            run_time=1.2,
        )  # fmt: skip
        self.ring, self.written, self.light = large, arrows, light

    # How often the routes are right, at one noise
    def count_the_right(self) -> None:
        study, n = load("retrieval"), self.recipe["n"]
        self.noises = [float(name) for name in study]
        self.parts = list(study.values())
        own, hops = study[f"{self.noise:g}"], self.recipe["hops"]
        read_at = [self.draw_at(noise) for noise in self.noises]
        self.targets = np.array([[f.snap(f.retrieve(e)) for e in f.entities[:-1]] for f in read_at])
        mine = self.targets[self.noises.index(self.noise)]
        self.wrong = [i for i in range(n - 1) if mine[i] != i + 1]
        pairs = chain([self.fact(i, int(to)) for i, to in enumerate(mine)], closure_rules("above", squaring=True)).facts
        self.false_pairs = [(a, b) for a, b in sorted((int(x[1:]), int(y[1:])) for _, x, y in pairs) if b <= a]
        told = {
            f"{key}_{h}": f"{own[route][hops.index(h)]:.2f}"
            for key, route in (("soft", "soft iteration"), ("snap", "snap each hop"), ("hard", "hard iteration"))
            for h in (1, 2, 8, 16)
        }
        fine = max(v for v, p in zip(self.noises, self.parts, strict=True) if min(p["soft iteration"]) == 1)
        self.slide(
            "noise", "measured", keep=[self.ring, self.written], trials=str(self.recipe["trials"]), n=str(n),
            noise=f"{self.noise:g}", most=f"{self.noises[-1]:g}", hops=str(self.hops), fine=f"{fine:g}",
            once=f"{own['retrieve once'][0]:.2f}", once_two=f"{own['retrieve once'][1]:.0f}",
            last_one=f"{self.parts[-1]['snap each hop'][0]:.2f}", last_16=f"{self.parts[-1]['snap each hop'][-1]:.2f}",
            wrong=str(len(self.wrong)), pairs=str(len(self.false_pairs)), far=str(self.far), **told,
        )  # fmt: skip
        ring = self.ring
        arrows = [ring.arrow(i, int(to), false=to != i + 1) for i, to in enumerate(mine)]
        rest = arrows[len(self.written) :]
        self.play(LaggedStart(*(GrowFromPoint(a, ring.spot(a.child)) for a in rest), lag_ratio=0.08), run_time=1.6)
        self.remove(*rest, self.written)
        self.written = VGroup(*arrows)
        self.chart = self.make_chart(hops, 3.9)
        self.reading = Number(self.noise, 2, look.BODY, before="noise ").align_to(0.35 * RIGHT, LEFT).on_baseline(2.3)
        self.add(self.written)
        self.play_chart(self.chart, [GrowFromEdge(self.reading, DOWN)])
        routes = {"asked once": "retrieve once", "as it is": "soft iteration", "a symbol each hop": "snap each hop"}
        self.routes, inks = list(routes.values()), (theme.series[0], theme.series[2], theme.ink)
        self.curves = VGroup(
            *(self.chart.curve(hops, own[r], ink) for r, ink in zip(self.routes, inks, strict=True))
        )  # fmt: skip
        self.names = VGroup(*(Label(name, look.SMALL, k, SEMIBOLD) for name, k in zip(routes, inks, strict=True)))
        self.name_ends(self.names, self.curves)
        for curve, name in zip(self.curves, self.names, strict=True):
            self.draw_curve(curve, name)

    @staticmethod
    def make_chart(hops: Sequence[int], width: float) -> Chart:
        chart = Chart(hops, (0, 0.5, 1), x_name="hops", y_name="share right", width=width, height=3.6, log_x=True)
        return chart.shift(np.array([0.95, -1.75, 0]) - chart.corner.get_center())

    def play_chart(self, chart: Chart, along: Sequence, axes: Sequence | None = None) -> None:
        """Axes are drawn, or become those of another chart, and their words come."""
        words = (*chart.x_numbers, *chart.y_numbers, chart.x_name, chart.y_name)
        self.play(*(axes or [Create(chart.axes)]), *(GrowFromCenter(word) for word in words), *along, run_time=1.0)
        self.remove(chart.axes, *words)
        self.add(chart)

    def draw_curve(self, curve: Curve, name: Label, seconds: float = 1.0) -> None:
        self.play(Create(curve.line), LaggedStart(*map(GrowFromCenter, curve[1:]), lag_ratio=0.5), run_time=seconds)
        self.play(GrowFromEdge(name, LEFT), run_time=0.3)
        self.remove(curve.line, *curve[1:])
        self.add(curve)

    def name_ends(self, names: VGroup, curves: VGroup) -> None:
        """Each curve's name beside its end."""
        low = self.chart.corner.get_y()
        ends = [float(curve.line.get_end()[1]) for curve in curves]
        for name, y in zip(names, spaced(ends, 0.36, low + 0.02, low + 3.6), strict=True):
            name.align_to(self.chart.axes[0].get_end() + 0.25 * RIGHT, LEFT).centred_on(y)

    # Turn the noise: when symbols help, and when they do not
    def turn_the_noise(self) -> None:
        self.step()
        noise = ValueTracker(self.noise)

        def between(table: Sequence) -> np.ndarray:
            at = noise.get_value() / (self.noises[1] - self.noises[0])
            low = min(int(at), len(table) - 2)
            return np.asarray(table[low]) + (at - low) * (np.asarray(table[low + 1]) - np.asarray(table[low]))

        def show() -> None:
            now = self.targets[int(np.argmin(np.abs(np.array(self.noises) - noise.get_value())))]
            for arrow, to, nearest in zip(self.written, between(self.targets), now, strict=True):
                arrow.lay(float(to)).paint(bool(nearest != arrow.child + 1))
            for curve, route in zip(self.curves, self.routes, strict=True):
                shares = between([part[route] for part in self.parts])
                points = [self.chart.point(h, y) for h, y in zip(self.recipe["hops"], shares, strict=True)]
                curve.line.set_points_as_corners(points)
                for dot, point in zip(curve[1:], points, strict=True):
                    dot.move_to(point)
            self.name_ends(self.names, self.curves)
            self.reading.set_value(noise.get_value()).align_to(0.35 * RIGHT, LEFT)

        moving = VGroup(self.written, self.curves, self.names, self.reading)
        self.remove(*moving)
        self.add(moving.add_updater(lambda _: show()))
        step = self.noises[1] - self.noises[0]
        self.dial("noise", noise, self.noises[0], self.noises[-1], seconds=7, places=2, whole=step, rest=self.noise)
        moving.clear_updaters()
        show()

    # One false fact: rules follow it like any other
    def follow_a_false_fact(self) -> None:
        self.step()
        ring, at = self.ring, self.astray
        goal = DashedVMobject(Circle(0.22).move_to(ring.spot(at + self.far)).set_stroke(theme.ink, look.LINE), 10)
        self.play(self.light.animate.move_to(ring.spot(at)), Create(goal), run_time=0.8)
        for _ in range(self.far):
            arrow = self.written[at]
            at = int(arrow.to)
            self.play(
                self.light.animate.move_to(ring.spot(at)), arrow.shaft.animate.set_stroke(width=look.STRONG),
                run_time=1.0 if arrow.false else 0.45,
            )  # fmt: skip
        mark = Verdict(at == self.astray + self.far).move_to(ring.spot(at, ring.radius - 0.5))
        self.play(Create(mark.mark), run_time=0.5)
        self.remove(mark.mark)
        self.add(mark)
        rule = RuleRing(0.32).move_to(ring.centre + 0.9 * RIGHT + 0.9 * UP)
        number = Number(0, 0, look.BODY, before="false pairs: ").align_to(6.5 * RIGHT, RIGHT).on_baseline(2.3)
        lines = VGroup(*(ring.chord(*pair) for pair in self.false_pairs if pair[0] != pair[1]))
        lines.set_stroke(theme.wrong, look.HAIR, 0.55)
        self.play(GrowFromCenter(rule), GrowFromEdge(number, DOWN), run_time=0.5)

        def count(t: float) -> None:
            number.set_value(round(t * len(self.false_pairs))).align_to(6.5 * RIGHT, RIGHT)

        self.play(
            rule.fire(), LaggedStart(*(GrowFromPoint(m, m.get_start()) for m in lines), lag_ratio=0.02),
            UpdateFromAlphaFunc(number, lambda _, t: count(t)), run_time=1.8,
        )  # fmt: skip
        self.remove(*lines)
        self.add(lines, self.written, ring.dots, self.light, mark)

    # The real encoder finds the facts: by wording and by question
    def ask_the_encoder(self) -> None:
        self.wordings = load_roles()
        hops = (1, 2, 4)
        first = self.wordings[self.shown[0][0]]
        told = {
            f"{name}_{question}_{h}": f"{self.wordings[name].over_hops(question, h):.2f}"
            for name, question, _ in self.shown for h in hops
        }
        here = {f"right_{i}": str(int(self.wordings[w].right[q, 0].sum())) for i, (w, q, _) in enumerate(self.shown)}
        people = len(first.row)
        self.slide(
            "encoder", "measured", keep=[self.ring.dots, self.chart.axes], names=str(people), asked=str(people - 2),
            wordings=str(len(self.wordings)), curves=str(2 * len(self.wordings)), cases=str(first.right[ABOVE].size),
            fewest=str(len(first.right[ABOVE]) * (people - 2 - hops[-1] + 1)), facts=str(people - 1), **told, **here,
        )  # fmt: skip
        self.gather_people(first, hops)
        for i, (name, question, label) in enumerate(self.shown):
            if i:
                self.step()
            self.ask_by(self.wordings[name], question, label, i)

        self.step()
        others = VGroup()
        for name, wording in self.wordings.items():
            for question in (ABOVE, BELOW):
                if (name, question) not in [(w, q) for w, q, _ in self.shown]:
                    shares = [wording.over_hops(question, h) for h in hops]
                    others.add(self.chart.curve(hops, shares, theme.muted, dots=False))
        others.set_stroke(width=look.THIN)
        self.play(LaggedStart(*(Create(curve.line) for curve in others), lag_ratio=0.12), run_time=2.0)
        self.remove(*(curve.line for curve in others))
        self.add(others, self.curves)

    def gather_people(self, wording: Wording, hops: Sequence[int]) -> None:
        """The entities become people with names; who stands above comes next, clockwise."""
        old, n = self.ring, len(wording.row)
        ring = self.ring = EntityRing(n, NAMES_RING, old.centre)
        ring.beside = 0.14
        self.people = VGroup()
        for i, name in enumerate(reversed(wording.row)):
            out = (ring.spot(i) - ring.centre) / ring.radius
            label = Label(name, look.SMALL, theme.muted, verbatim=True)
            reach = 0.36 + 0.5 * label.width * abs(out[0])
            self.people.add(label.move_to(ring.spot(i, ring.radius + reach)))
        chart = self.make_chart(hops, 3.4)
        axes = [ReplacementTransform(self.chart.axes, chart.axes)]
        pairs = zip(ring.dots, old.dots[: 2 * n : 2], old.dots[1 : 2 * n : 2], strict=True)
        moved = [
            animation for new, one, two in pairs
            for animation in (ReplacementTransform(one, new), two.animate(remover=True).move_to(new).scale(0.1))
        ]  # fmt: skip
        self.play(*moved, *map(Create, ring.links), *(GrowFromCenter(name) for name in self.people), run_time=1.2)
        self.remove(*ring.dots, *ring.links, *self.people)
        self.add(ring, self.people)
        self.play_chart(chart, [], axes)
        self.chart, self.curves, self.names = chart, VGroup(), VGroup()

    def ask_by(self, wording: Wording, question: int, told: str, i: int) -> None:
        """Each name's nearest fact as an arrow to the other name in it; how often that is right over hops."""
        ring, last = self.ring, len(wording.row) - 1
        places = range(1, last)
        nearest = wording.nearest[question, 0]
        to = [last - (2 * int(fact) + 1 - p) for p, fact in zip(places, nearest, strict=True)]
        right = wording.right[question, 0]
        asked = self.two_lines(wording.questions[question].format(x="X")).move_to(ring.centre + 0.3 * UP)
        number = Number(int(right.sum()), 0, look.BODY, before="right: ").set_x(ring.centre[0])
        number.on_baseline(ring.centre[1] - 0.95)
        arrows = VGroup(
            *(ring.arrow(last - p, t, false=not ok) for p, t, ok in zip(places, to, right, strict=True))
        )  # fmt: skip
        if i == 0:
            self.play(GrowFromCenter(asked), run_time=0.5)
            grown = [GrowFromPoint(arrow, ring.spot(arrow.child)) for arrow in arrows]
            self.play(LaggedStart(*grown, lag_ratio=0.12), run_time=2.0)
        else:
            self.play(FadeOut(self.asked, shift=0.2 * UP), FadeOut(self.right, shift=0.2 * UP), run_time=0.3)
            self.play(GrowFromCenter(asked), run_time=0.5)
            self.play(ReplacementTransform(self.arrows, arrows), run_time=1.4)
        self.remove(*arrows)
        self.add(arrows)
        self.play(GrowFromEdge(number, UP), run_time=0.4)
        self.asked, self.right, self.arrows = asked, number, arrows
        hops = [int(tick.value) for tick in self.chart.x_numbers]
        inks = (theme.series[2], theme.ink, theme.series[0])
        curve = self.chart.curve(hops, [wording.over_hops(question, h) for h in hops], inks[i])
        name = Label(told, look.SMALL, inks[i], SEMIBOLD)
        self.name_ends(VGroup(name), VGroup(curve))
        self.draw_curve(curve, name, 1.2)
        self.curves.add(curve)
        self.names.add(name)

    @staticmethod
    def two_lines(text: str) -> Label:
        """Broken at the blank nearest to its middle."""
        blank = min((i for i, c in enumerate(text) if c == " "), key=lambda i: abs(i - len(text) / 2))
        return Label(f"{text[:blank]}\n{text[blank + 1 :]}", look.LABEL, theme.query, SEMIBOLD, verbatim=True)

"""Hops: how far along a chain of pointers so many layers go, built by hand, and learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Arc,
    Arrow,
    Circle,
    Dot,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    VMobject,
    there_and_back,
)

from attn_core.pointers import chase, chase_both_ways, iterate
from attn_core.trained import load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

PLACES = 16


class Places(VGroup):
    """Places round a centre, in an ``order``, and an arrow from each to the one that it points to."""

    def __init__(self, f: Sequence[int], order: Sequence[int], radius: float, centre: np.ndarray, size: float = 0.2):
        self.f, self.radius, self.centre, self.size = tuple(f), radius, np.array(centre, float), size
        self.spots = self.spots_in(order)
        self.dots = VGroup(*(Circle(size).move_to(spot).set_fill(theme.panel, 1) for spot in self.spots))
        self.dots.set_stroke(theme.muted, look.LINE)
        self.arrows = VGroup(*(self.arrow(i, self.spots) for i in range(len(f))))
        super().__init__(self.arrows, self.dots)

    def spots_in(self, order: Sequence[int]) -> list[np.ndarray]:
        """Where each place stands when they go round in this order, the first at the top."""
        spots = [np.zeros(3)] * len(order)
        for k, place in enumerate(order):
            angle = PI / 2 - 2 * PI * k / len(order)
            spots[place] = self.centre + self.radius * np.array([np.cos(angle), np.sin(angle), 0])
        return spots

    def arrow(self, i: int, spots: Sequence[np.ndarray]) -> Arrow:
        """From place i to where it points."""
        look_of = {"color": theme.faint, "stroke_width": look.LINE, "tip_length": 0.17}
        return Arrow(spots[i], spots[self.f[i]], buff=self.size + 0.05, **look_of)


class Reach(VGroup):
    """A ring in the order of the cycle, and how far one place knows: ``ahead`` hops, and ``back``."""

    def __init__(self, title: str, x: float, radius: float = 1.65):
        self.centre, self.radius = np.array([x, -0.25, 0]), radius
        spots = [self.spot(k) for k in range(PLACES)]
        self.dots = VGroup(*(Dot(spot, 0.07, color=theme.faint) for spot in spots))
        self.hero = Dot(spots[0], 0.15, color=theme.query)
        self.title = Label(title, look.LABEL, weight=SEMIBOLD).set_x(x).on_baseline(2.15)
        self.number = Number(1, 0, 130, weight=SEMIBOLD).set_x(x)
        self.unit = Label("hops", look.SMALL, theme.muted).set_x(x).on_baseline(-1.2)
        self.arc, self.back = VMobject(), VMobject()
        super().__init__(self.dots, self.arc, self.back, self.hero, self.title, self.number, self.unit)
        self.show(1, 0)

    def spot(self, hops: float) -> np.ndarray:
        """The place so many hops on."""
        angle = PI / 2 - 2 * PI * hops / PLACES
        return self.centre + self.radius * np.array([np.cos(angle), np.sin(angle), 0])

    def show(self, ahead: float, back: float) -> None:
        """Draw what is known, and say how far it is ahead."""
        for arc, hops, opacity in ((self.arc, ahead, 1.0), (self.back, -back, 0.4)):
            angle = -2 * PI * hops / PLACES
            way = Arc(self.radius, PI / 2, angle if abs(angle) > 1e-3 else -1e-3, arc_center=self.centre)
            arc.set_points(way.points)
            arc.set_stroke(theme.weight, 15, opacity if abs(hops) > 1e-3 else 0)
        self.number.set_value(round(ahead)).set_x(self.centre[0]).centred_on(self.centre[1])
        for k, dot in enumerate(self.dots):
            dot.set_color(theme.ink if k <= ahead + 1e-6 or PLACES - k <= back + 1e-6 else theme.faint)


class Hops(LectureScene):
    """Pointer chasing by depth."""

    filled = (MIXES, TRANSFORMS)
    seed, followed, far, layers = 4, 0, 5, 3
    rows: Mapping[str, str] = {
        "depth-0": "no layer",
        "depth-1": "one layer",
        "depth-2": "two layers",
        "depth-3": "three layers",
        "depth-2-no-mlp": "two, no MLP",
        "depth-2-no-residual": "two, no residual",
    }

    def construct(self) -> None:
        order = np.random.default_rng(self.seed).permutation(PLACES)
        f = np.empty(PLACES, int)
        f[order] = np.roll(order, -1)
        self.f = tuple(int(i) for i in f)
        self.chase_by_hand()
        self.build_three_machines()
        self.show_what_was_learned()

    # Follow pointers by hand; then let the tangle become a ring
    def chase_by_hand(self) -> None:
        self.places = Places(self.f, range(PLACES), 2.55, np.array([-3.4, -0.15, 0]))
        self.slide("chase", "constructed", begin=[self.places], places=str(PLACES), far=str(self.far))
        places, at = self.places, self.followed
        light = Dot(places.spots[at], 0.13, color=theme.query)
        count = Number(0, 0, 230, weight=SEMIBOLD).move_to([3.2, 0.2, 0])
        word = Label("hops", look.BODY, theme.muted).set_x(3.2).on_baseline(-1.35)
        start = Label("start", look.LABEL, theme.query, SEMIBOLD).next_to(places.dots[at], UP, buff=0.12)
        self.play(
            GrowFromCenter(light),
            GrowFromEdge(start, DOWN),
            places.dots[at].animate.set_stroke(theme.query, look.MARK),
            GrowFromCenter(count),
            GrowFromEdge(word, UP),
            run_time=0.8,
        )
        for hop in range(1, self.far + 1):
            to = self.f[at]
            self.play(
                MoveAlongPath(light, Line(places.spots[at], places.spots[to])),
                places.arrows[at].animate.set_color(theme.query),
                run_time=1.2,
            )
            count.set_value(hop)
            self.play(places.dots[to].animate.set_stroke(theme.query, look.MARK), run_time=0.2)
            at = to
        assert at == iterate(self.f, self.far)[self.followed]

        self.step()
        cycle = [self.followed]
        while len(cycle) < PLACES:
            cycle.append(self.f[cycle[-1]])
        spots = places.spots_in(cycle)
        self.play(
            *(dot.animate.move_to(spot) for dot, spot in zip(places.dots, spots, strict=True)),
            *(
                Transform(arrow, places.arrow(i, spots).set_color(arrow.get_color()))
                for i, arrow in enumerate(places.arrows)
            ),
            light.animate.move_to(spots[at]),
            start.animate.next_to(spots[self.followed] + 0.25 * UP, UP, buff=0.12),
            run_time=2.4,
        )
        # Round the ring, so that each dot has its place in it from here on.
        self.round = VGroup(*(places.dots[place] for place in cycle))
        self.light, self.count, self.word = light, count, word

    # One place, three machines: what it knows after each layer
    def build_three_machines(self) -> None:
        ring = tuple(int(i) for i in np.roll(np.arange(PLACES), -1))
        known = {
            "one more": [self.reached(chase(ring, L, doubling=False).reached[-1]) for L in range(self.layers + 1)],
            "twice as far": [self.reached(chase(ring, L, doubling=True).reached[-1]) for L in range(self.layers + 1)],
        }
        windows = chase_both_ways(ring, self.layers)
        both = [windows.reach(L) for L in range(self.layers + 1)]
        behind = [-min(windows.known[L]) for L in range(self.layers + 1)]
        known["both ways"] = both
        told = {name.replace(" ", "_"): ", ".join(map(str, hops)) for name, hops in known.items()}
        self.slide("built", "constructed", keep=[self.round], places=str(PLACES), **told)
        self.machines = [Reach(name, x) for name, x in zip(known, (-4.5, 0, 4.5), strict=True)]
        for machine in self.machines:
            machine.show(1, 0)
        dots = self.round
        self.play(
            *(TransformFromCopy(dots, machine.dots) for machine in self.machines[1:]),
            ReplacementTransform(dots, self.machines[0].dots),
            run_time=1.2,
        )
        self.remove(*(machine.dots for machine in self.machines))
        self.add(*self.machines)
        said = Number(0, 0, look.BODY, theme.muted, before="layers: ").set_x(0).on_baseline(-2.85)
        self.play(*(GrowFromCenter(machine.hero) for machine in self.machines), GrowFromEdge(said, UP), run_time=0.6)
        with self.loop():
            swells = (machine.hero.animate(rate_func=there_and_back).scale(1.5) for machine in self.machines)
            self.play(*swells, run_time=1.6)

        self.step()
        depth = ValueTracker(0)
        rows = list(known.values())

        def between(values: Sequence[int], at: float) -> float:
            low = min(int(at), len(values) - 2)
            return values[low] + (at - low) * (values[low + 1] - values[low])

        def show(_: VMobject) -> None:
            at = depth.get_value()
            for machine, values in zip(self.machines, rows, strict=True):
                machine.show(between(values, at), between(behind, at) if values is both else 0)
            said.set_value(round(at))

        group = VGroup(*self.machines, said).add_updater(show)
        self.add(group)
        self.dial("layers", depth, 0, self.layers, seconds=6, places=0, whole=1, rest=self.layers)
        group.clear_updaters()

    @staticmethod
    def reached(end: Sequence[int]) -> int:
        """How many hops lead from place 0 to where it points, on the ring in order."""
        return int(end[0])

    # What trained nets learned, seed by seed
    def show_what_was_learned(self) -> None:
        models = load("hops")
        learned = {name: [int((run > 0.99).sum()) for run in models[name].curve("by_hops")] for name in self.rows}
        told = {name.replace("-", "_"): ", ".join(map(str, counts)) for name, counts in learned.items()}
        first = models["depth-1"]
        self.slide(
            "learned", "measured", keep=[machine.dots for machine in self.machines], seeds=str(first.seeds),
            steps=str(first.steps), chance=f"{1 / (PLACES - 1):.3f}", places=str(PLACES), **told,
        )  # fmt: skip
        hops = models["depth-1"].curve("by_hops").shape[1]
        side, left, top = 0.72, -2.6, 1.85
        heads = VGroup(*(Number(k, 0, look.LABEL, theme.muted) for k in range(1, hops + 1)))
        for k, head in enumerate(heads):
            head.set_x(left + side * k).on_baseline(2.35)
        word = Label("hops", look.LABEL, theme.muted).next_to(heads, LEFT, buff=0.4).on_baseline(2.35)
        seeds = Label("learned, by seed", look.SMALL, theme.muted).align_to([left + side * hops + 0.1, 0, 0], LEFT)
        seeds.on_baseline(2.35)
        self.play(
            *(machine.dots.animate(remover=True).scale(0.1).move_to(heads) for machine in self.machines),
            LaggedStart(*(GrowFromEdge(head, UP) for head in heads), lag_ratio=0.1),
            GrowFromEdge(word, RIGHT),
            GrowFromEdge(seeds, LEFT),
            run_time=1.2,
        )
        self.fields: dict[str, list[list[Rectangle]]] = {}
        for r, (name, title) in enumerate(self.rows.items()):
            if r == 4:
                self.step()
            y = top - 0.8 * r - (0.25 if r > 3 else 0)
            curves = models[name].curve("by_hops")
            label = Label(title, look.LABEL, weight=SEMIBOLD).align_to([-6.5, 0, 0], LEFT).centred_on(y)
            cells = []
            for s, run in enumerate(curves):
                row = []
                for k, share in enumerate(run):
                    cell = Rectangle(width=side - 0.06, height=0.19, stroke_width=look.HAIR, stroke_color=theme.faint)
                    cell.move_to([left + side * k, y + 0.21 * (1 - s), 0]).set_fill(theme.ink, float(share))
                    row.append(cell)
                cells.append(row)
            self.fields[name] = cells
            flat = [row[k] for k in range(hops) for row in cells]
            counts = learned[name]
            ends = VGroup(*(Number(n, 0, look.LABEL, weight=SEMIBOLD) for n in counts))
            for j, number in enumerate(ends):
                number.set_x(left + side * hops + 0.35 + 0.75 * j).centred_on(y)
            filled = LaggedStart(*(GrowFromEdge(cell, LEFT) for cell in flat), lag_ratio=0.03)
            self.play(GrowFromEdge(label, LEFT), filled, run_time=1.1)
            self.play(LaggedStart(*(GrowFromEdge(n, LEFT) for n in ends), lag_ratio=0.2), run_time=0.4)

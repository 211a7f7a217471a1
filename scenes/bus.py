"""The bus: attention that was trained to fetch, frozen, and read by six programs; and the same trained together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    PI,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Create,
    CubicBezier,
    DashedLine,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    ShowPassingFlash,
    ShrinkToCenter,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    Write,
)

from attn_core.trained import Runs, load
from scenes import look
from scenes.lecture_scene import LectureScene
from scenes.mobjects.bars import span
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.mobjects.tokens import weight_width
from scenes.theme import theme

LEAST = 0.03  # lighter looks are not drawn
TOP, BOTTOM = 0.32, -0.28  # of the rail
FOOT, HIGH = -2.5, 1.3  # where the bars stand, and how high one is


def x_of(place: int) -> float:
    """Where one of the eight places stands."""
    return (place - 3.5) * 1.68


class Held(VGroup):
    """A token: its ``value``, and the ``address`` of the place that it points to; places count from 1."""

    def __init__(self, place: int, value: int, pointer: int):
        self.box = RoundedRectangle(look.CORNER, width=1.25, height=1.12).set_stroke(theme.muted, look.LINE)
        self.box.move_to([x_of(place), 1.72, 0])
        self.value = Number(value, 0, look.TITLE, theme.value, SEMIBOLD).set_x(self.box.get_x() - 0.25)
        self.value.centred_on(self.box.get_y())
        self.address = Number(pointer + 1, 0, look.SMALL, theme.muted, before="→ ").set_x(self.box.get_x() + 0.28)
        self.address.on_baseline(1.32)
        self.number = Number(place + 1, 0, look.SMALL, theme.muted).set_x(self.box.get_x()).on_baseline(2.4)
        super().__init__(self.box, self.value, self.address, self.number)

    def light(self, color: str) -> Held:
        """Frame it in a colour."""
        self.box.set_stroke(color, look.STRONG)
        return self


class Rail(VGroup):
    """The layer that all share, with its name; ``flakes`` lie on it when it is frozen."""

    def __init__(self) -> None:
        self.body = RoundedRectangle(look.CORNER, width=13.1, height=TOP - BOTTOM).move_to((TOP + BOTTOM) / 2 * UP)
        self.body.set_stroke(theme.weight, look.MARK).set_fill(theme.panel, 1)
        self.word = self.named("one attention layer, trained to fetch")
        places = np.linspace(-6.2, 6.2, 14)
        self.flakes = VGroup(*(self.flake().move_to([x, self.body.get_y(), 0]) for x in places if abs(x) > 3.3))
        super().__init__(self.body, self.word)

    def named(self, text: str) -> Label:
        """What it is called, to stand on it."""
        return Label(text, look.LABEL, theme.weight).centred_on(self.body.get_y())

    @staticmethod
    def flake() -> VGroup:
        """A crystal of frost."""
        arms = VGroup(*(Line(0.17 * RIGHT, -0.17 * RIGHT).rotate(k * PI / 3, about_point=ORIGIN) for k in range(3)))
        return arms.set_stroke(theme.ink, look.LINE)


class Wire(CubicBezier):
    """A look from a place below at a token above, as wide as its weight."""

    def __init__(self, place: int, token: int, weight: float):
        start, end = np.array([x_of(token), 1.16, 0]), np.array([x_of(place), TOP + 0.03, 0])
        bend = 0.62 * (start[1] - end[1])
        super().__init__(start, start + bend * DOWN, end + bend * UP, end)
        self.weight = weight
        self.set_stroke(theme.weight, weight_width(weight), min(1.0, 0.25 + weight))


class Column(VGroup):
    """A program at its plug: its name, and bars of how often it is right, ``with_mlp`` and ``linear`` alone."""

    breadth = 0.52

    def __init__(self, number: int, title: Label | Number, shares: Mapping[str, float], commonest: float):
        x = (number - 2.5) * 2.18
        self.plug = Line([x, BOTTOM, 0], [x, BOTTOM - 0.2, 0]).set_stroke(theme.program, look.HEAVY)
        self.title = title.set_x(x)
        self.title.on_baseline(BOTTOM - 0.52)
        self.base = Line([x - 0.95, FOOT, 0], [x + 0.95, FOOT, 0]).set_stroke(theme.muted, look.THIN)
        self.shares = dict(shares)
        self.bars: dict[str, Rectangle] = {}
        self.numbers: dict[str, Number] = {}
        for kind, side, color in (("mlp", -0.46, theme.program), ("linear", 0.46, theme.muted)):
            bar = Rectangle(width=self.breadth, height=1, stroke_width=0).set_fill(color, 1).set_x(x + side)
            self.bars[kind], self.numbers[kind] = bar, Number(0, 2, look.SMALLEST, color)
        level = FOOT + commonest * HIGH
        self.guess = DashedLine([x + 0.06, level, 0], [x + 0.9, level, 0], dash_length=0.08)
        self.guess.set_stroke(theme.ink, look.LINE).set_z_index(1)
        self.commonest = commonest
        super().__init__(self.plug, self.title, self.base)

    def show(self, kind: str, share: float) -> None:
        """Let a bar have a height."""
        span(self.bars[kind], 1, FOOT, FOOT + max(share * HIGH, 1e-3))
        self.numbers[kind].set_value(share).set_x(self.bars[kind].get_x()).on_baseline(FOOT + share * HIGH + 0.1)

    def grow(self, kind: str, start: float, end: float) -> Animation:
        """The bar goes from one share to another; its number comes when it has arrived: none between was measured."""
        part = VGroup(self.bars[kind], self.numbers[kind])
        self.show(kind, start)

        def lay(t: float) -> None:
            self.show(kind, start + t * (end - start))
            self.numbers[kind].set_opacity(float(t == 1))

        return UpdateFromAlphaFunc(part, lambda _, t: lay(t))


class Verdicts(VGroup):
    """A hundred answers as squares, a row of ten after another; the right ones are filled one by one."""

    def __init__(self, right: list[int]):
        self.right = right
        self.cells = [Rectangle(width=0.15, height=0.15).set_stroke(theme.faint, look.HAIR) for _ in right]
        super().__init__(*self.cells)
        self.arrange_in_grid(rows=10, buff=0.06)

    def mark(self, share: float) -> None:
        """Show the first verdicts; 1: all of them."""
        for i, (cell, right) in enumerate(zip(self.cells, self.right, strict=True)):
            done = share * len(self.right) > i
            cell.set_fill(theme.program, float(done and right))


class Bus(LectureScene):
    """One frozen layer fetches; what is computed is in what reads it, unless both are trained together."""

    filled = (MIXES, TRANSFORMS)
    programs: Mapping[str, str] = {
        "sum": "(a + b) mod ",
        "max": "max (a, b)",
        "equal": "a = b ?",
        "product": "a × b mod ",
        "difference": "|a − b|",
        "greater": "a > b ?",
    }
    place = 1  # whose wire is followed

    def construct(self) -> None:
        self.models = load("bus")
        self.example = self.models["sum"].runs[0]["example"]
        self.fetch()
        self.freeze()
        self.plug_in_programs()
        self.train_together()

    def share(self, name: str) -> float:
        """How often a model is right, mean over its seeds."""
        return float(self.models[name].curve("right").mean())

    # Trained to do nothing but fetch
    def fetch(self) -> None:
        values, pointers = self.example["values"], self.example["pointers"]
        self.tokens = VGroup(*(Held(i, v, f) for i, (v, f) in enumerate(zip(values, pointers, strict=True))))
        runs: Runs = self.models["sum"]
        weight = float(runs.curve("weight").mean())
        self.slide(
            "fetch", "measured", begin=[self.tokens], seeds=str(runs.seeds), weight=f"{weight:.2f}",
            right=f"{self.share('copy-linear'):.3f}", places=str(len(values)), place=str(self.place + 1),
            pointer=str(pointers[self.place] + 1), fetched=str(values[pointers[self.place]]),
        )  # fmt: skip
        hero, target = self.tokens[self.place], self.tokens[pointers[self.place]]
        self.rail = Rail()
        self.play(GrowFromCenter(self.rail.body), hero.animate.light(theme.query), run_time=1.8)
        self.play(Write(self.rail.word), run_time=0.8)
        looks = np.array(self.example["weights"])
        self.wires = [self.wires_of(i, row) for i, row in enumerate(looks)]
        self.play(
            target.animate.light(theme.value),
            hero.address.animate.scale(1.3).set_color(theme.query),
            run_time=0.8,
        )
        self.play(*(Create(wire) for wire in self.wires[self.place]), run_time=1.8)
        self.got = [self.output(i, values[f]) for i, f in enumerate(pointers)]
        self.carry(self.place, pointers[self.place], 1.6)

        self.step()
        others = [i for i in range(len(values)) if i != self.place]
        self.play(LaggedStart(*(Create(wire) for i in others for wire in self.wires[i]), lag_ratio=0.08), run_time=2.2)
        for i in others:
            self.wires[i].set_stroke(opacity=0.3)
        numbers = [
            Number(weight, 2, look.HERO, theme.weight, SEMIBOLD),
            Number(self.share("copy-linear"), 3, look.HERO, theme.ink, SEMIBOLD),
        ]
        names = [Label(text, look.LABEL, theme.muted) for text in ("mean weight on the right one", "copies right")]
        for number, name, x in zip(numbers, names, (-3.3, 3.3), strict=True):
            number.set_x(x).on_baseline(-2.35)
            name.set_x(x).on_baseline(-2.85)
        fetched = (TransformFromCopy(self.tokens[pointers[i]].value, self.got[i]) for i in others)
        self.play(LaggedStart(*fetched, lag_ratio=0.1), run_time=2.2)
        self.play(*(GrowFromCenter(number) for number in numbers), *(GrowFromEdge(name, UP) for name in names))
        self.said = VGroup(*numbers, *names)

    @property
    def bus(self) -> list[VMobject]:
        """All that stands from the tokens down to the rail."""
        return [self.tokens, *self.wires, self.rail.body, self.rail.word, self.rail.flakes]

    @staticmethod
    def wires_of(place: int, weights: np.ndarray) -> VGroup:
        """The looks of a place, the strongest last."""
        return VGroup(*(Wire(place, int(j), float(weights[j])) for j in np.argsort(weights) if weights[j] >= LEAST))

    def output(self, place: int, value: int) -> Number:
        """The fetched value, below the rail at its place."""
        return Number(value, 0, look.TITLE, theme.value, SEMIBOLD).set_x(x_of(place)).on_baseline(BOTTOM - 0.72)

    def carry(self, place: int, token: int, seconds: float) -> None:
        """A value comes down its wire and out of the rail."""
        flying, wire = self.tokens[token].value.copy(), self.wires[place][-1]
        self.add(flying)
        self.play(MoveAlongPath(flying, wire.copy()), run_time=0.6 * seconds)
        self.play(ReplacementTransform(flying, self.got[place]), run_time=0.4 * seconds)

    # Frost falls on the rail: nothing in it changes from here on
    def freeze(self) -> None:
        self.step()
        frozen = self.rail.named("the bus: trained once, now frozen").set_color(theme.ink)
        self.play(
            LaggedStart(*(GrowFromCenter(flake) for flake in self.rail.flakes), lag_ratio=0.12),
            self.rail.body.animate.set_stroke(theme.ink),
            ReplacementTransform(self.rail.word, frozen),
            run_time=2.4,
        )
        self.rail.word = frozen
        with self.loop():
            for i in (self.place, *(j for j in range(len(self.wires)) if j != self.place)):
                light = self.wires[i][-1].copy().set_stroke(theme.ink, opacity=1)
                self.play(ShowPassingFlash(light, time_width=0.4), run_time=1.2)

    # Plug a program in, then five more; then take them out
    def plug_in_programs(self) -> None:
        values, pointers = self.example["values"], self.example["pointers"]
        a, b = values[self.place], values[pointers[self.place]]
        names = list(self.programs)
        self.columns = {
            name: Column(
                i, self.named(name, look.LABEL), self.shares(name), float(self.models[name].curve("commonest").mean())
            )
            for i, name in enumerate(self.programs)
        }
        hero = self.columns[names[0]]
        facts = {name.replace("-", "_"): f"{self.share(name):.2f}" for name in self.models}
        chance = {f"{name}_guess": f"{c.commonest:.2f}" for name, c in self.columns.items()}
        self.slide(
            "programs", "measured", keep=[*self.bus, self.got[self.place]],
            a=str(a), b=str(b), said=str(self.example["said"][self.place]),
            seeds=str(self.models["sum"].seeds), count=str(len(self.programs)), **facts, **chance,
        )  # fmt: skip
        card = RoundedRectangle(look.CORNER, width=6.6, height=2.3).move_to([x_of(self.place) + 1.6, -1.75, 0])
        card.set_stroke(theme.program, look.STRONG).set_fill(theme.panel, 1)
        plug = Line([x_of(self.place), BOTTOM, 0], [x_of(self.place), card.get_top()[1], 0])
        plug.set_stroke(theme.program, look.HEAVY)
        rule = self.named("sum", look.BODY)
        rule.align_to(card, [-1, 0, 0]).shift(0.35 * RIGHT).on_baseline(card.get_top()[1] - 0.62)
        taken = Number(a, 0, look.TITLE, theme.value, SEMIBOLD).set_x(rule.get_left()[0] + 0.25).on_baseline(-2.55)
        fetched = self.got[self.place].set_z_index(1)  # the card comes down behind it
        there = fetched.copy().set_x(taken.get_x() + 1.5).on_baseline(-2.55)
        names_of = VGroup(
            *(
                Label(text, look.SMALL, theme.muted).set_x(number.get_x()).on_baseline(-1.95)
                for text, number in (("a, own", taken), ("b, fetched", there))
            )
        )
        arrow = Label("→", look.TITLE, theme.program).set_x(there.get_x() + 0.75).on_baseline(-2.55)
        answer = Number(self.example["said"][self.place], 0, look.TITLE, weight=SEMIBOLD)
        answer.set_x(arrow.get_x() + 0.75).on_baseline(-2.55)
        field = (
            Verdicts(self.models["sum"].runs[0]["first"])
            .scale(0.8)
            .move_to([card.get_right()[0] - 1.35, card.get_y() + 0.2, 0])
        )
        asked = Number(len(field.right), 0, look.SMALL, theme.muted, after=" answers").set_x(field.get_x())
        asked.on_baseline(card.get_bottom()[1] + 0.13)
        self.play(GrowFromEdge(card, UP), Create(plug), run_time=1.6)
        self.play(
            GrowFromEdge(rule, UP),
            fetched.animate.move_to(there),
            TransformFromCopy(self.tokens[self.place].value, taken, path_arc=0.6),
            *(GrowFromEdge(name, DOWN) for name in names_of),
            run_time=1.2,
        )
        self.play(GrowFromEdge(arrow, [-1, 0, 0]), TransformFromCopy(VGroup(taken, fetched), answer), run_time=0.9)
        field.mark(0)
        self.add(field)
        self.play(GrowFromEdge(asked, UP), run_time=0.4)
        self.play(UpdateFromAlphaFunc(field, lambda m, t: m.mark(t)), run_time=3.2)

        self.step()
        self.shrink([card, rule, taken, fetched, names_of, arrow, answer, asked, field], plug, hero)
        for name in names[1:]:
            self.drop(self.columns[name])

        self.step()
        grown = [column.grow("linear", 0, column.shares["linear"]) for column in self.columns.values()]
        self.play(*(Create(column.guess) for column in self.columns.values()), run_time=1.0)
        self.key = self.legend()
        self.play(LaggedStart(*grown, lag_ratio=0.25), GrowFromEdge(self.key, DOWN), run_time=3.2)
        for column in self.columns.values():
            parts = (column.guess, *column.bars.values(), *column.numbers.values())
            self.remove(*parts, *column)
            self.add(column.add(*parts))

    def named(self, program: str, size: float) -> Label | Number:
        """A program's name."""
        text = self.programs[program]
        if text.endswith(" "):
            return Number(self.example["numbers"], 0, size, theme.program, before=text, weight=SEMIBOLD)
        return Label(text, size, theme.program, SEMIBOLD, verbatim=True)

    def shares(self, program: str) -> dict[str, float]:
        """How often a program is right with an MLP, by a linear read-out, and trained with that, without norms."""
        names = {"mlp": program, "linear": f"{program}-linear", "together": f"{program}-bare"}
        return {kind: self.share(name) for kind, name in names.items()}

    def shrink(self, parts: Sequence[VMobject], plug: Line, hero: Column) -> None:
        """The card becomes a column; its filled field becomes the bar."""
        card, rule, *rest, field = parts
        hero.show("mlp", hero.shares["mlp"])
        self.play(
            ReplacementTransform(plug, hero.plug),
            ReplacementTransform(rule, hero.title),
            ReplacementTransform(field, hero.bars["mlp"]),
            ReplacementTransform(card, hero.base),
            *(ShrinkToCenter(part) for part in rest),
            run_time=1.2,
        )
        self.remove(*rest)
        self.play(GrowFromEdge(hero.numbers["mlp"], DOWN), run_time=0.3)

    def drop(self, column: Column) -> None:
        """Another program drops from the same rail."""
        self.play(Create(column.plug), GrowFromEdge(column.title, UP), Create(column.base), run_time=0.4)
        self.play(column.grow("mlp", 0, column.shares["mlp"]), run_time=0.5)

    def legend(self) -> VGroup:
        """What the bars are."""
        words = [
            Label("with an MLP", look.SMALL, theme.program),
            Label("a linear read-out alone", look.SMALL, theme.muted),
            Label("always the commonest answer", look.SMALL),
        ]
        marks = [
            Rectangle(width=0.24, height=0.24, stroke_width=0).set_fill(theme.program, 1),
            Rectangle(width=0.24, height=0.24, stroke_width=0).set_fill(theme.muted, 1),
            DashedLine(ORIGIN, 0.4 * RIGHT, dash_length=0.08).set_stroke(theme.ink, look.LINE),
        ]
        pairs = [VGroup(mark, word).arrange(RIGHT, buff=0.15) for mark, word in zip(marks, words, strict=True)]
        return VGroup(*pairs).arrange(RIGHT, buff=0.6).move_to(2.85 * DOWN)

    # Thaw it, and train rail and read-out together
    def train_together(self) -> None:
        bars = self.columns.values()
        self.slide(
            "together", "measured", keep=[*self.bus, *bars, self.key],
            seeds=str(self.models["sum"].seeds), sum=f"{self.share('sum-bare'):.3f}",
            least_normed=f"{min(self.share(f'{name}-together') for name in self.programs):.3f}",
            least=f"{min(column.shares['together'] for column in self.columns.values()):.3f}",
            weight=f"{self.models['sum'].curve('weight').mean():.2f}",
            weight_now=f"{self.models['sum-bare'].curve('weight').mean():.2f}", count=str(len(self.programs)),
        )  # fmt: skip
        thawed = self.rail.named("the bus again, trained with its reader")
        self.play(
            LaggedStart(*(FadeOut(f, shift=0.5 * DOWN, scale=0.2) for f in self.rail.flakes), lag_ratio=0.1),
            self.rail.body.animate.set_stroke(theme.weight),
            ReplacementTransform(self.rail.word, thawed),
            *(
                part.animate.set_opacity(0)
                for c in self.columns.values()
                for part in (c.bars["mlp"], c.numbers["mlp"], c.guess)
            ),
            *(part.animate.set_opacity(0) for part in (self.key[0], self.key[2])),
            run_time=1.8,
        )
        self.rail.word = thawed
        melted = [c.grow("linear", c.shares["linear"], c.shares["together"]) for c in self.columns.values()]
        self.play(LaggedStart(*melted, lag_ratio=0.15), run_time=3.6)

        self.step()
        found = np.array(self.models["sum-bare"].runs[0]["example"]["weights"])
        place = self.place
        new = self.wires_of(place, found[place])
        before, now = (float(self.models[name].curve("weight").mean()) for name in ("sum", "sum-bare"))
        said = Label("mean weight on the right place, for the sum", look.LABEL, theme.weight)
        numbers = [
            Number(before, 2, look.LABEL, theme.muted, before="was "),
            Number(now, 2, look.BODY, theme.weight, SEMIBOLD, before="now "),
        ]
        VGroup(said, *numbers).arrange(RIGHT, buff=0.35).set_x(0)
        for part in (said, *numbers):
            part.centred_on(self.rail.body.get_y())
        self.play(ReplacementTransform(self.rail.word, said), GrowFromEdge(numbers[0], DOWN), run_time=0.8)
        self.play(
            GrowFromEdge(numbers[1], LEFT),
            *(wire.animate.set_stroke(opacity=0.1) for i, ws in enumerate(self.wires) if i != place for wire in ws),
            ReplacementTransform(self.wires[place], new),
            run_time=1.8,
        )

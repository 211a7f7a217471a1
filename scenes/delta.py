"""Delta: an attention with a state; its beta keeps, replaces or mirrors, and what mirrors can follow."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Create,
    DashedLine,
    Dot,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    ShowPassingFlash,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
    there_and_back,
)

from attn_core.machines import Assignment
from attn_core.memory import overwrite
from scenes import look
from scenes.cast import address_box
from scenes.delta_mirrors import DeltaMirrors
from scenes.mobjects.bars import span
from scenes.mobjects.mirrors import BetaScale, LayerStack, StateArrow
from scenes.mobjects.program import Statement
from scenes.mobjects.seats import MIXES, TRANSFORMS
from scenes.mobjects.text import Label, Number
from scenes.theme import theme

SCALE_AT = 4.55 * RIGHT


class Delta(DeltaMirrors):
    """A write of the delta rule on a dial; parity and swaps by mirrors; hybrids that were released."""

    filled = (MIXES, TRANSFORMS)
    writes, other = (3, 5), 2  # of x, one after the other, and of y
    period = (True, True, True, False)  # layers with a state, and one that mixes
    models = (("Qwen3-Next", "Gated DeltaNet", 1), ("Kimi Linear", "Kimi Delta Attention", 1),
              ("Olmo Hybrid", "Gated DeltaNet", 2))  # fmt: skip

    def construct(self) -> None:
        self.read_an_arrow()
        self.write_once()
        self.turn_what_is_written()
        self.write_nothing()
        self.mirror_at_each_one()
        self.weaken_the_mirror()
        self.draw_the_margin()
        self.mirror_a_difference()
        self.follow_the_cards()
        self.follow_them_far()
        self.stack_layers()
        self.compare_their_betas()

    # Two boxes are one arrow; a key reads its shadow
    def read_an_arrow(self) -> None:
        self.keys = np.eye(2)
        empty = np.zeros((1, 2))
        (first, second), x, y = self.writes, *self.keys
        self.old = overwrite(overwrite(empty, x, np.array([first])), y, np.array([self.other]))
        boxes = [address_box("x", first), address_box("y", self.other, 1)]
        over = overwrite(self.old, x, np.array([second]), self.mirror)[0, 0]
        told = {"first": first, "second": second, "other": self.other, "over": over}
        self.slide("overwrite", "constructed", begin=boxes, **{name: f"{value:g}" for name, value in told.items()})
        names = [Label(name, look.BODY, theme.key, SEMIBOLD) for name in ("x", "y")]
        self.arrow = StateArrow(self.old[0], names, (-3.2, 7.5, 2.9), 0.97)
        self.arrow.shift(3.35 * LEFT + 0.4 * DOWN)
        self.play(
            *(ReplacementTransform(box.tab.label, name) for box, name in zip(boxes, names, strict=True)),
            *(ReplacementTransform(b.card.value, r) for b, r in zip(boxes, self.arrow.readings, strict=True)),
            *(ReplacementTransform(b.card.box, part) for b, part in zip(boxes, self.arrow.drops, strict=True)),
            *(FadeOut(box.tab.plate) for box in boxes),
            *(GrowFromPoint(axis, self.arrow.plane.origin.get_center()) for axis in self.arrow.axes),
            run_time=1.6,
        )
        self.play(GrowFromPoint(self.arrow.arrow, self.arrow.plane.origin.get_center()), run_time=0.8)
        self.play(TransformFromCopy(self.arrow.arrow, self.arrow.shadow), run_time=0.9)
        self.remove(*self.arrow)
        self.add(self.arrow)

    def lay(self, kept: float, written: float) -> None:
        """The arrow reaches along x what was kept and what was written; the strips below tell both."""
        self.arrow.show((kept + written, self.old[0, 1]))
        zero, unit = self.arrow.plane.origin.get_x(), self.arrow.plane.unit
        for strip, start, end in zip(self.strips, (0, kept), (kept, kept + written), strict=True):
            low, high = sorted((zero + unit * start, zero + unit * end))
            span(strip, 0, low, max(high, low + 0.004))

    # The old part is taken out, the new one put in
    def write_once(self) -> None:
        self.step()
        first, second = self.writes
        self.line = Statement(Assignment("x", second), look.TITLE)
        self.line.move_to(6.5 * LEFT + 2.3 * UP, aligned_edge=LEFT)
        self.ghost = self.arrow.arrow.copy().set_opacity(0.3)
        self.strips, self.names = VGroup(), VGroup()
        for name, ink, y in (("kept", theme.state, -1.95), ("written", theme.value, -2.55)):
            strip = Rectangle(width=1, height=0.36, stroke_width=0).set_fill(ink, 1).set_y(y)
            strip.shows_state = ink == theme.state
            self.strips.add(strip)
            self.names.add(Label(name, look.BODY, theme.muted).align_to(SCALE_AT, LEFT).centred_on(y))
        self.play(GrowFromEdge(self.line, LEFT), run_time=0.8)
        self.add(self.ghost)
        self.bring_to_front(self.arrow)
        self.lay(first, 0)
        old, new = self.strips
        place = old.get_y()
        old.set_y(self.arrow.shadow.get_y())
        self.play(old.animate.set_y(place), GrowFromEdge(self.names[0], LEFT), run_time=0.9)
        moving = VGroup(self.arrow, self.strips)
        self.play(UpdateFromAlphaFunc(moving, lambda _, t: self.lay((1 - t) * first, 0)), run_time=1.4)
        source = self.line.source.copy()
        self.play(source.animate(path_arc=0.5).move_to(new).scale(0.6), GrowFromEdge(self.names[1], LEFT), run_time=1.0)
        self.play(
            source.animate(remover=True).set_opacity(0),
            UpdateFromAlphaFunc(moving, lambda _, t: self.lay(0, t * second)),
            run_time=1.4,
        )
        self.add(moving)

    def turn(self, beta: ValueTracker, value: float) -> None:
        """What the core writes at this beta, as it is kept and as it is added."""
        x = self.keys[0]
        kept = overwrite(self.old, x, np.zeros(1), beta.get_value())[0, 0]
        whole = overwrite(self.old, x, np.array([value]), beta.get_value())[0, 0]
        self.lay(kept, whole - kept)
        self.scale.show(beta.get_value())

    # Beta says how much
    def turn_what_is_written(self) -> None:
        self.step()
        self.beta = ValueTracker(1.0)
        self.scale = BetaScale(1.0).move_to(SCALE_AT + 0.5 * UP, aligned_edge=LEFT)
        self.play(GrowFromCenter(self.scale), run_time=1.0)
        self.moving = VGroup(self.arrow, self.strips, self.scale)
        self.remove(self.arrow, self.strips, self.scale)
        self.add(self.moving)
        self.moving.add_updater(lambda _: self.turn(self.beta, self.writes[1]))
        self.dial("beta", self.beta, 0, self.mirror, seconds=6, places=2)
        self.moving.clear_updaters()

    # With nothing to write, beta acts on what is there
    def write_nothing(self) -> None:
        self.step()
        x = ValueTracker(self.arrow.readings[0].value)
        back = UpdateFromAlphaFunc(self.moving, lambda _, t: self.lay(t * self.writes[0], (1 - t) * x.get_value()))
        self.play(FadeOut(self.line), FadeOut(self.names[1]), back, run_time=1.4)
        self.strips[1].set_opacity(0)
        self.beta.set_value(0)
        origin = self.arrow.plane.origin.get_center()
        self.glass = DashedLine(origin + 0.3 * DOWN, self.arrow.axes[1].get_end() + 0.3 * UP, dash_length=0.14)
        self.glass.set_stroke(theme.program, look.STRONG)
        self.play(Create(self.glass), UpdateFromAlphaFunc(self.scale, lambda s, t: s.show(1 - t)), run_time=0.9)
        self.moving.add_updater(lambda _: self.turn(self.beta, 0))
        self.dial("beta", self.beta, 0, self.mirror, seconds=6, places=2, rest=self.mirror)
        self.moving.clear_updaters()

    # Layers with a state, and one that mixes
    def stack_layers(self) -> None:
        told = {"state": str(sum(self.period)), "mix": str(self.period.count(False))}
        self.slide("ship", "cited", keep=[self.bars.bars, self.scale.axis], **told)
        stack = LayerStack(2 * self.period, ("delta rule", "attention")).move_to([-1.2, -0.15, 0])
        first, rest = stack.layers[: self.things], stack.layers[self.things :]
        self.play(
            *(ReplacementTransform(bar, layer) for bar, layer in zip(self.bars.bars, first, strict=True)),
            LaggedStart(*(GrowFromEdge(layer, DOWN) for layer in rest), lag_ratio=0.3),
            run_time=1.8,
        )
        self.remove(*stack.layers)
        self.add(stack)
        self.play(Create(stack.way), run_time=0.6)
        self.bring_to_back(stack.way)
        self.counts = VGroup()
        for layers in (stack.layers[: sum(self.period)], stack.layers[sum(self.period) : len(self.period)]):
            right = layers.get_right()[0] + 0.15
            side = Line([right, layers.get_bottom()[1], 0], [right, layers.get_top()[1], 0])
            side.set_stroke(theme.muted, look.MARK)
            number = Number(len(layers), 0, look.TITLE, weight=SEMIBOLD).next_to(side, RIGHT, buff=0.15)
            self.counts.add(VGroup(side, number))
        for side, number in self.counts:
            self.play(Create(side), GrowFromEdge(number, LEFT), run_time=0.6)
        self.run_up(stack)
        self.stack = VGroup(stack, self.counts)

    def run_up(self, stack: LayerStack) -> None:
        """Data go up: each seat lights up as they pass."""
        dot = Dot(stack.way.get_start(), 0.13, color=theme.ink)
        self.add(dot)
        for _, seat, _ in stack.layers:
            self.play(
                dot.animate.move_to(seat),
                seat.animate(rate_func=there_and_back).scale(1.35),
                run_time=0.35,
            )
        self.play(dot.animate(remover=True).move_to(stack.way.get_end()).set_opacity(0), run_time=0.4)

    # Three models, and how far their beta goes
    def compare_their_betas(self) -> None:
        self.step()
        self.play(self.stack.animate.align_to(6.6 * LEFT, LEFT), run_time=1.0)
        columns = VGroup()
        for (name, kind, _), x in zip(self.models, (-1.45, 0.85, 3.15), strict=True):
            head = Label(name, look.LABEL, weight=SEMIBOLD, verbatim=True).set_x(x).on_baseline(-2.1)
            below = Label(kind, look.SMALL, theme.muted, verbatim=True).fit(2.35).set_x(x).on_baseline(-2.6)
            columns.add(VGroup(head, below))
        for column in columns:
            self.play(*(GrowFromEdge(part, UP) for part in column), run_time=0.9)
        before = 0
        for (_, _, most), column in zip(self.models, columns, strict=True):
            if most != before:
                self.step()
            before, foot, top = most, self.scale.at(0)[1], self.scale.at(most)[1]
            bar = Rectangle(width=0.7, height=1, stroke_width=0).set_fill(theme.program, 0.85).set_x(column.get_x())
            span(bar, 1, foot, top - 0.06)
            # Up to, and without.
            end = DashedLine(0.6 * LEFT, 0.6 * RIGHT, dash_length=0.1).set_stroke(theme.program, look.MARK)
            end.move_to([column.get_x(), top, 0])
            said = Number(most, 0, look.BODY, theme.program, SEMIBOLD, before="β < ").next_to(end, UP, buff=0.15)
            self.play(GrowFromEdge(bar, DOWN), run_time=1.2)
            self.play(Create(end), GrowFromEdge(said, DOWN), run_time=0.6)
        stack, _ = self.stack
        with self.loop():
            light = stack.way.copy().set_stroke(theme.ink, 2 * look.HEAVY)
            self.play(ShowPassingFlash(light, time_width=0.3), run_time=3.0, rate_func=linear)

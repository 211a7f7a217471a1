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
    GrowArrow,
    GrowFromCenter,
    GrowFromEdge,
    GrowFromPoint,
    Indicate,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
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
    models = (("Qwen3-Next", ("Gated", "DeltaNet"), 1), ("Kimi Linear", ("Kimi Delta", "Attention"), 1),
              ("Olmo Hybrid", ("Gated", "DeltaNet"), 2))  # fmt: skip

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
        told = {"first": first, "second": second, "other": self.other, "over": over, "added": over + first}
        self.slide("overwrite", "constructed", begin=boxes, **{name: f"{value:g}" for name, value in told.items()})
        names = [Label(name, look.BODY, theme.key, SEMIBOLD) for name in ("x", "y")]
        self.arrow = StateArrow(self.old[0], names, (-3.2, 7.5, 2.9), 0.97)
        self.arrow.shift(3.35 * LEFT + 0.4 * DOWN)
        origin = self.arrow.plane.origin.get_center()
        self.play(LaggedStart(*(Indicate(box, 1.08, theme.state) for box in boxes), lag_ratio=0.6), run_time=1.6)
        for i, box in reversed(list(enumerate(boxes))):
            self.play(
                ReplacementTransform(box.tab.label, names[i]),
                ReplacementTransform(box.card.value, self.arrow.readings[i]),
                ReplacementTransform(box.card.box, self.arrow.drops[i]),
                FadeOut(box.tab.plate),
                GrowArrow(self.arrow.axes[i]),
                run_time=1.3,
            )
        self.play(GrowFromPoint(self.arrow.arrow, origin), run_time=0.8)
        self.play(TransformFromCopy(self.arrow.arrow, self.arrow.shadow), run_time=0.9)
        self.remove(*self.arrow)
        self.add(self.arrow)

    def lay(self, kept: float, written: float) -> None:
        """The arrow reaches along x what was kept and what was written; the strips below tell both.

        Each strip has its number at its right end; what was written has its sign, for it is added.
        """
        self.arrow.show((kept + written, self.old[0, 1]))
        zero, unit = self.arrow.plane.origin.get_x(), self.arrow.plane.unit
        for strip, said, start, part in zip(self.strips, self.parts, (0, kept), (kept, written), strict=True):
            low, high = sorted((zero + unit * start, zero + unit * (start + part)))
            span(strip, 0, low, max(high, low + 0.004))
            said.places = 0 if abs(part - round(part)) < 1e-9 else 1
            said.set_value(part).next_to(strip, RIGHT, buff=0.2).centred_on(strip.get_y())

    # The old part is taken out, the new one put in
    def write_once(self) -> None:
        self.step()
        first, second = self.writes
        self.line = Statement(Assignment("x", second), look.TITLE)
        self.line.move_to(6.5 * LEFT + 2.3 * UP, aligned_edge=LEFT)
        self.ghost = self.arrow.arrow.copy().set_opacity(0.3)
        self.strips, self.parts = VGroup(), VGroup()
        for name, ink, y in (("kept", theme.state, -1.95), ("written", theme.value, -2.55)):
            strip = Rectangle(width=1, height=0.36, stroke_width=0).set_fill(ink, 1).set_y(y)
            strip.shows_state = ink == theme.state
            self.strips.add(strip)
            self.parts.add(Number(0, 0, look.BODY, weight=SEMIBOLD, plus=ink == theme.value, before=f"{name} "))
        self.play(GrowFromEdge(self.line, LEFT), run_time=0.8)
        self.add(self.ghost)
        self.bring_to_front(self.arrow)
        self.lay(first, 0)
        old, new = self.strips
        place = old.get_y()
        old.set_y(self.arrow.shadow.get_y())
        self.play(old.animate.set_y(place), GrowFromEdge(self.parts[0], LEFT), run_time=0.9)
        moving = VGroup(self.arrow, self.strips, self.parts[0])
        self.play(UpdateFromAlphaFunc(moving, lambda _, t: self.lay((1 - t) * first, 0)), run_time=1.4)
        source = self.line.source.copy()
        self.play(source.animate(path_arc=0.5).move_to(new).scale(0.6), GrowFromEdge(self.parts[1], LEFT), run_time=1.0)
        moving.add(self.parts[1])
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
        self.moving = VGroup(self.arrow, self.strips, *self.parts, self.scale)
        self.remove(*self.moving)
        self.add(self.moving)
        self.moving.add_updater(lambda _: self.turn(self.beta, self.writes[1]))
        # At tenths of beta both parts are told exactly with one digit, so that they add up as they are shown.
        self.dial("beta", self.beta, 0, self.mirror, seconds=6, places=2, whole=0.1)
        self.moving.clear_updaters()

    # With no value to write, beta acts on what is there
    def write_nothing(self) -> None:
        self.step()
        x, written = ValueTracker(self.arrow.readings[0].value), self.parts[1].copy()
        self.moving.remove(self.parts[1])
        self.add(written)
        back = UpdateFromAlphaFunc(self.moving, lambda _, t: self.lay(t * self.writes[0], (1 - t) * x.get_value()))
        self.play(FadeOut(self.line), FadeOut(written), back, run_time=1.4)
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
            head = Label(name, look.LABEL, weight=SEMIBOLD, verbatim=True).set_x(x).on_baseline(-1.85)
            below = (Label(line, look.LABEL, theme.muted, verbatim=True).set_x(x) for line in kind)
            columns.add(VGroup(head, *(line.on_baseline(-2.35 - 0.42 * i) for i, line in enumerate(below))))
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

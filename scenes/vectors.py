"""Vectors: a word becomes three lists of numbers, the place of a head in its block, and the four words of the toy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    SEMIBOLD,
    UP,
    Animation,
    Arrow,
    Circle,
    Create,
    CubicBezier,
    FadeIn,
    FadeOut,
    GrowFromPoint,
    LaggedStart,
    Line,
    MoveAlongPath,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    ShowPassingFlash,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
)

from attn_core import sentence, toy
from scenes import look
from scenes.cast import HEAD, FamousPicture, ToyPlane
from scenes.lecture_scene import LectureScene
from scenes.mobjects.matrix import MatrixView
from scenes.mobjects.plane import VectorPlane
from scenes.mobjects.profile import Profile
from scenes.mobjects.text import Formula, Label
from scenes.mobjects.tokens import head_facts, weight_width
from scenes.theme import theme

TOP, FOOT, RAIL = 2.05, -1.3, -1.62  # between the names and the rail; the rail over the sentence


class Vectors(LectureScene):
    """From the word of the famous picture to the arrows of the plane."""

    doors_at, width = (-4.55, -0.75, 3.05), 1.3  # of the doors, and of the bars to either side of a spine
    road_at = 2.05
    heads = 12  # side by side in a block of the model; the drawing is schematic

    def construct(self) -> None:
        self.go_through_three_doors()
        self.find_the_place_of_a_head()
        self.come_to_four_toy_words()

    # Three doors, one word: query, key, value
    def go_through_three_doors(self) -> None:
        data = sentence.load()
        self.picture = FamousPicture().dim_words()
        row, words = self.picture.row, data.words
        arrays = data.head(HEAD)
        facts = {"query": self.picture.names[0], "model": data.model, "size": str(arrays[0].shape[1])}
        self.slide("doors", "measured", begin=[row], **facts, **head_facts(HEAD))
        word = row.tokens[self.picture.query]
        column = self.make_column()
        large = word.copy().scale(3).move_to(column)
        self.play(TransformFromCopy(word, large), run_time=look.MOTION)
        self.play(ReplacementTransform(large, column), run_time=1.2)

        unit = self.width / max(float(np.abs(array).max()) for array in arrays)
        colors = theme.query, theme.key, theme.value
        names = VGroup(*(Label(n, look.LABEL, c) for n, c in zip(("query", "key", "value"), colors, strict=True)))
        self.doors, self.profiles, self.letters = VGroup(), [], VGroup()
        for x, letter, color, name, array in zip(self.doors_at, "QKV", colors, names, arrays, strict=True):
            door = (
                RoundedRectangle(0.12, width=0.4, height=TOP - FOOT).set_stroke(color, look.MARK).set_fill(color, 0.25)
            )
            door.move_to([x, (TOP + FOOT) / 2, 0])
            sign = Formula(f"W_{letter}", look.BODY, color).next_to(door, UP, buff=0.14)
            top = np.array([x + 1.75, TOP, 0])
            profile = Profile(array[words[self.picture.query]], color, unit, top, TOP - FOOT)
            name.move_to([x + 1.75, 0, 0]).on_baseline(sign.get_bottom()[1] + 0.06)
            self.doors.add(door)
            self.letters.add(sign)
            self.profiles.append(profile)
        for i, (door, sign, profile, name) in enumerate(
            zip(self.doors, self.letters, self.profiles, names, strict=True)
        ):
            if i != 1:
                self.step()
            if i == 0:
                self.play(column.animate.stretch_to_fit_width(0.42).set_x(-6.1), run_time=look.MOTION)
            self.pass_a_door(column, door, sign, profile, name)
        self.column = column

        self.step()
        at = self.picture.query
        with self.loop():
            for i in [*range(at + 1, len(words)), *range(at + 1)]:
                self.play(
                    *(p.towards(array[words[i]]) for p, array in zip(self.profiles, arrays, strict=True)),
                    *self.light(row.tokens[at], theme.muted),
                    *self.light(row.tokens[i], theme.query),
                    run_time=0.5,
                )
                self.hold(0.25)
                at = i

    @staticmethod
    def light(token: VGroup, color: str) -> list[Animation]:
        """The letters of a word take a colour."""
        return [letter.animate.set_color(color).build() for letter in token]

    def make_column(self) -> VGroup:
        """The word's own vector: how many numbers it has, and which, is not drawn."""
        cells = VGroup(*(Rectangle(width=0.6, height=0.15) for _ in range(17)))
        cells.arrange(DOWN, buff=0.06).set_stroke(width=0).set_fill(theme.ink, 0.85)
        return cells.stretch_to_fit_height(TOP - FOOT).move_to([0, (TOP + FOOT) / 2, 0])

    def pass_a_door(self, column: VGroup, door: VMobject, sign: VMobject, profile: Profile, name: Label) -> None:
        """A branch of the one rail brings the column to a door; behind it, it is another list of numbers."""
        going, values, x = column.copy(), profile.values, profile.spine.get_x()
        foot, end = column.get_bottom(), door.get_bottom()
        rail = VMobject().set_points_as_corners([foot, [foot[0], RAIL, 0], [end[0], RAIL, 0], end])
        rail.set_stroke(theme.muted, look.MARK)
        self.play(GrowFromPoint(door, door.get_center()), FadeIn(sign), Create(rail), run_time=look.QUICK)
        self.play(going.animate.scale(0.1, about_point=foot), run_time=look.QUICK)
        self.play(MoveAlongPath(going, rail), run_time=look.MOTION)
        there = column.copy().move_to(door).set_color(door.get_stroke_color())
        self.play(ReplacementTransform(going, there), run_time=look.QUICK)
        going = there
        profile.set_values(0 * values)

        def come_out(shown: Profile, share: float) -> None:
            shown.shift((door.get_x() + share * (x - door.get_x()) - shown.spine.get_x()) * RIGHT)
            shown.set_values(share * values)

        self.play(
            FadeOut(going, run_time=look.QUICK),
            UpdateFromAlphaFunc(profile, come_out),
            FadeIn(name),
            run_time=1.3,
        )

    # The doors close to a head; the head finds its place among others, in a block
    def find_the_place_of_a_head(self) -> None:
        row, weights = self.picture.row, self.picture.weights
        centre = np.array([-1.6, 0.5, 0])
        bowl = Circle(0.62).set_stroke(theme.weight, look.MARK).move_to(centre + 1.3 * RIGHT)
        frame = RoundedRectangle(look.CORNER, width=5.2, height=3.0).set_stroke(theme.ink, look.MARK).move_to(centre)
        gather = [
            door.animate.stretch_to_fit_height(1.9).move_to(centre + (0.75 * i - 1.9) * RIGHT)
            for i, door in enumerate(self.doors)
        ]
        self.slide(
            "block",
            "schematic",
            keep=[row, self.column, self.doors],
            along=[*gather, self.column.animate.scale(0.8).move_to([-5.6, 0.5, 0])],
            query=self.picture.names[0],
        )
        lines = VGroup(
            *(
                Line(row.top(i), bowl.get_bottom(), color=theme.weight).set_stroke(
                    width=weight_width(w), opacity=0.3 + w
                )
                for i, w in enumerate(weights)
            )
        )
        head = Label("one head", look.BODY, weight=SEMIBOLD).next_to(frame, UP, buff=0.18)
        self.play(Create(frame), FadeIn(head), run_time=look.MOTION)
        self.play(LaggedStart(*(Create(line) for line in lines), lag_ratio=0.08), run_time=1.4)
        self.play(GrowFromPoint(bowl, bowl.get_bottom()), run_time=look.QUICK)

        self.step()
        self.shrink_to_one_of_many(frame, bowl, lines, head)
        self.step()
        self.drive_on()

    # The head shrinks to its place beside the others; what they say is added to the road
    def shrink_to_one_of_many(self, frame: VMobject, bowl: VMobject, lines: VGroup, head: Label) -> None:
        row, number = self.picture.row, int(head_facts(HEAD)["head"])
        slots = VGroup(*(Rectangle(width=2.5, height=0.34 if i == number else 0.13) for i in range(self.heads)))
        slots.arrange(UP, buff=0.09).move_to([-3.1, -0.1, 0]).set_stroke(theme.muted, look.HAIR).set_fill(
            theme.faint, 1
        )
        mine = slots[number].set_stroke(theme.ink, look.LINE).set_fill(theme.background, 1)
        ticks = VGroup(*(Rectangle(width=0.14, height=0.2) for _ in self.doors))
        for i, (tick, door) in enumerate(zip(ticks, self.doors, strict=True)):
            tick.set_stroke(width=0).set_fill(door.get_stroke_color(), 1).move_to(
                mine.get_left() + (0.4 + 0.4 * i) * RIGHT
            )
        dot = Circle(0.1).set_stroke(theme.weight, look.LINE).move_to(mine.get_right() + 0.5 * LEFT)
        near = VGroup(*(Line(row.top(i), mine.get_bottom(), color=theme.weight) for i in range(len(lines))))
        for line, old in zip(near, lines, strict=True):
            line.set_stroke(width=0.5 * old.get_stroke_width(), opacity=0.8 * old.get_stroke_opacity())
        small = Label("head", look.SMALL).fit(0.6).move_to(mine.get_left() + 1.6 * RIGHT).centred_on(mine.get_y())
        self.play(
            ReplacementTransform(frame, mine),
            ReplacementTransform(self.doors, ticks),
            ReplacementTransform(bowl, dot),
            ReplacementTransform(lines, near),
            ReplacementTransform(head, small),
            self.column.animate.scale(0.45).move_to([-6.1, self.road_at, 0]),
            run_time=1.4,
        )
        others = [slot for slot in slots if slot is not mine]
        self.add(mine, ticks, dot, small)
        self.play(LaggedStart(*(TransformFromCopy(mine, slot) for slot in others), lag_ratio=0.1), run_time=1.4)
        self.bring_to_front(mine, ticks, dot, small)

        together = Rectangle(width=0.5, height=slots.height).move_to([-0.95, slots.get_y(), 0])
        together.set_stroke(theme.ink, look.LINE).set_fill(theme.faint, 0.5)
        sign = Formula("W_O", look.BODY).next_to(together, UP, buff=0.12)
        fork = np.array([-4.95, slots.get_y(), 0])
        fan = VGroup(
            *(Line(fork, slot.get_left()) for slot in slots),
            *(Line(slot.get_right(), [together.get_left()[0], slot.get_y(), 0]) for slot in slots),
        ).set_stroke(theme.muted, look.HAIR)
        self.road = Arrow([-5.85, self.road_at, 0], [6.5, self.road_at, 0], buff=0, color=theme.muted, tip_length=0.35)
        self.road.set_stroke(width=12)
        self.down, self.up = self.ramp(-5.7, fork), self.ramp(0.55, together.get_right(), up=True)
        plus = self.join(0.55)
        stream = Label("residual stream", look.SMALL, theme.muted).set_x(-2.7).on_baseline(self.road_at + 0.2)
        self.play(Create(self.road), FadeIn(stream), run_time=1.2)
        self.play(Create(self.down), run_time=look.QUICK)
        self.play(Create(fan), GrowFromPoint(together, together.get_left()), FadeIn(sign), run_time=look.MOTION)
        self.play(Create(self.up), run_time=look.QUICK)
        self.play(GrowFromPoint(plus, self.up.get_end()), run_time=look.QUICK)
        self.fork, self.mine, self.together = fork, mine, together

    def ramp(self, x: float, foot: np.ndarray, *, up: bool = False) -> CubicBezier:
        """A lane between the road at ``x`` and a place below it: down, or back up."""
        top, low = np.array([x, self.road_at, 0]), np.asarray(foot, dtype=float)
        bend = 0.55 * abs(low[0] - top[0]) * RIGHT
        lane = CubicBezier(low, low + bend, top - bend, top) if up else CubicBezier(top, top + bend, low - bend, low)
        return lane.set_stroke(theme.muted, look.STRONG)

    def join(self, x: float) -> VGroup:
        """On the road, the place where what a lane brings is added."""
        place = Circle(0.26).set_stroke(theme.muted, look.MARK).set_fill(theme.background, 1)
        return VGroup(place, Label("+", look.BODY, weight=SEMIBOLD).move_to(place)).move_to([x, self.road_at, 0])

    # Past the second stop; a light runs the road and its lanes
    def drive_on(self) -> None:
        box = RoundedRectangle(look.CORNER, width=2.0, height=1.7).move_to([3.45, self.fork[1], 0])
        box.set_stroke(theme.ink, look.LINE).set_fill(theme.faint, 0.5)
        name = Label("MLP", look.BODY, weight=SEMIBOLD).move_to(box).centred_on(box.get_y())
        down, up = self.ramp(1.45, box.get_left()), self.ramp(5.45, box.get_right(), up=True)
        plus = self.join(5.45)
        self.play(Create(down), run_time=look.QUICK)
        self.play(GrowFromPoint(VGroup(box, name), box.get_left()), run_time=look.QUICK)
        self.play(Create(up), run_time=look.QUICK)
        self.play(GrowFromPoint(plus, up.get_end()), run_time=look.QUICK)

        head = (
            self.fork,
            self.mine.get_left(),
            self.mine.get_right(),
            self.together.get_left(),
            self.together.get_right(),
        )
        first = self.lane(self.down, head, self.up)
        second = self.lane(down, (box.get_left(), box.get_right()), up)
        straight = Line([-5.85, self.road_at, 0], [6.2, self.road_at, 0]).set_stroke(theme.ink, 12)
        with self.loop():
            for lane in (first, second):
                self.play(ShowPassingFlash(lane, time_width=0.3), run_time=2.2, rate_func=linear)
            self.play(ShowPassingFlash(straight, time_width=0.2), run_time=1.6, rate_func=linear)
            self.hold(0.5)

    @staticmethod
    def lane(down: VMobject, stops: Sequence[np.ndarray], up: VMobject) -> VMobject:
        """The whole way off the road, past the stops and back, as one line for the light."""
        between = [Line(*ends).points for ends in pairwise(stops)]
        return (
            VMobject().set_points(np.concatenate([down.points, *between, up.points])).set_stroke(theme.ink, look.HEAVY)
        )

    # Four words, two numbers each: they can be drawn
    def come_to_four_toy_words(self) -> None:
        row = self.picture.row
        followed = toy.TOKENS[toy.FOLLOWED]
        self.slide("toy", "constructed", keep=[row], words=", ".join(toy.TOKENS), followed=followed)
        stage = ToyPlane()
        table = MatrixView(
            toy.KEY,
            places=0,
            cell=0.72,
            size=look.BODY,
            row_names=toy.TOKENS,
            row_color=theme.key,
            name_size=look.BODY,
            color=theme.key,
            low=-9,
            high=9,
        )
        asks = MatrixView(
            toy.QUERY[toy.FOLLOWED][None],
            places=0,
            cell=0.72,
            size=look.BODY,
            row_names=[followed],
            row_color=theme.query,
            name_size=look.BODY,
            color=theme.query,
            low=-9,
            high=9,
        )
        table.shift([5.0, 0.75, 0] - table.grid.get_center())
        asks.shift([5.0, -1.95, 0] - asks.grid.get_center())
        heads = VGroup(
            Label("keys", look.LABEL, theme.key).next_to(table.grid, UP, buff=0.2),
            Label("query", look.LABEL, theme.query).next_to(asks.grid, UP, buff=0.2),
        )
        keys, home = VGroup(table, heads[0]), heads[0].get_x()
        keys.shift(4.5 * LEFT + 0.3 * DOWN)
        data = sentence.load()
        surfaces = [data.surface(i).lower() for i in data.words]
        of_sentence = [surfaces.index(t) if t in surfaces else self.picture.query for t in toy.TOKENS]
        sources = [row.tokens[i] for i in of_sentence]
        self.play(
            LaggedStart(
                *(TransformFromCopy(source, name) for source, name in zip(sources, table.row_names, strict=True)),
                lag_ratio=0.3,
            ),
            run_time=2.0,
        )
        numbers = [VGroup(*cells, *texts) for cells, texts in zip(table.cells, table.numbers, strict=True)]
        self.play(
            LaggedStart(
                *(GrowFromPoint(pair, name.get_right()) for pair, name in zip(numbers, table.row_names, strict=True)),
                lag_ratio=0.3,
            ),
            FadeIn(heads[0]),
            row.animate.set_opacity(0),
            run_time=2.0,
        )
        self.remove(row)

        self.step()
        grid = self.make_grid(stage.plane)
        self.play(keys.animate.shift((home - heads[0].get_x()) * RIGHT + 0.3 * UP), run_time=look.MOTION)
        self.play(Create(grid), FadeIn(stage.plane), run_time=look.MOTION)
        for i, vector in enumerate(toy.KEY):
            self.walk(stage.plane, vector, stage.keys[i], theme.key)
            self.play(TransformFromCopy(table.row_names[i], stage.names[i]), run_time=look.QUICK)

        self.step()
        self.play(TransformFromCopy(table.row_names[toy.FOLLOWED], asks.row_names[0]), FadeIn(heads[1]))
        pair = VGroup(*asks.cells[0], *asks.numbers[0])
        self.play(GrowFromPoint(pair, asks.row_names[0].get_right()), run_time=look.QUICK)
        self.walk(stage.plane, toy.QUERY[toy.FOLLOWED], stage.query, theme.query)
        name, role = stage.query_name
        self.play(TransformFromCopy(asks.row_names[0], name), TransformFromCopy(heads[1], role), run_time=look.MOTION)
        self.play(FadeOut(grid), run_time=look.MOTION)

    @staticmethod
    def make_grid(plane: VectorPlane) -> VGroup:
        """Lines at the whole numbers that the toy has, for as long as coordinates are read."""
        low, high = (f([*toy.KEY, *toy.QUERY], axis=0).astype(int) for f in (np.min, np.max))
        across = [((x, low[1]), (x, high[1])) for x in range(low[0], high[0] + 1)]
        up = [((low[0], y), (high[0], y)) for y in range(low[1], high[1] + 1)]
        return VGroup(*(Line(plane.point(np.array(a)), plane.point(np.array(b))) for a, b in across + up)).set_stroke(
            theme.faint, look.HAIR
        )

    def walk(self, plane: VectorPlane, vector: np.ndarray, arrow: Arrow, color: str) -> None:
        """The first number goes across, the second up: there is the tip of the arrow."""
        corner = np.array([vector[0], 0])
        trace = VGroup(
            *(
                Line(plane.point(a), plane.point(b)).set_stroke(color, look.HEAVY, 0.6)
                for a, b in ((0 * corner, corner), (corner, vector))
                if not np.allclose(a, b)
            )
        )
        for line in trace:
            self.play(Create(line), run_time=0.4)
        self.play(GrowFromPoint(arrow, plane.origin.get_center()), FadeOut(trace), run_time=0.6)

"""What is done in fewer steps comes out as Manim does it."""

from __future__ import annotations

import numpy as np
import pytest
from manim import (
    LEFT,
    ORIGIN,
    UP,
    Arrow,
    Circle,
    DashedLine,
    Dot,
    Line,
    ManimColor,
    Mobject,
    Square,
    Text,
    VGroup,
    VMobject,
)

from recording.quick import quickened


def family() -> VGroup:
    inner = VGroup(Circle(), VGroup(), Dot(UP), Text("ab"))
    return VGroup(inner, Square().shift(2 * UP), VMobject(), Line(), inner)


def either_way(question):
    """The answer of Manim, and that of the quick way."""
    manims = question()
    with quickened():
        return manims, question()


@pytest.mark.parametrize("make", [family, Circle, VGroup, VMobject, Mobject])
def test_extents_and_anchors_are_manims(make):
    mobject = make()
    for reduce_func in (min, max):
        manims, ours = either_way(lambda r=reduce_func: [mobject.reduce_across_dimension(r, dim) for dim in range(3)])
        assert manims == ours
    manims, ours = either_way(mobject.get_points_defining_boundary)
    np.testing.assert_array_equal(manims, ours)
    manims, ours = either_way(lambda: [mobject.get_center(), mobject.get_critical_point(UP), mobject.width])
    for one, other in zip(manims, ours, strict=True):
        np.testing.assert_array_equal(one, other)


COLOURS = [None, "#FF8800", ManimColor("#123456"), ["#FF0000", "#00FF00"], "red"]


@pytest.mark.parametrize("colour", COLOURS, ids=str)
@pytest.mark.parametrize("opacity", [None, 0, 0.25, np.float64(0.5), [0.1, 0.9]], ids=str)
@pytest.mark.parametrize("sheen", [0.0, 0.3])
def test_colours_are_manims(colour, opacity, sheen):
    mobject = Circle(sheen_factor=sheen)
    manims, ours = either_way(lambda: mobject.generate_rgbas_array(colour, opacity))
    np.testing.assert_array_equal(manims, ours)


def test_updaters_run_in_manims_order_and_know_the_time():
    def asked():
        said = []
        group = VGroup(Circle(), VGroup(Square(), Dot()), Line())
        group.add_updater(lambda m: said.append("group"))
        group[1].add_updater(lambda m, dt: said.append(("pair", dt)))
        group[1][1].add_updater(lambda m: said.append("dot"))
        group[2].add_updater(lambda m: said.append("line"))
        group[1][0].add_updater(lambda m: said.append("never"))
        group[1][0].suspend_updating()
        said.clear()
        group.update(0.5)
        return said

    manims, ours = either_way(asked)
    assert manims == ours == ["group", ("pair", 0.5), "dot", "line"]


def test_manims_own_come_back():
    before = VMobject.generate_rgbas_array
    with pytest.raises(KeyError), quickened():
        assert VMobject.generate_rgbas_array is not before
        raise KeyError
    assert VMobject.generate_rgbas_array is before


def arrow() -> Arrow:
    return Arrow(LEFT, UP)


def bent() -> Line:
    return Line(LEFT, UP, path_arc=1.0)


def lengthless() -> Line:
    return Line(UP, UP)


def half_drawn() -> Line:
    return Line().pointwise_become_partial(Line(LEFT, 2 * UP), 0, 0.5)


@pytest.mark.parametrize("make", [Line, half_drawn, bent, arrow, lengthless, DashedLine])
def test_a_line_is_put_where_manim_puts_it(make):
    def ends():
        line = make()
        for start, end in ((UP, 2 * LEFT), (ORIGIN, UP + LEFT), (LEFT, 2.5 * LEFT)):
            line.put_start_and_end_on(start, end)
        return [part.points for part in line.get_family()]

    manims, ours = either_way(ends)
    for one, other in zip(manims, ours, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)

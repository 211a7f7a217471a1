"""What decides how Manim would draw an object."""

from __future__ import annotations

import numpy as np
from manim import Mobject, VMobject
from manim.constants import CapStyleType, LineJointType

from recording.tracks import Look

# By their values: it takes Python long to find a member of an enumeration in a dictionary.
JOINS = {LineJointType.AUTO.value: 0, LineJointType.MITER.value: 0, LineJointType.ROUND.value: 1}
JOINS[LineJointType.BEVEL.value] = 2
CAPS = {CapStyleType.AUTO.value: 0, CapStyleType.BUTT.value: 0, CapStyleType.ROUND.value: 1}
CAPS[CapStyleType.SQUARE.value] = 2


def look(mobject: Mobject) -> Look:
    """What decides how an object is drawn. Raises ValueError for a kind of object that has no path."""
    if not isinstance(mobject, VMobject) or mobject.background_image is not None or mobject.shade_in_3d:
        raise ValueError(
            f"a {type(mobject).__name__} cannot be recorded: only shapes and text can, "
            "no image, point cloud or shading in three dimensions; draw it with shapes"
        )
    fill, stroke = mobject.get_fill_rgbas(), mobject.get_stroke_rgbas()
    behind_width = max(0.0, float(mobject.background_stroke_width))
    gradient = b""
    if len(fill) > 1 or len(stroke) > 1:
        gradient = np.array(mobject.get_gradient_start_and_end_points(), dtype=float)[:, :2].tobytes()
    points = mobject.points
    if len(points) % 4:
        points = points[: len(points) // 4 * 4]  # whole curves only
    return Look(
        points.tobytes(),
        fill.tobytes(),
        stroke.tobytes(),
        max(0.0, float(mobject.stroke_width)),
        mobject.get_stroke_rgbas(background=True).tobytes() if behind_width else b"",
        behind_width,
        JOINS[mobject.joint_type._value_],
        CAPS[mobject.cap_style._value_],
        gradient,
    )


def extend(family: list[Mobject], mobject: Mobject) -> None:
    """Add an object and its parts, from back to front."""
    family.append(mobject)
    for part in mobject.submobjects:
        if part.submobjects:
            extend(family, part)
        else:
            family.append(part)

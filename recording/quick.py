"""Manim's own results, without what takes it long: what a scene does in every frame, done in fewer steps."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FunctionType, NoneType
from typing import Any

import numpy as np
from manim import BLACK, Line, ManimColor, Mobject, VMobject
from manim.constants import CapStyleType, LineJointType

from recording.looks import extend

# Of these Manim's copy is the thing itself, or never changes.
FIXED = {int, float, str, bool, NoneType, FunctionType, LineJointType, CapStyleType, ManimColor}
STRAIGHT = 1e-9  # Manim units: what a straight line's points are off at most
WITH_NUMPY: dict[Any, Callable[[Any], Any]] = {min: np.min, max: np.max}


def _copied(self: Mobject, done: dict[int, Any]) -> Mobject:
    done[id(self)] = result = object.__new__(type(self))
    for name, value in vars(self).items():
        kind = type(value)
        if kind in FIXED:
            pass
        elif kind is np.ndarray and value.dtype != object and id(value) not in done:
            done[id(value)] = value = value.copy()
        else:
            value = copy.deepcopy(value, done)
        setattr(result, name, value)
    result.original_id = str(id(self))
    return result


def _family(self: Mobject, recurse: bool = True) -> list[Mobject]:
    found: list[Mobject] = []
    extend(found, self)
    return list(dict.fromkeys(reversed(found)))[::-1]  # the last of several


def _update(self: Mobject, dt: float = 0, recursive: bool = True) -> Mobject:
    if self.updating_suspended:
        return self
    for updater in self.updaters:
        updater(self, dt) if _knows_time(updater) else updater(self)
    if recursive:
        for part in self.submobjects:
            if part.updaters or part.submobjects:
                _update(part, dt)
    return self


@cache
def _knows_time(updater: Callable[..., Any]) -> bool:
    return "dt" in inspect.signature(updater).parameters


def _extent(self: Mobject, reduce_func: Callable[[Iterable[float]], float], dim: int) -> float | None:
    reduced = WITH_NUMPY.get(reduce_func, reduce_func)
    found = [reduced(part.points[:, dim]) for part in _family(self) if len(part.points)]
    return reduce_func(found) if found else None


def _critical(self: Mobject, direction: Any) -> np.ndarray:
    points = self.get_points_defining_boundary()
    if not len(points):
        return np.zeros(self.dim)
    ends = zip(points.min(axis=0).tolist(), points.max(axis=0).tolist(), direction, strict=False)
    return np.array([low if way < 0 else high if way > 0 else (low + high) / 2 for low, high, way in ends])


def _anchors(self: VMobject) -> np.ndarray:
    found = [part.points for part in _family(self) if len(part.points)]
    if any(len(points) % 4 for points in found):
        return np.asarray(_MANIMS[VMobject, "get_points_defining_boundary"](self))
    return np.concatenate([p.reshape(-1, 4, 3)[:, ::3].reshape(-1, 3) for p in found]) if found else np.array(())


def _rgbas(self: VMobject, color: Any, opacity: Any) -> np.ndarray:
    one = color is None or type(color) in (ManimColor, str)
    if not one or not (opacity is None or isinstance(opacity, (int, float))) or self.get_sheen_factor():
        return np.asarray(_MANIMS[VMobject, "generate_rgbas_array"](self, color, opacity))
    rgb = color._internal_value[:3] if type(color) is ManimColor else _named(color)
    return np.array([[*rgb, opacity or 0.0]], dtype=float)


def _ends(self: Line, start: Any, end: Any) -> Line:
    points = self.points
    if type(self) is Line and len(points) == 4 and not self.submobjects:
        along = points[3] - points[0]
        if length := float(along @ along):
            shares = (points - points[0]) @ along / length
            if np.abs(points[0] + shares[:, None] * along - points).max() < STRAIGHT:
                first = np.asarray(start, dtype=float)
                self.points = first + shares[:, None] * (np.asarray(end, dtype=float) - first)
                return self
    return _MANIMS[Line, "put_start_and_end_on"](self, start, end)


@cache
def _named(color: str | None) -> tuple[float, ...]:
    return tuple(ManimColor(BLACK if color is None else color)._internal_value[:3])


_OURS: dict[tuple[Any, str], Any] = {
    (Mobject, "__deepcopy__"): _copied,
    (Mobject, "get_family"): _family,
    (Mobject, "update"): _update,
    (Mobject, "reduce_across_dimension"): _extent,
    (Mobject, "get_critical_point"): _critical,
    (VMobject, "get_points_defining_boundary"): _anchors,
    (VMobject, "generate_rgbas_array"): _rgbas,
    (Line, "put_start_and_end_on"): _ends,
}
_MANIMS = {(owner, name): vars(owner)[name] for owner, name in _OURS}


@contextmanager
def quickened() -> Iterator[None]:
    """Let Manim use these for a while."""
    for (owner, name), ours in _OURS.items():
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for (owner, name), manims in _MANIMS.items():
            setattr(owner, name, manims)

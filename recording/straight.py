"""Plays in which objects go straight from one look to another: how far they are says all, so none need be moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Create,
    DrawBorderThenFill,
    LaggedStart,
    LaggedStartMap,
    Mobject,
    Rotate,
    Scene,
    ShowPassingFlash,
    Transform,
    TransformFromCopy,
    Uncreate,
    VMobject,
    Write,
)
from manim.utils.bezier import interpolate

from recording.looks import extend, look
from recording.tracks import Motion, kind_of

GROUPS = (AnimationGroup, LaggedStart, LaggedStartMap)
ALONE = (Create, DrawBorderThenFill, Rotate, ShowPassingFlash, Uncreate, Write)  # move nothing but their own object
HOOKS = ("update_to_time", "update_mobjects", "update_meshes", "update_self")


class Straight:
    """A transform that only notes how far it is, until Manim ends it."""

    def __init__(self, animation: Transform):
        self._animation, self._alphas = animation, list[float]()
        self.parts = []
        for mobject, *ends in animation.get_all_families_zipped():
            own = look(mobject)
            start, end = (look(m)._replace(join=own.join, cap=own.cap) for m in ends)
            self.parts.append((mobject, start, end))

    @property
    def mixes(self) -> bool:
        """Whether all its looks are mixes of the first and the last."""
        return self._animation.path_func is interpolate and all(
            kind_of(start) == kind_of(end) and not start.gradient for _, start, end in self.parts
        )

    def take_over(self) -> None:
        """From now on nothing moves."""
        vars(self._animation).update(interpolate_mobject=self._go, finish=self._finish)
        self._animation.interpolate(0)

    def _go(self, alpha: float) -> None:
        self._alpha = alpha

    def _finish(self) -> None:
        del self._animation.interpolate_mobject, self._animation.finish  # Manim's own are there again
        self._animation.finish()

    def note(self) -> None:
        """A frame is drawn."""
        self._alphas.append(self._alpha)

    def motions(self) -> Iterator[tuple[Mobject, Motion]]:
        """What the frames showed of each part."""
        animation, n = self._animation, len(self.parts)
        for i, (mobject, start, end) in enumerate(self.parts):
            if i == 0 or animation.lag_ratio:
                weights = np.array([animation.get_sub_alpha(alpha, i, n) for alpha in self._alphas], float)
            yield mobject, Motion(start, end, weights)


class Play:
    """A play of known animations: the `straight` ones, and others that move only the objects with ids in `moved`."""

    def __init__(self, animations: list[Animation]):
        found = {animation: Straight(animation) for animation in animations if _is_transform(animation)}
        self.straight = [straight for straight in found.values() if straight.mixes]
        self.moved = {
            id(part)
            for animation in animations
            if animation not in found or not found[animation].mixes
            for part in _family([animation.mobject])
        }

    def note(self) -> None:
        """A frame is drawn."""
        for one in self.straight:
            one.note()

    def end(self, scene: Scene) -> Iterator[tuple[Mobject, Motion]]:
        """Let the scene update what it shows again, and tell what the frames showed of what went straight."""
        del vars(scene)["update_to_time"]
        for one in self.straight:
            yield from one.motions()


def begin(scene: Scene) -> Play | None:
    """The play that a scene has just begun, its straight animations taken over; None unless all of it is known."""
    if not scene.moving_mobjects or scene.updaters or scene.meshes:
        return None
    if any(getattr(type(scene), name) is not getattr(Scene, name) for name in HOOKS):
        return None
    animations = list(_leaves(scene.animations or []))
    if not all(_is_transform(animation) or type(animation) in ALONE for animation in animations):
        return None
    own = [part for animation in animations for part in _family([animation.mobject])]
    others = (mobject for animation in animations for mobject in animation.get_all_mobjects())
    if len(own) > len(set(map(id, own))) or any(m.updaters for m in _family([*scene.mobjects, *others])):
        return None
    play = Play(animations)
    for straight in play.straight:
        straight.take_over()

    def update_to_time(time: float) -> None:
        for animation in scene.animations or []:
            animation.interpolate(time / animation.run_time)

    vars(scene)["update_to_time"] = update_to_time  # nothing has an updater
    return play


def _leaves(animations: Iterable[Animation]) -> Iterator[Animation]:
    for animation in animations:
        if type(animation) in GROUPS:
            yield from _leaves(animation.animations)
        else:
            yield animation


def _is_transform(animation: Animation) -> bool:
    """Whether it mixes its start and its end as `Transform` does, of objects that are mixed as all are."""
    kind = type(animation)
    return (
        isinstance(animation, Transform)
        and kind.interpolate in (Animation.interpolate, TransformFromCopy.interpolate)
        and all(
            getattr(kind, name) is getattr(Transform, name)
            for name in ("interpolate_mobject", "interpolate_submobject", "get_all_families_zipped", "get_sub_alpha")
        )
        and all(
            type(part).interpolate is VMobject.interpolate
            and type(part).interpolate_color is VMobject.interpolate_color
            for part in animation.mobject.family_members_with_points()
        )
    )


def _family(mobjects: Iterable[Mobject]) -> list[Mobject]:
    family: list[Mobject] = []
    for mobject in mobjects:
        extend(family, mobject)
    return family

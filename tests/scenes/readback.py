"""What is drawn, read back: the stage at the end of each step, and at some values of each dial."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pytest
from manim import Arrow, Line, Mobject, Rectangle, VMobject, tempconfig

from scenes.mobjects.text import Label
from scenes.theme import theme
from tests.scenes.conftest import SIZE, hand_words, scene_class

M = TypeVar("M", bound=Mobject)


@dataclass(frozen=True)
class Moment:
    """A picture of a scene; ``step`` 0 is the scene's first one, ``value`` that of a dial."""

    slide: str
    step: int
    value: float | None
    stage: tuple[VMobject, ...]

    def all(self, kind: type[M]) -> list[M]:
        return [m for m in self.stage if isinstance(m, kind)]

    def one(self, kind: type[M]) -> M:
        [found] = self.all(kind)
        return found

    @property
    def zero(self) -> Line:
        """The longest level line of the muted colour: bars stand on it."""
        lines = [m for m in self.all(Line) if m.get_stroke_color().to_hex() == theme.muted]
        level = [m for m in lines if not isinstance(m, Arrow) and m.height < 1e-6]
        return max(level, key=lambda m: float(m.width))


@cache
def moments(scene: str, palette: str = "dark", dialled: int = 5) -> list[Moment]:
    """Play a scene without its motion; each dial is set to some values, its ends among them."""
    theme.use(palette)
    hand_words(scene)
    found: list[Moment] = []

    class Watched(scene_class(scene)):  # type: ignore[misc]
        def keep(self, step: int, value: float | None = None) -> None:
            stage = [m for top in self.mobjects for m in top.copy().get_family()]
            found.append(Moment(self.slide_marks[-1].id, step, value, tuple(stage)))

        def slide(self, *args: Any, **kwargs: Any) -> None:
            super().slide(*args, **kwargs)
            if not found:
                self.keep(0)

        def _end_step(self) -> None:
            super()._end_step()
            self.keep(len(self.slide_marks[-1].steps))

        def dial(self, name: str, tracker: Any, low: float, high: float, **kwargs: Any) -> None:
            start = tracker.get_value()
            for value in np.linspace(low, high, dialled):
                tracker.set_value(value)
                for mobject in self.mobjects:
                    mobject.update(0)
                self.keep(len(self.slide_marks[-1].steps), float(value))
            tracker.set_value(start)
            super().dial(name, tracker, low, high, **kwargs)

    settings = {"dry_run": True, "pixel_width": SIZE[0], "pixel_height": SIZE[1], "progress_bar": "none"}
    with tempconfig(settings | {"frame_rate": 15}):
        Watched(skip_animations=True).render()
    return found


def at(scene: str, slide: str, step: int) -> Moment:
    """The end of a step."""
    return next(m for m in moments(scene) if (m.slide, m.step, m.value) == (slide, step, None))


def dialled(scene: str, slide: str) -> list[Moment]:
    """The pictures of a slide's dial."""
    return [m for m in moments(scene) if m.slide == slide and m.value is not None]


def outline(mobject: Mobject) -> np.ndarray:
    """All points of a mobject, to be compared with those of another one."""
    return np.concatenate([m.points for m in mobject.get_family() if len(m.points)])


def signed(bar: VMobject, zero: float, unit: float) -> float:
    """What a bar from a zero line stands for; a hollow one is negative, and must hang."""
    low, high = bar.get_bottom()[1], bar.get_top()[1]
    hollow = bar.get_fill_opacity() < 0.01
    assert abs((high if hollow else low) - zero) < 0.01, "the bar does not stand on its zero line"
    return float(low - high if hollow else high - low) / unit


def bars_on_zero(moment: Moment) -> tuple[float, list[Rectangle], list[str]]:
    """The height of the zero line, the bars that stand or hang there from left to right, and the words at them."""
    line, zero = moment.zero, float(moment.zero.get_y())
    touching = [
        m for m in moment.all(Rectangle) if min(abs(m.get_bottom()[1] - zero), abs(m.get_top()[1] - zero)) < 0.02
    ]
    bars = sorted(touching, key=lambda m: float(m.get_x()))
    left, right = line.get_left()[0], line.get_right()[0]
    near = [m for m in moment.all(Label) if abs(m.get_y() - zero) < 0.6 and left < m.get_x() < right]
    names = sorted(near, key=lambda m: float(m.get_x()))
    assert [m.get_x() for m in names] == [pytest.approx(bar.get_x(), abs=0.02) for bar in bars]
    return zero, bars, [name.original_text for name in names]

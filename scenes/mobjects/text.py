"""Words, numbers and formulas in the lecture's type. A number on screen is a `Number`, so that a test can read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Self
from xml.etree import ElementTree

import numpy as np
from manim import BLACK, NORMAL, ORIGIN, RIGHT, UP, MathTypst, Text, VGroup, VMobject, color_to_rgba
from manim.mobject.text.text_mobject import TEXT_MOB_SCALE_FACTOR

from scenes import look, words
from scenes.theme import FONT, theme

# Measured: Pango sets 48 "points" with an em of 89.5 of 1080 pixels.
POINTS_PER_PIXEL = 48 / 89.5
MINUS = "\N{MINUS SIGN}"
SPACES = {" ": 0.2, "\N{THIN SPACE}": 0.14}  # in ems

Values = Sequence[float] | np.ndarray


@cache
def _baseline(size: float, weight: str) -> float:
    """Height of the baseline in Pango's own coordinates, found as the foot of an H."""
    h = Text("H", font=FONT, weight=weight, font_size=size * POINTS_PER_PIXEL, should_center=False)
    return h.get_y() + h.height / TEXT_MOB_SCALE_FACTOR / 2


class OnBaseline(VMobject):
    """What labels and numbers have in common: they are set on a line, or centred on a height."""

    @property
    def pixels(self) -> float:
        """Em size as it stands now, in pixels of a 1080-line frame."""
        raise NotImplementedError

    @property
    def baseline(self) -> float:
        """Height of the (first line's) baseline."""
        raise NotImplementedError

    def on_baseline(self, y: float) -> Self:
        """Shift so that the (first line's) baseline is at height ``y``."""
        return self.shift((y - self.baseline) * UP)

    def centred_on(self, y: float) -> Self:
        """Shift so that the middle of its digits and capitals is at height ``y``."""
        return self.on_baseline(y - 0.33 * self.pixels / 135)


class Label(OnBaseline, Text):
    """Text that knows its size in pixels (of 1080 lines) and its baseline. Characters, spaces too, are submobjects.

    English words are shown in the language in force; ``verbatim`` is for tokens and names, which are data.
    """

    def __init__(
        self,
        text: str,
        size: float = look.LABEL,
        color: str | None = None,
        weight: str = NORMAL,
        *,
        verbatim: bool = False,
    ):
        self.verbatim = verbatim
        text = text if verbatim else words.say(text)
        super().__init__(
            text,
            font=FONT,
            font_size=size * POINTS_PER_PIXEL,
            weight=weight,
            color=color or theme.ink,
            disable_ligatures=True,
            should_center=False,
            line_spacing=0.45 if "\n" in text else -1,
        )
        below_centre = (_baseline(size, weight) - self.get_y()) * TEXT_MOB_SCALE_FACTOR
        self._below, self._size, self._first_ruler = below_centre / self.height, size, self._ruler()
        self.move_to(ORIGIN)

    def generate_mobject(self) -> Self:
        """Read the letters that Pango set; Manim's own reader takes any SVG, and four times as long."""
        glyphs = read_glyphs(Path(self.file_name))
        if glyphs is None:
            return super().generate_mobject()
        for points in glyphs:
            self.add(VMobject().set_points(points).set_fill(self.color, 1))
        self.id_to_vgroup_dict: dict[str, VGroup] = {}
        return self.flip(RIGHT)

    @property
    def pixels(self) -> float:
        """Em size as it stands now, in pixels of a 1080-line frame."""
        return self._size * self._ruler() / self._first_ruler

    def _ruler(self) -> float:
        """A length within one letter: it grows with the text and does not change when that is turned."""
        points = max(self, key=lambda glyph: len(glyph.points)).points
        return float(np.linalg.norm(points - points[0], axis=1).max())

    @property
    def baseline(self) -> float:
        """Height of the (first line's) baseline."""
        return self.get_y() - self._below * self.height

    def word(self, start: int, end: int) -> VGroup:
        """The characters ``text[start:end]`` of what is drawn."""
        return VGroup(*self.submobjects[start:end])

    def part(self, text: str) -> VGroup:
        """The characters of some of its words, given in English; all of them where a translation has no such part."""
        piece = text if self.verbatim else words.say(text)
        start = self.original_text.find(piece)
        return self.word(start, start + len(piece)) if start >= 0 else self.word(0, len(self.original_text))

    def fit(self, width: float) -> Label:
        """Shrink so that it is at most that wide."""
        return self.scale(min(1.0, width / self.width))


def read_glyphs(file: Path) -> list[np.ndarray] | None:
    """The letters that are not empty, in order, as points ``[4 a curve, 3]`` with y downwards, from an SVG of Cairo's.

    None where the file has more than letters made of lines and cubic curves, each put in its place.
    """
    root = ElementTree.parse(file).getroot()
    shapes, placed = {}, []
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name == "use":
            address = element.get("{http://www.w3.org/1999/xlink}href", "").removeprefix("#")
            placed.append((address, float(element.get("x", 0)), float(element.get("y", 0))))
        elif name in ("symbol", "g") and element.get("id"):
            shapes[element.get("id")] = "".join(path.get("d", "") for path in element)
        elif name not in ("svg", "defs", "g", "path", "rect", "clipPath"):
            return None
    if not placed or any(address not in shapes for address, _, _ in placed):
        return None
    outlines = [_outline(shapes[address]) for address, _, _ in placed]
    if any(outline is None for outline in outlines):
        return None
    return [
        outline + np.array([x, y, 0])
        for outline, (_, x, y) in zip(outlines, placed, strict=True)
        if outline is not None and len(outline)
    ]


@cache
def _outline(path: str) -> np.ndarray | None:
    """An SVG path of absolute moves, lines, cubic curves and closings as Manim's points, None for another one."""
    points: list[np.ndarray] = []
    pen = start = np.zeros(2)
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        ends = np.array(numbers.replace(",", " ").split(), dtype=float).reshape(-1, 2)
        if command == "M":
            pen = start = ends[-1]
            continue
        if command == "Z":
            ends = start[None] if np.linalg.norm(pen - start) > 1e-4 else ends  # Manim's own tolerance
        elif command not in "LC":
            return None
        for curve in ends.reshape(-1, 3, 2) if command == "C" else ends:
            handles = curve if command == "C" else [(2 * pen + curve) / 3, (pen + 2 * curve) / 3, curve]
            points += [pen, *handles]
            pen = handles[-1]
    return np.hstack([np.array(points).reshape(-1, 2), np.zeros((len(points), 1))])


def _forget_paths(formula: VMobject) -> None:
    """Drop the parsed SVG that Manim leaves in every glyph and copies at the start of every animation."""
    for glyph in formula.get_family():
        if hasattr(glyph, "path_obj"):
            del glyph.path_obj


def formatted(value: float, places: int, plus: bool = False) -> str:
    """The number as it is printed: a real minus sign, no negative zero."""
    text = f"{value:+.{places}f}" if plus else f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


COMMON = f"0123456789.{MINUS}"  # set in one go, for setting a text costs 30 ms


@cache
def _glyphs(chars: str, size: float, weight: str) -> dict[str, tuple[np.ndarray, float]]:
    """Each character's points ``[n, 3]``, with the pen at x = 0 and the baseline at y = 0, and the pen's advance."""
    text = Label("00" + "0".join(chars) + "0", size, BLACK, weight, verbatim=True).on_baseline(0)
    lefts = [glyph.get_left()[0] for glyph in text]
    zero = lefts[1] - lefts[0]
    found = {}
    for i, char in enumerate(chars):
        at = 2 * i + 2  # between two zeros, which tell where the pen is
        pen = lefts[at - 1] + zero
        found[char] = text[at].points - pen * RIGHT, lefts[at + 1] - pen
    return found


def _glyph(char: str, size: float, weight: str) -> tuple[np.ndarray, float]:
    return _glyphs(COMMON if char in COMMON else char, size, weight)[char]


def _bounds(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lower left and the upper right corner of the ends of curves ``[4 a curve, 3]``, as Manim measures."""
    ends = points.reshape(-1, 4, 3)[:, ::3, :2].reshape(-1, 2)
    return ends.min(axis=0), ends.max(axis=0)


class Number(OnBaseline, VGroup):
    """A number with its value beside its picture: ``value`` is what the core computed, ``text`` what is drawn.

    ``before`` and ``after`` are English words, shown in the language in force; a ``grouped`` number is whole, its
    thousands set apart by thin spaces. Setting the value again redraws from
    cached glyphs, which is cheap enough for an updater.
    """

    def __init__(
        self,
        value: float,
        places: int = 2,
        size: float = look.LABEL,
        color: str | None = None,
        weight: str = NORMAL,
        plus: bool = False,
        before: str = "",
        after: str = "",
        grouped: bool = False,
    ):
        super().__init__()
        self.grouped = grouped
        self._height: float
        self._below: float
        self.places, self.size, self.weight, self.plus = places, size, weight, plus
        self.before, self.after, self.ink = words.say(before), words.say(after), color or theme.ink
        self._height = self._below = 0.0
        self.set_value(value)

    def set_value(self, value: float) -> Number:
        """Show another value at the same place (centre and baseline stay)."""
        centre, y, scale, opacity = 0.0, 0.0, 1.0, 1.0
        if self.submobjects:
            low, high = _bounds(np.concatenate([glyph.points for glyph in self.submobjects]))
            scale, opacity = (high[1] - low[1]) / self._height, self.submobjects[0].get_fill_opacity()
            centre, y = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2 - self._below * (high[1] - low[1])
        self.value = float(value)
        digits = f"{value:,.0f}".replace(",", "\N{THIN SPACE}") if self.grouped else ""
        self.text = self.before + (digits or formatted(value, self.places, self.plus)) + self.after
        pen, glyphs = 0.0, []
        for char in self.text:
            if char in SPACES:
                pen += self.size / 135 * SPACES[char]
                continue
            points, advance = _glyph(char, self.size, self.weight)
            glyphs.append(points + pen * RIGHT)
            pen += advance
        low, high = _bounds(np.concatenate(glyphs))
        self._height = high[1] - low[1]
        self._below = (low[1] + high[1]) / 2 / self._height
        place, ink = np.array([centre - scale * (low[0] + high[0]) / 2, y, 0.0]), color_to_rgba(self.ink, opacity)
        # Manim draws the objects that a play began with, so glyphs are changed in place; unused ones are empty.
        for slot, points in zip_longest(self._slots(len(glyphs)), glyphs):
            slot.points = np.zeros((0, 3)) if points is None else points * scale + place
            slot.fill_rgbas = ink[None].copy()
        return self

    def _slots(self, count: int) -> list[VMobject]:
        if len(self.submobjects) < count:
            self.add(*(VMobject(stroke_width=0) for _ in range(count + 2 - len(self.submobjects))))
        return self.submobjects

    @property
    def pixels(self) -> float:
        """Em size as it stands now, in pixels of a 1080-line frame."""
        return self.size * self.height / self._height

    @property
    def baseline(self) -> float:
        """Height of the baseline."""
        return self.get_y() - self._below * self.height

    def set_color(self, color: str, family: bool = True) -> Number:
        self.ink = color
        return super().set_color(color, family)


class Formula(MathTypst):
    """A formula; ``parts`` colours the groups written ``{{ ... : name }}``."""

    def __init__(self, source: str, size: float = look.BODY, color: str | None = None, **parts: str):
        # Typst's em at the same font_size is smaller than Pango's; measured on the digit 0.
        super().__init__(source, font_size=size * 0.69, color=color or theme.ink)
        self._size, self._first_height = size, self.height
        _forget_paths(self)
        for name, ink in parts.items():
            self.select(name).set_color(ink)

    @property
    def pixels(self) -> float:
        """Em size as it stands now, in pixels of a 1080-line frame."""
        return self._size * self.height / self._first_height


def symbol(
    value: object, size: float = look.BODY, color: str | None = None, weight: str = NORMAL, width: float = 0.0
) -> Label | Number:
    """A machine's symbol or state: a number, or words, shrunk to ``width`` if one is given."""
    if isinstance(value, int | float | np.number):
        return Number(float(value), 0, size, color, weight)
    label = Label(str(value), size, color, weight)
    return label.fit(width) if width else label


def row_of(labels: Sequence[VMobject], buff: float = look.GAP, baseline: float = 0.0) -> VGroup:
    """Set labels and numbers side by side on one baseline."""
    group = VGroup(*labels).arrange(RIGHT, buff=buff)
    for label in labels:
        label.on_baseline(baseline)
    return group

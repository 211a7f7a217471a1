"""The look of the lecture: colour by role, type scale, timing, safe area. The only place with a colour or a font."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import font_source_sans_pro
import manimpango
from manim import BOLD, NORMAL, SEMIBOLD, config

FONT = "Source Sans Pro"
MATH_FONT = "New Computer Modern Math"
WEIGHTS = {NORMAL: "Regular", SEMIBOLD: "Semibold", BOLD: "Bold"}

# Type scale: em size in pixels of a 1080-line frame. Nothing on screen is smaller than SMALLEST.
TITLE, HERO, BODY, LABEL, SMALL, SMALLEST = 64, 88, 46, 38, 30, 24

# Layout in Manim units; a frame is 14.2 by 8.
MARGIN = 0.5
GAP = 0.3

# Timing in seconds. MOTION is one thought; LONGEST is the most that moves without a hold.
QUICK, MOTION, SLOW, HOLD, LONGEST = 0.5, 1.0, 2.0, 0.6, 6.0


@dataclass(frozen=True)
class Palette:
    """Colours by role. `name` in text and lines, which must contrast with the background; `name_fill` in areas."""

    background: str
    panel: str
    ink: str
    muted: str
    faint: str
    query: str
    key: str
    value: str
    weight: str
    state: str
    program: str
    weight_fill: str
    state_fill: str


DARK = Palette(
    background="#11141C",
    panel="#1E232F",
    ink="#F4F3EE",
    muted="#AEB3BF",
    faint="#4A5162",
    query="#E69F00",
    key="#56B4E9",
    value="#1FB889",
    weight="#F0E442",
    state="#F0773B",
    program="#D998BC",
    weight_fill="#F0E442",
    state_fill="#4A2412",
)
# The same hues, darkened until they can be read on paper.
LIGHT = Palette(
    background="#FFFFFF",
    panel="#F0F1F4",
    ink="#15181F",
    muted="#545A67",
    faint="#C3C7D0",
    query="#8F5F00",
    key="#00639C",
    value="#00704F",
    weight="#716600",
    state="#B04A00",
    program="#8E3F70",
    weight_fill="#E3D200",
    state_fill="#FBE3D3",
)
PALETTES = {"dark": DARK, "light": LIGHT}


class _Theme:
    """The palette in force. Scenes read `theme.query`; `use` must be called before anything is drawn."""

    def __init__(self) -> None:
        self.name = "dark"

    def use(self, name: str) -> None:
        """Choose the palette ``"dark"`` or ``"light"`` and paint Manim's background with it."""
        if name not in PALETTES:
            raise ValueError(f"theme {name!r} does not exist; choose one of {', '.join(PALETTES)}")
        self.name = name
        config.background_color = self.background

    def __getattr__(self, role: str) -> str:
        return getattr(PALETTES[self.name], role)


theme = _Theme()
use = theme.use


def register_font() -> None:
    """Make the lecture's font known to Pango. Raises RuntimeError when it is missing: there is no silent fallback."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for style in WEIGHTS.values():
        path = folder / f"SourceSansPro-{style}.otf"
        if not path.is_file() or not manimpango.register_font(str(path)):
            raise RuntimeError(f"the font file {path.name} of the package font-source-sans-pro cannot be loaded")
    if FONT not in manimpango.list_fonts():
        raise RuntimeError(f"the font {FONT!r} was loaded but Pango does not list it")


register_font()
theme.use("dark")

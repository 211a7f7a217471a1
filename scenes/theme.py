"""The palette in force, and the lecture's font."""

from __future__ import annotations

from pathlib import Path

import font_source_sans_pro
import manimpango
from manim import BOLD, NORMAL, SEMIBOLD, config

from scenes.palette import PALETTES, Palette

FONT = "Source Sans Pro"
WEIGHTS = {NORMAL: "Regular", SEMIBOLD: "Semibold", BOLD: "Bold"}


class _Theme:
    """The palette in force. Scenes read `theme.query`; `use` must be called before anything is drawn."""

    name = "dark"

    def use(self, name: str) -> None:
        """Choose the palette ``"dark"`` or ``"light"`` and paint Manim's background with it."""
        if name not in PALETTES:
            raise ValueError(f"theme {name!r} does not exist; choose one of {', '.join(PALETTES)}")
        self.name = name
        config.background_color = self.background

    @property
    def palette(self) -> Palette:
        """All colours in force."""
        return PALETTES[self.name]

    @property
    def series(self) -> tuple[str, ...]:
        """One hue in steps, from faint to strong, for curves that are no roles."""
        return self.palette.series

    def __getattr__(self, role: str) -> str:
        return str(getattr(self.palette, role))


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

"""The colours of a theme, as `scenes/palette.toml` gives them to every output."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

PALETTE_FILE = Path(__file__).resolve().parents[2] / "scenes" / "palette.toml"


def load_palette(theme: str, path: Path = PALETTE_FILE) -> Mapping[str, str]:
    """The colour of every role that has one, as ``#RRGGBB``; the scenes check the file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))[theme]
    return {role: colour for role, colour in table.items() if isinstance(colour, str)}

"""The colours of `palette.toml` by role. Imports no Manim, so that every output can read them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

PALETTE_FILE = Path(__file__).with_name("palette.toml")
COLOR = re.compile(r"#[0-9A-F]{6}")


@dataclass(frozen=True)
class Palette:
    """Colours as ``#RRGGBB`` by role; ``series`` is one hue in steps, from faint to strong."""

    background: str
    panel: str
    ink: str
    muted: str
    faint: str
    query: str
    key: str
    value: str
    weight: str
    weight_fill: str
    state: str
    state_fill: str
    program: str
    wrong: str
    series: tuple[str, ...]


def load_palettes(path: Path = PALETTE_FILE) -> Mapping[str, Palette]:
    """The palettes of a file by theme. Raises ValueError that names the theme and the role of the first mistake."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {theme: _palette(table, f"{path.name} [{theme}]") for theme, table in tables.items()}


def _palette(table: dict[str, Any], where: str) -> Palette:
    roles = [field.name for field in fields(Palette)]
    for role in table:
        if role not in roles:
            raise ValueError(f"{where}: unknown role {role!r}; the roles are {', '.join(roles)}")
    for role in roles:
        if role not in table:
            raise ValueError(f'{where}: the role {role!r} is missing; give it a colour such as "#1FB889"')
        many = role == "series"
        if isinstance(table[role], list) != many or not table[role]:
            raise ValueError(f"{where}: {role} must be {'a list of colours' if many else 'one colour'}")
        for color in table[role] if many else (table[role],):
            if not (isinstance(color, str) and COLOR.fullmatch(color)):
                raise ValueError(f'{where}: {role} is {color!r}; write a colour as "#1FB889", in capitals')
    return Palette(**(table | {"series": tuple(table["series"])}))


PALETTES = load_palettes()

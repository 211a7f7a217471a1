"""Colours by role: readable in both themes, and a mistake in the file is named."""

from colorsys import rgb_to_hls
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from scenes.palette import PALETTE_FILE, PALETTES, Palette, load_palettes
from tests.scenes.expect import contrast, luminance

themes = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())


def rgb(color: str) -> tuple[float, ...]:
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))


@themes
def test_whatever_may_be_text_can_be_read(palette):
    fills = {"background", "panel", "faint", "weight_fill", "state_fill"}
    colors = {f.name: getattr(palette, f.name) for f in fields(Palette) if f.name not in fills | {"series"}}
    for role, color in {**colors, **{f"series {i}": c for i, c in enumerate(palette.series)}}.items():
        ratio = contrast(rgb(color), rgb(palette.background))
        assert ratio >= 4.5, f"{role} has a contrast of {ratio:.2f}"


@themes
def test_a_series_is_one_hue_in_steps_of_brightness(palette):
    ratios = [contrast(rgb(c), rgb(palette.background)) for c in palette.series]
    assert all(b / a > 1.2 for a, b in pairwise(ratios))
    hues = [rgb_to_hls(*rgb(c))[0] * 360 for c in palette.series]
    assert max(hues) - min(hues) < 15


@themes
def test_wrong_is_duller_than_any_role(palette):
    def saturation(color: str) -> float:
        high, low = max(rgb(color)), min(rgb(color))
        return (high - low) / high

    roles = (palette.query, palette.key, palette.value, palette.weight, palette.state, palette.program)
    assert saturation(palette.wrong) < 0.8 * min(map(saturation, roles))


def test_the_themes_differ_in_brightness():
    assert luminance(rgb(PALETTES["dark"].background)) < 0.05 < 0.9 < luminance(rgb(PALETTES["light"].background))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('query = "#E69F00"\n', "", r"\[dark\]: the role 'query' is missing"),
        ('query = "#E69F00"', 'qery = "#E69F00"', r"\[dark\]: unknown role 'qery'"),
        ('query = "#E69F00"', 'query = "orange"', r"query is 'orange'; write a colour as"),
        ('query = "#E69F00"', 'query = ["#E69F00"]', "query must be one colour"),
        ('series = ["#7E83DC"', 'series = ["blue"', "series is 'blue'"),
    ],
)
def test_a_mistake_in_the_palette_is_named(tmp_path: Path, old, new, says):
    text = PALETTE_FILE.read_text()
    assert old in text
    (tmp_path / "palette.toml").write_text(text.replace(old, new))
    with pytest.raises(ValueError, match=says):
        load_palettes(tmp_path / "palette.toml")

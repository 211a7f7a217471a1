"""The page of propositions: what it names exists, and what the code names is on it."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "attn_core" / "PROPOSITIONS.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = {
    heading.split()[0]: body for heading, body in re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", TEXT, flags=re.M | re.S)
}
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "attn_core").glob("test_*.py"))


@pytest.mark.parametrize("name", SECTIONS)
def test_a_proposition_has_a_strength_and_a_function_that_exists(name):
    strength = re.search(r"^\*(Proved|Cited|Measured|Constructed)\.?\*", SECTIONS[name], flags=re.M)
    assert strength
    functions = re.findall(r"`([a-z_]+)\.([a-z_]+)`", SECTIONS[name][strength.start() :])
    assert functions or name == "E6"
    for module, function in functions:
        assert hasattr(importlib.import_module(f"attn_core.{module}"), function), f"{module}.{function}"


@pytest.mark.parametrize("name", [name for name in SECTIONS if name.startswith("P")])
def test_a_proposition_has_its_tests(name):
    assert f"`test_{name.lower()}_...`" in SECTIONS[name]
    assert f"def test_{name.lower()}_" in TESTS


def test_the_files_that_are_named_exist():
    for file in re.findall(r"\btest_\w+\.py", TEXT):
        assert (PAGE.parents[1] / "tests" / "attn_core" / file).is_file(), file


def test_what_the_code_names_is_on_the_page():
    named = set()
    for path in [*(ROOT / "attn_core").glob("*.py"), *(ROOT / "tests" / "attn_core").glob("*.py")]:
        named |= set(re.findall(r"\b[PE]\d{1,2}b?\b", path.read_text(encoding="utf-8")))
    assert named - {"P0"} <= SECTIONS.keys()


def test_every_source_named_on_the_page_is_known():
    sources = tomllib.loads((ROOT / "slides" / "sources.toml").read_text(encoding="utf-8"))
    named = set(re.findall(r"\b[a-z]{2,}\d{4}\b", TEXT))
    assert "hahn2020" in named
    assert named <= set(sources)

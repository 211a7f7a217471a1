"""Measure the real encoder or the core, write what scenes need: ``invoke experiment NAME``. NumPy, no training."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from attn_core.measured import DATA
from experiments.collapse import Collapse
from experiments.encoder import PROVENANCE, load_encoder
from experiments.mechanisms import Retrieval, SoftAutomata
from experiments.pairs import Pairs, Patching
from experiments.roles import Roles
from experiments.store import read_back, write


class Study(Protocol):
    """What ``measure`` needs to know of a study."""

    @property
    def name(self) -> str:
        """Its name on the command line and of its JSON."""
        ...

    @property
    def recipe(self) -> Mapping[str, Any]:
        """What the figures depend on; where it differs from what is stored, everything is measured anew."""
        ...

    @property
    def parts(self) -> Sequence[str]:
        """What is measured one after the other: an interrupted study goes on with those that are missing."""
        ...

    @property
    def reads_encoder(self) -> bool:
        """Whether it needs the encoder, from the extra ``model``."""
        ...

    def measure(self, part: str, encoder: Any) -> Any:
        """The figures of one part, as JSON can hold them."""
        ...


STUDIES: dict[str, Study] = {
    study.name: study for study in (Pairs(), Patching(), Collapse(), Roles(), SoftAutomata(), Retrieval())
}


def measure(
    study: Study, *, out: Path | None = None, parts: int | None = None, report: Callable[[str], None] = print
) -> Path:
    """Measure the parts of a study that are not in its JSON yet; write after each. Returns the JSON.

    ``parts`` takes the first so many only, for a smoke run.
    """
    out = out or DATA / f"{study.name}.json"
    encoder = load_encoder() if study.reads_encoder else None
    recipe = {"experiment": study.name, "recipe": dict(study.recipe)}
    if study.reads_encoder:
        recipe["provenance"] = PROVENANCE
    versions = {"numpy": np.__version__, "python": platform.python_version()}
    data = read_back(out, recipe) or recipe | {"versions": versions, "seconds": {}, "parts": {}}
    wanted = study.parts[:parts]
    for done, part in enumerate(wanted, start=1):
        if part in data["parts"]:
            continue
        report(f"[{done}/{len(wanted)}] {study.name} {part}")
        started = time.monotonic()
        data["parts"][part] = study.measure(part, encoder)
        data["seconds"][part] = round(time.monotonic() - started, 1)
        write(out, data)
    return out

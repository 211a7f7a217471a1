"""What was measured and is stored: the JSON files of `experiments/`, sealed by those who wrote them."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "measured"


@cache
def load(study: str, folder: Path = DATA) -> dict[str, Any]:
    """The parts of a study of the real encoder, by name.

    Raises ValueError that names the file when it is missing or broken, or a figure was changed since it was written.
    """
    return dict(read(folder / f"{study}.json", study)["parts"])


def read(path: Path, experiment: str) -> dict[str, Any]:
    """A sealed file. Raises ValueError, with the command that makes it again, when it is missing, broken or changed."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["sha256"] != seal(data):
            raise ValueError("its figures are not those that were measured")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error!r}; make it with `invoke experiment {experiment}`") from error
    return data


def seal(data: dict[str, Any]) -> str:
    """SHA-256 of what an experiment wrote, apart from the seal itself.

    A figure that was changed by hand breaks it; a file that was sealed anew does not. What figures must say, tests say.
    """
    unsealed = {key: value for key, value in data.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(unsealed, sort_keys=True).encode()).hexdigest()

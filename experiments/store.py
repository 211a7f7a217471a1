"""The JSON of an experiment: written whole after each run, sealed, and gone on with where it is of the same recipe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attn_core.measured import seal
from recording.whole import write_whole


def read_back(path: Path, recipe: dict[str, Any]) -> dict[str, Any] | None:
    """What is stored, if it was made by this recipe and not changed since."""
    if not path.is_file():
        return None
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    same = {key: data.get(key) for key in recipe} == json.loads(json.dumps(recipe))
    return data if same and data.get("sha256") == seal(data) else None


def write(path: Path, data: dict[str, Any]) -> None:
    """Seal and write."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (_json(data | {"sha256": seal(data)}) + "\n").encode())


def _json(value: Any, indent: int = 0) -> str:
    """JSON with a line a list of numbers, so that a change can be read."""
    pad = " " * (indent + 1)
    if isinstance(value, dict) and value:
        lines = [f"{pad}{json.dumps(key)}: {_json(inner, indent + 1)}" for key, inner in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return json.dumps(value)

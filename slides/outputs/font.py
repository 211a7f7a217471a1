"""The lecture's font for browsers."""

from __future__ import annotations

import importlib.util
import struct
import zlib
from pathlib import Path

from recording.errors import InputError

PACKAGE = "font_source_sans_pro"
STYLES = {400: "Regular", 600: "Semibold"}


def font_folder() -> Path:
    """Where the package with the font keeps its files. Raises InputError when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise InputError(f"the package {PACKAGE!r} is not installed; `./run lecture` installs it")
    return Path(spec.origin).parent / "files"


def woff(font: bytes) -> bytes:
    """An OpenType font in the compressed wrapping that browsers take (WOFF 1.0): half as large, the same font."""
    flavour, count = struct.unpack_from(">4sH", font)
    entries, packed = [], []
    at = 44 + 20 * count
    for i in range(count):
        tag, checksum, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        table = font[offset : offset + length]
        small = min(zlib.compress(table, 9), table, key=len)
        entries.append(struct.pack(">4sIIII", tag, at, len(small), length, checksum))
        packed.append(small + bytes(-len(small) % 4))
        at += len(packed[-1])
    size = 12 + 16 * count + sum((struct.unpack_from(">I", font, 24 + 16 * i)[0] + 3) & ~3 for i in range(count))
    head = struct.pack(">4s4sIHHIHHIIIII", b"wOFF", flavour, at, count, 0, size, 1, 0, 0, 0, 0, 0, 0)
    return head + b"".join(entries) + b"".join(packed)

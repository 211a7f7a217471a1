"""A deck as one zip, to send and to keep: reproducible, and checkable where it is unpacked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from recording.errors import InputError
from recording.whole import whole

SUMS, README = "SHA256SUMS", "README.txt"  # made anew in each zip
UNIX, FILE = 3, 0o100644 << 16  # as a zip says where a file comes from, and that it is a plain one
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say

HOW_TO = f"""{{title}}

To present: unpack this folder, and open index.html in Chromium, Chrome, Edge, Firefox or Safari. No network is needed.

  Right, Space   go on            S   speaker view, in a window of its own
  Left           go back          F   full screen
  V              read as a page   ?   all keys

Whether every file is whole:   sha256sum -c {SUMS}
"""


def write_zip(deck: Path, out: Path) -> Path:
    """Write the folder of a deck as a zip: one folder of its name, with a README and the digests of all its files.

    The same deck gives the same bytes. Raises InputError where there is no deck, or the zip cannot be written.
    """
    if not (deck / "index.html").is_file():
        raise InputError(f"there is no deck in {deck}; `./run lecture` builds it")
    try:
        with whole(out) as beside:
            _write(deck, beside)
    except OSError as error:
        raise InputError(f"the zip cannot be written: {error}") from error
    return out


def _write(deck: Path, out: Path) -> None:
    top = deck.resolve().name
    sums = []
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:

        def add(name: str, content: bytes) -> None:
            info = ZipInfo(f"{top}/{name}", DATE)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, UNIX, FILE
            archive.writestr(info, content)

        for name, content in _contents(deck):
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
            add(name, content)
        add(SUMS, "".join(sums).encode())


def _contents(deck: Path) -> Iterator[tuple[str, bytes]]:
    """Every file by its path in the deck, but what is hidden: half-written files, and what systems leave behind."""
    title = re.search(r"<title>(.*?)</title>", (deck / "index.html").read_text(encoding="utf-8"), re.DOTALL)
    yield README, HOW_TO.format(title=unescape(title[1]) if title else deck.name).encode()
    paths = {path.relative_to(deck).as_posix(): path for path in deck.rglob("*") if path.is_file()}
    for name in sorted(paths):
        if name not in (SUMS, README) and not any(part.startswith(".") for part in name.split("/")):
            yield name, paths[name].read_bytes()

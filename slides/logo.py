"""A lecturer's logo: an SVG or PNG that every output can show as it is."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.parsers import expat

from PIL import Image

LARGEST = 1_000_000  # bytes
SVG = "http://www.w3.org/2000/svg"
INSIDE = ("#", "data:")  # what an address in a picture begins with that needs nothing else
ADDRESSES = re.compile(r"""(?:url\(|@import)\s*["']?\s*([^"')\s;]*)""")


class Unfit(Exception):
    """What is wrong with a picture, and how to mend it."""


def check_logo(path: Path) -> None:
    """Raise Unfit unless the file is an SVG or PNG that can be shown at any size and needs nothing else."""
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise Unfit("a logo is an SVG or PNG, named .svg or .png; export it as one of these")
    if not path.is_file():
        raise Unfit("there is no such file; its path starts at the folder of lecture.toml")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unfit(f"the file cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise Unfit(f"the file has {len(data) / 1e6:.1f} MB; export it smaller, with 1 MB at most")
    if kind == ".svg":
        _check_svg(data)
    else:
        _check_png(data)


def _check_png(data: bytes) -> None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            found = image.format
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unfit(f"this is no whole PNG ({error}); export it anew") from None
    if found != "PNG":
        raise Unfit(f"this is a {found} that is called PNG; export it as PNG")


def _check_svg(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        raise Unfit("the file is not UTF-8 text; save it as UTF-8") from None
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _Reader()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unfit(f"this is no well-formed SVG ({error}); export it anew") from None


class _Reader:
    """What is met in an SVG. Scripts and addresses do nothing in an img, but not every output shows it as one."""

    def __init__(self) -> None:
        self.open: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.open:
            if name != f"{SVG} svg":
                raise Unfit(f'its root is <{name.rpartition(" ")[2]}>, not <svg xmlns="{SVG}">; export it as SVG')
            if "viewBox" not in attributes:
                raise Unfit("it has no viewBox and would be cropped, not scaled; export it with one")
        self.open.append(name.rpartition(" ")[2])
        if self.open[-1] in ("script", "foreignObject"):
            raise Unfit(f"it has a <{self.open[-1]}>; export it as a plain SVG")
        for key, value in attributes.items():
            local = key.rpartition(" ")[2]
            if local.startswith("on"):
                raise Unfit(f"it has the script {local}; export it as a plain SVG")
            if local in ("href", "src"):
                self._check_address(value)
            self.text(value, is_style=True)

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, text: str, is_style: bool = False) -> None:
        if is_style or "style" in self.open:
            for address in ADDRESSES.findall(text):
                self._check_address(address)

    def entity(self, name: str, is_parameter: bool, value: str | None, *where: str | None) -> None:
        if value is None:
            self._check_address(where[1] or name)

    def instruction(self, target: str, data: str) -> None:
        raise Unfit(f"it has the instruction <?{target} {data}?>; export it as a plain SVG")

    def _check_address(self, address: str) -> None:
        if address and not address.strip().startswith(INSIDE):
            raise Unfit(f"it needs {address}, which the outputs would not have; put it into the SVG, or take it out")

"""The QR code of an address."""

from __future__ import annotations

import segno

QUIET = 4  # modules of margin, which readers need


def make_code(address: str) -> segno.QRCode:
    """The code, which can be read with a seventh of it covered; it is drawn dark on light in every theme."""
    return segno.make_qr(address, error="m", encoding="utf-8")


def svg_code(address: str) -> str:
    """The code with its margin as SVG for a page, as large as its box."""
    return make_code(address).svg_inline(
        omitsize=True, border=QUIET, dark="#000", light="#fff", svgclass=None, lineclass=None
    )

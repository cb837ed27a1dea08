"""Encode a QR code as plain values: its side in modules, and an SVG path of the dark ones; or as a whole SVG."""

from dataclasses import dataclass

import qrcode


@dataclass(frozen=True, slots=True)
class QrCode:
    side: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code with the quiet zone of four modules that readers need."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = (
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return QrCode(len(rows), "".join(dark))


def qr_svg(text: str) -> str:
    code = qr_code(text)
    box = f"0 0 {code.side} {code.side}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{code.path}"/></svg>'

"""Makes the PDF of what a kit prints. Made on demand, never kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.qr import qr_svg
from core.typesetting import typeset
from learning.exporters.letterhead import FOLDER, letterhead
from learning.printables.reading import Kind, Printable
from learning.printables.shelf import drawing
from people.absolute_urls import absolute_url


TEMPLATE = FOLDER / "printable.typ"


def printable_pdf(
    printable: Printable, found: Mapping[str, Any], *, organisation: Any, day: date
) -> bytes:
    """Return the PDF in the language of the moment. `found`: what the site says of its quiz or path."""
    values = letterhead(organisation)
    content = {"title": printable.title, **printable.content, **found}
    if printable.kind == Kind.SLIDES:
        content["slides"] = [
            _with_drawing(slide, values["language"]) for slide in content["slides"]
        ]
    if content.get("link"):
        address = absolute_url(content["link"])
        content |= {"address": address, "qr": qr_svg(address)}
    return typeset(
        TEMPLATE,
        values | content | {"kind": printable.kind, "words": _words()},
        day=day,
    )


def _with_drawing(slide: Mapping[str, Any], language: str) -> dict[str, Any]:
    name = slide.get("drawing")
    return {**slide, "drawing": drawing(name, language)} if name else dict(slide)


def _words() -> dict[str, str]:
    return {
        "answers": _("Answers"),
        "answers_note": _("Print this page on the back, or keep it for the end."),
        "statement": _("True or false?"),
        "true": _("True"),
        "false": _("False"),
        "cut": _("Cut along the lines."),
        "cut_both": _("Print on both sides, flipped on the long edge, then cut along the lines."),
        "back": _("Back of the cards"),
        "qr": _("QR code that leads to %s"),
        "minutes": _("%s min"),
        "page": _("Page {page} of {pages}"),
    }

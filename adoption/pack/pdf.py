"""The file as an accessible PDF (PDF/UA-1).

What is said goes to the typesetter as values, never as markup: a name can neither draw nor read a file.
"""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from adoption.pack.blocks import Change, Document
from core.typography import day_text


FOLDER = Path(__file__).parent / "typeset"


def pack_pdf(
    document: Document, *, version: str, day: date, changes: list[Change] | None = None
) -> bytes:
    """`changes`: since the edition before; None where there is none."""
    with override(document.language):
        said = document.as_dict() | {"words": _words(version, day, changes), "version": version}
        said["changes"] = [
            {"section": each.section, "before": each.before, "after": each.after}
            for each in changes or []
        ]
    pdf: Any = typst.compile(
        FOLDER / "pack.typ",
        root=FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(said)},
        timestamp=_at_noon(day),
    )
    return pdf


def _words(version: str, day: date, changes: list[Change] | None) -> dict[str, str]:
    return {
        "established": _("Established on %(day)s, version %(version)s")
        % {"day": day_text(day), "version": version},
        "subtitle": _("File for the works council and the data protection officer"),
        "contents": _("Contents"),
        "changes": _("What has changed since the edition before"),
        "unchanged": "" if changes is None else _("Nothing has changed."),
        "before": _("Before:"),
        "after": _("Now:"),
        "page": _("Page {page} of {pages}"),
    }


def _at_noon(day: date) -> int:
    """The same file for the same day and words."""
    return int(timezone.make_aware(datetime.combine(day, time(12))).timestamp())

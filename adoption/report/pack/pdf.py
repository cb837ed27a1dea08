"""Typeset the file as an accessible PDF."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from adoption.report.pack.blocks import Change, Document
from cms.models import OrganisationSettings
from core.typesetting import typeset
from core.typography import day_text
from learning.exporters.letterhead import letterhead


TEMPLATE = Path(__file__).parent / "typeset" / "pack.typ"


def pack_pdf(
    document: Document, *, version: str, day: date, changes: list[Change] | None = None
) -> bytes:
    """Typeset the PDF. `changes`: since the edition before; None where there is none."""
    with override(document.language):
        organisation = OrganisationSettings.objects.order_by("pk").first() or OrganisationSettings()
        values = (
            letterhead(organisation)
            | document.as_dict()
            | {
                "words": _words(version, day, changes),
                "version": version,
                "changes": [asdict(change) for change in changes or []],
            }
        )
    return typeset(TEMPLATE, values, day=day)


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

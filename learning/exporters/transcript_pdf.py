"""Makes the PDF of a record of learning, to print or to send."""

from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.typesetting import typeset
from core.typography import day_text, duration_text
from learning.exporters.letterhead import FOLDER, letterhead
from learning.exporters.transcript_files import path_standing_label
from learning.queries.transcript import Transcript, TranscriptPath
from people.models import Person


TEMPLATE = FOLDER / "transcript.typ"


def transcript_pdf(
    transcript: Transcript, *, person: Person, organisation: Any, day: date, year: int | None = None
) -> bytes:
    """Return the PDF. `year`: the one that was chosen, for the title."""
    heading = _("Record of learning")
    content = letterhead(organisation) | {
        "heading": f"{heading}, {year}" if year else heading,
        "name": person.get_full_name(),
        "established": _("Established on %(day)s") % {"day": day_text(day)},
        "tables": [table for table in (_paths(transcript), _others(transcript)) if table["rows"]],
        "nothing": _("Nothing is finished yet."),
        "page": _("Page {page} of {pages}"),
    }
    return typeset(TEMPLATE, content, day=day)


def _paths(transcript: Transcript) -> dict[str, Any]:
    return {
        "title": _("Paths"),
        "headings": [
            pgettext("record of learning", "Path"),
            _("State"),
            _("Done on"),
            _("Valid until"),
        ],
        "rows": [_path_row(line) for line in transcript.paths],
    }


def _path_row(line: TranscriptPath) -> list[str]:
    until = line.certificate.expires_on if line.certificate else None
    no_end = _("without an end date") if line.certificate else ""
    return [
        line.title,
        capfirst(path_standing_label(line.stand)),
        day_text(line.done_on) if line.done_on else "",
        day_text(until) if until else no_end,
    ]


def _others(transcript: Transcript) -> dict[str, Any]:
    return {
        "title": _("Beside the paths"),
        "headings": [
            _("Title"),
            pgettext("record of learning", "Kind"),
            _("Done on"),
            _("Length"),
        ],
        "rows": [
            [
                str(line.title),
                capfirst(str(line.label)),
                day_text(line.done_on),
                duration_text(line.minutes) if line.minutes else "",
            ]
            for line in transcript.lines
        ],
    }

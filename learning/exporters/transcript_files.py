"""Exports a record of learning as a table, and as JSON for another employer's system: docs/record-of-learning.md."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.spreadsheets import csv_bytes
from core.typography import day_text
from learning.enums import TranscriptKind
from learning.models import Certificate
from learning.queries.transcript import PathStanding, Transcript, TranscriptPath
from people.absolute_urls import absolute_url
from people.models import Person


FORMAT, VERSION = "passerelle-record-of-learning", 1


def path_standing_label(stand: PathStanding) -> str:
    return {
        PathStanding.UNDER_WAY: pgettext("path", "under way"),
        PathStanding.DONE: pgettext("path", "done"),
        PathStanding.CERTIFIED: pgettext("path", "certified"),
        PathStanding.ENDED: pgettext("path", "certificate ended"),
    }[stand]


def transcript_csv(transcript: Transcript) -> bytes:
    headings = [
        pgettext("record of learning", "Kind"),
        _("Title"),
        _("State"),
        _("Done on"),
        _("Valid until"),
        _("Minutes"),
        _("Code of the certificate"),
    ]
    paths = ([str(TranscriptKind.PATH.label), *_path_cells(line)] for line in transcript.paths)
    others = (
        [
            str(line.label),
            line.title,
            pgettext("path", "done"),
            _day(line.done_on),
            "",
            line.minutes or "",
            "",
        ]
        for line in transcript.lines
    )
    return csv_bytes((headings, *paths, *others))


def _path_cells(line: TranscriptPath) -> list[Any]:
    certificate = line.certificate
    return [
        line.title,
        path_standing_label(line.stand),
        _day(line.done_on),
        _day(certificate.expires_on) if certificate else "",
        _minutes_done(line) or "",
        certificate.code if certificate else "",
    ]


def _minutes_done(line: TranscriptPath) -> int | None:
    """Length of a path that is finished; of one under way nothing, or a total of the column would count it as done."""
    if line.certificate:
        return line.certificate.minutes
    return line.progress.minutes if line.progress and line.stand == PathStanding.DONE else None


def _day(day: date | None) -> str:
    return day_text(day, "SHORT_DATE_FORMAT") if day else ""


def transcript_json(
    transcript: Transcript, *, person: Person, organisation: Any, day: date
) -> bytes:
    """Return the record as JSON. Titles that Passerelle gives are in the organisation's language, whatever the reader's."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "made_on": day.isoformat(),
        "organisation": organisation.name,
        "person": {"name": person.get_full_name()},
        "paths": [_path(line) for line in transcript.paths],
        "others": [
            {
                "kind": line.kind,
                "title": line.title,
                "done_on": line.done_on.isoformat(),
                "minutes": line.minutes,
            }
            for line in transcript.lines
        ],
    }
    with override(settings.LANGUAGE_CODE):
        return json.dumps(content, ensure_ascii=False, indent=2, default=str).encode()


def _path(line: TranscriptPath) -> dict[str, Any]:
    return {
        "uuid": str(line.path),
        "title": line.title,
        "state": line.stand.value,
        "certificate": _certificate(line.certificate) if line.certificate else None,
    }


def _certificate(certificate: Certificate) -> dict[str, Any]:
    until = certificate.expires_on
    return {
        "uuid": str(certificate.uuid),
        "issued_on": certificate.issued_on.isoformat(),
        "expires_on": until.isoformat() if until else None,
        "minutes": certificate.minutes,
        "code": certificate.code,
        "address": absolute_url(reverse("verification:shown", args=[certificate.code])),
        "lessons": [
            {name: lesson[name] for name in ("uuid", "title", "module", "done_on")}
            for lesson in certificate.lessons
        ],
    }

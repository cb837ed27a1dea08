"""Reads the files of content/frameworks/: one edition of one framework each, whole or not at all."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.reports import ImportRefused, ImportReport
from quizzes.actions.frameworks import (
    CompetenceText,
    FrameworkOutcome,
    FrameworkText,
    save_framework,
)
from quizzes.models import Competence, Framework


class _Unfit(Exception):
    """What a file lacks, in a sentence."""


def load_frameworks(folder: Path, *, dry_run: bool = False, correct: bool = False) -> ImportReport:
    """Take in each file of a folder. One that differs from the edition that stands refuses all of them."""
    report = ImportReport()
    try:
        with transaction.atomic():
            take_frameworks(folder, report, correct=correct)
            if report.refused or dry_run:
                raise ImportRefused(report)
    except ImportRefused:
        return report
    report.applied = True
    return report


def take_frameworks(folder: Path, report: ImportReport, *, correct: bool = False) -> None:
    """The same inside the transaction and the report of another load."""
    for path in sorted(folder.glob("*.yaml")):
        _load(path, report, correct=correct)


def _load(path: Path, report: ImportReport, *, correct: bool) -> None:
    try:
        outcome = save_framework(text=read_framework(path.read_bytes()), correct=correct)
    except _Unfit as unfit:
        report.refuse(0, f"{path.name}: {unfit}")
    except ValidationError as error:
        another = _("a file of another edition, with another short name")
        report.refuse(0, f"{path.name}: {' '.join(error.messages)}", another)
    else:
        report.created += outcome is FrameworkOutcome.CREATED
        report.changed += outcome is FrameworkOutcome.CORRECTED
        report.unchanged += outcome is FrameworkOutcome.UNCHANGED


def read_framework(data: bytes) -> FrameworkText:
    try:
        raw = yaml.safe_load(data.decode())
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise _Unfit(_("This is not YAML in UTF-8.")) from error
    if not isinstance(raw, dict):
        raise _Unfit(_("“%(name)s” is missing.") % {"name": "name"})
    published = raw.get("date")
    if published is not None and type(published) is not date:
        raise _Unfit(_("“%(text)s” is not a day like 2026-11-24.") % {"text": published})
    return FrameworkText(
        slug=_text(raw, "slug", Framework),
        name=_text(raw, "name", Framework),
        edition=_text(raw, "edition", Framework),
        source=_text(raw, "source", Framework, needed=False),
        published_on=published,
        competences=tuple(sorted(_competences(raw), key=lambda one: one.code)),
    )


def _competences(raw: dict[str, Any]) -> list[CompetenceText]:
    competences = []
    for area in _list(raw, "areas"):
        competences.append(_competence(area, area_code=""))
        code = competences[-1].code
        competences += [_competence(one, area_code=code) for one in _list(area, "competences")]
    codes = [one.code for one in competences]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise _Unfit(_("The code %(code)s stands there twice.") % {"code": twice[0]})
    return competences


def _competence(raw: Any, *, area_code: str) -> CompetenceText:
    if not isinstance(raw, dict):
        raise _Unfit(_("“%(name)s” is missing.") % {"name": "code"})
    return CompetenceText(
        code=_text(raw, "code", Competence),
        title=_text(raw, "fr", Competence, column="title"),
        title_en=_text(raw, "en", Competence, column="title_en", needed=False),
        area=area_code,
    )


def _list(raw: dict[str, Any], name: str) -> list[Any]:
    value = raw.get(name)
    if not isinstance(value, list) or not value:
        raise _Unfit(_("“%(name)s” is missing.") % {"name": name})
    return value


def _text(
    raw: dict[str, Any], name: str, model: Any, *, column: str = "", needed: bool = True
) -> str:
    """A number that was not quoted, such as 3.10, has lost its digits: texts only."""
    value = raw.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise _Unfit(_("“%(name)s” is missing.") % {"name": name})
    limit = model._meta.get_field(column or name).max_length
    if len(value) > limit:
        raise _Unfit(
            _("The %(what)s has %(count)d characters.") % {"what": name, "count": len(value)}
        )
    return " ".join(value.split())

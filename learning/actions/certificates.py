"""Issues the certificate of a completed path once a round, and of a module; shares what its holder chooses."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from core.dates import months_after
from learning.actions.enrolments import enrol
from learning.certificate_codes import generate_code
from learning.enums import CertificateDetail
from learning.models import Certificate, Enrolment, Lesson, Module, Path
from learning.notifications import settle_path
from learning.queries.certificates import (
    CompletedCourse,
    completed_module,
    completed_path,
    current_certificate,
    enrolments_to_certify,
    enrolments_to_certify_for,
)
from learning.queries.modules import module_row_of_record
from learning.queries.paths import path_row
from people.models import Person


@transaction.atomic
def issue_certificate(*, person: Person, path: Path) -> Certificate | None:
    """Return the certificate of this round, issued if the path is done; None where it is not, or not followed.

    It keeps titles, lessons and revisions as they are now. Idempotent, also when called twice at once.
    """
    enrolments = Enrolment.objects.select_for_update(of=("self",))
    enrolment = enrolments.filter(person=person, path=path).first()
    if enrolment is None:
        return None
    current = current_certificate(enrolment)
    if current is not None:
        return current
    row = path_row(person, path)
    passed = completed_path(row, enrolment) if row.is_done else None
    if passed is None:
        return None
    months = path.valid_months
    ends = months_after(passed.done_on, months) if months else None
    settle_path(path.pk, [person.pk])
    return _issued(passed, title=path.title, expires_on=ends, person=person, path=path)


def issue_module_certificate(*, person: Person, module: Module) -> Certificate | None:
    """Return the certificate of a module, issued if there is none since it was finished; None where it is not.

    It has no end. Idempotent, also when called twice at once.
    """
    row = module_row_of_record(person, module.pk)
    passed = completed_module(row) if row else None
    if passed is None:
        return None
    certificates = Certificate.objects.filter(person=person, module=module)
    last = certificates.filter(issued_on__gte=passed.done_on).order_by("issued_on").last()
    return last or _issued(passed, title=module.title, person=person, module=module)


def _issued(
    passed: CompletedCourse, *, title: str, expires_on: date | None = None, **of: Any
) -> Certificate:
    kept = {"title": title, "lessons": passed.lessons, "minutes": passed.minutes}
    certificate, _is_new = Certificate.objects.get_or_create(
        **of,
        issued_on=passed.done_on,
        defaults={**kept, "expires_on": expires_on, "code": generate_code()},
    )
    return certificate


def issue_certificates() -> int:
    """Issue the certificates of paths that a passed quiz, or a page taken down, completed."""
    return _issue(enrolments_to_certify().select_related("person", "path").iterator(200))[0]


def issue_certificates_of_lesson(*, person: Person, lesson: Lesson) -> Certificate | None:
    """Issue the certificates of paths that this lesson completed; returns the first of those that were made."""
    due = enrolments_to_certify_for(person, lesson).select_related("person", "path")
    return _issue(due)[1]


def _issue(enrolments: Iterable[Enrolment]) -> tuple[int, Certificate | None]:
    issued = [
        certificate
        for enrolment in enrolments
        if (certificate := issue_certificate(person=enrolment.person, path=enrolment.path))
        is not None
    ]
    return len(issued), issued[0] if issued else None


@transaction.atomic
def begin_renewal(*, certificate: Certificate) -> Path:
    """Begin again before the end, or after it: the refresher path, or a new round of this one."""
    path = certificate.path
    assert path is not None  # that of a module has no end
    refresher = path.refresher
    if refresher is not None and not refresher.is_retired:
        enrol(person=certificate.person, path=refresher)
        return refresher
    enrolments = Enrolment.objects.select_for_update(of=("self",))
    enrolment = enrolments.filter(person=certificate.person_id, path=path).first()
    if enrolment is not None and current_certificate(enrolment) == certificate:
        Enrolment.objects.filter(pk=enrolment.pk).update(counts_from=Now())
    return path


def share_certificate(*, certificate: UUID, shows: Iterable[str]) -> None:
    """Set what whoever has its code reads from now on; nothing, for no choice."""
    chosen = set(shows)
    Certificate.objects.filter(uuid=certificate).update(
        shows=[value for value in CertificateDetail.values if value in chosen]
    )

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from learning.models import Assignment, Certificate, Path
from people.models import Person


@dataclass(frozen=True, slots=True)
class EndingCertificate:
    """The end of somebody's last certificate of a path that they must hold."""

    assignment: Assignment
    expires_on: date
    refresher: Path | None


def ending_certificates(*, on: date, days: int) -> list[EndingCertificate]:
    """Return mandatory assignments in force whose certificate has ended, or ends within so many days, not
    renewed yet."""
    person, path = OuterRef("person"), OuterRef("path")
    lasting = Certificate.objects.filter(person=person, path=path).filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on"))
    )
    ends = (
        Certificate.objects.filter(expires_on__lte=on + timedelta(days=days), issued_on__lte=on)
        .exclude(Exists(lasting))
        .filter(person__in=Person.objects.employed_on(on).order_by().values("pk"))
        .order_by("pk")
    )
    ending: list[EndingCertificate] = []
    for certificate in ends.select_related("path__refresher"):
        held, last = certificate.path, certificate.expires_on
        if held is None or last is None:
            continue  # that of a module has no end
        refresher = _refresher(held)
        ending += [
            EndingCertificate(assignment, last, refresher)
            for assignment in _asked_of(certificate)
            if not is_renewal_assigned(assignment, refresher or held, last)
        ]
    return ending


def _refresher(path: Path) -> Path | None:
    """Return the refresher; a retired one is given to nobody new."""
    return path.refresher if path.refresher and not path.refresher.is_retired else None


def _asked_of(certificate: Certificate):
    rows = Assignment.objects.in_force().filter(
        person=certificate.person_id, path=certificate.path_id, is_mandatory=True
    )
    return rows.select_related("path", "rule", "person").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def is_renewal_assigned(assignment: Assignment, target: Path, expires_on: date) -> bool:
    """Whether the rule asked it again already for the certificate that ends on that day, or a later one."""
    return (
        Assignment.objects.open()
        .filter(
            rule=assignment.rule_id,
            person=assignment.person_id,
            path=target,
            renews_on__gte=expires_on,
        )
        .exists()
    )

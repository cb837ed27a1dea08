"""Register what waits of cases: one to read before the others, one taken down, one's own, signed, that is shown."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.cases.enums import CaseState
from ambassadors.cases.models import CaseStudy
from ambassadors.cases.queries import officers, readers_of_proposals
from people.models import Notification
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


WAITING, SHOWN = "case_waiting", "case_shown"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=WAITING,
            title=gettext_lazy("A case study that waits for you"),
            action=gettext_lazy("Read it"),
            icon="book-open",
            describe=_waiting,
            days=90,
            rank=44,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=SHOWN,
            title=gettext_lazy("A case study of yours that is shown"),
            action=gettext_lazy("Read it"),
            icon="star",
            describe=_shown,
            days=30,
            rank=60,
            is_news=True,
        )
    )


def ask_for_reading(case: CaseStudy) -> None:
    """Have the case wait for its next reader."""
    notify(kind=WAITING, entries=[Entry(person, case.uuid) for person in sorted(_deciders(case))])


def ask_for_decision(case: CaseStudy) -> None:
    """Have a case taken down wait for the data protection officer."""
    notify(
        kind=WAITING,
        entries=[Entry(person, case.uuid, is_urgent=True) for person in sorted(_deciders(case))],
    )


def settle_case(case: CaseStudy, *, people: list[int] | None = None) -> None:
    settle(kind=WAITING, keys=[case.uuid], people=people)


def tell_author(case: CaseStudy) -> None:
    if case.signed_by_id:
        notify(kind=SHOWN, entries=[Entry(case.signed_by_id, case.uuid)])


def _deciders(case: CaseStudy) -> set[int]:
    if case.state == CaseState.TAKEN_DOWN:
        return officers()
    if case.state == CaseState.IN_READING:
        return readers_of_proposals() - {case.signed_by_id, case.first_reader_id}
    return set()


def _waiting(rows: Sequence[Notification]) -> Mapping[int, Description]:
    cases = {str(case.uuid): case for case in _cases_of(rows)}
    people = {key: _deciders(case) for key, case in cases.items()}
    return {
        row.pk: Description(
            _("Taken down, to be decided: case %(number)s") % {"number": case.reference}
            if case.state == CaseState.TAKEN_DOWN
            else _("A case study to read before the others"),
            reverse("cases:read", args=[case.uuid]),
        )
        for row in rows
        if (case := cases.get(row.key)) and row.person_id in people[row.key]
    }


def _shown(rows: Sequence[Notification]) -> Mapping[int, Description]:
    cases = {str(case.uuid): case for case in _cases_of(rows) if case.state == CaseState.SHOWN}
    return {
        row.pk: Description(
            _("Your case study is shown: %(title)s") % {"title": case.title},
            reverse("cases:case", args=[case.uuid]),
        )
        for row in rows
        if (case := cases.get(row.key)) and case.signed_by_id == row.person_id
    }


def _cases_of(rows: Sequence[Notification]):
    return CaseStudy.objects.filter(uuid__in={row.key for row in rows})

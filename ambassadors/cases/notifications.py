"""Register what waits of cases: one to read before the others, one taken down, one's own, signed, that is shown."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.cases.enums import CaseState
from ambassadors.cases.models import CaseStudy
from ambassadors.cases.policies import ReadersByRole, readers_by_role, readers_of
from ambassadors.cases.queries import officers
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


def ask_for_readings() -> int:
    """Have the cases that are being read wait for their next readers; return for how many it is new. Idempotent."""
    cases = list(CaseStudy.objects.filter(state=CaseState.IN_READING).order_by("uuid"))
    keys = [str(case.uuid) for case in cases]
    rows = Notification.objects.filter(kind=WAITING, key__in=keys)
    told = set(rows.values_list("person_id", "key"))
    by_role = readers_by_role()
    entries = [
        Entry(person, case.uuid)
        for case in cases
        for person in sorted(readers_of(case, by_role))
        if (person, str(case.uuid)) not in told
    ]
    notify(kind=WAITING, entries=entries)
    return len(entries)


def ask_for_decision(case: CaseStudy) -> None:
    """Have a case taken down wait for the data protection officer."""
    notify(
        kind=WAITING,
        entries=[Entry(person, case.uuid, is_urgent=True) for person in sorted(officers())],
    )


def settle_case(case: CaseStudy, *, people: list[int] | None = None) -> None:
    settle(kind=WAITING, keys=[case.uuid], people=people)


def tell_author(case: CaseStudy) -> None:
    if case.signed_by_id:
        notify(kind=SHOWN, entries=[Entry(case.signed_by_id, case.uuid)])


def _deciders(case: CaseStudy, by_role: ReadersByRole) -> set[int]:
    if case.state == CaseState.TAKEN_DOWN:
        return officers()
    return readers_of(case, by_role) if case.state == CaseState.IN_READING else set()


def _waiting(rows: Sequence[Notification]) -> Mapping[int, Description]:
    cases = {str(case.uuid): case for case in _cases_of(rows)}
    by_role = readers_by_role() if cases else {}
    people = {key: _deciders(case, by_role) for key, case in cases.items()}
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

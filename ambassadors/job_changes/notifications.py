"""Register what waits of maps of jobs: one to review, one sent back, one published for one’s own job."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.job_changes.models import JobMap
from ambassadors.job_changes.policies import publishers
from core.dates import today
from people.models import JobFamily, Notification, Person, Position
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


REVIEW, RETURNED, PUBLISHED = "job_map_review", "job_map_returned", "job_map_published"
DELETED = "family-"  # begins the key of a draft that is gone; its family follows


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=REVIEW,
            title=gettext_lazy("A map of a job to review"),
            action=gettext_lazy("Review it"),
            icon="briefcase",
            describe=_to_review,
            rank=40,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=RETURNED,
            title=gettext_lazy("A map of a job to rework"),
            action=gettext_lazy("Rework it"),
            icon="briefcase",
            describe=_returned,
            rank=40,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=PUBLISHED,
            title=gettext_lazy("How your job changes"),
            action=gettext_lazy("Read it"),
            icon="briefcase",
            describe=_published,
            days=30,
            rank=55,
            is_news=True,
        )
    )


def ask_for_review(draft: JobMap) -> None:
    """Have a draft wait for the training managers who neither wrote nor sent it; for all where nobody is left."""
    managers = set(publishers(on=today()).values_list("pk", flat=True))
    others = managers - {draft.written_by_id, draft.sent_by_id} or managers
    notify(kind=REVIEW, entries=[Entry(person, draft.uuid) for person in sorted(others)])


def tell_sender(draft: JobMap) -> None:
    if draft.sent_by_id is not None:
        notify(kind=RETURNED, entries=[Entry(draft.sent_by_id, draft.uuid)])


def tell_of_deletion(draft: JobMap) -> None:
    """Tell who sent a draft that somebody else deleted it, until there is another."""
    if draft.sent_by_id is not None:
        entry = Entry(draft.sent_by_id, f"{DELETED}{draft.family_id}")
        notify(kind=RETURNED, entries=[entry])


def settle_draft(draft: JobMap) -> None:
    settle(kind=RETURNED, keys=[f"{DELETED}{draft.family_id}"])
    for kind in (REVIEW, RETURNED):
        settle(kind=kind, keys=[draft.uuid])


def tell_concerned(job_map: JobMap) -> None:
    """Tell staff with an open account whose job is of the family."""
    held = Position.objects.held_on(today()).filter(job__family=job_map.family)
    staff = Person.objects.staff().employed_on(today()).opened().filter(is_active=True)
    concerned = staff.filter(pk__in=held.order_by().values("person")).order_by("pk")
    people = concerned.values_list("pk", flat=True)
    notify(kind=PUBLISHED, entries=[Entry(person, job_map.uuid) for person in people])


def _to_review(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever has lost the role."""
    allowed = set(
        publishers(on=today())
        .filter(pk__in={row.person_id for row in rows})
        .values_list("pk", flat=True)
    )
    maps = {key: one for key, one in _maps(rows).items() if one.is_in_review}
    return {
        row.pk: Description(
            _("How a job changes, to review: %(family)s") % {"family": maps[row.key].family},
            reverse("job_changes:draft", args=[maps[row.key].family_id]),
        )
        for row in rows
        if row.person_id in allowed and row.key in maps
    }


def _returned(rows: Sequence[Notification]) -> Mapping[int, Description]:
    gone = [row for row in rows if row.key.startswith(DELETED)]
    rows = [row for row in rows if not row.key.startswith(DELETED)]
    maps = {key: one for key, one in _maps(rows).items() if one.remark}
    return _deleted(gone) | {
        row.pk: Description(
            _("Sent back to be reworked: %(family)s") % {"family": one.family},
            reverse("job_changes:write", args=[one.family_id]),
            one.remark,
        )
        for row in rows
        if (one := maps.get(row.key)) and one.sent_by_id == row.person_id
    }


def _deleted(rows: Sequence[Notification]) -> dict[int, Description]:
    keys = {row.pk: int(row.key.removeprefix(DELETED)) for row in rows}
    families = JobFamily.objects.in_bulk(set(keys.values())) if keys else {}
    return {
        row: Description(
            _("Your draft was deleted: %(family)s") % {"family": families[key]},
            reverse("job_changes:index"),
        )
        for row, key in keys.items()
        if key in families
    }


def _published(rows: Sequence[Notification]) -> Mapping[int, Description]:
    maps = {key: one for key, one in _maps(rows).items() if one.published_at}
    return {
        row.pk: Description(
            _("How your job changes: %(family)s") % {"family": one.family},
            reverse("job_changes:job", args=[one.family_id]),
        )
        for row in rows
        if (one := maps.get(row.key))
    }


def _maps(rows: Sequence[Notification]) -> dict[str, JobMap]:
    maps = JobMap.objects.filter(uuid__in={row.key for row in rows}).select_related("family")
    return {str(one.uuid): one for one in maps}

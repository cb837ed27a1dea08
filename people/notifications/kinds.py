"""Registers what waits of the staff list: a list that awaits somebody else's approval."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.enums import ImportState
from people.models import ImportRun, Notification, StagedFile
from people.models.imports import STAGED_FROM_FOLDER_FOR_DAYS
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)
from people.policies import list_approvers


LIST_TO_APPROVE = "list_to_approve"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=LIST_TO_APPROVE,
            title=gettext_lazy("A staff list to approve"),
            action=gettext_lazy("Read the list"),
            icon="clipboard-list",
            describe=_lists,
            days=STAGED_FROM_FOLDER_FOR_DAYS,
            rank=20,
        )
    )


def _lists(rows: Sequence[Notification]) -> Mapping[int, Description]:
    awaiting = ImportRun.objects.filter(
        uuid__in={row.key for row in rows},
        state=ImportState.AWAITING_APPROVAL,
        staged_file__in=StagedFile.objects.kept(),
    )
    runs = {str(run.uuid): run for run in awaiting}
    people = {row.person_id for row in rows}
    approvers = set(list_approvers().filter(pk__in=people).values_list("pk", flat=True))
    return {
        row.pk: Description(
            _("A staff list awaits your approval: %(name)s") % {"name": run.name},
            reverse("people_admin:import_run", args=[run.uuid]),
        )
        for row in rows
        if row.person_id in approvers
        and (run := runs.get(row.key))
        and run.sender_id != row.person_id
    }

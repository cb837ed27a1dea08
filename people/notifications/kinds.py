"""Registers what waits of the staff list and of data: a list to approve, a request to answer."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.enums import ImportState, RequestStatus
from people.models import DataRequest, ImportRun, Notification, StagedFile
from people.models.imports import STAGED_FROM_FOLDER_FOR_DAYS
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)
from people.policies import data_request_officers, list_approvers


LIST_TO_APPROVE = "list_to_approve"
DATA_REQUEST = "data_request"


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
    register_notification_kind(
        NotificationKind(
            key=DATA_REQUEST,
            title=gettext_lazy("A request about data"),
            action=gettext_lazy("Answer"),
            icon="mail",
            describe=_requests,
            days=120,
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


def _requests(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe by the day of the answer alone: who asks, and what, is read on the page, which is logged."""
    waiting = DataRequest.objects.filter(
        uuid__in={row.key for row in rows}, status=RequestStatus.OPEN
    )
    due = {str(uuid): day for uuid, day in waiting.values_list("uuid", "due_on")}
    people = {row.person_id for row in rows}
    officers = set(data_request_officers().filter(pk__in=people).values_list("pk", flat=True))
    return {
        row.pk: Description(
            _("A request about data, to be answered by %(day)s")
            % {"day": date_format(due[row.key], "SHORT_DATE_FORMAT")},
            reverse("rights_admin:request", args=[row.key]),
        )
        for row in rows
        if row.person_id in officers and row.key in due
    }

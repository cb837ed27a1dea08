"""Declares how long accounts, what hangs on them and the traces of signing in are kept."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.offline import KEPT_DAYS
from people.actions.retention import erase_leaver
from people.actions.seals import forget_earlier_password
from people.enums import RequestStatus
from people.models import (
    AccountOpening,
    CacheEntry,
    DataRequest,
    ImportRun,
    Invitation,
    LinesToCorrect,
    Look,
    NoticeSeen,
    Notification,
    OpenSession,
    OutgoingMail,
    Person,
    PersonalDevice,
    PushDevice,
    ReceivedForm,
    StagedFile,
)
from people.models.access import LOOKS_KEPT_MONTHS
from people.models.imports import (
    LINES_KEPT_DAYS,
    RUNS_KEPT_MONTHS,
    STAGED_FOR_DAYS,
    STAGED_FROM_FOLDER_FOR_DAYS,
)
from people.notifications.actions import delete_settled
from people.queries.notices import current_notices
from people.retention_registry import Retention, Unit, register_retention


ACCOUNTS, LOOKS, INVITATIONS = "accounts", "looks", "invitations"
REQUESTS, NOTICES = "data_requests", "notices"
FILES, IMPORTS, MAILS = "staged_files", "import_runs", "mails"
LINES_TO_CORRECT = "lines_to_correct"
SESSIONS, FAILURES, DEVICES = "sessions", "failures", "devices"
NOTIFICATIONS, PUSH_DEVICES = "notifications", "push_devices"


def register() -> None:
    for retention in RETENTIONS:
        register_retention(retention)


def people_who_left_before(limit: datetime) -> QuerySet[Person]:
    return Person.objects.filter(employed_until__lt=localdate(limit))


def _ended_sessions(limit: datetime) -> QuerySet[Session]:
    """Return sessions that ended before the limit: a session says when it ends, not when it began."""
    return Session.objects.filter(expire_date__lt=limit + timedelta(hours=settings.SESSION_HOURS))


def _notices_of_old(limit: datetime) -> QuerySet[NoticeSeen]:
    in_force = Q(pk__in=[])
    for notice in current_notices():
        in_force |= Q(purpose=notice.purpose, version=notice.version)
    return NoticeSeen.objects.filter(seen_at__lt=limit).exclude(in_force)


RETENTIONS = (
    Retention(
        key=INVITATIONS,
        title=_("Invitations used or expired"),
        words=_("%(period)s after it was used or has expired."),
        outdated=lambda limit: Invitation.objects.filter(
            Q(used_at__lt=limit) | Q(used_at=None, expires_at__lt=limit)
        ),
        holdings=("people.Invitation", "people.Invitation.made"),
        setting="RETENTION_INVITATIONS_MONTHS",
        most=24,
    ),
    Retention(
        key=FILES,
        title=_("Files that were sent and not applied"),
        words=_("%(period)s, or until you apply the file."),
        outdated=lambda limit: StagedFile.objects.sent_before(limit).exclude(sender=None),
        holdings=("people.StagedFile",),
        fixed=STAGED_FOR_DAYS,
        unit=Unit.DAYS,
    ),
    Retention(
        key="folder_files",
        title=_("Files from the folder that wait for a confirmation"),
        words=_("%(period)s, or until somebody applies the file."),
        outdated=StagedFile.objects.from_folder_before,
        fixed=STAGED_FROM_FOLDER_FOR_DAYS,
        unit=Unit.DAYS,
    ),
    Retention(
        key=LINES_TO_CORRECT,
        title=_("Lines of a staff list to correct"),
        words=_("%(period)s after the others were applied."),
        outdated=LinesToCorrect.objects.kept_before,
        holdings=("people.LinesToCorrect",),
        fixed=LINES_KEPT_DAYS,
        unit=Unit.DAYS,
    ),
    Retention(
        key=IMPORTS,
        title=_("Records of imports"),
        words=_("%(period)s after the import."),
        outdated=ImportRun.objects.made_before,
        holdings=("people.ImportRun",),
        fixed=RUNS_KEPT_MONTHS,
    ),
    Retention(
        key=MAILS,
        title=_("Mails to people, without their text"),
        words=_("%(period)s, or longer while it waits to be sent."),
        outdated=lambda limit: OutgoingMail.objects.closed().filter(made_at__lt=limit),
        holdings=("people.OutgoingMail",),
        fixed=30,
        unit=Unit.DAYS,
    ),
    Retention(
        key=NOTIFICATIONS,
        title=_("What waits for people"),
        words=_(
            "Until you have done it, or read it where there is nothing to do; %(period)s after its last day."
        ),
        outdated=lambda limit: Notification.objects.filter(waits_until__lt=limit),
        holdings=("people.Notification",),
        fixed=1,
        unit=Unit.DAYS,
        counted=False,
        sweep=delete_settled,
    ),
    Retention(
        key=PUSH_DEVICES,
        title=_("Devices to notify, of people who left"),
        words=_("As long as you keep the device, then %(period)s at most once you have left."),
        outdated=lambda limit: PushDevice.objects.filter(
            person__employed_until__lt=localdate(limit)
        ),
        holdings=("people.PushDevice",),
        fixed=1,
    ),
    Retention(
        key=SESSIONS,
        title=_("Open connections past their end"),
        words=_("Until you sign out, %(period)s at most, and until the next night."),
        outdated=lambda limit: OpenSession.objects.filter(signed_in_at__lt=limit),
        holdings=("people.OpenSession",),
        setting="SESSION_HOURS",
        unit=Unit.HOURS,
        most=24 * 7,
    ),
    Retention(
        key=DEVICES,
        title=_("Devices of one’s own that keep lessons"),
        words=_("%(period)s, or until you revoke the device."),
        outdated=lambda limit: PersonalDevice.objects.filter(named_at__lt=limit),
        holdings=("people.PersonalDevice",),
        fixed=KEPT_DAYS,
        unit=Unit.DAYS,
    ),
    Retention(
        key="received_forms",
        title=_("Numbers of forms that had waited on a device, without what they held"),
        words=_("%(period)s, and until the next night at the latest."),
        outdated=lambda limit: ReceivedForm.objects.filter(received_on__lt=localdate(limit)),
        fixed=KEPT_DAYS + 1,
        unit=Unit.DAYS,
    ),
    Retention(
        key="session_data",
        title=_("What the server keeps of a connection"),
        words=_("Until you sign out, %(period)s at most, and until the next night."),
        outdated=_ended_sessions,
        setting="SESSION_HOURS",
        unit=Unit.HOURS,
        most=24 * 7,
    ),
    Retention(
        key=FAILURES,
        title=_("Failed attempts to sign in"),
        words=_("%(period)s, and until the next night at the latest."),
        outdated=lambda limit: AccessAttempt.objects.filter(attempt_time__lt=limit),
        holdings=("axes.AccessAttempt",),
        setting="SIGN_IN_COOL_OFF_MINUTES",
        unit=Unit.MINUTES,
        most=24 * 60,
    ),
    Retention(
        key="throttles",
        title=_("Attempts at forms that are limited, counted while the cache was away"),
        words=_("%(period)s, and until the next night at the latest."),
        outdated=lambda limit: CacheEntry.objects.filter(expires__lt=limit + timedelta(hours=1)),
        fixed=1,
        unit=Unit.HOURS,
    ),
    Retention(
        key="earlier_passwords",
        title=_("Fingerprints of passwords of before an opening with an invitation"),
        words=_("%(period)s, or until its owner has proven that it is them."),
        outdated=lambda limit: AccountOpening.objects.exclude(earlier_password="").filter(
            Q(person__opened_at=None) | Q(person__opened_at__lt=limit)
        ),
        setting="ACCOUNT_SEAL_DAYS",
        unit=Unit.DAYS,
        least=0,
        most=366,
        erase=lambda rows, pk: forget_earlier_password(openings=rows, pk=pk),
    ),
    Retention(
        key=LOOKS,
        title=_("Who looked at whose data"),
        words=_("%(period)s, or until your account is erased."),
        outdated=Look.objects.older_than,
        holdings=("people.Look", "people.Look.made"),
        fixed=LOOKS_KEPT_MONTHS,
    ),
    Retention(
        key=REQUESTS,
        title=_("Requests about data that were answered"),
        words=_("%(period)s after the answer, or until your account is erased."),
        outdated=lambda limit: DataRequest.objects.exclude(status=RequestStatus.OPEN).filter(
            answered_at__lt=limit
        ),
        holdings=(
            "people.DataRequest",
            "people.DataRequest.answered",
            "people.DataRequest.entered",
        ),
        setting="RETENTION_DATA_REQUESTS_MONTHS",
        least=12,
    ),
    Retention(
        key=NOTICES,
        title=_("Notices seen in a version that is no longer shown"),
        words=_("As long as it is in force, then until %(period)s after you were shown it."),
        outdated=_notices_of_old,
        holdings=("people.NoticeSeen",),
        setting="RETENTION_NOTICES_MONTHS",
        least=12,
    ),
    Retention(
        key=ACCOUNTS,
        title=_("Accounts of people who left, with all that is held about them"),
        words=_("As long as you work here, then %(period)s."),
        words_off=_("As long as you work here, then until your account is erased."),
        outdated=people_who_left_before,
        holdings=(
            "people.Person",
            "people.Position",
            "people.RoleChange",
            "people.ExportSeal",
            "people.Delegation",
            "people.CohortMember",
        ),
        setting="RETENTION_LEAVERS_MONTHS",
        switch="RETENTION_ERASE_LEAVERS",
        erase=lambda rows, pk: erase_leaver(leavers=rows, pk=pk),
    ),
)

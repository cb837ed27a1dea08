"""Join the network: apply or be nominated, get a manager's agreement, accept the charter.

Each step changes an application's status by one conditional update: of two people who decide at once one
wins, and the other gets an error.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ambassadors.help.actions.network import become_ambassador
from ambassadors.help.actions.network_notifications import (
    notify_application_agreed,
    notify_application_not_now,
    notify_deciders,
    notify_nominated,
)
from ambassadors.help.actions.offers import validated_formats, validated_slots
from ambassadors.help.enums import ApplicationStatus, WorkshopPlanning
from ambassadors.help.models import Ambassador, Application, NetworkSettings
from ambassadors.help.policies import own_applications, people_to_nominate
from ambassadors.help.queries.joining import applications_to_decide, deciders_of, network_settings
from cms.models import PortalService
from core.dates import today
from learning.models import Path
from people.models import Person


DECISIONS = {ApplicationStatus.AGREED, ApplicationStatus.NOT_NOW}


@transaction.atomic
def apply_to_network(
    *,
    person: Person,
    topics: Iterable[PortalService],
    formats: Iterable[str],
    slots: Iterable[str],
    capacity: int,
    minutes_a_week: int,
) -> Application:
    """Apply, or accept a nomination, and ask the manager to agree. Raises ValidationError.

    A nomination by a person who decides anyway, for no less time, counts as their agreement.
    """
    if Ambassador.objects.active().filter(person=person).exists():
        raise ValidationError(_("You are an ambassador already."), code="active")
    offer = {
        "formats": validated_formats(formats),
        "slots": validated_slots(slots),
        "capacity": capacity,
        "minutes_a_week": minutes_a_week,
    }
    _check_ranges(**offer)
    nominated = own_applications(person).nominated()
    proposed = nominated.select_for_update(of=("self",)).first()
    if proposed is None:
        application = _create_application(person=person, **offer)
    else:
        application = proposed
        is_agreed = _is_agreed_by_nomination(proposed, minutes_a_week)
        state = ApplicationStatus.AGREED if is_agreed else ApplicationStatus.PENDING
        nominated.filter(pk=proposed.pk).update(status=state, **offer)
    application.topics.set(topics)
    application.refresh_from_db()
    if application.status == ApplicationStatus.PENDING:
        _submit_to_deciders(application)
    return application


@transaction.atomic
def ask_for_more_time(*, ambassador: Ambassador, minutes_a_week: int) -> Application:
    """Apply for more minutes a week; the agreed ones hold until somebody has decided. Raises ValidationError."""
    offer = {
        "formats": ambassador.formats,
        "slots": ambassador.slots,
        "capacity": ambassador.capacity,
        "minutes_a_week": minutes_a_week,
    }
    _check_ranges(**offer)
    application = _create_application(person=ambassador.person, **offer)
    _submit_to_deciders(application)
    return application


def set_minutes(*, ambassador: Ambassador, minutes_a_week: int) -> bool:
    """Set fewer minutes a week at once, or apply for more. Return whether somebody has to agree."""
    agreed = ambassador.minutes_a_week
    if agreed is None or minutes_a_week > agreed:
        ask_for_more_time(ambassador=ambassador, minutes_a_week=minutes_a_week)
        return True
    _check_ranges(minutes_a_week=minutes_a_week)
    Ambassador.objects.active().filter(pk=ambassador.pk).update(minutes_a_week=minutes_a_week)
    return False


@transaction.atomic
def nominate(*, person: Person, by: Person, minutes_a_week: int) -> None:
    """Propose a colleague, who alone can accept. Raises PermissionDenied, and ValidationError for the
    minutes.

    Does nothing, silently, for an ambassador, a person with an application under way, or one nominated by
    `by` before: an error would tell a manager who applied elsewhere or declined.
    """
    if not people_to_nominate(by, on=today()).filter(pk=person.pk).exists():
        raise PermissionDenied
    _check_ranges(minutes_a_week=minutes_a_week)
    is_one = Ambassador.objects.active().filter(person=person).exists()
    if is_one or Application.objects.filter(person=person, nominated_by=by).exists():
        return
    try:
        application = _create_application(
            person=person,
            nominated_by=by,
            minutes_a_week=minutes_a_week,
            status=ApplicationStatus.NOMINATED,
        )
    except ValidationError:  # an application is under way
        return
    notify_nominated(application)


def withdraw_application(*, application: Application) -> None:
    """Withdraw an application or decline a nomination; nobody is notified. Raises ValidationError."""
    _change_status(Application.objects.under_way(), application, ApplicationStatus.WITHDRAWN)


@transaction.atomic
def decide_application(*, application: Application, by: Person, agree: bool) -> None:
    """Agree to the time, or answer "not now". Raises PermissionDenied, ValidationError once it is decided.

    For a person who is already an ambassador the time takes effect at once.
    """
    if not applications_to_decide(by, on=today()).filter(pk=application.pk).exists():
        current = Application.objects.filter(pk=application.pk).first()
        if current is not None and current.status == ApplicationStatus.PENDING:
            raise PermissionDenied
        raise ValidationError(_("Somebody has answered this already."), code="decided")
    if not agree:
        _change_status(Application.objects.pending(), application, ApplicationStatus.NOT_NOW)
        notify_application_not_now(application)
        return
    _change_status(Application.objects.pending(), application, ApplicationStatus.AGREED)
    active = Ambassador.objects.active().filter(person=application.person_id)
    if active.update(minutes_a_week=application.minutes_a_week):
        _change_status(Application.objects.agreed(), application, ApplicationStatus.DONE)
    notify_application_agreed(application)


@transaction.atomic
def join_network(
    *, application: Application, charter_version: int, is_named: bool, is_thanked: bool
) -> Ambassador:
    """Accept the charter and become an ambassador with an agreed application. Raises ValidationError."""
    _change_status(Application.objects.agreed(), application, ApplicationStatus.DONE)
    ambassador = become_ambassador(
        person=application.person,
        topics=list(application.topics.all()),
        formats=application.formats,
        slots=application.slots,
        capacity=application.capacity,
    )
    Ambassador.objects.filter(pk=ambassador.pk).update(minutes_a_week=application.minutes_a_week)
    accept_charter(
        ambassador=ambassador,
        charter_version=charter_version,
        is_named=is_named,
        is_thanked=is_thanked,
    )
    ambassador.refresh_from_db()
    return ambassador


def accept_charter(
    *, ambassador: Ambassador, charter_version: int, is_named: bool, is_thanked: bool
) -> None:
    """Accept the version that was shown. Raises ValidationError if a newer one exists."""
    if charter_version != network_settings().charter_version:
        raise ValidationError(
            _("The charter has changed meanwhile: please read it again."), code="changed"
        )
    active = Ambassador.objects.active().filter(pk=ambassador.pk)
    if not active.update(is_named=is_named, is_thanked=is_thanked):
        raise ValidationError(_("You have left the network of ambassadors."), code="left")
    active.exclude(charter_version=charter_version).update(
        charter_version=charter_version, charter_accepted_at=Now()
    )


@transaction.atomic
def set_up_network(
    *,
    path: Path | None,
    has_new_charter: bool,
    reports_to: Person | None = None,
    takes_lesson_questions: bool = True,
    workshop_planning: str = WorkshopPlanning.AGREED,
) -> NetworkSettings:
    """Set up the network; `has_new_charter` starts a charter version that each ambassador must accept again."""
    settings, _is_new = NetworkSettings.objects.select_for_update().get_or_create(
        pk=NetworkSettings.ONLY
    )
    settings.path, settings.reports_to = path, reports_to
    settings.takes_lesson_questions = takes_lesson_questions
    settings.charter_version += int(has_new_charter)
    settings.workshop_planning = workshop_planning
    settings.save()
    return settings


def _submit_to_deciders(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(asked_at=Now())
    notify_deciders(application, deciders_of(application.person, on=today()))


def _create_application(**values: Any) -> Application:
    try:
        with transaction.atomic():
            return Application.objects.create(**values)
    except IntegrityError as error:
        message = _("There is an application under way already.")
        raise ValidationError(message, code="under_way") from error


def _change_status(rows: Any, application: Application, state: ApplicationStatus) -> None:
    """Change the status of an application found in `rows`. Raises ValidationError for whoever comes second."""
    moments = {"decided_at": Now()} if state in DECISIONS else {}
    if state not in ApplicationStatus.under_way():
        moments["closed_at"] = Now()
    if not rows.filter(pk=application.pk).update(status=state, **moments):
        raise ValidationError(_("Somebody has answered this already."), code="decided")


def _is_agreed_by_nomination(proposed: Application, minutes_a_week: int) -> bool:
    by = proposed.nominated_by_id
    if by is None or minutes_a_week > proposed.minutes_a_week:
        return False
    return deciders_of(proposed.person, on=today()).filter(pk=by).exists()


def _check_ranges(**values: Any) -> None:
    """Validate the values with the database's own range constraints. Raises ValidationError."""
    application = Application(**values)
    for constraint in Application._meta.constraints:
        if constraint.name.endswith("_in_range"):
            constraint.validate(Application, application)

"""Changes positions by hand. Each change keeps the history: what was true before the day stays as it was."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.registry import last_closed_day, notify_staffing_changed
from people.actions.team_makeup import refuse_to_fill_team
from people.enums import PublicContact
from people.models import Job, Person, Position, Site, Team
from people.staff_fields import values_of
from people.staffing import ONE_DAY


@dataclass(frozen=True, slots=True)
class PositionDetails:
    team: Team
    job: Job | None = None
    site: Site | None = None
    contact: PublicContact = PublicContact.BACK_OFFICE
    is_manager: bool = False


@transaction.atomic
def add_position(
    *, person: Person, work: PositionDetails, started_on: date, ended_on: date | None = None
) -> Position:
    """Add a secondary position, beside the primary one. Raises ValidationError."""
    _lock(person)
    refuse_closed_day(started_on)
    notify_staffing_changed([person.pk])
    return _open(person, work, started_on, ended_on, is_primary=False)


@transaction.atomic
def end_position(*, position: Position, last_day: date) -> None:
    """End a secondary position; the primary one ends with the employment, by the staff list. Raises ValidationError."""
    _lock(position.person)
    position.refresh_from_db()
    if position.is_primary:
        raise ValidationError(
            _("The primary position ends with the next one, or with the staff list."),
            code="primary",
        )
    if position.ended_on is not None and position.ended_on < last_day:
        raise ValidationError(_("This position has ended already."), code="ended")
    refuse_closed_day(last_day + ONE_DAY)
    position.ended_on = last_day
    position.full_clean(exclude=["person", "team", "job", "site"])
    position.save(update_fields=["ended_on"])
    notify_staffing_changed([position.person_id])


@transaction.atomic
def change_primary(
    *,
    person: Person,
    work: PositionDetails,
    from_day: date,
    keeps_former: bool = False,
    by: Person | None = None,
) -> Position:
    """Make this the position in whose team figures count the person, from that day on.

    The former one ends on the eve; `keeps_former` has it go on beside, as a secondary one. One held in the
    new team already ends on the eve too. Raises ValidationError.
    """
    _lock(person)
    refuse_closed_day(from_day)
    refuse_to_fill_team(by=by, person=person, team=work.team, from_day=from_day)
    positions = person.positions.filter(Q(ended_on=None) | Q(ended_on__gte=from_day))
    later = positions.primary().filter(started_on__gte=from_day).order_by("started_on").first()
    if later is not None:
        raise ValidationError(
            _("Another primary position begins on %(day)s.")
            % {"day": date_format(later.started_on, "SHORT_DATE_FORMAT")},
            code="later",
        )
    former = list(positions.primary().order_by("started_on"))
    if any(earlier.team_id == work.team.pk for earlier in former) and keeps_former:
        raise ValidationError(_("This person is already in this team."), code="same")
    beside = positions.filter(is_primary=False, team=work.team, started_on__lt=from_day)
    ended = [earlier.pk for earlier in (*former, *beside)]
    Position.objects.filter(pk__in=ended).update(ended_on=from_day - ONE_DAY)
    new = _open(person, work, from_day, person.employed_until, is_primary=True)
    if keeps_former:
        for earlier in former:
            former_work = PositionDetails(
                **{name: getattr(earlier, name) for name in values_of(work)}
            )
            _open(person, former_work, from_day, earlier.ended_on, is_primary=False)
    notify_staffing_changed([person.pk])
    return new


def refuse_closed_day(day: date) -> None:
    """Refuse a day of a period that is published for good; the next day is the first that may change."""
    last = last_closed_day()
    if last is not None and day <= last:
        raise ValidationError(
            _("Figures are published up to %(day)s: choose a later day.")
            % {"day": date_format(last, "SHORT_DATE_FORMAT")},
            code="closed",
        )


def _open(
    person: Person,
    work: PositionDetails,
    started_on: date,
    ended_on: date | None,
    *,
    is_primary: bool,
) -> Position:
    if person.is_external:
        raise ValidationError(_("A partner’s learner is in no team."), code="external")
    if work.team.closed_on is not None:
        raise ValidationError(_("“%(team)s” is closed.") % {"team": work.team}, code="closed_team")
    overlaps = Q(ended_on=None) | Q(ended_on__gte=started_on)
    if ended_on is not None:
        overlaps &= Q(started_on__lte=ended_on)
    if person.positions.filter(overlaps, team=work.team).exists():
        raise ValidationError(_("This person is already in this team."), code="same")
    position = Position(
        person=person,
        is_primary=is_primary,
        started_on=started_on,
        ended_on=ended_on,
        **values_of(work),
    )
    position.full_clean(exclude=["person", "team", "job", "site"])
    position.save()
    return position


def _lock(person: Person) -> None:
    """Lock the person, so that two changes of their positions come one after the other."""
    Person.objects.select_for_update().get(pk=person.pk)

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import today
from core.site_settings import value_of
from people.actions.locks import lock_organisation
from people.models import Delegation, Person, Team
from people.policies import teams_lendable_by


@transaction.atomic
def delegate_team(
    *,
    manager: Person,
    delegate: Person,
    team: Team,
    started_on: date,
    ended_on: date,
    recorded_by: Person,
) -> Delegation:
    """Have a colleague stand in for a manager, for one team and all below it, on those days.

    Raises ValidationError. Never backwards: what somebody could see on a past day is not rewritten.
    """
    lock_organisation()
    if started_on < today():
        raise ValidationError(_("Choose today or a later day."), code="past")
    _refuse_long(started_on, ended_on)
    if not teams_lendable_by(manager, on=started_on).filter(pk=team.pk).exists():
        raise ValidationError(
            _("%(person)s does not manage “%(team)s” on that day.")
            % {"person": manager, "team": team},
            code="not_manager",
        )
    _refuse_stranger(delegate, ended_on)
    overlapping = Delegation.objects.filter(
        manager=manager, delegate=delegate, team=team, revoked_on=None, started_on__lte=ended_on
    )
    if overlapping.filter(ended_on__gte=started_on).exists():
        raise ValidationError(
            _("%(person)s stands in there already on some of these days.") % {"person": delegate},
            code="overlap",
        )
    delegation = Delegation(
        manager=manager,
        delegate=delegate,
        team=team,
        started_on=started_on,
        ended_on=ended_on,
        recorded_by=recorded_by,
    )
    delegation.full_clean()
    delegation.save()
    return delegation


def end_delegation(*, delegation: Delegation) -> None:
    """End a delegation today. One that is over stays as it was."""
    day = today()
    still_on = Delegation.objects.filter(pk=delegation.pk, revoked_on=None, ended_on__gte=day)
    still_on.update(revoked_on=day)


def _refuse_long(started_on: date, ended_on: date) -> None:
    last = started_on + timedelta(days=value_of("DELEGATION_MAX_DAYS") - 1)
    if ended_on < started_on:
        raise ValidationError(_("The last day comes before the first."), code="order")
    if ended_on > last:
        raise ValidationError(
            _("For these dates, the last day is %(day)s at the latest.")
            % {"day": date_format(last, "SHORT_DATE_FORMAT")},
            code="long",
        )


def _refuse_stranger(delegate: Person, ended_on: date) -> None:
    if delegate.is_external or not delegate.is_active or delegate.has_left(ended_on):
        raise ValidationError(
            _("%(person)s does not work here on all of these days.") % {"person": delegate},
            code="stranger",
        )

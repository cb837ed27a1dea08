"""Set, replace and drop targets. Earlier ones stay, so that their trajectories can be read."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month
from adoption.publishing.models import Figure, Publication
from adoption.targets.enums import TargetIndicator
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import rate_histories
from adoption.targets.queries.targets import MOST
from cms.models import Portal
from core.dates import today as current_day
from people.models import Team


FARTHEST = 36  # months from the start


@transaction.atomic
def set_target(
    *,
    portal: Portal,
    team: Team,
    indicator: TargetIndicator,
    percent: int,
    by: Month,
    start: Month | None = None,
    today: date | None = None,
) -> Target:
    """Set a target from the latest published month, or from `start`; it replaces the one in force.

    The same again changes nothing. Raises ValidationError where that month shows no count of the population, or one that is
    surely there already, where `by` is not after it or too far, and where the portal has as many targets as a page holds.
    """
    lock_portal(portal)
    start = _month_shown(portal, team, indicator, start)
    if not start < by <= start.shifted(FARTHEST):
        raise ValidationError(
            _("Choose a month after the latest published one, within three years."), code="by"
        )
    _not_reached_yet(portal, team, indicator, percent, start)
    day = today or current_day()
    in_force = Target.objects.in_force().filter(portal=portal)
    before = in_force.filter(team=team, indicator=indicator).first()
    if before and (before.percent, before.by) == (percent, by.first_day):
        return before
    if before is None and in_force.count() >= MOST:
        raise ValidationError(
            _("There are %(most)s targets already: drop one first.") % {"most": MOST}, code="most"
        )
    if before:
        _end(before, day)
    target = Target(
        portal=portal,
        team=team,
        indicator=indicator,
        percent=percent,
        start=start.first_day,
        by=by.first_day,
        set_on=day,
    )
    target.clean_fields()
    target.validate_constraints()
    target.save(force_insert=True)
    return target


@transaction.atomic
def drop_target(*, target: Target) -> None:
    """Drop a target; it stays among earlier ones. Idempotent."""
    found = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if found.ended_on is None:
        _end(found, current_day())


def _end(target: Target, day: date) -> None:
    target.ended_on = max(day, target.set_on)
    target.save(update_fields=["ended_on"])


def _not_reached_yet(
    portal: Portal, team: Team, indicator: TargetIndicator, percent: int, start: Month
) -> None:
    """Raise ValidationError for a rate surely reached already: its trajectory would lead down."""
    published = Publication.objects.out().filter(portal=portal, month=start.first_day)
    rate = rate_histories(published, [team.pk]).course(team.pk, indicator.value).rate(start)
    if rate is not None and rate.low >= percent:
        raise ValidationError(
            _("This rate is there already in the latest published month. Choose more."),
            code="percent",
        )


def _month_shown(
    portal: Portal, team: Team, indicator: TargetIndicator, asked: Month | None
) -> Month:
    """The month asked for, else the latest published one, if it shows the count."""
    out = Publication.objects.out().filter(portal=portal).order_by("-month")
    found = (out.filter(month=asked.first_day) if asked else out).first()
    shown = Figure.objects.filter(publication=found, team=team, indicator=indicator.value)
    if found is None or not shown.exclude(low=None).exists():
        raise ValidationError(
            _(
                "This figure of the group is not published in the latest month: choose a larger group."
            ),
            code="hidden",
        )
    return Month.containing(found.month)

"""Record taps at the desk, undo them, and publish their monthly counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox, TallyFigure, TallyPublication
from adoption.contacts.queries.front_desk import DeskFacts, desk_facts
from adoption.contacts.tap_limits import (
    RecordedTap,
    claim_submission,
    claim_tap,
    claim_undo,
    new_submission_token,
    read_undo_token,
    release_submission,
    release_tap,
)
from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month, last_closed_month, months_between
from adoption.publishing.disclosure.tally import (
    MOST_A_WEEK,
    TapRange,
    Week,
    most_taps_in_month,
    protect_taps,
    shown_sites,
    weeks_of_month,
)
from adoption.publishing.parameters import parameters_in_force
from cms.models import Portal
from core.dates import today as current_day
from people.models import Person, Site


RULE = "taps-1"  # docs/decisions/0048


def record_tap(
    *,
    person: Person,
    portal: Portal,
    site: Site | None,
    tap: Tap,
    send: str,
    today: date | None = None,
) -> RecordedTap:
    """Add one to the counts of the site and week; nothing records whose tap it was.

    Raises ValidationError where the same page was sent before, where the person has noted this as often as
    anybody may in a week, and for whoever has not proved who they are: whoever holds accounts would know
    more taps than the rule allows for.
    """
    week = Week.containing(today or current_day())
    if person.identity_proven_at is None:
        raise ValidationError(_("Confirm first who you are, on “My data”."), code="unproven")
    if not claim_submission(send):
        raise ValidationError(_("This was noted already: it counts once."), code="twice")
    if not claim_tap(person, week, tap):
        raise ValidationError(
            _(
                "Not noted: of one thing, %(most)s a week are counted for each person, so that nobody’s "
                "number shows."
            )
            % {"most": MOST_A_WEEK},
            code="enough",
        )
    try:
        _change(portal.pk, site.pk if site else None, week, tap, 1)
    except Exception:
        release_tap(person, week, tap)
        release_submission(send)
        raise
    return RecordedTap(portal.pk, site.pk if site else None, week, tap, new_submission_token())


def undo_tap(*, person: Person, token: str, today: date | None = None) -> RecordedTap:
    """Undo one's last tap, once, within minutes. Raises ValidationError where that is no longer possible."""
    recorded = read_undo_token(person, token)
    week = Week.containing(today or current_day())
    if recorded is None or recorded.week != week or not claim_undo(recorded):
        raise ValidationError(_("This can no longer be taken back."), code="late")
    _change(recorded.portal, recorded.site, recorded.week, recorded.tap, -1)
    release_tap(person, recorded.week, recorded.tap)
    return recorded


def _change(portal: int, site: int | None, week: Week, tap: Tap, by: int) -> None:
    """Rewrite the whole box, so that its row does not show what was recorded last."""
    place = {"portal_id": portal, "site_id": site, "monday": week.monday}
    while True:
        with transaction.atomic():
            box = TallyBox.objects.select_for_update(of=("self",)).filter(**place).first()
            if box is not None:
                count = box.counts.get(tap, 0) + by
                counts = dict.fromkeys(Tap.values, 0) | box.counts | {str(tap): max(count, 0)}
                TallyBox.objects.filter(pk=box.pk).update(counts=counts)
                return
        if by < 0:
            return
        _make_box(place)


def _make_box(place: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            TallyBox.objects.create(**place, counts=dict.fromkeys(Tap.values, 0))
    except IntegrityError:  # somebody else at the site was faster
        if not TallyBox.objects.filter(**place).exists():
            raise


def publish_tallies(*, today: date | None = None) -> list[TallyPublication]:
    """Publish every closed month not yet out, for each followed portal; return the new publications.

    From the first month in which this ran, whether anything was noted or not: that a month is out says nothing.
    """
    on = today or current_day()
    publications = []
    for portal in Portal.objects.open().order_by("pk"):
        last = last_closed_month(on, settings.MONTH_CLOSING_DAY)
        # Where months close before their last week is over.
        if weeks_of_month(last)[-1].last_day >= on:
            last = last.previous()
        latest = TallyPublication.objects.filter(portal=portal).order_by("month").last()
        first = Month.containing(latest.month).next() if latest else last
        for month in months_between(first, last):
            published = _publish(portal, month)
            if published is not None:
                publications.append(published)
    return publications


@transaction.atomic
def _publish(portal: Portal, month: Month) -> TallyPublication | None:
    """Publish one month and delete its boxes and older ones; None where it was out already."""
    lock_portal(portal)
    if TallyPublication.objects.filter(portal=portal, month=month.first_day).exists():
        return None
    facts = desk_facts(portal, month)
    parameters = parameters_in_force()
    shown = shown_sites(facts.sizes, facts.elsewhere, parameters)
    publication = TallyPublication.objects.create(
        portal=portal,
        month=month.first_day,
        staff=facts.staff,
        parameters={
            "rule": RULE,
            "threshold": parameters.k,
            "coalition": parameters.c,
            "most": most_taps_in_month(month),
            "weeks": len(weeks_of_month(month)),
        },
    )
    for tap in Tap:
        sites, whole = protect_taps(
            {site: facts.counts.get((site, tap), 0) for site in shown},
            {site: facts.sizes[site] for site in shown},
            (facts.total(tap), facts.staff),
            most_taps_in_month(month),
            parameters,
        )
        rows = [_row(publication, tap, whole, facts, None)]
        rows += [_row(publication, tap, sites[site], facts, site) for site in shown]
        TallyFigure.objects.bulk_create(rows)
    weeks = weeks_of_month(month)
    TallyBox.objects.filter(portal=portal, monday__lte=weeks[-1].monday).delete()
    return publication


def _row(
    publication: TallyPublication, tap: Tap, figure: TapRange, facts: DeskFacts, site: int | None
) -> TallyFigure:
    return TallyFigure(
        publication=publication,
        site_id=site,
        site_name="" if site is None else facts.names[site],
        staff=facts.staff if site is None else facts.sizes[site],
        tap=tap,
        low=figure.low,
        high=figure.high,
    )

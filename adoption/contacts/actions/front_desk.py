"""Record taps at the desk, undo them, and publish their monthly counts."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox, TallyFigure, TallyPublication
from adoption.contacts.queries.front_desk import WITHHELD, DeskFacts, desk_facts
from adoption.contacts.tap_limits import (
    RecordedTap,
    claim_submission,
    claim_tap,
    claim_undo,
    counting_since,
    lost_taps,
    new_submission_token,
    read_undo_token,
    release_submission,
    release_tap,
)
from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month, last_closed_month, months_between
from adoption.publishing.disclosure.tally import (
    HIDDEN_TAPS,
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
from core.cache import CacheUnavailable
from core.dates import today as current_day
from core.offline import KEPT_DAYS
from core.site_settings import value_of
from people.models import Person, Site


RULE = "taps-1"  # docs/decisions/0048

_OUT = gettext_lazy("Not noted: the figures of its month are out.")

logger = logging.getLogger(__name__)


def record_tap(
    *,
    person: Person,
    portal: Portal,
    site: Site | None,
    tap: Tap,
    send: str,
    week: Week | None = None,
    today: date | None = None,
) -> RecordedTap:
    """Add one to the counts of the site and week; nothing records whose tap it was. `week`: that of a tap which waited
    on a device, while its month is not out.

    Raises ValidationError where the same page was sent before, where the person has noted this as often as
    anybody may in a week, where the limits cannot be read, and for whoever has not proved who they are: whoever
    holds accounts would know more taps than the rule allows for.
    """
    on = today or current_day()
    this_week = Week.containing(on)
    week = week or this_week
    _refuse_other_weeks(week, this_week, on)
    if person.identity_proven_at is None:
        raise ValidationError(_("Confirm first who you are, on “My data”."), code="unproven")
    try:
        counting_since(on)
        _claim(person, portal, week, tap, send)
    except CacheUnavailable as error:
        message = _(
            "Not noted: the count that limits each person’s week does not answer just now. Please try again in "
            "a few minutes."
        )
        raise ValidationError(message, code="away") from error
    try:
        if week == this_week:
            _change(portal.pk, site.pk if site else None, week, tap, 1)
        else:
            _add_late(portal, site, week, tap)
    except Exception:
        with suppress(CacheUnavailable):  # then the person has one less this week
            release_tap(person, portal.pk, week, tap)
            release_submission(send)
        raise
    return RecordedTap(portal.pk, site.pk if site else None, week, tap, new_submission_token())


def _refuse_other_weeks(week: Week, this_week: Week, on: date) -> None:
    """Refuse a week to come, and one in which no device may still hold a tap."""
    if week > this_week or (on - week.last_day).days > KEPT_DAYS:
        raise ValidationError(_OUT, code="out")


def _add_late(portal: Portal, site: Site | None, week: Week, tap: Tap) -> None:
    """Add a tap of an earlier week, unless its month is out: no publication comes between."""
    with transaction.atomic():
        lock_portal(portal)
        month = week.month.first_day
        if TallyPublication.objects.filter(portal=portal, month=month).exists():
            raise ValidationError(_OUT, code="out")
        _change(portal.pk, site.pk if site else None, week, tap, 1)


def _claim(person: Person, portal: Portal, week: Week, tap: Tap, send: str) -> None:
    if not claim_submission(send):
        raise ValidationError(_("This was noted already: it counts once."), code="twice")
    try:
        is_within = claim_tap(person, portal.pk, week, tap)
    except CacheUnavailable:
        with suppress(CacheUnavailable):
            release_submission(send)
        raise
    if not is_within:
        raise ValidationError(
            _(
                "Not noted: of one thing, %(most)s a week are counted for each person, so that nobody’s "
                "number shows."
            )
            % {"most": MOST_A_WEEK},
            code="enough",
        )


def undo_tap(*, person: Person, token: str, today: date | None = None) -> RecordedTap:
    """Undo one's last tap, once, within minutes. Raises ValidationError where that is not possible, or no longer."""
    recorded = read_undo_token(person, token)
    week = Week.containing(today or current_day())
    try:
        if recorded is None or recorded.week != week or not claim_undo(recorded):
            raise ValidationError(_("This can no longer be taken back."), code="late")
    except CacheUnavailable as error:
        message = _("This cannot be taken back just now. Please try again in a minute.")
        raise ValidationError(message, code="away") from error
    _change(recorded.portal, recorded.site, recorded.week, recorded.tap, -1)
    with suppress(CacheUnavailable):
        release_tap(person, recorded.portal, recorded.week, recorded.tap)
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
    Raises CacheUnavailable where the cache does not say whether it kept its counts: months wait.
    """
    on = today or current_day()
    since = counting_since(on)
    publications = []
    for portal in Portal.objects.open().order_by("pk"):
        last = last_closed_month(on, value_of("MONTH_CLOSING_DAY"))
        # Where months close before their last week is over.
        if weeks_of_month(last)[-1].last_day >= on:
            last = last.previous()
        latest = TallyPublication.objects.filter(portal=portal).order_by("month").last()
        first = Month.containing(latest.month).next() if latest else last
        for month in months_between(first, last):
            published = _publish(portal, month, since)
            if published is not None:
                publications.append(published)
    return publications


@transaction.atomic
def _publish(portal: Portal, month: Month, since: date) -> TallyPublication | None:
    """Publish one month and delete its boxes and older ones; None where it was out already.

    Hidden, whatever was noted and where, unless the cache kept all its counts throughout the month.
    """
    lock_portal(portal)
    if TallyPublication.objects.filter(portal=portal, month=month.first_day).exists():
        return None
    facts = desk_facts(portal, month)
    parameters = parameters_in_force()
    shown = shown_sites(facts.sizes, facts.elsewhere, parameters)
    weeks = weeks_of_month(month)
    is_withheld = since >= weeks[0].monday or lost_taps(
        portal.pk, month, sum(facts.counts.values())
    )
    publication = TallyPublication.objects.create(
        portal=portal,
        month=month.first_day,
        staff=facts.staff,
        parameters={
            "rule": RULE,
            "threshold": parameters.k,
            "coalition": parameters.c,
            "most": most_taps_in_month(month),
            "weeks": len(weeks),
            WITHHELD: is_withheld,
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
        if is_withheld:
            sites, whole = dict.fromkeys(shown, HIDDEN_TAPS), HIDDEN_TAPS
        rows = [_row(publication, tap, whole, facts, None)]
        rows += [_row(publication, tap, sites[site], facts, site) for site in shown]
        TallyFigure.objects.bulk_create(rows)
    if is_withheld:
        logger.warning("figures of the desks withheld portal=%s month=%s", portal.slug, month)
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

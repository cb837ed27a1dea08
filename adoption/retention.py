"""How long days of use and declarations are kept.

They go by whole months, and never before the figures of their month are settled, so that no
publication, made or to come, differs for it. Publications, their figures, of teams and of parts of
the staff, and their rolls stay: each new one reckons with all earlier ones (adoption.disclosure.history).

How many rows go is told to nobody: for a month of one organisation it would be a count that no
disclosure rule has seen.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.models import (
    BarometerCopy,
    Declaration,
    LinkCode,
    PortalLink,
    Publication,
    SavedView,
    SurveyAnswers,
    TallyBox,
    UsageDay,
    UseTick,
)
from adoption.periods import Month
from adoption.queries import first_month_with_data
from adoption.usage_table import drop_months
from cms.models import Portal
from people.retention_registry import Retention, Unit, register_retention


DAYS, DECLARATIONS, CODES = "usage_days", "declarations", "link_codes"
ANSWERS, COPIES, TICKS = "survey_answers", "barometer_copies", "own_ticks"
BOXES, MONTHS_OF_A_BOX = "tally_boxes", 3
VIEWS = "saved_views"
MONTHS_OF_THE_LOGBOOK = 13  # the last twelve and this one


def register() -> None:
    for each in (
        _use(
            DAYS,
            _("Days of use of the portal"),
            _("%(period)s, or until you undo the link or erase your logbook."),
            _old_days,
            UsageDay,
            sweep=lambda limit: drop_months(_old_days(limit)),
        ),
        _use(
            DECLARATIONS,
            _("Declarations of use"),
            _("%(period)s, or until you erase your logbook."),
            _old_declarations,
            Declaration,
        ),
        _codes(),
        _boxes(),
        _use(
            ANSWERS,
            _("Answers to surveys"),
            _("%(period)s, or until you erase them."),
            lambda limit: _of_old_rounds(SurveyAnswers, limit),
            SurveyAnswers,
        ),
        _use(
            COPIES,
            _("Own copies of answers to the barometer"),
            _("%(period)s, or until you erase them."),
            lambda limit: _of_old_rounds(BarometerCopy, limit),
            BarometerCopy,
        ),
        _use(
            TICKS,
            _("Ticks of the logbook"),
            _("%(period)s, or until you take them back or erase your logbook."),
            _old_ticks,
            UseTick,
        ),
        _views(),
    ):
        register_retention(each)


def _views() -> Retention:
    """They tell nothing of use, so that how many go is no secret."""
    return Retention(
        key=VIEWS,
        title=_("Saved views of people who left"),
        words=_("As long as you keep the view, then %(period)s at most once you have left."),
        outdated=lambda limit: SavedView.objects.filter(
            person__employed_until__lt=localdate(limit)
        ),
        holdings=(SavedView._meta.label,),
        fixed=1,
    )


def _codes() -> Retention:
    return Retention(
        key=CODES,
        title=_("Codes that link an account"),
        words=_("%(period)s, used or not, or until you undo the link or erase your logbook."),
        outdated=_old_codes,
        holdings=(LinkCode._meta.label,),
        setting="LINK_CODE_DAYS",
        unit=Unit.DAYS,
        most=30,
        counted=False,
    )


def _boxes() -> Retention:
    """Of portals that are no longer followed: the others are emptied as their months go out."""
    return Retention(
        key=BOXES,
        title=_("Numbers noted at the desks, by site and week"),
        words=_(
            "Until the month is published, %(period)s at most; nothing in them leads to anybody."
        ),
        outdated=lambda limit: TallyBox.objects.filter(monday__lt=localdate(limit)),
        fixed=MONTHS_OF_A_BOX,
        counted=False,
    )


def _use(
    key: str, title: Any, words: Any, outdated: Any, model: Any, sweep: Any = None
) -> Retention:
    return Retention(
        key=key,
        title=title,
        words=words,
        outdated=outdated,
        holdings=(model._meta.label,),
        setting="RETENTION_USE_MONTHS",
        least=MONTHS_OF_THE_LOGBOOK,
        most=60,
        counted=False,
        sweep=sweep,
    )


def _old_days(limit: datetime) -> QuerySet[UsageDay]:
    """A link made after a month that waits speaks for it by any earlier day, so its days wait too."""
    old = Q(pk__in=[])
    late = Q(pk__in=[])
    for portal in Portal.objects.all():
        waiting = _first_waiting(portal)
        old |= Q(portal=portal, day__lt=_first_kept(limit, waiting).first_day)
        if waiting is not None:
            late |= Q(portal=portal, linked_on__gt=waiting.last_day)
    linked_late = PortalLink.objects.filter(
        late, portal=OuterRef("portal"), pseudonym=OuterRef("pseudonym")
    )
    return UsageDay.objects.filter(old).exclude(Exists(linked_late))


def _old_declarations(limit: datetime) -> QuerySet[Declaration]:
    old = Q(pk__in=[])
    for portal in Portal.objects.all():
        first = _first_kept(limit, _first_waiting(portal))
        old |= Q(portal=portal, month__lt=first.first_day)
    return Declaration.objects.filter(old)


def _old_codes(limit: datetime) -> QuerySet[LinkCode]:
    return LinkCode.objects.filter(made_on__lt=localdate(limit))


def _of_old_rounds(model: Any, limit: datetime) -> QuerySet[Any]:
    """Never of a round that is still open: its figures are to come."""
    return model.objects.filter(round__closed_on__lt=localdate(limit))


def _old_ticks(limit: datetime) -> QuerySet[UseTick]:
    """No figure waits for them."""
    return UseTick.objects.filter(month__lt=Month.containing(localdate(limit)).first_day)


def _first_kept(limit: datetime, waiting: Month | None) -> Month:
    kept = Month.containing(localdate(limit))
    return kept if waiting is None else min(kept, waiting)


def _first_waiting(portal: Portal) -> Month | None:
    """The first month whose figures are not settled; None for a portal that is no longer followed."""
    if not portal.is_open:
        return None
    latest = Publication.objects.filter(portal=portal).oldest_first().last()
    return Month.containing(latest.month).next() if latest else first_month_with_data(portal)

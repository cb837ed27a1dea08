"""Declare how long the ballots of a journey workshop and its facilitator are kept."""

from django.utils.translation import gettext_lazy as _

from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from people.retention_registry import Retention, Unit


BALLOTS, FACILITATORS = "journey_ballots", "journey_facilitators"


RETENTIONS: tuple[Retention, ...] = (
    Retention(
        key=BALLOTS,
        title=_("Votes in journey workshops"),
        words=_("Until the workshop closes, %(period)s after its hours at the latest."),
        outdated=lambda limit: JourneyBallot.objects.filter(workshop__expires_at__lt=limit),
        holdings=(JourneyBallot._meta.label,),
        fixed=1,
        unit=Unit.DAYS,
    ),
    Retention(
        key=FACILITATORS,
        title=_("Who ran a journey workshop"),
        words=_("%(period)s after the workshop, or until your account is erased."),
        outdated=lambda limit: JourneyWorkshop.objects.exclude(facilitator=None).filter(
            expires_at__lt=limit
        ),
        holdings=(JourneyWorkshop._meta.label,),
        setting="RETENTION_HELP_MONTHS",
        most=60,
        erase=lambda rows, pk: rows.filter(pk=pk).update(facilitator=None),
    ),
)

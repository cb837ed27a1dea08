from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from ambassadors.journeys.policies import journey_ballots_visible_to
from ambassadors.journeys.retention import BALLOTS, FACILITATORS
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, delete_rows, plain_rows
from people.retention_registry import retention_text


def _run_by(person: Person) -> QuerySet[JourneyWorkshop]:
    return JourneyWorkshop.objects.filter(facilitator=person)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=JourneyBallot._meta.label,
        title=_("Your votes in a journey workshop that is on"),
        purpose=_("To let you change your two votes until the workshop closes."),
        recipients=_("You; nobody else reads them."),
        retention=retention_text(BALLOTS),
        source=_("You, when you join and vote."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            journey_ballots_visible_to(person)
            .order_by("joined_at", "pk")
            .values("workshop__title", "first__title", "second__title", "joined_at")
        ),
        private=True,
        erase=lambda person: delete_rows(JourneyBallot.objects.filter(person=person)),
    ),
    Holding(
        model=JourneyWorkshop._meta.label,
        title=_("Journey workshops that you ran"),
        purpose=_("To let you close it, and say what became of the ideas."),
        recipients=_("You."),
        retention=retention_text(FACILITATORS),
        source=_("You, when you open one."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            _run_by(person).order_by("opened_at", "pk").values("title", "opened_at", "closed_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: _run_by(person).update(facilitator=None),
    ),
)

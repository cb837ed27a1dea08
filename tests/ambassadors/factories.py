from datetime import timedelta

import factory
from django.utils import timezone

from ambassadors.help.enums import (
    Answer,
    ApplicationStatus,
    Fit,
    Format,
    PairStatus,
    RequestStatus,
    Side,
    Slot,
)
from ambassadors.help.models import (
    Ambassador,
    Application,
    FitAnswer,
    HelpRequest,
    MatchingRound,
    Meeting,
    MeetingProposal,
    Pair,
    PairFeedback,
    PairMessage,
    PairNotebook,
    PairPlan,
    PairThread,
)
from ambassadors.journeys.models import Journey, JourneyStep
from ambassadors.workshops.models import Workshop, WorkshopSession
from cms.models import Portal, PortalService
from tests.people.factories import PersonFactory


class ServiceFactory(factory.django.DjangoModelFactory):
    """A service of the one portal of these tests."""

    class Meta:
        model = PortalService

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")

    @factory.lazy_attribute
    def portal(self):
        return Portal.objects.get_or_create(slug="portail", defaults={"name": "Portail"})[0]


class _WithTopics(factory.django.DjangoModelFactory):
    """Base of factories with topics: `topics=[…]` sets the services; without it there is one of its own."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    formats = factory.LazyFunction(lambda: [Format.IN_PERSON])
    slots = factory.LazyFunction(lambda: [Slot.TUE_AM])

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        self.topics.set(extracted if extracted is not None else [ServiceFactory()])


class AmbassadorFactory(_WithTopics):
    class Meta:
        model = Ambassador
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    capacity = 3


class HelpRequestFactory(_WithTopics):
    class Meta:
        model = HelpRequest
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def ruled_out(self, create, extracted, **kwargs):
        self.ruled_out.set(extracted or [])


class ApplicationFactory(_WithTopics):
    """An application that awaits a manager's decision."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        nominated = factory.Trait(status=ApplicationStatus.NOMINATED, formats=[], slots=[])
        agreed = factory.Trait(
            status=ApplicationStatus.AGREED, decided_at=factory.LazyFunction(timezone.now)
        )

    person = factory.SubFactory(PersonFactory)
    minutes_a_week = 60


class MatchingRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MatchingRound

    title = factory.Sequence(lambda n: f"Tour {n}")


class PairFactory(factory.django.DjangoModelFactory):
    """A draft; with a trait, a pair proposed, accepted by the ambassador, or active."""

    class Meta:
        model = Pair

    class Params:
        proposed = factory.Trait(
            status=PairStatus.PROPOSED,
            proposed_at=factory.LazyFunction(timezone.now),
            expires_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=7)),
            request=factory.SubFactory(HelpRequestFactory, status=RequestStatus.PROPOSED),
        )
        accepted_by_ambassador = factory.Trait(proposed=True, ambassador_answer=Answer.ACCEPTED)
        active = factory.Trait(
            accepted_by_ambassador=True,
            seeker_answer=Answer.ACCEPTED,
            status=PairStatus.ACTIVE,
            request=factory.SubFactory(HelpRequestFactory, status=RequestStatus.MATCHED),
        )

    round = factory.SubFactory(MatchingRoundFactory)
    request = factory.SubFactory(HelpRequestFactory)
    ambassador = factory.SubFactory(AmbassadorFactory)
    reasons = factory.LazyFunction(lambda: ["same_site", "shared_slot:tue_am"])


def write_follow_up(pair, *, words, ended_at=None):
    """Write everything that the two people of a pair can write, with `words` in each text; then end the pair."""
    PairPlan.objects.create(pair=pair, rhythm="weekly", format="phone", goals=[words], version=1)
    PairNotebook.objects.create(pair=pair, text=words, version=1, changed_by=Side.SEEKER)
    MeetingProposal.objects.create(
        pair=pair, side=Side.SEEKER, starts=[timezone.now().isoformat()], place=words
    )
    Meeting.objects.create(
        pair=pair,
        starts_at=timezone.now() - timedelta(days=9),
        ends_at=timezone.now() - timedelta(days=8),
        place=words,
    )
    PairThread.objects.create(pair=pair)
    PairMessage.objects.create(pair=pair, side=Side.AMBASSADOR, text=words)
    for side in Side:
        FitAnswer.objects.create(pair=pair, side=side, answer=Fit.GOOD)
        PairFeedback.objects.create(pair=pair, side=side, useful=4, learnt=words, thanks=words)
    pair.status, pair.ended_at = PairStatus.ENDED, ended_at or timezone.now()
    pair.save()


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    title = factory.Sequence(lambda n: f"Découvrir le portail {n}")


class WorkshopSessionFactory(factory.django.DjangoModelFactory):
    """A two-hour session in a week, with two seats."""

    class Meta:
        model = WorkshopSession

    workshop = factory.SubFactory(WorkshopFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(
        lambda session: session.starts_at and session.starts_at + timedelta(hours=2)
    )
    room = "Salle Loire"
    capacity = 2
    changed_at = factory.LazyFunction(timezone.now)


def make_journey(steps=3, slug="parcours"):
    journey = Journey.objects.create(slug=slug, title="Un parcours", language="fr")
    for place in range(steps):
        JourneyStep.objects.create(
            journey=journey, sort_order=place, title=f"Étape {place + 1}", portal="Elle regarde."
        )
    return journey

"""Good practices and journey workshops of the demo: marks, a practice that waits for the editors, what the
public says, and journey workshops that are over."""

from datetime import timedelta

from django.utils import timezone

from ambassadors.journeys.actions import (
    OPEN_FOR,
    add_remark,
    cast_vote,
    close_sitting,
    join_as_public,
    join_as_staff,
    open_sitting,
    record_idea_outcome,
    set_moderation,
)
from ambassadors.journeys.enums import IdeaKind, IdeaOutcome
from ambassadors.journeys.models import Journey, JourneyBallot, JourneyIdea, JourneyWorkshop
from ambassadors.practices.actions import PracticeParts, mark_useful, propose_practice
from ambassadors.practices.models import PracticePage, Testimony
from cms.languages import in_source_language
from cms.models import Portal
from core.dates import today
from demo.campaign.model import Sitting
from demo.generation.model import Demo
from people.models import Person


def seed_practices(demo: Demo, portal: Portal) -> None:
    """Publish practices; the cast mark none, so that visitors may."""
    played = [member.staff_number for member in demo.cast]
    others = Person.objects.staff().filter(is_active=True).exclude(staff_number__in=played)
    people = list(others.order_by("-staff_number")[:24])
    pages = in_source_language(PracticePage.objects.live()).order_by("path")
    for number, page in enumerate(pages):
        for person in people[: (number * 7) % 24]:
            mark_useful(person=person, practice=page.translation_key)
    words = demo.campaign.invented.practice
    propose_practice(
        title=words.title,
        parts=PracticeParts(words.situation, words.done, words.changed, words.begin),
        portal_service=portal.services.order_by("sort_order").first(),
        author=people[0] if people else None,
    )
    for said in demo.campaign.invented.testimonies:
        Testimony.objects.create(
            words=said.words,
            said_by=said.said_by,
            setting=said.setting,
            has_consent=True,
            consent_on=today() - timedelta(days=20),
            is_shown=True,
        )


def seed_journey_workshops(demo: Demo) -> None:
    """Create finished workshops in which staff and the public differ."""
    helper = Person.objects.filter(
        staff_number__in=[each.staff_number for each in demo.ambassadors]
    ).order_by("pk")
    runner = helper.first()
    played = [member.staff_number for member in demo.cast]
    people = Person.objects.staff().filter(is_active=True).exclude(staff_number__in=played)
    for sitting in demo.campaign.invented.sittings:
        journey = Journey.objects.filter(slug=sitting.journey, language="fr").first()
        if journey is None or runner is None:
            continue
        held = open_sitting(journey=journey, facilitator=runner)
        _vote(held, sitting, list(people.order_by("staff_number")[: len(sitting.staff)]))
        close_sitting(workshop=held)
        ago = timezone.now() - timedelta(days=sitting.days_ago)
        JourneyWorkshop.objects.filter(pk=held.pk).update(
            opened_at=ago, expires_at=ago + OPEN_FOR, closed_at=ago + timedelta(hours=1)
        )


def _vote(held: JourneyWorkshop, sitting: Sitting, staff: list[Person]) -> None:
    steps = list(held.steps.order_by("place"))
    for person, places in zip(staff, sitting.staff, strict=False):
        ballot = join_as_staff(workshop=held, person=person)
        cast_vote(ballot=ballot, steps=[steps[place] for place in places])
    for places in sitting.public:
        join_as_public(workshop=held)
        ballot = JourneyBallot.objects.filter(workshop=held).latest("pk")
        cast_vote(ballot=ballot, steps=[steps[place] for place in places])
    for said in sitting.remarks:
        add_remark(ballot=ballot, step=steps[said.step], kind=IdeaKind(said.kind), text=said.text)
        idea = JourneyIdea.objects.get(step__workshop=held, text=said.text)
        set_moderation(idea=idea, is_shown=True)
        record_idea_outcome(idea=idea, fate=IdeaOutcome(said.fate), word=said.word)

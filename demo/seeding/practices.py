"""Good practices and journey workshops of the demo: marks, a practice that waits for the editors, what the
public says, and a journey workshop that is over."""

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
from demo.generation.model import Demo
from people.models import Person


PARTS = PracticeParts(
    situation="Au guichet, on imprimait l’attestation pour la personne, qui revenait le mois suivant.",
    done="Nous tournons l’écran et nous cherchons l’attestation ensemble, une fois.",
    changed="Plusieurs personnes ne reviennent plus pour cela. Les jours de foule, nous imprimons encore.",
    begin="Choisissez un matin calme, et une seule démarche.",
)
SAID = (
    ("J’ai reçu ma réponse le soir même, sans prendre une demi-journée.", "une mère de deux enfants",
     "à l’accueil, après un premier message envoyé du portail"),
    ("On m’a montré, puis on m’a laissé faire. C’est cela qui m’a aidé.", "un retraité",
     "lors d’un atelier de découverte"),
)  # fmt: skip
STAFF = ((0, 3), (0, 2), (0, 6), (0, 4), (3, 4), (0, 3), (2, 3))
PUBLIC = ((4, 6), (4, 1), (4, 6), (1, 4), (6, 7), (4, 2))
TOLD = (
    (4, IdeaKind.IDEA, "Prévenir avant que la personne ne relance", IdeaOutcome.UNDER_WAY,
     "Essai en janvier sur les réclamations"),
    (4, IdeaKind.IRRITANT, "La date annoncée passe sans un mot", IdeaOutcome.DONE,
     "La date affichée est revue chaque matin"),
    (0, IdeaKind.IDEA, "Un rappel automatique à tout le monde", IdeaOutcome.LET_GO,
     "Trop de messages inutiles"),
)  # fmt: skip


def seed_practices(demo: Demo, portal: Portal) -> None:
    """Publish practices; the cast mark none, so that visitors may."""
    played = [member.staff_number for member in demo.cast]
    others = Person.objects.staff().filter(is_active=True).exclude(staff_number__in=played)
    people = list(others.order_by("-staff_number")[:24])
    pages = in_source_language(PracticePage.objects.live()).order_by("path")
    for number, page in enumerate(pages):
        for person in people[: (number * 7) % 24]:
            mark_useful(person=person, practice=page.translation_key)
    propose_practice(
        title="Chercher l’attestation ensemble",
        parts=PARTS,
        portal_service=portal.services.order_by("sort_order").first(),
        author=people[0] if people else None,
    )
    for words, said_by, setting in SAID:
        Testimony.objects.create(
            words=words,
            said_by=said_by,
            setting=setting,
            has_consent=True,
            consent_on=today() - timedelta(days=20),
            is_shown=True,
        )


def seed_journey_workshop(demo: Demo) -> None:
    """Create a finished workshop in which staff and the public differ."""
    journey = Journey.objects.filter(slug="j-ai-une-reclamation", language="fr").first()
    helper = Person.objects.filter(
        staff_number__in=[each.staff_number for each in demo.ambassadors]
    ).order_by("pk")
    runner = helper.first()
    if journey is None or runner is None:
        return
    played = [member.staff_number for member in demo.cast]
    people = Person.objects.staff().filter(is_active=True).exclude(staff_number__in=played)
    held = open_sitting(journey=journey, facilitator=runner)
    _vote(held, list(people.order_by("staff_number")[: len(STAFF)]))
    close_sitting(workshop=held)
    ago = timezone.now() - timedelta(days=12)
    JourneyWorkshop.objects.filter(pk=held.pk).update(
        opened_at=ago, expires_at=ago + OPEN_FOR, closed_at=ago + timedelta(hours=1)
    )


def _vote(held: JourneyWorkshop, staff: list[Person]) -> None:
    steps = list(held.steps.order_by("place"))
    for person, places in zip(staff, STAFF, strict=False):
        ballot = join_as_staff(workshop=held, person=person)
        cast_vote(ballot=ballot, steps=[steps[place] for place in places])
    for places in PUBLIC:
        join_as_public(workshop=held)
        ballot = JourneyBallot.objects.filter(workshop=held).latest("pk")
        cast_vote(ballot=ballot, steps=[steps[place] for place in places])
    for place, kind, text, fate, word in TOLD:
        add_remark(ballot=ballot, step=steps[place], kind=kind, text=text)
        idea = JourneyIdea.objects.get(step__workshop=held, text=text)
        set_moderation(idea=idea, is_shown=True)
        record_idea_outcome(idea=idea, fate=fate, word=word)

"""Mutual help and workshops of the world: see world.py."""

from datetime import timedelta

from django.utils import timezone

from ambassadors.commitments.actions import write_commitment
from ambassadors.help.actions.questions import (
    answer_question,
    ask_with_name,
    submit_question,
)
from ambassadors.help.enums import RequestStatus
from ambassadors.help.models import (
    Ambassador,
    BoxedQuestion,
    CommunityPage,
    HelpSituation,
    MessageReport,
    UnmetRequest,
)
from ambassadors.workshops.actions.calendar_feeds import create_feed
from ambassadors.workshops.actions.evaluations import open_due_evaluations
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.mails import EVALUATION_AT_ONCE, SEAT_GIVEN
from ambassadors.workshops.models import Seat, WorkshopPlan
from people.models import OutgoingMail
from tests.ambassadors.factories import (
    AmbassadorFactory,
    ApplicationFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
    WorkshopSessionFactory,
    write_follow_up,
)
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
)


def coaching(world, *, staff, ambassador, stranger):
    """Everybody has a request and a pair proposed for it; the ambassador's own is as ambassador."""
    service = world.shared["service"]
    published = MatchingRoundFactory(title="Tour d’automne", status="published")
    helper = AmbassadorFactory(person__last_name="Aidant", topics=[service])
    own = AmbassadorFactory(person=world.people[ambassador], topics=[service])
    _network(world, helper, (staff, stranger))
    for name, person in world.people.items():
        request = HelpRequestFactory(person=person, topics=[service], status=RequestStatus.PROPOSED)
        pair = PairFactory(
            accepted_by_ambassador=True, request=request, ambassador=helper, round=published
        )
        world.owned[name] |= {"pair": pair, "request": request}
        world.owned[name] |= {"met_pair": _met(name, person, helper)}
    asking = HelpRequestFactory(topics=[service], status=RequestStatus.PROPOSED)
    world.owned[ambassador]["pair"] = PairFactory(
        proposed=True, request=asking, ambassador=own, round=published
    )
    submit_question(text="À quoi sert le portail ?")
    asked = BoxedQuestion.objects.get()
    asked.week -= timedelta(days=7)  # told to nobody in its own week
    asked.save(update_fields=["week"])
    world.shared["boxed_question"] = asked
    world.shared["commitment"] = write_commitment(
        kind="jobs",
        text="Aucun poste n’est supprimé.",
        owner="Direction générale",
        due_on=timezone.localdate() + timedelta(days=90),
        publishes=True,
    )
    draft = MatchingRoundFactory(title="Tour d’hiver")
    reviewed = HelpRequestFactory(person__last_name="Relue", topics=[service])
    unmet = HelpRequestFactory(person__last_name="Attente", topics=[service])
    UnmetRequest.objects.create(round=draft, request=unmet, reason="no_common_topic")
    _lesson_questions(world, world.people[stranger])
    world.shared |= {
        "message_report": MessageReport.objects.create(
            reporter=world.people[staff],
            author=world.people[stranger],
            recipient=world.people["data_protection_officer"],
            quotes=[{"sent_at": timezone.now().isoformat(), "text": "De trop"}],
        ),
        "helpsituation": HelpSituation.objects.create(slug="autre", words="Autre chose"),
        "round": draft,
        "published_round": published,
        "draft_pair": PairFactory(request=reviewed, ambassador=helper, round=draft),
    }


def _lesson_questions(world, asker):
    """The stranger asks two with a name, of which one is answered."""
    about = {"person": asker, "lesson": world.shared["lesson"].record, "language": "fr"}
    answered = ask_with_name(text="Qui peut voir mes messages ?", **about)
    answer_question(question=answered, text="Qui voit les messages ?", answer="Vous et l’agent.")
    world.shared |= {
        "lesson_answer": answered,
        "lesson_question": ask_with_name(text="Et sans téléphone ?", **about),
    }


def _network(world, helper, waiting):
    """One agreed to be named. A colleague and the staff member wait for the manager; the stranger, whom
    nobody manages, for the training manager."""
    Ambassador.objects.filter(pk=helper.pk).update(is_named=True)
    colleague = PersonFactory(last_name="Candidate")
    PositionFactory(person=colleague, team=world.shared["team"])
    world.shared |= {
        "application": ApplicationFactory(person=colleague),
        "community": CommunityPage.objects.get(),
    }
    for name in waiting:
        ApplicationFactory(person=world.people[name])


def _met(name, person, helper):
    """A pair that has ended, with all that two write."""
    request = HelpRequestFactory(
        person=person, status=RequestStatus.CLOSED, closed_at=timezone.now()
    )
    pair = PairFactory(active=True, request=request, ambassador=helper)
    write_follow_up(pair, words=f"carnet-canari-{name}")
    return pair


def workshops(world, *, ambassador, stranger):
    """One session on whose list everybody is; the ambassador gives it."""
    session = WorkshopSessionFactory(capacity=50, workshop__welcomes_partners=True)
    session.trainers.add(world.people[ambassador])
    for person in world.people.values():
        ask_for_seat(session=session, person=person)
    OutgoingMail.objects.filter(kind=SEAT_GIVEN).delete()
    proposed = WorkshopSessionFactory(room="Salle Authion", is_proposed=True)
    proposed.trainers.add(world.people[ambassador])
    WorkshopPlan.objects.create(session=proposed, person=world.people[ambassador])
    came = WorkshopSessionFactory(starts_at=timezone.now() - timedelta(hours=3), capacity=50)
    came.trainers.add(world.people[ambassador])
    for number, person in enumerate(world.people.values(), start=1):
        Seat.objects.create(session=came, person=person, number=number, has_come=True)
    open_due_evaluations(now=timezone.now() + timedelta(hours=12))
    OutgoingMail.objects.filter(kind=EVALUATION_AT_ONCE).delete()
    world.shared |= {
        "workshop": session.workshop,
        "workshop_session": session,
        "past_session": came,
        "proposed_session": proposed,
        "feed_token": create_feed(person=world.people[stranger]),
    }

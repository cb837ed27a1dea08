from django.urls import reverse

from ambassadors.help.queries.joining import network_managers
from ambassadors.planning.mails import PROPOSAL, PROPOSAL_ANSWERED, TEAM_ASKED
from ambassadors.planning.queries import managers_of_team
from ambassadors.planning.waiting import ask_for_answer, tell_of_answer, tell_team_managers
from ambassadors.workshops.actions.notifications import lazy_title, lazy_when_in_words
from ambassadors.workshops.enums import PlanAnswer
from ambassadors.workshops.models import WorkshopPlan, WorkshopSession
from core.dates import today
from people.actions.mails import Letter, enqueue_mails
from people.models import Person, Team


def notify_proposal(plan: WorkshopPlan) -> None:
    """Tell those who run workshops that somebody proposes one, without saying who."""
    people = list(network_managers(on=today()).order_by("pk"))
    letters = [
        Letter(
            person=person,
            key=f"{plan.pk} {person.pk}",
            path=reverse("planning:proposals"),
            values=_words(plan.session),
            expires_at=plan.session.starts_at,
        )
        for person in people
    ]
    enqueue_mails(kind=PROPOSAL, letters=letters)
    ask_for_answer(plan.session, people)


def notify_answer(plan: WorkshopPlan) -> None:
    letter = Letter(
        person=plan.person,
        key=str(plan.pk),
        path=reverse("workshops:session", args=[plan.session.uuid]),
        values=_words(plan.session) | {"answer": lambda: str(PlanAnswer(plan.answer).label)},
    )
    enqueue_mails(kind=PROPOSAL_ANSWERED, letters=[letter])
    tell_of_answer(plan)


def notify_team_managers(session: WorkshopSession, team: Team, *, by: Person) -> None:
    managers = list(managers_of_team(team, on=today()))
    letters = [
        Letter(
            person=manager,
            key=f"{session.pk} {team.pk} {manager.pk}",
            path=f"{reverse('workshops:team', args=[session.uuid])}?equipe={team.pk}",
            values=_words(session) | {"who": by.get_full_name(), "team": team.name},
            expires_at=session.starts_at,
        )
        for manager in managers
    ]
    enqueue_mails(kind=TEAM_ASKED, letters=letters)
    tell_team_managers(session, team, managers)


def _words(session: WorkshopSession) -> dict:
    return {"title": lazy_title(session), "when": lazy_when_in_words(session)}

"""Seed requests outside rounds: ambassadors who may be chosen, and a request of today."""

from ambassadors.help.actions.direct_matching import send_request
from ambassadors.help.actions.questions import answer_question, submit_question
from ambassadors.help.enums import Format, Urgency
from ambassadors.help.mails import SHORT_PROPOSAL
from ambassadors.help.models import Ambassador, BoxedQuestion, HelpRequest
from ambassadors.help.queries.direct_matching import assessed_competences
from cms.models import Portal
from demo.generation.model import Demo
from people.models import OutgoingMail, Person


COMPETENCES_EACH = 2
QUESTION = "Vais-je perdre mon poste si tout se fait en ligne ?"
ANSWER = (
    "Non. Le temps gagné va aux visites et aux situations difficiles : la direction s’y est engagée, et "
    "les chiffres de cet outil ne servent pas à évaluer les personnes."
)
STILL_WAITING = "Pourquoi faut-il deux mots de passe ?"


def seed_direct_requests(demo: Demo, portal: Portal) -> None:
    """Let two ambassadors of three be chosen, with competences besides services."""
    known = list(assessed_competences()[:8])
    for number, ambassador in enumerate(Ambassador.objects.order_by("pk")):
        if number % 3 == 2:
            continue
        Ambassador.objects.filter(pk=ambassador.pk).update(may_be_chosen=True)
        if known:
            first = number % len(known)
            ambassador.competences.set((known + known)[first : first + COMPETENCES_EACH])
    _ask_for_today(demo, portal)
    for text in (QUESTION, STILL_WAITING):
        submit_question(text=text)
    asked = BoxedQuestion.objects.get(text=QUESTION)
    answer_question(question=asked, text=QUESTION, answer=ANSWER)


def _ask_for_today(demo: Demo, portal: Portal) -> None:
    """Create a request of somebody who is not in the cast."""
    played = [member.staff_number for member in demo.cast]
    helpers = Ambassador.objects.values("person")
    asking = HelpRequest.objects.values("person")
    person = (
        Person.objects.staff()
        .filter(is_active=True)
        .exclude(staff_number__in=played)
        .exclude(pk__in=helpers)
        .exclude(pk__in=asking)
        .order_by("-staff_number")
        .first()
    )
    if person is not None:
        send_request(
            person=person,
            topics=portal.services.order_by("sort_order")[:1],
            formats=[Format.PHONE, Format.SCREEN_SHARE],
            urgency=Urgency.TODAY,
        )
        OutgoingMail.objects.filter(kind=SHORT_PROPOSAL).delete()  # mailed to nobody

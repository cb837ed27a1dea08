"""Seed requests outside rounds: ambassadors who may be chosen, a request of today, and questions."""

from functools import partial

from ambassadors.help.actions.direct_matching import send_request
from ambassadors.help.actions.questions import answer_question, ask_with_name, submit_question
from ambassadors.help.enums import Format, Urgency
from ambassadors.help.mails import SHORT_PROPOSAL
from ambassadors.help.models import Ambassador, BoxedQuestion, HelpRequest, NamedAsker
from ambassadors.help.queries.direct_matching import assessed_competences
from cms.languages import source_language
from cms.models import Portal
from demo.generation.model import Demo
from learning.policies import published_lesson_pages
from people.models import OutgoingMail, Person


COMPETENCES_EACH = 2


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
    said = demo.campaign.invented.box
    for text in (said.question, demo.campaign.invented.box_waiting):
        submit_question(text=text)
    asked = BoxedQuestion.objects.get(text=said.question)
    answer_question(question=asked, text=said.question, answer=said.answer)
    _ask_on_lesson(demo, portal)


def _ask_on_lesson(demo: Demo, portal: Portal) -> None:
    """Create two questions on a lesson of which somebody in the cast helps: one answered, one that waits with a name."""
    played = [member.staff_number for member in demo.cast]
    helped = Ambassador.objects.filter(person__staff_number__in=played).values("topics")
    pages = published_lesson_pages().filter(portal_service__in=portal.services.all())
    nearest = pages.filter(portal_service__in=helped).select_related("record")
    page, person = nearest.first() or pages.select_related("record").first(), _somebody(demo)
    if page is None or page.record is None or person is None:
        return
    ask = partial(ask_with_name, person=person, lesson=page.record, language=source_language())
    said = demo.campaign.invented.on_lesson
    answered = ask(text=said.question)
    NamedAsker.objects.filter(question=answered).delete()  # so that nobody is mailed
    answer_question(question=answered, text=said.question, answer=said.answer)
    ask(text=demo.campaign.invented.on_lesson_waiting)


def _somebody(demo: Demo) -> Person | None:
    """Return somebody who is not in the cast, helps nobody and asks for nothing."""
    played = [member.staff_number for member in demo.cast]
    helpers = Ambassador.objects.values("person")
    asking = HelpRequest.objects.values("person")
    return (
        Person.objects.staff()
        .filter(is_active=True)
        .exclude(staff_number__in=played)
        .exclude(pk__in=helpers)
        .exclude(pk__in=asking)
        .order_by("-staff_number")
        .first()
    )


def _ask_for_today(demo: Demo, portal: Portal) -> None:
    """Create a request of somebody who is not in the cast."""
    person = _somebody(demo)
    if person is not None:
        send_request(
            person=person,
            topics=portal.services.order_by("sort_order")[:1],
            formats=[Format.PHONE, Format.SCREEN_SHARE],
            urgency=Urgency.TODAY,
        )
        OutgoingMail.objects.filter(kind=SHORT_PROPOSAL).delete()  # mailed to nobody

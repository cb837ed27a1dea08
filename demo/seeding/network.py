"""Seed the ambassadors' network: its path, its page with a call and news, and its named members."""

import json
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Locale, Page

from ambassadors.help.actions.joining import apply_to_network, set_up_network
from ambassadors.help.models import Ambassador, CommunityPage
from ambassadors.help.network_mails import APPLICATION_TO_DECIDE
from cms.languages import in_source_language
from cms.models import ArticlePage, Portal
from core.dates import months_before, today
from demo.generation.model import Demo
from learning.models import Path
from people.models import OutgoingMail, Person, Position, Team


CALL_DAYS = timedelta(days=45)
MINUTES = 60
PATH = "ambassadeurs"
CALL = (
    (
        "<p>Vous savez où se trouve la messagerie, comment joindre un document, ou simplement écouter sans "
        "presser ? Une heure par semaine suffit. Votre responsable donne son accord pour ce temps, et vous "
        "arrêtez quand vous voulez.</p>"
    ),
    (
        "<p>Do you know where the messages are, how to attach a document, or simply how to listen without "
        "hurrying? An hour a week is enough. Your manager agrees to the time, and you stop when you want.</p>"
    ),
)
INTRODUCTION = (
    "Colleagues who help colleagues to use the portal, at their own pace. Their news, their tools, and "
    "how to join them."
)
# Months ago; in French and in English: title, introduction, text.
NEWS = (
    (
        2,
        (
            "Une permanence le mardi à Saint-Aubin",
            "De midi à quatorze heures, sans rendez-vous, près de la machine à café.",
            "<p>Deux ambassadeurs se relaient. On vient avec sa question, on repart avec sa réponse.</p>",
        ),
        (
            "Open hours on Tuesdays in Saint-Aubin",
            "From noon to two, without an appointment, near the coffee machine.",
            "<p>Two ambassadors take turns. One comes with a question and leaves with an answer.</p>",
        ),
    ),
    (
        1,
        (
            "Quand un collègue dit : « et mon poste, alors ? »",
            "Ce que nous avons appris en parlant de la peur pour l’emploi.",
            (
                "<p>Ne pas promettre, ne pas esquiver. La mallette sur la peur pour l’emploi donne des mots "
                "pour commencer, et dit vers qui se tourner.</p>"
            ),
        ),
        (
            "When a colleague says: “and what about my job?”",
            "What we learnt from talking about the fear for jobs.",
            (
                "<p>Promise nothing, avoid nothing. The kit on the fear for jobs gives words to begin with, "
                "and says whom to turn to.</p>"
            ),
        ),
    ),
    (
        0,
        (
            "La rencontre du mois",
            "Une heure à distance, le premier jeudi : chacun apporte un cas.",
            "<p>Ce mois-ci : aider sans prendre la souris. Le lien est dans l’invitation.</p>",
        ),
        (
            "This month’s meeting",
            "An hour from afar, on the first Thursday: everybody brings a case.",
            "<p>This month: to help without taking the mouse. The link is in the invitation.</p>",
        ),
    ),
)


def seed_network(demo: Demo, portal: Portal) -> None:
    set_up_network(path=Path.objects.filter(slug=PATH).first(), has_new_charter=False)
    _record_charters(demo)
    _write_the_page()
    _apply(demo, portal)


def _record_charters(demo: Demo) -> None:
    """Accept the charter on the day the demo says; every other ambassador agrees to be named."""
    since = {each.staff_number: each.since for each in demo.ambassadors}
    always = {member.staff_number for member in demo.cast}
    active = Ambassador.objects.active().select_related("person").order_by("person__staff_number")
    for number, each in enumerate(active):
        moment = _at_nine(since[each.person.staff_number])
        each.started_at = each.charter_accepted_at = moment
        each.charter_version = 1
        each.minutes_a_week = MINUTES
        each.is_named = number % 2 == 0 or each.person.staff_number in always
        each.is_thanked = each.is_named
        each.save()


def _write_the_page() -> None:
    page = in_source_language(CommunityPage.objects.all()).first()
    if page is None:
        return
    page.call = _body(CALL[0])
    page.call_until = today() + CALL_DAYS
    page.save_revision().publish()
    english = Locale.objects.get(language_code="en")
    translated = page.copy_for_translation(english, copy_parents=True)
    translated.title = "Ambassadors"
    translated.introduction = INTRODUCTION
    translated.call = _body(CALL[1])
    translated.save_revision().publish()
    for months, french, in_english in NEWS:
        _write_news(page, english, months, french, in_english)


def _write_news(
    page: Page,
    english: Locale,
    months: int,
    french: tuple[str, str, str],
    in_english: tuple[str, str, str],
) -> None:
    title, introduction, text = french
    article = ArticlePage(title=title, introduction=introduction, body=_body(text), live=False)
    CommunityPage.objects.get(pk=page.pk).add_child(instance=article)
    article.save_revision().publish()
    appeared = _at_nine(months_before(today(), months))
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=appeared)
    twin = article.copy_for_translation(english, copy_parents=True)
    twin.title, twin.introduction = in_english[:2]
    twin.body = _body(in_english[2])
    twin.save_revision().publish()


def _body(text: str) -> str:
    return json.dumps([{"type": "text", "value": text}])


def _at_nine(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _apply(demo: Demo, portal: Portal) -> None:
    """Create a pending application from the team of the cast's manager, mailing nobody."""
    played = [member.staff_number for member in demo.cast]
    manager = Person.objects.get(
        staff_number=next(each.staff_number for each in demo.cast if each.key == "manager")
    )
    teams = Team.objects.held_by(manager, today()).order_by().values("pk")
    held = Position.objects.held_on(today()).primary().filter(team__in=teams, is_manager=False)
    free = Person.objects.staff().employed_on(today()).filter(pk__in=held.values("person"))
    applicant = (
        free.filter(is_active=True, ambassador=None)
        .exclude(staff_number__in=played)
        .order_by("staff_number")
        .first()
    )
    if applicant is None:
        return
    apply_to_network(
        person=applicant,
        topics=portal.services.order_by("sort_order")[:2],
        formats=["in_person"],
        slots=["tue_am", "thu_pm"],
        capacity=2,
        minutes_a_week=MINUTES,
    )
    OutgoingMail.objects.filter(kind=APPLICATION_TO_DECIDE).delete()

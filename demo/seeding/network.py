"""Seed the ambassadors' network: its path, its page with a call and news, and its named members."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Locale, Page

from adoption.campaigns.bodies import text_body
from adoption.campaigns.files.model import News, Words
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


def seed_network(demo: Demo, portal: Portal) -> None:
    set_up_network(path=Path.objects.filter(slug=PATH).first(), has_new_charter=False)
    _record_charters(demo)
    _write_the_page(demo.campaign.words)
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


def _write_the_page(words: Words) -> None:
    page = in_source_language(CommunityPage.objects.all()).first()
    if page is None:
        return
    assert words.call  # checked as the campaign is read
    page.call = text_body(words.call.fr)
    page.call_until = today() + CALL_DAYS
    page.save_revision().publish()
    english = Locale.objects.get(language_code="en")
    translated = page.copy_for_translation(english, copy_parents=True)
    translated.title = "Ambassadors"
    translated.introduction = words.network_introduction_en
    translated.call = text_body(words.call.en)
    translated.save_revision().publish()
    for news in words.news:
        _write_news(page, english, news)


def _write_news(page: Page, english: Locale, news: News) -> None:
    article = ArticlePage(
        title=news.fr.title,
        introduction=news.fr.introduction,
        body=text_body(news.fr.text),
        live=False,
    )
    CommunityPage.objects.get(pk=page.pk).add_child(instance=article)
    article.save_revision().publish()
    appeared = _at_nine(months_before(today(), news.months_ago))
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=appeared)
    assert news.en
    twin = article.copy_for_translation(english, copy_parents=True)
    twin.title, twin.introduction = news.en.title, news.en.introduction
    twin.body = text_body(news.en.text)
    twin.save_revision().publish()


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

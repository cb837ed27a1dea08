"""Advice rests on facts of the team itself, which its reader's pages show, and never on use that is not published."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyFigure, TallyPublication
from adoption.dashboards.words.organisation_summary import summary_lines
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.queries import read_cache
from adoption.targets.actions import set_target
from adoption.targets.enums import TargetIndicator
from adoption.team_actions.actions import drop_action, finish_action
from adoption.team_actions.mails import TEAM_ASKS
from adoption.team_actions.models import TeamAction, TeamCover
from adoption.team_actions.queries.organisation_summary import organisation_summary
from adoption.team_actions.queries.surroundings import surroundings_of
from adoption.usage.models import Declaration
from ambassadors.help.models import ProgrammeQuarter
from ambassadors.practices.models import PracticePage, PracticesPage
from cms.actions import close_screen_change, report_screen_changed
from cms.models import PortalScreen, ScreenChange
from core.dates import today
from learning.models import Enrolment, LessonPage
from people.models import MailLanguage, Position
from tests.adoption.conftest import OCTOBER, declare_all
from tests.adoption.dashboards.test_digests import mails
from tests.adoption.dashboards.test_team_page import text_of
from tests.adoption.team_actions.test_team_actions import planned
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.learning.factories import (
    make_certificate,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
)
from tests.people.factories import JobFactory, JobFamilyFactory, SiteFactory


pytestmark = pytest.mark.django_db

URL = reverse("adoption:team")
PLAN = reverse("adoption:plan_team_action")


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def north(published, client):
    manager = published["people"]["north"][0]
    client.force_login(manager)
    return manager


@pytest.fixture
def at_ormeval(published):
    """Thirteen of the 24 of the north work at one site."""
    site = SiteFactory(name="Ormeval")
    people = published["people"]["north"][:13]
    Position.objects.filter(person__in=people).update(site=site)
    return site


def advised(client, **query):
    return [(each["kind"], each["rule"]) for each in client.get(URL, query).context["suggestions"]]


def around(published, team="north", *, follows=False):
    return surroundings_of(
        published["teams"][team], published["portal"], on=today(), follows=follows
    )


# --- Facts ------------------------------------------------------------------------------------------------------


def test_where_most_of_the_team_works_no_workshop_is_held_or_to_come(north, at_ormeval, client):
    assert ("workshop", "no_workshop") in advised(client)
    assert "At Ormeval, where most of this team works, no workshop has been held" in text_of(
        client.get(URL)
    )


def test_a_workshop_to_come_there_is_booked_from_the_page(north, at_ormeval, client):
    session = WorkshopSessionFactory(site=at_ormeval, starts_at=timezone.now() + timedelta(days=7))

    first = client.get(URL).context["suggestions"][0]

    assert (first["kind"], first["rule"]) == ("workshop", "workshop_here")
    assert first["act"]["url"] == reverse("workshops:team", args=[session.uuid])
    assert client.get(first["act"]["url"]).status_code == 200


def test_one_held_this_quarter_is_enough_and_one_called_off_is_none(published, at_ormeval):
    cancelled = WorkshopSessionFactory(site=at_ormeval, cancelled_at=timezone.now())
    assert around(published).lacks_workshop

    WorkshopSessionFactory(
        workshop=cancelled.workshop, site=at_ormeval, starts_at=timezone.now() - timedelta(days=20)
    )
    found = around(published)
    assert (found.workshop, found.lacks_workshop) == (None, False)


def test_half_of_a_team_is_not_most_of_it(published, at_ormeval):
    Position.objects.filter(person=published["people"]["north"][0]).update(site=None)

    assert (around(published).site, around(published).lacks_workshop) == ("", False)


def test_a_practice_of_the_same_job_is_named_and_its_team_is_not(published, north, client):
    job = JobFactory(family=JobFamilyFactory(name="Accueil"))
    Position.objects.filter(team=published["teams"]["north"]).update(job=job)
    above = Page.objects.get(depth=2).add_child(
        instance=PracticesPage(title="Bonnes pratiques", slug="bonnes")
    )
    above.add_child(
        instance=PracticePage(title="L’heure calme", slug="calme", job_family=job.family)
    )

    first = client.get(URL).context["suggestions"][0]

    assert (first["kind"], first["rule"]) == ("story", "same_job")
    assert "L’heure calme" in first["reason"]
    assert first["act"]["url"].endswith("/calme/")


@pytest.mark.parametrize(("low", "is_told"), [(294, True), (0, False)])  # ranges are not shown
def test_a_desk_that_helps_with_the_portal_is_named_where_its_site_uses_it_little(
    published, client, low, is_told
):
    site = SiteFactory(name="Ormeval")
    Position.objects.filter(team=published["teams"]["south"]).update(site=site)
    WorkshopSessionFactory(site=site, starts_at=timezone.now() - timedelta(days=20))
    tally = TallyPublication.objects.create(
        portal=published["portal"], month=OCTOBER.first_day, staff=4
    )
    TallyFigure.objects.create(
        publication=tally, site=site, site_name="Ormeval", staff=4, tap=Tap.USED, low=low, high=294
    )
    client.force_login(published["people"]["south"][0])

    assert (("lesson", "desk") in advised(client)) == is_told
    words = "At the desk of Ormeval, the public was helped with the portal in October"
    assert (words in text_of(client.get(URL))) == is_told


def test_a_changed_screen_is_looked_at_once_editors_have_noted_it(published, north, client):
    screen = PortalScreen.objects.create(
        portal=published["portal"], name="Accueil", slug="accueil", version="2026.1"
    )
    report_screen_changed(screen=screen)
    assert ("lesson", "release") not in advised(client)

    close_screen_change(change=ScreenChange.objects.get(), version="2026.2")

    [found] = [
        offer for offer in client.get(URL).context["suggestions"] if offer["rule"] == "release"
    ]
    assert "“Accueil” changed on the portal; since" in found["reason"]
    assert found["act"] is None  # no lesson shows the new one yet
    lesson = make_lesson(make_module())
    LessonPage.objects.filter(pk=lesson.pk).update(screen=screen, screen_version="2026.2")
    [found] = [
        offer for offer in client.get(URL).context["suggestions"] if offer["rule"] == "release"
    ]
    assert client.get(found["act"]["url"]).status_code == 200

    ScreenChange.objects.update(
        reported_at=timezone.now() - timedelta(days=70),
        closed_at=timezone.now() - timedelta(days=61),
    )
    assert ("lesson", "release") not in advised(client)


def test_use_that_rose_for_three_months_is_told_to_others(declared, client):
    portal, north = declared["portal"], declared["people"]["north"]
    for number in (7, 8, 9):
        declare_all(portal, north, ["yes_weekly"] * 6 + ["not_yet"] * 8, Month(2026, number))
        publish(portal=portal, month=Month(2026, number))
    publish(portal=portal, month=OCTOBER)
    client.force_login(north[0])

    first = client.get(URL).context["suggestions"][0]

    assert (first["rule"], first["title"]) == ("rise", "Tell other teams how yours did it")
    assert first["reason"] == "More used it in October 2026 than in July 2026."
    assert client.get(first["act"]["url"]).status_code == 200


def test_late_training_is_counted_for_who_follows_it_and_for_nobody_else(
    published, client, data_protection_officer
):
    module = make_module()
    make_lesson(module)
    path = make_path(module, title="Messages frauduleux")
    for person in published["people"]["north"][2:5]:
        make_enrolment(person, path, is_mandatory=True, due_on=date(2026, 11, 2))
    make_enrolment(
        published["people"]["small"][2], path, is_mandatory=True, due_on=date(2026, 11, 2)
    )
    assert around(published, follows=True).mandatory.late == 3
    assert (
        around(published, "small", follows=True).mandatory is None
    )  # fewer than ten: by name, and noted
    key = published["teams"]["north"].pk

    for reader, is_told in (
        (published["people"]["north"][0], True),
        (published["people"]["division"][0], True),
        (data_protection_officer, False),
    ):
        client.force_login(reader)
        assert (("reminder", "late") in advised(client, equipe=key)) == is_told
        answer = client.get(URL, {"equipe": key})
        acts = [one["act"]["url"] for one in answer.context["suggestions"] if one["act"]]
        assert (f"{reverse('learning:mandatory')}?etat=late" in acts) == is_told
        page = text_of(answer)
        assert ("3 mandatory courses are late in this team." in page) == is_told
        assert published["people"]["north"][2].last_name not in page


def test_what_stands_around_a_team_is_kept_for_minutes_for_readers_with_the_same_rights(
    published, client, data_protection_officer, minutes_kept, monkeypatch
):
    module = make_module()
    make_lesson(module)
    path = make_path(module, title="Messages frauduleux")
    rows = [
        make_enrolment(person, path, is_mandatory=True, due_on=date(2026, 11, 2))
        for person in published["people"]["north"][2:5]
    ]
    key = published["teams"]["north"].pk
    late = ("reminder", "late")
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as clock:
        monkeypatch.setattr(read_cache, "FIVE_MINUTES", minutes_kept)
        client.force_login(data_protection_officer)
        assert late not in advised(client, equipe=key)
        client.force_login(published["people"]["north"][0])
        assert late in advised(client, equipe=key)  # not what the other reader was shown
        for row in rows:
            row.delete()
        assert late in advised(client, equipe=key)
        clock.shift(timedelta(seconds=minutes_kept + 1))
        assert late not in advised(client, equipe=key)


def test_training_with_a_day_to_come_is_named_where_more_than_half_have_no_certificate(
    published, north, client
):
    module = make_module()
    make_lesson(module)
    path = make_path(module, title="Messages frauduleux")
    for person in published["people"]["north"][:13]:
        make_enrolment(person, path, is_mandatory=True, due_on=date(2026, 12, 12))

    first = client.get(URL).context["suggestions"][0]
    assert (first["kind"], first["rule"]) == ("reminder", "to_do")
    assert (
        "“Messages frauduleux”, mandatory, is to be done in this team by 12 December"
        in (first["reason"])
    )

    Enrolment.objects.update(due_on=date(2027, 3, 12))  # there is time
    assert ("reminder", "to_do") not in advised(client)
    Enrolment.objects.update(due_on=date(2026, 12, 12))

    make_certificate(published["people"]["north"][0], path)
    assert ("reminder", "to_do") not in advised(client)


def test_what_is_not_published_changes_no_advice(published, north, client):
    before = advised(client)
    Declaration.objects.all().delete()
    declare_all(published["portal"], published["people"]["north"], ["not_yet"] * 24)

    assert advised(client) == before


def test_a_group_of_more_than_two_hundred_has_no_site_of_its_own(
    published, at_ormeval, monkeypatch
):
    monkeypatch.setattr("adoption.team_actions.queries.surroundings.MOST_STAFF", 23)

    assert around(published).site == ""


def lines_of(client, key, **query):
    """Title and text of each line of the fold."""
    page = client.get(URL, query)
    return {line.title: line.text for line in page.context[key]}


def test_every_line_around_a_team_says_whose_it_is(published, north, at_ormeval, client):
    TeamCover.objects.create(
        team=published["teams"]["division"], month=OCTOBER.first_day, staff=60, ambassadors=2
    )
    sessions = [timezone.now() - timedelta(days=days) for days in (20, 9)]
    workshop = WorkshopSessionFactory(site=at_ormeval, starts_at=sessions[0]).workshop
    WorkshopSessionFactory(workshop=workshop, site=at_ormeval, starts_at=sessions[1])
    set_target(
        portal=published["portal"],
        team=published["teams"]["division"],
        indicator=TargetIndicator.USED,
        percent=60,
        by=OCTOBER.shifted(4),
    )

    around = lines_of(client, "around")

    assert around["Mandatory training, this team"] == "Nothing is late, and nothing is due."
    workshops = around["Workshops at Ormeval, where most of this team works"]
    assert workshops == "Held this quarter: 2. None is to come."
    assert around["Ambassadors, Proximité"] == "2 ambassadors."
    assert "No forecast: too few months." in around["Target, Proximité"]
    assert len(around) == 4
    whole = lines_of(client, "whole")
    assert len(whole) == 5
    assert all(title.endswith(", in the whole organisation") for title in whole)


def test_the_target_of_the_team_itself_stands_beside_its_figure(published, north, client):
    for team, percent in (("division", 60), ("north", 70)):
        set_target(
            portal=published["portal"],
            team=published["teams"][team],
            indicator=TargetIndicator.USED,
            percent=percent,
            by=OCTOBER.shifted(4),
        )

    page = client.get(URL)

    [told] = page.context["targets"]
    assert told.startswith("Usage rate: 17 of 24 by February 2027.")
    assert told.endswith("No forecast: fewer than 50 people.")
    assert told in text_of(page)
    assert not [title for title in lines_of(client, "around") if title.startswith("Target")]


def test_a_small_team_reads_no_count_of_its_training_but_where_it_stands_by_name(
    published, client, data_protection_officer
):
    client.force_login(published["people"]["small"][0])
    assert lines_of(client, "around")["Mandatory training, this team"] == ""
    assert f'href="{reverse("learning:mandatory")}"' in client.get(URL).content.decode()

    client.force_login(data_protection_officer)
    assert not [title for title in lines_of(client, "around") if "training" in title]


@pytest.mark.parametrize(
    ("closed", "words"), [(40, "quarter of 2026: at least 40."), (0, "fewer than ten.")]
)
def test_closed_requests_are_said_as_they_were_published(published, north, client, closed, words):
    ProgrammeQuarter.objects.create(first_day=date(2026, 4, 1), figures={"closed": closed})
    ProgrammeQuarter.objects.create(first_day=date(2026, 7, 1), figures={})
    title = "Help from ambassadors, in the whole organisation"

    assert lines_of(client, "whole")[title].endswith(words)
    few = summary_lines(organisation_summary([]), population=49, may_read_further=False)
    assert not [line for line in few if "Requests" in line.text]


# --- What is done rests -------------------------------------------------------------------------------------------


def test_what_was_done_rests_for_three_months_for_who_sees_it(
    published, at_ormeval, client, data_protection_officer
):
    finish_action(action=planned(published, kind="workshop"), today=today())
    key = published["teams"]["north"].pk

    client.force_login(published["people"]["north"][0])
    assert "workshop" not in [kind for kind, _rule in advised(client, equipe=key)]
    client.force_login(data_protection_officer)
    assert "workshop" in [kind for kind, _rule in advised(client, equipe=key)]

    TeamAction.objects.update(done_on=date(2026, 8, 24), noted_on=date(2026, 8, 1))
    client.force_login(published["people"]["north"][0])
    assert "workshop" in [kind for kind, _rule in advised(client, equipe=key)]


# --- Asked for ----------------------------------------------------------------------------------------------------


def test_training_managers_have_the_request_once_with_the_day_wished_and_no_name(
    published, north, client, training_manager
):
    MailLanguage.objects.get_or_create(person=training_manager, defaults={"language": "en"})
    sent = {
        "portail": published["portal"].slug,
        "equipe": published["teams"]["north"].pk,
        "kind": "workshop",
        "planned_on": "2026-12-03",
    }

    for _ in range(2):
        page = client.post(PLAN, sent, follow=True)
    client.post(PLAN, sent | {"kind": "talk"})

    ((to, words),) = mails(TEAM_ASKS)
    assert to == training_manager
    assert "Agence Nord (Espace locataire) asks for this: Discovery workshop." in words.text
    assert "3 December 2026" in words.text
    assert str(north) not in words.text
    assert "The request is made, for 3 December 2026" in text_of(page)
    drop_action(action=TeamAction.objects.get(kind="workshop"), today=today())
    assert len(mails(TEAM_ASKS)) == 1

"""What a person says, keeps and erases of their own use."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Publication
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, PortalLink, UsageDay
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.pseudonyms import subject_of
from adoption.usage.queries.own_use import open_questions, own_use
from cms.models import Portal
from core.registry import panels_for
from people.models import Person
from people.privacy_registry import holdings
from people.queries.notices import current_notices
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalLinkFactory,
    UsageDayFactory,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)
LOGBOOK = reverse("adoption:logbook")


def declare_url(portal, month=NOVEMBER):
    return reverse("adoption:declare", args=[portal.slug, month])


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    return client


@pytest.fixture
def linked(portal, person):
    link = PortalLinkFactory(portal=portal, person=person, pseudonym="p-mine")
    for day in (date(2026, 11, 3), date(2026, 11, 9), date(2026, 9, 1)):
        UsageDayFactory(portal=portal, pseudonym="p-mine", service=portal.services.first(), day=day)
    UsageDayFactory(portal=portal, pseudonym="p-other", service=portal.services.first())
    DeclarationFactory(portal=portal, person=person)
    DeclarationFactory(portal=portal, person=PersonFactory(), answer="yes_weekly")
    return link


def panels(rf, person):
    request = rf.get("/")
    request.user = person
    drawn = {}
    for entries in panels_for(request).values():
        drawn |= {panel.name: context for panel, context in entries}
    return drawn


# --- The question -------------------------------------------------------------------------------------


def test_the_question_is_about_this_month_once_the_last_is_closed(in_english, rf, portal, person):
    (question,) = panels(rf, person)["adoption.declaration"]["questions"]

    assert (question["month"], question["is_answered"]) == ("2026-11", False)
    assert question["text"] == "This month, have you used the portal?"


def test_until_the_fifth_it_is_about_last_month_unless_that_is_answered(rf, portal, person):
    with time_machine.travel(datetime(2026, 11, 3, 12, tzinfo=UTC)):
        before = panels(rf, person)["adoption.declaration"]["questions"][0]["month"]
        DeclarationFactory(portal=portal, person=person)
        after = panels(rf, person)["adoption.declaration"]["questions"][0]["month"]

    assert (before, after) == ("2026-10", "2026-11")


def test_an_answer_is_noted_and_the_panel_thanks(rf, signed_in, portal, person):
    response = signed_in.post(declare_url(portal), {"answer": "not_yet"})

    assert response.status_code == 302
    assert Declaration.objects.get().answer == DeclaredUse.NOT_YET
    (question,) = panels(rf, person)["adoption.declaration"]["questions"]
    assert question["is_answered"]


def test_a_yes_is_noted_at_once_and_asks_how_often(signed_in, portal):
    response = signed_in.post(declare_url(portal), {"answer": "yes"}, follow=True)

    assert response.redirect_chain[-1][0] == reverse(
        "adoption:how_often", args=[portal.slug, NOVEMBER]
    )
    assert Declaration.objects.get().answer == DeclaredUse.YES_NOW_AND_THEN

    signed_in.post(declare_url(portal), {"answer": "yes_weekly"})
    assert Declaration.objects.get().answer == DeclaredUse.YES_WEEKLY


@pytest.mark.parametrize("answer", ["yes", "rather_not_say"])
def test_first_answer_is_met_once_with_a_drawing_whatever_it_is(signed_in, portal, answer):
    first = signed_in.post(declare_url(portal), {"answer": answer}, follow=True).content.decode()
    second = signed_in.post(declare_url(portal), {"answer": answer}, follow=True).content.decode()

    assert "#d-premiere-reponse" in first
    assert "#d-premiere-reponse" not in second + signed_in.get("/").content.decode()


def test_whoever_has_not_proven_who_they_are_is_thanked_without_being_told_that_it_counts(
    signed_in, portal, person
):
    Person.objects.filter(pk=person.pk).update(identity_proven_at=None, identity_proof="")
    page = signed_in.post(declare_url(portal), {"answer": "not_yet"}, follow=True).content.decode()

    assert "#d-premiere-reponse" in page
    assert "as much as any other" not in page
    assert page.count("once you have confirmed who you are") == 1  # below what is noted
    assert reverse("people:identity") in page


def test_the_logbook_asks_the_question_until_it_is_answered_and_is_come_back_to(signed_in, portal):
    logbook = reverse("adoption:logbook")
    assert declare_url(portal) in signed_in.get(logbook).content.decode()

    asked = signed_in.post(declare_url(portal), {"answer": "yes", "page": "carnet"}, follow=True)
    assert 'name="page" value="carnet"' in asked.content.decode()
    sent = {"answer": "yes_weekly", "page": "carnet"}
    assert signed_in.post(declare_url(portal), sent).url == logbook
    page = signed_in.get(logbook).content.decode()
    assert f'action="{declare_url(portal)}"' not in page


@pytest.mark.parametrize("answer", ["", "maybe", "YES"])
def test_what_is_no_answer_is_not_noted(signed_in, portal, answer):
    response = signed_in.post(declare_url(portal), {"answer": answer})

    assert response.url == declare_url(portal)
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("month", ["2026-10", "2026-12"])
def test_a_month_that_is_not_open_takes_no_answer(signed_in, portal, month):
    assert signed_in.get(declare_url(portal, month)).status_code == 404

    signed_in.post(declare_url(portal, month), {"answer": "not_yet"})
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("month", ["demain", "2026-13"])
def test_what_is_no_month_is_not_found(signed_in, portal, month):
    assert signed_in.post(declare_url(portal, month), {"answer": "not_yet"}).status_code == 404


def test_a_portal_that_is_not_followed_asks_nothing(rf, signed_in, portal, person):
    portal.is_open = False
    portal.save()

    assert "adoption.declaration" not in panels(rf, person)
    assert signed_in.post(declare_url(portal), {"answer": "not_yet"}).status_code == 404


# --- A portal that is followed no more ---------------------------------------------------------------


@pytest.fixture
def closed(linked, portal):
    portal.is_open = False
    portal.save()
    return portal


def test_what_is_kept_of_a_portal_followed_no_more_is_still_shown(rf, signed_in, closed, person):
    (shown,) = signed_in.get(LOGBOOK).context["pages"]

    assert len(shown["book"].answers) == 1
    assert "adoption.logbook" in panels(rf, person)


def test_the_link_with_a_portal_followed_no_more_can_be_undone(signed_in, closed):
    url = reverse("adoption:unlink", args=[closed.slug])

    assert signed_in.get(url).status_code == 200
    signed_in.post(url)

    assert not PortalLink.objects.exists()


def test_the_logbook_of_a_portal_followed_no_more_can_be_erased(signed_in, closed, person):
    url = reverse("adoption:erase", args=[closed.slug])

    assert signed_in.get(url).status_code == 200
    signed_in.post(url)

    assert not Declaration.objects.filter(subject=subject_of(person)).exists()
    assert signed_in.get(url).status_code == 404


def test_a_portal_followed_no_more_is_not_there_for_who_has_nothing_of_it(client, closed):
    client.force_login(PersonFactory())

    assert client.get(LOGBOOK).context["pages"] == []
    assert client.post(reverse("adoption:erase", args=[closed.slug])).status_code == 404


def edit_of(portal):
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    values = {"name": "Autre nom", "slug": portal.slug, "kind": "public", "partition": "job_family"}
    values |= {"services": none, "screens": none}
    return reverse("wagtailsnippets_cms_portal:edit", args=[portal.pk]), nested_form_data(values)


@pytest.mark.parametrize(("role", "left_open"), [("editor", True), ("administrator", False)])
def test_only_an_administrator_stops_following_a_portal(client, request, role, left_open):
    portal = PortalFactory()
    client.force_login(request.getfixturevalue(role))

    client.post(*edit_of(portal))

    portal.refresh_from_db()
    assert (portal.name, portal.is_open) == ("Autre nom", left_open)


@pytest.mark.parametrize(("role", "is_open"), [("editor", False), ("administrator", True)])
def test_a_new_portal_of_an_editor_is_not_followed_yet(client, request, role, is_open):
    client.force_login(request.getfixturevalue(role))
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    values = {
        "name": "Mon espace",
        "slug": "espace",
        "is_open": "on",
        "kind": "public",
        "partition": "job_family",
        "services": none,
        "screens": none,
    }

    client.post(reverse("wagtailsnippets_cms_portal:add"), nested_form_data(values))

    assert Portal.objects.get().is_open is is_open


# --- The logbook --------------------------------------------------------------------------------------


def test_the_logbook_shows_one_s_own_months_and_nobody_else_s(signed_in, linked):
    page = signed_in.get(LOGBOOK)

    (shown,) = page.context["pages"]
    assert [month["count"] for month in shown["months"]][-3:] == [1, 0, 2]
    assert [answer for _month, answer in shown["book"].answers] == ["yes_now_and_then"]
    assert "p-other" not in page.content.decode()
    assert "lmost every week" not in page.content.decode()


def test_the_panel_waits_until_there_is_something_to_keep(rf, portal, person):
    assert "adoption.logbook" not in panels(rf, person)

    DeclarationFactory(portal=portal, person=person)

    assert panels(rf, person)["adoption.logbook"]["pages"][0]["months"] == []


def test_undoing_the_link_erases_its_days_and_keeps_what_was_declared(signed_in, portal, linked):
    url = reverse("adoption:unlink", args=[portal.slug])

    assert signed_in.get(url).status_code == 200
    signed_in.post(url)

    assert not PortalLink.objects.exists()
    assert list(UsageDay.objects.values_list("pseudonym", flat=True)) == ["p-other"]
    assert Declaration.objects.count() == 2


def test_erasing_the_logbook_leaves_nothing_of_it_and_all_of_others(
    signed_in, portal, linked, person
):
    signed_in.post(reverse("adoption:erase", args=[portal.slug]))

    assert not PortalLink.objects.exists()
    assert not Declaration.objects.filter(subject=subject_of(person)).exists()
    assert (Declaration.objects.count(), UsageDay.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["unlink", "erase"])
def test_asking_to_erase_erases_nothing(signed_in, portal, linked, name):
    signed_in.get(reverse(f"adoption:{name}", args=[portal.slug]))

    assert (PortalLink.objects.count(), UsageDay.objects.count()) == (1, 4)


@pytest.mark.parametrize("months", [1, 12])
def test_the_logbook_asks_as_many_questions_whatever_it_holds(
    signed_in, portal, person, months, django_assert_max_num_queries
):
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-mine")
    for back in range(months):
        month = NOVEMBER.shifted(-back)
        UsageDayFactory(
            portal=portal, pseudonym="p-mine", service=portal.services.first(), day=month.first_day
        )
        DeclarationFactory(portal=portal, person=person, month=month.first_day)

    with django_assert_max_num_queries(16):
        signed_in.get(LOGBOOK)


def test_what_is_measured_is_written_from_the_settings(signed_in, settings):
    settings.PUBLICATION_THRESHOLD = 14

    page = signed_in.get(reverse("adoption:measured")).content.decode()

    assert "fewer than 14 people" in page
    assert "as a range: “fewer than 5”, for example" in page
    assert "in at least three of the month’s four weeks" in page


def test_everybody_reads_the_same_definitions(signed_in):
    page = signed_in.get(reverse("adoption:measured")).content.decode()

    assert "Of the whole organisation alone" in page
    assert "used each service that they began" in page


# --- Rights -------------------------------------------------------------------------------------------


def own_holdings():
    return [holding for holding in holdings() if holding.model.startswith("adoption.")]


def test_the_export_holds_every_row_of_one_s_own_and_no_other(declared):
    portal, person = declared["portal"], declared["people"]["north"][0]
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-mine")
    UsageDayFactory(portal=portal, pseudonym="p-mine")
    UsageDayFactory(portal=portal, pseudonym="p-other")
    publish(portal=portal, month=OCTOBER)

    rows = {holding.model: holding.export(person) for holding in own_holdings()}

    assert {model: len(kept) for model, kept in rows.items()} == {
        "adoption.BarometerCopy": 0,
        "adoption.LinkCode": 0,
        "adoption.OwnQuestions": 0,
        "adoption.SurveyAnswers": 0,
        "adoption.SurveyToken": 0,
        "adoption.UsageDay": 1,
        "adoption.PortalLink": 1,
        "adoption.WithdrawnPseudonym": 0,
        "adoption.Declaration": 1,
        "adoption.UseGoal": 0,
        "adoption.UseTick": 0,
        "adoption.Objection": 0,
        "adoption.UseNoticeSeen": 0,
        "adoption.Roll": 1,
        "adoption.ReachPublication": 0,
        "adoption.ContactChange": 0,
        "adoption.ExperimentChange": 0,
        "adoption.SavedView": 0,
        "adoption.SavedReport": 0,
        "adoption.CommitteeDecisionRevision": 0,
        "adoption.DocumentEdition": 0,
    }
    assert rows["adoption.Roll"][0]["team"] == "Agence Nord"
    assert "p-other" not in json.dumps(rows, default=str)


def test_erasing_a_person_leaves_no_row_of_theirs_and_every_figure(declared):
    portal, person = declared["portal"], declared["people"]["north"][0]
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-mine")
    UsageDayFactory(portal=portal, pseudonym="p-mine")
    publication = publish(portal=portal, month=OCTOBER)
    figures = list(publication.figures.order_by("pk").values())

    for holding in own_holdings():
        holding.erase(person)
        holding.erase(person)

    assert not PortalLink.objects.exists()
    assert not UsageDay.objects.exists()
    assert not Declaration.objects.filter(subject=subject_of(person)).exists()
    assert list(publication.figures.order_by("pk").values()) == figures


def test_another_key_cuts_every_tie(portal, person, settings):
    DeclarationFactory(portal=portal, person=person)
    settings.PSEUDONYM_KEY = "another"

    assert not Declaration.objects.filter(subject=subject_of(person)).exists()


# --- The administration -------------------------------------------------------------------------------


def test_the_administration_lists_publications_without_a_figure(declared, client, administrator):
    publication = publish(portal=declared["portal"], month=OCTOBER)
    client.force_login(administrator)

    page = client.get(reverse("adoption:register")).content.decode()

    assert declared["portal"].name in page
    low = publication.figures.get(indicator="used", team__code=".").low
    assert f">{low}<" not in page
    assert "coalitions" not in page  # how many the audit tried depends on the true values


def test_the_administration_has_no_table_of_use():
    from wagtail.snippets.models import get_snippet_models

    ours = [model for model in get_snippet_models() if model._meta.app_label == "adoption"]
    assert ours == []


@pytest.mark.parametrize("role", ["editor", "person"])
def test_who_has_no_business_with_publications_does_not_see_them(client, role, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("adoption:register")).status_code != 200


def test_a_declared_month_has_its_own_sign_beside_what_the_portal_sent(rf, person, linked):
    months = panels(rf, person)["adoption.logbook"]["pages"][0]["months"]

    assert [(month["count"], month["is_declared"]) for month in months[-3:]] == [
        (1, False),
        (0, True),
        (2, False),
    ]


def test_the_list_of_publications_costs_the_same_for_few_and_for_many(client, administrator):
    def publish_for_another_portal():
        Publication.objects.create(
            portal=PortalFactory(),
            month=date(2026, 10, 1),
            status=PublicationStatus.PUBLISHED,
            parameters={
                "threshold": 5,
                "coalition": 2,
                "edge": 5,
                "closing_day": 5,
                "indicators": {},
            },
        )

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("adoption:register"))
        return len(page.context["page"].object_list), len(seen)

    client.force_login(administrator)
    publish_for_another_portal()
    client.get(reverse("adoption:register"))
    assert cost()[0] == 1
    few = cost()[1]
    for _ in range(30):
        publish_for_another_portal()

    assert cost() == (31, few)
    assert few <= 15


def test_nothing_is_asked_of_a_month_for_which_the_link_speaks(signed_in, portal, person):
    PortalLinkFactory(portal=portal, person=person, linked_on=date(2026, 11, 10))

    def asked(day):
        return [question.month for question in open_questions(own_use(person, day), day)]

    assert asked(date(2026, 11, 20)) == []
    assert asked(date(2026, 11, 3)) == [OCTOBER]  # still open, and before the link
    assert asked(date(2026, 12, 3)) == []
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC)):
        page = signed_in.get(declare_url(portal), headers={"accept-language": "en"})
    assert "no figure changes" in page.content.decode()

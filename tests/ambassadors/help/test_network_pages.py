"""The pages of the network, for applicants, their manager and everybody else."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ambassadors.help.actions.joining import set_up_network
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import Ambassador, Application, CommunityPage
from ambassadors.help.queries.community import anniversaries
from ambassadors.help.queries.engagement import engagement_of
from cms.models import ArticlePage
from core.dates import today
from people.actions.notices import record_notice_seen
from people.enums import Purpose, Role, ViewedData
from people.models import Look, Person
from people.queries.notices import current_notices
from tests.ambassadors.factories import (
    AmbassadorFactory,
    ApplicationFactory,
    HelpRequestFactory,
    ServiceFactory,
)
from tests.learning.factories import make_article, make_certificate, make_path
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory, TeamFactory


pytestmark = pytest.mark.django_db

INDEX, OFFER = reverse("ambassadors:index"), reverse("ambassadors:offer")
CHARTER, WITHDRAW = reverse("ambassadors:charter"), reverse("ambassadors:withdraw")
APPLICATIONS, PROPOSE = reverse("ambassadors:applications"), reverse("ambassadors:propose")
ATTESTATION, PAGE = reverse("ambassadors:attestation"), "/ambassadeurs/"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


@pytest.fixture
def team():
    return TeamFactory(name="Accueil")


@pytest.fixture
def manager(team):
    person = PersonFactory()
    PositionFactory(person=person, team=team, is_manager=True)
    return person


@pytest.fixture
def applicant(team):
    person = PersonFactory(first_name="Ada", last_name="Quinze")
    PositionFactory(person=person, team=team)
    return person


def signed_in(client, person):
    client.force_login(person)
    record_notice_seen(person=person, shown=current_notices(["help"]))
    client.cookies["django_language"] = "en"
    return client


def text(response):
    return response.content.decode()


def decide_url(application):
    return reverse("ambassadors:decide", args=[application.uuid])


def form_data(topic, **changes):
    return {
        "topics": [topic.pk],
        "formats": ["phone"],
        "slots": ["mon_am"],
        "capacity": 2,
        "minutes_a_week": 40,
        **changes,
    }


# --- Applying -----------------------------------------------------------------------------------------


def test_applying_makes_nobody_an_ambassador(client, applicant, manager, topic):
    answer = signed_in(client, applicant).post(OFFER, form_data(topic), follow=True)

    assert "Your application is with your manager" in text(answer)
    assert "It is with your manager." in text(client.get(INDEX))
    assert not Ambassador.objects.exists()


def test_the_manager_reads_the_name_and_the_minutes_and_nothing_else(
    client, applicant, manager, topic
):
    HelpRequestFactory(person=applicant, topics=[topic])
    application = ApplicationFactory(person=applicant, topics=[topic], minutes_a_week=40)

    page = text(signed_in(client, manager).get(APPLICATIONS))

    assert "Ada Quinze" in page
    assert "40 minutes a week" in page
    assert topic.name not in page
    assert "Tuesday morning" not in page
    look = Look.objects.get()
    assert (look.subject, look.viewer) == (applicant, manager)
    assert (look.purpose, look.seen) == (Purpose.NETWORK, ViewedData.APPLICATION)
    client.post(decide_url(application), {"answer": "yes"})
    assert "Ada Quinze" not in text(client.get(APPLICATIONS))


def test_another_manager_s_decision_does_not_exist(client, applicant, manager):
    application = ApplicationFactory(person=applicant)
    other = PersonFactory()
    PositionFactory(person=other, team=TeamFactory(name="Courrier"), is_manager=True)

    signed_in(client, other)

    assert client.post(decide_url(application), {"answer": "yes"}).status_code == 404
    assert "Ada Quinze" not in text(client.get(APPLICATIONS))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.PENDING


def test_whoever_manages_nobody_has_no_such_pages(client, applicant):
    signed_in(client, applicant)

    assert client.get(APPLICATIONS).status_code == 404
    assert client.get(PROPOSE).status_code == 404
    assert client.get(reverse("ambassadors:coverage")).status_code == 404


def test_not_now_is_said_without_a_reason_and_the_form_is_there_again(client, applicant, manager):
    application = ApplicationFactory(person=applicant)
    signed_in(client, manager).post(decide_url(application), {"answer": "no"})

    page = text(signed_in(client, applicant).get(OFFER))

    assert "Last time your manager answered “not now”" in page
    assert 'name="minutes_a_week"' in page


def test_whoever_was_told_not_now_reads_it_where_they_would_apply(client, applicant, manager):
    application = ApplicationFactory(person=applicant)
    signed_in(client, manager).post(decide_url(application), {"answer": "no"})

    page = text(signed_in(client, applicant).get(INDEX))

    assert "Your application: not now" in page
    assert "And you, what could you pass on?" not in page


def test_a_manager_reads_how_many_wait_for_their_word(client, applicant, manager):
    ApplicationFactory(person=applicant)
    assert "1 colleague waits for your word" in text(signed_in(client, manager).get(INDEX))
    assert "waits for your word" not in text(signed_in(client, applicant).get(INDEX))


def test_a_nomination_is_taken_up_or_left(client, applicant, manager):
    signed_in(client, manager)
    client.post(PROPOSE, {"person": applicant.uuid, "minutes_a_week": 25})
    signed_in(client, applicant)

    page = text(client.get(OFFER))
    assert f"{manager} thinks that you" in page
    assert 'value="25"' in page
    client.post(WITHDRAW)

    assert Application.objects.get().status == ApplicationStatus.WITHDRAWN
    assert f"{manager} thinks" not in text(client.get(OFFER))


def test_whom_one_may_not_propose_cannot_be_sent(client, manager):
    stranger = PersonFactory()

    page = signed_in(client, manager).post(PROPOSE, {"person": stranger.uuid, "minutes_a_week": 25})

    assert page.status_code == 200
    assert not Application.objects.exists()


# --- The charter --------------------------------------------------------------------------------------


def test_the_charter_is_the_last_step_and_what_is_not_ticked_is_not_agreed(client, applicant):
    make_article("charte-des-ambassadeurs", "La charte")
    ApplicationFactory(person=applicant, agreed=True, minutes_a_week=40)
    signed_in(client, applicant)
    assert client.get(OFFER).url == CHARTER

    client.post(CHARTER, {"version": 1})

    ambassador = Ambassador.objects.get()
    assert (ambassador.person, ambassador.minutes_a_week) == (applicant, 40)
    assert (ambassador.is_named, ambassador.is_thanked) == (False, False)


def test_a_new_charter_is_shown_until_it_is_accepted(client):
    ambassador = AmbassadorFactory(charter_version=1, charter_accepted_at=timezone.now())
    signed_in(client, ambassador.person)
    message = "is new, or has changed"
    assert message not in text(client.get(INDEX))

    set_up_network(path=None, has_new_charter=True)
    assert message in text(client.get(INDEX))
    client.post(CHARTER, {"version": 2, "is_named": "on"})

    assert message not in text(client.get(INDEX))


def test_a_version_that_was_replaced_meanwhile_is_shown_again(client):
    ambassador = AmbassadorFactory()
    set_up_network(path=None, has_new_charter=True)

    page = text(signed_in(client, ambassador.person).post(CHARTER, {"version": 1}))

    assert "please read it again" in page
    assert 'name="version" value="2"' in page


def test_who_is_not_agreed_to_cannot_accept(client, applicant):
    ApplicationFactory(person=applicant)

    assert signed_in(client, applicant).post(CHARTER, {"version": 1}).status_code == 404


def test_more_minutes_are_asked_for_from_the_page_of_the_offer(client, topic):
    ambassador = AmbassadorFactory(minutes_a_week=20)

    answer = signed_in(client, ambassador.person).post(OFFER, form_data(topic), follow=True)

    assert "Your manager is asked about the time" in text(answer)
    ambassador.refresh_from_db()
    assert ambassador.minutes_a_week == 20


# --- The attestation ----------------------------------------------------------------------------------


def test_the_attestation_says_dates_time_and_the_finished_path():
    path = make_path(title="Ambassadeurs")
    set_up_network(path=path, has_new_charter=False)
    ambassador = AmbassadorFactory(minutes_a_week=40, started_at="2024-03-05T09:00:00Z")
    ambassador.refresh_from_db()
    before = engagement_of(ambassador)
    certificate = make_certificate(ambassador.person, path)

    after = engagement_of(ambassador)

    assert (before.path, before.path_on) == ("", None)
    assert (after.since, after.until, after.minutes_a_week) == (date(2024, 3, 5), None, 40)
    assert (after.path, after.path_on) == (certificate.title, certificate.issued_on)


def test_it_is_a_file_for_oneself_also_after_one_has_left(client):
    ambassador = AmbassadorFactory(ended_at=timezone.now(), minutes_a_week=40)

    answer = signed_in(client, ambassador.person).get(ATTESTATION)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_there_is_none_for_who_was_never_one(client, person):
    assert signed_in(client, person).get(ATTESTATION).status_code == 404


# --- The page of the network --------------------------------------------------------------------------


@pytest.fixture
def community():
    return CommunityPage.objects.get()


def news(community, title, **changes):
    article = community.add_child(instance=ArticlePage(title=title))
    ArticlePage.objects.filter(pk=article.pk).update(**changes)
    return article


def test_only_who_agreed_is_named_and_nobody_who_has_left(client, person, topic):
    site = SiteFactory(name="Saint-Aubin")
    named = AmbassadorFactory(is_named=True, topics=[topic])
    PositionFactory(person=named.person, team=TeamFactory(), site=site)
    silent = AmbassadorFactory()
    gone = AmbassadorFactory(is_named=True)
    Person.objects.filter(pk=gone.person.pk).update(employed_until=today() - timedelta(days=1))
    stopped = AmbassadorFactory(is_named=True, ended_at=timezone.now())

    page = text(signed_in(client, person).get(PAGE))

    assert str(named.person) in page
    assert "Saint-Aubin" in page
    assert "Messagerie" in page
    for other in (silent, gone, stopped):
        assert str(other.person) not in page


def test_the_call_is_shown_until_its_last_day(client, person, community):
    community.call = '[{"type": "text", "value": "<p>Venez nous rejoindre.</p>"}]'
    signed_in(client, person)
    shown = []
    for day in (today(), today() - timedelta(days=1), None):
        community.call_until = day
        community.save()
        shown.append("Venez nous rejoindre." in text(client.get(PAGE)))

    assert shown == [True, False, False]


def test_news_stand_by_month_the_newest_first(client, person, community):
    news(community, "Ancienne", first_published_at="2026-03-05T09:00:00Z")
    news(community, "Récente", first_published_at="2026-09-05T09:00:00Z")
    news(community, "Brouillon", live=False)

    page = text(signed_in(client, person).get(PAGE))

    places = [
        page.index(words) for words in ("September 2026", "Récente", "March 2026", "Ancienne")
    ]
    assert places == sorted(places)
    assert "Brouillon" not in page


def test_thanks_come_once_a_year_by_name_to_who_agreed():
    day = date(2026, 11, 26)
    began = (("Zoé", "2024-11-02"), ("Ali", "2024-11-30"), ("Eve", "2025-11-10"))
    for name, since in (*began, ("Max", "2026-11-01"), ("Léo", "2024-10-01")):
        AmbassadorFactory(
            person=PersonFactory(first_name=name, last_name="X"),
            is_thanked=True,
            started_at=f"{since}T09:00:00Z",
        )
    AmbassadorFactory(is_thanked=False, started_at="2024-11-02T09:00:00Z")

    assert [(anniversary.years, anniversary.names) for anniversary in anniversaries(on=day)] == [
        (2, ["Ali X", "Zoé X"]),
        (1, ["Eve X"]),
    ]


def test_many_names_and_news_ask_no_more_queries(
    client, person, community, topic, django_assert_num_queries, django_assert_max_num_queries
):
    signed_in(client, person)

    def fill(number):
        for each in range(number):
            AmbassadorFactory(is_named=True, is_thanked=True, topics=[topic])
            news(community, f"Nouvelle {number} {each}")

    fill(2)
    client.get(PAGE)
    with django_assert_max_num_queries(30) as few:
        client.get(PAGE)
    fill(20)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(PAGE)


# --- The administration -------------------------------------------------------------------------------


def test_the_training_manager_sets_the_path_and_a_new_charter(client):
    training = PersonFactory()
    training.groups.add(Group.objects.get(name=Role.TRAINING_MANAGER))
    path = make_path(title="Ambassadeurs")
    address = reverse("ambassadors_admin:network")

    signed_in(client, training).post(
        address, {"path": path.pk, "has_new_charter": "on", "workshop_planning": "agreed"}
    )

    page = text(client.get(address))
    assert "version 2" in page
    assert f'<option value="{path.pk}" selected>' in page

"""The pages of mutual help, for the two people of a pair and everybody else."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from ambassadors.help.enums import PairStatus, RequestStatus, Slot
from ambassadors.help.models import Ambassador, HelpRequest
from core.dates import today
from core.registry import registry
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    ServiceFactory,
)
from tests.ambassadors.visits import answer_url, form_data, signed_in, text
from tests.people.factories import JobFactory, PersonFactory, PositionFactory, SiteFactory


pytestmark = pytest.mark.django_db

INDEX, OWN = reverse("ambassadors:index"), reverse("ambassadors:own_request")
OFFER, CAPACITY = reverse("ambassadors:offer"), reverse("ambassadors:capacity")
LEAVE, SESSIONS = reverse("ambassadors:leave"), reverse("ambassadors:sessions")
CANCEL = reverse("ambassadors:cancel")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


# --- Asking -----------------------------------------------------------------------------------------


def test_somebody_asks_then_waits_then_withdraws(client, person, topic):
    signed_in(client, person)
    assert "Messagerie" in text(client.get(INDEX))

    answer = client.post(OWN, form_data(topic), follow=True)

    assert "We are looking for somebody" in text(answer)
    client.post(CANCEL)
    assert HelpRequest.objects.get().status == RequestStatus.CLOSED


@pytest.mark.parametrize("missing", ["topics", "formats", "slots"])
def test_each_of_the_three_questions_must_be_answered(client, person, topic, missing):
    answer = signed_in(client, person).post(OWN, form_data(topic, **{missing: []}))

    assert "Choose at least one" in text(answer)
    assert not HelpRequest.objects.exists()


def test_asking_twice_is_told_in_a_sentence(client, person, topic):
    HelpRequestFactory(person=person)

    answer = signed_in(client, person).post(OWN, form_data(topic), follow=True)

    assert "You already have a request under way." in text(answer)


def test_who_is_ruled_out_is_kept(client, person, topic):
    ambassador = AmbassadorFactory(is_named=True)
    named = PersonFactory(first_name="Maëlle", last_name="Le Gall")

    typed = form_data(topic, ruled_out=[ambassador.pk], ruled_out_name="maelle  le gall")
    signed_in(client, person).post(OWN, typed)

    assert set(HelpRequest.objects.get().ruled_out.all()) == {ambassador.person, named}


def test_whoever_did_not_agree_to_be_named_is_not_listed_as_somebody_to_rule_out(
    client, person, topic
):
    named, choosable = AmbassadorFactory(is_named=True), AmbassadorFactory(may_be_chosen=True)
    discreet = AmbassadorFactory()

    page = text(signed_in(client, person).get(OWN))
    assert str(named.person) in page
    assert str(choosable.person) in page
    assert str(discreet.person) not in page


def test_a_name_that_nobody_has_is_said_and_nothing_is_sent(client, person, topic):
    answer = signed_in(client, person).post(OWN, form_data(topic, ruled_out_name="Le"))

    assert "No colleague has this name" in text(answer)
    assert not HelpRequest.objects.exists()


def test_fields_of_the_request_that_are_not_asked_are_ignored(client, person, topic):
    signed_in(client, person).post(OWN, form_data(topic, status="matched", person=1))

    help_request = HelpRequest.objects.get()
    assert (help_request.person, help_request.status) == (person, RequestStatus.OPEN)


def test_a_portal_that_is_no_longer_followed_is_not_offered(client, person, topic):
    topic.portal.is_open = False
    topic.portal.save()

    assert "Nothing to ask about yet" in text(signed_in(client, person).get(INDEX))


# --- The proposal as whoever asked sees it ----------------------------------------------------------


def test_the_ambassador_is_named_only_after_accepting(client):
    pair = PairFactory(proposed=True)
    signed_in(client, pair.request.person)
    name = str(pair.ambassador.person)

    before = text(client.get(INDEX))
    pair.ambassador_answer = "accepted"
    pair.save()

    assert name not in before
    assert "A colleague has been asked" in before
    assert name in text(client.get(INDEX))


def test_a_refusal_leaves_no_trace_of_who(client):
    pair = PairFactory(proposed=True)
    client.force_login(pair.ambassador.person)
    client.post(answer_url(pair), {"answer": "no"})

    page = text(signed_in(client, pair.request.person).get(INDEX))

    assert str(pair.ambassador.person) not in page
    assert "We are looking for somebody" in page


def test_the_card_says_why_in_words(client, topic):
    site = SiteFactory(name="Saint-Aubin")
    pair = PairFactory(
        accepted_by_ambassador=True,
        reasons=[
            "same_site",
            "shared_slot:thu_pm",
            "shared_slot:tue_am",
            f"knows_topic:{topic.pk}",
            "same_office",
        ],
    )
    PositionFactory(person=pair.ambassador.person, site=site, job=JobFactory(name="Conseiller"))

    page = text(signed_in(client, pair.request.person).get(INDEX))

    for words in (
        "Same site as you",
        "Free on Tuesday morning and on Thursday afternoon, as you are",
        "Knows this well: Messagerie",
        "Conseiller, Saint-Aubin",
    ):
        assert words in page


def test_both_accept_and_can_write_to_each_other(client):
    pair = PairFactory(proposed=True)
    seeker, helper = pair.request.person, pair.ambassador.person
    for person in (helper, seeker):
        client.force_login(person)
        client.post(answer_url(pair), {"answer": "yes"})

    for person, other in ((seeker, helper), (helper, seeker)):
        assert f"mailto:{other.email}" in text(signed_in(client, person).get(INDEX))


def test_a_proposal_is_answered_by_each_for_themselves(client):
    pair = PairFactory(proposed=True)
    client.force_login(pair.ambassador.person)
    client.post(answer_url(pair), {"answer": "yes", "seeker_answer": "accepted", "side": "seeker"})

    pair.refresh_from_db()

    assert (pair.ambassador_answer, pair.seeker_answer) == ("accepted", "waiting")
    assert client.post(answer_url(pair), {"answer": "perhaps"}).status_code == 400


# --- The ambassador ---------------------------------------------------------------------------------


def test_an_ambassador_changes_what_they_offer(client, topic):
    ambassador = AmbassadorFactory(capacity=2)
    signed_in(client, ambassador.person)

    client.post(OFFER, form_data(topic, capacity=4, slots=["fri_pm"]))

    ambassador.refresh_from_db()
    assert (ambassador.capacity, ambassador.slots) == (4, [Slot.FRI_PM])
    assert "Nobody waits for your answer" in text(client.get(INDEX))


def test_the_ambassador_sees_who_asks_and_why(client, topic):
    help_request = HelpRequestFactory(topics=[topic], status=RequestStatus.PROPOSED)
    pair = PairFactory(proposed=True, request=help_request, reasons=["same_site"])

    page = text(signed_in(client, pair.ambassador.person).get(INDEX))

    assert str(help_request.person) in page
    assert "You are on the same site" in page
    assert "Would like help with: Messagerie" in page
    assert "The person will not know that it was you." in page


def test_a_session_is_noted_with_three_answers_and_a_day(client):
    pair = PairFactory(active=True)
    noted = {
        "pair": pair.uuid,
        "minutes": "30",
        "outcome": "meet_again",
        "held_on": today().isoformat(),
    }
    signed_in(client, pair.ambassador.person)

    first = client.post(SESSIONS, noted, follow=True).content.decode()
    again = client.post(SESSIONS, noted, follow=True).content.decode()
    assert "#d-premier-coup-de-main" in first
    assert "#d-premier-coup-de-main" not in again

    session = pair.sessions.get()
    assert (session.held_on, session.minutes) == (today(), 30)
    page = text(client.get(SESSIONS))
    assert "checked" not in page.split('name="pair"', 1)[1].split(">", 1)[0]  # nobody beforehand
    asked_page = text(client.post(SESSIONS, noted | {"outcome": "acquired"}))
    pair.refresh_from_db()
    assert "End our pair?" in asked_page
    assert pair.status == PairStatus.ACTIVE
    client.post(SESSIONS, noted | {"outcome": "acquired", "confirmed": "yes"})
    pair.refresh_from_db()
    assert pair.status == PairStatus.ENDED


def test_a_session_is_only_with_somebody_followed(client):
    pair, other = PairFactory(active=True), PairFactory(active=True)
    noted = {"pair": other.uuid, "minutes": "30", "outcome": "meet_again", "held_on": today()}

    answer = signed_in(client, pair.ambassador.person).post(SESSIONS, noted)

    assert answer.status_code == 200
    assert not other.sessions.exists()


def test_a_session_to_come_is_refused_beside_its_field(client):
    pair = PairFactory(active=True)
    noted = {"pair": pair.uuid, "minutes": "30", "outcome": "meet_again", "held_on": "2999-01-01"}

    assert "still to come" in text(signed_in(client, pair.ambassador.person).post(SESSIONS, noted))


def test_capacity_and_pause_are_changed_in_one_go(client):
    ambassador = AmbassadorFactory()
    signed_in(client, ambassador.person)

    client.post(CAPACITY, {"capacity": 1, "is_paused": "on"})
    client.post(CAPACITY, {"capacity": 99})

    ambassador.refresh_from_db()
    assert (ambassador.capacity, ambassador.is_paused) == (1, True)


def test_leaving_is_confirmed_first(client):
    pair = PairFactory(active=True)
    signed_in(client, pair.ambassador.person)

    assert "1 person" in text(client.get(LEAVE))
    assert Ambassador.objects.active().exists()
    client.post(LEAVE)

    assert not Ambassador.objects.active().exists()


def test_an_ambassador_can_ask_for_help_too(client, topic):
    ambassador = AmbassadorFactory()

    signed_in(client, ambassador.person).post(OWN, form_data(topic))

    assert HelpRequest.objects.get().person == ambassador.person


# --- First screen and budgets -----------------------------------------------------------------------


def panel(name, person, rf):
    [entry] = [
        registered for registered in registry.panels if registered.name == f"ambassadors.{name}"
    ]
    help_request = rf.get("/")
    help_request.user = person
    return entry.context(help_request)


def test_the_first_screen_follows_the_request(person, rf):
    assert panel("your_ambassador", person, rf)["help"].state == "none"
    pair = PairFactory(accepted_by_ambassador=True, request__person=person)

    assert panel("your_ambassador", person, rf)["help"].card.person == pair.ambassador.person


def test_the_first_screen_of_an_ambassador_does_not_invite_to_ask(rf):
    assert panel("your_ambassador", PairFactory(proposed=True).ambassador.person, rf) is None


@pytest.mark.parametrize("trait", ["proposed", "accepted_by_ambassador", "active"])
def test_the_panel_can_be_drawn(rf, trait):
    from django.template.loader import render_to_string

    context = panel("your_ambassador", PairFactory(**{trait: True}).request.person, rf)

    assert "<h2" in render_to_string("ambassadors/help/panels/your_ambassador.html", context)


@pytest.mark.parametrize("size", [2, 12])
def test_the_ambassadors_page_costs_the_same_for_few_and_many(
    client, django_assert_max_num_queries, size
):
    ambassador = AmbassadorFactory(capacity=20, person=PersonFactory())
    for number in range(size):
        trait = {"active": True} if number % 2 else {"proposed": True}
        topic = ServiceFactory()
        pair = PairFactory(ambassador=ambassador, reasons=[f"knows_topic:{topic.pk}"], **trait)
        PositionFactory(person=pair.request.person, job=JobFactory(), site=SiteFactory())
    client.force_login(ambassador.person)

    with django_assert_max_num_queries(16):
        client.get(INDEX)


@pytest.mark.parametrize("size", [2, 12])
def test_the_form_costs_the_same_for_few_and_many(
    client, person, django_assert_max_num_queries, size
):
    for _ in range(size):
        AmbassadorFactory(topics=[ServiceFactory()])
    client.force_login(person)

    with django_assert_max_num_queries(15):
        client.get(INDEX)


def test_the_page_of_a_pair_has_its_budget(client, django_assert_max_num_queries):
    pair = PairFactory(active=True)
    client.force_login(pair.request.person)

    with django_assert_max_num_queries(13):
        client.get(INDEX)


# --- What the two are told -------------------------------------------------------------------------------


def test_the_second_yes_says_to_agree_on_a_day_and_the_first_to_wait(client):
    pair = PairFactory(proposed=True)
    for person, said in (
        (pair.ambassador.person, "awaited"),
        (pair.request.person, "propose a first moment"),
    ):
        page = signed_in(client, person).post(answer_url(pair), {"answer": "yes"}, follow=True)
        assert said in " ".join(str(message) for message in page.context["messages"])


def test_a_pair_under_way_shows_how_to_reach_each_other(client):
    pair = PairFactory(active=True)
    for one, other in (
        (pair.request.person, pair.ambassador.person),
        (pair.ambassador.person, pair.request.person),
    ):
        assert f"mailto:{other.email}" in text(signed_in(client, one).get(INDEX))
    pair.ambassador.person.email = None
    pair.ambassador.person.save()
    assert "no e-mail address" in text(signed_in(client, pair.request.person).get(INDEX))


def test_what_was_asked_is_read_again_with_how_and_when(client, person, topic):
    signed_in(client, person).post(OWN, form_data(topic))
    page = text(client.get(OWN))
    for words in (topic.name, "By phone", "Monday morning", "Withdraw my request"):
        assert words in page

"""Asking in three fields, direct matching, choosing, and asking the next ambassador."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ambassadors.help.actions.direct_matching import (
    answer_and_continue_search,
    continue_direct_searches,
    propose_best_ambassador,
    send_request,
)
from ambassadors.help.actions.network import leave_network
from ambassadors.help.actions.pairs import expire_proposals
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.actions.rounds import draft_round, publish_round
from ambassadors.help.enums import Format, PairStatus, RequestStatus, Slot, Urgency
from ambassadors.help.mails import HELP_FOUND, NOBODY_LEFT, PROPOSAL_EXPIRED, SHORT_PROPOSAL
from ambassadors.help.models import HelpRequest, Pair
from quizzes.models import Competence, Framework
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
    ServiceFactory,
)
from tests.ambassadors.help.request_steps import (
    ambassadors_asked,
    form_data,
    helper,
    make_overdue,
    people_mailed,
    send_urgent_request,
)
from tests.ambassadors.visits import signed_in, text
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db

ASK, OWN = reverse("ambassadors:ask"), reverse("ambassadors:own_request")
INDEX, CHOOSE = reverse("ambassadors:index"), reverse("ambassadors:choose")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


@pytest.fixture
def competence():
    framework = Framework.objects.create(name="CRCN", edition="2019", slug="crcn")
    area = Competence.objects.create(framework=framework, code="1", title="Information")
    return Competence.objects.create(
        framework=framework, parent=area, code="1.2", title="Gérer des données"
    )


# --- Three fields -----------------------------------------------------------------------------------


def test_three_answers_are_a_request(client, person, topic):
    signed_in(client, person).post(ASK, form_data(topic, by_when="days"))

    help_request = HelpRequest.objects.get()
    assert (help_request.person, list(help_request.topics.all())) == (person, [topic])
    assert (help_request.formats, help_request.slots, help_request.urgency) == (
        ["phone"],
        [],
        "days",
    )
    assert help_request.status == RequestStatus.OPEN


def test_the_long_request_may_name_a_competence_that_somebody_knows(
    client, person, topic, competence
):
    known, unknown = (
        competence,
        Competence.objects.create(
            framework=competence.framework, parent=competence.parent, code="1.3", title="Traiter"
        ),
    )
    helper(topic).competences.set([known])
    how = {"formats": ["phone"], "slots": ["mon_am"]}
    signed_in(client, person)

    assert "Choose at least one topic" in text(client.post(OWN, how))
    client.post(OWN, how | {"competences": [unknown.pk]})
    assert not HelpRequest.objects.exists()
    client.post(OWN, how | {"competences": [known.pk]})

    assert list(HelpRequest.objects.get().competences.all()) == [known]


def test_how_may_be_left_open(client, person, topic):
    signed_in(client, person).post(ASK, form_data(topic, how="any"))

    assert HelpRequest.objects.get().formats == Format.values


@pytest.mark.parametrize("missing", ["about", "how", "by_when"])
def test_each_field_must_be_answered(client, person, topic, missing):
    answer = signed_in(client, person).post(ASK, form_data(topic, **{missing: ""}))

    assert answer.status_code == 200
    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize("about", ["c1", "999999", "x", "1' OR '1", "²", "c²"])
def test_a_topic_that_is_not_offered_is_refused(client, person, topic, about):
    assert signed_in(client, person).post(ASK, form_data(topic, about=about)).status_code == 200
    assert not HelpRequest.objects.exists()


def test_a_lesson_names_its_service(client, person, topic):
    other = ServiceFactory()
    signed_in(client, person)

    assert f'<option value="{topic.pk}" selected>' in text(client.get(f"{ASK}?service={topic.pk}"))
    assert f'<option value="{other.pk}" selected>' not in text(client.get(ASK))
    assert client.get(f"{ASK}?service=nothing%00").status_code == 200


def test_the_logbook_names_its_service_without_putting_it_in_an_address(client, person, topic):
    answer = signed_in(client, person).post(ASK, {"service": topic.pk})

    assert f'<option value="{topic.pk}" selected>' in text(answer)
    assert not HelpRequest.objects.exists()


def test_nothing_is_collected_before_the_notice(client, person, topic):
    client.force_login(person)

    answer = client.post(ASK, form_data(topic))

    assert answer.status_code == 200
    assert not HelpRequest.objects.exists()


def test_who_asks_already_is_shown_their_request(client, person):
    HelpRequestFactory(person=person)

    assert signed_in(client, person).get(ASK).url == OWN
    answer = client.post(ASK, form_data(ServiceFactory()), follow=True)
    assert "You already have a request under way." in text(answer)


def test_the_longer_form_stays_a_link_away(client, person, topic):
    signed_in(client, person)

    assert OWN in text(client.get(ASK))
    assert 'name="slots"' in text(client.get(OWN))
    assert 'name="about"' in text(client.get(INDEX))


def test_a_competence_may_be_named_in_place_of_a_service(client, person, topic, competence):
    knows, other = AmbassadorFactory(), AmbassadorFactory()
    knows.competences.add(competence)
    signed_in(client, person)
    assert "Gérer des données" in text(client.get(ASK))

    client.post(ASK, form_data(topic, about=f"c{competence.pk}", how="any"))

    help_request = HelpRequest.objects.get()
    assert (list(help_request.competences.all()), help_request.topics.count()) == ([competence], 0)
    assert ambassadors_asked(help_request) == [knows] != [other]
    page = text(signed_in(client, knows.person).get(INDEX))
    assert "You said that you know this well: Gérer des données" in page


def test_a_competence_that_nobody_knows_is_not_offered(client, person, topic, competence):
    assert "Gérer des données" not in text(signed_in(client, person).get(ASK))


def test_whom_one_ruled_out_last_time_stays_ruled_out(person, topic):
    unloved = helper(topic)
    earlier = HelpRequestFactory(person=person, topics=[topic], ruled_out=[unloved.person])
    cancel_request(help_request=earlier)

    help_request = send_urgent_request(topic, person)

    assert list(help_request.ruled_out.all()) == [unloved.person]
    assert not ambassadors_asked(help_request)


# --- At once ----------------------------------------------------------------------------------------


def test_who_cannot_wait_has_somebody_asked_at_once(client, person, topic):
    ambassador = helper(topic)

    page = text(signed_in(client, person).post(ASK, form_data(topic), follow=True))

    help_request = HelpRequest.objects.get()
    [pair] = help_request.pairs.all()
    assert (pair.ambassador, pair.round, pair.status) == (ambassador, None, PairStatus.PROPOSED)
    assert help_request.status == RequestStatus.PROPOSED
    assert "A colleague has been asked" in page
    assert str(ambassador.person) not in page
    assert people_mailed(SHORT_PROPOSAL) == [ambassador.person]


def test_who_can_wait_waits_for_a_round(topic):
    helper(topic)

    help_request = send_request(person=PersonFactory(), topics=[topic], urgency=Urgency.DAYS)

    assert not ambassadors_asked(help_request)


def test_the_ambassador_accepts_and_both_see_each_other(client, topic):
    ambassador = helper(topic)
    help_request = send_urgent_request(topic)
    [pair] = help_request.pairs.all()

    signed_in(client, ambassador.person).post(
        reverse("ambassadors:answer", args=[pair.uuid]), {"answer": "yes"}
    )

    pair.refresh_from_db()
    assert pair.status == PairStatus.ACTIVE
    assert help_request.person.email in text(client.get(INDEX))
    assert ambassador.person.email in text(signed_in(client, help_request.person).get(OWN))
    assert people_mailed(HELP_FOUND) == [help_request.person]


def test_the_best_fit_is_asked_first(topic):
    far = helper(topic, slots=[])
    near = helper(topic, slots=list(Slot.values))
    help_request = send_urgent_request(topic)

    assert ambassadors_asked(help_request) == [near] != [far]


def test_a_full_or_pausing_or_past_ambassador_is_not_asked(topic):
    full = helper(topic, capacity=1)
    PairFactory(ambassador=full, active=True)
    helper(topic, is_paused=True)
    helper(topic, ended_at=timezone.now())
    helper(topic, capacity=0)
    helper(topic, person=PersonFactory(employed_until=timezone.localdate() - timedelta(days=1)))

    assert not ambassadors_asked(send_urgent_request(topic))


def test_a_proposal_takes_the_place_until_it_is_answered(topic):
    only = helper(topic, capacity=1)

    first, second = send_urgent_request(topic), send_urgent_request(topic)

    assert (ambassadors_asked(first), ambassadors_asked(second)) == ([only], [])


def test_a_draft_of_a_round_gives_way_and_cannot_overfill_an_ambassador(topic):
    only = helper(topic, capacity=1)
    waiting = HelpRequestFactory(topics=[topic], formats=[])
    drafted = draft_round(title="Tour")
    assert drafted.pairs.get().request == waiting

    help_request = send_urgent_request(topic)
    published = publish_round(matching_round=drafted)

    assert ambassadors_asked(help_request) == [only]
    assert (published.proposed, published.let_go) == (0, 1)


def test_a_manager_is_never_asked(topic):
    team = TeamFactory()
    boss, agent = PersonFactory(), PersonFactory()
    PositionFactory(person=boss, team=team, is_manager=True)
    PositionFactory(person=agent, team=team)
    helper(topic, person=boss)

    assert not ambassadors_asked(send_urgent_request(topic, agent))


def test_rounds_count_the_places_that_urgent_requests_took(topic):
    """A pair without a round is held from every round."""
    helper(topic, capacity=1)
    send_urgent_request(topic)
    HelpRequestFactory(topics=[topic], formats=[])

    drafted = draft_round(title="Tour")

    assert not drafted.pairs.exists()
    assert drafted.unmet.count() == 1


def test_a_draft_without_a_round_cannot_exist():
    with pytest.raises(Exception, match="pair_draft_only_in_a_round"):
        PairFactory(round=None)


# --- The next ---------------------------------------------------------------------------------------


def test_a_refusal_goes_on_to_the_next_best_until_nobody_is_left(client, topic):
    for _ in range(3):
        helper(topic)
    help_request = send_urgent_request(topic)

    for _ in range(3):
        pair = help_request.pairs.proposed().get()
        answer_and_continue_search(pair=pair, person=pair.ambassador.person, accept=False)

    assert len(set(ambassadors_asked(help_request))) == 3
    help_request.refresh_from_db()
    assert help_request.status == RequestStatus.OPEN
    page = text(signed_in(client, help_request.person).get(OWN))
    assert "We have found nobody for you yet" in page
    assert "Whoever could help you has been asked, or has no time" in page
    assert people_mailed(NOBODY_LEFT) == [help_request.person]
    for ambassador in ambassadors_asked(help_request):
        assert str(ambassador.person) not in page


def test_silence_goes_on_to_the_next_without_a_word_about_it(topic):
    helper(topic), helper(topic)
    help_request = send_urgent_request(topic)
    make_overdue(help_request.pairs.get())

    assert continue_direct_searches() == 1

    statuses = list(help_request.pairs.order_by("pk").values_list("status", flat=True))
    assert statuses == [PairStatus.EXPIRED, PairStatus.PROPOSED]
    assert not people_mailed(PROPOSAL_EXPIRED)


def test_looking_twice_asks_nobody_twice(topic):
    helper(topic), helper(topic), helper(topic)
    help_request = send_urgent_request(topic)
    make_overdue(help_request.pairs.get())

    assert [continue_direct_searches(), continue_direct_searches(), continue_direct_searches()] == [
        1,
        0,
        0,
    ]
    assert len(ambassadors_asked(help_request)) == 2


def test_nobody_left_is_mailed_once(topic):
    helper(topic)
    help_request = send_urgent_request(topic)
    make_overdue(help_request.pairs.get())

    for _ in range(4):
        continue_direct_searches()

    assert people_mailed(NOBODY_LEFT) == [help_request.person]


def test_whoever_becomes_free_later_is_asked(topic):
    help_request = send_urgent_request(topic)
    help_request.refresh_from_db()
    assert help_request.found_nobody
    newcomer = helper(topic)

    continue_direct_searches()

    help_request.refresh_from_db()
    assert ambassadors_asked(help_request) == [newcomer]
    assert (help_request.status, help_request.found_nobody) == (RequestStatus.PROPOSED, "")


def test_an_ambassador_who_leaves_hands_on_to_the_next(topic):
    first, second = helper(topic), helper(topic)
    help_request = send_urgent_request(topic)
    [ambassador] = ambassadors_asked(help_request)
    leave_network(ambassador=ambassador)

    continue_direct_searches()

    assert set(ambassadors_asked(help_request)) == {first, second}
    assert help_request.pairs.proposed().get().ambassador != ambassador


def test_a_round_s_refusal_waits_for_the_next_round(topic):
    helper(topic)
    pair = PairFactory(
        proposed=True,
        request=HelpRequestFactory(topics=[topic], status=RequestStatus.PROPOSED),
    )

    answer_and_continue_search(pair=pair, person=pair.ambassador.person, accept=False)
    continue_direct_searches()

    assert ambassadors_asked(pair.request) == [pair.ambassador]


def test_a_draft_that_holds_the_request_gives_way_when_somebody_is_found(topic):
    help_request = send_urgent_request(topic)
    draft = PairFactory(request=help_request, round=MatchingRoundFactory())
    newcomer = helper(topic)

    continue_direct_searches()

    assert ambassadors_asked(help_request) == [newcomer]
    assert not Pair.objects.filter(pk=draft.pk).exists()


def test_whoever_has_left_is_looked_for_no_more(topic):
    help_request = send_urgent_request(topic)
    help_request.person.employed_until = timezone.localdate() - timedelta(days=1)
    help_request.person.save()
    helper(topic)

    assert continue_direct_searches() == 0


def test_a_withdrawn_request_is_looked_for_no_more(topic):
    help_request = send_urgent_request(topic)
    cancel_request(help_request=help_request)
    helper(topic)

    assert propose_best_ambassador(help_request=help_request) is None
    assert not help_request.pairs.exists()


def test_the_night_ends_no_proposal_outside_rounds_and_tells_nobody(topic):
    helper(topic)
    help_request = send_urgent_request(topic)
    make_overdue(help_request.pairs.get())

    assert expire_proposals() == 0
    assert not people_mailed(PROPOSAL_EXPIRED)


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        ({"formats": ["in_person"]}, "A request that leaves the way open would find"),
        ({"topics": []}, "No ambassador knows this topic yet"),
    ],
)
def test_what_would_help_is_said(client, person, topic, offer, words):
    AmbassadorFactory(**{"topics": [topic], "formats": ["in_person"]} | offer)

    page = text(signed_in(client, person).post(ASK, form_data(topic), follow=True))

    assert words in page
    assert "Your request has been sent" not in page


def test_being_ruled_out_reads_as_nobody_free(client, person, topic):
    """A seeker does not learn that the one who knows has ruled them out."""
    ambassador = helper(topic)
    HelpRequestFactory(person=ambassador.person, topics=[], ruled_out=[person])

    page = text(signed_in(client, person).post(ASK, form_data(topic), follow=True))

    assert "Whoever could help you has been asked, or has no time" in page

"""Administration pages of matching rounds."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ambassadors.help.actions.pairs import answer_pair, end_pair
from ambassadors.help.enums import PairStatus
from ambassadors.help.models import MatchingRound, Pair
from core.cache import limits
from people.enums import Purpose
from people.models import Look
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
    ServiceFactory,
)
from tests.background import run_background


pytestmark = pytest.mark.django_db

ROUNDS = reverse("ambassadors_admin:rounds")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def runner(client, training_manager):
    """Return a browser in which the training manager is signed in."""
    client.force_login(training_manager)
    client.cookies["django_language"] = "en"
    return client


def text(response):
    return response.content.decode()


def round_url(matching_round, name="round"):
    return reverse(f"ambassadors_admin:{name}", args=[matching_round.pk])


def leave_out_url(pair):
    return reverse("ambassadors_admin:leave_out", args=[pair.uuid])


def test_drafting_reading_and_publishing(runner):
    topic = ServiceFactory(name="Messagerie")
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic], capacity=2)
    assert "Fewer than 10 requests wait" in text(runner.get(ROUNDS))

    waiting = text(runner.post(ROUNDS, {"title": "Novembre", "mode": "best_fit"}, follow=True))
    matching_round = MatchingRound.objects.get()
    assert "You can leave this page" in waiting
    assert "You can leave this page" in text(
        runner.get(round_url(matching_round, "round_progress"))
    )
    run_background()
    assert "HX-Refresh" in runner.get(round_url(matching_round, "round_progress")).headers
    page = text(runner.get(round_url(matching_round)))

    assert str(help_request.person) in page
    assert str(ambassador.person) in page
    assert "Knows the topic: Messagerie" in page
    assert "No other choice fits better." in page
    after = text(runner.post(round_url(matching_round, "publish"), follow=True))
    assert Pair.objects.get().status == PairStatus.PROPOSED
    assert str(help_request.person) not in after


def test_what_waits_is_told_in_tens_and_once_a_day(runner):
    topic = ServiceFactory()
    AmbassadorFactory.create_batch(10, topics=[topic], capacity=3)
    requests = HelpRequestFactory.create_batch(20, topics=[topic])
    shown = text(runner.get(ROUNDS))
    assert "At least 20 requests wait." in shown
    assert "at least 30 places left" in shown

    requests[0].delete()

    assert "At least 20 requests wait." in text(runner.get(ROUNDS))
    limits.clear()
    assert "At least 10 requests wait." in text(runner.get(ROUNDS))


@pytest.mark.parametrize("what", ["accepted", "refused", "closed"])
def test_the_page_of_the_rounds_does_not_follow_a_lone_pair(runner, what):
    pair = PairFactory(proposed=True)
    before = demand_shown(runner)
    if what == "refused":
        answer_pair(pair=pair, person=pair.ambassador.person, accept=False)
    else:
        answer_pair(pair=pair, person=pair.ambassador.person, accept=True)
        answer_pair(pair=pair, person=pair.request.person, accept=True)
    Pair.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    if what == "closed":
        end_pair(pair=pair, by=pair.request.person)

    assert demand_shown(runner) == before


def demand_shown(runner):
    limits.clear()  # of another day
    return runner.get(ROUNDS).context["demand"]


def test_somebody_without_a_proposal_is_named_with_the_reason(runner):
    help_request = HelpRequestFactory()

    runner.post(ROUNDS, {"title": "Novembre", "mode": "best_fit"})
    run_background()
    page = text(runner.get(round_url(MatchingRound.objects.get())))

    assert str(help_request.person) in page
    assert "No ambassador is available at the moment." in page


def test_each_person_named_can_see_who_read_their_name(runner, training_manager):
    pair = PairFactory()
    unmet = HelpRequestFactory()
    pair.round.unmet.create(request=unmet, reason="everyone_full")

    runner.get(round_url(pair.round))

    looks = Look.objects.filter(viewer=training_manager, purpose=Purpose.HELP_REQUEST)
    assert {look.subject for look in looks} == {
        pair.request.person,
        pair.ambassador.person,
        unmet.person,
    }


def test_a_published_round_names_and_logs_nobody(runner):
    pair = PairFactory(active=True, round__status="published")

    page = text(runner.get(round_url(pair.round)))

    assert "1 pair was proposed" in page
    assert str(pair.request.person) not in page
    assert str(pair.ambassador.person) not in page
    assert not Look.objects.exists()


def published_round(*, pairs=10, ambassadors=5, begun=0, days_left=-1):
    """Create a published round: both accepted `begun` pairs; half of the others were declined."""
    matching_round = MatchingRoundFactory(status="published")
    helpers = AmbassadorFactory.create_batch(ambassadors)
    expires_at = timezone.now() + timedelta(days=days_left)
    for number in range(pairs):
        status = PairStatus.DECLINED if number % 2 else PairStatus.EXPIRED
        state = {"active": True} if number < begun else {"proposed": True, "status": status}
        helper = helpers[number % ambassadors]
        PairFactory(round=matching_round, ambassador=helper, expires_at=expires_at, **state)
    return matching_round


@pytest.mark.parametrize(
    ("begun", "told"),
    [
        (0, "Fewer than a third"),
        (3, "Fewer than a third"),
        (4, "Between a third and two thirds"),
        (6, "Between a third and two thirds"),
        (7, "More than two thirds"),
        (10, "More than two thirds"),
    ],
)
def test_a_round_tells_in_thirds_what_became_of_it(runner, begun, told):
    page = text(runner.get(round_url(published_round(begun=begun))))

    assert told in page
    assert "10 pairs were proposed" in page
    assert "eclined" not in page


def outcome_shown(runner, matching_round):
    context = runner.get(round_url(matching_round)).context
    return {key: context[key] for key in ("proposed", "begun", "reasons_unmet")}


@pytest.mark.parametrize("size", [{"pairs": 1, "ambassadors": 1}, {"pairs": 9}, {"ambassadors": 4}])
@pytest.mark.parametrize("days_left", [-1, 3])
def test_of_few_people_nothing_that_they_answer_is_seen(runner, size, days_left):
    all_began = size | {"begun": size.get("pairs", 10)}
    shown = [
        outcome_shown(runner, published_round(days_left=days_left, **each))
        for each in (size, all_began)
    ]

    assert shown[0] == shown[1]


def test_no_answer_is_seen_while_others_may_come(runner):
    waiting = MatchingRoundFactory(status="published")
    pairs = [PairFactory(round=waiting, proposed=True) for _ in range(10)]
    before = outcome_shown(runner, waiting), runner.get(ROUNDS).context["demand"]

    for number, pair in enumerate(pairs):
        answer_pair(pair=pair, person=pair.ambassador.person, accept=number > 3)

    assert (outcome_shown(runner, waiting), runner.get(ROUNDS).context["demand"]) == before


def test_a_refused_proposal_waits_like_an_unanswered_one(runner):
    """Its request comes back to the rounds, and its place, the day it would have come back anyway."""
    pair = PairFactory(proposed=True, round__status="published")
    answer_pair(pair=pair, person=pair.ambassador.person, accept=False)
    AmbassadorFactory(topics=list(pair.request.topics.all()))
    runner.post(ROUNDS, {"title": "Trop tôt", "mode": "best_fit"})
    run_background()
    assert not pair.request.pairs.drafts().exists()

    Pair.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    runner.post(ROUNDS, {"title": "Plus tard", "mode": "best_fit"})
    run_background()

    assert pair.request.pairs.drafts().exists()


def test_the_list_names_nobody(runner):
    pair = PairFactory()

    page = text(runner.get(ROUNDS))

    assert str(pair.round) in page
    assert str(pair.request.person) not in page


def test_one_pair_is_left_out_of_a_draft(runner):
    pair = PairFactory()

    runner.post(leave_out_url(pair))

    assert not Pair.objects.exists()


def test_a_draft_is_discarded(runner):
    pair = PairFactory()

    runner.post(round_url(pair.round, "discard"))

    assert not MatchingRound.objects.exists()


def test_what_is_published_stays(runner):
    pair = PairFactory(proposed=True, round__status="published")

    page = text(runner.post(round_url(pair.round, "discard"), follow=True))

    assert "already published" in page
    assert "already published" in text(runner.post(round_url(pair.round, "publish"), follow=True))
    assert runner.post(leave_out_url(pair)).status_code == 404
    assert Pair.objects.exists()


def test_publishing_says_what_it_let_go(runner):
    pair = PairFactory(ambassador__is_paused=True)

    page = text(runner.post(round_url(pair.round, "publish"), follow=True))

    assert "1 pair was left out" in page


@pytest.mark.parametrize(
    "role", ["person", "manager", "editor", "data_protection_officer", "administrator"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_finds_the_rounds(client, request, role, method):
    pair = PairFactory()
    client.force_login(request.getfixturevalue(role))
    urls = [ROUNDS, leave_out_url(pair)]
    urls += [round_url(pair.round, name) for name in ("round", "publish", "discard")]

    for url in urls:
        answer = getattr(client, method)(url)
        assert answer.status_code in ({302} if role in ("person", "manager") else {404})
        assert str(pair.request.person) not in text(answer)

    pair.refresh_from_db()
    assert pair.status == PairStatus.DRAFT
    assert not Look.objects.exists()


def test_the_menu_shows_the_rounds_to_whoever_runs_them(runner, client, editor):
    home = reverse("wagtailadmin_home")
    assert "Mutual help" in text(runner.get(home))

    client.force_login(editor)

    assert "Mutual help" not in text(client.get(home))


@pytest.mark.parametrize("size", [2, 20])
def test_the_review_costs_the_same_for_few_and_many(runner, django_assert_max_num_queries, size):
    matching_round = MatchingRoundFactory()
    for _ in range(size):
        topic = ServiceFactory()
        PairFactory(round=matching_round, reasons=[f"knows_topic:{topic.pk}"])
        matching_round.unmet.create(request=HelpRequestFactory(), reason="everyone_full")
    runner.get(ROUNDS)  # what Wagtail keeps for later

    with django_assert_max_num_queries(45):
        runner.get(round_url(matching_round))


@pytest.mark.parametrize("size", [2, 19])
def test_the_list_costs_the_same_for_few_and_many(runner, django_assert_max_num_queries, size):
    for _ in range(size):
        PairFactory()
    runner.get(ROUNDS)  # what Wagtail keeps for later

    with django_assert_max_num_queries(17):
        runner.get(ROUNDS)

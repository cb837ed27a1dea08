"""Review of a draft: alternatives, and what each change costs."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassadors.help.actions.network import leave_network
from ambassadors.help.actions.review import reassign
from ambassadors.help.actions.rounds import draft_round, publish_round
from ambassadors.help.matching import Guide, Mode, match, score
from ambassadors.help.matching.review import CurrentGuide, best_guide_changes, load_cost_of
from ambassadors.help.models import ColleagueWish, MatchingRound, Pair
from ambassadors.help.queries.review import round_totals
from ambassadors.help.reasons import Unmet
from people.models import Look
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    ServiceFactory,
)
from tests.ambassadors.help.test_matching import guides_of_a_round, seekers_of_a_round
from tests.background import run_background
from tests.racing import at_once, refused


@pytest.fixture
def topic(db):
    return ServiceFactory(name="Messagerie")


@pytest.fixture
def runner(client, training_manager):
    client.force_login(training_manager)
    client.cookies["django_language"] = "en"
    with override("en"):
        yield client


def post_reassignment(runner, matching_round, help_request, ambassador):
    url = reverse("ambassadors_admin:reassign", args=[matching_round.pk])
    sent = {"request": help_request.pk, "ambassador": ambassador.pk}
    return runner.post(url, sent, follow=True).content.decode()


def total_of(pairs, guides):
    load = {guide.id: 0 for guide in guides}
    for _seeker, guide, _points in pairs:
        load[guide] += 1
    costs = load_cost_of((guide.load, load[guide.id]) for guide in guides)
    return sum(points for _seeker, _guide, points in pairs) - costs


@settings(deadline=None)
@given(seekers_of_a_round, guides_of_a_round, st.sampled_from(Mode))
def test_the_cost_of_each_change_is_what_the_round_is_worth_after_less_before(
    seekers, guides, mode
):
    result = match(seekers, guides, mode=mode)
    pairs = [(pair.seeker, pair.guide, pair.points) for pair in result.pairs]
    taken = {guide.id: sum(pair.guide == guide.id for pair in result.pairs) for guide in guides}
    drafted = [
        Guide(
            **{name: getattr(guide, name) for name in Guide.__dataclass_fields__}
            | {"capacity": guide.capacity - taken[guide.id], "load": guide.load + taken[guide.id]}
        )
        for guide in guides
    ]
    current = {seeker: CurrentGuide(guide, points) for seeker, guide, points in pairs}

    changes = best_guide_changes(
        seekers, drafted, held=current, most=3, shown=[guide.id for guide in guides]
    )

    by_id = {guide.id: guide for guide in guides}
    before = total_of(pairs, guides)
    assert before == result.total
    for seeker in seekers:
        others = [pair for pair in pairs if pair[0] != seeker.id]
        now = current.get(seeker.id)
        could = {
            guide.id
            for guide in drafted
            if guide.capacity and score(seeker, guide) and not (now and now.guide == guide.id)
        }
        assert {move.guide for move in changes[seeker.id]} == could
        for move in changes[seeker.id]:
            points = score(seeker, by_id[move.guide]).points
            after = total_of([*others, (seeker.id, move.guide, points)], guides)
            assert (move.points, move.change) == (points, after - before)
            if now and mode is Mode.BEST_FIT:
                assert move.change <= 0


def test_a_person_is_given_to_somebody_else_and_the_cost_is_said(runner, topic):
    help_request = HelpRequestFactory(topics=[topic])
    first = AmbassadorFactory(topics=[topic])
    other = AmbassadorFactory(topics=[topic], slots=["fri_pm"], capacity=1)
    runner.post(reverse("ambassadors_admin:rounds"), {"title": "Novembre", "mode": "best_fit"})
    run_background()
    matching_round = MatchingRound.objects.get()
    page = runner.get(reverse("ambassadors_admin:round", args=[matching_round.pk]))
    before = round_totals(matching_round)
    assert f"{other}: {before.total - 20} points (−20), would follow 1" in page.content.decode()
    assert Look.objects.filter(subject=other.person).exists()

    message = post_reassignment(runner, matching_round, help_request, other)

    pair = help_request.pairs.get()
    assert (pair.ambassador, pair.points) == (other, before.points - 20)
    assert f"Points of the round: {before.total} before, {before.total - 20} now." in message
    assert "People placed: 1 before, 1 now. This ambassador would follow 1 person." in message
    assert "You have changed what was computed." in message
    back = post_reassignment(runner, matching_round, help_request, first)
    assert "You have changed what was computed." not in back


def test_somebody_without_a_proposal_is_given_to_an_ambassador_who_came_later(runner, topic):
    help_request = HelpRequestFactory(topics=[topic])
    drafted = draft_round(title="Novembre")
    late = AmbassadorFactory(topics=[topic])

    message = post_reassignment(runner, drafted, help_request, late)

    assert "People placed: 0 before, 1 now." in message
    assert help_request.pairs.get().ambassador == late
    assert not drafted.unmet.exists()


@pytest.mark.parametrize("why", ["full", "paused", "ruled_out", "set_aside", "no_topic"])
def test_a_change_that_is_not_possible_is_refused_in_the_same_words(runner, topic, why):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic])
    drafted = draft_round(title="Novembre")
    other = AmbassadorFactory(topics=[] if why == "no_topic" else [topic], capacity=1)
    if why == "full":
        PairFactory(ambassador=other, active=True)
    if why == "paused":
        type(other).objects.filter(pk=other.pk).update(is_paused=True)
    if why == "ruled_out":
        help_request.ruled_out.add(other.person)
    if why == "set_aside":
        ColleagueWish.objects.create(ambassador=other, person=help_request.person)

    message = post_reassignment(runner, drafted, help_request, other)

    assert "This ambassador cannot help this person, or has no place left." in message
    assert help_request.pairs.get().ambassador != other


def test_what_is_published_is_changed_no_more(runner, topic):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic])
    drafted = draft_round(title="Novembre")
    publish_round(matching_round=drafted)
    other = AmbassadorFactory(topics=[topic])

    with pytest.raises(ValidationError):
        reassign(matching_round=drafted, help_request=help_request, ambassador=other)

    assert help_request.pairs.get().ambassador != other


def test_somebody_of_another_round_is_not_taken_from_it(topic):
    AmbassadorFactory(topics=[topic], capacity=5)
    help_request = HelpRequestFactory(topics=[topic])
    first = draft_round(title="Novembre")
    other = draft_round(title="Décembre")

    with pytest.raises(ValidationError):
        reassign(
            matching_round=other,
            help_request=help_request,
            ambassador=AmbassadorFactory(topics=[topic]),
        )

    assert help_request.pairs.get().round == first


# --- Left out by hand ---------------------------------------------------------------------------------


def post_leave_out(runner, pair):
    url = reverse("ambassadors_admin:leave_out", args=[pair.uuid])
    return runner.post(url, follow=True).content.decode()


def test_who_is_left_out_stands_among_those_without_a_proposal_and_is_put_back(runner, topic):
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    other = AmbassadorFactory(topics=[topic], slots=["fri_pm"])
    drafted = draft_round(title="Novembre")

    page = post_leave_out(runner, help_request.pairs.get())

    assert [(unmet.request, unmet.reason) for unmet in drafted.unmet.all()] == [
        (help_request, Unmet.LEFT_OUT)
    ]
    assert "Left out of the draft by hand." in page
    assert f"Put back with {ambassador}" in page
    assert f"{other}: " in page

    post_reassignment(runner, drafted, help_request, ambassador)
    assert help_request.pairs.get().ambassador == ambassador
    assert not drafted.unmet.exists()


def test_a_round_that_was_changed_does_not_say_that_nothing_fits_better(runner, topic):
    requests = [HelpRequestFactory(topics=[topic]) for _ in range(2)]
    AmbassadorFactory(topics=[topic], capacity=2)
    drafted = draft_round(title="Novembre")
    address = reverse("ambassadors_admin:round", args=[drafted.pk])
    assert "No other choice fits better." in runner.get(address).content.decode()
    post_leave_out(runner, requests[0].pairs.get())

    publish_round(matching_round=drafted)

    page = runner.get(address).content.decode()
    assert "No other choice fits better." not in page
    assert "What was proposed is not quite what was computed." in page
    assert "1 × Left out of the draft by hand." in page


def test_nobody_who_fits_and_nobody_with_a_place_are_two_sentences(runner, topic):
    full, alone = HelpRequestFactory(topics=[topic]), HelpRequestFactory()
    AmbassadorFactory(topics=[topic])
    busy = AmbassadorFactory(topics=[topic], capacity=1)
    PairFactory(ambassador=busy, active=True)
    AmbassadorFactory(topics=list(alone.topics.all()))
    drafted = draft_round(title="Novembre")
    assert {pair.request for pair in drafted.pairs.all()} == {full, alone}

    page = runner.get(reverse("ambassadors_admin:round", args=[drafted.pk])).content.decode()

    assert page.count("Those who would fit have no place left.") == 1
    assert page.count("Nobody else fits") == 1


def test_whoever_is_set_aside_reads_as_somebody_without_a_place(runner, topic):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic])
    help_request.ruled_out.add(AmbassadorFactory(topics=[topic]).person)
    drafted = draft_round(title="Novembre")

    page = runner.get(reverse("ambassadors_admin:round", args=[drafted.pk])).content.decode()

    assert "Those who would fit have no place left." in page
    assert "Nobody else fits" not in page


# --- Who leaves, and who has nobody -------------------------------------------------------------------


def test_a_draft_says_that_its_ambassador_has_left(runner, topic):
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    drafted = draft_round(title="Novembre")

    leave_network(ambassador=ambassador)

    assert [(unmet.request, unmet.reason) for unmet in drafted.unmet.all()] == [
        (help_request, Unmet.AMBASSADOR_LEFT)
    ]
    page = runner.get(reverse("ambassadors_admin:round", args=[drafted.pk])).content.decode()
    assert "The ambassador of this draft has left since." in page
    assert publish_round(matching_round=drafted).proposed == 0


@pytest.mark.parametrize("side", ["asks", "helps"])
def test_a_draft_of_somebody_who_no_longer_works_here_is_let_go(topic, side):
    pair = PairFactory()
    person = pair.request.person if side == "asks" else pair.ambassador.person
    type(person).objects.filter(pk=person.pk).update(employed_until="2020-01-01")

    published = publish_round(matching_round=pair.round)

    assert (published.proposed, published.let_go) == (0, 1)


def test_a_draft_with_a_colleague_set_aside_meanwhile_is_let_go(topic):
    pair = PairFactory()
    ColleagueWish.objects.create(ambassador=pair.ambassador, person=pair.request.person)

    assert publish_round(matching_round=pair.round).proposed == 0


@pytest.mark.parametrize("by", ["seeker", "ambassador"])
def test_exclusions_that_leave_nobody_read_as_a_place_that_is_missing(runner, topic, by):
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    if by == "seeker":
        help_request.ruled_out.add(ambassador.person)
    else:
        ColleagueWish.objects.create(ambassador=ambassador, person=help_request.person)
    set_aside = draft_round(title="Novembre").unmet.get()
    MatchingRound.objects.all().delete()
    HelpRequestFactory(topics=[topic])
    help_request.ruled_out.clear()
    ColleagueWish.objects.all().delete()
    ambassador.capacity = 1
    ambassador.save()
    full = draft_round(title="Décembre").unmet.get()

    assert (set_aside.reason, set_aside.lifts) == (full.reason, full.lifts)
    page = runner.get(reverse("ambassadors_admin:round", args=[full.round_id]))
    assert "one more place with those who can help" in page.content.decode()


def test_the_one_format_that_would_help_is_said(runner, topic):
    HelpRequestFactory(topics=[topic], formats=["phone"])
    AmbassadorFactory(topics=[topic])
    drafted = draft_round(title="Novembre")

    page = runner.get(reverse("ambassadors_admin:round", args=[drafted.pk])).content.decode()

    assert "to meet in another way" in page
    assert "another topic" not in page


# --- At once ------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_who_publish_one_round_at_once_one_wins_and_the_other_is_told(attempt):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")
    pair = PairFactory()

    outcomes = at_once(
        *[lambda: publish_round(matching_round=MatchingRound.objects.get(pk=pair.round_id))] * 2
    )

    assert len(refused(outcomes)) == 1
    assert Pair.objects.proposed().count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("attempt", range(5))
def test_the_last_place_of_an_ambassador_is_given_once_in_a_draft(attempt):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")
    topic = ServiceFactory()
    requests = [HelpRequestFactory(topics=[topic]) for _ in range(2)]
    drafted = draft_round(title="Novembre")
    other = AmbassadorFactory(topics=[topic], capacity=1)

    outcomes = at_once(
        *(
            lambda help_request=help_request: reassign(
                matching_round=drafted, help_request=help_request, ambassador=other
            )
            for help_request in requests
        )
    )

    assert len(refused(outcomes)) == 1
    assert other.pairs.count() == 1

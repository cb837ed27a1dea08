import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from ambassadors.help.actions.network import set_capacity
from ambassadors.help.actions.rounds import (
    discard_pair,
    discard_round,
    draft_round,
    publish_round,
    redraft_round,
)
from ambassadors.help.enums import MatchingObjective, PairStatus, RequestStatus, Slot
from ambassadors.help.models import MatchingRound, Pair
from ambassadors.help.reasons import Unmet
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
    ServiceFactory,
)
from tests.people.factories import (
    JobFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


def proposed_to(help_request):
    pair = help_request.pairs.first()
    return pair.ambassador if pair else None


def unmet_reason(help_request):
    return help_request.unmet_in.get().reason


def test_reasons_say_what_both_declared(topic):
    site, job = SiteFactory(), JobFactory()
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    for person in (help_request.person, ambassador.person):
        PositionFactory(person=person, site=site, job=job)

    drafted = draft_round(title="Novembre")

    pair = help_request.pairs.get()
    assert pair.ambassador == ambassador
    assert {"same_site", "same_job", "shared_slot:tue_am", f"knows_topic:{topic.pk}"} <= set(
        pair.reasons
    )
    assert pair.points > 0
    assert drafted.gap == 0


def test_the_better_fit_is_chosen(topic):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic], slots=[Slot.FRI_PM])
    better = AmbassadorFactory(topics=[topic])

    draft_round(title="Novembre")

    assert proposed_to(help_request) == better


@pytest.mark.parametrize("who_manages", ["ambassador", "seeker"])
@pytest.mark.parametrize("above", [False, True])
def test_nobody_is_paired_with_their_own_manager(topic, who_manages, above):
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    division = TeamFactory()
    team = TeamFactory(parent=division)
    led, leader = help_request.person, ambassador.person
    if who_manages == "seeker":
        led, leader = leader, led
    PositionFactory(person=led, team=team)
    PositionFactory(person=leader, team=division if above else team, is_manager=True)

    draft_round(title="Novembre")

    assert proposed_to(help_request) is None
    assert unmet_reason(help_request) == Unmet.EVERYONE_FULL  # nothing tells of a manager


def test_a_manager_in_a_secondary_position_counts_and_a_former_one_does_not(topic):
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    team = TeamFactory()
    PositionFactory(person=help_request.person, team=TeamFactory())
    second = PositionFactory(person=help_request.person, team=team, is_primary=False)
    PositionFactory(person=ambassador.person, team=team, is_manager=True)
    first = draft_round(title="Novembre")
    assert proposed_to(help_request) is None

    second.ended_on = date(2020, 1, 1)
    second.save()
    redraft_round(matching_round=first, mode=MatchingObjective.BEST_FIT)

    assert proposed_to(help_request) == ambassador


def test_a_colleague_in_the_same_team_is_no_manager(topic):
    help_request = HelpRequestFactory(topics=[topic])
    ambassador = AmbassadorFactory(topics=[topic])
    team = TeamFactory()
    for person in (help_request.person, ambassador.person):
        PositionFactory(person=person, team=team)

    draft_round(title="Novembre")

    assert proposed_to(help_request) == ambassador


def test_somebody_ruled_out_is_not_proposed_and_does_not_ask_them_either(topic):
    ambassador = AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic], ruled_out=[ambassador.person])
    other = AmbassadorFactory(topics=[topic], person=help_request.person)
    other_request = HelpRequestFactory(topics=[topic], person=ambassador.person)

    draft_round(title="Novembre")

    assert proposed_to(help_request) is None
    assert unmet_reason(help_request) == Unmet.EVERYONE_FULL  # nothing tells of a rule-out
    assert proposed_to(other_request) != other


@pytest.mark.parametrize("status", ["declined", "expired", "ended"])
def test_an_ambassador_is_not_proposed_twice_to_a_request(topic, status):
    ambassador = AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic])
    PairFactory(request=help_request, ambassador=ambassador, status=status)

    draft_round(title="Novembre")

    assert not help_request.pairs.drafts().exists()


def test_capacity_counts_the_pairs_that_take_a_place(topic):
    ambassador = AmbassadorFactory(topics=[topic], capacity=2)
    PairFactory(ambassador=ambassador, active=True)
    PairFactory(ambassador=ambassador, status=PairStatus.ENDED)
    requests = [HelpRequestFactory(topics=[topic]) for _ in range(3)]

    draft_round(title="Novembre")

    assert sum(proposed_to(help_request) is not None for help_request in requests) == 1
    assert {unmet_reason(one) for one in requests if proposed_to(one) is None} == {
        Unmet.EVERYONE_FULL
    }


@pytest.mark.parametrize("fields", [{"is_paused": True}, {"ended_at": timezone.now()}])
def test_who_pauses_or_has_left_is_not_proposed(topic, fields):
    AmbassadorFactory(topics=[topic], **fields)
    help_request = HelpRequestFactory(topics=[topic])

    draft_round(title="Novembre")

    assert unmet_reason(help_request) == Unmet.NOBODY_AVAILABLE


def test_people_who_no_longer_work_here_take_no_part(topic):
    gone = {"employed_until": date(2020, 1, 1)}
    AmbassadorFactory(topics=[topic], person=PersonFactory(**gone))
    HelpRequestFactory(topics=[topic], person=PersonFactory(**gone))
    help_request = HelpRequestFactory(topics=[topic])

    drafted = draft_round(title="Novembre")

    assert not drafted.pairs.exists()
    assert [unmet.request for unmet in drafted.unmet.all()] == [help_request]


def test_a_request_is_in_one_draft_at_a_time(topic):
    AmbassadorFactory(topics=[topic], capacity=5)
    help_request = HelpRequestFactory(topics=[topic])
    first = draft_round(title="Novembre")

    second = draft_round(title="Décembre")

    assert help_request.pairs.get().round == first
    assert not second.pairs.exists()
    assert not second.unmet.exists()


def test_drafting_afresh_leaves_one_clean_draft(topic):
    first = AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic])
    drafted = draft_round(title="Novembre")
    set_capacity(ambassador=first, capacity=3, is_paused=True)
    second = AmbassadorFactory(topics=[topic])

    redraft_round(matching_round=drafted, mode=MatchingObjective.MOST_PEOPLE)

    assert proposed_to(help_request) == second
    assert Pair.objects.count() == 1
    assert MatchingRound.objects.get().mode == MatchingObjective.MOST_PEOPLE


# --- Publishing -------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_publishing_proposes_for_the_days_of_the_setting(topic, settings):
    settings.PROPOSAL_EXPIRES_DAYS = 5
    AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic])

    published = publish_round(matching_round=draft_round(title="Novembre"))

    pair = help_request.pairs.get()
    help_request.refresh_from_db()
    assert (published.proposed, published.let_go) == (1, 0)
    assert (pair.status, help_request.status) == (PairStatus.PROPOSED, RequestStatus.PROPOSED)
    assert abs(pair.expires_at - pair.proposed_at - timedelta(days=5)) < timedelta(seconds=2)


@pytest.mark.postgresql
def test_a_round_is_published_once():
    drafted = PairFactory().round
    publish_round(matching_round=drafted)

    for again in (publish_round, discard_round):
        with pytest.raises(ValidationError):
            again(matching_round=drafted)
    with pytest.raises(ValidationError):
        redraft_round(matching_round=drafted, mode=MatchingObjective.BEST_FIT)


@pytest.mark.postgresql
def test_publishing_keeps_to_the_capacity_of_the_moment_and_lets_the_least_fitting_go():
    ambassador = AmbassadorFactory(capacity=3)
    matching_round = MatchingRoundFactory()
    best, middle, least = (
        PairFactory(round=matching_round, ambassador=ambassador, points=points)
        for points in (90, 50, 10)
    )
    PairFactory(ambassador=ambassador, proposed=True)
    set_capacity(ambassador=ambassador, capacity=2, is_paused=False)

    published = publish_round(matching_round=matching_round)

    assert (published.proposed, published.let_go) == (1, 2)
    assert list(matching_round.pairs.all()) == [best]
    for pair in (middle, least):
        pair.request.refresh_from_db()
        assert pair.request.status == RequestStatus.OPEN


@pytest.mark.postgresql
@pytest.mark.parametrize("changed", ["request", "pause", "left", "manager"])
def test_publishing_lets_go_what_no_longer_holds(changed):
    pair = PairFactory()
    ambassador, help_request = pair.ambassador, pair.request
    if changed == "request":
        help_request.status = RequestStatus.CLOSED
    elif changed == "pause":
        ambassador.is_paused = True
    elif changed == "left":
        ambassador.ended_at = timezone.now()
    else:
        team = TeamFactory()
        PositionFactory(person=help_request.person, team=team)
        PositionFactory(person=ambassador.person, team=team, is_manager=True)
    help_request.save()
    ambassador.save()

    assert publish_round(matching_round=pair.round).let_go == 1

    assert not Pair.objects.exists()


def test_a_draft_pair_left_out_waits_for_the_next_round(topic):
    AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic])
    drafted = draft_round(title="Novembre")

    discard_pair(pair=help_request.pairs.get())

    assert publish_round(matching_round=drafted).proposed == 0
    draft_round(title="Décembre")
    assert proposed_to(help_request) is not None


def test_a_proposed_pair_cannot_be_left_out():
    with pytest.raises(ValidationError):
        discard_pair(pair=PairFactory(proposed=True))

    assert Pair.objects.exists()


def test_a_discarded_draft_frees_its_requests(topic):
    AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic])

    discard_round(matching_round=draft_round(title="Novembre"))

    assert not MatchingRound.objects.exists()
    draft_round(title="Décembre")
    assert proposed_to(help_request) is not None


# --- On the command line ----------------------------------------------------------------------------


def run_matching(*arguments):
    out = StringIO()
    call_command("run_matching", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_drafts_and_counts(topic):
    AmbassadorFactory(topics=[topic], capacity=1)
    for _ in range(2):
        HelpRequestFactory(topics=[topic])

    report = run_matching("Novembre")

    assert (report["created"], report["unmet"], report["gap"], report["applied"]) == (
        1,
        {"everyone_full": 1},
        0,
        True,
    )
    assert MatchingRound.objects.get().title == "Novembre"


def test_the_command_can_be_repeated_by_title_and_by_key(topic):
    AmbassadorFactory(topics=[topic])
    HelpRequestFactory(topics=[topic])
    first = run_matching("Novembre")

    assert run_matching("Novembre", "--mode", "most_people") == first
    assert run_matching(str(MatchingRound.objects.get().pk)) == first

    assert Pair.objects.count() == 1
    assert MatchingRound.objects.get().mode == MatchingObjective.MOST_PEOPLE


def test_a_dry_run_counts_the_same_and_changes_nothing(topic):
    AmbassadorFactory(topics=[topic])
    HelpRequestFactory(topics=[topic])

    report = run_matching("Novembre", "--dry-run")

    assert (report["created"], report["applied"]) == (1, False)
    assert not MatchingRound.objects.exists()


def test_the_command_refuses_a_published_round(capsys):
    pair = PairFactory(round__title="Novembre")
    publish_round(matching_round=pair.round)

    with pytest.raises(SystemExit) as ending:
        call_command("run_matching", "Novembre")

    assert ending.value.code == 1


def test_a_title_too_long_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        run_matching("x" * 121)

    assert error.value.returncode == 2

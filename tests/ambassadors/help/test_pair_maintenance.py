"""Nightly maintenance of pairs: reminders, silences, ends."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from ambassadors.help.actions.meetings import accept_meeting, propose_meeting
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import answer_pair
from ambassadors.help.enums import PairStatus, RequestStatus
from ambassadors.help.models import Pair, Session
from ambassadors.help.queries.follow_up import pair_page_of, quiet_pairs
from core.dates import today
from people.models import OutgoingMail
from tests.ambassadors.factories import AmbassadorFactory, PairFactory
from tests.ambassadors.pair_steps import both, helper, log_past_session, mails, seeker, status_of
from tests.people.factories import PositionFactory, TeamFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

AGREED = {"rhythm": "weekly", "format": "phone", "discretion": "all"}


@pytest.fixture
def pair():
    """Return a pair that has been active for two months."""
    long_ago = timezone.now() - timedelta(days=60)
    return PairFactory(active=True, proposed_at=long_ago)


# --- The nights ---------------------------------------------------------------------------------------


def agree_to_meet(pair, *, days, minutes=0):
    """Agree on a meeting of five minutes, so many days and minutes from now."""
    start = timezone.now() + timedelta(days=days, minutes=minutes)
    proposal = propose_meeting(pair=pair, by=seeker(pair), starts=[start], minutes=5)
    accept_meeting(
        pair=pair, by=helper(pair), proposal=proposal.uuid, starts_at=proposal.moments[0]
    )


def test_a_silence_is_spoken_of_once_to_both(pair):
    assert list(quiet_pairs(today=today())) == [pair]
    for _night in range(2):
        run_pair_maintenance(today=today())
    assert set(mails("pair_quiet").values_list("person", flat=True)) == {
        person.pk for person in both(pair)
    }
    assert mails("pair_quiet").count() == 2

    agree_to_meet(pair, days=2)
    assert not quiet_pairs(today=today()).exists()


def test_a_pair_that_met_lately_is_not_quiet(pair):
    log_past_session(pair, days_ago=27)

    assert not quiet_pairs(today=today()).exists()
    assert quiet_pairs(today=today() + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("leaver", "left"), [(seeker, RequestStatus.CLOSED), (helper, RequestStatus.OPEN)]
)
def test_a_leaver_frees_the_other(pair, leaver, left):
    person = leaver(pair)
    person.employed_until = today() - timedelta(days=1)
    person.save()

    run_pair_maintenance(today=today())

    assert (status_of(pair), status_of(pair.request)) == (PairStatus.ENDED, left)


@pytest.mark.parametrize("above", [seeker, helper])
def test_a_pair_ends_without_a_cause_once_one_manages_the_other(pair, above):
    lead(pair, above)

    run_pair_maintenance(today=today())
    run_pair_maintenance(today=today())

    assert (status_of(pair), status_of(pair.request)) == (PairStatus.ENDED, RequestStatus.OPEN)
    mails_sent = OutgoingMail.objects.filter(kind="pair_closed")
    assert {mail.person for mail in mails_sent} == {seeker(pair), helper(pair)}
    assert mails_sent.count() == 2


@pytest.mark.parametrize("above", [seeker, helper])
def test_a_proposal_is_not_accepted_once_one_manages_the_other(above):
    pair = PairFactory(accepted_by_ambassador=True)
    lead(pair, above)

    with pytest.raises(ValidationError):
        answer_pair(pair=pair, person=seeker(pair), accept=True)
    run_pair_maintenance(today=today())

    assert not Pair.objects.awaiting_answer().exists()
    assert status_of(pair) == PairStatus.PROPOSED


def lead(pair, above):
    """Make one of the two people the manager of the other's team."""
    team = TeamFactory()
    for person in (seeker(pair), helper(pair)):
        PositionFactory(person=person, team=team, is_manager=person == above(pair))


def test_the_nights_ask_few_questions_whatever_the_number(django_assert_max_num_queries):
    ambassador = AmbassadorFactory()
    for number in range(12):
        pair = PairFactory(
            active=True, ambassador=ambassador, proposed_at=timezone.now() - timedelta(days=60)
        )
        agree_to_meet(pair, days=1, minutes=10 * number)
    run_pair_maintenance(today=today() - timedelta(days=40))

    with django_assert_max_num_queries(60):
        run_pair_maintenance(today=today())


def test_the_check_spans_a_change_of_the_clock(pair):
    """Fourteen days by the calendar of the organisation, from a session noted late in the evening."""
    with time_machine.travel("2026-03-20T22:30:00+00:00", tick=False):
        Pair.objects.update(proposed_at=timezone.now() - timedelta(days=9))
        pair.refresh_from_db()
        session = log_past_session(pair)
        Session.objects.filter(pk=session.pk).update(logged_at=timezone.now())
        assert pair_page_of(pair, seeker(pair)).check.last_day.isoformat() == "2026-04-02"

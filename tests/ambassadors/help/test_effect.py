"""Figures of mutual help as a whole: enough people, closed quarters, computed once."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.help.actions.effect import freeze_quarters, record_quiet_month
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.enums import Answer, PairStatus, Part, RequestStatus
from ambassadors.help.models import Pair, PairFeedback, ProgrammeQuarter, QuietMonth, Session
from ambassadors.help.queries.effect import (
    quarter_figures,
    quarter_start,
    settled_quarters,
    third_reached,
)
from core.dates import today
from people.actions.privacy import erase_person
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory, PairFactory


pytestmark = pytest.mark.django_db

SPRING = date(2026, 4, 1)
IN_SPRING = datetime(2026, 5, 20, 12, tzinfo=UTC)
AFTER = date(2026, 7, 21)


def make_ended_pair(ambassador, *, sessions=2, useful=4):
    """Create a pair that ended in spring; asked on 1 May, first met on the 5th."""
    help_request = HelpRequestFactory(
        status=RequestStatus.CLOSED,
        created_at=IN_SPRING - timedelta(days=19),
        closed_at=IN_SPRING,
    )
    pair = PairFactory(
        request=help_request,
        ambassador=ambassador,
        status=PairStatus.ENDED,
        seeker_answer=Answer.ACCEPTED,
        ambassador_answer=Answer.ACCEPTED,
        proposed_at=IN_SPRING - timedelta(days=17),
        ended_at=IN_SPRING,
    )
    for number in range(sessions):
        Session.objects.create(
            pair=pair, held_on=date(2026, 5, 5 + number), minutes=30, outcome="meet_again"
        )
    if useful:
        PairFeedback.objects.create(pair=pair, side="seeker", useful=useful)
    return pair


def make_ended_pairs(people=20, ambassadors=5, **more):
    helpers = AmbassadorFactory.create_batch(ambassadors)
    return [make_ended_pair(helpers[number % ambassadors], **more) for number in range(people)]


def test_a_quarter_is_told_in_thirds_and_tens():
    make_ended_pairs(21)

    figures = quarter_figures(SPRING)

    assert figures["closed"] == 20
    assert figures["first_session"] == {
        "fortnight": "most",
        "month": "few",
        "later": "few",
        "never": "few",
    }
    assert figures["meetings"]["few"] == figures["useful"] == "most"


@pytest.mark.parametrize("few", [{"people": 19}, {"ambassadors": 4}])
def test_nothing_is_told_of_few_people_on_either_side(few):
    make_ended_pairs(**few)

    assert quarter_figures(SPRING) == {}


def test_nothing_is_told_where_one_ambassador_has_half_of_the_pairs():
    [first, *_rest] = make_ended_pairs(20)
    for _each in range(16):
        make_ended_pair(first.ambassador)

    assert quarter_figures(SPRING) == {}


def test_usefulness_needs_as_many_words():
    for pair in make_ended_pairs(21)[:2]:
        pair.feedbacks.all().delete()

    assert quarter_figures(SPRING)["useful"] == ""


def test_a_raised_threshold_holds_here_too(settings):
    settings.PUBLICATION_THRESHOLD = 25
    make_ended_pairs(24)

    assert quarter_figures(SPRING) == {}


def test_nothing_that_happens_afterwards_changes_a_quarter_that_is_out():
    pairs = make_ended_pairs(21)
    freeze_quarters(today=AFTER)
    before = list(ProgrammeQuarter.objects.values())

    erase_person(person=pairs[0].request.person)
    PairFeedback.objects.update(useful=1)
    Session.objects.all().delete()
    assert freeze_quarters(today=AFTER + timedelta(days=30)) == 0

    assert list(ProgrammeQuarter.objects.values()) == before


def test_a_quarter_waits_for_its_last_words():
    assert settled_quarters(today=date(2026, 7, 20), most=1) == [date(2026, 1, 1)]
    assert settled_quarters(today=AFTER, most=2) == [date(2026, 1, 1), SPRING]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_settled_quarters_are_over(day):
    for first_day in settled_quarters(today=day, most=4):
        assert first_day == quarter_start(first_day)
        assert first_day < quarter_start(day)


@given(st.integers(0, 200), st.integers(1, 200))
def test_thirds(count, total):
    part = third_reached(min(count, total), total)
    share = min(count, total) / total

    assert {Part.FEW: share < 1 / 3, Part.SOME: 1 / 3 <= share <= 2 / 3, Part.MOST: share > 2 / 3}[
        part
    ] or abs(3 * share - round(3 * share)) < 1e-9


# --- Quiet pairs ------------------------------------------------------------------------------------


def make_quiet_pairs(number, ambassadors=5):
    long_ago = timezone.now() - timedelta(days=60)
    helpers = AmbassadorFactory.create_batch(ambassadors, capacity=20)
    return [
        PairFactory(
            active=True, proposed_at=long_ago, ambassador=helpers[number_of_pair % ambassadors]
        )
        for number_of_pair in range(number)
    ]


@pytest.mark.parametrize(
    ("number", "ambassadors", "told"), [(9, 5, 0), (10, 5, 10), (19, 5, 10), (12, 4, 0)]
)
def test_quiet_pairs_are_told_in_tens_and_not_of_few(number, ambassadors, told):
    make_quiet_pairs(number, ambassadors)

    record_quiet_month(today=today())

    assert QuietMonth.objects.get().at_least == told


def test_what_is_told_of_a_month_does_not_follow_the_days():
    pairs = make_quiet_pairs(10)
    first = today().replace(day=1)
    record_quiet_month(today=first)
    Pair.objects.filter(pk=pairs[0].pk).update(status=PairStatus.ENDED)

    assert record_quiet_month(today=first + timedelta(days=20)) == 0

    assert QuietMonth.objects.get().first_day == first


# --- The page ---------------------------------------------------------------------------------------


def test_the_page_and_the_table_say_the_same_and_name_nobody(client, training_manager):
    pairs = [*make_ended_pairs(21), *make_quiet_pairs(10)]
    freeze_quarters(today=AFTER)
    run_pair_maintenance(today=today())
    client.force_login(training_manager)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("ambassadors_admin:effect"), headers={"accept-language": "en"})
    table = client.get(reverse("ambassadors_admin:effect_table"), headers={"accept-language": "en"})
    assert not re.search(r'id="[0-9]', page.content.decode()), "no selector for scripts"

    shown, lines = page.content.decode(), table.content.decode("utf-8-sig").splitlines()[1:]
    assert "At least 20" in shown
    assert "at least 10 pairs" in shown
    assert lines
    for line in lines:
        assert line.split(";")[1].strip('"') in shown
    for pair in pairs:
        for person in (pair.request.person, pair.ambassador.person):
            assert person.last_name not in shown


@pytest.mark.parametrize("role", ["manager", "editor"])
def test_nobody_else_reads_it(client, request, role):
    client.force_login(request.getfixturevalue(role))

    for name in ("effect", "effect_table"):
        assert client.get(reverse(f"ambassadors_admin:{name}")).status_code in (302, 404)

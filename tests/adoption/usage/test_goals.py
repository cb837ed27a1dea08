"""What a person sets out to do, and what they did against it: on their own page, and in no figure."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure
from adoption.usage.actions.goals import set_goals, tick
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.goals import WishedFrequency, goal_standing
from adoption.usage.models import UseGoal, UseTick
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.pseudonyms import subject_of
from adoption.usage.queries.goals import own_goals
from cms.enums import Cadence
from people.actions.privacy import erase_person
from people.actions.retention import purge
from people.privacy_registry import holdings
from people.queries.notices import current_notices
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import (
    PortalLinkFactory,
    UsageDayFactory,
    UseGoalFactory,
    UseTickFactory,
)
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import ExternalFactory, PersonFactory


NOVEMBER = Month(2026, 11)
TODAY = date(2026, 11, 24)
LOGBOOK = reverse("adoption:logbook")


# --- Where one stands, in plain values -------------------------------------------------------------------

DAYS = st.sets(st.integers(0, 400).map(lambda by: TODAY - timedelta(days=by)), max_size=40)
MONTHS = st.integers(0, 14).map(lambda by: NOVEMBER.shifted(-by))


def stands(wish, since, days=(), ticked=(), today=TODAY):
    return goal_standing(wish, since, days=frozenset(days), ticked=frozenset(ticked), today=today)


@given(wish=st.sampled_from(WishedFrequency), since=MONTHS, days=DAYS, ticked=st.sets(MONTHS))
def test_nothing_before_the_goal_is_asked_and_a_behind_goal_is_not_done(wish, since, days, ticked):
    found = stands(wish, since, days, ticked)

    assert 0 <= found.kept <= found.asked <= 6
    assert found.asked <= max(0, (NOVEMBER.year - since.year) * 12 + NOVEMBER.month - since.month)
    assert not (found.is_behind and found.is_done)
    assert set(found.ticked) <= ticked


@given(
    wish=st.sampled_from(WishedFrequency),
    since=MONTHS,
    days=DAYS,
    ticked=st.sets(MONTHS),
    more=MONTHS,
)
def test_a_tick_more_never_makes_one_stand_worse(wish, since, days, ticked, more):
    before, after = (stands(wish, since, days, each) for each in (ticked, ticked | {more}))

    assert after.kept >= before.kept
    assert after.is_done >= before.is_done
    assert after.is_behind <= before.is_behind


def test_a_monthly_goal_asks_one_day_a_month():
    found = stands(WishedFrequency.MONTHLY, Month(2026, 8), {date(2026, 9, 2), date(2026, 8, 30)})

    assert (found.kept, found.asked, found.is_done) == (2, 3, False)
    assert (found.missed, found.is_behind) == (OCTOBER, True)


def test_a_weekly_goal_asks_three_weeks_of_the_month():
    days = {date(2026, 10, day) for day in (1, 8)}

    assert stands(WishedFrequency.WEEKLY, OCTOBER, days).kept == 0
    assert stands(WishedFrequency.WEEKLY, OCTOBER, days | {date(2026, 10, 15)}).kept == 1


def test_a_yearly_goal_waits_until_the_autumn():
    spring, autumn = date(2026, 4, 2), date(2026, 10, 2)

    assert not stands(WishedFrequency.YEARLY, Month(2026, 1), today=spring).is_behind
    assert stands(WishedFrequency.YEARLY, Month(2026, 1), today=autumn).is_behind
    assert not stands(WishedFrequency.YEARLY, Month(2026, 10), today=autumn).is_behind
    assert stands(WishedFrequency.YEARLY, Month(2026, 1), {date(2026, 2, 1)}, today=autumn).is_done
    assert not stands(
        WishedFrequency.YEARLY, Month(2025, 1), {date(2025, 12, 31)}, today=spring
    ).is_done


def test_a_goal_of_this_month_is_never_behind():
    for wish in WishedFrequency:
        assert not stands(wish, NOVEMBER).is_behind


# --- Setting out, ticking, taking back -------------------------------------------------------------------


@pytest.fixture
def mine(portal, person, client):
    client.force_login(person)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    client.service = portal.services.get(slug="messagerie")
    return client


def goals_url(portal):
    return reverse("adoption:goals", args=[portal.slug])


def tap(client, portal, *, month=NOVEMBER, done="yes", service="messagerie"):
    url = reverse("adoption:tick", args=[portal.slug])
    return client.post(url, {"service": service, "month": str(month), "done": done}, follow=True)


@pytest.mark.django_db
def test_a_person_chooses_for_each_service_and_changes_their_mind(mine, portal, person):
    field = f"service-{mine.service.pk}"
    mine.post(goals_url(portal), {field: "monthly"})
    goal = UseGoal.objects.get()
    assert (goal.service, goal.cadence, goal.since) == (mine.service, "monthly", date(2026, 11, 1))
    assert goal.subject == subject_of(person)

    UseGoal.objects.update(since=date(2026, 3, 1))
    mine.post(goals_url(portal), {field: "monthly"})
    assert UseGoal.objects.get().since == date(2026, 3, 1)
    mine.post(goals_url(portal), {field: "yearly"})
    assert UseGoal.objects.get().since == date(2026, 11, 1)
    mine.post(goals_url(portal), {field: ""})
    assert not UseGoal.objects.exists()


@pytest.mark.django_db
def test_the_form_shows_what_was_chosen_and_what_is_usual(mine, portal, person):
    UseGoalFactory(person=person, service=mine.service, cadence="yearly")
    page = mine.get(goals_url(portal)).content.decode()

    assert "Usual for this service: once a month." in page
    assert page.count("checked") == portal.services.count()


@pytest.mark.django_db
@pytest.mark.parametrize("wish", ["daily", "MONTHLY"])
def test_what_is_no_choice_is_not_noted(mine, portal, wish):
    answer = mine.post(goals_url(portal), {f"service-{mine.service.pk}": wish})

    assert answer.status_code == 404
    assert not UseGoal.objects.exists()


@pytest.mark.django_db
def test_one_tap_does_it_and_one_takes_it_back(mine, portal, person):
    UseGoalFactory(person=person, service=mine.service)
    assert "I did it" in mine.get(LOGBOOK).content.decode()

    page = tap(mine, portal).content.decode()
    assert "Done this month" in page
    assert "Undo November" in page
    tap(mine, portal)
    assert UseTick.objects.count() == 1
    tap(mine, portal, done="no")
    assert not UseTick.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("month", "count"), [("2026-11", 1), ("2026-10", 1), ("2026-09", 0), ("2026-12", 0)]
)
def test_this_month_and_the_last_can_be_ticked(mine, portal, month, count):
    tap(mine, portal, month=month)

    assert UseTick.objects.count() == count


@pytest.mark.django_db
def test_an_old_tick_can_still_be_taken_back(mine, portal, person):
    UseTickFactory(person=person, service=mine.service, month=date(2026, 2, 1))
    tap(mine, portal, month="2026-02", done="no")

    assert not UseTick.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"service": "rien"}, {"month": "hier"}])
def test_what_is_not_there_is_not_ticked(mine, portal, wrong):
    assert tap(mine, portal, **wrong).status_code == 404


@pytest.mark.django_db
def test_nothing_is_kept_before_the_notice_was_shown(client, portal, person):
    client.force_login(person)

    assert "notice" in tap(client, portal).context
    assert not UseTick.objects.exists()


@pytest.mark.django_db
def test_whoever_is_not_asked_has_no_goals(client, portal):
    client.force_login(ExternalFactory())

    assert client.get(goals_url(portal)).status_code == 404
    assert tap(client, portal).status_code == 404


@pytest.mark.django_db
def test_days_of_the_link_are_seen_without_a_tick(portal, person):
    service = portal.services.get(slug="messagerie")
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-mine")
    UsageDayFactory(portal=portal, service=service, pseudonym="p-mine", day=date(2026, 11, 3))
    UsageDayFactory(portal=portal, service=service, pseudonym="p-other", day=date(2026, 10, 3))
    UseGoalFactory(person=person, service=service)

    (goal,) = own_goals(person, TODAY)[portal.pk]
    assert (goal.standing.is_done, goal.standing.kept, goal.standing.ticked) == (True, 0, ())


# --- The next step ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_is_behind_is_shown_the_lesson_of_the_service(mine, portal, person):
    UseGoalFactory(person=person, service=mine.service)
    page = mine.get(LOGBOOK).content.decode()
    assert "have an ambassador show you" in page

    lesson = make_lesson(make_module())
    lesson.portal_service = mine.service
    lesson.save()
    page = mine.get(LOGBOOK).content.decode()
    assert lesson.title in page
    assert "have an ambassador show you" not in page


@pytest.mark.django_db
def test_months_are_counted_only_once_there_is_one(mine, portal, person):
    UseGoalFactory(person=person, service=mine.service)
    assert "Done in" not in mine.get(LOGBOOK).content.decode()

    UseTickFactory(person=person, service=mine.service, month=date(2026, 10, 1))
    assert "Done in 1 of the last" in mine.get(LOGBOOK).content.decode()


@pytest.mark.django_db
def test_whoever_is_not_behind_is_shown_no_step(mine, portal, person):
    UseGoalFactory(person=person, service=mine.service, since=date(2026, 11, 1))
    page = mine.get(LOGBOOK).content.decode()

    assert "the next step:" not in page
    assert "For you alone" in page


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 9])
def test_the_logbook_costs_the_same_for_one_goal_and_for_many(
    mine, portal, person, count, django_assert_max_num_queries
):
    for _number in range(count):
        UseGoalFactory(person=person, service__portal=portal)
    mine.get(LOGBOOK)

    with django_assert_max_num_queries(22):
        mine.get(LOGBOOK)


# --- Nobody else's, and in no figure ------------------------------------------------------------------------


@pytest.mark.django_db
def test_goals_and_ticks_move_no_published_figure(declared):
    def figures():
        return list(
            Figure.objects.order_by("indicator", "team").values_list(
                "team", "indicator", "low", "high"
            )
        )

    publish(portal=declared["portal"], month=OCTOBER.previous())
    first = figures()
    service = declared["portal"].services.first()
    for group in declared["people"].values():
        for person in group:
            UseGoalFactory(person=person, service=service)
            UseTickFactory(person=person, service=service, month=date(2026, 8, 1))
            UseTickFactory(person=person, service=service, month=date(2026, 9, 1))
    assert figures() == first
    month = publish(portal=declared["portal"], month=OCTOBER)
    used = month.figures.get(team__depth=1, indicator="used")
    assert used.low <= 21 <= used.high


@pytest.mark.django_db
def test_nobody_sees_another_ones_goals(mine, portal, person):
    other = PersonFactory()
    UseGoalFactory(person=other, service=mine.service)
    UseTickFactory(person=other, service=mine.service)

    assert own_goals(person, TODAY) == {}
    tap(mine, portal, month="2026-10", done="no")
    assert UseTick.objects.count() == 1


@pytest.mark.django_db
def test_an_objection_leaves_goals_or_erases_them_as_one_wishes(portal, person):
    service = portal.services.first()
    UseGoalFactory(person=person, service=service)
    object_to_measurement(person=person, keep_logbook=True)
    assert UseGoal.objects.exists()

    object_to_measurement(person=person)
    assert not UseGoal.objects.exists()


@pytest.mark.django_db
def test_erasing_the_logbook_erases_goals_and_ticks_of_that_portal_and_person(mine, portal, person):
    for whom in (person, PersonFactory()):
        UseGoalFactory(person=whom, service=mine.service)
        UseTickFactory(person=whom, service=mine.service)
    mine.post(reverse("adoption:erase", args=[portal.slug]))

    assert (UseGoal.objects.count(), UseTick.objects.count()) == (1, 1)
    assert not UseGoal.objects.filter(subject=subject_of(person)).exists()


@pytest.mark.django_db
def test_what_is_kept_for_a_portal_that_is_no_longer_followed_can_still_be_erased(
    mine, portal, person
):
    UseGoalFactory(person=person, service=mine.service)
    portal.is_open = False
    portal.save()
    page = mine.get(LOGBOOK).content.decode()

    assert "Messagerie" in page
    assert "I did it" not in page
    assert tap(mine, portal).status_code == 404
    mine.post(reverse("adoption:erase", args=[portal.slug]))
    assert not UseGoal.objects.exists()


@pytest.mark.django_db
def test_goals_and_ticks_are_in_the_file_of_their_owner_and_go_with_them(portal, person):
    service = portal.services.first()
    for whom in (person, PersonFactory()):
        UseGoalFactory(person=whom, service=service)
        UseTickFactory(person=whom, service=service)
    held = {holding.model: holding for holding in holdings()}

    assert len(held["adoption.UseGoal"].export(person)) == 1
    assert held["adoption.UseTick"].export(person) == [
        {"portal_name": portal.name, "service_name": service.name, "month": "2026-10"}
    ]
    erase_person(person=person)
    assert (UseGoal.objects.count(), UseTick.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_old_ticks_go_and_goals_stay(person, settings):
    settings.RETENTION_USE_MONTHS = 24
    for month in (date(2024, 10, 1), date(2024, 11, 1)):
        UseTickFactory(person=person, month=month)
    UseGoalFactory(person=person, since=date(2020, 1, 1))

    assert purge().counts["own_ticks"] is None
    assert list(UseTick.objects.values_list("month", flat=True)) == [date(2024, 11, 1)]
    assert UseGoal.objects.exists()


@pytest.mark.django_db
def test_a_month_that_is_not_a_first_day_cannot_be_stored(person):

    for make in (
        lambda: UseTickFactory(person=person, month=date(2026, 10, 2)),
        lambda: UseGoalFactory(person=person, since=date(2026, 10, 2)),
        lambda: UseGoalFactory(person=person, cadence="daily"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


@pytest.mark.django_db
def test_an_erased_account_sets_nothing(portal, person):
    service = portal.services.first()
    erase_person(person=person)

    with pytest.raises(ValidationError):
        set_goals(person=person, portal=portal, wishes={service: Cadence.MONTHLY})
    with pytest.raises(ValidationError):
        tick(person=person, service=service, month=NOVEMBER)

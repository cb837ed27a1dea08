"""The barometer and the baseline of habits: opened, answered, closed, published, kept, erased."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from adoption.surveys.actions.answers import (
    answer_survey,
    dismiss_survey,
    forget_survey_answers,
    save_barometer_copy,
)
from adoption.surveys.actions.rounds import close_round, open_round, run_surveys
from adoption.surveys.models import (
    BallotBox,
    BarometerCopy,
    SurveyAnswers,
    SurveyFigure,
    SurveyPublication,
    SurveyRound,
    SurveyToken,
)
from adoption.surveys.queries import own_answers, surveys_waiting
from adoption.tasks import run_surveys_task, scrub_transaction_ids_task
from adoption.usage.actions.objections import object_to_measurement, withdraw_objection
from adoption.usage.pseudonyms import subject_of
from core.dates import today
from people.actions.retention import purge
from people.models import ErasureEntry
from people.privacy_registry import holdings
from tests.access.surveys import load_surveys
from tests.adoption.surveys.surveys import (
    BAROMETER,
    HABITS,
    PAGES,
    all_of,
    answer,
    open_now,
    shown,
    sixty_people,
)
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db):
    load_surveys()


@pytest.fixture
def staff(db):
    return sixty_people()


# --- Rounds ---------------------------------------------------------------------------------------------


def test_everybody_who_works_here_is_asked_and_nobody_else(staff):
    PersonFactory(employed_from=today() + timedelta(days=1))
    PersonFactory(employed_until=today() - timedelta(days=1), employed_from=date(2020, 1, 1))
    asked = open_now(BAROMETER)

    assert asked.asked == 60
    assert set(SurveyToken.objects.values_list("subject", flat=True)) == set(map(subject_of, staff))


def test_tokens_stand_in_the_order_of_their_subjects(staff):
    open_now(BAROMETER)

    subjects = list(SurveyToken.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == sorted(subjects)


def test_a_survey_is_open_once(staff):
    open_now(BAROMETER)
    open_now(HABITS)
    with pytest.raises(ValidationError):
        open_now(BAROMETER)
    assert SurveyRound.objects.count() == 2


def test_a_quarter_opens_the_barometer_once_and_closes_it_after_its_days(staff, settings):
    first = date(2027, 1, 1)
    assert run_surveys(today=date(2026, 12, 20)) == (0, 0)
    assert run_surveys(today=first + timedelta(days=2)) == (0, 1)  # nights were missed
    assert run_surveys(today=first + timedelta(days=2)) == (0, 0)
    assert SurveyRound.objects.get().closes_on == first + timedelta(days=15)
    assert run_surveys(today=first + timedelta(days=15)) == (0, 0)
    assert run_surveys(today=first + timedelta(days=16)) == (1, 0)
    assert run_surveys(today=date(2027, 2, 1)) == (0, 0)
    assert run_surveys(today=date(2027, 4, 1)) == (0, 1)
    settings.BAROMETER_EVERY_MONTHS = 0
    assert run_surveys(today=date(2027, 7, 1)) == (1, 0)
    run_surveys_task()


# --- Answers of the barometer -----------------------------------------------------------------------------


def test_an_answer_is_added_to_the_counts_of_a_box_and_leaves_no_row(staff):
    open_now(BAROMETER)
    answer(staff[0], "2")
    answer(staff[1], "5")

    (box,) = BallotBox.objects.all()
    assert box.people == 60
    assert box.counts["wish"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    assert not SurveyAnswers.objects.exists()
    assert not BarometerCopy.objects.exists()


def test_a_box_is_of_fifty_people_or_more_by_the_team_of_the_opening():
    root = TeamFactory(name="Tout", code="t")
    large, small = (TeamFactory(parent=root, name=name, code=name) for name in ("grand", "petit"))
    people = []
    for team, size in ((large, 55), (small, 12), (root, 40)):
        for _ in range(size):
            person = PersonFactory(employed_from=date(2020, 1, 1))
            PositionFactory(person=person, team=team, started_on=date(2020, 1, 1))
            people.append(person)
    open_now(BAROMETER)
    answer(people[0], "1")
    answer(people[60], "2")
    answer(people[80], "3")

    boxes = {box.population_id: box for box in BallotBox.objects.all()}
    assert {team: box.people for team, box in boxes.items()} == {large.pk: 55, None: 52}
    assert boxes[large.pk].counts["wish"]["1"] == 1
    assert (boxes[None].counts["wish"]["2"], boxes[None].counts["wish"]["3"]) == (1, 1)


def test_boxes_of_many_teams_are_made_in_as_few_queries_as_one(django_assert_max_num_queries):
    def people_of(teams):
        for team in teams:
            for _each in range(50):
                PositionFactory(person__employed_from=date(2020, 1, 1), team=team)

    people_of([TeamFactory()])
    with django_assert_max_num_queries(40) as few:
        first = open_now(BAROMETER)
    close_round(survey_round=first)
    people_of(TeamFactory.create_batch(3))
    with django_assert_max_num_queries(len(few.captured_queries)):
        asked = open_now(BAROMETER)
    assert asked.boxes.count() == 4


def test_nobody_answers_twice(staff):
    open_now(BAROMETER)
    answer(staff[0])
    with pytest.raises(ValidationError) as error:
        answer(staff[0], "1")

    assert error.value.code == "answered"
    assert BallotBox.objects.get().counts["wish"]["1"] == 0


def test_nobody_answers_before_after_or_without_being_asked(staff):
    asked = open_now(BAROMETER)
    late = PersonFactory(employed_from=date(2020, 1, 1))
    for person, day in (
        (late, today()),
        (staff[0], asked.closes_on + timedelta(days=1)),
        (staff[0], asked.opened_on - timedelta(days=1)),
    ):
        with pytest.raises(ValidationError) as error:
            answer_survey(person=person, survey=BAROMETER, answers={}, today=day)
        assert error.value.code == "closed"


def test_what_is_no_answer_to_its_questions_is_counted_nowhere(staff):
    open_now(BAROMETER)
    answer_survey(
        person=staff[0],
        survey=BAROMETER,
        answers={"wish": "9", "mood": "1", "why_portal": "", "know_how": "2"},
    )

    counts = BallotBox.objects.get().counts
    assert sum(n for given in counts.values() for n in given.values()) == 1
    assert "mood" not in counts


def test_closing_publishes_and_forgets_who_answered_and_every_box(staff):
    asked = open_now(BAROMETER)
    for number, person in enumerate(staff[:40]):
        answer(person, "45"[number % 2])
    close_round(survey_round=asked)

    assert not SurveyToken.objects.exists()
    assert not BallotBox.objects.exists()
    assert shown("wish", asked) == {
        "": ("exact", 20, 20),
        "1": ("block", 0, 4),
        "2": ("block", 0, 4),
        "3": ("block", 0, 4),
        "4": ("exact", 20, 20),
        "5": ("block", 16, 20),
    }
    with pytest.raises(ValidationError):
        close_round(survey_round=SurveyRound.objects.get())
    with pytest.raises(ValidationError):
        answer(staff[50])


def test_under_fifty_people_nothing_is_published():
    people = [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(49)]
    asked = open_now(BAROMETER)
    for person in people:
        answer(person)
    close_round(survey_round=asked)

    assert {row.kind for row in SurveyFigure.objects.all()} == {"hidden"}


def test_what_is_out_never_changes(staff):
    asked = open_now(BAROMETER)
    close_round(survey_round=asked)
    for model, change in ((SurveyFigure, {"low": 1}), (SurveyPublication, {"parameters": {}})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)


# --- Habits -------------------------------------------------------------------------------------------


HOME = {"device_at_home": "nothing", "when_stuck": "colleague"}


def test_habits_are_counted_when_the_round_closes_but_not_of_whoever_objects_by_then(staff):
    asked = open_now(HABITS)
    for person in staff[:30]:
        answer_survey(person=person, survey=HABITS, answers=HOME)
    object_to_measurement(person=staff[0], keep_logbook=True)
    object_to_measurement(person=staff[1])
    close_round(survey_round=asked)

    assert shown("when_stuck", asked)[""] == ("exact", 32, 32)  # thirty who did not, and these two
    assert asked.asked == 60
    assert [len(own_answers(staff[0])), len(own_answers(staff[1]))] == [1, 0]


def test_own_answers_are_read_by_their_owner_and_erased_by_them(staff, client):
    asked = open_now(HABITS)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    (kept,) = own_answers(staff[0])
    assert len(kept.lines) == 2

    client.force_login(staff[1])
    erase = reverse("adoption:erase_answers", args=[asked.uuid])
    assert client.get(erase).status_code == client.post(erase).status_code == 404
    client.force_login(staff[0])
    assert client.get(erase).status_code == 200
    assert client.post(erase).status_code == 302
    assert own_answers(staff[0]) == []
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)  # the round is open still


def test_whoever_objects_is_asked_nothing_and_their_answer_is_refused(staff, client):
    open_now(BAROMETER)
    object_to_measurement(person=staff[0])
    client.force_login(staff[0])

    assert surveys_waiting(staff[0], today()) == []
    assert client.get(PAGES[BAROMETER]).url == reverse("adoption:measurement")
    with pytest.raises(ValidationError) as error:
        answer(staff[0])
    assert error.value.code == "objection"
    withdraw_objection(person=staff[0])
    answer(staff[0])


# --- A copy of one's own --------------------------------------------------------------------------------


def test_a_copy_is_legible_to_its_owner_alone(staff):
    asked = open_now(BAROMETER)
    for person in staff[:2]:
        save_barometer_copy(person=person, survey_round=asked, answers=all_of("2"))
    first, second = BarometerCopy.objects.order_by("pk")

    assert [own.answers for own in own_answers(staff[0])] == [all_of("2")]
    assert bytes(first.sealed) != bytes(second.sealed)
    BarometerCopy.objects.filter(pk=second.pk).update(sealed=first.sealed)
    assert own_answers(staff[1]) == []  # sealed for somebody else


def test_a_copy_is_as_long_whatever_was_answered(staff):
    asked = open_now(BAROMETER)
    for person, answers in zip(staff, ({}, all_of("5"), {"wish": "1"}), strict=False):
        save_barometer_copy(person=person, survey_round=asked, answers=answers)

    assert len({len(bytes(copy.sealed)) for copy in BarometerCopy.objects.all()}) == 1


def test_erasing_a_copy_takes_back_no_answer(staff):
    asked = open_now(BAROMETER)
    answer(staff[0])
    save_barometer_copy(person=staff[0], survey_round=asked, answers=all_of("4"))

    assert forget_survey_answers(person=staff[0]) == 1
    assert BallotBox.objects.get().counts["wish"]["4"] == 1
    with pytest.raises(ValidationError):
        answer(staff[0])


# --- What is held ---------------------------------------------------------------------------------------


def test_everything_about_a_person_is_exported_to_them_and_erased(staff):
    open_now(HABITS)
    asked = open_now(BAROMETER)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    answer(staff[0])
    save_barometer_copy(person=staff[0], survey_round=asked, answers=all_of("4"))
    dismiss_survey(person=staff[0], survey=HABITS)
    of_surveys = {holding.model: holding for holding in holdings() if "Survey" in holding.model}
    of_surveys |= {holding.model: holding for holding in holdings() if "Barometer" in holding.model}

    rows = {model: holding.export(staff[0]) for model, holding in of_surveys.items()}
    assert {model: len(each) for model, each in rows.items()} == {
        "adoption.SurveyToken": 2,
        "adoption.SurveyAnswers": 2,
        "adoption.BarometerCopy": 7,
    }
    assert json.dumps(rows, default=str)
    for holding in of_surveys.values():
        holding.erase(staff[0])
    assert [holding.export(staff[0]) for holding in of_surveys.values()] == [[], [], []]
    assert SurveyToken.objects.count() == 2 * 59


def test_answers_and_copies_go_after_their_time_and_never_those_of_an_open_round(staff, settings):
    settings.RETENTION_USE_MONTHS = 24
    for survey in (HABITS, BAROMETER):
        asked = open_round(survey=survey, closes_on=date(2026, 11, 25), today=date(2026, 11, 24))
        save_barometer_copy(person=staff[0], survey_round=asked, answers={})
        if survey == HABITS:
            answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    late = datetime(2029, 11, 24, 12, tzinfo=UTC)
    with time_machine.travel(late, tick=False):
        purge()
    assert (SurveyAnswers.objects.count(), BarometerCopy.objects.count()) == (1, 2)

    for asked in SurveyRound.objects.all():
        close_round(survey_round=asked, today=date(2026, 11, 25))
    with time_machine.travel(datetime(2028, 11, 25, 12, tzinfo=UTC), tick=False):
        purge()
    assert (SurveyAnswers.objects.count(), BarometerCopy.objects.count()) == (1, 2)
    with time_machine.travel(datetime(2028, 11, 26, 12, tzinfo=UTC), tick=False):
        run = purge()
    assert (SurveyAnswers.objects.count(), BarometerCopy.objects.count()) == (0, 0)
    assert run.counts["survey_answers"] is run.counts["barometer_copies"] is None


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="of what PostgreSQL keeps with each row"
)


# --- What a copy of the database tells --------------------------------------------------------------------


def test_what_is_erased_goes_again_from_a_restored_copy(staff):
    asked = open_now(HABITS)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    kept = list(SurveyAnswers.objects.values())
    forget_survey_answers(person=staff[0])
    ErasureEntry.objects.all().delete()  # the table comes from the backup; the file does not
    SurveyAnswers.objects.bulk_create(SurveyAnswers(**row) for row in kept)

    call_command("replay_erasures")
    assert not SurveyAnswers.objects.filter(round=asked).exists()


@pytest.mark.postgresql
@on_postgresql
def test_no_hidden_column_joins_a_name_to_a_subject(staff):
    """A lock on a row stays in it as the number of the transaction: it must not be the person’s row."""
    open_now(HABITS)
    for person in staff[:3]:
        answer_survey(person=person, survey=HABITS, answers=HOME)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM people_person p JOIN adoption_surveyanswers a ON p.xmax = a.xmin"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.postgresql
@on_postgresql
def test_after_a_night_no_row_tells_when_it_was_written(staff):
    open_now(HABITS)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    answer_survey(person=staff[1], survey=HABITS, answers=HOME)
    scrub_transaction_ids_task()

    with connection.cursor() as cursor:
        for table in ("adoption_surveytoken", "adoption_surveyanswers"):
            cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608
            assert cursor.fetchone() == (1,)

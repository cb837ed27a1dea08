"""Attendance by code and on paper; the module that it completes; evaluations that nobody can tie to a person."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.tasks import run_evaluations_task
from ambassadors.workshops.actions.attendance import check_in, record_attendance
from ambassadors.workshops.actions.evaluations import (
    answer_evaluation,
    close_due_evaluations,
    open_due_evaluations,
)
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import QUESTIONS
from ambassadors.workshops.exporters.signature_sheet import sheet_data, split_into_half_days
from ambassadors.workshops.mails import EVALUATION_AT_ONCE, EVALUATION_LATER
from ambassadors.workshops.models import Evaluation, EvaluationMark, Seat
from ambassadors.workshops.presence_codes import presence_code
from core.dates import today
from learning.enums import GrantSource
from learning.models import ModuleGrant
from learning.queries.transcript import transcript_of
from people.actions.privacy import erase_person
from people.models import Look, OutgoingMail
from tests.ambassadors.factories import WorkshopFactory, WorkshopSessionFactory
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=10)


def client_of(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def add_seats(session, number=1):
    people = [PersonFactory() for _ in range(number)]
    for person in people:
        ask_for_seat(session=session, person=person)
    return people


def assert_refused(expected, /, **arguments):
    with pytest.raises(ValidationError) as refusal:
        check_in(**arguments)
    assert refusal.value.code == expected


def people_who_came(session):
    return set(Seat.objects.filter(session=session, has_come=True).values_list("person", flat=True))


# --- The code of the room ---------------------------------------------------------------------------------


@pytest.fixture
def session():
    return WorkshopSessionFactory(starts_at=timezone.now() + SOON, capacity=30)


def test_the_code_of_the_moment_says_that_one_is_there(session):
    (person,) = add_seats(session)

    check_in(session=session, person=person, code=presence_code(session.uuid, timezone.now()))
    check_in(session=session, person=person, code=presence_code(session.uuid, timezone.now()))

    assert people_who_came(session) == {person.pk}


def test_a_code_is_good_for_a_few_minutes_and_for_one_session(session):
    (person,) = add_seats(session)
    now, other = timezone.now(), WorkshopSessionFactory()

    for wrong in (
        presence_code(session.uuid, now - timedelta(minutes=5)),
        presence_code(other.uuid, now),
        "",
        "٠٠٠٠٠٠",
    ):
        assert_refused("code", session=session, person=person, code=wrong)
    check_in(
        session=session, person=person, code=presence_code(session.uuid, now - timedelta(minutes=2))
    )


def test_who_has_no_seat_or_waits_for_one_cannot_check_in(session):
    session.capacity = 1
    session.save()
    _held, waiting = add_seats(session, 2)
    good = presence_code(session.uuid, timezone.now())

    assert_refused("no_seat", session=session, person=PersonFactory(), code=good)
    assert_refused("no_seat", session=session, person=waiting, code=good)


def test_nobody_checks_in_days_before_or_after():
    session = WorkshopSessionFactory()
    (person,) = add_seats(session)

    assert_refused(
        "closed", session=session, person=person, code=presence_code(session.uuid, timezone.now())
    )


def test_opening_the_page_of_a_camera_notes_nothing_and_the_button_does(session):
    (person,) = add_seats(session)
    client = client_of(person)
    url = reverse("workshops:check_in", args=[session.uuid])
    code = presence_code(session.uuid, timezone.now())

    page = client.get(url, {"code": code}).content.decode()

    assert f'value="{code}"' in page
    assert people_who_came(session) == set()
    client.post(url, {"code": code})
    assert people_who_came(session) == {person.pk}


def test_guessing_a_code_is_slowed_down(session):
    (person,) = add_seats(session)
    client, url = client_of(person), reverse("workshops:check_in", args=[session.uuid])

    pages = [client.post(url, {"code": "x"}).content.decode() for _ in range(11)]

    assert "Too many attempts" in pages[-1]
    client.post(url, {"code": presence_code(session.uuid, timezone.now())})
    assert people_who_came(session) == set()


def test_the_trainer_shows_the_code_and_nobody_else_finds_it(session):
    (person,) = add_seats(session)
    trainer = PersonFactory()
    session.trainers.add(trainer)
    url = reverse("workshops:code", args=[session.uuid])

    page = client_of(trainer).get(url)

    digits = presence_code(session.uuid, timezone.now())
    assert f"{digits[:3]} {digits[3:]}" in page.content.decode()
    assert "<svg" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert client_of(person).get(url).status_code == 404


# --- The sheet --------------------------------------------------------------------------------------------


def test_the_sheet_names_who_has_a_seat_by_half_day_and_is_logged():
    session = WorkshopSessionFactory(
        starts_at=datetime(2030, 5, 14, 7, tzinfo=UTC),
        ends_at=datetime(2030, 5, 14, 15, tzinfo=UTC),
    )
    one, two, _waiting = add_seats(session, 3)
    trainer = PersonFactory()
    session.trainers.add(trainer)

    response = client_of(trainer).get(reverse("workshops:sheet", args=[session.uuid]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    words = sheet_data(session, people=[one, two], trainers=[trainer])
    assert len(words["halves"]) == 2
    assert words["people"] == [
        [f"{attendee.last_name} {attendee.first_name}", attendee.staff_number]
        for attendee in (one, two)
    ]
    assert {look.subject for look in Look.objects.filter(viewer=trainer)} == {one, two}
    assert client_of(one).get(reverse("workshops:sheet", args=[session.uuid])).status_code == 404


@pytest.mark.parametrize(
    ("hours", "parts"),
    [((7, 9), 1), ((12, 14), 1), ((7, 15), 2), ((11, 12), 1), ((7, 15 + 24), 4)],
)
def test_a_half_day_ends_at_one_in_the_afternoon(hours, parts):
    first, last = (datetime(2030, 5, 14, tzinfo=UTC) + timedelta(hours=hour) for hour in hours)
    session = WorkshopSessionFactory.build(starts_at=first, ends_at=last)

    halves = split_into_half_days(session)

    assert len(halves) == parts
    assert (halves[0][0], halves[-1][1]) == (first, last)


# --- A module ---------------------------------------------------------------------------------------------


@pytest.fixture
def workshop():
    module = make_module("Découvrir")
    make_lesson(module)
    return WorkshopFactory(completes=module.record)


def past_session(workshop, **details):
    days = details.pop("days", 1)
    return WorkshopSessionFactory(
        workshop=workshop, starts_at=timezone.now() - timedelta(days=days), capacity=30, **details
    )


def add_to_list(session, people):
    return [
        Seat.objects.create(session=session, person=person, number=number)
        for number, person in enumerate(people, start=1)
    ]


@pytest.mark.usefixtures("in_english")
def test_coming_has_the_module_done_and_a_corrected_list_takes_it_back(workshop):
    session, person = past_session(workshop), PersonFactory()
    (seat,) = add_to_list(session, [person])

    record_attendance(session=session, came=[seat.pk])
    kinds = {line.title: str(line.label) for line in transcript_of(person, on=today()).lines}
    assert kinds == {f"{workshop.title}, for the module “Découvrir”": "workshop"}

    record_attendance(session=session, came=[])
    assert transcript_of(person, on=today()).is_empty


def test_who_came_twice_keeps_the_module_when_one_list_is_corrected(workshop):
    first, second, person = past_session(workshop, days=30), past_session(workshop), PersonFactory()
    for session in (first, second):
        (seat,) = add_to_list(session, [person])
        record_attendance(session=session, came=[seat.pk])

    record_attendance(session=second, came=[])

    grant = ModuleGrant.objects.get(person=person)
    assert grant.granted_at == first.starts_at


def test_what_a_placement_showed_is_not_touched(workshop):
    session, person = past_session(workshop), PersonFactory()
    ModuleGrant.objects.create(person=person, module=workshop.completes)
    (seat,) = add_to_list(session, [person])

    record_attendance(session=session, came=[seat.pk])
    record_attendance(session=session, came=[])

    assert ModuleGrant.objects.get(person=person).source == GrantSource.PLACEMENT


# --- What they think --------------------------------------------------------------------------------------


@pytest.fixture
def evaluation_and_people(workshop):
    """Return the evaluation and attendees of a session of seven whose list is saved."""
    session = past_session(workshop)
    people = [PersonFactory() for _ in range(7)]
    seats = add_to_list(session, people)
    record_attendance(session=session, came=[seat.pk for seat in seats])
    return Evaluation.objects.get(session=session), people


def answers(wave, value=3):
    return dict.fromkeys(QUESTIONS[wave], value)


def people_mailed(kind):
    return sorted(OutgoingMail.objects.filter(kind=kind).values_list("person", flat=True))


def test_who_came_is_asked_once_when_the_list_is_saved(evaluation_and_people):
    evaluation, people = evaluation_and_people

    record_attendance(
        session=evaluation.session, came=list(Seat.objects.values_list("pk", flat=True))
    )
    run_evaluations_task()

    assert people_mailed(EVALUATION_AT_ONCE) == sorted(person.pk for person in people)
    assert evaluation.asked == 7


def test_so_few_that_nothing_could_be_shown_are_not_asked(workshop):
    session = past_session(workshop)
    seats = add_to_list(session, [PersonFactory() for _ in range(4)])

    record_attendance(session=session, came=[seat.pk for seat in seats])

    assert not Evaluation.objects.exists()


def test_three_months_later_they_are_asked_again_once(evaluation_and_people):
    evaluation, people = evaluation_and_people
    later = evaluation.session.ends_at + timedelta(days=92)

    assert open_due_evaluations(now=later) == 1
    assert open_due_evaluations(now=later) == 0

    assert people_mailed(EVALUATION_LATER) == sorted(person.pk for person in people)


def test_one_answers_once(evaluation_and_people):
    evaluation, people = evaluation_and_people
    answer_evaluation(evaluation=evaluation, person=people[0], answers=answers(Wave.HOT))

    for person, code in ((people[0], "twice"), (PersonFactory(), "twice")):
        with pytest.raises(ValidationError) as refusal:
            answer_evaluation(evaluation=evaluation, person=person, answers=answers(Wave.HOT))
        assert refusal.value.code == code
    evaluation.refresh_from_db()
    assert evaluation.answers == 1


@pytest.mark.parametrize("bad", [{}, {"useful": 3}, answers(Wave.HOT, 5), answers(Wave.COLD)])
def test_other_answers_are_refused_and_spend_nothing(evaluation_and_people, bad):
    evaluation, people = evaluation_and_people

    with pytest.raises(ValidationError):
        answer_evaluation(evaluation=evaluation, person=people[0], answers=bad)

    assert not EvaluationMark.objects.filter(has_answered=True).exists()


def test_no_table_joins_an_answer_to_a_person(evaluation_and_people):
    evaluation, people = evaluation_and_people
    for person in people:
        answer_evaluation(evaluation=evaluation, person=person, answers=answers(Wave.HOT))

    marks = list(EvaluationMark.objects.order_by("pk").values())
    assert [row["subject"] for row in marks] == sorted(row["subject"] for row in marks)
    assert {key for row in marks for key in row} == {
        *("id", "evaluation_id", "subject", "has_answered"),
    }
    for person in people:
        assert str(person.uuid) not in str(marks)
    evaluation.refresh_from_db()
    assert evaluation.counts == {code: [0, 0, 7, 0] for code in sorted(QUESTIONS[Wave.HOT])}


def shown_to_trainer(evaluation):
    trainer = PersonFactory()
    evaluation.session.trainers.add(trainer)
    url = reverse("workshops:results", args=[evaluation.session.uuid])
    return client_of(trainer).get(url).content.decode()


@pytest.mark.usefixtures("in_english")
def test_results_wait_for_the_end_and_for_five_answers(evaluation_and_people):
    evaluation, people = evaluation_and_people
    for person in people[:5]:
        answer_evaluation(evaluation=evaluation, person=person, answers=answers(Wave.HOT))
    question = str(QUESTIONS[Wave.HOT]["useful"])
    assert "open for two weeks" in shown_to_trainer(evaluation)
    assert question not in shown_to_trainer(evaluation)

    assert close_due_evaluations(now=timezone.now() + timedelta(days=15)) == 1

    page = shown_to_trainer(evaluation)
    assert question in page
    assert "5 people answered" in page
    assert not EvaluationMark.objects.exists()


def test_what_four_said_is_not_even_kept(evaluation_and_people):
    evaluation, people = evaluation_and_people
    for person in people[:4]:
        answer_evaluation(evaluation=evaluation, person=person, answers=answers(Wave.HOT))

    close_due_evaluations(now=timezone.now() + timedelta(days=15))

    evaluation.refresh_from_db()
    assert (evaluation.counts, evaluation.answers) == ({}, 0)
    assert "Fewer than 5" in shown_to_trainer(evaluation)


def test_the_page_asks_who_came_and_nobody_else(evaluation_and_people):
    evaluation, people = evaluation_and_people
    url = reverse("workshops:evaluate", args=[evaluation.session.uuid, "hot"])
    client = client_of(people[0])

    assert client_of(PersonFactory()).get(url).status_code == 404
    assert client.get(url).status_code == 200
    client.post(url, answers(Wave.HOT))

    evaluation.refresh_from_db()
    assert evaluation.answers == 1
    assert "You have answered" in client.get(url).content.decode()


def test_who_is_erased_leaves_no_mark(evaluation_and_people):
    evaluation, people = evaluation_and_people
    answer_evaluation(evaluation=evaluation, person=people[0], answers=answers(Wave.HOT))

    erase_person(person=people[0])

    assert evaluation.marks.count() == 6
    evaluation.refresh_from_db()
    assert evaluation.answers == 1

"""Nameless questions about commitments and job changes: the same box, answers that come out together on Mondays."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from ambassadors.help.actions.questions import answer_question, submit_question
from ambassadors.help.enums import QuestionAbout
from ambassadors.help.models import BoxedQuestion, NamedAsker
from ambassadors.help.policies import questions_answerable_by
from ambassadors.help.queries.questions import people_to_answer
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import Notification
from tests.ambassadors.factories import AmbassadorFactory
from tests.people.factories import ExternalFactory, PersonFactory, PositionFactory


pytestmark = pytest.mark.django_db

PAGE = reverse("commitments:index")
ASK = reverse("ambassadors:questions_about", args=["engagements"])
THURSDAY, MONDAY, NEXT_MONDAY = "2026-12-03 14:37", "2026-12-07 09:00", "2026-12-14 00:01"
WORDS = "Perso, je garde mon poste ou pas ?"


@pytest.fixture
def clock():
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


def words(response):
    return response.content.decode()


def test_the_words_the_subject_and_the_week_are_kept_and_nothing_else(client, clock, person):
    client.force_login(person)
    before, written = set(client.session.keys()), []

    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            written.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.post(ASK, {"text": WORDS})

    assert answer.url == reverse("ambassadors:question_about_put", args=["engagements"])
    assert client.get(answer.url).status_code == 200
    assert set(written) <= {"ambassadors_boxedquestion", "django_session"}
    values = BoxedQuestion.objects.values().get()
    del values["uuid"]
    assert values == {
        "lesson_id": None, "language": "", "about": "commitments", "week": date(2026, 11, 30),
        "shown_from": None, "text": WORDS, "is_reworded": False, "answer": "", "helped": 0,
    }  # fmt: skip
    assert not NamedAsker.objects.exists()
    assert not Notification.objects.exists()
    assert set(client.session.keys()) - before <= {"last_seen"}
    assert "poste" not in str(dict(client.session))


def test_all_subjects_have_one_bound_and_the_box_alone_shows_its_own(client, clock, person):
    client.force_login(person)
    jobs = reverse("ambassadors:questions_about", args=["metiers"])
    for number, address in enumerate([ASK, jobs, reverse("ambassadors:questions")] * 2):
        client.post(address, {"text": f"Question {number} ?"})
    assert BoxedQuestion.objects.count() == 5
    assert {question.about for question in BoxedQuestion.objects.all()} == set(QuestionAbout)
    for refused in ("Écrivez à nadia.benali@exemple.fr", "le 06 12 34 56 78", " "):
        assert client.post(ASK, {"text": refused}).status_code == 200
    assert BoxedQuestion.objects.count() == 5


def test_partners_learners_have_no_such_box(client, person):
    client.force_login(ExternalFactory())
    for slug, status in (("engagements", 404), ("metiers", 404)):
        address = reverse("ambassadors:questions_about", args=[slug])
        assert client.get(address).status_code == status
        assert client.post(address, {"text": WORDS}).status_code == status
    client.force_login(person)
    assert client.get("/entraide/questions/sur/autre/").status_code == 404
    assert not BoxedQuestion.objects.exists()


def test_it_is_reworded_the_next_week_and_comes_out_with_the_others_on_a_monday(
    client, clock, person, manager, editor, training_manager
):
    submit_question(text=WORDS, about=QuestionAbout.COMMITMENTS)
    submit_question(text="Et mes congés ?", about=QuestionAbout.COMMITMENTS)
    question, other = (
        BoxedQuestion.objects.get(text=WORDS),
        BoxedQuestion.objects.exclude(text=WORDS).get(),
    )
    address = reverse("ambassadors:answer_question", args=[question.pk])
    assert not questions_answerable_by(training_manager).exists()
    client.force_login(training_manager)
    assert client.get(address).status_code == 404

    clock.move_to(MONDAY)
    for reader in (person, manager, editor, AmbassadorFactory().person):
        client.force_login(reader)
        assert client.get(address).status_code == 404
        assert not questions_answerable_by(reader).exists()
    client.force_login(training_manager)
    assert WORDS not in words(client.get(address)).partition("<textarea")[2]  # the field is empty
    sent = {"text": WORDS.upper(), "answer": "Oui.", "seen": question.state}
    assert client.post(address, sent).status_code == 200
    client.post(address, sent | {"text": "Les postes sont-ils gardés ?"})
    clock.move_to("2026-12-11 17:00")
    answer_question(question=other, text="Qu’en est-il des congés ?", answer="Rien ne change.")

    question.refresh_from_db()
    assert question.shown_from == date(2026, 12, 14)
    client.force_login(person)
    for hour in ("2026-12-11 17:01", "2026-12-13 23:59"):
        clock.move_to(hour)
        for page in (PAGE, ASK, reverse("ambassadors:questions")):
            assert "Rien ne change." not in words(client.get(page))
            assert "Oui." not in words(client.get(page))
    clock.move_to(NEXT_MONDAY)
    client.force_login(person)
    for page in (PAGE, ASK):
        shown = words(client.get(page))
        assert "Les postes sont-ils gardés ?" in shown
        assert "Rien ne change." in shown
        assert WORDS not in shown
    assert "Rien ne change." not in words(client.get(reverse("ambassadors:questions")))


def test_a_training_manager_who_leads_a_team_reads_none_while_another_may(clock, training_manager):
    submit_question(text=WORDS, about=QuestionAbout.COMMITMENTS)
    submit_question(text="Un mot de passe ?")
    clock.move_to(MONDAY)
    gathered, boxed = BoxedQuestion.objects.order_by("about")
    PositionFactory(person=training_manager, is_manager=True, is_primary=False)

    def read_by(person):
        return set(questions_answerable_by(person))

    assert read_by(training_manager) == {gathered, boxed}
    other = PersonFactory()
    grant_role(person=other, role=Role.TRAINING_MANAGER)

    assert (read_by(training_manager), read_by(other)) == ({boxed}, {gathered, boxed})
    assert people_to_answer([gathered, boxed]) == {
        gathered.pk: {other.pk},
        boxed.pk: {other.pk, training_manager.pk},
    }
    PositionFactory(person=other, is_manager=True, is_primary=False)
    assert read_by(training_manager) == read_by(other) == {gathered, boxed}


def test_a_mistake_is_mended_at_once_and_an_answer_keeps_its_monday(clock):
    submit_question(text=WORDS, about=QuestionAbout.JOB_CHANGES)
    question = BoxedQuestion.objects.get()
    clock.move_to(MONDAY)
    answer_question(question=question, text="Les postes ?", answer="Gardés.")
    clock.move_to(NEXT_MONDAY)
    answer_question(question=question, text="Les postes ?", answer="Tous gardés.")

    shown = BoxedQuestion.objects.published_about(QuestionAbout.JOB_CHANGES)
    assert [(question.answer, question.shown_from) for question in shown] == [
        ("Tous gardés.", date(2026, 12, 14))
    ]
    drawn = render_to_string("ambassadors/job_changes/questions.html", {"questions": shown})
    assert "Tous gardés." in drawn
    assert reverse("ambassadors:questions_about", args=["metiers"]) in drawn
    assert "</a>" in render_to_string("ambassadors/job_changes/questions.html", {"questions": []})


def test_the_database_shows_no_first_words_and_no_day_but_a_monday(clock):
    submit_question(text=WORDS, about=QuestionAbout.COMMITMENTS)
    rows = BoxedQuestion.objects.all()
    monday = date(2026, 12, 14)
    for values in (
        {"answer": "Oui.", "shown_from": monday},
        {"answer": "Oui.", "is_reworded": True},
        {"answer": "Oui.", "is_reworded": True, "shown_from": date(2026, 12, 15)},
        {"shown_from": monday},
        {"about": "autre"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    rows.update(answer="Oui.", is_reworded=True, shown_from=monday)


def test_nobody_answers_with_what_names_somebody(clock):
    submit_question(text=WORDS, about=QuestionAbout.COMMITMENTS)
    with pytest.raises(ValidationError):
        answer_question(
            question=BoxedQuestion.objects.get(),
            text="Les postes ?",
            answer="Appelez le 0612345678",
        )

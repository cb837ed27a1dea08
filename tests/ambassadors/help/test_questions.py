"""The box of anonymous questions: what it stores, what it refuses, who reads it."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.help.actions.questions import answer_question, submit_question
from ambassadors.help.models import BoxedQuestion, NamedAsker
from ambassadors.help.question_limit import may_submit_question
from ambassadors.practices.identifying_details import Trace, find_traces
from ambassadors.tasks import forget_question_limits_task
from config.caches import caches
from core.cache import limits
from people.actions.retention import purge
from tests.people.factories import PersonFactory


BOX, THANKS = reverse("ambassadors:questions"), reverse("ambassadors:question_put")


def text(response):
    return response.content.decode()


# --- What it keeps ----------------------------------------------------------------------------------


@pytest.mark.django_db
@time_machine.travel("2026-11-26 14:37", tick=False)
def test_the_words_and_the_week_are_kept_and_nothing_else(client, person):
    client.force_login(person)
    session_before = list(client.session.keys())

    answer = client.post(BOX, {"text": "À quoi sert le portail ?"})

    assert answer.url == THANKS
    question = BoxedQuestion.objects.get()
    assert question.week == date(2026, 11, 23)
    fields = {field.name for field in BoxedQuestion._meta.get_fields()}
    kept = {"uuid", "about", "week", "text", "answer", "is_reworded", "helped"}
    assert fields == kept | {"lesson", "language", "shown_from", "asker"}
    assert (question.lesson, question.language, question.shown_from) == (None, "", None)
    assert not NamedAsker.objects.exists()
    assert set(client.session.keys()) - set(session_before) <= {"last_seen"}


@pytest.mark.django_db
def test_no_row_that_is_written_beside_it_names_anybody(client, person):
    """But for the session, which every page writes."""
    client.force_login(person)
    written = []

    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            written.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.post(BOX, {"text": "À quoi sert le portail ?"})

    assert set(written) <= {"ambassadors_boxedquestion", "django_session"}


@pytest.mark.django_db
def test_its_number_follows_no_other():
    for _ in range(3):
        submit_question(text="Pourquoi ?")

    assert {question.pk.version for question in BoxedQuestion.objects.all()} == {4}


@pytest.mark.django_db
def test_the_database_keeps_no_day_but_a_monday():
    with pytest.raises(IntegrityError), transaction.atomic():
        BoxedQuestion.objects.create(text="Pourquoi ?", week=date(2026, 11, 26))


@pytest.mark.django_db
def test_the_count_that_limits_it_is_one_for_everybody(client, person, settings):
    for number in range(31):
        client.force_login(person if number % 2 else PersonFactory())
        client.post(BOX, {"text": f"Question numéro {number} ?"})

    assert BoxedQuestion.objects.count() == 30


@pytest.mark.django_db
def test_one_sign_in_cannot_fill_it(client, person):
    with time_machine.travel("2026-11-26 14:10", tick=False) as clock:
        client.force_login(person)
        for number in range(9):
            answer = client.post(BOX, {"text": f"Question numéro {number} ?"})
        assert BoxedQuestion.objects.count() == 5
        assert answer.status_code == 200
        other = Client()
        other.force_login(PersonFactory())
        other.post(BOX, {"text": "Et moi ?"})
        assert BoxedQuestion.objects.count() == 6
        clock.move_to("2026-11-26 15:01")
        client.force_login(person)
        client.post(BOX, {"text": "Une heure après ?"})

    assert BoxedQuestion.objects.count() == 7


def test_what_counts_it_names_no_sign_in_and_ends_with_the_hour():
    limits.clear()
    with time_machine.travel("2026-11-26 14:10", tick=False):
        may_submit_question("a-session-key")
        first = set(limits._cache)
        may_submit_question("a-session-key")
        assert set(limits._cache) == first
        assert not any("a-session-key" in key for key in first)
        assert len({round(limits._expire_info[key]) for key in first}) == 1
    limits.clear()
    with time_machine.travel("2026-11-26 14:20", tick=False):
        may_submit_question("a-session-key")
        counts = {key for key in limits._cache if len(key) > 60}

    assert not counts & first  # the key of the digest is drawn anew, so none can be worked out


def test_a_file_of_limits_holds_nothing_once_the_hour_is_over(settings, tmp_path):
    settings.CACHES = caches("", tmp_path)
    with time_machine.travel("2026-11-26 14:10", tick=False):
        may_submit_question("a-session-key")
    with time_machine.travel("2026-11-26 15:01", tick=False):
        forget_question_limits_task()
    with closing(sqlite3.connect(tmp_path / "limits.sqlite3")) as file:
        kept = file.execute("SELECT key FROM counts").fetchall()
    del settings.CACHES

    assert len(kept) == 1  # what was written to have the others deleted
    assert b"question-box-20" not in (tmp_path / "limits.sqlite3").read_bytes()


@pytest.mark.django_db
def test_it_is_deleted_after_its_time():
    submit_question(text="Pourquoi ?")
    BoxedQuestion.objects.update(week=date(2020, 1, 6))

    purge()

    assert not BoxedQuestion.objects.exists()


# --- What it refuses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "trace"),
    [
        ("Écrivez à nadia.benali@exemple.fr", Trace.EMAIL),
        ("nadia @ exemple.fr", Trace.EMAIL),
        ("nadia＠exemple.fr", Trace.EMAIL),
        ("na\u200bdia@exem\u200bple.fr", Trace.EMAIL),
        ("le 06 12 34 56 78", Trace.NUMBER),
        ("+33.6.12.34.56.78", Trace.NUMBER),
        ("2 85 05 78 006 084 36", Trace.NUMBER),
        ("2 85 05 2A 006 084 36", Trace.NUMBER),
        ("matricule 004217", Trace.NUMBER),
        ("０６１２３４５６７８", Trace.NUMBER),
        ("06\u00a012\u202f34 56 78", Trace.NUMBER),
        ("12\u200b34\u200b56", Trace.NUMBER),
        ("Depuis 2025, 3 fois sur 10, à 14 h 30, pour 1 200 € ?", None),
        ("Le 03/12/2026 ou en 2025-2026 ?", None),
        ("150 000 euros de remboursements", None),
        ("Écrire à @tous ?", None),
        ("", None),
    ],
)
def test_what_looks_personal(words, trace):
    traces = find_traces(words, any_number=True)
    assert trace in traces if trace else not traces


@given(st.from_regex(r"[0-9]{6,15}", fullmatch=True), st.text(max_size=30))
def test_a_long_number_is_found_wherever_it_stands(number, around):
    assert Trace.NUMBER in find_traces(f"{around} # {number} # {around}", any_number=True)


@given(st.text())
def test_any_text_is_read(words):
    assert find_traces(words) <= find_traces(words, any_number=True) <= set(Trace)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["", "  ", "a@b.fr", "0612345678", "Mme Dupont le sait", "x" * 1001]
)
def test_a_refused_question_is_kept_on_the_page_alone(client, person, words):
    client.force_login(person)

    assert client.post(BOX, {"text": words}).status_code == 200
    assert not BoxedQuestion.objects.exists()


# --- Who reads it -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_unanswered_question_is_read_by_who_answers_alone(client, person):
    submit_question(text="Et si je ne suis pas à l’aise ?")
    client.force_login(person)
    assert "pas à l’aise" not in text(client.get(BOX))

    answer_question(
        question=BoxedQuestion.objects.get(), text="Faut-il être à l’aise ?", answer="Non."
    )

    page = text(client.get(BOX))
    assert "Faut-il être à l’aise ?" in page
    assert "Non." in page


@pytest.mark.django_db
def test_an_answer_names_nobody_either():
    submit_question(text="Qui appeler ?")
    question = BoxedQuestion.objects.get()

    with pytest.raises(ValidationError):
        answer_question(question=question, text="Qui appeler ?", answer="Le 06 12 34 56 78")


@pytest.mark.django_db
def test_words_are_shown_as_words(client, person):
    submit_question(text="<script>alert(1)</script>")
    question = BoxedQuestion.objects.get()
    answer_question(question=question, text=question.text, answer="<b>Non</b>")
    client.force_login(person)

    page = text(client.get(BOX))

    assert "<script>alert" not in page
    assert "<b>Non</b>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("size", [2, 15])
def test_the_page_costs_the_same_with_many(client, person, size, django_assert_max_num_queries):
    BoxedQuestion.objects.bulk_create(
        BoxedQuestion(
            text=f"Question {n}",
            answer="Oui.",
            week=date(2026, 11, 23) - timedelta(weeks=n),
        )
        for n in range(size)
    )
    client.force_login(person)
    client.get(BOX)

    with django_assert_max_num_queries(10):
        client.get(BOX)

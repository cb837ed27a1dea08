"""Questions on a lesson: asked with a name or without, put in other words, answered, shown, counted."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override

from adoption.transaction_ids import scrub_transaction_ids
from ambassadors.help.actions.joining import set_up_network
from ambassadors.help.actions.questions import (
    answer_question,
    ask_with_name,
    delete_question,
    reword_question,
    submit_question,
    tell_of_waiting_questions,
)
from ambassadors.help.mails import LESSON_QUESTION_ANSWERED
from ambassadors.help.models import BoxedQuestion, NamedAsker
from ambassadors.help.policies import questions_answerable_by
from ambassadors.help.queries.questions import people_to_answer
from cms.languages import source_language
from learning.models import LessonPage
from people.actions.accounts import grant_role
from people.actions.mails import choose_mails
from people.actions.notices import record_notice_seen
from people.actions.privacy import erase_person
from people.actions.retention import purge
from people.enums import MailRhythm, NoticePurpose, Role
from people.models import Notification, OutboxTask, OutgoingMail
from people.notifications.queries import waiting_items
from people.queries.notices import current_notices
from people.queries.privacy import class_held_about
from tests.ambassadors.factories import AmbassadorFactory, ServiceFactory
from tests.cms.translating import translate
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

THURSDAY, MONDAY = "2026-11-26 14:37", "2026-11-30 09:00"
WAITING = reverse("ambassadors:questions_to_answer")


@pytest.fixture
def page():
    lesson = make_lesson(make_module(), "Écrire par la messagerie")
    lesson.portal_service = ServiceFactory()
    lesson.save()
    return lesson


@pytest.fixture
def helper(page):
    return AmbassadorFactory(topics=[page.portal_service]).person


@pytest.fixture
def editor():
    person = PersonFactory()
    grant_role(person=person, role=Role.EDITOR)
    return person


def told(person):
    """The same, who has read the notice of mutual help."""
    record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
    return person


def ask_address(page):
    return reverse("ambassadors:lesson_questions", args=[page.record.uuid])


def words(response):
    return response.content.decode()


def asked(page, text="Qui lit mes messages ?", *, by=None, answer=""):
    about = {"text": text, "lesson": page.record, "language": "fr"}
    if by is None:
        submit_question(**about)
    else:
        ask_with_name(person=by, **about)
    question = BoxedQuestion.objects.get(text=text)
    if answer:
        answer_question(question=question, text="Les messages, qui les lit ?", answer=answer)
    return question


# --- Without a name ---------------------------------------------------------------------------------


@time_machine.travel(THURSDAY, tick=False)
def test_without_a_name_the_words_the_lesson_and_the_week_are_kept(client, person, page):
    client.force_login(person)
    written = []

    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            written.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.post(ask_address(page), {"text": "Qui lit mes messages ?", "name": "no"})

    assert answer.url.startswith(ask_address(page))
    assert set(written) <= {"ambassadors_boxedquestion", "django_session"}
    question = BoxedQuestion.objects.get()
    assert (question.lesson, question.week) == (page.record, date(2026, 11, 23))
    assert question.shown_from == date(2026, 11, 30)
    assert not NamedAsker.objects.exists()
    assert "messages" not in str(dict(client.session))


def test_the_box_and_all_lessons_have_one_bound(client, person, page):
    client.force_login(person)
    for number in range(3):
        client.post(reverse("ambassadors:questions"), {"text": f"Question {number} ?"})
        client.post(ask_address(page), {"text": f"Autre question {number} ?", "name": "no"})

    assert BoxedQuestion.objects.count() == 5


def test_where_the_count_does_not_answer_none_is_taken_without_a_name(client, redis, person, page):
    client.force_login(told(person))
    redis.stop()
    sent = {"text": "Qui lit mes messages ?"}

    refused = client.post(
        ask_address(page), sent | {"name": "no"}, headers={"accept-language": "en"}
    )

    assert "Your question was not taken" in words(refused)
    assert sent["text"] in words(refused)
    assert not BoxedQuestion.objects.exists()
    client.post(ask_address(page), sent | {"name": "yes"})
    assert NamedAsker.objects.get().person == person


def test_it_is_public_in_other_words_alone_and_not_before_the_following_week(
    client, person, page, helper, editor
):
    with time_machine.travel(THURSDAY, tick=False):
        question = asked(page, "Perso je lis rien, qui lit ?")
        address = reverse("ambassadors:answer_question", args=[question.pk])
        for reader in (helper, editor):
            assert question not in questions_answerable_by(reader)
            client.force_login(reader)
            assert client.get(address).status_code == 404
        early = asked(page, "Déjà dit ?")
        answer_question(question=early, text="Déjà ?", answer="Pas avant lundi.")
        client.force_login(person)
        assert "Pas avant lundi." not in words(client.get(page.url))
        early.delete()
    with time_machine.travel(MONDAY, tick=False):
        assert question in questions_answerable_by(editor)
        client.force_login(editor)
        same = client.post(
            address,
            {
                "text": "perso, je lis RIEN : qui lit ?",
                "answer": "L’agent.",
                "seen": question.state,
            },
        )
        assert (same.status_code, BoxedQuestion.objects.get().answer) == (200, "")
        sent = {"text": "Qui lit les messages ?", "answer": "", "seen": question.state}
        assert question not in questions_answerable_by(helper)
        assert client.post(address, sent).url == WAITING
        assert question in questions_answerable_by(helper)
        question.refresh_from_db()
        answer_question(question=question, text=question.text, answer="Vous et l’agent.")
        client.force_login(person)
        for address in (page.url, ask_address(page)):
            shown = words(client.get(address))
            assert "Vous et l’agent." in shown
            assert "Qui lit les messages ?" in shown
            assert "Perso je lis rien" not in shown
        assert question not in questions_answerable_by(helper)
        BoxedQuestion.objects.update(answer="")
        assert question in questions_answerable_by(helper)


def test_the_database_shows_no_first_words(page):
    question = asked(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoxedQuestion.objects.filter(pk=question.pk).update(answer="Oui.")
    with pytest.raises(IntegrityError), transaction.atomic():
        BoxedQuestion.objects.filter(pk=question.pk).update(shown_from=question.week)


@pytest.mark.postgresql
def test_each_night_rewrites_them_and_leaves_their_askers(page, person):
    named = asked(page, "Et le mien ?", by=person)
    answered = asked(page, "Et le vôtre ?", by=person, answer="Oui.")
    questions = {named.pk, answered.pk, *(asked(page, f"Question {n} ?").pk for n in range(3))}

    scrub_transaction_ids(today=date(2026, 11, 27))

    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT uuid FROM ambassadors_boxedquestion ORDER BY {place}")  # noqa: S608
        lying = [str(uuid).replace("-", "") for (uuid,) in cursor.fetchall()]
    assert lying == sorted(uuid.hex for uuid in questions)
    assert NamedAsker.objects.get().question_id == named.pk


# --- With a name ------------------------------------------------------------------------------------


def test_with_a_name_who_answers_reads_it_and_it_goes_with_the_answer(
    client, person, page, helper, editor, django_capture_on_commit_callbacks
):
    client.force_login(told(person))
    client.post(ask_address(page), {"text": "Qui lit mes messages ?", "name": "yes"})
    question = BoxedQuestion.objects.get()
    assert question not in questions_answerable_by(person)
    for colleague in (AmbassadorFactory().person, PersonFactory()):
        assert question not in questions_answerable_by(colleague)
    client.force_login(helper)
    assert "1 question" in words(client.get(reverse("ambassadors:index")))
    assert "Qui lit mes messages" in words(client.get(WAITING))
    address = reverse("ambassadors:answer_question", args=[question.pk])
    assert str(person) in words(client.get(address))
    sent = {"text": "Qui lit les messages ?", "answer": "<b>Vous</b>.", "seen": question.state}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, sent)

    assert not NamedAsker.objects.exists()
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert ask_address(page) in letter.body
    assert not OutgoingMail.objects.filter(
        kind=LESSON_QUESTION_ANSWERED
    ).exists()  # it would tell who
    client.force_login(person)
    shown = words(client.get(page.url))
    assert "&lt;b&gt;Vous&lt;/b&gt;" in shown
    assert str(person) not in shown.partition("questions")[2].partition("</details>")[0]
    assert client.get(address).status_code == 404


def test_the_notice_comes_before_a_name_and_carries_the_words(client, person, page):
    client.force_login(person)
    sent = {"text": "Qui lit mes messages ?", "name": "yes"}
    (notice,) = current_notices([NoticePurpose.HELP])

    first = client.post(ask_address(page), sent)
    assert sent["text"] in words(first)
    assert not BoxedQuestion.objects.exists()
    client.post(ask_address(page), sent | {"notice": notice.version})

    assert NamedAsker.objects.get().person == person


def test_one_person_has_five_that_wait(person, page):
    for number in range(5):
        asked(page, f"Question {number} ?", by=person)

    with pytest.raises(ValidationError):
        asked(page, "Encore une ?", by=person)
    assert BoxedQuestion.objects.count() == 5


def test_erased_are_those_that_wait_and_what_everybody_reads_stays(person, page):
    asked(page, "Et le mien ?", by=person)
    asked(page, by=person, answer="Vous et l’agent.")
    held = class_held_about(person, "ambassadors.NamedAsker")
    assert [row["question__text"] for row in held.rows] == ["Et le mien ?"]

    erase_person(person=person)

    assert BoxedQuestion.objects.get().answer == "Vous et l’agent."


def test_both_are_deleted_after_their_time(person, page):
    asked(page, by=person)
    BoxedQuestion.objects.update(week=date(2020, 1, 6))

    purge()

    assert not BoxedQuestion.objects.exists()
    assert not NamedAsker.objects.exists()


# --- Answering --------------------------------------------------------------------------------------


def test_who_wants_no_such_mail_has_none(person, page, django_capture_on_commit_callbacks):
    choose_mails(person=person, rhythms={LESSON_QUESTION_ANSWERED: MailRhythm.NEVER}, language="")

    with django_capture_on_commit_callbacks(execute=True):
        asked(page, by=person, answer="Vous et l’agent.")

    assert mail.outbox == []


def test_who_answers_reads_the_title_of_the_lesson_in_their_language(client, page, person, editor):
    translate(page.get_parent().specific, {"Découvrir": "Discover"})
    translate(page, {page.title: "Write by the messaging service"})
    question = asked(page, by=person)
    client.force_login(editor)
    for address in (WAITING, reverse("ambassadors:answer_question", args=[question.pk])):
        shown = words(client.get(address, headers={"accept-language": "en"}))
        assert "On the lesson “Write by the messaging service”" in shown
        assert 'lang="fr"' in shown.partition("<main")[2]


def test_of_two_who_answer_at_once_the_second_loses_no_word_and_an_editor_alone_replaces(
    client, person, page, helper, editor
):
    question = asked(page, by=person)
    seen = question.state
    answer_question(question=question, text="Qui lit ?", answer="L’agent.")
    client.force_login(helper)
    address = reverse("ambassadors:answer_question", args=[question.pk])

    second = client.post(address, {"text": "Qui ?", "answer": "Vous aussi.", "seen": seen})

    assert "Vous aussi." in words(second)
    assert "L’agent." in words(second)
    assert BoxedQuestion.objects.get().answer == "L’agent."
    assert client.get(address).status_code == 404
    current = second.context["form"].data["seen"]
    sent = {"text": "Qui ?", "answer": "Vous et l’agent.", "seen": current}
    assert "Vous et l’agent." in words(client.post(address, sent))
    assert BoxedQuestion.objects.get().answer == "L’agent."
    client.force_login(editor)
    client.post(address, sent)
    assert BoxedQuestion.objects.get().answer == "Vous et l’agent."


@pytest.mark.parametrize(
    "text", ["", "  ", "a@b.fr", "matricule 004217", "Mme Dupont le sait", "x" * 1001]
)
def test_what_is_refused_stays_on_its_page(client, person, page, helper, text):
    client.force_login(told(person))
    for name in ("yes", "no"):
        refused = client.post(ask_address(page), {"text": text, "name": name})
        assert refused.status_code == 200
        assert text.strip() in words(refused)
    assert not BoxedQuestion.objects.exists()
    question = asked(page, by=person)
    client.force_login(helper)
    address = reverse("ambassadors:answer_question", args=[question.pk])
    sent = {"text": "Qui lit ?", "answer": text * 4, "seen": question.state}
    assert client.post(address, sent).status_code == 200
    assert not BoxedQuestion.objects.answered().exists()


def test_an_editor_takes_one_down_and_nobody_else_does(client, page, person, helper, editor):
    question = asked(page, by=person, answer="Oui.")
    address = reverse("ambassadors:delete_question", args=[question.pk])
    for other in (person, helper):
        client.force_login(other)
        assert client.post(address).status_code == 404
    client.force_login(editor)
    assert client.post(address).url == WAITING

    assert not BoxedQuestion.objects.exists()
    with pytest.raises(ValidationError):
        reword_question(question=question, text="Autrement ?", seen="")


# --- Read by everybody ------------------------------------------------------------------------------


def test_that_it_helped_is_counted_once_and_told_from_ten_on(client, person, page, redis):
    question = asked(page, by=person, answer="Vous et l’agent.")
    address = reverse("ambassadors:question_helped", args=[question.pk])
    client.force_login(person)
    answers = {client.post(address).url for _ in range(3)}
    question.refresh_from_db()
    assert (question.helped, len(answers)) == (1, 1)
    BoxedQuestion.objects.update(helped=9)
    english = {"accept-language": "en"}
    assert "It helped" not in words(client.get(page.url, headers=english))
    client.force_login(PersonFactory())
    client.post(address)
    assert "It helped 10 colleagues or more" in words(client.get(page.url, headers=english))
    redis.stop()
    client.force_login(PersonFactory())
    later = client.post(address, headers=english, follow=True)
    assert "Not counted" in words(later)
    question.refresh_from_db()
    assert question.helped == 10


def test_a_question_hangs_on_the_lesson_and_is_read_in_its_language(client, person, page):
    question = asked(page, by=person, answer="Vous et l’agent.")
    translate(page, {page.title: "Writing a message"})
    client.force_login(person)

    read = words(client.get(page.url, headers={"accept-language": "en"}))
    assert "Writing a message" in read
    assert "Vous et l’agent." not in read
    page.slug = "ailleurs"
    page.save()
    assert "Vous et l’agent." in words(client.get(page.get_url()))
    page.unpublish()
    assert client.get(ask_address(page)).status_code == 404
    assert (
        client.post(reverse("ambassadors:question_helped", args=[question.pk])).status_code == 404
    )


def test_an_organisation_that_takes_none_shows_none(client, person, page, helper, editor):
    question = asked(page, by=person)
    asked(page, "Et la mienne ?", by=person, answer="Vous et l’agent.")
    set_up_network(path=None, has_new_charter=False, takes_lesson_questions=False)
    client.force_login(person)

    shown = words(client.get(page.url))
    assert "Vous et l’agent." not in shown
    assert ask_address(page) not in shown
    assert client.get(ask_address(page)).status_code == 404
    assert client.post(ask_address(page), {"text": "Qui ?", "name": "no"}).status_code == 404
    for other in (helper, editor):
        assert question not in questions_answerable_by(other)
    delete_question(question=question)


def test_the_end_of_a_lesson_costs_one_query_however_many_there_are(
    person, page, django_assert_num_queries
):
    from ambassadors.help.panels import lesson_questions_panel

    page.language = source_language()
    for count in (0, 12):
        for number in range(count):
            question = asked(page, f"Question {number} ?")
            answer_question(question=question, text=f"La {number} ?", answer="Oui.")
        BoxedQuestion.objects.update(week="2026-01-05", shown_from="2026-01-12")
        with django_assert_num_queries(1):
            assert len(lesson_questions_panel(page)["questions"]) == min(count, 10)


# --- Under the bell ---------------------------------------------------------------------------------


def lines(person):
    """What the bell says to this person of questions."""
    return [
        (str(item.description.title), item.description.note)
        for item in waiting_items(person)
        if item.kind.key == "help_question"
    ]


ONE_WAITS = ("A question waits for an answer", "")
ONE_WAITS_HERE = ("A question on “Écrire par la messagerie” waits for an answer", "")


@override("en")
def test_one_without_a_name_waits_from_its_next_monday_on_for_all_alike_and_says_nothing(
    page, helper, editor, person
):
    colleague = AmbassadorFactory(topics=[page.portal_service]).person
    with time_machine.travel(THURSDAY, tick=False):
        question = asked(page)
        assert tell_of_waiting_questions() == 0
        assert not OutboxTask.objects.exists()
    with time_machine.travel("2026-11-29 23:00", tick=False):
        assert tell_of_waiting_questions() == 0
        assert not Notification.objects.exists()
    with time_machine.travel(MONDAY, tick=False):
        assert [tell_of_waiting_questions(), tell_of_waiting_questions()] == [1, 0]
        assert (lines(editor), lines(helper)) == ([ONE_WAITS], [])
        reword_question(question=question, text="Les messages, qui les lit ?", seen="")
        assert tell_of_waiting_questions() == 2
        assert lines(helper) == lines(colleague) == lines(editor) == [ONE_WAITS]
        told = Notification.objects.values_list("key", "is_urgent", "read_at")
        assert set(told) == {(str(question.pk), False, None)}
        assert lines(person) == []
        answer_question(question=question, text="Les messages, qui les lit ?", answer="Vous.")
        assert not Notification.objects.exists()


@override("en")
def test_one_with_a_name_waits_at_once_for_all_but_its_asker_until_it_is_answered(
    page, helper, editor
):
    stranger = AmbassadorFactory(topics=[ServiceFactory()]).person
    question = asked(page, by=helper)
    assert (lines(helper), lines(stranger), lines(editor)) == ([], [], [ONE_WAITS_HERE])
    other = asked(page, "Et la pièce jointe ?", by=stranger)
    assert [len(lines(reader)) for reader in (helper, stranger, editor)] == [1, 0, 2]
    everybody = (helper, stranger, editor)
    for one, people in people_to_answer([question, other]).items():
        assert people == {
            reader.pk
            for reader in everybody
            if questions_answerable_by(reader).filter(pk=one).exists()
        }

    editor.groups.clear()
    assert lines(editor) == []
    delete_question(question=question)
    erase_person(person=stranger)  # which deletes what they asked
    assert lines(helper) == []
    purge()
    assert not Notification.objects.exists()


def test_the_box_waits_for_who_runs_rounds_and_what_is_not_taken_waits_for_nobody(
    page, helper, training_manager
):
    with time_machine.travel(THURSDAY, tick=False):
        submit_question(text="Où cliquer ?")
        asked(page, by=PersonFactory())
    set_up_network(path=None, has_new_charter=False, takes_lesson_questions=False)
    with time_machine.travel(MONDAY, tick=False):
        tell_of_waiting_questions()
        assert len(lines(training_manager)) == 1
        assert lines(helper) == []


def test_the_words_of_many_cost_as_many_queries_as_those_of_one(
    page, helper, django_assert_max_num_queries
):
    counts = []
    for number in (1, 4):
        for _each in range(number):
            asked(page, f"Question {number} {_each} ?", by=PersonFactory())
        lines(helper)
        with django_assert_max_num_queries(12) as queries:
            lines(helper)
        counts.append(len(queries))
    assert counts[0] == counts[1]

    LessonPage.objects.filter(pk=page.pk).update(title="Écrire et joindre")
    assert all("Écrire et joindre" in title for title, _note in lines(helper))

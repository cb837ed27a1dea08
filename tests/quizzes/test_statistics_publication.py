"""From attempts to snapshots: who is read, once, and what never changes afterwards."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from quizzes.actions.bank import publish_version
from quizzes.actions.statistics import publish_statistics
from quizzes.enums import Behaviour, Purpose
from quizzes.models import Attempt, AttemptItem, QuizDraw, QuizQuestion, StatisticsSnapshot
from quizzes.queries.statistics import published_items, published_of, unread, unread_first_attempts
from quizzes.tasks import publish_quiz_statistics_task
from tests.people.factories import ExternalFactory
from tests.quizzes.factories import (
    SINGLE,
    QuestionFactory,
    answered_attempt,
    answered_by_many,
    quiz_asking,
    quiz_of,
    spec,
)


pytestmark = pytest.mark.django_db

K, LEFT_OUT = 10, 5
LEAST = K + LEFT_OUT


@pytest.fixture
def quiz():
    return quiz_of(2, slug="rgpd")


def answer(quiz, people, *, right=None):
    """As many people as that answer the quiz for the first time."""
    return answered_by_many(quiz, people, right=right)


def test_nothing_is_published_below_the_threshold_and_those_left_out_by_lot(quiz):
    answer(quiz, LEAST - 1)
    assert publish_statistics(quiz=quiz) == []
    assert published_of(quiz) is None


def test_a_snapshot_counts_ten_people_of_fifteen(quiz):
    answer(quiz, LEAST)
    [snapshot] = publish_statistics(quiz=quiz)
    assert snapshot.n == K
    assert {item["n"] for item in snapshot.data["items"]} == {K}
    assert Attempt.objects.filter(is_counted=True).count() == LEAST
    assert published_of(quiz).n == K


def test_the_next_snapshot_waits_for_as_many_others(quiz):
    answer(quiz, LEAST)
    publish_statistics(quiz=quiz)
    answer(quiz, LEAST - 1)
    assert publish_statistics(quiz=quiz) == []
    answer(quiz, 1)
    assert [one.n for one in publish_statistics(quiz=quiz)] == [K]
    assert publish_statistics(quiz=quiz) == []
    assert published_of(quiz).n == 2 * K


def test_no_two_snapshots_have_a_person_in_common(quiz):
    """So two of them never differ by fewer people than the threshold."""
    first = {one.pk for one in answer(quiz, LEAST)}
    publish_statistics(quiz=quiz)
    second = {one.pk for one in answer(quiz, LEAST)}
    assert set(unread_first_attempts(quiz)) == second
    assert not first & second


def test_a_further_batch_is_at_least_a_tenth_of_those_counted(quiz):
    answer(quiz, LEAST)
    StatisticsSnapshot.objects.create(quiz=quiz, n=10 * LEAST + 1, data={"items": []})
    assert publish_statistics(quiz=quiz) == []


def test_only_first_attempts_are_read(quiz):
    attempts = answer(quiz, LEAST - 1)
    for attempt in attempts:
        answered_attempt(quiz, attempt.learner, right=2)
    assert publish_statistics(quiz=quiz) == []
    assert set(unread_first_attempts(quiz)) == {attempt.pk for attempt in attempts}


@pytest.mark.parametrize(
    "change",
    [{"purpose": Purpose.PLACEMENT}, {"awaiting": 1}, {"submitted_at": None}],
    ids=["a placement", "waits for a marker", "under way"],
)
def test_what_is_not_marked_or_is_a_placement_is_not_read(quiz, change):
    answer(quiz, LEAST - 1)
    [last] = answer(quiz, 1)
    Attempt.objects.filter(pk=last.pk).update(**change)
    assert publish_statistics(quiz=quiz) == []


def test_partners_learners_are_in_no_figure(quiz):
    answer(quiz, LEAST - 1)
    answered_attempt(quiz, ExternalFactory(), right=1)
    assert publish_statistics(quiz=quiz) == []


def test_who_is_erased_later_is_in_no_snapshot_and_changes_none(quiz):
    attempts = answer(quiz, LEAST)
    [snapshot] = publish_statistics(quiz=quiz)
    before = published_of(quiz)
    for attempt in attempts[:5]:
        attempt.delete()
    answer(quiz, 5)
    assert publish_statistics(quiz=quiz) == []
    snapshot.refresh_from_db()
    assert published_of(quiz) == before


def test_the_database_refuses_to_change_a_snapshot(quiz):
    answer(quiz, LEAST)
    publish_statistics(quiz=quiz)
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        StatisticsSnapshot.objects.update(n=99)


def test_a_snapshot_names_nobody(quiz):
    attempts = answer(quiz, LEAST)
    [snapshot] = publish_statistics(quiz=quiz)
    written = json.dumps(snapshot.data)
    for attempt in attempts:
        assert str(attempt.uuid) not in written
    assert set(snapshot.data) == {"n", "scores", "items", "form"}


def test_a_dry_run_draws_no_lots_and_reads_nobody(quiz):
    answer(quiz, LEAST)
    [would_be] = publish_statistics(quiz=quiz, dry_run=True)
    assert (would_be.pk, would_be.n, would_be.data) == (None, None, None)
    assert not Attempt.objects.filter(is_counted=True).exists()
    assert not StatisticsSnapshot.objects.exists()


def test_a_threshold_of_the_installation_holds(quiz, settings):
    settings.PUBLICATION_THRESHOLD = 12
    answer(quiz, LEAST)
    assert publish_statistics(quiz=quiz) == []
    settings.PUBLICATION_THRESHOLD = 5
    with pytest.raises(ValueError, match="at least"):
        publish_statistics(quiz=quiz)


# --- Questions that change --------------------------------------------------------------------------


def test_another_wording_stays_in_the_same_batch(quiz):
    answer(quiz, 10)
    question = quiz.entries.first().question
    publish_version(question=question, spec=spec(SINGLE.replace("mes réponses", "ce que j’écris")))
    answer(quiz, 5)
    [snapshot] = publish_statistics(quiz=quiz)
    [item] = [one for one in snapshot.data["items"] if one["question"] == question.pk]
    assert item["version"] == question.current_version_id


def test_who_was_asked_something_else_is_in_another_batch(quiz):
    answer(quiz, 10)
    question = quiz.entries.first().question
    publish_version(question=question, spec=spec("Qui voit mes réponses ?{=Moi ~Toi}"))
    answer(quiz, 10)
    assert publish_statistics(quiz=quiz) == []
    answer(quiz, 5)
    [snapshot] = publish_statistics(quiz=quiz)
    assert snapshot.n == K


def test_where_questions_are_drawn_no_figure_crosses_them(quiz):
    QuizDraw.objects.create(quiz=quiz, count=1)
    answer(quiz, LEAST)
    [snapshot] = publish_statistics(quiz=quiz)
    assert snapshot.data["scores"] is None
    assert not any("discrimination" in item for item in snapshot.data["items"])
    assert published_of(quiz).scores is None


def test_the_choices_that_people_made_are_counted():
    quiz = quiz_asking(SINGLE)
    answer(quiz, 2 * LEAST, right=1)
    publish_statistics(quiz=quiz)
    [item] = published_of(quiz).items
    right, *others = item.picks
    assert (right.share.low, right.share.high) == (21 / 25, 1)
    assert all((one.share.low, one.share.high) == (0, 4 / 25) for one in others)


@pytest.mark.parametrize(("earned", "sure"), [("-2", 3), ("0.3333333333", 1), ("1", 3)])
def test_how_sure_people_were_is_no_part_of_how_many_were_right(earned, sure):
    """Wrong and sure loses two questions’ points; right and unsure earns a third of one."""
    quiz = quiz_of(2, behaviour=Behaviour.CERTAINTY)
    answer(quiz, LEAST, right=1)
    items = AttemptItem.objects.filter(attempt__quiz=quiz)
    Attempt.objects.filter(quiz=quiz).update(behaviour=Behaviour.CERTAINTY)
    items.filter(slot=1).update(fraction=earned, certainty=sure)

    read = unread(quiz, unread_first_attempts(quiz))

    shares = {float(share) for share in read.table["fraction"][read.table["item"] == 0]}
    assert shares == {0.0} if earned == "-2" else all(share > 0.99 for share in shares)


def test_a_question_is_read_quiz_by_quiz_and_never_added_up(quiz):
    shared = QuestionFactory()
    both = [quiz, quiz_of(1)]
    for one in both:
        QuizQuestion.objects.create(quiz=one, question=shared, sort_order=9)
        answer(one, LEAST)
        publish_statistics(quiz=one)
    listed = published_items(shared)
    assert {one for one, _items in listed} == set(both)
    assert [item.n for _one, items in listed for item in items] == [K, K]


# --- The door of the operator ---------------------------------------------------------------------------


def test_the_nightly_task_publishes_each_quiz(quiz):
    other = quiz_of(1)
    answer(quiz, LEAST)
    answer(other, LEAST)
    publish_quiz_statistics_task()
    publish_quiz_statistics_task()
    assert StatisticsSnapshot.objects.count() == 2


def test_the_command_says_what_it_published(quiz, capsys):
    answer(quiz, LEAST)
    call_command("publish_quiz_statistics", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {"dry_run": True, "published": ["rgpd"]}
    call_command("publish_quiz_statistics", "--quiz", "rgpd")
    assert "rgpd" in capsys.readouterr().out
    call_command("publish_quiz_statistics", "--json")
    assert json.loads(capsys.readouterr().out) == {"dry_run": False, "published": []}


def test_the_command_refuses_a_quiz_that_there_is_not(quiz):
    with pytest.raises(CommandError, match="rien"):
        call_command("publish_quiz_statistics", "--quiz", "rien")

"""A wrong key is mended: what people answered is marked again, each answer once."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.actions.outbox import dismiss_task
from people.enums import OutboxStatus
from people.models import OutboxTask
from quizzes.actions import remarking as remarking_actions
from quizzes.actions.attempts import check_item, submit_attempt
from quizzes.actions.bank import publish_version
from quizzes.actions.remarking import continue_remark, start_remark
from quizzes.actions.starts import start_attempt
from quizzes.admin_views.remarking import rounded_count
from quizzes.kinds.choices import with_choice_ids
from quizzes.models import Attempt, AttemptItem, RemarkedItem, RemarkRun
from quizzes.queries.remarking import results_to_mark_again
from tests.background import run_background
from tests.people.factories import PersonFactory
from tests.quizzes.factories import QuestionFactory, QuizFactory, spec


pytestmark = pytest.mark.django_db

WRONG = "La CNIL répond en ?{=un mois ~deux mois ~trois mois}"
RIGHT = "La CNIL répond en ?{~un mois =deux mois ~trois mois}"


@pytest.fixture
def question():
    return QuestionFactory(asks=WRONG, title="CNIL")


@pytest.fixture
def quiz(question):
    return QuizFactory(entries=[question, QuestionFactory(asks="Vrai ?{T}")], pass_percent=100)


def answers(quiz, text, *, learner=None, submitted=True, other="true"):
    """An attempt in which the first question is answered with this text, and the second right."""
    attempt = start_attempt(quiz=quiz, learner=learner or PersonFactory())
    first = attempt.items.get(slot=1)
    ids = {c["text"]["text"]: c["id"] for c in first.version.spec["choices"]}
    check_item(attempt=attempt.uuid, slot=1, raw={"choice": ids[text]})
    check_item(attempt=attempt.uuid, slot=2, raw={"choice": other})
    return submit_attempt(attempt=attempt.uuid) if submitted else attempt


def mend(question, gift=RIGHT):
    """A version with the key put right; its choices have other ids."""
    asked = spec(gift)
    moved = tuple(replace(c, id=f"n{c.id}") for c in with_choice_ids(reversed(asked.choices)))
    publish_version(question=question, spec=replace(asked, choices=moved))
    question.refresh_from_db()


def correct(question, *, only_raises=True, numbers=(1,), by=None):
    versions = question.versions.filter(number__in=numbers)
    run = start_remark(question=question, versions=versions, only_raises=only_raises, by=by)
    assert continue_remark(run)
    run.refresh_from_db()
    return run


def percent(attempt):
    return Attempt.objects.get(pk=attempt.pk).percent


def test_who_was_right_all_along_gets_the_points_and_nobody_loses_any(question, quiz):
    wronged, lucky, neither = (
        answers(quiz, text) for text in ("deux mois", "un mois", "trois mois")
    )
    assert [percent(one) for one in (wronged, lucky, neither)] == [50, 100, 50]
    mend(question)

    run = correct(question)

    assert [percent(one) for one in (wronged, lucky, neither)] == [100, 100, 50]
    assert (run.examined, run.raised, run.lowered) == (3, 1, 0)
    assert (run.now_passed, run.no_longer_passed) == (1, 0)
    assert run.finished_at


def test_scores_fall_only_where_the_author_has_said_so(question, quiz):
    lucky = answers(quiz, "un mois")
    mend(question)

    run = correct(question, only_raises=False)

    assert percent(lucky) == 50
    assert (run.raised, run.lowered, run.no_longer_passed) == (0, 1, 1)


def test_the_earlier_share_is_kept_and_what_was_asked_and_answered_stays(question, quiz):
    attempt = answers(quiz, "deux mois")
    item = attempt.items.get(slot=1)
    frozen = (item.version_id, item.response, item.checked_at, attempt.submitted_at)
    mend(question)
    correct(question)

    remarked = RemarkedItem.objects.get()
    assert (remarked.before, remarked.after) == (0, 1)
    item.refresh_from_db()
    attempt.refresh_from_db()
    assert (item.version_id, item.response, item.checked_at, attempt.submitted_at) == frozen
    assert item.fraction == 1


def test_each_answer_is_marked_again_once_however_often_the_run_is_cut_off(
    question, quiz, monkeypatch
):
    monkeypatch.setattr(remarking_actions, "BATCH", 2)
    attempts = [answers(quiz, "deux mois") for _each in range(5)]
    mend(question)
    run = start_remark(
        question=question, versions=question.versions.filter(number=1), only_raises=True, by=None
    )

    assert continue_remark(run, batches=1) is False
    assert RemarkedItem.objects.count() == 2
    assert continue_remark(run, batches=1) is False
    for _again in range(3):
        assert continue_remark(run)

    assert {percent(one) for one in attempts} == {100}
    assert RemarkedItem.objects.count() == 5
    run.refresh_from_db()
    assert (run.examined, run.raised, run.now_passed) == (5, 5, 5)


def test_one_run_of_a_question_at_a_time(question, quiz):
    mend(question)
    chosen = {"question": question, "versions": question.versions.filter(number=1), "by": None}
    start_remark(only_raises=True, **chosen)

    with pytest.raises(ValidationError) as refusal:
        start_remark(only_raises=False, **chosen)
    assert refusal.value.code == "running"

    OutboxTask.objects.update(status=OutboxStatus.GIVEN_UP)
    with pytest.raises(ValidationError):
        start_remark(only_raises=False, **chosen)
    assert dismiss_task(OutboxTask.objects.get().pk)
    start_remark(only_raises=False, **chosen)
    assert RemarkRun.objects.unfinished().count() == 1


def test_versions_whose_answers_cannot_be_read_are_refused(question, quiz):
    publish_version(question=question, spec=spec("Autre ?{=oui ~non}"))
    question.refresh_from_db()
    for versions in (question.versions.all(), question.versions.none()):
        with pytest.raises(ValidationError) as refusal:
            start_remark(question=question, versions=versions, only_raises=True, by=None)
        assert refusal.value.code == "unreadable"


def test_an_attempt_under_way_is_marked_by_the_corrected_key_when_it_is_submitted(question, quiz):
    wronged = answers(quiz, "deux mois", submitted=False)
    lucky = answers(quiz, "un mois", submitted=False)
    mend(question)
    run = correct(question)
    assert run.examined == 0

    submitted = [submit_attempt(attempt=one.uuid) for one in (wronged, lucky)]

    assert [one.percent for one in submitted] == [100, 100]
    assert set(RemarkedItem.objects.values_list("before", "after")) == {(None, 1)}


def test_an_attempt_under_way_keeps_its_key_where_nothing_was_corrected(question, quiz):
    attempt = answers(quiz, "un mois", submitted=False)
    mend(question)

    assert submit_attempt(attempt=attempt.uuid).percent == 100
    assert not RemarkedItem.objects.exists()


def test_a_second_correction_starts_from_the_first_and_counts(client, question, quiz):
    attempt = answers(quiz, "trois mois")
    late = answers(quiz, "trois mois", submitted=False)
    mend(question)
    correct(question)
    mend(question, "La CNIL répond en ?{~un mois ~deux mois =trois mois}")
    correct(question, numbers=(1, 2))

    assert percent(attempt) == 100
    assert list(RemarkedItem.objects.order_by("run_id").values_list("before", "after")) == [
        (0, 0),
        (0, 1),
    ]
    assert submit_attempt(attempt=late.uuid).percent == 100
    client.force_login(attempt.learner)
    page = client.get(reverse("quizzes:result", args=[attempt.uuid]))
    [corrected] = page.context["corrected"]
    assert corrected.is_right


def test_a_share_that_was_only_rounded_otherwise_is_left_alone(question, quiz):
    attempt = answers(quiz, "deux mois")
    AttemptItem.objects.filter(attempt=attempt, slot=1).update(fraction=Decimal("0.99999"))
    mend(question)

    assert correct(question).raised == 0


# --- What an author sees ----------------------------------------------------------------------------


def test_a_run_counts_what_it_does(question, quiz):
    for text, number in (("deux mois", 3), ("un mois", 2), ("trois mois", 1)):
        for _each in range(number):
            answers(quiz, text)
    answers(quiz, "deux mois", other="false")
    answers(quiz, "deux mois", submitted=False)
    mend(question)
    assert results_to_mark_again(question.versions.filter(number=1)) == 7

    run = correct(question)

    assert (run.examined, run.raised, run.lowered) == (7, 4, 0)
    assert (run.now_passed, run.no_longer_passed) == (3, 0)


@pytest.mark.parametrize(("count", "told"), [(0, None), (4, None), (5, 5), (12, 10), (13, 15)])
def test_small_counts_are_not_told_and_others_are_rounded(count, told):
    assert rounded_count(count) == told


@pytest.fixture
def page(client, editor, question, quiz):
    client.force_login(editor)
    return reverse("wagtailsnippets_quizzes_question:remark", args=[question.pk])


@pytest.mark.parametrize("said", ["un mois", "deux mois", "trois mois"])
def test_an_author_who_fills_counts_up_reads_nothing_of_what_one_person_answered(
    client, editor, page, question, quiz, said
):
    for _each in range(4):
        answers(quiz, "deux mois", learner=editor)
    answers(quiz, said)
    mend(question)
    chosen = {"versions": [question.versions.get(number=1).pk]}

    asked = client.get(page, chosen | {"preview": 1})
    done = client.post(page, chosen, follow=True)
    run_background()
    done = client.get(done.redirect_chain[-1][0])

    for answer in (asked, done):
        [told] = re.findall(r"<dl>(.*?)</dl>", answer.content.decode(), re.DOTALL)
        assert re.findall(r"<dd>\s*(.*?)\s*</dd>", " ".join(told.split())) in (
            ["about 5"],
            ["environ 5"],
        )


def test_an_author_sees_what_is_marked_again_then_does_it_and_never_whose(
    client, editor, page, question, quiz
):
    learner = PersonFactory(last_name="Vasseur")
    answers(quiz, "deux mois", learner=learner)
    for _each in range(6):
        answers(quiz, "deux mois")
    mend(question)
    chosen = {"versions": [question.versions.get(number=1).pk], "only_raises": "on"}

    asked = client.get(page, chosen | {"preview": 1})
    assert asked.context["count"] == 5
    said = " ".join(asked.content.decode().split())
    assert "<del>100</del>" in said
    assert "<ins>100</ins>" in said, "which choice was right, and which one is"
    assert not RemarkRun.objects.exists()

    done = client.post(page, chosen, follow=True)
    run_background()
    done = client.get(done.redirect_chain[-1][0])
    run = RemarkRun.objects.get()
    assert (run.raised, run.started_by) == (7, editor)
    assert run.finished_at
    for text in (asked.content.decode(), done.content.decode()):
        assert "Vasseur" not in text
    assert Attempt.objects.passed().count() == 7


def test_nothing_is_counted_nor_started_without_a_version(client, page, question):
    mend(question)

    assert not client.get(page).context["is_chosen"]
    for sent in ({}, {"versions": "9" * 5000}):
        assert not client.get(page, sent | {"preview": 1}).context["is_chosen"]
    assert client.post(page, {}).status_code == 200
    assert not RemarkRun.objects.exists()


def test_a_version_that_asked_otherwise_cannot_be_chosen(client, page, question):
    publish_version(question=question, spec=spec("Autre ?{=oui ~non}"))
    old = question.versions.get(number=1).pk

    shown = client.get(page)
    assert [row["reading"] for row in shown.context["rows"]] == [None]
    client.post(page, {"versions": [old]})
    assert not RemarkRun.objects.exists()


@pytest.mark.parametrize(
    ("text", "only_raises", "change"),
    [
        ("deux mois", True, "raised"),
        ("un mois", True, "kept"),
        ("un mois", False, "lowered"),
    ],
)
def test_the_learner_reads_that_the_result_was_corrected(
    client, question, quiz, text, only_raises, change
):
    attempt = answers(quiz, text)
    mend(question)
    correct(question, only_raises=only_raises)
    client.force_login(attempt.learner)

    page = client.get(reverse("quizzes:result", args=[attempt.uuid]))

    [corrected] = page.context["corrected"]
    assert corrected.correction.change == change
    right = [line.html for line in corrected.review.lines if line.is_right]
    chosen = [line.html for line in corrected.review.lines if line.is_chosen]
    assert (right, chosen) == (["deux mois"], [text])


def test_where_no_score_is_shown_a_correction_does_not_tell_who_was_right(client, question, quiz):
    quiz.shows_answers = quiz.shows_grade = False
    quiz.save()
    attempt = answers(quiz, "deux mois")
    mend(question)
    correct(question)
    client.force_login(attempt.learner)

    result = reverse("quizzes:result", args=[attempt.uuid])
    page = client.get(result, headers={"accept-language": "en"}).content.decode()

    assert "looked at again" in page
    assert "more points" not in page


def test_who_submitted_after_the_correction_reads_the_right_key_and_of_no_correction(
    client, question, quiz
):
    attempt = answers(quiz, "un mois", submitted=False)
    mend(question)
    correct(question)
    submit_attempt(attempt=attempt.uuid)
    client.force_login(attempt.learner)

    page = client.get(reverse("quizzes:result", args=[attempt.uuid]))

    assert page.context["corrected"] == []
    [first] = [one for one in page.context["to_review"] if one.slot == 1]
    assert [line.html for line in first.review.lines if line.is_right] == ["deux mois"]

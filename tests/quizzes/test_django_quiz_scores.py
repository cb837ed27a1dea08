"""Every sitting keeps the score that its person had, and what differs from its answers is explained."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions.attempts import submit_attempt
from quizzes.importers.django_quiz import import_django_quiz
from quizzes.importers.django_quiz.outcomes import sitting_outcome
from quizzes.importers.django_quiz.questions import ConvertedQuestion
from quizzes.importers.django_quiz.records import Sitting
from quizzes.kinds.essay import Essay
from quizzes.kinds.true_false import TrueFalse
from quizzes.marking import mark
from quizzes.models import Attempt, Question
from quizzes.specs.codec import from_dict
from quizzes.values.marks import MAX_ESSAY
from quizzes.values.texts import Rich
from tests.people.factories import PersonFactory
from tests.quizzes.old_dumps import OldDump


@pytest.fixture
def dump(db):
    """A quiz of a choice (answers 1 to 3: deux, 2, trois), a true one and an essay."""
    dump = OldDump()
    dump.user()
    PersonFactory(email="a.durand@exemple.fr")
    dump.quiz()
    dump.choice(right=("deux", "2"))
    dump.true_false()
    dump.essay()
    return dump


def take(dump):
    """(its report, the row of the one sitting in it)"""
    report = import_django_quiz(dump.bytes)
    assert report.refused == []
    [row] = report.reconciliation
    return report, row.as_dict()


def whys(row):
    return {reason["why"]: (reason["points"], reason["question"]) for reason in row["reasons"]}


def attempt(pk=1):
    return Attempt.objects.get(external_id=f"django-quiz:{pk}")


def items(pk=1):
    return list(attempt(pk).items.select_related("version__question").order_by("slot"))


def reads_as_it_was_marked(item):
    """What a result page says of the answer today, as a share."""
    return mark(from_dict(item.version.spec), item.response).fraction == item.fraction


def test_answers_are_said_in_our_words_in_the_order_of_the_sitting(dump):
    dump.sitting({2: "False", 3: "Mes mots", 1: "2"}, wrong=[2, 3])
    _report, row = take(dump)

    ids = {c.text.text: c.id for c in from_dict(items()[2].version.spec).choices}
    assert [item.response for item in items()] == [
        {"choice": "false"},
        {"text": "Mes mots"},
        {"choice": ids["2"]},
    ]
    assert [item.fraction for item in items()] == [0, 0, 1]
    assert (attempt().points, attempt().max_points, attempt().is_marked) == (1, 3, True)
    assert (row["score"], row["recount"], row["same"]) == (1, 1, True)


def test_any_of_several_right_answers_scores(dump):
    for answer in ("1", "2", "3"):
        dump.sitting({1: answer}, wrong=[1] if answer == "3" else [])
    report = import_django_quiz(dump.bytes)

    assert [attempt(pk).points for pk in (1, 2, 3)] == [1, 1, 0]
    assert report.totals()["same"] == 3


def test_times_and_rules_are_those_of_the_sitting(dump):
    dump.sitting({2: "True"})
    take(dump)

    assert attempt().started_at == datetime(2015, 3, 2, 9, 0, tzinfo=UTC)
    assert attempt().submitted_at == datetime(2015, 3, 2, 9, 10, tzinfo=UTC)
    assert (attempt().pass_percent, attempt().purpose, attempt().closed_by) == (
        50,
        "exam",
        "learner",
    )


def test_times_without_a_zone_are_this_installations(dump):
    dump.sitting({2: "True"}, start="2015-07-02T09:00:00", end=None)
    report, _row = take(dump)

    assert attempt().started_at == datetime(2015, 7, 2, 7, 0, tzinfo=UTC)
    assert attempt().submitted_at == attempt().started_at
    assert len(report.warnings) == 2  # one of the zone, one of the end


def test_lists_with_empty_items_are_read(dump):
    dump.sitting({1: "3", 2: "False"}, incorrect_questions="1,,2,,", score=0)
    _report, row = take(dump)

    assert (row["recount"], attempt().points) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "score", "why", "points"),
    [((), 1, "essay_counted_right", 1), ((3,), 0, "essay_counted_wrong", 0)],
)
def test_an_essay_is_right_once_a_marker_said_so_and_wrong_before(dump, wrong, score, why, points):
    dump.sitting({3: "Mes mots"}, wrong=wrong, score=score)
    _report, row = take(dump)

    assert whys(row) == {why: (points, 3)}
    assert (row["explained"], attempt().points, attempt().awaiting) == (True, score, 0)


def test_a_long_essay_is_kept_to_its_last_word(dump):
    text = "mot " * MAX_ESSAY + "fin"
    dump.sitting({3: text}, wrong=[3])
    take(dump)

    assert items()[0].response == {"text": text}


@pytest.mark.parametrize(("wrong", "points"), [((), 1), ((1,), 0)])
def test_a_deleted_question_keeps_its_point_and_its_answer(dump, wrong, points):
    dump.sitting({1: "2", 2: "True"}, wrong=wrong)
    dump.drop_question(1)
    _report, row = take(dump)

    first = items()[0]
    gone = first.version.question
    assert (gone.external_id, gone.status) == ("django-quiz:deleted:1", "draft")
    assert "1" in from_dict(first.version.spec).text.text
    assert (first.response, first.fraction) == ({"text": "2"}, points)
    assert (attempt().points, attempt().max_points) == (1 + points, 2)
    assert whys(row) == {"question_deleted": (points, 1)}


@pytest.mark.parametrize(("wrong", "points"), [((), 1), ((1,), 0)])
def test_a_deleted_answer_is_kept_in_a_version_of_its_question(dump, wrong, points):
    dump.sitting({1: "2"}, wrong=wrong)
    dump.drop("multichoice.answer", 2)
    _report, row = take(dump)

    [item] = items()
    assert whys(row) == {"answer_deleted": (points, 1)}
    assert item.fraction == points
    assert reads_as_it_was_marked(item)
    question = Question.objects.get(external_id="django-quiz:1")
    assert item.version.question == question
    assert question.current_version.number == 1
    assert item.version.number == 2
    chosen = {c.id: c for c in from_dict(item.version.spec).choices}[item.response["choice"]]
    assert "2" in chosen.text.text


@pytest.mark.parametrize("changed", ["choice", "true_false"])
@pytest.mark.parametrize("was_right", [True, False])
def test_a_key_that_was_changed_since_changes_no_score(dump, changed, was_right):
    pk, said = (1, "1") if changed == "choice" else (2, "True")
    dump.sitting({pk: said}, wrong=[] if was_right else [pk])
    dump.change("multichoice.answer", 1, correct=not was_right)
    dump.change("true_false.tf_question", 2, correct=not was_right)
    _report, row = take(dump)

    [item] = items()
    assert whys(row) == {"key_changed": (1 if was_right else -1, pk)}
    assert row["explained"]
    assert (attempt().points, item.fraction) == (int(was_right), int(was_right))
    assert reads_as_it_was_marked(item)
    assert item.version != item.version.question.current_version


def test_versions_as_they_were_are_made_once_for_all_who_answered(dump):
    for _number in range(3):
        dump.sitting({1: "99"})
    import_django_quiz(dump.bytes)
    import_django_quiz(dump.bytes)

    assert Question.objects.get(external_id="django-quiz:1").versions.count() == 2


@pytest.mark.parametrize(("score", "points"), [(0, 0), (2, 2), (7, 2), (-1, 0)])
def test_a_score_that_its_lists_do_not_give_is_kept_within_bounds_and_named(dump, score, points):
    dump.sitting({1: "1", 2: "False"}, wrong=[2], score=score)
    report, row = take(dump)

    assert attempt().points == points
    assert whys(row) == {"lists_disagree": (0, None)}
    assert report.totals()["not_explained"] == 1


def test_who_passed_by_a_rounded_percentage_has_passed(dump):
    dump.change("quiz.quiz", 1, pass_mark=67)
    dump.sitting({1: "1", 2: "True", 3: "Mes mots"}, wrong=[3])
    dump.sitting({1: "1", 2: "False", 3: "Mes mots"}, wrong=[2, 3])
    report = import_django_quiz(dump.bytes)

    assert [attempt(pk).is_passed for pk in (1, 2)] == [True, False]
    assert [attempt(pk).pass_percent for pk in (1, 2)] == [66, 67]
    assert "passed_by_rounding" in whys(report.reconciliation[0].as_dict())


# --- In progress ----------------------------------------------------------------------------------


def test_who_was_in_the_middle_goes_on_where_they_were(dump):
    dump.sitting({1: "2"}, order=[2, 3])
    take(dump)

    assert attempt().is_open
    assert [(item.fraction, item.checked_at is None) for item in items()] == [
        (1, False),
        (None, True),
        (None, True),
    ]
    assert submit_attempt(attempt=attempt().uuid).points == 1


def test_in_an_exam_explained_at_the_end_answers_may_still_change(dump):
    dump.change("quiz.quiz", 1, answers_at_end=True)
    dump.sitting({1: "2"}, order=[2])
    take(dump)

    assert [item.checked_at for item in items()] == [None, None]
    assert items()[0].response


def test_an_essay_of_an_open_sitting_waits_for_a_marker(dump):
    dump.sitting({3: "Mes mots"}, wrong=[3], order=[2])
    take(dump)

    submit_attempt(attempt=attempt().uuid)
    assert attempt().awaiting == 1


def test_a_deleted_question_is_not_asked_of_who_goes_on(dump):
    dump.sitting({2: "True", 1: "1"}, order=[3])
    dump.drop_question(1)
    dump.drop_question(3)
    _report, row = take(dump)

    assert [item.response for item in items()] == [{"choice": "true"}, {"text": "1"}]
    assert whys(row)["not_asked_any_more"] == (0, 3)
    assert submit_attempt(attempt=attempt().uuid).points == 2


def test_a_sitting_of_which_nothing_is_left_is_refused(dump):
    dump.sitting({}, order=[1])
    dump.drop_question(1)
    report = import_django_quiz(dump.bytes)

    assert ["quiz.sitting 1" in refusal.reason for refusal in report.refused] == [True]


def test_of_two_sittings_in_progress_the_first_goes_on(dump):
    dump.sitting({}, order=[1])
    dump.sitting({}, order=[2])
    report = import_django_quiz(dump.bytes, skip_refused=True)

    assert ["quiz.sitting 2" in refusal.reason for refusal in report.refused] == [True]
    assert attempt(1).is_open
    assert len(report.reconciliation) == 2
    assert [row.is_taken for row in report.reconciliation] == [True, False]


def test_a_sitting_that_went_on_here_is_left_alone(dump):
    dump.sitting({1: "2"}, order=[2])
    take(dump)
    submit_attempt(attempt=attempt().uuid)

    again = import_django_quiz(dump.bytes)

    assert (again.refused, again.unchanged) == ([], 5)
    assert not attempt().is_open


# --- Unsound --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"question_order": "1,b,"},
        {"question_order": "1,1,"},
        {"question_order": ""},
        {"question_order": "2,"},
        {"incorrect_questions": "9,"},
        {"question_list": "9,"},
        {"user_answers": "{"},
        {"user_answers": "[]"},
        {"user_answers": '{"1": 1}'},
        {"user_answers": '{"1": "1", "1": "2"}'},
        {"user_answers": '{"un": "1"}'},
        {"user_answers": '{"1": "1", "01": "2"}'},
        {"current_score": None},
        {"complete": "true"},
        {"start": "avant-hier"},
        {"start": "2015-02-30T09:00:00Z"},
        {"end": "2015-03-02T08:00:00Z"},
        {"user": None},
        {"quiz": 9},
    ],
)
def test_a_malformed_sitting_is_refused_alone_and_without_its_answers(dump, fields):
    dump.sitting({1: "1"}, score=1)
    dump.sitting({1: "1"})
    dump.change("quiz.sitting", 1, **fields)

    report = import_django_quiz(dump.bytes, skip_refused=True)

    assert report.applied
    assert Attempt.objects.count() == 1
    [refused] = report.refused
    assert "quiz.sitting 1" in refused.reason
    assert refused.line > 1
    assert "avant-hier" not in str(refused)


def test_an_empty_text_of_answers_is_no_answer(dump):
    dump.sitting({1: "1"}, order=[2], user_answers="", score=0)
    take(dump)

    assert [item.response for item in items()] == [{}, {}]


# --- Progress -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "warns"),
    [
        ("RGPD, données,1,2,Excel,0,0,", False),
        ("RGPD, données,1,2,", False),
        ("Excel,0,0,RGPD, données,1,2", False),
        ("RGPD, données,2,2,", True),
        ("RGPD, données,1,2,Excel,3,4,", True),
        ("", True),
        ("n'importe quoi", True),
    ],
)
def test_progress_is_compared_with_the_sittings_and_a_difference_is_a_warning(dump, score, warns):
    dump.category("RGPD, données")
    dump.category("Excel")
    for pk in (1, 2):
        dump.change("quiz.question", pk, category=1)
    dump.sitting({1: "1", 2: "False"}, wrong=[2])
    dump.progress(score)
    report, _row = take(dump)

    assert any("a.durand" in line for line in report.warnings) is warns


# --- Any sitting ----------------------------------------------------------------------------------

KNOWN = {
    1: ConvertedQuestion(TrueFalse(text=Rich("Vrai ?"), answer=True), {}),
    2: ConvertedQuestion(TrueFalse(text=Rich("Faux ?"), answer=False), {}),
    3: ConvertedQuestion(Essay(text=Rich("Racontez."), is_marked=True), {}),
}
NOW = datetime(2015, 3, 2, tzinfo=UTC)


@st.composite
def sittings(draw):
    """As the package leaves them: the score is what was answered and is not in the list of wrong ones."""
    order = draw(st.lists(st.integers(1, 5), min_size=1, max_size=5, unique=True))
    answered = order[: draw(st.integers(0, len(order)))]
    wrong = draw(st.sets(st.sampled_from(answered))) if answered else set()
    words = st.sampled_from(["True", "False", "autre", ""])
    return Sitting(
        line=1,
        pk=1,
        user=1,
        quiz=1,
        question_order=tuple(order),
        question_list=tuple(order[len(answered) :]),
        incorrect_questions=tuple(wrong),
        current_score=len(answered) - len(wrong),
        complete=len(answered) == len(order),
        user_answers={pk: draw(words) for pk in answered},
        start=NOW,
        end=NOW,
    )


@given(sittings(), st.integers(0, 100))
def test_whatever_was_deleted_the_items_of_a_sitting_add_up_to_its_score(sitting, pass_mark):
    outcome = sitting_outcome(sitting, KNOWN, pass_mark=pass_mark)

    assert outcome.is_explained
    if sitting.complete:
        total = len(sitting.question_order)
        assert sum(item.fraction for item in outcome.items) == sitting.current_score
        assert outcome.points == sitting.current_score
        percent = round(Decimal(100 * sitting.current_score) / total)
        passes_here = outcome.points * 100 / total >= outcome.pass_percent
        assert passes_here is (percent >= pass_mark)

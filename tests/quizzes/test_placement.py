"""A placement as a learner lives it: one question after the other, a level, nobody else’s business."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.actions.bank import publish_version
from quizzes.actions.placement import answer_placement, start_placement
from quizzes.actions.starts import start_attempt
from quizzes.adaptive import MOST
from quizzes.enums import Purpose
from quizzes.models import Attempt, Competence, Framework, QuizDraw
from quizzes.queries.placement import placement_of, placement_pool
from quizzes.queries.states import QuizStatus, quiz_states
from quizzes.specs.codec import from_dict
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    CategoryFactory,
    QuestionFactory,
    QuizFactory,
    quiz_of,
    right_response,
)
from tests.quizzes.new_kinds import SCENARIO


pytestmark = pytest.mark.django_db

ESSAY = "Racontez.{}"


def bank(difficulties=range(1, 9), each=3, **fields):
    return [
        QuestionFactory(difficulty=difficulty, **fields)
        for difficulty in difficulties
        for _ in range(each)
    ]


@pytest.fixture
def quiz():
    return QuizFactory(purpose=Purpose.PLACEMENT, entries=bank(), title="Où en suis-je")


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def nadia():
    return PersonFactory()


def answer(attempt, *, knows=8):
    """The question asked now, right up to this difficulty. Answers the attempt as it is then."""
    item = attempt.items.select_related("version").order_by("-slot")[0]
    right = item.difficulty <= knows
    raw = right_response(from_dict(item.version.spec)) if right else {}
    return answer_placement(attempt=attempt.uuid, slot=item.slot, raw=raw)


def placed(quiz, learner, *, knows, **more):
    attempt = start_placement(quiz=quiz, learner=learner, **more)
    while attempt.is_open:
        attempt = answer(attempt, knows=knows)
    return attempt


def test_who_knows_more_is_placed_higher_in_few_questions(quiz):
    low, high = (placed(quiz, PersonFactory(), knows=knows) for knows in (2, 7))

    assert placement_of(low).whole.level < 4 < placement_of(high).whole.level
    assert 5 <= low.items.count() <= MOST


def test_it_asks_one_question_at_a_time_and_none_twice(quiz, nadia):
    attempt = start_placement(quiz=quiz, learner=nadia)
    assert attempt.items.count() == 1

    attempt = placed(quiz, nadia, knows=4)
    asked = list(attempt.items.values_list("version__question", flat=True))
    assert len(set(asked)) == len(asked)
    assert attempt.max_points == len(asked)


def test_an_answer_sent_twice_is_taken_once(quiz, nadia):
    attempt = start_placement(quiz=quiz, learner=nadia)

    for _ in range(3):
        answer_placement(attempt=attempt.uuid, slot=1, raw={"choice": "c1"})

    assert attempt.items.count() == 2


def test_what_no_machine_marks_and_what_has_no_difficulty_is_not_asked(nadia):
    known = QuestionFactory(difficulty=3)
    others = [QuestionFactory(), QuestionFactory(difficulty=3, asks=ESSAY)]
    others.append(QuestionFactory(difficulty=3))
    publish_version(question=others[-1], spec=SCENARIO)
    quiz = QuizFactory(purpose=Purpose.PLACEMENT, entries=[known, *others])

    assert placement_pool(quiz) == [known]


def test_questions_come_from_draws_too(nadia):
    category = CategoryFactory(name="Positionnement")
    drawn = bank([2, 4], each=1, category=category)
    quiz = QuizFactory(purpose=Purpose.PLACEMENT)
    QuizDraw.objects.create(quiz=quiz, category=category, count=1)

    assert placement_pool(quiz) == drawn


def test_a_placement_without_a_question_says_so(nadia):
    with pytest.raises(ValidationError):
        start_placement(quiz=QuizFactory(purpose=Purpose.PLACEMENT), learner=nadia)


def test_who_went_through_it_has_done_it_whatever_they_know(quiz, nadia):
    attempt = placed(quiz, nadia, knows=0)

    assert attempt.is_passed
    assert quiz_states(nadia, [quiz.pk])[quiz.pk].status is QuizStatus.PASSED


def test_what_one_believed_is_kept_beside_and_never_changed_after(quiz, nadia):
    start_placement(quiz=quiz, learner=nadia, self_level=3)
    attempt = start_placement(quiz=quiz, learner=nadia, self_level=7)

    attempt.refresh_from_db()
    assert attempt.self_level == 3
    with pytest.raises(IntegrityError):
        Attempt.objects.filter(pk=attempt.pk).update(self_level=9)


def test_an_area_is_spoken_of_from_two_answers_on(nadia):
    framework = Framework.objects.create(name="CRCN", edition="2019", slug="crcn")
    area = Competence.objects.create(framework=framework, code="2", title="Communication")
    part = Competence.objects.create(
        framework=framework, code="2.1", title="Interagir", parent=area
    )
    questions = bank(each=2)
    for question in questions:
        question.competences.add(part)
    quiz = QuizFactory(purpose=Purpose.PLACEMENT, entries=questions)

    [found] = placement_of(placed(quiz, nadia, knows=5)).areas

    assert found.competence == area
    assert found.estimate.answers >= 2


def test_a_later_change_of_difficulty_does_not_move_a_level(quiz, nadia):
    attempt = placed(quiz, nadia, knows=5)
    before = placement_of(attempt).whole

    for entry in quiz.entries.select_related("question"):
        entry.question.difficulty = 8
        entry.question.save()

    assert placement_of(attempt).whole == before


def test_when_its_time_is_over_it_ends_with_what_was_answered(quiz, nadia):
    attempt = start_placement(quiz=quiz, learner=nadia)
    attempt = answer(attempt)
    now = timezone.now()
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1)
    )

    ended = answer_placement(attempt=attempt.uuid, slot=2, raw={})

    assert not ended.is_open
    assert placement_of(ended).whole.answers == 1


# --- Pages --------------------------------------------------------------------------------------------


def test_from_the_first_page_to_the_level(client, quiz, nadia):
    client.force_login(nadia)
    client.get(reverse("quizzes:placement", args=[quiz.uuid]))
    page = client.post(
        reverse("quizzes:placement_begin", args=[quiz.uuid]), {"self_level": 3}, follow=True
    )
    while "form" in page.content.decode() and page.context.get("question"):
        slot = page.context["question"].slot
        url = page.request["PATH_INFO"]
        page = client.post(url, {"slot": slot, "verb": "skip"}, follow=True)

    text = page.content.decode()
    assert "Where you stand" in text
    assert "I need somebody beside me" in text
    assert "Before you began you said" in text


def test_nothing_of_the_key_is_said_on_the_way(client, nadia):
    asked = "Où ?{=Ici#Canari juste ~Là#Canari faux####Canari général}"
    quiz = QuizFactory(purpose=Purpose.PLACEMENT, entries=bank(asks=asked))
    client.force_login(nadia)
    attempt = start_placement(quiz=quiz, learner=nadia)
    url = reverse("quizzes:placement_question", args=[attempt.uuid])

    before = client.get(url)
    after = client.post(url, {"slot": 1, "choice": "c1"}, follow=True)

    assert "Canari" not in before.content.decode() + after.content.decode()


def test_the_page_of_a_usual_quiz_does_not_open_a_placement(client, quiz, nadia):
    client.force_login(nadia)
    attempt = start_placement(quiz=quiz, learner=nadia)
    here = reverse("quizzes:placement_question", args=[attempt.uuid])

    assert client.get(reverse("quizzes:attempt", args=[attempt.uuid])).url == here
    sent = client.post(reverse("quizzes:attempt", args=[attempt.uuid]), {"slot": 1, "choice": "c1"})
    assert sent.url == here
    assert attempt.items.filter(checked_at=None).exists()


def test_the_button_of_a_placement_leads_to_its_first_page(client, quiz, nadia):
    client.force_login(nadia)

    began = client.post(reverse("quizzes:start", args=[quiz.uuid]))

    assert began.url == reverse("quizzes:placement", args=[quiz.uuid])
    assert not Attempt.objects.exists()


def test_a_usual_quiz_has_no_such_pages(client, nadia):
    quiz = quiz_of(2)
    attempt = start_attempt(quiz=quiz, learner=nadia)
    client.force_login(nadia)

    for name, uuid in (("placement", quiz.uuid), ("placement_question", attempt.uuid)):
        assert client.get(reverse(f"quizzes:{name}", args=[uuid])).status_code == 404


def test_an_answer_without_a_choice_is_asked_for(client, quiz, nadia):
    client.force_login(nadia)
    attempt = start_placement(quiz=quiz, learner=nadia)

    page = client.post(
        reverse("quizzes:placement_question", args=[attempt.uuid]), {"slot": 1}
    ).content.decode()

    assert 'id="answer-error"' in page
    assert attempt.items.count() == 1


def test_a_question_costs_as_many_queries_late_as_early(
    client, quiz, nadia, django_assert_max_num_queries
):
    client.force_login(nadia)
    attempt = start_placement(quiz=quiz, learner=nadia)
    url = reverse("quizzes:placement_question", args=[attempt.uuid])
    for _ in range(4):
        with django_assert_max_num_queries(10):
            client.get(url)
        attempt = answer(attempt, knows=4)

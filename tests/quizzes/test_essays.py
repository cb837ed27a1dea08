"""Open answers: who marks them, what they see, what becomes of the attempt."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from people.actions.privacy import erase_person
from people.enums import Purpose, ViewedData
from people.models import Look, OutgoingMail, Person
from people.notifications.queries import waiting_items
from people.queries.privacy import looks_at
from quizzes.actions.attempts import check_item, save_response, submit_attempt
from quizzes.actions.essays import mark_answer
from quizzes.actions.starts import start_attempt
from quizzes.answer_addresses import address_of, pk_of
from quizzes.marker_forms import MarkForm
from quizzes.models import Attempt, AttemptItem, EssayMark
from quizzes.policies import answers_markable_by, answers_to_mark
from quizzes.queries.marking import (
    keys_in_marking_order,
    marking_queue,
    next_to_mark,
    waiting_answers,
)
from quizzes.queries.states import QuizStatus, quiz_states
from quizzes.values.grids import Criterion, GridLine, grid_fraction, grid_lines
from tests.people.factories import PersonFactory, PositionFactory
from tests.quizzes.essays import essay, essay_quiz, written_answer
from tests.quizzes.factories import quiz_asking


pytestmark = pytest.mark.django_db


def marked(item, by, *percents, seen=0, **more):
    return mark_answer(
        item=item, by=by, percents=percents, seen=seen, **{"comment": "Bien."} | more
    )


# --- The grid ---------------------------------------------------------------------------------------


def test_a_grid_weighs_each_criterion_by_its_share():
    assert grid_fraction(essay().grid, [100, 0]) == Decimal("0.75")
    assert grid_fraction(essay().grid, [0, 100]) == Decimal("0.25")
    assert grid_fraction(essay().grid, [100, 100]) == 1


def test_shares_that_do_not_add_up_still_make_a_whole():
    grid = tuple(Criterion(title=str(n), share=Decimal(30)) for n in range(3))

    assert grid_fraction(essay(criteria=grid).grid, [100, 100, 100]) == 1
    assert [line.share for line in grid_lines(essay(criteria=grid).grid)] == [Decimal("33.3")] * 3


def test_without_a_grid_one_number_is_the_share_of_all_points():
    assert grid_fraction(essay(criteria=()).grid, [40]) == Decimal("0.4")
    assert [line.title for line in grid_lines(essay(criteria=()).grid)] == [""]


# --- Who marks what ---------------------------------------------------------------------------------


def test_whoever_may_mark_finds_the_answers_of_others_and_never_their_own(
    training_manager, editor, administrator, manager, data_protection_officer
):
    theirs, mine = written_answer(PersonFactory()), written_answer(training_manager)

    assert list(answers_to_mark(training_manager)) == [theirs]
    assert mine not in answers_markable_by(training_manager)
    for other in (editor, administrator, manager, data_protection_officer):
        assert not answers_markable_by(other).exists()


def test_only_what_waits_for_a_marker_is_in_the_queue(training_manager):
    learner = PersonFactory()
    written_answer(learner, quiz=essay_quiz("Vrai ?{T}", pass_percent=1), text="   ")
    unmarked = essay(is_marked=False)
    quiz = essay_quiz("Vrai ?{T}")
    quiz.entries.first().question.versions.update(spec={**_spec(unmarked)})
    written_answer(learner, quiz=quiz)
    start_attempt(quiz=essay_quiz(), learner=learner)

    assert not answers_to_mark(training_manager).exists()


def _spec(value):
    from quizzes.specs.codec import to_dict

    return to_dict(value)


@pytest.mark.parametrize("gone", [{"is_active": False}, {"employed_until": date(2026, 1, 1)}])
def test_an_answer_of_who_left_is_out_of_the_queue(training_manager, gone):
    item = written_answer(PersonFactory())
    Person.objects.filter(pk=item.attempt.learner_id).update(**gone)

    assert not answers_markable_by(training_manager).exists()
    with pytest.raises(ValidationError) as refusal:
        marked(item, training_manager, 100, 100)
    assert refusal.value.code == "gone"


def test_an_answer_of_who_was_erased_goes_with_them_while_it_is_being_marked(training_manager):
    item = written_answer(PersonFactory())
    marked(item, training_manager, 100, 100)
    erase_person(person=item.attempt.learner)

    assert not EssayMark.objects.exists()
    with pytest.raises(ValidationError):
        marked(item, training_manager, 100, 100, seen=1, reason="Relue.")


def test_a_mark_stays_without_its_marker_once_that_one_is_erased(training_manager):
    item = written_answer(PersonFactory())
    marked(item, training_manager, 100, 0)
    erase_person(person=training_manager)

    assert EssayMark.objects.get().marker is None
    assert Attempt.objects.get(pk=item.attempt_id).percent == 75


def test_an_address_tells_nothing_of_its_neighbours_and_a_made_up_one_is_none():
    addresses = [address_of(pk) for pk in range(1, 50)]

    assert [pk_of(address) for address in addresses] == list(range(1, 50))
    assert len({str(address)[:8] for address in addresses}) == 49
    for address in ("7fe394e4-f6e3-495d-84da-e9e377c28575", "rien", ""):
        with pytest.raises(ValidationError):
            pk_of(address)


# --- Marking ----------------------------------------------------------------------------------------


def test_marking_settles_the_attempt_and_only_then_is_it_passed(training_manager):
    learner = PersonFactory()
    item = written_answer(learner)
    quiz = item.attempt.quiz
    assert item.attempt.awaiting == 1
    assert not Attempt.objects.passed().exists()
    assert quiz_states(learner, [quiz.pk])[quiz.pk].status is QuizStatus.WAITING

    mark = marked(item, training_manager, 100, 20)

    attempt = Attempt.objects.get()
    assert (attempt.awaiting, attempt.points) == (0, Decimal("0.8"))
    assert (mark.grid, mark.fraction, mark.marker) == ([100, 20], Decimal("0.8"), training_manager)
    assert Attempt.objects.passed().get() == attempt
    assert quiz_states(learner, [quiz.pk])[quiz.pk].status is QuizStatus.PASSED


def test_an_answer_whose_explanation_was_seen_waits_for_a_marker_all_the_same(training_manager):
    attempt = start_attempt(quiz=essay_quiz(), learner=PersonFactory())
    check_item(attempt=attempt.uuid, slot=1, raw={"text": "J’écoute."})

    assert attempt.items.get().fraction is None
    assert submit_attempt(attempt=attempt.uuid).awaiting == 1
    assert answers_to_mark(training_manager).exists()


def test_an_attempt_waits_until_its_last_answer_is_marked(training_manager):
    quiz = essay_quiz(essay("Et au téléphone ?"))
    learner = PersonFactory()
    attempt = start_attempt(quiz=quiz, learner=learner)
    attempt.items.update(response={"text": "J’écoute."})
    submit_attempt(attempt=attempt.uuid)
    first, second = attempt.items.order_by("slot")

    marked(first, training_manager, 100, 100)
    assert Attempt.objects.get().awaiting == 1
    assert not OutgoingMail.objects.exists()

    marked(second, training_manager, 0, 0)
    assert Attempt.objects.get().percent == 50
    assert OutgoingMail.objects.get().person == learner


def test_an_open_attempt_cannot_be_marked(training_manager):
    attempt = start_attempt(quiz=essay_quiz(), learner=PersonFactory())
    item = attempt.items.get()
    item.response = {"text": "J’écoute."}
    item.save()

    with pytest.raises(ValidationError):
        marked(item, training_manager, 100, 100)


def test_the_second_of_two_markers_is_told_and_overwrites_nothing(training_manager):
    item, colleague = written_answer(PersonFactory()), _other_marker(training_manager)
    marked(item, training_manager, 100, 100)

    with pytest.raises(ValidationError) as refusal:
        marked(item, colleague, 0, 0)

    assert refusal.value.code == "marked_meanwhile"
    assert EssayMark.objects.get().marker == training_manager
    assert Attempt.objects.get().percent == 100


def test_a_mark_is_changed_with_a_reason_and_the_earlier_one_is_kept(training_manager):
    item = written_answer(PersonFactory())
    marked(item, training_manager, 0, 0)
    with pytest.raises(ValidationError) as refusal:
        marked(item, training_manager, 100, 100, seen=1, reason="  ")
    assert refusal.value.code == "reason"

    marked(item, training_manager, 100, 100, seen=1, reason="Relue à votre demande.")

    assert list(EssayMark.objects.order_by("number").values_list("number", "fraction")) == [
        (1, 0),
        (2, 1),
    ]
    assert Attempt.objects.get().percent == 100


def _other_marker(marker):
    colleague = PersonFactory()
    PositionFactory(person=colleague)
    colleague.groups.set(marker.groups.all())
    return colleague


# --- The queue --------------------------------------------------------------------------------------


def submitted_before(item, days):
    then = timezone.now() - timedelta(days=days)
    Attempt.objects.filter(pk=item.attempt_id).update(started_at=then, submitted_at=then)
    return item


def test_what_waits_longest_comes_first_and_the_queue_counts_by_question(training_manager):
    quiz = essay_quiz()
    new, week = (
        submitted_before(written_answer(PersonFactory(), quiz=quiz), days) for days in (1, 8)
    )
    month = submitted_before(written_answer(PersonFactory()), 31)

    assert {(row.quiz, row.count) for row in marking_queue(training_manager)} == {
        (quiz, 2),
        (month.attempt.quiz, 1),
    }
    assert next_to_mark(training_manager) == month
    assert next_to_mark(training_manager, quiz=quiz) == week
    assert next_to_mark(training_manager, after=month) == week
    assert next_to_mark(training_manager, after=new) == month
    assert next_to_mark(training_manager, quiz=month.attempt.quiz, after=month) is None


def test_the_answers_of_one_attempt_do_not_come_together_nor_in_the_same_order(training_manager):
    quiz = quiz_asking(essay(), essay("Et au téléphone ?"))
    attempts = []
    for _each in range(8):
        attempt = start_attempt(quiz=quiz, learner=PersonFactory())
        for slot in (1, 2):
            save_response(attempt=attempt.uuid, slot=slot, raw={"text": "Oui."}, sequence=1)
        attempts.append(submit_attempt(attempt=attempt.uuid).pk)
    whose = dict(AttemptItem.objects.values_list("pk", "attempt"))

    met = [whose[pk] for pk in keys_in_marking_order(waiting_answers(training_manager))]
    questions = [item.version.question for item in attempt.items.order_by("slot")]
    by_question = [
        [
            whose[pk]
            for pk in keys_in_marking_order(waiting_answers(training_manager, question=question))
        ]
        for question in questions
    ]

    assert sorted(met) == sorted(attempts * 2)
    assert met[::2] != met[1::2]
    assert by_question[0] != by_question[1]
    assert attempts not in by_question


# --- The pages --------------------------------------------------------------------------------------


def page_of(item):
    return reverse("marking_admin:answer", args=[address_of(item.pk)])


def test_the_marker_reads_the_answer_and_nothing_of_whose_it_is(client, training_manager):
    learner = PersonFactory(first_name="Éléonore", last_name="Vasseur", staff_number="M-4242")
    PositionFactory(person=learner, team__name="Guichet de Brive")
    item = written_answer(learner, text="J’écoute d’abord. <b>Ensuite</b>…")
    client.force_login(training_manager)

    page = client.get(page_of(item)).content.decode()

    assert "J’écoute d’abord. &lt;b&gt;Ensuite" in page
    assert "Exact" in page
    assert "Rien de faux." in page
    for word in ("Éléonore", "Vasseur", "M-4242", "Brive", str(item.attempt.uuid)):
        assert word not in page


def test_the_learner_reads_who_read_which_answer(client, training_manager):
    item = written_answer(PersonFactory())
    question = item.version.question
    client.force_login(training_manager)
    client.get(page_of(item))
    client.post(page_of(item), {"seen": 0})  # incomplete: the answer is shown again

    looks = looks_at(item.attempt.learner)
    assert [(look.viewer, look.purpose, look.seen, look.matter) for look in looks] == [
        (training_manager, Purpose.MARKING, ViewedData.ANSWER, question.title)
    ] * 2

    client.force_login(item.attempt.learner)
    page = client.get(reverse("people:who_looked")).content.decode()
    assert question.title in page


def test_a_marker_goes_from_answer_to_answer(client, training_manager):
    first, second = (submitted_before(written_answer(PersonFactory()), days) for days in (31, 1))
    client.force_login(training_manager)
    sent = {"seen": 0, "percent-0": 100, "percent-1": 60, "comment": "Clair."}

    assert client.get(reverse("marking_admin:next")).url == page_of(first)
    answer = client.post(page_of(first), sent)
    assert client.get(answer.url).url == page_of(second)
    answer = client.post(page_of(second), sent)
    assert client.get(answer.url).url == reverse("marking_admin:queue")
    assert EssayMark.objects.count() == 2
    assert first.version.question.title in client.get(answer.url, follow=True).content.decode()


def test_a_marker_who_comes_second_sees_the_other_mark_and_may_change_it(client, training_manager):
    item = written_answer(PersonFactory())
    marked(item, _other_marker(training_manager), 0, 100)
    client.force_login(training_manager)
    sent = {"seen": 0, "percent-0": 100, "percent-1": 100, "comment": ""}

    page = client.post(page_of(item), sent)

    assert page.status_code == 200
    assert page.context["refusal"]
    assert page.context["form"]["seen"].value() == 1
    assert EssayMark.objects.get().grid == [0, 100]
    again = client.post(page_of(item), sent | {"seen": 1, "reason": "Deux lectures."})
    assert again.status_code == 302
    assert EssayMark.objects.count() == 2


def test_numbers_outside_the_grid_are_refused(client, training_manager):
    item = written_answer(PersonFactory())
    client.force_login(training_manager)

    page = client.post(page_of(item), {"seen": 0, "percent-0": 101, "percent-1": -1})

    assert {"percent-0", "percent-1"} <= set(page.context["form"].errors)
    assert not EssayMark.objects.exists()


def test_ones_own_answer_and_strangers_find_no_page(client, training_manager, editor):
    mine, theirs = written_answer(training_manager), written_answer(PersonFactory())

    client.force_login(training_manager)
    assert client.get(page_of(mine)).status_code == 404
    client.force_login(editor)
    assert client.get(page_of(theirs)).status_code == 404
    assert client.get(reverse("marking_admin:queue")).status_code == 404
    assert not Look.objects.exists()


def test_the_learner_reads_the_mark_the_grid_in_words_and_the_comment(client, training_manager):
    item = written_answer(PersonFactory())
    client.force_login(item.attempt.learner)
    result = reverse("quizzes:result", args=[item.attempt.uuid])
    waiting = client.get(result)
    assert [one.marking.percent for one in waiting.context["others"]] == [None]

    marked(item, training_manager, 100, 20, comment="Très juste.\n<i>Soyez</i> plus clair.")
    page = client.get(result)
    text = page.content.decode()

    [question] = page.context["to_review"]
    assert question.marking.percent == 80
    assert [(line.title, line.percent) for line in question.marking.lines] == [
        ("Exact", 100),
        ("Clair", 20),
    ]
    assert "Très juste.<br>&lt;i&gt;Soyez&lt;/i&gt;" in text
    assert training_manager.last_name not in text


def test_a_blank_answer_waits_for_nobody(client):
    quiz = essay_quiz("Vrai ?{T}")
    item = written_answer(PersonFactory(), quiz=quiz, text=" ")
    client.force_login(item.attempt.learner)

    assert item.attempt.awaiting == 0
    page = client.get(reverse("quizzes:result", args=[item.attempt.uuid]))
    assert [one.marking for one in page.context["to_review"]] == [None, None]


def test_what_a_criterion_wants_is_shown_as_text():
    line = GridLine(title="Exact", share=Decimal(100), help="<p>Rien de faux.</p>")

    form = MarkForm(lines=[line], mark=None)

    assert form.fields["percent-0"].help_text == "Rien de faux."


def test_the_learner_finds_what_the_marker_says_until_they_read_it(
    client, person, training_manager
):
    item = written_answer(person)
    marked(item, training_manager, 100, 100)

    [waiting] = waiting_items(person)
    assert waiting.description.title.endswith(str(item.attempt.quiz))
    assert waiting.description.url == reverse("quizzes:result", args=[item.attempt.uuid])
    client.force_login(person)
    opened = client.post(reverse("people:open_notification"), {"notification": waiting.row.pk})
    assert opened["Location"] == waiting.description.url
    assert waiting_items(person) == []
    assert waiting_items(training_manager) == []

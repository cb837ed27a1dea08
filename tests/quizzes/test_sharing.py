"""A learner sends a result, or not; its reader is who it was sent to, while they still are."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.dates import today
from people.actions.accounts import grant_role, revoke_role
from people.enums import Purpose, Role, ViewedData
from people.models import Look, Position
from people.queries.teams import managers_of
from quizzes.actions.sharing import share_result, withdraw_result
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt, Quiz, SharedResult
from quizzes.policies import results_shared_with
from tests.people.factories import DelegationFactory, PersonFactory, PositionFactory, TeamFactory
from tests.quizzes.factories import answered_attempt, passed_attempt, quiz_of


pytestmark = pytest.mark.django_db

RECEIVED = "quizzes:received"


@pytest.fixture
def team():
    return TeamFactory(name="Accueil")


@pytest.fixture
def manager(team):
    return PositionFactory(team=team, is_manager=True).person


@pytest.fixture
def learner(client, team):
    someone = PositionFactory(team=team).person
    client.force_login(someone)
    return someone


@pytest.fixture
def attempt(learner):
    return answered_attempt(quiz_of(4, title="Les mots de passe"), learner, right=3)


def received_by(person):
    return list(results_shared_with(person, on=today()))


def share_url(attempt):
    return reverse("quizzes:share", args=[attempt.uuid])


def text(response):
    return " ".join(response.content.decode().split())


def test_a_result_is_sent_to_a_manager_who_reads_it_and_nobody_else_does(
    client, attempt, manager, learner
):
    other = PositionFactory(team=TeamFactory(), is_manager=True).person

    client.post(share_url(attempt), {"to": manager.pk})

    assert [shared.attempt for shared in received_by(manager)] == [attempt]
    assert received_by(other) == received_by(learner) == []


def test_what_will_be_read_is_shown_before_and_holds_no_answer(client, attempt, manager):
    page = text(client.get(share_url(attempt)))

    assert "Les mots de passe" in page
    assert "3 sur 4" in page or "3 of 4" in page
    assert "Qui voit mes réponses" not in page
    assert not SharedResult.objects.exists()


def test_the_reader_sees_name_quiz_day_and_score_and_the_learner_sees_that_they_looked(
    client, attempt, manager, learner
):
    share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    client.force_login(manager)

    page = text(client.get(reverse(RECEIVED)))

    assert "Les mots de passe" in page
    assert str(learner) in page
    assert "3 sur 4" in page or "3 of 4" in page
    assert str(attempt.uuid) not in page
    assert Look.objects.filter(
        viewer=manager, subject=learner, purpose=Purpose.SHARED_RESULT, seen=ViewedData.RESULT
    ).exists()


def test_a_score_that_was_not_shown_is_not_sent_even_if_the_quiz_shows_it_later(
    client, manager, learner
):
    attempt = answered_attempt(quiz_of(4, shows_grade=False), learner, right=3)
    share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    Quiz.objects.update(shows_grade=True)
    client.force_login(manager)

    page = text(client.get(reverse(RECEIVED)))

    assert "3 sur 4" not in page
    assert "3 of 4" not in page


def test_a_result_that_was_taken_back_is_read_by_nobody(client, attempt, manager, learner):
    shared = share_result(attempt=attempt.uuid, learner=learner, manager=manager)

    client.post(reverse("quizzes:withdraw", args=[shared.uuid]))
    withdraw_result(shared=shared.uuid, learner=learner)

    shared.refresh_from_db()
    assert shared.withdrawn_at is not None
    assert received_by(manager) == []


def test_it_can_be_sent_again_after_it_was_taken_back(attempt, manager, learner):
    first = share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    withdraw_result(shared=first.uuid, learner=learner)
    second = share_result(attempt=attempt.uuid, learner=learner, manager=manager)

    assert received_by(manager) == [second]


def test_sent_twice_it_is_sent_once(attempt, manager, learner):
    for to in (manager, manager, None, None):
        share_result(attempt=attempt.uuid, learner=learner, manager=to)

    assert SharedResult.objects.count() == 2


def test_nobody_takes_back_what_another_sent(client, attempt, manager, learner):
    shared = share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    client.force_login(manager)

    assert client.post(reverse("quizzes:withdraw", args=[shared.uuid])).status_code == 404
    assert received_by(manager) == [shared]


def test_a_manager_who_left_the_team_reads_it_no_longer(attempt, manager, learner):
    share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    Position.objects.filter(person=manager).update(ended_on=today() - timedelta(days=1))

    assert received_by(manager) == []


def test_when_the_learner_changes_teams_the_former_manager_reads_it_no_longer(
    attempt, manager, learner
):
    share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    Position.objects.filter(person=learner).update(ended_on=today() - timedelta(days=1))
    PositionFactory(person=learner, team=TeamFactory())

    assert received_by(manager) == []


def test_a_stand_in_reads_nothing_that_was_sent_to_the_manager(attempt, manager, learner, team):
    share_result(attempt=attempt.uuid, learner=learner, manager=manager)
    stand_in = DelegationFactory(manager=manager, team=team).delegate

    assert received_by(stand_in) == []


def test_the_training_department_is_whoever_holds_that_role_today(attempt, learner, administrator):
    someone = PersonFactory()
    grant_role(person=someone, role=Role.TRAINING_MANAGER, by=administrator)
    shared = share_result(attempt=attempt.uuid, learner=learner)

    fresh = type(someone).objects.get
    assert received_by(fresh(pk=someone.pk)) == [shared]
    revoke_role(person=someone, role=Role.TRAINING_MANAGER, by=administrator)
    assert received_by(fresh(pk=someone.pk)) == []
    assert received_by(administrator) == []


def test_who_receives_nothing_has_no_such_page(client, attempt, editor):
    for person in (attempt.learner, editor):
        client.force_login(person)
        assert client.get(reverse(RECEIVED)).status_code == 404


def test_a_result_is_sent_to_ones_own_managers_only(attempt, learner, client):
    other = PositionFactory(team=TeamFactory(), is_manager=True).person

    with pytest.raises(ValidationError):
        share_result(attempt=attempt.uuid, learner=learner, manager=other)
    answer = client.post(share_url(attempt), {"to": other.pk})

    assert answer.status_code == 200
    assert not SharedResult.objects.exists()


def test_nobody_sends_another_ones_result(client, attempt, manager):
    client.force_login(manager)

    assert client.get(share_url(attempt)).status_code == 404
    assert client.post(share_url(attempt), {"to": "training"}).status_code == 404


def test_before_there_is_a_result_there_is_nothing_to_send(client, learner):
    attempt = start_attempt(quiz=quiz_of(1), learner=learner)

    with pytest.raises(ValidationError):
        share_result(attempt=attempt.uuid, learner=learner)
    assert client.post(share_url(attempt), {"to": "training"}).status_code == 302


def test_nothing_is_chosen_for_the_learner(client, attempt, manager):
    answer = client.post(share_url(attempt), {})

    assert 'id="to-error"' in text(answer)
    assert not SharedResult.objects.exists()


def test_a_result_goes_with_its_attempt(attempt, manager, learner):
    share_result(attempt=attempt.uuid, learner=learner, manager=manager)

    Attempt.objects.all().delete()

    assert not SharedResult.objects.exists()


def test_a_manager_sees_no_score_that_was_not_sent(client, manager, learner):
    passed_attempt(quiz_of(1, title="Jamais envoyé"), learner)
    client.force_login(manager)

    assert "Jamais envoyé" not in text(client.get(reverse(RECEIVED)))


def test_ones_managers_are_the_nearest_first_and_never_oneself(team):
    above = PositionFactory(team=team, is_manager=True).person
    below = TeamFactory(parent=team)
    near = PositionFactory(team=below, is_manager=True).person
    person = PositionFactory(team=below).person

    assert managers_of(person, today()) == [near, above]
    assert managers_of(near, today()) == [above]
    assert managers_of(PersonFactory(), today()) == []


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_of_results_received_asks_few_queries(
    client, team, manager, number, django_assert_max_num_queries
):
    quiz = quiz_of(1)
    for _ in range(number):
        someone = PositionFactory(team=team).person
        share_result(attempt=passed_attempt(quiz, someone).uuid, learner=someone, manager=manager)
    client.force_login(manager)

    with django_assert_max_num_queries(14):
        client.get(reverse(RECEIVED))

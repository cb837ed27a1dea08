"""Whoever opens an account with an invitation made by somebody else, at every door to its owner's data."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from learning.policies import published_lesson_pages
from learning.queries.modules import annotate_lesson_progress
from people.actions.accounts import invite, open_account
from people.exporters.person import personal_json
from people.mail.kinds import ACCOUNT_OPENED
from people.mail.registry import mail_kind
from people.models import Person
from people.privacy_registry import holdings
from people.queries.privacy import data_held_about
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt, Quiz
from quizzes.queries.states import QuizStatus, quiz_states
from tests.access.world import ADMINISTRATOR, AMBASSADOR, STAFF
from tests.quizzes.factories import AttemptFactory


pytestmark = pytest.mark.django_db

PASSWORD = "mot choisi par un autre"
PRIVATE = {holding.key for holding in holdings() if holding.private}


@pytest.fixture
def intruded(world):
    return opened(world, STAFF)


def opened(world, name):
    person = Person.objects.get(pk=world.people[name].pk)  # the world is others' as well
    person.set_password("quatre mots vont bien ensemble")
    person.save()
    code = invite(person=person, by=world.people[ADMINISTRATOR])
    open_account(staff_number=person.staff_number, code=code, password=PASSWORD)
    return Person.objects.get(pk=person.pk)


def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def rows_of(person):
    """Of what nobody but its owner reads, as the file has it, but for the mail that tells of an opening."""
    file = json.loads(personal_json(data_held_about(person)))
    told = str(mail_kind(ACCOUNT_OPENED).title)
    return {key: [row for row in file[key]["rows"] if row.get("kind") != told] for key in PRIVATE}


@pytest.mark.parametrize("name", [STAFF, AMBASSADOR])
def test_no_row_of_before_is_in_the_file_of_whoever_opens_the_account(world, name):
    full = {key for key, rows in rows_of(world.people[name]).items() if rows}
    person = opened(world, name)

    assert full >= {
        *("adoption.PortalLink", "adoption.UsageDay", "adoption.Declaration"),
        *("adoption.UseGoal", "adoption.UseTick"),
        *("quizzes.Attempt", "quizzes.AttemptItem", "ambassadors.Pair"),
        *("ambassadors.HelpRequest", "people.DataRequest"),
    }
    assert {key for key, rows in rows_of(person).items() if rows} == set()


def test_a_file_says_that_it_is_not_whole(intruded):
    file = json.loads(personal_json(data_held_about(intruded)))

    assert {key for key, each in file.items() if "older_rows_from" in each} == PRIVATE


@pytest.mark.parametrize("key", sorted(PRIVATE))
def test_the_lines_of_before_do_not_show(intruded, key):
    page = browser(intruded).get(reverse("people:held", args=[key])).content.decode()

    assert "shows from" in page
    assert ("Nothing at the moment." in page) is (key != "people.OutgoingMail")  # of the opening


# --- Quizzes ------------------------------------------------------------------------------------------------


def test_attempts_and_results_of_before_do_not_exist(world, intruded):
    client, mine = browser(intruded), world.owned[STAFF]
    addresses = [
        reverse("quizzes:result", args=[mine["done"].uuid]),
        reverse("quizzes:attempt", args=[mine["attempt"].uuid]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(reverse("quizzes:submit", args=[mine["attempt"].uuid])).status_code == 404


def test_a_quiz_that_was_begun_waits_and_another_is_begun_as_ever(world, intruded):
    client, quiz = browser(intruded), world.shared["quiz"]
    waiting = client.post(reverse("quizzes:start", args=[quiz.uuid]), follow=True)
    assert "it waits for you" in waiting.content.decode()

    forget(world.owned[STAFF]["attempt"])
    begun = client.post(reverse("quizzes:start", args=[quiz.uuid]))
    assert client.get(begun.url).status_code == 200


def test_a_result_of_after_is_shown(world, intruded):
    forget(world.owned[STAFF]["attempt"])
    done = AttemptFactory(learner=intruded, quiz=world.shared["quiz"], passed=True)
    answer = browser(intruded).get(reverse("quizzes:result", args=[done.uuid]))

    assert answer.status_code == 200


@pytest.mark.usefixtures("in_english")
def test_attempts_of_before_are_used_up_all_the_same(world, intruded):
    """Else whoever asks for an invitation takes an exam once more."""
    quiz = Quiz.objects.get(pk=world.shared["quiz"].pk)
    forget(world.owned[STAFF]["attempt"])
    quiz.max_attempts = Attempt.objects.filter(quiz=quiz, learner=intruded).count()
    quiz.save()

    with pytest.raises(ValidationError, match="used all the attempts"):
        start_attempt(quiz=quiz, learner=intruded)


def forget(attempt):
    Attempt.objects.filter(pk=attempt.pk).delete()


def test_no_lesson_and_no_quiz_tells_that_it_was_passed(world, intruded):
    def told(person):
        quiz = world.shared["quiz"].pk
        states = annotate_lesson_progress(published_lesson_pages(), person)
        return [each.passed_at is not None for each in states], quiz_states(person, [quiz])[quiz]

    passed, state = told(world.people[AMBASSADOR])
    assert any(passed)
    assert state.status == QuizStatus.PASSED

    passed, state = told(intruded)
    assert not any(passed)
    assert (state.status, state.points) == (QuizStatus.NOT_STARTED, None)


# --- Mutual help --------------------------------------------------------------------------------------------


def test_requests_for_help_and_pairs_of_before_do_not_show_nor_end(world, intruded):
    client, mine = browser(intruded), world.owned[STAFF]
    page = client.get(reverse("ambassadors:own_request")).content.decode()
    full = browser(world.people[AMBASSADOR]).get(reverse("ambassadors:own_request"))
    cancelled = client.post(reverse("ambassadors:cancel"))
    ended = client.post(reverse("ambassadors:end", args=[mine["pair"].uuid]))

    assert reverse("ambassadors:cancel") in full.content.decode()
    assert reverse("ambassadors:cancel") not in page
    assert (cancelled.status_code, ended.status_code) == (404, 404)


def test_an_intruder_does_not_take_an_ambassador_out_of_the_network(world):
    ambassador = opened(world, AMBASSADOR)
    client = browser(ambassador)
    client.post(reverse("ambassadors:leave"))

    assert client.get(reverse("ambassadors:index")).status_code == 200
    assert Person.objects.get(pk=ambassador.pk).ambassador.ended_at is None

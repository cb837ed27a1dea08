"""Attempts read by queries that are compiled once: each learner reads their own, and nobody another’s."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.enums import OpeningCause
from people.models import AccountOpening
from quizzes.policies import attempts_visible_to
from quizzes.queries.own_attempts import item_at, own_attempt, own_item_to_save
from tests.people.factories import PersonFactory
from tests.quizzes.factories import AttemptFactory


pytestmark = pytest.mark.django_db


def test_each_learner_reads_what_the_query_itself_finds_and_nothing_of_another():
    attempts = [AttemptFactory() for _number in range(3)]
    for attempt in attempts * 2:
        learner = attempt.learner
        for other in attempts:
            found = own_attempt(learner, uuid=other.uuid)
            locked = own_item_to_save(learner, uuid=other.uuid, slot=2)
            assert (found, locked and locked.attempt) == (
                (attempt, attempt) if other == attempt else (None, None)
            )
        built = own_attempt.build(attempts_visible_to(learner), uuid=attempt.uuid).get()
        found = own_attempt(learner, uuid=attempt.uuid)
        assert (found.quiz, found.learner, found.is_open) == (built.quiz, learner, True)
        assert [item_at(found, slot) for slot in (1, 2, 3, 4)] == [
            *attempt.items.order_by("slot"),
            None,
        ]


def test_who_opened_an_account_again_does_not_find_the_attempt_of_before():
    learner = PersonFactory()
    before = AttemptFactory(learner=learner)
    assert own_attempt(learner, uuid=before.uuid) == before

    learner.opened_at = timezone.now() + timedelta(seconds=1)
    AccountOpening.objects.create(
        person=learner, cause=OpeningCause.NEW_ADDRESS, trusted_before=learner.opened_at
    )
    assert own_attempt(learner, uuid=before.uuid) is None
    assert own_item_to_save(learner, uuid=before.uuid, slot=1) is None

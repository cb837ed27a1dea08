"""Two first sign-ins at once. SQLite lets one write at a time, so these run on PostgreSQL alone."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import connection

from people.actions.federation import link_identity
from tests.ambassadors.help.test_races import at_once
from tests.people.factories import PersonFactory


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


def test_of_two_subjects_that_claim_to_be_the_same_person_one_is_tied():
    person = PersonFactory()

    def tie(uid):
        return lambda: link_identity(person=person, provider="agence", uid=uid)

    outcomes = at_once(tie("nadia"), tie("mallory"))

    assert sum(isinstance(one, ValidationError) for one in outcomes) == 1
    assert SocialAccount.objects.count() == 1


def test_one_subject_that_comes_twice_at_once_is_tied_once():
    person = PersonFactory()

    def tie():
        return link_identity(person=person, provider="agence", uid="nadia")

    assert {one.user_id for one in at_once(tie, tie)} == {person.pk}
    assert SocialAccount.objects.count() == 1

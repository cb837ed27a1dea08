import pytest

from tests.people.factories import PersonFactory


@pytest.fixture
def learner(client):
    """Somebody who is signed in."""
    person = PersonFactory()
    client.force_login(person)
    return person


@pytest.fixture
def author(client, editor):
    """An editor who is signed in."""
    client.force_login(editor)
    return editor

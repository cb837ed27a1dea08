from datetime import date

import pytest
from django.core import mail

from tests.people.factories import PersonFactory


@pytest.fixture
def mails(django_capture_on_commit_callbacks):
    """Runs what is to be done, and answers the mails that went out after it."""

    def sent(doing):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            doing()
        return list(mail.outbox)

    return sent


@pytest.fixture
def cast(
    person, manager, editor, training_manager, data_protection_officer, administrator, settings
):
    return {
        "person": person,
        "manager": manager,
        "editor": editor,
        "training_manager": training_manager,
        "data_protection_officer": data_protection_officer,
        "administrator": administrator,
    }


@pytest.fixture
def leaver():
    return PersonFactory(employed_until=date(2025, 11, 20), last_name="Partante")

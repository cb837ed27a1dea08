import pytest
from django.core import mail


@pytest.fixture
def mails(django_capture_on_commit_callbacks):
    """Runs what is to be done, and answers the mails that went out after it."""

    def sent(doing):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            doing()
        return list(mail.outbox)

    return sent

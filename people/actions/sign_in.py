from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.formats import date_format
from django.utils.http import urlsafe_base64_encode
from django.utils.timezone import localtime
from django.utils.translation import ngettext

from people.actions.account_warnings import warn_of_account_change
from people.actions.accounts import invite
from people.actions.mails import Letter, dispatch_mails, enqueue_mail
from people.actions.privacy import record_look
from people.actions.sessions import end_all_sessions
from people.enums import AccountChange, IdentityProof, Purpose, ViewedData
from people.mail.kinds import INVITATION, PASSWORD_RESET, SECOND_FACTOR_RESET
from people.mailboxes import confirmed_mailbox
from people.models import Invitation, Person
from people.queries.accounts import person_to_reset


NOBODY = Person(pk=0, staff_number="0", email="nobody@example.org", first_name="-")


def mail_password_reset(*, name: str) -> None:
    """Mail a link to whoever has this address or number. For an unknown name the work is the same, and undone."""
    person = person_to_reset(name)
    whom = person or NOBODY
    path = reverse(
        "people:password_reset_confirm",
        args=[
            urlsafe_base64_encode(force_bytes(whom.pk)),
            default_token_generator.make_token(whom),
        ],
    )
    letter = Letter(
        person=whom,
        key=str(uuid4()),  # each asking is a fact of its own
        path=path,
        values={"duration": _duration},
        to=whom.email or "",  # not to one that somebody gives them before it goes out
        expires_at=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )
    with transaction.atomic():
        enqueue_mail(kind=PASSWORD_RESET, letter=letter)
        transaction.set_rollback(person is None)
    if person is None:
        transaction.on_commit(dispatch_mails)


def _duration() -> str:
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


@transaction.atomic
def print_invitation(*, person: Person, by: Person) -> str:
    """Return a new invitation's code, to be shown once. The person is notified: whoever reads it can enter."""
    code = invite(person=person, by=by)
    warn_of_account_change(people=[person], change=AccountChange.INVITATION)
    return code


@transaction.atomic
def mail_invitation(*, person: Person, by: Person | None = None) -> Invitation:
    """Mail a new invitation, its code in a link that is good until it is used, however often it is opened."""
    code = invite(person=person, by=by)
    invitation = Invitation.objects.filter(person=person).usable().get()
    mark = confirmed_mailbox(person)
    invitation.proof, invitation.mailbox_mark = IdentityProof.MAILBOX if mark else "", mark
    invitation.save(update_fields=["proof", "mailbox_mark"])
    letter = Letter(
        person=person,
        key=str(invitation.pk),
        path=reverse("people:invitation", args=[code]),
        values={"day": _day(invitation)},
        to=person.email or "",  # the mailbox that the code proves
        expires_at=invitation.expires_at,
    )
    enqueue_mail(kind=INVITATION, letter=letter)
    return invitation


def _day(invitation: Invitation) -> Callable[[], str]:
    return lambda: date_format(localtime(invitation.expires_at), "SHORT_DATE_FORMAT")


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person | None) -> int:
    """Forget the second factors of somebody who lost theirs, and end their sessions.

    It is written into the person's own log and mailed to them: nobody loses this protection unseen. `by` is
    None for an operator at the command line. Returns how many factors were forgotten.
    """
    forgotten, _each = Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person=person)
    record_look(by=by, at=[person], purpose=Purpose.SECOND_FACTOR, seen=ViewedData.ACCOUNT)
    letter = Letter(person=person, key=str(uuid4()), path=reverse("people:who_looked"))
    enqueue_mail(kind=SECOND_FACTOR_RESET, letter=letter)
    return forgotten

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from people.actions.accounts import invite
from people.actions.privacy import record_look
from people.actions.sessions import end_all_sessions
from people.addresses import our_address
from people.enums import Purpose
from people.mails import compose, send_later
from people.models import Invitation, Person
from people.queries import person_to_reset


NOBODY = Person(pk=0, staff_number="0", email="nobody@example.org", first_name="-")


def ask_password_reset(*, name: str) -> None:
    """Mail a link to whoever has this address or number. For nobody the work is the same."""
    person = person_to_reset(name)
    whom = person or NOBODY
    link = reverse(
        "people:password_reset_confirm",
        args=[
            urlsafe_base64_encode(force_bytes(whom.pk)),
            default_token_generator.make_token(whom),
        ],
    )
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    message = compose("password_reset", to=whom, link=our_address(link), minutes=minutes)
    if person:
        send_later(message)


@transaction.atomic
def mail_invitation(*, person: Person) -> Invitation:
    """A new invitation, its code in a link that is good until it is used, however often it is opened."""
    code = invite(person=person)
    invitation = Invitation.objects.filter(person=person).usable().get()
    link = our_address(reverse("people:invitation", args=[code]))
    send_later(compose("invitation", to=person, link=link, expires_at=invitation.expires_at))
    return invitation


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person | None) -> int:
    """Forget the second factors of somebody who lost theirs, and end their sessions.

    It is written into the person's own log and mailed to them: nobody's guard falls unseen. `by` is
    None for an operator at the command line. Answers how many factors were forgotten.
    """
    forgotten, _each = Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person=person)
    record_look(by=by, at=[person], purpose=Purpose.SECOND_FACTOR)
    if person.email:
        send_later(
            compose(
                "second_factor_reset", to=person, link=our_address(reverse("people:who_looked"))
            )
        )
    return forgotten

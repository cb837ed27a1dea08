"""Identifies a mailbox, of which a person has one: the hash of an address in a domain that the organisation
confirmed."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from people.models import Person


def confirmed_mailbox(person: Person) -> str | None:
    """Return the hash of the person's mailbox; None where it proves nothing.

    The address was given by somebody who reads no figures, in a domain of CONFIRMED_MAIL_DOMAINS.
    """
    if not person.email or not person.address_is_vouched:
        return None
    local, _at, domain = person.email.casefold().rpartition("@")
    if domain not in map(str.casefold, settings.CONFIRMED_MAIL_DOMAINS):
        return None
    mailbox = f"{local.partition('+')[0]}@{domain}"
    return salted_hmac("people.mailboxes", mailbox, algorithm="sha256").hexdigest()

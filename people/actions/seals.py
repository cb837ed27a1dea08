"""Seals an account after an opening that need not be the owner's, until its owner proves to be back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.actions.identity import withdraw_proof
from people.actions.mails import Letter, enqueue_mail
from people.actions.rights import renew_passphrase
from people.actions.sessions import end_all_sessions
from people.enums import OpeningCause
from people.mail.kinds import ACCOUNT_OPENED
from people.models import AccountOpening, Invitation, Person
from people.policies import active_seal, was_opened


NEW_FOR = timedelta(days=30)  # an address or a staff number that somebody else has given


def seal_account(
    *, person: Person, cause: OpeningCause, invitation: Invitation | None = None
) -> None:
    """Close what was private, before the new password is set: the old one is among the proofs.

    Open sessions end, a proof of identity is withdrawn, and the person is notified. Files made before stay
    locked under their own passphrase, but for a first opening: there the only ones are those handed over
    with the invitation. The caller saves `opened_at`.
    """
    since, running = timezone.now(), active_seal(person)
    is_first = not was_opened(person)
    AccountOpening.objects.update_or_create(
        person=person,
        defaults={"cause": cause, "invitation": invitation, "is_first": is_first, "proven_at": None}
        | (_proofs_of(running.opening) if running else _proofs(person, since)),
    )
    person.opened_at = since
    end_all_sessions(person=person)
    withdraw_proof(person=person)
    if not is_first:
        renew_passphrase(person=person)
    letter = Letter(
        person=person,
        key=f"{person.pk} {since.isoformat()}",
        path=reverse("people:my_data"),
        values={"how": lambda: str(OpeningCause(cause).label)},
    )
    enqueue_mail(kind=ACCOUNT_OPENED, letter=letter)


@transaction.atomic
def seal_at_a_new_address(*, person: Person) -> None:
    """Seal before a mailed link replaces a password at an address that changed lately: who changed it may
    read its mail."""
    if _is_new(person.address_changed_at) and was_opened(person):
        seal_account(person=person, cause=OpeningCause.NEW_ADDRESS)


@transaction.atomic
def seal_at_a_new_identity(*, person: Person) -> None:
    """Seal at the first sign-in through a provider, where what it says, or how it finds the person, may be made up."""
    if was_opened(person):
        seal_account(person=person, cause=OpeningCause.NEW_IDENTITY)
        person.save(update_fields=["opened_at"])


def has_new_identifier(person: Person) -> bool:
    """Whether an identity provider may find them by an identifier that belonged to somebody else before."""
    return _is_new(person.address_changed_at) or _is_new(person.number_changed_at)


def _is_new(changed: datetime | None) -> bool:
    return changed is not None and timezone.now() < changed + NEW_FOR


def _proofs(person: Person, since: datetime) -> dict[str, object]:
    is_open = bool(settings.ACCOUNT_SEAL_DAYS) and person.has_usable_password()
    return {
        "trusted_before": since,
        "earlier_password": person.password if is_open else "",
        "address_mark": "" if _is_new(person.address_changed_at) else _mark(person.email),
    }


def _proofs_of(opening: AccountOpening) -> dict[str, object]:
    """Return the proofs of before the first of several openings: what came since may be an intruder's."""
    return {
        "trusted_before": opening.trusted_before,
        "earlier_password": opening.earlier_password,
        "address_mark": opening.address_mark,
    }


def _mark(address: str | None) -> str:
    if not address:
        return ""
    return salted_hmac("people.seals", address.casefold(), algorithm="sha256").hexdigest()


def end_seal_by_password(*, person: Person, password: str) -> bool:
    """End the seal by the earlier password. The caller counts the attempts."""
    seal = active_seal(person)
    if seal is None or not seal.opening.earlier_password:
        return False
    return check_password(password, seal.opening.earlier_password) and _end(seal.opening)


def end_seal_by_mailed_link(*, person: Person) -> bool:
    """End the seal by a link that was mailed to the person's current address."""
    seal = active_seal(person)
    if seal is None or not person.email or seal.opening.address_mark != _mark(person.email):
        return False
    return _end(seal.opening)


def end_seal_by_factor(*, person: Person, used: Iterable[int]) -> bool:
    """End the seal by second factors. `used`: keys of those with which the person has just signed in."""
    seal = active_seal(person)
    if seal is None:
        return False
    earlier = Authenticator.objects.filter(
        user=person, pk__in=list(used), created_at__lt=seal.opening.trusted_before
    )
    return earlier.exists() and _end(seal.opening)


@transaction.atomic
def _end(opening: AccountOpening) -> bool:
    """End the seal and renew the passphrase, so that one shown meanwhile opens no later file."""
    ended = AccountOpening.objects.filter(
        pk=opening.pk, proven_at=None, trusted_before=opening.trusted_before, cause=opening.cause
    ).update(proven_at=Now(), earlier_password="", address_mark="")
    if not ended:  # opened once more meanwhile: that seal is another
        return False
    Person.objects.filter(pk=opening.person_id).update(
        address_changed_at=None, number_changed_at=None
    )
    renew_passphrase(person=opening.person)
    return True


def forget_earlier_password(*, openings: QuerySet[AccountOpening], pk: int) -> int:
    """Forget the hash; how the account was opened stays for its owner to read."""
    return openings.filter(pk=pk).update(earlier_password="")

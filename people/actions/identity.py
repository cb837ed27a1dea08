"""Records that people prove who they are by something that no reader of figures holds (docs/decisions/0052).

Figures count whoever has, from the first whole month after. What an account was opened with before may be
in somebody else's hands, so it goes with the first proof.
"""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.registry import notify_account_recovered
from people.actions.account_warnings import warn_of_account_change
from people.actions.sessions import end_all_sessions
from people.enums import AccountChange, IdentityProof
from people.mailboxes import confirmed_mailbox
from people.models import AccountOpening, Invitation, Person
from people.policies import has_second_factor, reads_figures, was_opened


def prove_by_provider(*, person: Person, tie: SocialAccount, used: Collection[int]) -> bool:
    """Record a proof at the end of a sign-in through a provider, second factor included. `used`: factors of
    this sign-in."""
    if person.identity_proven_at is not None:
        return False
    with transaction.atomic():
        if _was_opened_by_others(person, None):
            person.set_unusable_password()
            person.save(update_fields=["password"])
            _recover(person, kept_factors=used, kept_tie=tie)
        return _note_proof(person, IdentityProof.SINGLE_SIGN_ON)


def prove_by_mailbox(*, person: Person) -> bool:
    """Record the proof of a new password set by a link that was mailed to the current address.

    At an address that nobody vouched for it ends an earlier proof: who gave the address may read its mail.
    """
    if not person.address_is_vouched:
        withdraw_proof(person=person)
        return False
    mark = confirmed_mailbox(person)
    return bool(mark) and _prove_with_new_password(person, IdentityProof.MAILBOX, mark, None)


def prove_by_invitation(*, person: Person, invitation: Invitation) -> bool:
    """Record the proof of a new password set with a code that came by a hand or a mailbox that count."""
    if invitation.proof == IdentityProof.MAILBOX:
        mark = confirmed_mailbox(person)
        if not mark or mark != invitation.mailbox_mark:
            return False
        return _prove_with_new_password(person, IdentityProof.MAILBOX, mark, invitation)
    officer = invitation.invited_by
    if not invitation.proof or (officer is not None and reads_figures(officer)):
        return False
    return _prove_with_new_password(person, IdentityProof.HANDED_CODE, None, invitation)


def record_earlier_proofs(*, people: QuerySet[Person], moment: datetime) -> int:
    """Record proofs of people who signed in through a provider before Passerelle recorded it, at `moment`
    at the latest."""
    return people.filter(identity_proven_at=None).update(
        identity_proven_at=moment, identity_proof=IdentityProof.SINGLE_SIGN_ON
    )


def withdraw_proof(*, person: Person) -> None:
    """Withdraw the proof: the account may be in other hands from now on."""
    person.identity_proven_at, person.identity_proof, person.mailbox_mark = None, "", None
    Person.objects.filter(pk=person.pk).update(
        identity_proven_at=None, identity_proof="", mailbox_mark=None
    )


def _prove_with_new_password(
    person: Person, proof: IdentityProof, mark: str | None, invitation: Invitation | None
) -> bool:
    """Record a proof, unless a second factor of somebody with a role stands: an administrator resets that first."""
    if person.identity_proven_at is not None:
        return False
    if (person.roles or person.is_superuser) and has_second_factor(person):
        return False
    with transaction.atomic():
        if not _note_proof(person, proof, mark):
            return False
        if _was_opened_by_others(person, invitation):
            _recover(person)
    return True


def _note_proof(person: Person, proof: IdentityProof, mark: str | None = None) -> bool:
    """Record a proof; refused to a second person of the same mailbox."""
    now = timezone.now()
    unproven = Person.objects.filter(pk=person.pk, identity_proven_at=None)
    try:
        with transaction.atomic():
            noted = unproven.update(identity_proven_at=now, identity_proof=proof, mailbox_mark=mark)
    except IntegrityError:
        return False
    person.identity_proven_at, person.identity_proof, person.mailbox_mark = now, proof, mark
    return bool(noted)


def _was_opened_by_others(person: Person, invitation: Invitation | None) -> bool:
    """Whether others may have opened the account before this invitation, if there is one: a first opening
    leaves nothing of theirs.

    The record of an opening goes with the invitation, months after: without it nobody knows who it was.
    """
    opening = AccountOpening.objects.filter(person=person).first()
    if opening is None:
        return was_opened(person)
    return not (opening.is_first and opening.invitation == invitation)


def _recover(
    person: Person,
    *,
    kept_factors: Collection[int] = (),
    kept_tie: SocialAccount | None = None,
) -> None:
    """End second factors, passkeys, recovery codes, provider links, sessions, and choices that others may
    have made; mail the owner."""
    Authenticator.objects.filter(user=person).exclude(pk__in=kept_factors).delete()
    ties = SocialAccount.objects.filter(user=person)
    ties.exclude(pk=kept_tie.pk if kept_tie else None).delete()
    end_all_sessions(person=person)
    notify_account_recovered(person)
    warn_of_account_change(people=[person], change=AccountChange.RECOVERED)

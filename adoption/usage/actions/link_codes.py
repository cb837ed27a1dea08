"""Link an account by a code: shown once here, typed on the portal, returned with a pseudonym.

Nobody but the person and the portal's machine ever sees who is who.
"""

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.locks import lock_portal
from adoption.usage.models import LinkCode, Objection, PortalLink
from adoption.usage.policies import sealed_use
from adoption.usage.pseudonyms import link_code_hash, subject_of, subject_of_uuid
from cms.models import Portal
from core.dates import today
from core.site_settings import value_of
from people.actions.privacy import lock_person
from people.invitations import ALPHABET
from people.models import Person


GROUPS, GROUP_LENGTH = 3, 4  # 31 ** 12: 59 bits, behind a key and a limit of tries


class RedemptionOutcome(StrEnum):
    """Outcome of a code and a pseudonym. All but the first two are refusals."""

    LINKED = "linked"
    UNCHANGED = "unchanged"
    NO_SUCH_CODE = "no_such_code"  # wrong, used and expired are one answer
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"
    LINKED_ALREADY = "linked_already"
    STAFF_NUMBER = "staff_number"


@transaction.atomic
def make_link_code(*, person: Person, portal: Portal) -> str:
    """Create a code to be shown once; it replaces an earlier one.

    Raises ValidationError for whoever objects or is linked already. Also while a seal lasts: whether there is
    an older link must not show, and whoever asks may not be the owner (docs/decisions/0033).
    """
    lock_person(person=person)
    if sealed_use(person):
        raise ValidationError(
            _("Your account was opened a short while ago: the code comes later."), code="sealed"
        )
    subject = subject_of(person)
    if Objection.objects.filter(subject=subject).exists():
        raise ValidationError(
            _("You object to being counted, so there is nothing to link."), code="objection"
        )
    if PortalLink.objects.filter(portal=portal, subject=subject).exists():
        raise ValidationError(_("Your account is linked already."), code="linked")
    code = "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )
    LinkCode.objects.bulk_create(
        [
            LinkCode(
                portal=portal,
                subject=subject,
                code_hash=link_code_hash(portal.pk, code),
                made_on=today(),
            )
        ],
        update_conflicts=True,
        unique_fields=["portal", "subject"],
        update_fields=["code_hash", "made_on", "is_used"],
    )
    return code


def link_code_expiry(made_on: date) -> date:
    return made_on + timedelta(days=value_of("LINK_CODE_DAYS"))


@transaction.atomic
def forget_link_code(*, person: Person, portal: Portal) -> int:
    lock_portal(portal)
    return LinkCode.objects.filter(portal=portal, subject=subject_of(person)).delete()[0]


def redeem_link_code(
    *,
    portal: Portal,
    code: str,
    pseudonym: str,
    is_withdrawn: Callable[[str], bool],
    linked_on: date | None,
) -> RedemptionOutcome:
    """Link the pseudonym to the code's owner. Inside a transaction that has locked the portal.

    The same code and pseudonym again change nothing. What is wrong with the pseudonym is said only to
    who shows a good code, and uses none up.
    """
    kept = _code(portal, code)
    if kept is None:
        return RedemptionOutcome.NO_SUCH_CODE
    link = PortalLink.objects.filter(portal=portal, pseudonym=pseudonym).first()
    if link is not None and link.subject == kept.subject:
        LinkCode.objects.filter(pk=kept.pk).update(is_used=True)
        return RedemptionOutcome.UNCHANGED
    if kept.is_used:
        return RedemptionOutcome.NO_SUCH_CODE
    if is_withdrawn(pseudonym):
        return RedemptionOutcome.WITHDRAWN
    if link is not None:
        return RedemptionOutcome.TAKEN
    if PortalLink.objects.filter(portal=portal, subject=kept.subject).exists():
        return RedemptionOutcome.LINKED_ALREADY
    uuids = Person.objects.filter(staff_number__iexact=pseudonym).values_list("uuid", flat=True)
    if any(subject_of_uuid(str(uuid)) == kept.subject for uuid in uuids):
        return RedemptionOutcome.STAFF_NUMBER
    PortalLink.objects.create(
        portal=portal, pseudonym=pseudonym, subject=kept.subject, linked_on=linked_on or today()
    )
    LinkCode.objects.filter(pk=kept.pk).update(is_used=True)
    return RedemptionOutcome.LINKED


def _code(portal: Portal, code: str) -> LinkCode | None:
    """Find a valid code, locking its row: a concurrent erasure waits, or has been."""
    kept = (
        LinkCode.objects.select_for_update(of=("self",))
        .filter(portal=portal, code_hash=link_code_hash(portal.pk, code))
        .first()
    )
    if kept is None or today() > link_code_expiry(kept.made_on):
        return None
    # A backup that was restored may hold the code of somebody who has objected since.
    return None if Objection.objects.filter(subject=kept.subject).exists() else kept

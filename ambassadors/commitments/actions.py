"""Write, publish, change and settle commitments."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ambassadors.commitments.enums import CommitmentState
from ambassadors.commitments.models import Commitment, CommitmentRevision
from ambassadors.commitments.notifications import ask_what_became, settle_overdue
from ambassadors.commitments.queries import commitment_document
from cms.models import SearchEntry
from core.dates import today
from core.revisions import replace_values
from people.models import JobFamily


REVISED_FIELDS = ("text", "audience", "owner", "due_on", "state", "reason")


@transaction.atomic
def write_commitment(
    *, families: Collection[JobFamily] = (), publishes: bool = False, **given: Any
) -> Commitment:
    """Note a commitment, as a draft unless it is published at once."""
    commitment = Commitment(**given, published_on=today() if publishes else None)
    commitment.full_clean()
    commitment.save(force_insert=True)
    commitment.families.set(families)
    _keep_found(commitment)
    return commitment


@transaction.atomic
def change_commitment(
    *,
    commitment: Commitment,
    after: int,
    families: Collection[JobFamily] | None = None,
    publishes: bool = False,
    **given: Any,
) -> None:
    """Change what it says, or say what became of it. Of a published one, what stood there before is kept.

    `after`: how many changes the form knew of. Idempotent. Raises ValidationError where it was changed meanwhile or
    withdrawn, and for a state without its reason.
    """
    found = Commitment.objects.select_for_update().get(pk=commitment.pk)
    _refuse_stale(found, after)
    was_published, audience = found.published_on is not None, found.audience
    if families is not None:
        found.families.set(families)
    before = replace_values(found, given, [name for name in REVISED_FIELDS if name != "audience"])
    is_other = bool(before) or found.audience != audience
    if publishes and not was_published:
        found.published_on = today()
    is_settled = found.state != CommitmentState.STANDING
    found.settled_on = (found.settled_on or today()) if is_settled else None
    found.full_clean()
    found.save()
    if was_published and is_other:
        _keep_before(found, before, audience)
    settle_overdue(found)
    _keep_found(found)


def _keep_before(found: Commitment, before: dict[str, Any], audience: str) -> None:
    kept = {name: getattr(found, name) for name in REVISED_FIELDS} | before
    CommitmentRevision.objects.create(
        commitment=found, changed_on=today(), **kept | {"audience": audience}
    )


def _refuse_stale(found: Commitment, after: int) -> None:
    if found.state == CommitmentState.WITHDRAWN:
        raise ValidationError(_("It was withdrawn: it stays as it is."), code="withdrawn")
    if found.revisions.count() != after:
        message = _(
            "Somebody has changed it meanwhile: read it again, then send. What you wrote is kept below."
        )
        raise ValidationError(message, code="overtaken")


@transaction.atomic
def discard_draft(*, commitment: Commitment) -> None:
    """Delete what nobody has read yet. Raises ValidationError for what was published."""
    found = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if found.published_on is not None:
        raise ValidationError(
            _("It was published meanwhile: withdraw it, and say why."), code="published"
        )
    found.delete()


@transaction.atomic
def tell_of_overdue_commitments() -> int:
    """Have what is overdue wait for training managers; return for how many it is new. Idempotent."""
    return ask_what_became(list(Commitment.objects.overdue()))


def _keep_found(commitment: Commitment) -> None:
    """Have the search find it once it is published."""
    if commitment.published_on is not None:
        SearchEntry.objects.keep(commitment_document(commitment))

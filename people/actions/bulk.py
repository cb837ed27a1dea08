"""Does the same to several people at once, or to none of them."""

from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from people.actions.accounts import grant_role, revoke_role
from people.actions.locks import lock_organisation
from people.actions.sign_in import mail_invitation
from people.enums import BulkVerb, Role
from people.models import Person
from people.policies import ROLES_IN_BULK
from people.queries.bulk import plan_bulk_act


class ChangedSincePreview(Exception):
    """Raised where the act would do something else than what was shown: it was done before, or the list changed."""


@transaction.atomic
def act_in_bulk(
    *, verb: BulkVerb, role: Role | None, chosen: Collection[UUID], shown: str, by: Person
) -> int:
    """Do to each of the people chosen what their page would, as one act; returns to how many.

    `shown`: the digest of the preview. Under the organisation's lock nobody is moved, erased or acted on by
    another such act meanwhile, so that one sent twice finds other facts than it was shown. Raises
    ChangedSincePreview, and ValidationError where one of them refuses: then nothing is done.
    """
    lock_organisation()
    plan = plan_bulk_act(verb=verb, role=role, chosen=chosen, by=by)
    if plan.digest != shown:
        raise ChangedSincePreview
    act = _act(verb, role)
    for person in plan.people:
        act(person=person, by=by)
    return len(plan.people)


def _act(verb: BulkVerb, role: Role | None) -> Callable[..., object]:
    if verb == BulkVerb.INVITE:
        return mail_invitation
    if role not in ROLES_IN_BULK:
        raise ValueError(role)
    return partial(grant_role if verb == BulkVerb.GRANT else revoke_role, role=role)

"""Locks for changing pairs, always taken in the order ambassador, request, pair, to prevent deadlocks.

A pair is changed under the lock of its request. SQLite writes one at a time anyway.
"""

from django.db.models import QuerySet
from django.db.models.functions import Now

from ambassadors.help.enums import PairStatus
from ambassadors.help.models import Ambassador, HelpRequest, Pair
from ambassadors.help.models.pairs import PairQuerySet
from ambassadors.help.notifications import settle_pairs


def lock_ambassadors(ambassadors: QuerySet[Ambassador]) -> list[Ambassador]:
    return list(
        Ambassador.objects.filter(pk__in=ambassadors.values("pk"))
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def lock_requests(requests: QuerySet[HelpRequest]) -> list[HelpRequest]:
    return list(
        HelpRequest.objects.filter(pk__in=requests.values("pk"))
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def lock_request_of_pair(pair: Pair) -> None:
    lock_requests(HelpRequest.objects.filter(pk=pair.request_id))


def end_living_pairs(pairs: PairQuerySet) -> None:
    """Delete drafts; end proposals and active pairs."""
    from_now = {"status": PairStatus.ENDED, "ended_at": Now()}
    pairs.drafts().delete()
    ending = pairs.taking_a_place()
    settle_pairs(list(ending.order_by().values_list("uuid", flat=True)))
    ending.update(**from_now)

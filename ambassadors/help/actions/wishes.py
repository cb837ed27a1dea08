"""Record kinds of help and preferred people, of a request or of an ambassador's offer."""

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import lock_ambassadors, lock_requests
from ambassadors.help.enums import Domain, Ease, HelpKind, RequestStatus, Responsibility
from ambassadors.help.models import (
    Ambassador,
    ColleagueWish,
    HelpRequest,
    OfferAim,
    RequestAim,
    RequestWish,
)
from cms.models import PortalService
from people.models import Person


MOST_NAMED = 10


@transaction.atomic
def set_request_aim(
    *,
    help_request: HelpRequest,
    kind: HelpKind,
    ease: Ease | None = None,
    responsibility: Responsibility | None = None,
    domain: Domain | str = "",
    exchange: Iterable[PortalService] = (),
    wishes: Sequence[Ambassador] = (),
) -> None:
    """Set the kind of help and the preferred ambassadors, best first.

    Raises ValidationError when the kind needs a value that is missing, or somebody is both preferred and
    ruled out.
    """
    locked = lock_requests(HelpRequest.objects.filter(pk=help_request.pk))
    if not locked or locked[0].status != RequestStatus.OPEN:
        _refuse(_("Your request is with somebody already."), "proposed")
    exchange, wishes = list(exchange), list(wishes)
    _validate_levels([kind], ease, responsibility, domain, exchange)
    apart = set(help_request.ruled_out.values_list("pk", flat=True))
    if apart & {ambassador.person_id for ambassador in wishes}:
        _refuse(_("You have ruled out somebody whom you name here."), "contradictory")
    if len({ambassador.pk for ambassador in wishes}) < len(wishes):
        _refuse(_("Name each person once."), "twice")
    values = {"kind": kind, "ease": ease, "responsibility": responsibility, "domain": domain}
    aim, _is_new = RequestAim.objects.update_or_create(request=help_request, defaults=values)
    aim.exchange.set(exchange)
    help_request.wishes.all().delete()
    RequestWish.objects.bulk_create(
        [
            RequestWish(request=help_request, ambassador=ambassador, rank=rank)
            for rank, ambassador in enumerate(wishes, start=1)
        ]
    )


@transaction.atomic
def set_offer_aim(
    *,
    ambassador: Ambassador,
    kinds: Iterable[HelpKind],
    ease: Ease | None = None,
    responsibility: Responsibility | None = None,
    domain: Domain | str = "",
    exchange: Iterable[PortalService] = (),
) -> None:
    """Set the kinds of help offered. Raises ValidationError when one needs a value that is missing."""
    chosen, exchange = set(kinds), list(exchange)
    kinds = [kind for kind in HelpKind if kind in chosen]
    _validate_levels(kinds, ease, responsibility, domain, exchange)
    values: dict[str, Any] = {"ease": ease, "responsibility": responsibility, "domain": domain}
    values["kinds"] = [str(kind) for kind in kinds]
    aim, _is_new = OfferAim.objects.update_or_create(ambassador=ambassador, defaults=values)
    aim.exchange.set(exchange)


@transaction.atomic
def name_colleague(*, ambassador: Ambassador, person: Person, gladly: bool) -> None:
    """Record a colleague whom the ambassador would gladly help, ranked last, or would rather not meet.

    A later record replaces an earlier one. The colleague is not told, and need not ask for help. Raises
    ValidationError.
    """
    lock_ambassadors(Ambassador.objects.filter(pk=ambassador.pk))
    if person.pk == ambassador.person_id:
        _refuse(_("Name a colleague."), "oneself")
    named = ColleagueWish.objects.filter(ambassador=ambassador)
    others = named.exclude(person=person)
    if gladly and others.exclude(rank=None).count() >= MOST_NAMED:
        message = _("You have named %(most)s people already.") % {"most": MOST_NAMED}
        _refuse(message, "too_many")
    last = named.aggregate(last=Max("rank"))["last"] or 0
    named.filter(person=person).delete()
    ColleagueWish.objects.create(
        ambassador=ambassador, person=person, rank=last + 1 if gladly else None
    )


def delete_colleague_wish(*, wish: ColleagueWish) -> None:
    ColleagueWish.objects.filter(pk=wish.pk).delete()


def _validate_levels(
    kinds: Iterable[HelpKind],
    ease: Ease | None,
    responsibility: Responsibility | None,
    domain: Domain | str,
    exchange: Sequence[PortalService],
) -> None:
    kinds = set(kinds)
    if not kinds:
        _refuse(_("Choose at least one kind of help."), "no_kind")
    if HelpKind.REVERSE in kinds and (ease is None or responsibility is None):
        message = _("For reverse mentoring, say how at ease you are and what you answer for.")
        _refuse(message, "no_levels")
    if HelpKind.TRADE_AND_IT in kinds and not domain:
        _refuse(_("For a trade and IT together, say in which of the two you work."), "no_domain")
    if HelpKind.MUTUAL in kinds and not exchange:
        _refuse(_("To teach each other, choose a topic for the way back."), "no_exchange")


def _refuse(message: str, code: str) -> NoReturn:
    raise ValidationError(message, code=code)

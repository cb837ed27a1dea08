"""Change a draft under review. Locks are taken in the order of publication: round, ambassador, request."""

from dataclasses import dataclass
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ambassadors.help.actions.locks import lock_ambassadors, lock_requests
from ambassadors.help.enums import RequestStatus
from ambassadors.help.matching import Fit, score
from ambassadors.help.matching.review import RoundTotals
from ambassadors.help.models import Ambassador, HelpRequest, MatchingRound, Pair
from ambassadors.help.queries.review import round_totals
from ambassadors.help.queries.rounds import sides_of_round


@dataclass(frozen=True, slots=True)
class Reassignment:
    before: RoundTotals
    after: RoundTotals
    follows: int


@transaction.atomic
def reassign(
    *, matching_round: MatchingRound, help_request: HelpRequest, ambassador: Ambassador
) -> Reassignment:
    """Give a request of a draft round to this ambassador, whether or not it had one.

    Raises ValidationError when the round is published, the request is no longer in it, or the ambassador
    cannot help or has no place left: the reason is not told.
    """
    if not MatchingRound.objects.drafts().select_for_update().filter(pk=matching_round.pk).first():
        _refuse(_("This round is already published."), "published")
    lock_ambassadors(Ambassador.objects.filter(pk=ambassador.pk))
    locked = lock_requests(HelpRequest.objects.filter(pk=help_request.pk))
    pair = matching_round.pairs.drafts().filter(request=help_request).first()
    waits = bool(locked) and locked[0].status == RequestStatus.OPEN
    if not waits or (
        pair is None and not matching_round.unmet.filter(request=help_request).exists()
    ):
        _refuse(_("This person is no longer in the round."), "gone")
    if pair is None and Pair.objects.unavailable_to_rounds().filter(request=help_request).exists():
        _refuse(_("This person is no longer in the round."), "gone")
    if pair is not None and pair.ambassador_id == ambassador.pk:
        _refuse(_("This person has this ambassador already."), "same")
    fit, follows = _fit_and_load(help_request, ambassador)
    before = round_totals(matching_round)
    pair = pair or Pair(round=matching_round, request=help_request)
    pair.ambassador, pair.points, pair.reasons = ambassador, fit.points, list(fit.reasons)
    pair.save()
    matching_round.unmet.filter(request=help_request).delete()
    return Reassignment(before, round_totals(matching_round), follows)


def _fit_and_load(help_request: HelpRequest, ambassador: Ambassador) -> tuple[Fit, int]:
    """Return the current fit, and how many people the ambassador would follow. Raises ValidationError."""
    seekers, guides, keys = sides_of_round(HelpRequest.objects.filter(pk=help_request.pk))
    guide = next(
        (candidate for candidate in guides if keys[int(candidate.id)] == ambassador.pk), None
    )
    fit = score(seekers[0], guide) if seekers and guide and guide.capacity else None
    if guide is None or fit is None:
        _refuse(_("This ambassador cannot help this person, or has no place left."), "impossible")
    return fit, guide.load + 1


def _refuse(message: str, code: str) -> NoReturn:
    raise ValidationError(message, code=code)

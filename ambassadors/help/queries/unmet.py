"""Explain open direct requests for which nobody was found, with the smallest change that would help."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ambassadors.help.matching.frame import scoring_frame
from ambassadors.help.matching.unmet import what_would_help, why_unmet
from ambassadors.help.models import HelpRequest
from ambassadors.help.models.network import HelpRequestQuerySet
from ambassadors.help.queries.direct_matching import requests_to_match_now
from ambassadors.help.queries.rounds import ambassadors_available_today, sides_of_direct_match
from ambassadors.help.reasons import Lift, Unmet, displayed_reason


@dataclass(frozen=True, slots=True)
class UnmetFinding:
    """What a request lacks now, given the places left now."""

    request: HelpRequest
    reason: Unmet
    lifts: tuple[Lift, ...]


def requests_without_ambassador() -> HelpRequestQuerySet:
    """Return direct requests for which nobody was found, oldest first."""
    return requests_to_match_now().exclude(found_nobody="").select_related("person")


def explain_unmet(requests: Iterable[HelpRequest]) -> list[UnmetFinding]:
    """Return a finding for each request. To show them, log a look at each person."""
    shown = list(requests)
    if not shown:
        return []
    rows = HelpRequest.objects.filter(pk__in=[help_request.pk for help_request in shown])
    seekers, guides, _keys = sides_of_direct_match(rows, ambassadors_available_today())
    has_room = np.array([guide.capacity > 0 for guide in guides], dtype=np.bool_)
    if not guides:
        return [UnmetFinding(help_request, Unmet.NOBODY_AVAILABLE, ()) for help_request in shown]
    frame = scoring_frame(seekers, guides)
    reasons = why_unmet(seekers, guides, has_room=has_room, frame=frame)
    lifts = what_would_help(seekers, guides, has_room=has_room, frame=frame)
    lacking = {
        seeker.id: (displayed_reason(why), what)
        for seeker, why, what in zip(seekers, reasons, lifts, strict=True)
    }
    return [
        UnmetFinding(help_request, *_without_lifts_if_possible(*lacking[help_request.person_id]))
        for help_request in shown
    ]


def _without_lifts_if_possible(
    reason: Unmet, lifts: tuple[Lift, ...]
) -> tuple[Unmet, tuple[Lift, ...]]:
    """Drop the changes where somebody could be asked now."""
    return reason, () if reason == Unmet.LIST_TOO_SHORT else lifts

from adoption.usage.models.goals import UseGoal, UseTick
from adoption.usage.models.portal_access import LinkCode, MatomoMapping, PortalToken
from adoption.usage.models.sources import SourceIntake
from adoption.usage.models.use import (
    Declaration,
    Objection,
    PortalLink,
    UsageDay,
    UseNoticeSeen,
    WithdrawnPseudonym,
)


__all__ = [
    "Declaration",
    "LinkCode",
    "MatomoMapping",
    "Objection",
    "PortalLink",
    "PortalToken",
    "SourceIntake",
    "UsageDay",
    "UseGoal",
    "UseNoticeSeen",
    "UseTick",
    "WithdrawnPseudonym",
]

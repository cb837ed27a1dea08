from adoption.models.further import CoachingFigure, OrganisationFigure
from adoption.models.pack import PackEdition
from adoption.models.publications import Figure, Publication, Roll
from adoption.models.reach import ReachFigure, ReachPublication
from adoption.models.use import (
    Declaration,
    Objection,
    PortalLink,
    UsageDay,
    UseNoticeSeen,
    WithdrawnPseudonym,
)


__all__ = [
    "CoachingFigure",
    "Declaration",
    "Figure",
    "Objection",
    "OrganisationFigure",
    "PackEdition",
    "PortalLink",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
    "UsageDay",
    "UseNoticeSeen",
    "WithdrawnPseudonym",
]

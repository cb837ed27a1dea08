from adoption.models.pack import PackEdition
from adoption.models.publications import Figure, PartFigure, Publication, Roll
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
    "Declaration",
    "Figure",
    "Objection",
    "PackEdition",
    "PartFigure",
    "PortalLink",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
    "UsageDay",
    "UseNoticeSeen",
    "WithdrawnPseudonym",
]

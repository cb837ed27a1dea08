from adoption.models.pack import PackEdition
from adoption.models.publications import Figure, Publication, Roll
from adoption.models.reach import ReachFigure, ReachPublication
from adoption.models.sources import SourceIntake
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
    "PortalLink",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
    "SourceIntake",
    "UsageDay",
    "UseNoticeSeen",
    "WithdrawnPseudonym",
]

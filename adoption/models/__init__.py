from adoption.models.contacts import ContactChange, ContactVolume, OwnChannel
from adoption.models.goals import UseGoal, UseTick
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
    "ContactChange",
    "ContactVolume",
    "Declaration",
    "Figure",
    "Objection",
    "OwnChannel",
    "PackEdition",
    "PortalLink",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
    "UsageDay",
    "UseGoal",
    "UseNoticeSeen",
    "UseTick",
    "WithdrawnPseudonym",
]

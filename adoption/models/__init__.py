from adoption.models.publications import Figure, Publication, Roll
from adoption.models.use import Declaration, PortalLink, UsageDay, WithdrawnPseudonym


__all__ = [
    "Declaration",
    "Figure",
    "PortalLink",
    "Publication",
    "Roll",
    "UsageDay",
    "WithdrawnPseudonym",
]

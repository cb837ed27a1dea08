from adoption.models.publications import Figure, Publication
from adoption.models.use import Declaration, PortalLink, UsageDay, WithdrawnPseudonym


__all__ = [
    "Declaration",
    "Figure",
    "PortalLink",
    "Publication",
    "UsageDay",
    "WithdrawnPseudonym",
]

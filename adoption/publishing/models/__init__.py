from adoption.publishing.models.further import CoachingFigure, OrganisationFigure
from adoption.publishing.models.publications import Figure, PartFigure, Publication, Roll
from adoption.publishing.models.reach import ReachFigure, ReachPublication


__all__ = [
    "CoachingFigure",
    "Figure",
    "OrganisationFigure",
    "PartFigure",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
]

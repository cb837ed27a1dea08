from adoption.models.doors import LinkCode, MatomoMapping, PortalToken
from adoption.models.pack import PackEdition
from adoption.models.publications import Figure, Publication, Roll
from adoption.models.reach import ReachFigure, ReachPublication
from adoption.models.surveys import (
    BallotBox,
    BallotPlace,
    BarometerCopy,
    SurveyAnswers,
    SurveyEdition,
    SurveyFigure,
    SurveyPublication,
    SurveyRound,
    SurveyToken,
)
from adoption.models.use import (
    Declaration,
    Objection,
    PortalLink,
    UsageDay,
    UseNoticeSeen,
    WithdrawnPseudonym,
)


__all__ = [
    "BallotBox",
    "BallotPlace",
    "BarometerCopy",
    "Declaration",
    "Figure",
    "LinkCode",
    "MatomoMapping",
    "Objection",
    "PackEdition",
    "PortalLink",
    "PortalToken",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
    "SurveyAnswers",
    "SurveyEdition",
    "SurveyFigure",
    "SurveyPublication",
    "SurveyRound",
    "SurveyToken",
    "UsageDay",
    "UseNoticeSeen",
    "WithdrawnPseudonym",
]

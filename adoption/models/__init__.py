from adoption.models.contacts import ContactChange, ContactVolume, OwnChannel
from adoption.models.doors import LinkCode, MatomoMapping, PortalToken
from adoption.models.experiments import (
    EvaluatedMonth,
    Evaluation,
    Experiment,
    ExperimentChange,
    ExperimentTeam,
)
from adoption.models.front_desk import TallyBox, TallyFigure, TallyPublication
from adoption.models.further import CoachingFigure, OrganisationFigure
from adoption.models.goals import UseGoal, UseTick
from adoption.models.pack import PackEdition
from adoption.models.publications import Figure, PartFigure, Publication, Roll
from adoption.models.reach import ReachFigure, ReachPublication
from adoption.models.saved_views import SavedView
from adoption.models.sharing import OtherOrganisation, SharedMonth, SharingProfile
from adoption.models.sources import SourceIntake
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
from adoption.models.targets import Target
from adoption.models.team_actions import TeamAction, TeamActionStep, TeamCover, TeamsTold
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
    "CoachingFigure",
    "ContactChange",
    "ContactVolume",
    "Declaration",
    "EvaluatedMonth",
    "Evaluation",
    "Experiment",
    "ExperimentChange",
    "ExperimentTeam",
    "Figure",
    "LinkCode",
    "MatomoMapping",
    "Objection",
    "OrganisationFigure",
    "OtherOrganisation",
    "OwnChannel",
    "PackEdition",
    "PartFigure",
    "PortalLink",
    "PortalToken",
    "Publication",
    "ReachFigure",
    "ReachPublication",
    "Roll",
    "SavedView",
    "SharedMonth",
    "SharingProfile",
    "SourceIntake",
    "SurveyAnswers",
    "SurveyEdition",
    "SurveyFigure",
    "SurveyPublication",
    "SurveyRound",
    "SurveyToken",
    "TallyBox",
    "TallyFigure",
    "TallyPublication",
    "Target",
    "TeamAction",
    "TeamActionStep",
    "TeamCover",
    "TeamsTold",
    "UsageDay",
    "UseGoal",
    "UseNoticeSeen",
    "UseTick",
    "WithdrawnPseudonym",
]

from learning.models.assignments import Assignment, AssignmentRule, RuleCriterion
from learning.models.certificates import Certificate
from learning.models.messages import Message, MessageCriterion
from learning.models.pages import CatalogPage, LessonPage, ModulePage
from learning.models.paths import Enrolment, Path, PathChoice, PathModule
from learning.models.practice import PracticeCompletion
from learning.models.progress import (
    Bookmark,
    ExerciseTry,
    LessonNote,
    LessonProgress,
    ModuleGrant,
    WeekGoal,
)
from learning.models.records import Lesson, Module
from learning.models.releases import ReleaseCampaign
from learning.models.scorm import ScormPackage, ScormState
from learning.models.sources import LoadedSource


__all__ = [
    "Assignment",
    "AssignmentRule",
    "Bookmark",
    "CatalogPage",
    "Certificate",
    "Enrolment",
    "ExerciseTry",
    "Lesson",
    "LessonNote",
    "LessonPage",
    "LessonProgress",
    "LoadedSource",
    "Message",
    "MessageCriterion",
    "Module",
    "ModuleGrant",
    "ModulePage",
    "Path",
    "PathChoice",
    "PathModule",
    "PracticeCompletion",
    "ReleaseCampaign",
    "RuleCriterion",
    "ScormPackage",
    "ScormState",
    "WeekGoal",
]

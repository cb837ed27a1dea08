from learning.models.pages import CatalogPage, LessonPage, ModulePage
from learning.models.paths import Enrolment, Path, PathModule
from learning.models.progress import LessonProgress
from learning.models.records import Lesson, Module
from learning.models.sources import LoadedSource


__all__ = [
    "CatalogPage",
    "Enrolment",
    "Lesson",
    "LessonPage",
    "LessonProgress",
    "LoadedSource",
    "Module",
    "ModulePage",
    "Path",
    "PathModule",
]

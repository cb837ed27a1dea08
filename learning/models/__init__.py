from learning.models.pages import CatalogPage, LessonPage, ModulePage
from learning.models.paths import Enrolment, Path, PathModule
from learning.models.progress import LessonProgress
from learning.models.records import Lesson, Module


__all__ = [
    "CatalogPage",
    "Enrolment",
    "Lesson",
    "LessonPage",
    "LessonProgress",
    "Module",
    "ModulePage",
    "Path",
    "PathModule",
]

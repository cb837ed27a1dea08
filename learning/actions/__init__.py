from learning.actions.enrolments import enrol, enrol_people
from learning.actions.grants import grant_modules, take_back_grant
from learning.actions.progress import finish_lesson, start_lesson


__all__ = [
    "enrol",
    "enrol_people",
    "finish_lesson",
    "grant_modules",
    "start_lesson",
    "take_back_grant",
]

from learning.actions.enrolments import enrol, enrol_people
from learning.actions.notes import delete_note, drop_bookmark, keep_bookmark, save_note
from learning.actions.progress import finish_lesson, start_lesson
from learning.actions.reading import close_lesson, forget_times, remember_place


__all__ = [
    "close_lesson",
    "delete_note",
    "drop_bookmark",
    "enrol",
    "enrol_people",
    "finish_lesson",
    "forget_times",
    "keep_bookmark",
    "remember_place",
    "save_note",
    "start_lesson",
]

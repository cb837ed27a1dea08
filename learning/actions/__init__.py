from learning.actions.certificates import (
    begin_renewal,
    issue_certificate,
    issue_certificates,
    issue_certificates_of_lesson,
    share_certificate,
)
from learning.actions.enrolments import enrol, enrol_people
from learning.actions.grants import grant_modules, take_back_grant
from learning.actions.notes import delete_note, drop_bookmark, keep_bookmark, save_note
from learning.actions.progress import (
    close_lesson,
    finish_lesson,
    forget_times,
    remember_place,
    start_lesson,
)


__all__ = [
    "begin_renewal",
    "close_lesson",
    "delete_note",
    "drop_bookmark",
    "enrol",
    "enrol_people",
    "finish_lesson",
    "forget_times",
    "grant_modules",
    "issue_certificate",
    "issue_certificates",
    "issue_certificates_of_lesson",
    "keep_bookmark",
    "remember_place",
    "save_note",
    "share_certificate",
    "start_lesson",
    "take_back_grant",
]

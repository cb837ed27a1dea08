from learning.actions.certificates import (
    issue_certificate,
    issue_certificates,
    issue_certificates_of_lesson,
    renew,
    share_certificate,
)
from learning.actions.enrolments import enrol, enrol_people
from learning.actions.grants import grant_modules, take_back_grant
from learning.actions.progress import finish_lesson, start_lesson


__all__ = [
    "enrol",
    "enrol_people",
    "finish_lesson",
    "grant_modules",
    "issue_certificate",
    "issue_certificates",
    "issue_certificates_of_lesson",
    "renew",
    "share_certificate",
    "start_lesson",
    "take_back_grant",
]

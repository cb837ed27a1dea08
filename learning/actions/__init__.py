from learning.actions.certificates import (
    issue_certificate,
    issue_certificates,
    issue_certificates_of_lesson,
    renew,
    share_certificate,
)
from learning.actions.enrolments import enrol, enrol_people
from learning.actions.progress import finish_lesson, start_lesson


__all__ = [
    "enrol",
    "enrol_people",
    "finish_lesson",
    "issue_certificate",
    "issue_certificates",
    "issue_certificates_of_lesson",
    "renew",
    "share_certificate",
    "start_lesson",
]

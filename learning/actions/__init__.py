from learning.actions.enrolments import enrol, enrol_people
from learning.actions.progress import finish_lesson, start_lesson


__all__ = ["enrol", "enrol_people", "finish_lesson", "start_lesson"]

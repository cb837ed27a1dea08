"""Schedules the periodic tasks, on the clock of the organisation. Mails that are due are sent besides, within seconds."""

from dataclasses import dataclass

from celery.schedules import crontab


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    task: str
    schedule: crontab


def _entry(task: str, **when: int | str) -> ScheduleEntry:
    """Run the task at these times, by default every minute."""
    return ScheduleEntry(task, crontab(**when))


SCHEDULE: dict[str, ScheduleEntry] = {
    "raise-alerts": _entry("people.tasks.raise_alerts_task", minute="*/5"),
    "publish-closed-months": _entry("adoption.tasks.publish_closed_months_task", hour=3, minute=15),
    "publish-learning-reach": _entry(
        "adoption.tasks.publish_learning_reach_task", hour=3, minute=25
    ),
    "part-days-of-use": _entry(
        "adoption.tasks.part_days_of_use_task", day_of_month=20, hour=1, minute=30
    ),
    "run-surveys": _entry("adoption.tasks.run_surveys_task", hour=3, minute=35),
    "mail-surveys": _entry("adoption.tasks.mail_surveys_task", hour=5, minute=35),
    "publish-tallies": _entry("adoption.tasks.publish_tallies_task", hour=3, minute=30),
    "even-out": _entry("adoption.tasks.even_out_task", hour=3, minute=40),
    "ask-by-mail": _entry("adoption.tasks.ask_by_mail_task", hour=5, minute=30),
    "mind-teams": _entry("adoption.tasks.mind_teams_task", hour=4, minute=30),
    "tell-of-reports": _entry("adoption.tasks.tell_of_reports_task", hour=5, minute=40),
    "forget-drawings": _entry("adoption.tasks.forget_drawings_task", hour=4, minute=25),
    "publish-quiz-statistics": _entry(
        "quizzes.tasks.publish_quiz_statistics_task", hour=1, minute=45
    ),
    "tell-markers": _entry("quizzes.tasks.tell_markers_task", hour=4, minute=40),
    "backup": _entry(
        "people.tasks.back_up_task", hour=3, minute=50
    ),  # of rows that were evened out
    "check-backup": _entry("people.tasks.check_backup_task", day_of_week=0, hour=5, minute=20),
    "collect-erasures": _entry("people.tasks.collect_erasures_task", minute=6),
    # After the publications, and never in an hour that a spring night skips.
    "purge": _entry("people.tasks.purge_task", hour=3, minute=45),
    "fetch-staff-file": _entry("people.tasks.fetch_staff_file_task", hour=2, minute=15),
    "pick-up-staff-files": _entry("people.tasks.pick_up_staff_files_task", hour=2, minute=30),
    "close-overdue-attempts": _entry("quizzes.tasks.close_overdue_attempts_task"),
    "refresh-search": _entry("cms.tasks.refresh_search_task", hour=4, minute=35),
    "raise-screens": _entry("cms.tasks.raise_screens_task", hour=4, minute=32),
    "publish-scheduled-pages": _entry("cms.tasks.publish_scheduled_task", minute="*/5"),
    "issue-certificates": _entry("learning.tasks.issue_certificates_task", minute="*/10"),
    "store-completions": _entry("learning.tasks.store_completions_task", minute="*/5"),
    "send-messages": _entry("learning.tasks.send_due_messages_task", minute="*/5"),
    "expire-proposals": _entry("ambassadors.tasks.expire_proposals_task", hour=4, minute=0),
    "keep-looking": _entry("ambassadors.tasks.keep_looking_task", minute="8,38"),
    "forget-question-limits": _entry("ambassadors.tasks.forget_question_limits_task", minute=1),
    "mind-pairs": _entry("ambassadors.tasks.mind_pairs_task", hour=4, minute=5),
    "mind-applications": _entry("ambassadors.tasks.mind_applications_task", hour=4, minute=7),
    "tell-of-questions": _entry("ambassadors.tasks.tell_of_questions_task", hour=4, minute=9),
    "tell-of-commitments": _entry("ambassadors.tasks.tell_of_commitments_task", hour=4, minute=12),
    "tell-of-cases": _entry("ambassadors.tasks.tell_of_cases_task", hour=4, minute=13),
    "free-seats": _entry("ambassadors.tasks.free_seats_task", hour=4, minute=10),
    "close-journey-workshops": _entry(
        "ambassadors.tasks.close_journey_workshops_task", minute="*/15"
    ),
    "ask-about-workshops": _entry("ambassadors.tasks.evaluations_task", hour=4, minute=20),
    # After the staff files, in hours that every night has; the mails wait until people are awake.
    "apply-assignment-rules": _entry("learning.tasks.apply_rules_task", hour=4, minute=15),
    "renew-certificates": _entry("learning.tasks.renew_task", hour=4, minute=45),
    "remind-of-training": _entry("learning.tasks.remind_task", hour=5, minute=15),
}

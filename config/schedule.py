"""Schedules the periodic tasks of Celery, on the clock of the organisation."""

from typing import Any

from celery.schedules import crontab


SCHEDULE: dict[str, dict[str, Any]] = {
    "publish-closed-months": {
        "task": "adoption.tasks.publish_closed_months_task",
        "schedule": crontab(hour=3, minute=15),
    },
    "publish-learning-reach": {
        "task": "adoption.tasks.publish_learning_reach_task",
        "schedule": crontab(hour=3, minute=25),
    },
    "part-days-of-use": {
        "task": "adoption.tasks.part_days_of_use_task",
        "schedule": crontab(day_of_month=20, hour=1, minute=30),
    },
    "run-surveys": {
        "task": "adoption.tasks.run_surveys_task",
        "schedule": crontab(hour=3, minute=35),
    },
    "publish-tallies": {
        "task": "adoption.tasks.publish_tallies_task",
        "schedule": crontab(hour=3, minute=30),
    },
    "even-out": {
        "task": "adoption.tasks.even_out_task",
        "schedule": crontab(hour=3, minute=40),
    },
    "ask-by-mail": {
        "task": "adoption.tasks.ask_by_mail_task",
        "schedule": crontab(hour=5, minute=30),
    },
    "mind-teams": {
        "task": "adoption.tasks.mind_teams_task",
        "schedule": crontab(hour=4, minute=30),
    },
    "tell-of-reports": {
        "task": "adoption.tasks.tell_of_reports_task",
        "schedule": crontab(hour=5, minute=40),
    },
    "forget-drawings": {
        "task": "adoption.tasks.forget_drawings_task",
        "schedule": crontab(hour=4, minute=25),
    },
    "publish-quiz-statistics": {
        "task": "quizzes.tasks.publish_quiz_statistics_task",
        "schedule": crontab(hour=1, minute=45),
    },
    "purge": {
        "task": "people.tasks.purge_task",
        # After the publications, and never in an hour that a spring night skips.
        "schedule": crontab(hour=3, minute=45),
    },
    "pick-up-staff-files": {
        "task": "people.tasks.pick_up_staff_files_task",
        "schedule": crontab(hour=2, minute=30),
    },
    "send-due-mails": {
        "task": "people.tasks.send_due_mails_task",
        "schedule": crontab(),  # every minute
        "options": {"expires": 55},
    },
    "close-overdue-attempts": {
        "task": "quizzes.tasks.close_overdue_attempts_task",
        "schedule": crontab(),  # every minute
        "options": {"expires": 55},
    },
    "finish-remarks": {
        "task": "quizzes.tasks.finish_remarks_task",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
    "publish-scheduled-pages": {
        "task": "cms.tasks.publish_scheduled_task",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 280},
    },
    "issue-certificates": {
        "task": "learning.tasks.issue_certificates_task",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 550},
    },
    "expire-proposals": {
        "task": "ambassadors.tasks.expire_proposals_task",
        "schedule": crontab(hour=4, minute=0),
    },
    "keep-looking": {
        "task": "ambassadors.tasks.keep_looking_task",
        "schedule": crontab(minute="8,38"),
        "options": {"expires": 1500},
    },
    "mind-pairs": {
        "task": "ambassadors.tasks.mind_pairs_task",
        "schedule": crontab(hour=4, minute=5),
    },
    "mind-applications": {
        "task": "ambassadors.tasks.mind_applications_task",
        "schedule": crontab(hour=4, minute=7),
    },
    "free-seats": {
        "task": "ambassadors.tasks.free_seats_task",
        "schedule": crontab(hour=4, minute=10),
    },
    "close-journey-workshops": {
        "task": "ambassadors.tasks.close_journey_workshops_task",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 850},
    },
    "ask-about-workshops": {
        "task": "ambassadors.tasks.evaluations_task",
        "schedule": crontab(hour=4, minute=20),
    },
    # After the staff files, in hours that every night has; the mails wait until people are awake.
    "apply-assignment-rules": {
        "task": "learning.tasks.apply_rules_task",
        "schedule": crontab(hour=4, minute=15),
    },
    "renew-certificates": {
        "task": "learning.tasks.renew_task",
        "schedule": crontab(hour=4, minute=45),
    },
    "remind-of-training": {
        "task": "learning.tasks.remind_task",
        "schedule": crontab(hour=5, minute=15),
    },
}

"""Options of every Celery task: retried while the database is away, run again where a worker is lost."""

from typing import Any

from django.db import OperationalError


TASK_RETRY_OPTIONS: dict[str, Any] = {
    "autoretry_for": [OperationalError],
    "retry_backoff": True,
    "max_retries": 5,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
}

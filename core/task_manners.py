"""How our tasks behave: tried again where the database is away, done again where a worker is lost."""

from typing import Any

from django.db import OperationalError


MANNERS: dict[str, Any] = {
    "autoretry_for": [OperationalError],
    "retry_backoff": True,
    "max_retries": 5,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
}

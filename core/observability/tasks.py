import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Task
from celery.exceptions import Ignore, Reject, Retry

from core.observability import metrics, reports
from core.site_settings import settings_read_once


logger = logging.getLogger(__name__)


class ObservedTask(Task):
    """A background task. Its runs are logged, counted and traced by its name, never by its arguments."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        with observe_task(str(self.name)), settings_read_once():
            return super().__call__(*arguments, **named)


@contextmanager
def observe_task(name: str) -> Iterator[None]:
    began, began_ns = time.perf_counter(), time.time_ns()
    outcome = "done"
    try:
        yield
    except (Retry, Ignore, Reject) as decision:
        outcome = type(decision).__name__.lower()
        raise
    except Exception:
        outcome = "failed"
        raise
    finally:
        is_error = outcome == "failed"
        metrics.TASKS.labels(name, outcome).inc()
        logger.log(
            logging.ERROR if is_error else logging.INFO,
            "task",
            exc_info=is_error,
            extra={
                "task": name,
                "outcome": outcome,
                "duration_ms": round((time.perf_counter() - began) * 1_000),
            },
        )
        facts = {"task": name, "outcome": outcome}
        reports.send_span(name, "CONSUMER", began_ns, facts, is_error=is_error)

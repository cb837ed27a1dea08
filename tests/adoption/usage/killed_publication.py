"""Publishes the closed months in processes that are killed, until one comes through. Prints what it saw.

`python -m tests.adoption.usage.killed_publication`, on the database of the environment, which it changes.
"""

import json
import os
import signal
from datetime import date

import django


STEP = 4  # statements that each process gets further than the one before


def main() -> dict:
    seen, point = [], 0
    while _is_killed(point := point + STEP):
        seen.append(_months())
    return {"seen": seen, "killed": len(seen), "end": _months(), "figures": _figures()}


def _is_killed(statements: int) -> bool:
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    child = os.fork()
    if child == 0:
        try:
            _publish(statements)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _publish(left: int) -> None:
    from django.db import connection

    from adoption.publishing.actions.publications import publish_closed_months
    from cms.models import Portal

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        for portal in Portal.objects.open():
            publish_closed_months(portal=portal, today=date(2026, 11, 24))


def _months() -> list:
    """Each month with how many figures it has, and whether its roll is there."""
    from adoption.publishing.models import Publication, Roll

    return [
        [
            f"{publication.month:%Y-%m}",
            publication.figures.count(),
            Roll.objects.filter(publication=publication).exists(),
        ]
        for publication in Publication.objects.oldest_first()
    ]


def _figures() -> list:
    from adoption.publishing.models import Figure

    rows = Figure.objects.order_by("publication__month", "indicator", "team__path")
    return [
        [f"{month:%Y-%m}", *rest]
        for month, *rest in rows.values_list(
            "publication__month", "indicator", "team__code", "kind", "low", "high"
        )
    ]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))

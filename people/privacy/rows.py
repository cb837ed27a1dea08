"""Small things that every holding of this app needs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet


Rows = list[dict[str, Any]]


def plain(rows: Iterable[Mapping[str, Any]]) -> Rows:
    return [dict(row) for row in rows]


def deleted(rows: QuerySet[Any]) -> int:
    return rows.delete()[0]

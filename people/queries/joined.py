"""Reads several rows as one column of another query."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware


BETWEEN = "\x1f"  # ASCII’s own separator: nothing that somebody types has it


class JoinedTexts(Aggregate):
    """Texts of a group in one, in no order that can be told."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def __init__(self, texts: Any, between: str = ",", **extra: Any) -> None:
        super().__init__(texts, Value(between), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def joined_rows(rows: QuerySet[Any], *fields: str) -> Subquery:
    """Return an expression of these fields of all rows, for `rows_in`."""
    row = Cast(JSONObject(**{field: field for field in fields}), TextField())
    grouped = rows.order_by().values(one=Value(1))
    return Subquery(grouped.annotate(all=JoinedTexts(row, BETWEEN)).values("all"))


def rows_in(joined: str | None) -> list[dict[str, Any]]:
    """Return the rows of `joined_rows`, in no order that can be told; moments are texts, truths may be numbers."""
    return [json.loads(row) for row in joined.split(BETWEEN)] if joined else []


def moment_in(text: str) -> datetime:
    """Return a moment that a database wrote as text."""
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return make_aware(moment, UTC) if is_naive(moment) else moment

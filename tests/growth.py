"""Counts what is asked of the database, for tests at two sizes: queries, and the rows that come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models.sql import compiler
from django.test.utils import CaptureQueriesContext


@dataclass(slots=True)
class Reads:
    queries: int = 0
    rows: int = 0


@contextmanager
def reads() -> Iterator[Reads]:
    """Count what is read inside; of compiled queries their number alone."""
    seen = Reads()
    read = compiler.cursor_iter

    def counted(*arguments):
        for rows in read(*arguments):
            seen.rows += len(rows)
            yield rows

    with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(compiler, "cursor_iter", counted)
        yield seen
    seen.queries = len(queries)

"""Temporary table of the session in which rows wait before they are stored.

Whatever ends an import (a refusal, an error, a killed process), nothing of it stays. The rows of a source
are written here while nobody waits; the few seconds in which others wait begin with `store`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, suppress
from datetime import date
from types import TracebackType
from typing import Any, Self

from django.db import Error, connection

from adoption.usage.models import UsageDay


NAME = "usage_staging"
TABLE = UsageDay._meta.db_table


class Staging(ABC):
    """Staged rows. Values are kept as `pseudonym_as`, `service_as` and `day_as` write them: once for each, not for each row.

    `add` takes them one after the other, three for a row.
    """

    pseudonym_as: Callable[[str], Any]
    service_as: Callable[[int], Any]
    day_as: Callable[[str], Any]

    def __enter__(self) -> Self:
        self._do(f"DROP TABLE IF EXISTS {NAME}")
        self._do(
            f"CREATE TEMPORARY TABLE {NAME}"
            " (pseudonym varchar(80) NOT NULL, service_id bigint NOT NULL, day date NOT NULL)"
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with nullcontext() if error is None else suppress(Error):  # a rollback does it too
            self._do(f"DROP TABLE IF EXISTS {NAME}")

    @abstractmethod
    def add(self, values: Sequence[Any]) -> None:
        """Stage rows; takes no lock that others wait for."""

    def pseudonyms(self) -> Iterable[tuple[str, int]]:
        """Pseudonyms with their number of rows."""
        return self._ask(f"SELECT pseudonym, count(*) FROM {NAME} GROUP BY pseudonym")  # noqa: S608

    def leave_out(self, pseudonym: str) -> None:
        self._do(f"DELETE FROM {NAME} WHERE pseudonym = %s", [pseudonym])  # noqa: S608

    def count_until(self, day: date) -> int:
        sql = f"SELECT count(*) FROM {NAME} WHERE day <= %s"  # noqa: S608
        return self._ask(sql, [day.isoformat()])[0][0]

    def store(self, portal_id: int, last_settled: date | None) -> int:
        """Insert the rows in the order of the key, a third faster; return how many are new."""
        return self._do(
            f"INSERT INTO {TABLE} (portal_id, pseudonym, day, service_id, is_late)"  # noqa: S608
            f" SELECT %s, pseudonym, day, service_id, coalesce(day <= %s, false) FROM {NAME} WHERE true"
            " ORDER BY pseudonym, day, service_id ON CONFLICT DO NOTHING",
            [portal_id, last_settled.isoformat() if last_settled else None],
        )

    def _do(self, sql: str, params: Sequence[Any] = ()) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.rowcount

    def _ask(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()


class _Copied(Staging):
    """PostgreSQL: lines of a COPY, with the text of each value prepared once."""

    @staticmethod
    def pseudonym_as(text: str) -> str:
        return text.replace("\\", "\\\\") + "\t"

    service_as = staticmethod("{}\t".format)
    day_as = staticmethod("{}\n".format)

    def add(self, values: Sequence[Any]) -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {NAME} FROM STDIN") as copy:
            copy.write("".join(values))


class _Inserted(Staging):
    """Other databases: many rows in one statement."""

    pseudonym_as = staticmethod(str)
    service_as = staticmethod(int)
    day_as = staticmethod(str)

    def add(self, values: Sequence[Any]) -> None:
        rows = ", ".join(["(%s, %s, %s)"] * (len(values) // 3))
        self._do(f"INSERT INTO {NAME} (pseudonym, service_id, day) VALUES {rows}", values)  # noqa: S608


def open_staging() -> Staging:
    return _Copied() if connection.vendor == "postgresql" else _Inserted()

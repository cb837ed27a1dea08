"""Writes many rows of a model by one statement, from a temporary table that was filled before.

`bulk_create` and `bulk_update` build a long statement for every few hundred rows, while whoever else writes one of
these waits.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from django.db import connection, models


_numbers = count()


class StagedRows:
    """Rows of a model in a temporary table, until the end of the transaction. The session is the only one to see them."""

    def __init__(
        self,
        model: type[models.Model],
        rows: Iterable[models.Model],
        columns: Sequence[str] | None = None,
    ) -> None:
        """Stage the primary keys and `columns` of `rows`; without `columns`, all that a new row has."""
        quote = connection.ops.quote_name
        self.table = quote(model._meta.db_table)
        self.name = quote(f"staged_{next(_numbers)}")
        fields = _fields(model, columns)
        self.columns = [quote(str(field.column)) for field in fields]
        _execute(
            f"CREATE TEMPORARY TABLE {self.name} AS"  # noqa: S608
            f" SELECT {', '.join(self.columns)} FROM {self.table} LIMIT 0"
        )
        self._fill(
            tuple(
                field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields
            )
            for row in rows
        )

    def _fill(self, values: Iterator[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.name} FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
                return
            places = ", ".join(["%s"] * len(self.columns))
            cursor.executemany(
                f"INSERT INTO {self.name} VALUES ({places})",  # noqa: S608
                values,  # type: ignore[arg-type]  # it takes any iterable
            )

    def insert(self) -> None:
        listed = ", ".join(self.columns)
        _execute(f"INSERT INTO {self.table} ({listed}) SELECT {listed} FROM {self.name}")  # noqa: S608
        self._drop()

    def update(self) -> None:
        """Update the rows of the same primary key."""
        key, *columns = self.columns
        values = ", ".join(f"{column} = {self.name}.{column}" for column in columns)
        _execute(
            f"UPDATE {self.table} SET {values} FROM {self.name}"  # noqa: S608
            f" WHERE {self.table}.{key} = {self.name}.{key}"
        )
        self._drop()

    def _drop(self) -> None:
        _execute(f"DROP TABLE {self.name}")


def reserved_keys(model: type[models.Model], number: int) -> Iterator[int]:
    """Return primary keys that no other row gets, so that rows can refer to one another before they are written."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, number],
            )
            return iter([row[0] for row in cursor.fetchall()])
        cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0] or 0
    return iter(range(last + 1, last + 1 + number))


def _fields(model: type[models.Model], columns: Sequence[str] | None) -> list[Any]:
    meta = model._meta
    if columns is not None:
        return [meta.pk, *map(meta.get_field, columns)]
    others = [field for field in meta.concrete_fields if field is not meta.pk]
    return [
        meta.pk,
        *(field for field in others if field.has_default() or not field.has_db_default()),
    ]


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)

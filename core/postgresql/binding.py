"""Ways in which values reach PostgreSQL: in the text of a statement, or beside it where the statement comes again."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import ClientCursor
from psycopg.adapt import AdaptersMap, Dumper, PyFormat
from psycopg.types.numeric import (
    Int4,
    Int4Dumper,
    Int8,
    Int8Dumper,
    IntDumper,
    IntNumeric,
    IntNumericDumper,
)

from core.compiled_queries import CompiledText


class PreparingCursor(base.ServerBindingCursor):
    """Cursor that has PostgreSQL prepare what is compiled once; all else goes as Django otherwise sends it."""

    connection: Any

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if not isinstance(query, CompiledText):
            options |= {"prepare": False}
            if params is not None:
                query, params = ClientCursor(self.connection).mogrify(query, params), None
        return super().execute(query, params, **options)  # type: ignore[misc]


class _LiteralIntDumper(IntDumper):
    """Whole numbers under the type of a literal. By psycopg’s, of two bytes too, one statement would be several."""

    _types = (
        (1 << 31, Int4Dumper(Int4)),
        (1 << 63, Int8Dumper(Int8)),
    )
    _beyond = IntNumericDumper(IntNumeric)

    def upgrade(self, obj: int, format: PyFormat) -> Dumper:  # noqa: A002 - psycopg’s name
        for limit, dumper in self._types:
            if -limit <= obj < limit:
                return dumper
        return self._beyond


def with_numbers_as_literals(adapters: AdaptersMap) -> AdaptersMap:
    ours = AdaptersMap(adapters)
    ours.register_dumper(int, _LiteralIntDumper)
    return ours

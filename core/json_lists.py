"""Searches lists kept as JSON in the database itself: those that name the whole staff are long to send and to read."""

from typing import Any

from django.db.models import BooleanField, CharField, Func


class _InLists(Func):
    """An expression over a JSON field and a text, written for each database."""

    arity = 2
    sqlite = postgresql = ""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._written(self.sqlite, compiler)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._written(self.postgresql, compiler)

    def _written(self, template: str, compiler: Any) -> tuple[str, list[Any]]:
        lists, value = map(compiler.compile, self.get_source_expressions())
        return template.format(lists=lists[0], value=value[0]), [*lists[1], *value[1]]


class NameOfListWith(_InLists):
    """The name of the first list, in an object of lists, that has a text; null where none has."""

    output_field = CharField()
    sqlite = (
        "(SELECT each.key FROM json_each({lists}) AS each"
        """ WHERE instr(each.value, '"' || {value} || '"') LIMIT 1)"""
    )
    postgresql = (
        "(SELECT each.key FROM jsonb_each({lists}) AS each WHERE each.value ? {value} LIMIT 1)"
    )


class IsInList(_InLists):
    """Whether a list has a text."""

    output_field = BooleanField()
    sqlite = """(instr({lists}, '"' || {value} || '"') > 0)"""
    postgresql = "({lists} ? {value})"

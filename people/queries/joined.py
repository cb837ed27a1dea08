from typing import Any

from django.db.models import Aggregate, TextField, Value


BETWEEN = "\x1f"  # ASCII’s own separator: nothing that somebody types has it


class JoinedTexts(Aggregate):
    """Texts of a group in one, in no order that can be told."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def __init__(self, texts: Any, between: str = ",", **extra: Any) -> None:
        super().__init__(texts, Value(between), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)

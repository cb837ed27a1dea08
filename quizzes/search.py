"""Words of questions as they are searched: in small letters and without accents. Pure."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from core.collation import fold_text
from quizzes.html import plain_text
from quizzes.kinds.base import Spec
from quizzes.values.texts import Rich


def searchable_text(title: str, spec: Spec) -> str:
    """All that an author may look for in a question."""
    return fold_text(" ".join([title, *_texts(spec)]))


def _texts(value: object) -> Iterator[str]:
    """Each text inside a spec, without identifiers and names of options."""
    if isinstance(value, Rich):
        yield plain_text(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name != "id":
                yield from _texts(getattr(value, field.name))
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield value

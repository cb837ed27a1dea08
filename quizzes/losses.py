"""What a question loses in a file, found by reading the file back: for kinds and fields of any age. Pure."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from quizzes.file_questions import FileQuestion, category_path
from quizzes.html import to_safe_html
from quizzes.values.texts import Rich


GIVEN_ANEW = ("id",)  # by their order: it asks and says nothing


def fields_lost(before: FileQuestion, after: FileQuestion) -> tuple[str, ...]:
    """Names of the fields that read otherwise, each once; ("kind",) for another kind of question."""
    if type(before.spec) is not type(after.spec):
        return ("kind",)
    return tuple(dict.fromkeys([*_of_the_bank(before, after), *_of(before.spec, after.spec, "")]))


def _of_the_bank(before: FileQuestion, after: FileQuestion) -> Iterator[str]:
    if before.title != after.title:
        yield "title"
    if category_path(before.category) != category_path(after.category):
        yield "category"
    if set(before.tags) != set(after.tags):
        yield "tags"
    if before.external_id != after.external_id:
        yield "external_id"


def _of(before: object, after: object, name: str) -> Iterator[str]:
    """A text is the same where a page shows the same."""
    if isinstance(before, Rich) and isinstance(after, Rich):
        if before != after and to_safe_html(before) != to_safe_html(after):
            yield name
    elif isinstance(before, tuple) and isinstance(after, tuple):
        if len(before) != len(after):
            yield name
        else:
            for one, other in zip(before, after, strict=True):
                yield from _of(one, other, name)
    elif is_dataclass(before) and type(before) is type(after):
        for field in fields(before):
            if field.name not in GIVEN_ANEW:
                pair = (getattr(before, field.name), getattr(after, field.name))
                yield from _of(*pair, field.name)
    elif before != after:
        yield name

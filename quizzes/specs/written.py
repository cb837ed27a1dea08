"""A question as plain values that somebody wrote by hand, in YAML say: the fields of its spec, texts as Markdown,
no ids. Where a part has but a text, the text stands for it."""

from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, cast, get_args, get_origin, get_type_hints

from quizzes.kinds.base import KINDS, Spec
from quizzes.values.texts import Rich, TextFormat


class WrittenError(ValueError):
    """Something that no spec has."""


def from_written(raw: object) -> Spec:
    """Read a question. Raises WrittenError. It may still be unsound: see `Spec.validate`."""
    if not isinstance(raw, dict):
        raise WrittenError(f"expected a question, found {raw!r:.60}")
    wanted = KINDS.get(str(raw.get("kind")))
    if wanted is None:
        raise WrittenError(f"unknown kind of question: {raw.get('kind')!r}")
    body = {name: value for name, value in raw.items() if name != "kind"}
    return cast(Spec, _made(wanted, body)).numbered()


def _made(wanted: Any, raw: object) -> Any:
    if wanted is Rich:
        return _rich(raw)
    if is_dataclass(wanted) and isinstance(wanted, type):
        return _made_of_fields(wanted, raw)
    if get_origin(wanted) is tuple:
        if not isinstance(raw, list):
            raise WrittenError(f"expected a list, found {raw!r:.60}")
        return tuple(_made(get_args(wanted)[0], item) for item in raw)
    if wanted is Decimal:
        return _number(raw)
    if issubclass(wanted, StrEnum):
        return _one_of(wanted, raw)
    if wanted is str:
        return _text(raw)
    if type(raw) is not wanted:
        raise WrittenError(f"expected {wanted.__name__}, found {raw!r:.60}")
    return raw


def _rich(raw: object) -> Rich:
    """A text is Markdown, or {format: text} for another format, and for spaces around it."""
    if not isinstance(raw, dict):
        return Rich(_text(raw).strip(), TextFormat.MARKDOWN)
    if len(raw) != 1:
        raise WrittenError(f"expected a text, found {raw!r:.60}")
    name, text = next(iter(raw.items()))
    return Rich(_text(text), TextFormat(_one_of(TextFormat, name)))


def to_written(spec: Spec) -> dict[str, Any]:
    """Return what `from_written` reads as the same question, but for its ids. Defaults are left out."""
    return {"kind": spec.kind, **_fields_of(spec)}


def _fields_of(value: Any) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(value, field.name))
        for field in fields(value)
        if field.name != "id"
        and (field.default is MISSING or getattr(value, field.name) != field.default)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Rich):
        plain = value.format is TextFormat.MARKDOWN and value.text == value.text.strip()
        return value.text if plain else {value.format.value: value.text}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return _fields_of(value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else f"{value:f}"
    return value.value if isinstance(value, StrEnum) else value


def _made_of_fields(wanted: type, raw: object) -> Any:
    known = {field.name: field for field in fields(wanted)}
    given = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(given, dict) or not given.keys() <= known.keys():
        raise WrittenError(f"expected the fields {', '.join(known)}, found {raw!r:.60}")
    missing = [
        name for name, field in known.items() if field.default is MISSING and name not in given
    ]
    if missing:
        raise WrittenError(f"{', '.join(missing)} missing in {raw!r:.60}")
    types = get_type_hints(wanted)
    return wanted(**{name: _made(types[name], value) for name, value in given.items()})


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise WrittenError(f"expected a text, found {raw!r:.60}")
    return raw


def _number(raw: object) -> Decimal:
    try:
        return Decimal(str(raw))
    except InvalidOperation as error:
        raise WrittenError(f"expected a number, found {raw!r:.60}") from error


def _one_of(wanted: type[StrEnum], raw: object) -> StrEnum:
    if not isinstance(raw, str) or raw not in set(wanted):
        raise WrittenError(f"expected one of {', '.join(wanted)}, found {raw!r:.60}")
    return wanted(raw)

"""Specs as plain JSON and back. The shape is stored with each question version: it only grows."""

import re
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from quizzes.kinds.base import KINDS, Spec
from quizzes.values.texts import Rich, with_hard_spaces


VERSION = 1

_DECIMAL = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?")


class SpecFormatError(ValueError):
    """A dict that `to_dict` did not make."""


def to_dict(spec: Spec) -> dict[str, Any]:
    """{"v": 1, "kind": ..., and each field}: decimals as strings, texts as {"text", "format"}."""
    return {"v": VERSION, "kind": spec.kind, **_encode(spec)}


def from_dict(raw: object) -> Spec:
    """Return the spec of a dict, the inverse of `to_dict`. Raises SpecFormatError for anything else."""
    if not isinstance(raw, dict) or raw.get("v") != VERSION:
        raise SpecFormatError(f"expected a question in version {VERSION}")
    spec_class = KINDS.get(str(raw.get("kind")))
    if spec_class is None:
        raise SpecFormatError(f"unknown kind of question: {raw.get('kind')!r}")
    body = {key: value for key, value in raw.items() if key not in {"v", "kind"}}
    return _decode(spec_class, body)


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, StrEnum):
        return value.value
    return value


@cache
def _field_types(of: type) -> dict[str, Any]:
    hints = get_type_hints(of)
    return {field.name: hints[field.name] for field in fields(of)}


def _decode(wanted: Any, raw: object) -> Any:
    if is_dataclass(wanted) and isinstance(wanted, type):
        # A field with a default may be absent: fields come with time, stored questions stay.
        types = _field_types(wanted)
        needed = {f.name for f in fields(wanted) if f.default is MISSING or wanted is Rich}
        if not isinstance(raw, dict) or not needed <= raw.keys() <= types.keys():
            raise SpecFormatError(f"expected the fields {', '.join(types)}, found {raw!r:.60}")
        built = wanted(**{name: _decode(types[name], value) for name, value in raw.items()})
        return with_hard_spaces(built) if isinstance(built, Rich) else built
    if get_origin(wanted) is tuple:
        if not isinstance(raw, list):
            raise SpecFormatError(f"expected a list, found {raw!r:.60}")
        return tuple(_decode(get_args(wanted)[0], item) for item in raw)
    if wanted is Decimal:
        if not isinstance(raw, str) or not _DECIMAL.fullmatch(raw):
            raise SpecFormatError(f"expected a number in a string, found {raw!r:.60}")
        return Decimal(raw)
    if issubclass(wanted, StrEnum):
        if not isinstance(raw, str) or raw not in set(wanted):
            raise SpecFormatError(f"expected one of {', '.join(wanted)}, found {raw!r:.60}")
        return wanted(raw)
    if type(raw) is not wanted:
        raise SpecFormatError(f"expected {wanted.__name__}, found {raw!r:.60}")
    return raw

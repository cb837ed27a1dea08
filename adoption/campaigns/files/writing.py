"""Writes a file of a campaign as YAML: keys in the order of the dataclass, without those that say nothing else than if left out."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

import yaml


WIDTH = 110  # letters of a line


def write_yaml(said: Any, note: str) -> str:
    """Return the file. `note`: its first line, a comment."""
    body = yaml.safe_dump(_plain(said), allow_unicode=True, sort_keys=False, width=WIDTH)
    return f"# {note}\n\n{body}"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            member.name: _plain(getattr(value, member.name))
            for member in fields(value)
            if getattr(value, member.name) != _default(member)
        }
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value  # also a choice of a model


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()

"""Read a campaign's folder: the dataclasses say what each file holds, an error says where it holds something else."""

import csv
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

import yaml

from demo.campaign.checks import misfits
from demo.campaign.model import Calendar, Campaign, Contacts, Invented, Settings, Unit, Words


CAMPAIGNS = Path(__file__).resolve().parent.parent / "campaigns"
DEFAULT = "batigere"
SEASON = tuple(f"{month:02d}" for month in range(1, 13))
WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
Read = TypeVar("Read")


class CampaignError(ValueError):
    """Raised with the file, the line or the key, and what was expected there."""

    def __init__(self, file: Path, where: str, expected: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}, {where}: expected {expected}")


def campaign_names() -> list[str]:
    return sorted(path.name for path in CAMPAIGNS.iterdir() if path.is_dir())


@cache
def campaign_named(name: str) -> Campaign:
    return read_campaign(CAMPAIGNS / name)


def read_campaign(folder: Path) -> Campaign:
    """Raises CampaignError for the first thing in the folder that is not as expected."""
    campaign = Campaign(
        folder.name,
        read_yaml(folder / "settings.yaml", Settings),
        read_yaml(folder / "words.yaml", Words),
        read_yaml(folder / "calendar.yaml", Calendar),
        read_yaml(folder / "invented.yaml", Invented),
        _read_csv(folder / "units.csv", Unit),
        _read_csv(folder / "contacts.csv", Contacts),
    )
    for file, where, expected in misfits(campaign):
        raise CampaignError(folder / file, where, expected)
    return campaign


def read_yaml(file: Path, kind: type[Read]) -> Read:
    loader = yaml.SafeLoader(_text(file))
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CampaignError(file, f"line {line}", f"YAML ({error.problem})") from error
    if node is None:
        raise CampaignError(file, "line 1", f"keys {', '.join(f.name for f in fields(kind))}")  # type: ignore[arg-type]
    built: Read = _Builder(file, loader).build(kind, node, "")
    return built


class _Builder:
    def __init__(self, file: Path, loader: Any) -> None:
        self._file, self._loader = file, loader

    def build(self, kind: Any, node: Any, key: str) -> Any:
        """Build a value of this type from a YAML node."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin in (UnionType,):
            is_none = node.tag.endswith(":null")
            return None if is_none else self.build(inner[0], node, key)
        if is_dataclass(kind):
            return self._dataclass(kind, node, key)
        if origin is tuple:
            return self._tuple(inner, node, key)
        if origin is Mapping:
            pairs = self._items(node, key, "keys with their values")
            return {
                self.build(inner[0], name, key): self.build(inner[1], value, f"{key}.{name.value}")
                for name, value in pairs
            }
        return self._scalar(kind, node, key)

    def _fail(self, node: Any, key: str, expected: str) -> NoReturn:
        where = f"line {node.start_mark.line + 1}"
        raise CampaignError(self._file, f"{where}, {key.lstrip('.')}" if key else where, expected)

    def _items(self, node: Any, key: str, expected: str) -> list[tuple[Any, Any]]:
        if not isinstance(node, yaml.MappingNode):
            self._fail(node, key, expected)
        return node.value

    def _dataclass(self, kind: Any, node: Any, key: str) -> Any:
        hints, known = get_type_hints(kind), {field.name: field for field in fields(kind)}
        names = ", ".join(known)
        values = {}
        for name, value in self._items(node, key, f"the keys {names}"):
            if name.value not in known:
                self._fail(name, f"{key}.{name.value}", f"one of {names}")
            values[name.value] = self.build(hints[name.value], value, f"{key}.{name.value}")
        for name, each in known.items():
            if name not in values and each.default is MISSING and each.default_factory is MISSING:
                self._fail(node, key, f"also the key {name}")
        return kind(**values)

    def _tuple(self, inner: tuple[Any, ...], node: Any, key: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            self._fail(node, key, "a list")
        kinds = [inner[0]] * len(node.value) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) != len(node.value):
            self._fail(node, key, f"a list of {len(kinds)}")
        return tuple(
            self.build(kind, value, f"{key}[{place}]")
            for place, (kind, value) in enumerate(zip(kinds, node.value, strict=True))
        )

    def _scalar(self, kind: Any, node: Any, key: str) -> Any:
        is_scalar = isinstance(node, yaml.ScalarNode)
        found = self._loader.construct_object(node) if is_scalar else None
        if get_origin(kind) is Literal:
            if found not in get_args(kind):
                self._fail(node, key, f"one of {', '.join(map(repr, get_args(kind)))}")
            return found
        if kind is float and type(found) is int:
            found = float(found)
        if type(found) is not kind:
            self._fail(node, key, WORDS[kind])
        return found


def _read_csv(file: Path, kind: type[Read]) -> tuple[Read, ...]:
    """Read a table whose columns are the fields; a season has a column for each month."""
    hints = get_type_hints(kind)
    columns = [column for name in hints for column in (SEASON if name == "season" else (name,))]
    rows = csv.DictReader(_text(file).splitlines())
    if list(rows.fieldnames or ()) != columns:
        raise CampaignError(file, "line 1", f"the columns {', '.join(columns)}")
    read = []
    for row in rows:
        if None in row or None in row.values():
            raise CampaignError(file, f"line {rows.line_num}", f"{len(columns)} cells")
        cells: dict[str, Any] = dict(row)
        for name in columns:
            if hints.get(name, int) is int:
                try:
                    cells[name] = int(cells[name])
                except ValueError as error:
                    where = f"line {rows.line_num}, {name}"
                    raise CampaignError(file, where, WORDS[int]) from error
        if "season" in hints:
            cells["season"] = tuple(cells.pop(month) for month in SEASON)
        read.append(kind(**cells))
    return tuple(read)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CampaignError(file, "the folder", "this file") from error
    except UnicodeDecodeError as error:
        raise CampaignError(file, f"byte {error.start}", "UTF-8") from error

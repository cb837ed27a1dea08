"""Reads a file of a campaign: the dataclasses say what it holds, an error says where it holds something else."""

import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

import yaml


# What was expected, which `adoption/campaigns/words.py` translates; `names` stand in some.
TEXT, WHOLE, NUMBER, TRUTH = "a text", "a whole number", "a number", "true or false"
YAML, KEYS, ALSO, ONE_OF = (
    "YAML (%(names)s)",
    "the keys %(names)s",
    "also the key %(names)s",
    "one of %(names)s",
)
LIST, LIST_OF, PAIRS, ONCE = (
    "a list",
    "a list of %(names)s",
    "keys with their values",
    "each key once",
)
NO_ALIAS, THIS_FILE, UTF8 = "no reference to another place", "this file", "UTF-8"
AT_MOST, VISIBLE = "a list of %(names)s at most", "a text without signs that nobody sees"
MOST = 500  # entries of a list
LONGEST_NUMBER = 40  # signs
UNSEEN = {"Cc", "Cs", "Cn", "Co"}  # what no keyboard types, and no database keeps
SCALARS = {str: TEXT, int: WHOLE, float: NUMBER, bool: TRUTH}
Read = TypeVar("Read")


class CampaignError(ValueError):
    """Raised with the file, the line and the key, and what was expected there."""

    def __init__(
        self, file: str, expected: str, *, line: int = 0, key: str = "", names: str = ""
    ) -> None:
        self.file, self.line, self.key = file, line, key
        self.expected, self.names = expected, names
        where = ", ".join(filter(None, (f"line {line}" if line else "", key)))
        super().__init__(f"{file}, {where}: expected {self.said}")

    @property
    def said(self) -> str:
        """Return what was expected, as a file in English has it."""
        return self.expected % {"names": self.names} if self.names else self.expected


class _Loader(yaml.SafeLoader):
    """Loads scalars; refuses references, with which a short file could stand for a very long one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, NO_ALIAS, self.peek_event().start_mark)
        return super().compose_node(parent, index)


def read_yaml(file: str, text: str, kind: type[Read]) -> Read:
    """Build what a text says. Raises CampaignError, which names `file`, for the first thing that is not as expected."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CampaignError(file, YAML, line=line, names=str(error.problem)) from error
    except (
        yaml.YAMLError,
        RecursionError,
    ) as error:  # a sign that no text has; lists in lists without end
        raise CampaignError(file, YAML, line=1, names=type(error).__name__) from error
    if node is None:
        names = ", ".join(member.name for member in fields(kind))  # type: ignore[arg-type]
        raise CampaignError(file, KEYS, line=1, names=names)
    built: Read = _Builder(file, loader).build(kind, node, "")
    return built


class _Builder:
    def __init__(self, file: str, loader: Any) -> None:
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
            pairs = self._items(node, key, PAIRS)
            return {
                self.build(inner[0], name, key): self.build(inner[1], value, f"{key}.{name.value}")
                for name, value in pairs
            }
        return self._scalar(kind, node, key)

    def _fail(self, node: Any, key: str, expected: str, names: str = "") -> NoReturn:
        line = node.start_mark.line + 1
        raise CampaignError(self._file, expected, line=line, key=key.lstrip("."), names=names)

    def _items(self, node: Any, key: str, expected: str, names: str = "") -> list[tuple[Any, Any]]:
        if not isinstance(node, yaml.MappingNode):
            self._fail(node, key, expected, names)
        seen: set[str] = set()
        for name, _value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._fail(name, key, PAIRS)
            if name.value in seen:
                self._fail(name, f"{key}.{name.value}", ONCE)
            seen.add(name.value)
        return node.value

    def _dataclass(self, kind: Any, node: Any, key: str) -> Any:
        hints, known = get_type_hints(kind), {field.name: field for field in fields(kind)}
        names = ", ".join(known)
        values = {}
        for name, value in self._items(node, key, KEYS, names):
            if name.value not in known:
                self._fail(name, f"{key}.{name.value}", ONE_OF, names)
            values[name.value] = self.build(hints[name.value], value, f"{key}.{name.value}")
        for name, member in known.items():
            if (
                name not in values
                and member.default is MISSING
                and member.default_factory is MISSING
            ):
                self._fail(node, key, ALSO, name)
        return kind(**values)

    def _tuple(self, inner: tuple[Any, ...], node: Any, key: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            self._fail(node, key, LIST)
        if len(node.value) > MOST:
            self._fail(node, key, AT_MOST, str(MOST))
        kinds = [inner[0]] * len(node.value) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) != len(node.value):
            self._fail(node, key, LIST_OF, str(len(kinds)))
        return tuple(
            self.build(kind, value, f"{key}[{place}]")
            for place, (kind, value) in enumerate(zip(kinds, node.value, strict=True))
        )

    def _scalar(self, kind: Any, node: Any, key: str) -> Any:
        found = self._constructed(node)
        if get_origin(kind) is Literal:
            if found not in get_args(kind):
                self._fail(node, key, ONE_OF, ", ".join(map(repr, get_args(kind))))
            return found
        if kind is float and type(found) is int:
            found = float(found)
        if type(found) is not kind:
            self._fail(node, key, SCALARS[kind])
        if kind is str and any(
            unicodedata.category(sign) in UNSEEN for sign in found if sign not in "\n\t"
        ):
            self._fail(node, key, VISIBLE)
        return found

    def _constructed(self, node: Any) -> Any:
        """Return the value of a scalar; None where it has none: a list, an unknown tag, a thirteenth month."""
        if not isinstance(node, yaml.ScalarNode) or not (_is_text(node) or _is_short(node)):
            return None
        try:
            return self._loader.construct_object(node)
        # A tag may say that a text is a number or a day: PyYAML then looks for its parts, and finds none.
        except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError):
            return None


def _is_text(node: Any) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:str")


def _is_short(node: Any) -> bool:
    """Return whether it is no longer than numbers and days are: a number in base sixty takes the square of its length."""
    return len(node.value) <= LONGEST_NUMBER

"""Reads files that somebody sent: none outside their folder, none too long, none that grows when it is read."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _


MAX_TEXT = 512 * 1024
DEEPEST = 40
LONGEST_NUMBER = 40
SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")


class UnfitFile(ValueError):
    """Raised with the reason why a file is not read. `line` counts from 1; 0 is the whole file."""

    def __init__(self, reason: str, *, line: int = 0, expected: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.expected = expected


def file_in_folder(root: Path, folder: Path, name: str) -> Path:
    """Return the file of this name, as a text in `folder` gives it. Raises UnfitFile where it leads out of `root`."""
    path = folder / name
    parts = Path(name).parts
    if not name or Path(name).is_absolute() or ".." in parts or "\\" in name or "\0" in name:
        raise UnfitFile(
            _("“%s” leads out of the folder") % name, expected=_("a file beside the lesson")
        )
    if any(part.is_symlink() for part in (path, *path.parents) if part.is_relative_to(root)):
        raise UnfitFile(_("“%s” is a link, not a file") % name, expected=_("the file itself"))
    return path


def is_plain_file(root: Path, path: Path) -> bool:
    """Whether a path is no link, in no linked folder, and not a pipe."""
    within = (part for part in (path, *path.parents) if part != root and part.is_relative_to(root))
    return path.is_file() and not any(part.is_symlink() for part in within)


def read_text_file(root: Path, path: Path, *, longest: int = MAX_TEXT) -> str:
    """Return the text with lines that end with \\n. Raises UnfitFile."""
    if not is_plain_file(root, path):
        raise UnfitFile(_("“%s” is a link, not a file") % path.name, expected=_("the file itself"))
    if path.stat().st_size > longest:
        limit = _("at most %(limit)d") % {"limit": longest}
        raise UnfitFile(_("this file is too long"), expected=limit)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnfitFile(_("not in UTF-8"), line=line, expected="UTF-8") from error
    if "\0" in text:
        raise UnfitFile(_("this is not a text"), expected="UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _PlainLoader(yaml.SafeLoader):
    """A YAML loader without the parts by which a short file becomes an endless one."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(None, None, _("no & and no * here"), event.start_mark)
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(None, None, _("too deep"), event.start_mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _value in node.value:
            name = getattr(key, "value", None)
            if isinstance(name, str) and name in seen:
                raise yaml.MarkedYAMLError(
                    None, None, _("“%s” stands twice") % name, key.start_mark
                )
            seen.add(str(name))
        return super().construct_mapping(node, deep)

    def construct_short_int(self, node: Any) -> int:
        """Refuse a number of many digits, or of many parts to the base of 60: it takes long to read and
        breaks what writes it."""
        if len(node.value) > LONGEST_NUMBER:
            raise yaml.MarkedYAMLError(None, None, _("too long a number"), node.start_mark)
        return self.construct_yaml_int(node)


_PlainLoader.add_constructor("tag:yaml.org,2002:int", _PlainLoader.construct_short_int)


def parse_yaml(text: str, *, first_line: int = 1) -> Any:
    """Parse YAML. Raises UnfitFile with the line."""
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        line = mark.line + first_line if mark else 0
        raise UnfitFile(str(error.problem), line=line, expected="key: value") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise UnfitFile(str(error).split("\n")[0][:120], expected="key: value") from error

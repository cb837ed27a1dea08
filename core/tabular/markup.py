"""Reads the XML of a workbook piece by piece: no document type, no entity, no part held whole."""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar
from xml.parsers import expat

from core.tabular.archive import damaged_workbook_error


LONGEST_TOKEN = 1024 * 1024  # of a name, a tag or a piece of text that the parser has to hold
DEEPEST = 200
Thing = TypeVar("Thing")


class MarkupParser(Generic[Thing]):
    """A parser of one part: a subclass handles `begin`, `end` and `text`, and appends what it made to `ready`.

    Names come without their namespace. Raises Unreadable for what is not the markup of a workbook.
    """

    def __init__(self) -> None:
        self.ready: list[Thing] = []
        self._depth = 0
        self._names: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""

    def text(self, text: str) -> None:
        """Handle text inside an element."""

    def read(self, pieces: Iterable[bytes]) -> Iterator[Thing]:
        fed = 0
        try:
            for piece in pieces:
                fed += len(piece)
                self._parser.Parse(piece, False)
                if fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise damaged_workbook_error()
                yield from self._taken()
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
            raise damaged_workbook_error() from error
        yield from self._taken()

    def _taken(self) -> list[Thing]:
        taken, self.ready = self.ready, []
        return taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise damaged_workbook_error()
        self.begin(self._local(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(self._local(name))

    def _local(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            known = name.rpartition(" ")[2]
            if len(self._names) < DEEPEST:
                self._names[name] = known
        return known

    def _refuse(self, *_declaration: Any) -> None:
        raise damaged_workbook_error()

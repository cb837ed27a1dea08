"""What an import did, for the person who reads it and for the program that parses it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _


Progress = Callable[[int, int], None]  # how much is done, of how much


def silent(*_counts: int) -> None:
    """Nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken in. `line` counts from 1 as an editor shows it; 0 is the whole file.

    `whole_file`: nothing of the file can be taken in, even by who wants the rest without the line.
    """

    line: int
    reason: str
    expected: str = ""
    whole_file: bool = False

    def __str__(self) -> str:
        parts = []
        if self.line:
            parts.append(_("Line %(line)s:") % {"line": self.line})
        parts.append(self.reason)
        if self.expected:
            parts.append(_("Expected: %(expected)s.") % {"expected": self.expected})
        return " ".join(parts)


@dataclass(slots=True)
class ImportReport:
    """Counts of rows by what became of them. `applied` is false after a dry run or a refusal."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    applied: bool = False

    def refuse(self, line: int, reason: object, expected: object = "") -> None:
        """A line that cannot be taken in; the others could."""
        self.refused.append(Refusal(line, str(reason), str(expected), whole_file=line == 0))

    def refuse_all(self, line: int, reason: object, expected: object = "") -> None:
        """What makes the file as a whole unfit, seen on this line (0: on none)."""
        self.refused.append(Refusal(line, str(reason), str(expected), whole_file=True))

    def stops(self, *, skip_refused: bool) -> bool:
        """Whether nothing of the file may be applied."""
        if skip_refused:
            return any(refusal.whole_file for refusal in self.refused)
        return bool(self.refused)

    def as_dict(self) -> dict[str, Any]:
        """What --json prints; what a report of one kind adds for its screen is left out."""
        return {
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "ignored": self.ignored,
            "refused": [asdict(each) for each in self.refused],
            "notes": list(self.notes),
            "applied": self.applied,
        }


class Refused(Exception):
    """Raised by an importer inside its transaction so that nothing of the file stays."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(f"{len(report.refused)} refused")
        self.report = report

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


NAMED = ("created", "changed", "ignored")  # what stays as it was is counted and not named
FATES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one thing of the files. `outcome`: one of NAMED."""

    outcome: str
    file: str
    title: str = ""

    def __str__(self) -> str:
        names = {
            "created": _("New:"),
            "changed": _("Changed:"),
            "ignored": _("Left as it is:"),
        }
        said = f"{self.title} ({self.file})" if self.title else self.file
        return f"{names[self.outcome]} {said}"


@dataclass(slots=True)
class ImportReport:
    """Counts of rows by what became of them. `applied` is false after a dry run or a refusal.

    `fates`: the same by name, where an importer says it.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    applied: bool = False

    def count(self, outcome: str, key: str, file: str, title: str = "") -> None:
        """One more `created`, `changed`, `unchanged` or `ignored`. What comes again keeps its first name."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in NAMED:
            self.fates.setdefault(key, Fate(outcome, file, title))

    @property
    def fates_shown(self) -> list[Fate]:
        """The first of them, new ones before those that change and those that are left."""
        listed = sorted(self.fates.values(), key=lambda fate: NAMED.index(fate.outcome))
        return listed[:FATES_SHOWN]

    @property
    def fates_hidden(self) -> int:
        return max(0, len(self.fates) - FATES_SHOWN)

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
            **self._named(),
        }

    def _named(self) -> dict[str, Any]:
        """Only of an importer that says names: what others print stays as it was."""
        if not self.fates:
            return {}
        return {"items": [asdict(each) for each in self.fates_shown], "more": self.fates_hidden}


class Refused(Exception):
    """Raised by an importer inside its transaction so that nothing of the file stays."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(f"{len(report.refused)} refused")
        self.report = report

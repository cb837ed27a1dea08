"""Describes what an import did, for the person who reads it and for the program that parses it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _


Progress = Callable[[int, int], None]  # how much is done, of how much


def ignore_progress(*_counts: int) -> None:
    """Do nothing: the progress callback of an import that nobody watches."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line or file that was not imported. `line` counts from 1 as an editor shows it; 0 is the whole file.

    `whole_file`: nothing of the file can be imported, even for who wants the rest without the line.
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


NAMED_OUTCOMES = ("created", "changed", "ignored")  # what stays as it was is counted and not named
OUTCOMES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class NamedOutcome:
    """The outcome of one item of the files. `outcome`: one of NAMED_OUTCOMES."""

    outcome: str
    file: str
    title: str = ""

    def __str__(self) -> str:
        names = {
            "created": _("New:"),
            "changed": _("Changed:"),
            "ignored": _("Left as it is:"),
        }
        name = f"{self.title} ({self.file})" if self.title else self.file
        return f"{names[self.outcome]} {name}"


@dataclass(slots=True)
class ImportReport:
    """Counts of rows by outcome. `applied` is false after a dry run or a refusal.

    `outcomes`: the items by key, where an importer names them.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outcomes: dict[str, NamedOutcome] = field(default_factory=dict)
    applied: bool = False

    def count(self, outcome: str, key: str, file: str, title: str = "") -> None:
        """Count one more `created`, `changed`, `unchanged` or `ignored`. An item that comes again keeps its
        first outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in NAMED_OUTCOMES:
            self.outcomes.setdefault(key, NamedOutcome(outcome, file, title))

    @property
    def outcomes_shown(self) -> list[NamedOutcome]:
        """Return the first OUTCOMES_SHOWN: new items, then changed ones, then those left as they are."""
        listed = sorted(
            self.outcomes.values(), key=lambda outcome: NAMED_OUTCOMES.index(outcome.outcome)
        )
        return listed[:OUTCOMES_SHOWN]

    @property
    def outcomes_hidden(self) -> int:
        return max(0, len(self.outcomes) - OUTCOMES_SHOWN)

    def refuse(self, line: int, reason: object, expected: object = "") -> None:
        """Refuse one line; the others may be imported. Line 0 refuses the whole file."""
        self.refused.append(Refusal(line, str(reason), str(expected), whole_file=line == 0))

    def refuse_all(self, line: int, reason: object, expected: object = "") -> None:
        """Refuse the whole file because of this line (0: of none)."""
        self.refused.append(Refusal(line, str(reason), str(expected), whole_file=True))

    def blocks_import(self, *, skip_refused: bool) -> bool:
        """Whether nothing of the file may be applied."""
        if skip_refused:
            return any(refusal.whole_file for refusal in self.refused)
        return bool(self.refused)

    @property
    def refused_by_line(self) -> list[Refusal]:
        """Return the refusals as a reader of the file meets them; what concerns the whole file last."""
        return sorted(self.refused, key=lambda refusal: (not refusal.line, refusal.line))

    def as_dict(self) -> dict[str, Any]:
        """Return what --json prints; what a subclass adds for its screen is left out."""
        return {
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "ignored": self.ignored,
            "refused": [asdict(refusal) for refusal in self.refused],
            "notes": list(self.notes),
            "applied": self.applied,
            **self._named(),
        }

    def _named(self) -> dict[str, Any]:
        """Return the named items; nothing for an importer that names none, so that its output is unchanged."""
        if not self.outcomes:
            return {}
        return {
            "items": [asdict(outcome) for outcome in self.outcomes_shown],
            "more": self.outcomes_hidden,
        }


class ImportRefused(Exception):
    """Raised by an importer inside its transaction so that nothing of the file stays."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(f"{len(report.refused)} refused")
        self.report = report

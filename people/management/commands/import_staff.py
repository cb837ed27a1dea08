from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ImportCommand, integer_between, parse_day
from core.dates import today
from core.reports import ImportReport
from people.enums import ImportKind, ImportSource
from people.importers.runs import record_unattended_import
from people.importers.staff import import_staff
from people.importers.staff_diff import StaffReport
from people.management.mappings import saved_mapping
from people.models import Team
from people.staff_fields import TO_THE_TOP
from people.staffing import ANY, CLEAR, KEEP, StaffAnswers


MOST_PEOPLE = 1_000_000


class Command(ImportCommand):
    purpose = gettext_lazy("Synchronise people, teams and positions with a staff list.")
    may_skip = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--mapping", metavar="NAME", help=_("a saved mapping; else our headings")
        )
        parser.add_argument(
            "--as-of",
            type=parse_day,
            metavar="DATE",
            help=_("the day of the list, 2026-11-24; else today"),
        )
        parser.add_argument(
            "--full", action="store_true", help=_("the list is everybody: whoever is absent left")
        )
        parser.add_argument(
            "--max-leavers-percent",
            type=integer_between(0, 100),
            metavar="N",
            help=_("what share may leave; else STAFF_IMPORT_MAX_LEAVERS_PERCENT"),
        )
        parser.add_argument(
            "--confirm-leavers",
            type=integer_between(0, MOST_PEOPLE),
            metavar="N",
            help=_("N people leave, and they are meant to, whatever roles they hold"),
        )

        parser.add_argument(
            "--new-team",
            action="append",
            type=parse_pair,
            default=[],
            metavar="TEAM=ABOVE",
            help=_("a new team, and the team above it; - for the top, * for each other new team"),
        )
        parser.add_argument(
            "--same-team",
            action="append",
            type=parse_pair,
            default=[],
            metavar="NAME=TEAM",
            help=_("a name that is a slip, and the team that is meant"),
        )
        parser.add_argument(
            "--empty-cells",
            choices=(KEEP, CLEAR),
            help=_("what an empty cell of a full list does to what is known"),
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        """Import the file. As from the folder, a record stays of each file; none of a dry run, which
        changes nothing."""
        options["as_of"] = options["as_of"] or today()

        def record(report: StaffReport) -> None:
            record_file(report, data, options)

        report = import_staff(
            data,
            mapping=saved_mapping(ImportKind.STAFF, options["mapping"]),
            as_of=options["as_of"],
            full=options["full"],
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            max_leavers_percent=options["max_leavers_percent"],
            leavers_confirmed=options["confirm_leavers"],
            answers=answers_in(options),
            progress=self.progress,
            applied=record,
        )
        if not report.applied and not options["dry_run"]:
            record(report)
        return report


def parse_pair(text: str) -> tuple[str, str]:
    name, _sign, value = text.partition("=")
    if not name or not value:
        raise ArgumentTypeError(_("expected NAME=TEAM: “%(text)s”") % {"text": text})
    return name, Team.ROOT_CODE if value in TO_THE_TOP else value


def answers_in(options: dict[str, Any]) -> StaffAnswers:
    empty = options["empty_cells"]
    return StaffAnswers(
        parents=dict(options["new_team"]),
        same=dict(options["same_team"]),
        empty={ANY: empty} if empty else {},
    )


def record_file(report: StaffReport, data: bytes, options: dict[str, Any]) -> None:
    """Record the file under its name, without the folders above it."""
    name = options["file"]
    record_unattended_import(
        report,
        source=ImportSource.COMMAND,
        mapping=saved_mapping(ImportKind.STAFF, options["mapping"]),
        name=_("standard input") if name == "-" else Path(name).name,
        data=data,
        as_of=options["as_of"],
        is_full=options["full"],
    )

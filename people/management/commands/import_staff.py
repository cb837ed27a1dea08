from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.commands import ImportCommand
from core.dates import today
from core.reports import ImportReport
from people.enums import ImportKind
from people.importers.staff import import_staff
from people.models import ImportMapping


class Command(ImportCommand):
    help = "Bring people, teams and positions to what a staff list says."
    may_skip = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--mapping", metavar="NAME", help="a saved mapping; else our headings")
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help="the day of the list, 2026-11-24; else today"
        )
        parser.add_argument(
            "--full", action="store_true", help="the list is everybody: whoever is absent left"
        )
        parser.add_argument(
            "--max-leavers-percent",
            type=percent,
            metavar="N",
            help="how many may leave by a full list; else STAFF_IMPORT_MAX_LEAVERS_PERCENT",
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        return import_staff(
            data,
            mapping=saved_mapping(options["mapping"]),
            as_of=options["as_of"] or today(),
            full=options["full"],
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            max_leavers_percent=options["max_leavers_percent"],
            progress=self.progress,
        )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day like 2026-11-24") from error


def percent(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return int(text)


def saved_mapping(name: str | None) -> ImportMapping | None:
    if name is None:
        return None
    try:
        return ImportMapping.objects.get(kind=ImportKind.STAFF, name=name)
    except ImportMapping.DoesNotExist as error:
        message = _("No mapping of staff lists is called %(name)s.") % {"name": name}
        raise CommandError(message, returncode=2) from error

from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils.translation import gettext_lazy

from adoption.importers.usage import import_usage
from adoption.management.arguments import add_portal_file_arguments, portal_called
from core.commands import ImportCommand
from core.reports import ImportReport
from people.enums import ImportKind
from people.management.mappings import saved_mapping


class Command(ImportCommand):
    purpose = gettext_lazy("Take in a portal’s file of use: pseudonym, service, day.")
    may_skip = True
    streams = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_portal_file_arguments(parser)

    def run(self, data: BinaryIO, options: dict[str, Any]) -> ImportReport:
        return import_usage(
            data,
            portal=portal_called(options["portal"]),
            mapping=saved_mapping(ImportKind.USAGE, options["mapping"]),
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            progress=self.progress,
        )

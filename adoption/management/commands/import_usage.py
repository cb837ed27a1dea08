from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils.translation import gettext_lazy

from adoption.management.arguments import (
    add_portal_file_arguments,
    matomo_mapping_called,
    portal_called,
)
from adoption.usage.importers.usage import import_usage
from adoption.usage.importers.visits import import_visits
from core.commands import ImportCommand
from core.reports import ImportReport
from people.enums import ImportKind
from people.management.mappings import saved_mapping


class Command(ImportCommand):
    """Import a file of use; with a mapping for Matomo, FILE is its export of visits."""

    purpose = gettext_lazy("Take in a portal’s file of use: pseudonym, service, day.")
    may_skip = True
    streams = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_portal_file_arguments(parser)

    def run(self, data: BinaryIO, options: dict[str, Any]) -> ImportReport:
        portal = portal_called(options["portal"])
        matomo = matomo_mapping_called(options["mapping"])
        if matomo is not None:
            return import_visits(
                data,
                portal=portal,
                mapping=matomo,
                dry_run=options["dry_run"],
                skip_refused=options["skip_refused"],
                progress=self.progress,
            )
        return import_usage(
            data,
            portal=portal,
            mapping=saved_mapping(ImportKind.USAGE, options["mapping"]),
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            progress=self.progress,
        )

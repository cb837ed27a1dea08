from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.management.arguments import add_portal_file_arguments, portal_called
from adoption.usage.importers.links import import_links
from core.commands import ImportCommand, day
from core.reports import ImportReport
from people.enums import ImportKind
from people.management.mappings import saved_mapping


class Command(ImportCommand):
    purpose = gettext_lazy("Take in a portal’s file of voluntary links: pseudonym, staff number.")
    may_skip = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_portal_file_arguments(parser)
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help=_("when the links were made; else today")
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        return import_links(
            data,
            portal=portal_called(options["portal"]),
            mapping=saved_mapping(ImportKind.LINKS, options["mapping"]),
            linked_on=options["as_of"],
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            progress=self.progress,
        )

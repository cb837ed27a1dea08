from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.contacts.importers.contacts import import_contacts
from adoption.management.arguments import add_portal_file_arguments, portal_called
from core.commands import ImportCommand
from core.reports import ImportReport
from people.enums import ImportKind
from people.management.mappings import saved_mapping


class Command(ImportCommand):
    purpose = gettext_lazy("Take in a file of the public’s contacts: month, channel, number.")
    may_skip = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_portal_file_arguments(parser)
        parser.add_argument(
            "--replace",
            action="store_true",
            help=_("let a number take the place of another; what it was is kept"),
        )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        return import_contacts(
            data,
            portal=portal_called(options["portal"]),
            mapping=saved_mapping(ImportKind.CONTACTS, options["mapping"]),
            replace=options["replace"],
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            progress=self.progress,
        )

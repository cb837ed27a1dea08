from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.usage.importers.matomo_mapping import save_matomo_mapping
from core.commands import ReportingCommand, read_file


class Command(ReportingCommand):
    purpose = gettext_lazy("Save how a Matomo’s export of visits is read, under a name.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help=_("letters, digits and hyphens"))
        parser.add_argument(
            "file", metavar="FILE", help=_("the mapping as JSON, or - for standard input")
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        data = read_file(options["file"])
        try:
            with transaction.atomic():
                mapping, is_new = save_matomo_mapping(name=options["name"], text=data)
                transaction.set_rollback(options["dry_run"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=1) from error
        message = _("The mapping “%(name)s” is saved.") % {"name": mapping.name}
        if options["dry_run"]:
            message = _("Dry run: nothing was changed.")
        content = {"name": mapping.name, "created": is_new, "applied": not options["dry_run"]}
        self.write_result(options, content=content, text=message)

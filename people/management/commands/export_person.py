from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from people.actions import record_look
from people.enums import Purpose, Seen
from people.exporters.person import personal_zip
from people.management.staff_number import person_called


class Command(BaseCommand):
    help = "Write all that is held about a person to a zip file that this person alone can open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number", metavar="STAFF_NUMBER")
        parser.add_argument("--output", metavar="FILE.zip", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_called(options["staff_number"])
        try:
            with Path(options["output"]).open("xb") as target:
                target.write(personal_zip(person))
        except OSError as error:
            message = f"{options['output']}: {error.strerror}"
            raise CommandError(message, returncode=2) from error
        record_look(by=None, at=[person], purpose=Purpose.DATA_REQUEST, seen=Seen.SEALED_FILE)
        self.stdout.write(_("Written to %(file)s.") % {"file": options["output"]})
        self.stdout.write(
            _("It opens with the passphrase that this person reads on their page “My data”.")
        )

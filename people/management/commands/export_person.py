from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand, create_private_file
from people.actions.rights import record_file_handover
from people.exporters.person import personal_zip
from people.management.staff_number import person_with_number


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write all that is held about a person to a zip file that this person alone can open."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number", metavar="STAFF_NUMBER")
        parser.add_argument(
            "--output", metavar="FILE.zip", required=True, help=_("a file that does not exist yet")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_with_number(options["staff_number"])
        packed = personal_zip(person)
        with transaction.atomic():  # no file without its line in the log, no line without a file
            record_file_handover(person=person, by=None)
            create_private_file(options["output"], packed)
        self.stdout.write(_("Written to %(file)s.") % {"file": options["output"]})
        self.stdout.write(
            _("It opens with the passphrase that this person reads on their page “My data”.")
        )

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from people.actions import erase_person
from people.management.staff_number import person_called


class Command(BaseCommand):
    help = "Erase a person and all that every part of the system holds about them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number", metavar="STAFF_NUMBER")
        parser.add_argument(
            "--yes", action="store_true", help="do not ask; for a script that has asked already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_called(options["staff_number"])
        if not options["yes"]:
            question = _("Erase %(person)s for good? Type their staff number: ")
            if input(question % {"person": person}).strip() != person.staff_number:
                raise CommandError(_("Nothing was erased."))
        for model, count in erase_person(person=person).items():
            self.stdout.write(f"{model}: {count}")

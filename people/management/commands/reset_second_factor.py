from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from people.actions.sign_in import reset_second_factor
from people.management.staff_number import person_with_number


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Reset a person’s second factors, for instance those of the only administrator."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number", metavar="STAFF_NUMBER")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_with_number(options["staff_number"])
        forgotten = reset_second_factor(person=person, by=None)
        self.stdout.write(_("Second factors taken away: %(count)s") % {"count": forgotten})

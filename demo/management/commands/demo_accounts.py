from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from demo.generation.names import CAST_NAMES
from demo.seeding.organisation import PASSWORD
from people.enums import Role
from people.models import Person


WHAT = {
    "agent": gettext_lazy("learns, declares their use, asks for help"),
    "ambassador": gettext_lazy(
        "coaches peers, logs sessions; as a trainer, marks answers (/admin/)"
    ),
    "manager": gettext_lazy("sees how far the team has come"),
    "training_manager": gettext_lazy("imports staff, runs matching rounds (/admin/)"),
    "editor": gettext_lazy("writes modules and quizzes (/admin/)"),
    "data_protection_officer": gettext_lazy("answers data requests, publishes notices (/admin/)"),
    "administrator": gettext_lazy("grants roles, sets up sign-in and the organisation (/admin/)"),
}

ROLES = {
    "agent": gettext_lazy("member of staff"),
    "ambassador": gettext_lazy("ambassador"),
    "manager": gettext_lazy("manager"),
    **{role.value: role.label for role in Role},
}


class Command(TranslatedCommand):
    purpose = gettext_lazy("Print the demo’s accounts, one for each role.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", choices=list(WHAT), help=_("only this role’s sign-in name"))

    def handle(self, *args: Any, **options: Any) -> None:
        people = {
            (person.first_name, person.last_name): person
            for person in Person.objects.filter(
                last_name__in=[last for _first, last in CAST_NAMES.values()]
            )
        }
        if options["role"]:
            self.stdout.write(sign_in_name(people.get(CAST_NAMES[options["role"]])))
            return
        rows = [
            (
                str(ROLES[key]),
                " ".join(name),
                sign_in_name(person),
                str(WHAT[key]),
            )
            for key, name in CAST_NAMES.items()
            if (person := people.get(name))
        ]
        self.stdout.write(table([(_("role"), _("name"), _("sign in with"), _("what for")), *rows]))
        self.stdout.write("\n" + _("Password of all of them: %(word)s") % {"word": PASSWORD})
        if not settings.REQUIRE_SECOND_FACTOR:
            self.stdout.write(
                _(
                    "Second factors are not asked of anybody here: REQUIRE_SECOND_FACTOR=0, for this "
                    "demo alone."
                )
            )


def sign_in_name(person: Person | None) -> str:
    if person is None:
        raise CommandError(_("There is no demo here: run seed_demo first."))
    return person.email or person.staff_number


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in rows]  # fmt: skip
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from people.actions.delivery import send_due_mails


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Send the mails that are due: for cron, where beat does not run. Silent if there are none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help=_("print the counts as JSON, always")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = asdict(send_due_mails())
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        elif any(counts.values()):
            self.stdout.write(
                _(
                    "sent %(sent)s, tried again later %(later)s, refused by the address %(refused)s, "
                    "given up %(given_up)s, no longer needed %(dropped)s"
                )
                % counts
            )

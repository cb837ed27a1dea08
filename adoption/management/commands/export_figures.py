from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.management.arguments import month, portal_called_or_only
from adoption.sharing.actions import export_file
from adoption.sharing.keys import own_public_key
from adoption.sharing.signed_figures import fingerprint
from core.commands import TranslatedCommand, replace_file


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the signed file of published rates, of the whole organisation, for another organisation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--portal",
            metavar="SLUG",
            help=_("the portal’s short name; needed where there are two"),
        )
        parser.add_argument(
            "--until", metavar="PERIOD", type=month, help=_("the last month, like 2026-10")
        )
        parser.add_argument("--output", metavar="FILE", required=True, help=_("the file to write"))

    def handle(self, *args: Any, **options: Any) -> None:
        portal = portal_called_or_only(options["portal"], _("Say which portal: --portal SLUG."))
        try:
            content = export_file(portal=portal, until=options["until"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        replace_file(options["output"], content)
        self.stdout.write(
            _("Written. Fingerprint, to be read out on the phone: %(fingerprint)s")
            % {"fingerprint": fingerprint(own_public_key())}
        )

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand, replace_file
from people.exporters.dictionary import data_dictionary, purposes_without_new_version


class Command(TranslatedCommand):
    purpose = gettext_lazy("Write docs/data-dictionary.md from the models; for developers.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--output", metavar="FILE", help=_("instead of docs/data-dictionary.md")
        )
        parser.add_argument(
            "--same-versions",
            action="store_true",
            help=_("nothing more is collected by the change: no purpose needs a new version"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["output"] or settings.BASE_DIR / "docs" / "data-dictionary.md")
        before = target.read_text(encoding="utf-8") if target.exists() else ""
        silent = purposes_without_new_version(before)
        if silent and not options["same_versions"]:
            raise CommandError(
                _(
                    "What is collected has changed for: %(purposes)s. Raise the version of the notice "
                    "in its app, so that everybody is shown it again."
                )
                % {"purposes": ", ".join(silent)}
            )
        replace_file(target, data_dictionary().encode())
        self.stdout.write(_("Written to %(file)s.") % {"file": target})

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.foundation.words.months import month_text
from adoption.sharing.actions import IncomingFile, import_shared_file, preview_import
from adoption.sharing.signed_figures import MOST_BYTES
from core.commands import ImportCommand
from core.reports import ImportReport


class Command(ImportCommand):
    streams = True
    purpose = gettext_lazy("Take in the signed file of another organisation’s published rates.")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--trust-as",
            default="",
            metavar="NAME",
            help=_(
                "what the organisation is called here, once its fingerprint was compared by phone"
            ),
        )

    def run(self, data: Any, options: dict[str, Any]) -> ImportReport:
        report = ImportReport(applied=False)
        data = data.read(MOST_BYTES + 1)
        try:
            found = preview_import(data)
            trust_as = options["trust_as"] or self._asked(found, options)
            if not options["dry_run"]:
                found = import_shared_file(data=data, trust_as=trust_as)
                report.applied = True
        except ValidationError as error:
            report.refuse(0, " ".join(error.messages))
            return report
        report.created, report.unchanged = len(found.new), len(found.same)
        for month in found.kept:
            report.refuse(
                0,
                _("%(month)s: says something else here and stays.") % {"month": month_text(month)},
            )
        return report

    def _asked(self, found: IncomingFile, options: dict[str, Any]) -> str:
        if found.is_trusted or options["dry_run"]:
            return ""
        question = _(
            "Compare this fingerprint by phone: %(fingerprint)s. Then name the organisation:"
        )
        return self.ask(f"{question % {'fingerprint': found.fingerprint}} ").strip()

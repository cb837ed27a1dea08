from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.publishing.actions.publications import audit_again
from adoption.publishing.models import Publication
from core.commands import ImportCommand
from core.reports import ImportReport


class Command(ImportCommand):
    purpose = gettext_lazy(
        "Audit one publication again, or all of them, against readers who pool what they know."
    )
    takes_file = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "id", nargs="?", type=int, metavar="ID", help=_("else every publication")
        )
        super().add_arguments(parser)

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        """Audit without writing: `created` stays 0, and figures that pass count as unchanged."""
        publications = Publication.objects.out().select_related("portal", "roll").oldest_first()
        if options["id"] is not None:
            publications = publications.filter(pk=options["id"])
            if not publications:
                raise CommandError(_("There is no such publication."), returncode=2)
        report = ImportReport(applied=True)
        total = len(publications)
        for number, publication in enumerate(publications, start=1):
            name = f"{publication.pk}: {publication.portal.slug}, {publication.month:%Y-%m}"
            result = audit_again(publication=publication)
            if result is None:
                report.ignored += 1
                report.notes.append(
                    _("%(name)s: the data behind it have changed since; it passed on its day.")
                    % {"name": name}
                )
            elif result.passed:
                report.unchanged += 1
            else:
                report.refuse(0, _("%(name)s: the figures fix somebody.") % {"name": name})
            self.progress(number, total)
        return report

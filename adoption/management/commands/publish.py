from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from adoption.management.arguments import month, portal_called
from adoption.publishing.actions.publications import publish
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Publication
from cms.models import Portal
from core.commands import ImportCommand
from core.reports import ImportReport


class Command(ImportCommand):
    purpose = gettext_lazy("Publish a closed month of one portal, or of all those followed.")
    takes_file = False
    nothing_done = gettext_lazy("Not everything was published: the lines above say why.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", metavar="PERIOD", type=month, help=_("a month like 2026-10"))
        parser.add_argument("--portal", metavar="SLUG", help=_("the portal’s short name; else all"))
        super().add_arguments(parser)

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        report = ImportReport(applied=not options["dry_run"])
        slug = options["portal"]
        portals = [portal_called(slug)] if slug else list(Portal.objects.open())
        for number, portal in enumerate(portals, start=1):
            known = set(Publication.objects.filter(portal=portal).values_list("pk", flat=True))
            try:
                made = publish(portal=portal, month=options["period"], dry_run=options["dry_run"])
            except ValidationError as error:
                report.refuse(0, f"{portal.slug}: {' '.join(error.messages)}")
                continue
            _count(made, report, is_new=made.pk not in known)
            self.progress(number, len(portals))
        report.applied = report.applied and not report.refused
        return report


def _count(publication: Publication, report: ImportReport, *, is_new: bool) -> None:
    name = f"{publication.portal.slug}, {publication.month:%Y-%m}"
    if publication.status == PublicationStatus.WITHHELD:
        report.refuse(0, _("%(name)s: withheld, the audit did not pass.") % {"name": name})
        return
    report.created += is_new
    report.unchanged += not is_new
    if publication.pk is None:
        return
    kinds = Counter(publication.figures.values_list("kind", flat=True))
    total = sum(kinds.values())
    text = ngettext(
        "%(name)s: %(count)s figure, of which %(exact)s exact, %(block)s in a block, %(hidden)s hidden.",
        "%(name)s: %(count)s figures, of which %(exact)s exact, %(block)s in a block, %(hidden)s hidden.",
        total,
    )
    counts = {kind: kinds[kind] for kind in ("exact", "block", "hidden")}
    report.notes.append(text % {"name": name, "count": total, **counts})

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from adoption.foundation.periods import Month
from adoption.management.arguments import month, portal_called_or_only
from adoption.publishing.models import Publication
from adoption.publishing.queries.overview import publication_of
from adoption.report.document import compose_report
from adoption.report.pdf import report_pdf
from adoption.report.queries.edition import edition_of
from adoption.report.sections import SectionFailed
from cms.models import Portal
from core.commands import ReportingCommand, replace_file


class Command(ReportingCommand):
    purpose = gettext_lazy(
        "Write the report to the steering committee on a published month, as an accessible PDF."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", metavar="PERIOD", type=month, help=_("a month like 2026-10"))
        parser.add_argument("--output", metavar="FILE", required=True, help=_("the PDF to write"))
        parser.add_argument(
            "--portal",
            metavar="SLUG",
            help=_("the portal’s short name; else the only one followed"),
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        portal = portal_called_or_only(options["portal"], _("Say which portal with --portal."))
        publication = _published(portal, options["period"])
        with override(options["language"]):
            try:
                made = compose_report(edition_of(publication))
            except SectionFailed as error:
                message = _(
                    "The section “%(key)s” of the report cannot be made; nothing is written."
                )
                raise CommandError(message % {"key": error.key}) from error
            pdf = report_pdf(made)
        if not options["dry_run"]:
            replace_file(options["output"], pdf)
        self._say(portal, options, sections=list(made.sections), size=len(pdf))

    def _say(
        self, portal: Portal, options: dict[str, Any], *, sections: list[str], size: int
    ) -> None:
        facts = {
            "portal": portal.slug,
            "month": str(options["period"]),
            "language": options["language"],
            "sections": sections,
            "bytes": size,
            "output": options["output"],
            "applied": not options["dry_run"],
        }
        words = (
            _("%(portal)s, %(month)s: the report would be written. Sections: %(count)s.")
            if options["dry_run"]
            else _("%(portal)s, %(month)s: the report is written. Sections: %(count)s.")
        )
        self.write_result(options, content=facts, text=words % {**facts, "count": len(sections)})


def _published(portal: Portal, period: Month) -> Publication:
    """Return the publication. A missing one is a refusal, not wrong usage: it may be published tomorrow."""
    publication = publication_of(portal, period)
    if publication is None:
        message = _("%(portal)s, %(month)s: no figures of this month are out.")
        raise CommandError(message % {"portal": portal.slug, "month": period})
    return publication

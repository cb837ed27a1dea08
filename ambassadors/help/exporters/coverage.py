from django.http import HttpResponse
from django.utils.translation import gettext as _

from ambassadors.help.queries.coverage import Coverage
from core.spreadsheets import csv_response
from core.typography import format_number


def coverage_file(coverage: Coverage) -> HttpResponse:
    """Return a table of teams, then sites, each in the order of the page."""
    kinds = ((_("Team"), coverage.teams), (_("Site"), coverage.sites))
    headings = [
        _("What it is"),
        _("Name"),
        _("Within"),
        _("Staff"),
        _("Ambassadors"),
        _("Per 100 staff"),
    ]
    rows = [
        (
            kind,
            line.name,
            line.within,
            line.row.staff,
            line.row.ambassadors,
            format_number(line.row.per_hundred, 1),
        )
        for kind, lines in kinds
        for line in lines
    ]
    return csv_response("couverture-ambassadeurs.csv", headings, rows)

"""Administration page on the effect of mutual help: stored quarters, and months with quiet pairs."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambassadors.help.enums import Part
from ambassadors.help.models import ProgrammeQuarter, QuietMonth
from ambassadors.help.policies import may_run_rounds
from ambassadors.workshops.admin_views.layout import render_admin_page, restricted_to
from core.spreadsheets import csv_response
from core.typography import format_number


QUARTERS_SHOWN = 12

for_round_runners = restricted_to(may_run_rounds)


@for_round_runners
@require_safe
def effect(request):
    quarters = list(ProgrammeQuarter.objects.all()[:QUARTERS_SHOWN])
    context = {
        "quarters": [
            (quarter_name(quarter), quarter_rows(quarter.figures)) for quarter in quarters
        ],
        "quiet": QuietMonth.objects.first(),
    }
    return render_admin_page(
        request, "help/admin/effect", _("Effect of mutual help"), context, icon="group", up=[]
    )


@for_round_runners
@require_safe
def table(request):
    """Download the page's content, one row for each figure."""
    rows = [
        [quarter_name(quarter), what, value]
        for quarter in ProgrammeQuarter.objects.all()
        for what, value in quarter_rows(quarter.figures)
    ]
    return csv_response("entraide.csv", [_("Quarter"), _("What"), _("How many")], rows)


def quarter_name(quarter):
    day = quarter.first_day
    return _("%(year)s, quarter %(n)s") % {"year": day.year, "n": (day.month + 2) // 3}


def quarter_rows(figures):
    """Return the figures of a quarter, in words."""
    if not figures:
        return [(_("Nothing"), _("With so few people, it would tell of somebody."))]
    rows = [(_("Requests that a pair answered, closed"), _at_least(figures["closed"]))]
    for key, words in _bands().items():
        for band, label in words.items():
            rows.append((label, _part(figures[key][band])))
    useful = figures["useful"]
    words = _part(useful) if useful else _("Too few said so.")
    return [*rows, (_("Found it useful, of those who asked and said so at the end"), words)]


def _bands():
    return {
        "first_session": {
            "fortnight": _("First session within two weeks of the request"),
            "month": _("First session within a month"),
            "later": _("First session later"),
            "never": _("No session noted"),
        },
        "meetings": {
            "one": _("Pairs that met once"),
            "few": _("Pairs that met two or three times"),
            "many": _("Pairs that met four times or more"),
        },
    }


def _part(value):
    return capfirst(str(Part(value).label))


def _at_least(count):
    if not count:
        return _("Fewer than ten")
    return _("At least %(n)s") % {"n": format_number(count)}

"""What is measured and what is not, for everybody to read: written from the settings in force."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.foundation.further_indicators import FURTHER
from adoption.foundation.indicators import CHAIN, SUBSTITUTION
from adoption.foundation.words.indicators import in_words
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.words.parts import how_they_go_out
from adoption.report.policies import may_see_pack
from adoption.report.words import explained, unmeasured
from adoption.usage.retention import DAYS
from people.retention_registry import retention_of


@require_safe
def measured(request):
    parameters = parameters_in_force()
    made = explained()
    places = (
        ("compte", _("What is counted")),
        ("organisation", _("Of the whole organisation alone")),
        ("groupes", _("Beside the teams")),
        ("formation", _("Training that nobody has to follow")),
        ("enquetes", _("Surveys")),
        *((each.key, each.title) for each in made),
        ("contacts", in_words(SUBSTITUTION)["title"]),
        ("protege", _("How groups are protected")),
        ("jamais", _("What is not measured")),
    )
    context = {
        "contents": [
            {"title": title, "url": f"#{place}", "state": "todo", "note": ""}
            for place, title in places
        ],
        "indicators": [in_words(each) for each in CHAIN],
        "further": [in_words(each) for each in FURTHER],
        "substitution": in_words(SUBSTITUTION),
        "parameters": parameters,
        "explained": made,
        "unmeasured": unmeasured(),
        "parts": how_they_go_out(),
        "least": least_population(parameters),
        "closing_day": settings.MONTH_CLOSING_DAY,
        "kept": retention_of(DAYS).period_in_words(),
        "may_see_pack": may_see_pack(request.user),
    }
    return render(request, "adoption/report/measured.html", context)

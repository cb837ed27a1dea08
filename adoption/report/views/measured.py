"""Public page on what is measured and what is not, generated from the settings in force."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.foundation.further_indicators import FURTHER
from adoption.foundation.indicators import CHAIN, SUBSTITUTION
from adoption.foundation.words.indicators import definition_text
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.words.parts import disclosure_text
from adoption.report.policies import may_see_pack
from adoption.report.words import explanations, published_text, seen_by_managers, unmeasured
from adoption.usage.retention import DAYS
from core.site_settings import value_of
from people.retention_registry import retention_of


@require_safe
def measured(request):
    parameters = parameters_in_force()
    explained = explanations()
    places = (
        ("compte", _("What is counted")),
        ("organisation", _("Of the whole organisation alone")),
        ("groupes", _("Beside the teams")),
        ("formation", _("Training that nobody has to follow")),
        ("enquetes", _("Surveys")),
        *((explanation.key, explanation.title) for explanation in explained),
        ("contacts", definition_text(SUBSTITUTION)["title"]),
        ("protege", _("How groups are protected")),
        ("jamais", _("What is not measured")),
        ("responsables", _("What a manager sees by name")),
    )
    context = {
        "contents": [
            {"title": title, "url": f"#{place}", "state": "todo", "note": ""}
            for place, title in places
        ],
        "indicators": [definition_text(definition) for definition in CHAIN],
        "published": published_text(),
        "further": [definition_text(definition) for definition in FURTHER],
        "substitution": definition_text(SUBSTITUTION),
        "parameters": parameters,
        "explained": explained,
        "unmeasured": unmeasured(),
        "seen_by_managers": seen_by_managers(),
        "parts": disclosure_text(),
        "least": least_population(parameters),
        "closing_day": value_of("MONTH_CLOSING_DAY"),
        "kept": retention_of(DAYS).period_in_words(),
        "may_see_pack": may_see_pack(request.user),
    }
    return render(request, "adoption/report/measured.html", context)

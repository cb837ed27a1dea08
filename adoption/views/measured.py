"""What is measured and what is not, for everybody to read: written from the settings in force."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from adoption.disclosure import least_population
from adoption.explained import explained, unmeasured
from adoption.further_indicators import FURTHER
from adoption.indicator_words import in_words
from adoption.indicators import CHAIN, SUBSTITUTION
from adoption.parameters import parameters_in_force
from adoption.part_words import how_they_go_out
from adoption.policies import may_see_pack
from adoption.retention import DAYS
from people.retention_registry import retention_of


@require_safe
def measured(request):
    parameters = parameters_in_force()
    context = {
        "indicators": [in_words(each) for each in CHAIN],
        "further": [in_words(each) for each in FURTHER],
        "substitution": in_words(SUBSTITUTION),
        "parameters": parameters,
        "explained": explained(),
        "unmeasured": unmeasured(),
        "parts": how_they_go_out(),
        "least": least_population(parameters),
        "closing_day": settings.MONTH_CLOSING_DAY,
        "kept": retention_of(DAYS).period_in_words(),
        "may_see_pack": may_see_pack(request.user),
    }
    return render(request, "adoption/measured.html", context)

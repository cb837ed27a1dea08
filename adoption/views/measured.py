"""What is measured and what is not, for everybody to read: written from the settings in force."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from adoption.indicators import CHAIN
from adoption.parameters import parameters_in_force
from adoption.parts import how_they_go_out
from adoption.policies import may_see_pack
from adoption.reach import least_population
from adoption.retention import DAYS
from people.retention_registry import retention_of


@require_safe
def measured(request):
    parameters = parameters_in_force()
    indicators = [
        {
            "title": gettext(each.title),
            "unit": gettext(each.unit),
            "denominator": gettext(each.denominator),
            "window": gettext(each.window),
            "source": gettext(each.source),
            "version": each.version,
        }
        for each in CHAIN
    ]
    context = {
        "indicators": indicators,
        "parameters": parameters,
        "parts": how_they_go_out(),
        "least_of_reach": least_population(parameters),
        "closing_day": settings.MONTH_CLOSING_DAY,
        "kept": retention_of(DAYS).period_in_words(),
        "may_see_pack": may_see_pack(request.user),
    }
    return render(request, "adoption/measured.html", context)

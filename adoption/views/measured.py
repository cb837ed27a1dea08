"""What is measured and what is not, for everybody to read: written from the settings in force."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from adoption.indicators import CHAIN, SUBSTITUTION, Definition
from adoption.parameters import parameters_in_force
from adoption.policies import may_see_pack
from adoption.reach import least_population
from adoption.retention import DAYS
from people.retention_registry import retention_of


@require_safe
def measured(request):
    parameters = parameters_in_force()
    context = {
        "indicators": [_in_words(each) for each in CHAIN],
        "substitution": _in_words(SUBSTITUTION),
        "parameters": parameters,
        "least_of_reach": least_population(parameters),
        "closing_day": settings.MONTH_CLOSING_DAY,
        "kept": retention_of(DAYS).period_in_words(),
        "may_see_pack": may_see_pack(request.user),
    }
    return render(request, "adoption/measured.html", context)


def _in_words(definition: Definition) -> dict[str, str | int]:
    return {
        "title": gettext(definition.title),
        "unit": gettext(definition.unit),
        "denominator": gettext(definition.denominator),
        "window": gettext(definition.window),
        "source": gettext(definition.source),
        "version": definition.version,
    }

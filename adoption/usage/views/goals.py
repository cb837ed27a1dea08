"""Goals and ticks of the signed-in person on a portal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from adoption.usage.actions.goals import set_goals, tick
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.policies import is_wholly_sealed
from adoption.usage.queries.goals import wished_frequencies
from adoption.usage.views.own_use import (
    CLOSED,
    asked_person_required,
    get_asking_portal_or_404,
    month_or_404,
)
from adoption.usage.words.goals import HOW_OFTEN
from cms.enums import Cadence
from cms.queries import open_services
from core.dates import today
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice


NOT_AT_ALL = ""
CHOICES = [(cadence.value, words) for cadence, words in HOW_OFTEN.items()] + [
    (NOT_AT_ALL, gettext_lazy("Not for now"))
]


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
@require_notice(NoticePurpose.DECLARED_USE, UNDER_SUBJECT)
def choose(request, slug):
    """GET: form of frequencies by service. POST: save them; services left out stay as they were."""
    portal = get_asking_portal_or_404(request, slug)
    if is_wholly_sealed(request.user):
        messages.warning(request, CLOSED)
        return redirect("adoption:logbook")
    services = list(open_services(today()).filter(portal=portal).order_by("sort_order", "pk"))
    if request.method == "POST":
        given = {service: request.POST.get(_field(service)) for service in services}
        if any(wish not in {None, NOT_AT_ALL, *Cadence.values} for wish in given.values()):
            raise Http404
        set_goals(
            person=request.user,
            portal=portal,
            wishes={
                service: Cadence(wish) if wish else None
                for service, wish in given.items()
                if wish is not None
            },
        )
        messages.success(request, _("Noted, for you alone."))
        return redirect(_card(portal))
    wishes = wished_frequencies(request.user, portal)
    context = {
        "portal": portal,
        "services": [
            {
                "service": service,
                "field": _field(service),
                "wish": wishes.get(service.pk, NOT_AT_ALL),
                "expected": HOW_OFTEN[Cadence(service.cadence)],
            }
            for service in services
        ],
        "how_often": CHOICES,
        "notice": unread_notice(request.user, NoticePurpose.DECLARED_USE, UNDER_SUBJECT),
    }
    return render(request, "adoption/usage/goals.html", context)


@post_only
@asked_person_required
@require_notice(NoticePurpose.DECLARED_USE, UNDER_SUBJECT)
def tick_off(request, slug):
    """Tick or untick a service: one address for both."""
    portal = get_asking_portal_or_404(request, slug)
    service = get_object_or_404(portal.services.all(), slug=request.POST.get("service", ""))
    month = month_or_404(request.POST.get("month", ""))
    try:
        tick(
            person=request.user,
            service=service,
            month=month,
            is_done=request.POST.get("done") != "no",
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(_card(portal))


def _field(service) -> str:
    return f"service-{service.pk}"


def _card(portal) -> str:
    return f"{reverse('adoption:logbook')}#objectifs-{portal.slug}"

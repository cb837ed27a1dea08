"""A manager asks for seats for people of their teams, and reads for whom they have asked."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.actions.registration import book_for_team
from ambassadors.policies import bookable_by, bookings_made_by, may_book
from ambassadors.queries.workshops import as_seen_by, joinable_sessions
from core.dates import today
from people.models import Person


PEOPLE_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, uuid):
    """Names of one's own teams to choose from. What a person has, or does afterwards, is not said."""
    manager, day = request.user, today()
    if not may_book(manager, on=day):
        raise Http404
    found = get_object_or_404(as_seen_by(manager, joinable_sessions(manager)), uuid=uuid)
    people = bookable_by(manager, on=day).order_by("last_name", "first_name", "pk")
    if request.method == "POST":
        return _book(request, found, people)
    asked = set(bookings_made_by(manager).filter(session=found).values_list("person", flat=True))
    context = {
        "session": found,
        "page": Paginator(people.exclude(pk__in=asked), PEOPLE_A_PAGE).get_page(
            request.GET.get("p")
        ),
        "asked": list(Person.objects.filter(pk__in=asked).order_by("last_name", "first_name")),
    }
    return render(request, "ambassadors/team_seats.html", context)


def _book(request, found, people):
    chosen = list(people.filter(uuid__in=_uuids(request.POST.getlist("person"))))
    if not chosen:
        messages.warning(request, _("Choose at least one person."))
        return redirect("workshops:team", uuid=found.uuid)
    try:
        book_for_team(session=found, manager=request.user, people=chosen)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("It is done: each of them is told by mail, and may give the seat up.")
        )
    return redirect("workshops:team", uuid=found.uuid)


def _uuids(typed):
    return [each for each in map(_uuid, typed[:PEOPLE_A_PAGE]) if each]


def _uuid(typed):
    try:
        return UUID(typed)
    except ValueError:
        return None

"""Pages on which a manager books seats for people of their teams, and lists their bookings."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.sent_values import primary_key, uuid_or_none
from ambassadors.try_action import try_action
from ambassadors.workshops.actions.registration import book_for_team, cancel_booking
from ambassadors.workshops.policies import bookable_people, bookings_made_by, may_book
from ambassadors.workshops.queries.workshops import annotate_for_person, joinable_sessions
from core.dates import today
from core.redirects import post_only


PEOPLE_A_PAGE = 50
TEAM_PARAMETER, EVERYBODY, CONFIRMED = "equipe", "everybody", "confirmed"


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, uuid):
    """List the manager's own teams to choose from; what a person has or does afterwards is not shown.

    A whole team is asked for once its number is confirmed.
    """
    manager, day = request.user, today()
    if not may_book(manager, on=day):
        raise Http404
    session = get_object_or_404(annotate_for_person(manager, joinable_sessions(manager)), uuid=uuid)
    team = primary_key(request.GET.get(TEAM_PARAMETER, ""))
    people = bookable_people(manager, on=day, team=team).order_by("last_name", "first_name", "pk")
    bookings = bookings_made_by(manager).filter(session=session).select_related("person")
    unasked = people.exclude(pk__in=bookings.order_by().values("person"))
    if request.method == "POST":
        if EVERYBODY in request.POST and CONFIRMED not in request.POST and unasked.exists():
            context = {"session": session, "count": unasked.count()}
            return render(request, "ambassadors/workshops/team_confirm.html", context)
        return _book(request, session, people)
    own_bookings = list(bookings.order_by("person__last_name", "person__first_name", "pk"))
    context = {
        "session": session,
        "page": Paginator(unasked, PEOPLE_A_PAGE).get_page(request.GET.get("p")),
        "asked": own_bookings,
    }
    return render(request, "ambassadors/workshops/team_seats.html", context)


@post_only
def take_back(request, uuid):
    """Cancel a booking; the answer is the same whatever the person had, or did with it."""
    manager = request.user
    if not may_book(manager, on=today()):
        raise Http404
    session = get_object_or_404(joinable_sessions(manager), uuid=uuid)
    booking = get_object_or_404(
        bookings_made_by(manager).select_related("person"),
        session=session,
        person__uuid=uuid_or_none(request.POST.get("person", "")),
    )
    done = _("It is taken back. Whoever had a seat by it is told by mail.")
    try_action(
        request, done, cancel_booking, session=session, manager=manager, person=booking.person
    )
    return redirect("workshops:team", uuid=uuid)


def _book(request, session, people):
    keys = map(uuid_or_none, request.POST.getlist("person")[:PEOPLE_A_PAGE])
    is_for_all = EVERYBODY in request.POST
    chosen = list(people if is_for_all else people.filter(uuid__in=[key for key in keys if key]))
    if not chosen:
        messages.warning(request, _("Choose at least one person."))
        return redirect("workshops:team", uuid=session.uuid)
    done = _("It is done: each of them is told by mail, and may give the seat up.")
    try_action(request, done, book_for_team, session=session, manager=request.user, people=chosen)
    return redirect("workshops:team", uuid=session.uuid)
